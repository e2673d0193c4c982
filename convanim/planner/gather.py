"""The gather view: the kernel slides over the input that is really slid over, and fills the output cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import hypot, prod
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.text import Pair
from convanim.language.english import say
from convanim.language.phrase import Phrase, together
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.layers.stages import Act
from convanim.planner.found_codes import FoundCodes
from convanim.planner.gather_words import input_caption, turned_words
from convanim.planner.grids import drawn_input, finished_output
from convanim.planner.layer_to_show import LayerToShow, kernel_panel, weights_as_laid
from convanim.planner.lens import Lens, lenses, made_scale
from convanim.planner.ribbons import ribbons
from convanim.planner.under_window import UnderWindow
from convanim.scene.cells import MOST_CODES, Cells
from convanim.scene.frames import COUNTER_WORDS, MAIN_WORDS, Flight, Frame, Grid, Link, Region, Window
from convanim.scene.nodes import Best, Column, Node, Panel, Row, both_ways
from convanim.scene.picture import Picture
from convanim.scene.roles import Role
from convanim.scene.survey import Finds, Foreseen, SeenCells, Survey
from convanim.scene.timeline import LEADING, OPENING, RESULT, Shot, seen_from
from convanim.values.exact import Result, equals, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convanim.scene.cells import Codes
    from convanim.scene.met_cells import Meetings


ASIDE = 0.45
"""Side of a kernel's cells in which nothing is written, in those of the input."""


KERNEL_WORDS = 110
"""Px of a kernel's words at its left, in a picture 800 px wide: below it they would make a flat page higher."""


FEW_COLUMNS = 8
"""Of all panels together: with so few their cells are as large as they get side by side, too."""


def slide_over(wanted: LayerToShow) -> Picture:
    """One frame for each output cell, in row order; before them the stages, if they are wanted.

    The input panel is padded or cropped, with zeros inserted for a layer that upsamples.
    """
    layer = wanted.layer
    rows, columns = layer.axes
    source = Panel("input", rows.drawn, columns.drawn, input_caption(layer), said="input" * wanted.stages)
    opposite = _middle(rows, layer.output[0]), _middle(columns, layer.output[1])
    target = Panel(
        "output", *layer.output, say("panel.output", size=layer.size_of(layer.output)), made_scale(wanted), opposite
    )
    slide = _Slide(wanted)
    return Picture(
        heading=wanted.heading,
        body=_body(wanted, source, target),
        frames=Foreseen(slide.frames, slide.foresee) if slide.foreseeable else slide.frames,
        legible=wanted.legible,
        legend_words={**layer.legend, Role.RESTING.key: say("legend.future")},
        scales=wanted.scales,
        meetings=lambda: _meetings(wanted),
    )


def _meetings(wanted: LayerToShow) -> tuple[Meetings, ...]:
    """What a touch shows, in formats that can be touched."""
    from convanim.planner.touched import fed

    return (fed(wanted),)


def _body(wanted: LayerToShow, source: Panel, target: Panel) -> Node:
    """Input and output, and the kernel beside them; with numbers it is part of a lens below."""
    flat, weighted = wanted.layer.one_row, wanted.layer.reduction.weighted
    if wanted.numbers:
        return _over_a_lens(wanted, source, target)
    if not weighted:
        return both_ways((source,), (target,))
    kernel = _turned_kernel(wanted)
    made = target, kernel
    if flat:  # beside the output, in one row with it, a kernel would look like more of it
        beside = not wanted.stages  # then it turns, and there is room for words below it
        named = kernel._replace(words_left=beside, words_width=KERNEL_WORDS if beside else kernel.words_width)
        return Column((source, Column((target, named), linked=False)))
    if source.columns + target.columns + kernel.columns <= FEW_COLUMNS:
        return Row((source, Row((target, kernel._replace(scale=1)), linked=False)))
    return both_ways((source,), made)


def _over_a_lens(wanted: LayerToShow, source: Panel, target: Panel) -> Best:
    """Input and output above the lens, or the output below it; the lens in one line or in two."""
    kernel = _turned_kernel(wanted) if wanted.layer.reduction.weighted else None
    in_one_line, in_two_lines = lenses(wanted, kernel)
    if wanted.layer.one_row:
        return Best(tuple(Column((source, lens, target)) for lens in (*in_one_line, *in_two_lines)))
    both, first = Row((source, target), linked=False), in_one_line[0]
    low = [Column((both, first)), Column((source, first, target))]
    low += [Column((both, lens)) for lens in in_one_line[1:]]
    return Best((*low, *(Column((both, lens), tall=True) for lens in in_two_lines)))


def _middle(axis: Axis, output: int) -> float:
    """Where the output's middle stands along the drawn input: opposite its windows' middle.

    In a layer that keeps the size each output cell stands opposite its input cell.
    """
    if output == axis.input and axis.stride == 1 and not axis.zeros:
        return max(axis.before, 0) + output / 2
    last = output - 1
    return (axis.window(0) + axis.window(last) + axis.span(last)) / 2


class _Slide:
    """The frames: first the stages, then a step for each output cell."""

    def __init__(self, wanted: LayerToShow) -> None:
        self._wanted, self._cells = wanted, Cells()
        self._base = drawn_input(wanted, self._cells)
        self._finished = finished_output(wanted, self._cells)
        self._under = UnderWindow(wanted, self._cells)
        kernel = kernel_grid(wanted, self._cells) if wanted.layer.reduction.weighted else None
        self._lens = Lens(wanted, self._cells, kernel) if wanted.numbers else None
        self._beside = self._lens or Beside(kernel)
        self._captions = _Captions(wanted)
        self._pending = self._cells.code(wanted.pending)

    def frames(self) -> Iterator[Frame]:
        cells, size = self._cells, self._wanted.layer.output
        output = np.full(size, self._pending, np.uint16)
        base, winners = self._base.copy(), set[Pair]()
        at_rest = {**self._beside.at(None), "output": Grid(output.copy(), cells)}
        if self._wanted.stages:
            from convanim.planner.staging import Staging

            yield from Staging(self._wanted, cells).frames(at_rest)
        else:
            yield self._opening()
        for step, (row, column) in enumerate(np.ndindex(*size)):
            finished = int(self._finished[row, column])
            winner = self._under.winner((row, column))
            frame = None
            if not self._wanted.skips(step):
                output[row, column] = cells.in_role(finished, Role.OUTPUT_CURRENT)
                frame = self._step(step, base, output, winner)
                yield frame
            output[row, column] = finished
            if winner:
                winners.add(winner)
                base[winner] = cells.in_role(int(self._base[winner]), Role.WINNER)
            if frame and size[1] > 1 and column == size[1] - 1 and row < size[0] - 1:
                yield self._leading(frame, row + 1, {"input": base.copy(), "output": output.copy()})
        yield self._result(output, base, len(winners))

    def _opening(self) -> Frame:
        """The question: nothing is done yet."""
        steps = self._finished.size
        words, counter = self._wanted.layer.slides("input"), say("film.steps", count=steps)
        output = np.full(self._finished.shape, self._pending, np.uint16)
        return Frame(self._resting(output), words, counter, OPENING, captions=self._captions.below)

    def _result(self, output: Codes, base: Codes, winners: int) -> Frame:
        """The answer: the output, beside the input with so many of its cells kept."""
        layer = self._wanted.layer
        words = _kept(layer, winners)
        at_rest = {**self._resting(output), "input": Grid(base, self._cells)}
        return Frame(at_rest, words, say("film.result"), RESULT, captions=self._captions.below)

    @property
    def foreseeable(self) -> bool:
        """Whether each step shows no more than what is under its window, what that comes to, and what was made."""
        wanted = self._wanted
        return not wanted.stages and not self._under.changes_more and (wanted.written or not wanted.numbers)

    def foresee(self, shots: Sequence[Shot]) -> Survey:
        """What occurs in the frames that are drawn, found for whole rows at once."""
        finds, size = Finds(), self._finished.shape
        first, later = seen_from(shots, self._finished.size)
        seen, shown_after = first < len(shots), later < len(shots)
        finds.add(self._opening(), 0)
        finished = self._finished.reshape(-1, 1)
        current = FoundCodes((MOST_CODES + 1,), lambda code: self._cells.in_role(code, Role.OUTPUT_CURRENT))
        finds.cells.mark("output", self._cells, finished[shown_after], later[shown_after])
        finds.cells.mark("output", self._cells, current.at(finished[seen]), first[seen])
        winners = self._winners(finds.cells, shots, later)
        for row, numbers in enumerate(first.reshape(size)):
            columns = np.flatnonzero(numbers < len(shots))
            for alike in self._under.alike(columns):
                under = self._under.row(self._base, row, alike, winners)
                finds.cells.mark("input", self._cells, under.reshape(len(alike), -1), numbers[alike])
                if self._lens:
                    self._lens.foresee(finds.cells, (row, alike), under, numbers[alike])
        self._say(finds, np.flatnonzero(seen))
        finds.linked = bool(seen.any())
        if shots[-1].done == self._finished.size:
            finds.add(self._result(self._finished, self._base, len(set(winners.values()))), len(shots) - 1)
        return finds.survey(shots)

    def _say(self, finds: Finds, steps: NDArray[np.intp]) -> None:
        """Say what is said in some steps, but not again what differs in digits only."""
        rows, columns = np.divmod(steps, self._finished.shape[1])
        patterns = self._lens.patterns(rows, columns) if self._lens else [b""] * len(steps)
        captions = {
            (pattern, *self._captions.pattern(*place)): place
            for place, pattern in zip(zip(rows.tolist(), columns.tolist(), strict=True), patterns, strict=True)
        }
        for place in captions.values():
            finds.say(MAIN_WORDS, self._captions.at(*place))
        for step in {len(str(step + 1)): step for step in steps.tolist()}.values():
            finds.say(COUNTER_WORDS, self._counter(step))

    def _counter(self, step: int) -> str:
        return say("film.step", number=step + 1, count=self._finished.size)

    def _winners(self, seen: SeenCells, shots: Sequence[Shot], later: NDArray[np.intp]) -> dict[Pair, Pair]:
        """By place the input cell that wins there; it is seen marked once that is done and no window lies on it."""
        if not self._wanted.layer.reduction.winner or not self._wanted.numbers:
            return {}
        winners = {
            place: winner for place in np.ndindex(*self._finished.shape) if (winner := self._under.winner(place))
        }
        columns, marked = self._finished.shape[1], []
        for (row, column), winner in winners.items():
            after = range(later[row * columns + column], len(shots))
            bare = (n for n in after if not self._covered(winner, shots[n]))
            if (number := next(bare, None)) is not None:
                marked.append((number, self._cells.in_role(int(self._base[winner]), Role.WINNER)))
        for number, code in sorted(marked):
            seen.mark("input", self._cells, np.array([[code]], np.uint16), np.array([number]))
        return winners

    def _covered(self, cell: Pair, shot: Shot) -> bool:
        """Whether the window lies on a cell of the input in a frame."""
        slides = shot.step is not None or shot.under_way
        return slides and self._under.covers(divmod(shot.done, self._finished.shape[1]), cell)

    def _step(self, step: int, base: Codes, output: Codes, winner: Pair | None) -> Frame:
        """The frame of a step, from the input without a window and the output as it is then."""
        cells, (row, column) = self._cells, divmod(step, output.shape[1])
        place, window, made = (row, column), self._window(row, column), Window(row, column, 1, 1)
        lit = self._under.lit(base, place, winner)
        grids = {
            "input": Grid(lit, cells, window),
            **self._beside.at(place, lit),
            "output": Grid(output.copy(), cells, made),
        }
        target = Region.of("output", made)
        links = self._links(Window(*winner, 1, 1) if winner and not self._lens else window, target)
        return Frame(
            grids, self._captions.at(*place), self._counter(step), links=links, step=step,
            captions=self._captions.below,
            flight=Flight(links[-1].source, target, self._pending) if self._lens else None,
        )  # fmt: skip

    def _resting(self, output: Codes) -> dict[str, Grid]:
        """All panels while no window lies on the input."""
        return {
            "input": Grid(self._base, self._cells),
            **self._beside.at(None),
            "output": Grid(output.copy(), self._cells),
        }

    def _leading(self, last: Frame, row: int, codes: Mapping[str, Codes]) -> Frame:
        """From the last frame of a row to the next one: its outline alone, half way back to the beginning."""
        first, end = self._window(row, 0), self._window(row, codes["output"].shape[1] - 1)
        back = first._replace(column=(first.column + end.column) // 2)
        grids = {name: Grid(grid, self._cells, back if name == "input" else None) for name, grid in codes.items()}
        return last._replace(grids={**last.grids, **grids}, beats=LEADING, links=(), step=None)

    def _window(self, row: int, column: int) -> Window:
        rows, columns = self._wanted.layer.axes
        return Window(
            rows.window(row), columns.window(column), rows.span(row), columns.span(column),
            rows.dilation, columns.dilation,
        )  # fmt: skip

    def _links(self, window: Window, target: Region) -> tuple[Link, ...]:
        """One link, with numbers through the lens; in one dimension one for each tap of a dilated kernel."""
        if self._lens:
            return self._lens.links(window, target)
        if self._wanted.layer.one_row:
            return ribbons("input", window, target)
        return (Link(Region.of("input", window), target),)


class Beside:
    """The panels beside input and output: the kernel, as it lies on the input."""

    def __init__(self, kernel: Grid | None) -> None:
        self._kernel = {"kernel": kernel} if kernel else {}

    def at(self, place: Pair | None, lit: Codes | None = None) -> dict[str, Grid]:
        """Their grids while output (row, column) is made, of the input as it is then; with None, while none is."""
        return self._kernel


def _turned_kernel(wanted: LayerToShow) -> Panel:
    """The place of the kernel as it lies on the input; where it is seen to turn there is room for that."""
    layer = wanted.layer
    flipped = any(axis.flipped for axis in layer.axes)
    caption: str = say("panel.kernel", size=layer.size_of(layer.kernel))
    if flipped and (wanted.numbers or wanted.stages):
        caption = turned_words(caption, flipped)
    panel = kernel_panel(layer)._replace(caption=caption, aside=True)
    if not wanted.stages:
        return panel._replace(scale=1 if wanted.numbers else ASIDE)
    turns = flipped and max(layer.kernel) > 1
    above, beside = (round((hypot(*layer.kernel) - side) / 2, 2) * turns for side in layer.kernel)
    return panel._replace(scale=1, said="kernel", room=(above, beside), aside=False)


def kernel_grid(wanted: LayerToShow, cells: Cells) -> Grid:
    """The kernel's weights, as they lie on the input."""
    codes = [[cells.code(Role.KERNEL, label) for label in row] for row in weights_as_laid(wanted)]
    return Grid(np.array(codes, np.uint16), cells)


def _kept(layer: Layer, winners: int) -> Phrase:
    """The output's size, and how much of the input is kept, where some cells of it are."""
    made = say("gather.output", size=layer.size_of(layer.output))
    return say("gather.kept", output=made, kept=winners, cells=prod(layer.input)) if winners else made


def _comes_to(value: Result) -> str:
    """` = 0.25`, or what it is rounded to."""
    return f" {equals(value)} {shown(value)}"


class _Captions:
    """What each step does: the sum, or in words, put together from the counts for its row and its column."""

    def __init__(self, wanted: LayerToShow) -> None:
        self._wanted = wanted
        axes = wanted.layer.axes
        self._met = [[len(axis.reads(output)) for output in range(axis.output)] for axis in axes]
        self._wide = [[len(axis.taps(output)) for output in range(axis.output)] for axis in axes]
        self._divides = wanted.layer.divisor(0, 0) is not None

    def pattern(self, row: int, column: int) -> tuple[int | None, ...]:
        """All that a step's words depend on, but for the numbers that are read and which digits there are."""
        divisor = self._wanted.layer.divisor(row, column) if self._divides else None
        (met, more), (wide, high) = ((along[0][row], along[1][column]) for along in (self._met, self._wide))
        return len(str(row)), len(str(column)), met, more, wide, high, divisor

    @property
    def below(self) -> Mapping[str, str]:
        """What is said below input and kernel, where that has come about in stages."""
        layer = self._wanted.layer
        if not self._wanted.stages:
            return {}
        *_, made = (stage.caption for stage in layer.stages() if stage.act.panel and stage.act is not Act.SLIDE)
        kernel = turned_words(say("panel.kernel", size=layer.size_of(layer.kernel)), layer.axes[1].flipped)
        return {"input": made, "kernel": kernel}

    def at(self, row: int, column: int) -> str:
        """The caption of the step that makes output (row, column)."""
        wanted, layer = self._wanted, self._wanted.layer
        divisor, taps = layer.divisor(row, column), self._wide[0][row] * self._wide[1][column]
        if wanted.written:
            said = wanted.sentence_at(row, column, say("place.output"))
            if not divisor or divisor == taps:
                return said
            return say("gather.fewer_count", sum=said, counted=divisor, cells=taps)
        if wanted.lettered and layer.reduction.weighted:
            return wanted.lettered_sentence(row, column)
        output = wanted.place(say("place.output"), row, column)
        met = self._met[0][row] * self._met[1][column]
        if not met:
            value = layer.reduction.value((), None)
            return say(f"sum.{'stays' if value == 0 else 'is'}", target=output, value=shown(value))
        if not wanted.numbers:
            return together(output, " = ", layer.reduction.told(taps, taps - met, divisor))
        seen = 0 if layer.reduction.weighted else taps - met  # the lens shows which products are zeros
        words = layer.reduction.told(taps, seen, divisor)
        return together(output, " = ", words, _comes_to(wanted.numbers.output[row][column]))
