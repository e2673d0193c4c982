"""How each role looks: its marks, and its place in the palette."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from convanim.frames import WEIGHTS, Role
from convanim.renderer.pen import LEVELS, Image, Pen
from convanim.renderer.shapes import Line
from convanim.themes import Theme, rgb


class Mark(NamedTuple):
    """How a role is drawn, besides its colours: no two roles that meet differ by hue alone."""

    border: float = 1.0
    """Border width as a multiple of the thin line; 0 for none."""
    dashed: bool = False
    hatched: bool = False
    struck: bool = False

    @property
    def patterned(self) -> bool:
        """Whether it has lines that need more than one shade."""
        return self.hatched or self.struck


MARKS: dict[Role, Mark] = {
    Role.INPUT: Mark(0),
    Role.INSERTED_ZERO: Mark(1),
    Role.PADDING: Mark(1, dashed=True),
    Role.CROPPED: Mark(1, dashed=True, struck=True),
    Role.CROPPED_INPUT: Mark(1.6, struck=True),
    Role.UNREAD: Mark(1, hatched=True),
    Role.UNREAD_INPUT: Mark(1.6, hatched=True),
    Role.WINDOW_INPUT: Mark(0),
    Role.WINDOW_ZERO: Mark(0),
    Role.OUTPUT_PENDING: Mark(1),
    Role.OUTPUT_CURRENT: Mark(3),
    Role.OUTPUT_DONE: Mark(0),
    Role.OUTPUT_HOLE: Mark(2),
    Role.KERNEL: Mark(1),
    Role.STAMP: Mark(0),
    Role.OVERLAP_1: Mark(0),
    Role.OVERLAP_2: Mark(0),
    Role.OVERLAP_3: Mark(0),
    Role.OVERLAP_4: Mark(0),
    Role.MATRIX_ZERO: Mark(1),
    Role.EMPTY: Mark(0),
} | dict.fromkeys(WEIGHTS, Mark(0))


class Ramps:
    """The palette: which index stands for how much of which colour."""

    def __init__(self, theme: Theme) -> None:
        self._colors: list[tuple[int, int, int]] = [rgb(theme.background)]
        self._theme = theme
        self._roles: dict[Role, tuple[Image, Image]] = {}
        self.text = self._ramp(0, theme.background, theme.text)
        self.muted = self._ramp(0, theme.background, theme.muted)
        self.accent = len(self._colors)
        self._colors.append(rgb(theme.accent))

    def _ramp(self, first: int, start: str, end: str, levels: int = LEVELS) -> Image:
        """Indices by level; with one level only the ramp's two ends are told apart."""
        low, high = np.array(rgb(start)), np.array(rgb(end))
        indices = np.full(LEVELS + 1, first, np.uint8)
        for level in range(LEVELS - levels + 1, LEVELS + 1):
            indices[level] = len(self._colors)
            mixed = np.rint(low + (high - low) * level / LEVELS)
            self._colors.append((int(mixed[0]), int(mixed[1]), int(mixed[2])))
        return indices

    def add(self, role: Role, labelled: bool) -> None:
        """Make room for a role: few colours make small files, so a ramp is only as long as its use needs."""
        look, mark = self._theme.look(role), MARKS[role]
        fill = len(self._colors)
        self._colors.append(rgb(look.fill))
        line = self._ramp(fill, look.fill, look.line, LEVELS if mark.patterned else bool(mark.border))
        ink = self._ramp(fill, look.fill, look.ink, LEVELS if labelled else 0)
        self._roles[role] = line, ink

    def of(self, role: Role) -> tuple[Image, Image]:
        """Indices by level: fill to line, fill to ink."""
        return self._roles[role]

    @property
    def palette(self) -> Image:
        """All colours, (n, 3)."""
        return np.array(self._colors, np.uint8)


def thin_line(side: int) -> int:
    """The thinnest line in a cell whose inside is `side` px."""
    return max(1, round(side / 34))


def mark_lines(mark: Mark, side: int) -> list[Line]:
    """Hatching or strike of a cell whose inside is `side` px; they run past it, and leave its centre free."""
    if not mark.patterned:
        return []
    if mark.hatched:
        # Their distance puts the centre half way between two of them.
        distance = side / (4 if side >= 16 else 2)
        sums = [side + (n + 0.5) * distance for n in range(-4, 4)]
    else:
        sums = [side - side / 10, side + side / 10]
    return [[(total - 2 * side, 2.0 * side), (2.0 * side, total - 2 * side)] for total in sums]


def mark_levels(pen: Pen, mark: Mark, side: int) -> Image:
    """Border, hatching and strike of a cell whose inside is `side` px."""
    thin = thin_line(side)
    levels = np.zeros((side, side), np.uint8)
    lines = mark_lines(mark, side)
    if lines:
        levels = pen.strokes(side, side, lines, thin)
    if mark.border:
        thick = max(1, round(thin * mark.border))
        if mark.dashed and side >= 10:
            edge = border_dashes(side)
            half = thick / 2
            corners = [
                [(0.0, half), (float(side), half)], [(side - half, 0.0), (side - half, float(side))],
                [(float(side), side - half), (0.0, side - half)], [(half, float(side)), (half, 0.0)],
            ]  # fmt: skip
            levels = np.maximum(levels, pen.strokes(side, side, corners, thick, dashes=edge))
        else:
            levels[:thick] = levels[-thick:] = LEVELS
            levels[:, :thick] = levels[:, -thick:] = LEVELS
    return levels


def border_dashes(side: int) -> tuple[float, float]:
    """Dash and gap that fit a side exactly, with half a dash at each corner."""
    periods = max(2, round(side / 8))
    period = side / periods
    return period * 0.55, period * 0.45
