"""The paths of cells in SVG markup, standing or lying flat, and the CSS of their strokes.

Standing cells without a border are dashes of a thick line, one line along each run of neighbours: a third of the
bytes of a rectangle each.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from convanim.layout.page import Lean
from convanim.renderer.geometry import (
    Line,
    border_dashes,
    frame_dashes,
    frame_width,
    inset,
    mark_lines,
    number,
    side_lines,
    thin_line,
)
from convanim.renderer.lying import LyingCell
from convanim.scene.roles import Paint
from convanim.style.cell_marks import mark_of


class Border:
    """Where a cell's border and hatching run, in a cell of `size` px."""

    def __init__(self, role: Paint, size: int) -> None:
        mark = mark_of(role)
        low, high = inset(mark, size)
        inside = size - low - high
        thin = thin_line(inside)
        self.width = max(1, round(thin * mark.border)) if mark.border else 0
        self.gap = low + high
        self.start = low + self.width / 2
        """From the cell's corner to that of the rectangle that is filled and stroked."""
        self.side = inside - self.width
        self.dashes: tuple[float, float] | None = None
        if mark.dashed and inside >= 10:
            self.dashes = border_dashes(self.side)
        self.thin = thin
        totals = [x + y for (x, y), _ in mark_lines(mark, inside)]
        self.lines = [
            (low + max(0, total - inside), low + min(total, inside)) for total in totals if 0 < total < 2 * inside
        ]
        """Each line's lower left end, from the cell's corner; the other end is its mirror image."""
        self.size = size

    @property
    def solid(self) -> bool:
        """Whether it is nothing but a fill, which is drawn as a dash of a thick line."""
        return not self.width and not self.lines

    def path(self, corners: Iterable[tuple[float, float]], pitch: int) -> str:
        """The path of the cells at these corners, `pitch` px apart where they are neighbours."""
        path, end = "", (0.0, 0.0)
        runs: list[list[float]] = []
        for x, y in sorted(corners, key=lambda corner: corner[::-1]):
            if self.solid and runs and runs[-1][1:] == [y, x]:
                runs[-1][2] = x + pitch
            else:
                runs.append([x, y, x + pitch])
        side = number(self.side)
        for x, y, after in runs:
            start = x + self.start, y + self.start + (self.side / 2 if self.solid else 0)
            path += (
                f"m{number(start[0] - end[0])} {number(start[1] - end[1])}"
                if path
                else (f"M{number(start[0])} {number(start[1])}")
            )
            end = start
            if self.solid:
                length = after - x - pitch + self.side
                path += f"h{number(length)}"
                end = start[0] + length, start[1]
            else:
                path += f"h{side}v{side}h-{side}z"
        return path

    def hatching(self, x: float, y: float) -> str:
        """The path of its lines, in the cell at a corner."""
        return "".join(
            f"M{number(x + left)} {number(y + below)}l{number(below - left)} {number(left - below)}"
            for left, below in self.lines
        )

    def frame(self, x: float, y: float, sides: int) -> str:
        """The path of the dashed frame along sides of the cell at a corner."""
        return "".join(
            f"M{number(x + x0)} {number(y + y0)}" + (f"h{number(x1 - x0)}" if y0 == y1 else f"v{number(y1 - y0)}")
            for (x0, y0), (x1, y1) in side_lines(sides, self.size)
        )

    def frame_style(self) -> str:
        """CSS of that frame's stroke, without the colour."""
        dash, gap = frame_dashes(self.size)
        return (
            f"fill:none;stroke-width:{frame_width(self.size)};stroke-dasharray:{number(dash)} {number(gap)};"
            f"stroke-dashoffset:{number(dash / 2)}"
        )

    def style(self) -> str:
        """CSS of its stroke, without the colour."""
        if self.solid:
            return f"stroke-width:{number(self.side)};stroke-dasharray:{number(self.side)} {self.gap}"
        if not self.width:
            return ""
        css = f"stroke-width:{self.width}"
        if self.dashes:
            on, off = self.dashes
            css += f";stroke-dasharray:{number(on)} {number(off)};stroke-dashoffset:{number(on / 2)}"
        return css


class LyingBorder:
    """The same of cells that lie flat: parallelograms that are filled and stroked."""

    solid = False

    def __init__(self, role: Paint, size: int, lean: Lean) -> None:
        self._cell = LyingCell(mark_of(role), size, lean)
        self.size, self.width, self.thin = size, self._cell.border, self._cell.thin
        self.lines = self._cell.hatching()

    def path(self, corners: Iterable[tuple[float, float]], pitch: int) -> str:
        """The path of the cells at these corners."""
        outline = self._cell.outline(self.width / 2)
        return "".join(line_path(outline, x, y) + "z" for x, y in corners)

    def hatching(self, x: float, y: float) -> str:
        """The path of its lines, in the cell at a corner."""
        return "".join(line_path(line, x, y) for line in self.lines)

    def frame(self, x: float, y: float, sides: int) -> str:
        """The path of the dashed frame along sides of the cell at a corner, dash by dash."""
        return "".join(line_path(dash, x, y) for dash in self._cell.dashes(sides))

    def frame_style(self) -> str:
        """CSS of that frame's stroke, without the colour."""
        return f"fill:none;stroke-width:{self._cell.frame}"

    def style(self) -> str:
        """CSS of its stroke, without the colour."""
        return f"stroke-width:{self.width}" if self.width else ""


def line_path(line: Line, x: float = 0, y: float = 0) -> str:
    """The path of a line from a corner, in steps from point to point."""
    (x0, y0), *_ = line
    steps = pairwise(line)
    return f"M{number(x + x0)} {number(y + y0)}" + "".join(
        f"l{number(round(x2, 2) - round(x1, 2))} {number(round(y2, 2) - round(y1, 2))}"
        for (x1, y1), (x2, y2) in steps
    )
