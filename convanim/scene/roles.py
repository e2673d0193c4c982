"""What a cell of a picture can be."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import NamedTuple


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
    STAMP_1 = "stamp_1", ""
    STAMP_2 = "stamp_2", ""
    STAMP_3 = "stamp_3", ""
    STAMP_4 = "stamp_4", ""
    STAMP_5 = "stamp_5", ""
    STAMP_6 = "stamp_6", ""
    STAMP_7 = "stamp_7", ""
    STAMP_8 = "stamp_8", ""
    STAMP_9 = "stamp_9", ""
    OVERLAP_1 = "overlap_1", "1 contribution"
    OVERLAP_2 = "overlap_2", "2 contributions"
    OVERLAP_3 = "overlap_3", "3 contributions"
    OVERLAP_4 = "overlap_4", "4 contributions or more"
    WEIGHT_1 = "weight_1", ""
    WEIGHT_2 = "weight_2", ""
    WEIGHT_3 = "weight_3", ""
    WEIGHT_4 = "weight_4", ""
    WEIGHT_5 = "weight_5", ""
    WEIGHT_6 = "weight_6", ""
    WEIGHT_7 = "weight_7", ""
    WEIGHT_8 = "weight_8", ""
    WEIGHT_9 = "weight_9", ""
    MATRIX_ZERO = "matrix_zero", ""
    EMPTY = "empty", ""

    def __init__(self, key: str, legend: str) -> None:
        self.key = key
        """Its name in themes and in the plan document."""
        self.legend = legend
        """What the legend says of it; a role without words is not in the legend."""


WEIGHTS = tuple(role for role in Role if role.key.startswith("weight_"))
"""Colours for the places of a kernel, taken in turn."""


STAMPS = tuple(role for role in Role if role.key.startswith("stamp_"))
"""Colours for the input cells of which each is seen in the output: the first four for neighbours."""


class Mix(NamedTuple):
    """What several roles make where they lie on one another; in pictures as good as a role."""

    roles: tuple[Role, ...]
    """In the order of the legend, each once; two or more."""

    @property
    def key(self) -> str:
        """A name as roles have one."""
        return "+".join(role.key for role in self.roles)

    @property
    def legend(self) -> str:
        """Nothing: the legend explains roles."""
        return ""


Paint = Role | Mix
"""What a cell is."""


def mixed(roles: Iterable[Role]) -> Paint:
    """What these make together: the role itself where it is one.

    >>> mixed([Role.STAMP_2, Role.STAMP_1, Role.STAMP_2]).key
    'stamp_1+stamp_2'
    """
    some = set(roles)
    ordered = tuple(role for role in Role if role in some)
    return ordered[0] if len(ordered) == 1 else Mix(ordered)


def in_order(paints: Iterable[Paint]) -> tuple[Paint, ...]:
    """Roles in the order of the legend, then mixes."""
    some = set(paints)
    mixes = sorted((paint for paint in some if isinstance(paint, Mix)), key=lambda mix: mix.key)
    return (*(role for role in Role if role in some), *mixes)
