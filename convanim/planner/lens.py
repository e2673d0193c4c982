"""The lens: the numbers under the window, and step by step what they come to: the value of the output cell.

With weights they are multiplied first; then they are added up, or the largest is picked, or the sum is divided.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.text import Pair
from convanim.language.english import say
from convanim.layers.compute import terms_of
from convanim.layers.reduction import MOST_TERMS
from convanim.planner.found_codes import FoundCodes
from convanim.planner.layer_to_show import LayerToShow
from convanim.scene.cells import MOST_CODES, Cells
from convanim.scene.frames import Grid, Link, Region, Route, Window
from convanim.scene.nodes import Column, Digits, Node, Panel, Row, Sign
from convanim.scene.roles import Role, role_of
from convanim.scene.survey import ALIKE
from convanim.values.exact import shown, shown_exactly, simplest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convanim.scene.cells import Codes
    from convanim.scene.survey import SeenCells
    from convanim.values.exact import Matrix, Result, Value

SUM_SCALE = 1.25
"""Side of the cell of what they come to, in those of a lens in one line."""


SIGN_WIDE, GAP_WIDE = 0.87, 0.5
"""About how wide a sign is, and the gap between input and output: in cells."""


SMALLEST_LENS, LARGEST_LENS, TALLEST_LENS = 0.5, 1.1, 0.5
"""Side of a lens's cells, in those of the input: at least, and at most where the lens would be more than so much of
the input's height."""


LARGER = 1.15
"""Another size of a lens in one line, where the usual one is too small for its numbers."""


WIDE_NUMBERS = 10
"""Signs in a row of the kernel's products from which on they may be too small in one line."""


DIGIT_SIZES = 23, 19, 16
"""Px of numbers in a lens in two lines, in a picture 800 px wide: the largest with which it fits."""


NEARLY_ALIKE = 0.08
"""Cells of a lens whose side is so near to the input's are as large as these: numbers are of one size."""


READABLE_LENS, WIDEST_LENS = 1 / 9, 1.3
"""Of a tall input's rows: the side of a lens's cells in which numbers are read, and the width that a page has."""


SHOWN_AS_STEPS = 2, 3
"""Strides for which output cells may be as large as the step: so each is opposite its window."""


FEW_COLUMNS_READ = 9
"""So many columns of an input are read on a phone although the output beside it is as large."""


def made_scale(wanted: LayerToShow) -> int:
    """The side of output cells, in those of the input: the step in one dimension, and in pools without overlaps.

    In a wide input numbers would get smaller for that: there only where those of the output are longer.
    """
    layer = wanted.layer
    rows, columns = layer.axes
    if columns.stride not in SHOWN_AS_STEPS:
        return 1
    if layer.one_row:
        return 1 if wanted.numbers else columns.stride
    overlapping = layer.reduction.weighted or any(axis.span(0) > axis.stride for axis in layer.axes)
    if overlapping or rows.stride != columns.stride:
        return 1
    crowded = wanted.written and columns.drawn > FEW_COLUMNS_READ and not _longer_in_output(wanted)
    return 1 if crowded else columns.stride


def _longer_in_output(wanted: LayerToShow) -> bool:
    """Whether the longest number of the output is longer than that of the input."""
    numbers = wanted.numbers
    assert numbers is not None  # noqa: S101  # asked for only where they are written
    read, made = (
        max(len(shown(value)) for row in matrix for value in row if value is not None)
        for matrix in (numbers.input, numbers.output)
    )
    return made > read


def lenses(wanted: LayerToShow, kernel: Panel | None) -> tuple[list[Row], list[Column]]:
    """The panels of the lens, with the kernel's where it has one: in one line, and for wide numbers in two.

    Each in several sizes; the first of one line is as large as the input's cells make it.
    """
    usual = _scale(wanted)
    if kernel is None or not wanted.written:  # beside pictures it stays small
        return [_in_one_line(wanted, kernel, usual)], []
    wide = wanted.layer.kernel[1] * _longest(wanted) >= WIDE_NUMBERS
    in_two = [_in_two_lines(wanted, kernel, *way) for way in product(DIGIT_SIZES, (True, False)) if wide]
    return [_in_one_line(wanted, kernel, usual), _in_one_line(wanted, kernel, usual * LARGER)], in_two


def _longest(wanted: LayerToShow) -> int:
    """About how many signs the longest product has: those with the largest numbers, and with the longest."""
    numbers = wanted.numbers
    assert numbers is not None  # noqa: S101  # without numbers there is no lens
    ends = []
    for matrix in (numbers.input, numbers.kernel):
        values = [value for row in matrix for value in row]
        ends.append((min(values), max(values), max(values, key=lambda value: len(shown(value)))))
    return max(len(shown(one * other)) for one, other in product(*ends))


def _in_one_line(wanted: LayerToShow, kernel: Panel | None, scale: float) -> Row:
    """Window, kernel and products side by side, from the left end of the input on, and what they come to."""
    multiplied: list[Node] = []
    if kernel:
        multiplied = [Sign("×"), _sized(kernel, scale), Sign("="), _products(wanted, scale)]
    return Row((_window(wanted, scale), *multiplied, *_come_to(wanted, scale * SUM_SCALE)))


def _in_two_lines(wanted: LayerToShow, kernel: Panel, size: int, alike: bool) -> Column:
    """Window and kernel, and below the kernel the products and what they come to, with digits of a size.

    The window's cells are as large as the kernel's, or as its own numbers need.
    """
    made = _products(wanted, 1)._replace(beside=kernel.name)
    multiplied = kernel.name, made.name

    def sized(panel: Panel, *others: str) -> Panel:
        return panel._replace(digits=Digits(size, (panel.name, *others)))

    window = sized(_window(wanted, 1), *multiplied * alike)
    ends = (sized(node, *multiplied) if isinstance(node, Panel) else node for node in _come_to(wanted, 1))
    level = _sized(kernel, 1)._replace(beside=window.name, flush=True)  # a link to a smaller window passes above it
    factors = Row((window, Sign("×"), sized(level, *multiplied)))
    return Column((factors, Row((Sign("="), sized(made, *multiplied), *ends))), linked=False)


def _sized(kernel: Panel, scale: float) -> Panel:
    return kernel._replace(scale=scale, aside=True)


def _window(wanted: LayerToShow, scale: float) -> Panel:
    """What is in the window, from the left end of the input on."""
    return Panel("window", *wanted.layer.kernel, scale=scale, flush=True, aside=True)


def _products(wanted: LayerToShow, scale: float) -> Panel:
    return Panel("products", *wanted.layer.kernel, say("lens.products"), scale=scale, aside=True)


def _come_to(wanted: LayerToShow, scale: float) -> tuple[Node, ...]:
    """What is made of the terms, one after another, each after its sign; the last is named as the output."""
    *on_the_way, last = wanted.layer.reduction.outcomes
    named = [(outcome, say(f"lens.{outcome.name}")) for outcome in on_the_way] + [(last, "")]
    return tuple(
        node
        for outcome, caption in named
        for node in (Sign(outcome.sign), Panel(outcome.name, 1, 1, caption, scale, aside=True))
    )


def _width(wanted: LayerToShow) -> float:
    """How wide input and output are beside each other, or the input alone above the output: in cells of the input."""
    layer = wanted.layer
    drawn = layer.axes[1].drawn
    return drawn if layer.one_row else drawn + GAP_WIDE + layer.output[1] * made_scale(wanted)


def _scale(wanted: LayerToShow) -> float:
    """As large as lets it end where the output does, within reason: numbers in a large input are small, here not."""
    layer = wanted.layer
    most = max(LARGEST_LENS, TALLEST_LENS * layer.axes[0].drawn / layer.kernel[0])
    grids, outcomes = (3 if layer.reduction.weighted else 1), len(layer.reduction.outcomes)
    own = grids * layer.kernel[1] + outcomes * SUM_SCALE + (grids - 1 + outcomes) * SIGN_WIDE
    tall = layer.axes[0].drawn
    least = max(SMALLEST_LENS, min(READABLE_LENS * tall, WIDEST_LENS * tall / own))
    scale = round(max(least, min(most, _width(wanted) / own)), 2)
    return 1.0 if abs(scale - 1) < NEARLY_ALIKE else scale


class Lens:
    """The grids of the lens, for each output cell."""

    def __init__(self, wanted: LayerToShow, cells: Cells, kernel: Grid | None) -> None:
        assert wanted.numbers is not None  # noqa: S101  # without numbers there is no lens
        self._wanted, self._cells, self._kernel, self._numbers = wanted, cells, kernel, wanted.numbers
        axes = wanted.layer.axes
        self._taps = [[np.array(axis.taps(output)) for output in range(axis.output)] for axis in axes]
        self._reads = [[axis.reads(output) for output in range(axis.output)] for axis in axes]
        self._seen = FoundCodes((MOST_CODES + 1,), self._as_seen)
        self._values, self._weights = _Numbered(wanted.numbers.input), _Numbered(wanted.numbers.kernel)
        self._product_codes = FoundCodes((len(self._values.numbers), len(self._weights.numbers)), self._product)
        met = [
            [_indices(self._by_tap(axis, output)) for output in range(along.output)]
            for axis, along in enumerate(axes)
        ]
        self._met = [[np.array([some[part] for some in along], np.intp) for along in met] for part in (0, 1)]
        """The indices of what taps meet in the input, and in the kernel: along each axis (outputs, taps)."""
        self._results: dict[Result, int] = {}
        blank = cells.code(Role.OUTPUT_PENDING)
        self._blank = np.full(wanted.layer.kernel, blank, np.uint16)
        self._no_value = Grid(np.full((1, 1), blank, np.uint16), cells)

    def at(self, place: Pair | None, lit: Codes | None = None) -> dict[str, Grid]:
        """Its grids while output (row, column) is made, of the input as it is then; with None, while none is."""
        cells, outcomes = self._cells, self._wanted.layer.reduction.outcomes
        if place is None or lit is None:
            grids = {"window": Grid(self._blank, cells), **self._products(Grid(self._blank, cells))}
            return grids | {outcome.name: self._no_value for outcome in outcomes}
        row, column = place
        rows, columns = self._taps[0][row], self._taps[1][column]
        window = np.full(self._blank.shape, cells.code(Role.EMPTY), np.uint16)
        under = lit[np.ix_(rows, columns)]
        window[: len(rows), : len(columns)] = self._seen.at(under)
        if not self._wanted.written:
            self._write(window, place)
        grids = {"window": Grid(window, cells, Window(0, 0, *under.shape))}
        if self._kernel:
            grids |= self._products(Grid(self._multiplied(*place), cells))
        return grids | self._outcomes(place)

    def foresee(
        self, seen: SeenCells, places: tuple[int, NDArray[np.intp]], under: Codes, numbers: NDArray[np.intp]
    ) -> None:
        """Mark what it shows for some outputs of a row, in frames of these numbers, with these cells under it."""
        cells, (row, columns) = self._cells, places
        count = len(columns)
        seen.mark("window", cells, self._seen.at(under).reshape(count, -1), numbers)
        if under.shape[1:] != self._blank.shape:
            seen.mark("window", cells, np.array([[cells.code(Role.EMPTY)]], np.uint16), numbers)
        if self._kernel:
            products = self._multiplied(row, columns)
            seen.mark("products", cells, products.reshape(count, -1), numbers)
        codes = [self._outcome_codes((row, column)) for column in columns.tolist()]
        for outcome, made in zip(self._wanted.layer.reduction.outcomes, zip(*codes, strict=True), strict=True):
            seen.mark(outcome.name, cells, np.array(made, np.uint16).reshape(count, 1), numbers)

    def patterns(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> list[bytes]:
        """What the sums of some outputs look like, but for which digits there are: equal where they look alike."""
        if self._blank.size > MOST_TERMS:  # it is the sums of rows that are written
            return [place.tobytes() for place in np.stack([rows, columns], axis=1)]
        (down, across), (weight_down, weight_across) = (
            (along[0][rows][:, :, np.newaxis], along[1][columns][:, np.newaxis, :]) for along in self._met
        )
        kinds: dict[tuple[str, bool, bool], int] = {}
        read = np.array([_kind(value, kinds) for value in self._values.numbers])
        made = np.array([[_kind(value, kinds) for value in row] for row in self._numbers.output])
        met = (down != NOTHING) & (across != NOTHING)
        parts = [np.where(met, read[self._values.places[down, across]], NOTHING), made[rows, columns]]
        if self._kernel:
            parts.append(np.where(met, self._weights.places[weight_down, weight_across], NOTHING))
        together = np.concatenate([part.reshape(len(rows), -1) for part in parts], axis=1, dtype=np.int32)
        return [row.tobytes() for row in together]

    def links(self, window: Window, target: Region) -> tuple[Link, ...]:
        """From the window over the input to that of the lens, and from what it comes to to the output cell."""
        rows, columns = -(-window.rows // window.down), -(-window.columns // window.across)
        shown_in = Region("window", 0, 0, rows, columns)
        result = Region(self._wanted.layer.reduction.outcomes[-1].name, 0, 0)
        route = Route.OUTSIDE if self._wanted.shading else Route.USUAL
        return Link(Region.of("input", window), shown_in, route=route), Link(result, target, route=Route.OUTSIDE)

    def _as_seen(self, code: int) -> int:
        """A cell under the window as it is in the lens: that others copy it is no matter here."""
        copied = role_of(self._cells[code].role) is Role.WINDOW_SOURCE
        return self._cells.in_role(code, Role.WINDOW_INPUT) if copied else code

    def _write(self, window: Codes, place: Pair) -> None:
        """Write the numbers into the window's cells, where shades stand for them in the input."""
        read = [self._by_tap(axis, at) for axis, at in enumerate(place)]
        for (r, row), (c, column) in product(*map(enumerate, read)):
            cell = self._cells[int(window[r, c])]
            if row and column:
                label = self._wanted.in_lens(self._numbers.input[row[0]][column[0]])
            else:
                label = (
                    cell.label or (role_of(cell.role) is Role.WINDOW_ZERO and self._wanted.layer.padding_value) or ""
                )
            window[r, c] = self._cells.code(cell.role, label, cell.sides)

    def _multiplied(self, row: int, column: int | NDArray[np.intp]) -> Codes:
        """What each tap gives: its number times its weight; of several outputs of a row, one after another."""
        (rows, columns), (weight_rows, weight_columns) = (
            (along[0][row][:, np.newaxis], along[1][column][..., np.newaxis, :]) for along in self._met
        )
        return self._product_codes.at(
            self._values.places[rows, columns], self._weights.places[weight_rows, weight_columns]
        )

    def _product(self, value: int, weight: int) -> int:
        """The cell of a product, from the places of its factors among the different ones; of none it is zero."""
        result = simplest(self._values.numbers[value] * self._weights.numbers[weight])
        role = self._wanted.output_paint(Role.PRODUCT, result) if result else Role.MATRIX_ZERO
        return self._cells.code(role, self._wanted.in_lens(result))

    def _by_tap(self, axis: int, output: int) -> list[Pair | None]:
        """Along an axis the (input, kernel) indices of each tap as it lies on the input; None where there is none."""
        met = {tap: (source, tap) for source, tap in self._reads[axis][output]}
        along = self._wanted.layer.axes[axis]
        taps = range(along.kernel - 1, -1, -1) if along.flipped else range(along.kernel)
        return [met.get(tap) for tap in taps]

    def _outcomes(self, place: Pair) -> dict[str, Grid]:
        """What the terms come to, one after another; a divisor that is less than usual is outlined."""
        layer, cells = self._wanted.layer, self._cells
        divisor = layer.divisor(*place)
        fewer = divisor is not None and divisor < layer.window_cells(*place)
        grids = {}
        outcomes = layer.reduction.outcomes
        for outcome, code in zip(outcomes, self._outcome_codes(place), strict=True):
            outlined = outcome is outcomes[-1] or (fewer and outcome.divides)
            window = Window(0, 0, 1, 1) if outlined else None
            grids[outcome.name] = Grid(np.full((1, 1), code, np.uint16), cells, window)
        return grids

    def _outcome_codes(self, place: Pair) -> list[int]:
        """The cells of what the terms come to; the last is the value of the output cell."""
        layer, numbers, cells = self._wanted.layer, self._numbers, self._cells
        *on_the_way, _ = layer.reduction.outcomes
        codes = []
        if on_the_way:
            reads = (self._reads[axis][at] for axis, at in enumerate(place))
            terms, divisor = terms_of(numbers.input, numbers.kernel, *reads), layer.divisor(*place)
            codes = [
                cells.code(Role.PRODUCT, self._wanted.in_lens(outcome.value(terms, divisor)))
                for outcome in on_the_way
            ]
        value = numbers.output[place[0]][place[1]]
        if value not in self._results:
            paint = self._wanted.output_paint(Role.OUTPUT_CURRENT, value)
            self._results[value] = cells.code(paint, self._wanted.in_lens(value))
        return [*codes, self._results[value]]

    def _products(self, products: Grid) -> dict[str, Grid]:
        """The kernel and the products, where there are weights."""
        return {"kernel": self._kernel, "products": products} if self._kernel else {}


NOTHING = -1
"""The index of what a tap meets that meets no number: a zero."""


def _kind(value: Result, kinds: dict[tuple[str, bool, bool], int]) -> int:
    """The number of what a value looks like in a sum, but for which digits it has."""
    look = shown(value).translate(ALIKE), value is not None and value < 0, shown_exactly(value)
    return kinds.setdefault(look, len(kinds))


def _indices(taps: list[Pair | None]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The input and kernel indices of taps along one axis."""
    sources, weights = zip(*(tap or (NOTHING, NOTHING) for tap in taps), strict=True)
    return np.array(sources, np.intp), np.array(weights, np.intp)


class _Numbered:
    """The different numbers of a matrix, one after another, and for each place which of them stands there.

    Behind the last row and the last column stands what a tap meets that meets none of them: a zero.
    """

    def __init__(self, matrix: Matrix) -> None:
        different: dict[Value, int] = {}
        for value in (value for row in matrix for value in row):
            different.setdefault(value, len(different))
        self.numbers: list[Value] = [*different, 0]
        rows, columns = len(matrix), len(matrix[0]) if matrix else 0
        self.places = np.full((rows + 1, columns + 1), NOTHING, np.intp)
        self.places[:-1, :-1] = np.reshape([different[value] for row in matrix for value in row], (rows, columns))
