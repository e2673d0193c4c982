"""The vocabulary of a picture: roles, cells, grids, frames. No colours, no pixels, no layers."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from convanim.errors import ConvanimError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.uint16]


MOST_CODES = 65_535
"""The largest code of a cell: grids hold 16 bits of each."""

ARROW = "→"
"""The sign that is drawn as an arrow; any other is written."""


class Role(enum.Enum):
    """What a cell is, in the order of the legend, which shows the second word."""

    INPUT = "input", "input"
    INSERTED_ZERO = "inserted_zero", "inserted zero"
    PADDING = "padding", "padding"
    CROPPED = "cropped", "cropped"
    CROPPED_INPUT = "cropped_input", "cropped input"
    UNREAD = "unread", "never read"
    UNREAD_INPUT = "unread_input", "input, never read"
    WINDOW_INPUT = "window_input", "kernel over input"
    WINDOW_ZERO = "window_zero", "kernel over zero"
    OUTPUT_PENDING = "output_pending", ""
    OUTPUT_CURRENT = "output_current", "current output"
    OUTPUT_DONE = "output_done", "done"
    OUTPUT_HOLE = "output_hole", "reads no input: 0"
    KERNEL = "kernel", "kernel"
    STAMP = "stamp", "stamped now"
    OVERLAP_1 = "overlap_1", "1 stamp"
    OVERLAP_2 = "overlap_2", "2 stamps"
    OVERLAP_3 = "overlap_3", "3 stamps"
    OVERLAP_4 = "overlap_4", "4 stamps or more"
    WEIGHT_1 = "weight_1", ""
    WEIGHT_2 = "weight_2", ""
    WEIGHT_3 = "weight_3", ""
    WEIGHT_4 = "weight_4", ""
    WEIGHT_5 = "weight_5", ""
    WEIGHT_6 = "weight_6", ""
    WEIGHT_7 = "weight_7", ""
    WEIGHT_8 = "weight_8", ""
    WEIGHT_9 = "weight_9", ""
    MATRIX_ZERO = "matrix_zero", "no connection: 0"
    EMPTY = "empty", ""

    def __init__(self, key: str, legend: str) -> None:
        self.key = key
        """Its name in themes and in the plan document."""
        self.legend = legend
        """What the legend says of it; a role without words is not in the legend."""


WEIGHTS = tuple(role for role in Role if role.key.startswith("weight_"))
"""Colours for the places of a kernel, taken in turn."""


class Cell(NamedTuple):
    """The look of one cell: what it is, what is written in it, and small in its corner."""

    role: Role
    label: str = ""
    note: str = ""


class Cells:
    """A picture's distinct cells, numbered as they are first met, so that a grid is an array of small codes."""

    def __init__(self) -> None:
        self._cells: list[Cell] = []
        self._codes: dict[Cell, int] = {}

    def code(self, role: Role, label: str = "", note: str = "") -> int:
        """The number of this cell; the same for equal cells."""
        cell = Cell(role, label, note)
        if cell not in self._codes:
            if len(self._cells) > MOST_CODES:
                raise ConvanimError(
                    f"more than {MOST_CODES + 1:,} different cells; use a smaller layer, or fewer different numbers"
                )
            self._codes[cell] = len(self._cells)
            self._cells.append(cell)
        return self._codes[cell]

    def __getitem__(self, code: int) -> Cell:
        return self._cells[code]

    def __len__(self) -> int:
        return len(self._cells)


class Window(NamedTuple):
    """A rectangle of cells with a strong outline."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True)
class Grid:
    """One panel at one moment: an array (rows, columns) of codes into `cells`, and perhaps an outline."""

    codes: Codes
    cells: Cells
    window: Window | None = None

    def __getitem__(self, position: tuple[int, int]) -> Cell:
        return self.cells[int(self.codes[position])]


class Frame(NamedTuple):
    """One moment: a grid for each panel, what happens in words, where we are, and how long it is held, in beats."""

    grids: Mapping[str, Grid]
    caption: str
    counter: str = ""
    beats: float = 1.0


class Panel(NamedTuple):
    """A place for a grid: its size in cells, the words below it, and the sign between it and the next."""

    name: str
    rows: int
    columns: int
    caption: str
    sign: str = ARROW


class Tile(NamedTuple):
    """One of several frames on a page: its number, what happens in words, and panels of its own."""

    number: str
    caption: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Picture:
    """All that is said and shown, before anyone asks how large or in which colours.

    `frames` starts the animation anew at each call; `count` is how many there are. `roles` are all that occur;
    `labelled` those in whose cells something is written. Nothing in a frame is wider than the widest of `captions`,
    of `counters`, of `labels` (numbers in cells) and of `corners` (small ones in their corners).

    Where there are `tiles`, its one frame shows several moments on a page: the panels are those of all tiles, and
    `lead` names them once.
    """

    title: str
    facts: str
    formula: tuple[str, ...]
    notes: tuple[str, ...]
    panels: tuple[Panel, ...]
    roles: tuple[Role, ...]
    labelled: frozenset[Role]
    captions: tuple[str, ...]
    counters: tuple[str, ...]
    count: int
    frames: Callable[[], Iterator[Frame]] = field(compare=False)
    labels: tuple[str, ...] = ()
    corners: tuple[str, ...] = ()
    tiles: tuple[Tile, ...] = ()
    lead: str = ""
