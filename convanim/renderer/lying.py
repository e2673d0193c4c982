"""Cells of panels that lie flat, and the outlines on them: one geometry for pixels and for vectors.

A standing panel's cell is a square; a lying one's is a parallelogram that steps one px to the left for each two down.
Points are (x, y) px from the cell's top left corner.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from convanim.layout.page import Lean, Place
from convanim.renderer.geometry import Line, Position, frame_width, inset, mark_lines, side_lines, thin_line
from convanim.scene.frames import Window
from convanim.style.cell_marks import Mark

DASH = 10
"""About px of a dash and its gap."""


class LyingCell(NamedTuple):
    """A cell that looks as its mark says, `size` px wide."""

    mark: Mark
    size: int
    lean: Lean

    def at(self, x: float, y: float) -> Position:
        """Where a point of the standing cell is in the lying one."""
        return x - y * self.lean.shift / self.size, y * self.lean.tall / self.size

    def outline(self, within: float = 0.0) -> Line:
        """The corners of its inside, or so many px within: top left, top right, bottom right, bottom left."""
        low, high = inset(self.mark, self.size)
        left, right, top, bottom = (
            low + within,
            self.size - high - within,
            low + within,
            self.lean.tall - high - within,
        )
        slope = self.lean.shift / self.lean.tall
        return [
            (left - top * slope, top), (right - top * slope, top),
            (right - bottom * slope, bottom), (left - bottom * slope, bottom),
        ]  # fmt: skip

    @property
    def thin(self) -> int:
        """Thickness of its hatching."""
        return thin_line(min(self.size, self.lean.tall))

    @property
    def border(self) -> int:
        """Thickness of its border; 0 where it has none."""
        return max(1, round(self.thin * self.mark.border)) if self.mark.border else 0

    def hatching(self) -> list[Line]:
        """Its hatching or strike, cut at the edges of its inside."""
        low, high = inset(self.mark, self.size)
        inside = self.size - low - high
        totals = [x + y for (x, y), _ in mark_lines(self.mark, inside)]
        ends = [
            (low + max(0, total - inside), low + min(total, inside)) for total in totals if 0 < total < 2 * inside
        ]
        return [[self.at(near, far), self.at(far, near)] for near, far in ends]

    def dashes(self, sides: int) -> list[Line]:
        """The dashed frame along sides of it, each dash as a line."""
        return [
            dash
            for line in side_lines(sides, self.size)
            for dash in dashed([self.at(*point) for point in line], DASH)
        ]

    @property
    def frame(self) -> int:
        """Thickness of that frame."""
        return frame_width(self.size)


def dashed(line: Sequence[Position], about: float) -> list[Line]:
    """Dashes of about so many px with their gaps, which fit a line exactly, half a dash at each end."""
    (x0, y0), (x1, y1) = line
    count = max(1, round(math.hypot(x1 - x0, y1 - y0) / about))
    half = 0.55 / 2 / count
    spans = [(max(0.0, n / count - half), min(1.0, n / count + half)) for n in range(count + 1)]
    return [[(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t) for t in span] for span in spans]


def corners_of(place: Place, window: Window) -> Line:
    """The corners of a window on any panel: top left, top right, bottom right, bottom left."""
    return [(float(x), float(y)) for x, y in place.around(*window[:4])]


def sides_of(corners: Line) -> list[tuple[Position, Position]]:
    """The sides between corners, in turn."""
    return list(zip(corners, [*corners[1:], corners[0]], strict=True))
