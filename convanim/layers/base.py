"""What every layer has: checked numbers, sizes, formulas, and the two axes it is the product of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

from convanim.core.errors import ConvanimError, Setting
from convanim.core.text import Pair, size_words
from convanim.layers.axis import Axis
from convanim.layers.parameters import (
    PADDINGS,
    PARAMETERS,
    TWO_SIZES,
    Number,
    Padding,
    Paddings,
    Parameter,
    read_padding,
    read_pair,
)
from convanim.layers.reduction import WEIGHTED_SUM, Reduction
from convanim.layers.stages import Act, Stage

AXIS_NAMES = ("rows", "columns")


@dataclass(frozen=True)
class Layer(ABC):
    """A layer that some framework accepts; refuses every other when it is made.

    It takes an input of `input` = (rows, columns), on one channel, to an output of `output` = (rows, columns). All
    fields are per axis, rows first: `kernel`, `stride`, `dilation` and `output_padding` are (rows, columns),
    `padding` is ((before, after), (before, after)). Make one by `Convolution.of(input=5, kernel=3)`, which takes one
    number for both axes or a pair.

    The class attributes say how its kind differs from the others; nothing else asks for the kind.
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
    """How an axis's zeros, padding (before) and stride follow from the layer's numbers."""
    reduction: ClassVar[Reduction] = WEIGHTED_SUM
    """How the values that an output cell reads become one."""
    window: ClassVar[str] = "kernel"
    """What slides over the input, as words call it."""
    legend: ClassVar[Mapping[str, str]] = {}
    """Words of the legend that differ from the usual ones, by the key of their role."""
    matrix_name: ClassVar[str] = ""
    """What its matrix is called; empty where the layer is not a matrix."""
    stamps: ClassVar[bool] = False
    """Whether it is seen as input cells that each stamp the kernel onto the output."""
    upsamples: ClassVar[bool] = False
    """Whether it makes its input larger, so that kernels which interpolate suit it."""
    undone_by: ClassVar[type[Layer] | None] = None
    """The kind that brings the size back with the same numbers."""

    def __post_init__(self) -> None:
        for name in PARAMETERS:
            values = getattr(self, name)
            for axis in range(2):
                self._check_least(PARAMETERS[name], values[axis], AXIS_NAMES[axis] if values[0] != values[1] else "")
        for axis in range(2):
            self.check(axis)

    @classmethod
    def of(
        cls,
        input: Number | str,
        kernel: Number | str,
        padding: Paddings = 0,
        stride: Number | str = 1,
        dilation: Number | str = 1,
        output_padding: Number | str = 0,
    ) -> Self:
        """Build a layer from one number for both axes, a pair or `HxW`.

        Padding may also be a name of `PADDINGS`, or before and after for each axis: `0+1`, ((0, 1), (0, 1)).

        >>> from convanim.layers.convolution import Convolution
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
        pairs = {name: read_pair(name, value) for name, value in values.items()}
        if isinstance(padding, str) and padding.isalpha():
            sides = cls.named_padding(padding, pairs)
        else:
            sides = read_padding(padding)
        return cls(padding=sides, **pairs)

    @classmethod
    def named_padding(cls, name: str, pairs: dict[str, Pair]) -> Padding:
        """Padding that a name stands for: `PADDINGS` says how much in all; an odd cell goes after."""
        total = PADDINGS.get(name)
        if total is None:
            padding = Setting("padding")
            way = ("use ", padding, " with a number, ", TWO_SIZES, f", or one of {', '.join(PADDINGS)}")
            raise ConvanimError(padding, f" '{name}' is not known", way=way)
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
            name, least = parameter.name, parameter.least
            raise ConvanimError(
                Setting(name, number), f": the {name.replace('_', ' ')}{where} is at least {least}",
                way=("use ", Setting(name, least), " or more"),
            )  # fmt: skip

    @abstractmethod
    def check(self, axis: int) -> None:
        """Refuse what the framework refuses along one axis."""

    @abstractmethod
    def along(self, axis: int) -> Axis:
        """The plain convolution that this layer is drawn as, along one axis."""

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

    def stages(self) -> tuple[Stage, ...]:
        """The way from the input to the output: here the input is padded, then slid over."""
        size = self.slid_over
        padded = "nothing is padded" if size == self.input else f"padded with zeros: {self.size_of(size)}"
        return (
            Stage(Act.INPUT, self.input, 1, f"the input, {self.size_of(self.input)}"),
            Stage(Act.PAD, size, 2, padded),
            Stage(Act.SLIDE, self.output, 3, self.slides("it")),
        )

    def slides(self, over: str) -> str:
        """What moves over the input, and how."""
        strides = " and ".join(map(str, dict.fromkeys(self.stride[1:] if self.flat else self.stride)))
        return f"the {self.window} slides over {over} with stride {strides}"

    @property
    def upsampled(self) -> Pair:
        """Rows and columns of the input with its zeros inserted, (rows, columns)."""
        rows, columns = self.axes
        return rows.upsampled, columns.upsampled

    @property
    def slid_over(self) -> Pair:
        """Rows and columns that the window slides over, (rows, columns): upsampled, padded or cropped."""
        rows, columns = self.axes
        return rows.size, columns.size

    @cached_property
    def axes(self) -> tuple[Axis, Axis]:
        """The axis of rows and that of columns."""
        return self.along(0), self.along(1)

    @property
    def output(self) -> Pair:
        """Output size, (rows, columns)."""
        rows, columns = self.axes
        return rows.output, columns.output

    @property
    def square(self) -> bool:
        """Whether both axes have the same numbers."""
        return self.axes[0] == self.axes[1]

    @property
    def padded_evenly(self) -> bool:
        """Whether padding is the same before and after each axis."""
        return all(before == after for before, after in self.padding)

    @property
    def padded_same(self) -> bool:
        """Whether padding is what the name `same` stands for, where it has a meaning."""
        return False

    def given(self, name: str) -> str:
        """One of its numbers as a person writes it: `3`, or `3×5` where rows and columns differ.

        >>> from convanim.layers.convolution import Convolution
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

    @property
    def one_row(self) -> bool:
        """Whether input and output are one row, so that one number names a cell."""
        return self.input[0] == self.output[0] == 1

    @property
    def flat(self) -> bool:
        """Whether it is one row throughout, so that it has one dimension."""
        return self.one_row and self.kernel[0] == 1 and self.padding[0] == (0, 0)

    @property
    def dilated(self) -> bool:
        """Whether it has a dilation."""
        return self.dilation != (1, 1)

    @property
    def name(self) -> str:
        """What people call it, by its numbers: `Dilated convolution`."""
        return self.title

    @property
    def sizes(self) -> str:
        """`5×5 → 3×3`; `9 → 9` in one dimension."""
        return f"{self.size_of(self.input)} → {self.size_of(self.output)}"

    def size_of(self, size: Pair) -> str:
        """A size of this layer in words: one number in one dimension."""
        return str(size[1]) if self.flat else size_words(size)

    def in_words(self) -> str:
        """`3×3 kernel, stride 2, padding 1`: what was asked for, but for what is as usual."""
        parts = [f"kernel {self.kernel[1]}" if self.flat else f"{size_words(self.kernel)} kernel"]
        for name in ("stride", "padding", "dilation", "output_padding"):
            values = getattr(self, name)[1:] if self.flat else getattr(self, name)
            usual = (0, 0) if name == "padding" else PARAMETERS[name].default
            if name == "stride" or any(value != usual for value in values):
                text = side(values[0]) if len(set(values)) == 1 else "×".join(map(side, values))
                parts.append(f"{name.replace('_', ' ')} {text}")
        return ", ".join(parts)

    def arithmetic(self) -> list[str]:
        """The output size worked out: one line, or one for each axis where they differ."""
        return self._per_axis(self.sum_of)

    def _per_axis(self, worked_out: Callable[[int], str]) -> list[str]:
        lines = [worked_out(axis) for axis in range(2)]
        if lines[0] == lines[1]:
            return lines[:1]
        used = [axis for axis in range(2) if max(self.input[axis], self.kernel[axis], self.output[axis]) > 1]
        if len(used) == 1:
            return [lines[used[0]]]
        return [f"{name}: {line}" for name, line in zip(AXIS_NAMES, lines, strict=True)]

    def formula(self) -> list[str]:
        """The general formula and its numbers on one line, or on one line an axis where they differ."""
        general, lines = self.general_formula(), self._per_axis(self.worked_out)
        return [f"{general} = {lines[0]}"] if len(lines) == 1 else [general, *lines]


def side(value: int | Pair) -> str:
    """A number, or the two of an axis that is padded unevenly: `1+2`."""
    if isinstance(value, int):
        return str(value)
    before, after = value
    return str(before) if before == after else f"{before}+{after}"


def pads(before: int, after: int, dot: str) -> str:
    """`2·1` where both sides are equal, else `1 + 2`."""
    return f"2{dot}{before}" if before == after else f"{before} + {after}"
