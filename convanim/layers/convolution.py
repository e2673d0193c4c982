"""The standard convolution, as PyTorch's Conv2d computes it (a cross-correlation: the kernel is not turned)."""

from __future__ import annotations

from typing import ClassVar

from convanim.core.errors import ByPlace, ConvanimError, Setting
from convanim.core.text import Pair
from convanim.layers.axis import Axis
from convanim.layers.base import AXIS_NAMES, Layer, pads, side
from convanim.layers.parameters import PARAMETERS, Padding
from convanim.layers.transposed import TransposedConvolution


class Convolution(Layer):
    """Pads with p zeros, then slides by s: o = ⌊(i + 2p - d(k-1) - 1) / s⌋ + 1 (arXiv:1603.07285, relation 15).

    (i rows, i columns) become (o rows, o columns): y[a] = Σ x[a·s + u·d - p]·w[u] along each axis, as in PyTorch's
    Conv2d. Raises ConvanimError where the dilated kernel does not fit the padded input, i + 2p < d(k-1) + 1.

    >>> Convolution.of(input=5, kernel=3, padding=1, stride=2).output
    (3, 3)
    """

    kind: ClassVar[str] = "conv"
    title: ClassVar[str] = "Convolution"
    summary: ClassVar[str] = "standard convolution"
    also: ClassVar[tuple[str, ...]] = ("conv2d", "convolution", "convolution2d")
    example: ClassVar[str] = "convanim conv -i 5 -k 3 -p 1 -s 2"
    parameters: ClassVar[tuple[str, ...]] = ("input", "kernel", "padding", "stride", "dilation")
    symbols: ClassVar[dict[str, str]] = {"zeros": "0", "before": "p", "stride": "s"}
    matrix_name: ClassVar[str] = "C"
    undone_by: ClassVar[type[Layer] | None] = TransposedConvolution

    @classmethod
    def named_padding(cls, name: str, pairs: dict[str, Pair]) -> Padding:
        """`same` keeps the size, so it is defined for stride 1 only, as in PyTorch."""
        if name == "same" and pairs["stride"] != (1, 1):
            raise ConvanimError(
                f"padding 'same' is defined for stride 1, and the stride is {max(pairs['stride'])}",
                way=("use ", Setting("stride", 1), ", or ", Setting("padding", "half")),
            )
        return super().named_padding(name, pairs)

    @property
    def padded_same(self) -> bool:
        """Whether padding keeps the size, an odd cell after; only stride 1 can."""
        pairs = {"kernel": self.kernel, "dilation": self.dilation, "stride": self.stride}
        return self.stride == (1, 1) and self.padding == self.named_padding("same", pairs)

    def check(self, axis: int) -> None:
        """The kernel must fit the padded input: i + 2p >= K."""
        i, k, d = self.input[axis], self.kernel[axis], self.dilation[axis]
        before, after = self.padding[axis]
        if self.output_padding[axis]:
            way = ("only a transposed one takes ", Setting("output_padding"))
            raise ConvanimError("a convolution has no output padding", way=way)
        effective, room = d * (k - 1) + 1, i + before + after
        if effective <= room:
            return
        where = (
            ""
            if self.input[0] == self.input[1] and self.kernel[0] == self.kernel[1]
            else f" along the {AXIS_NAMES[axis]}"
        )
        spans = f"kernel {k}" if d == 1 else f"kernel {k} with dilation {d}"
        spanned = effective if d == 1 else f"{d}·({k} - 1) + 1 = {effective}"
        sums = f"{i} + {pads(before, after, '·')} = {room} < {spanned}"
        largest = (room - 1) // d + 1
        raise ConvanimError(
            f"{spans} does not fit input {i} with padding {side((before, after))}{where} ({sums})",
            way=(
                "use ", Setting("padding", -(-(effective - i) // 2)),
                " or a kernel", ByPlace(f" ({PARAMETERS['kernel'].flag})", "", ""), f" of at most {largest}",
            ),
        )  # fmt: skip

    def along(self, axis: int) -> Axis:
        """The layer itself: nothing inserted, padded by p."""
        before, after = self.padding[axis]
        return Axis(
            input=self.input[axis],
            zeros=0,
            before=before,
            after=after,
            kernel=self.kernel[axis],
            stride=self.stride[axis],
            dilation=self.dilation[axis],
            flipped=False,
        )

    @property
    def name(self) -> str:
        """Causal where it keeps the size and reads nothing that comes later; dilated where its taps are apart."""
        dilated = any(d > 1 and k > 1 for d, k in zip(self.dilation, self.kernel, strict=True))
        columns = self.axes[1]
        before = columns.effective_kernel - 1
        if self.flat and self.stride[1] == 1 and before > 0 and self.padding[1] == (before, 0):
            return "Causal convolution"
        return "Dilated convolution" if dilated else self.title

    def general_formula(self) -> str:
        """The output size, o = ⌊(i + 2p − k)/s⌋ + 1; with dilation, d(k−1) + 1 stands for k."""
        padding = "2p" if self.padded_evenly else "p₁ + p₂"
        return f"o = ⌊(i + {padding} − {'d(k − 1) − 1' if self.dilated else 'k'}) / s⌋ + 1"

    def worked_out(self, axis: int) -> str:
        """⌊(i + 2p − k)/s⌋ + 1 = o with the numbers put in."""
        before, after = self.padding[axis]
        k, d = self.kernel[axis], self.dilation[axis]
        kernel = f"{d}·({k} − 1) − 1" if self.dilated else str(k)
        padding = pads(before, after, "·") if self.padded_evenly else f"{before} + {after}"
        return f"⌊({self.input[axis]} + {padding} − {kernel}) / {self.stride[axis]}⌋ + 1 = {self.output[axis]}"

    def sum_of(self, axis: int) -> str:
        """`⌊(5 + 2·1 − 3) / 2⌋ + 1 = 3`, or `7 − 2·(3 − 1) = 3`."""
        (before, after), s = self.padding[axis], self.stride[axis]
        k, d = self.kernel[axis], self.dilation[axis]
        padding = f" + {pads(before, after, '·')}" if before and after else ""
        if bool(before) is not bool(after):
            padding = f" + {before or after}"
        kernel = f" − {d}·({k} − 1)" if d > 1 else f" − {k}"
        room = f"{self.input[axis]}{padding}{kernel}"
        if s > 1:
            return f"⌊({room}{' − 1' * (d > 1)}) / {s}⌋ + 1 = {self.output[axis]}"
        return f"{room}{' + 1' * (d == 1)} = {self.output[axis]}"

    def notes(self) -> list[str]:
        """How it pads and slides, and what is left over."""
        padding, stride = self.given("padding"), self.given("stride")
        padded = "no padding" if padding == "0" else f"pad with p = {padding} zeros on each side"
        if not self.padded_evenly:
            padded = f"pad with {padding} zeros (before + after)"
        return [f"{padded}, then slide by s = {stride}", *self._unread()]

    def _unread(self) -> list[str]:
        if self.square:
            sentences = unread(self.axes[0], "row and column", "rows and columns")
        else:
            rows, columns = self.axes
            sentences = unread(rows, "row", "rows") + unread(columns, "column", "columns")
        return sentences


def unread(axis: Axis, one: str, many: str) -> list[str]:
    """Sentences on what no window reaches along one axis: the leftover at the end, gaps between windows."""
    sentences = []
    if axis.unread:
        effective = axis.effective_kernel
        data = axis.unread - min(axis.unread, axis.after)
        last = one if axis.unread == 1 else f"{axis.unread} {many}"
        of = f"{data} of input" if 0 < data < axis.unread else "input" if data else "padding"
        sentences.append(
            f"stride {axis.stride} does not divide {axis.size} − {effective} = {axis.size - effective}; "
            f"never read: the last {last} ({of})"
        )
    if axis.stride > axis.effective_kernel and axis.output > 1:
        sentences.append(f"stride {axis.stride} is larger than the kernel: {many} between windows are never read")
    return sentences
