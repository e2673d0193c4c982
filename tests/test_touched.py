"""What a touch shows: every cell that another feeds, with the weight between them, whatever the view."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO
from math import prod
from typing import Any

import pytest

from convanim.encoder.base import Playing
from convanim.layers.base import Layer
from convanim.layers.compute import kernel_places
from convanim.pipeline.compose import compose
from convanim.planner.layer_to_show import LETTERS
from convanim.planner.roundtrip import undoing
from convanim.recipe.from_words import read_words
from convanim.renderer.player.player import met_cells
from convanim.renderer.shape_formats import SHAPE_FORMATS
from convanim.renderer.web_page import as_json
from convanim.scene.met_cells import Meetings
from convanim.values.exact import shown

Joined = dict[tuple[int, int], list[str]]
"""By the numbers of a cell that is touched and of one that is lit what stands there."""


def asked(*words: str) -> tuple[Any, Any, tuple[Meetings, ...]]:
    """What is drawn, its numbers, and what meets in the picture."""
    recipe = read_words(words).recipe()
    return recipe.subject, recipe.numbers, compose(recipe).picture.meetings()


def joined(some: Iterable[Meetings], source: str, target: str) -> Joined:
    """What a touch in one panel lights in another."""
    found: Joined = defaultdict(list)
    for one in some:
        if (one.source, one.target) == (source, target):
            for number, (down, across) in enumerate(itertools.product(one.rows, one.columns)):
                for (row, u), (column, v) in itertools.product(down, across):
                    found[number, row + column].append(one.weights[u][v] if one.weights else "")
    return {pair: sorted(names) for pair, names in found.items()}


def reads(layer: Layer, label: str | list[str]) -> Joined:
    """What meets in a layer by its matrix, from its input to its output."""
    columns = layer.kernel[1]
    return {
        (index, output): sorted(label if isinstance(label, str) else label[u * columns + v] for u, v in places)
        for output, row in enumerate(kernel_places(layer))
        for index, places in enumerate(row)
        if places
    }


def turned(pairs: Joined) -> Joined:
    return {(target, source): names for (source, target), names in pairs.items()}


def test_every_plane_that_an_input_cell_feeds_is_lit_with_its_own_weights() -> None:
    words = (
        "conv",
        "-i",
        "4x3",
        "-k",
        "2",
        "--in-channels",
        "4",
        "--out-channels",
        "6",
        "--groups",
        "2",
        "--seed",
        "3",
    )
    layer, numbers, some = asked(*words)
    for source, target in itertools.product(range(4), (0, 1, 2, 5)):
        names = [shown(w) for row in numbers.kernel[target][source % 2] for w in row]
        wanted = reads(layer.only, names) if source // 2 == target // 3 else {}
        assert joined(some, f"input_{source % 4}", f"output_{target}") == wanted
    assert {one.told.several for one in some} == {"# drawn outputs read this cell"}


@pytest.mark.parametrize("effort", ["--1d", "rows", "cells"])
def test_a_cell_of_a_stack_lights_what_it_is_made_of_and_what_it_feeds(effort: str) -> None:
    size = {"--1d": "9", "rows": "12x9", "cells": "2"}[effort]
    layers = "conv -k 2 -p 1", "relu", "conv -k 3 --padding-mode reflect -p 1", "maxpool -k 2"
    words = "stack", "-i", size, *layers, *(["--1d"] if effort == "--1d" else [])
    stack, _, some = asked(*words)
    names = ["input", "layer 1", "layer 2", "layer 3", "output"]
    for number, layer in enumerate(stack.network.layers):
        before, after = names[number : number + 2]
        there = joined(some, before, after)
        assert there.keys() == reads(layer, "").keys()
        assert {pair: len(met) for pair, met in there.items()} == {
            pair: len(met) for pair, met in reads(layer, "").items()
        }
        back = joined(some, after, before)
        assert back == (turned(there) if after != "output" or effort == "rows" else {})
    written = {name for one in some for row in one.weights for name in row}
    assert ("w₁₂" if effort != "--1d" else "w₂") in written


def test_a_cell_of_a_block_lights_the_field_of_the_block() -> None:
    words = "stack", "-i", "9", "2x conv -k 3 -p 1 then relu then conv -k 2", "conv -k 3"
    stack, _, some = asked(*words)
    network, across = stack.blocks[0].network, stack.blocks[0].output[1]
    lit = joined(some, "layer 1", "input")
    for place in itertools.product(range(across), repeat=2):
        field = network.field(place)
        wanted = {row * 9 + column for row, column in itertools.product(*field)}
        assert {two for one, two in lit if one == place[0] * across + place[1]} == wanted
    assert joined(some, "input", "layer 1").keys() == turned(lit).keys()


@pytest.mark.parametrize(("size", "matrix", "made"), [("3x4", "matrix", "output"), ("6", "whole", "made")])
def test_in_a_matrix_an_x_lights_its_column_and_its_y_and_a_cell_what_it_joins(
    size: str, matrix: str, made: str
) -> None:
    layer, _, some = asked("conv", "-i", size, "-k", "2", "-p", "1", "-s", "2", "--view", "matrix")
    inputs, pairs = prod(layer.input), reads(layer, list(LETTERS))
    for x in ("input", "picture"):
        assert joined(some, x, made) == pairs
        assert joined(some, x, matrix).keys() == {(one, two * inputs + one) for one, two in pairs}
        assert all(two == one % inputs for one, two in joined(some, matrix, x))
    assert joined(some, matrix, made).keys() == {
        (row * inputs + column, row) for row in range(prod(layer.output)) for column in range(inputs)
    }


def test_on_the_way_there_and_back_y_lights_both_ends() -> None:
    layer, numbers, some = asked("roundtrip", "-i", "6", "-k", "3", "-s", "2", "--seed", "1")
    names = [shown(w) for row in numbers.only.kernel for w in row]
    assert joined(some, "input", "output") == reads(layer, names)
    assert joined(some, "output", "input") == turned(reads(layer, names))
    assert joined(some, "output", "back") == reads(undoing(layer), names)


def test_each_side_of_a_comparison_is_touched_for_itself() -> None:
    words = "compare", "conv -i 3 -k 2 --view matrix", "transposed -i 3 -k 2 --view scatter"
    picture = compose(read_words(words).recipe()).picture
    lit = {(one.source, one.target) for one in picture.meetings()}
    assert {("1 input", "1 output"), ("1 matrix", "1 output"), ("2 output", "2 input")} <= lit
    told = met_cells(picture, [panel.name for panel in picture.panels])["meetings"]
    assert len(told) < len(lit), "the small copies are left out of a comparison, and so is what they meet"


@pytest.mark.parametrize(
    "words",
    [
        "conv|-i|9|-k|4", "conv|-i|7|-k|3|--in-channels|4|--out-channels|4", "conv|-i|7|-k|1|--view|matrix",
        "stack|-i|60|conv -k 9|conv -k 9|conv -k 9|--1d", "roundtrip|-i|9|-k|3|--seed|1",
    ],
)  # fmt: skip
def test_what_meets_takes_a_small_part_of_a_players_bytes(words: str) -> None:
    composition = compose(read_words(words.split("|")).recipe())
    picture, layout, file = composition.picture, composition.layout, BytesIO()
    playing = Playing("", composition.plays(), composition.durations_ms)
    SHAPE_FORMATS[".html"].write(file, picture, layout, composition.theme, playing)
    assert 0 < len(as_json(met_cells(picture, list(layout.places)))) < 0.2 * len(file.getvalue())


@pytest.mark.parametrize(
    "words", [["checkerboard", "-i", "4", "-k", "3", "-s", "2"], ["sheet", "-i", "4", "-k", "3"]]
)
def test_where_no_input_is_drawn_nothing_meets(words: list[str]) -> None:
    assert asked(*words)[2] == ()
