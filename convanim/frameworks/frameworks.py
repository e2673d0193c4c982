"""Every framework by its name: the lines that compute a layer, and layers read from the frameworks' own objects."""

from __future__ import annotations

from convanim.core.errors import ConvanimError
from convanim.frameworks.base import Framework, InputSize, LayerObject, Recognised
from convanim.frameworks.flax import LINEN, NNX
from convanim.frameworks.jax import JAX
from convanim.frameworks.keras import KERAS
from convanim.frameworks.onnx import ONNX
from convanim.frameworks.pytorch import PYTORCH
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS

FRAMEWORKS = {"pytorch": PYTORCH, "keras": KERAS, "jax": JAX, "flax": LINEN, "nnx": NNX, "onnx": ONNX}
"""Every framework by its name in the plan document; a row here is written, read and tested."""


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


def read_module(module: object, input_size: InputSize) -> Layer:
    """The layer that a framework's layer object is for an input of this size, with the planes that are known.

    The object is read by the names of its class and of its attributes; the framework is not imported. `input_size`
    is one number, one for each dimension, or the input's whole shape with batch and channels. Raises ConvanimError
    for an object of another kind.
    """
    framework, found = _recognised(module)
    dimensions, kind = found.known
    if dimensions is None:
        dimensions = framework.dimensions_of(found.attributes, input_size)
    if dimensions not in (1, 2):
        raise ConvanimError(f"this {found.class_name} has {dimensions} dimensions; use one of 1 or 2")
    read = framework.readers[kind]
    return LAYERS[kind].of(
        **read(LayerObject(found.attributes, found.class_name, dimensions), input_size), dims=dimensions
    )


def is_layer(module: object) -> bool:
    """Whether a layer can be read from an object."""
    return any(framework.recognise(module, framework.classes) for framework in FRAMEWORKS.values())


def _recognised(module: object) -> tuple[Framework, Recognised]:
    if isinstance(module, type):
        raise ConvanimError(f"{module.__name__} is a class and has no numbers yet; make a layer of it")
    for framework in FRAMEWORKS.values():
        if found := framework.recognise(module, framework.classes):
            return framework, found
    ways = " or ".join(f"{one.title} ({', '.join(one.classes)})" for one in FRAMEWORKS.values() if one.classes)
    raise ConvanimError(f"cannot read a layer from {type(module).__name__!r}; use one of {ways}")
