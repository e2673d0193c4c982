"""The scatter view of a transposed convolution: each input cell times the kernel is a stamp; stamps add.

A stamp, as this code calls it, is a grid of contributions to the output. Each has the colour of its input cell, and
where several lie on one another their colours mix and their numbers add. What padding cuts off is there until the
end, and then seen to go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.text import Pair, size_words
from convanim.language.english import say, series
from convanim.language.phrase import Phrase
from convanim.layers.base import Layer
from convanim.layers.compute import full_size, overlaps_evenly
from convanim.planner import stamping
from convanim.planner.alt_text import Seen, a_window, about_holes, about_numbers, an
from convanim.planner.layer_to_show import LayerToShow, kernel_as_given, kernel_panel, kernel_side
from convanim.planner.stamping import kept
from convanim.planner.tally import SHADES, Tally
from convanim.planner.touched import added
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid, Link, Piece, Region, Window
from convanim.scene.nodes import Column, Node, Panel, both_ways
from convanim.scene.picture import Picture
from convanim.scene.roles import Paint, Role
from convanim.scene.timeline import Held
from convanim.values.exact import shown

if TYPE_CHECKING:
    from convanim.scene.cells import Codes


def scatter(wanted: LayerToShow) -> Picture:
    """The stamps side by side, then together; then one step for each input cell, in row order; then the result.

    The output panel is all that stamps can reach: the border that padding cuts off is struck out at the end. Without
    values each contribution counts as 1, so that the sums are how many contributions each cell gets.
    """
    layer, numbers = wanted.layer, wanted.numbers
    full = full_size(layer, 0), full_size(layer, 1)
    source = Panel("input", *layer.input, say("panel.input", size=layer.size_of(layer.input)))
    words = say("panel.output", size=layer.size_of(layer.output))
    if full != layer.output:
        words = say("scatter.cut_from", output=words, size=layer.size_of(full))
    target = Panel("output", *full, words, said="output", room=stamping.room(layer))
    kernel = kernel_panel(layer)._replace(scale=kernel_side(wanted))
    body = both_ways((source, kernel) if numbers else (source,), (target,))
    body_node: Node = body.ways[1] if layer.one_row else body
    terms = stamping.written_out(layer)
    if terms:
        body_node = Column((body_node, Panel("terms", 1, 2 * terms + 1, aside=True)), linked=False, whole=True)
    return Picture(
        heading=wanted.heading,
        body=body_node,
        frames=lambda: _Film(wanted, full).frames(),
        legible=not wanted.shading,
        legend_words={**layer.legend, Role.CROPPED.key: say("legend.cut_off"), **_overlap_words(layer)},
        scales=wanted.scales,
        meetings=lambda: (added(wanted, full),),
    )


def _overlap_words(layer: Layer) -> dict[str, str]:
    """The legend of the shades: none, for their cells say how many contributions they got."""
    return dict.fromkeys((role.key for role in SHADES), "")


def place_of(layer: Layer, place: Pair) -> Pair:
    """Where a cell of the output is among all cells that stamps reach, before padding is cut off."""
    (down, _), (across, _) = layer.padding
    return place[0] + down, place[1] + across


class _Film:
    """The frames."""

    def __init__(self, wanted: LayerToShow, full: Pair) -> None:
        self._wanted, self._layer, self._full = wanted, wanted.layer, full
        self._cells = Cells()
        self._tally = Tally(wanted, self._cells, full)
        self._input = self._colored_input()
        kernel = {"kernel": kernel_as_given(wanted, self._cells)} if wanted.numbers else {}
        self._others = {"input": Grid(self._input, self._cells), **kernel, **self._added(None)}

    def frames(self) -> Iterator[Frame]:
        layer, count = self._layer, self._input.size
        steps, opening = say("film.steps", count=count), say("scatter.opening")
        before, after = _beats(stamping.before(layer)), _beats(stamping.after(layer))
        yield self._frame(self._tally.empty(), opening, steps, next(before))
        if stamping.glides(layer):
            yield from self._gliding(before)
        tally = self._tally
        for step, (row, column) in enumerate(np.ndindex(*layer.input)):
            made, read = stamping.window(layer, row, column), Window(row, column, 1, 1)
            output = tally.add(row, column)
            met = tally.meets(row, column)
            links = (Link(Region.of("input", read), Region.of("output", made)),)
            counter = say("film.step", number=step + 1, count=count)
            frame = self._frame(output, self._landing(row, column, met), counter, 1, made)
            grids = {**frame.grids, **self._added(met), "input": Grid(self._input, self._cells, read)}
            yield frame._replace(grids=grids, links=links, step=step)
        yield from self._ending(after)

    def _gliding(self, beats: Iterator[float]) -> Iterator[Frame]:
        """The stamps side by side, on their way, and together, their terms not yet added."""
        layer = self._layer
        empty = np.full(self._full, self._cells.code(Role.EMPTY), np.uint16)
        counter = say("scatter.all_at_once")
        each = say("scatter.times_kernel") if self._wanted.numbers else say("scatter.of_each_cell")
        yield self._spread(self._frame(empty, each, counter, next(beats)), 0.0)
        stride = layer.given("stride")
        together = say("scatter.apart", stride=stride)
        for glide in range(1, stamping.GLIDES + 1):
            yield self._spread(self._frame(empty, together, counter, next(beats)), glide / stamping.GLIDES)
        if stamping.most(layer) > 1:
            together = say("scatter.apart_and_add", stride=stride)
        yield self._frame(Tally(self._wanted, self._cells, self._full).all_terms(), together, counter, next(beats))

    def _spread(self, frame: Frame, together: float) -> Frame:
        """A frame with all stamps, so much of the way from side by side to a stride apart, where words were."""
        layer = self._layer
        pieces = tuple(
            Piece(
                "output", stamping.start(layer, 0, row, together), stamping.start(layer, 1, column, together),
                Grid(self._tally.stamp(row, column), self._cells),
            )
            for row, column in np.ndindex(*layer.input)
        )  # fmt: skip
        covered = stamping.room(layer)[0] > 0 and together < 1
        return frame._replace(pieces=pieces, captions={"output": ""} if covered else frame.captions)

    def _ending(self, beats: Iterator[float]) -> Iterator[Frame]:
        """The sums; the terms of one of them, which stay; the cut; the output."""
        layer, tally = self._layer, self._tally
        if stamping.most(layer) > 1:
            yield self._frame(tally.sums(), say("scatter.overlap"), say("scatter.sums"), next(beats))
        if stamping.written_out(layer):
            place = tally.fullest()
            self._others["terms"] = Grid(tally.all_terms_of(place), self._cells)
            yield self._frame(
                tally.sums(), self._gets_most(place), say("scatter.sums"), next(beats), Window(*place, 1, 1)
            )
        if stamping.cuts(layer):
            yield self._frame(
                tally.sums(), _cut_words(layer), say("scatter.cut"), next(beats), stamping.kept_window(layer)
            )
        result = self._frame(tally.result(), overlap_rule(layer), say("film.result"), next(beats))
        yield result._replace(captions={"output": say("panel.output", size=layer.size_of(layer.output))})

    def _added(self, place: Pair | None) -> dict[str, Grid]:
        """What was added last to a cell, written out, where there is a panel for it."""
        most = stamping.written_out(self._layer)
        return {"terms": Grid(self._tally.terms(place, most), self._cells)} if most else {}

    def _gets_most(self, place: Pair) -> str:
        """Which cell gets most contributions."""
        layer, count = self._layer, stamping.most(self._layer)
        row, column = (index - start for index, (start, _) in zip(place, layer.padding, strict=True))
        inside = all(kept(layer, axis, index) for axis, index in enumerate(place))
        border = say("scatter.border_cell")
        cell = self._wanted.place(say("place.output"), row, column) if inside else border
        return say("scatter.gets_most", cell=cell, count=count)

    def _landing(self, row: int, column: int, met: Pair | None) -> str:
        """What lands, and what the first sum there is."""
        wanted = self._wanted
        cell = wanted.place(say("place.input"), row, column)
        words = say("scatter.contributions_land", cell=cell)
        if wanted.numbers:
            words = say("scatter.product_lands", cell=cell, value=shown(wanted.numbers.input[row][column]))
        return say("scatter.first_sum", lands=words, sum=self._tally.last_sum(met)) if met else words

    def _frame(self, output: Codes, caption: str, counter: str, beats: float, window: Window | None = None) -> Frame:
        """A frame with its border, before that is cut off."""
        layer = self._layer
        below = say("panel.output", size=layer.size_of(layer.output))
        if stamping.cuts(layer):
            below = say("scatter.reached", size=layer.size_of(self._full))
        grids = {**self._others, "output": Grid(output, self._cells, window)}
        return Frame(grids, caption, counter, beats, captions={"output": below})

    def _colored_input(self) -> Codes:
        rows, columns = self._layer.input
        codes = [
            [self._cells.code(self._input_paint(r, c), self._wanted.input_label(r, c)) for c in range(columns)]
            for r in range(rows)
        ]
        return np.array(codes, np.uint16)

    def _input_paint(self, row: int, column: int) -> Paint:
        """The colour of an input cell and of its stamp; among shades its value."""
        if self._wanted.shading:
            return self._wanted.input_paint(Role.INPUT, row, column)
        return stamping.hue(self._layer, row, column)


def _cut_words(layer: Layer) -> Phrase:
    """What padding cuts off, and what output padding leaves there."""
    cuts = [say("scatter.padding_cuts", size=layer.given("padding"))] if any(map(any, layer.padding)) else []
    if max(layer.output_padding):
        lines = say(f"scatter.{'cells' if layer.flat else 'lines'}", count=layer.given("output_padding"))
        form = "scatter.keeps" if cuts else "scatter.adds"
        cuts.append(say(form, size=layer.given("output_padding"), lines=lines))
    what = series(cuts) if cuts else say("scatter.end_cut")
    return say("scatter.left", cuts=what, size=layer.size_of(layer.output))


def _beats(frames: Iterable[Held]) -> Iterator[float]:
    """How long each of some frames is held."""
    return chain.from_iterable(repeat(held.beats, held.frames) for held in frames)


def overlap_rule(layer: Layer) -> Phrase:
    """Whether overlaps are even away from the borders, and why: along each axis they repeat with the stride.

    >>> from convanim.layers.transposed import TransposedConvolution
    >>> overlap_rule(TransposedConvolution.of(3, 4, 1, 2))
    'even inside: stride 2 divides kernel 4'
    >>> overlap_rule(TransposedConvolution.of(3, 3, 1, 2))
    'uneven inside: stride 2 does not divide kernel 3'
    """
    rules = []
    for k, s, d in zip(layer.kernel, layer.stride, layer.dilation, strict=True):
        if overlaps_evenly(k, s, d):
            rules.append(("even", say("scatter.divides", stride=s, kernel=k)))
        elif gcd(s, d) > 1:
            rules.append(("uneven", say("checkerboard.factor", stride=s, dilation=d)))
        else:
            rules.append(("uneven", say("scatter.divides_not", stride=s, kernel=k)))
    rows, columns = rules
    if rows == columns or layer.flat:
        return say(f"scatter.inside_{columns[0]}", rule=columns[1])
    if rows[0] == columns[0]:
        return say(f"scatter.inside_{rows[0]}", rule=series([rows[1], columns[1]]))
    down, across = say(f"scatter.down_{rows[0]}", rule=rows[1]), say(f"scatter.across_{columns[0]}", rule=columns[1])
    return say("list.comma", before=down, last=across)


def alt(layer: Layer, seen: Seen) -> list[str]:
    """The idea: what each input cell gives, and that it adds."""
    full = full_size(layer, 0), full_size(layer, 1)
    adds = say("alt.add") if stamping.most(layer) > 1 else say("alt.no_overlap")
    output = an(layer.own(layer.output))
    cut = full != layer.output
    made = say("alt.cut_out", output=output, size=size_words(full)) if cut else say("alt.they_make", output=output)
    sentence = say(
        "alt.stamps", input=an(layer.own(layer.input)), window=a_window(layer), stride=layer.given("stride"),
        adds=adds, made=made, cells=say("alt.cells_sums") if seen.numbers else say("alt.cells_counts"),
    )  # fmt: skip
    return [sentence, *about_holes(layer), *about_numbers(seen)]
