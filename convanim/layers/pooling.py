"""Pooling, as PyTorch computes it: a window slides, and its largest value or its mean is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from convanim.core.errors import ConvanimError, Setting
from convanim.core.text import Pair
from convanim.language.english import say
from convanim.language.phrase import Phrase
from convanim.layers.axis import Axis, largest_window
from convanim.layers.channels import Channels, planes
from convanim.layers.padding import KEEPS_RATIO
from convanim.layers.parameters import read_axes
from convanim.layers.reduction import MAXIMUM, MEAN, MINUS_INFINITY, Reduction
from convanim.layers.sliding import Sliding
from convanim.layers.words import AXIS_NAMES


@dataclass(frozen=True)
class Pooling(Sliding):
    """A window slides over the padded input, by its own size unless a stride is given.

    With `ceil_mode` a last window may overhang the padded end, but not start beyond the input. With an
    `output_size` each output has a window of its own: output a reads ⌊a·i/o⌋ to ⌈(a+1)·i/o⌉ - 1.
    Raises ConvanimError where padding is more than half the window, for then a window could read nothing else.
    """

    ceil_mode: bool = False
    output_size: Pair | None = None

    window: ClassVar[str] = "window"
    numbered: ClassVar[bool] = True
    symbols: ClassVar[dict[str, str]] = {"zeros": "0", "before": "p", "stride": "s"}

    @property
    def channels(self) -> Channels:
        """Its planes, each of which is pooled by itself."""
        return Channels(self.in_channels, self.in_channels, self.in_channels)

    def planes_told(self) -> list[str]:
        """How many planes there are, in words; nothing of one plane."""
        return [] if self.channels.single else [say("planes.each_by_itself", planes=planes(self.in_channels))]

    @classmethod
    def completed(cls, pairs: dict[str, Pair], options: dict[str, Any], dims: int) -> dict[str, Any]:
        """The stride is the window's size; a wanted output size makes window and stride follow from the input."""
        whole, size = options.pop("global_pooling", False), options.pop("output_size", None)
        if whole and size is not None:
            output_size = Setting("output_size", size)
            ones = Setting("global_pooling", True), " makes one output, and ", output_size, " is another wish"
            raise ConvanimError(*ones, way="use one of them")
        if whole or size is not None:
            kept = {name: options[name] for name in ("in_channels",) if name in options}
            return kept | cls._adaptive(pairs, read_axes("output_size", 1 if whole else size, dims))
        if "kernel" not in pairs:
            others = Setting("output_size", 1), " or ", Setting("global_pooling", True)
            raise ConvanimError("a window is needed", way=("use ", Setting("kernel", 2), ", ", *others))
        return {"stride": pairs["kernel"], **pairs, **options}

    @classmethod
    def _adaptive(cls, pairs: dict[str, Pair], outputs: Pair) -> dict[str, Any]:
        """Other options change nothing then: nothing is padded, and nothing overhangs."""
        extra: list[str] = [name for name in ("kernel", "stride") if name in pairs]
        extra += [name for name in ("dilation",) if max(pairs[name]) > 1]
        if extra:
            raise ConvanimError(
                f"the output's size is given, so there is no {extra[0].replace('_', ' ')} to give",
                way=("leave out ", Setting(extra[0])),
            )
        if min(outputs) < 1:
            least = Setting("output_size", 1)
            raise ConvanimError(Setting("output_size", min(outputs)), " is no size", way=("use ", least, " or more"))
        axes = [(max(i, 1), o) for i, o in zip(pairs["input"], outputs, strict=True)]
        kernel, stride = (largest_window(i, o) for i, o in axes), (max(i // o, 1) for i, o in axes)
        return {**pairs, "kernel": tuple(kernel), "stride": tuple(stride), "output_size": outputs}

    def resolved(self, name: str) -> Any:
        """The size that is wanted says that there is one window."""
        return None if name == "global_pooling" else super().resolved(name)

    @property
    def global_pooling(self) -> bool:
        """Whether one window lies over the whole input."""
        return self.output_size is not None and set(self.own(self.output_size)) == {1}

    def usual(self, name: str) -> bool:
        """The stride is usually the window's; a wanted output size says both."""
        if name in ("kernel", "stride"):
            return self.output_size is not None or (name == "stride" and self.stride == self.kernel)
        if name == "output_size":
            return self.output_size is None or self.global_pooling
        return super().usual(name)

    def check(self, axis: int) -> None:
        """Padding in numbers is at most half the window, as in PyTorch; names have no such limit."""
        k, most = self.kernel[axis], max(self.padding[axis])
        if self.output_size is not None and (most or self.padding_name):
            raise ConvanimError(
                "the output's size is given, so nothing is padded", way=("leave out ", Setting("padding"))
            )
        if most > k // 2 and not self.padding_name:
            where = "" if self.square else f" along the {AXIS_NAMES[axis]}"
            raise ConvanimError(
                f"padding {most} is more than half of {self.window} {k}{where}: it could read padding alone",
                way=("use ", Setting("padding", k // 2), " or less" * (k > 1), ", or a name such as ",
                     Setting("padding", KEEPS_RATIO[0])),
            )  # fmt: skip
        super().check(axis)

    def may_pad(self, axis: int, number: int) -> bool:
        """At most half the window."""
        return number <= self.kernel[axis] // 2

    def along(self, axis: int) -> Axis:
        """The layer itself; the outputs that are wanted divide the input."""
        if self.output_size is None:
            return super().along(axis)
        return super().along(axis)._replace(adaptive=self.output_size[axis])

    def _steps(self, axis: int) -> int:
        """Windows, the last of which may overhang: ⌈(i + 2p - K)/s⌉ + 1, or ⌊…⌋ without ceil mode."""
        effective = self.dilation[axis] * (self.kernel[axis] - 1) + 1
        over = self.stride[axis] - 1 if self.ceil_mode else 0
        return (self.room(axis) - effective + over) // self.stride[axis] + 1

    def drops(self, axis: int) -> bool:
        """In ceil mode a window that would start in the end padding or beyond it."""
        start = (self._steps(axis) - 1) * self.stride[axis]
        return self.ceil_mode and start >= self.input[axis] + self.padding[axis][0]

    def beyond(self, axis: int) -> int:
        """What the last window reaches beyond the padded end."""
        if not self.ceil_mode:
            return 0
        effective = self.dilation[axis] * (self.kernel[axis] - 1) + 1
        last = self._steps(axis) - 1 - self.drops(axis)
        return max(last * self.stride[axis] + effective - self.room(axis), 0) if last >= 0 else 0

    @property
    def rounding(self) -> tuple[str, str]:
        """The brackets that round the number of steps."""
        return ("⌈", "⌉") if self.ceil_mode else ("⌊", "⌋")

    def named(self, form: str) -> Phrase:
        """What people call it: `Global max pooling`."""
        if self.output_size is None:
            return super().named(form)
        return say(f"{form}.{'global' if self.global_pooling else 'adaptive'}", name=self.titled_within())

    def phrases(self) -> list[str]:
        """What was asked for, but for what is as usual."""
        if self.global_pooling:
            return [say("asked.global")]
        if self.output_size is not None:
            return [say("asked.output_size", size=self.given("output_size")), say("asked.even_windows")]
        return [*super().phrases(), *([say("asked.ceil_mode")] if self.ceil_mode else [])]

    def slides(self, over: str) -> Phrase:
        """What moves over the input, and how."""
        if self.global_pooling:
            return say("slides.one_window", over=say(f"over.{over}"))
        if self.output_size is not None:
            return say("slides.even_windows", over=say(f"over.{over}"))
        return super().slides(over)

    def general_formula(self) -> str:
        """The output size: worked out, or as wanted."""
        return super().general_formula() if self.output_size is None else "o"

    def worked_out(self, axis: int) -> str:
        """The same with the numbers put in."""
        return super().worked_out(axis) if self.output_size is None else str(self.output_size[axis])

    def sum_of(self, axis: int) -> str:
        """The output size worked out; where that is given, what its windows read."""
        if self.output_size is None:
            return super().sum_of(axis)
        i, o = self.input[axis], self.output_size[axis]
        if i % o == 0:
            return say("note.windows_of", sums=f"{i} / {o} = {i // o}")
        return say("note.adaptive", first=f"⌊{i}a / {o}⌋", last=f"⌈{i}(a + 1) / {o}⌉ − 1")

    def notes(self) -> list[str]:
        """How it pads and slides, what overhangs and what is left over."""
        if self.output_size is not None:
            return [say("note.adaptive_inputs", first="⌊a·i/o⌋", last="⌈(a + 1)·i/o⌉ − 1")]
        by = max(axis.beyond for axis in self.axes)
        return [*super().notes(), *([say("note.overhangs", cells=by)] if by else [])]


class MaxPooling(Pooling):
    """Keeps the largest value of each window; padding never wins, and where nothing else is read the value is −∞.

    >>> MaxPooling.of(input=4, kernel=2).output
    (2, 2)
    """

    kind: ClassVar[str] = "maxpool"
    summary: ClassVar[str] = "max pooling layer"
    also: ClassVar[tuple[str, ...]] = ("maxpool2d", "maxpooling", "maxpooling2d")
    example: ClassVar[str] = "convanim maxpool -i 4 -k 2"
    parameters: ClassVar[tuple[str, ...]] = ("input", "kernel", "padding", "stride", "dilation")
    options: ClassVar[tuple[str, ...]] = ("dims", "ceil_mode", "output_size", "global_pooling", "in_channels")
    reduction: ClassVar[Reduction] = MAXIMUM

    @property
    def padding_cells(self) -> Phrase:
        """What its padding is made of, in words."""
        return say("note.never_win")

    @property
    def padding_value(self) -> str | None:
        """Less than any value."""
        return MINUS_INFINITY

    @property
    def padded_with(self) -> Phrase:
        """What is done where it is padded, in words."""
        return say("stage.padded")


@dataclass(frozen=True)
class AveragePooling(Pooling):
    """Keeps the mean of each window: padding counts in the divisor unless told not to, what overhangs never does.

    >>> AveragePooling.of(input=5, kernel=2, ceil_mode=True).divisor(0, 2)
    2
    """

    count_include_pad: bool | None = None
    """None for what the padding's convention does: numbers are counted, `same` is not."""

    kind: ClassVar[str] = "avgpool"
    summary: ClassVar[str] = "average pooling layer"
    also: ClassVar[tuple[str, ...]] = ("averagepooling", "averagepooling2d", "avgpool2d", "meanpool", "meanpooling")
    example: ClassVar[str] = "convanim avgpool -i 5 -k 2 --ceil-mode"
    parameters: ClassVar[tuple[str, ...]] = ("input", "kernel", "padding", "stride")
    options: ClassVar[tuple[str, ...]] = (
        "dims", "ceil_mode", "count_include_pad", "output_size", "global_pooling", "in_channels",
    )  # fmt: skip
    reduction: ClassVar[Reduction] = MEAN

    @property
    def counts_padding(self) -> bool:
        """Whether padding counts in the divisor."""
        return self.padding_name not in KEEPS_RATIO if self.count_include_pad is None else self.count_include_pad

    @property
    def padding_value(self) -> str | None:
        """Nothing where padding is not counted."""
        return super().padding_value if self.counts_padding else None

    def resolved(self, name: str) -> Any:
        """Whether padding is counted is said only where it is not."""
        return (None if self.counts_padding else False) if name == "count_include_pad" else super().resolved(name)

    def divisor(self, row: int, column: int) -> int:
        """How many cells of the window count."""
        rows, columns = self.axes
        return rows.counted(row, self.counts_padding) * columns.counted(column, self.counts_padding)

    def phrases(self) -> list[str]:
        """What was asked for, and whether padding counts where there is some."""
        padded = any(map(any, self.padding))
        return [
            *super().phrases(),
            *([say("asked.padding_not_counted")] if padded and not self.counts_padding else []),
        ]

    def notes(self) -> list[str]:
        """How it pads and slides, and what the sum is divided by."""
        return [*super().notes(), say(f"note.divisor_{'all' if self.counts_padding else 'real'}")]
