"""What a theme must hold so that its pictures can be read, by eyes that see all colours and by eyes that do not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from convanim.scene.roles import Role
from convanim.style.cell_marks import CELL_MARKS
from convanim.style.color import NORMAL, VISIONS, contrast
from convanim.style.themes import Theme

TEXT, SHAPE, NEIGHBOUR_FILLS, TINTS, OUTLINE, CELL = 4.5, 3.0, 3.0, 1.3, 1.25, 1.1
"""Ratios needed: of text; of lines that carry meaning; of the fills of neighbours alike in all else; of the two under
the window; of its outline on these; of a cell on the page, by its fill or its border. The last is low: a cell
holds a number or stands in a grid, so that a tint shows it, and eight weights need pale ones. Below it, #f5f5f5 on
white, there is nothing to see."""


NEIGHBOURS = [
    {Role.INPUT, Role.INSERTED_ZERO, Role.PADDING, Role.CROPPED, Role.CROPPED_INPUT, Role.UNREAD, Role.UNREAD_INPUT,
     Role.WINDOW_INPUT, Role.WINDOW_ZERO},
    {Role.OUTPUT_PENDING, Role.OUTPUT_CURRENT, Role.OUTPUT_DONE, Role.OUTPUT_HOLE},
    {Role.OUTPUT_PENDING, Role.OUTPUT_HOLE, Role.CROPPED, Role.OVERLAP_1},
    {Role.MATRIX_ZERO, Role.WEIGHT_1},
]  # fmt: skip
"""Roles that can lie side by side: those of the input panel, of the output panel, of the scatter view, of the
matrix. Overlaps and weights are told apart by the numbers written in them."""


OUTLINED = {Role.WINDOW_INPUT, Role.WINDOW_ZERO, Role.OUTPUT_CURRENT}
"""Roles that a strong outline sets apart from all others of their panel."""


PAGE_ROLES = {Role.EMPTY, Role.COUNT}
"""Roles whose cells are the page, with or without something written on it."""


EXTREME_PAGES = ("#ffffff", "#000000")
"""What a transparent picture must be legible on, and so on all between."""


class Fault(NamedTuple):
    """Two colours of a theme that are too close, and to whose eyes."""

    pair: str
    ratio: float
    needed: float
    vision: str = NORMAL

    def __str__(self) -> str:
        seen = "" if self.vision == NORMAL else f" as seen with {self.vision}"
        return f"{self.pair}: {floored(self.ratio)}:1{seen}, needs {self.needed:g}:1"


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
            if known is None or (known.vision != NORMAL and fault.ratio < known.ratio):
                worst[fault.pair] = fault
    return list(worst.values())


def faults_seen(theme: Theme, vision: str = NORMAL) -> Iterator[Fault]:
    """Every pair of colours that is too close as seen with one of `VISIONS`."""
    for pair, one, other, needed in _pairs(theme):
        ratio = contrast(one, other, vision)
        if ratio < needed:
            yield Fault(pair, ratio, needed, vision)
    for roles in NEIGHBOURS:
        for first, second in combinations(sorted(roles, key=list(Role).index), 2):
            ratio = contrast(theme.look(first).fill, theme.look(second).fill, vision)
            if CELL_MARKS[first] != CELL_MARKS[second] or (first in OUTLINED) is not (second in OUTLINED):
                continue
            if ratio < NEIGHBOUR_FILLS:
                yield Fault(beside(first, second), ratio, NEIGHBOUR_FILLS, vision)


def beside(first: Role, second: Role) -> str:
    """Two neighbours, in words."""
    return f"fill of {first.key} beside fill of {second.key}"


def _pairs(theme: Theme) -> Iterator[tuple[str, str, str, float]]:
    """What lies on or beside what, both colours, and the ratio needed."""
    window, zero = Role.WINDOW_INPUT, Role.WINDOW_ZERO
    yield beside(window, zero), theme.look(window).fill, theme.look(zero).fill, TINTS
    for name, page in pages(theme).items():
        yield f"text on {name}", theme.text, page, TEXT
        yield f"muted on {name}", theme.muted, page, TEXT
        yield f"accent on {name}", theme.accent, page, SHAPE
    for role, mark in CELL_MARKS.items():
        look = theme.look(role)
        for name, fill in pages(theme).items() if theme.shows_page(role) else [(f"fill of {role.key}", look.fill)]:
            yield f"ink of {role.key} on {name}", look.ink, fill, TEXT
            if mark.dashed or mark.whole or mark.patterned or mark.border > 2:
                yield f"line of {role.key} on {name}", look.line, fill, SHAPE
        if role not in PAGE_ROLES:
            yield from _edges(theme, role)
        if role in OUTLINED:
            yield f"accent on fill of {role.key}", theme.accent, look.fill, OUTLINE


def _edges(theme: Theme, role: Role) -> Iterator[tuple[str, str, str, float]]:
    """What sets a role's cells apart from the page: the fill, or the border where the fill does not."""
    look = theme.look(role)
    for name, page in pages(theme).items():
        fill = page if theme.shows_page(role) else look.fill
        if not (CELL_MARKS[role].border or CELL_MARKS[role].whole):
            yield f"fill of {role.key} on {name}", fill, page, CELL
        elif contrast(fill, page) < CELL:
            yield f"line of {role.key} on {name}", look.line, page, CELL


def pages(theme: Theme) -> dict[str, str]:
    """The colours that a picture's words may lie on, by name."""
    if not theme.transparent:
        return {"background": theme.background}
    return dict(zip(("a white page", "a black page"), EXTREME_PAGES, strict=True))
