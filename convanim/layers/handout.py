"""A convolution and the transposed one with the same numbers, for the sheet of paper that explains both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from convanim.core.text import Pair
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.subject import Amounts, Subject
from convanim.layers.transposed import TransposedConvolution


@dataclass(frozen=True)
class Handout(Subject):
    """Both layers. Raises ConvanimError where one of them refuses the numbers."""

    there: Convolution
    back: TransposedConvolution

    kind: ClassVar[str] = "sheet"
    summary: ClassVar[str] = "sheet of paper about a convolution and its transpose"
    example: ClassVar[str] = "convanim sheet -i 3 -k 3 -p 1 -s 2 -o sheet.pdf"
    parameters: ClassVar[tuple[str, ...]] = ("input", "kernel", "padding", "stride", "dilation")
    usual_view: ClassVar[str] = "sheet"

    @classmethod
    def of(cls, **sizes: Any) -> Self:
        """The two layers with these numbers."""
        return cls(Convolution.of(**sizes), TransposedConvolution.of(**sizes))

    @classmethod
    def lacks(cls) -> tuple[str, ...]:
        """It has no numbers in its cells, one view, all its words, and it does not move."""
        numbers = "values", "seed", "input_values", "levels", "channels", "kernel_values", "cells"
        words = "no_title", "no_legend", "no_caption", "formula"
        moving = "still", "filmstrip", "plays", "fps", "hold", "every", "rows", "frames", "keep_theme"
        return (*numbers, *words, *moving, "view", "stages", "deconvolve")

    @property
    def layers(self) -> tuple[Layer, Layer]:
        """The way there, and the way back."""
        return self.there, self.back

    @property
    def weighted(self) -> bool:
        """Numbers are not shown."""
        return False

    @property
    def sizes(self) -> str:
        """Those of both."""
        return ", ".join(layer.sizes for layer in self.layers)

    @property
    def size_pairs(self) -> tuple[tuple[Pair, Pair], ...]:
        """Those of both."""
        return tuple(pair for layer in self.layers for pair in layer.size_pairs)

    @property
    def own_sizes(self) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
        """The same with one number for each dimension."""
        return tuple(pair for layer in self.layers for pair in layer.own_sizes)

    @property
    def amounts(self) -> Amounts:
        """Those of both together."""
        return Amounts(*(sum(both) for both in zip(*(layer.amounts for layer in self.layers), strict=True)))

    def asked(self) -> dict[str, Any]:
        """The numbers of both."""
        return self.there.asked()
