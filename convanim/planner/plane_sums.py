"""What the planes of an input give to a plane of the output: each by itself, and how they are added up, in words."""

from __future__ import annotations

from dataclasses import replace

from convanim.core.text import Pair
from convanim.language.english import say
from convanim.language.phrase import together
from convanim.layers.channels import drawn_planes
from convanim.layers.compute import Numbers
from convanim.layers.field import Field
from convanim.layers.reduction import added
from convanim.planner.layer_to_show import LayerToShow
from convanim.values.exact import Value, equals, shown, simplest


class PlaneSums:
    """The parts of which the planes of a layer's output are the sums."""

    def __init__(self, wanted: LayerToShow) -> None:
        self.wanted = wanted
        self._parts: dict[Pair, Numbers] = {}

    def part(self, target: int, source: int) -> Numbers:
        """What a plane of the input gives to one of the output."""
        assert self.wanted.planes is not None  # noqa: S101  # asked for only where there are numbers
        if (target, source) not in self._parts:
            self._parts[target, source] = self.wanted.planes.meeting(self.wanted.layer, target, source)
        return self._parts[target, source]

    def shown(self, target: int, source: int) -> LayerToShow:
        """Two planes that meet, as a layer of one plane is shown."""
        return replace(self.wanted, numbers=self.part(target, source) if self.wanted.planes else None)

    def sentence(self, name: str, target: int, at: Pair) -> str:
        """What the planes give to a cell, added up: `output 0 (1, 1) = −1 + 6 + 8 = 13`."""
        layer = self.wanted.layer
        cell = Field((at[0],), (at[1],))
        read = [source for source in layer.channels.reads(target) if layer.channels.given(source, cell).rows]
        if len(read) == 1:
            shuffled = layer.channels.inputs_each > 1  # it is handed on as it is
            value = self.part(target, read[0]).output[at[0]][at[1]]
            own = self.shown(target, read[0])
            handed = say("planes.handed_on", cell=name, value=shown(value), plane=read[0])
            return handed if shuffled else own.equation(name, *at)
        if not (layer.axes[0].reads(at[0]) and layer.axes[1].reads(at[1])):
            return say("sum.no_input", target=name)
        given = {source: self.part(target, source).output[at[0]][at[1]] or 0 for source in read}
        total = simplest(sum(given.values()))
        sign = equals(total, *given.values())
        return together(name, f" {sign} ", self._added(given), f" {sign} {shown(total)}")

    def _added(self, given: dict[int, Value]) -> str:
        """The terms of the planes that are drawn; those of the others together."""
        drawn, read = drawn_planes(self.wanted.layer.channels.inputs), list(given)
        words: list[tuple[bool, str]] = [
            (given[source] < 0, shown(abs(given[source]))) for source in read if source in drawn
        ]
        hidden = [part for source, part in given.items() if source not in drawn]
        if hidden:
            rest = simplest(sum(hidden))
            more = rest < 0, say("planes.from_more", sum=shown(abs(rest)), count=len(hidden))
            words.insert(len(words) - (read[-1] in drawn), more)
        return added(words)
