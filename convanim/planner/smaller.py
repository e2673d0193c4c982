"""The way out of a refusal: a smaller input with which a picture can be drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from convanim.core.errors import ConvanimError, Sentence, Setting
from convanim.layers.base import Layer

LARGEST_TRIED = 64
"""Side of the largest input that is tried."""


def largest_input(layer: Layer, fits: Callable[[Layer], bool]) -> Sentence:
    """The largest input that fits, square or of one row, with the layer's other numbers, in words."""
    for side in range(LARGEST_TRIED, 0, -1):
        size = (1 if layer.input[0] == 1 else side, side)
        try:
            smaller = replace(layer, input=size)
        except ConvanimError:
            continue
        if fits(smaller):
            own = set(layer.own(size))
            return "use ", Setting("input", side if len(own) == 1 else size), " or less"
    return "use a smaller ", Setting("padding"), " or ", Setting("stride")
