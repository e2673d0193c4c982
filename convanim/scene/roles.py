"""What a cell of a picture can be."""

from __future__ import annotations

import enum


class Role(enum.Enum):
    """What a cell is, in the order of the legend, which shows the second word: where captions do not say it."""

    INPUT = "input", ""
    INSERTED_ZERO = "inserted_zero", ""
    PADDING = "padding", ""
    CROPPED = "cropped", "cropped"
    CROPPED_INPUT = "cropped_input", "cropped"
    UNREAD = "unread", "never read"
    UNREAD_INPUT = "unread_input", "never read"
    WINDOW_INPUT = "window_input", ""
    WINDOW_ZERO = "window_zero", ""
    OUTPUT_PENDING = "output_pending", ""
    OUTPUT_CURRENT = "output_current", ""
    OUTPUT_DONE = "output_done", ""
    OUTPUT_HOLE = "output_hole", ""
    KERNEL = "kernel", ""
    PRODUCT = "product", ""
    STAMP = "stamp", ""
    OVERLAP_1 = "overlap_1", "1 stamp"
    OVERLAP_2 = "overlap_2", "2 stamps"
    OVERLAP_3 = "overlap_3", "3 stamps"
    OVERLAP_4 = "overlap_4", "4 stamps or more"
    WEIGHT_1 = "weight_1", ""
    WEIGHT_2 = "weight_2", ""
    WEIGHT_3 = "weight_3", ""
    WEIGHT_4 = "weight_4", ""
    WEIGHT_5 = "weight_5", ""
    WEIGHT_6 = "weight_6", ""
    WEIGHT_7 = "weight_7", ""
    WEIGHT_8 = "weight_8", ""
    WEIGHT_9 = "weight_9", ""
    COUNT = "count", ""
    BORDER_COUNT = "border_count", ""
    MATRIX_ZERO = "matrix_zero", ""
    EMPTY = "empty", ""

    def __init__(self, key: str, legend: str) -> None:
        self.key = key
        """Its name in themes and in the plan document."""
        self.legend = legend
        """What the legend says of it; a role without words is not in the legend."""


WEIGHTS = tuple(role for role in Role if role.key.startswith("weight_"))
"""Colours for the places of a kernel, taken in turn."""
