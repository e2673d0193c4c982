"""What a layer computes, in three ways that must agree: gather, scatter, and as a matrix. Exact numbers, no numpy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from convanim.layers.base import Layer
from convanim.layers.transposed import TransposedConvolution
from convanim.values.exact import Matrix, Value, simplest


class Numbers(NamedTuple):
    """The values of one layer: input (i rows, columns), kernel in the layer's own orientation, output."""

    input: Matrix
    kernel: Matrix
    output: Matrix


def numbers_of(layer: Layer, x: Matrix, w: Matrix) -> Numbers:
    """The layer's values: y[output] = Σ x[r,c]·w[u,v] over all that meet in the output cell."""
    return Numbers(x, w, gathered(layer, x, w))


def gathered(layer: Layer, x: Matrix, w: Matrix) -> Matrix:
    """Each output cell adds up what it reads."""
    rows, columns = layer.axes
    row_reads = [rows.reads(output) for output in range(rows.output)]
    column_reads = [columns.reads(output) for output in range(columns.output)]
    return tuple(
        tuple(total(x[r][c] * w[u][v] for r, u in one for c, v in other) for other in column_reads)
        for one in row_reads
    )


def scattered(layer: TransposedConvolution, x: Matrix, w: Matrix) -> Matrix:
    """Each input cell stamps the kernel, times its value, onto the full output; overlaps add; then the crop."""
    full = [[0 for _ in range(size)] for size in [full_size(layer, 1)] for _ in range(full_size(layer, 0))]
    sums: list[list[Value]] = [list(row) for row in full]
    (s_rows, s_columns), (d_rows, d_columns) = layer.stride, layer.dilation
    for a, row in enumerate(x):
        for b, value in enumerate(row):
            for u, weights in enumerate(w):
                for v, weight in enumerate(weights):
                    sums[a * s_rows + u * d_rows][b * s_columns + v * d_columns] += value * weight
    top, left = layer.padding[0][0], layer.padding[1][0]
    return tuple(tuple(row[left : left + layer.output[1]]) for row in sums[top : top + layer.output[0]])


def full_size(layer: Layer, axis: int) -> int:
    """Cells of one axis that stamps can reach, or that the output has beyond them: max((i-1)s + K, p + o)."""
    i, s, p = layer.input[axis], layer.stride[axis], layer.padding[axis][0]
    return max((i - 1) * s + layer.axes[axis].effective_kernel, p + layer.output[axis])


def matrix(layer: Layer, w: Matrix) -> Matrix:
    """The layer as a matrix (output cells × input cells), both unrolled row by row: y = C·x."""
    return tuple(
        tuple(0 if place is None else w[place[0]][place[1]] for place in row) for row in kernel_places(layer)
    )


def kernel_places(layer: Layer) -> list[list[tuple[int, int] | None]]:
    """For each output and input cell, both unrolled, the kernel cell through which they meet, if any."""
    rows, columns = layer.axes
    places = []
    for row in range(rows.output):
        through_rows = dict(rows.reads(row))
        for column in range(columns.output):
            through_columns = dict(columns.reads(column))
            places.append(
                [
                    (through_rows[r], through_columns[c]) if r in through_rows and c in through_columns else None
                    for r in range(rows.input)
                    for c in range(columns.input)
                ]
            )
    return places


def overlaps(layer: Layer) -> list[list[int]]:
    """How many (input, kernel) pairs meet in each output cell."""
    rows, columns = ([len(slide.reads(output)) for output in range(slide.output)] for slide in layer.axes)
    return [[row * column for column in columns] for row in rows]


def overlap_cycle(k: int, s: int, d: int) -> list[int]:
    """Overlaps along one axis, far from the borders: one for each residue of the position modulo s.

    >>> overlap_cycle(3, 2, 1), overlap_cycle(4, 2, 1)
    ([2, 1], [2, 2])
    """
    met = _met(k, s, d)
    return [met[residue] for residue in range(s)]


def overlap_start(k: int, s: int, d: int, count: int) -> list[int]:
    """The first overlaps of the cycle, as it repeats: a stride may be too large to list all.

    >>> overlap_start(3, 2, 1, 4), overlap_start(3, 10**30, 1, 4)
    ([2, 1, 2, 1], [1, 1, 1, 0])
    """
    met = _met(k, s, d)
    return [met[residue % s] for residue in range(count)]


def overlaps_evenly(k: int, s: int, d: int) -> bool:
    """Whether all overlaps of the cycle are the same."""
    met = _met(k, s, d)
    return len(met) == s and len(set(met.values())) == 1


def _met(k: int, s: int, d: int) -> Counter[int]:
    """How many taps fall on each residue of the position modulo s."""
    return Counter(u * d % s for u in range(k))


def total(terms: Iterable[Value]) -> Value:
    """The sum; whole where it is."""
    return simplest(sum(terms))
