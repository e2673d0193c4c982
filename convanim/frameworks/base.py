"""What a framework is here: the lines that it writes and the layers that are read from it; parts that these share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import index
from types import MappingProxyType
from typing import Any, NamedTuple

from convanim.core.errors import ConvanimError
from convanim.core.text import Pair
from convanim.layers.base import Layer

InputSize = int | Sequence[int | None]
"""One number, one for each dimension, or the input's whole shape with batch and channels."""

Sizes = dict[str, Any]
"""The arguments of `Layer.of`: sizes with one value for each dimension, and options."""


class LayerClass(NamedTuple):
    """A class of layer that can be read: its dimensions, and which kind of `LAYERS` it is."""

    dimensions: int | None
    """None where each layer says its own."""
    kind: str


class Recognised(NamedTuple):
    """A layer object that can be read: the name of its class, that class, and what has its attributes."""

    class_name: str
    known: LayerClass
    attributes: object


Classes = Mapping[str, LayerClass]
"""What can be read, by the name of its class or of one that it inherits from."""


def by_class(module: object, classes: Classes) -> Recognised | None:
    """A layer object whose class, or one that it inherits from, has a known name."""
    for base in type(module).__mro__:
        if base.__name__ in classes:
            return Recognised(type(module).__name__, classes[base.__name__], module)
    return None


class LayerObject:
    """A layer object of some framework, of which only attributes are read."""

    def __init__(self, module: object, class_name: str, dimensions: int) -> None:
        self._module, self.class_name, self.dimensions = module, class_name, dimensions

    def attribute(self, name: str, default: object = None) -> Any:
        """An attribute as it is, or the default where there is none."""
        return getattr(self._module, name, default)

    def sizes(self, name: str, default: int | None = None) -> tuple[int, ...]:
        """An attribute as one whole number for each dimension. Raises ConvanimError for anything else.

        The default stands for one that is None or not there.
        """
        value = self.attribute(name)
        value = default if value is None else value
        numbers = self._numbers(value)
        if numbers is None:
            raise ConvanimError(
                f"{name} of this {self.class_name} is {value!r}, and {self.dimensions} whole numbers are needed; "
                "use a layer that has its numbers"
            )
        return numbers

    def input(self, size: InputSize, channels_last: bool) -> tuple[int, ...]:
        """Rows and columns, or columns alone. Raises ConvanimError for a size that does not fit the layer."""
        spatial: object = size
        if isinstance(size, Sequence) and len(size) == self.dimensions + 2:
            spatial = tuple(size[1:-1] if channels_last else size[2:])
        numbers = self._numbers(spatial)
        if numbers is None:
            way = "a whole number" if self.dimensions == 1 else "a whole number or (rows, columns)"
            shape = f"its whole shape with batch and channels ({self.dimensions + 2} numbers)"
            raise ConvanimError(f"input_size {size!r} does not fit {self.class_name}; use {way}, or {shape}")
        return numbers

    def count(self, name: str) -> int | None:
        """An attribute that is a whole number; None where it is not there, or no such."""
        value = self.attribute(name)
        return None if isinstance(value, bool) or not isinstance(value, int) else value

    def in_channels(self, size: InputSize, channels_last: bool) -> int | None:
        """The planes that the input's whole shape has; None where that is not given."""
        whole = isinstance(size, Sequence) and len(size) == self.dimensions + 2
        count = size[-1 if channels_last else 1] if whole and isinstance(size, Sequence) else None
        return count if isinstance(count, int) and not isinstance(count, bool) else None

    def _numbers(self, value: object) -> tuple[int, ...] | None:
        """One whole number for each dimension, or None where the value is not such."""
        if isinstance(value, bool):
            return None
        try:
            values: Sequence[Any] = value if isinstance(value, Sequence) else [value]
            numbers = tuple(map(index, values))
        except TypeError:
            return None
        if len(numbers) not in (1, self.dimensions):
            return None
        return numbers if len(numbers) == self.dimensions else numbers * self.dimensions


def two_dimensions(attributes: object, size: InputSize) -> int:
    """Rows and columns."""
    return 2


class Framework(NamedTuple):
    """A framework: its title in print, and by the kind of a layer how its line is written and its object is read."""

    title: str
    writers: Mapping[str, Callable[[Layer], str | None]]
    """None for a layer that this framework has not."""
    classes: Classes = MappingProxyType({})
    readers: Mapping[str, Callable[[LayerObject, InputSize], Sizes]] = MappingProxyType({})
    recognise: Callable[[object, Classes], Recognised | None] = by_class
    """How one of its layer objects is known."""
    dimensions_of: Callable[[object, InputSize], int] = two_dimensions
    """The dimensions of a layer object, where its class does not say them."""
    on_pictures: bool = True
    """Whether a picture that says more has its line: there is no room for all of them."""

    def line(self, layer: Layer) -> str | None:
        """The line that computes this layer; None for a kind of layer that is not written."""
        write = self.writers.get(layer.kind)
        return write(layer) if write else None


class Code(str):
    """A piece of code, which stands in a call as it is."""

    __slots__ = ()
    __repr__ = str.__str__


LEAST = Code("-float('inf')")
"""What a largest value is never taken from."""


NUMPY_MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
"""What `numpy.pad`, and libraries that follow it, call padding that copies."""


def drawn_axes(layer: Layer) -> tuple[int, ...]:
    """The axes that the framework's layer has: only columns in one dimension."""
    return tuple(range(2 - layer.dims, 2))


def call(name: str, *first: object, **numbers: object) -> str:
    """A call as it is written in Python.

    >>> call("nn.Conv2d", 1, 1, kernel_size=3)
    'nn.Conv2d(1, 1, kernel_size=3)'
    """
    words = [str(word) for word in first] + [f"{key}={value!r}" for key, value in numbers.items()]
    return f"{name}({', '.join(words)})"


def padded_sides(layer: Layer) -> list[Pair]:
    """Cells that must be there before and after each axis: padding, and what a last window overhangs by."""
    return [(axis.before, axis.after + axis.beyond) for axis in layer.own_axes]


def joint(values: Sequence[Any]) -> Any:
    """One number where all axes have the same, else a tuple."""
    return values[0] if len(set(values)) == 1 else tuple(values)


def grouped(layer: Layer, name: str = "groups") -> dict[str, int]:
    """A framework's keyword for groups of planes, where there are several."""
    return {name: layer.channels.groups} if layer.channels.groups > 1 else {}


def keywords(layer: Layer, **names: str) -> dict[str, Any]:
    """A framework's keywords for those numbers of a layer that are not the default."""
    axes = drawn_axes(layer)
    values = {key: [getattr(layer, name)[axis] for axis in axes] for key, name in names.items()}
    shown = {key: value for key, value in values.items() if names[key] == "kernel" or not layer.usual(names[key])}
    return {key: joint(value) for key, value in shown.items()}
