"""Whether stamps reach all output cells equally often, and the nearest layer to compare with one.

Along each axis the counts repeat with the stride; in two dimensions they are the products of rows and columns.
"""

from __future__ import annotations

from math import gcd
from typing import Any

from convanim.core.errors import ConvanimError
from convanim.layers.base import Layer
from convanim.layers.compute import overlap_start, overlaps_evenly

DOWN, ACROSS = 0, 1


def counts_along(layer: Layer, axis: int) -> list[int]:
    """How many stamps reach each output position along one axis."""
    return [len(layer.axes[axis].reads(position)) for position in range(layer.output[axis])]


def inside(layer: Layer, axis: int) -> list[bool]:
    """Which output positions along one axis are reached as often as they would be far from all borders."""
    k, s, d = layer.kernel[axis], layer.stride[axis], layer.dilation[axis]
    before, counts = layer.padding[axis][0], counts_along(layer, axis)
    far = overlap_start(k, s, d, before + len(counts))[before:]
    return [count == usual for count, usual in zip(counts, far, strict=True)]


def is_even(layer: Layer, axis: int) -> bool:
    """Whether all positions inside are reached equally often along one axis; a single stamp overlaps nothing."""
    return layer.input[axis] == 1 or overlaps_evenly(layer.kernel[axis], layer.stride[axis], layer.dilation[axis])


def drawn_axis(layer: Layer) -> int:
    """The axis that shows it: the columns, unless only the rows are uneven."""
    return DOWN if is_even(layer, ACROSS) and not is_even(layer, DOWN) else ACROSS


def counterpart(layer: Layer) -> Layer:
    """The nearest layer that is even where this one is not; or, where it is even, one that is not.

    >>> from convanim.layers.transposed import TransposedConvolution
    >>> [counterpart(TransposedConvolution.of(6, k, stride=s)).kernel[1] for k, s in ((3, 2), (4, 2), (5, 3), (2, 2))]
    [4, 3, 6, 3]
    """
    axes = [a for a in (DOWN, ACROSS) if not is_even(layer, a)]
    change = _evened if axes else _unevened
    others = [change(layer, a) if a in axes or not axes else _numbers(layer, a) for a in (DOWN, ACROSS)]
    kernel, stride, dilation = (tuple(pair) for pair in zip(*others, strict=True))
    numbers: dict[str, Any] = {"input": layer.input, "kernel": kernel, "stride": stride, "dilation": dilation}
    padding, output_padding = {"padding": layer.padding}, {"output_padding": layer.output_padding}
    for cut in ({**padding, **output_padding}, padding):
        try:
            return _of(layer, numbers | cut)
        except ConvanimError:
            continue
    return _of(layer, numbers)


def _of(layer: Layer, numbers: dict[str, Any]) -> Layer:
    """A layer of that kind and of as many dimensions with such numbers."""
    return type(layer).of(**{name: layer.own(value) for name, value in numbers.items()}, dims=layer.dims)


KernelAlong = tuple[int, int, int]
"""Kernel, stride and dilation along one axis."""


def _numbers(layer: Layer, axis: int) -> KernelAlong:
    return layer.kernel[axis], layer.stride[axis], layer.dilation[axis]


def _evened(layer: Layer, axis: int) -> KernelAlong:
    """The nearest kernel that the stride divides; without dilation, where it shares a factor with the stride."""
    k, s, d = _numbers(layer, axis)
    below = k // s * s
    return below if below and k - below < below + s - k else below + s, s, d if gcd(s, d) == 1 else 1


def _unevened(layer: Layer, axis: int) -> KernelAlong:
    """The nearest kernel that the stride does not divide; for stride 1, which divides all, a stride that does not."""
    k, s, d = _numbers(layer, axis)
    if layer.input[axis] == 1:
        return k, s, d
    if s == 1:
        return k, next(other for other in range(2, k + 3) if k % other), d
    return (k - 1 if k > s + 1 else k + 1), s, d
