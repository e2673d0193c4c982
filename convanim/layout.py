"""Where everything goes, in whole pixels: arithmetic on a picture's sizes and words, before any drawing.

All lengths are px. Fonts and gaps scale with the width asked for; the canvas then fits the content.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from convanim.errors import ConvanimError
from convanim.frames import Panel, Picture, Role
from convanim.metrics import width as text_width
from convanim.metrics import wrap, wrap_evenly

NARROWEST, WIDEST = 240, 4000
"""Widths that can be asked for, px."""

# Lengths for a picture 800 px wide.
REFERENCE = 800
MARGIN = 28
TITLE, FACTS, FORMULA, NOTE, NAME, CAPTION, COUNTER, LEGEND = 27, 22, 20, 16, 17, 22, 17, 15
LARGEST_CELL = 40
GAP = 92
TALLEST = 620
"""Most height for the panels: a tall input gets smaller cells rather than a page to scroll."""

# Lengths at every width.
SMALLEST_TEXT = 8
SMALLEST_CELL = 4

LINE = 1.32
"""Distance of baselines, in font sizes."""

Point = tuple[int, int]


@dataclass(frozen=True)
class Text:
    """One line of words; x is its left edge, or its right one when `right`; y is the baseline."""

    text: str
    x: int
    y: int
    size: int
    bold: bool = False
    muted: bool = False
    right: bool = False


@dataclass(frozen=True)
class Place:
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


@dataclass(frozen=True)
class Swatch:
    """A sample of a role in the legend."""

    role: Role
    x: int
    y: int
    size: int


@dataclass(frozen=True)
class Layout:
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


class CellsTooSmallError(ConvanimError):
    """The picture has too many cells for its width."""


class Scale:
    """The lengths above at one width."""

    def __init__(self, width: int) -> None:
        self.width = width

    def px(self, length: float) -> int:
        """A length in whole px."""
        return max(1, round(length * self.width / REFERENCE))

    def font(self, size: float) -> int:
        """A font size in whole px, never too small to be a letter."""
        return max(SMALLEST_TEXT, self.px(size))


def counter_text(step: int, count: int) -> str:
    """The words that count the steps, from 1.

    >>> counter_text(2, 9)
    'step 2 of 9'
    """
    return f"step {step} of {count}"


def lay_out(picture: Picture, width: int = REFERENCE, title: bool = True) -> Layout:
    """Place a picture on a page at most `width` px wide.

    Raises ConvanimError where the width is out of range or cells would be too small to see.
    """
    if not NARROWEST <= width <= WIDEST:
        raise ConvanimError(f"--width {width} is out of range; use a width from {NARROWEST} to {WIDEST} px")
    scale = Scale(width)
    margin = scale.px(MARGIN)
    group = _arrange(picture.panels, scale)
    if group is None:
        raise _too_small(picture.panels, width)
    content = max(group.width, min(_words_width(picture, scale, title), width - 2 * margin))
    content += content % 2
    head, y = _head(picture, margin, content, scale) if title else ([], margin)
    top = y + scale.px(26 if title else 2)
    group = group.moved(margin + (content - group.width) // 2, top)
    caption, counter, caption_width, y = _step_words(picture, margin, top + group.height, content, scale)
    swatches, labels, y = _legend(picture.roles, margin, y, content, scale)
    height = y + margin - scale.px(6)
    return Layout(
        width=content + 2 * margin,
        height=height + height % 2,
        places=group.places,
        texts=(*head, *group.names, *labels),
        swatches=swatches,
        arrows=group.arrows,
        caption=caption,
        caption_width=caption_width,
        counter=counter,
    )


@dataclass(frozen=True)
class _Group:
    """Panels with their names and the arrows between them."""

    width: int
    height: int
    places: dict[str, Place]
    names: tuple[Text, ...]
    arrows: tuple[tuple[Point, Point], ...]

    def moved(self, dx: int, dy: int) -> _Group:
        return _Group(
            self.width,
            self.height,
            {name: replace(place, x=place.x + dx, y=place.y + dy) for name, place in self.places.items()},
            tuple(replace(text, x=text.x + dx, y=text.y + dy) for text in self.names),
            tuple(((x0 + dx, y0 + dy), (x1 + dx, y1 + dy)) for (x0, y0), (x1, y1) in self.arrows),
        )


def _arrange(panels: Sequence[Panel], scale: Scale) -> _Group | None:
    """Side by side, or one above the other where that makes the cells much larger (flat, wide layers)."""
    beside = _largest(lambda cell: _beside(panels, cell, scale), scale)
    below = _largest(lambda cell: _below(panels, cell, scale), scale)
    if beside and below:
        return below if _cell(below) > 1.2 * _cell(beside) else beside
    return beside or below


def _cell(group: _Group) -> int:
    return next(iter(group.places.values())).cell


def _largest(arranged: Callable[[int], _Group], scale: Scale) -> _Group | None:
    room = scale.width - 2 * scale.px(MARGIN)
    for cell in range(scale.px(LARGEST_CELL), SMALLEST_CELL - 1, -1):
        group = arranged(cell)
        if group.width <= room and group.height <= scale.px(TALLEST):
            return group
    return None


def _too_small(panels: Sequence[Panel], width: int) -> CellsTooSmallError:
    rows, columns = max(panel.rows for panel in panels), max(panel.columns for panel in panels)
    fitting = next((w for w in range(width, WIDEST + 1, 50) if _arrange(panels, Scale(w))), None)
    way = f"use --width {fitting}, or a smaller -i" if fitting else "use a smaller -i"
    return CellsTooSmallError(
        f"a grid of {rows}×{columns} cells does not fit a picture of --width {width}: cells would be smaller "
        f"than {SMALLEST_CELL} px; {way}, or 'convanim plan' for the numbers"
    )


def _broken(panel: Panel, cell: int, scale: Scale) -> tuple[list[str], int, int]:
    """A panel's words broken into lines, their width, and the distance of their baselines."""
    size = scale.font(NAME)
    lines = wrap_evenly(panel.caption, size, max(panel.columns * cell, scale.px(250)))
    return lines, round(max(text_width(line, size) for line in lines)), round(size * LINE)


def _named(panel: Panel, place: Place, scale: Scale) -> list[Text]:
    """The words below a placed panel, centred under it."""
    size = scale.font(NAME)
    lines, _, leading = _broken(panel, place.cell, scale)
    first = place.y + place.height + scale.px(8) + size
    centre = place.x + place.width / 2
    return [
        Text(line, round(centre - text_width(line, size) / 2), first + leading * index, size)
        for index, line in enumerate(lines)
    ]


def _beside(panels: Sequence[Panel], cell: int, scale: Scale) -> _Group:
    """Panels in a row, centred on one axis, an arrow between neighbours."""
    gap, tall = scale.px(GAP), max(panel.rows for panel in panels) * cell
    places: dict[str, Place] = {}
    texts: list[Text] = []
    x = bottom = 0
    for panel in panels:
        _, wide, _ = _broken(panel, cell, scale)
        column = max(panel.columns * cell, wide)
        y = (tall - panel.rows * cell) // 2
        place = Place(x + (column - panel.columns * cell) // 2, y, cell, panel.rows, panel.columns)
        places[panel.name] = place
        texts += _named(panel, place, scale)
        bottom = max(bottom, texts[-1].y + scale.px(6))
        x += column + gap
    arrows = []
    ordered = list(places.values())
    for before, after in itertools.pairwise(ordered):
        middle, half = (before.x + before.width + after.x) // 2, scale.px(30)
        arrows.append(((middle - half, tall // 2), (middle + half, tall // 2)))
    return _Group(x - gap, bottom, places, tuple(texts), tuple(arrows))


def _below(panels: Sequence[Panel], cell: int, scale: Scale) -> _Group:
    """Panels in a column, centred on one axis, an arrow between neighbours."""
    wide = max(max(panel.columns * cell, _broken(panel, cell, scale)[1]) for panel in panels)
    places: dict[str, Place] = {}
    texts: list[Text] = []
    arrows = []
    y = 0
    for panel in panels:
        if places:
            length = scale.px(34)
            arrows.append(((wide // 2, y + scale.px(8)), (wide // 2, y + scale.px(8) + length)))
            y += length + scale.px(24)
        place = Place((wide - panel.columns * cell) // 2, y, cell, panel.rows, panel.columns)
        places[panel.name] = place
        texts += _named(panel, place, scale)
        y = texts[-1].y + scale.px(6)
    return _Group(wide, y, places, tuple(texts), tuple(arrows))


def _words_width(picture: Picture, scale: Scale, title: bool) -> int:
    """Width at which nothing that matters has to be broken."""
    step = max(text_width(caption, scale.font(CAPTION)) for caption in picture.longest)
    widths = [step + _counter_room(picture, scale)]
    if title:
        heading = text_width(picture.title, scale.font(TITLE), bold=True)
        widths.append(heading + scale.px(40) + text_width(picture.facts, scale.font(FACTS)))
        widths += [text_width(line, scale.font(FORMULA)) for line in picture.formula]
    return round(max(widths)) + 2


def _counter_room(picture: Picture, scale: Scale) -> int:
    widest = counter_text(picture.count, picture.count)
    return round(text_width(widest, scale.font(COUNTER))) + scale.px(28)


def _head(picture: Picture, margin: int, content: int, scale: Scale) -> tuple[list[Text], int]:
    """Title, numbers, formula and notes; and the y below them."""
    title, facts = scale.font(TITLE), scale.font(FACTS)
    y = margin + round(title * 0.8)
    texts = [Text(picture.title, margin, y, title, bold=True)]
    needed = text_width(picture.title, title, bold=True) + scale.px(24) + text_width(picture.facts, facts)
    if needed <= content:
        texts.append(Text(picture.facts, margin + content, y, facts, right=True))
    else:
        y += round(facts * LINE)
        texts.append(Text(picture.facts, margin, y, facts))
    y += scale.px(4)
    for lines, font in ((picture.formula, FORMULA), (picture.notes, NOTE)):
        size = scale.font(font)
        for line in lines:
            for part in wrap(line, size, content):
                y += round(size * (LINE + 0.12))
                texts.append(Text(part, margin, y, size, muted=True))
    return texts, y


def _step_words(
    picture: Picture, margin: int, bottom: int, content: int, scale: Scale
) -> tuple[tuple[Text, ...], Text, int, int]:
    """Where the caption and the counter go, the caption's width, and the y below them."""
    size = scale.font(CAPTION)
    room = content - _counter_room(picture, scale)
    lines = max(len(wrap(caption, size, room)) for caption in picture.longest)
    first = bottom + scale.px(24) + round(size * 0.8)
    caption = tuple(Text("", margin, first + round(size * LINE) * line, size) for line in range(lines))
    counter = Text("", margin + content, first, scale.font(COUNTER), muted=True, right=True)
    return caption, counter, room, caption[-1].y


def _legend(
    roles: Sequence[Role], margin: int, y: int, content: int, scale: Scale
) -> tuple[tuple[Swatch, ...], tuple[Text, ...], int]:
    """A sample and a word for each role, in columns, in as few lines as they fit; and the y below them."""
    size, square, beside, gap = scale.font(LEGEND), scale.px(19), scale.px(6), scale.px(20)
    widths = [square + beside + round(text_width(role.legend, size)) for role in roles]
    for lines in range(1, len(roles) + 1):
        across = -(-len(roles) // lines)
        columns = [max(widths[column::across]) + gap for column in range(across)]
        if sum(columns) - gap <= content:
            break
    swatches, labels = [], []
    for index, role in enumerate(roles):
        line, column = divmod(index, across)
        x, base = margin + sum(columns[:column]), y + scale.px(34 + 27 * line)
        swatches.append(Swatch(role, x, base - round(size * 0.36) - square // 2, square))
        labels.append(Text(role.legend, x + square + beside, base, size, muted=True))
    return tuple(swatches), tuple(labels), labels[-1].y
