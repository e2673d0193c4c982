"""The matrix view: the layer as y = C·x, input and output unrolled; a transposed layer multiplies by a transpose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from convanim.core.errors import ConvanimError, Sentence, Setting
from convanim.core.text import listed
from convanim.layers.base import Layer
from convanim.layers.compute import kernel_places
from convanim.layers.transposed import TransposedConvolution
from convanim.planner.subject import ZERO, Subject, in_order, size_words
from convanim.scene.cells import Cells
from convanim.scene.frames import ARROW, Frame, Grid, Panel, Picture, Window
from convanim.scene.roles import WEIGHTS, Role

LARGEST_MATRIX = 64
"""Rows and columns of the largest matrix that can be read."""


def as_matrix(subject: Subject) -> Picture:
    """One frame for each output cell: its row of C is lit, and the input cells that it meets.

    Weights are coloured by their place in the kernel, which stands beside the matrix in its own orientation.
    Raises ConvanimError for a matrix too large to be read.
    """
    layer, numbers = subject.layer, subject.numbers
    _require_readable(layer)
    outputs, inputs = _cells_of(layer)
    cells = Cells()
    places = kernel_places(layer)
    zero = cells.code(Role.MATRIX_ZERO)
    weights = np.array(
        [[zero if place is None else _weight(subject, cells, place) for place in row] for row in places], np.uint16
    )
    kernel = np.array(
        [[_weight(subject, cells, (u, v)) for v in range(layer.kernel[1])] for u in range(layer.kernel[0])], np.uint16
    )
    labels = [subject.input_label(row, column) for row, column in np.ndindex(*layer.input)]
    results = [subject.output_label(row, column) for row, column in np.ndindex(*layer.output)]
    holes = [not any(row) for row in places]
    name = "Cᵀ" if isinstance(layer, TransposedConvolution) else "C"
    captions = [_caption(subject, name, row) for row in range(outputs)]

    def frames() -> Iterator[Frame]:
        result = np.full((outputs, 1), cells.code(Role.OUTPUT_PENDING), np.uint16)
        for row in range(outputs):
            met = [
                cells.code(Role.WINDOW_INPUT if place else Role.INPUT, label)
                for place, label in zip(places[row], labels, strict=True)
            ]
            result[row] = cells.code(Role.OUTPUT_CURRENT, results[row] or ZERO * holes[row])
            yield Frame(
                {
                    "kernel": Grid(kernel, cells),
                    "matrix": Grid(weights, cells, Window(row, 0, 1, inputs)),
                    "input": Grid(np.array(met, np.uint16)[:, np.newaxis], cells),
                    "output": Grid(result.copy(), cells),
                },
                captions[row],
                f"row {row + 1} of {outputs}",
            )
            role = Role.OUTPUT_HOLE if holes[row] else Role.OUTPUT_DONE
            result[row] = cells.code(role, ZERO if holes[row] else results[row])

    roles = {cells[int(code)].role for grid in (weights, kernel) for code in np.unique(grid)}
    roles |= {Role.INPUT, Role.OUTPUT_PENDING, Role.OUTPUT_CURRENT}
    roles |= {Role.OUTPUT_HOLE} if any(holes) else set()
    roles |= {Role.WINDOW_INPUT, Role.OUTPUT_DONE} if not all(holes) else set()
    return Picture(
        title=layer.title,
        facts="   ".join(layer.facts()),
        formula=(f"y = {name}·x, with x and y unrolled row by row",),
        notes=(
            f"{name} has a row for each output cell and a column for each input cell; its colours are kernel places",
        ),
        panels=(
            Panel("kernel", *layer.kernel, f"kernel {size_words(layer.kernel)}", ARROW),
            Panel("matrix", outputs, inputs, f"{name} {size_words((outputs, inputs))}", "·"),
            Panel("input", inputs, 1, f"x {inputs}", "="),
            Panel("output", outputs, 1, f"y {outputs}"),
        ),
        roles=in_order(roles),
        labelled=frozenset(roles - {Role.MATRIX_ZERO, Role.OUTPUT_PENDING})
        if numbers
        else frozenset({Role.OUTPUT_HOLE, Role.OUTPUT_CURRENT} if Role.OUTPUT_HOLE in roles else ()),
        captions=tuple(captions),
        counters=(f"row {outputs} of {outputs}",),
        count=outputs,
        frames=frames,
        labels=subject.labels(),
    )


def _cells_of(layer: Layer) -> tuple[int, int]:
    """Output cells and input cells."""
    return layer.output[0] * layer.output[1], layer.input[0] * layer.input[1]


def _require_readable(layer: Layer) -> None:
    outputs, inputs = _cells_of(layer)
    if max(outputs, inputs) <= LARGEST_MATRIX:
        return
    raise ConvanimError(
        Setting("view", "matrix"),
        f": the matrix of this layer is {outputs}×{inputs}, and {LARGEST_MATRIX}×{LARGEST_MATRIX} is the largest "
        "that can be read",
        way=_largest(layer),
    )


def _largest(layer: Layer) -> Sentence:
    """The way out: the largest input, square or of one row, with the same other numbers."""
    flat = layer.input[0] == 1
    numbers: dict[str, Any] = {
        "kernel": layer.kernel,
        "padding": layer.padding,
        "stride": layer.stride,
        "dilation": layer.dilation,
        "output_padding": layer.output_padding,
    }
    for side in range(LARGEST_MATRIX, 0, -1):
        try:
            smaller = type(layer).of(input=(1 if flat else side, side), **numbers)
        except ConvanimError:
            continue
        if max(_cells_of(smaller)) <= LARGEST_MATRIX:
            return "use ", Setting("input", (1, side) if flat else side), " or less"
    return "use a smaller ", Setting("padding"), " or ", Setting("stride")


def _weight(subject: Subject, cells: Cells, place: tuple[int, int]) -> int:
    u, v = place
    role = WEIGHTS[(u * subject.layer.kernel[1] + v) % len(WEIGHTS)]
    return cells.code(role, subject.kernel_label(u, v))


def _caption(subject: Subject, name: str, row: int) -> str:
    place = divmod(row, subject.layer.output[1])
    if subject.numbers:
        return subject.sum_at(*place)
    rows, columns = (slide.reads(output) for slide, output in zip(subject.layer.axes, place, strict=True))
    met = [r * subject.layer.input[1] + c for r, _ in rows for c, _ in columns]
    if not met:
        return f"row {row} of {name} is empty: {subject.index('y', *place)} stays 0"
    return f"row {row} of {name} makes {subject.index('y', *place)} from x at {listed(met)}"
