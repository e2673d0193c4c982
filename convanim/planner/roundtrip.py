"""The round trip: a convolution, and the transposed one with the same numbers. The size comes back, values do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.errors import ConvanimError, Setting
from convanim.core.text import Pair, size_words
from convanim.layers.base import Layer
from convanim.layers.compute import numbers_of
from convanim.planner.alt_text import Seen, a_window, an
from convanim.planner.layer_to_show import LayerToShow, grid_of, kernel_as_given
from convanim.scene.cells import Cells
from convanim.scene.frames import ARROW, Frame, Grid, Panel
from convanim.scene.picture import Picture
from convanim.scene.roles import Role

if TYPE_CHECKING:
    from convanim.scene.cells import Codes


def round_trip(wanted: LayerToShow) -> Picture:
    """One frame for each cell of the layer's output, then one for each that comes back, then the comparison.

    Raises ConvanimError where the padding is uneven, so that no layer undoes it.
    """
    layer, numbers = wanted.layer, wanted.numbers
    assert numbers is not None  # noqa: S101  # the table of views says that this one needs them
    back_layer = undoing(layer)
    back = LayerToShow(back_layer, numbers_of(back_layer, numbers.output, numbers.kernel))
    return Picture(
        title="There and back",
        facts="   ".join([*layer.facts(), *(fact for fact in back_layer.facts() if fact.startswith("op"))]),
        formula=(f"convolution {size_words(layer.input)} → {size_words(layer.output)}, "
                 f"transposed {size_words(back_layer.input)} → {size_words(back_layer.output)}",),
        notes=("the transposed convolution has the same kernel, padding and stride; it is not the inverse",),
        panels=(
            Panel("input", *layer.input, f"x {size_words(layer.input)}", "∗"),
            Panel("kernel", *layer.kernel, f"kernel {size_words(layer.kernel)}", "="),
            Panel("output", *layer.output, f"y {size_words(layer.output)}", ARROW),
            Panel("back", *layer.input, f"x′ {size_words(layer.input)}"),
        ),
        frames=lambda: _frames(wanted, back),
        legible=True,
    )  # fmt: skip


def _frames(wanted: LayerToShow, back: LayerToShow) -> Iterator[Frame]:
    cells = Cells()
    kernel = kernel_as_given(wanted, cells).codes
    there = _Leg(wanted, cells, Role.INPUT, "y", "convolution")
    again = _Leg(back, cells, Role.OUTPUT_DONE, "x′", "transposed")
    at_rest = {"input": there.source(), "kernel": kernel, "output": there.empty(), "back": again.empty()}
    for reading, leg, into in (("input", there, "output"), ("output", again, "back")):
        for read, made, caption, counter in leg.steps():
            yield _frame(at_rest | {reading: read, into: made}, cells, caption, counter)
        at_rest |= {into: leg.result()}
    yield _frame(at_rest, cells, _verdict(wanted, back), "result", 2)


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
    return layer.undone_by.of(
        layer.output,
        layer.kernel,
        (layer.padding[0][0], layer.padding[1][0]),
        layer.stride,
        layer.dilation,
        (layer.axes[0].unread, layer.axes[1].unread),
    )


class _Leg:
    """One of the two layers: its frames as pairs of grids, what is read and what is made."""

    def __init__(self, wanted: LayerToShow, cells: Cells, role: Role, target: str, name: str) -> None:
        self._wanted, self._cells, self._role, self._target = wanted, cells, role, target
        self.name = name

    def source(self) -> Codes:
        """What it reads, at rest."""
        return grid_of(self._wanted.layer.input, self._cells, self._role, self._wanted.input_label)

    def empty(self) -> Codes:
        """What it makes, before."""
        return np.full(self._wanted.layer.output, self._cells.code(Role.OUTPUT_PENDING), np.uint16)

    def result(self) -> Codes:
        """What it makes, afterwards."""
        return grid_of(self._wanted.layer.output, self._cells, Role.OUTPUT_DONE, self._wanted.output_label)

    def steps(self) -> Iterator[tuple[Codes, Codes, str, str]]:
        """For each output cell: the cells read, the output so far, the sum, the counter."""
        wanted, cells = self._wanted, self._cells
        rows, columns = wanted.layer.axes
        made = self.empty()
        count = made.size
        for step, (row, column) in enumerate(np.ndindex(*wanted.layer.output), 1):
            read = self.source()
            met: dict[Pair, list[Pair]] = {}
            for r, u in rows.reads(row):
                for c, v in columns.reads(column):
                    met.setdefault((r, c), []).append((u, v))
            for (r, c), places in met.items():
                read[r, c] = cells.code(Role.WINDOW_INPUT, wanted.input_label(r, c), wanted.weight_label(places))
            label = wanted.output_label(row, column)
            made[row, column] = cells.code(Role.OUTPUT_CURRENT, label)
            yield read, made.copy(), wanted.sentence_at(row, column, self._target), f"{self.name} {step} of {count}"
            made[row, column] = cells.code(Role.OUTPUT_DONE, label)


def _frame(grids: dict[str, Codes], cells: Cells, caption: str, counter: str, beats: float = 1) -> Frame:
    return Frame({name: Grid(codes, cells) for name, codes in grids.items()}, caption, counter, beats)


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
