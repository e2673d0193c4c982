"""The way to the slide: what is done to the input before the kernel moves, one stage after another.

A convolution has two stages (pad; slide), a transposed one four (work out z and p′; pull rows and columns apart;
pad or crop; slide). Every input cell keeps what is written in it, so that a reader can follow it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from convanim.layers.transposed import TransposedConvolution
from convanim.planner.grids import drawn_input, finished_output
from convanim.planner.subject import ZERO, Subject, in_order, plain_input, size_words
from convanim.planner.views import spreading
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid, Panel, Picture
from convanim.scene.roles import Role

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

READING_BEATS = 3
"""A stage is held longer than a step: there is a sentence to read."""


class Staging:
    """The frames before the slide; `base` is the drawn input that they lead to."""

    def __init__(self, subject: Subject, cells: Cells, base: Codes) -> None:
        self._subject, self._cells, self._base = subject, cells, base
        self._frames = list(self._staged())
        self.count = len(self._frames)
        self.captions = tuple(caption for _, caption, _, _ in self._frames)
        zeros = {Role.INSERTED_ZERO} if any(slide.zeros for slide in subject.layer.axes) else set()
        self.roles = {Role.INPUT, Role.EMPTY} | zeros

    def frames(self, others: Mapping[str, Grid]) -> Iterator[Frame]:
        """Each stage in the input panel, beside grids that do not change."""
        for codes, caption, counter, beats in self._frames:
            yield Frame({"input": Grid(codes, self._cells), **others}, caption, counter, beats)

    def inputs(self) -> tuple[Codes, Codes]:
        """The input alone, and with all its zeros inserted: no larger than their cells."""
        rows, columns = self._subject.layer.axes
        spread = self._spread(max(rows.zeros, columns.zeros))
        top, left = max(rows.before, 0), max(columns.before, 0)
        return plain_input(self._subject, self._cells), spread[
            top : top + rows.upsampled, left : left + columns.upsampled
        ]

    def _staged(self) -> Iterator[tuple[Codes, str, str, float]]:
        layer = self._subject.layer
        words = stage_words(self._subject)
        slow = READING_BEATS
        if isinstance(layer, TransposedConvolution):
            yield self._spread(0), words[0], "stage 1 of 4", slow
            apart = spreading(layer)
            for zeros in range(1, apart + 1):
                yield self._spread(zeros), words[1], "stage 2 of 4", slow if zeros == apart else 1
            if not apart:
                yield self._spread(0), words[1], "stage 2 of 4", slow
            yield self._base, words[2], "stage 3 of 4", slow
            yield self._base, words[3], "stage 4 of 4", slow
        else:
            yield self._spread(0), f"the input, {size_words(layer.input)}", "stage 1 of 2", slow
            yield self._base, words[0], "stage 1 of 2", slow
            yield self._base, words[1], "stage 2 of 2", slow

    def _spread(self, zeros: int) -> Codes:
        """The input with at most this many zeros between neighbours, in the middle of where it ends up."""
        subject, cells = self._subject, self._cells
        codes = np.full(self._base.shape, cells.code(Role.EMPTY), np.uint16)
        places = []
        for slide in subject.layer.axes:
            step = min(zeros, slide.zeros) + 1
            extent = (slide.input - 1) * step + 1
            start = max(slide.before, 0) + (slide.upsampled - extent) // 2
            places.append((start, step, extent))
        (top, down, height), (left, right, width) = places
        codes[top : top + height, left : left + width] = cells.code(Role.INSERTED_ZERO, ZERO)
        for row, column in np.ndindex(*subject.layer.input):
            code = cells.code(Role.INPUT, subject.input_label(row, column))
            codes[top + row * down, left + column * right] = code
        return codes


def side_by_side(subject: Subject) -> Picture:
    """The stages in one still picture, an arrow between neighbours: the input, spread, padded; and the output."""
    layer = subject.layer
    rows, columns = layer.axes
    cells = Cells()
    base = drawn_input(subject, cells)
    staging = Staging(subject, cells, base)
    plain, spread = staging.inputs()
    grids = {"input": plain, "spread": spread, "padded": base, "output": finished_output(subject, cells)}
    done = "cropped" if rows.crops or columns.crops else "padded"
    names = {
        "input": f"input {size_words(layer.input)}",
        "spread": f"zeros inserted: {size_words((rows.upsampled, columns.upsampled))}",
        "padded": f"{done}: {size_words((rows.size, columns.size))}",
        "output": f"slid over: output {size_words(layer.output)}",
    }
    if not isinstance(layer, TransposedConvolution):
        del grids["spread"]
    roles = {cells[int(code)].role for codes in grids.values() for code in np.unique(codes)}
    counter = f"{len(grids)} stages"
    caption = stage_words(subject)[0] if "spread" in grids else f"o = {size_words(layer.output)}"

    def frames() -> Iterator[Frame]:
        yield Frame({name: Grid(codes, cells) for name, codes in grids.items()}, caption, counter)

    return Picture(
        title=layer.title,
        facts="   ".join(layer.facts()),
        formula=tuple(layer.formula()),
        notes=tuple(layer.notes()),
        panels=tuple(Panel(name, len(codes), codes.shape[1], names[name]) for name, codes in grids.items()),
        roles=in_order(roles),
        labelled=frozenset(roles - {Role.PADDING, Role.CROPPED, Role.UNREAD}),
        captions=(caption,),
        counters=(counter,),
        count=1,
        frames=frames,
        labels=subject.labels(),
    )


def stage_words(subject: Subject) -> list[str]:
    """One sentence for each stage, the numbers put in."""
    layer = subject.layer
    rows, columns = layer.axes
    size = size_words((rows.size, columns.size))
    if not isinstance(layer, TransposedConvolution):
        padding = layer.given("padding")
        padded = "p = 0: nothing is padded" if padding == "0" else f"pad with p = {padding}: {size} to slide over"
        return [padded, f"slide the kernel with stride s = {layer.given('stride')}"]
    z = _both(rows.zeros, columns.zeros)
    beside = layer.beside()
    spread = size_words((rows.upsampled, columns.upsampled))
    inserted = (
        f"pull apart, insert z = {z} zero{'s' * (z != '1')}: {spread}" if z != "0" else "z = 0: nothing is inserted"
    )
    cropped = rows.crops or columns.crops
    return [
        f"z = s − 1 = {z},  p′ = {layer.reach_words()} = {beside}",
        inserted,
        f"{'crop' if cropped else 'pad'} by p′ = {beside}: {size} to slide over",
        "slide the kernel, turned by 180°, with stride 1",
    ]


def _both(row: int, column: int) -> str:
    return str(row) if row == column else f"{row}×{column}"
