from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from convanim.core.text import Pair
from convanim.layers.base import Layer
from convanim.layers.compute import planes_of
from convanim.layers.convolution import Convolution
from convanim.layers.reduction import MAXIMUM, MINUS_INFINITY
from convanim.layers.transposed import TransposedConvolution
from convanim.layout.cell_text import longest_fit
from convanim.layout.page import Layout
from convanim.layout.place import page_pixels
from convanim.pipeline.compose import compose
from convanim.recipe.numbers import seeded_numbers
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.scene.frames import Frame, Route
from convanim.scene.roles import Role
from convanim.values.exact import shown
from tests.cases import POOLS, WEIGHTED, steps_of

layers = pytest.mark.parametrize("layer", WEIGHTED.values(), ids=WEIGHTED)


def with_numbers(layer: Layer) -> Recipe:
    return Recipe(layer, numbers=seeded_numbers(layer))


def lens_frames(layer: Layer) -> list[Frame]:
    """The frames in which an output cell is made."""
    return steps_of(compose(with_numbers(layer)).picture)


def numbers_in(frame: Frame, panel: str) -> list[Fraction]:
    grid = frame.grids[panel]
    return [Fraction(grid[at].label.replace("−", "-")) for at in np.ndindex(grid.codes.shape)]


@layers
def test_what_is_in_the_window_times_the_weights_is_the_products_and_their_sum_the_output(layer: Layer) -> None:
    frames = lens_frames(layer)
    assert len(frames) == layer.output[0] * layer.output[1]
    for frame, value in zip(frames, np.array(seeded_numbers(layer).only.output).ravel(), strict=True):
        window, kernel, products = (numbers_in(frame, panel) for panel in ("window", "kernel", "products"))
        assert [x * w for x, w in zip(window, kernel, strict=True)] == products
        assert [sum(products)] == numbers_in(frame, "sum") == [value]


@pytest.mark.parametrize("layer", POOLS.values(), ids=POOLS)
def test_a_pool_shows_what_its_window_reads_and_what_that_comes_to(layer: Layer) -> None:
    planes = seeded_numbers(layer).only
    for frame, place in zip(lens_frames(layer), np.ndindex(*layer.output), strict=True):
        window, value = frame.grids["window"], planes.output[place[0]][place[1]]
        cells = [window[at] for at in np.ndindex(window.codes.shape)]
        read = [Fraction(cell.label) for cell in cells if cell.label not in ("", MINUS_INFINITY)]
        if layer.reduction is MAXIMUM:
            winners = [cell.label for cell in cells if cell.role is Role.WINDOW_WINNER]
            assert winners == ([] if value is None else [shown(value)])
            assert max(read, default=None) == value
            assert frame.grids["largest"][0, 0].label == shown(value)
        else:
            divisor = layer.divisor(*place)
            assert [sum(read)] == numbers_in(frame, "sum")
            assert [divisor] == numbers_in(frame, "cells")
            fewer = divisor != layer.window_cells(*place)
            assert bool(frame.grids["cells"].window) is fewer
            assert frame.grids["mean"][0, 0].label == shown(value)


@layers
def test_the_lens_shows_what_the_window_over_the_input_covers(layer: Layer) -> None:
    for frame in lens_frames(layer):
        over = frame.grids["input"].window
        assert over is not None
        covered = [frame.grids["input"][cell.row, cell.column].label or "0" for cell in over.cells()]
        assert covered == [frame.grids["window"][at].label for at in np.ndindex(*layer.kernel)]


@pytest.mark.parametrize(
    "layer",
    [
        Convolution.of(5, 3, 1, 2), TransposedConvolution.of(3, 3, 1, 2), Convolution.of(12, 3, 1),
        Convolution.of((20, 3), 3), Convolution.of((1, 12), (1, 3)),
    ],
    ids=lambda layer: f"{layer.kind} {layer.sizes}",
)  # fmt: skip
def test_digits_of_a_lens_are_read_on_a_phone(layer: Layer) -> None:
    composition = compose(with_numbers(layer))
    for name in ("window", "kernel", "products", "sum"):
        for label in composition.picture.labels[name]:
            assert px_on_a_phone(label, composition.layout.places[name].cell, composition.layout) >= 10, (name, label)


def px_on_a_phone(label: str, cell: int, layout: Layout) -> float:
    """The font size of what is written in a cell, on a page 360 px wide."""
    return longest_fit(label, cell) * 360 / layout.width


def lens_digits(layer: Layer, values: range, weights: range, parts: int) -> dict[str, float]:
    """By panel of the lens the smallest digits, px on a phone, where numbers are these, and weights so many parts."""
    given = _repeated(layer.input, values)
    kernel = tuple(tuple(Fraction(weight, parts) for weight in row) for row in _repeated(layer.kernel, weights))
    composition = compose(Recipe(layer, numbers=planes_of(layer, (given,), ((kernel,),))))
    layout, labels = composition.layout, composition.picture.labels
    assert layout.width * layout.height <= page_pixels(composition.picture, 800)  # by which limits are held
    return {
        name: min(px_on_a_phone(label, layout.places[name].cell, layout) for label in labels[name])
        for name in ("window", "kernel", "products", "sum")
    }


def _repeated(size: Pair, values: range) -> tuple[tuple[int, ...], ...]:
    """A matrix in which all these numbers occur, if it has so many."""
    rows, columns = size
    return tuple(tuple(values[(r * columns + c) % len(values)] for c in range(columns)) for r in range(rows))


@pytest.mark.parametrize("kernel", [2, 3, 4, 5])
@pytest.mark.parametrize(
    ("values", "weights", "parts"),
    [(range(10), range(4), 1), (range(-9, 10), range(-3, 4), 1), (range(10), range(-9, 10), 10)],
    ids=["unsigned", "signed", "decimals"],
)
@pytest.mark.parametrize("more", [2, 7])
def test_digits_of_every_kernel_up_to_5_are_read_on_a_phone(
    kernel: int, values: range, weights: range, parts: int, more: int
) -> None:
    read = lens_digits(Convolution.of(kernel + more, kernel), values, weights, parts)
    assert min(read.values()) >= 10, read


def test_of_a_larger_kernel_one_and_two_digits_are_read_on_a_phone_and_longer_numbers_are_smaller() -> None:
    read = lens_digits(Convolution.of(9, 7), range(10), range(4), 1)
    assert min(read.values()) >= 10
    longer = lens_digits(Convolution.of(9, 7), range(-9, 10), range(-3, 4), 1)
    assert min(longer["window"], longer["kernel"]) >= 10 > longer["products"] >= 6


@pytest.mark.parametrize(("kernel", "whole"), [(3, True), (4, True), (5, False)])
def test_a_sum_of_up_to_16_terms_is_whole_and_a_longer_one_row_by_row(kernel: int, whole: bool) -> None:
    layer = Convolution.of(kernel + 1, kernel)
    for frame in lens_frames(layer):
        assert "…" not in frame.caption
        terms = frame.caption.replace("\u00a0", " ").count("·")
        assert (terms == kernel**2) is whole
        assert ("row by row" in frame.caption) is not whole


def test_numbers_of_the_window_are_written_in_the_lens_where_shades_stand_for_them_in_the_input() -> None:
    layer = TransposedConvolution.of(3, 3, 1, 2)
    shaded = compose(Recipe(layer, Options(cells="shades"), numbers=seeded_numbers(layer))).picture
    for frame, plain in zip(steps_of(shaded), lens_frames(layer), strict=True):
        assert not frame.grids["input"][1, 1].label
        assert numbers_in(frame, "window") == numbers_in(plain, "window")


def test_on_a_filmstrip_which_leaves_the_lens_out_no_link_goes_round_it() -> None:
    layer = Convolution.of(4, 2)
    (frame,) = compose(Recipe(layer, Options(filmstrip="4"), numbers=seeded_numbers(layer))).picture.frames()
    assert [link.route for link in frame.links] == [Route.USUAL] * 4
