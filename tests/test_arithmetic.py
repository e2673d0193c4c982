from __future__ import annotations

import random
from itertools import product

import pytest

from convanim.core.errors import ConvanimError
from convanim.core.text import Pair
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.layers.compute import gathered, kernel_places, matrix, numbers_of, overlap_cycle, overlaps, scattered
from convanim.layers.convolution import Convolution
from convanim.layers.kinds import LAYERS
from convanim.layers.transposed import TransposedConvolution
from convanim.planner.layer_to_show import LayerToShow
from convanim.planner.matrix import DOT
from convanim.planner.roundtrip import undoing
from convanim.planner.scatter import overlap_rule
from convanim.planner.views import VIEWS
from convanim.values.exact import Matrix, Results
from tests.cases import FRAMEWORK_CASES, LAYER_CASES, layer_of

ACCEPTED = [case for case in FRAMEWORK_CASES if "error" not in case]

layers = pytest.mark.parametrize("layer", LAYER_CASES.values(), ids=LAYER_CASES)


def as_matrix(rows: list[list[int]]) -> Matrix:
    return tuple(tuple(row) for row in rows)


def random_matrix(size: tuple[int, int], seed: int) -> Matrix:
    source = random.Random(seed)
    return tuple(tuple(source.randint(-9, 9) for _ in range(size[1])) for _ in range(size[0]))


def unrolled(grid: Results) -> list[object]:
    return [value for row in grid for value in row]


def multiplied(c: Matrix, x: Matrix) -> list[object]:
    vector = [value for row in x for value in row]
    return [sum(weight * value for weight, value in zip(row, vector, strict=True)) for row in c]


@pytest.mark.parametrize("kind", [name for name, kind in LAYERS.items() if kind.reduction.weighted])
def test_gather_scatter_and_matrix_give_what_the_framework_gives(kind: str) -> None:
    cases = [case for case in ACCEPTED if case["kind"] == kind]
    for case in cases:
        layer, x, w = layer_of(case), as_matrix(case["x"]), as_matrix(case["w"])
        y = as_matrix(case["y"])
        assert gathered(layer, x, w) == y
        assert multiplied(matrix(layer, w), x) == unrolled(y)
        if isinstance(layer, TransposedConvolution):
            assert scattered(layer, x, w) == y
    assert len(cases) > 250


def test_the_matrix_of_a_transposed_layer_is_the_transpose_of_that_which_it_undoes() -> None:
    checked = 0
    for case in ACCEPTED:
        layer = layer_of(case)
        if isinstance(layer, Convolution):
            w = random_matrix(layer.kernel, checked)
            forth, back = matrix(layer, w), matrix(undoing(layer), w)
            assert back == tuple(zip(*forth, strict=True))
            checked += 1
    assert checked > 250


@layers
def test_the_adjoint_has_the_same_inner_products(layer: Layer) -> None:
    """⟨C·x, y⟩ = ⟨x, Cᵀ·y⟩."""
    if not isinstance(layer, Convolution) or not layer.padded_evenly or layer.padding_mode != "zeros":
        pytest.skip("only a convolution that is padded evenly, with zeros, is undone")
    w, x, y = (random_matrix(size, seed) for seed, size in enumerate((layer.kernel, layer.input, layer.output)))
    forth, back = gathered(layer, x, w), gathered(undoing(layer), y, w)
    assert sum(a * b for a, b in zip(unrolled(forth), unrolled(y), strict=True)) == sum(  # type: ignore[operator]
        a * b  # type: ignore[operator]
        for a, b in zip(unrolled(x), unrolled(back), strict=True)
    )


@layers
def test_overlaps_count_the_kernel_places_in_each_row_of_the_matrix(layer: Layer) -> None:
    counts = [sum(len(places) for places in row) for row in kernel_places(layer)]
    assert counts == [count for row in overlaps(layer) for count in row]


@pytest.mark.parametrize(
    ("k", "s", "along"), [(3, 2, [1, 1, 2, 1, 2, 1, 2, 1, 2, 1, 1]), (4, 2, [1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1])]
)
def test_overlaps_along_a_row_are_those_of_the_checkerboard(k: int, s: int, along: list[int]) -> None:
    layer = TransposedConvolution.of((1, 5), (1, k), 0, (1, s))
    assert overlaps(layer) == [along]


def test_overlaps_inside_repeat_with_the_stride() -> None:
    for k, s, d in product(range(1, 6), range(1, 5), range(1, 4)):
        layer = TransposedConvolution.of((1, 12), (1, k), 0, (1, s), (1, d))
        row = overlaps(layer)[0]
        reach = d * (k - 1) + 1
        inside = range(reach - 1, len(row) - reach + 1)
        cycle = overlap_cycle(k, s, d)
        assert all(row[position] == cycle[position % s] for position in inside)


@pytest.mark.parametrize(
    ("k", "s", "d", "words"),
    [
        (3, 2, 1, "uneven inside: stride 2 does not divide kernel 3"),
        (4, 2, 1, "even inside: stride 2 divides kernel 4"),
        (3, 1, 1, "even inside: stride 1 divides kernel 3"),
        ((3, 4), 2, 1, "uneven down (stride 2 does not divide kernel 3), even across (stride 2 divides kernel 4)"),
        ((2, 4), 2, 1, "even inside: stride 2 divides kernel 2, stride 2 divides kernel 4"),
        (4, 2, 2, "uneven inside: stride 2 and dilation 2 share a factor"),
    ],
)
def test_the_rule_of_overlaps_is_said(k: int | Pair, s: int, d: int, words: str) -> None:
    assert overlap_rule(TransposedConvolution.of(6, k, 0, s, d)) == words


def test_a_cell_has_the_product_of_the_overlaps_along_both_axes() -> None:
    for (k, s, d), (m, t, e) in product([(3, 2, 1), (2, 3, 1), (4, 2, 2)], [(3, 2, 1), (3, 1, 1), (2, 1, 2)]):
        layer = TransposedConvolution.of(7, (k, m), 0, (s, t), (d, e))
        counts = overlaps(layer)
        reach = d * (k - 1) + 1, e * (m - 1) + 1
        for row in range(reach[0] - 1, len(counts) - reach[0] + 1):
            for column in range(reach[1] - 1, len(counts[0]) - reach[1] + 1):
                expected = overlap_cycle(k, s, d)[row % s] * overlap_cycle(m, t, e)[column % t]
                assert counts[row][column] == expected


def test_a_convolution_is_undone_in_size() -> None:
    for case in ACCEPTED:
        layer = layer_of(case)
        if isinstance(layer, Convolution):
            assert undoing(layer).output == layer.input


def test_uneven_padding_is_not_undone() -> None:
    with pytest.raises(ConvanimError, match="uneven padding"):
        undoing(Convolution.of(4, 4, "same"))


def test_values_stay_exact() -> None:
    from fractions import Fraction

    layer = Convolution.of((1, 3), (1, 3))
    tenth = Fraction(1, 10)
    assert numbers_of(layer, ((1, 1, 1),), ((tenth, tenth, 8 * tenth),)).output == ((1,),)


class ReplicatedAxis(Axis):
    """Padding that repeats the nearest input cell."""

    def source(self, position: int) -> int:
        return min(max(position - self.before, 0), self.input - 1)


class Replicated(Convolution):
    def along(self, axis: int) -> Axis:
        return ReplicatedAxis(*super().along(axis))


def test_an_input_that_an_output_reads_twice_counts_twice() -> None:
    layer = Replicated.of((2, 3), 3, 1)
    x, w = ((1, 2, 3), (4, 5, 6)), ((1, 2, 3), (4, 5, 6), (7, 8, 9))
    assert gathered(layer, x, w)[0][0] == 1 * (1 + 2 + 4 + 5) + 2 * (3 + 6) + 4 * (7 + 8) + 5 * 9
    assert multiplied(matrix(layer, w), x) == unrolled(gathered(layer, x, w))
    *_, last = VIEWS["matrix"].draw(LayerToShow(layer, numbers_of(layer, x, w))).frames()
    labels = [last.grids["matrix"][5, column].label.replace(DOT, "0") for column in range(6)]
    assert labels == [str(weight) for weight in matrix(layer, w)[5]]
