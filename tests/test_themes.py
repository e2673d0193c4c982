from __future__ import annotations

import colorsys
import re

import pytest

from convanim.scene.roles import Role
from convanim.style.cell_marks import CELL_MARKS
from convanim.style.color import rgb
from convanim.style.themes import FALLBACKS, THEMES, Look, Theme

themes = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


@themes
def test_every_role_has_a_look_of_proper_colors(theme: Theme) -> None:
    for role in Role:
        assert all(re.fullmatch(r"#[0-9a-f]{6}", color) for color in theme.look(role))


def test_every_role_has_a_mark() -> None:
    assert set(CELL_MARKS) == set(Role)


def test_a_role_that_a_theme_leaves_out_falls_back() -> None:
    kept = {role: Look("#111111", "#222222", "#333333") for role in Role if role not in FALLBACKS}
    theme = THEMES["light"]._replace(roles=kept, fills={})
    assert {theme.look(role) for role in Role} == {Look("#111111", "#222222", "#333333")}


@themes
def test_a_theme_says_what_it_is_for(theme: Theme) -> None:
    assert re.fullmatch(r"[A-Z].*[.]", theme.summary)


def test_print_has_greys_alone() -> None:
    theme = THEMES["print"]
    colors = [
        theme.background,
        theme.text,
        theme.muted,
        theme.accent,
        theme.tint,
        *theme.sequential,
        *theme.diverging,
        *map(theme.ink_on, theme.sequential),
        *(c for role in Role for c in theme.look(role)),
    ]
    assert all(len(set(rgb(color))) == 1 for color in colors)


def test_the_article_is_blue_orange_and_olive() -> None:
    theme = THEMES["article"]
    hues = {
        role: colorsys.rgb_to_hls(*(channel / 255 for channel in rgb(theme.look(role).fill)))[0] * 360
        for role in (Role.INPUT, Role.WINDOW_INPUT, Role.OUTPUT_DONE, Role.OUTPUT_CURRENT)
    }
    assert 195 < hues[Role.INPUT] < 240
    assert 20 < hues[Role.WINDOW_INPUT] < 45
    assert 55 < hues[Role.OUTPUT_DONE] < 75
    assert 55 < hues[Role.OUTPUT_CURRENT] < 75


def test_only_what_is_empty_shows_the_page() -> None:
    theme = THEMES["transparent"]
    shown = {role for role in Role if theme.shows_page(role)}
    assert shown == {Role.EMPTY}
    assert not any(THEMES["light"].shows_page(role) for role in Role)
