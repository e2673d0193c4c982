"""Every kind of layer by its name."""

from __future__ import annotations

from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.pooling import AveragePooling, MaxPooling
from convanim.layers.transposed import TransposedConvolution

LAYERS: dict[str, type[Layer]] = {
    layer.kind: layer for layer in (Convolution, TransposedConvolution, MaxPooling, AveragePooling)
}
"""Every kind of layer by its name on the command line; a row here is offered, tested and documented."""


KIND_ALIASES = {other: name for name, layer in LAYERS.items() for other in layer.also}
"""Kinds of layers by the other names that people give them."""


def meant(name: str) -> str:
    """The name here of a kind of layer that others call so; any other name as it is.

    >>> meant("ConvTranspose2d"), meant("conv-transpose"), meant("Conv2D"), meant("conv"), meant("plan")
    ('transposed', 'transposed', 'conv', 'conv', 'plan')
    """
    return KIND_ALIASES.get(name.lower().replace("-", "").replace("_", ""), name)
