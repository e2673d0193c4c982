"""A picture on its page as what changes at each step: the input of all that is drawn as shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from convanim.layout.page import Layout, Lean, Place, Text
from convanim.renderer.links import DrawnLink, drawn_links
from convanim.renderer.pieces import DrawnPiece, drawn_pieces
from convanim.scene.cells import Cell
from convanim.scene.frames import Frame, Grid, Window
from convanim.scene.picture import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


GLIDE_MS = 180
"""How long windows and links glide from one step to the next; less where a step is shorter."""


class SizedCell(NamedTuple):
    """What a cell is, and its side, px: panels may have cells of different sizes."""

    cell: Cell
    size: int
    lean: Lean | None = None
    """How it lies; None where it stands."""


class Over(NamedTuple):
    """What lies over the cells and can glide: the outline of each panel, and the links."""

    windows: tuple[Window | None, ...]
    links: tuple[DrawnLink, ...]

    def gliding_from(self, last: Over) -> Over:
        """The same outlines and lines, one by one, each where it was in the last step if it was there."""
        windows = tuple(
            was if now and was and now[2:] == was[2:] else now
            for now, was in zip(self.windows, last.windows, strict=True)
        )
        alike = [len(link.ways) for link in self.links] == [len(link.ways) for link in last.links]
        links = (
            tuple(now.where(was) for now, was in zip(self.links, last.links, strict=True)) if alike else self.links
        )
        return Over(windows, links)


class Step(NamedTuple):
    """One step: its ms, the cells that became another (place, code), what lies over them, and the words."""

    ms: int
    changes: list[tuple[int, int]]
    over: Over
    before: Over
    """Where that begins to glide."""
    pieces: tuple[DrawnPiece, ...]
    words: tuple[Text, ...]
    """A line for each place of words, in the order of the page; empty where there is nothing to say."""
    caption: str
    counter: str


class NumberedCells:
    """The cells of a picture on its page: each place (all panels, row by row) and each distinct cell has a number."""

    def __init__(self, picture: Picture, layout: Layout) -> None:
        self.picture, self.layout = picture, layout
        self.corners = [corner for place in layout.places.values() for corner in _corners(place)]
        """The top left corner of each place, px."""
        self.cells: list[SizedCell] = []
        """Every distinct cell by its code; complete after the last of the steps."""
        self._codes: dict[SizedCell, int] = {}

    def steps(self, durations_ms: Iterable[int]) -> Iterator[Step]:
        """Each step in order, given how long each is shown. In the first one every cell is a change."""
        import numpy as np

        last: NDArray[np.intp] | None = None
        before: Over | None = None
        places = self.layout.places
        for frame, ms in zip(self.picture.frames(), durations_ms, strict=True):
            codes = np.concatenate([self._numbered(frame.grids[name], place) for name, place in places.items()])
            stale = np.arange(len(codes)) if last is None else np.flatnonzero(codes != last)
            changes = list(zip(stale.tolist(), codes[stale].tolist(), strict=True))
            over = Over(tuple(frame.grids[name].window for name in places), drawn_links(frame, self.layout))
            start = over.gliding_from(before) if before else over
            pieces, words = self._pieces(frame), self._words(frame)
            yield Step(ms, changes, over, start, pieces, words, frame.caption, frame.counter)
            last, before = codes, over

    def code(self, cell: SizedCell) -> int:
        """The number of a distinct cell."""
        if cell not in self._codes:
            self._codes[cell] = len(self.cells)
            self.cells.append(cell)
        return self._codes[cell]

    def _pieces(self, frame: Frame) -> tuple[DrawnPiece, ...]:
        """All pieces, whose cells are numbered too."""
        pieces = drawn_pieces(frame, self.layout.places)
        for piece in pieces:
            for placed in piece.cells:
                self.code(SizedCell(placed.cell, placed.size))
        return pieces

    def _words(self, frame: Frame) -> tuple[Text, ...]:
        """Every line of every place for words."""
        lines: list[Text] = []
        for slot in self.layout.slots:
            filled = slot.filled(frame)
            lines += [*filled, *slot.lines[len(filled) :]]
        return tuple(lines)

    def _numbered(self, grid: Grid, place: Place) -> NDArray[np.intp]:
        """A grid's cells, row by row, as codes of the whole picture."""
        import numpy as np

        known, places = np.unique(grid.codes, return_inverse=True)
        table = np.array([self.code(SizedCell(grid.cells[code], place.cell, place.lean)) for code in known.tolist()])
        numbered: NDArray[np.intp] = table[places.ravel()]
        return numbered


def _corners(place: Place) -> Iterator[tuple[int, int]]:
    for row in range(place.rows):
        for column in range(place.columns):
            yield place.corner(row, column)
