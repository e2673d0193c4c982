"""What convolution and pooling share: a window slides over the padded input itself, nothing inserted."""

from __future__ import annotations

from abc import abstractmethod

from convanim.core.errors import ByPlace, ConvanimError, Sentence, Setting
from convanim.language.english import say
from convanim.language.phrase import Phrase
from convanim.layers.axis import ZEROS, Axis
from convanim.layers.base import Layer
from convanim.layers.padding import KEEPS_RATIO
from convanim.layers.parameters import PARAMETERS
from convanim.layers.words import AXIS_NAMES, pads, side


class Sliding(Layer):
    """Pads with p cells, then slides by s: o = ⌊(i + 2p - d(k-1) - 1) / s⌋ + 1 (arXiv:1603.07285, relation 15)."""

    @abstractmethod
    def beyond(self, axis: int) -> int:
        """Cells by which the last window may overhang the padded end."""

    @property
    def content(self) -> str:
        """What its padding holds, of `PADDING_MODES`."""
        return ZEROS

    @property
    def padding_cells(self) -> Phrase:
        """What its padding is made of, in words."""
        return say("note.zeros") if self.content == ZEROS else say("note.copies", mode=self.content)

    def room(self, axis: int) -> int:
        """I + 2p."""
        return self.input[axis] + sum(self.padding[axis])

    def check(self, axis: int) -> None:
        """The window must fit the padded input: i + 2p >= K, but for what it may overhang by."""
        i, k, d = self.input[axis], self.kernel[axis], self.dilation[axis]
        before, after = self.padding[axis]
        effective, room = d * (k - 1) + 1, self.room(axis)
        if effective <= room + self.beyond(axis):
            return
        alike = self.input[0] == self.input[1] and self.kernel[0] == self.kernel[1]
        where = "" if alike or self.flat else f" along the {AXIS_NAMES[axis]}"
        spans = f"{self.window} {k}" if d == 1 else f"{self.window} {k} with dilation {d}"
        spanned = effective if d == 1 else f"{d}·({k} - 1) + 1 = {effective}"
        sums = f"{i} + {pads(before, after, '·')} = {room} < {spanned}"
        largest, needed = (room - 1) // d + 1, -(-(effective - i) // 2)
        way: Sentence = ("use ", Setting("kernel", largest), " or less")
        if self.may_pad(axis, needed):
            kernel = "a kernel", ByPlace(f" ({PARAMETERS['kernel'].flag})", "", ""), f" of at most {largest}"
            way = ("use ", Setting("padding", needed), " or ", *kernel)
        raise ConvanimError(
            f"{spans} does not fit input {i} with padding {side((before, after))}{where} ({sums})",
            way=way,
        )

    @property
    def rounding(self) -> tuple[str, str]:
        """The brackets that round the number of steps."""
        return "⌊", "⌋"

    def drops(self, axis: int) -> bool:
        """Whether a last window is left out, for it would start beyond the input."""
        return False

    def may_pad(self, axis: int, number: int) -> bool:
        """Whether the layer takes so much padding."""
        return True

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
            mode=self.content,
            beyond=self.beyond(axis),
        )

    @property
    def _keeps_ratio(self) -> bool:
        return self.padding_name in KEEPS_RATIO

    def general_formula(self) -> str:
        """The output size, o = ⌊(i + 2p − k)/s⌋ + 1; with dilation, d(k−1) + 1 stands for k."""
        if self._keeps_ratio:
            return "o = ⌈i / s⌉"
        padding = "2p" if self.padded_evenly else "p₁ + p₂"
        left, right = self.rounding
        return f"o = {left}(i + {padding} − {'d(k − 1) − 1' if self.dilated else 'k'}) / s{right} + 1"

    def worked_out(self, axis: int) -> str:
        """⌊(i + 2p − k)/s⌋ + 1 = o with the numbers put in."""
        if self._keeps_ratio:
            return f"⌈{self.input[axis]} / {self.stride[axis]}⌉ = {self.output[axis]}"
        before, after = self.padding[axis]
        k, d = self.kernel[axis], self.dilation[axis]
        kernel = f"{d}·({k} − 1) − 1" if self.dilated else str(k)
        padding = pads(before, after, "·") if self.padded_evenly else f"{before} + {after}"
        return f"{self._divided(f'{self.input[axis]} + {padding} − {kernel}', axis)} = {self.output[axis]}"

    def sum_of(self, axis: int) -> str:
        """`⌊(5 + 2·1 − 3) / 2⌋ + 1 = 3`, or `7 − 2·(3 − 1) = 3`."""
        s = self.stride[axis]
        if self._keeps_ratio:
            return self.worked_out(axis) if s > 1 else f"o = i = {self.input[axis]}"
        room, d = self._room_words(axis), self.dilation[axis]
        if s > 1:
            return f"{self._divided(room + ' − 1' * (d > 1), axis)} = {self.output[axis]}"
        return f"{room}{' + 1' * (d == 1)} = {self.output[axis]}"

    def _divided(self, room: str, axis: int) -> str:
        left, right = self.rounding
        return f"{left}({room}) / {self.stride[axis]}{right} + 1{' − 1' * self.drops(axis)}"

    def _room_words(self, axis: int) -> str:
        """`5 + 2·1 − 3`, nothing that changes nothing."""
        before, after = self.padding[axis]
        k, d = self.kernel[axis], self.dilation[axis]
        padding = f" + {pads(before, after, '·')}" if before and after else ""
        if bool(before) is not bool(after):
            padding = f" + {before or after}"
        return f"{self.input[axis]}{padding}{f' − {d}·({k} − 1)' if d > 1 else f' − {k}'}"

    def notes(self) -> list[str]:
        """How it pads and slides, and what is left over."""
        padding, stride = self.given("padding"), self.given("stride")
        cells = self.padding_cells
        padded = say("note.no_padding") if padding == "0" else say("note.pad", size=padding, cells=cells)
        if not self.padded_evenly:
            padded = say("note.pad_unevenly", size=padding, cells=cells)
        return [say("note.then_slide", padded=padded, stride=stride), *self._unread()]

    def _unread(self) -> list[str]:
        if self.flat:
            return unread(self.axes[1], "cells")
        if self.square:
            return unread(self.axes[0], "rows_and_columns")
        rows, columns = self.axes
        return unread(rows, "rows") + unread(columns, "columns")


def unread(axis: Axis, lines: str) -> list[str]:
    """Sentences on what no window reaches along one axis: the leftover at the end, gaps between windows."""
    sentences: list[str] = []
    if axis.unread:
        effective = axis.effective_kernel
        data = axis.unread - min(axis.unread, axis.after)
        part = say("note.part_of_input", number=data)
        of = part if 0 < data < axis.unread else say("note.of_input" if data else "note.of_padding")
        last = say(f"note.last_{lines}", count=axis.unread)
        sums = f"{axis.size} − {effective} = {axis.size - effective}"
        sentences.append(say("note.unread", stride=axis.stride, sums=sums, last=last, of=of))
    if axis.gaps:
        sentences.append(say("note.gaps", stride=axis.stride, lines=say(f"note.{lines}")))
    return sentences
