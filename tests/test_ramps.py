from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from convanim.scene.roles import WEIGHTS
from convanim.style.color import NORMAL, VISIONS, contrast, distance, lab, luminance
from convanim.style.ramps import INK_CONTRAST, Ramp, shade, shades
from convanim.style.themes import DARK, LIGHT, THEMES, Theme

TOLD_BY_THEIR_NUMBERS = "print"
"""No nine greys are 10 apart: the number written in each cell of a kernel tells which it is."""

every = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
visions = pytest.mark.parametrize("vision", VISIONS)


def lightness(ramp: Ramp, vision: str) -> list[float]:
    return [luminance(color, vision) for color in ramp]


def is_monotone(values: list[float]) -> bool:
    """Whether values rise all along, or fall."""
    steps = [after - before for before, after in pairwise(values)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


@every
@visions
@pytest.mark.parametrize("steps", [0, 8, 64])
def test_lightness_goes_one_way_along_a_ramp_and_on_each_side_of_a_middle(
    theme: Theme, vision: str, steps: int
) -> None:
    sequential, diverging = (
        shades(ramp, steps * 2 + 1) if steps else ramp for ramp in (theme.sequential, theme.diverging)
    )
    middle = len(diverging) // 2
    assert is_monotone(lightness(sequential, vision))
    assert is_monotone(lightness(diverging[: middle + 1], vision))
    assert is_monotone(lightness(diverging[middle:], vision))


@every
@visions
def test_neighbouring_steps_of_a_ramp_and_its_two_ends_are_apart(theme: Theme, vision: str) -> None:
    for ramp in (theme.sequential, theme.diverging):
        assert min(distance(one, other, vision) for one, other in pairwise(ramp)) >= 5
        assert distance(ramp[0], ramp[-1], vision) >= 25


@every
@visions
def test_nine_weights_are_told_apart_by_everyone(theme: Theme, vision: str) -> None:
    closest = min(distance(one, other, vision) for one, other in combinations(theme.weights, 2))
    assert closest >= (1 if theme.name == TOLD_BY_THEIR_NUMBERS else 10)
    assert len(theme.weights) == len(WEIGHTS) == 9


@every
@visions
def test_ink_is_read_on_every_shade(theme: Theme, vision: str) -> None:
    """On a few middle shades no one ink has 4.5:1 for everyone: there it is 3.8:1 for those who see fewer colours."""
    needed = INK_CONTRAST if vision == NORMAL else 3.8
    for ramp in (theme.sequential, theme.diverging):
        assert min(contrast(fill, theme.ink_on(fill), vision) for fill in shades(ramp, 100)) >= needed
    assert min(contrast(fill, theme.ink_on(fill), vision) for fill in theme.weights) >= INK_CONTRAST


@pytest.mark.parametrize("ramp", [LIGHT.sequential, LIGHT.diverging, DARK.sequential, DARK.diverging])
def test_a_ramps_own_steps_are_its_own_colours(ramp: Ramp) -> None:
    assert shades(ramp, len(ramp)) == ramp
    assert shades(ramp, 2 * len(ramp) - 1)[::2] == ramp
    assert [shade(ramp, number / (len(ramp) - 1)) for number in range(len(ramp))] == list(ramp)


@pytest.mark.parametrize("steps", [1, 2, 3, 5, 17, 255])
def test_there_are_as_many_shades_as_are_asked_for(steps: int) -> None:
    found = shades(LIGHT.sequential, steps)
    assert len(found) == steps
    assert found[-1] == LIGHT.sequential[-1]


def test_equal_parts_look_equal() -> None:
    black_to_white = [lab(color)[0] for color in shades(("#000000", "#ffffff"), 11)]
    assert black_to_white == pytest.approx([10 * number for number in range(11)], abs=0.4)


def test_outside_a_ramp_is_its_end() -> None:
    assert (shade(LIGHT.diverging, -3), shade(LIGHT.diverging, 7)) == (LIGHT.diverging[0], LIGHT.diverging[-1])
