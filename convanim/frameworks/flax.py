"""Flax: layers of `flax.linen` and `flax.nnx` written and read. It counts channels after rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from convanim.core.errors import ConvanimError
from convanim.core.text import Pair
from convanim.frameworks.base import (
    NUMPY_MODES,
    Code,
    Framework,
    InputSize,
    LayerClass,
    LayerObject,
    Sizes,
    call,
    drawn_axes,
    grouped,
    padded_sides,
)
from convanim.layers.axis import ZEROS
from convanim.layers.base import Layer
from convanim.layers.padding import CAUSAL, same_padding, valid_crop

NAMES = {"same": "SAME", "same-lower": "SAME_LOWER", CAUSAL: "CAUSAL"}
"""Names of paddings that Flax has, too."""


class Library(NamedTuple):
    """One of Flax's two libraries: how its layers are made."""

    name: str
    says_inputs: bool
    """Whether a layer is told its input channels, too."""
    more: dict[str, Any]
    """What each layer needs besides its numbers."""

    def line(self, name: str, layer: Layer, **numbers: Any) -> str:
        """A call that makes the layer."""
        planes = layer.channels
        channels = (planes.inputs, planes.outputs) if self.says_inputs else (planes.outputs,)
        return call(f"{self.name}.{name}", *channels, **numbers, **self.more)


IN_LINEN, IN_NNX = Library("linen", False, {}), Library("nnx", True, {"rngs": Code("nnx.Rngs(0)")})


def _numbers(layer: Layer) -> dict[str, Any]:
    """Kernel, strides and dilation; one for each axis, for a kernel of one number is of one dimension."""
    names = {"kernel_size": "kernel", "strides": "stride", "kernel_dilation": "dilation"}
    values = {key: tuple(getattr(layer, name)[axis] for axis in drawn_axes(layer)) for key, name in names.items()}
    return {key: value for key, value in values.items() if key == "kernel_size" or not layer.usual(names[key])}


def _convolution(part: Library) -> Callable[[Layer], str]:
    def line(layer: Layer) -> str:
        sides, mode = list(layer.own(layer.padding)), layer.resolved("padding_mode")
        numbers = _numbers(layer) | grouped(layer, "feature_group_count")
        if mode == ZEROS or not any(map(any, sides)):
            return part.line("Conv", layer, **numbers, padding=_padding(layer, sides))
        padded = f"lambda x: {call('jnp.pad', 'x', ((0, 0), *padded_sides(layer), (0, 0)), mode=NUMPY_MODES[mode])}"
        conv = part.line("Conv", layer, **numbers, padding="VALID")
        parts = f"{padded}, {conv}"
        return f"linen.Sequential([{parts}])" if part is IN_LINEN else f"nnx.Sequential({parts})"

    return line


def _padding(layer: Layer, sides: Sequence[Pair]) -> Any:
    """A name where it was asked for by one, one number where all are the same, else pairs."""
    if layer.padding_name in NAMES:
        return NAMES[layer.padding_name]
    if not any(map(any, sides)):
        return "VALID"
    numbers = {number for pair in sides for number in pair}
    return numbers.pop() if len(numbers) == 1 else tuple(sides)


def _transposed(part: Library) -> Callable[[Layer], str | None]:
    """Flax pads the input with its zeros inserted, so its numbers are p′; and it turns no kernel unless told to."""

    def line(layer: Layer) -> str | None:
        if layer.channels.groups > 1:
            return None  # which Flax has not in a transposed one
        named = layer.padding_name == "same"
        padding: Any = tuple((axis.before, axis.after) for axis in layer.own_axes)
        numbers = {**_numbers(layer), "padding": NAMES["same"] if named else padding, "transpose_kernel": True}
        words = "" if named else "  # its padding is p′: that of the input with zeros between"
        return part.line("ConvTranspose", layer, **numbers) + words

    return line


def _max_pool(part: Library) -> Callable[[Layer], str | None]:
    return lambda layer: None if layer.dilated else _pool(part, layer, "max_pool", {})


def _average_pool(part: Library) -> Callable[[Layer], str | None]:
    def line(layer: Layer) -> str | None:
        counts = layer.resolved("count_include_pad") is not False
        if counts and any(axis.beyond for axis in layer.own_axes):
            return None  # what overhangs is not counted, the padding is: no call tells them apart
        return _pool(part, layer, "avg_pool", {} if counts else {"count_include_pad": False})

    return line


def _pool(part: Library, layer: Layer, name: str, counted: dict[str, Any]) -> str | None:
    """A pool is a function, whose strides are 1 unless given. None for windows of sizes of their own."""
    axes = layer.own_axes
    if any(axis.adaptive and axis.input % axis.adaptive for axis in axes):
        return None
    window, strides = (tuple(getattr(axis, of) for axis in axes) for of in ("kernel", "stride"))
    sides = padded_sides(layer)
    beyond = any(axis.beyond for axis in axes)
    named = layer.padding_name in ("same", "same-lower") and not beyond
    padding: Any = NAMES[layer.padding_name] if named else tuple(sides)
    words = {"padding": padding} if any(map(any, sides)) else {}
    return call(f"{part.name}.{name}", "x", window, strides=strides, **words, **(counted if words else {}))


def _count(attributes: object, size: InputSize) -> int:
    """The dimensions of a layer: as many as its kernel has numbers."""
    kernel = getattr(attributes, "kernel_size", None)
    return len(kernel) if isinstance(kernel, Sequence) else 1


def _read_sizes(module: LayerObject, input_size: InputSize) -> Sizes:
    sizes: Sizes = {"input": module.input(input_size, channels_last=True), "kernel": module.sizes("kernel_size")}
    sizes |= {"stride": module.sizes("strides", 1), "dilation": module.sizes("kernel_dilation", 1)}
    inputs = module.count("in_features") or module.in_channels(input_size, channels_last=True)
    outputs = module.count("out_features") or module.count("features")
    groups = module.count("feature_group_count") or 1
    if outputs is None or (inputs is None and groups == 1):
        return sizes
    return sizes | ({} if inputs is None else {"in_channels": inputs}) | {"out_channels": outputs, "groups": groups}


def _read_convolution(module: LayerObject, input_size: InputSize) -> Sizes:
    sizes = _read_sizes(module, input_size)
    spread = module.sizes("input_dilation", 1)
    if max(spread) > 1:
        raise ConvanimError(
            f"{module.class_name} has input_dilation {spread}; use a ConvTranspose with strides {spread}"
        )
    named = module.attribute("padding")
    if not isinstance(named, str):
        return sizes | {"padding": _pairs(module)}
    name = named.upper()
    if name in ("CIRCULAR", "REFLECT"):  # as much as keeps the size with stride 1
        axes = zip(sizes["kernel"], sizes["dilation"], strict=True)
        return sizes | {"padding": [same_padding(1, k, 1, d) for k, d in axes], "padding_mode": name.lower()}
    return sizes | _named(module, name, {shown: ours for ours, shown in NAMES.items()})


def _named(module: LayerObject, name: str, known: dict[str, str]) -> Sizes:
    if name != "VALID" and name not in known:
        raise ConvanimError(
            f"{module.class_name} has padding {name!r}, which is not known; use SAME, VALID or numbers"
        )
    return {} if name == "VALID" else {"padding": known[name]}


def _pairs(module: LayerObject) -> list[Pair]:
    """Padding in numbers: one for all sides, one for each axis, or before and after for each."""
    value = module.attribute("padding")
    if isinstance(value, Sequence) and any(isinstance(side, Sequence) for side in value):
        pairs = [tuple(side) if isinstance(side, Sequence) else (side, side) for side in value]
        if len(pairs) != module.dimensions or any(len(pair) != 2 for pair in pairs):
            raise ConvanimError(
                f"padding of this {module.class_name} is {value!r}; use two numbers for each dimension"
            )
        return [(int(before), int(after)) for before, after in pairs]
    return [(number, number) for number in module.sizes("padding")]


def _read_transposed(module: LayerObject, input_size: InputSize) -> Sizes:
    """Numbers are p′ = d(k − 1) − p; more than d(k − 1) after the end is output padding."""
    sizes = _read_sizes(module, input_size)
    axes = list(zip(sizes["kernel"], sizes["stride"], sizes["dilation"], strict=True))
    named = module.attribute("padding")
    if isinstance(named, str) and named.upper() == "VALID":
        cuts = [valid_crop(k, s, d) for k, s, d in axes]
        return sizes | {"padding": [sides for sides, _ in cuts], "output_padding": [more for _, more in cuts]}
    if isinstance(named, str):
        return sizes | _named(module, named.upper(), {"SAME": "same"})
    reaches = [d * (k - 1) for k, _, d in axes]
    cut = [(r - before, r - after) for r, (before, after) in zip(reaches, _pairs(module), strict=True)]
    return sizes | {
        "padding": [(before, max(after, 0)) for before, after in cut],
        "output_padding": [max(-after, 0) for _, after in cut],
    }


CLASSES = {"Conv": LayerClass(None, "conv"), "ConvTranspose": LayerClass(None, "transposed")}


def _framework(part: Library, title: str) -> Framework:
    return Framework(
        title=title,
        writers={
            "conv": _convolution(part), "transposed": _transposed(part), "maxpool": _max_pool(part),
            "avgpool": _average_pool(part),
        },
        classes=CLASSES,
        readers={"conv": _read_convolution, "transposed": _read_transposed},
        dimensions_of=_count,
        on_pictures=False,
    )  # fmt: skip


LINEN, NNX = _framework(IN_LINEN, "Linen"), _framework(IN_NNX, "NNX")
