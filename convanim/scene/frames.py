"""Grids, frames and pictures. No colours, no pixels, no layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from convanim.scene.cells import Cell, Cells
from convanim.scene.roles import Role
from convanim.scene.survey import Survey, survey

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


@dataclass(frozen=True)
class Picture:
    """All that is said and shown, before anyone asks how large or in which colours.

    `frames` starts the animation anew at each call; what occurs in them is found by `survey`, once.

    Where there are `tiles`, its one frame shows several moments on a page: the panels are those of all tiles, and
    `lead` names them once.
    """

    title: str
    facts: str
    formula: tuple[str, ...]
    notes: tuple[str, ...]
    panels: tuple[Panel, ...]
    frames: Callable[[], Iterator[Frame]] = field(compare=False)
    legible: bool = False
    """Whether what is written in cells must be large enough to be read, as numbers must."""
    legend_words: Mapping[str, str] = field(default_factory=dict)
    """Words of the legend that differ from the usual ones, by the key of their role."""
    tiles: tuple[Tile, ...] = ()
    lead: str = ""

    @cached_property
    def survey(self) -> Survey:
        """What occurs in its frames."""
        return survey(self.frames())

    @property
    def labels(self) -> tuple[str, ...]:
        """What is written in cells and must be read."""
        return self.survey.labels if self.legible else ()

    @property
    def legend(self) -> list[tuple[Role, str]]:
        """The roles that the legend explains, and its words."""
        words = ((role, self.legend_words.get(role.key, role.legend)) for role in self.survey.roles)
        return [(role, text) for role, text in words if text]
