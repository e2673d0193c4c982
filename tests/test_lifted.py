"""Laws of panels that lie flat: what a cell is can be read at its middle, edges meet the right corners."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from convanim.core.errors import ConvanimError
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.transposed import TransposedConvolution
from convanim.layout.page import Lean, Place
from convanim.pipeline.compose import Composition, compose
from convanim.publish.plan_document import plan_document
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.cell_paths import LyingBorder
from convanim.renderer.links import drawn_links
from convanim.renderer.raster.rasterizer import Renderer
from convanim.renderer.steps import NumberedCells
from convanim.scene.frames import MAIN_WORDS
from convanim.scene.roles import Role
from convanim.style.color import rgb
from convanim.style.themes import THEMES

LAYERS = {
    "stride": Convolution.of(5, 3, padding=1, stride=2),
    "dilation": Convolution.of(8, 3, dilation=2, padding=2),
    "gaps": Convolution.of(9, 2, stride=4),
    "unequal": Convolution.of((7, 5), (3, 2), stride=(2, 1)),
    "even kernel": Convolution.of(6, 2),
    "unread": Convolution.of(8, 3, stride=3),
    "one row": Convolution.of((1, 9), (1, 3), stride=(1, 2)),
    "inserted zeros": TransposedConvolution.of(3, 3, padding=1, stride=2),
    "output padding": TransposedConvolution.of(3, 3, padding=1, stride=2, output_padding=1),
    "cropped": TransposedConvolution.of(4, 3, padding=4, stride=2),
}


def composed(layer: Layer, **options: Any) -> Composition:
    return compose(Recipe(layer, Options(view="lifted", **options)))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", LAYERS)
def test_what_a_cell_is_can_be_read_at_its_middle_in_every_step(name: str, theme: str) -> None:
    made = composed(LAYERS[name], theme=theme, width=600)
    renderer = Renderer(made.picture, made.layout, made.theme)
    for raster, frame in zip(renderer.frames(), made.picture.frames(), strict=True):
        for panel, place in made.layout.places.items():
            for row, column in np.ndindex(place.rows, place.columns):
                x, y = place.point(row + 0.5, column + 0.5)
                color = tuple(renderer.palette[raster.image[int(y), int(x)]][:3])
                look = made.theme.look(frame.grids[panel][row, column].role)
                # hatching leaves the middle free, and so do the edges
                assert color == rgb(look.fill), (frame.counter, panel, row, column)


@pytest.mark.parametrize("name", list(LAYERS)[::2])
def test_most_pixels_of_a_cell_have_its_color(name: str) -> None:
    made = composed(LAYERS[name])
    renderer = Renderer(made.picture, made.layout, made.theme)
    raster, frame = next(renderer.frames()), next(made.picture.frames())
    patterned = {Role.UNREAD, Role.UNREAD_INPUT, Role.CROPPED, Role.CROPPED_INPUT}
    for panel, place in made.layout.places.items():
        for row, column in np.ndindex(place.rows, place.columns):
            (_, top), _, (_, bottom), _ = place.around(row, column)
            indices = [
                raster.image[y, x]
                for y in range(top, bottom)
                for x in range(place.x, place.x + place.width)
                if place.cell_at(x + 0.5, y + 0.5) == (row, column)
            ]
            usual = renderer.palette[np.bincount(indices).argmax()]
            role = frame.grids[panel][row, column].role
            assert tuple(usual) == rgb(made.theme.look(role).fill) or role in patterned


@pytest.mark.parametrize("name", LAYERS)
def test_four_edges_join_the_corners_of_the_window_to_those_of_its_cell(name: str) -> None:
    made = composed(LAYERS[name])
    floor, above = made.layout.places["input"], made.layout.places["output"]
    for frame in made.picture.frames():
        if frame.step is None:
            assert not frame.links
            continue
        (link,) = drawn_links(frame, made.layout)
        window, cell = frame.grids["input"].window, frame.grids["output"].window
        assert window
        assert cell
        ends = [(pieces[0][0], pieces[-1][1]) for pieces in link.sides]
        assert ends == list(zip(floor.around(*window[:4]), above.around(*cell[:4]), strict=True))


@pytest.mark.parametrize("name", LAYERS)
def test_each_output_cell_floats_right_above_its_window(name: str) -> None:
    made = composed(LAYERS[name])
    floor, above = made.layout.places["input"], made.layout.places["output"]
    heights = set()
    for frame in made.picture.frames():
        if frame.step is None:
            continue
        window, cell = frame.grids["input"].window, frame.grids["output"].window
        assert window
        assert cell
        x, y = floor.point(window.row + window.rows / 2, window.column + window.columns / 2)
        over, top = above.point(cell.row + 0.5, cell.column + 0.5)
        assert over == pytest.approx(x, abs=1)
        heights.add(round(y - top))
    assert max(heights) - min(heights) <= 1
    assert above.y + above.height < floor.y


def test_nothing_is_written_in_cells() -> None:
    assert not composed(LAYERS["inserted zeros"]).picture.labels


def test_numbers_are_refused_with_a_view_that_shows_them() -> None:
    recipe = Recipe.of(Convolution, {"input": 5, "kernel": 3, "view": "lifted", "values": True, "cells": "numbers"})
    with pytest.raises(ConvanimError, match=r"nothing is written.*cells=.shades"):
        compose(recipe)


def test_the_plan_document_has_the_corners_of_lying_panels_alone() -> None:
    layer = LAYERS["stride"]
    lying = plan_document(Recipe(layer, Options(view="lifted")))["picture"]["panels"]
    for panel in lying.values():
        (left, top), (right, _), (_, bottom), (low, _) = panel["corners"]
        assert right - left == panel["cols"] * panel["cell"]
        assert (low, top) == (panel["x"], panel["y"])
        assert bottom > top
    standing = plan_document(Recipe(layer, Options()))["picture"]["panels"]
    assert not any("corners" in panel for panel in standing.values())


def test_a_point_of_a_lying_panel_is_found_again() -> None:
    dice = random.Random(1)
    for _ in range(300):
        x, y, size, rows, columns = (dice.randrange(2, 40) for _ in range(5))
        place = Place(x, y, size, rows, columns, Lean.of(dice.randrange(4, 80), dice.randrange(1, 4)))
        row, column = dice.randrange(place.rows), dice.randrange(place.columns)
        assert place.cell_at(*place.point(row + 0.5, column + 0.5)) == (row, column)


@pytest.mark.parametrize("role", [Role.INPUT, Role.OUTPUT_PENDING, Role.PADDING, Role.UNREAD_INPUT])
def test_paths_lie_within_the_cell_that_pixels_fill(role: Role) -> None:
    lean = Lean.of(40, 1)
    place, border = Place(0, 0, 40, 1, 1, lean), LyingBorder(role, 40, lean)
    numbers = border.path([place.corner(0, 0)], 40).strip("Mz").replace("l", " ").split()
    steps = np.array([float(number) for number in numbers]).reshape(-1, 2).cumsum(0)
    left, top = steps.min(0)
    right, bottom = steps.max(0)
    assert left >= 0
    assert top >= 0
    assert right <= place.width
    assert bottom <= place.height


def test_the_shapes_of_a_step_stand_where_its_cells_do() -> None:
    made = composed(LAYERS["stride"])
    numbered = NumberedCells(made.picture, made.layout)
    expected = [place.corner(*cell) for place in made.layout.places.values()
                for cell in np.ndindex(place.rows, place.columns)]  # fmt: skip
    assert numbered.corners == expected
    assert all(made.picture.survey.words[MAIN_WORDS])
