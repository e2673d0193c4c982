"""Words between the layers of a stack: what is done to each number alone, and what enlarges without learning."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from convanim.core.errors import ConvanimError
from convanim.core.suggest import choose
from convanim.core.text import Pair
from convanim.language.phrase import Phrase, together
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.layers.channels import Channels
from convanim.layers.field import Field
from convanim.layers.reduction import WEIGHTED_SUM, Reduced, Reduction, added

if TYPE_CHECKING:
    from convanim.layers.reduction import Term
    from convanim.values.exact import Matrix, Result, Value

SIGMOID_DECIMALS = 9
"""To which a sigmoid, which is no fraction, is rounded: a cell shows four."""

MOST_SQUASHED = 500.0
"""Beyond it a sigmoid is 0 or 1."""

NUMBER = r"-?\d{1,9}(?:\.\d{1,9})?"
"""What a bias may be."""

PLAIN_NAME = r"[A-Za-z][\w.-]{,59}"
"""What is named so."""

MOST_ENLARGED = 64
"""Times that one word enlarges at most."""


@dataclass(frozen=True)
class Word(Layer):
    """What a word between layers does: it has no numbers of its own but those of the word.

    `said` is the word as it is written.
    """

    said: str = ""

    parameters: ClassVar[tuple[str, ...]] = ("input", "kernel", "padding", "stride")
    window: ClassVar[str] = "cell"

    def named(self, form: str) -> Phrase:
        """The word itself."""
        return together(self.said)

    def check(self, axis: int) -> None:
        """Whatever its size, it is taken."""

    def general_formula(self) -> str:
        """The output size in symbols."""
        return "o = i"

    def worked_out(self, axis: int) -> str:
        """The output size with the numbers put in."""
        return str(self.output[axis])

    def sum_of(self, axis: int) -> str:
        """The same."""
        return self.worked_out(axis)

    def phrases(self) -> list[str]:
        """The word itself."""
        return [self.said]

    def notes(self) -> list[str]:
        """Nothing happens before the slide."""
        return []

    @property
    def weighted(self) -> bool:
        """It has no weights that could be given, or learned."""
        return False

    def fixed_kernel(self, source: int) -> Matrix:
        """Its weights for a plane of the input, where it has some, (rows, columns)."""
        return ()


class InPlace(Word):
    """A word under which the size stays."""

    def along(self, axis: int) -> Axis:
        """Each output cell depends on the input cell in its place."""
        return Axis(self.input[axis], 0, 0, 0, 1, 1, 1, False)


class Pointwise(InPlace):
    """Each number becomes another by itself; the size stays."""

    kind: ClassVar[str] = "pointwise"
    summary: ClassVar[str] = "function of each number"

    @property
    def reduction(self) -> Reduction:  # type: ignore[override]  # each word has its own
        """The function of the one number that is read."""
        name, *amount = self.said.split()
        function = FUNCTIONS[name](Fraction(amount[0]) if amount else Fraction(0))

        def value(terms: Sequence[Term], divisor: int | None) -> Result:
            return function(terms[0][0])

        def worded(rows: Sequence[Sequence[Term]], divisor: int | None) -> str:
            return WRITTEN_OUT[name](rows[0][0][0], *amount)

        outcomes = (Reduced("→", self.said, value),)
        return WEIGHTED_SUM._replace(name=self.said, outcomes=outcomes, worded=worded, weighted=False)


class NamedOnly(InPlace):
    """What is named and has no picture, such as a norm: the size stays, and what it does to numbers is not known."""

    kind: ClassVar[str] = "named"
    summary: ClassVar[str] = "name of what has no picture"


@dataclass(frozen=True)
class Enlarging(Word):
    """Each cell becomes so many times so many, drawn as a transposed convolution whose weights are known."""

    times: int = 1
    smooth: bool = False
    """Whether new cells are between their neighbours, linearly, and no copies."""

    kind: ClassVar[str] = "upsample"
    summary: ClassVar[str] = "upsampling"

    def along(self, axis: int) -> Axis:
        """Zeros between neighbours, then a slide by 1; at the edges the last cell counts on."""
        if self.dims == 1 and axis == 0:
            return Axis(1, 0, 0, 0, 1, 1, 1, False)
        s = self.times
        k = len(self._weights())
        beside = k - 1 - (k - s) // 2
        mode = "replicate" if self.smooth else "zeros"
        return Axis(self.input[axis], s - 1, beside, beside, k, 1, 1, True, mode)

    @property
    def channels(self) -> Channels:
        """Its planes; of a pixel shuffle those that give the cells of a block in turn."""
        each = super().channels
        return each if each.inputs_each == 1 else each._replace(shuffled=self.enlarged)

    @property
    def enlarged(self) -> Pair:
        """How many times more rows and columns there are."""
        return (1 if self.dims == 1 else self.times), self.times

    def _weights(self) -> list[Fraction]:
        """Those along one axis: ones, or a triangle."""
        s = self.times
        if not self.smooth:
            return [Fraction(1)] * s
        k = 2 * s - s % 2
        return [1 - abs(Fraction(2 * tap - k + 1, 2 * s)) for tap in range(k)]

    def fixed_kernel(self, source: int) -> Matrix:
        """The products of the weights along both axes; of a plane that is shuffled those where it gives cells."""
        weights = self._weights()
        rows = weights if self.dims == 2 else [Fraction(1)]
        taps = Field(tuple(range(len(rows))), tuple(range(len(weights))))
        given = self.channels.given(source, taps)
        return tuple(
            tuple(
                row * column if u in given.rows and v in given.columns else Fraction(0)
                for v, column in enumerate(weights)
            )
            for u, row in enumerate(rows)
        )


def _relu(amount: Fraction) -> Callable[[Value], Value]:
    return lambda x: max(x, 0)


def _abs(amount: Fraction) -> Callable[[Value], Value]:
    return lambda x: x if x > 0 else -x


def _bias(amount: Fraction) -> Callable[[Value], Value]:
    from convanim.values.exact import simplest

    return lambda x: simplest(x + amount)


def _sigmoid(amount: Fraction) -> Callable[[Value], Value]:
    from convanim.values.exact import simplest

    def squashed(x: Value) -> Value:
        near = max(-MOST_SQUASHED, min(float(x), MOST_SQUASHED))
        return simplest(Fraction(f"{1 / (1 + math.exp(-near)):.{SIGMOID_DECIMALS}f}"))

    return squashed


FUNCTIONS: dict[str, Callable[[Fraction], Callable[[Value], Value]]] = {
    "relu": _relu, "abs": _abs, "sigmoid": _sigmoid, "bias": _bias,
}  # fmt: skip


def _relu_written(x: Value) -> str:
    from convanim.values.exact import shown

    return f"max(0, {shown(x)})"


def _abs_written(x: Value) -> str:
    from convanim.values.exact import shown

    return f"|{shown(x)}|"


def _bias_written(x: Value, amount: str) -> str:
    from convanim.values.exact import shown

    return added([(x < 0, shown(abs(x))), (amount.startswith("-"), amount.removeprefix("-"))])


def _sigmoid_written(x: Value) -> str:
    from convanim.values.exact import shown

    return f"1 / (1 + exp({shown(-x)}))"


WRITTEN_OUT: dict[str, Callable[..., str]] = {
    "relu": _relu_written, "abs": _abs_written, "sigmoid": _sigmoid_written, "bias": _bias_written,
}  # fmt: skip
"""How each is written out for a number, and for the number after the word."""


class WordRow(NamedTuple):
    """What a word takes after it, as help shows it, and an example."""

    takes: str
    example: str


BETWEEN_LAYERS = {
    "relu": WordRow("", "relu"),
    "abs": WordRow("", "abs"),
    "sigmoid": WordRow("", "sigmoid"),
    "bias": WordRow("B", "bias 1"),
    "upsample": WordRow("nearest|bilinear S", "upsample nearest 2"),
    "pixelshuffle": WordRow("R", "pixelshuffle 2"),
    "named": WordRow("NAME", "named norm"),
    "join": WordRow("PLANES", "join 64"),
}
"""Every word that may stand between the layers of a stack."""


def word_layer(words: Sequence[str], input: Pair, dims: int, planes: int = 1) -> Word:
    """What such words do to planes of that size, (rows, columns). Raises ConvanimError for what they do not say."""
    name, *rest = words
    row = BETWEEN_LAYERS[name]
    said = " ".join(words)
    if len(rest) != len(row.takes.split()):
        takes = f"takes {row.takes}" if row.takes else "takes nothing"
        raise ConvanimError(f"'{said}': {name} {takes}", way=f"use '{row.example}'")
    sizes = {"input": input, "padding": ((0, 0), (0, 0)), "stride": (1, 1), "dilation": (1, 1), "dims": dims}
    sizes |= {"in_channels": planes, "out_channels": planes, "groups": planes}
    if name == "join":
        joined = sizes | {"out_channels": planes + _joining(said, rest[0]), "groups": 1}
        return NamedOnly(kernel=(1, 1), said=said, **joined)  # type: ignore[arg-type]
    if name == "named":
        return NamedOnly(kernel=(1, 1), said=_name(rest[0]), **sizes)  # type: ignore[arg-type]
    if name in FUNCTIONS:
        if name == "bias":
            said = f"bias {_number(said, rest[0])}"
        return Pointwise(kernel=(1, 1), said=said, **sizes)  # type: ignore[arg-type]
    smooth = name == "upsample" and choose("upsample", rest[0], {"nearest": False, "bilinear": True})
    times = _times(said, rest[-1], row)
    if name == "pixelshuffle" and planes > 1:
        sizes |= _shuffled(said, planes, times**dims)
    k = 2 * times - times % 2 if smooth else times
    kernel = (k if dims == 2 else 1, k)
    return Enlarging(kernel=kernel, said=said, times=times, smooth=smooth, **sizes)  # type: ignore[arg-type]


def _shuffled(said: str, planes: int, each: int) -> dict[str, int]:
    """The planes of a pixel shuffle: an output plane takes its cells in turn from `each`. Raises ConvanimError."""
    if planes % each:
        raise ConvanimError(f"'{said}': it makes one plane of {each}, and {planes} is no multiple of {each}",
                            way=f"make {-(-planes // each) * each} planes before it")  # fmt: skip
    return {"out_channels": planes // each, "groups": planes // each}


def _joining(said: str, text: str) -> int:
    """How many planes of another branch come in. Raises ConvanimError for what is no whole number from 1 on."""
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and int(text)):
        raise ConvanimError(
            f"'{said}': planes are a whole number from 1", way=f"use '{BETWEEN_LAYERS['join'].example}'"
        )
    return int(text)


def _name(text: str) -> str:
    """A name that can be written. Raises ConvanimError for others."""
    if not re.fullmatch(PLAIN_NAME, text, re.ASCII):
        raise ConvanimError(
            f"'named {text:.40}' is no name", way="use letters, digits and dashes, as in 'named norm'"
        )
    return text


def _number(said: str, text: str) -> str:
    """A bias as it is written. Raises ConvanimError where it is no number."""
    if not re.fullmatch(NUMBER, text, re.ASCII):
        raise ConvanimError(f"'{said}': a bias is a number", way=f"use '{BETWEEN_LAYERS['bias'].example}'")
    return text


def _times(said: str, text: str, row: WordRow) -> int:
    """How many times larger. Raises ConvanimError for what is no whole number from 1 on."""
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= MOST_ENLARGED):
        raise ConvanimError(
            f"'{said}': it enlarges by a whole number from 1 to {MOST_ENLARGED}", way=f"use '{row.example}'"
        )
    return int(text)
