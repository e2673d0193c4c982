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
