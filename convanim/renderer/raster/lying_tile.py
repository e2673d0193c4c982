"""The pixels of a cell that lies flat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convanim.layout.page import Lean
from convanim.renderer.geometry import Line, inset
from convanim.renderer.lying import LyingCell
from convanim.renderer.raster.ink import LEVELS, Image, Strokes
from convanim.renderer.raster.sprites import Sprites

HALF = LEVELS // 2 + 1
"""The least level at which a line without soft edges is seen."""


class LyingTile(NamedTuple):
    """Indices in the box around a cell, and which of them are the cell's own."""

    indices: Image
    own: NDArray[np.bool_]
    shift: int
    """From the left edge of the box to the cell's top left corner."""

    def lay(self, image: Image, x: int, y: int) -> None:
        """Lay it down with its top left corner there."""
        height, width = self.own.shape
        left = x - self.shift
        target = image[y : y + height, left : left + width]
        target[self.own] = self.indices[self.own]


def lying_tile(sprites: Sprites, cell: LyingCell, sides: int, line: Image) -> LyingTile:
    """A cell's fill and marks, in indices of the ramp from its fill to its lines; around them the page."""
    size, shift = cell.size, cell.lean.shift
    low, high = inset(cell.mark, size)
    own = _within(size, cell.lean, 0, 0)
    inside = _within(size, cell.lean, low, high)
    levels = np.zeros(own.shape, np.uint8)
    if hatching := cell.hatching():
        levels = _strokes(sprites, hatching, cell, cell.thin)
    if cell.border:
        levels[~_within(size, cell.lean, low + cell.border, high + cell.border)] = LEVELS
    if sides:
        levels[_strokes(sprites, cell.dashes(sides), cell, cell.frame) >= HALF] = LEVELS
    indices = np.zeros(own.shape, np.uint8)
    indices[inside] = line[levels[inside]]
    return LyingTile(indices, own, shift)


def _within(size: int, lean: Lean, low: int, high: int) -> NDArray[np.bool_]:
    """Which pixels of the box around a cell lie in it, without so many px at its sides."""
    tall, shift = lean
    rows, columns = np.arange(tall)[:, np.newaxis], np.arange(size + shift) + 0.5
    left = shift - (rows + 0.5) * shift / tall
    across = (columns >= left + low) & (columns < left + size - high)
    within: NDArray[np.bool_] = across & (rows >= low) & (rows < tall - high)
    return within


def _strokes(sprites: Sprites, lines: Sequence[Line], cell: LyingCell, thickness: float) -> Image:
    """Levels of lines in the box around a cell."""
    tall, shift = cell.lean
    moved = [[(x + shift, y) for x, y in line] for line in lines]
    return sprites.of(Strokes(cell.size + shift, tall, moved, thickness)).levels.copy()
