"""Layers one after another as they were asked for, and the output cell whose field is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.text import Pair, size_words
from convanim.language.english import say
from convanim.language.phrase import Phrase
from convanim.layers.base import Layer
from convanim.layers.elementwise import Word
from convanim.layers.field import Field
from convanim.layers.network import Network, read_for
from convanim.layers.subject import Amounts, Subject

if TYPE_CHECKING:
    from convanim.layers.compute import Planes
    from convanim.values.exact import Matrix, Results


class StackNumbers(NamedTuple):
    """The numbers of each layer, plane by plane: the output of one is the input of the next."""

    parts: tuple[Planes, ...]

    @property
    def input(self) -> tuple[Matrix, ...]:
        """The numbers that go in."""
        return self.parts[0].input

    @property
    def kernel(self) -> tuple[tuple[Matrix, ...], ...]:
        """None: each layer has a kernel of its own."""
        return ()

    @property
    def output(self) -> tuple[Results, ...]:
        """The numbers that come out."""
        return self.parts[-1].output


class StackBlock(NamedTuple):
    """Layers of a stack that are drawn as one: those of one part of the request, perhaps several times."""

    network: Network
    times: int = 1

    @property
    def once(self) -> tuple[Layer, ...]:
        """Its layers without the repeats."""
        return self.network.layers[: len(self.network.layers) // self.times]

    @property
    def output(self) -> Pair:
        """What it makes, (rows, columns)."""
        return self.network.output

    @property
    def planes(self) -> int:
        """How many planes it makes."""
        return self.network.layers[-1].channels.outputs

    def source(self, target: Field, plane: int | None = None) -> Field:
        """The positions that it reads to make others: in any plane, or in that one of what a single layer reads."""
        layers = self.network.layers
        for layer in reversed(layers):
            target = read_for(layer, target, plane if len(layers) == 1 else None)
        return target


@dataclass(frozen=True)
class Stack(Subject):
    """A network in the words that it was asked for by, and one of its output cells.

    Raises ConvanimError where there is no such cell.
    """

    network: Network
    words: tuple[str, ...]
    """Of each layer, as its own command takes them."""
    at: Pair
    """The output cell whose field is shown, (row, column)."""
    effective: bool = False
    """Whether the input is shaded by how many paths lead from each cell to that one."""
    counted: tuple[Pair, ...] = ()
    """Of each block how many layers it has, and how many times the same; without them each layer is a block."""

    kind: ClassVar[str] = "stack"
    summary: ClassVar[str] = "stack of layers"
    example: ClassVar[str] = "convanim stack -i 16 'conv -k 3 -p 1' 'maxpool -k 2' 'conv -k 3'"
    parameters: ClassVar[tuple[str, ...]] = ("input",)
    options: ClassVar[tuple[str, ...]] = ("layers", "dims", "in_channels", "at", "effective")
    several: ClassVar[bool] = True
    usual_view: ClassVar[str] = "stack"

    def __post_init__(self) -> None:
        rows, columns = self.network.output
        if not (0 <= self.at[0] < rows and 0 <= self.at[1] < columns):
            most = place_words((rows - 1, columns - 1), self.network.dims)
            raise ConvanimError(
                Setting("at", place_words(self.at, self.network.dims)),
                f" is not in the output of {self.network.layers[-1].size_of((rows, columns))}",
                way=("use ", Setting("at", place_words(self.network.middle, self.network.dims)), f" or up to {most}"),
            )

    @cached_property
    def blocks(self) -> tuple[StackBlock, ...]:
        """What is drawn as one each."""
        found, start = [], 0
        for count, times in self.counted or ((1, 1),) * len(self.network.layers):
            found.append(StackBlock(Network(self.network.layers[start : start + count]), times))
            start += count
        return tuple(found)

    @property
    def plural(self) -> bool:
        """Whether a layer has several planes."""
        return not all(layer.channels.single for layer in self.network.layers)

    @property
    def by_planes(self) -> bool:
        """Whether the planes of each layer are drawn: of layers that are drawn together they are counted."""
        return self.plural and not self.counted

    @cached_property
    def plane_counts(self) -> tuple[int, ...]:
        """How many planes go in, and how many each block makes."""
        return (self.network.layers[0].channels.inputs, *(block.planes for block in self.blocks))

    @property
    def planes_out(self) -> int:
        """How many planes its last layer makes."""
        return self.plane_counts[-1]

    @cached_property
    def marks(self) -> tuple[int, ...]:
        """How many layers there are up to the input, and up to each block's end."""
        return tuple(accumulate((len(block.network.layers) for block in self.blocks), initial=0))

    @classmethod
    def lacks(cls) -> tuple[str, ...]:
        """Each layer has its own kernel; the view is its own."""
        return "kernel_values", "deconvolve", "view", "stages"

    @property
    def weighted(self) -> bool:
        """Whether a layer has weights."""
        return any(layer.weighted for layer in self.network.layers)

    @property
    def count(self) -> int:
        """How many layers it has; words are not counted where they are drawn with a layer."""
        return sum(not (self.counted and isinstance(layer, Word)) for layer in self.network.layers)

    @property
    def name(self) -> Phrase:
        """How many layers it has, in words."""
        return say("name.stack_of", count=self.count)

    @property
    def name_within(self) -> Phrase:
        """The same within a sentence."""
        return say("within.stack_of", count=self.count)

    @property
    def sizes(self) -> str:
        """`16×16 → 6×6`."""
        layer = self.network.layers[0]
        return f"{layer.size_of(self.network.input)} → {layer.size_of(self.network.output)}"

    @property
    def size_pairs(self) -> tuple[tuple[Pair, Pair], ...]:
        """Its input and its output."""
        return ((self.network.input, self.network.output),)

    @property
    def own_sizes(self) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
        """The same with one number for each dimension."""
        own = self.network.layers[0].own
        return ((own(self.network.input), own(self.network.output)),)

    @property
    def amounts(self) -> Amounts:
        """The largest panel; taps and numbers of all layers together."""
        parts = [layer.amounts for layer in self.network.layers]
        cells, _, numbered_taps, labels = zip(*parts, strict=True)
        own = [pair for layer in self.network.layers for pair in zip(layer.output, layer.kernel, strict=True)]
        read = sum(made * taps for made, taps in own)  # along each axis by itself, where there are no numbers
        return Amounts(max(cells), read, sum(numbered_taps), sum(labels))

    def asked(self) -> dict[str, Any]:
        """The input, the words of the layers, and the cell where it is not in the middle."""
        flat = self.network.dims == 1
        asked: dict[str, Any] = {"input": self.network.layers[0].own(self.network.input), "layers": self.words}
        if flat:
            asked["dims"] = 1
        if (planes := self.network.layers[0].channels.inputs) > 1:
            asked["in_channels"] = planes
        if self.at != self.network.middle:
            asked["at"] = place_words(self.at, self.network.dims)
        if self.effective:
            asked["effective"] = True
        return asked

    def of_one(self, size: Pair) -> str:
        """A size in words: one number in one dimension."""
        return str(size[1]) if self.network.dims == 1 else size_words(size)


def place_words(place: Sequence[int], dims: int) -> str:
    """A cell as it is asked for: `3,5`; in one dimension `5`."""
    return str(place[1]) if dims == 1 else f"{place[0]},{place[1]}"


def read_place(value: Any, dims: int) -> Pair:
    """A cell (row, column): two numbers, or `R,C` as text; in one dimension one. Raises ConvanimError for others."""
    try:
        numbers = [int(part) for part in value.split(",")] if isinstance(value, str) else value
        numbers = [numbers] if isinstance(numbers, int) else list(numbers)
        if len(numbers) != dims or not all(type(number) is int for number in numbers):
            raise ValueError
    except (ValueError, TypeError):
        example = "5" if dims == 1 else "2,3"
        wanted = "a column" if dims == 1 else "a row and a column"
        raise ConvanimError(
            Setting("at", value if isinstance(value, str) else str(value)), f" is not {wanted}",
            way=("use ", Setting("at", example)),
        ) from None  # fmt: skip
    return (0, *numbers) if dims == 1 else (numbers[0], numbers[1])  # type: ignore[return-value]
