"""The way to the slide, drawn: what is done to the input before the kernel moves, one stage after another.

A layer says its stages as data. Every input cell keeps what is written in it, so that a reader can follow it: cells
glide apart, zeros fill the gaps, a frame of zeros comes out from below, what is cut off is struck out, and the kernel
turns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convanim.core.text import Pair
from convanim.language.english import say
from convanim.layers.axis import Axis
from convanim.layers.stages import Act
from convanim.planner.gather_words import turned_words
from convanim.planner.grids import drawn_input, finished_output
from convanim.planner.layer_to_show import LayerToShow, kernel_as_given, plain_input
from convanim.scene.cells import BOTTOM, LEFT, RIGHT, TOP, Cells
from convanim.scene.frames import Frame, Grid, Piece, Window
from convanim.scene.nodes import ARROW, Best, Column, Panel, Row, Sign
from convanim.scene.picture import Picture
from convanim.scene.roles import Role
from convanim.scene.timeline import MOVING, READING

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

HALF_TURN = 180
"""Degrees by which the kernel turns."""


MOST_GLIDING = 400
"""Input cells that glide apart one by one; of more the block stays until the zeros are there."""


class Moment(NamedTuple):
    """What a stage shows at one moment: the input, what lies over the panels, and the outline on the input."""

    codes: Codes
    pieces: tuple[Piece, ...] = ()
    window: Window | None = None


class Staging:
    """The frames before the slide."""

    def __init__(self, wanted: LayerToShow, cells: Cells) -> None:
        self._wanted, self._cells = wanted, cells
        self._whole = drawn_input(wanted, cells, cropped=False, read=False)
        """The drawn input before anything is cut off, or known to be never read."""
        self._empty = np.full(self._whole.shape, cells.code(Role.EMPTY), np.uint16)
        self._input = plain_input(wanted, cells)
        self._given = kernel_as_given(wanted, cells) if wanted.layer.reduction.weighted else None

    def frames(self, others: Mapping[str, Grid]) -> Iterator[Frame]:
        """Each stage: the frames in which something moves, then what came of it, beside grids that do not change."""
        layer, stages = self._wanted.layer, self._wanted.layer.stages()
        below, kernel = stages[0].caption, say("panel.kernel", size=layer.size_of(layer.kernel))
        turned = not any(stage.act is Act.TURN for stage in stages)
        for number, stage in enumerate(stages, 1):
            for frame in range(1, stage.frames + 1):
                beats = READING if frame == stage.frames else MOVING
                part = frame / stage.frames
                if part == 1:
                    below = stage.caption if stage.act.panel and stage.act is not Act.SLIDE else below
                    turned = turned or stage.act is Act.TURN
                moment = self._moment(stage.act, part)
                grids = {**others, "input": Grid(moment.codes, self._cells, moment.window)}
                if self._given and not turned:
                    grids["kernel"] = self._given
                pieces, beside = moment.pieces, turned_words(kernel, layer.axes[1].flipped and turned)
                if stage.act is Act.TURN and part < 1:
                    grids["kernel"], piece = self._turning(part)
                    pieces, beside = (piece,), ""  # it turns over its words
                yield Frame(
                    grids, stage.sentence, say("film.stage", number=number, count=len(stages)), beats, pieces=pieces,
                    captions={"input": below, "kernel": beside},
                )  # fmt: skip

    def panels(self) -> dict[str, Codes]:
        """What is there after each stage, by the name of its panel, no larger than its cells."""
        wanted = self._wanted
        (top, height), (left, width) = ((max(axis.before, 0), axis.upsampled) for axis in wanted.layer.axes)
        crops = any(axis.crops for axis in wanted.layer.axes)
        drawn = {
            Act.INPUT: self._input,
            Act.INSERT: self._whole[top : top + height, left : left + width],
            Act.PAD: self._whole if crops else drawn_input(wanted, self._cells),
            Act.CROP: drawn_input(wanted, self._cells),
            Act.SLIDE: finished_output(wanted, self._cells),
        }
        return {stage.act.panel: drawn[stage.act] for stage in wanted.layer.stages() if stage.act.panel}

    def _moment(self, act: Act, part: float) -> Moment:
        """What a stage shows when so much of it has happened."""
        if act is Act.INPUT:
            return self._apart(0)
        if act is Act.INSERT:
            return self._apart(part) if part < 1 else Moment(self._upsampled())
        if act is Act.PAD:
            return self._growing(part) if part < 1 else Moment(self._whole)
        rows, columns = self._wanted.layer.axes
        if act is Act.CROP:
            kept = Window(rows.first, columns.first, rows.size, columns.size)
            return Moment(self._whole if part < 1 else self._cut(), window=kept)
        return Moment(self._cut())

    def _cut(self) -> Codes:
        return drawn_input(self._wanted, self._cells, read=False)

    def _upsampled(self) -> Codes:
        """The input with its zeros between neighbours, nothing around it."""
        codes = self._empty.copy()
        inside = tuple(slice(max(axis.before, 0), max(axis.before, 0) + axis.upsampled) for axis in self._axes)
        codes[inside] = self._whole[inside]
        return codes

    @property
    def _axes(self) -> tuple[Axis, Axis]:
        return self._wanted.layer.axes

    def _apart(self, part: float) -> Moment:
        """The input's cells, so much of the way to where they end up: together, they are in the middle of that."""
        if self._input.size > MOST_GLIDING:
            part = 0
        rows, columns = ([_between(axis, index, part) for index in range(axis.input)] for axis in self._axes)
        if all(place == int(place) for place in (*rows, *columns)):
            codes = self._empty.copy()
            codes[np.ix_([int(row) for row in rows], [int(column) for column in columns])] = self._input
            return Moment(codes)
        if not part:
            return Moment(self._empty, (Piece("input", rows[0], columns[0], Grid(self._input, self._cells)),))
        pieces = (
            Piece("input", row, column, Grid(self._input[r : r + 1, c : c + 1], self._cells))
            for r, row in enumerate(rows)
            for c, column in enumerate(columns)
        )
        return Moment(self._empty, tuple(pieces))

    def _growing(self, part: float) -> Moment:
        """The frame of zeros, so much of it out from below the cells: each ring comes out below the one before."""
        rows, columns = (_growth(axis, part) for axis in self._axes)
        pieces = [
            Piece("input", down.place, across.place, self._band(down, across))
            for down in rows.bands
            for across in columns.bands
        ]
        inner = Grid(self._whole[rows.full, columns.full], self._cells)
        return Moment(self._empty, (*pieces, Piece("input", rows.full.start, columns.full.start, inner)))

    def _band(self, down: Stretch, across: Stretch) -> Grid:
        """Zeros on their way out, with the dashed frame along the edge that goes ahead."""
        side = down.sides[0] + across.sides[1]
        codes = np.full((down.cells, across.cells), self._cells.code(Role.PADDING, "", side), np.uint16)
        return Grid(codes, self._cells)

    def _turning(self, part: float) -> tuple[Grid, Piece]:
        """The kernel's panel without it, and the kernel turned by so much of the way round."""
        given = self._given
        assert given is not None  # noqa: S101  # only a kernel turns
        empty = np.full(given.codes.shape, self._cells.code(Role.EMPTY), np.uint16)
        rows, columns = given.codes.shape
        outlined = Grid(given.codes, self._cells, Window(0, 0, rows, columns))
        return Grid(empty, self._cells), Piece("kernel", 0, 0, outlined, HALF_TURN * part)


class Stretch(NamedTuple):
    """Along one axis: where some cells begin, how many they are, and their side that goes ahead, down or across."""

    place: float
    cells: int
    sides: Pair = (0, 0)


class Growth(NamedTuple):
    """Along one axis: the cells that are fully there, and the bands of cells, these first."""

    full: slice
    bands: list[Stretch]


def _growth(axis: Axis, part: float) -> Growth:
    """How far the frame has come out along an axis, before and after the cells."""
    start, end = max(axis.before, 0), max(axis.before, 0) + axis.upsampled
    before, after = start * part, (axis.drawn - end) * part
    full = slice(start - int(before), end + int(after))
    bands = [Stretch(full.start, full.stop - full.start)]
    if before > int(before):
        bands.append(Stretch(start - before, 1, (TOP, LEFT)))
    if after > int(after):
        bands.append(Stretch(end + after - 1, 1, (BOTTOM, RIGHT)))
    return Growth(full, bands)


def _between(axis: Axis, index: int, part: float) -> float:
    """Where an input cell is along an axis, so much of the way from its neighbours' side to where it ends up."""
    step = 1 + axis.zeros * part
    extent = (axis.input - 1) * step + 1
    return max(axis.before, 0) + (axis.upsampled - extent) / 2 + index * step


def side_by_side(wanted: LayerToShow) -> Picture:
    """The stages in one still picture, an arrow between neighbours: the input, upsampled, padded; and the output."""
    layer = wanted.layer
    cells = Cells()
    grids = Staging(wanted, cells).panels()
    captions = {stage.act.panel: stage.caption for stage in layer.stages()}

    def frames() -> Iterator[Frame]:
        yield Frame(
            {name: Grid(codes, cells) for name, codes in grids.items()},
            layer.stages()[-1].sentence,
            say("film.stages", count=len(grids)),
        )

    panels = [Panel(name, len(codes), codes.shape[1], captions[name]) for name, codes in grids.items()]
    nodes = [node for panel in panels for node in (panel, Sign(ARROW))][:-1]
    return Picture(
        heading=wanted.heading,
        body=Best((Row(tuple(nodes), linked=False), Column(tuple(nodes), linked=False))),
        frames=frames,
        legible=wanted.numbers is not None,
        legend_words=layer.legend,
    )
