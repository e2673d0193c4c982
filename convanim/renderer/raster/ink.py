"""Coverage: how much ink each pixel gets, in levels without colour; and what can be drawn so."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


LEVELS = 7
"""Steps of ink from none (level 0) to full (level 7)."""


class Lettering(NamedTuple):
    """Characters in a font size, px."""

    text: str
    size: int
    bold: bool = False


class Strokes(NamedTuple):
    """Polylines on a canvas; points are (x, y) px from its top left corner."""

    width: int
    height: int
    lines: list[list[tuple[float, float]]]
    thickness: float
    dashes: tuple[float, float] | None = None
    round_ends: bool = False


class Sprite(NamedTuple):
    """Levels (height, width), and where the origin lies in them: for letters the left end of their baseline."""

    levels: Image
    column: int = 0
    row: int = 0
