"""How each role becomes pixels: the levels of its marks, and its place in the palette."""

from __future__ import annotations

import numpy as np

from convanim.frames import Role
from convanim.renderer.pen import LEVELS, Image, Pen
from convanim.shapes import MARKS, Mark, border_dashes, mark_lines, thin_line
from convanim.themes import Theme, rgb


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
