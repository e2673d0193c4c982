"""Every framework by its name: the lines that compute a layer, and layers read from the frameworks' own objects."""

from __future__ import annotations

import re

from convanim.core.errors import ConvanimError, Setting
from convanim.core.text import with_article
from convanim.frameworks.base import Framework, InputSize, LayerObject, Recognised, Sizes
from convanim.frameworks.flax import LINEN, NNX
from convanim.frameworks.jax import JAX
from convanim.frameworks.keras import KERAS
from convanim.frameworks.onnx import ONNX
from convanim.frameworks.pytorch import PYTORCH
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import CHANNEL_OPTIONS

FRAMEWORKS = {"pytorch": PYTORCH, "keras": KERAS, "jax": JAX, "flax": LINEN, "nnx": NNX, "onnx": ONNX}
"""Every framework by its name in the plan document; a row here is written, read and tested."""

THREE_DIMENSIONS = re.compile(r"((?:Conv|Pool)\w*)3([dD])")
"""In the names of classes of layers that have so many."""


def framework_lines(layer: Layer) -> dict[str, str]:
    """The line of each framework that computes this layer; what it needs to know in a comment.

    Inputs are laid out as is usual there: (batch, channels, rows, columns) in PyTorch, JAX and ONNX, channels last
    in Keras and Flax. A layer of one dimension is the framework's. A framework that has no line for this kind
    of layer is left out.

    >>> from convanim.layers.convolution import Convolution
    >>> framework_lines(Convolution.of(5, 3, 1))["keras"]
    "keras.layers.Conv2D(1, kernel_size=3, padding='same')"
    """
    lines = {name: framework.line(layer) for name, framework in FRAMEWORKS.items()}
    return {name: line for name, line in lines.items() if line is not None}


def read_module(module: object, input_size: InputSize, out_channels: int | None = None) -> Layer:
    """The layer that a framework's layer object is for an input of this size, with the planes that are known.

    The object is read by the names of its class and of its attributes; the framework is not imported. `input_size`
    is one number, one for each dimension, or the input's whole shape with batch and channels; `out_channels` are
    the planes that it makes, where it does not say so itself. Raises ConvanimError for an object of another kind.
    """
    framework, found = _recognised(module)
    dimensions, kind = found.known
    if dimensions is None:
        dimensions = framework.dimensions_of(found.attributes, input_size)
    if dimensions == 3:
        raise in_three_dimensions(found.class_name)
    if dimensions not in (1, 2):
        raise ConvanimError(f"this {found.class_name} has {dimensions} dimensions; use one of 1 or 2")
    sizes = framework.readers[kind](LayerObject(found.attributes, found.class_name, dimensions), input_size)
    return LAYERS[kind].of(**_with_planes(sizes, found.class_name, out_channels), dims=dimensions)


def in_three_dimensions(name: str) -> ConvanimError:
    """The refusal of a layer of such a class, with what to draw instead."""
    flat = THREE_DIMENSIONS.sub(r"\g<1>2\2", name) if THREE_DIMENSIONS.search(name) else f"{name} of 2 dimensions"
    return ConvanimError(
        f"{name} has three dimensions, and a picture has rows and columns",
        way=f"draw one of its slices, as {with_article(flat)} with the numbers of two of them",
    )


def _with_planes(sizes: Sizes, name: str, out_channels: int | None) -> Sizes:
    """The sizes with planes where both ends are known, else of one plane. Raises ConvanimError for unknown groups."""
    if out_channels is not None:
        given = Setting("out_channels", out_channels)
        if "groups" not in sizes or "out_channels" in sizes:
            raise ConvanimError(given, f" is not for this {name}, which says that itself", way="leave it out")
        if "in_channels" not in sizes:
            raise ConvanimError(given, " needs the planes that come in", way="give the input's whole shape")
        return {**sizes, "out_channels": out_channels}
    if "out_channels" in sizes and "in_channels" not in sizes and sizes.get("groups", 1) > 1:
        raise ConvanimError(
            f"this {name} has {sizes['groups']} groups, and does not say how many planes come in",
            way="give the input's whole shape with batch and channels",
        )
    if "out_channels" in sizes:
        return sizes
    if sizes.get("groups", 1) > 1:
        raise ConvanimError(
            f"this {name} has {sizes['groups']} groups, and how many planes it makes is in its weights",
            way=("give the input's whole shape and, if so many, ", Setting("out_channels", sizes["groups"])),
        )
    return {key: value for key, value in sizes.items() if key not in CHANNEL_OPTIONS}


def is_layer(module: object) -> bool:
    """Whether a layer can be read from an object."""
    return any(framework.recognise(module, framework.classes) for framework in FRAMEWORKS.values())


def _recognised(module: object) -> tuple[Framework, Recognised]:
    if isinstance(module, type):
        raise ConvanimError(f"{module.__name__} is a class and has no numbers yet; make a layer of it")
    for framework in FRAMEWORKS.values():
        if found := framework.recognise(module, framework.classes):
            return framework, found
    for base in type(module).__mro__:
        if THREE_DIMENSIONS.search(base.__name__):
            raise in_three_dimensions(base.__name__)
    ways = " or ".join(f"{one.title} ({', '.join(one.classes)})" for one in FRAMEWORKS.values() if one.classes)
    raise ConvanimError(f"cannot read a layer from {type(module).__name__!r}; use one of {ways}")
