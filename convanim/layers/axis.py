"""One axis of the plain convolution that a layer is drawn as: explicit positions, nothing rolled or shifted.

Symbols, per axis: i input, k kernel, p padding, s stride, d dilation, op output padding, K = d(k-1)+1 the
effective kernel, z inserted zeros, o output.
"""

from __future__ import annotations

import enum
from typing import NamedTuple

from convanim.core.text import Pair


class Content(enum.Enum):
    """What a position along one axis of the drawn input holds."""

    DATA = "data"
    ZERO = "zero"
    PADDING = "padding"


class Axis(NamedTuple):
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
    flipped: bool
    """Whether the kernel is read from its far end, as in a transposed convolution."""

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
        """Cells that are slid over: upsampled, padded or cropped."""
        return self.before + self.upsampled + self.after

    @property
    def output(self) -> int:
        """⌊(size - K) / s⌋ + 1."""
        return (self.size - self.effective_kernel) // self.stride + 1

    @property
    def unread(self) -> int:
        """(size - K) mod s, the trailing cells that no window reaches."""
        return (self.size - self.effective_kernel) % self.stride

    @property
    def drawn(self) -> int:
        """Cells of the drawn axis: those slid over and those cropped."""
        return max(self.before, 0) + self.upsampled + max(self.after, 0)

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
        return range(start, start + self.effective_kernel, self.dilation)

    def source(self, position: int) -> int | None:
        """The index of the input cell that a position holds, or None where it holds a zero.

        Two positions may hold the same input cell, so an output may read it more than once.
        """
        index, rest = divmod(position - max(self.before, 0), self.zeros + 1)
        return index if rest == 0 and 0 <= index < self.input else None

    def content(self, position: int) -> Content:
        """What a position holds, cropped or not."""
        if not 0 <= position - max(self.before, 0) < self.upsampled:
            return Content.PADDING
        return Content.ZERO if self.source(position) is None else Content.DATA

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
