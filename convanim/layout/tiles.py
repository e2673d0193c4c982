"""Several frames on one page, for print: tiles in rows, each a number, its words and small panels.

All lengths are px. The panels' names, the title and the legend stand once on the page.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from convanim.core.errors import Setting, joined
from convanim.layout.cell_text import corner_size, label_size, smallest_label
from convanim.layout.metrics import width as text_width
from convanim.layout.metrics import wrap_evenly
from convanim.layout.page import (
    LINE,
    MARGIN,
    PANEL_NAME,
    SMALLEST_TEXT,
    WIDEST,
    CellsTooSmallError,
    Layout,
    Place,
    Scale,
    Text,
)
from convanim.layout.page_text import head_words, place_legend
from convanim.layout.panels import PanelGroup, cell_of
from convanim.scene.frames import ARROW, Panel, Tile
from convanim.scene.picture import Picture

# Lengths for a picture 800 px wide.
TILE_NUMBER, TILE_WORDS, TILE_SIGN = 15, 12, 18


MOST_LINES = 4
"""Lines of words that a tile may have."""


BETWEEN_TILES, BETWEEN_ROWS, BETWEEN_PANELS, NARROWEST_TILE = 20, 20, 24, 130


LARGEST_TILE_CELL = 24


SMALLEST_TILE_CELL = 6


TALLEST_PAGE = 1.414
"""Height of the page in widths: that of a sheet of paper."""


class TileGrid(NamedTuple):
    """Tiles in so many columns: the size of a tile, its panels, the lines that its words take, the height of all."""

    columns: int
    width: int
    height: int
    panels: PanelGroup
    lines: int
    total: int


def lay_out_strip(picture: Picture, width: int, title: bool) -> Layout:
    """Place the tiles of a picture on a page at most `width` px wide.

    Raises CellsTooSmallError where they do not fit.
    """
    scale = Scale(width)
    grid = _best_grid(picture, picture.tiles, scale, title)
    if grid is None:
        raise _too_many(picture, width, title)
    margin = scale.px(MARGIN)
    content = max(_across(grid, scale), min(width - 2 * margin, _words_width(picture, scale, title)))
    content += content % 2
    head, y = head_words(picture, margin, content, scale) if title else ([], margin - scale.px(8))
    lead, counter, y = _lead(picture, margin, y, content, scale)
    top, left = y + scale.px(BETWEEN_ROWS), margin + (content - _across(grid, scale)) // 2
    tiles = [_placed_tile(tile, index, grid, scale).moved(left, top) for index, tile in enumerate(picture.tiles)]
    bottom = top + grid.total
    swatches, labels, y = place_legend(picture.legend, margin, bottom, content, scale)
    height = y + margin - scale.px(6)
    cell = cell_of(grid.panels)
    return Layout(
        width=content + 2 * margin,
        height=height + height % 2,
        places={name: place for tile in tiles for name, place in tile.places.items()},
        texts=(*head, *lead, *(text for tile in tiles for text in tile.names), *labels),
        swatches=swatches,
        arrows=tuple(arrow for tile in tiles for arrow in tile.arrows),
        caption=(Text("", margin, bottom, scale.font(TILE_WORDS)),),
        caption_width=content,
        counter=counter,
        label_size=label_size(cell),
        smallest_label=smallest_label(picture, cell),
        note_size=corner_size(picture, cell),
    )


def _placed_tile(tile: Tile, index: int, grid: TileGrid, scale: Scale) -> PanelGroup:
    """A tile with its words, counted from the top left corner of the first tile."""
    row, column = divmod(index, grid.columns)
    x, y = column * (grid.width + scale.px(BETWEEN_TILES)), row * (grid.height + scale.px(BETWEEN_ROWS))
    panels = grid.panels.moved(x, y + grid.height - grid.panels.height)
    return panels._replace(
        places=dict(zip((panel.name for panel in tile.panels), panels.places.values(), strict=True)),
        names=(*_tile_words(tile, x, y, grid, scale), *panels.names),
    )


def _best_grid(picture: Picture, tiles: Sequence[Tile], scale: Scale, title: bool) -> TileGrid | None:
    """The columns with the largest cells on a page that is no taller than paper; of equal ones the most columns."""
    room = scale.width - 2 * scale.px(MARGIN)
    _, y = head_words(picture, 0, room, scale) if title else ([], 0)
    _, _, y = _lead(picture, 0, y, room, scale)
    rest = place_legend(picture.legend, 0, y, room, scale)[2] + 2 * scale.px(MARGIN) + scale.px(BETWEEN_ROWS)
    grids = []
    for columns in range(1, len(tiles) + 1):
        width = (room - (columns - 1) * scale.px(BETWEEN_TILES)) // columns
        if columns > 1 and width < scale.px(NARROWEST_TILE):
            break
        words = round(max(_indent(scale) + text_width(tile.caption, scale.font(TILE_WORDS)) for tile in tiles)) + 1
        for down in (False, True):
            for cell in range(scale.px(LARGEST_TILE_CELL), SMALLEST_TILE_CELL - 1, -1):
                panels = _arranged(tiles[0].panels, cell, down, scale)
                if panels.width > width or smallest_label(picture, cell) < SMALLEST_TEXT:
                    continue
                grid = _tiled(tiles, columns, min(width, max(panels.width, words)), panels, scale)
                if grid.total + rest <= TALLEST_PAGE * scale.width and grid.lines <= MOST_LINES:
                    grids.append(grid)
                    break
    return max(grids, key=_worth, default=None)


def _tiled(tiles: Sequence[Tile], columns: int, width: int, panels: PanelGroup, scale: Scale) -> TileGrid:
    """Tiles of this width in so many columns."""
    lines = max(len(_wrapped(tile, width, scale)) for tile in tiles)
    height = _words_height(lines, scale) + panels.height
    rows = -(-len(tiles) // columns)
    return TileGrid(columns, width, height, panels, lines, rows * height + (rows - 1) * scale.px(BETWEEN_ROWS))


def _worth(grid: TileGrid) -> tuple[float, int]:
    """What makes a grid better: larger cells, by a fifth for panels in a column; then more columns."""
    panels = grid.panels
    return cell_of(panels) / (1.2 if panels.height > panels.width else 1), grid.columns


def _across(grid: TileGrid, scale: Scale) -> int:
    return grid.columns * grid.width + (grid.columns - 1) * scale.px(BETWEEN_TILES)


def _words_width(picture: Picture, scale: Scale, title: bool) -> int:
    """Width at which the lead, the formula and the counter need not be broken."""
    lines = [text_width(picture.lead, scale.font(PANEL_NAME))]
    if title:
        lines += [text_width(line, scale.font(PANEL_NAME)) * 1.2 for line in picture.formula]
    return round(max(lines)) + 2


def _lead(picture: Picture, margin: int, y: int, content: int, scale: Scale) -> tuple[list[Text], Text, int]:
    """The panels' names in a line or more, the counter at the end of the last or below it; and the y below them."""
    size = scale.font(PANEL_NAME)
    y += scale.px(10)
    texts = []
    for line in wrap_evenly(picture.lead, size, content):
        y += round(size * LINE)
        texts.append(Text(line, margin, y, size))
    counter = text_width(picture.survey.counters[0], size)
    if text_width(texts[-1].text, size) + scale.px(24) + counter > content:
        y += round(size * LINE)
    return texts, Text("", margin + content, y, size, muted=True, right=True), y


def _indent(scale: Scale) -> float:
    """Room for a tile's number before its words."""
    return text_width("00", scale.font(TILE_NUMBER), bold=True) + scale.px(6)


def _wrapped(tile: Tile, width: int, scale: Scale) -> list[str]:
    return wrap_evenly(tile.caption, scale.font(TILE_WORDS), width - _indent(scale))


def _words_height(lines: int, scale: Scale) -> int:
    size = scale.font(TILE_WORDS)
    return scale.font(TILE_NUMBER) + round((lines - 1) * size * LINE) + scale.px(10)


def _tile_words(tile: Tile, x: int, y: int, grid: TileGrid, scale: Scale) -> list[Text]:
    """Its number, and its words beside it."""
    size = scale.font(TILE_WORDS)
    base = y + round(scale.font(TILE_NUMBER) * 0.8)
    beside = x + round(_indent(scale))
    lines = _wrapped(tile, grid.width, scale)
    return [
        Text(tile.number, x, base, scale.font(TILE_NUMBER), bold=True),
        *(
            Text(line, beside, base + round(index * size * LINE), size, muted=True)
            for index, line in enumerate(lines)
        ),
    ]


def _arranged(panels: Sequence[Panel], cell: int, down: bool, scale: Scale) -> PanelGroup:
    """Panels in a row or a column, centred on one axis, an arrow or a sign between neighbours."""
    gap, half = scale.px(BETWEEN_PANELS), scale.px(BETWEEN_PANELS) // 2 - scale.px(5)
    thick = max(panel.columns if down else panel.rows for panel in panels) * cell
    places: dict[str, Place] = {}
    along = 0
    for panel in panels:
        across = (thick - (panel.columns if down else panel.rows) * cell) // 2
        x, y = (across, along) if down else (along, across)
        places[panel.name] = Place(x, y, cell, panel.rows, panel.columns)
        along += (panel.rows if down else panel.columns) * cell + gap
    signs, arrows = [], []
    size = scale.font(TILE_SIGN)
    for panel, (before, after) in zip(panels, itertools.pairwise(places.values()), strict=False):
        middle = ((before.y + before.height + after.y) if down else (before.x + before.width + after.x)) // 2
        x, y = (thick // 2, middle) if down else (middle, thick // 2)
        if panel.sign != ARROW:
            left, base = round(x - text_width(panel.sign, size) / 2), y + round(size * 0.36)
            signs.append(Text(panel.sign, left, base, size, muted=True))
        elif down:
            arrows.append(((x, y - half), (x, y + half)))
        else:
            arrows.append(((x - half, y), (x + half, y)))
    along -= gap
    width, height = (thick, along) if down else (along, thick)
    return PanelGroup(width, height, places, tuple(signs), tuple(arrows))


def _too_many(picture: Picture, width: int, title: bool) -> CellsTooSmallError:
    """The refusal where the tiles do not fit, with a smaller number or a larger width at which they do."""
    count = len(picture.tiles)
    fewer = next((n for n in (24, 12, 8, 6, 4, 3, 2) if n < count and _fits(picture, n, width, title)), None)
    wider = next((w for w in range(width, WIDEST + 1, 100) if _fits(picture, count, w, title)), None)
    ways = [Setting("filmstrip", str(fewer))] * bool(fewer) + [Setting("width", wider)] * bool(wider)
    way = ("use ", *joined(ways, " or ")) if ways else ("use a smaller ", Setting("input"), ", or ", Setting("still"))
    frames = f"{count} frames do" if count > 1 else "a frame does"
    asked = Setting("width", width)
    return CellsTooSmallError(f"{frames} not fit a page of ", asked, " so that cells can be read", way=way)


def _fits(picture: Picture, count: int, width: int, title: bool) -> bool:
    return _best_grid(picture, picture.tiles[:count], Scale(width), title) is not None
