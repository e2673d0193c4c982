"""Grids, windows, links and frames. No colours, no pixels, no layers."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from convanim.scene.cells import Cell, Cells

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

MAIN_WORDS, COUNTER_WORDS = "", "counter"
"""Keys of the words of every frame: what happens, and where we are. Groups have keys of their own."""


class Window(NamedTuple):
    """A rectangle of cells with a strong outline.

    With a step `down` or `across` above 1 only each such cell is meant: those are outlined, and thinly all of them.
    """

    row: int
    column: int
    rows: int
    columns: int
    down: int = 1
    across: int = 1

    @property
    def apart(self) -> bool:
        """Whether the cells that are meant do not touch."""
        return (self.down > 1 and self.rows > 1) or (self.across > 1 and self.columns > 1)

    def cells(self) -> list[Window]:
        """Each cell that is meant, as a window of its own."""
        return [
            Window(row, column, 1, 1)
            for row in range(self.row, self.row + self.rows, self.down)
            for column in range(self.column, self.column + self.columns, self.across)
        ]


class Region(NamedTuple):
    """A rectangle of cells of a panel."""

    panel: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @classmethod
    def of(cls, panel: str, window: Window) -> Region:
        """The cells of a window."""
        return cls(panel, *window[:4])

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return self.rows == self.columns == 1


class Route(enum.Enum):
    """How a link runs from one panel to another."""

    USUAL = "usual"
    """Sideways, or down or up where one panel stands wholly below the other."""
    ACROSS = "across"
    """Sideways, wherever the panels stand."""
    OUTSIDE = "outside"
    """Where one panel stands wholly below the other, level to the side of the page, along it, and level to the other
    cells: few cells are crossed, and from step to step little changes. Else as usual."""
    WIRE = "wire"
    """Sideways, in one straight line from cell to cell."""


class Link(NamedTuple):
    """What joins the cells that are read to those that they make."""

    source: Region
    target: Region
    route: Route = Route.USUAL
    merging: bool = False
    """Whether others come to the same cell: all turn at one place half way, and run on to it as one line."""

    def renamed(self, prefix: str) -> Link:
        """The same between panels whose names begin with `prefix`."""
        source, target = (end._replace(panel=prefix + end.panel) for end in (self.source, self.target))
        return self._replace(source=source, target=target)


@dataclass(frozen=True)
class Grid:
    """One panel at one moment: an array (rows, columns) of codes into `cells`, and perhaps an outline."""

    codes: Codes
    cells: Cells
    window: Window | None = None

    def __getitem__(self, position: tuple[int, int]) -> Cell:
        return self.cells[int(self.codes[position])]


class Piece(NamedTuple):
    """A small grid that lies over a panel, anywhere, perhaps turned: what glides, is stamped or turns.

    Its cells are as large as the panel's; those of the role EMPTY are not there. What is written stays upright.
    """

    panel: str
    row: float
    column: float
    """Where its top left corner is, in cells of the panel, whole or not."""
    grid: Grid
    turn: float = 0.0
    """Degrees, clockwise, about its middle."""
    origin: Region | None = None
    """Where it comes from, the middle of cells of any panel; None where it is in its place."""
    way: float = 1.0
    """How much of the straight way from there it has gone."""


class Flight(NamedTuple):
    """A cell that comes from another panel to its place, and the code of what is seen there until it has come."""

    origin: Region
    target: Region
    before: int


class Frame(NamedTuple):
    """One moment: a grid for each panel, what happens in words, where we are, how long it is held, and the links."""

    grids: Mapping[str, Grid]
    caption: str
    counter: str = ""
    beats: float = 1.0
    links: tuple[Link, ...] = ()
    captions: Mapping[str, str] = {}
    """The captions of groups, by their keys."""
    pieces: tuple[Piece, ...] = ()
    """What lies over the panels, the last on top."""
    step: int | None = None
    """The step that it shows, counted from 0 over all grids; None before, between and after the steps."""
    flight: Flight | None = None
    """What it makes elsewhere, that may be seen to come to its cell."""
    under_way: bool = False
    """Whether that is still on its way, and the frame of the step follows."""

    def words(self, key: str) -> str:
        """What is said at a place for words."""
        return self.caption if key == MAIN_WORDS else self.counter if key == COUNTER_WORDS else self.captions[key]

    def with_flight_at(self, way: float) -> Frame:
        """The same while what it makes has gone so much of the way, and no link leads where it is not yet."""
        assert self.flight is not None  # noqa: S101  # a film flies only what flies
        origin, target, before = self.flight
        grid, place = self.grids[target.panel], (target.row, target.column)
        codes = grid.codes.copy()
        codes[place] = before
        cell = grid.codes[place[0] : place[0] + 1, place[1] : place[1] + 1]
        outlined = Grid(cell, grid.cells, Window(0, 0, 1, 1))
        return self._replace(
            grids={**self.grids, target.panel: Grid(codes, grid.cells, grid.window)},
            links=tuple(link for link in self.links if link.target != target),
            pieces=(*self.pieces, Piece(target.panel, *place, outlined, 0.0, origin, way)),
            step=None,
            under_way=True,
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """The places for words that it fills."""
        return (MAIN_WORDS, COUNTER_WORDS, *self.captions)
