"""The scatter view of a transposed convolution: each input cell stamps the kernel onto the output; overlaps add."""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.text import Pair, listed, size_words
from convanim.layers.base import Layer
from convanim.layers.compute import full_size, most_overlaps, overlaps_evenly
from convanim.planner.alt_text import Seen, a_window, about_holes, about_numbers, an
from convanim.planner.layer_to_show import ZERO, LayerToShow, kernel_as_given, kernel_panel, plain_input
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid, Link, Region, Window
from convanim.scene.nodes import Panel, both_ways
from convanim.scene.picture import Picture
from convanim.scene.roles import Role
from convanim.scene.timeline import OPENING, RESULT
from convanim.values.exact import Value, shown

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

SHADES = (Role.OVERLAP_1, Role.OVERLAP_2, Role.OVERLAP_3, Role.OVERLAP_4)
"""Darker where more stamps overlap; the last for all from four on."""


def scatter(wanted: LayerToShow) -> Picture:
    """One frame for each input cell, in row order, and one for the result.

    The output panel is all that stamps can reach: the border that padding cuts off is shown struck out. Without
    values a cell shows how many stamps have reached it, with values their sum.
    """
    layer, numbers = wanted.layer, wanted.numbers
    full = full_size(layer, 0), full_size(layer, 1)
    cut = f", cut from {layer.size_of(full)}" if full != layer.output else ""
    source = Panel("input", *layer.input, f"input {layer.size_of(layer.input)}")
    target = Panel("output", *full, f"output {layer.size_of(layer.output)}{cut}")
    body = both_ways((source, kernel_panel(layer)) if numbers else (source,), (target,))
    return Picture(
        heading=wanted.heading,
        body=body.ways[1] if layer.one_row else body,
        frames=lambda: _frames(wanted, full),
        legible=True,
        legend_words={**layer.legend, Role.CROPPED.key: "", **_overlap_words(layer, numbers is not None)},
    )


def _overlap_words(layer: Layer, numbered: bool) -> dict[str, str]:
    """The legend of the shades: where cells show sums it says how many stamps; otherwise cells show that."""
    if not numbered:
        return dict.fromkeys((role.key for role in SHADES), "")
    most = most_overlaps(layer)
    if most == 1:
        return {SHADES[0].key: ""}
    return {SHADES[-1].key: "4 stamps"} if most <= len(SHADES) else {}


def _frames(wanted: LayerToShow, full: Pair) -> Iterator[Frame]:
    layer = wanted.layer
    cells, stamped = Cells(), _Stamps(wanted)
    tally = _Tally(wanted, cells, *full)
    base = plain_input(wanted, cells)
    kernel = {"kernel": kernel_as_given(wanted, cells)} if wanted.numbers else {}
    at_rest = {"input": Grid(base, cells), **kernel, "output": Grid(tally.empty(), cells)}
    yield Frame(at_rest, "each input cell stamps the kernel onto the output", f"{base.size} steps", OPENING)
    for step, (row, column) in enumerate(np.ndindex(*layer.input)):
        codes = base.copy()
        codes[row, column] = cells.code(Role.STAMP, wanted.input_label(row, column))
        read, made = Window(row, column, 1, 1), stamped.window(row, column)
        grids = {
            "input": Grid(codes, cells, read),
            **kernel,
            "output": Grid(tally.add(row, column), cells, made),
        }
        links = (Link(Region.of("input", read), Region.of("output", made)),)
        yield Frame(grids, stamped.caption(row, column), f"step {step + 1} of {base.size}", links=links, step=step)
    grids = {"input": Grid(base, cells), **kernel, "output": Grid(tally.result(), cells)}
    yield Frame(grids, overlap_rule(layer), "result", RESULT)


def overlap_rule(layer: Layer) -> str:
    """Whether overlaps are even away from the borders, and why: along each axis they repeat with the stride.

    >>> from convanim.layers.transposed import TransposedConvolution
    >>> overlap_rule(TransposedConvolution.of(3, 4, 1, 2))
    'even inside: stride 2 divides kernel 4'
    >>> overlap_rule(TransposedConvolution.of(3, 3, 1, 2))
    'uneven inside: stride 2 does not divide kernel 3'
    """
    rules = []
    for k, s, d in zip(layer.kernel, layer.stride, layer.dilation, strict=True):
        if overlaps_evenly(k, s, d):
            rules.append(("even", f"stride {s} divides kernel {k}"))
        elif gcd(s, d) > 1:
            rules.append(("uneven", f"stride {s} and dilation {d} share a factor"))
        else:
            rules.append(("uneven", f"stride {s} does not divide kernel {k}"))
    rows, columns = rules
    if rows == columns or layer.flat:
        return f"{columns[0]} inside: {columns[1]}"
    if rows[0] == columns[0]:
        return f"{rows[0]} inside: {rows[1]}, {columns[1]}"
    return f"{rows[0]} down ({rows[1]}), {columns[0]} across ({columns[1]})"


class _Stamps:
    """Where each input cell's stamp falls on the full output."""

    def __init__(self, wanted: LayerToShow) -> None:
        self._wanted, self._layer = wanted, wanted.layer

    def taps(self, row: int, column: int) -> tuple[list[int], list[int]]:
        """Rows and columns that the stamp of an input cell touches."""
        layer = self._layer
        rows, columns = (
            [index * s + u * d for u in range(k)]
            for index, s, d, k in zip((row, column), layer.stride, layer.dilation, layer.kernel, strict=True)
        )
        return rows, columns

    def window(self, row: int, column: int) -> Window:
        """The rectangle around a stamp."""
        rows, columns = self.taps(row, column)
        down, across = self._layer.dilation
        return Window(rows[0], columns[0], rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1, down, across)

    def caption(self, row: int, column: int) -> str:
        """Which output cells, counted from the first that is kept, an input cell is added to."""
        wanted, layer = self._wanted, self._layer
        places = []
        for axis, taps in enumerate(self.taps(row, column)):
            start = layer.padding[axis][0]
            kept = [tap - start for tap in taps if 0 <= tap - start < layer.output[axis]]
            places.append(listed(kept))
        cell = wanted.place("input", row, column)
        what = f"{cell}: {shown(wanted.numbers.input[row][column])} × kernel" if wanted.numbers else cell
        if not all(places):
            return f"{what}: all cut off"
        verb = "onto" if wanted.numbers else "stamps output"
        if layer.flat:
            return f"{what} {verb} {places[1]}"
        rows, columns = (
            f"{name}{'s' * (not place.isdigit())} {place}"
            for name, place in zip(("row", "column"), places, strict=True)
        )
        return f"{what} {verb} {rows}, {columns}"


class _Tally:
    """How many stamps have reached each cell, and what they add up to."""

    def __init__(self, wanted: LayerToShow, cells: Cells, height: int, width: int) -> None:
        self._wanted, self._cells = wanted, cells
        self._counts = [[0] * width for _ in range(height)]
        self._sums: list[list[Value]] = [[0] * width for _ in range(height)]
        rows, columns = (
            [kept(wanted.layer, axis, position) for position in range(size)]
            for axis, size in enumerate((height, width))
        )
        self._kept = np.logical_and.outer(rows, columns)
        pending, cropped = cells.code(Role.OUTPUT_PENDING), cells.code(Role.CROPPED)
        self._codes = np.where(self._kept, pending, cropped).astype(np.uint16)
        self._stamps = _Stamps(wanted)

    def add(self, row: int, column: int) -> Codes:
        """One more stamp: the output as it is now, in which the cells under the stamp stand out."""
        numbers = self._wanted.numbers
        rows, columns = self._stamps.taps(row, column)
        stamped = self._codes.copy()  # the other cells are as they were: a stamp changes few of many
        for u, r in enumerate(rows):
            for v, c in enumerate(columns):
                self._counts[r][c] += 1
                if numbers:
                    self._sums[r][c] += numbers.input[row][column] * numbers.kernel[u][v]
                if self._kept[r, c]:
                    count = self._counts[r][c]
                    label = shown(self._sums[r][c]) if numbers else str(count)
                    stamped[r, c] = self._cells.code(Role.STAMP, label)
                    self._codes[r, c] = self._cells.code(SHADES[min(count, len(SHADES)) - 1], label)
        return stamped

    def empty(self) -> Codes:
        """The output before the first stamp."""
        return self._codes.copy()

    def result(self) -> Codes:
        """The finished output, in which cells that no stamp has reached are holes."""
        untouched = self._codes == self._cells.code(Role.OUTPUT_PENDING)
        return np.where(untouched, self._cells.code(Role.OUTPUT_HOLE, ZERO), self._codes).astype(np.uint16)


def kept(layer: Layer, axis: int, position: int) -> bool:
    """Whether a row or column of the full output is left after the crop."""
    return 0 <= position - layer.padding[axis][0] < layer.output[axis]


def alt(layer: Layer, seen: Seen) -> list[str]:
    """What is stamped onto what, and what its cells show."""
    full = full_size(layer, 0), full_size(layer, 1)
    cut = f" (cut from {size_words(full)})" if full != layer.output else ""
    cells = "their sums" if seen.numbers else "how often they are reached"
    sentence = (
        f"each cell of {an(layer.own(layer.input))} input stamps {a_window(layer)} "
        f"onto {an(layer.own(layer.output))} output{cut}, {layer.given('stride')} apart; cells show {cells}"
    )
    return [sentence, *about_holes(layer), *about_numbers(seen)]
