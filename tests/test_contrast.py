from __future__ import annotations

import pytest

from convanim.renderer.web_page import HOVER, controls
from convanim.scene.roles import Role
from convanim.style.cell_marks import CELL_MARKS
from convanim.style.color import VISIONS, contrast, distance, rgb
from convanim.style.contrast import TEXT, faults, faults_seen
from convanim.style.meetings import EMPTY_CELLS, MEETINGS, NEIGHBOURS, OUTLINED, Meeting
from convanim.style.themes import LIGHT, THEMES, TRANSPARENT, Look, Theme

visions = pytest.mark.parametrize("vision", VISIONS)


@visions
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_theme_of_ours_can_be_read_by_everyone(theme: Theme, vision: str) -> None:
    assert list(map(str, faults_seen(theme, vision))) == []


def looking(role: Role, **colors: str) -> Theme:
    return LIGHT._replace(roles={**LIGHT.roles, role: LIGHT.look(role)._replace(**colors)})


BROKEN = {
    "text": (LIGHT._replace(text="#cccccc"), "text on background: 1.6:1, needs 4.5:1"),
    "muted": (LIGHT._replace(muted="#cccccc"), "muted on background: 1.6:1, needs 4.5:1"),
    "outline on the page": (LIGHT._replace(accent="#ffc0a0"), "accent on background: 1.57:1, needs 3:1"),
    "outline on the window": (
        LIGHT._replace(accent="#febf68"), "accent on fill of window_input: 1:1, needs 1.25:1"
    ),
    "ink": (looking(Role.OVERLAP_3, ink="#5aa874"), "ink of overlap_3 on fill of overlap_3: 1.75:1, needs 4.5:1"),
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
    "a faint empty cell": (
        looking(Role.OUTPUT_PENDING, line="#a0a8b0"),
        "line of output_pending on fill of output_pending: 2.4:1, needs 3:1",
    ),
    "a see-through cell on a black page": (
        TRANSPARENT._replace(roles={**TRANSPARENT.roles, Role.INPUT: Look("#060606", "#060606", "#ffffff")}),
        "fill of input on a black page: 1.03:1, needs 1.1:1",
    ),
    "words on a plate": (TRANSPARENT._replace(text="#cccccc"), "text on plates: 1.6:1, needs 4.5:1"),
    "roles that meet": (
        looking(Role.WINDOW_ZERO, fill="#f0ecea"),
        "fills of padding and window_zero: 3.78 apart, needs 12",
    ),
    "lightness of roles that meet": (
        looking(Role.KERNEL, fill="#e08ad8"),
        "lightness of input and kernel: 1.12:1, needs 1.6:1",
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
    pairs = [fault.pair for fault in faults(LIGHT._replace(text="#ffffff", muted="#ffffff"))]
    assert len(pairs) == len(set(pairs)) == 2


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("meeting", MEETINGS, ids=[f"{one.first.key}-{one.second.key}" for one in MEETINGS])
def test_roles_that_meet_are_told_apart_by_everyone(meeting: Meeting, theme: Theme) -> None:
    one, other = theme.look(meeting.first).fill, theme.look(meeting.second).fill
    assert min(distance(one, other, vision) for vision in VISIONS) >= 12
    assert not meeting.by_lightness or contrast(one, other) >= 1.6


def test_what_lightness_alone_must_tell_is_in_the_table() -> None:
    told = {frozenset(meeting[:2]) for meeting in MEETINGS if meeting.by_lightness}
    assert told >= {
        frozenset((Role.KERNEL, Role.INPUT)),
        frozenset((Role.INPUT, Role.OUTPUT_DONE)),
        frozenset((Role.OUTPUT_CURRENT, Role.OUTPUT_DONE)),
        frozenset((Role.OUTPUT_CURRENT, Role.WINDOW_ZERO)),
    }


def test_no_two_roles_meet_twice() -> None:
    assert len({frozenset(meeting[:2]) for meeting in MEETINGS}) == len(MEETINGS)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_empty_cells_have_an_outline_that_is_seen(theme: Theme) -> None:
    for role in EMPTY_CELLS:
        assert contrast(theme.look(role).line, theme.look(role).fill) >= 3


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
    assert controls(THEMES["light"]._replace(accent="#f08080")).control == THEMES["light"].text
