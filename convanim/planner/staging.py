"""The way to the slide, drawn: what is done to the input before the kernel moves, one stage after another.

A layer says its stages as data. Every input cell keeps what is written in it, so that a reader can follow it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from convanim.layers.stages import Act, Stage
from convanim.planner.grids import drawn_input, finished_output
from convanim.planner.layer_to_show import ZERO, LayerToShow, plain_input
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid
from convanim.scene.nodes import ARROW, Best, Column, Panel, Row, Sign
from convanim.scene.picture import Picture
from convanim.scene.roles import Role

if TYPE_CHECKING:
    from convanim.scene.cells import Codes


class Staging:
    """The frames before the slide; `base` is the drawn input that they lead to."""

    def __init__(self, wanted: LayerToShow, cells: Cells, base: Codes) -> None:
        self._wanted, self._cells, self._base = wanted, cells, base

    def frames(self, others: Mapping[str, Grid]) -> Iterator[Frame]:
        """Each stage in the input panel, beside grids that do not change."""
        stages = self._wanted.layer.stages()
        last = stages[-1].number
        for stage in stages:
            counter = f"stage {stage.number} of {last}"
            for frame, beats in enumerate(stage.beats, 1):
                grid = Grid(self._codes(stage, frame), self._cells)
                yield Frame({"input": grid, **others}, stage.sentence, counter, beats)

    def panels(self) -> dict[str, Codes]:
        """What is there after each stage, by the name of its panel, no larger than its cells."""
        rows, columns = self._wanted.layer.axes
        top, left = max(rows.before, 0), max(columns.before, 0)
        upsampled = self._upsampled(max(rows.zeros, columns.zeros))
        drawn = {
            Act.INPUT: plain_input(self._wanted, self._cells),
            Act.INSERT: upsampled[top : top + rows.upsampled, left : left + columns.upsampled],
            Act.PAD: self._base,
            Act.CROP: self._base,
            Act.SLIDE: finished_output(self._wanted, self._cells),
        }
        return {stage.act.panel: drawn[stage.act] for stage in self._wanted.layer.stages()}

    def _codes(self, stage: Stage, frame: int) -> Codes:
        if stage.act is Act.INPUT:
            return self._upsampled(0)
        return self._upsampled(frame) if stage.act is Act.INSERT else self._base

    def _upsampled(self, zeros: int) -> Codes:
        """The input with at most this many zeros between neighbours, in the middle of where it ends up."""
        wanted, cells = self._wanted, self._cells
        codes = np.full(self._base.shape, cells.code(Role.EMPTY), np.uint16)
        places = []
        for axis in wanted.layer.axes:
            step = min(zeros, axis.zeros) + 1
            extent = (axis.input - 1) * step + 1
            start = max(axis.before, 0) + (axis.upsampled - extent) // 2
            places.append((start, step, extent))
        (top, down, height), (left, right, width) = places
        codes[top : top + height, left : left + width] = cells.code(Role.INSERTED_ZERO, ZERO)
        codes[top : top + height : down, left : left + width : right] = plain_input(wanted, cells)
        return codes


def side_by_side(wanted: LayerToShow) -> Picture:
    """The stages in one still picture, an arrow between neighbours: the input, upsampled, padded; and the output."""
    layer = wanted.layer
    cells = Cells()
    grids = Staging(wanted, cells, drawn_input(wanted, cells)).panels()
    captions = {stage.act.panel: stage.caption for stage in layer.stages()}

    def frames() -> Iterator[Frame]:
        yield Frame(
            {name: Grid(codes, cells) for name, codes in grids.items()},
            layer.stages()[-1].sentence,
            f"{len(grids)} stages",
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
