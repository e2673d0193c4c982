"""Layers that two frameworks ask for in the same words, and that read other cells."""

from __future__ import annotations

from typing import NamedTuple

from convanim.core.errors import ConvanimError
from convanim.core.text import Pair
from convanim.layers.base import Layer
from convanim.layers.solve import Range, Wish, solve

NAMED_BY = {
    "same": "the padding 'same' of Keras, Flax and ONNX (SAME_UPPER)",
    "same-lower": "the padding SAME_LOWER of Flax and ONNX",
}
"""Paddings that have a name there, and are not what PyTorch's numbers are."""

LARGEST_COMPARED = 13
"""Cells of the longest side that are still read where two layers stand beside each other."""


class Counterpart(NamedTuple):
    """Another layer with the same kernel, stride and sizes, and what is to be known of the two."""

    layer: Layer
    words: str


def counterpart(layer: Layer) -> Counterpart | None:
    """What another framework has for the same words, where its padding lies elsewhere; None where all agree.

    >>> from convanim.layers.convolution import Convolution
    >>> found = counterpart(Convolution.of(6, 3, "same", 2))
    >>> found.layer.facts()
    ['i=6', 'k=3', 'p=1', 's=2']
    """
    if not layer.channels.single or max(*layer.slid_over, *layer.output) > LARGEST_COMPARED:
        return None
    if layer.padding_name in NAMED_BY:
        other = _even(layer)
        words = _told(other, layer) if other else ""
    else:
        other = _same(layer)
        words = _told(layer, other) if other else ""
    return Counterpart(other, words) if other and _reads(other) != _reads(layer) else None


def _reads(layer: Layer) -> list[list[list[Pair]]]:
    """What each output row and column reads: a layer may be padded less where its last cells are never read."""
    return [[axis.reads(output) for output in range(axis.output)] for axis in layer.axes]


def _told(even: Layer, named: Layer) -> str:
    """What the two are, and that they differ."""
    added = even.given("output_padding")
    more = f", output_padding={added}" if any(even.output_padding) else ""
    return (
        f"PyTorch's padding={even.given('padding')}{more} and {NAMED_BY[named.padding_name or '']} both give "
        f"{even.size_of(even.output)}, from other cells:"
    )


def _even(layer: Layer) -> Layer | None:
    """The most usual layer of that size that pads all sides alike, as PyTorch's does."""
    own = {"kernel": layer.kernel, "stride": layer.stride, "dilation": layer.dilation}
    told = {name: Range(size, size) for name, size in own.items() if name in layer.parameters}
    found = solve(Wish(type(layer), layer.input, layer.output, layer.dims, told)).layers
    return found[0] if found else None


def _same(layer: Layer) -> Layer | None:
    """The layer that is padded by that name, where it has the same size and other padding."""
    sizes = {name: layer.own(getattr(layer, name)) for name in ("input", "kernel", "stride", "dilation")}
    known = {name: size for name, size in sizes.items() if name == "input" or name in layer.parameters}
    try:
        named = type(layer).of(**known, padding="same", dims=layer.dims)
    except ConvanimError:
        return None
    return named if named.output == layer.output else None
