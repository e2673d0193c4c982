"""The lens: the numbers under the window, times the weights, are the products, whose sum is the output cell."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.text import Pair
from convanim.layers.axis import Content
from convanim.planner.layer_to_show import ZERO, LayerToShow
from convanim.scene.cells import Cells
from convanim.scene.frames import Grid, Link, Region, Route, Window
from convanim.scene.nodes import Panel, Row, Sign
from convanim.scene.roles import Role
from convanim.values.exact import shown, simplest

if TYPE_CHECKING:
    from convanim.scene.cells import Codes
    from convanim.values.exact import Value

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
        self._taps = [
            [_by_tap(axis.reads(output), axis.kernel, axis.flipped) for output in range(axis.output)]
            for axis in wanted.layer.axes
        ]
        self._copied = [
            [
                [axis.content(position) is Content.COPY for position in axis.taps(output)]
                for output in range(axis.output)
            ]
            for axis in wanted.layer.axes
        ]
        blank = cells.code(Role.OUTPUT_PENDING)
        self._blank = np.full(wanted.layer.kernel, blank, np.uint16)
        self._no_sum = np.full((1, 1), blank, np.uint16)

    def at(self, place: Pair | None) -> dict[str, Grid]:
        """Its grids while output (row, column) is made; with None, while none is."""
        if place is None:
            return self._grids(self._blank, self._blank, self._no_sum)
        window, products = self._blank.copy(), self._blank.copy()
        row, column = place
        for (r, source_row), (c, source_column) in product(
            enumerate(self._taps[0][row]), enumerate(self._taps[1][column])
        ):
            window[r, c], products[r, c] = self._pair(source_row, source_column)
        for copied in np.argwhere(np.logical_or.outer(self._copied[0][row], self._copied[1][column])):
            place = tuple(copied)
            window[place] = self._cells.in_role(int(window[place]), Role.WINDOW_COPY)
        total = self._wanted.output_paint(Role.OUTPUT_CURRENT, self._numbers.output[row][column])
        made = np.full((1, 1), self._cells.code(total, shown(self._numbers.output[row][column])), np.uint16)
        return self._grids(window, products, made, Window(0, 0, *window.shape), Window(0, 0, 1, 1))

    def links(self, window: Window, target: Region) -> tuple[Link, ...]:
        """From the window over the input to that of the lens, and from the sum to the output cell."""
        lens = Region("window", 0, 0, *self._wanted.layer.kernel)
        route = Route.STRAIGHT if self._wanted.shading else Route.USUAL
        return Link(Region.of("input", window), lens, route=route), Link(Region("sum", 0, 0), target, route=route)

    def _pair(self, row: tuple[int, int] | None, column: tuple[int, int] | None) -> tuple[int, int]:
        """The cells of the window and of the products for a tap: its (input, kernel) indices along both axes."""
        cells = self._cells
        if row is None or column is None:
            return cells.code(Role.WINDOW_ZERO, ZERO), cells.code(Role.MATRIX_ZERO, ZERO)
        numbers = self._numbers
        value: Value = numbers.input[row[0]][column[0]]
        result = simplest(value * numbers.kernel[row[1]][column[1]])
        role = self._wanted.output_paint(Role.PRODUCT, result) if result else Role.MATRIX_ZERO
        lit = self._wanted.input_paint(Role.WINDOW_INPUT, row[0], column[0])
        return cells.code(lit, shown(value)), cells.code(role, shown(result))

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


def _by_tap(reads: list[Pair], kernel: int, flipped: bool) -> list[Pair | None]:
    """Along one axis the (input, kernel) indices of each tap as it lies on the input; None where it meets a zero."""
    met = {tap: (source, tap) for source, tap in reads}
    taps = range(kernel - 1, -1, -1) if flipped else range(kernel)
    return [met.get(tap) for tap in taps]
