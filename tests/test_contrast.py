from __future__ import annotations

from dataclasses import replace

import pytest

from convanim.renderer.player.player import HOVER, controls
from convanim.scene.roles import Role
from convanim.style.cell_marks import CELL_MARKS
from convanim.style.color import VISIONS, contrast, rgb
from convanim.style.contrast import TEXT, faults, faults_seen
from convanim.style.meetings import NEIGHBOURS, OUTLINED
from convanim.style.themes import LIGHT, THEMES, TRANSPARENT, Look, Theme

visions = pytest.mark.parametrize("vision", VISIONS)


@visions
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_theme_of_ours_can_be_read_by_everyone(theme: Theme, vision: str) -> None:
    assert list(map(str, faults_seen(theme, vision))) == []


def looking(role: Role, **colors: str) -> Theme:
    return replace(LIGHT, roles={**LIGHT.roles, role: LIGHT.look(role)._replace(**colors)})


BROKEN = {
    "text": (replace(LIGHT, text="#cccccc"), "text on background: 1.6:1, needs 4.5:1"),
    "muted": (replace(LIGHT, muted="#cccccc"), "muted on background: 1.6:1, needs 4.5:1"),
    "outline on the page": (replace(LIGHT, accent="#ffc0a0"), "accent on background: 1.57:1, needs 3:1"),
    "outline on the window": (
        replace(LIGHT, accent="#febf68"), "accent on fill of window_input: 1:1, needs 1.25:1"
    ),
    "ink": (looking(Role.OVERLAP_3, ink="#5aa874"), "ink of overlap_3 on fill of overlap_3: 1.19:1, needs 4.5:1"),
    "dashes": (looking(Role.PADDING, line="#eeeeee"), "line of padding on fill of padding: 1.08:1, needs 3:1"),
    "two tints": (
        looking(Role.WINDOW_ZERO, fill="#febf68", ink="#4a2203"),
        "fill of window_input beside fill of window_zero: 1:1, needs 1.3:1",
    ),
    "a cell without a border": (looking(Role.INPUT, fill="#ffffff"), "fill of input on background: 1:1, needs 1.1:1"),
    "a cell nearly as the page": (
        looking(Role.OUTPUT_DONE, fill="#f8f8f8"), "fill of output_done on background: 1.06:1, needs 1.1:1"
    ),
    "a border as the page": (
        looking(Role.OUTPUT_PENDING, line="#ffffff"), "line of output_pending on background: 1:1, needs 1.1:1"
    ),
    "a see-through cell without a border": (
        replace(
            TRANSPARENT,
            roles={**TRANSPARENT.roles, Role.INPUT: Look(TRANSPARENT.background, "#767676", "#767676")},
        ),
        "fill of input on a white page: 1:1, needs 1.1:1",
    ),
    "a black page": (replace(TRANSPARENT, text="#1b2430"), "text on a black page: 1.34:1, needs 4.5:1"),
    "an empty cell on a black page": (
        replace(TRANSPARENT, roles={**TRANSPARENT.roles, Role.PADDING: Look("#ffffff", "#1b2430", "#767676")}),
        "line of padding on a black page: 1.34:1, needs 3:1",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("theme", "words"), BROKEN.values(), ids=BROKEN)
def test_a_pair_that_is_too_close_is_named_with_its_ratio(theme: Theme, words: str) -> None:
    assert words in list(map(str, faults(theme)))


def test_a_pair_that_only_some_confuse_is_named_with_who_does() -> None:
    """Red is much darker to those who lack its receptor."""
    theme = looking(Role.INPUT, fill="#ff0000", ink="#000000")
    assert [str(fault) for fault in faults(theme)] == [
        "ink of input on fill of input: 3.28:1 as seen with protanopia, needs 4.5:1"
    ]


def test_a_pair_is_named_once() -> None:
    pairs = [fault.pair for fault in faults(replace(LIGHT, text="#ffffff", muted="#ffffff"))]
    assert len(pairs) == len(set(pairs)) == 2


def test_every_role_of_a_panel_is_held_against_its_neighbours() -> None:
    """Of two roles with one mark, the fills must differ, or one is outlined."""
    alike = [
        (one, other)
        for roles in NEIGHBOURS
        for one in roles
        for other in roles
        if one != other and CELL_MARKS[one] == CELL_MARKS[other] and (one in OUTLINED) is (other in OUTLINED)
    ]
    for one, other in alike:
        fill, ink = LIGHT.look(other).fill, LIGHT.look(other).ink
        assert any("beside" in fault.pair for fault in faults(looking(one, fill=fill, ink=ink)))


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_players_controls_can_be_read_in_every_theme(theme: Theme) -> None:
    plate, ink, faint, control = controls(theme)
    under = int(HOVER, 16) / 255
    pointed_at = "#" + "".join(
        f"{round(below + (over - below) * under):02x}" for below, over in zip(rgb(plate), rgb(faint), strict=True)
    )
    pairs = {(ink, plate), (ink, pointed_at), (faint, plate), (control, plate)}
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < TEXT} == {}


def test_on_a_page_of_any_colour_the_controls_have_a_plate_of_their_own() -> None:
    assert controls(THEMES["transparent"]) == controls(THEMES["light"])
    assert controls(replace(THEMES["light"], accent="#f08080")).control == THEMES["light"].text
