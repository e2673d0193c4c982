"""The round trip: a convolution, and the transposed one with the same numbers. The size comes back, values do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.errors import ConvanimError, Setting
from convanim.layers.base import Layer
from convanim.layers.compute import Numbers, numbers_of
from convanim.layers.transposed import TransposedConvolution
from convanim.planner.subject import Subject, in_order, size_words
from convanim.scene.cells import Cells
from convanim.scene.frames import ARROW, Frame, Grid, Panel, Picture
from convanim.scene.roles import Role

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

LABELLED = frozenset({Role.INPUT, Role.WINDOW_INPUT, Role.KERNEL, Role.OUTPUT_CURRENT, Role.OUTPUT_DONE})


def round_trip(subject: Subject) -> Picture:
    """One frame for each cell of the convolution's output, then one for each that comes back, then the comparison.

    Raises ConvanimError where the padding is uneven, so that no transposed layer undoes it.
    """
    layer, numbers = subject.layer, subject.numbers
    assert numbers is not None  # noqa: S101  # the table of views says that this one needs them
    back_layer = undoing(layer)
    back = Subject(back_layer, numbers_of(back_layer, numbers.output, numbers.kernel))
    cells = Cells()
    kernel = np.array(
        [
            [cells.code(Role.KERNEL, subject.kernel_label(u, v)) for v in range(layer.kernel[1])]
            for u in range(layer.kernel[0])
        ],
        np.uint16,
    )
    forth_steps, back_steps = layer.output[0] * layer.output[1], layer.input[0] * layer.input[1]
    verdict = _verdict(layer, numbers, back.numbers)
    legs = (
        _Leg(subject, cells, Role.INPUT, "y", "convolution"),
        _Leg(back, cells, Role.OUTPUT_DONE, "x′", "transposed"),
    )

    def frames() -> Iterator[Frame]:
        at_rest = {"input": legs[0].source(), "kernel": kernel, "output": legs[0].empty(), "back": legs[1].empty()}
        for reading, leg, into in (("input", legs[0], "output"), ("output", legs[1], "back")):
            for read, made, caption, counter in leg.steps():
                yield _frame(at_rest | {reading: read, into: made}, cells, caption, counter)
            at_rest |= {into: leg.result()}
        yield _frame(at_rest, cells, verdict, "result", 2)

    captions = [caption for leg in legs for _, _, caption, _ in leg.steps()]
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
        roles=in_order({*LABELLED, Role.OUTPUT_PENDING}),
        labelled=LABELLED,
        captions=(*captions, verdict),
        counters=(f"convolution {forth_steps} of {forth_steps}", f"transposed {back_steps} of {back_steps}"),
        count=forth_steps + back_steps + 1,
        frames=frames,
        labels=(*subject.labels(), *back.labels()),
        corners=subject.corners(),
    )  # fmt: skip


def undoing(layer: Layer) -> TransposedConvolution:
    """The transposed layer that gives back the size: the same numbers, output padding = what was left over."""
    if not layer.padded_evenly:
        raise ConvanimError(
            "no transposed convolution undoes uneven padding", way=("use ", Setting("padding"), " with a number")
        )
    return TransposedConvolution.of(
        layer.output,
        layer.kernel,
        (layer.padding[0][0], layer.padding[1][0]),
        layer.stride,
        layer.dilation,
        (layer.axes[0].unread, layer.axes[1].unread),
    )


class _Leg:
    """One of the two layers: its frames as pairs of grids, what is read and what is made."""

    def __init__(self, subject: Subject, cells: Cells, role: Role, target: str, name: str) -> None:
        self._subject, self._cells, self._role, self._target = subject, cells, role, target
        self.name = name

    def source(self) -> Codes:
        """What it reads, at rest."""
        return self._grid(self._subject.layer.input, self._role, self._subject.input_label)

    def empty(self) -> Codes:
        """What it makes, before."""
        return np.full(self._subject.layer.output, self._cells.code(Role.OUTPUT_PENDING), np.uint16)

    def result(self) -> Codes:
        """What it makes, afterwards."""
        return self._grid(self._subject.layer.output, Role.OUTPUT_DONE, self._subject.output_label)

    def steps(self) -> Iterator[tuple[Codes, Codes, str, str]]:
        """For each output cell: the cells read, the output so far, the sum, the counter."""
        subject, cells = self._subject, self._cells
        rows, columns = subject.layer.axes
        made = self.empty()
        count = made.size
        for step, (row, column) in enumerate(np.ndindex(*subject.layer.output), 1):
            read = self.source()
            for r, u in rows.reads(row):
                for c, v in columns.reads(column):
                    read[r, c] = cells.code(Role.WINDOW_INPUT, subject.input_label(r, c), subject.kernel_label(u, v))
            label = subject.output_label(row, column)
            made[row, column] = cells.code(Role.OUTPUT_CURRENT, label)
            yield read, made.copy(), subject.sum_at(row, column, self._target), f"{self.name} {step} of {count}"
            made[row, column] = cells.code(Role.OUTPUT_DONE, label)

    def _grid(self, size: tuple[int, int], role: Role, label: Callable[[int, int], str]) -> Codes:
        rows, columns = size
        return np.array(
            [[self._cells.code(role, label(r, c)) for c in range(columns)] for r in range(rows)], np.uint16
        )


def _frame(grids: dict[str, Codes], cells: Cells, caption: str, counter: str, beats: float = 1) -> Frame:
    return Frame({name: Grid(codes, cells) for name, codes in grids.items()}, caption, counter, beats)


def _verdict(layer: Layer, forth: Numbers, back: Numbers | None) -> str:
    assert back is not None  # noqa: S101
    pairs = [
        (x, y) for one, other in zip(forth.input, back.output, strict=True) for x, y in zip(one, other, strict=True)
    ]
    same = sum(x == y for x, y in pairs)
    others = "do not" if same == 0 else f"do not: {len(pairs) - same} of {len(pairs)} differ"
    if same == len(pairs):
        return f"the size {size_words(layer.input)} comes back, and for these numbers so do the values"
    return f"the size {size_words(layer.input)} comes back, the values {others}"
