"""A PyTorch or Keras layer read by the names of its class and of its attributes, without importing either."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import index
from typing import Any, NamedTuple

from convanim.core.errors import ConvanimError
from convanim.frameworks.padding import same_crop, same_padding, valid_crop
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.values.exact import Pair


class Kind(NamedTuple):
    """A class of layer that some framework has: its dimensions, and what it is here."""

    dimensions: int
    transposed: bool
    keras: bool


MODULES = {
    "Conv1d": Kind(1, False, False),
    "Conv2d": Kind(2, False, False),
    "ConvTranspose1d": Kind(1, True, False),
    "ConvTranspose2d": Kind(2, True, False),
    "Conv1D": Kind(1, False, True),
    "Conv2D": Kind(2, False, True),
    "Conv1DTranspose": Kind(1, True, True),
    "Conv2DTranspose": Kind(2, True, True),
    "DepthwiseConv1D": Kind(1, False, True),
    "DepthwiseConv2D": Kind(2, False, True),
    "SeparableConv1D": Kind(1, False, True),
    "SeparableConv2D": Kind(2, False, True),
}
"""What can be read, by the name of its class or of one that it comes from."""


def read_module(module: object, input_size: int | Sequence[int | None]) -> Layer:
    """The layer that a PyTorch or Keras layer is for an input of this size, channels left out.

    `input_size` is one number, one for each dimension, or the input's whole shape with batch and channels. A layer
    of one dimension becomes one of one row. Raises ConvanimError for an object of another kind, and for a layer
    that pads with anything but zeros.
    """
    name, kind = _kind(module)
    data_format = getattr(module, "data_format", "channels_last" if kind.keras else "channels_first")
    input = _input(input_size, kind.dimensions, name, last=data_format == "channels_last")

    def sizes(attribute: str) -> tuple[int, ...]:
        return _sizes(getattr(module, attribute, None), attribute, kind.dimensions, name)

    kernel, stride, dilation = (
        sizes(attribute)
        for attribute in (
            ("kernel_size", "strides", "dilation_rate") if kind.keras else ("kernel_size", "stride", "dilation")
        )
    )
    axes = list(zip(input, kernel, stride, dilation, strict=True))
    added: list[int] = [0] * kind.dimensions
    padding: list[Pair]
    if kind.keras:
        named = str(getattr(module, "padding", None)).lower()
        if kind.transposed:
            asked = getattr(module, "output_padding", None)
            extra: Sequence[int | None] = [None] * kind.dimensions if asked is None else sizes("output_padding")
            cuts = [_cut_by_keras(named, name, *axis[1:], op) for axis, op in zip(axes, extra, strict=True)]
            padding, added = [cut[0] for cut in cuts], [cut[1] for cut in cuts]
        else:
            padding = [_padded_by_keras(named, name, *axis) for axis in axes]
    else:
        padding = _padded_by_pytorch(module, name, sizes, list(zip(kernel, dilation, strict=True)))
        if kind.transposed:
            added = list(sizes("output_padding"))
    numbers: dict[str, Sequence[Any]] = {
        "input": input, "kernel": kernel, "stride": stride, "dilation": dilation, "padding": padding,
        "output_padding": added,
    }  # fmt: skip
    return LAYERS["transposed" if kind.transposed else "conv"].of(**_two_axes(numbers))


def _two_axes(numbers: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """One dimension is one row that nothing is done to."""
    row = {"padding": (0, 0), "output_padding": 0}
    return {name: (row.get(name, 1), *values)[-2:] for name, values in numbers.items()}


def _kind(module: object) -> tuple[str, Kind]:
    if isinstance(module, type):
        raise ConvanimError(f"{module.__name__} is a class and has no numbers yet; make a layer of it")
    name = type(module).__name__
    for base in type(module).__mro__:
        if base.__name__ in MODULES:
            return name, MODULES[base.__name__]
    known = {
        framework: ", ".join(key for key, kind in MODULES.items() if kind.keras is keras)
        for framework, keras in (("PyTorch", False), ("Keras", True))
    }
    ways = " or ".join(f"{framework} ({names})" for framework, names in known.items())
    raise ConvanimError(f"cannot read a layer from {name!r}; use one of {ways}")


def _sizes(value: object, attribute: str, dimensions: int, name: str) -> tuple[int, ...]:
    """An attribute as one number for each dimension."""
    try:
        numbers = tuple(index(number) for number in value) if isinstance(value, Sequence) else (index(value),)  # type: ignore[arg-type]
    except TypeError:
        numbers = ()
    if isinstance(value, bool) or len(numbers) not in (1, dimensions):
        raise ConvanimError(
            f"{attribute} of this {name} is {value!r}, and {dimensions} whole numbers are needed; "
            "use a layer that has its numbers"
        )
    return numbers if len(numbers) == dimensions else numbers * dimensions


def _input(value: int | Sequence[int | None], dimensions: int, name: str, last: bool) -> tuple[int, ...]:
    """Rows and columns, or columns alone."""
    size: object = value
    if isinstance(value, Sequence) and len(value) == dimensions + 2:
        size = tuple(value[1:-1] if last else value[2:])
    try:
        return _sizes(size, "input_size", dimensions, name)
    except ConvanimError:
        numbers = "a whole number" if dimensions == 1 else "a whole number or (rows, columns)"
        shape = f"its whole shape with batch and channels ({dimensions + 2} numbers)"
        raise ConvanimError(f"input_size {value!r} does not fit {name}; use {numbers}, or {shape}") from None


def _padded_by_pytorch(
    module: object, name: str, sizes: Callable[[str], tuple[int, ...]], kernel: Sequence[Pair]
) -> list[Pair]:
    mode = getattr(module, "padding_mode", "zeros")
    if mode != "zeros":
        raise ConvanimError(f"{name} has padding_mode {mode!r}, and only zeros are drawn; use padding_mode='zeros'")
    named = getattr(module, "padding", None)
    if named == "valid":
        return [(0, 0)] * len(kernel)
    if named == "same":
        totals = [d * (k - 1) for k, d in kernel]
        return [(total // 2, total - total // 2) for total in totals]
    return [(number, number) for number in sizes("padding")]


def _padded_by_keras(named: str, name: str, i: int, k: int, s: int, d: int) -> Pair:
    if named == "same":
        return same_padding(i, k, s, d)
    if named == "causal":
        return d * (k - 1), 0
    if named == "valid":
        return 0, 0
    raise _unknown_padding(named, name, "valid, same or causal")


def _cut_by_keras(named: str, name: str, k: int, s: int, d: int, op: int | None) -> tuple[Pair, int]:
    """Padding and output padding of a transposed layer."""
    if named == "same":
        return same_crop(k, s, d, op)
    if named == "valid":
        return valid_crop(k, s, d, op)
    raise _unknown_padding(named, name, "valid or same")


def _unknown_padding(named: str, name: str, known: str) -> ConvanimError:
    return ConvanimError(f"{name} has padding {named!r}, which is not known; use {known}")
