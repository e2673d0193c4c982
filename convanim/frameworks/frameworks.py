"""Every framework by its name: the lines that compute a layer, and layers read from the frameworks' own objects."""

from __future__ import annotations

from convanim.core.errors import ConvanimError
from convanim.frameworks.base import Framework, InputSize, LayerClass, LayerObject
from convanim.frameworks.jax import JAX
from convanim.frameworks.keras import KERAS
from convanim.frameworks.pytorch import PYTORCH
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS

FRAMEWORKS = {"pytorch": PYTORCH, "keras": KERAS, "jax": JAX}
"""Every framework by its name in the plan document; a row here is written, read and tested."""


def framework_lines(layer: Layer) -> dict[str, str]:
    """The line of each framework that computes this layer; what it needs to know in a comment.

    Inputs are laid out as is usual there: (batch, channels, rows, columns) in PyTorch and JAX, channels last in
    Keras. A layer of one dimension is the framework's. A framework that has no line for this kind
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
    framework, (dimensions, kind) = _class_of(module)
    read = framework.readers[kind]
    return LAYERS[kind].of(
        **read(LayerObject(module, type(module).__name__, dimensions), input_size), dims=dimensions
    )


def _class_of(module: object) -> tuple[Framework, LayerClass]:
    if isinstance(module, type):
        raise ConvanimError(f"{module.__name__} is a class and has no numbers yet; make a layer of it")
    for base in type(module).__mro__:
        for framework in FRAMEWORKS.values():
            if base.__name__ in framework.classes:
                return framework, framework.classes[base.__name__]
    ways = " or ".join(f"{one.title} ({', '.join(one.classes)})" for one in FRAMEWORKS.values() if one.classes)
    raise ConvanimError(f"cannot read a layer from {type(module).__name__!r}; use one of {ways}")
