"""The scatter view of a transposed convolution: each input cell stamps the kernel onto the output; overlaps add."""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.text import listed
from convanim.layers.base import Layer
from convanim.layers.compute import full_size, overlap_start, overlaps_evenly
from convanim.planner.gather import kernel_panel
from convanim.planner.subject import ZERO, Subject, in_order, kernel_as_given, plain_input, size_words
from convanim.scene.cells import Cells
from convanim.scene.frames import ARROW, Frame, Grid, Panel, Picture, Window
from convanim.scene.roles import Role
from convanim.values.exact import Value, shown

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

SHADES = (Role.OVERLAP_1, Role.OVERLAP_2, Role.OVERLAP_3, Role.OVERLAP_4)
"""Darker where more stamps overlap; the last for all from four on."""


def scatter(subject: Subject) -> Picture:
    """One frame for each input cell, in row order, and one for the result.

    The output panel is all that stamps can reach: the border that padding cuts off is shown struck out. Without
    values a cell shows how many stamps have reached it, with values their sum.
    """
    layer, numbers = subject.layer, subject.numbers
    cells = Cells()
    height, width = full_size(layer, 0), full_size(layer, 1)
    stamped = _Stamps(subject)
    base = plain_input(subject, cells)
    kernel = {"kernel": kernel_as_given(subject, cells)} if numbers else {}
    count = layer.input[0] * layer.input[1]
    rule = overlap_rule(layer)
    captions = [*(stamped.caption(row, column) for row, column in np.ndindex(*layer.input)), rule]

    def frames() -> Iterator[Frame]:
        tally = _Tally(subject, height, width)
        for step, (row, column) in enumerate(np.ndindex(*layer.input), 1):
            tally.add(row, column)
            codes = base.copy()
            codes[row, column] = cells.code(Role.STAMP, subject.input_label(row, column))
            stamp = stamped.taps(row, column)
            grids = {
                "input": Grid(codes, cells, Window(row, column, 1, 1)),
                **kernel,
                "output": Grid(tally.codes(cells, stamp), cells, stamped.window(row, column)),
            }
            yield Frame(grids, captions[step - 1], f"step {step} of {count}")
        grids = {"input": Grid(base, cells), **kernel, "output": Grid(tally.codes(cells, None), cells)}
        yield Frame(grids, rule, "result", 2)

    roles = {Role.INPUT, Role.STAMP, Role.OUTPUT_PENDING, *_final_roles(layer, height, width)}
    roles |= {Role.KERNEL} if numbers else set()
    cropped = (height, width) != layer.output
    full = f"output {size_words(layer.output)}" + (f", cut from {size_words((height, width))}" if cropped else "")
    return Picture(
        title=layer.title,
        facts="   ".join(layer.facts()),
        formula=tuple(layer.formula()),
        notes=(
            f"each input cell stamps the kernel onto the output, s = {layer.given('stride')} apart; overlaps add",
        ),
        panels=(
            Panel("input", *layer.input, f"input {size_words(layer.input)}", "∗" if numbers else ARROW),
            *([kernel_panel(layer)._replace(caption=f"kernel {size_words(layer.kernel)}")] if numbers else []),
            Panel("output", height, width, full),
        ),
        roles=in_order(roles),
        labelled=frozenset(roles - {Role.OUTPUT_PENDING, Role.CROPPED} - (set() if numbers else {Role.INPUT})),
        captions=tuple(captions),
        counters=(f"step {count} of {count}",),
        count=count + 1,
        frames=frames,
        labels=subject.labels() if numbers else ("0",),
    )


def overlap_rule(layer: Layer) -> str:
    """Whether overlaps are even away from the borders, and why: along each axis they repeat with the stride.

    >>> from convanim.layers.transposed import TransposedConvolution
    >>> overlap_rule(TransposedConvolution.of(3, 4, 1, 2))
    'even inside: s = 2 divides k = 4'
    >>> overlap_rule(TransposedConvolution.of(3, 3, 1, 2))
    'stamps inside: 2 1 2 1 … along each axis, a cell has the product; s = 2 does not divide k = 3'
    """
    rules = []
    for axis in range(2):
        k, s, d = layer.kernel[axis], layer.stride[axis], layer.dilation[axis]
        if overlaps_evenly(k, s, d):
            rules.append(("even inside", f"s = {s} divides k = {k}"))
        else:
            why = f"s = {s} and d = {d} share a factor" if gcd(s, d) > 1 else f"s = {s} does not divide k = {k}"
            rules.append((" ".join(map(str, overlap_start(k, s, d, 4))) + " …", why))
    (rows, why_rows), (columns, why_columns) = rules
    flat = 1 == layer.input[0] == layer.output[0]
    if columns.startswith("even") and (flat or rows.startswith("even")):
        alike = flat or rules[0] == rules[1]
        return f"even inside: {why_columns}" if alike else f"even inside: {why_rows}, {why_columns}"
    if flat:
        return f"stamps inside: {columns}; {why_columns}"
    if rules[0] == rules[1]:
        return f"stamps inside: {columns} along each axis, a cell has the product; {why_columns}"
    return f"stamps: rows {rows} ({why_rows}), columns {columns} ({why_columns}), a cell has the product"


class _Stamps:
    """Where each input cell's stamp falls on the full output."""

    def __init__(self, subject: Subject) -> None:
        self._subject, self._layer = subject, subject.layer

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
        return Window(rows[0], columns[0], rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1)

    def caption(self, row: int, column: int) -> str:
        """Which output cells, counted from the first that is kept, an input cell is added to."""
        subject, layer = self._subject, self._layer
        places = []
        for axis, taps in enumerate(self.taps(row, column)):
            start = layer.padding[axis][0]
            kept = [tap - start for tap in taps if 0 <= tap - start < layer.output[axis]]
            places.append(listed(kept))
        cell = (
            subject.index("x", row, column)
            if subject.numbers
            else f"input {column if subject.flat else (row, column)}"
        )
        what = f"{cell}·w = {shown(subject.numbers.input[row][column])}·w" if subject.numbers else cell
        if not all(places):
            return f"{what}: all cut off"
        verb = "onto" if subject.numbers else "stamps output"
        if subject.flat:
            return f"{what} {verb} {places[1]}"
        rows, columns = (
            f"{name}{'s' * (not place.isdigit())} {place}"
            for name, place in zip(("row", "column"), places, strict=True)
        )
        return f"{what} {verb} {rows}, {columns}"


class _Tally:
    """How many stamps have reached each cell, and what they add up to."""

    def __init__(self, subject: Subject, height: int, width: int) -> None:
        self._subject, self._layer = subject, subject.layer
        self._counts = [[0] * width for _ in range(height)]
        self._sums: list[list[Value]] = [[0] * width for _ in range(height)]
        self._stamps = _Stamps(subject)

    def add(self, row: int, column: int) -> None:
        """One more stamp."""
        numbers = self._subject.numbers
        rows, columns = self._stamps.taps(row, column)
        for u, r in enumerate(rows):
            for v, c in enumerate(columns):
                self._counts[r][c] += 1
                if numbers:
                    self._sums[r][c] += numbers.input[row][column] * numbers.kernel[u][v]

    def codes(self, cells: Cells, stamp: tuple[list[int], list[int]] | None) -> Codes:
        """The output as it is now; cells under the last stamp stand out, without one it is finished."""
        rows, columns = (set(taps) for taps in stamp) if stamp else (set(), set())
        codes = np.zeros((len(self._counts), len(self._counts[0])), np.uint16)
        for (r, c), _ in np.ndenumerate(codes):
            count = self._counts[r][c]
            label = (shown(self._sums[r][c]) if self._subject.numbers else str(count)) if count else ""
            if not kept(self._layer, r, c):
                role, label = Role.CROPPED, ""
            elif r in rows and c in columns:
                role = Role.STAMP
            elif count:
                role = SHADES[min(count, len(SHADES)) - 1]
            else:
                role, label = (Role.OUTPUT_PENDING, "") if stamp else (Role.OUTPUT_HOLE, ZERO)
            codes[r, c] = cells.code(role, label)
        return codes


def kept(layer: Layer, row: int, column: int) -> bool:
    """Whether a cell of the full output is left after the crop."""
    return all(
        0 <= position - layer.padding[axis][0] < layer.output[axis] for axis, position in enumerate((row, column))
    )


def _final_roles(layer: Layer, height: int, width: int) -> set[Role]:
    """Roles that the output has at some moment."""
    tally = _Tally(Subject(layer), height, width)
    roles = set()
    cells = Cells()
    for row, column in np.ndindex(*layer.input):
        tally.add(row, column)
        roles |= {cells[int(code)].role for code in np.unique(tally.codes(cells, ([], [])))}
    return roles | {cells[int(code)].role for code in np.unique(tally.codes(cells, None))}
