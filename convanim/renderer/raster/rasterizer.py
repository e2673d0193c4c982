"""Frames to index images.

A picture has thousands of cells but a handful of looks. Each distinct look and each distinct text is drawn once, as
coverage (how much ink) in a few levels, or known from an earlier run (`sprites`); frames are then laid down by array
slicing.
A pixel is an index into a palette made of ramps: background to text, and for each role fill to line and fill
to ink. So every colour is exact, and a theme changes the palette and no pixel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convanim.layout.cell_text import fitted
from convanim.layout.metrics import width as text_width
from convanim.layout.page import Layout, Lean, Place, Plate, Text
from convanim.renderer.geometry import CAP_HEIGHT, arrow_lines, frame_dashes, frame_width, inset
from convanim.renderer.lying import LyingCell
from convanim.renderer.pieces import PlacedCell
from convanim.renderer.raster.boxes import Box, box_around, outermost
from convanim.renderer.raster.index_ramps import fitting, mark_levels
from convanim.renderer.raster.ink import LEVELS, Image, Lettering, Strokes
from convanim.renderer.raster.lying_tile import LyingTile, lying_tile
from convanim.renderer.raster.overlay import Overlay
from convanim.renderer.raster.sprites import Sprites
from convanim.renderer.raster.turned import lay_tile
from convanim.scene.cells import BOTTOM, LEFT, RIGHT, TOP, Cell, Cells
from convanim.scene.frames import Frame, Grid
from convanim.scene.picture import Picture
from convanim.style.cell_marks import mark_of
from convanim.style.themes import Theme

AS_BEFORE = Box(0, 0, 1, 1)
"""The box of a frame that is as the last one."""


class WordRun(NamedTuple):
    """Characters of a line that are drawn as one: their origin is the left end of their baseline, px."""

    text: str
    x: int
    y: int
    size: int
    bold: bool
    muted: bool

    @property
    def lettering(self) -> Lettering:
        """What its ink depends on."""
        return Lettering(self.text, self.size, self.bold)


class Raster(NamedTuple):
    """One drawn frame: the whole image, which the next one overwrites, what may differ from the last, its beats."""

    image: Image
    changed: list[Box]
    beats: float

    @property
    def around(self) -> Box:
        """The smallest box around all that changed."""
        return reduce(Box.joined, self.changed)


class Renderer:
    """Draws one picture on one layout in one theme.

    Without `sprites` that earlier runs have drawn, all are drawn anew. The palette is known before anything is drawn.
    """

    def __init__(self, picture: Picture, layout: Layout, theme: Theme, sprites: Sprites | None = None) -> None:
        self._picture = picture
        self._layout = layout
        self._sprites = sprites or Sprites()
        survey = picture.survey
        self._ramps, self._crossings = fitting(theme, survey.roles, survey.labelled, survey.linked)
        self._plates = layout.plates if theme.transparent else ()
        self._casing = self._ramps.casing() if theme.transparent or layout.cased else None
        self.palette, self.joined = self._ramps.palette, self._ramps.joined
        self._tiles: dict[tuple[Cell, int], Image] = {}
        self._coded: dict[tuple[Cells, int, int], Image] = {}
        self._lying: dict[tuple[Cell, int, Lean], LyingTile] = {}
        self._boxes: dict[WordRun, Box] = {}
        self._inks: dict[Lettering, tuple[Image, int, int]] = {}

    def frames(self) -> Iterator[Raster]:
        """Every frame in order. The image is one array that each frame changes: copy it to keep it."""
        under, image = self._page.copy(), self._page.copy()  # without and with what lies over the cells
        height, width = image.shape
        last: Frame | None = None
        overlay: Overlay | None = None
        written: list[WordRun] = []
        for number, frame in enumerate(self._picture.frames()):
            boxes = [Box(0, 0, width, height)] if last is None else []
            boxes += self._draw_samples(under, number)
            for name, place in self._layout.places.items():
                boxes += self._draw_cells(under, place, frame.grids[name], last.grids[name] if last else None)
            runs = self._word_runs(frame)
            boxes += self._draw_words(under, runs, written)
            before, overlay = overlay, Overlay(frame, self._layout)
            boxes += overlay.differs(before)
            changed = outermost(box.clipped(width, height) for box in boxes) or [AS_BEFORE]
            for box in changed:
                image[box.slices] = under[box.slices]
            overlay.draw(image, self._ramps, self._crossings, self._lay_cell, self._casing)
            yield Raster(image, changed, frame.beats)
            last, written = frame, runs

    @cached_property
    def _page(self) -> Image:
        """What every frame shows: title, formula, names, arrows."""
        layout = self._layout
        page = np.zeros((layout.height, layout.width), np.uint8)
        for plate in self._plates:
            if not plate.first:
                self._draw_plate(page, plate)
        for text in layout.texts:
            self._draw_still(page, text)
        for start, end in layout.arrows:
            self._draw_arrow(page, start, end)
        for rule in layout.rules:
            page[rule.y : rule.y + rule.thickness, rule.x : rule.x + rule.width] = self._ramps.muted[LEVELS]
        return page

    def _draw_samples(self, image: Image, number: int) -> list[Box]:
        """What comes into the legend in a frame."""
        boxes = [self._draw_plate(image, plate) for plate in self._plates if plate.first == number > 0]
        for swatch in self._layout.swatches:
            if swatch.first == number:
                box = Box(swatch.x, swatch.y, swatch.x + swatch.size, swatch.y + swatch.size)
                tile = self._tile(Cell(swatch.role), swatch.size)
                image[box.slices] = np.where(tile, self._ramps.shown[tile], self._ramps.plate)
                boxes.append(box)
                if swatch.words.text:
                    boxes.append(self._draw_still(image, swatch.words))
        return boxes

    def _draw_still(self, image: Image, text: Text) -> Box:
        """Words that stay: they are drawn whole."""
        levels, origin, base = self._sprites.of(Lettering(text.text, text.size, text.bold))
        left, top = round(text.left) - origin, text.y - base
        self._lay(image, levels, left, top, text.muted)
        return Box(left, top, left + levels.shape[1], top + levels.shape[0]).clipped(*image.shape[::-1])

    def _draw_plate(self, image: Image, plate: Plate) -> Box:
        """A plate; its corners are round."""
        box = Box(plate.x, plate.y, plate.x + plate.width, plate.y + plate.height).clipped(*image.shape[::-1])
        rows, columns = np.mgrid[box.top : box.bottom, box.left : box.right] + 0.5
        away = [
            np.maximum(np.maximum(low + plate.radius - middle, middle - (low + length - plate.radius)), 0)
            for middle, low, length in ((rows, plate.y, plate.height), (columns, plate.x, plate.width))
        ]
        image[box.slices][np.hypot(*away) <= plate.radius] = self._ramps.plate
        return box

    def _draw_cells(self, image: Image, place: Place, grid: Grid, last: Grid | None) -> list[Box]:
        """Lay down the cells that changed; the box around them."""
        if last is not None and last.codes is grid.codes:
            return []
        stale = np.ones(grid.codes.shape, bool) if last is None else grid.codes != last.codes
        rows, columns = np.nonzero(stale)
        if not len(rows):
            return []
        size, cells = place.cell, grid.cells
        for row, column, code in zip(rows.tolist(), columns.tolist(), grid.codes[stale].tolist(), strict=True):
            x, y = place.corner(row, column)
            if place.lean:
                self._lying_tile(cells[code], size, place.lean).lay(image, x, y)
            else:
                image[y : y + size, x : x + size] = self._tile_of(cells, code, size)
        (top, bottom), (left, right) = ((int(some.min()), int(some.max())) for some in (rows, columns))
        return [box_around(place.around(top, left, bottom - top + 1, right - left + 1))]

    def _draw_words(self, image: Image, runs: Sequence[WordRun], last: Sequence[WordRun]) -> list[Box]:
        """Take away the runs that are gone, lay down those that have come; one box for each font size."""
        kept = set(runs) & set(last)
        gone = [self._box(run) for run in last if run not in kept]
        for box in gone:
            image[box.slices] = self._ramps.plate
        changed = {run.size: self._box(run) for run in (*last, *runs) if run not in kept}
        for run in (*last, *runs):
            if run not in kept:
                changed[run.size] = changed[run.size].joined(self._box(run))
        for run in runs:
            box = self._box(run)
            if run not in kept or any(box.touches(other) for other in gone):
                self._lay(image, self._ink(run.lettering)[0], box.left, box.top, run.muted)
        return list(changed.values())

    def _word_runs(self, frame: Frame) -> list[WordRun]:
        """What is said, in runs that are each drawn once: words, and the characters of numbers."""
        return [run for slot in self._layout.slots for text in slot.filled(frame) for run in word_runs(text)]

    def _ink(self, key: Lettering) -> tuple[Image, int, int]:
        """The levels of a text in a size, bold or not, cut to its ink, and where that begins from its origin."""
        if key not in self._inks:
            levels, origin, base = self._sprites.of(key)
            rows, columns = np.flatnonzero(levels.any(1)), np.flatnonzero(levels.any(0))
            ink = levels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            self._inks[key] = ink, int(columns[0]) - origin, int(rows[0]) - base
        return self._inks[key]

    def _box(self, run: WordRun) -> Box:
        """Where a run has ink."""
        if run not in self._boxes:
            ink, dx, dy = self._ink(run.lettering)
            left, top = run.x + dx, run.y + dy
            self._boxes[run] = Box(left, top, left + ink.shape[1], top + ink.shape[0])
        return self._boxes[run]

    def _lay(self, image: Image, levels: Image, left: int, top: int, muted: bool) -> None:
        """Lay ink on the background or on a plate; what would lie outside the image is empty."""
        ramp = self._ramps.muted if muted else self._ramps.text
        skip = max(0, -left)
        target = image[top : top + levels.shape[0], left + skip : left + levels.shape[1]]
        np.maximum(target, ramp[levels[: target.shape[0], skip : skip + target.shape[1]]], out=target)

    def _draw_arrow(self, page: Image, start: tuple[int, int], end: tuple[int, int]) -> None:
        """A straight arrow, to the right or down."""
        lines, thickness = arrow_lines(start, end)
        reach = 2 + max(
            abs(y - start[1]) if end[0] > start[0] else abs(x - start[0]) for line in lines for x, y in line
        )
        across = round(reach)
        left, top = (start[0], start[1] - across) if end[0] > start[0] else (start[0] - across, start[1])
        width, height = end[0] - start[0] or 2 * across, end[1] - start[1] or 2 * across
        moved = [[(x - left, y - top) for x, y in line] for line in lines]
        levels = self._sprites.of(Strokes(width + 1, height + 1, moved, thickness, round_ends=True)).levels
        self._lay(page, levels, left, top, muted=True)

    def _tile_of(self, cells: Cells, code: int, size: int) -> Image:
        """What is drawn of a cell, by its number, which is found in a fourth of the time that its role takes."""
        key = cells, code, size
        if key not in self._coded:
            self._coded[key] = self._ramps.shown[self._tile(cells[code], size)]
        return self._coded[key]

    def _tile(self, cell: Cell, size: int) -> Image:
        """The look of a cell, drawn once, in the indices of its role."""
        key = cell, size
        if key not in self._tiles:
            self._tiles[key] = self._draw_tile(cell, size)
        return self._tiles[key]

    def _lying_tile(self, cell: Cell, size: int, lean: Lean) -> LyingTile:
        """The look of a cell that lies flat, drawn once."""
        key = cell, size, lean
        if key not in self._lying:
            line = self._ramps.shown[self._ramps.of(cell.role)[0]]
            self._lying[key] = lying_tile(self._sprites, LyingCell(mark_of(cell.role), size, lean), cell.sides, line)
        return self._lying[key]

    def _lay_cell(self, image: Image, placed: PlacedCell) -> None:
        """Draw a cell of a piece; in one that is turned, what is written stays upright."""
        cell = placed.cell
        if not placed.turn:
            lay_tile(image, self._tile(cell, placed.size), placed, self._ramps.shown)
            return
        lay_tile(image, self._tile(cell._replace(label=""), placed.size), placed, self._ramps.shown)
        bold = mark_of(cell.role).bold
        label = fitted(cell.label, placed.size, bold)
        if label:
            text, _, above = self._ink(Lettering(cell.label, label, bold))
            x, y = placed.middle
            top, left = round(y + CAP_HEIGHT * label) + above, round(x - text.shape[1] / 2)
            put(image, self._ramps.shown[self._ramps.of(cell.role)[1]], text, top, left)

    def _draw_tile(self, cell: Cell, size: int) -> Image:
        line, ink = self._ramps.of(cell.role)
        mark = mark_of(cell.role)
        label = fitted(cell.label, size, mark.bold)
        if label:
            tile = self._tile(cell._replace(label=""), size).copy()
            text, _, above = self._ink(Lettering(cell.label, label, mark.bold))
            put(tile, ink, text, round(size / 2 + CAP_HEIGHT * label) + above, (size - text.shape[1]) // 2)
            return tile
        low, high = inset(mark, size)
        side = size - low - high
        tile = np.zeros((size, size), np.uint8)
        marked = mark.border or mark.patterned
        tile[low : size - high, low : size - high] = line[mark_levels(self._sprites, mark, side) if marked else 0]
        if cell.sides:
            tile[side_dashes(cell.sides, size)] = line[LEVELS]
        return tile


def word_runs(text: Text) -> list[WordRun]:
    """A line in words; words with digits in characters, of which there are few, however many numbers there are."""
    runs = []
    x = text.left
    for word in text.text.split(" "):
        parts = word if any(map(str.isdigit, word)) else [word]
        for part in parts:
            if part:
                if not part.isspace():  # one that may not be broken at
                    runs.append(WordRun(part, round(x), text.y, text.size, text.bold, text.muted))
                x += text_width(part, text.size, text.bold)
        x += text_width(" ", text.size, text.bold)
    return runs


def put(tile: Image, ink: Image, text: Image, top: int, left: int) -> None:
    """Lay ink on a tile."""
    target = tile[top : top + text.shape[0], left : left + text.shape[1]]
    np.copyto(target, ink[text], where=text > 0)


def side_dashes(sides: int, size: int) -> NDArray[np.bool_]:
    """Where a dashed frame runs along sides of a cell."""
    on = np.zeros((size, size), bool)
    thick = frame_width(size)
    dash, gap = frame_dashes(size)
    dashed = (np.arange(size) + 0.5 + dash / 2) % (dash + gap) < dash
    if sides & TOP:
        on[:thick] |= dashed
    if sides & BOTTOM:
        on[-thick:] |= dashed
    if sides & LEFT:
        on[:, :thick] |= dashed[:, np.newaxis]
    if sides & RIGHT:
        on[:, -thick:] |= dashed[:, np.newaxis]
    return on
