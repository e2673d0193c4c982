"""The lifted view: the input lies as a floor, each output cell floats above the cells that it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convanim.language.english import say
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.planner import gather, gather_words
from convanim.planner.alt_text import Seen, a_window, an
from convanim.planner.layer_to_show import LayerToShow
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid, Link, Region
from convanim.scene.nodes import Column
from convanim.scene.picture import Picture

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

FLOOR, CEILING = "input", "output"


def lifted(wanted: LayerToShow) -> Picture:
    """The slide seen from above: each step's window on the floor, and four edges up to the cell that it makes.

    Output cells are as large as the stride, so that each floats right above its window. Values are seen as shades.
    """
    layer = wanted.layer
    slide = gather.slide_over(wanted if wanted.shading else replace(wanted, numbers=None))
    source, target = ({panel.name: panel for panel in slide.panels}[name] for name in (FLOOR, CEILING))
    rows, columns = layer.axes
    body = Column((
        target._replace(scale=columns.stride, lying=rows.stride, opposite=None),
        source._replace(scale=1, lying=1, opposite=(_middle(rows), _middle(columns))),
    ))  # fmt: skip
    return replace(slide, body=body, frames=lambda: _frames(slide), legible=False)


def _middle(axis: Axis) -> float:
    """Where the floor's middle is along the edges of the output's cells: cell 0 is above the middle of window 0."""
    return 0.5 + (axis.drawn / 2 - axis.first - axis.effective_kernel / 2) / axis.stride


def _frames(slide: Picture) -> Iterator[Frame]:
    """The frames of a slide with floor and output alone, nothing written in them, one link for each window."""
    bare = _Bare()
    for frame in slide.frames():
        grids = {name: bare.of(frame.grids[name]) for name in (FLOOR, CEILING)}
        window, made = (grids[name].window for name in (FLOOR, CEILING))
        joined = (Link(Region.of(FLOOR, window), Region.of(CEILING, made)),) if window and made else ()
        yield frame._replace(grids=grids, links=joined)


class _Bare:
    """Grids in whose cells nothing is written."""

    def __init__(self) -> None:
        self._cells = Cells()
        self._codes: dict[int, int] = {}

    def of(self, grid: Grid) -> Grid:
        """The same cells without words."""
        known, places = np.unique(grid.codes, return_inverse=True)
        table = np.array([self._code(code, grid.cells) for code in known.tolist()], np.uint16)
        codes: Codes = table[places].reshape(grid.codes.shape)
        return Grid(codes, self._cells, grid.window)

    def _code(self, code: int, cells: Cells) -> int:
        if code not in self._codes:
            self._codes[code] = self._cells.code(cells[code].role, "", cells[code].sides)
        return self._codes[code]


def alt(layer: Layer, seen: Seen) -> list[str]:
    """The idea: each output cell is made of what lies below it."""
    _, *remarks = gather_words.alt(layer, seen._replace(numbers=False))
    source, made, slid = an(layer.own(layer.input)), an(layer.own(layer.output)), layer.slid_over
    changed = say("alt.floor_changed", size=layer.size_of(slid)) if slid != layer.input else ""
    sentence = say("alt.lifted", input=source, changed=changed, output=made, window=a_window(layer))
    return [sentence, *remarks]
