"""A deconvolution is what linear algebra says it is, to the last digit."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import chain

import pytest

from convanim.core.errors import ConvanimError
from convanim.layers.compute import gathered, matrix
from convanim.layers.convolution import Convolution
from convanim.layers.least_squares import deconvolved
from convanim.values.exact import Matrix, Value


def some_layers(count: int) -> list[Convolution]:
    """Small convolutions of many kinds, some with leftover input, gaps between windows or rows alone."""
    source, found = random.Random(7), list[Convolution]()
    while len(found) < count:
        size = source.choice([(1, source.randint(1, 7)), (source.randint(1, 5), source.randint(1, 5))])
        kernel = source.randint(1, min(3, size[0])), source.randint(1, min(3, size[1]))
        try:
            found.append(
                Convolution.of(size, kernel, source.randint(0, 2), source.randint(1, 3), source.randint(1, 2))
            )
        except ConvanimError:
            continue
    return found


LAYERS = some_layers(120)


def some_matrix(rows: int, columns: int, seed: int) -> Matrix:
    source = random.Random(seed)
    return tuple(
        tuple(Fraction(source.randint(-6, 6), source.choice([1, 1, 2, 3])) for _ in range(columns))
        for _ in range(rows)
    )


def unrolled(grid: Matrix) -> list[Value]:
    return list(chain.from_iterable(grid))


def times(rows: Matrix, vector: list[Value]) -> list[Value]:
    return [sum((a * b for a, b in zip(row, vector, strict=True)), Fraction(0)) for row in rows]


def rank_of(rows: Matrix) -> int:
    """By elimination with fractions: another way than the one that is tested."""
    left, rank = [list(map(Fraction, row)) for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left = [[a - b * row[column] / pivot[column] for a, b in zip(row, pivot, strict=True)] for row in left]
        rank += 1
    return rank


@pytest.mark.parametrize("number", range(len(LAYERS)))
def test_the_normal_equations_hold_for_any_output(number: int) -> None:
    """Cᵀ·C·x = Cᵀ·y: C·x is the projection of y, also of a y that no x makes."""
    layer = LAYERS[number]
    w, y = some_matrix(*layer.kernel, number), some_matrix(*layer.output, -number - 1)
    c, found = matrix(layer, w), deconvolved(layer, w, y)
    turned: Matrix = tuple(zip(*c, strict=True))
    assert times(turned, times(c, unrolled(found.input))) == times(turned, unrolled(y))
    assert found.rank == rank_of(c)


@pytest.mark.parametrize("number", range(len(LAYERS)))
def test_of_full_rank_the_input_comes_back_and_else_the_smallest_that_gives_the_same_output(number: int) -> None:
    layer = LAYERS[number]
    x, w = some_matrix(*layer.input, number), some_matrix(*layer.kernel, -number)
    found = deconvolved(layer, w, gathered(layer, x, w))  # type: ignore[arg-type]
    assert gathered(layer, found.input, w) == gathered(layer, x, w)
    assert found.unique is (rank_of(matrix(layer, w)) == len(unrolled(x)))
    if found.unique:
        assert found.input == x
    else:
        lost = [a - b for a, b in zip(unrolled(x), unrolled(found.input), strict=True)]
        assert sum(a * b for a, b in zip(lost, unrolled(found.input), strict=True)) == 0  # of least norm


def test_both_cases_are_among_the_layers() -> None:
    unique = [deconvolved(one, some_matrix(*one.kernel, 1), some_matrix(*one.output, 2)).unique for one in LAYERS]
    assert 10 < sum(unique) < 110


def test_a_kernel_of_zeros_tells_nothing() -> None:
    found = deconvolved(Convolution.of(3, 2), ((0, 0), (0, 0)), ((1, 2), (3, 4)))
    assert (found.rank, found.input) == (0, ((0,) * 3,) * 3)
