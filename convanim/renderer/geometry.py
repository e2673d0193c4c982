"""Geometry, also of marks, that pixels and vectors share. Points are (x, y) px from the top left corner."""

from __future__ import annotations

from convanim.scene.cells import BOTTOM, LEFT, RIGHT, TOP
from convanim.scene.frames import Window
from convanim.style.cell_marks import Mark

Position = tuple[float, float]


Line = list[Position]


CAP_HEIGHT = 0.365
"""Half the height of a digit, in font sizes: from a cell's centre down to the baseline."""


def number(value: float) -> str:
    """A length in as few characters as it takes.

    >>> number(38.0), number(0.5), number(-0.25)
    ('38', '.5', '-.25')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def outline_width(cell: int) -> int:
    """Thickness of the window's outline, px: at most 12 % of a cell, where that is a px.

    It is even but in the smallest cells, so that it is centred on the line between two cells.
    """
    return max(1, min(2 * round(cell / 28), int(0.12 * cell))) if cell < 24 else 2 * max(1, round(cell / 32))


def thin_outline_width(cell: int) -> int:
    """Thickness of the box around cells that are apart."""
    return 2 if cell >= 24 else 1


def outlined(window: Window) -> tuple[list[Window], list[Window]]:
    """What is outlined thinly and strongly: all of a window, or also each of its cells, where these are apart."""
    return ([window], window.cells()) if window.apart else ([], [window])


def link_width(cell: int) -> float:
    """Thickness of a link's lines, px."""
    return max(1.4 if cell < 36 else 1.8, cell / 28)


CASING = 1
"""Px of the plates' colour on both sides of what lies over the cells where the page shows through."""


def inset(mark: Mark, cell: int) -> tuple[int, int]:
    """Px that stay free before and after a cell's inside, so that cells have gaps between them."""
    return (0, 0) if mark.whole else (1, 1) if cell >= 14 else (0, 1)


def frame_width(cell: int) -> int:
    """Thickness of the dashed frame that runs along sides of cells."""
    return max(1, round(cell / 36))


def frame_dashes(cell: int) -> tuple[float, float]:
    """Its dash and gap, which fit a cell exactly, with half a dash at each end, so that they run on to the next."""
    return _dashes(cell, max(8, 5 * frame_width(cell)))


def side_lines(sides: int, cell: int) -> list[Line]:
    """The lines of that frame along sides of a cell."""
    near, far, end = frame_width(cell) / 2, cell - frame_width(cell) / 2, float(cell)
    lines: dict[int, Line] = {
        TOP: [(0.0, near), (end, near)], BOTTOM: [(0.0, far), (end, far)],
        LEFT: [(near, 0.0), (near, end)], RIGHT: [(far, 0.0), (far, end)],
    }  # fmt: skip
    return [line for side, line in lines.items() if sides & side]


def arrow_lines(start: tuple[int, int], end: tuple[int, int]) -> tuple[list[Line], float]:
    """An arrow's shaft and head, to the right or down, and how thick they are."""
    (x0, y0), (x1, y1) = start, end
    length = max(x1 - x0, y1 - y0)
    head = max(3.0, length * 0.16)
    along: list[Line] = [
        [(1.0, 0.0), (length - 1.0, 0.0)],
        [(length - 1 - head, -head * 0.8), (length - 1.0, 0.0), (length - 1 - head, head * 0.8)],
    ]
    lines = [[(x0 + a, y0 + b) if x1 > x0 else (x0 + b, y0 + a) for a, b in line] for line in along]
    return lines, max(1.0, length / 30)


def thin_line(side: int) -> int:
    """The thinnest line in a cell whose inside is `side` px."""
    return max(1, round(side / 48))


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


def border_dashes(side: int) -> tuple[float, float]:
    """Dash and gap that fit a side exactly, with half a dash at each corner."""
    return _dashes(side, 10)


def _dashes(length: int, about: int) -> tuple[float, float]:
    """Dash and gap, together of about so many px, that fit a length exactly."""
    period = length / max(1, round(length / about))
    return period * 0.55, period * 0.45
