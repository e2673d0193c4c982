"""Formats that are drawn as shapes and words from a composition, without pixels: neither matplotlib nor Pillow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from convanim.errors import OutputError

if TYPE_CHECKING:
    from convanim.drawn.brush import Brush
    from convanim.drawn.reading import Step
    from convanim.drawn.scene import Scene
    from convanim.frames import Picture
    from convanim.layout import Layout
    from convanim.themes import Theme


class Drawing(NamedTuple):
    """A drawn format: how it is written, and read back."""

    name: str
    write: Callable[[BinaryIO, Scene, Theme, Iterator[int], str], None]
    read: Callable[[bytes, Scene, Brush], Iterator[Step]]


def _write_svg(file: BinaryIO, scene: Scene, theme: Theme, durations_ms: Iterator[int], comment: str) -> None:
    from convanim.drawn.svg import write_svg

    write_svg(file, scene, theme, durations_ms, comment)


def _read_svg(data: bytes, scene: Scene, brush: Brush) -> Iterator[Step]:
    from convanim.drawn.reading import read_svg

    return read_svg(data, scene, brush)


def _write_html(file: BinaryIO, scene: Scene, theme: Theme, durations_ms: Iterator[int], comment: str) -> None:
    from convanim.drawn.html import write_html

    write_html(file, scene, theme, durations_ms, comment)


def _read_html(data: bytes, scene: Scene, brush: Brush) -> Iterator[Step]:
    from convanim.drawn.reading import read_html

    return read_html(data, scene, brush)


DRAWN = {
    ".svg": Drawing("animated SVG", _write_svg, _read_svg),
    ".html": Drawing("HTML player", _write_html, _read_html),
}
"""Every drawn format by its suffix; a row here is offered, tested and documented."""


def draw(
    drawing: Drawing,
    file: BinaryIO,
    picture: Picture,
    layout: Layout,
    theme: Theme,
    durations_ms: Callable[[], Iterator[int]],
    comment: str = "",
) -> int:
    """Write a picture to a file, read it back and hold every step against the frames; the bytes written.

    Raises ConvanimError where the file would be too large, OutputError where it is not what was meant.
    """
    from convanim.drawn.brush import Brush
    from convanim.drawn.reading import compare
    from convanim.drawn.scene import Scene

    drawing.write(file, Scene(picture, layout), theme, durations_ms(), comment)
    size = file.tell()
    file.seek(0)
    scene, brush = Scene(picture, layout), Brush(picture, layout, theme)
    try:
        compare(drawing.read(file.read(), scene, brush), scene, brush, durations_ms())
    except (ValueError, KeyError, IndexError) as error:
        raise OutputError(
            f"the {drawing.name} written does not say what was drawn ({error}); nothing was replaced"
        ) from error
    return size
