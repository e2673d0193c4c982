"""The round trip: a convolution, and the transposed one with the same numbers. The size comes back, values do not."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from convanim.core.errors import ConvanimError, Setting
from convanim.language.english import say, series
from convanim.layers.base import Layer
from convanim.layers.compute import gathered, matrix, numbers_of
from convanim.layers.least_squares import LARGEST_SOLVED, Deconvolved, deconvolved
from convanim.planner import touched
from convanim.planner.alt_text import Seen, a_window, an
from convanim.planner.grids import drawn_input, finished_output
from convanim.planner.layer_to_show import LayerToShow, kernel_as_given, kernel_panel, kernel_side
from convanim.planner.shading import ShadedValues, shaded, values_in
from convanim.planner.smaller import largest_input
from convanim.planner.under_window import UnderWeights
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid, Link, Region, Window
from convanim.scene.met_cells import Meetings
from convanim.scene.nodes import Column, Heading, Node, Panel, Row
from convanim.scene.picture import Picture
from convanim.scene.roles import DIFFERENCES, Role
from convanim.scene.timeline import OPENING, RESULT, TURN
from convanim.values.exact import Matrix, Value, shown, shown_exactly

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

KERNEL_SCALE = 0.8
"""Side of the kernels' cells, in those of x."""

ROOM_BELOW = 0.8
"""From x's last row to the middle between x and what is below it, in cells."""

LARGEST_CHECKED = 10_000
"""Cells of the largest matrix that is looked through for what it does to every input."""


def round_trip(wanted: LayerToShow) -> Picture:
    """One frame for each cell of the layer's output, a pause, one for each that comes back, then the comparison.

    Raises ConvanimError where the padding is uneven, so that no layer undoes it, and for a deconvolution that is
    too large.
    """
    layer = wanted.layer
    back = undoing(layer)
    if wanted.deconvolve:
        _require_solvable(layer)
    trip = _Trip(wanted)
    extra = [] if back.usual("output_padding") else [back.given("output_padding")]
    more = say("roundtrip.sizes", there=layer.sizes, back=back.sizes), say("roundtrip.no_inverse")
    return Picture(
        heading=Heading(
            say("roundtrip.title"),
            f"{layer.sizes} → {layer.size_of(layer.input)}",
            series([layer.in_words(), *(say("roundtrip.output_padding", size=size) for size in extra)]),
            formula=lambda: more,
        ),
        body=_body(wanted),
        frames=trip.frames,
        legible=not wanted.shading,
        scales=wanted.scales,
        meetings=trip.meetings,
    )


def values_of(wanted: LayerToShow) -> ShadedValues:
    """What is seen as shades of a round trip."""
    return _Trip(wanted).values


def undoing(layer: Layer) -> Layer:
    """The layer that gives back the size: the same numbers, output padding = what was left over.

    Raises ConvanimError where there is none.
    """
    if layer.undone_by is None:
        raise ConvanimError(f"no layer undoes a {layer.summary}; use a convolution")
    if not layer.padded_evenly:
        raise ConvanimError(
            "no transposed convolution undoes uneven padding", way=("use ", Setting("padding"), " with a number")
        )
    return layer.undone_by(
        input=layer.output,
        kernel=layer.kernel,
        padding=layer.padding,
        stride=layer.stride,
        dilation=layer.dilation,
        output_padding=(layer.axes[0].unread, layer.axes[1].unread),
        dims=layer.dims,
    )


def _require_solvable(layer: Layer) -> None:
    def fits(one: Layer) -> bool:
        return max(one.input[0] * one.input[1], one.output[0] * one.output[1] // 4) <= LARGEST_SOLVED

    if not fits(layer):
        (rows, columns), (o_rows, o_columns) = layer.input, layer.output
        sizes = f"x has {rows * columns:,} cells and y {o_rows * o_columns:,}"
        most = f"; {LARGEST_SOLVED} and {4 * LARGEST_SOLVED} are the most that are solved exactly"
        raise ConvanimError(Setting("deconvolve", True), f": {sizes}{most}", way=largest_input(layer, fits))


def _body(wanted: LayerToShow) -> Node:
    """A loop: x above what comes back, y beside them, half way; the differences beside what they are of."""
    layer = wanted.layer
    rows, columns = layer.axes
    size = layer.size_of(layer.input)
    x: str = f"x {size}"
    if layer.slid_over != layer.input:
        x = say("roundtrip.padded_x", x=x, size=layer.size_of(layer.slid_over))
    source = Panel("input", rows.drawn, columns.drawn, x)
    again = Panel("back", *layer.input, f"x′ {size}")
    difference = Panel("difference", *layer.input, "x′ − x", beside="" if layer.flat else "back")
    found, error = Panel("found", *layer.input, f"x* {size}"), Panel("error", *layer.input, "x* − x")
    kernel = kernel_panel(layer)._replace(scale=KERNEL_SCALE * kernel_side(wanted), aside=True)
    there = say("roundtrip.there", size=layer.size_of(layer.kernel))
    target = Panel("output", *layer.output, f"y {layer.size_of(layer.output)}")
    if layer.flat:
        named = kernel._replace(caption=say("roundtrip.both_ways", size=layer.kernel[1]))
        middle = Row((target, named), linked=False)
        pairs = [Row((again, difference), linked=False), *[Row((found, error), linked=False)] * wanted.deconvolve]
        return Column((source, middle, Column(tuple(pairs), linked=False)))
    ways = (
        kernel._replace(caption=there),
        target._replace(beside="input", opposite=(rows.drawn + ROOM_BELOW, 0.0)),
        kernel._replace(name="kernel_back", caption=say("roundtrip.back")),
    )
    loop = Row((Column((source, again), linked=False), Column(ways, linked=False)))
    if not wanted.deconvolve:
        return Row((loop, difference), linked=False)
    return Row((loop, Row((found, Column((error, difference), linked=False)), linked=False)), linked=False)


class _Trip:
    """The frames: there, the turn, back, and what is compared."""

    def __init__(self, wanted: LayerToShow) -> None:
        numbers = wanted.numbers
        assert numbers is not None  # noqa: S101  # the table of views says that this one needs them
        self._cells, self._layer = Cells(), wanted.layer
        layer = undoing(wanted.layer)
        self._x, self._w = numbers.input, numbers.kernel
        self._y = cast("Matrix", numbers.output)  # a convolution makes numbers, never −∞
        returned = numbers_of(layer, self._y, self._w)
        self._again = cast("Matrix", returned.output)
        self._wanted, self._back = wanted, LayerToShow(layer, returned)
        if there := wanted.shading:
            self._back = replace(self._back, shading=there._replace(input=there.output, output=there.input))

    @property
    def values(self) -> ShadedValues:
        """What is seen as shades: x and what comes back, y, and the differences."""
        return ShadedValues(values_in([self._x, self._again]), values_in([self._y]), self._apart, ("x", "y"))

    def frames(self) -> Iterator[Frame]:
        there, again = self._legs()
        at_rest = self._at_rest()
        counter = say("roundtrip.steps", there=there.count, back=again.count)
        yield Frame(at_rest, say("roundtrip.opening"), counter, OPENING)
        steps = itertools.count()
        for leg in (there, again):
            for frame in leg.frames(at_rest):
                yield frame._replace(step=next(steps))
            at_rest = at_rest | {leg.into: Grid(leg.result(), self._cells)}
            if leg is there:
                yield Frame(at_rest, self._turn(), say("roundtrip.half_way"), TURN)
        at_rest = at_rest | {"difference": self._difference(self._again)}
        yield Frame(at_rest, _verdict(self._wanted, self._again), say("film.result"), RESULT)
        if self._wanted.deconvolve:
            labels = [[_short(value) for value in row] for row in self._found.input]
            written = self._wanted.written
            codes = [
                [
                    self._cells.code(self._back.output_paint(Role.OUTPUT_DONE, value), label if written else "")
                    for value, label in zip(*row, strict=True)
                ]
                for row in zip(self._found.input, labels, strict=True)
            ]
            answer = {
                "found": Grid(np.array(codes, np.uint16), self._cells),
                "error": self._difference(self._found.input),
            }
            yield Frame(at_rest | answer, _told(self._found), say("roundtrip.deconvolution"), RESULT)

    def meetings(self) -> tuple[Meetings, ...]:
        """What a cell of x feeds in y; of what in x a cell of y is made, and what it feeds in x′."""
        there, back = self._wanted, self._back
        x, y, again = touched.drawn_size(there.layer), there.layer.output, back.layer.output
        read, onward = touched.Ends("output", y, "input", x), touched.Ends("output", y, "back", again)
        return (
            touched.fed(there),
            touched.made_of(touched.as_drawn(there.layer), read, touched.weights(there), touched.told("reads")),
            touched.feeding(touched.as_given(back.layer), onward, touched.weights(back), touched.told("is_read")),
        )

    def _legs(self) -> tuple[_Leg, _Leg]:
        cells, y = self._cells, self._back
        there = _Leg(self._wanted, cells, _Ends("input", "output", "y", "convolution"), self._under_kernel)
        return there, _Leg(y, cells, _Ends("output", "back", "x′", "transposed"), self._under_transposed)

    def _at_rest(self) -> dict[str, Grid]:
        cells, layer = self._cells, self._wanted.layer
        kernel = kernel_as_given(self._wanted, cells)
        pending = cells.code(self._wanted.pending)
        blank = Grid(np.full(layer.input, pending, np.uint16), cells)
        grids = {
            "input": Grid(drawn_input(self._wanted, cells), cells),
            "kernel": kernel,
            "output": Grid(np.full(layer.output, pending, np.uint16), cells),
            "back": blank,
            "difference": blank,
        }
        more = {"found": blank, "error": blank} if self._wanted.deconvolve else {}
        return grids | ({} if layer.flat else {"kernel_back": kernel}) | more

    def _turn(self) -> str:
        """What is left half way."""
        layer = self._layer
        left, had = layer.output[0] * layer.output[1], layer.input[0] * layer.input[1]
        return say("roundtrip.turn", left=left, had=had)

    @cached_property
    def _found(self) -> Deconvolved:
        return deconvolved(self._wanted.layer, self._w, self._y)

    def _difference(self, other: Matrix) -> Grid:
        """What is there minus x, in colours from below zero to above: the same for each that comes back."""
        cells = self._cells
        values, most = _minus(other, self._x), self._most
        scale, written = self._wanted.shading and self._wanted.shading.difference, self._wanted.written

        def code(value: Value) -> int:
            paint = shaded(Role.OUTPUT_DONE, value, scale) if scale else _color(value, most)
            return cells.code(paint, _short(value) if written else "")

        codes = [[code(value) for value in row] for row in values]
        return Grid(np.array(codes, np.uint16), cells)

    @cached_property
    def _apart(self) -> frozenset[Value]:
        """All differences."""
        others = [self._again, *([self._found.input] if self._wanted.deconvolve else [])]
        return values_in(_minus(other, self._x) for other in others)

    @property
    def _most(self) -> Value:
        """The largest difference of all."""
        return max(max(self._apart), -min(self._apart))

    def _under_kernel(self, row: int, column: int) -> tuple[list[int], list[int], Window | None]:
        """Rows and columns of the padded x that make a cell of y, and the window around them."""
        rows, columns = self._wanted.layer.axes
        window = Window(
            rows.window(row), columns.window(column), rows.effective_kernel, columns.effective_kernel,
            rows.dilation, columns.dilation,
        )  # fmt: skip
        return list(rows.taps(row)), list(columns.taps(column)), window

    def _under_transposed(self, row: int, column: int) -> tuple[list[int], list[int], Window | None]:
        """Rows and columns of y that reach a cell of x′, and the rectangle around them; None where none does."""
        pairs = zip(self._back.layer.axes, (row, column), strict=True)
        rows, columns = (sorted({index for index, _ in axis.reads(at)}) for axis, at in pairs)
        if not rows or not columns:
            return [], [], None
        steps = [min((b - a for a, b in itertools.pairwise(span)), default=1) for span in (rows, columns)]
        tall, wide = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        return rows, columns, Window(rows[0], columns[0], tall, wide, *steps)


class _Ends(NamedTuple):
    """The panels that a layer reads and makes, what its output and the layer are called."""

    source: str
    into: str
    target: str
    name: str


class _Leg:
    """One of the two layers: its frames."""

    def __init__(
        self, wanted: LayerToShow, cells: Cells, ends: _Ends,
        under: Callable[[int, int], tuple[list[int], list[int], Window | None]],
    ) -> None:  # fmt: skip
        self._wanted, self._cells, self._ends, self._under = wanted, cells, ends, under
        self.into = ends.into

    @property
    def count(self) -> int:
        """How many cells it makes."""
        rows, columns = self._wanted.layer.output
        return rows * columns

    def result(self) -> Codes:
        """What it makes, afterwards."""
        return finished_output(self._wanted, self._cells)

    def frames(self, at_rest: Mapping[str, Grid]) -> Iterator[Frame]:
        """For each output cell: the cells read, the output so far, the sum, the counter."""
        cells, ends, under = self._cells, self._ends, UnderWeights(self._cells)
        made, base, result = at_rest[ends.into].codes.copy(), at_rest[ends.source].codes, self.result()
        for step, (row, column) in enumerate(np.ndindex(*made.shape), 1):
            rows, columns, window = self._under(row, column)
            read, tapped = base.copy(), np.ix_(rows, columns)
            if window:
                read[tapped] = under.codes(base[tapped])
            current = Window(row, column, 1, 1)
            made[row, column] = cells.in_role(int(result[row, column]), Role.OUTPUT_CURRENT)
            grids = {ends.source: Grid(read, cells, window), ends.into: Grid(made.copy(), cells, current)}
            links = (Link(Region.of(ends.source, window), Region.of(ends.into, current)),) if window else ()
            caption = self._wanted.sentence_at(row, column, ends.target)
            counter = say(f"roundtrip.{ends.name}", number=step, count=self.count)
            yield Frame({**at_rest, **grids}, caption, counter, links=links)
            made[row, column] = result[row, column]


def _minus(one: Matrix, other: Matrix) -> list[list[Value]]:
    return [[one[r][c] - value for c, value in enumerate(row)] for r, row in enumerate(other)]


def _color(value: Value, most: Value) -> Role:
    """The colour of a difference: by its size in proportion to the largest, and none but zero in the middle."""
    middle = len(DIFFERENCES) // 2
    if not value:
        return DIFFERENCES[middle]
    steps = max(1, round(middle * abs(Fraction(value)) / most))
    return DIFFERENCES[middle + (steps if value > 0 else -steps)]


def _short(value: Value) -> str:
    """A number that fits a cell: of more than four signs rounded, to a tenth below 10."""
    if shown_exactly(value) and len(shown(value)) <= 4:
        return shown(value)
    return shown(round(Fraction(value), 1) if abs(Fraction(value)) < 10 else round(Fraction(value)))


def _told(found: Deconvolved) -> str:
    """What a deconvolution gives back, and why."""
    cells = len(found.input) * len(found.input[0])
    if found.unique:
        return say("roundtrip.exact", cells=cells)
    return say("roundtrip.nearest", rank=found.rank, cells=cells)


def _verdict(wanted: LayerToShow, again: Matrix) -> str:
    """Whether the values came back, for these numbers or for all."""
    numbers = wanted.numbers
    assert numbers is not None  # noqa: S101  # the table of views says that this one needs them
    size = wanted.layer.size_of(wanted.layer.input)
    pairs = [pair for rows in zip(numbers.input, again, strict=True) for pair in zip(*rows, strict=True)]
    differ = sum(x != y for x, y in pairs)
    small = len(pairs) * len(numbers.output) * len(numbers.output[0]) <= LARGEST_CHECKED
    if not differ:
        if small and _is_identity(_turned(matrix(wanted.layer, numbers.kernel))):
            return say("roundtrip.same_values", size=size)
        return say("roundtrip.same_for_these", size=size)
    count = say("roundtrip.all") if differ == len(pairs) else say("roundtrip.some", number=differ, cells=len(pairs))
    if gathered(wanted.layer, again, numbers.kernel) == numbers.output:
        exact = small and _is_identity(matrix(wanted.layer, numbers.kernel))
        form = "roundtrip.same_y_always" if exact else "roundtrip.same_y_for_these"
        return say(form, size=size, number=count)
    return say("roundtrip.differ", size=size, number=count)


def _turned(rows: Matrix) -> Matrix:
    return tuple(tuple(row[place] for row in rows) for place in range(len(rows[0])))


def _is_identity(rows: Matrix) -> bool:
    """Whether rows times their transpose is the identity."""
    sparse: list[dict[int, Value]] = [{place: value for place, value in enumerate(row) if value} for row in rows]
    for number, row in enumerate(sparse):
        for other in range(number, len(sparse)):
            product = sum(value * sparse[other][place] for place, value in row.items() if place in sparse[other])
            if product != (number == other):
                return False
    return True


def alt(layer: Layer, seen: Seen) -> list[str]:
    """There and back in sizes."""
    source, made = an(layer.own(layer.input)), an(layer.own(layer.output))
    back = layer.size_of(layer.input)
    sentence = say("alt.loop", window=a_window(layer), input=source, output=made, back=back)
    return [sentence, *[say("alt.deconvolution")] * seen.deconvolve]
