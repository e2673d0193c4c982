"""One frame as vectors, for print: the same cells, marks and words in a matplotlib figure, saved as SVG or PDF."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import BoxStyle, FancyBboxPatch, Polygon, Rectangle
from matplotlib.text import Text as Words
from matplotlib.transforms import Affine2D

from convanim.layout.cell_text import fitted
from convanim.layout.metrics import width as text_width
from convanim.layout.page import Layout, Lean, Place, Text
from convanim.renderer.geometry import (
    CAP_HEIGHT,
    CASING,
    Line,
    Position,
    arrow_lines,
    border_dashes,
    frame_dashes,
    frame_width,
    inset,
    mark_lines,
    outline_width,
    outlined,
    side_lines,
    thin_line,
    thin_outline_width,
)
from convanim.renderer.links import drawn_links
from convanim.renderer.lying import LyingCell, corners_of
from convanim.renderer.pieces import DrawnPiece, drawn_pieces
from convanim.renderer.raster.agg import face, other_face, settings
from convanim.renderer.raster.ink import Lettering
from convanim.renderer.raster.other_fonts import runs_of
from convanim.scene.cells import Cell
from convanim.scene.frames import Frame, Grid, Window
from convanim.scene.picture import Picture
from convanim.style.cell_marks import mark_of
from convanim.style.themes import Theme

POINTS_PER_INCH = 72


TRUE_TYPE = 42
"""Kind of font in a PDF: its words can be searched and edited, and printers take it."""


def write_vector(file: BinaryIO, suffix: str, picture: Picture, layout: Layout, theme: Theme) -> None:
    """Write the first frame of a picture as SVG or PDF; one px is one point, or as many as the layout says."""
    with mpl.rc_context(_defaults()), settings():
        figure = _figure_of(next(iter(picture.frames())), layout, theme)
        undated: dict[str, Any] = {"Date": None} if suffix == ".svg" else {"CreationDate": None}
        whole = io.BytesIO()  # in a file, a full disk would end in an error of matplotlib's own clean-up
        figure.savefig(whole, format=suffix.removeprefix("."), metadata=undated)
    file.write(whole.getvalue())


def write_pages(file: BinaryIO, frames: Iterable[Frame], layout: Layout, theme: Theme) -> None:
    """Write each frame as a page of one PDF."""
    whole = io.BytesIO()
    with mpl.rc_context(_defaults()), settings():
        undated: dict[str, Any] = {"CreationDate": None}
        with PdfPages(whole, metadata=undated) as pages:
            for frame in frames:
                pages.savefig(_figure_of(frame, layout, theme))
    file.write(whole.getvalue())


def _figure_of(frame: Frame, layout: Layout, theme: Theme) -> Figure:
    """One frame on a page of its own."""
    inches = layout.points / POINTS_PER_INCH
    figure = Figure(figsize=(layout.width * inches, layout.height * inches), dpi=POINTS_PER_INCH)
    figure.patch.set_facecolor("none" if theme.transparent else theme.background)
    for artist in artists_of(frame, layout, theme):
        figure.add_artist(artist)
    return figure


def _defaults() -> dict[Any, Any]:
    """Every setting as matplotlib ships it: artists read them when they are made, backends when they save."""
    return {name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith("backend")} | {
        "svg.hashsalt": "convanim",
        "pdf.fonttype": TRUE_TYPE,
    }


def artists_of(frame: Frame, layout: Layout, theme: Theme) -> Iterator[Artist]:
    """One frame, page and all, as artists for a figure of the layout's size at 72 dpi."""
    return _Drawing(layout, theme).artists(frame)


class _Drawing:
    """Makes artists from px; matplotlib counts y upwards."""

    def __init__(self, layout: Layout, theme: Theme) -> None:
        self._layout, self._theme = layout, theme
        self._points = layout.points
        self._to_points = Affine2D().scale(layout.points)

    def artists(self, frame: Frame) -> Iterator[Artist]:
        layout = self._layout
        yield from self._plates()
        for text in layout.texts:
            yield from self._words(text)
        for swatch in layout.swatches:
            if not swatch.first:
                yield from self._cell(Cell(swatch.role), swatch.x, swatch.y, swatch.size)
                if swatch.words.text:
                    yield from self._words(swatch.words)
        for start, end in layout.arrows:
            lines, thickness = arrow_lines(start, end)
            for points in lines:
                yield self._line(points, self._theme.muted, thickness)
        for rule in layout.rules:
            yield self._box(rule, self._theme.muted, None, 0)
        for name, place in layout.places.items():
            yield from self._cells(frame.grids[name], place)
        for piece in drawn_pieces(frame, layout.places):
            yield from self._piece(piece)
        links = drawn_links(frame, layout)
        for link in links:
            if link.tint:
                yield self._area(link.tint, self._theme.tint)
        for color, room in self._coats():
            for link in links:
                for segment in link.lines:
                    yield self._line(list(segment), color, link.width + 2 * room)
            for name, place in layout.places.items():
                window = frame.grids[name].window
                if window:
                    yield from self._window(window, place, color, room)
        for slot in layout.slots:
            for text in slot.filled(frame):
                yield from self._words(text)

    def _cells(self, grid: Grid, place: Place) -> Iterator[Artist]:
        for row, column in np.ndindex(place.rows, place.columns):
            x, y = place.corner(row, column)
            if place.lean:
                yield from self._lying(grid[row, column], x, y, place.cell, place.lean)
            else:
                yield from self._cell(grid[row, column], x, y, place.cell)

    def _piece(self, piece: DrawnPiece) -> Iterator[Artist]:
        """Its cells, what is written in them upright, and its outline."""
        for placed in piece.cells:
            x, y = placed.middle
            turn = Affine2D().rotate_deg_around(x, self._up(y), -placed.turn) + self._to_points
            for artist in self._cell(placed.cell, *placed.corner, placed.size):
                if placed.turn and not isinstance(artist, Words):
                    artist.set_transform(turn)
                    if artist.get_clip_path() is not None:
                        artist.set_clip_path(None)
                yield artist
        if piece.outline:
            yield self._area(piece.outline, None, self._theme.accent, piece.outline_width)

    def _coats(self) -> list[tuple[str, int]]:
        """What lies over the cells is drawn so often: in a colour, with room for px on both sides."""
        casing = [(self._theme.background, CASING)] if self._theme.transparent or self._layout.cased else []
        return [*casing, (self._theme.accent, 0)]

    def _plates(self) -> Iterator[Artist]:
        for x, y, wide, tall, radius, first in self._layout.plates if self._theme.transparent else ():
            if not first:
                yield FancyBboxPatch(
                    (x, self._up(y + tall)),
                    wide,
                    tall,
                    boxstyle=BoxStyle.Round(pad=0, rounding_size=radius),
                    facecolor=self._theme.background,
                    edgecolor="none",
                    transform=self._to_points,
                )

    def _window(self, window: Window, place: Place, color: str, room: int) -> Iterator[Artist]:
        widths = thin_outline_width(place.short), outline_width(place.short)
        for some, thick in zip(outlined(window), widths, strict=True):
            for one in some:
                yield self._area(corners_of(place, one), None, color, thick + 2 * room)

    def _frame(self, cell: Cell, x: float, y: float, size: int) -> Iterator[Artist]:
        """The dashed frame along some sides of a cell."""
        thick, (dash, gap) = frame_width(size), frame_dashes(size)
        for points in side_lines(cell.sides, size):
            line = self._line([(x + px, y + py) for px, py in points], self._theme.look(cell.role).line, thick)
            line.set_linestyle((dash / 2 / thick, (dash / thick, gap / thick)))
            line.set_dash_capstyle("butt")
            yield line

    def _cell(self, cell: Cell, x: float, y: float, size: int) -> Iterator[Artist]:
        look, mark = self._theme.look(cell.role), mark_of(cell.role)
        low, high = inset(mark, size)
        side = size - low - high
        left, top = x + low, y + low
        fill = None if self._theme.shows_page(cell.role) else look.fill
        yield self._box((left, top, side, side), fill, None, 0)
        thin = thin_line(side)
        clip = Rectangle((left, self._up(top + side)), side, side, transform=self._to_points)
        for points in mark_lines(mark, side):
            line = self._line([(left + px, top + py) for px, py in points], look.line, thin)
            line.set_clip_path(clip)
            yield line
        if mark.border:
            thick = max(1, round(thin * mark.border))
            half = thick / 2
            inner = left + half, top + half, side - thick, side - thick
            border = self._box(inner, None, look.line, thick)
            if mark.dashed:
                on, off = border_dashes(side)
                border.set_linestyle((on / 2, (on / thick, off / thick)))
            yield border
        yield from self._frame(cell, x, y, size)
        font = fitted(cell.label, size, mark.bold)
        if font:
            yield self._label(Lettering(cell.label, font, mark.bold), x + size / 2, y + size / 2, look.ink)

    def _lying(self, cell: Cell, x: int, y: int, size: int, lean: Lean) -> Iterator[Artist]:
        """A cell that lies flat."""
        look, flat = self._theme.look(cell.role), LyingCell(mark_of(cell.role), size, lean)

        def moved(line: Line) -> Line:
            return [(x + px, y + py) for px, py in line]

        fill = None if self._theme.shows_page(cell.role) else look.fill
        yield self._area(moved(flat.outline()), fill)
        for line in flat.hatching():
            yield self._line(moved(line), look.line, flat.thin)
        if flat.border:
            yield self._area(moved(flat.outline(flat.border / 2)), None, look.line, flat.border)
        for dash in flat.dashes(cell.sides):
            stroke = self._line(moved(dash), look.line, flat.frame)
            stroke.set_solid_capstyle("butt")
            yield stroke

    def _label(self, letters: Lettering, x: float, y: float, color: str) -> Words:
        text, size, bold = letters
        left, base = x - text_width(text, size, bold) / 2, y + CAP_HEIGHT * size
        return self._at(text, (left, base), face(bold, size * self._points), color)

    def _words(self, text: Text) -> Iterator[Words]:
        """The words in our font, and letters that it has not in another: a PDF has each font by itself."""
        color, left = self._theme.muted if text.muted else self._theme.text, text.left
        for part, wide in runs_of(text.text):
            font = other_face(part, text.size * self._points) if wide else face(text.bold, text.size * self._points)
            yield self._at(part, (left, text.y), font, color)
            left += text_width(part, text.size, text.bold)

    def _at(self, text: str, base: Position, font: FontProperties, color: str) -> Words:
        x, y = base
        return Words(
            x, self._up(y), text, color=color, fontproperties=font, transform=self._to_points, parse_math=False
        )

    def _box(
        self, place: tuple[float, float, float, float], fill: str | None, line: str | None, thickness: float
    ) -> Rectangle:
        """A rectangle of that left, top, width and height."""
        x, y, width, height = place
        return Rectangle(
            (x, self._up(y + height)),
            width,
            height,
            facecolor=fill or "none",
            edgecolor=line or "none",
            linewidth=thickness * self._points,
            joinstyle="miter",
            transform=self._to_points,
        )

    def _area(
        self, corners: Sequence[Position], fill: str | None, line: str | None = None, thickness: float = 0
    ) -> Polygon:
        return Polygon(
            [(x, self._up(y)) for x, y in corners],
            closed=True,
            facecolor=fill or "none",
            edgecolor=line or "none",
            linewidth=thickness * self._points,
            joinstyle="miter",
            transform=self._to_points,
        )

    def _line(self, points: Sequence[Position], color: str, thickness: float) -> Line2D:
        xs, ys = zip(*points, strict=True)
        return Line2D(
            xs, [self._up(y) for y in ys], color=color, linewidth=thickness * self._points, transform=self._to_points
        )

    def _up(self, y: float) -> float:
        return self._layout.height - y
