"""What stamps give to each cell of the output, and how that is written: terms first, then their sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.text import Pair
from convanim.planner import stamping
from convanim.planner.layer_to_show import ZERO, LayerToShow
from convanim.scene.cells import Cells
from convanim.scene.roles import Paint, Role, mixed
from convanim.values.exact import Value, shown, simplest

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

SHADES = (Role.OVERLAP_1, Role.OVERLAP_2, Role.OVERLAP_3, Role.OVERLAP_4)
"""Darker where more contributions add; the last for all from four on."""


LONGEST_TERMS = 5
"""Letters of terms that are written in a cell, as in `1 + 2`, where cells are few: others could not be read."""


PLUS = "+"


class Tally:
    """The contributions to each cell of the full output so far: whose they are, and how much."""

    def __init__(self, wanted: LayerToShow, cells: Cells, full: Pair) -> None:
        self._wanted, self._layer, self._cells, self._full = wanted, wanted.layer, cells, full
        self._longest = LONGEST_TERMS if stamping.few(self._layer) else 0
        self._given: dict[Pair, list[tuple[Role, Value]]] = {}
        self._pending = cells.code(wanted.pending)
        self._codes = np.full(full, self._pending, np.uint16)

    def _contributions(self, row: int, column: int) -> Iterator[tuple[Pair, Pair, Value]]:
        """Of an input cell: where in its stamp, where on the full output, how much; without values 1."""
        numbers, layer = self._wanted.numbers, self._layer
        rows, columns = stamping.taps(layer, 0, row), stamping.taps(layer, 1, column)
        for u, r in enumerate(rows):
            for v, c in enumerate(columns):
                value = numbers.input[row][column] * numbers.kernel[u][v] if numbers else 1
                yield (r - rows[0], c - columns[0]), (r, c), simplest(value)

    def empty(self) -> Codes:
        """The output before any stamp."""
        return self._codes.copy()

    def stamp(self, row: int, column: int) -> Codes:
        """The stamp of an input cell, with nothing between taps that are apart."""
        sides = [axis.effective_kernel for axis in self._layer.axes]
        codes = np.full(sides, self._cells.code(Role.EMPTY), np.uint16)
        role = stamping.hue(self._layer, row, column)
        for inside, _, value in self._contributions(row, column):
            codes[inside] = self._code([(role, value)], shown(value))
        return codes

    def _code(self, given: list[tuple[Role, Value]], label: str) -> int:
        """A cell that got these: the colours of all input cells that gave some; among shades that of the sum."""
        wanted = self._wanted
        if not wanted.shading:
            return self._cells.code(mixed(hue for hue, _ in given), label)
        paint = wanted.output_paint(Role.OUTPUT_DONE, simplest(sum(value for _, value in given)))
        return self._cells.code(paint, label if wanted.written else "")

    def meets(self, row: int, column: int) -> Pair | None:
        """The first place where the stamp of an input cell, once landed, meets another; None where it does not."""
        places = (place for _, place, _ in self._contributions(row, column))
        return next((place for place in places if len(self._given[place]) > 1), None)

    def last_sum(self, place: Pair) -> str:
        """What was added last to a cell, `1 + 2 = 3`."""
        *others, (_, value) = self._given[place]
        so_far = simplest(sum(other for _, other in others))
        return f"{added([so_far, value])} = {shown(simplest(so_far + value))}"

    def add(self, row: int, column: int) -> Codes:
        """One more stamp: the output as it is now, in which its cells say what is added: `1 + 2`, or `+12`."""
        landed = self._codes.copy()
        role = stamping.hue(self._layer, row, column)
        for _, place, value in self._contributions(row, column):
            given = self._given.setdefault(place, [])
            so_far = simplest(sum(other for _, other in given))
            label = f"{'+' * (value >= 0)}{shown(value)}" if given else shown(value)
            if given and len(terms := added([so_far, value])) <= self._longest:
                label = terms
            given.append((role, value))
            landed[place] = self._code(given, label)
            self._codes[place] = self._summed(place)
        return landed

    def all_terms(self) -> Codes:
        """All stamps at once, their contributions beside each other where they meet."""
        for row, column in np.ndindex(*self._layer.input):
            self.add(row, column)
        codes = self._codes.copy()
        for place, given in self._given.items():
            label = added([value for _, value in given])
            if len(given) > 1 and len(label) > self._longest:
                label = PLUS
            codes[place] = self._code(given, label)
        return codes

    def _summed(self, place: Pair) -> int:
        given = self._given[place]
        total = simplest(sum(value for _, value in given))
        return self._code(given, shown(total))

    def sums(self) -> Codes:
        """All that stamps reach, added, before anything is cut off; what none reaches is a hole."""
        untouched = self._codes == self._pending
        return np.where(untouched, self._cells.code(Role.OUTPUT_HOLE, ZERO), self._codes).astype(np.uint16)

    def fullest(self) -> Pair:
        """The cell with most contributions; of several the first that is kept."""
        layer = self._layer

        def worth(place: Pair) -> tuple[int, bool]:
            inside = all(stamping.kept(layer, axis, index) for axis, index in enumerate(place))
            return len(self._given[place]), inside

        return max(sorted(self._given), key=worth)

    def terms(self, place: Pair | None, most: int) -> Codes:
        """What was added last to a cell, in the middle of room for so many terms; nothing with None.

        `1 + 2 = 3`, in the colours of what was there and of what came.
        """
        given = self._given[place] if place else []
        *others, last = given or [(Role.EMPTY, 0)]
        if not place or not others:
            return self._in_the_middle([], most)
        so_far = mixed(hue for hue, _ in others), simplest(sum(value for _, value in others))
        return self._in_the_middle(self._equation([so_far, last], place), most)

    def all_terms_of(self, place: Pair) -> Codes:
        """The sum of a cell, written out: each contribution in the colour of its input cell."""
        given = self._given[place]
        return self._in_the_middle(self._equation(given, place), len(given))

    def _equation(self, terms: Sequence[tuple[Paint, Value]], place: Pair) -> list[int]:
        """Cells of `1 + 2 = 3`."""
        code = self._cells.code
        codes = [part for role, value in terms for part in (code(Role.EMPTY, PLUS), code(role, shown(value)))]
        return [*codes[1:], code(Role.EMPTY, "="), self._summed(place)]

    def _in_the_middle(self, codes: list[int], most: int) -> Codes:
        """Cells in the middle of the row that has room for so many terms and their sum."""
        row = np.full((1, 2 * most + 1), self._cells.code(Role.EMPTY), np.uint16)
        start = (row.shape[1] - len(codes)) // 2
        row[0, start : start + len(codes)] = codes
        return row

    def result(self) -> Codes:
        """The finished output: what is cut off struck out, and without values darker where more contributions add."""
        codes, cells = self.sums(), self._cells
        for place in np.ndindex(*self._full):
            cell = cells[int(codes[place])]
            if not all(stamping.kept(self._layer, axis, index) for axis, index in enumerate(place)):
                codes[place] = cells.code(Role.CROPPED)
            elif not self._wanted.shading and cell.role is not Role.OUTPUT_HOLE:
                count = len(self._given[place])
                shade = SHADES[min(count, len(SHADES)) - 1]
                codes[place] = cells.code(Role.OUTPUT_DONE if self._wanted.numbers else shade, cell.label)
        return codes


def added(values: list[Value]) -> str:
    """Values as a sum: `1 + 2`, `1 − 2`.

    >>> added([1, 2, -3])
    '1 + 2 − 3'
    """
    first, *others = values
    return shown(first) + "".join(f" {'−' if value < 0 else '+'} {shown(abs(value))}" for value in others)
