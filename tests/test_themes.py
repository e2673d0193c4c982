from __future__ import annotations

import re
from itertools import combinations

import pytest

from convanim.frames import Role
from convanim.shapes import MARKS
from convanim.themes import FALLBACKS, THEMES, Look, Theme, rgb

themes = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)

NEIGHBOURS = [
    {Role.INPUT, Role.INSERTED_ZERO, Role.PADDING, Role.CROPPED, Role.CROPPED_INPUT, Role.UNREAD, Role.UNREAD_INPUT,
     Role.WINDOW_INPUT, Role.WINDOW_ZERO},
    {Role.OUTPUT_PENDING, Role.OUTPUT_CURRENT, Role.OUTPUT_DONE, Role.OUTPUT_HOLE},
    {Role.OUTPUT_PENDING, Role.OUTPUT_HOLE, Role.CROPPED, Role.OVERLAP_1},
    {Role.MATRIX_ZERO, Role.WEIGHT_1},
]  # fmt: skip
"""Roles that can lie side by side: those of the input panel, of the output panel, of the scatter view, of the
matrix. Overlaps and weights are told apart by the numbers written in them."""

OUTLINED = {Role.WINDOW_INPUT, Role.WINDOW_ZERO}
"""Roles that a strong outline sets apart from all others of their panel."""


def luminance(color: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [channel / 255 for channel in rgb(color)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@themes
def test_every_role_has_a_look_of_proper_colors(theme: Theme) -> None:
    for role in Role:
        assert all(re.fullmatch(r"#[0-9a-f]{6}", color) for color in theme.look(role))


def test_every_role_has_a_mark() -> None:
    assert set(MARKS) == set(Role)


def test_a_role_that_a_theme_leaves_out_falls_back() -> None:
    kept = {role: Look("#111111", "#222222", "#333333") for role in Role if role not in FALLBACKS}
    theme = Theme("few", "#ffffff", "#000000", "#000000", "#000000", kept)
    assert {theme.look(role) for role in Role} == {Look("#111111", "#222222", "#333333")}


@themes
def test_text_can_be_read(theme: Theme) -> None:
    for color in (theme.text, theme.muted):
        assert contrast(color, theme.background) >= 4.5
    for role in Role:
        look = theme.look(role)
        assert contrast(look.ink, look.fill) >= 4.5, role


@themes
def test_the_outline_stands_out_from_all_it_crosses(theme: Theme) -> None:
    assert contrast(theme.accent, theme.background) >= 3
    for role in OUTLINED:
        assert contrast(theme.accent, theme.look(role).fill) >= 1.25, role


@themes
def test_neighbours_differ_by_contrast_or_by_line_or_pattern(theme: Theme) -> None:
    for roles in NEIGHBOURS:
        for one, other in combinations(roles, 2):
            differ_in_fill = contrast(theme.look(one).fill, theme.look(other).fill) >= 3
            differ_in_mark = MARKS[one] != MARKS[other]
            set_apart = (one in OUTLINED) is not (other in OUTLINED)
            lighter = {one, other} == OUTLINED and contrast(theme.look(one).fill, theme.look(other).fill) >= 1.5
            assert differ_in_fill or differ_in_mark or set_apart or lighter, (one, other)


@themes
def test_lines_that_tell_roles_apart_can_be_seen(theme: Theme) -> None:
    for role, mark in MARKS.items():
        if mark.dashed or mark.patterned or mark.border > 2:
            look = theme.look(role)
            assert contrast(look.line, look.fill) >= 3, role
