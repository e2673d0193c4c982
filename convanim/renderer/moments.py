"""A composition as what changes at each step: the input of all that is drawn without pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convanim.layout.metrics import wrap_evenly
from convanim.layout.page import Layout, Place
from convanim.scene.cells import Cell
from convanim.scene.frames import Grid, Picture, Window

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Moment(NamedTuple):
    """One step: its ms, the cells that became another (place, code), the outline of each panel, the words below."""

    ms: int
    changes: list[tuple[int, int]]
    windows: tuple[Window | None, ...]
    caption: tuple[str, ...]
    counter: str


class Scene:
    """A picture on its page, with a number for each place of a cell (all panels, row by row) and each distinct cell.

    In the first moment every cell is a change.
    """

    def __init__(self, picture: Picture, layout: Layout) -> None:
        self.picture, self.layout = picture, layout
        self.cell = next(iter(layout.places.values())).cell
        """The side of a cell, px."""
        self.corners = [corner for place in layout.places.values() for corner in _corners(place)]
        """The top left corner of each cell, px."""
        self.cells: list[Cell] = []
        """Every distinct cell by its code; complete once the moments were made."""
        self._codes: dict[Cell, int] = {}

    def moments(self, durations_ms: Iterator[int]) -> Iterator[Moment]:
        """Each step in order, given how long each is shown."""
        last: NDArray[np.intp] | None = None
        for frame, ms in zip(self.picture.frames(), durations_ms, strict=True):
            grids = [frame.grids[name] for name in self.layout.places]
            codes = np.concatenate([self._numbered(grid) for grid in grids])
            stale = np.arange(len(codes)) if last is None else np.flatnonzero(codes != last)
            changes = list(zip(stale.tolist(), codes[stale].tolist(), strict=True))
            yield Moment(
                ms, changes, tuple(grid.window for grid in grids), self.caption_lines(frame.caption), frame.counter
            )
            last = codes

    def caption_lines(self, caption: str) -> tuple[str, ...]:
        """A caption as it is broken over its lines."""
        lines = wrap_evenly(caption, self.layout.caption[0].size, self.layout.caption_width)
        return tuple(lines[: len(self.layout.caption)])

    def _numbered(self, grid: Grid) -> NDArray[np.intp]:
        """A grid's cells, row by row, as codes of the whole picture."""
        known, places = np.unique(grid.codes, return_inverse=True)
        table = np.array([self._code(grid.cells[code]) for code in known.tolist()])
        numbered: NDArray[np.intp] = table[places.ravel()]
        return numbered

    def _code(self, cell: Cell) -> int:
        if cell not in self._codes:
            self._codes[cell] = len(self.cells)
            self.cells.append(cell)
        return self._codes[cell]


def _corners(place: Place) -> Iterator[tuple[int, int]]:
    for row in range(place.rows):
        for column in range(place.columns):
            yield place.x + column * place.cell, place.y + row * place.cell
