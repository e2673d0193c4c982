"""Layers one after another: what an output cell depends on, and how large that is. One layer is a network of one."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import ClassVar, NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.text import Pair
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.layers.field import Field

PlaneFields = dict[int, frozenset[Field]]
"""By plane the positions that are meant in it: those of all these fields."""

MOST_FIELDS = 4096
"""Fields that are kept: planes that meet the same ones read the same."""

MOST_PHASES = 100_000
"""Positions that are gone through to find the largest field: strides of transposed layers multiply."""


class Receptive(NamedTuple):
    """Along one axis what a cell sees of the input: how many cells, how far apart neighbours' are, where they begin.

    `size` is the largest, from the first cell that is seen to the last, whatever the borders cut off; 0 where no
    cell sees any. `jump` is the distance of the middles of what two neighbours see, and `start` the middle of what
    the first one sees, where the middle of the first input cell is 0.
    """

    size: int
    jump: Fraction
    start: Fraction


def read_for(layer: Layer, target: Field, plane: int | None = None) -> Field:
    """The input positions that some output positions depend on: in any plane, or in that one."""
    rows, columns = target if plane is None else layer.channels.given(plane, target)
    return Field.of(layer.axes[0].read_for(rows), layer.axes[1].read_for(columns))


@dataclass(frozen=True)
class Network:
    """Layers one after another, each with the size that the one before it makes. Raises ConvanimError for others."""

    layers: tuple[Layer, ...]

    kind: ClassVar[str] = "stack"

    def __post_init__(self) -> None:
        if not self.layers:
            raise ConvanimError("a stack has no layers", way="use one or more, as in 'conv -k 3'")
        for number, (one, other) in enumerate(zip(self.layers, self.layers[1:], strict=False), 2):
            if one.output != other.input:
                raise ConvanimError(
                    f"layer {number} takes {other.size_of(other.input)}, and the one before it makes "
                    f"{one.size_of(one.output)}",
                    way="use layers that fit each other",
                )
        if len({layer.dims for layer in self.layers}) > 1:
            raise ConvanimError("layers of one and of two dimensions do not fit", way=("use one ", Setting("dims")))

    @property
    def dims(self) -> int:
        """Its dimensions: 1 or 2."""
        return self.layers[0].dims

    @property
    def input(self) -> Pair:
        """Input size, (rows, columns)."""
        return self.layers[0].input

    @property
    def output(self) -> Pair:
        """Output size, (rows, columns)."""
        return self.layers[-1].output

    @property
    def middle(self) -> Pair:
        """The output cell in the middle, (row, column)."""
        return self.output[0] // 2, self.output[1] // 2

    def field(self, output: Pair) -> Field:
        """The input positions that output (row, column) depends on: those alone, with gaps where there are gaps.

        >>> from convanim.layers.convolution import Convolution
        >>> Network((Convolution.of(8, 2, dilation=2), Convolution.of(6, 2, dilation=2))).field((0, 1))
        Field(rows=(0, 2, 4), columns=(1, 3, 5))
        """
        return self.fields(output)[0]

    def fields(self, output: Pair) -> list[Field]:
        """The same positions in the input, in what each layer makes, and last in the output, where it is one."""
        fields = [_cell(output)]
        for layer in reversed(self.layers):
            fields.append(read_for(layer, fields[-1]))
        return fields[::-1]

    def fields_by_plane(self, output: Pair, plane: int = 0) -> list[PlaneFields]:
        """The same for a cell of one plane of the output, in each plane that it depends on."""
        fields: list[PlaneFields] = [{plane: frozenset((_cell(output),))}]
        for layer in reversed(self.layers):
            found: defaultdict[int, set[Field]] = defaultdict(set)
            for target, wanted in fields[-1].items():
                for source in layer.channels.reads(target):
                    found[source].update(self._read_by(layer, wanted, source))
            fields.append({source: frozenset(one) for source, one in found.items() if one})
        return fields[::-1]

    @staticmethod
    @lru_cache(MOST_FIELDS)
    def _read_by(layer: Layer, wanted: frozenset[Field], source: int) -> frozenset[Field]:
        read = (read_for(layer, one, source) for one in wanted)
        return frozenset(one for one in read if one.rows)

    def paths(self, output: Pair) -> tuple[Counter[int], Counter[int]]:
        """For each input row, and for each input column, on how many ways output (row, column) reads it.

        A cell is read on as many ways as its row and its column multiply to.
        """
        ways = [Counter({position: 1}) for position in output]
        for layer in reversed(self.layers):
            for axis in range(2):
                before: Counter[int] = Counter()
                for position, count in ways[axis].items():
                    for index, _ in layer.axes[axis].reads(position):
                        before[index] += count
                ways[axis] = before
        return ways[0], ways[1]

    @cached_property
    def receptive(self) -> list[tuple[Receptive, Receptive]]:
        """What one cell sees along the rows and along the columns: of the input, then of what each layer makes."""
        along = [self._along(axis) for axis in range(2)]
        return list(zip(*along, strict=True))

    def _along(self, axis: int) -> list[Receptive]:
        axes = [layer.axes[axis] for layer in self.layers]
        found = [Receptive(1, Fraction(1), Fraction(0))]
        for count, one in enumerate(axes, 1):
            before = found[-1]
            unit = before.jump / (one.zeros + 1)
            middle = Fraction(one.window(0) + one.window(0) + one.span(0) - 1, 2) - max(one.before, 0)
            jump = unit * (Fraction(one.input, one.adaptive) if one.adaptive else one.stride)
            found.append(Receptive(_largest(axes[:count]), jump, before.start + middle * unit))
        return found


def _cell(place: Pair) -> Field:
    return Field((place[0],), (place[1],))


def _largest(axes: Sequence[Axis]) -> int:
    """From the first input position that some output depends on to the last, on axes that never end; the most.

    Without zeros between positions it is the formula, 1 + Σ (K - 1) · jump; else all that can differ is tried.
    """
    if not any(axis.zeros or axis.adaptive for axis in axes):
        size, jump = 1, 1
        for axis in axes:
            size, jump = size + (axis.effective_kernel - 1) * jump, jump * axis.stride
        return size
    phases = _phases(axes)
    if phases > MOST_PHASES:
        raise ConvanimError(
            f"the strides of these transposed layers make {phases:,} different fields (at most {MOST_PHASES:,})",
            way=("use a smaller ", Setting("stride")),
        )
    return max(_extent(axes, {phase}) for phase in range(phases))


def _phases(axes: Sequence[Axis]) -> int:
    """After so many outputs all is as before, only further on in the input."""
    outputs = shift = 1
    for axis in reversed(axes):
        times, parts = (axis.input, axis.adaptive) if axis.adaptive else (axis.stride, axis.zeros + 1)
        shift *= times
        more = parts // math.gcd(shift, parts)
        outputs, shift = outputs * more, shift * more // parts
    return outputs


def _extent(axes: Sequence[Axis], outputs: set[int]) -> int:
    """How far apart the first and the last input position are, both counted; 0 where there is none."""
    for axis in reversed(axes):
        places = {
            axis.window(output) + tap
            for output in outputs
            for tap in range(0, axis.span(output), axis.dilation)
        }  # fmt: skip
        offsets = {place - max(axis.before, 0) for place in places}
        outputs = {offset // (axis.zeros + 1) for offset in offsets if offset % (axis.zeros + 1) == 0}
    return max(outputs) - min(outputs) + 1 if outputs else 0
