"""Frames to index images. The only importer of matplotlib; no figure, no pyplot, no display.

A picture has thousands of cells but a handful of looks. matplotlib draws each distinct look and each distinct
piece of text once, as coverage (how much ink) in a few levels; frames are then laid down by array slicing.
A pixel is an index into a palette made of ramps: background to text, and for each role fill to line and fill
to ink. So every colour is exact, and a theme changes the palette and no pixel.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as Outline
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from convanim.frames import Cell, Frame, Grid, Picture, Role, Window
from convanim.layout import SMALLEST_TEXT, Layout, Place, Text, counter_text
from convanim.metrics import width as text_width
from convanim.metrics import wrap
from convanim.themes import Theme, rgb

Image = NDArray[np.uint8]

LEVELS = 7
"""Steps of a ramp from its first colour (level 0) to its last (level 7)."""

FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
rc: Any = mpl.rcParams

# What a user's matplotlibrc could change in what is drawn here; these hold while we draw.
SETTINGS: dict[str, Any] = {
    name: cast(Any, mpl.rcParamsDefault)[name]
    for name in (
        "text.hinting_factor",
        "text.kerning_factor",
        "text.antialiased",
        "text.usetex",
        "path.snap",
        "path.simplify",
        "path.sketch",
        "path.effects",
        "agg.path.chunksize",
    )
}
SETTINGS["text.hinting"] = "no_hinting"  # hinted words differ from the advances of metrics.py by up to 2 %


class Box(NamedTuple):
    """A rectangle of pixels: left, top, right, bottom, the last two outside."""

    left: int
    top: int
    right: int
    bottom: int

    def joined(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left), min(self.top, other.top),
            max(self.right, other.right), max(self.bottom, other.bottom),
        )  # fmt: skip

    def clipped(self, width: int, height: int) -> Box:
        """The part of it on a canvas."""
        return Box(max(self.left, 0), max(self.top, 0), min(self.right, width), min(self.bottom, height))

    @property
    def slices(self) -> tuple[slice, slice]:
        """Its rows and columns in an image."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


class Raster(NamedTuple):
    """One drawn frame: the whole image, which the next frame overwrites, and what may differ from the last."""

    image: Image
    changed: Box


@dataclass(frozen=True)
class Mark:
    """How a role is drawn, besides its colours: no two roles that meet differ by hue alone."""

    border: float = 1.0
    """Border width as a multiple of the thin line; 0 for none."""
    dashed: bool = False
    hatched: bool = False
    struck: bool = False

    @property
    def patterned(self) -> bool:
        """Whether it has lines that need more than one shade."""
        return self.hatched or self.struck


MARKS = {
    Role.INPUT: Mark(0),
    Role.INSERTED_ZERO: Mark(1),
    Role.PADDING: Mark(1, dashed=True),
    Role.CROPPED: Mark(1, dashed=True, struck=True),
    Role.CROPPED_INPUT: Mark(1.6, struck=True),
    Role.UNREAD: Mark(1, hatched=True),
    Role.UNREAD_INPUT: Mark(1.6, hatched=True),
    Role.WINDOW_INPUT: Mark(0),
    Role.WINDOW_ZERO: Mark(0),
    Role.OUTPUT_PENDING: Mark(1),
    Role.OUTPUT_CURRENT: Mark(3),
    Role.OUTPUT_DONE: Mark(0),
    Role.OUTPUT_HOLE: Mark(1),
}


class Ramps:
    """The palette: which index stands for how much of which colour."""

    def __init__(self, theme: Theme) -> None:
        self._colors: list[tuple[int, int, int]] = [rgb(theme.background)]
        self._theme = theme
        self._roles: dict[Role, tuple[Image, Image]] = {}
        self.text = self._ramp(0, theme.background, theme.text)
        self.muted = self._ramp(0, theme.background, theme.muted)
        self.accent = len(self._colors)
        self._colors.append(rgb(theme.accent))

    def _ramp(self, first: int, start: str, end: str, levels: int = LEVELS) -> Image:
        """Indices by level; with one level only the ramp's two ends are told apart."""
        low, high = np.array(rgb(start)), np.array(rgb(end))
        indices = np.full(LEVELS + 1, first, np.uint8)
        for level in range(LEVELS - levels + 1, LEVELS + 1):
            indices[level] = len(self._colors)
            mixed = np.rint(low + (high - low) * level / LEVELS)
            self._colors.append((int(mixed[0]), int(mixed[1]), int(mixed[2])))
        return indices

    def add(self, role: Role, labelled: bool) -> None:
        """Make room for a role: few colours make small files, so a ramp is only as long as its use needs."""
        look, mark = self._theme.look(role), MARKS[role]
        fill = len(self._colors)
        self._colors.append(rgb(look.fill))
        line = self._ramp(fill, look.fill, look.line, LEVELS if mark.patterned else bool(mark.border))
        ink = self._ramp(fill, look.fill, look.ink, LEVELS if labelled else 0)
        self._roles[role] = line, ink

    def of(self, role: Role) -> tuple[Image, Image]:
        """Indices by level: fill to line, fill to ink."""
        return self._roles[role]

    @property
    def palette(self) -> Image:
        """All colours, (n, 3)."""
        return np.array(self._colors, np.uint8)


@contextlib.contextmanager
def settings() -> Iterator[None]:
    """Our settings of matplotlib, and the user's again afterwards (rc_context costs 0.8 ms, this 0.03)."""
    users = {name: rc[name] for name in SETTINGS}
    rc.update(SETTINGS)
    try:
        yield
    finally:
        rc.update(users)


@cache
def face(bold: bool, size: int) -> FontProperties:
    """The font that matplotlib brings, at a size in px."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=FONTS / name, size=size)


class Pen:
    """matplotlib's Agg, drawing coverage: how much ink each pixel gets, in levels."""

    def __init__(self) -> None:
        self._canvas = RendererAgg(64, 64, 72)

    def drawn(self, width: int, height: int, draw: Callable[[RendererAgg], None]) -> Image:
        """Levels (height, width) of what `draw` leaves on an empty canvas."""
        if width > self._canvas.width or height > self._canvas.height:
            self._canvas = RendererAgg(max(width, int(self._canvas.width)), max(height, int(self._canvas.height)), 72)
        self._canvas.clear()
        with settings():
            draw(self._canvas)
        alpha = np.asarray(self._canvas.buffer_rgba())[:height, :width, 3]
        return ((alpha.astype(np.uint16) * LEVELS + 127) // 255).astype(np.uint8)

    def text(self, text: str, size: int, bold: bool = False) -> tuple[Image, int, int]:
        """Levels of a piece of text, and where its origin (left end of the baseline) lies in them."""
        side = size // 2
        wide, tall = round(text_width(text, size, bold)) + 2 * side, round(size * 1.6)
        base = round(size * 1.15)

        def draw(canvas: RendererAgg) -> None:
            canvas.draw_text(canvas.new_gc(), side, base, text, face(bold, size), 0)

        return self.drawn(wide, tall, draw), side, base

    def strokes(
        self, width: int, height: int, lines: list[list[tuple[float, float]]], thickness: float,
        dashes: tuple[float, float] | None = None, round_ends: bool = False,
    ) -> Image:  # fmt: skip
        """Levels of some polylines; points are (x, y) px from the top left corner."""

        def draw(canvas: RendererAgg) -> None:
            gc = canvas.new_gc()
            gc.set_linewidth(thickness)
            gc.set_capstyle("round" if round_ends else "butt")
            gc.set_snap(False)
            if dashes:
                gc.set_dashes(dashes[0] / 2, dashes)
                gc.set_antialiased(False)  # whole pixels: crisp, and rows that repeat make small files
            for points in lines:
                up = np.array([(x, canvas.height - y) for x, y in points])
                canvas.draw_path(gc, Outline(up), IdentityTransform())

        return self.drawn(width, height, draw)


class Renderer:
    """Draws one picture on one layout in one theme."""

    def __init__(self, picture: Picture, layout: Layout, theme: Theme) -> None:
        self._picture = picture
        self._layout = layout
        self._pen = Pen()
        self._ramps = Ramps(theme)
        for role in dict.fromkeys((*picture.roles, Role.OUTPUT_PENDING)):
            self._ramps.add(role, role in picture.labelled)
        self.palette = self._ramps.palette
        self._tiles: dict[tuple[Cell, int], Image] = {}
        self._words: dict[tuple[str, int, bool], tuple[Image, int, int]] = {}
        self._page = self._draw_page()

    def frames(self) -> Iterator[Raster]:
        """Every frame in order. The image is one array that each frame changes: copy it to keep it."""
        image = self._page.copy()
        height, width = image.shape
        last: Frame | None = None
        for step, frame in enumerate(self._picture.frames(), 1):
            boxes = [Box(0, 0, width, height)] if last is None else []
            for name, place in self._layout.places.items():
                boxes += self._draw_grid(image, place, frame.grids[name], last.grids[name] if last else None)
            boxes += self._draw_words(image, frame.caption, step)
            changed = boxes[0]
            for box in boxes[1:]:
                changed = changed.joined(box)
            yield Raster(image, changed.clipped(width, height))
            last = frame

    def _draw_page(self) -> Image:
        """What every frame shows: title, formula, names, arrows, legend."""
        layout = self._layout
        page = np.zeros((layout.height, layout.width), np.uint8)
        for text in layout.texts:
            self._write(page, text)
        for start, end in layout.arrows:
            self._draw_arrow(page, start, end)
        for swatch in layout.swatches:
            tile = self._tile(Cell(swatch.role), swatch.size)
            page[swatch.y : swatch.y + swatch.size, swatch.x : swatch.x + swatch.size] = tile
        return page

    def _draw_grid(self, image: Image, place: Place, grid: Grid, last: Grid | None) -> list[Box]:
        """Lay down the cells that changed, and the outline; the boxes touched."""
        stale = np.ones(grid.codes.shape, bool) if last is None else grid.codes != last.codes
        boxes = []
        moved = last is None or grid.window != last.window
        if last is not None and last.window is not None and moved:
            for strip in self._outline(place, last.window):
                image[strip.slices] = 0
            ring(stale, last.window)
            boxes.append(self._around(place, last.window))
        rows, columns = np.nonzero(stale)
        cell = place.cell
        for row, column, code in zip(rows.tolist(), columns.tolist(), grid.codes[stale].tolist(), strict=True):
            x, y = place.x + column * cell, place.y + row * cell
            image[y : y + cell, x : x + cell] = self._tile(grid.cells[code], cell)
        if len(rows):
            boxes.append(
                Box(
                    place.x + int(columns.min()) * cell, place.y + int(rows.min()) * cell,
                    place.x + int(columns.max() + 1) * cell, place.y + int(rows.max() + 1) * cell,
                )
            )  # fmt: skip
        if grid.window is not None and (moved or len(rows)):
            for strip in self._outline(place, grid.window):
                image[strip.slices] = self._ramps.accent
            boxes.append(self._around(place, grid.window))
        return boxes

    def _around(self, place: Place, window: Window) -> Box:
        """The outline's outer edge."""
        cell, half = place.cell, outline_width(place.cell) // 2
        return Box(
            place.x + window.column * cell - half, place.y + window.row * cell - half,
            place.x + (window.column + window.columns) * cell + half,
            place.y + (window.row + window.rows) * cell + half,
        )  # fmt: skip

    def _outline(self, place: Place, window: Window) -> list[Box]:
        """Its four sides: top, bottom, left, right."""
        left, top, right, bottom = self._around(place, window)
        thick = outline_width(place.cell)
        return [
            Box(left, top, right, top + thick), Box(left, bottom - thick, right, bottom),
            Box(left, top, left + thick, bottom), Box(right - thick, top, right, bottom),
        ]  # fmt: skip

    def _draw_words(self, image: Image, caption: str, step: int) -> list[Box]:
        """Write the caption and the counter over the last ones."""
        layout = self._layout
        lines = wrap(caption, layout.caption[0].size, layout.caption_width)
        left, right = layout.caption[0].x, layout.counter.x
        top = layout.caption[0].y - layout.caption[0].size
        bottom = layout.caption[-1].y + layout.caption[-1].size // 2
        area = Box(left, top, right, bottom)
        image[area.slices] = 0
        for place, line in zip(layout.caption, lines, strict=False):
            self._write(image, Text(line, place.x, place.y, place.size))
        counter = layout.counter
        words = counter_text(step, self._picture.count)
        self._write(image, Text(words, counter.x, counter.y, counter.size, muted=True, right=True))
        return [area]

    def _write(self, image: Image, text: Text) -> None:
        """Compose a line from words that are each drawn once."""
        ramp = self._ramps.muted if text.muted else self._ramps.text
        x = text.x - text_width(text.text, text.size, text.bold) if text.right else float(text.x)
        space = text_width(" ", text.size, text.bold)
        for word in text.text.split(" "):
            if word:
                levels, origin, base = self._word(word, text.size, text.bold)
                left, top = round(x) - origin, text.y - base
                skip = max(0, -left)
                target = image[top : top + levels.shape[0], left + skip : left + levels.shape[1]]
                inked = ramp[levels[: target.shape[0], skip : skip + target.shape[1]]]
                np.maximum(target, inked, out=target)
            x += text_width(word, text.size, text.bold) + space

    def _word(self, word: str, size: int, bold: bool) -> tuple[Image, int, int]:
        key = word, size, bold
        if key not in self._words:
            self._words[key] = self._pen.text(word, size, bold)
        return self._words[key]

    def _draw_arrow(self, page: Image, start: tuple[int, int], end: tuple[int, int]) -> None:
        """A straight arrow, to the right or down."""
        (x0, y0), (x1, y1) = start, end
        length, head = max(x1 - x0, y1 - y0), max(3.0, (x1 - x0 + y1 - y0) * 0.16)
        thick = max(1.0, length / 30)
        tall = 2 * round(head) + 4
        middle = tall / 2
        shaft = [(1.0, middle), (length - 1.0, middle)]
        point = [
            (length - 1 - head, middle - head * 0.8),
            (length - 1.0, middle),
            (length - 1 - head, middle + head * 0.8),
        ]
        levels = self._pen.strokes(length + 1, tall, [shaft, point], thick, round_ends=True)
        if y1 > y0:
            levels = levels.T
        top, left = y0 - (tall // 2 if x1 > x0 else 0), x0 - (tall // 2 if y1 > y0 else 0)
        page[top : top + levels.shape[0], left : left + levels.shape[1]] = self._ramps.muted[levels]

    def _tile(self, cell: Cell, size: int) -> Image:
        """The look of a cell, drawn once."""
        key = cell, size
        if key not in self._tiles:
            self._tiles[key] = self._draw_tile(cell, size)
        return self._tiles[key]

    def _draw_tile(self, cell: Cell, size: int) -> Image:
        line, ink = self._ramps.of(cell.role)
        low, high = (1, 1) if size >= 14 else (0, 1)
        side = size - low - high
        levels = mark_levels(self._pen, MARKS[cell.role], side)
        tile = np.zeros((size, size), np.uint8)
        tile[low : size - high, low : size - high] = line[levels]
        font = round(size * 0.42)
        if cell.label and font >= SMALLEST_TEXT:
            text, _, _ = self._pen.text(cell.label, font)
            rows, columns = np.flatnonzero(text.any(1)), np.flatnonzero(text.any(0))
            text = text[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            top, left = (size - text.shape[0]) // 2, (size - text.shape[1]) // 2
            target = tile[top : top + text.shape[0], left : left + text.shape[1]]
            target[text > 0] = ink[text[text > 0]]
        return tile


def outline_width(cell: int) -> int:
    """Thickness of the window's outline, px: even, so that it is centred on the line between two cells."""
    return max(2, 2 * round(cell / 24))


def ring(stale: NDArray[np.bool_], window: Window) -> None:
    """Mark the cells along both sides of a window's edge."""
    top, left = max(window.row - 1, 0), max(window.column - 1, 0)
    bottom, right = window.row + window.rows, window.column + window.columns
    for row in (window.row - 1, window.row, bottom - 1, bottom):
        if 0 <= row < stale.shape[0]:
            stale[row, left : right + 1] = True
    for column in (window.column - 1, window.column, right - 1, right):
        if 0 <= column < stale.shape[1]:
            stale[top : bottom + 1, column] = True


def mark_levels(pen: Pen, mark: Mark, side: int) -> Image:
    """Border, hatching and strike of a cell whose inside is `side` px; its centre stays free for the fill."""
    thin = max(1, round(side / 34))
    levels = np.zeros((side, side), np.uint8)
    if mark.hatched or mark.struck:
        # Lines with slope 1; their distance puts the cell's centre half way between two of them.
        distance = side / (4 if side >= 16 else 2) if mark.hatched else side / 2.5
        middles = [side + (n + 0.5) * distance for n in range(-8, 8)] if mark.hatched else [
            side - distance / 4, side + distance / 4,
        ]  # fmt: skip
        lines = [[(total - 2 * side, 2.0 * side), (2.0 * side, total - 2 * side)] for total in middles]
        levels = pen.strokes(side, side, lines, thin)
    if mark.border:
        thick = max(1, round(thin * mark.border))
        if mark.dashed and side >= 10:
            edge = border_dashes(side)
            half = thick / 2
            corners = [
                [(0.0, half), (float(side), half)], [(side - half, 0.0), (side - half, float(side))],
                [(float(side), side - half), (0.0, side - half)], [(half, float(side)), (half, 0.0)],
            ]  # fmt: skip
            levels = np.maximum(levels, pen.strokes(side, side, corners, thick, dashes=edge))
        else:
            levels[:thick] = levels[-thick:] = LEVELS
            levels[:, :thick] = levels[:, -thick:] = LEVELS
    return levels


def border_dashes(side: int) -> tuple[float, float]:
    """Dash and gap that fit a side exactly, with half a dash at each corner."""
    periods = max(2, round(side / 8))
    period = side / periods
    return period * 0.55, period * 0.45
