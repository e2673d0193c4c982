"""What a cell of a picture can be."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import NamedTuple

from convanim.language.english import say


class Role(enum.Enum):
    """What a cell is, in the order of the legend, which has the second sentence: where captions do not say it."""

    INPUT = "input", ""
    INSERTED_ZERO = "inserted_zero", ""
    PADDING = "padding", ""
    CROPPED = "cropped", "cropped"
    CROPPED_INPUT = "cropped_input", "cropped"
    UNREAD = "unread", "never_read"
    UNREAD_INPUT = "unread_input", "never_read"
    COPY = "copy", "copy"
    BEYOND = "beyond", "not_counted"
    SOURCE = "source", "copied_now"
    WINNER = "winner", "largest"
    WINDOW_INPUT = "window_input", ""
    WINDOW_ZERO = "window_zero", ""
    WINDOW_COPY = "window_copy", ""
    WINDOW_SOURCE = "window_source", ""
    WINDOW_BEYOND = "window_beyond", ""
    WINDOW_WINNER = "window_winner", ""
    OUTPUT_PENDING = "output_pending", ""
    OUTPUT_CURRENT = "output_current", ""
    OUTPUT_DONE = "output_done", ""
    OUTPUT_HOLE = "output_hole", ""
    KERNEL = "kernel", ""
    CHANNEL_1 = "channel_1", ""
    CHANNEL_2 = "channel_2", ""
    CHANNEL_3 = "channel_3", ""
    CHANNEL_4 = "channel_4", ""
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
    OVERLAP_1 = "overlap_1", "one"
    OVERLAP_2 = "overlap_2", "two"
    OVERLAP_3 = "overlap_3", "three"
    OVERLAP_4 = "overlap_4", "many"
    WEIGHT_1 = "weight_1", ""
    WEIGHT_2 = "weight_2", ""
    WEIGHT_3 = "weight_3", ""
    WEIGHT_4 = "weight_4", ""
    WEIGHT_5 = "weight_5", ""
    WEIGHT_6 = "weight_6", ""
    WEIGHT_7 = "weight_7", ""
    WEIGHT_8 = "weight_8", ""
    WEIGHT_9 = "weight_9", ""
    FADED_1 = "faded_1", ""
    FADED_2 = "faded_2", ""
    FADED_3 = "faded_3", ""
    FADED_4 = "faded_4", ""
    FADED_5 = "faded_5", ""
    FADED_6 = "faded_6", ""
    FADED_7 = "faded_7", ""
    FADED_8 = "faded_8", ""
    FADED_9 = "faded_9", ""
    DIFFERENCE_1 = "difference_1", ""
    DIFFERENCE_2 = "difference_2", ""
    DIFFERENCE_3 = "difference_3", ""
    DIFFERENCE_4 = "difference_4", ""
    DIFFERENCE_5 = "difference_5", ""
    DIFFERENCE_6 = "difference_6", ""
    DIFFERENCE_7 = "difference_7", ""
    DIFFERENCE_8 = "difference_8", ""
    DIFFERENCE_9 = "difference_9", ""
    COUNT = "count", ""
    BORDER_COUNT = "border_count", ""
    MATRIX_ZERO = "matrix_zero", ""
    RESTING = "resting", ""
    EMPTY = "empty", ""

    __hash__ = object.__hash__
    """That of an Enum is made of its name, in Python, and a frame asks for a hundred of them."""

    def __init__(self, key: str, legend: str) -> None:
        self.key = key
        """Its name in themes and in the plan document."""
        self._legend = legend

    @property
    def legend(self) -> str:
        """What the legend says of it; a role without words is not in the legend."""
        return say(f"legend.{self._legend}") if self._legend else ""


CHANNELS = tuple(role for role in Role if role.key.startswith("channel_"))
"""Tints of the planes that are drawn."""


WEIGHTS = tuple(role for role in Role if role.key.startswith("weight_"))
"""Colours for the places of a kernel: three tints of each of three hues."""


FADED = tuple(role for role in Role if role.key.startswith("faded_"))
"""The same where they are not meant now."""


DIFFERENCES = tuple(role for role in Role if role.key.startswith("difference_"))
"""From much below zero by way of zero, the middle, to much above."""


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


FINEST = 64
"""Steps from one end of a ramp to the other; drawings with too many colours take every second, or every fourth."""


class RampName(enum.Enum):
    """A ramp of colours, which every theme has."""

    SEQUENTIAL = "sequential"
    DIVERGING = "diverging"
    GREY = "grey"


class Shade(NamedTuple):
    """A role whose cell carries a value: a step of a ramp takes the place of its fill."""

    role: Role
    ramp: RampName
    step: int
    """From 0, the low end of the ramp, to FINEST."""

    @property
    def key(self) -> str:
        """A name as roles have one."""
        return f"{self.role.key}/{self.ramp.value}{self.step}"

    @property
    def legend(self) -> str:
        """Nothing: a scale explains shades."""
        return ""

    @property
    def part(self) -> float:
        """How far along its ramp it is, from 0 to 1."""
        return self.step / FINEST

    def coarser(self, every: int) -> Shade:
        """The nearest shade among every so many."""
        return self._replace(step=min(FINEST, int(self.step / every + 0.5) * every))


Paint = Role | Mix | Shade
"""What a cell is."""


def with_role(paint: Paint, role: Role) -> Paint:
    """A cell in another role: its value stays where it carries one."""
    return paint._replace(role=role) if isinstance(paint, Shade) else role


def role_of(paint: Paint) -> Paint:
    """A cell's role, whatever value it carries."""
    return paint.role if isinstance(paint, Shade) else paint


def mixed(roles: Iterable[Role]) -> Paint:
    """What these make together: the role itself where it is one.

    >>> mixed([Role.STAMP_2, Role.STAMP_1, Role.STAMP_2]).key
    'stamp_1+stamp_2'
    """
    some = set(roles)
    ordered = tuple(role for role in Role if role in some)
    return ordered[0] if len(ordered) == 1 else Mix(ordered)


def in_order(paints: Iterable[Paint]) -> tuple[Paint, ...]:
    """Roles in the order of the legend, then mixes, then shades from low to high."""
    some = set(paints)
    mixes = sorted((paint for paint in some if isinstance(paint, Mix)), key=lambda mix: mix.key)
    shades = (paint for paint in some if isinstance(paint, Shade))
    ordered = sorted(shades, key=lambda shade: (shade.ramp.value, shade.step, shade.role.key))
    return (*(role for role in Role if role in some), *mixes, *ordered)
