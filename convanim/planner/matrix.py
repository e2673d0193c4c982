"""The matrix view: the layer as y = C·x, input and output unrolled; a transposed layer multiplies by a transpose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from convanim.core.errors import ConvanimError, Sentence, Setting
from convanim.core.text import Pair, size_words
from convanim.layers.base import Layer
from convanim.layers.compute import kernel_places
from convanim.planner.alt_text import Seen, a_window, about_holes, about_numbers, an
from convanim.planner.layer_to_show import ZERO, LayerToShow, kernel_panel
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid, Window
from convanim.scene.nodes import ARROW, Panel, Row, Sign
from convanim.scene.picture import Picture
from convanim.scene.roles import WEIGHTS, Role
from convanim.scene.timeline import OPENING, RESULT

LARGEST_MATRIX = 64
"""Rows and columns of the largest matrix that can be read."""


def as_matrix(wanted: LayerToShow) -> Picture:
    """One frame for each output cell: its row of C is lit, and the input cells that it meets.

    Weights are coloured by their place in the kernel, which stands beside the matrix in its own orientation.
    Raises ConvanimError for a matrix too large to be read.
    """
    layer = wanted.layer
    _require_readable(layer)
    outputs, inputs = _cells_of(layer)
    name = layer.matrix_name
    nodes = (
        kernel_panel(layer),
        Sign(ARROW),
        Panel("matrix", outputs, inputs, f"{name} {size_words((outputs, inputs))}"),
        Sign("·"),
        Panel("input", inputs, 1, f"x {inputs}"),
        Sign("="),
        Panel("output", outputs, 1, f"y {outputs}"),
    )
    heading = wanted.heading._replace(
        words=f"y = {name}·x: a row of {name} for each output cell, a column for each input cell",
        arithmetic=(),
    )
    return Picture(
        heading=heading,
        body=Row(nodes, linked=False),
        frames=lambda: _frames(wanted),
        legible=wanted.numbers is not None,
        legend_words=layer.legend,
    )


def _frames(wanted: LayerToShow) -> Iterator[Frame]:
    layer, cells, places = wanted.layer, Cells(), kernel_places(wanted.layer)
    outputs, inputs = _cells_of(layer)
    weights = np.array([[_weight(wanted, cells, met) for met in row] for row in places], np.uint16)
    kernel = [[_weight(wanted, cells, [(u, v)]) for v in range(layer.kernel[1])] for u in range(layer.kernel[0])]
    kernel_grid = Grid(np.array(kernel, np.uint16), cells)
    labels = [wanted.input_label(row, column) for row, column in np.ndindex(*layer.input)]
    result = np.full((outputs, 1), cells.code(Role.OUTPUT_PENDING), np.uint16)
    inputs_alone = np.array([[cells.code(Role.INPUT, label)] for label in labels], np.uint16)

    def at_rest() -> dict[str, Grid]:
        return {
            "kernel": kernel_grid,
            "matrix": Grid(weights, cells),
            "input": Grid(inputs_alone, cells),
            "output": Grid(result.copy(), cells),
        }

    yield Frame(at_rest(), f"each row of {layer.matrix_name} makes a cell of y", f"{outputs} rows", OPENING)
    for row, (r, c) in enumerate(np.ndindex(*layer.output)):
        reads = any(places[row])
        label = wanted.output_label(r, c) if reads else ZERO
        met = [
            cells.code(Role.WINDOW_INPUT if here else Role.INPUT, written)
            for here, written in zip(places[row], labels, strict=True)
        ]
        result[row] = cells.code(Role.OUTPUT_CURRENT, label)
        grids = {
            "kernel": kernel_grid,
            "matrix": Grid(weights, cells, Window(row, 0, 1, inputs)),
            "input": Grid(np.array(met, np.uint16)[:, np.newaxis], cells),
            "output": Grid(result.copy(), cells, Window(row, 0, 1, 1)),
        }
        yield Frame(grids, _caption(wanted, row), f"row {row + 1} of {outputs}", step=row)
        result[row] = cells.code(Role.OUTPUT_DONE if reads else Role.OUTPUT_HOLE, label)
    yield Frame(at_rest(), f"y, {outputs} cells", "result", RESULT)


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
    for side in range(LARGEST_MATRIX, 0, -1):
        size = (1 if layer.input[0] == 1 else side, side)
        try:
            smaller = replace(layer, input=size)
        except ConvanimError:
            continue
        if max(_cells_of(smaller)) <= LARGEST_MATRIX:
            own = set(layer.own(size))
            return "use ", Setting("input", side if len(own) == 1 else size), " or less"
    return "use a smaller ", Setting("padding"), " or ", Setting("stride")


def _weight(wanted: LayerToShow, cells: Cells, places: Sequence[Pair]) -> int:
    """A cell of the matrix: the weight of the kernel's place; the sum of weights where an input is read twice."""
    if not places:
        return cells.code(Role.MATRIX_ZERO)
    u, v = places[0]
    role = WEIGHTS[(u * wanted.layer.kernel[1] + v) % len(WEIGHTS)]
    return cells.code(role, wanted.weight_label(places))


def _caption(wanted: LayerToShow, row: int) -> str:
    place = divmod(row, wanted.layer.output[1])
    if wanted.numbers:
        return wanted.sentence_at(*place)
    name, target = wanted.layer.matrix_name, wanted.place("output", *place)
    if not all(axis.reads(output) for axis, output in zip(wanted.layer.axes, place, strict=True)):
        return f"row {row} of {name} is empty: {target} stays 0"
    return f"row {row} of {name} makes {target}"


def alt(layer: Layer, seen: Seen) -> list[str]:
    """The size of the matrix, and what it takes to what."""
    outputs, inputs = _cells_of(layer)
    sentence = (
        f"{an((outputs, inputs))} matrix, made of {a_window(layer)}, times the {inputs} cells of "
        f"{an(layer.input)} input gives the {outputs} cells of {an(layer.output)} output"
    )
    return [sentence, *about_holes(layer), *about_numbers(seen)]
