"""The things on a page, and the lengths they are made of. All lengths are px."""

from __future__ import annotations

from typing import NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.scene.roles import Role

NARROWEST, WIDEST = 240, 4000
"""Widths that can be asked for, px."""


# Lengths for a picture 800 px wide.
REFERENCE = 800


MARGIN = 28


TITLE, FACTS, FORMULA, NOTE, PANEL_NAME, CAPTION, COUNTER, LEGEND, SIGN = 27, 22, 20, 16, 17, 22, 17, 15, 34


LARGEST_CELL = 40


PANEL_GAP, SIGN_GAP = 92, 50
"""Between panels: with an arrow, with a sign."""


TALLEST = 620
"""Most height for the panels: a tall input gets smaller cells rather than a page to scroll."""


# Lengths at every width.
SMALLEST_TEXT = 8


SMALLEST_CORNER = 6


SMALLEST_CELL = 4


LABEL, LABEL_ROOM, LABEL_TALLEST, CORNER, CORNER_ROOM = 0.43, 0.88, 0.62, 0.27, 0.85
"""In cells: size of what is written in one, how wide that may be, its largest size, and that of what stands small
in its corner, and how wide."""


COMFORTABLE = 10
"""Px of a number that is made larger, if its cell has room, before it gets smaller."""


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


class Text(NamedTuple):
    """One line of words; x is its left edge, or its right one when `right`; y is the baseline."""

    text: str
    x: int
    y: int
    size: int
    bold: bool = False
    muted: bool = False
    right: bool = False


class Place(NamedTuple):
    """Where a panel's cells are: (x, y) is the top left corner of cell (0, 0), `cell` the side of one."""

    x: int
    y: int
    cell: int
    rows: int
    columns: int

    @property
    def width(self) -> int:
        """Width of all cells."""
        return self.columns * self.cell

    @property
    def height(self) -> int:
        """Height of all cells."""
        return self.rows * self.cell


class Swatch(NamedTuple):
    """A sample of a role in the legend."""

    role: Role
    x: int
    y: int
    size: int


class Layout(NamedTuple):
    """A page: what is drawn once, and where the words of each step go (`caption` one place a line)."""

    width: int
    height: int
    places: dict[str, Place]
    texts: tuple[Text, ...]
    swatches: tuple[Swatch, ...]
    arrows: tuple[tuple[Point, Point], ...]
    caption: tuple[Text, ...]
    caption_width: int
    counter: Text
    label_size: int
    smallest_label: int
    note_size: int


class Scale(NamedTuple):
    """The lengths above at one width of a picture."""

    width: int

    def px(self, length: float) -> int:
        """A length in whole px."""
        return max(1, round(length * self.width / REFERENCE))

    def font(self, size: float) -> int:
        """A font size in whole px, never too small to be a letter."""
        return max(SMALLEST_TEXT, self.px(size))
