"""The matrix view: what is drawn multiplies out, and what is joined meets."""

from __future__ import annotations

import random

import pytest

from convanim.core.errors import ConvanimError
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.transposed import TransposedConvolution
from convanim.layout.place import lay_out
from convanim.planner.alt_text import Seen
from convanim.planner.matrix import DOT, LARGEST_MATRIX, LARGEST_WHOLE
from convanim.planner.views import VIEWS
from convanim.scene.frames import Frame
from convanim.scene.roles import FADED, WEIGHTS, Role
from tests.cases import picture_of

COUNT = 300


def some_layers() -> list[Layer]:
    """Layers of both kinds whose matrix can be drawn, large ones and rows alone among them."""
    source, found = random.Random(11), list[Layer]()
    while len(found) < COUNT:
        kinds: list[type[Layer]] = [Convolution, TransposedConvolution]
        size = source.choice([(1, source.randint(1, 8)), (source.randint(1, 6), source.randint(1, 6))])
        kernel = source.randint(1, 3), source.randint(1, 4)
        numbers = source.randint(0, 2), source.randint(1, 3), source.randint(1, 2)
        try:
            layer = source.choice(kinds).of(size, kernel, *numbers)
        except ConvanimError:
            continue
        if max(layer.output[0] * layer.output[1], size[0] * size[1]) <= LARGEST_MATRIX:
            found.append(layer)
    return found


LAYERS = some_layers()


def number(label: str) -> int:
    """A number as it is written in a cell."""
    return int(label.replace(DOT, "0").replace("−", "-"))


def row_of(frame: Frame, panel: str, row: int) -> list[str]:
    grid = frame.grids[panel]
    return [grid[row, column].label for column in range(grid.codes.shape[1])]


def steps_of(layer: Layer, values: bool = False) -> list[Frame]:
    return [frame for frame in picture_of(layer, "matrix", values).frames() if frame.step is not None]


@pytest.mark.parametrize("at", range(COUNT))
def test_the_framed_row_times_x_is_the_cell_of_y(at: int) -> None:
    layer = LAYERS[at]
    steps = steps_of(layer, True)
    assert len(steps) == layer.output[0] * layer.output[1]
    for frame in steps:
        window = frame.grids["matrix"].window
        assert window is not None and window.columns == layer.input[0] * layer.input[1]
        weights, x = row_of(frame, "matrix", window.row), row_of(frame, "input", 0)
        product = sum(number(weight) * number(value) for weight, value in zip(weights, x, strict=True))
        assert product == number(row_of(frame, "output", window.row)[0])


@pytest.mark.parametrize("at", range(0, COUNT, 6))
def test_each_weight_is_joined_to_the_x_above_it_and_to_nothing_else(at: int) -> None:
    for frame in steps_of(LAYERS[at]):
        window = frame.grids["matrix"].window
        assert window is not None
        joined: list[int] = []
        for source, target, *_ in frame.links:
            assert (source.column, source.columns) == (target.column, target.columns)
            assert target.row == window.row
            joined += range(source.column, source.column + source.columns)
        met = [place for place, label in enumerate(row_of(frame, "matrix", window.row)) if label != DOT]
        assert joined == met
        colors = [[frame.grids[name][row, place].role for place in met]
                  for name, row in (("input", 0), ("matrix", window.row))]  # fmt: skip
        assert colors[0] == colors[1]
        assert set(colors[0]) <= set(WEIGHTS)


def test_the_sum_names_the_weights_and_the_x_that_they_meet() -> None:
    captions = [frame.caption.replace("\u00a0", " ") for frame in steps_of(Convolution.of(4, 2, 0, 2))]
    assert captions == [
        "y₀ = a·x₀ + b·x₁ + c·x₄ + d·x₅",
        "y₁ = a·x₂ + b·x₃ + c·x₆ + d·x₇",
        "y₂ = a·x₈ + b·x₉ + c·x₁₂ + d·x₁₃",
        "y₃ = a·x₁₀ + b·x₁₁ + c·x₁₄ + d·x₁₅",
    ]
    assert [frame.caption for frame in steps_of(Convolution.of((1, 1), (1, 1), ((0, 0), (1, 0))))] == [
        "y₀ = 0: this row of C has only zeros",
        "y₁ =\u00a0a·x₀",
    ]


def test_rows_of_a_kernel_differ_in_hue_and_columns_in_tint() -> None:
    grid = steps_of(Convolution.of(4, 3))[0].grids["kernel"]
    assert [[grid[row, column].role for column in range(3)] for row in range(3)] == [
        list(WEIGHTS[start : start + 3]) for start in (0, 3, 6)
    ]


@pytest.mark.parametrize("values", [False, True])
def test_the_rows_that_are_not_meant_are_faded(values: bool) -> None:
    for row, frame in enumerate(steps_of(Convolution.of(4, 3), values)):
        for other in range(4):
            roles = {frame.grids["matrix"][other, column].role for column in range(16)}
            assert roles <= {Role.MATRIX_ZERO, *(WEIGHTS if other == row else FADED)}


def test_of_a_large_matrix_the_rows_around_the_current_one_are_large_and_all_of_it_small() -> None:
    layer = Convolution.of(8, 3, 0, 1)
    assert layer.input[0] * layer.input[1] > LARGEST_WHOLE
    frames = steps_of(layer)
    assert [frames[at].grids["matrix"].window.row for at in (0, 1, 2, 20, 34, 35)] == [0, 1, 2, 2, 3, 4]  # type: ignore[union-attr]
    for row, frame in enumerate(frames):
        whole = frame.grids["whole"]
        assert whole.codes.shape == (36, 64)
        assert whole.window is not None and whole.window.row == row
        assert frame.grids["matrix"].codes.shape == (5, 64)


@pytest.mark.parametrize("layer", [TransposedConvolution.of(2, 3), TransposedConvolution.of(4, 3, 1, 2)], ids=str)
def test_the_matrix_of_a_transposed_layer_stands_beside_what_it_is_the_transpose_of(layer: Layer) -> None:
    for row, frame in enumerate(steps_of(layer)):
        other = frame.grids["other"]
        assert other.window is not None
        assert (other.window.column, other.window.columns, other.window.rows) == (row, 1, other.codes.shape[0])
        shown = frame.grids["whole" if "whole" in frame.grids else "matrix"]
        assert (shown.codes == other.codes.T).all()


def test_x_lies_above_the_matrix_in_its_columns_and_y_beside_it_in_its_rows() -> None:
    for layer in (Convolution.of(4, 3), TransposedConvolution.of(3, 3, 1, 2), Convolution.of(8, 3, 1, 2)):
        places = lay_out(picture_of(layer, "matrix"), 800).places
        x, c, y = (places[name] for name in ("input", "matrix", "output"))
        assert (x.x, x.cell) == (c.x, c.cell)
        assert x.y + x.height < c.y
        assert (y.y, y.cell) == (c.y, c.cell)
        assert c.x + c.width < y.x


def test_the_rows_of_the_picture_are_named_above_x() -> None:
    layout = lay_out(picture_of(Convolution.of(4, 3), "matrix"), 800)
    x = layout.places["input"]
    names = [text for text in layout.texts if text.text.startswith("row ")]
    assert [text.text for text in names] == [f"row {row} of x" for row in range(4)]
    for row, (text, rule) in enumerate(zip(names, layout.rules, strict=True)):
        left, right = x.x + 4 * row * x.cell, x.x + 4 * (row + 1) * x.cell
        assert left <= text.x and text.x + text.length <= right
        assert left <= rule.x and rule.x + rule.width <= right
        assert text.y < rule.y < x.y


def test_its_alternative_text_says_the_idea() -> None:
    (sentence, *more) = VIEWS["matrix"].alt(TransposedConvolution.of(2, 3), Seen("matrix"))
    assert "16×4 matrix Cᵀ times x" in sentence
    assert more == ["Beside it stands C, whose columns are the rows of Cᵀ."]
