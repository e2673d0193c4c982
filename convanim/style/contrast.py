"""What a theme must hold so that its pictures can be read, by eyes that see all colours and by eyes that do not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from convanim.scene.roles import Role
from convanim.style.cell_marks import CELL_MARKS
from convanim.style.color import NORMAL, VISIONS, contrast, distance
from convanim.style.meetings import EMPTY_CELLS, MEETINGS, NEIGHBOURS, OUTLINED, Meeting
from convanim.style.themes import Theme

TEXT, SHAPE, NEIGHBOUR_FILLS, TINTS, OUTLINE, CELL = 4.5, 3.0, 3.0, 1.3, 1.25, 1.1
"""Ratios needed: of text; of lines that carry meaning; of the fills of neighbours alike in all else; of the two under
the window; of its outline on these; of a cell on the page, by its fill or its border. The last is low: a cell
holds a number or stands in a grid, so that a tint shows it. Below it, #f5f5f5 on white, there is nothing to see."""


LIGHTNESS, DISTANCE = 1.6, 12.0
"""Needed of roles that meet: the ratio of their fills where lightness alone must tell them, and how far apart the
fills look to everyone, as CIEDE2000."""


PAGE_ROLES = {Role.EMPTY, Role.COUNT, Role.BORDER_COUNT}
"""Roles whose cells are the page, with or without something written on it."""


EXTREME_PAGES = {"a white page": "#ffffff", "a black page": "#000000"}
"""What the cells of a transparent picture must be seen on, and so on all between."""


class Fault(NamedTuple):
    """Two colours of a theme that are too close, and to whose eyes."""

    pair: str
    found: float
    needed: float
    vision: str = NORMAL
    is_ratio: bool = True
    """Whether what was found is a ratio of lightness, and not a distance of colours."""

    def __str__(self) -> str:
        seen = "" if self.vision == NORMAL else f" as seen with {self.vision}"
        unit = ":1" if self.is_ratio else " apart"
        return f"{self.pair}: {floored(self.found)}{unit}{seen}, needs {self.needed:g}{':1' * self.is_ratio}"


def floored(ratio: float) -> str:
    """A ratio as text, never rounded up to one that would do.

    >>> floored(4.4999)
    '4.49'
    """
    return f"{int(ratio * 100) / 100:g}"


def faults(theme: Theme) -> list[Fault]:
    """Every pair of colours that is too close, once, where it is closest; empty for a theme that is fine."""
    worst: dict[str, Fault] = {}
    for vision in VISIONS:
        for fault in faults_seen(theme, vision):
            known = worst.get(fault.pair)
            # A fault in full colour vision is reported as such, even where it is a little worse in another.
            if known is None or (known.vision != NORMAL and fault.found < known.found):
                worst[fault.pair] = fault
    return list(worst.values())


def faults_seen(theme: Theme, vision: str = NORMAL) -> Iterator[Fault]:
    """Every pair of colours that is too close as seen with one of `VISIONS`."""
    for pair, one, other, needed in _pairs(theme):
        ratio = contrast(one, other, vision)
        if ratio < needed:
            yield Fault(pair, ratio, needed, vision)
    for meeting in MEETINGS:
        yield from _too_close(theme, meeting, vision)
    for roles in NEIGHBOURS:
        for first, second in combinations(sorted(roles, key=list(Role).index), 2):
            ratio = contrast(theme.look(first).fill, theme.look(second).fill, vision)
            if CELL_MARKS[first] != CELL_MARKS[second] or (first in OUTLINED) is not (second in OUTLINED):
                continue
            if ratio < NEIGHBOUR_FILLS:
                yield Fault(beside(first, second), ratio, NEIGHBOUR_FILLS, vision)


def _too_close(theme: Theme, meeting: Meeting, vision: str) -> Iterator[Fault]:
    """What does not tell two roles that meet; lightness is the same to all, or nearly so."""
    one, other = theme.look(meeting.first).fill, theme.look(meeting.second).fill
    apart = distance(one, other, vision)
    if apart < DISTANCE:
        yield Fault(f"fills of {meeting.first.key} and {meeting.second.key}", apart, DISTANCE, vision, is_ratio=False)
    ratio = contrast(one, other)
    if meeting.by_lightness and vision == NORMAL and ratio < LIGHTNESS:
        yield Fault(f"lightness of {meeting.first.key} and {meeting.second.key}", ratio, LIGHTNESS)


def beside(first: Role, second: Role) -> str:
    """Two neighbours, in words."""
    return f"fill of {first.key} beside fill of {second.key}"


def _pairs(theme: Theme) -> Iterator[tuple[str, str, str, float]]:
    """What lies on or beside what, both colours, and the ratio needed."""
    window, zero = Role.WINDOW_INPUT, Role.WINDOW_ZERO
    yield beside(window, zero), theme.look(window).fill, theme.look(zero).fill, TINTS
    ground = "plates" if theme.transparent else "background"
    yield f"text on {ground}", theme.text, theme.background, TEXT
    yield f"muted on {ground}", theme.muted, theme.background, TEXT
    yield f"accent on {ground}", theme.accent, theme.background, SHAPE
    for role, mark in CELL_MARKS.items():
        look = theme.look(role)
        name = f"fill of {role.key}"
        yield f"ink of {role.key} on {name}", look.ink, look.fill, TEXT
        if mark.dashed or mark.whole or mark.patterned or mark.border > 2 or role in EMPTY_CELLS:
            yield f"line of {role.key} on {name}", look.line, look.fill, SHAPE
        if role not in PAGE_ROLES:
            yield from _edges(theme, role)
        if role in OUTLINED:
            yield f"accent on fill of {role.key}", theme.accent, look.fill, OUTLINE


def _edges(theme: Theme, role: Role) -> Iterator[tuple[str, str, str, float]]:
    """What sets a role's cells apart from the page: the fill, or the border where the fill does not."""
    look = theme.look(role)
    for name, page in pages(theme).items():
        if not (CELL_MARKS[role].border or CELL_MARKS[role].whole):
            yield f"fill of {role.key} on {name}", look.fill, page, CELL
        elif contrast(look.fill, page) < CELL:
            yield f"line of {role.key} on {name}", look.line, page, CELL


def pages(theme: Theme) -> dict[str, str]:
    """The colours that a picture's cells may lie on, by name."""
    return EXTREME_PAGES if theme.transparent else {"background": theme.background}
