"""Every kind of layer by its name."""

from __future__ import annotations

from convanim.core.errors import ConvanimError
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

    Raises ConvanimError for a layer of three dimensions.

    >>> meant("ConvTranspose2d"), meant("conv-transpose"), meant("Conv2D"), meant("conv"), meant("plan")
    ('transposed', 'transposed', 'conv', 'conv', 'plan')
    """
    plain = name.lower().replace("-", "").replace("_", "")
    flat = plain.removesuffix("3d")
    kind = flat if flat in LAYERS else KIND_ALIASES.get(f"{flat}2d")
    if plain != flat and kind:
        raise ConvanimError(
            f"'{name}' has three dimensions, and a picture has rows and columns",
            way=f"draw one slice of it: use {kind}",
        )
    return KIND_ALIASES.get(plain, name)
