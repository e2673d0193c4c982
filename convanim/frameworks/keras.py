"""Keras: layers of `keras.layers` written and read. It counts channels after rows and columns by default."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from convanim.core.errors import ConvanimError
from convanim.core.text import Pair
from convanim.frameworks.base import (
    LEAST,
    Framework,
    InputSize,
    LayerClass,
    LayerObject,
    Sizes,
    call,
    drawn_axes,
    grouped,
    joint,
    keywords,
    padded_sides,
)
from convanim.layers.base import Layer
from convanim.layers.padding import CAUSAL, same_crop, valid_crop

CROPS_BY_NAME = {"valid": valid_crop, "same": same_crop}
"""What a name cuts off a transposed layer, and its output padding."""


def _convolution(layer: Layer) -> str:
    axes = drawn_axes(layer)
    name = f"keras.layers.Conv{len(axes)}D"
    numbers = keywords(layer, kernel_size="kernel", strides="stride", dilation_rate="dilation") | grouped(layer)
    planes = layer.channels.outputs
    padding = [layer.padding[axis] for axis in axes]
    padded = any(map(any, padding))
    mode = OPS_PADS.get(layer.resolved("padding_mode")) if padded else None
    zeros = [call(f"keras.layers.ZeroPadding{len(axes)}D", _around(padding))] if padded and not mode else []
    after, words = [], ""
    if "strides" in numbers and "dilation_rate" in numbers:
        after = [call(f"keras.layers.MaxPooling{len(axes)}D", 1, strides=numbers.pop("strides"))]
        words = "  # Keras has no strides with dilation_rate: pooling of size 1 keeps the windows that are wanted"
    elif padded and not mode and layer.is_padded_by("same"):
        words = "  # for this input size: with strides, 'same' depends on it" if "strides" in numbers else ""
        return call(name, planes, **numbers, padding="same") + ("" if layer.padding_name else words)
    elif padded and not mode and layer.is_padded_by(CAUSAL):
        return call(name, planes, **numbers, padding=CAUSAL)
    line = _in_order([*zeros, call(name, planes, **numbers), *after])
    return f"{line}({_pad(layer, mode=mode)}){words}" if mode else line + words


OPS_PADS = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
"""What `keras.ops.pad` calls padding that copies."""


def _pad(layer: Layer, **how: Any) -> str:
    return call("keras.ops.pad", "x", ((0, 0), *padded_sides(layer), (0, 0)), **how)


def _max_pool(layer: Layer) -> str | None:
    return None if layer.dilated else _pool(layer, "Max", lambda: {"constant_values": LEAST})


def _average_pool(layer: Layer) -> str | None:
    """A mean counts what is padded before; under `same` it does not."""
    uncounted = layer.resolved("count_include_pad") is False or any(axis.beyond for axis in layer.own_axes)
    return _pool(layer, "Average", lambda: None if uncounted else {})


def _pool(layer: Layer, name: str, filled: Callable[[], dict[str, Any] | None]) -> str | None:
    """One call; of an input that is padded before, where `filled` says with what. None for what Keras has not."""
    if any(axis.adaptive and axis.input % axis.adaptive for axis in layer.own_axes):
        return None
    pool = f"{name}Pooling{layer.dims}D"
    if set(layer.own(layer.output)) == {1} and layer.own_axes[0].adaptive:
        return call(f"keras.layers.Global{pool}", keepdims=True)
    kernel = joint(layer.own(layer.kernel))
    strides = {} if layer.stride == layer.kernel else {"strides": joint(layer.own(layer.stride))}
    if not any(map(any, padded_sides(layer))):
        return call(f"keras.layers.{pool}", kernel, **strides)
    alone = filled()
    if layer.is_padded_by("same") and (name == "Max" or alone is None):
        return call(f"keras.layers.{pool}", kernel, **strides, padding="same")
    if alone is None:
        return None
    return f"{call(f'keras.layers.{pool}', kernel, **strides)}({_pad(layer, **alone)})"


def _transposed(layer: Layer) -> str | None:
    """Keras makes (i-1)s + max(K, s) cells without padding; what is wanted is cut out of them, or zeros are added.

    It has no groups here.
    """
    if layer.channels.groups > 1:
        return None
    axes, planes = drawn_axes(layer), layer.channels.outputs
    name = f"keras.layers.Conv{len(axes)}DTranspose"
    numbers = keywords(layer, kernel_size="kernel", strides="stride", dilation_rate="dilation")
    words = ""
    if "strides" in numbers and "dilation_rate" in numbers:
        del numbers["dilation_rate"]
        numbers["kernel_size"] = joint([layer.axes[axis].effective_kernel for axis in axes])
        words = "  # Keras has no strides with dilation_rate: the kernel's weights have zeros between them"
    crops, added = zip(*(_cut(layer, axis) for axis in axes), strict=True)
    if any(map(any, crops)) and layer.is_padded_by("same"):
        return call(name, planes, **numbers, padding="same") + words
    parts = [call(name, planes, **numbers)]
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
    name = _padding_name(module, ("valid", "same", CAUSAL))
    sizes = _read_sizes(module, input_size) | _read_channels(module, input_size)
    return sizes | ({} if name == "valid" else {"padding": name})


def _read_channels(module: LayerObject, input_size: InputSize) -> Sizes:
    """Its planes, where the input's whole shape says how many come in: Keras counts those only when it is called.

    Groups are known before; a layer that was called has its kernel, whose last but one axis is planes of a group.
    """
    last = module.attribute("data_format", "channels_last") == "channels_last"
    inputs = module.in_channels(input_size, last)
    multiplier, filters, groups = (module.count(name) for name in ("depth_multiplier", "filters", "groups"))
    if inputs is None and (groups or 1) > 1:
        shape = getattr(module.attribute("kernel"), "shape", None)
        known = {"in_channels": int(shape[-2]) * (groups or 1)} if shape else {}
        return {**known, "out_channels": filters, "groups": groups}
    if inputs is None:
        return {}
    if multiplier is not None and filters is None:  # depthwise
        return {"in_channels": inputs, "out_channels": inputs * multiplier, "groups": inputs}
    if multiplier is not None or filters is None:  # separable: two layers in one
        return {}
    return {"in_channels": inputs, "out_channels": filters, "groups": groups or 1}


def _read_transposed(module: LayerObject, input_size: InputSize) -> Sizes:
    sizes = _read_sizes(module, input_size) | _read_channels(module, input_size)
    added = module.attribute("output_padding")
    ops: Sequence[int | None] = [None] * module.dimensions if added is None else module.sizes("output_padding")
    name = _padding_name(module, CROPS_BY_NAME)
    if name == "same" and added is None:
        return sizes | {"padding": name}
    crop = CROPS_BY_NAME[name]
    crops = [crop(*axis) for axis in zip(sizes["kernel"], sizes["stride"], sizes["dilation"], ops, strict=True)]
    return sizes | {"padding": [padding for padding, _ in crops], "output_padding": [more for _, more in crops]}


def _read_pool(module: LayerObject, input_size: InputSize) -> Sizes:
    """A pool by its window, or a global one, which has none."""
    last = module.attribute("data_format", "channels_last") == "channels_last"
    sizes: Sizes = {"input": module.input(input_size, channels_last=last)}
    if module.attribute("pool_size") is None:
        return sizes | {"global_pooling": True}
    sizes |= {"kernel": module.sizes("pool_size"), "stride": module.sizes("strides")}
    name = _padding_name(module, ("valid", "same"))
    return sizes | ({} if name == "valid" else {"padding": name})


def _padding_name(module: LayerObject, known: Iterable[str]) -> str:
    named = str(module.attribute("padding")).lower()
    if named not in known:
        *others, last = known
        ways = f"{', '.join(others)} or {last}"
        raise ConvanimError(f"{module.class_name} has padding {named!r}, which is not known; use {ways}")
    return named


KERAS = Framework(
    title="Keras",
    writers={"conv": _convolution, "transposed": _transposed, "maxpool": _max_pool, "avgpool": _average_pool},
    classes={
        "Conv1D": LayerClass(1, "conv"),
        "Conv2D": LayerClass(2, "conv"),
        "Conv1DTranspose": LayerClass(1, "transposed"),
        "Conv2DTranspose": LayerClass(2, "transposed"),
        "DepthwiseConv1D": LayerClass(1, "conv"),
        "DepthwiseConv2D": LayerClass(2, "conv"),
        "SeparableConv1D": LayerClass(1, "conv"),
        "SeparableConv2D": LayerClass(2, "conv"),
        **{f"MaxPooling{dims}D": LayerClass(dims, "maxpool") for dims in (1, 2)},
        **{f"AveragePooling{dims}D": LayerClass(dims, "avgpool") for dims in (1, 2)},
        **{f"GlobalMaxPooling{dims}D": LayerClass(dims, "maxpool") for dims in (1, 2)},
        **{f"GlobalAveragePooling{dims}D": LayerClass(dims, "avgpool") for dims in (1, 2)},
    },
    readers={
        "conv": _read_convolution,
        "transposed": _read_transposed,
        "maxpool": _read_pool,
        "avgpool": _read_pool,
    },
)
