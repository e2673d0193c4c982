"""The input while the window lies on it: what is under it, what wins, and what its copies are copies of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from convanim.core.text import Pair
from convanim.layers.axis import ZEROS
from convanim.layers.compute import winner_of
from convanim.layers.padding import CAUSAL
from convanim.planner.found_codes import FoundCodes
from convanim.planner.layer_to_show import LayerToShow
from convanim.scene.cells import MOST_CODES, Cells
from convanim.scene.roles import CHANNELS, Paint, Role, role_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convanim.scene.cells import Codes


class UnderWeights:
    """A cell's look while a weight of the kernel lies on it."""

    ROLES: ClassVar[dict[Paint, Role]] = {
        Role.INPUT: Role.WINDOW_INPUT,
        Role.INSERTED_ZERO: Role.WINDOW_ZERO,
        Role.PADDING: Role.WINDOW_ZERO,
        Role.COPY: Role.WINDOW_COPY,
        Role.SOURCE: Role.WINDOW_SOURCE,
        Role.BEYOND: Role.WINDOW_BEYOND,
        Role.WINNER: Role.WINDOW_INPUT,
        Role.OUTPUT_DONE: Role.WINDOW_INPUT,
        **dict.fromkeys(CHANNELS, Role.WINDOW_INPUT),
    }

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._found = FoundCodes((MOST_CODES + 1,), self._code)

    def codes(self, codes: Codes) -> Codes:
        """Codes for the cells under weights, (rows, columns), given those that they have without."""
        return self._found.at(codes)

    def _code(self, code: int) -> int:
        return self._cells.in_role(code, self.ROLES[role_of(self._cells[code].role)])


class UnderWindow:
    """The cells of the input while the window lies on some of them."""

    def __init__(self, wanted: LayerToShow, cells: Cells) -> None:
        self._wanted, self._cells = wanted, cells
        self._under = UnderWeights(cells)
        self._taps = [[np.array(axis.taps(o)) for o in range(axis.output)] for axis in wanted.layer.axes]
        self._copies = any(axis.mode != ZEROS for axis in wanted.layer.axes)
        self._causal = wanted.layer.is_padded_by(CAUSAL)

    def lit(self, base: Codes, place: Pair, winner: Pair | None) -> Codes:
        """The input, (rows, columns), under the window that makes output (row, column)."""
        codes = base.copy()
        if self._copies:
            for source in self._sources(place):
                codes[source] = self._cells.in_role(int(codes[source]), Role.SOURCE)
        if self._causal:
            self._hide_the_future(codes, int(self._taps[1][place[1]][-1]))
        tapped = self._taps[0][place[0]][:, np.newaxis], self._taps[1][place[1]]
        codes[tapped] = self._under.codes(codes[tapped])
        if winner:
            codes[winner] = self._cells.in_role(int(codes[winner]), Role.WINDOW_WINNER)
        return codes

    @property
    def changes_more(self) -> bool:
        """Whether cells look different that the window does not lie on."""
        return self._copies or self._causal

    def covers(self, place: Pair, cell: Pair) -> bool:
        """Whether the window that makes output (row, column) reads a cell of the drawn input."""
        return all(cell[axis] in self._taps[axis][place[axis]] for axis in (0, 1))

    def alike(self, columns: NDArray[np.intp]) -> list[NDArray[np.intp]]:
        """Columns of the output, together those whose windows are equally wide."""
        wide = np.array([len(taps) for taps in self._taps[1]])[columns]
        return [columns[wide == one] for one in sorted(set(wide.tolist()))]  # np.unique loads masked arrays

    def row(self, base: Codes, row: int, columns: NDArray[np.intp], winners: Mapping[Pair, Pair]) -> Codes:
        """The cells under the windows of a row of the output that are equally wide: (columns, down, across)."""
        down, across = self._taps[0][row], np.array([self._taps[1][column] for column in columns.tolist()])
        codes = self._under.codes(base[down[:, np.newaxis], across[:, np.newaxis, :]])
        for place, column in enumerate(columns.tolist()):
            winner = winners.get((row, column))
            if winner:
                at = place, down.tolist().index(winner[0]), across[place].tolist().index(winner[1])
                codes[at] = self._cells.in_role(int(codes[at]), Role.WINDOW_WINNER)
        return codes

    def _hide_the_future(self, codes: Codes, now: int) -> None:
        """Pale what comes after the last position that a causal layer reads."""
        for column in range(now + 1, codes.shape[1]):
            code = int(codes[0, column])
            if role_of(self._cells[code].role) is Role.INPUT:
                codes[0, column] = self._cells.in_role(code, Role.RESTING)

    def winner(self, place: Pair) -> Pair | None:
        """Where the input cell is drawn that output (row, column) is, in a layer where it is one."""
        wanted = self._wanted
        won = winner_of(wanted.layer, wanted.numbers.input, place) if wanted.numbers else None
        return self._drawn(won) if won else None

    def _drawn(self, cell: Pair) -> Pair:
        rows, columns = self._wanted.layer.axes
        return max(rows.before, 0) + cell[0], max(columns.before, 0) + cell[1]

    def _sources(self, place: Pair) -> Iterator[Pair]:
        """Where the input cells are drawn that the copies under the window hold."""
        rows, columns = self._wanted.layer.axes
        for row, column in product(self._taps[0][place[0]].tolist(), self._taps[1][place[1]].tolist()):
            held = rows.source(row), columns.source(column)
            if held[0] is not None and held[1] is not None:
                source = self._drawn((held[0], held[1]))
                if source != (row, column):
                    yield source
