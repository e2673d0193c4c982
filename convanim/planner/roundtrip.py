"""The round trip: a convolution, and the transposed one with the same numbers. The size comes back, values do not."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

import numpy as np

from convanim.core.errors import ConvanimError, Setting
from convanim.core.text import size_words
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.layers.compute import numbers_of
from convanim.planner.alt_text import Seen, a_window, an
from convanim.planner.layer_to_show import LayerToShow, grid_of, kernel_as_given, kernel_panel
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid, Link, Region, Window
from convanim.scene.nodes import Heading, Panel, both_ways
from convanim.scene.picture import Picture
from convanim.scene.roles import Role
from convanim.scene.timeline import OPENING, RESULT

if TYPE_CHECKING:
    from convanim.scene.cells import Codes
    from convanim.values.exact import Matrix


def round_trip(wanted: LayerToShow) -> Picture:
    """One frame for each cell of the layer's output, then one for each that comes back, then the comparison.

    Raises ConvanimError where the padding is uneven, so that no layer undoes it.
    """
    layer, numbers = wanted.layer, wanted.numbers
    assert numbers is not None  # noqa: S101  # the table of views says that this one needs them
    back_layer = undoing(layer)
    made = cast("Matrix", numbers.output)  # a convolution makes numbers, never −∞
    back = LayerToShow(back_layer, numbers_of(back_layer, made, numbers.kernel))
    target = Panel("output", *layer.output, f"y {layer.size_of(layer.output)}")
    source = Panel("input", *layer.input, f"x {layer.size_of(layer.input)}")
    again = Panel("back", *layer.input, f"x′ {layer.size_of(layer.input)}")
    extra = ", ".join(word for word in back_layer.in_words().split(", ") if word.startswith("output padding"))
    more = (
        f"convolution {layer.sizes}, transposed {back_layer.sizes}",
        "the transposed convolution has the same kernel, padding and stride; it is not the inverse",
    )
    return Picture(
        heading=Heading(
            "There and back",
            f"{layer.sizes} → {layer.size_of(layer.input)}",
            ", ".join([layer.in_words(), *([extra] if extra else [])]),
            formula=lambda: more,
        ),
        body=both_ways((source,), (target, kernel_panel(layer)), (again,)),
        frames=lambda: _frames(wanted, back),
        legible=True,
    )  # fmt: skip


def _frames(wanted: LayerToShow, back: LayerToShow) -> Iterator[Frame]:
    cells = Cells()
    there = _Leg(wanted, cells, Role.INPUT, ("input", "output"), ("y", "convolution"))
    again = _Leg(back, cells, Role.OUTPUT_DONE, ("output", "back"), ("x′", "transposed"))
    at_rest = {
        "input": Grid(there.source(), cells),
        "kernel": kernel_as_given(wanted, cells),
        "output": Grid(there.empty(), cells),
        "back": Grid(again.empty(), cells),
    }
    counter = f"{there.count} + {again.count} steps"
    yield Frame(dict(at_rest), "there by the convolution, back by the transposed one", counter, OPENING)
    steps = itertools.count()
    for leg in (there, again):
        for frame in leg.frames(at_rest):
            yield frame._replace(step=next(steps))
        at_rest |= {leg.into: Grid(leg.result(), cells)}
    yield Frame(at_rest, _verdict(wanted, back), "result", RESULT)


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


class _Leg:
    """One of the two layers: its frames, what it reads and what it makes."""

    def __init__(
        self, wanted: LayerToShow, cells: Cells, role: Role, panels: tuple[str, str], names: tuple[str, str]
    ) -> None:
        self._wanted, self._cells, self._role = wanted, cells, role
        self._from, self.into = panels
        self._target, self._name = names

    @property
    def count(self) -> int:
        """How many cells it makes."""
        rows, columns = self._wanted.layer.output
        return rows * columns

    def source(self) -> Codes:
        """What it reads, at rest."""
        return grid_of(self._wanted.layer.input, self._cells, self._role, self._wanted.input_label)

    def empty(self) -> Codes:
        """What it makes, before."""
        return np.full(self._wanted.layer.output, self._cells.code(Role.OUTPUT_PENDING), np.uint16)

    def result(self) -> Codes:
        """What it makes, afterwards."""
        return grid_of(self._wanted.layer.output, self._cells, Role.OUTPUT_DONE, self._wanted.output_label)

    def frames(self, at_rest: Mapping[str, Grid]) -> Iterator[Frame]:
        """For each output cell: the cells read, the output so far, the sum, the counter."""
        wanted, cells = self._wanted, self._cells
        made = self.empty()
        source = self.source()
        for step, (row, column) in enumerate(np.ndindex(*wanted.layer.output), 1):
            read, window = source.copy(), self._read(row, column)
            if window:
                rows, columns = (
                    sorted({index for index, _ in axis.reads(at)}) for axis, at in self._axes(row, column)
                )
                for r, c in itertools.product(rows, columns):
                    read[r, c] = cells.code(Role.WINDOW_INPUT, wanted.input_label(r, c))
            label, current = wanted.output_label(row, column), Window(row, column, 1, 1)
            made[row, column] = cells.code(Role.OUTPUT_CURRENT, label)
            grids = {self._from: Grid(read, cells, window), self.into: Grid(made.copy(), cells, current)}
            links = (Link(Region.of(self._from, window), Region.of(self.into, current)),) if window else ()
            caption = wanted.sentence_at(row, column, self._target)
            yield Frame({**at_rest, **grids}, caption, f"{self._name} {step} of {self.count}", links=links)
            made[row, column] = cells.code(Role.OUTPUT_DONE, label)

    def _axes(self, row: int, column: int) -> Iterable[tuple[Axis, int]]:
        return zip(self._wanted.layer.axes, (row, column), strict=True)

    def _read(self, row: int, column: int) -> Window | None:
        """The rectangle around the input cells that an output cell reads; None where there is none."""
        spans = [sorted({index for index, _ in axis.reads(at)}) for axis, at in self._axes(row, column)]
        if not all(spans):
            return None
        (top, bottom), (left, right) = ((min(span), max(span)) for span in spans)
        steps = [min(abs(b - a) for a, b in itertools.pairwise(span)) if len(span) > 1 else 1 for span in spans]
        return Window(top, left, bottom - top + 1, right - left + 1, *steps)


def _verdict(wanted: LayerToShow, back: LayerToShow) -> str:
    assert wanted.numbers is not None and back.numbers is not None  # noqa: S101  # both were computed
    size = size_words(wanted.layer.input)
    pairs = [
        pair
        for rows in zip(wanted.numbers.input, back.numbers.output, strict=True)
        for pair in zip(*rows, strict=True)
    ]
    same = sum(x == y for x, y in pairs)
    others = "do not" if same == 0 else f"do not: {len(pairs) - same} of {len(pairs)} differ"
    if same == len(pairs):
        return f"the size {size} comes back, and for these numbers so do the values"
    return f"the size {size} comes back, the values {others}"


def alt(layer: Layer, seen: Seen) -> list[str]:
    """There and back in sizes."""
    return [
        f"{a_window(layer)} takes {an(layer.input)} input to {an(layer.output)} output, and the transposed "
        f"convolution with the same numbers takes that back to {size_words(layer.input)}; the size comes back, the "
        "values need not"
    ]
