"""Laws of the page on checkerboards: its counts are those of brute force, its halves are one even and one not."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product
from typing import Any

import numpy as np
import pytest

from convanim.core.errors import ConvanimError
from convanim.layers.base import Layer
from convanim.layers.compute import overlaps
from convanim.layers.evenness import ACROSS, DOWN, counterpart, counts_along, drawn_axis, inside, is_even
from convanim.layers.transposed import TransposedConvolution
from convanim.pipeline.compose import Composition, compose
from convanim.planner.checkerboard import TONES, tones
from convanim.planner.checkerboard_words import part_heading, rule
from convanim.recipe.options import Options
from convanim.recipe.picture_kinds import PICTURE_KINDS
from convanim.recipe.recipe import Recipe
from convanim.scene.roles import Paint, Role

NO_BRICK = Role.EMPTY, Role.COUNT, Role.BORDER_COUNT


def composed(layer: Layer, **options: Any) -> Composition:
    return compose(Recipe(layer, Options(view="checkerboard", **options)))


def some_layers(count: int, most: int = 7) -> list[Layer]:
    dice = random.Random(16)
    found: list[Layer] = []
    while len(found) < count:
        numbers = {name: (dice.randint(1, most), dice.randint(1, most)) for name in ("input", "kernel")}
        more = {name: (dice.randint(1, 4), dice.randint(1, 4)) for name in ("stride", "dilation")}
        try:
            found.append(TransposedConvolution.of(**numbers, **more, padding=dice.randint(0, 2)))
        except ConvanimError:
            continue
    return found


def brute_force(layer: Layer) -> Counter[tuple[int, int]]:
    """How many stamps land on each output cell, one stamp and one weight at a time."""
    counts: Counter[tuple[int, int]] = Counter()
    for a, b in np.ndindex(*layer.input):
        for u, v in np.ndindex(*layer.kernel):
            row, column = (
                start * layer.stride[axis] + weight * layer.dilation[axis] - layer.padding[axis][0]
                for axis, (start, weight) in enumerate(((a, u), (b, v)))
            )
            if 0 <= row < layer.output[0] and 0 <= column < layer.output[1]:
                counts[row, column] += 1
    return counts


def test_counts_are_those_of_brute_force_for_300_layers() -> None:
    for layer in some_layers(300):
        rows, columns = counts_along(layer, DOWN), counts_along(layer, ACROSS)
        expected = brute_force(layer)
        assert all(rows[r] * columns[c] == expected[r, c] for r, c in np.ndindex(*layer.output))
        assert overlaps(layer) == [[row * column for column in columns] for row in rows]


def test_inside_is_what_more_input_would_not_change() -> None:
    for layer in some_layers(300):
        for axis in (DOWN, ACROSS):
            grown = TransposedConvolution.of(
                tuple(size + 40 for size in layer.input), layer.kernel, stride=layer.stride, dilation=layer.dilation
            )
            far, before = counts_along(grown, axis), layer.padding[axis][0]
            shift = 20 * layer.stride[axis]  # as many stamps come before as behind
            usual = [far[position + before + shift] for position in range(layer.output[axis])]
            found = inside(layer, axis)
            assert found == [a == b for a, b in zip(counts_along(layer, axis), usual, strict=True)]


def test_a_counterpart_has_as_many_dimensions() -> None:
    layer = TransposedConvolution.of(6, 3, 1, 2, dims=1)
    other = counterpart(layer)
    assert (other.dims, other.own(other.kernel), other.own(other.padding)) == (1, (4,), ((1, 1),))
    assert "×" not in f"{part_heading(layer, ACROSS)}{part_heading(other, ACROSS)}"


def test_a_layer_and_its_counterpart_are_one_even_and_one_not() -> None:
    for layer in some_layers(300):
        if max(layer.input) == 1:
            continue
        other = counterpart(layer)
        even, others = (all(is_even(one, axis) for axis in (DOWN, ACROSS)) for one in (layer, other))
        assert even is not others
        assert other.input == layer.input


@pytest.mark.parametrize(
    ("k", "s", "d", "kernel", "stride", "dilation"),
    [
        (3, 2, 1, 4, 2, 1), (5, 2, 1, 6, 2, 1), (4, 3, 1, 3, 3, 1), (2, 3, 1, 3, 3, 1), (1, 2, 1, 2, 2, 1),
        (4, 2, 1, 3, 2, 1), (2, 2, 1, 3, 2, 1), (6, 3, 1, 5, 3, 1), (3, 3, 1, 4, 3, 1),
        (3, 1, 1, 3, 2, 1), (4, 1, 1, 4, 3, 1), (3, 2, 3, 4, 2, 3), (3, 2, 2, 4, 2, 1),
    ],
)  # fmt: skip
def test_the_nearest_layer_that_behaves_the_other_way(
    k: int, s: int, d: int, kernel: int, stride: int, dilation: int
) -> None:
    other = counterpart(TransposedConvolution.of(6, k, stride=s, dilation=d))
    assert (other.kernel, other.stride, other.dilation) == ((kernel,) * 2, (stride,) * 2, (dilation,) * 2)


def test_only_the_axis_that_is_uneven_is_changed_and_drawn() -> None:
    layer = TransposedConvolution.of(6, (3, 4), stride=2)
    assert drawn_axis(layer) == DOWN
    assert counterpart(layer).kernel == (4, 4)
    assert rule(layer) == "down, 3 is not a multiple of 2"


@pytest.mark.parametrize(
    "numbers",
    [
        {"kernel": 3, "stride": 2}, {"kernel": 4, "stride": 2}, {"kernel": 2, "stride": 3}, {"kernel": 3},
        {"kernel": (3, 4), "stride": 2}, {"kernel": 3, "stride": 2, "padding": 1, "output_padding": 1},
        {"kernel": 3, "stride": 2, "dilation": 2}, {"kernel": (1, 3), "stride": (1, 2), "input": (1, 7)},
    ],
)  # fmt: skip
def test_bricks_pile_up_to_the_counts_and_tones_follow_them(numbers: dict[str, Any]) -> None:
    layer = TransposedConvolution.of(**{"input": 5, **numbers})
    made = composed(layer)
    *_, last = made.picture.frames()
    axis = drawn_axis(layer)
    for side, one in (("left", layer), ("right", counterpart(layer))):
        bricks, pattern = last.grids[f"{side} bricks"], last.grids[f"{side} pattern"]
        counts = counts_along(one, axis)
        tracks = len(bricks.codes) - 2 - max(*counts_along(layer, axis), *counts_along(counterpart(layer), axis))
        for column, count in enumerate(counts):
            piled = [bricks[row, column] for row in range(tracks, len(bricks.codes) - 1)]
            stood = [cell for cell in piled if cell.role is not Role.EMPTY]
            assert len(stood) == count
            assert piled[len(piled) - count :] == stood
            assert bricks[len(bricks.codes) - 1, column].label == str(count)
            bold = bricks[len(bricks.codes) - 1, column].role is Role.COUNT
            assert bold is inside(one, axis)[column]
        assert pattern.codes.shape == one.output
        lightness: list[Paint] = [Role.OUTPUT_HOLE, *TONES]
        table = overlaps(one)
        cells = list(np.ndindex(*one.output))
        for (r, c), (m, n) in product(cells[::7], cells[::5]):
            first, second = (lightness.index(pattern[place].role) for place in ((r, c), (m, n)))
            assert (table[r][c] < table[m][n]) <= (first <= second)
            assert (table[r][c] == 0) is (first == 0)


def test_different_counts_inside_have_different_tones() -> None:
    for layer in some_layers(300):
        everywhere = {count for row in overlaps(layer) for count in row}
        within = {
            row * column
            for row, a in zip(counts_along(layer, DOWN), inside(layer, DOWN), strict=True)
            for column, b in zip(counts_along(layer, ACROSS), inside(layer, ACROSS), strict=True)
            if a and b and row * column
        }
        found = tones(everywhere, within)
        assert set(found) == everywhere - {0}
        order = [TONES.index(found[count]) for count in sorted(found)]
        assert order == sorted(order)
        if len(everywhere - {0}) <= len(TONES):
            assert len(set(order)) == len(everywhere - {0})


def test_every_stamp_falls_once_and_the_first_frame_is_the_question() -> None:
    frames = list(composed(TransposedConvolution.of(5, 3, stride=2)).picture.frames())
    assert frames[0].caption.endswith("?")
    roles = [
        {cell.role for cell in (frame.grids["left bricks"][place] for place in np.ndindex(*frame.grids[
            "left bricks"].codes.shape))} for frame in (frames[0], frames[-1])
    ]  # fmt: skip
    assert roles[0] == {Role.EMPTY}
    piled = []
    for frame in frames:
        bricks = frame.grids["left bricks"]
        filled = sum(bricks[place].role not in NO_BRICK for place in np.ndindex(*bricks.codes.shape))
        piled.append(filled)
    assert piled == sorted(piled)
    assert piled[-1] == 5 * 3 * 2


@pytest.mark.parametrize(
    ("words", "still"),
    [
        ({}, "last"), ({"output": "a.png"}, "last"), ({"output": "a.svg"}, "last"), ({"output": "a.pdf"}, "last"),
        ({"output": "a.gif"}, None), ({"output": "a.html"}, None), ({"output": "a.webp"}, None),
        ({"format": "gif"}, None), ({"format": "pdf"}, "last"), ({"filmstrip": "4"}, None), ({"frames": "d"}, None),
        ({"output": "a.gif", "still": "3"}, "3"),
    ],
)  # fmt: skip
def test_a_file_whose_format_is_for_what_moves_gets_the_animation(words: dict[str, Any], still: str | None) -> None:
    assert PICTURE_KINDS["checkerboard"].values(words)["still"] == still
