"""One axis of the plain slide that a layer is drawn as: explicit positions, nothing rolled or shifted.

Symbols, per axis: i input, k kernel, p padding, s stride, d dilation, op output padding, K = d(k-1)+1 the
effective kernel, z inserted zeros, o output.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from convanim.core.text import Pair


class Content(enum.Enum):
    """What a position along one axis of the drawn input holds."""

    DATA = "data"
    ZERO = "zero"
    PADDING = "padding"
    COPY = "copy"
    """Padding that holds the value of an input cell."""
    BEYOND = "beyond"
    """No padding: past its end, where a last window overhangs."""


ZEROS = "zeros"

PADDING_MODES: dict[str, Callable[[int, int], int | None]] = {
    ZEROS: lambda index, size: None,
    "reflect": lambda index, size: abs(index) if index < size else 2 * (size - 1) - index,
    "replicate": lambda index, size: min(max(index, 0), size - 1),
    "circular": lambda index, size: index % size,
}
"""What padding holds, by name: the input index that it copies, from its own, counted on past the input's ends."""


class Axis(NamedTuple):
    """One axis of the plain slide that a layer is drawn as.

    The drawn axis holds `input` data cells with `zeros` zeros inserted between neighbours, `before` and
    `after` cells of padding. A negative padding crops: those cells are drawn, but never slid over. Positions
    count the cells of the drawn axis from 0.
    """

    input: int
    zeros: int
    before: int
    after: int
    kernel: int
    """Taps of a window; of the largest, where windows differ."""
    stride: int
    dilation: int
    flipped: bool
    """Whether the kernel is read from its far end, as in a transposed convolution."""
    mode: str = ZEROS
    """What the padding holds, of `PADDING_MODES`."""
    beyond: int = 0
    """Cells by which the last window overhangs the padded end."""
    adaptive: int = 0
    """So many outputs divide the input among them, each with a window of its own; 0 where all have the same."""

    @property
    def effective_kernel(self) -> int:
        """K = d(k-1) + 1, the cells that the kernel spans (arXiv:1603.07285, relation 15)."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def upsampled(self) -> int:
        """(i-1)(z+1) + 1, the input with its zeros inserted."""
        return (self.input - 1) * (self.zeros + 1) + 1

    @property
    def crops(self) -> bool:
        """Whether cells are cut off at either end."""
        return min(self.before, self.after) < 0

    @property
    def size(self) -> int:
        """Cells that are slid over: upsampled, padded or cropped, and those that the last window overhangs by."""
        return self.before + self.upsampled + self.after + self.beyond

    @property
    def output(self) -> int:
        """⌊(size - K) / s⌋ + 1, or as many as were wanted."""
        return self.adaptive or (self.size - self.effective_kernel) // self.stride + 1

    @property
    def unread(self) -> int:
        """(size - K) mod s, the trailing cells that no window reaches."""
        return 0 if self.adaptive else (self.size - self.effective_kernel) % self.stride

    @property
    def gaps(self) -> bool:
        """Whether there are cells between windows that none of them reaches."""
        return not self.adaptive and self.stride > self.effective_kernel and self.output > 1

    @property
    def varies(self) -> bool:
        """Whether windows differ in size."""
        return bool(self.adaptive) and self.kernel != -(-self.input // self.adaptive)

    @property
    def drawn(self) -> int:
        """Cells of the drawn axis: those slid over and those cropped."""
        return self._padded_end + self.beyond

    @property
    def first(self) -> int:
        """Position of the first cell that is slid over."""
        return max(-self.before, 0)

    @property
    def _padded_end(self) -> int:
        return max(self.before, 0) + self.upsampled + max(self.after, 0)

    def window(self, output: int) -> int:
        """Position of the first tap for this output index."""
        if self.adaptive:
            return self.first + output * self.input // self.adaptive
        return self.first + output * self.stride

    def span(self, output: int) -> int:
        """Cells from the first tap to the last for this output index."""
        if self.adaptive:
            return -(-(output + 1) * self.input // self.adaptive) - output * self.input // self.adaptive
        return self.effective_kernel

    def taps(self, output: int) -> range:
        """The positions read for this output index: k of them, or as many as its own window has."""
        start = self.window(output)
        return range(start, start + self.span(output), self.dilation)

    def source(self, position: int) -> int | None:
        """The index of the input cell that a position holds or copies, or None where it holds no such value.

        Two positions may hold the same input cell, so an output may read it more than once.
        """
        index, rest = divmod(position - max(self.before, 0), self.zeros + 1)
        if rest or position >= self._padded_end:
            return None
        return index if 0 <= index < self.input else PADDING_MODES[self.mode](index, self.input)

    def content(self, position: int) -> Content:
        """What a position holds, cropped or not."""
        if position >= self._padded_end:
            return Content.BEYOND
        inside = 0 <= position - max(self.before, 0) < self.upsampled
        if self.source(position) is None:
            return Content.ZERO if inside else Content.PADDING
        return Content.DATA if inside else Content.COPY

    def cropped(self, position: int) -> bool:
        """Whether a drawn position is cut off before the slide."""
        return not self.first <= position < self.first + self.size

    def reads(self, output: int) -> list[Pair]:
        """(input index, kernel index) pairs that meet in this output index, in the order of the positions read."""
        pairs = []
        for tap, position in enumerate(self.taps(output)):
            index = self.source(position)
            if index is not None:
                pairs.append((index, self.kernel - 1 - tap if self.flipped else tap))
        return pairs

    def read_for(self, outputs: Sequence[int]) -> tuple[int, ...]:
        """The input indices that some output indices depend on together, each once, in increasing order."""
        return tuple(sorted({index for output in outputs for index, _ in self.reads(output)}))

    def counted(self, output: int, padding: bool) -> int:
        """Cells that a mean divides by for this output index: with or without `padding`, never those beyond it."""
        contents = (self.content(position) for position in self.taps(output))
        return sum(content is Content.DATA or (padding and content is not Content.BEYOND) for content in contents)


def largest_window(size: int, outputs: int) -> int:
    """Cells of the largest window, where `outputs` divide `size` cells: output a reads ⌊a·i/o⌋ to ⌈(a+1)·i/o⌉ - 1.

    >>> largest_window(6, 3), largest_window(5, 4), largest_window(5, 3), largest_window(2, 4)
    (2, 2, 3, 1)
    """
    whole, rest = divmod(size, outputs)
    if not rest:
        return whole
    return whole + 1 + (rest > math.gcd(rest, outputs))
