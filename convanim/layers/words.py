"""A layer in words: its name, its sizes, what was asked for, and its formulas with the numbers put in."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from convanim.core.text import Pair, size_words
from convanim.language.english import say, series
from convanim.language.phrase import Phrase
from convanim.layers.channels import Channels
from convanim.layers.parameters import PARAMETERS, Padding
from convanim.layers.subject import Subject

AXIS_NAMES = ("rows", "columns")


class Worded(Subject):
    """What a layer says of itself, from its numbers."""

    input: Pair
    kernel: Pair
    padding: Padding
    dims: int
    padding_name: str
    window: ClassVar[str]

    @property
    @abstractmethod
    def output(self) -> Pair:
        """Output size, (rows, columns)."""

    @property
    @abstractmethod
    def flat(self) -> bool:
        """Whether it has one dimension, so that one number names a cell."""

    @property
    @abstractmethod
    def channels(self) -> Channels:
        """Its planes, and which of them meet."""

    @abstractmethod
    def own(self, pair: Sequence[Any]) -> tuple[Any, ...]:
        """Of (rows, columns) what is of its dimensions: in one dimension the columns alone."""

    @abstractmethod
    def usual(self, name: str) -> bool:
        """Whether a number or an option is what it would be, were it left out."""

    @abstractmethod
    def general_formula(self) -> str:
        """The output size `o = …` in symbols."""

    @abstractmethod
    def worked_out(self, axis: int) -> str:
        """The same along one axis, all numbers put in: `(3 − 1)·2 + 3 − 2·1 = 5`."""

    @abstractmethod
    def sum_of(self, axis: int) -> str:
        """The same without what changes nothing, such as padding 0 and stride 1."""

    @abstractmethod
    def notes(self) -> list[str]:
        """Sentences on what happens before and beside the slide."""

    def given(self, name: str) -> str:
        """One of its numbers as a person writes it: `3`, or `3×5` where rows and columns differ.

        >>> from convanim.layers.convolution import Convolution
        >>> Convolution.of(input=(5, 7), kernel=3).given("input")
        '5×7'
        """
        return size_named(self.own(getattr(self, name)))

    def facts(self) -> list[str]:
        """`i=5`, `k=3`, …: what was asked for; dilation and output padding where they are not the default."""
        return [
            f"{PARAMETERS[name].symbol}={self.given(name)}"
            for name in self.parameters
            if name in ("input", "kernel", "padding", "stride") or not self.usual(name)
        ]

    @property
    def name(self) -> Phrase:
        """What people call it, by its numbers: `Dilated convolution`."""
        return self.named("name")

    @property
    def name_within(self) -> Phrase:
        """The same within a sentence."""
        return self.named("within")

    def named(self, form: str) -> Phrase:
        """What it is called, as a `name` by itself or `within` a sentence."""
        return say(f"{form}.{self.kind}")

    @property
    def sizes(self) -> str:
        """`5×5 → 3×3`; `9 → 9` in one dimension."""
        return f"{self.size_of(self.input)} → {self.size_of(self.output)}"

    def size_of(self, size: Pair) -> str:
        """A size of this layer in words: one number in one dimension."""
        return str(size[1]) if self.flat else size_words(size)

    def in_words(self) -> str:
        """`3×3 kernel, stride 2, padding 1`: what was asked for, but for what is as usual."""
        return series(self.phrases())

    def phrases(self) -> list[str]:
        """The parts of that."""
        parts = self.planes_told()
        flat = "_flat" * self.flat
        parts.append(say(f"asked.{self.window}{flat}", size=self.size_of(self.kernel)))
        for name in ("stride", "padding", "dilation", "output_padding"):
            if name == "padding" and self.padding_name:
                parts.append(say("asked.padding_named", name=self.padding_name, size=self.given(name)))
            elif name == "stride" or not self.usual(name):
                parts.append(say(f"asked.{name}", size=self.given(name)))
        return parts

    def planes_told(self) -> list[str]:
        """How many planes there are, in words; nothing of one plane."""
        return self.channels.told()

    def arithmetic(self) -> list[str]:
        """The output size worked out: one line, or one for each axis where they differ."""
        return self._per_axis(self.sum_of)

    def _per_axis(self, worked_out: Callable[[int], str]) -> list[str]:
        lines = [worked_out(axis) for axis in range(2 - self.dims, 2)]
        if len(set(lines)) == 1:
            return lines[:1]
        used = [axis for axis in range(2) if max(self.input[axis], self.kernel[axis], self.output[axis]) > 1]
        if len(used) == 1:
            return [lines[used[0]]]
        return [say(f"asked.{name}", line=line) for name, line in zip(AXIS_NAMES, lines, strict=True)]

    def formula(self) -> list[str]:
        """The general formula and its numbers on one line, or on one line an axis where they differ."""
        general, lines = self.general_formula(), self._per_axis(self.worked_out)
        return [f"{general} = {lines[0]}"] if len(lines) == 1 else [general, *lines]


def size_named(values: Sequence[int | Pair]) -> str:
    """A size of one number an axis: `3`, or `3×5` where rows and columns differ."""
    return side(values[0]) if len(set(values)) == 1 else "×".join(map(side, values))


def side(value: int | Pair) -> str:
    """A number, or the two of an axis that is padded unevenly: `1+2`."""
    if isinstance(value, int):
        return str(value)
    before, after = value
    return str(before) if before == after else f"{before}+{after}"


def pads(before: int, after: int, dot: str) -> str:
    """`2·1` where both sides are equal, else `1 + 2`."""
    return f"2{dot}{before}" if before == after else f"{before} + {after}"
