"""What every layer has: checked numbers, sizes, formulas, and the two axes it is the product of."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, NoReturn, Self

from convanim.core.errors import ConvanimError, Setting
from convanim.core.suggest import choose
from convanim.core.text import Pair, with_article
from convanim.language.english import both, say
from convanim.language.phrase import Phrase
from convanim.layers.axis import Axis
from convanim.layers.channels import DRAWN_PLANES, Channels
from convanim.layers.padding import CAUSAL, PADDINGS
from convanim.layers.parameters import (
    LAYER_OPTIONS,
    PARAMETERS,
    TWO_SIZES,
    Number,
    Padding,
    Paddings,
    Parameter,
    read_axes,
    read_padding,
)
from convanim.layers.reduction import WEIGHTED_SUM, Reduction
from convanim.layers.stages import Act, Stage, seen
from convanim.layers.subject import Amounts
from convanim.layers.words import AXIS_NAMES, Worded


@dataclass(frozen=True)
class Layer(Worded):
    """A layer that some framework accepts; refuses every other when it is made.

    It takes planes of `input` = (rows, columns) to planes of `output` = (rows, columns), one of each unless
    `in_channels` and `out_channels` say otherwise. All other fields are per axis, rows first: `kernel`, `stride`,
    `dilation` and `output_padding` are (rows, columns), `padding` is ((before, after), (before, after)). In one
    dimension there is one row that nothing is done to. Make one by `Convolution.of(input=5, kernel=3)`, which takes
    one number for both axes or a pair.

    The class attributes say how its kind differs from the others; nothing else asks for the kind.
    Raises ConvanimError, naming the rule, the option, the value and a way out.
    """

    input: Pair
    kernel: Pair
    padding: Padding
    stride: Pair
    dilation: Pair
    output_padding: Pair = (0, 0)
    dims: int = 2
    """Its dimensions: 1 or 2."""
    padding_name: str = ""
    """The name that its padding was asked for by; empty where that was numbers."""
    in_channels: int = 1
    out_channels: int = 1
    groups: int = 1

    also: ClassVar[tuple[str, ...]] = ()
    """Other names that people give it, in small letters without dashes."""
    paddings: ClassVar[tuple[str, ...]] = tuple(name for name in PADDINGS if name != CAUSAL)
    """Names that its padding may have."""
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
        self.channels.require()
        for name in PARAMETERS:
            values = getattr(self, name)
            for axis in range(2):
                where = AXIS_NAMES[axis] if values[0] != values[1] and self.dims == 2 else ""
                self._check_least(PARAMETERS[name], values[axis], where)
            if name not in self.parameters and any(value != PARAMETERS[name].default for value in values):
                self._refuse_option(name, values)
        for axis in range(2):
            self.check(axis)

    @property
    def only(self) -> Layer:
        """The layer itself."""
        return self

    @property
    def channels(self) -> Channels:
        """Its planes, and which of them meet."""
        return Channels(self.in_channels, self.out_channels, self.groups)

    @classmethod
    def of(  # noqa: PLR0913  # a layer is these six numbers
        cls,
        input: Number | str,
        kernel: Number | str | None = None,
        padding: Paddings = 0,
        stride: Number | str | None = None,
        dilation: Number | str = 1,
        output_padding: Number | str = 0,
        **options: Any,
    ) -> Self:
        """Build a layer from one number for both axes, a pair or `HxW`; `options` are of `LAYER_OPTIONS`.

        Padding may also be a name of `PADDINGS`, or before and after for each axis: `0+1`, ((0, 1), (0, 1)). With
        `dims=1` every size is one number.

        >>> from convanim.layers.convolution import Convolution
        >>> Convolution.of(input=(5, 7), kernel=3, padding=1, stride=2).output
        (3, 4)
        """
        given = {
            "input": input, "kernel": kernel, "stride": stride, "dilation": dilation,
            "output_padding": output_padding,
        }  # fmt: skip
        dims = cls._read_options(options)
        pairs = {name: read_axes(name, value, dims) for name, value in given.items() if value is not None}
        named = isinstance(padding, str) and padding[:1].isalpha()
        sides = None if named else read_padding(padding, dims)
        fields = cls.completed(pairs, options, dims)
        if sides is not None:
            return cls(padding=sides, dims=dims, **fields)
        name = str(padding).replace("_", "-")
        return cls(**{**fields, **cls.named_padding(name, fields, dims)}, dims=dims, padding_name=name)

    @classmethod
    def _read_options(cls, options: dict[str, Any]) -> int:
        """Take the dimensions out of options that may be given. Raises ConvanimError for others."""
        for name, value in options.items():
            if name not in LAYER_OPTIONS:
                raise TypeError(f"of() got an unexpected keyword argument {name!r}")
            choices = LAYER_OPTIONS[name].choices
            if choices:
                choose(Setting(name), value, dict.fromkeys(choices))
            if name not in cls.options and value not in (None, LAYER_OPTIONS[name].default):
                cls._refuse_option(name, value)
        for name in list(options):
            if name not in cls.options or options[name] is None:
                del options[name]
        dims = options.pop("dims", 2)
        if dims not in (1, 2) or isinstance(dims, bool):
            raise ConvanimError(Setting("dims", dims), " is not drawn", way="use 1 or 2")
        return int(dims)

    @classmethod
    def _refuse_option(cls, name: str, value: object) -> NoReturn:
        what = with_article(cls.summary)
        raise ConvanimError(f"{what} has no {name.replace('_', ' ')}", way=("leave out ", Setting(name, value)))

    @classmethod
    def completed(cls, pairs: dict[str, Pair], options: dict[str, Any], dims: int) -> dict[str, Any]:
        """The fields for what was given: what is left out is as usual. Raises ConvanimError where that is not known.

        The padding, the dimensions and the padding's name are not among them.
        """
        if "kernel" not in pairs:
            raise ConvanimError("a kernel is needed", way=("use ", Setting("kernel", 3)))
        return {"stride": (1, 1), **pairs, **options}

    @classmethod
    def named_padding(cls, name: str, sizes: Mapping[str, Any], dims: int) -> dict[str, Any]:
        """The fields that the name of a padding stands for. Raises ConvanimError for one that is not known."""
        padding = Setting("padding")
        others = [other for other in cls.paddings if dims == 1 or other != CAUSAL]
        if name not in others:
            problem = f" '{name}' is not known"
            if name in cls.paddings:
                problem = f" '{name}' is for one dimension: what is earlier?"
                raise ConvanimError(
                    padding, problem, way=("use ", Setting("dims", 1), ", or ", Setting("padding", 1))
                )
            if name in PADDINGS:
                problem = f" '{name}' is not for {with_article(cls.summary)}"
            way = ("use ", padding, " with a number, ", TWO_SIZES, f", or one of {', '.join(others)}")
            raise ConvanimError(padding, problem, way=way)
        for parameter in ("input", "kernel", "stride", "dilation"):
            for value in sizes[parameter]:
                cls._check_least(PARAMETERS[parameter], value, "")
        axes = zip(sizes["input"], sizes["kernel"], sizes["stride"], sizes["dilation"], strict=True)
        return cls.padded_by_name(name, list(axes))

    @classmethod
    def padded_by_name(cls, name: str, axes: Sequence[tuple[int, int, int, int]]) -> dict[str, Any]:
        """The fields that a known name stands for; for each axis i, k, s and d."""
        return {"padding": tuple(PADDINGS[name](*axis) for axis in axes)}

    @property
    def own_axes(self) -> tuple[Axis, ...]:
        """The axes of its dimensions."""
        return self.axes[2 - self.dims :]

    def own(self, pair: Sequence[Any]) -> tuple[Any, ...]:
        """Of (rows, columns) what is of its dimensions: in one dimension the columns alone."""
        return tuple(pair[2 - self.dims :])

    @property
    def padding_value(self) -> str | None:
        """What is written in padding that copies nothing: what it counts as; None where it does not count."""
        return "0"

    def window_cells(self, row: int, column: int) -> int:
        """Cells of the window that makes an output cell, whatever they hold."""
        rows, columns = self.axes
        return len(rows.taps(row)) * len(columns.taps(column))

    def divisor(self, row: int, column: int) -> int | None:
        """What the sum for an output cell is divided by, where it is."""
        return None

    def resolved(self, name: str) -> Any:
        """What an option comes to, where that follows from something else."""
        return getattr(self, name)

    @classmethod
    def lacks(cls) -> tuple[str, ...]:
        """Numbers for a kernel where it has no weights; a deconvolution where nothing undoes it."""
        return (
            *(() if cls.reduction.weighted else ("kernel_values",)),
            *(() if cls.undone_by else ("deconvolve",)),
        )

    @property
    def weighted(self) -> bool:
        """Whether it has weights."""
        return self.reduction.weighted

    @property
    def size_pairs(self) -> tuple[tuple[Pair, Pair], ...]:
        """Its input and its output."""
        return ((self.input, self.output),)

    @property
    def own_sizes(self) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
        """The same with one number for each dimension."""
        return ((self.own(self.input), self.own(self.output)),)

    @property
    def amounts(self) -> Amounts:
        """How much it takes: of its panels, or of all planes that are drawn, the larger; every tap of every step."""
        channels, made = self.channels, math.prod(self.output)
        taps = math.prod(self.kernel)
        drawn = math.prod(axis.drawn for axis in self.axes)
        return Amounts(
            cells=max(drawn * min(channels.inputs, DRAWN_PLANES), made * min(channels.outputs, DRAWN_PLANES)),
            taps=max(made * taps, channels.slabs),
            numbered_taps=max(made * taps * channels.slabs, channels.slabs),
            labels=math.prod(self.input) * channels.inputs + taps * channels.slabs + made * channels.outputs,
        )

    def asked(self) -> dict[str, Any]:
        """What `of` makes this layer from, but for what is as usual: sizes as tuples of one number an axis."""
        asked: dict[str, Any] = {}
        for name in self.parameters:
            value = self.own(getattr(self, name))
            if name == "padding" and self.padding_name:
                asked[name] = self.padding_name
            elif not self.usual(name):
                asked[name] = value
        for name in self.options:
            if not self.usual(name):
                asked[name] = getattr(self, name)
        return asked

    def usual(self, name: str) -> bool:
        """Whether a number or an option is what it would be, were it left out."""
        value = getattr(self, name)
        if name in LAYER_OPTIONS:
            default = LAYER_OPTIONS[name].default
            return bool(value == (getattr(type(self), name) if default is None else default))
        default = 1 if name == "stride" else PARAMETERS[name].default
        return all(number in (default, (default, default)) for number in self.own(value))

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

    def stages(self) -> tuple[Stage, ...]:
        """The way from the input to the output, without what would do nothing: zeros, a frame, a cut, the slide."""
        rows, columns = self.axes
        drawn = rows.drawn - rows.beyond, columns.drawn - columns.beyond
        turned = (rows.flipped or columns.flipped) and max(self.kernel) > 1
        says: dict[Act, tuple[Pair, str, dict[str, str]]] = {
            Act.INPUT: (self.input, "stage.input", {}),
            Act.INSERT: (self.upsampled, "stage.insert", {"count": self._gaps()}),
            Act.PAD: (drawn, "stage.pad", {"padded": self.padded_with}),
            Act.CROP: (self.slid_over, "stage.crop", {}),
            **({Act.TURN: (self.slid_over, "", {})} if turned else {}),
            Act.SLIDE: (self.output, "", {}),
        }
        alone = {Act.TURN: say("stage.turn"), Act.SLIDE: self.slides("it")}
        return seen(
            Stage(act, size, words := self.size_of(size), alone.get(act) or say(key, size=words, **fields))
            for act, (size, key, fields) in says.items()
        )

    def _gaps(self) -> str:
        """How many zeros come between neighbours: `1`, `1×2`."""
        counts = [axis.zeros for axis in self.axes if axis.input > 1]
        return "×".join(map(str, counts if len(set(counts)) > 1 else counts[:1]))

    def slides(self, over: str) -> Phrase:
        """What moves over the input, of which `over` says what it is called there, and how."""
        strides = both([str(stride) for stride in dict.fromkeys(self.own(self.stride))])
        return say(f"slides.{self.window}", over=say(f"over.{over}"), stride=strides)

    @property
    def padded_with(self) -> Phrase:
        """What is done where it is padded, in words."""
        return say("stage.padded_with_zeros")

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
        return self.dims == 1 or self.axes[0] == self.axes[1]

    @property
    def padded_evenly(self) -> bool:
        """Whether padding is the same before and after each axis."""
        return all(before == after for before, after in self.padding)

    def is_padded_by(self, name: str) -> bool:
        """Whether its padding is what a name stands for, asked for by that name or not."""
        if name == self.padding_name:
            return True
        if name not in self.paddings or (name == CAUSAL and self.dims != 1):
            return False
        fields: dict[str, Any] = {"padding": self.padding, "output_padding": self.output_padding}
        named = self.named_padding(name, vars(self), self.dims)
        return {**fields, **named} == fields

    @property
    def flat(self) -> bool:
        """Whether it has one dimension, so that one number names a cell."""
        return self.dims == 1

    @property
    def one_row(self) -> bool:
        """Whether it is one row throughout, in one dimension or in two."""
        return self.input[0] == self.output[0] == self.kernel[0] == 1 and self.padding[0] == (0, 0)

    @property
    def dilated(self) -> bool:
        """Whether it has a dilation."""
        return self.dilation != (1, 1)
