"""Layer to frames: what is seen at each step, as cells. One function for each view."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from convanim.frames import Cells, Frame, Grid, Panel, Picture, Role, Window
from convanim.layers import Content, Layer, Slide
from convanim.limits import require_sensible
from convanim.words import listed

if TYPE_CHECKING:
    from convanim.frames import Codes

ZERO = "0"

Axis = tuple[list[Content], list[bool], list[bool]]


def slide_over(layer: Layer) -> Picture:
    """The gather view: the kernel slides over the input, one frame for each output cell, in row order.

    The input panel is what is really slid over: padded or cropped, with zeros inserted for a transposed layer.
    Raises ConvanimError for more frames or cells than are sensible.
    """
    require_sensible(layer)
    slides = layer.slides
    cells = Cells()
    axes = [_axis(slide) for slide in slides]
    base = _input_codes(axes, cells)
    under = _under_window(cells)
    taps = [[list(slide.taps(output)) for output in range(slide.output)] for slide in slides]
    finished = _output_codes(slides, cells)
    captions = _Captions(layer)
    roles = {cells[int(code)].role for code in np.unique(base)} | {
        cells[int(code)].role for code in np.unique(finished)
    }
    roles |= {Role.OUTPUT_CURRENT, *_window_roles(slides)}

    def frames() -> Iterator[Frame]:
        output = np.full(layer.output, cells.code(Role.OUTPUT_PENDING), np.uint16)
        for row, column in np.ndindex(*layer.output):
            codes = base.copy()
            tapped = np.ix_(taps[0][row], taps[1][column])
            codes[tapped] = under[codes[tapped]]
            hole = cells[int(finished[row, column])].role is Role.OUTPUT_HOLE
            output[row, column] = cells.code(Role.OUTPUT_CURRENT, ZERO if hole else "")
            window = Window(slides[0].window(row), slides[1].window(column), slides[0].reach, slides[1].reach)
            grids = {"input": Grid(codes, cells, window), "output": Grid(output.copy(), cells)}
            yield Frame(grids, captions.at(row, column))
            output[row, column] = finished[row, column]

    return Picture(
        title=layer.title,
        facts="   ".join(layer.facts()),
        formula=tuple(layer.formula()),
        notes=tuple(layer.notes()),
        panels=(
            Panel("input", slides[0].drawn, slides[1].drawn, _input_caption(layer)),
            Panel("output", *layer.output, f"output {_size(layer.output)}"),
        ),
        roles=tuple(role for role in Role if role in roles and role is not Role.OUTPUT_PENDING),
        labelled=frozenset({Role.INSERTED_ZERO, Role.WINDOW_ZERO, Role.OUTPUT_HOLE, Role.OUTPUT_CURRENT}),
        longest=captions.longest(),
        count=layer.output[0] * layer.output[1],
        frames=frames,
    )


VIEWS: dict[str, Callable[[Layer], Picture]] = {"gather": slide_over}
"""Every way of seeing a layer, by name."""


def _axis(slide: Slide) -> Axis:
    """Along one axis of the drawn input: contents, whether cropped, whether ever read."""
    read = {position for output in range(slide.output) for position in slide.taps(output)}
    positions = range(slide.drawn)
    return (
        [slide.content(position) for position in positions],
        [slide.cropped(position) for position in positions],
        [position in read for position in positions],
    )


def _input_codes(axes: Sequence[Axis], cells: Cells) -> Codes:
    """The drawn input without a window: each cell the product of its row and its column."""

    def product(row: Sequence[bool], column: Sequence[bool]) -> Any:
        return np.logical_and.outer(np.array(row), np.array(column))

    (rows, rows_cropped, rows_read), (columns, columns_cropped, columns_read) = axes
    data = product([c is Content.DATA for c in rows], [c is Content.DATA for c in columns])
    inside = product([c is not Content.PADDING for c in rows], [c is not Content.PADDING for c in columns])
    kept = product([not cut for cut in rows_cropped], [not cut for cut in columns_cropped])
    read = product(rows_read, columns_read)
    codes = np.where(data, cells.code(Role.INPUT), cells.code(Role.INSERTED_ZERO, ZERO))
    codes = np.where(inside, codes, cells.code(Role.PADDING))
    codes = np.where(read, codes, np.where(data, cells.code(Role.UNREAD_INPUT), cells.code(Role.UNREAD)))
    codes = np.where(kept, codes, np.where(data, cells.code(Role.CROPPED_INPUT), cells.code(Role.CROPPED)))
    return codes.astype(np.uint16)


def _under_window(cells: Cells) -> Codes:
    """For each code of a cell that can be read, its code while a tap lies on it."""
    tapped = {
        cells.code(Role.INPUT): cells.code(Role.WINDOW_INPUT),
        cells.code(Role.INSERTED_ZERO, ZERO): cells.code(Role.WINDOW_ZERO, ZERO),
        cells.code(Role.PADDING): cells.code(Role.WINDOW_ZERO),
    }
    return np.array([tapped.get(code, code) for code in range(len(cells))], np.uint16)


def _output_codes(slides: Sequence[Slide], cells: Cells) -> Codes:
    """The finished output: done, or a hole where no tap meets an input cell."""
    fed = np.logical_and.outer(*([bool(slide.reads(o)) for o in range(slide.output)] for slide in slides))
    return np.where(fed, cells.code(Role.OUTPUT_DONE), cells.code(Role.OUTPUT_HOLE, ZERO)).astype(np.uint16)


def _window_roles(slides: Sequence[Slide]) -> set[Role]:
    """Roles that the window gives to cells at some step."""
    hits = [[len(slide.reads(output)) for output in range(slide.output)] for slide in slides]
    over_input = all(any(axis) for axis in hits)
    over_zero = any(hit < slide.kernel for slide, axis in zip(slides, hits, strict=True) for hit in axis)
    return ({Role.WINDOW_INPUT} if over_input else set()) | ({Role.WINDOW_ZERO} if over_zero else set())


class _Captions:
    """What each step does, in words, put together from the words for its row and its column."""

    def __init__(self, layer: Layer) -> None:
        self._flat = layer.input[0] == 1 and layer.output[0] == 1
        self._read = [
            [listed([index for index, _ in slide.reads(output)]) for output in range(slide.output)]
            for slide in layer.slides
        ]

    def at(self, row: int, column: int) -> str:
        """The caption of the step that makes output (row, column)."""
        rows, columns = self._read[0][row], self._read[1][column]
        output = f"output {column}" if self._flat else f"output ({row}, {column})"
        if not rows or not columns:
            return f"{output} reads no input: it stays 0"
        if self._flat:
            return f"{output} reads input {columns}"
        return f"{output} reads input {_noun('row', rows)} {rows}, {_noun('column', columns)} {columns}"

    def longest(self) -> tuple[str, ...]:
        """Captions at least as wide as any other: the widest words of each axis together."""
        row, column = (max((len(words), output) for output, words in enumerate(axis))[1] for axis in self._read)
        last = len(self._read[0]) - 1, len(self._read[1]) - 1
        return (
            self.at(row, column),
            self.at(*last),
            f"output ({last[0]}, {last[1]}) reads no input: it stays 0",
        )


def _noun(noun: str, numbers: str) -> str:
    return noun if numbers.isdigit() else f"{noun}s"


def _size(pair: tuple[int, int]) -> str:
    return f"{pair[0]}×{pair[1]}"


def _input_caption(layer: Layer) -> str:
    """The input's size, and what it becomes before the slide."""
    rows, columns = layer.slides
    steps = [f"input {_size(layer.input)}"]
    spread = rows.spread, columns.spread
    if spread != layer.input:
        steps.append(f"spread to {_size(spread)}")
    size = rows.size, columns.size
    if size != spread:
        cropped = min(rows.before, columns.before) < 0
        padded = max(rows.after, columns.after) > 0
        done = {(True, False): "cropped", (False, True): "padded", (True, True): "cropped and padded"}[
            cropped, padded
        ]
        steps.append(f"{done} to {_size(size)}")
    return ", ".join(step.replace(" ", "\u00a0") for step in steps)
