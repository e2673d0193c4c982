"""Layers of several planes: all planes that meet are read at once, and what each gives is added up.

Planes stand below each other, each with the slab of the kernel that it meets; beside them the planes of the output.
What other groups hold is left alone: no slab and no link is there. Of more than four planes some are not drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.text import Pair
from convanim.language.english import grouped, say, series
from convanim.language.phrase import together
from convanim.layers.base import Layer
from convanim.layers.channels import drawn_planes, planes
from convanim.layers.compute import Numbers, cost
from convanim.planner.alt_text import Seen, a_window, about_holes, about_numbers
from convanim.planner.grids import drawn_input, finished_output
from convanim.planner.layer_to_show import LayerToShow, grid_of, kernel_side, weights_as_laid
from convanim.planner.plane_sums import PlaneSums
from convanim.planner.stack_wiring import wires_between
from convanim.planner.touched import fed
from convanim.planner.under_window import UnderWindow
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid, Link, Region, Route, Window
from convanim.scene.met_cells import Meetings
from convanim.scene.nodes import Column, Node, Panel, Row, numbered_column
from convanim.scene.picture import Picture
from convanim.scene.roles import CHANNELS, Role
from convanim.scene.timeline import OPENING, RESULT
from convanim.values.exact import shown

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

TOTAL_SCALE, WIRE_SCALE = 1.25, 0.9
"""Side of the cell of a plane's sum, and of a plane in a wiring, in those of the input."""


def over_planes(wanted: LayerToShow) -> Picture:
    """One frame for each cell of each plane of the output that is drawn, plane after plane."""
    layer, planes_shown = wanted.layer, _Planes(wanted)
    return Picture(
        heading=wanted.heading._replace(words=series([layer.in_words(), *_left_out(layer)])),
        body=_body(wanted),
        frames=planes_shown.frames,
        legible=wanted.legible,
        legend_words=layer.legend,
        scales=wanted.scales,
        meetings=lambda: tuple(planes_shown.meetings()),
    )


def _left_out(layer: Layer) -> list[str]:
    """What says that some planes are not drawn."""
    hidden = max(layer.channels.inputs, layer.channels.outputs) > len(CHANNELS)
    return [say("planes.drawn")] if hidden else []


def _body(wanted: LayerToShow) -> Node:
    """The planes of the input with their slabs and sums, those of the output beside them, the wiring below."""
    layer = wanted.layer
    sources, targets = (drawn_planes(number) for number in (layer.channels.inputs, layer.channels.outputs))
    read = [_plane(wanted, source) for source in sources]
    made = [Panel(f"output_{o}", *layer.output, _named(say("place.output"), o, targets)) for o in targets]
    if len(read) == len(made):  # each output plane stands beside one of the input
        whole = numbered_column([Row((*nodes, panel)) for nodes, panel in zip(read, made, strict=True)], sources)
    else:
        whole = Row(
            (numbered_column([Row(nodes) for nodes in read], sources), numbered_column(made, targets)), whole=True
        )
    return Column((whole, _wirings(layer)), linked=False, whole=True) if _wired(layer) else whole


def _named(name: str, number: int, numbers: Sequence[int]) -> str:
    return say("place.numbered", name=name, number=number) if len(numbers) > 1 else name


def _plane(wanted: LayerToShow, source: int) -> tuple[Panel, ...]:
    """A plane of the input, the slab that lies on it, and with numbers the sum that it gives."""
    layer = wanted.layer
    rows, columns = layer.axes
    plane = Panel(
        f"input_{source}", rows.drawn, columns.drawn, _named(say("place.plane"), source, range(layer.channels.inputs))
    )
    if not layer.reduction.weighted:
        return (plane,)
    scale = kernel_side(wanted)
    slab = Panel(f"kernel_{source}", *layer.kernel, said=f"kernel_{source}", scale=scale, aside=True)
    slab = slab._replace(caption=_filter(layer, layer.channels.outputs - 1))
    if wanted.planes is None:
        return plane, slab
    return plane, slab, Panel(f"sum_{source}", 1, 1, scale=scale * TOTAL_SCALE, aside=True)


def _filter(layer: Layer, output: int) -> str:
    """What the slabs are called that make a plane of the output."""
    return say("planes.filter", number=output) if layer.channels.outputs > 1 else say("planes.kernel")


# The wiring


def _wired(layer: Layer) -> bool:
    return layer.channels.groups > 1 and layer.reduction.weighted


def _wirings(layer: Layer) -> Node:
    """All planes joined, beside those of a group joined, each with its weights counted."""
    channels = layer.channels
    wirings = []
    for name, wiring in (("one", channels.ungrouped), ("own", channels)):
        groups = say("planes.groups", count=wiring.groups)
        weights = say("planes.weights", number=grouped(cost(layer, wiring).weights))
        ends = (f"{name}_in", channels.inputs, groups), (f"{name}_out", channels.outputs, weights)
        wirings.append(
            Row(
                tuple(
                    Panel(key, len(drawn_planes(n)), 1, words, scale=WIRE_SCALE, aside=True) for key, n, words in ends
                )
            )
        )
    return Row(tuple(wirings), whole=True)


def _wires(layer: Layer) -> tuple[Link, ...]:
    """A line for each two planes that meet, once as if in one group, and once as they are."""
    wirings = ("one", layer.channels.ungrouped), ("own", layer.channels)
    return tuple(link for name, channels in wirings for link in wires_between(channels, f"{name}_in", f"{name}_out"))


class _Planes:
    """The frames: for each plane of the output a step for each of its cells."""

    def __init__(self, wanted: LayerToShow) -> None:
        self._wanted, self._layer, self._cells = wanted, wanted.layer, Cells()
        channels = wanted.layer.channels
        self._sources, self._targets = drawn_planes(channels.inputs), drawn_planes(channels.outputs)
        self._tints = dict(zip(self._sources, CHANNELS, strict=False))
        self._wiring = _wires(wanted.layer) if _wired(wanted.layer) else ()
        self._sums = PlaneSums(wanted)

    def frames(self) -> Iterator[Frame]:
        layer, total = self._layer, len(self._targets) * prod(self._layer.output)
        outputs = dict.fromkeys(self._targets, self._pending)
        first, last = self._targets[0], self._targets[-1]
        opening = say("list.semicolon", before=layer.slides("plane"), last=_meeting(layer))
        yield self._frame(self._at_rest(outputs, first), opening,
                          say("film.steps", count=total), OPENING, self._named_slabs(first))  # fmt: skip
        step = 0
        for target in self._targets:
            finished, codes = self._finished(target), self._pending.copy()
            for place in np.ndindex(*layer.output):
                at = place[0], place[1]
                codes[at] = self._cells.in_role(int(finished[at]), Role.OUTPUT_CURRENT)
                outputs[target] = codes.copy()
                counter = say("film.step", number=step + 1, count=total)
                yield self._step(target, at, outputs)._replace(step=step, counter=counter)
                codes[at] = finished[at]
                step += 1
            outputs[target] = codes
        made = say("planes.output", planes=planes(layer.channels.outputs), size=layer.size_of(layer.output))
        yield self._frame(self._at_rest(outputs, last), made, say("film.result"), RESULT, self._named_slabs(last))

    def _frame(
        self, grids: dict[str, Grid], caption: str, counter: str, beats: float, below: dict[int, str]
    ) -> Frame:
        captions = {f"kernel_{source}": words for source, words in below.items()} if self._weighted else {}
        return Frame(grids, caption, counter, beats, self._wiring, captions)

    @property
    def _weighted(self) -> bool:
        return self._layer.reduction.weighted

    @cached_property
    def _pending(self) -> Codes:
        return np.full(self._layer.output, self._cells.code(self._wanted.pending), np.uint16)

    def _named_slabs(self, target: int) -> dict[int, str]:
        """What is said below the slabs that make a plane of the output; nothing where there is none."""
        read = self._layer.channels.reads(target)
        return {source: _filter(self._layer, target) if source in read else "" for source in self._sources}

    def _at_rest(self, outputs: dict[int, Codes], target: int) -> dict[str, Grid]:
        """All panels while no plane is read: the slabs that make a plane of the output are there."""
        grids = {f"input_{source}": Grid(self._base[source], self._cells) for source in self._sources}
        grids |= {f"output_{target}": Grid(codes, self._cells) for target, codes in outputs.items()}
        for source in self._sources if self._weighted else ():
            grids |= self._beside(source, target, None)
        return grids | self._wiring_grids(None)

    def _beside(self, source: int, target: int, at: Pair | None) -> dict[str, Grid]:
        """The slab on a plane and the sum that the plane gives: nothing where the two planes do not meet."""
        size, empty = self._layer.kernel, self._cells.code(Role.EMPTY)
        slab, total = np.full(size, empty, np.uint16), np.full((1, 1), empty, np.uint16)
        if source in self._layer.channels.reads(target):
            labels = weights_as_laid(self._sums.shown(target, source))
            slab = grid_of(size, self._cells, self._tints[source], lambda row, column: labels[row][column])
            if at is not None and self._wanted.planes:
                part = self._sums.part(target, source).output[at[0]][at[1]]
                total[:] = self._cells.code(self._tints[source], shown(part))
        grids = {f"kernel_{source}": Grid(slab, self._cells)}
        return grids | ({f"sum_{source}": Grid(total, self._cells)} if self._wanted.planes else {})

    def _wiring_grids(self, target: int | None) -> dict[str, Grid]:
        """The ends of both wirings; the plane that is made is lit."""
        if not self._wiring:
            return {}
        cells = self._cells
        sources = np.array([[cells.code(tint)] for tint in self._tints.values()], np.uint16)
        lit = [Role.OUTPUT_CURRENT if other == target else Role.OUTPUT_DONE for other in self._targets]
        targets = np.array([[cells.code(role)] for role in lit], np.uint16)
        return {f"{name}_{end}": Grid(codes, cells)
                for name in ("one", "own") for end, codes in (("in", sources), ("out", targets))}  # fmt: skip

    def _step(self, target: int, at: Pair, outputs: dict[int, Codes]) -> Frame:
        """One cell of one plane: the planes that it reads are lit, joined to their slabs, and these to the cell."""
        grids = self._at_rest(outputs, target)
        window, made = self._window(at), Window(*at, 1, 1)
        grids[f"output_{target}"] = Grid(outputs[target], self._cells, made)
        grids |= self._wiring_grids(target)
        read = [source for source in self._sources if source in self._layer.channels.reads(target)]
        links: list[Link] = []
        for source in read:
            under = UnderWindow(self._sums.shown(target, source), self._cells)
            winner = under.winner(at)
            codes = under.lit(self._base[source], at, winner)
            grids[f"input_{source}"] = Grid(codes, self._cells, window)
            around = Window(*winner, 1, 1) if winner else window
            end = Region.of(f"output_{target}", made)
            if self._weighted:
                grids |= self._beside(source, target, at)
                slab = Region(f"kernel_{source}", 0, 0, *self._layer.kernel)
                links.append(Link(Region.of(f"input_{source}", around), slab))
                total = Region(f"sum_{source}", 0, 0)
                links += [Link(slab, total)] if self._wanted.planes else []
                given = total if self._wanted.planes else slab
                links.append(Link(given, end, Route.ACROSS, merging=len(read) > 1))
            else:
                links.append(Link(Region.of(f"input_{source}", around), end, route=Route.ACROSS))
        frame = self._frame(grids, self._caption(target, at), "", 1.0, self._named_slabs(target))
        return frame._replace(links=(*links, *self._wiring))

    def _window(self, at: Pair) -> Window:
        rows, columns = self._layer.axes
        return Window(
            rows.window(at[0]), columns.window(at[1]), rows.span(at[0]), columns.span(at[1]),
            rows.dilation, columns.dilation,
        )  # fmt: skip

    @cached_property
    def _base(self) -> dict[int, Codes]:
        """The planes of the input while no window lies on them, each in its tint."""
        found = {}
        for source, tint in self._tints.items():
            target = next(o for o in range(self._layer.channels.outputs) if source in self._layer.channels.reads(o))
            codes = drawn_input(self._sums.shown(target, source), self._cells)
            known = {code: self._cells[code] for code in np.unique(codes).tolist()}
            for code, cell in known.items():
                if cell.role is Role.INPUT:
                    codes[codes == code] = self._cells.code(tint, cell.label, cell.sides)
            found[source] = codes
        return found

    def _finished(self, target: int) -> Codes:
        """A plane of the output at the end."""
        numbers = self._wanted.planes
        whole = Numbers((), (), numbers.output[target]) if numbers else None
        return finished_output(replace(self._wanted, numbers=whole), self._cells)

    def meetings(self) -> Iterator[Meetings]:
        """For each cell of a plane of the input those that read it, in every plane of the output that is drawn."""
        said = "read_by_drawn" if _left_out(self._layer) else "read_by"
        for target, source in product(self._targets, self._sources):
            if source in self._layer.channels.reads(target):
                yield fed(self._sums.shown(target, source), f"input_{source}", f"output_{target}", said)

    def _caption(self, target: int, at: Pair) -> str:
        """What the planes give, added up: `output 0 (1, 1) = −1 + 6 + 8 = 13`."""
        layer, numbers = self._layer, self._wanted.planes
        read = layer.channels.reads(target)
        output = _named(say("place.output"), target, self._targets)
        apart = len(self._targets) > 1 and layer.flat  # two numbers side by side would be read as one
        name = say("place.with_at", name=output, at=at[1]) if apart else self._wanted.place(output, *at)
        if numbers:
            return self._sums.sentence(name, target, at)
        rows, columns = layer.axes
        met = len(rows.reads(at[0])) * len(columns.reads(at[1]))
        if not met:
            return say("sum.no_input", target=name)
        taps = len(rows.taps(at[0])) * len(columns.taps(at[1]))
        said = layer.reduction.told(taps * len(read), (taps - met) * len(read), layer.divisor(*at))
        each = say("planes.in_each", taps=taps, planes=planes(len(read))) if len(read) > 1 else ""
        return together(name, " = ", said, each)


def _meeting(layer: Layer) -> str:
    """Which planes an output plane reads, in words."""
    channels = layer.channels
    if channels.inputs_each == 1 and channels.inputs > 1:
        return say("planes.reads_one")
    if channels.groups > 1:
        return say("planes.reads_group", number=channels.inputs_each)
    if channels.inputs > 1:
        return say("planes.reads_all", number=channels.inputs)
    return say("planes.reads_same")


def alt(layer: Layer, seen: Seen) -> list[str]:
    """What slides over how many planes, which of them meet, and what is left out."""
    channels = layer.channels
    sizes = layer.size_of(layer.input), layer.size_of(layer.output)
    slides = say(
        "alt.over_planes", window=a_window(layer), inputs=planes(channels.inputs), input=sizes[0],
        outputs=planes(channels.outputs), output=sizes[1],
    )  # fmt: skip
    sentence = say("list.semicolon", before=slides, last=_meeting(layer))
    costs = [grouped(one.weights) for one in (cost(layer), cost(layer, channels.ungrouped))]
    spared = [say("alt.groups", groups=channels.groups, weights=costs[0], one=costs[1])] * _wired(layer)
    drawn = [say("alt.planes_drawn")] * bool(_left_out(layer))
    return [sentence, *drawn, *spared, *about_holes(layer), *about_numbers(seen)]
