"""The things on a page, and the lengths they are made of. All lengths are px."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable
from typing import NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.layout.metrics import width as text_width
from convanim.layout.metrics import wrap, wrap_evenly
from convanim.scene.frames import Frame
from convanim.scene.roles import Paint

NARROWEST, WIDEST = 240, 4000
"""Widths that can be asked for, px."""


# Lengths for a picture 800 px wide.
REFERENCE = 800


MARGIN = 28


TITLE, GROUP_TITLE, WORDS, PANEL_NAME, CAPTION, COUNTER, LEGEND, SIGN = 28, 21, 19, 19, 22, 19, 18, 34


TILE_NUMBER, TILE_WORDS = 17, 15
"""Font sizes in a filmstrip."""


LARGEST_CELL, LARGEST_TILE_CELL = 72, 40


LINK_GAP, LINK_GAP_BELOW, LINK_CELLS, NARROWEST_LINK_GAP = 104, 40, 1.7, 56
"""Between linked panels: at most, the same where one stands below the other, in cells, and at least."""


FLATTENED = 0.46
"""How high cells of a panel that lies flat look, in their width."""


ARROW_GAP, SIGN_GAP, SIGN_MARGINS, STACK_GAP = 50, 46, 18, 26
"""Between panels with an arrow, and with a sign that is written, which is at least so much narrower; and between
those that are only stacked."""


BETWEEN_TILES, NARROWEST_TILE = 24, 130


NARROWEST_CONTENT = 420
"""Words need some width, however small the panels are."""


TALLEST, TALLEST_COLUMN, TALLEST_LINES, TALLEST_TILES = 620, 800, 1240, 1020
"""Most height for the panels: a tall input gets smaller cells rather than a page to scroll; that of panels one above
the other; of as many lines of them as their numbers need; and that of a filmstrip, which is a sheet of paper."""


# Lengths at every width.
SMALLEST_TEXT = 8


SMALLEST_CELL, SMALLEST_TILE_CELL = 4, 6


LABEL, LABEL_ROOM, LABEL_TALLEST = 0.4, 0.86, 0.62
"""In cells: size of what is written in one, how wide that may be, its largest size."""


LABEL_FREE = 2
"""Px on each side of it at least: the gap between cells, and one more."""


COMFORTABLE = 23
"""Px of a number that is made larger, if its cell has room, before it gets smaller: 10 at a phone's 360 px."""


LINE = 1.32
"""Distance of baselines, in font sizes."""


Point = tuple[int, int]


def require_width(width: int) -> None:
    """Refuse a width that is too narrow for words or too wide for files."""
    if not NARROWEST <= width <= WIDEST:
        way = ("use ", Setting("width"), f" from {NARROWEST} to {WIDEST} px")
        raise ConvanimError(Setting("width", width), " is out of range", way=way)


class CellsTooSmallError(ConvanimError):
    """The picture has too many cells for its width."""


class Said(NamedTuple):
    """Which words a page has besides those of its panels."""

    heading: bool = True
    legend: bool = True
    caption: bool = True
    formula: bool = False


USUAL = Said()


class Text(NamedTuple):
    """One line of words; x is its left edge, or right one (`right`), or middle (`centred`); y is the baseline."""

    text: str
    x: int
    y: int
    size: int
    bold: bool = False
    muted: bool = False
    right: bool = False
    centred: bool = False

    @property
    def left(self) -> float:
        """Where it begins, px."""
        return self.x - self.length * (0.5 if self.centred else self.right)

    @property
    def length(self) -> float:
        """Its width."""
        return text_width(self.text, self.size, self.bold)


class Lean(NamedTuple):
    """How a panel lies flat: its rows are `tall` px high, each `shift` px further left than the one above it."""

    tall: int
    shift: int

    @classmethod
    def of(cls, unit: int, deep: int) -> Lean:
        """That of cells so many of the usual ones deep; its slanting edges step two px down for one left."""
        half = max(1, round(unit * FLATTENED / 2)) * deep
        return cls(2 * half, half)


class Place(NamedTuple):
    """Where a panel's cells are: (x, y) is the top left corner of all, `cell` the width of one."""

    x: int
    y: int
    cell: int
    rows: int
    columns: int
    lean: Lean | None = None
    """How it lies; None where it stands, and its cells are squares."""

    @property
    def width(self) -> int:
        """Width of all cells."""
        return self.columns * self.cell + (self.rows * self.lean.shift if self.lean else 0)

    @property
    def height(self) -> int:
        """Height of all cells."""
        return self.rows * (self.lean.tall if self.lean else self.cell)

    @property
    def short(self) -> int:
        """Side of a standing cell with lines over it as thick as over these: lying ones are lower than wide."""
        return min(self.cell, self.lean.tall * 3 // 2, LARGEST_CELL) if self.lean else self.cell

    @property
    def pitch(self) -> tuple[int, int]:
        """How far down the next row is, and how far to the left."""
        return self.lean or (self.cell, 0)

    def corner(self, row: int, column: int) -> Point:
        """The top left corner of a cell."""
        down, back = self.pitch
        return self.x + (self.rows - row) * back + column * self.cell, self.y + row * down

    def point(self, row: float, column: float) -> tuple[float, float]:
        """Where a place between the corners of cells is."""
        (left, top), (down, back) = self.corner(0, 0), self.pitch
        return left + column * self.cell - row * back, top + row * down

    def cell_at(self, x: float, y: float) -> Point:
        """Row and column of the cell that a point lies in; outside the panel those that there would be."""
        (left, top), (down, back) = self.corner(0, 0), self.pitch
        row = (y - top) / down
        return math.floor(row), math.floor((x - left + row * back) / self.cell)

    def around(self, row: int, column: int, rows: int = 1, columns: int = 1) -> tuple[Point, Point, Point, Point]:
        """The corners of a rectangle of cells: top left, top right, bottom right, bottom left."""
        below, after = row + rows, column + columns
        return (
            self.corner(row, column),
            self.corner(row, after),
            self.corner(below, after),
            self.corner(below, column),
        )


class Rule(NamedTuple):
    """A level line, muted: its top left corner, its length and thickness."""

    x: int
    y: int
    width: int
    thickness: int


class Slot(NamedTuple):
    """Where words go that change from frame to frame: a place for each line, and how wide they may be."""

    key: str
    """What frames call them."""
    lines: tuple[Text, ...]
    width: int

    @classmethod
    def for_all(cls, key: str, said: Iterable[str], first: Text, width: int) -> Slot:
        """A place for each of these words, from a first line on, in as many lines as the longest take."""
        lines = max(len(wrap(words, first.size, width)) for words in said)
        return cls(
            key, tuple(first._replace(y=first.y + round(first.size * LINE) * line) for line in range(lines)), width
        )

    def filled(self, frame: Frame) -> list[Text]:
        """What is said there in a frame, in as many lines as it takes: none where nothing is."""
        words = wrap_evenly(frame.words(self.key), self.lines[0].size, self.width)
        return [place._replace(text=line) for place, line in zip(self.lines, words, strict=False) if line]


class Swatch(NamedTuple):
    """A sample of a role in the legend, and the words beside it."""

    role: Paint
    x: int
    y: int
    size: int
    words: Text
    first: int = 0
    """The number of the frame from which on it is seen."""


class Plate(NamedTuple):
    """A rectangle with round corners that words stand on where the page shows through."""

    x: int
    y: int
    width: int
    height: int
    radius: int
    first: int = 0
    """The number of the frame from which on it is seen."""


class Layout(NamedTuple):
    """A page: what is drawn once, and where the words of each step go."""

    width: int
    height: int
    places: dict[str, Place]
    texts: tuple[Text, ...]
    swatches: tuple[Swatch, ...]
    arrows: tuple[tuple[Point, Point], ...]
    rules: tuple[Rule, ...]
    slots: tuple[Slot, ...]
    plates: tuple[Plate, ...]
    """Where a see-through page has something for words to stand on."""
    smallest_label: int
    cased: bool = False
    """Whether lines over the cells have a casing: over shades no one colour is seen everywhere."""
    points: float = 1.0
    """Points, 72 of which are an inch, that a px is on paper."""

    def at_the_end(self, roles: Container[Paint]) -> Layout:
        """The same page of the last frame alone, in which there are these roles."""
        swatches = tuple(swatch._replace(first=0) for swatch in self.swatches if swatch.role in roles)
        return self._replace(swatches=swatches, plates=tuple(plate._replace(first=0) for plate in self.plates))


class Scale(NamedTuple):
    """The lengths above at one width of a picture."""

    width: int

    @property
    def room(self) -> int:
        """Width between the margins."""
        return self.width - 2 * self.px(MARGIN)

    def px(self, length: float) -> int:
        """A length in whole px."""
        return max(1, round(length * self.width / REFERENCE))

    def font(self, size: float) -> int:
        """A font size in whole px, never too small to be a letter."""
        return max(SMALLEST_TEXT, self.px(size))
