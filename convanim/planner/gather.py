"""The gather view: the kernel slides over the input that is really slid over, and fills the output cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from convanim.core.text import listed
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.planner.grids import drawn_input, finished_output
from convanim.planner.stages import Staging
from convanim.planner.subject import ZERO, Subject, in_order, phrases, size_words
from convanim.scene.cells import Cells
from convanim.scene.frames import ARROW, Frame, Grid, Panel, Picture, Window
from convanim.scene.roles import Role

if TYPE_CHECKING:
    from convanim.scene.cells import Codes


def slide_over(subject: Subject) -> Picture:
    """One frame for each output cell, in row order; before them the stages, if they are wanted.

    The input panel is padded or cropped, with zeros inserted for a transposed layer.
    """
    layer, numbers = subject.layer, subject.numbers
    slides = layer.axes
    cells = Cells()
    base = drawn_input(subject, cells)
    taps = [[list(slide.taps(output)) for output in range(slide.output)] for slide in slides]
    weights = _weights(subject)
    finished = finished_output(subject, cells)
    under = UnderWindow(cells)
    captions = _Captions(subject)
    steps = layer.output[0] * layer.output[1]
    staging = Staging(subject, cells, base) if subject.stages else None
    kernel = {"kernel": kernel_grid(subject, cells)} if numbers else {}
    roles = {cells[int(code)].role for grid in (base, finished) for code in np.unique(grid)}
    roles |= {Role.OUTPUT_PENDING, Role.OUTPUT_CURRENT, *_window_roles(slides)}
    roles |= {Role.KERNEL} if numbers else set()
    roles |= staging.roles if staging else set()

    def frames() -> Iterator[Frame]:
        pending = np.full(layer.output, cells.code(Role.OUTPUT_PENDING), np.uint16)
        if staging:
            yield from staging.frames(kernel | {"output": Grid(pending, cells)})
        output = pending.copy()
        for step, (row, column) in enumerate(np.ndindex(*layer.output), 1):
            codes = base.copy()
            tapped = np.ix_(taps[0][row], taps[1][column])
            codes[tapped] = under.codes(codes[tapped], weights)
            done = cells[int(finished[row, column])]
            output[row, column] = cells.code(Role.OUTPUT_CURRENT, done.label)
            window = Window(
                slides[0].window(row),
                slides[1].window(column),
                slides[0].effective_kernel,
                slides[1].effective_kernel,
            )
            grids = {"input": Grid(codes, cells, window), **kernel, "output": Grid(output.copy(), cells)}
            yield Frame(grids, captions.at(row, column), f"step {step} of {steps}")
            output[row, column] = finished[row, column]

    return Picture(
        title=layer.title,
        facts="   ".join(layer.facts()),
        formula=tuple(layer.formula()),
        notes=tuple(layer.notes()),
        panels=(
            Panel("input", slides[0].drawn, slides[1].drawn, _input_caption(layer), "∗" if numbers else ARROW),
            *([kernel_panel(layer)] if numbers else []),
            Panel("output", *layer.output, f"output {size_words(layer.output)}"),
        ),
        roles=in_order(roles),
        labelled=_labelled(subject, roles),
        captions=(*captions.longest(), *(staging.captions if staging else ())),
        counters=(f"step {steps} of {steps}", "stage 4 of 4"),
        count=steps + (staging.count if staging else 0),
        frames=frames,
        labels=subject.labels(),
        corners=subject.corners(),
    )


def kernel_panel(layer: Layer) -> Panel:
    """The place of the kernel, between input and output."""
    flipped = ", turned\u00a0by\u00a0180°" if layer.axes[0].flipped else ""
    return Panel("kernel", *layer.kernel, f"kernel\u00a0{size_words(layer.kernel)}{flipped}", "=")


def kernel_grid(subject: Subject, cells: Cells) -> Grid:
    """The kernel's weights, as they lie on the input."""
    codes = [[cells.code(Role.KERNEL, label) for label in row] for row in _weights(subject)]
    return Grid(np.array(codes, np.uint16), cells)


class UnderWindow:
    """A cell's look while a tap of the kernel lies on it, its weight in the corner."""

    ROLES: ClassVar[dict[Role, Role]] = {
        Role.INPUT: Role.WINDOW_INPUT,
        Role.INSERTED_ZERO: Role.WINDOW_ZERO,
        Role.PADDING: Role.WINDOW_ZERO,
    }

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._known: dict[tuple[int, str], int] = {}

    def codes(self, codes: Codes, weights: Sequence[Sequence[str]]) -> list[list[int]]:
        """Codes for the taps, given those of the cells below and the weights above them."""
        return [
            [self._code(code, weight) for code, weight in zip(row, above, strict=True)]
            for row, above in zip(codes.tolist(), weights, strict=True)
        ]

    def _code(self, code: int, weight: str) -> int:
        key = code, weight
        if key not in self._known:
            cell = self._cells[code]
            label = cell.label or (ZERO if weight else "")  # padding is a zero once something is done with it
            self._known[key] = self._cells.code(self.ROLES[cell.role], label, weight)
        return self._known[key]


def _weights(subject: Subject) -> list[list[str]]:
    """What the kernel's taps have written in them, as they lie on the input."""
    rows, columns = (
        range(slide.kernel - 1, -1, -1) if slide.flipped else range(slide.kernel) for slide in subject.layer.axes
    )
    return [[subject.kernel_label(u, v) for v in columns] for u in rows]


def _labelled(subject: Subject, roles: set[Role]) -> frozenset[Role]:
    """Those of a picture's roles in whose cells something is written: each costs a ramp of colours."""
    if subject.numbers:
        return frozenset(roles - {Role.PADDING, Role.CROPPED, Role.UNREAD, Role.OUTPUT_PENDING, Role.EMPTY})
    written = {Role.INSERTED_ZERO, Role.OUTPUT_HOLE}
    if Role.INSERTED_ZERO in roles:
        written |= {Role.WINDOW_ZERO}
    if Role.OUTPUT_HOLE in roles:
        written |= {Role.OUTPUT_CURRENT}
    if subject.stages:
        written |= {Role.INPUT, Role.WINDOW_INPUT, Role.CROPPED_INPUT, Role.UNREAD_INPUT}
    return frozenset(roles & written)


def _window_roles(slides: Sequence[Axis]) -> set[Role]:
    """Roles that the window gives to cells at some step."""
    hits = [[len(slide.reads(output)) for output in range(slide.output)] for slide in slides]
    over_input = all(any(axis) for axis in hits)
    over_zero = any(hit < slide.kernel for slide, axis in zip(slides, hits, strict=True) for hit in axis)
    return ({Role.WINDOW_INPUT} if over_input else set()) | ({Role.WINDOW_ZERO} if over_zero else set())


class _Captions:
    """What each step does: the sum, or in words, put together from the words for its row and its column."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._read = [
            [listed([index for index, _ in slide.reads(output)]) for output in range(slide.output)]
            for slide in subject.layer.axes
        ]
        cells = np.ndindex(*subject.layer.output) if subject.numbers else ()
        self._sums = {(row, column): subject.sum_at(row, column) for row, column in cells}

    def at(self, row: int, column: int) -> str:
        """The caption of the step that makes output (row, column)."""
        if self._sums:
            return self._sums[row, column]
        return self._in_words(row, column)

    def _in_words(self, row: int, column: int) -> str:
        rows, columns = self._read[0][row], self._read[1][column]
        output = f"output {column}" if self._subject.flat else f"output ({row}, {column})"
        if not rows or not columns:
            return f"{output} reads no input: it stays 0"
        if self._subject.flat:
            return f"{output} reads input {columns}"
        return f"{output} reads input {_noun('row', rows)} {rows}, {_noun('column', columns)} {columns}"

    def longest(self) -> tuple[str, ...]:
        """Captions at least as wide as any other."""
        if self._subject.numbers:
            return tuple(self._sums.values())
        row, column = (max((len(words), output) for output, words in enumerate(axis))[1] for axis in self._read)
        last = len(self._read[0]) - 1, len(self._read[1]) - 1
        return self.at(row, column), self.at(*last), f"output ({last[0]}, {last[1]}) reads no input: it stays 0"


def _noun(noun: str, numbers: str) -> str:
    return noun if numbers.isdigit() else f"{noun}s"


def _input_caption(layer: Layer) -> str:
    """The input's size, and what it becomes before the slide."""
    rows, columns = layer.axes
    steps = [f"input {size_words(layer.input)}"]
    upsampled = rows.upsampled, columns.upsampled
    if upsampled != layer.input:
        steps.append(f"spread to {size_words(upsampled)}")
    size = rows.size, columns.size
    if size != upsampled:
        pads = max(rows.before, rows.after, columns.before, columns.after) > 0
        done = [word for word, there in (("cropped", rows.crops or columns.crops), ("padded", pads)) if there]
        steps.append(f"{' and '.join(done)} to {size_words(size)}")
    return phrases(steps)
