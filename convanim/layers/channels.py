"""The planes of a layer, which are one more axis: which planes of the input meet in which plane of the output.

Groups part the planes: those of a group meet each other and no others. With as many groups as planes of the input,
a depthwise layer, each output plane reads one plane.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.text import Pair
from convanim.language.english import say
from convanim.language.phrase import Phrase
from convanim.layers.field import Field

DRAWN_PLANES = 4
"""Of more planes the first three and the last are drawn."""


class Channels(NamedTuple):
    """How many planes come in and go out, and in how many groups.

    >>> wiring = Channels(4, 6, groups=2)
    >>> wiring.reads(0), wiring.reads(5), wiring.shape, wiring.slabs
    (range(0, 2), range(2, 4), (6, 2), 12)
    """

    inputs: int = 1
    outputs: int = 1
    groups: int = 1
    by_input: bool = False
    """Whether kernels are listed by the plane of the input first, as a transposed convolution's are in PyTorch."""

    shuffled: Pair = (1, 1)
    """Of a pixel shuffle: planes of the input that give the rows of a block in turn, and its columns."""

    @property
    def single(self) -> bool:
        """Whether there is one plane on each side."""
        return self.inputs == self.outputs == 1

    @property
    def inputs_each(self) -> int:
        """Planes of the input in a group, all of which each output plane of the group reads."""
        return self.inputs // self.groups

    @property
    def outputs_each(self) -> int:
        """Planes of the output in a group."""
        return self.outputs // self.groups

    @property
    def depthwise(self) -> bool:
        """Whether each output plane reads one plane of several."""
        return self.inputs == self.groups > 1

    def reads(self, output: int) -> range:
        """The planes of the input that meet in a plane of the output."""
        start = output // self.outputs_each * self.inputs_each
        return range(start, start + self.inputs_each)

    def given(self, source: int, target: Field) -> Field:
        """Of positions in a plane of the output those that a plane of the input gives: all, unless it is shuffled.

        >>> Channels(4, shuffled=(2, 2)).given(1, Field((0, 1), (0, 1, 2, 3)))
        Field(rows=(0,), columns=(1, 3))
        """
        down, across = self.shuffled
        first, second = divmod(source % (down * across), across)
        return Field.of(
            tuple(row for row in target.rows if row % down == first),
            tuple(column for column in target.columns if column % across == second),
        )

    def place(self, output: int, source: int) -> Pair:
        """Where the slab that joins two planes stands among kernels: (out, in / groups), or (in, out / groups)."""
        if self.by_input:
            return source, output % self.outputs_each
        return output, source % self.inputs_each

    @property
    def shape(self) -> Pair:
        """How many slabs there are, in PyTorch's order: (out, in / groups), or (in, out / groups)."""
        return (self.inputs, self.outputs_each) if self.by_input else (self.outputs, self.inputs_each)

    @property
    def slabs(self) -> int:
        """How many pairs of planes meet, each through a slab of the kernel of its own."""
        return math.prod(self.shape)

    @property
    def ungrouped(self) -> Channels:
        """The same planes in one group."""
        return self._replace(groups=1)

    def require(self) -> None:
        """Refuse what no framework accepts: planes or groups below 1, planes that groups do not divide."""
        for name, number in (("in_channels", self.inputs), ("out_channels", self.outputs), ("groups", self.groups)):
            if number < 1:
                sentence = Setting(name, number), f": {name.replace('_', ' ')} is at least 1"
                raise ConvanimError(*sentence, way=("use ", Setting(name, 1), " or more"))
        for name, number in (("in_channels", self.inputs), ("out_channels", self.outputs)):
            if number % self.groups:
                words, nearest = name.replace("_", " "), -(-number // self.groups) * self.groups
                ways = (Setting(name, nearest), " or ", Setting("groups", math.gcd(self.inputs, self.outputs)))
                raise ConvanimError(f"groups {self.groups} do not divide {words} {number}", way=("use ", *ways))

    def told(self) -> list[str]:
        """The numbers of planes in words; none for one plane."""
        if self.single:
            return []
        groups = [say("planes.groups", count=self.groups)] if self.groups > 1 else []
        return [say("planes.in", count=self.inputs), say("planes.out", count=self.outputs), *groups]

    def named(self, form: str, kind: str, pointwise: bool) -> Phrase:
        """A layer's name with what its planes make of it; `pointwise` is a kernel of one cell.

        >>> Channels(4, 4, 4).named("name", "dilated", pointwise=False)
        'Depthwise dilated convolution'
        """
        ungrouped = "pointwise" if pointwise else ""
        word = "depthwise" if self.depthwise else "grouped" if self.groups > 1 else ungrouped
        if self.single or not word:
            return say(f"{form}.{kind}")
        return say(f"{form}.{word}", name=say(f"within.{kind}"))


def drawn_planes(number: int) -> list[int]:
    """Of so many planes those that are drawn.

    >>> drawn_planes(4), drawn_planes(64)
    ([0, 1, 2, 3], [0, 1, 2, 63])
    """
    few = number <= DRAWN_PLANES
    return [*range(number)] if few else [*range(DRAWN_PLANES - 1), number - 1]


def planes(number: int) -> Phrase:
    """So many planes in words."""
    return say("planes.planes", count=number)
