"""Grids, panels and frames. No colours, no pixels, no layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from convanim.scene.cells import Cell, Cells

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

ARROW = "→"
"""The sign that is drawn as an arrow; any other is written."""


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
