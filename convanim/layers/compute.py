"""What a layer computes, in three ways that must agree: gather, scatter, and as a matrix. Exact numbers, no numpy."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, cast

from convanim.core.text import Pair
from convanim.layers.base import Layer
from convanim.values.exact import Matrix, Results, Value, simplest

if TYPE_CHECKING:
    from convanim.layers.channels import Channels
    from convanim.layers.reduction import Term


class Numbers(NamedTuple):
    """The values of one layer: input (i rows, columns), kernel in the layer's own orientation, output.

    The kernel is empty in a layer without weights.
    """

    input: Matrix
    kernel: Matrix
    output: Results

    @property
    def planes(self) -> Planes:
        """The same as those of a layer of one plane."""
        return Planes((self.input,), ((self.kernel,),) if self.kernel else (), (self.output,))


def numbers_of(layer: Layer, x: Matrix, w: Matrix) -> Numbers:
    """The layer's values: what its reduction makes of all that meets in each output cell."""
    return Numbers(x, w if layer.reduction.weighted else (), gathered(layer, x, w))


class Planes(NamedTuple):
    """The values of a layer, plane by plane: what comes in, its kernels in PyTorch's order, what goes out."""

    input: tuple[Matrix, ...]
    kernel: tuple[tuple[Matrix, ...], ...]
    """By [output plane][input plane of the group]; in a transposed convolution by [input plane][output plane]."""
    output: tuple[Results, ...]

    @property
    def only(self) -> Numbers:
        """Those of a layer of one plane."""
        return Numbers(self.input[0], self.kernel[0][0] if self.kernel else (), self.output[0])

    def meeting(self, layer: Layer, output: int, source: int) -> Numbers:
        """What one plane of the input gives to one plane of the output: its part of the sum."""
        u, v = layer.channels.place(output, source)
        return numbers_of(layer, self.input[source], self.kernel[u][v] if self.kernel else ())


def planes_of(layer: Layer, x: tuple[Matrix, ...], w: tuple[tuple[Matrix, ...], ...]) -> Planes:
    """The layer's values: each plane of the output is the sum of what the planes give that it reads."""
    planes = Planes(x, w if layer.reduction.weighted else (), ())
    return planes._replace(output=tuple(_summed(layer, planes, output) for output in range(layer.channels.outputs)))


def _summed(layer: Layer, planes: Planes, output: int) -> Results:
    """One plane of the output. Only weighted sums have more than one part."""
    first, *others = (planes.meeting(layer, output, source).output for source in layer.channels.reads(output))
    if not others:
        return first
    parts = cast("list[Matrix]", [first, *others])
    return tuple(tuple(simplest(sum(cell)) for cell in zip(*rows, strict=True)) for rows in zip(*parts, strict=True))


class Cost(NamedTuple):
    """How many weights a layer has, and how many multiplications it takes; biases are not counted."""

    weights: int
    multiplies: int


def cost(layer: Layer, channels: Channels | None = None) -> Cost:
    """What a layer costs, or would with its planes wired otherwise: each weight meets each place that it lies at.

    A convolution's lies once for each output cell, a transposed one's is stamped once for each input cell.
    """
    weights = (channels or layer.channels).slabs * math.prod(layer.kernel)
    return Cost(weights, weights * math.prod(layer.input if layer.stamps else layer.output))


def gathered(layer: Layer, x: Matrix, w: Matrix) -> Results:
    """Each output cell reduces what it reads."""
    rows, columns = layer.axes
    weights = w if layer.reduction.weighted else ()
    row_reads = [rows.reads(output) for output in range(rows.output)]
    column_reads = [columns.reads(output) for output in range(columns.output)]
    value = layer.reduction.value
    return tuple(
        tuple(
            value(terms_of(x, weights, one, other), layer.divisor(row, column))
            for column, other in enumerate(column_reads)
        )
        for row, one in enumerate(row_reads)
    )


def winner_of(layer: Layer, x: Matrix, place: Pair) -> Pair | None:
    """The input cell that is the result for output (row, column); None where there is none."""
    pick = layer.reduction.winner
    if pick is None:
        return None
    rows, columns = (axis.reads(output) for axis, output in zip(layer.axes, place, strict=True))
    winner = pick(terms_of(x, (), rows, columns))
    if winner is None:
        return None
    row, column = divmod(winner, len(columns))
    return rows[row][0], columns[column][0]


def terms_of(x: Matrix, w: Matrix, rows: Iterable[Pair], columns: Iterable[Pair]) -> list[Term]:
    """The terms of an output cell, from the (input, kernel) pairs of its row and of its column."""
    return list(chain.from_iterable(terms_by_row(x, w, rows, columns)))


def terms_by_row(x: Matrix, w: Matrix, rows: Iterable[Pair], columns: Iterable[Pair]) -> list[list[Term]]:
    """The same for each row that is read."""
    columns = list(columns)
    if not w:
        return [[(x[r][c], 1) for c, _ in columns] for r, _ in rows]
    return [[(x[r][c], w[u][v]) for c, v in columns] for r, u in rows]


def scattered(layer: Layer, x: Matrix, w: Matrix) -> Matrix:
    """Each input cell stamps the kernel, times its value, onto the full output; overlaps add; then the crop.

    For layers that stamp.
    """
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
    return tuple(tuple(simplest(sum(w[u][v] for u, v in places)) for places in row) for row in kernel_places(layer))


def kernel_places(layer: Layer) -> list[list[list[Pair]]]:
    """For each output and input cell, both unrolled, the kernel cells through which they meet: none, one or more."""
    rows, columns = layer.axes
    row_taps = [_taps_by_input(rows.reads(output)) for output in range(rows.output)]
    column_taps = [_taps_by_input(columns.reads(output)) for output in range(columns.output)]
    return [
        [
            [(u, v) for u in through_rows[r] for v in through_columns[c]]
            for r in range(rows.input)
            for c in range(columns.input)
        ]
        for through_rows in row_taps
        for through_columns in column_taps
    ]


def _taps_by_input(reads: Iterable[Pair]) -> defaultdict[int, list[int]]:
    """For each input index along one axis the kernel indices that it meets."""
    taps: defaultdict[int, list[int]] = defaultdict(list)
    for index, tap in reads:
        taps[index].append(tap)
    return taps


def overlaps(layer: Layer) -> list[list[int]]:
    """How many (input, kernel) pairs meet in each output cell."""
    rows, columns = ([len(axis.reads(output)) for output in range(axis.output)] for axis in layer.axes)
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


def most_overlaps(layer: Layer) -> int:
    """At most so many stamps reach one cell of the output."""
    numbers = zip(layer.input, layer.kernel, layer.stride, layer.dilation, strict=True)
    return math.prod(min(i, max(_met(k, s, d).values())) for i, k, s, d in numbers)


def overlaps_evenly(k: int, s: int, d: int) -> bool:
    """Whether all overlaps of the cycle are the same."""
    met = _met(k, s, d)
    return len(met) == s and len(set(met.values())) == 1


def _met(k: int, s: int, d: int) -> Counter[int]:
    """How many taps fall on each residue of the position modulo s."""
    return Counter(u * d % s for u in range(k))
