"""The way out of a refusal: a smaller input with which a picture can be drawn."""

from __future__ import annotations

from collections.abc import Callable

from convanim.core.errors import ConvanimError, Sentence, Setting
from convanim.layers.base import Layer

LARGEST_TRIED = 64
"""Side of the largest input that is tried."""


def largest_input(layer: Layer, fits: Callable[[Layer], bool]) -> Sentence:
    """The largest input that fits, square or of one row, with the layer's other numbers, in words."""
    one_row = layer.input[0] == 1
    for side in range(LARGEST_TRIED, 0, -1):
        try:
            smaller = type(layer).of(
                (1 if one_row else side, side), layer.kernel, layer.padding, layer.stride, layer.dilation,
                layer.output_padding,
            )  # fmt: skip
        except ConvanimError:
            continue
        if fits(smaller):
            return "use ", Setting("input", (1, side) if one_row else side), " or less"
    return "use a smaller ", Setting("padding"), " or ", Setting("stride")
