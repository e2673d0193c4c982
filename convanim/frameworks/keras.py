"""Keras: layers of `keras.layers` written and read. It counts channels after rows and columns by default."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from convanim.core.errors import ConvanimError
from convanim.core.text import Pair
from convanim.frameworks.base import (
    Framework,
    InputSize,
    LayerClass,
    LayerObject,
    Sizes,
    call,
    drawn_axes,
    joint,
    keywords,
)
from convanim.layers.base import Layer
from convanim.layers.padding import causal_padding, same_crop, same_padding, valid_crop, valid_padding

PADDINGS_BY_NAME = {"valid": valid_padding, "same": same_padding, "causal": causal_padding}


CROPS_BY_NAME = {"valid": valid_crop, "same": same_crop}
"""The same for transposed layers: what is cut off, and output padding."""


Arithmetic = TypeVar("Arithmetic", bound=Callable[..., Any])


def _convolution(layer: Layer) -> str:
    axes = drawn_axes(layer)
    name = f"keras.layers.Conv{len(axes)}D"
    numbers = keywords(layer, kernel_size="kernel", strides="stride", dilation_rate="dilation")
    padding = [layer.padding[axis] for axis in axes]
    padded = any(map(any, padding))
    before = [call(f"keras.layers.ZeroPadding{len(axes)}D", _around(padding))] if padded else []
    if "strides" in numbers and "dilation_rate" in numbers:
        pooling = call(f"keras.layers.MaxPooling{len(axes)}D", 1, strides=numbers.pop("strides"))
        words = "  # Keras has no strides with dilation_rate: pooling of size 1 keeps the windows that are wanted"
        return _in_order([*before, call(name, 1, **numbers), pooling]) + words
    if padded and padding == [_same(layer, axis) for axis in axes]:
        words = "  # for this input size: with strides, 'same' depends on it" if "strides" in numbers else ""
        return call(name, 1, **numbers, padding="same") + words
    return _in_order([*before, call(name, 1, **numbers)])


def _same(layer: Layer, axis: int) -> Pair:
    return same_padding(layer.input[axis], layer.kernel[axis], layer.stride[axis], layer.dilation[axis])


def _transposed(layer: Layer) -> str:
    """Keras makes (i-1)s + max(K, s) cells without padding; what is wanted is cut out of them, or zeros are added."""
    axes = drawn_axes(layer)
    name = f"keras.layers.Conv{len(axes)}DTranspose"
    numbers = keywords(layer, kernel_size="kernel", strides="stride", dilation_rate="dilation")
    words = ""
    if "strides" in numbers and "dilation_rate" in numbers:
        del numbers["dilation_rate"]
        numbers["kernel_size"] = joint([layer.axes[axis].effective_kernel for axis in axes])
        words = "  # Keras has no strides with dilation_rate: the kernel's weights have zeros between them"
    crops, added = zip(*(_cut(layer, axis) for axis in axes), strict=True)
    if any(map(any, crops)) and all(_cut_as_same(layer, axis) for axis in axes):
        return call(name, 1, **numbers, padding="same") + words
    parts = [call(name, 1, **numbers)]
    if any(map(any, added)):
        parts.append(call(f"keras.layers.ZeroPadding{len(axes)}D", _around(added)))
    if any(map(any, crops)):
        parts.append(call(f"keras.layers.Cropping{len(axes)}D", _around(crops)))
    return _in_order(parts) + words


def _cut(layer: Layer, axis: int) -> tuple[Pair, Pair]:
    """What is cut off along an axis, and what is added, each before and after."""
    i, s, before = layer.input[axis], layer.stride[axis], layer.padding[axis][0]
    rest = (i - 1) * s + max(layer.axes[axis].effective_kernel, s) - before - layer.output[axis]
    return (before, max(rest, 0)), (0, max(-rest, 0))


def _cut_as_same(layer: Layer, axis: int) -> bool:
    """Whether `same` cuts off the same cells."""
    i, s, before = layer.input[axis], layer.stride[axis], layer.padding[axis][0]
    return layer.output[axis] == i * s and before == max(layer.axes[axis].effective_kernel - s, 0) // 2


def _around(sides: Sequence[Pair]) -> Any:
    """What Keras takes for padding or cropping: one number, one pair for one axis, or a pair for each."""
    if len({number for pair in sides for number in pair}) == 1:
        return sides[0][0]
    return tuple(sides) if len(sides) > 1 else sides[0]


def _in_order(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"keras.Sequential([{', '.join(parts)}])"


def _read_sizes(module: LayerObject, input_size: InputSize) -> Sizes:
    last = module.attribute("data_format", "channels_last") == "channels_last"
    sizes: Sizes = {"input": module.input(input_size, channels_last=last)}
    names = {"kernel": "kernel_size", "stride": "strides", "dilation": "dilation_rate"}
    return sizes | {name: module.sizes(attribute) for name, attribute in names.items()}


def _read_convolution(module: LayerObject, input_size: InputSize) -> Sizes:
    sizes = _read_sizes(module, input_size)
    pad, axes = _named_padding(module, PADDINGS_BY_NAME), zip(*sizes.values(), strict=True)
    return sizes | {"padding": [pad(*axis) for axis in axes]}


def _read_transposed(module: LayerObject, input_size: InputSize) -> Sizes:
    sizes = _read_sizes(module, input_size)
    added = module.attribute("output_padding")
    ops: Sequence[int | None] = [None] * module.dimensions if added is None else module.sizes("output_padding")
    crop = _named_padding(module, CROPS_BY_NAME)
    crops = [crop(*axis) for axis in zip(sizes["kernel"], sizes["stride"], sizes["dilation"], ops, strict=True)]
    return sizes | {"padding": [padding for padding, _ in crops], "output_padding": [more for _, more in crops]}


def _named_padding(module: LayerObject, known: Mapping[str, Arithmetic]) -> Arithmetic:
    named = str(module.attribute("padding")).lower()
    if named not in known:
        *others, last = known
        ways = f"{', '.join(others)} or {last}"
        raise ConvanimError(f"{module.class_name} has padding {named!r}, which is not known; use {ways}")
    return known[named]


KERAS = Framework(
    title="Keras",
    writers={"conv": _convolution, "transposed": _transposed},
    classes={
        "Conv1D": LayerClass(1, "conv"),
        "Conv2D": LayerClass(2, "conv"),
        "Conv1DTranspose": LayerClass(1, "transposed"),
        "Conv2DTranspose": LayerClass(2, "transposed"),
        "DepthwiseConv1D": LayerClass(1, "conv"),
        "DepthwiseConv2D": LayerClass(2, "conv"),
        "SeparableConv1D": LayerClass(1, "conv"),
        "SeparableConv2D": LayerClass(2, "conv"),
    },
    readers={"conv": _read_convolution, "transposed": _read_transposed},
)
