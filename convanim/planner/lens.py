"""The lens: the numbers under the window, times the weights, are the products, whose sum is the output cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convanim.core.text import Pair
from convanim.layers.axis import Content
from convanim.planner.found_codes import FoundCodes
from convanim.planner.layer_to_show import ZERO, LayerToShow
from convanim.scene.cells import Cells
from convanim.scene.frames import Grid, Link, Region, Window
from convanim.scene.nodes import Panel, Row, Sign
from convanim.scene.roles import Role
from convanim.values.exact import shown, simplest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convanim.scene.cells import Codes
    from convanim.values.exact import Matrix, Value

SUM_SCALE = 1.25
"""Side of the sum's cell, in those of the lens."""


SIGNS_WIDE, GAP_WIDE = 2.6, 0.5
"""About how wide the three signs are, and the gap between input and output: in cells."""


SMALLEST_LENS, LARGEST_LENS, TALLEST_LENS = 0.5, 1.6, 0.5
"""Side of a lens's cells, in those of the input: at least, and at most where the lens would be more than so much of
the input's height."""


READABLE_LENS, WIDEST_LENS = 1 / 9, 1.3
"""Of a tall input's rows: the side of a lens's cells in which numbers are read, and the width that a page has."""


def lens_row(wanted: LayerToShow, kernel: Panel) -> Row:
    """The panels of the lens, side by side, from the left end of the input on; among them the kernel's."""
    rows, columns = wanted.layer.kernel
    scale = _scale(wanted)
    left = columns * scale / 2
    return Row((
        Panel("window", rows, columns, scale=scale, opposite=(left, left), aside=True),
        Sign("×"),
        kernel._replace(scale=scale, aside=True),
        Sign("="),
        Panel("products", rows, columns, "products", scale=scale, aside=True),
        Sign("Σ"),
        Panel("sum", 1, 1, scale=scale * SUM_SCALE, aside=True),
    ))  # fmt: skip


def _scale(wanted: LayerToShow) -> float:
    """As large as lets it end where the output does, within reason: numbers in a large input are small, here not."""
    layer = wanted.layer
    most = max(LARGEST_LENS, TALLEST_LENS * layer.axes[0].drawn / layer.kernel[0])
    wide = layer.axes[1].drawn if layer.one_row else layer.axes[1].drawn + GAP_WIDE + layer.output[1]
    own = 3 * layer.kernel[1] + SUM_SCALE + SIGNS_WIDE
    tall = layer.axes[0].drawn
    least = max(SMALLEST_LENS, min(READABLE_LENS * tall, WIDEST_LENS * tall / own))
    return round(max(least, min(most, wide / own)), 2)


class Lens:
    """The grids of the lens, for each output cell."""

    def __init__(self, wanted: LayerToShow, cells: Cells, kernel: Grid) -> None:
        assert wanted.numbers is not None  # noqa: S101  # without numbers there is no lens
        self._wanted, self._cells, self._kernel, self._numbers = wanted, cells, kernel, wanted.numbers
        numbers, axes = wanted.numbers, wanted.layer.axes
        self._taps = [
            [_by_tap(axis.reads(output), axis.kernel, axis.flipped) for output in range(axis.output)] for axis in axes
        ]
        self._copied = [
            [
                [axis.content(position) is Content.COPY for position in axis.taps(output)]
                for output in range(axis.output)
            ]
            for axis in axes
        ]
        self._copies = any(any(map(any, copied)) for copied in self._copied)
        self._values, self._weights = _Numbered(numbers.input), _Numbered(numbers.kernel)
        self._in_window = FoundCodes((len(self._values.numbers),), self._lit)
        self._products = FoundCodes((len(self._values.numbers), len(self._weights.numbers)), self._product)
        blank = cells.code(Role.OUTPUT_PENDING)
        self._blank = np.full(wanted.layer.kernel, blank, np.uint16)
        self._no_sum = np.full((1, 1), blank, np.uint16)

    def at(self, place: Pair | None) -> dict[str, Grid]:
        """Its grids while output (row, column) is made; with None, while none is."""
        if place is None:
            return self._grids(self._blank, self._blank, self._no_sum)
        row, column = place
        (rows, weight_rows), (columns, weight_columns) = self._taps[0][row], self._taps[1][column]
        values = self._values.places[rows[:, np.newaxis], columns]
        weights = self._weights.places[weight_rows[:, np.newaxis], weight_columns]
        window, products = self._in_window.at(values), self._products.at(values, weights)
        if self._copies:
            for copied in np.argwhere(np.logical_or.outer(self._copied[0][row], self._copied[1][column])):
                place = tuple(copied)
                window[place] = self._cells.in_role(int(window[place]), Role.WINDOW_COPY)
        total = self._wanted.output_paint(Role.OUTPUT_CURRENT, self._numbers.output[row][column])
        made = np.full((1, 1), self._cells.code(total, shown(self._numbers.output[row][column])), np.uint16)
        return self._grids(window, products, made, Window(0, 0, *window.shape), Window(0, 0, 1, 1))

    def links(self, window: Window, target: Region) -> tuple[Link, ...]:
        """From the window over the input to that of the lens, and from the sum to the output cell."""
        lens = Region("window", 0, 0, *self._wanted.layer.kernel)
        return Link(Region.of("input", window), lens), Link(Region("sum", 0, 0), target)

    def _lit(self, number: int) -> int:
        """The cell of the window for one of the input's values."""
        value, place = self._values.numbers[number]
        if place is None:
            return self._cells.code(Role.WINDOW_ZERO, ZERO)
        return self._cells.code(self._wanted.input_paint(Role.WINDOW_INPUT, *place), shown(value))

    def _product(self, value: int, weight: int) -> int:
        """The cell of the products for one of the input's values and one of the weights."""
        result = simplest(self._values.numbers[value].value * self._weights.numbers[weight].value)
        role = self._wanted.output_paint(Role.PRODUCT, result) if result else Role.MATRIX_ZERO
        return self._cells.code(role, shown(result))

    def _grids(
        self, window: Codes, products: Codes, total: Codes, around: Window | None = None, made: Window | None = None
    ) -> dict[str, Grid]:
        cells = self._cells
        return {
            "window": Grid(window, cells, around),
            "kernel": self._kernel,
            "products": Grid(products, cells),
            "sum": Grid(total, cells, made),
        }


NOTHING = -1
"""The index of what a tap meets that meets no number: a zero."""


def _by_tap(reads: list[Pair], kernel: int, flipped: bool) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Along one axis the input and kernel indices of each tap as it lies on the input."""
    met = {tap: (source, tap) for source, tap in reads}
    taps = range(kernel - 1, -1, -1) if flipped else range(kernel)
    sources, weights = zip(*(met.get(tap, (NOTHING, NOTHING)) for tap in taps), strict=True)
    return np.array(sources, np.intp), np.array(weights, np.intp)


class _Number(NamedTuple):
    """A number, and a place where it stands; none for the zero that stands nowhere."""

    value: Value
    place: Pair | None


class _Numbered:
    """The different numbers of a matrix, one after another, and for each place which of them stands there.

    Behind the last row and the last column stands what a tap meets that meets none of them.
    """

    def __init__(self, matrix: Matrix) -> None:
        different: dict[Value, int] = {}
        self.numbers: list[_Number] = []
        for place, value in _placed(matrix):
            if value not in different:
                different[value] = len(self.numbers)
                self.numbers.append(_Number(value, place))
        self.places = np.full((len(matrix) + 1, len(matrix[0]) + 1), len(self.numbers), np.intp)
        self.places[:-1, :-1] = [[different[value] for value in row] for row in matrix]
        self.numbers.append(_Number(0, None))


def _placed(matrix: Matrix) -> Iterator[tuple[Pair, Value]]:
    """Each number with its place."""
    return (((r, c), value) for r, row in enumerate(matrix) for c, value in enumerate(row))
