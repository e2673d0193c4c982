"""What every layer has: checked numbers, and the plain convolution that it is drawn as.

Convolution geometry is separable. A `Slide` is one axis of it; a 2-D layer is the product of two slides.
Symbols, per axis: i input, k kernel, p padding, s stride, d dilation, op output padding, K = d(k-1)+1 the
effective kernel, z inserted zeros, o output. They are never rebound; a derived size has a name of its own.
"""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from convanim.errors import ConvanimError

Pair = tuple[int, int]
Padding = tuple[Pair, Pair]
Number = int | Sequence[int]

AXES = ("rows", "columns")


@dataclass(frozen=True)
class Parameter:
    """One number of a layer, as formulas, the command line and the plan document call it."""

    name: str
    symbol: str
    flags: tuple[str, ...]
    least: int
    default: int | None
    help: str

    @property
    def flag(self) -> str:
        """The shortest way to give it on the command line."""
        return self.flags[0]


PARAMETERS = {
    parameter.name: parameter
    for parameter in (
        Parameter("input", "i", ("-i", "--input"), 1, None, "input size"),
        Parameter("kernel", "k", ("-k", "--kernel"), 1, None, "kernel size"),
        Parameter("padding", "p", ("-p", "--padding"), 0, 0, "padding on each side"),
        Parameter("stride", "s", ("-s", "--stride"), 1, 1, "stride"),
        Parameter("dilation", "d", ("-d", "--dilation"), 1, 1, "dilation: distance between kernel taps"),
        Parameter("output_padding", "op", ("--output-padding",), 0, 0, "rows and columns added at the output's end"),
    )
}


class Content(enum.Enum):
    """What a position along one axis of the drawn input holds."""

    DATA = "data"
    ZERO = "zero"
    PADDING = "padding"


@dataclass(frozen=True)
class Slide:
    """One axis of the plain convolution that a layer is drawn as.

    The drawn axis holds `input` data cells with `zeros` zeros inserted between neighbours, `before` and
    `after` cells of padding. A negative padding crops: those cells are drawn, but never slid over. Positions
    count the cells of the drawn axis from 0.
    """

    input: int
    zeros: int
    before: int
    after: int
    kernel: int
    stride: int
    dilation: int
    turned: bool
    """Whether the kernel is read from its far end, as in a transposed convolution."""

    @property
    def reach(self) -> int:
        """K = d(k-1) + 1, the cells that the kernel spans (arXiv:1603.07285, relation 15)."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def spread(self) -> int:
        """(i-1)(z+1) + 1, the input with its zeros inserted."""
        return (self.input - 1) * (self.zeros + 1) + 1

    @property
    def size(self) -> int:
        """Cells that are slid over: spread, padded or cropped."""
        return self.before + self.spread + self.after

    @property
    def output(self) -> int:
        """⌊(size - K) / s⌋ + 1."""
        return (self.size - self.reach) // self.stride + 1

    @property
    def unread(self) -> int:
        """(size - K) mod s, the trailing cells that no window reaches."""
        return (self.size - self.reach) % self.stride

    @property
    def drawn(self) -> int:
        """Cells of the drawn axis: those slid over and those cropped."""
        return max(self.before, 0) + self.spread + max(self.after, 0)

    @property
    def first(self) -> int:
        """Position of the first cell that is slid over."""
        return max(-self.before, 0)

    def window(self, output: int) -> int:
        """Position of the first tap for this output index."""
        return self.first + output * self.stride

    def taps(self, output: int) -> range:
        """The k positions read for this output index."""
        start = self.window(output)
        return range(start, start + self.reach, self.dilation)

    def data(self, position: int) -> int | None:
        """Input index at a position, or None where it holds no input."""
        index, rest = divmod(position - max(self.before, 0), self.zeros + 1)
        return index if rest == 0 and 0 <= index < self.input else None

    def content(self, position: int) -> Content:
        """What a position holds, cropped or not."""
        if not 0 <= position - max(self.before, 0) < self.spread:
            return Content.PADDING
        return Content.ZERO if self.data(position) is None else Content.DATA

    def cropped(self, position: int) -> bool:
        """Whether a drawn position is cut off before the slide."""
        return not self.first <= position < self.first + self.size

    def reads(self, output: int) -> list[Pair]:
        """(input index, kernel index) pairs that meet in this output index, in input order."""
        pairs = []
        for tap, position in enumerate(self.taps(output)):
            index = self.data(position)
            if index is not None:
                pairs.append((index, self.kernel - 1 - tap if self.turned else tap))
        return pairs


def both(symbol: str, name: str, value: Number) -> Pair:
    """One number for both axes, or one for each.

    >>> both("s", "stride", 2), both("s", "stride", (2, 3))
    ((2, 2), (2, 3))
    """
    numbers = (value, value) if isinstance(value, int) else tuple(value)
    if len(numbers) != 2 or not all(isinstance(n, int) and not isinstance(n, bool) for n in numbers):
        raise ConvanimError(f"{name} ({symbol}) takes one whole number or two (rows, columns), not {value!r}")
    return numbers[0], numbers[1]


@dataclass(frozen=True)
class Layer(ABC):
    """A layer that some framework accepts; refuses every other when it is made.

    All fields are per axis, rows first. `padding` is ((before, after), (before, after)). Make one by
    `Convolution.of(input=5, kernel=3)`, which takes one number for both axes or a pair.
    Raises ConvanimError, naming the rule, the option, the value and a way out.
    """

    input: Pair
    kernel: Pair
    padding: Padding
    stride: Pair
    dilation: Pair
    output_padding: Pair = (0, 0)

    kind: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    example: ClassVar[str]
    parameters: ClassVar[tuple[str, ...]]
    symbols: ClassVar[dict[str, str]]
    """How the slide's zeros, padding (before) and stride follow from the layer's numbers."""

    def __post_init__(self) -> None:
        for name in PARAMETERS:
            values = getattr(self, name)
            for axis in range(2):
                self._check_least(PARAMETERS[name], values[axis], AXES[axis] if values[0] != values[1] else "")
        for axis in range(2):
            self.check(axis)

    @classmethod
    def of(
        cls,
        input: Number,
        kernel: Number,
        padding: Number | str = 0,
        stride: Number = 1,
        dilation: Number = 1,
        output_padding: Number = 0,
    ) -> Self:
        """Build a layer from one number for both axes or a pair; padding may be a name of `PADDINGS`.

        >>> from convanim.layers import Convolution
        >>> Convolution.of(input=(5, 7), kernel=3, padding=1, stride=2).output
        (3, 4)
        """
        values = {
            "input": input,
            "kernel": kernel,
            "stride": stride,
            "dilation": dilation,
            "output_padding": output_padding,
        }
        pairs = {name: both(PARAMETERS[name].symbol, name, value) for name, value in values.items()}
        if isinstance(padding, str):
            sides = cls.named_padding(padding, pairs)
        else:
            rows, columns = both("p", "padding", padding)
            sides = (rows, rows), (columns, columns)
        return cls(padding=sides, **pairs)

    @classmethod
    def named_padding(cls, name: str, pairs: dict[str, Pair]) -> Padding:
        """Padding that a name stands for: `PADDINGS` says how much in all; an odd cell goes after."""
        total = PADDINGS.get(name)
        if total is None:
            raise ConvanimError(
                f"padding '{name}' is not known; use -p with a number or one of {', '.join(PADDINGS)}"
            )
        for parameter in ("kernel", "dilation"):
            for value in pairs[parameter]:
                cls._check_least(PARAMETERS[parameter], value, "")
        amounts = [total(k, d) for k, d in zip(pairs["kernel"], pairs["dilation"], strict=True)]
        rows, columns = ((amount // 2, amount - amount // 2) for amount in amounts)
        return rows, columns

    @staticmethod
    def _check_least(parameter: Parameter, value: int | Pair, where: str) -> None:
        number = min(value) if isinstance(value, tuple) else value
        if number < parameter.least:
            where = f" of the {where}" if where else ""
            raise ConvanimError(
                f"{parameter.flag} {number}: the {parameter.name.replace('_', ' ')}{where} is at least "
                f"{parameter.least}; use {parameter.flag} {parameter.least} or more"
            )

    @abstractmethod
    def check(self, axis: int) -> None:
        """Refuse what the framework refuses along one axis."""

    @abstractmethod
    def slide(self, axis: int) -> Slide:
        """The plain convolution that this layer is drawn as, along one axis."""

    @abstractmethod
    def formula(self) -> list[str]:
        """Lines that work out the output size, the numbers put in."""

    @abstractmethod
    def notes(self) -> list[str]:
        """Sentences on what happens before and beside the slide."""

    @property
    def slides(self) -> tuple[Slide, Slide]:
        """The slide along rows and the one along columns."""
        return self.slide(0), self.slide(1)

    @property
    def output(self) -> Pair:
        """Output size, (rows, columns)."""
        rows, columns = self.slides
        return rows.output, columns.output

    @property
    def square(self) -> bool:
        """Whether both axes have the same numbers."""
        return self.slides[0] == self.slides[1]

    def given(self, name: str) -> str:
        """One of its numbers as a person writes it: `3`, or `3×5` where rows and columns differ.

        >>> from convanim.layers import Convolution
        >>> Convolution.of(input=(5, 7), kernel=3).given("input")
        '5×7'
        """
        rows, columns = getattr(self, name)
        if rows == columns:
            return side(rows)
        return f"{side(rows)}×{side(columns)}"

    def facts(self) -> list[str]:
        """`i=5`, `k=3`, …: what was asked for; dilation and output padding where they are not the default."""
        shown = []
        for name in self.parameters:
            parameter = PARAMETERS[name]
            text = self.given(name)
            if name in ("input", "kernel", "padding", "stride") or text != str(parameter.default):
                shown.append(f"{parameter.symbol}={text}")
        return shown

    def per_axis(self, general: str, numbers: list[str]) -> list[str]:
        """A formula and its numbers on one line, or on one line an axis where they differ."""
        if numbers[0] == numbers[1]:
            return [f"{general} = {numbers[0]}"]
        return [general, f"rows: {numbers[0]}", f"columns: {numbers[1]}"]


def side(value: int | Pair) -> str:
    """A number, or the two of an axis that is padded unevenly: `1+2`."""
    if isinstance(value, int):
        return str(value)
    before, after = value
    return str(before) if before == after else f"{before}+{after}"


PADDINGS: dict[str, Callable[[int, int], int]] = {
    # name: cells of padding in all, before and after (arXiv:1603.07285, section 2)
    "valid": lambda k, d: 0,
    "same": lambda k, d: d * (k - 1),
    "half": lambda k, d: 2 * ((d * (k - 1) + 1) // 2),
    "full": lambda k, d: 2 * d * (k - 1),
}
