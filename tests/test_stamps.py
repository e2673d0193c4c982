from __future__ import annotations

from itertools import combinations, product

import pytest

from convanim.layers.transposed import TransposedConvolution
from convanim.pipeline.compose import compose
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.raster.rasterizer import Renderer
from convanim.scene.roles import STAMPS, Role, in_order, mixed
from convanim.style.cell_marks import mark_of
from convanim.style.color import VISIONS, contrast, distance
from convanim.style.themes import THEMES, Theme

COLORED = [theme for theme in THEMES.values() if theme.name != "print"]
colored = pytest.mark.parametrize("theme", COLORED, ids=[theme.name for theme in COLORED])
themes = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


@colored
def test_stamps_are_told_apart_by_all_eyes_and_neighbours_at_a_glance(theme: Theme) -> None:
    fills = [theme.look(role).fill for role in STAMPS]
    for vision in VISIONS:
        assert min(distance(one, other, vision) for one, other in combinations(fills[:4], 2)) >= 12
        assert min(distance(one, other, vision) for one, other in combinations(fills, 2)) >= 10


def test_in_greys_neighbours_differ_in_lightness() -> None:
    fills = [THEMES["print"].look(role).fill for role in STAMPS]
    for row, column in product(range(3), range(3)):
        for other_row, other_column in product(range(3), range(3)):
            if max(abs(row - other_row), abs(column - other_column)) == 1:
                one, other = fills[3 * row + column], fills[3 * other_row + other_column]
                assert contrast(one, other) >= 1.1


@themes
def test_what_is_written_on_a_mix_is_read(theme: Theme) -> None:
    for count in (1, 2, 3, 4):
        for roles in combinations(STAMPS, count):
            look = theme.look(mixed(roles))
            assert contrast(look.ink, look.fill) >= 4.5, roles


def test_a_mix_does_not_depend_on_order_and_one_role_is_no_mix() -> None:
    one, two, three = STAMPS[:3]
    assert mixed([two, one, two]) == mixed([one, two])
    assert mixed([one, one]) is one
    assert in_order([mixed([two, three]), Role.EMPTY, mixed([one, two]), one]) == (
        one, Role.EMPTY, mixed([one, two]), mixed([two, three])
    )  # fmt: skip
    assert mark_of(mixed([one, two])).bold
    assert not mark_of(one).bold


@themes
@pytest.mark.parametrize(
    "layer",
    [
        TransposedConvolution.of(3, 3, 1, 2),
        TransposedConvolution.of(3, 5),
        TransposedConvolution.of((1, 9), (1, 9)),
        TransposedConvolution.of(7, 3, 0, 2),
        TransposedConvolution.of((2, 4), (3, 4), 1),
    ],
    ids=["3×3", "all overlap", "long", "many", "two rows"],
)  # fmt: skip
def test_mixes_fit_the_palette(layer: TransposedConvolution, theme: Theme) -> None:
    composition = compose(Recipe(layer, Options(view="scatter", width=1200)))
    renderer = Renderer(composition.picture, composition.layout, theme)
    assert len(renderer.palette) <= 255
    assert len(list(renderer.frames())) == composition.picture.survey.frames
