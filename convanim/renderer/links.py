"""Links in px: what joins the cells that are read to those that they make, in pixels and in vectors alike.

A link runs straight from the near corners of the cells at one end to those at the other. At an end that is one cell
wide, and at both where neither is, it runs along the gaps beside those cells, so that it cuts through none there. It
is broken where it crosses something written, so that this can be read. Between standing panels its inside is tinted.
From a cell of a single row to one cell a line is enough: it is followed as easily, and takes half the bytes.
Links that merge in one cell are lines too, level and upright: from step to step most of them stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from convanim.layout.cell_text import fitted
from convanim.layout.metrics import width as text_width
from convanim.layout.page import Layout, Place, Text
from convanim.renderer.geometry import CASING, Position, link_width
from convanim.scene.frames import Frame, Grid, Link, Region, Route
from convanim.style.cell_marks import mark_of

Segment = tuple[Position, Position]

CLEAR_OF_WORDS = 1
"""Px that stay free around what is written."""


SEEN_WELL = 36
"""Px of cells whose links are thick enough for a line that goes a long way round."""

BESIDE = 7
"""Px between a panel and a link that runs along its side."""

CLEAR_OF_MIDDLES = 1.0
"""Px that stay free around the middle of a cell that lies flat."""


class DrawnLink(NamedTuple):
    """The lines of a link, and the corners of its tinted part."""

    sides: tuple[tuple[Segment, ...], ...]
    """Its straight sides, one, two, or between panels that lie flat four, each in the pieces that are left where it
    crosses something written."""
    rails: tuple[Segment, ...]
    """Lines along the gaps beside a cell's row or column."""
    tint: tuple[Position, ...]
    """Empty where it is a single line, or edges in the air."""
    down: bool
    """Whether it runs down or up, and not sideways."""
    width: float
    """Thickness of its lines."""
    ways: tuple[tuple[Position, ...], ...]
    """Of each side four points: at the cells, where it leaves and where it reaches a panel, at the cells there."""

    @property
    def lines(self) -> tuple[Segment, ...]:
        """All its lines."""
        return tuple(piece for side in self.sides for piece in side) + self.rails

    def where(self, other: DrawnLink) -> DrawnLink:
        """Its lines, piece by piece, where they are in another link: what glides from there to here."""
        sides, rails = [], []
        for pieces, own, others in zip(self.sides, self.ways, other.ways, strict=True):
            sides.append(tuple((_moved(a, own, others), _moved(b, own, others)) for a, b in pieces))
            rails += [others[end : end + 2] for end in (0, 2) if own[end] != own[end + 1]]
        return other._replace(sides=tuple(sides), rails=tuple((start, end) for start, end in rails))


class _End(NamedTuple):
    """One end: along the link where its cells end and where its panel does; across it, its two sides."""

    cells: float
    panel: float
    sides: tuple[float, float]
    narrow: bool
    """Whether it is one cell wide, so that the link runs along its row."""
    among: bool
    """Whether its panel has other cells along the link, between which it ends."""


def _moved(point: Position, own: Sequence[Position], others: Sequence[Position]) -> Position:
    """Where a point of the straight middle of one way is in another: as far along it."""
    (x0, y0), (x1, y1) = own[1:3]
    (a0, b0), (a1, b1) = others[1:3]
    steep = abs(y1 - y0) > abs(x1 - x0)
    part = (point[1] - y0) / (y1 - y0) if steep else (point[0] - x0) / ((x1 - x0) or 1)
    return a0 + (a1 - a0) * part, b0 + (b1 - b0) * part


def drawn_links(frame: Frame, layout: Layout) -> tuple[DrawnLink, ...]:
    """All links of a frame, on their page; they are broken at what is said below panels in that frame, too."""
    said = [text for slot in layout.slots if slot.key in frame.captions for text in slot.filled(frame)]
    page = layout._replace(texts=(*layout.texts, *said)) if said else layout
    return tuple(drawn_link(link, page, frame.grids) for link in frame.links)


def drawn_link(link: Link, layout: Layout, grids: Mapping[str, Grid]) -> DrawnLink:
    """A link between two panels that stand side by side or one above the other, on their page."""
    places = layout.places
    source, target = places[link.source.panel], places[link.target.panel]
    if source.lean and target.lean:
        return _rising(link, source, target)
    below = source.y + source.height <= target.y or target.y + target.height <= source.y
    if below and link.route is Route.OUTSIDE:
        return _outside(link, source, target, layout, grids)
    down = below and link.route in (Route.USUAL, Route.OUTSIDE)
    forward = (source.y < target.y) if down else (source.x < target.x)
    start, end = _end(link.source, source, down, forward), _end(link.target, target, down, not forward)
    if link.route is Route.WIRE:
        return _wire(start, end, down, layout, grids)
    if link.merging:
        return _merging(start, end, down, layout, grids)._replace(width=link_width(target.cell))
    if link.source.single and link.target.single and (source.rows if down else source.columns) == 1:
        beginning, ending = _single(start, end)
        start, end = _bent(start, end, abs(ending - beginning))
        straight, beside, _ = _side(start, end, beginning, ending)
        line, width = tuple(_broken(_turned(straight, down), layout, grids)), link_width(target.cell)
        return DrawnLink((line,), _rails(beside, down), (), down, width, (_way(beside, down),))
    pieces: list[tuple[Segment, ...]] = []
    rails: tuple[Segment, ...] = ()
    tint: list[list[Position]] = []
    ways: list[tuple[Position, ...]] = []
    for beginning, ending in zip(start.sides, end.sides, strict=True):
        straight, beside, gap = _side(start, end, beginning, ending)
        tint.append(gap)
        ways.append(_way(beside, down))
        rails += _rails(beside, down)
        pieces.append(tuple(_broken(_turned(straight, down), layout, grids)))
    first, second = tint
    corners = tuple((y, x) if down else (x, y) for x, y in (*first, *reversed(second)))
    return DrawnLink(tuple(pieces), rails, corners, down, link_width(target.cell), tuple(ways))


def _wire(start: _End, end: _End, down: bool, layout: Layout, grids: Mapping[str, Grid]) -> DrawnLink:
    """One straight line from the middle of an edge to that of another, thinner than a link that is read."""
    line = _turned(((start.cells, sum(start.sides) / 2), (end.cells, sum(end.sides) / 2)), down)
    width = link_width(1)
    return DrawnLink((tuple(_broken(line, layout, grids)),), (), (), down, width, ((line[0], *line, line[1]),))


def _merging(start: _End, end: _End, down: bool, layout: Layout, grids: Mapping[str, Grid]) -> DrawnLink:
    """A line straight on to half way between the panels, one across to the cell's row, and one along its gap.

    From and to what stands alone across its panel it runs in the middle.
    """
    begin = sum(start.sides) // 2 if start.panel == start.cells else start.sides[0]
    finish = end.sides[0] if end.among else sum(end.sides) // 2
    turn = (start.panel + end.panel) // 2
    beside = [((start.cells, begin), (turn, begin)), ((turn, finish), (end.cells, finish))]
    return _bracket(beside, down, layout, grids)


def _bracket(beside: Sequence[Segment], down: bool, layout: Layout, grids: Mapping[str, Grid]) -> DrawnLink:
    """A thin line straight on from the cells, one across, and one straight on to the other cells."""
    across = _turned((beside[0][1], beside[1][0]), down)
    pieces = tuple(_broken(across, layout, grids))
    return DrawnLink((pieces,), _rails(beside, down), (), down, link_width(1), (_way(beside, down),))


def _outside(link: Link, source: Place, target: Place, layout: Layout, grids: Mapping[str, Grid]) -> DrawnLink:
    """One line: level from the cells to beyond their panel, along the side of both panels, and level to the other.

    It keeps to the side of the page on which its panels stand. In a panel it runs along a gap between rows.
    """
    middle = sum(2 * place.x + place.width for place in (source, target)) / 4
    left = 2 * middle < layout.width
    start, end = _end(link.source, source, False, not left), _end(link.target, target, False, not left)
    edges = (start.panel, end.panel)
    beyond = min(edges) - BESIDE if left else max(edges) + BESIDE
    begin, finish = (
        sum(one.sides) // 2 if region.rows == place.rows else one.sides[0]
        for one, region, place in ((start, link.source, source), (end, link.target, target))
    )
    beside = [((start.cells, begin), (beyond, begin)), ((beyond, finish), (end.cells, finish))]
    return _bracket(beside, False, layout, grids)._replace(down=True, width=link_width(SEEN_WELL))


def _rails(beside: Sequence[Segment], down: bool) -> tuple[Segment, ...]:
    """The rails of a side that have a length."""
    return tuple(_turned(rail, down) for rail in beside if rail[0] != rail[1])


def _way(beside: Sequence[Segment], down: bool) -> tuple[Position, ...]:
    """The corners of a side, from one end to the other: those of its rails."""
    return tuple(point for rail in beside for point in _turned(rail, down))


def _rising(link: Link, source: Place, target: Place) -> DrawnLink:
    """A link between panels that lie flat, one above the other: a line from each corner to that above."""
    width = link_width(min(source.short, target.short))
    edges = [
        ((float(x0), float(y0)), (float(x1), float(y1)))
        for (x0, y0), (x1, y1) in zip(source.around(*link.source[1:]), target.around(*link.target[1:]), strict=True)
    ]
    sides = tuple(tuple(_clear_of_middles(edge, width, (source, target))) for edge in edges)
    ways = tuple((start, start, end, end) for start, end in edges)
    return DrawnLink(sides, (), (), True, width, ways)


def _clear_of_middles(segment: Segment, width: float, panels: Sequence[Place]) -> list[Segment]:
    """A line without the few px at which it would cover the middle of a cell: what a cell is can be read there."""
    (x0, y0), (x1, y1) = segment
    hidden = []
    for place in panels:
        for row in range(place.rows):
            y = place.point(row + 0.5, 0)[1]
            t = (y - y0) / (y1 - y0)
            x = x0 + (x1 - x0) * t
            middle = place.point(row + 0.5, place.cell_at(x, y)[1] + 0.5)[0]
            if 0 < t < 1 and abs(x - middle) < width / 2 + CASING + CLEAR_OF_MIDDLES:
                room = CLEAR_OF_MIDDLES / abs(y1 - y0)
                hidden.append((t - room, t + room))
    return _pieces(segment, hidden)


def _end(region: Region, place: Place, down: bool, forward: bool) -> _End:
    """An end of a link in its panel, from which the link runs forward, or at which it comes in."""
    cell = place.cell
    left, top = place.x + region.column * cell, place.y + region.row * cell
    right, bottom = left + region.columns * cell, top + region.rows * cell
    near, far = (top, bottom) if down else (left, right)
    begin, finish = (place.y, place.y + place.height) if down else (place.x, place.x + place.width)
    sides = (left, right) if down else (top, bottom)
    narrow = (region.columns if down else region.rows) == 1
    among = (place.rows if down else place.columns) > 1
    return _End(far if forward else near, finish if forward else begin, sides, narrow, among)


def _side(start: _End, end: _End, beginning: float, ending: float) -> tuple[Segment, list[Segment], list[Position]]:
    """One side of a link along the x axis: straight, its two rails, perhaps of no length, and its part in the gap."""
    wide = not start.narrow and not end.narrow
    leave = start.panel if start.narrow or wide else start.cells
    reach = end.panel if end.narrow or wide else end.cells
    rails = [((start.cells, beginning), (leave, beginning)), ((reach, ending), (end.cells, ending))]

    def at(x: float) -> float:
        return beginning + (ending - beginning) * (x - leave) / ((reach - leave) or 1)

    straight = (leave, beginning), (reach, ending)
    return straight, rails, [(start.panel, at(start.panel)), (end.panel, at(end.panel))]


def _bent(start: _End, end: _End, across: float) -> tuple[_End, _End]:
    """The ends of a line that is askew for a short way only, for a long one is hard to follow.

    Where there is room it is so at half a right angle at its beginning, and else behind the words below its panel.
    """
    way = end.panel - start.panel
    if across < abs(way):
        return start, end._replace(panel=start.panel + (across if way > 0 else -across), narrow=True)
    return start._replace(panel=start.panel + way / 2, narrow=True), end


def _single(start: _End, end: _End) -> tuple[float, float]:
    """Where a single line begins across, and where it comes to the other cell.

    It runs from middle to middle; but along a gap, on the side that is nearer, to a cell within its panel.
    """
    middle = sum(end.sides) / 2
    source = sum(start.sides) / 2
    beginning = source if start.panel == start.cells else min(start.sides, key=lambda side: abs(side - middle))
    ending = middle if end.panel == end.cells else min(end.sides, key=lambda side: abs(side - source))
    return beginning, ending


def _turned(segment: Segment, down: bool) -> Segment:
    (x0, y0), (x1, y1) = segment
    return ((y0, x0), (y1, x1)) if down else segment


def _broken(segment: Segment, layout: Layout, grids: Mapping[str, Grid]) -> list[Segment]:
    """A line without the parts that would run over what is written, in cells or beside panels."""
    hidden = [span for name, place in layout.places.items() for span in _hidden(segment, grids[name], place)]
    hidden += filter(None, (_within(segment, *_around(text)) for text in layout.texts))
    return _pieces(segment, hidden)


def _pieces(segment: Segment, hidden: Sequence[tuple[float, float]]) -> list[Segment]:
    """What is left of a line without some parts of it, from 0 to 1."""
    (x0, y0), (x1, y1) = segment

    def at(t: float) -> Position:
        return x0 + (x1 - x0) * t, y0 + (y1 - y0) * t

    kept, begin = [], 0.0
    for low, high in sorted(hidden):
        if low > begin:
            kept.append((at(begin), at(low)))
        begin = max(begin, high)
    return [*kept, (at(begin), at(1.0))] if begin < 1 else kept


@lru_cache(maxsize=256)
def _around(text: Text) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a line of words."""
    left = text.left
    return (
        left - CLEAR_OF_WORDS,
        text.y - 0.8 * text.size,
        left + text.length + CLEAR_OF_WORDS,
        text.y + 0.25 * text.size,
    )


def _hidden(segment: Segment, grid: Grid, place: Place) -> Iterator[tuple[float, float]]:
    """The parts of a line, from 0 to 1, that lie on something written in a panel's cells."""
    if not grid.cells.written:
        return
    inside = _within(segment, place.x, place.y, place.x + place.width, place.y + place.height)
    if inside is None:
        return
    cell, (low, high) = place.cell, inside
    for row, column in _cells_along(segment, inside, place):
        role, label, _ = grid[row, column]
        bold = mark_of(role).bold
        size = fitted(label, cell, bold)
        if not size:
            continue
        wide, tall = 0.45 * text_width(label, size, bold) + CLEAR_OF_WORDS, 0.36 * size + CLEAR_OF_WORDS
        x, y = place.x + (column + 0.5) * cell, place.y + (row + 0.5) * cell
        span = _within(segment, x - wide, y - tall, x + wide, y + tall)
        if span and span[0] < span[1]:
            yield max(span[0], low), min(span[1], high)


def _cells_along(segment: Segment, span: tuple[float, float], place: Place) -> Iterator[tuple[int, int]]:
    """The cells that a part of a line runs through, and some beside it."""
    (x0, y0), (x1, y1) = segment
    steep = abs(y1 - y0) > abs(x1 - x0)
    (xa, ya), (xb, yb) = ((x0 + (x1 - x0) * t, y0 + (y1 - y0) * t) for t in span)
    cell = place.cell
    length = max(abs(xb - xa), abs(yb - ya))
    seen = set()
    for step in range(int(length // (cell / 2)) + 2):
        t = min(1.0, step * (cell / 2) / (length or 1))
        x, y = xa + (xb - xa) * t - place.x, ya + (yb - ya) * t - place.y
        for shift in (-0.25, 0.25):
            across = shift * cell
            row = int((y + (0 if steep else across)) // cell)
            column = int((x + (across if steep else 0)) // cell)
            if 0 <= row < place.rows and 0 <= column < place.columns and (row, column) not in seen:
                seen.add((row, column))
                yield row, column


def _within(segment: Segment, left: float, top: float, right: float, bottom: float) -> tuple[float, float] | None:
    """The part of a line, from 0 to 1, that lies in a rectangle."""
    (x0, y0), (x1, y1) = segment
    low, high = 0.0, 1.0
    for start, delta, least, most in ((x0, x1 - x0, left, right), (y0, y1 - y0, top, bottom)):
        if delta == 0:
            if not least <= start <= most:
                return None
            continue
        first, last = (least - start) / delta, (most - start) / delta
        if delta < 0:
            first, last = last, first
        low, high = first if first > low else low, last if last < high else high
        if low >= high:
            return None
    return low, high
