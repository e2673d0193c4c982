"""One frame as vectors, for print: the same cells, marks and words in a matplotlib figure, saved as SVG or PDF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text as Words
from matplotlib.transforms import IdentityTransform

from convanim.layout.cell_text import fitted
from convanim.layout.metrics import width as text_width
from convanim.layout.metrics import wrap_evenly
from convanim.layout.page import SMALLEST_CORNER, Layout, Place, Text
from convanim.renderer.geometry import (
    CAP_HEIGHT,
    arrow_lines,
    border_dashes,
    inset,
    mark_lines,
    outline_width,
    thin_line,
)
from convanim.renderer.raster.agg import face, settings
from convanim.scene.cells import Cell
from convanim.scene.frames import Frame, Grid
from convanim.scene.picture import Picture
from convanim.style.cell_marks import CELL_MARKS
from convanim.style.themes import Theme

POINTS_PER_INCH = 72


def write_vector(file: BinaryIO, suffix: str, picture: Picture, layout: Layout, theme: Theme) -> None:
    """Write the first frame of a picture as SVG or PDF; one px is one point."""
    with mpl.rc_context(_defaults()), settings():
        figure = Figure(
            figsize=(layout.width / POINTS_PER_INCH, layout.height / POINTS_PER_INCH), dpi=POINTS_PER_INCH
        )
        figure.patch.set_facecolor("none" if theme.transparent else theme.background)
        for artist in artists_of(next(iter(picture.frames())), layout, theme):
            figure.add_artist(artist)
        undated: dict[str, Any] = {"Date": None} if suffix == ".svg" else {"CreationDate": None}
        figure.savefig(file, format=suffix.removeprefix("."), metadata=undated)


def _defaults() -> dict[Any, Any]:
    """Every setting as matplotlib ships it: artists read them when they are made, backends when they save."""
    return {name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith("backend")} | {
        "svg.hashsalt": "convanim"
    }


def artists_of(frame: Frame, layout: Layout, theme: Theme) -> Iterator[Artist]:
    """One frame, page and all, as artists for a figure of the layout's size at 72 dpi."""
    return _Drawing(layout, theme).artists(frame)


class _Drawing:
    """Makes artists from px; matplotlib counts y upwards."""

    def __init__(self, layout: Layout, theme: Theme) -> None:
        self._layout, self._theme = layout, theme

    def artists(self, frame: Frame) -> Iterator[Artist]:
        layout = self._layout
        for text in layout.texts:
            yield self._words(text)
        for swatch in layout.swatches:
            yield from self._cell(Cell(swatch.role), swatch.x, swatch.y, swatch.size)
        for start, end in layout.arrows:
            lines, thickness = arrow_lines(start, end)
            for points in lines:
                yield self._line(points, self._theme.muted, thickness)
        for name, place in layout.places.items():
            yield from self._grid(frame.grids[name], place)
        words = wrap_evenly(frame.caption, layout.caption[0].size, layout.caption_width)
        for below, line in zip(layout.caption, words, strict=False):
            yield self._words(below._replace(text=line))
        yield self._words(layout.counter._replace(text=frame.counter))

    def _grid(self, grid: Grid, place: Place) -> Iterator[Artist]:
        for row, column in np.ndindex(place.rows, place.columns):
            x, y = place.x + column * place.cell, place.y + row * place.cell
            yield from self._cell(grid[row, column], x, y, place.cell)
        if grid.window:
            window = grid.window
            x, y = place.x + window.column * place.cell, place.y + window.row * place.cell
            wide, tall = window.columns * place.cell, window.rows * place.cell
            yield self._box(x, y, wide, tall, None, self._theme.accent, outline_width(place.cell))

    def _cell(self, cell: Cell, x: int, y: int, size: int) -> Iterator[Artist]:
        look, mark = self._theme.look(cell.role), CELL_MARKS[cell.role]
        low, high = inset(size)
        side = size - low - high
        left, top = x + low, y + low
        fill = None if self._theme.shows_page(cell.role) else look.fill
        yield self._box(left, top, side, side, fill, None, 0)
        thin = thin_line(side)
        clip = Rectangle((left, self._up(top + side)), side, side, transform=IdentityTransform())
        for points in mark_lines(mark, side):
            line = self._line([(left + px, top + py) for px, py in points], look.line, thin)
            line.set_clip_path(clip)
            yield line
        if mark.border:
            thick = max(1, round(thin * mark.border))
            half = thick / 2
            border = self._box(left + half, top + half, side - thick, side - thick, None, look.line, thick)
            if mark.dashed:
                on, off = border_dashes(side)
                border.set_linestyle((on / 2, (on / thick, off / thick)))
            yield border
        if cell.label:
            font = fitted(cell.label, self._layout.label_size, size)
            yield self._label(cell.label, x + size / 2, y + size / 2, font, look.ink)
        if cell.note and self._layout.note_size >= SMALLEST_CORNER:
            note = self._layout.note_size
            right = x + size - 3 - text_width(cell.note, note) / 2
            yield self._label(cell.note, right, y + size - 3 - CAP_HEIGHT * note, note, look.ink)

    def _label(self, text: str, x: float, y: float, size: int, color: str) -> Words:
        left, base = x - text_width(text, size) / 2, y + CAP_HEIGHT * size
        return self._at(text, left, base, size, False, color)

    def _words(self, text: Text) -> Words:
        left = text.x - text_width(text.text, text.size, text.bold) if text.right else text.x
        color = self._theme.muted if text.muted else self._theme.text
        return self._at(text.text, left, text.y, text.size, text.bold, color)

    def _at(self, text: str, x: float, y: float, size: int, bold: bool, color: str) -> Words:
        font = face(bold, size)
        return Words(
            x, self._up(y), text, color=color, fontproperties=font, transform=IdentityTransform(), parse_math=False
        )

    def _box(
        self, x: float, y: float, width: float, height: float, fill: str | None, line: str | None, thickness: float
    ) -> Rectangle:
        return Rectangle(
            (x, self._up(y + height)),
            width,
            height,
            facecolor=fill or "none",
            edgecolor=line or "none",
            linewidth=thickness,
            joinstyle="miter",
            transform=IdentityTransform(),
        )

    def _line(self, points: list[tuple[float, float]], color: str, thickness: float) -> Line2D:
        xs, ys = zip(*points, strict=True)
        return Line2D(xs, [self._up(y) for y in ys], color=color, linewidth=thickness, transform=IdentityTransform())

    def _up(self, y: float) -> float:
        return self._layout.height - y
