"""Formats that are drawn as shapes and words from a composition, without pixels: neither matplotlib nor Pillow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from convanim.core.errors import OutputError

if TYPE_CHECKING:
    from convanim.layout.page import Layout
    from convanim.renderer.drawn_check import Step
    from convanim.renderer.moments import Scene
    from convanim.renderer.svg.markup import Brush
    from convanim.scene.frames import Picture
    from convanim.style.themes import Theme


class DrawnFormat(NamedTuple):
    """A drawn format: how it is written, and read back."""

    name: str
    write: Callable[[BinaryIO, Scene, Theme, Iterator[int], int, str], None]
    """Given a file, what is drawn in which colours, ms for each step, how often it plays (0 for ever), a comment."""
    read: Callable[[bytes, Scene, Brush], tuple[int, Iterator[Step]]]
    """How often it plays, and its steps."""
    good_for: str
    """What it is good for, as the README says it."""
    stoppable: bool = False
    """Whether whoever looks at it can stop it."""


def _write_svg(*arguments: Any) -> None:
    from convanim.renderer.svg.animation import write_svg

    write_svg(*arguments)


def _read_svg(data: bytes, scene: Scene, brush: Brush) -> tuple[int, Iterator[Step]]:
    from convanim.renderer.drawn_check import read_svg

    return read_svg(data, scene, brush)


def _write_html(*arguments: Any) -> None:
    from convanim.renderer.player.player import write_html

    write_html(*arguments)


def _read_html(data: bytes, scene: Scene, brush: Brush) -> tuple[int, Iterator[Step]]:
    from convanim.renderer.drawn_check import read_html

    return read_html(data, scene, brush)


DRAWN = {
    ".svg": DrawnFormat("SVG", _write_svg, _read_svg, "web pages: sharp at any size, light and dark in one file"),
    ".html": DrawnFormat(
        "HTML player", _write_html, _read_html, "lessons: to stop and to step through", stoppable=True
    ),
}
"""Every drawn format by its suffix; a row here is offered, tested and documented."""


def draw(
    drawing: DrawnFormat,
    file: BinaryIO,
    picture: Picture,
    layout: Layout,
    theme: Theme,
    durations_ms: Callable[[], Iterator[int]],
    plays: int = 0,
    comment: str = "",
) -> int:
    """Write a picture to a file, read it back and hold every step against the frames; the bytes written.

    Raises ConvanimError where the file would be too large, OutputError where it is not what was meant.
    """
    from convanim.renderer.drawn_check import compare
    from convanim.renderer.moments import Scene
    from convanim.renderer.svg.markup import Brush

    drawing.write(file, Scene(picture, layout), theme, durations_ms(), plays, comment)
    size = file.tell()
    file.seek(0)
    scene, brush = Scene(picture, layout), Brush(picture, layout, theme)
    try:
        found, steps = drawing.read(file.read(), scene, brush)
        if found != plays:
            raise ValueError(f"it plays {found} times, not {plays}")
        compare(steps, scene, brush, durations_ms())
    except (ValueError, KeyError, IndexError) as error:
        raise OutputError(
            f"the {drawing.name} written does not say what was drawn ({error}); nothing was replaced"
        ) from error
    return size
