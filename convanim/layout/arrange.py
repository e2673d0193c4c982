"""A body's nodes in px: panels with their words, signs and arrows, for one size of cell. Counted from a corner."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from convanim.layout.cell_text import side_for
from convanim.layout.headings import fact_lines, group_heading, tile_words
from convanim.layout.metrics import width as text_width
from convanim.layout.metrics import wrap, wrap_evenly
from convanim.layout.page import (
    ARROW_GAP,
    BETWEEN_TILES,
    CAPTION,
    LINE,
    LINK_CELLS,
    LINK_GAP,
    LINK_GAP_BELOW,
    NARROWEST_LINK_GAP,
    PANEL_NAME,
    SIGN,
    SIGN_GAP,
    SIGN_MARGINS,
    STACK_GAP,
    Lean,
    Place,
    Point,
    Rule,
    Scale,
    Slot,
    Text,
)
from convanim.scene.nodes import ARROW, Best, Column, Group, Node, Panel, Row, Sign, Tiles

BAND_WORDS, BAND_GAP = 15, 6
"""Font size of the words above groups of columns, and what is free between their line and the cells."""


FEW_LINES = 3
"""Lines of a group's caption: of more it is made wider than what it stands below, where there is room."""


class Anchor(NamedTuple):
    """A panel that says where it stands: opposite which other one, and where along its cells, or where it begins."""

    panel: str
    beside: str
    opposite: tuple[float, float] | None
    flush: bool = False


class Ruler(NamedTuple):
    """What sizes are made of: px at this width, the side of a cell, and the words that groups will say."""

    scale: Scale
    unit: int
    words: Mapping[str, Sequence[str]]
    longest: Mapping[str, str] = {}
    """By panel the widest number in its cells, where these are known."""
    share: float = 1.0
    """The part of the room that a group has, of those that stand beside it."""

    def cell(self, panel: Panel) -> int:
        """The side of a panel's cells."""
        written = [self.longest[name] for name in panel.digits.panels if name in self.longest] if panel.digits else []
        if panel.digits and written:
            size = self.scale.font(panel.digits.size)
            return max(side_for(label, size) for label in written)
        return max(1, round(self.unit * panel.scale))


@dataclass
class Arranged:
    """Some nodes in their places, and the room that they take."""

    width: int
    height: int
    places: dict[str, Place] = field(default_factory=dict)
    texts: list[Text] = field(default_factory=list)
    arrows: list[tuple[Point, Point]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    anchor: Anchor | None = None
    """The panel whose place opposite a neighbour decides where all of them go; without one the first."""

    @property
    def first(self) -> Place:
        """Where the first panel is."""
        return next(iter(self.places.values()))

    def take(self, other: Arranged, dx: int, dy: int) -> None:
        """Add other nodes, moved."""
        self.places |= {name: place._replace(x=place.x + dx, y=place.y + dy) for name, place in other.places.items()}
        self.texts += [text._replace(x=text.x + dx, y=text.y + dy) for text in other.texts]
        self.arrows += [((x0 + dx, y0 + dy), (x1 + dx, y1 + dy)) for (x0, y0), (x1, y1) in other.arrows]
        self.rules += [rule._replace(x=rule.x + dx, y=rule.y + dy) for rule in other.rules]
        self.slots += [
            slot._replace(lines=tuple(line._replace(x=line.x + dx, y=line.y + dy) for line in slot.lines))
            for slot in other.slots
        ]


class _Made(NamedTuple):
    """A box in its place: where it begins along the line and across it."""

    box: Arranged
    along: int
    across: int


def arranged(node: Node, ruler: Ruler, above: bool = False) -> Arranged:
    """A node in px; a panel's words `above` or below it. `Best` and `Tiles` must have been decided."""
    if isinstance(node, Panel):
        return _panel(node, ruler, above)
    if isinstance(node, Row | Column):
        beside = 1 if node.down else sum(isinstance(inner, Group) for inner in node.nodes)
        return _line(node, ruler._replace(share=ruler.share / max(1, beside)), node.down, above)
    if isinstance(node, Group):
        return _group(node, ruler)
    assert isinstance(node, Tiles)  # noqa: S101  # a sign is placed with its neighbours, the best way was chosen
    return _tiles(node, ruler)


def _panel(panel: Panel, ruler: Ruler, above: bool) -> Arranged:
    """A panel, the names of its columns, and its words, centred on each other."""
    size = ruler.scale.font(PANEL_NAME)
    grid = _grid(panel, ruler)
    if not panel.caption:
        return grid
    place = grid.first
    said = ruler.words[panel.said] if panel.said else (panel.caption,)
    if panel.words_left:
        return _with_words_left(grid, panel, said, ruler.scale)
    widest = max(place.width, ruler.scale.px(panel.words_width))
    broken = [wrap_evenly(words, size, widest) for words in said]
    lines, count = list(chain.from_iterable(broken)), max(map(len, broken))
    leading, gap = round(size * LINE), ruler.scale.px(8)
    words = gap + size + leading * (count - 1) + ruler.scale.px(4)
    free = math.ceil(panel.room[0] * place.cell)  # next to the cells are words, or else what moves
    lower = max(words - free, 0)
    first = lower + free - words + round(size * 0.8) if above else grid.height - free + gap + round(size * 0.9)
    wide = max(grid.width, *(math.ceil(text_width(line, size)) for line in lines))
    whole = Arranged(wide, grid.height + lower, anchor=grid.anchor)
    whole.take(grid, (wide - grid.width) // 2, lower if above else 0)
    if panel.said:
        middle = Text("", wide // 2, first, size, centred=True)
        whole.slots.append(Slot.for_all(panel.said, said, middle, widest))
    else:
        whole.texts += [
            Text(line, round((wide - text_width(line, size)) / 2), first + leading * index, size)
            for index, line in enumerate(lines)
        ]
    return whole


def _with_words_left(grid: Arranged, panel: Panel, said: Sequence[str], scale: Scale) -> Arranged:
    """A grid with words at its left, half way down, which end near it."""
    size, gap = scale.font(PANEL_NAME), scale.px(14)
    wanted = scale.px(panel.words_width)
    lines = [line for words in said for line in wrap_evenly(words, size, wanted)]
    widest = max(wanted, *(math.ceil(text_width(line, size)) for line in lines))  # what is not broken may be wider
    count = max(len(wrap_evenly(words, size, widest)) for words in said)
    leading = round(size * LINE)
    height = max(grid.height, leading * count)
    whole = Arranged(widest + gap + grid.width, height, anchor=grid.anchor)
    whole.take(grid, widest + gap, (height - grid.height) // 2)
    first = (height - leading * count) // 2 + round(leading * 0.75)
    line = Text("", widest, first, size, right=True)
    if panel.said:
        whole.slots.append(Slot.for_all(panel.said, said, line, widest))
    else:
        words = wrap_evenly(said[0], size, widest)
        whole.texts += [line._replace(text=text, y=first + leading * n) for n, text in enumerate(words)]
    return whole


def _grid(panel: Panel, ruler: Ruler) -> Arranged:
    """The cells of a panel and the room around them, below the names of its columns."""
    cell, anchor = ruler.cell(panel), None
    if panel.beside or panel.opposite or panel.flush:
        anchor = Anchor(panel.name, panel.beside, panel.opposite, panel.flush)
    above, room = (math.ceil(free * cell) for free in panel.room)
    head = _head(panel, ruler)
    lean = Lean.of(ruler.unit, panel.lying) if panel.lying else None
    place = Place(room, head + above, cell, panel.rows, panel.columns, lean)
    whole = Arranged(place.width + 2 * room, head + place.height + 2 * above, {panel.name: place}, anchor=anchor)
    size, thick, gap = ruler.scale.font(BAND_WORDS), ruler.scale.px(1.5), ruler.scale.px(BAND_GAP)
    for band in panel.bands:
        left, wide = room + band.column * cell, band.columns * cell
        whole.rules.append(Rule(left + thick, head - gap - thick, wide - 2 * thick, thick))
        if _named(panel, ruler):
            x = round(left + (wide - text_width(band.words, size)) / 2)
            whole.texts.append(Text(band.words, x, round(size * 0.9), size, muted=True))
    return whole


def _head(panel: Panel, ruler: Ruler) -> int:
    """Height that the names of columns take, and their lines."""
    if not panel.bands:
        return 0
    words = round(ruler.scale.font(BAND_WORDS) * LINE) if _named(panel, ruler) else 0
    return words + ruler.scale.px(1.5) + ruler.scale.px(BAND_GAP)


def _named(panel: Panel, ruler: Ruler) -> bool:
    """Whether all names fit above their columns: else all are left out."""
    size, cell = ruler.scale.font(BAND_WORDS), ruler.cell(panel)
    return all(text_width(band.words, size) <= band.columns * cell for band in panel.bands)


def _line(node: Row | Column, ruler: Ruler, down: bool, above: bool = False) -> Arranged:
    """Nodes in a row or a column, each opposite the first, or where it says; signs in the gaps.

    In a row all words stand `above` or below; in a linked column those of the first stand above.
    """
    made: list[_Made] = []
    signs: list[tuple[str, int, int]] = []
    along = 0
    sign = ""
    for inner in node.nodes:
        if isinstance(inner, Sign):
            sign = inner.text
            continue
        box = arranged(inner, ruler, above=(node.linked and not made) if down else above)
        along += _gap(node, ruler, sign) if made or sign else 0
        across, middle = _across(box, made, node)
        if sign:
            signs.append((sign, along - _gap(node, ruler, sign) // 2, middle))
        made.append(_Made(box, along, across))
        along += box.height if down else box.width
        sign = ""
    least = min(across for _, _, across in made)
    thick = max(across - least + (box.width if down else box.height) for box, _, across in made)
    whole = Arranged(thick, along) if down else Arranged(along, thick)
    for box, start, across in made:
        whole.take(box, *((across - least, start) if down else (start, across - least)))
    whole.anchor = made[0].box.anchor or next(
        (box.anchor for box, _, _ in made if box.anchor and box.anchor.beside not in {"", *whole.places}), None
    )
    for text, start, across in signs:
        point = (across - least, start) if down else (start, across - least)
        _place_sign(whole, text, point, down, ruler.scale)
    return whole


def _gap(node: Row | Column, ruler: Ruler, sign: str) -> int:
    scale = ruler.scale
    if sign:
        if sign == ARROW:
            return scale.px(ARROW_GAP)
        wide = 0 if node.down else text_width(sign, scale.font(SIGN)) + scale.px(SIGN_MARGINS)
        return max(scale.px(SIGN_GAP), round(wide))
    if not node.linked:
        return scale.px(STACK_GAP)
    most = scale.px(LINK_GAP_BELOW if node.down else LINK_GAP)
    least = min(scale.px(NARROWEST_LINK_GAP), round(2.4 * ruler.unit), most)
    return max(least, min(most, round(LINK_CELLS * ruler.unit)))


def _across(box: Arranged, made: Sequence[_Made], node: Row | Column) -> tuple[int, int]:
    """Where a box begins across the line, and the middle there of what it stands opposite.

    That is the first panel of the first box, or the one that the box's anchor names.
    """
    down, anchor = node.down, box.anchor
    if not made:
        begin, length = _span(box.first, down)
        return 0, begin + length // 2
    named = [one for one in made if anchor and anchor.beside in one.box.places]
    if anchor is None or (anchor.beside and not named):  # it is another line's affair
        anchor = Anchor(next(iter(box.places)), "", None)
    other, _, start = named[0] if named else made[0]
    if node.whole and not named:
        length, own = (other.width, box.width) if down else (other.height, box.height)
        return start + (length - own) // 2, start + length // 2
    reference = other.places[anchor.beside] if named else other.first
    begin, length = _span(reference, down)
    middle = reference.point(*anchor.opposite)[0 if down else 1] if anchor.opposite else begin + length / 2
    mine, size = _span(box.places[anchor.panel], down)
    if anchor.flush:
        return start + begin - mine, start + begin + size // 2
    return start + round(middle - size / 2) - mine, start + round(middle)


def _span(place: Place, down: bool) -> tuple[int, int]:
    """Where a panel begins across a line, and its length there."""
    return (place.x, place.width) if down else (place.y, place.height)


def _place_sign(whole: Arranged, sign: str, middle: tuple[int, int], down: bool, scale: Scale) -> None:
    """A sign with its middle on a point; an arrow is drawn."""
    x, y = middle
    if sign == ARROW:
        half = scale.px(ARROW_GAP) // 2 - scale.px(9)
        whole.arrows.append(((x, y - half), (x, y + half)) if down else ((x - half, y), (x + half, y)))
        return
    size = scale.font(SIGN)
    left, base = round(x - text_width(sign, size) / 2), y + round(size * 0.36)
    whole.texts.append(Text(sign, left, base, size, muted=True))


def _group(group: Group, ruler: Ruler) -> Arranged:
    """A group's words above it, its caption below."""
    inner = arranged(group.node, ruler)
    scale, width = ruler.scale, inner.width
    most = int(scale.room * ruler.share) - scale.px(LINK_GAP_BELOW)
    if group.caption:
        width = _width_for(ruler.words[group.caption], scale.font(CAPTION), width, most)
    texts, top = tile_words(group, width, scale) if group.number else ([], 0)
    if group.heading:
        texts, top, width = group_heading(group.heading, width, most if ruler.share < 1 else scale.room, scale)
    if group.facts:
        texts, top, width = fact_lines(group.facts, width, scale)
    whole = Arranged(width, top + inner.height, texts=list(texts), anchor=inner.anchor)
    whole.take(inner, (width - inner.width) // 2, top)
    if group.caption:
        size = scale.font(CAPTION)
        first = Text("", 0, whole.height + scale.px(10) + round(size * 0.8), size)
        whole.slots.append(Slot.for_all(group.caption, ruler.words[group.caption], first, width))
        whole.height = whole.slots[-1].lines[-1].y + scale.px(8)
    return whole


def _width_for(said: Sequence[str], size: int, least: int, most: int) -> int:
    """How wide a caption stands: as what it is below, unless it takes few lines only where it is wider."""
    wider = range(least, max(least, most), size)
    enough = (width for width in wider if all(len(wrap(words, size, width)) <= FEW_LINES for words in said))
    return next(enough, max(least, most))


def _tiles(tiles: Tiles, ruler: Ruler) -> Arranged:
    """Groups of one shape in rows; their words take as many lines in each as in the one that has most."""
    scale = ruler.scale
    inner = arranged(tiles.groups[0].node, ruler)
    gap = scale.px(BETWEEN_TILES)
    room = (scale.room - gap * (tiles.columns - 1)) // tiles.columns
    width = max(inner.width, min(room, scale.px(210)))
    heads = [tile_words(group, width, scale) for group in tiles.groups]
    head = max(height for _, height in heads)
    height = head + inner.height
    rows = -(-len(tiles.groups) // tiles.columns)
    whole = Arranged(tiles.columns * width + (tiles.columns - 1) * gap, rows * height + (rows - 1) * gap)
    for index, (group, (texts, _)) in enumerate(zip(tiles.groups, heads, strict=True)):
        row, column = divmod(index, tiles.columns)
        x, y = column * (width + gap), row * (height + gap)
        whole.take(Arranged(width, head, texts=list(texts)), x, y)
        whole.take(arranged(group.node, ruler), x, y + head)
    return whole


def ways_of(node: Node, columns: Sequence[int]) -> list[Node]:
    """Every way of placing a node: each of the ways that there are, tiles in each number of columns."""
    if isinstance(node, Best):
        return [way for inner in node.ways for way in ways_of(inner, columns)]
    if isinstance(node, Row | Column):
        found: list[tuple[Node, ...]] = [()]
        for inner in node.nodes:
            found = [(*before, way) for before in found for way in ways_of(inner, columns)]
        return [node._replace(nodes=nodes) for nodes in found]
    if isinstance(node, Group):
        return [node._replace(node=way) for way in ways_of(node.node, columns)]
    if isinstance(node, Tiles):
        return [way for count in ([node.columns] if node.columns else columns) for way in _tile_ways(node, count)]
    return [node]


def _tile_ways(tiles: Tiles, columns: int) -> list[Node]:
    """All groups in the same way."""
    ways = [ways_of(group.node, ()) for group in tiles.groups]
    return [
        Tiles(tuple(Group(way[number], number=group.number, words=group.words)
                    for group, way in zip(tiles.groups, ways, strict=True)), columns)
        for number in range(len(ways[0]))
    ]  # fmt: skip
