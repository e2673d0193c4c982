from __future__ import annotations

import numpy as np
import pytest

from convanim.core.errors import ConvanimError
from convanim.core.text import listed
from convanim.layers.axis import Content
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.pooling import AveragePooling, MaxPooling
from convanim.layers.transposed import TransposedConvolution
from convanim.pipeline.compose import compose
from convanim.recipe.recipe import Recipe
from convanim.scene.frames import Frame
from convanim.scene.roles import Paint, Role
from tests.cases import LAYER_CASES, picture_of, steps_of

layers = pytest.mark.parametrize("layer", LAYER_CASES.values(), ids=LAYER_CASES)

WINDOW = {role for role in Role if role.key.startswith("window")}
OVER_INPUT = {Role.WINDOW_INPUT, Role.WINDOW_COPY, Role.WINDOW_SOURCE}


def frames_of(layer: Layer) -> list[Frame]:
    return steps_of(picture_of(layer))


def roles_of(frame: Frame, panel: str) -> dict[tuple[int, int], Paint]:
    grid = frame.grids[panel]
    return {position: grid[position].role for position in np.ndindex(*grid.codes.shape)}


@layers
def test_there_is_one_frame_for_each_output_cell_in_row_order(layer: Layer) -> None:
    frames = frames_of(layer)
    assert [frame.step for frame in frames] == list(range(layer.output[0] * layer.output[1]))
    for frame, cell in zip(frames, np.ndindex(*layer.output), strict=True):
        current = [at for at, role in roles_of(frame, "output").items() if role is Role.OUTPUT_CURRENT]
        assert current == [cell]


@layers
def test_the_window_covers_the_taps_and_nothing_else(layer: Layer) -> None:
    rows, columns = layer.axes
    for frame, (row, column) in zip(frames_of(layer), np.ndindex(*layer.output), strict=True):
        taps = {(r, c) for r in rows.taps(row) for c in columns.taps(column)}
        roles = roles_of(frame, "input")
        assert {at for at, role in roles.items() if role in WINDOW} == taps
        window = frame.grids["input"].window
        assert window is not None
        assert (window.row, window.column) == min(taps)
        assert (window.row + window.rows - 1, window.column + window.columns - 1) == max(taps)


@layers
def test_cells_under_the_window_are_over_input_where_input_is_read(layer: Layer) -> None:
    rows, columns = layer.axes
    for frame, (row, column) in zip(frames_of(layer), np.ndindex(*layer.output), strict=True):
        read = {(r, c) for r, _ in rows.reads(row) for c, _ in columns.reads(column)}
        over = [at for at, role in roles_of(frame, "input").items() if role in OVER_INPUT]
        assert {(rows.source(r), columns.source(c)) for r, c in over} == read
        assert len(over) == len(rows.reads(row)) * len(columns.reads(column))


@layers
def test_every_other_cell_of_the_input_shows_what_it_is(layer: Layer) -> None:
    rows, columns = layer.axes
    read = [{position for o in range(axis.output) for position in axis.taps(o)} for axis in (rows, columns)]
    for (r, c), role in roles_of(frames_of(layer)[0], "input").items():
        if role in WINDOW:
            continue
        contents = {rows.content(r), columns.content(c)}
        data = contents == {Content.DATA}
        if rows.cropped(r) or columns.cropped(c):
            assert role is (Role.CROPPED_INPUT if data else Role.CROPPED)
        elif r not in read[0] or c not in read[1]:
            assert role is (Role.UNREAD_INPUT if data else Role.UNREAD)
        elif data and layer.padding_name == "causal" and c > columns.taps(0)[-1]:
            assert role is Role.RESTING  # the future
        elif data:
            assert role in (Role.INPUT, Role.SOURCE)
        elif Content.BEYOND in contents or (Content.PADDING in contents and layer.padding_value is None):
            assert role is Role.BEYOND
        elif Content.COPY in contents:
            assert role is Role.COPY
        else:
            assert role is (Role.PADDING if Content.PADDING in contents else Role.INSERTED_ZERO)


@layers
def test_the_output_fills_in_order_and_holes_are_true_zeros(layer: Layer) -> None:
    rows, columns = layer.axes
    for frame, current in zip(frames_of(layer), np.ndindex(*layer.output), strict=True):
        for at, role in roles_of(frame, "output").items():
            fed = bool(rows.reads(at[0])) and bool(columns.reads(at[1]))
            if at > current:
                assert role is Role.OUTPUT_PENDING
            elif at < current:
                assert role is (Role.OUTPUT_DONE if fed else Role.OUTPUT_HOLE)
            if at <= current and not fed:
                assert frame.grids["output"][at].label == ("−∞" if layer.reduction.winner else "0")


def test_frames_do_not_change_after_they_are_given() -> None:
    frames = list(picture_of(LAYER_CASES["transposed"]).frames())
    again = list(picture_of(LAYER_CASES["transposed"]).frames())
    for one, other in zip(frames, again, strict=True):
        for name in one.grids:
            assert np.array_equal(one.grids[name].codes, other.grids[name].codes)


@pytest.mark.parametrize(
    ("layer", "step", "caption"),
    [
        (Convolution.of(6, 3, 1, 2), 1, "output (0, 1) = sum of 9 products, 3 of them zeros"),
        (TransposedConvolution.of(3, 3, 1, 2), 0, "output (0, 0) = sum of 9 products, 8 of them zeros"),
        (Convolution.of(7, 3, 0, 1, 2), 0, "output (0, 0) = sum of 9 products"),
        (Convolution.of(2, 1), 1, "output (0, 1) = 1 product"),
        (Convolution.of((1, 1), (1, 2), "0x1"), 0, "output (0, 0) = sum of 2 products, 1 of them zero"),
        (MaxPooling.of(4, 2), 0, "output (0, 0) = the largest of 4 values"),
        (MaxPooling.of(2, 2, 1, 2, 3), 0, "output (0, 0) reads no input: it is −∞"),
        (AveragePooling.of(5, 2, ceil_mode=True), 2, "output (0, 2) = the sum of 2 values / 2"),
        (TransposedConvolution.of(3, 2, 0, 3), 2, "output (0, 2) reads no input: it stays 0"),
        (Convolution.of(5, 3, dims=1), 1, "output 1 = sum of 3 products"),
    ],
)
def test_a_caption_says_what_an_output_is_the_sum_of(layer: Layer, step: int, caption: str) -> None:
    assert frames_of(layer)[step].caption == caption


def test_a_long_list_keeps_its_ends() -> None:
    assert listed([0, 3, 6, 9, 12]) == "0, 3, … 12"


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (Convolution.of(10_000, 3), "99,960,007 frames"),
        (Convolution.of(600, 3, 0, 599), "cells"),
        (Convolution.of(300, 280), "34,574,400 taps"),
    ],
    ids=["frames", "cells", "taps"],
)
def test_more_than_is_sensible_is_refused_at_once(layer: Layer, words: str) -> None:
    with pytest.raises(ConvanimError, match=words):
        compose(Recipe(layer))
