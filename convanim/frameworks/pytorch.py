"""PyTorch: layers of `torch.nn` written and read. It counts channels before rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
from convanim.layers.parameters import CHANNEL_OPTIONS


def _convolution(layer: Layer) -> str:
    axes = drawn_axes(layer)
    name, channels = f"nn.Conv{len(axes)}d", (layer.channels.inputs, layer.channels.outputs)
    numbers = keywords(layer, kernel_size="kernel", stride="stride", dilation="dilation") | grouped(layer)
    mode = "" if layer.usual("padding_mode") else layer.resolved("padding_mode")
    if layer.padded_evenly or (set(layer.stride) == {1} and layer.is_padded_by("same")):
        padding: Any = joint([layer.padding[axis][0] for axis in axes]) if layer.padded_evenly else "same"
        padded = {"padding": padding} | ({"padding_mode": mode} if mode else {}) if padding else {}
        return call(name, *channels, **numbers, **padded)
    return f"{call(name, *channels, **numbers)}({_pad(layer, **({'mode': mode} if mode else {}))})"


def _max_pool(layer: Layer) -> str | None:
    return _adaptive(layer, "Max") or _pool(layer, "Max", {"value": LEAST})


def _average_pool(layer: Layer) -> str | None:
    if adaptive := _adaptive(layer, "Avg"):
        return adaptive
    counts = layer.resolved("count_include_pad") is not False
    if counts or _pads_itself(layer):
        return _pool(layer, "Avg", {} if counts else {"count_include_pad": False})
    numbers = keywords(layer, kernel_size="kernel", stride="stride")
    pool = f"F.avg_pool{layer.dims}d"
    sums, counted = (call(pool, _pad(layer, x), **numbers) for x in ("x", "torch.ones_like(x)"))
    return f"{sums} / {counted}  # the mean of the real cells: padding is not counted"


def _adaptive(layer: Layer, name: str) -> str | None:
    if layer.resolved("output_size") is None:
        return None
    return call(f"nn.Adaptive{name}Pool{layer.dims}d", joint(layer.own(layer.output)))


def _pads_itself(layer: Layer) -> bool:
    """Whether the framework's pool pads as much: evenly, and at most half of its window."""
    sides = zip(layer.own(layer.padding), layer.own(layer.kernel), strict=True)
    return all(before == after <= k // 2 for (before, after), k in sides)


def _pool(layer: Layer, name: str, filled: dict[str, Any]) -> str | None:
    """One call; where it does not pad as much, of an input that is padded before. `filled` says with what."""
    numbers = keywords(layer, kernel_size="kernel", stride="stride")
    if "dilation" in layer.parameters:
        numbers |= keywords(layer, dilation="dilation")
    pool, beyond = f"nn.{name}Pool{layer.dims}d", any(axis.beyond for axis in layer.own_axes)
    if _pads_itself(layer):
        padding = joint([before for before, _ in layer.own(layer.padding)])
        numbers |= {"padding": padding} if padding else {}
        numbers |= {"ceil_mode": True} if beyond else {}
        return call(pool, **numbers, **(filled if name == "Avg" else {}))
    if beyond and name == "Avg":  # what overhangs is not counted, the padding is: no call tells them apart
        return None
    return f"{call(pool, **numbers)}({_pad(layer, **filled)})"


def _pad(layer: Layer, x: str = "x", **how: Any) -> str:
    """PyTorch counts the sides from the last axis to the first."""
    flat = tuple(number for pair in reversed(padded_sides(layer)) for number in pair)
    return call("F.pad", x, flat, **how)


def _transposed(layer: Layer) -> str:
    """One call where the framework's output padding can make up for uneven padding, else a crop beside it."""
    axes = drawn_axes(layer)
    padding, output_padding, crops = [], [], []
    for axis in axes:
        before, after = layer.padding[axis]
        extra = layer.output_padding[axis] + before - after
        if 0 <= extra < max(layer.stride[axis], layer.dilation[axis]):
            padding.append(before)
            output_padding.append(extra)
            crops.append((0, 0))
        else:
            padding.append(min(before, after))
            output_padding.append(layer.output_padding[axis])
            crops.append((min(before, after) - before, min(before, after) - after))
    numbers = keywords(layer, kernel_size="kernel", stride="stride", dilation="dilation")
    if any(padding):
        numbers["padding"] = joint(padding)
    if any(output_padding):
        numbers["output_padding"] = joint(output_padding)
    channels = layer.channels.inputs, layer.channels.outputs
    conv = call(f"nn.ConvTranspose{len(axes)}d", *channels, **numbers, **grouped(layer))
    if not any(map(any, crops)):
        return conv
    return f"nn.Sequential({conv}, {_zero_pad(crops)})  # negative padding crops: the layer itself pads evenly"


def _zero_pad(sides: Sequence[Pair]) -> str:
    """PyTorch counts the sides from the last axis to the first."""
    flat = tuple(number for pair in reversed(sides) for number in pair)
    return f"nn.ZeroPad{len(sides)}d({flat})"


def _read_convolution(module: LayerObject, input_size: InputSize) -> Sizes:
    sizes: Sizes = {"input": module.input(input_size, channels_last=False)}
    sizes |= {"kernel": module.sizes("kernel_size")} | {name: module.sizes(name) for name in ("stride", "dilation")}
    sizes |= {"padding": _padding(module), "padding_mode": module.attribute("padding_mode", "zeros")}
    return sizes | {name: count for name in CHANNEL_OPTIONS if (count := module.count(name)) is not None}


def _read_pool(module: LayerObject, input_size: InputSize) -> Sizes:
    sizes: Sizes = {"input": module.input(input_size, channels_last=False)}
    if module.attribute("output_size") is not None:
        return sizes | {"output_size": module.sizes("output_size")}
    sizes |= {"kernel": module.sizes("kernel_size"), "stride": module.sizes("stride")}
    sizes |= {"padding": [(number, number) for number in module.sizes("padding")]}
    if module.attribute("dilation") is not None:
        sizes |= {"dilation": module.sizes("dilation")}
    told = {name: module.attribute(name) for name in ("ceil_mode", "count_include_pad")}
    return sizes | {name: value for name, value in told.items() if value is not None}


def _read_transposed(module: LayerObject, input_size: InputSize) -> Sizes:
    read = {**_read_convolution(module, input_size), "output_padding": module.sizes("output_padding")}
    del read["padding_mode"]  # a transposed one has zeros alone
    return read


def _padding(module: LayerObject) -> list[Pair] | str:
    named = module.attribute("padding")
    if isinstance(named, str):
        return [(0, 0)] * module.dimensions if named == "valid" else named
    return [(number, number) for number in module.sizes("padding")]


PYTORCH = Framework(
    title="PyTorch",
    writers={"conv": _convolution, "transposed": _transposed, "maxpool": _max_pool, "avgpool": _average_pool},
    classes={
        "Conv1d": LayerClass(1, "conv"),
        "Conv2d": LayerClass(2, "conv"),
        "ConvTranspose1d": LayerClass(1, "transposed"),
        "ConvTranspose2d": LayerClass(2, "transposed"),
        **{
            f"{name}{word}Pool{dims}d": LayerClass(dims, f"{word.lower()}pool")
            for name in ("", "Adaptive")
            for word in ("Max", "Avg")
            for dims in (1, 2)
        },
    },
    readers={
        "conv": _read_convolution,
        "transposed": _read_transposed,
        "maxpool": _read_pool,
        "avgpool": _read_pool,
    },
)
