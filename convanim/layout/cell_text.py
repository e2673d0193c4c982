"""Font sizes, px, of what is written in cells."""

from __future__ import annotations

from convanim.core.search import least
from convanim.layout.metrics import width as text_width
from convanim.layout.page import COMFORTABLE, LABEL, LABEL_FREE, LABEL_ROOM, LABEL_TALLEST, SMALLEST_TEXT


def label_size(cell: int) -> int:
    """Font size of what is written in cells: comfortable, or in small cells as large as they hold."""
    return round(max(LABEL * cell, min(COMFORTABLE, LABEL_TALLEST * cell)))


def fitted(label: str, cell: int, bold: bool = False) -> int:
    """The font size at which a label stays in its cell; 0 where it could not be read, or there is none."""
    if not label:
        return 0
    size = longest_fit(label, cell, bold)
    return size if size >= SMALLEST_TEXT else 0


def longest_fit(label: str, cell: int, bold: bool = False) -> int:
    """The font size at which a label stays in its cell, however small."""
    room = min(LABEL_ROOM * cell, cell - 2 * LABEL_FREE)
    return min(label_size(cell), int(room / text_width(label, 1, bold)))


def side_for(label: str, size: int) -> int:
    """The smallest cell in which a label has a font size; it is at most four times the label's width."""
    most = 4 * (size + round(text_width(label, size)))
    return least(1, most, lambda cell: longest_fit(label, cell) >= size)
