"""Which roles meet, so that themes must tell them apart. A new role has a row here for each that it stands beside."""

from __future__ import annotations

from typing import NamedTuple

from convanim.scene.roles import CHANNELS, Role


class Meeting(NamedTuple):
    """Two roles that a reader must tell from each other at a glance, by their fills."""

    first: Role
    second: Role
    by_lightness: bool = False
    """Whether they must also be told without any colour."""


MEETINGS: tuple[Meeting, ...] = (
    # Of the input: what is read is told from what is not, and from zeros.
    Meeting(Role.INPUT, Role.PADDING),
    Meeting(Role.INPUT, Role.INSERTED_ZERO),
    Meeting(Role.INPUT, Role.WINDOW_INPUT, by_lightness=True),
    Meeting(Role.INPUT, Role.WINDOW_ZERO),
    Meeting(Role.PADDING, Role.WINDOW_INPUT),
    Meeting(Role.PADDING, Role.WINDOW_ZERO),
    Meeting(Role.INSERTED_ZERO, Role.WINDOW_INPUT),
    Meeting(Role.INSERTED_ZERO, Role.WINDOW_ZERO),
    Meeting(Role.WINDOW_INPUT, Role.WINDOW_ZERO),
    Meeting(Role.INPUT, Role.COPY),
    Meeting(Role.INPUT, Role.RESTING),
    Meeting(Role.WINDOW_INPUT, Role.RESTING),
    Meeting(Role.INPUT, Role.WINNER, by_lightness=True),
    Meeting(Role.INPUT, Role.BEYOND),
    Meeting(Role.WINDOW_INPUT, Role.WINDOW_COPY),
    Meeting(Role.WINDOW_INPUT, Role.WINDOW_BEYOND),
    Meeting(Role.WINDOW_INPUT, Role.WINDOW_WINNER),
    Meeting(Role.WINNER, Role.WINDOW_WINNER, by_lightness=True),
    # Of the output.
    Meeting(Role.OUTPUT_PENDING, Role.OUTPUT_DONE),
    Meeting(Role.OUTPUT_PENDING, Role.OUTPUT_CURRENT),
    Meeting(Role.OUTPUT_DONE, Role.OUTPUT_CURRENT, by_lightness=True),
    # Of panels that stand beside each other.
    Meeting(Role.INPUT, Role.OUTPUT_DONE, by_lightness=True),
    Meeting(Role.INPUT, Role.KERNEL, by_lightness=True),
    *(Meeting(tint, Role.WINDOW_INPUT, by_lightness=True) for tint in CHANNELS),
    *(Meeting(tint, Role.OUTPUT_DONE, by_lightness=True) for tint in CHANNELS),
    Meeting(Role.WINDOW_ZERO, Role.OUTPUT_CURRENT, by_lightness=True),
    Meeting(Role.KERNEL, Role.PRODUCT),
    Meeting(Role.PRODUCT, Role.OUTPUT_CURRENT),
    # Of stamps: each more than the last.
    Meeting(Role.OUTPUT_PENDING, Role.OVERLAP_1),
    Meeting(Role.OVERLAP_1, Role.OVERLAP_2),
    Meeting(Role.OVERLAP_2, Role.OVERLAP_3),
    Meeting(Role.OVERLAP_3, Role.OVERLAP_4),
)
"""A row for each two. Padding and inserted zeros are not among them, nor what is never read or cropped: a dashed
frame, hatching and a strike tell those. The kernel has the window's hue, for it is what lies on the window."""


NEIGHBOURS = [
    {Role.INPUT, Role.INSERTED_ZERO, Role.PADDING, Role.CROPPED, Role.CROPPED_INPUT, Role.UNREAD, Role.UNREAD_INPUT,
     Role.WINDOW_INPUT, Role.WINDOW_ZERO},
    {Role.INPUT, Role.COPY, Role.SOURCE, Role.WINDOW_INPUT, Role.WINDOW_COPY, Role.WINDOW_SOURCE},
    {Role.INPUT, Role.PADDING, Role.BEYOND, Role.WINNER, Role.WINDOW_INPUT, Role.WINDOW_ZERO, Role.WINDOW_BEYOND,
     Role.WINDOW_WINNER},
    {Role.OUTPUT_PENDING, Role.OUTPUT_CURRENT, Role.OUTPUT_DONE, Role.OUTPUT_HOLE},
    {Role.OUTPUT_PENDING, Role.OUTPUT_HOLE, Role.CROPPED, Role.OVERLAP_1},
    {Role.MATRIX_ZERO, Role.WEIGHT_1},
]  # fmt: skip
"""Roles that can lie side by side: those of the input panel, of the output panel, of the scatter view, of the
matrix. Overlaps and weights are told apart by the numbers written in them."""


OUTLINED = {
    Role.WINDOW_INPUT, Role.WINDOW_ZERO, Role.WINDOW_COPY, Role.WINDOW_SOURCE, Role.WINDOW_BEYOND, Role.WINDOW_WINNER,
    Role.OUTPUT_CURRENT,
}  # fmt: skip
"""Roles that a strong outline sets apart from all others of their panel."""


EMPTY_CELLS = {Role.OUTPUT_PENDING, Role.OUTPUT_HOLE}
"""Roles whose cells have nothing but a border."""
