"""A picture on its page as what changes at each step: the input of all that is drawn as shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from convanim.layout.metrics import wrap_evenly
from convanim.layout.page import Layout, Place
from convanim.scene.cells import Cell
from convanim.scene.frames import Grid, Window
from convanim.scene.picture import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Step(NamedTuple):
    """One step: its ms, the cells that became another (place, code), the outline of each panel, the words below."""

    ms: int
    changes: list[tuple[int, int]]
    windows: tuple[Window | None, ...]
    caption: tuple[str, ...]
    counter: str


class NumberedCells:
    """The cells of a picture on its page: each place (all panels, row by row) and each distinct cell has a number."""

    def __init__(self, picture: Picture, layout: Layout) -> None:
        self.picture, self.layout = picture, layout
        self.corners = [corner for place in layout.places.values() for corner in _corners(place)]
        """The top left corner of each place, px."""
        self.cells: list[Cell] = []
        """Every distinct cell by its code; complete after the last of the steps."""
        self._codes: dict[Cell, int] = {}

    def steps(self, durations_ms: Iterable[int]) -> Iterator[Step]:
        """Each step in order, given how long each is shown. In the first one every cell is a change."""
        import numpy as np

        last: NDArray[np.intp] | None = None
        for frame, ms in zip(self.picture.frames(), durations_ms, strict=True):
            grids = [frame.grids[name] for name in self.layout.places]
            codes = np.concatenate([self._numbered(grid) for grid in grids])
            stale = np.arange(len(codes)) if last is None else np.flatnonzero(codes != last)
            changes = list(zip(stale.tolist(), codes[stale].tolist(), strict=True))
            windows = tuple(grid.window for grid in grids)
            yield Step(ms, changes, windows, self._caption_lines(frame.caption), frame.counter)
            last = codes

    def _caption_lines(self, caption: str) -> tuple[str, ...]:
        """A caption as it is broken over its lines."""
        lines = wrap_evenly(caption, self.layout.caption[0].size, self.layout.caption_width)
        return tuple(lines[: len(self.layout.caption)])

    def _numbered(self, grid: Grid) -> NDArray[np.intp]:
        """A grid's cells, row by row, as codes of the whole picture."""
        import numpy as np

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
