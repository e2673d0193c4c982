"""Whether a file is what its command draws: the same bytes, the same pixels, or the same but for edges of lettering.

Other versions of matplotlib and FreeType draw an edge by a grey, and now and then a letter by a pixel, otherwise.
Whatever differs by more was not drawn so by any.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from convanim.core.cache_folder import cache_folder
from convanim.encoder.encoders import ENCODERS
from convanim.encoder.inspect import area, sound
from convanim.encoder.parts import Parted, parted
from convanim.pipeline.compose import Composition
from convanim.pipeline.write import animate_bytes
from convanim.recipe.recipe import Recipe

if TYPE_CHECKING:
    from convanim.encoder.base import Rectangle
    from convanim.encoder.canvas import Colors

JOINING = ".webp"
"""The format whose library joins frames that are equal."""


COMPARED_PIXELS = 1_000_000_000
"""Pixels of all frames' boxes that are compared; less than 10 s."""


SHORTEST_TELLING = 64
"""Bytes. What is written in one piece and shorter may be written again later: a count of frames."""


class Likeness(NamedTuple):
    """How a file is like its redraw: `same` as in `SAME`, or empty and what is changed."""

    same: str
    change: str = ""


SAME_BYTES, SAME_PIXELS, SAME_CELLS = "bytes", "pixels", "cells"


SAME = {
    SAME_BYTES: "",
    SAME_PIXELS: "same pixels and times; packed otherwise, as other versions of Pillow, zlib or libwebp do",
    SAME_CELLS: "same cells and times; lettering differs, as other versions of matplotlib or FreeType draw it",
}
"""What is the same, and what is said of the rest."""


def likeness(recipe: Recipe, composition: Composition, suffix: str, data: bytes) -> Likeness:
    """Draw a recipe, and hold the content of a file of its size against it, until the first change is found.

    Raises ConvanimError for what does not draw, or is damaged.
    """
    if suffix != JOINING:  # whose bytes come all at once, at the end
        if _same_bytes(recipe, suffix, data):
            return Likeness(SAME_BYTES)
        if suffix not in ENCODERS:
            return Likeness("", "it has other bytes")
    with sound():
        file = parted(data)
        if file is None or (file.plays != composition.plays() and not recipe.options.single):
            return Likeness("", "it plays another number of times")
        if sum(area(part.box) for part in file.parts) > COMPARED_PIXELS:
            return Likeness("", f"it has other bytes, and more than the {COMPARED_PIXELS:,} pixels that are compared")
        change, exact = _first_change(composition, suffix, parted(data) or file)
    if change:
        return Likeness("", change)
    if suffix == JOINING and exact and _same_bytes(recipe, suffix, data):
        return Likeness(SAME_BYTES)
    return Likeness(SAME_PIXELS if exact else SAME_CELLS)


class _DiffersError(Exception):
    """What is written is not what is expected."""


class _Expected(io.BytesIO):
    """A file that must become like another."""

    def __init__(self, expected: bytes) -> None:
        super().__init__()
        self._expected = memoryview(expected)

    def write(self, piece: Any) -> int:
        at, size = self.tell(), len(piece)
        if size >= SHORTEST_TELLING and self._expected[at : at + size] != piece:
            raise _DiffersError
        return super().write(piece)


def _same_bytes(recipe: Recipe, suffix: str, data: bytes) -> bool:
    """Whether drawing gives these bytes; it ends as soon as it does not."""
    try:
        return animate_bytes(recipe, suffix, file=_Expected(data))[0] == data
    except _DiffersError:
        return False


def _first_change(composition: Composition, suffix: str, file: Parted) -> tuple[str, bool]:
    """What is changed first, in words, and whether all pixels are the same."""
    from convanim.encoder.canvas import Canvas
    from convanim.pipeline.edges import first_change

    canvas, exact, left = Canvas(file.width, file.height), True, 0
    parts, times = iter(file.parts), iter(composition.durations_ms())
    single = composition.recipe.options.single
    for number, (drawn, boxes) in enumerate(_redrawn(composition, suffix), 1):
        ms = 0 if single else next(times)
        if not left:
            part = next(parts, None)
            if part is None:
                return f"it ends before frame {number}", False
            boxes += canvas.show(part)
            left = 0 if single else part.ms
        if left < ms or (left > ms and suffix != JOINING):
            return f"frame {number} is shown {left} ms, not {ms}", False
        left -= ms
        for box in boxes:
            change = first_change(canvas.colors, drawn, box, composition.layout.places)
            if change:
                return f"{change} in frame {number} is not as it is drawn", False
            exact = exact and _equal(canvas.colors, drawn, box)
    return "" if not left and next(parts, None) is None else "it goes on after its last frame", exact


def _redrawn(composition: Composition, suffix: str) -> Iterator[tuple[Colors, list[Rectangle]]]:
    """Each frame as RGBA in a number, (height, width), and boxes of what may have changed since the last."""
    import numpy as np

    from convanim.renderer.raster.rasterizer import Renderer
    from convanim.renderer.raster.sprites import Sprites

    layout, theme = composition.layout, composition.theme
    renderer = Renderer(composition.picture, layout, theme, Sprites(cache_folder()))
    palette = np.full((256, 4), 255, np.uint8)
    palette[: len(renderer.palette), : renderer.palette.shape[1]] = renderer.palette
    palette[palette[:, 3] == 0] = 0
    table = palette.view(np.uint32)[:, 0]
    colors = np.zeros((layout.height, layout.width), np.uint32)
    for raster in renderer.frames():
        boxes: list[Rectangle] = [*raster.changed]
        for left, top, right, bottom in boxes:
            colors[top:bottom, left:right] = table[raster.image[top:bottom, left:right]]
        yield colors, boxes


def _equal(one: Colors, other: Colors, box: Rectangle) -> bool:
    left, top, right, bottom = box
    return bool((one[top:bottom, left:right] == other[top:bottom, left:right]).all())
