"""Several layers or stacks side by side, as they were asked for, and what differs in their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.suggest import choose
from convanim.core.text import Pair
from convanim.language.english import say
from convanim.layers.base import Layer
from convanim.layers.channels import planes
from convanim.layers.parameters import FEWEST_SIDES, MOST_SIDES, PARAMETERS, PLACES
from convanim.layers.subject import Amounts, Subject

if TYPE_CHECKING:
    from convanim.layers.compute import Planes
    from convanim.layers.stack import StackNumbers

ALWAYS = "kind", "input", "kernel", "stride"
"""Facts that are said even where they are as usual on every side."""


class Side(NamedTuple):
    """One of what is compared: what it is of, its numbers, how it is seen, and the words that ask for it."""

    subject: Subject
    numbers: Planes | StackNumbers | None
    view: str
    stages: bool
    deconvolve: bool
    words: str
    kernel: str = ""
    """What its kernel was asked for by, if that is a name."""

    @property
    def facts(self) -> dict[str, str]:
        """Its numbers in short, by name: `k 3`; those that are as usual are marked by their absence elsewhere."""
        facts = {"kind": self.subject.kind}
        if layer := self.subject.only:
            facts |= {name: _fact(layer, name) for name in layer.parameters}
        asked = self.subject.asked()
        for name, value in asked.items():
            if name not in facts and name != "dims":
                facts[name] = _words_of(name, value)
        if self.view != self.subject.usual_view:
            facts["view"] = say("compare.view", name=self.view)
        if self.kernel:
            facts["kernel_values"] = self.kernel
        return facts

    @property
    def unusual(self) -> set[str]:
        """The facts that are not what they would be, were they left out."""
        layer = self.subject.only
        return {name for name in self.facts if not layer or name not in PARAMETERS or not layer.usual(name)}


def _words_of(name: str, value: Any) -> str:
    """An option in short: its value, with its name where that is a number or nothing."""
    told = name.replace("_", " ")
    if name in PARAMETERS:
        sizes = dict.fromkeys(value)
        return f"{PARAMETERS[name].symbol} {'×'.join(map(str, sizes if len(sizes) == 1 else value))}"
    if isinstance(value, int):
        return told if value is True else f"{told} {value}"
    return value if isinstance(value, str) else " · ".join(map(str, value))


def _fact(layer: Layer, name: str) -> str:
    named = f"{layer.padding_name} " if name == "padding" and layer.padding_name else ""
    return f"{PARAMETERS[name].symbol} {named}{layer.given(name)}"


class SideFact(NamedTuple):
    """A number of one side, and whether it is another one elsewhere."""

    words: str
    differs: bool
    name: str


class OutputCell(NamedTuple):
    """A cell of a plane of the output."""

    plane: int
    row: int
    column: int


@dataclass(frozen=True)
class Comparison(Subject):
    """Two to four pictures in one, in step. Raises ConvanimError for more or fewer, or for outputs of other sizes."""

    sides: tuple[Side, ...]
    diff: bool = False
    """Whether output cells whose values differ are marked."""
    place: str | None = None
    """How they stand, of `PLACES`; None for as fits best."""

    kind: ClassVar[str] = "compare"
    summary: ClassVar[str] = "comparison"
    example: ClassVar[str] = "convanim compare 'conv -i 7 -k 3' 'conv -i 7 -k 3 -s 2'"
    parameters: ClassVar[tuple[str, ...]] = ()
    options: ClassVar[tuple[str, ...]] = ("layers", "diff", "place")
    several: ClassVar[bool] = True
    usual_view: ClassVar[str] = "compare"

    def __post_init__(self) -> None:
        if self.place:
            choose(Setting("place"), self.place, dict.fromkeys(PLACES))
        if not FEWEST_SIDES <= len(self.sides) <= MOST_SIDES:
            count = len(self.sides)
            raise ConvanimError(
                f"a comparison of {count or 'no'} picture{'s' * (count != 1)}",
                way=f"name {FEWEST_SIDES} to {MOST_SIDES}, each in quotes, as in "
                "'conv -i 7 -k 3' 'conv -i 7 -k 3 -s 2'",
            )
        if self.diff and len({self._output(side) for side in self.sides}) > 1:
            sizes = " and ".join(f"{side.subject.sizes}{self._planes(side)}" for side in self.sides)
            raise ConvanimError(
                Setting("diff", True), f" compares outputs of one size, and these are {sizes}",
                way=("leave out ", Setting("diff", True)),
            )  # fmt: skip

    @staticmethod
    def _output(side: Side) -> tuple[int, Pair]:
        return side.subject.planes_out, side.subject.size_pairs[-1][1]

    @staticmethod
    def _planes(side: Side) -> str:
        count = side.subject.planes_out
        return f" with {planes(count)}" if count > 1 else ""

    @property
    def sides_words(self) -> tuple[str, ...]:
        """The words of each side."""
        return tuple(side.words for side in self.sides)

    @classmethod
    def lacks(cls) -> tuple[str, ...]:
        """What each side is asked for by itself."""
        return (
            "values",
            "seed",
            "input_values",
            "levels",
            "channels",
            "kernel_values",
            "deconvolve",
            "view",
            "stages",
        )

    @property
    def weighted(self) -> bool:
        """Numbers are the sides' own."""
        return False

    @property
    def sizes(self) -> str:
        """Those of each side."""
        return ", ".join(side.subject.sizes for side in self.sides)

    @property
    def size_pairs(self) -> tuple[tuple[Pair, Pair], ...]:
        """Those of each side."""
        return tuple(pair for side in self.sides for pair in side.subject.size_pairs)

    @property
    def own_sizes(self) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
        """The same with one number for each dimension."""
        return tuple(pair for side in self.sides for pair in side.subject.own_sizes)

    @property
    def amounts(self) -> Amounts:
        """The largest panel; taps and numbers of all sides together."""
        cells, taps, numbered_taps, labels = zip(*(side.subject.amounts for side in self.sides), strict=True)
        return Amounts(max(cells), sum(taps), sum(numbered_taps), sum(labels))

    def asked(self) -> dict[str, Any]:
        """The words of the sides, and whether differences are marked."""
        asked: dict[str, Any] = {"layers": self.sides_words}
        if self.diff:
            asked["diff"] = True
        if self.place:
            asked["place"] = self.place
        return asked

    @property
    def facts(self) -> tuple[tuple[SideFact, ...], ...]:
        """For each side its numbers, and whether they differ; those that are as usual on every side are left out."""
        every = [side.facts for side in self.sides]
        said = {*ALWAYS, *(name for side in self.sides for name in side.unusual)}
        return tuple(
            tuple(
                SideFact(words, any(other.get(name) != words for other in every), name)
                for name, words in facts.items()
                if name in said
            )
            for facts in every
        )

    @cached_property
    def differences(self) -> tuple[OutputCell, ...]:
        """The output cells whose values are not the same on all sides; of sides with numbers."""
        outputs = [side.numbers.output for side in self.sides if side.numbers]
        if len(outputs) < len(self.sides) or len({(len(one), len(one[0]), len(one[0][0])) for one in outputs}) > 1:
            return ()
        sizes = len(outputs[0]), len(outputs[0][0]), len(outputs[0][0][0])
        return tuple(
            OutputCell(plane, row, column)
            for plane, row, column in product(*map(range, sizes))
            if len({one[plane][row][column] for one in outputs}) > 1
        )
