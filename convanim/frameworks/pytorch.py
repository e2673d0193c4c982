"""PyTorch: layers of `torch.nn` written and read. It counts channels before rows and columns."""

from __future__ import annotations

from collections.abc import Sequence

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


def _convolution(layer: Layer) -> str:
    axes = drawn_axes(layer)
    name = f"nn.Conv{len(axes)}d"
    numbers = keywords(layer, kernel_size="kernel", stride="stride", dilation="dilation")
    if layer.padded_evenly:
        padding = joint([layer.padding[axis][0] for axis in axes])
        return call(name, 1, 1, **numbers, **({"padding": padding} if padding else {}))
    if set(layer.stride) == {1} and layer.is_padded_by("same"):
        return call(name, 1, 1, **numbers, padding="same")
    padded = _zero_pad([layer.padding[axis] for axis in axes])
    return f"nn.Sequential({padded}, {call(name, 1, 1, **numbers)})"


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
    conv = call(f"nn.ConvTranspose{len(axes)}d", 1, 1, **numbers)
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
    return sizes | {"padding": _padding(module, sizes)}


def _read_transposed(module: LayerObject, input_size: InputSize) -> Sizes:
    return _read_convolution(module, input_size) | {"output_padding": module.sizes("output_padding")}


def _padding(module: LayerObject, sizes: Sizes) -> list[Pair]:
    mode = module.attribute("padding_mode", "zeros")
    if mode != "zeros":
        raise ConvanimError(
            f"{module.class_name} has padding_mode {mode!r}, and only zeros are drawn; use padding_mode='zeros'"
        )
    named = module.attribute("padding")
    if named == "valid":
        return [(0, 0)] * module.dimensions
    if named == "same":
        totals = [d * (k - 1) for k, d in zip(sizes["kernel"], sizes["dilation"], strict=True)]
        return [(total // 2, total - total // 2) for total in totals]
    return [(number, number) for number in module.sizes("padding")]


PYTORCH = Framework(
    title="PyTorch",
    writers={"conv": _convolution, "transposed": _transposed},
    classes={
        "Conv1d": LayerClass(1, "conv"),
        "Conv2d": LayerClass(2, "conv"),
        "ConvTranspose1d": LayerClass(1, "transposed"),
        "ConvTranspose2d": LayerClass(2, "transposed"),
    },
    readers={"conv": _read_convolution, "transposed": _read_transposed},
)
