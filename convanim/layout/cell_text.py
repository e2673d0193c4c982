"""Font sizes, px, of what is written in cells."""

from __future__ import annotations

from convanim.layout.metrics import width as text_width
from convanim.layout.page import COMFORTABLE, CORNER, CORNER_ROOM, LABEL, LABEL_ROOM, LABEL_TALLEST, SMALLEST_TEXT
from convanim.scene.picture import Picture


def label_size(cell: int) -> int:
    """Font size of what is written in cells: comfortable, or in small cells as large as they hold."""
    return round(max(LABEL * cell, min(COMFORTABLE, LABEL_TALLEST * cell)))


def fitted(label: str, size: int, cell: int) -> int:
    """The font size at which a label stays in its cell: no larger than `size`."""
    return min(size, int(LABEL_ROOM * cell / text_width(label, 1)))


def smallest_label(picture: Picture, cell: int) -> int:
    """Font size of the widest number in a cell; more than enough where there are none."""
    return min((fitted(label, label_size(cell), cell) for label in picture.labels), default=SMALLEST_TEXT)


def corner_size(picture: Picture, cell: int) -> int:
    """Font size of what stands in the corners of cells: it never reaches past its cell."""
    widest = max((text_width(corner, 1) for corner in picture.survey.notes), default=0)
    return int(min(CORNER * cell, CORNER_ROOM * cell / widest) if widest else CORNER * cell)
