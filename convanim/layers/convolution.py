"""The standard convolution, as PyTorch's Conv2d computes it (a cross-correlation: the kernel is not turned)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from convanim.core.errors import ConvanimError, Setting
from convanim.language.english import say
from convanim.language.phrase import Phrase
from convanim.layers.axis import ZEROS
from convanim.layers.base import Layer
from convanim.layers.padding import CAUSAL, PADDINGS
from convanim.layers.parameters import CHANNEL_OPTIONS
from convanim.layers.sliding import Sliding
from convanim.layers.transposed import TransposedConvolution
from convanim.layers.words import AXIS_NAMES, side


@dataclass(frozen=True)
class Convolution(Sliding):
    """Pads with p zeros, or with copies of the input; then slides by s.

    (i rows, i columns) become (o rows, o columns): y[a] = Σ x[a·s + u·d - p]·w[u] along each axis, as in PyTorch's
    Conv2d. Raises ConvanimError where the dilated kernel does not fit the padded input, i + 2p < d(k-1) + 1, and
    where there is not as much input as the padding would copy.

    >>> Convolution.of(input=5, kernel=3, padding=1, stride=2).output
    (3, 3)
    """

    padding_mode: str = ZEROS

    kind: ClassVar[str] = "conv"
    summary: ClassVar[str] = "standard convolution"
    also: ClassVar[tuple[str, ...]] = ("conv2d", "convolution", "convolution2d")
    example: ClassVar[str] = "convanim conv -i 5 -k 3 -p 1 -s 2"
    parameters: ClassVar[tuple[str, ...]] = ("input", "kernel", "padding", "stride", "dilation")
    options: ClassVar[tuple[str, ...]] = ("dims", "padding_mode", *CHANNEL_OPTIONS)
    paddings: ClassVar[tuple[str, ...]] = tuple(PADDINGS)
    symbols: ClassVar[dict[str, str]] = {"zeros": "0", "before": "p", "stride": "s"}
    matrix_name: ClassVar[str] = "C"
    undone_by: ClassVar[type[Layer] | None] = TransposedConvolution

    @property
    def content(self) -> str:
        """What its padding holds."""
        return self.padding_mode

    @property
    def padded_with(self) -> Phrase:
        """What is done where it is padded, in words."""
        if self.padding_mode == ZEROS:
            return super().padded_with
        return say("stage.padded_with_copies", mode=self.padding_mode)

    def beyond(self, axis: int) -> int:
        """A kernel never overhangs."""
        return 0

    def check(self, axis: int) -> None:
        """Reflection needs p < i, a circle p <= i; and the kernel must fit the padded input."""
        i, most = self.input[axis], max(self.padding[axis])
        largest = {"reflect": i - 1, "circular": i}.get(self.padding_mode)
        if largest is not None and most > largest:
            where = "" if self.square else f" along the {AXIS_NAMES[axis]}"
            rule = f"{self.padding_mode} padding {side(self.padding[axis])} needs a larger input than {i}{where}"
            less = "less than" if largest < i else "at most"
            raise ConvanimError(
                f"{rule}: it copies {less} {i} cells",
                way=("use ", Setting("padding", largest), " or less, or ", Setting("padding_mode", "replicate")),
            )
        super().check(axis)

    def phrases(self) -> list[str]:
        """What was asked for, and what the padding holds where that is not zeros."""
        mode = [] if self.padding_mode == ZEROS or not any(map(any, self.padding)) else [self.padding_mode]
        return [*super().phrases(), *mode]

    def named(self, form: str) -> Phrase:
        """Causal where it pads before only, so that nothing later is read; dilated where its taps are apart."""
        dilated = any(d > 1 and k > 1 for d, k in zip(self.dilation, self.kernel, strict=True))
        kind = "dilated" if dilated else "conv"
        if self.flat and self.kernel[1] > 1 and self.is_padded_by(CAUSAL):
            kind = "causal"
        return self.channels.named(form, kind, self.kernel == (1, 1))
