"""Deconvolution in the true sense: the input that a convolution's output came from, or the nearest that there is.

y = C·x is solved by least squares, in whole numbers throughout, so that the answer is exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from convanim.layers.base import Layer
from convanim.layers.compute import matrix
from convanim.values.exact import Matrix, Value, simplest

LARGEST_SOLVED = 100
"""Input cells, and output cells, of the largest layer that is solved: about a second."""


Rows = list[list[int]]


class Deconvolved(NamedTuple):
    """The input that is found, and how many of its directions the output tells."""

    input: Matrix
    rank: int

    @property
    def unique(self) -> bool:
        """Whether no other input comes as near: C has full column rank."""
        return self.rank == len(self.input) * len(self.input[0])


def deconvolved(layer: Layer, w: Matrix, y: Matrix) -> Deconvolved:
    """The x with the least ‖C·x − y‖, and of several the smallest: the pseudo-inverse of C times y.

    With R, independent rows of C, x = Rᵀ·v, where v is the only solution of (C·Rᵀ)ᵀ(C·Rᵀ)·v = (C·Rᵀ)ᵀ·y.

    >>> from convanim.layers.convolution import Convolution
    >>> deconvolved(Convolution.of((1, 2), (1, 2)), ((1, 1),), ((6,),))
    Deconvolved(input=((3, 3),), rank=1)
    """
    c, by = _whole(matrix(layer, w))
    (target,), denominator = _whole([list(chain.from_iterable(y))])
    independent = _reduced([list(column) for column in zip(*c, strict=True)])[1]
    basis = [c[row] for row in independent]
    x: list[Value] = [Fraction(0)] * len(c[0])
    if basis:
        through = [[_dot(row, other) for other in basis] for row in c]
        columns = list(zip(*through, strict=True))
        system = [[*(_dot(one, other) for other in columns), _dot(one, target)] for one in columns]
        solved, _, pivot = _reduced(system)
        v = [row[-1] for row in solved]
        x = [Fraction(_dot(v, column) * by, pivot * denominator) for column in zip(*basis, strict=True)]
    width = layer.input[1]
    rows = (tuple(map(simplest, x[start : start + width])) for start in range(0, len(x), width))
    return Deconvolved(tuple(rows), len(basis))


def _dot(one: Sequence[int], other: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(one, other, strict=True) if a and b)


def _whole(rows: Sequence[Sequence[Value]]) -> tuple[Rows, int]:
    """The rows times the least number that makes all of them whole, and that number."""
    by = math.lcm(*(value.denominator for row in rows for value in row))
    return [[int(value * by) for value in row] for row in rows], by


def _reduced(rows: Rows) -> tuple[Rows, list[int], int]:
    """Gauss and Jordan's elimination without fractions, as Bareiss found it: independent rows, their columns, pivot.

    Every row has that pivot in its column, where all others have 0. Each division leaves no remainder.
    """
    pivots: list[int] = []
    before = 1
    for column in range(len(rows[0])):
        done = len(pivots)
        found = next((row for row in range(done, len(rows)) if rows[row][column]), None)
        if found is None:
            continue
        rows[done], rows[found] = rows[found], rows[done]
        own = rows[done]
        pivot = own[column]
        for number, row in enumerate(rows):
            if number != done:
                factor = row[column]
                rows[number] = [(pivot * a - factor * b) // before for a, b in zip(row, own, strict=True)]
        pivots.append(column)
        before = pivot
    return rows[: len(pivots)], pivots, before
