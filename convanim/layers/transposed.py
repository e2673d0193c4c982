"""The transposed convolution, as PyTorch's ConvTranspose2d computes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from convanim.core.errors import ConvanimError, Sentence, Setting
from convanim.core.text import Pair
from convanim.language.english import say
from convanim.language.phrase import Phrase
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.layers.channels import Channels
from convanim.layers.padding import KEEPS_RATIO, same_crop
from convanim.layers.parameters import CHANNEL_OPTIONS
from convanim.layers.words import AXIS_NAMES, pads, side


class TransposedConvolution(Layer):
    """Restores the size that a convolution with the same k, p, s took away, never its values.

    o = (i-1)s - 2p + d(k-1) + op + 1. It is drawn as the plain convolution it equals: z = s-1 zeros between
    neighbours, padding p' = d(k-1) - p before and p' + op after (a crop where negative), stride 1, the kernel
    turned by 180° (arXiv:1603.07285, relation 14, extended by dilation and output padding).

    (i rows, i columns) become (o rows, o columns): input cell a adds x[a]·w[u] to y[a·s + u·d - p] along each axis,
    as in PyTorch's ConvTranspose2d. Raises ConvanimError for output padding that is below neither stride nor
    dilation, and where o < 1.

    >>> TransposedConvolution.of(input=3, kernel=3, padding=1, stride=2).output
    (5, 5)
    """

    kind: ClassVar[str] = "transposed"
    summary: ClassVar[str] = "transposed convolution"
    also: ClassVar[tuple[str, ...]] = (
        "conv2dtranspose", "convtranspose", "convtranspose2d", "deconv", "deconv2d", "deconvolution", "transpose",
        "transposeconv", "transposedconv", "transposedconvolution", "upconv", "upconvolution",
    )  # fmt: skip
    example: ClassVar[str] = "convanim transposed -i 3 -k 3 -p 1 -s 2"
    parameters: ClassVar[tuple[str, ...]] = (
        "input",
        "kernel",
        "padding",
        "stride",
        "dilation",
        "output_padding",
    )
    options: ClassVar[tuple[str, ...]] = ("dims", *CHANNEL_OPTIONS)
    symbols: ClassVar[dict[str, str]] = {"zeros": "s − 1", "before": "d(k − 1) − p", "stride": "1"}
    matrix_name: ClassVar[str] = "Cᵀ"
    stamps: ClassVar[bool] = True
    upsamples: ClassVar[bool] = True

    @property
    def channels(self) -> Channels:
        """Its planes: kernels are listed by the plane of the input first."""
        return super().channels._replace(by_input=True)

    def named(self, form: str) -> Phrase:
        """What people call it, by its planes."""
        return self.channels.named(form, "transposed", self.kernel == (1, 1))

    @classmethod
    def named_padding(cls, name: str, sizes: Mapping[str, Any], dims: int) -> dict[str, Any]:
        """`same` says the output's size, so output padding cannot."""
        if name in KEEPS_RATIO and any(sizes.get("output_padding", ())):
            rule = Setting("padding", name), " makes o = i·s, so there is no output padding"
            raise ConvanimError(*rule, way=("leave out ", Setting("output_padding")))
        return super().named_padding(name, sizes, dims)

    @classmethod
    def padded_by_name(cls, name: str, axes: Sequence[tuple[int, int, int, int]]) -> dict[str, Any]:
        """`same` cuts o = i·s out of what the stamps reach, and adds what is missing."""
        if name not in KEEPS_RATIO:
            return super().padded_by_name(name, axes)
        cuts = [same_crop(k, s, d) for _, k, s, d in axes]
        lower = name != KEEPS_RATIO[0]
        return {
            "padding": tuple(sides[::-1] if lower else sides for sides, _ in cuts),
            "output_padding": tuple(more for _, more in cuts),
        }

    def is_padded_by(self, name: str) -> bool:
        """Of a name that says the output's size, whatever output padding makes that."""
        if name not in KEEPS_RATIO or name == self.padding_name:
            return super().is_padded_by(name)
        axes = list(zip(self.input, self.kernel, self.stride, self.dilation, strict=True))
        return self.padded_by_name(name, axes) == {"padding": self.padding, "output_padding": self.output_padding}

    def usual(self, name: str) -> bool:
        """Output padding is as usual, too, where `same` says what it is."""
        return super().usual(name) or (name == "output_padding" and self.padding_name in KEEPS_RATIO)

    def check(self, axis: int) -> None:
        """Output padding below stride or dilation, and an output of at least one cell."""
        s, d, op = self.stride[axis], self.dilation[axis], self.output_padding[axis]
        i, k = self.input[axis], self.kernel[axis]
        before, after = self.padding[axis]
        where = "" if self.square else f" along the {AXIS_NAMES[axis]}"
        if op >= s and op >= d:
            raise ConvanimError(
                f"output padding {op} is not below stride {s} or dilation {d}{where}",
                way=("use ", Setting("output_padding", max(s, d) - 1), " or less" * (max(s, d) > 1)),
            )
        o = (i - 1) * s - before - after + d * (k - 1) + op + 1
        if o < 1:
            most = (before + after + o - 1) // 2
            way: Sentence = ("use ", Setting("padding", most), " or less" * (most > 0))
            if most < 0:
                way = ("use a larger ", Setting("input"), " or ", Setting("kernel"))
            padding = f"2·{before}" if before == after else f"({before} + {after})"
            raise ConvanimError(
                f"padding {side((before, after))} leaves no output{where}: "
                f"({i} - 1)·{s} - {padding} + {d}·({k} - 1) + {op} + 1 = {o} < 1",
                way=way,
            )

    def along(self, axis: int) -> Axis:
        """The equivalent plain convolution with stride 1 over the zero-inserted, padded input."""
        before, after = self.padding[axis]
        d = self.dilation[axis]
        beside = d * (self.kernel[axis] - 1)
        return Axis(
            input=self.input[axis],
            zeros=self.stride[axis] - 1,
            before=beside - before,
            after=beside - after + self.output_padding[axis],
            kernel=self.kernel[axis],
            stride=1,
            dilation=d,
            flipped=True,
        )

    def general_formula(self) -> str:
        """The output size, o = (i − 1)s + k − 2p; with dilation, d(k−1) + 1 stands for k."""
        if self.padding_name in KEEPS_RATIO:
            return "o = i·s"
        padding = "2p" if self.padded_evenly else "(p₁ + p₂)"
        extra = " + op" if self._extended else ""
        return f"o = (i − 1)s + {'d(k − 1) + 1' if self.dilated else 'k'} − {padding}{extra}"

    def worked_out(self, axis: int) -> str:
        """(i − 1)s + k − 2p = o with the numbers put in."""
        if self.padding_name in KEEPS_RATIO:
            return f"{self.input[axis]}·{self.stride[axis]} = {self.output[axis]}"
        i, k, s, d = self.input[axis], self.kernel[axis], self.stride[axis], self.dilation[axis]
        kernel = f"{d}·({k} − 1) + 1" if self.dilated else str(k)
        extra = f" + {self.output_padding[axis]}" if self._extended else ""
        before, after = self.padding[axis]
        padding = pads(before, after, "·") if self.padded_evenly else f"({before} + {after})"
        return f"({i} − 1)·{s} + {kernel} − {padding}{extra} = {self.output[axis]}"

    def sum_of(self, axis: int) -> str:
        """`(3 − 1)·2 + 3 − 2·1 = 5`, or `3 − 1 + 3 = 5`."""
        if self.padding_name in KEEPS_RATIO:
            return self.worked_out(axis)
        i, k, s, d = self.input[axis], self.kernel[axis], self.stride[axis], self.dilation[axis]
        before, after = self.padding[axis]
        spread = f"({i} − 1)·{s}" if s > 1 else f"{i} − 1"
        kernel = f"{d}·({k} − 1) + 1" if d > 1 else str(k)
        padding = f" − {pads(before, after, '·')}" if before == after != 0 else ""
        if before != after:
            padding = f" − ({before} + {after})"
        extra = f" + {self.output_padding[axis]}" * bool(self.output_padding[axis])
        return f"{spread} + {kernel}{padding}{extra} = {self.output[axis]}"

    @property
    def _extended(self) -> bool:
        return self.output_padding != (0, 0)

    def notes(self) -> list[str]:
        """What z and p′ are, and what is cropped or never reached."""
        sentences: list[str] = [self._equivalent()]
        if self.output_padding != (0, 0):
            sentences.append(say("note.output_padding", size=self.given("output_padding")))
        if any(self._holes(axis) for axis in range(2)):
            sentences.append(say("note.holes"))
        return sentences

    def _holes(self, axis: int) -> bool:
        return self.along(axis).effective_kernel < self.stride[axis] and self.input[axis] > 1

    def slides(self, over: str) -> Phrase:
        """The kernel, turned, over what is drawn."""
        turned = "_turned" * (max(self.kernel) > 1)
        return say(f"slides.{self.window}{turned}", over=say(f"over.{over}"), stride=1)

    def _beside_symbols(self) -> str:
        """p′ in symbols, dilation left out where there is none."""
        return "d(k − 1) − p" if self.dilated else "k − p − 1"

    def _equivalent(self) -> Phrase:
        rows, columns = self.axes
        z, beside = str(columns.zeros), self._beside_numbers()
        if not self.flat and (rows.zeros, self._beside(0)) != (columns.zeros, self._beside(1)):
            z = f"{rows.zeros}×{columns.zeros}"
            beside = beside if "×" in beside else f"{beside}×{beside}"
        most = max(self._beside(1) if self.flat else (*self._beside(0), *self._beside(1)))
        action = "crop" if most < 0 else "pad"
        padded = say(f"note.{action}_by", sum=f"{self._beside_symbols()} = {beside}")
        return say("note.insert", count=z, then=padded) if rows.zeros or columns.zeros else padded

    def _beside_numbers(self) -> str:
        """p′ with the numbers put in, output padding left out: `2`, `2+1` before and after, `2×1` by axis."""
        rows, columns = (minus(side(self._beside(axis))) for axis in range(2))
        return columns if self.flat or rows == columns else f"{rows}×{columns}"

    def _beside(self, axis: int) -> Pair:
        equivalent = self.along(axis)
        return equivalent.before, equivalent.after - self.output_padding[axis]


def minus(text: str) -> str:
    """Numbers with a real minus sign."""
    return text.replace("-", "−")
