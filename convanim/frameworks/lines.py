"""The line of PyTorch, Keras and JAX that computes a layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from convanim.frameworks.padding import same_padding
from convanim.layers.base import Layer
from convanim.values.exact import Pair

ONE_ROW = ("NCH", "OIH", "NCH")


ROWS_AND_COLUMNS = ("NCHW", "OIHW", "NCHW")


def framework_lines(layer: Layer) -> dict[str, str]:
    """The line of each framework that computes this layer on one channel; what it needs to know in a comment.

    A kind of layer that is not in `WRITERS` has no lines.

    Inputs are laid out as is usual there: (batch, channels, rows, columns) in PyTorch and JAX, channels last in
    Keras. A layer of one row is the framework's layer of one dimension.

    >>> from convanim.layers.convolution import Convolution
    >>> framework_lines(Convolution.of(5, 3, 1))["keras"]
    "keras.layers.Conv2D(1, kernel_size=3, padding='same')"
    """
    return {framework: write(layer) for framework, write in WRITERS.get(layer.kind, {}).items()}


def _axes(layer: Layer) -> tuple[int, ...]:
    """The axes that the framework's layer has: only columns where there is one row that nothing is done to."""
    flat = layer.input[0] == layer.kernel[0] == 1 and layer.padding[0] == (0, 0) and not layer.output_padding[0]
    return (1,) if flat else (0, 1)


def _call(name: str, *first: object, **numbers: object) -> str:
    words = [str(word) for word in first] + [f"{key}={value!r}" for key, value in numbers.items()]
    return f"{name}({', '.join(words)})"


def _short(values: Sequence[Any]) -> Any:
    """One number where all axes have the same."""
    return values[0] if len(set(values)) == 1 else tuple(values)


def _given(layer: Layer, **names: str) -> dict[str, Any]:
    """A framework's keywords for a layer's numbers that are not the default."""
    axes = _axes(layer)
    values = {key: [getattr(layer, name)[axis] for axis in axes] for key, name in names.items()}
    defaults = {"kernel": None, "stride": 1, "dilation": 1}
    return {key: _short(value) for key, value in values.items() if set(value) != {defaults[names[key]]}}


# PyTorch


def _pytorch(layer: Layer) -> str:
    axes = _axes(layer)
    numbers = _given(layer, kernel_size="kernel", stride="stride", dilation="dilation")
    if layer.padded_evenly:
        padding = _short([layer.padding[axis][0] for axis in axes])
        return _call(f"nn.Conv{len(axes)}d", 1, 1, **numbers, **({"padding": padding} if padding else {}))
    if layer.padded_same:
        return _call(f"nn.Conv{len(axes)}d", 1, 1, **numbers, padding="same")
    conv = _call(f"nn.Conv{len(axes)}d", 1, 1, **numbers)
    return f"nn.Sequential({_zero_pad([layer.padding[axis] for axis in axes])}, {conv})"


def _pytorch_transposed(layer: Layer) -> str:
    """One call where the framework's output padding can make up for uneven padding, else a crop beside it."""
    axes = _axes(layer)
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
    numbers = _given(layer, kernel_size="kernel", stride="stride", dilation="dilation")
    if any(padding):
        numbers["padding"] = _short(padding)
    if any(output_padding):
        numbers["output_padding"] = _short(output_padding)
    conv = _call(f"nn.ConvTranspose{len(axes)}d", 1, 1, **numbers)
    if not any(map(any, crops)):
        return conv
    return f"nn.Sequential({conv}, {_zero_pad(crops)})  # negative padding crops: the layer itself pads evenly"


def _zero_pad(sides: Sequence[Pair]) -> str:
    """PyTorch counts the sides from the last axis to the first."""
    flat = tuple(number for pair in reversed(sides) for number in pair)
    return f"nn.ZeroPad{len(sides)}d({flat})"


# Keras


def _keras(layer: Layer) -> str:
    axes = _axes(layer)
    name = f"keras.layers.Conv{len(axes)}D"
    numbers = _given(layer, kernel_size="kernel", strides="stride", dilation_rate="dilation")
    padding = [layer.padding[axis] for axis in axes]
    padded = any(map(any, padding))
    before = [_call(f"keras.layers.ZeroPadding{len(axes)}D", _around(padding))] if padded else []
    if "strides" in numbers and "dilation_rate" in numbers:
        pooling = _call(f"keras.layers.MaxPooling{len(axes)}D", 1, strides=numbers.pop("strides"))
        words = "  # Keras has no strides with dilation_rate: pooling of size 1 keeps the windows that are wanted"
        return _in_order([*before, _call(name, 1, **numbers), pooling]) + words
    if padded and padding == [same_padding(*_numbers(layer, axis)) for axis in axes]:
        words = "  # for this input size: with strides, 'same' depends on it" if "strides" in numbers else ""
        return _call(name, 1, **numbers, padding="same") + words
    return _in_order([*before, _call(name, 1, **numbers)])


def _numbers(layer: Layer, axis: int) -> tuple[int, int, int, int]:
    return layer.input[axis], layer.kernel[axis], layer.stride[axis], layer.dilation[axis]


def _keras_transposed(layer: Layer) -> str:
    """Keras makes (i-1)s + max(K, s) cells without padding; what is wanted is cut out of them, or zeros are added."""
    axes = _axes(layer)
    name = f"keras.layers.Conv{len(axes)}DTranspose"
    numbers = _given(layer, kernel_size="kernel", strides="stride", dilation_rate="dilation")
    words = ""
    if "strides" in numbers and "dilation_rate" in numbers:
        del numbers["dilation_rate"]
        numbers["kernel_size"] = _short([layer.axes[axis].effective_kernel for axis in axes])
        words = "  # Keras has no strides with dilation_rate: the kernel's weights have zeros between them"
    crops, added = [], []
    same = True
    for axis in axes:
        i, s, before = layer.input[axis], layer.stride[axis], layer.padding[axis][0]
        effective, output = layer.axes[axis].effective_kernel, layer.output[axis]
        rest = (i - 1) * s + max(effective, s) - before - output
        crops.append((before, max(rest, 0)))
        added.append((0, max(-rest, 0)))
        same = same and output == i * s and before == max(effective - s, 0) // 2
    if same and any(map(any, crops)):
        return _call(name, 1, **numbers, padding="same") + words
    parts = [_call(name, 1, **numbers)]
    if any(map(any, added)):
        parts.append(_call(f"keras.layers.ZeroPadding{len(axes)}D", _around(added)))
    if any(map(any, crops)):
        parts.append(_call(f"keras.layers.Cropping{len(axes)}D", _around(crops)))
    return _in_order(parts) + words


def _around(sides: Sequence[Pair]) -> Any:
    """What Keras takes for padding or cropping: one number, one pair for one axis, or a pair for each."""
    if len({number for pair in sides for number in pair}) == 1:
        return sides[0][0]
    return tuple(sides) if len(sides) > 1 else sides[0]


def _in_order(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"keras.Sequential([{', '.join(parts)}])"


# JAX


def _jax(layer: Layer) -> str:
    """The plain convolution that every layer is drawn as: JAX takes all its numbers."""
    axes = _axes(layer)
    slides = [layer.axes[axis] for axis in axes]
    flipped = slides[0].flipped
    kernel = f"w[:, :{', ::-1' * len(axes)}]" if flipped else "w"
    numbers: dict[str, Any] = {
        "window_strides": tuple(slide.stride for slide in slides),
        "padding": tuple((slide.before, slide.after) for slide in slides),
    }
    if any(slide.zeros for slide in slides):
        numbers["lhs_dilation"] = tuple(slide.zeros + 1 for slide in slides)
    if any(slide.dilation > 1 for slide in slides):
        numbers["rhs_dilation"] = tuple(slide.dilation for slide in slides)
    numbers["dimension_numbers"] = ROWS_AND_COLUMNS if len(axes) > 1 else ONE_ROW
    line = _call("jax.lax.conv_general_dilated", "x", kernel, **numbers)
    return line + ("  # the kernel turned by 180°" if flipped else "")


WRITERS: Mapping[str, Mapping[str, Callable[[Layer], str]]] = {
    "conv": {"pytorch": _pytorch, "keras": _keras, "jax": _jax},
    "transposed": {"pytorch": _pytorch_transposed, "keras": _keras_transposed, "jax": _jax},
}
"""By kind of layer, what writes the line of each framework."""
