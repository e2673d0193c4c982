"""What a layer is: its numbers, its sizes, its formulas and the plain convolution it is drawn as."""

from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.parameters import PADDINGS, PARAMETERS, Number, Padding, Paddings, Pair, Parameter, read_pair
from convanim.layers.slide import Content, Slide
from convanim.layers.transposed import TransposedConvolution

LAYERS: dict[str, type[Layer]] = {layer.kind: layer for layer in (Convolution, TransposedConvolution)}
"""Every kind of layer by its name on the command line; a row here is offered, tested and documented."""

__all__ = [
    "LAYERS",
    "PADDINGS",
    "PARAMETERS",
    "Content",
    "Convolution",
    "Layer",
    "Number",
    "Padding",
    "Paddings",
    "Pair",
    "Parameter",
    "Slide",
    "TransposedConvolution",
    "read_pair",
]
