"""Layers that the explorable page offers, each named by the question that it answers."""

from __future__ import annotations

from typing import NamedTuple

from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.pooling import AveragePooling, MaxPooling
from convanim.layers.transposed import TransposedConvolution


class Preset(NamedTuple):
    """A layer with the name of what it teaches, and a sentence on what is to be seen."""

    title: str
    says: str
    layer: Layer


PRESETS = (
    Preset(
        "Padding shrinks it", "In a transposed convolution padding cuts the output: try p = 0.",
        TransposedConvolution.of(3, 3, 1, 2),
    ),
    Preset(
        "Output padding", "One more row and column at the end, filled by sums and not by zeros.",
        TransposedConvolution.of(3, 3, 1, 2, output_padding=1),
    ),
    Preset(
        "Checkerboard", "Stride 2 does not divide kernel 3: some outputs read more inputs than others. Try k = 4.",
        TransposedConvolution.of(4, 3, 0, 2),
    ),
    Preset(
        "Same, with stride", "TensorFlow's same pads after the input first: windows are not where PyTorch's are.",
        Convolution.of(6, 3, "same", 2),
    ),
    Preset("Stride drops cells", "The last row and column are never read: try i = 7.", Convolution.of(6, 3, 0, 2)),
    Preset("Dilation", "Nine weights look at 5×5 cells: try d = 1.", Convolution.of(7, 3, 0, 1, 2)),
    Preset("Causal", "No output reads what comes later.", Convolution.of(9, 3, "causal", 1, 2, dims=1)),
    Preset("1-D with gaps", "Kernel 2 is smaller than stride 3: outputs that no input reaches are 0.",
           TransposedConvolution.of(4, 2, 0, 3, dims=1)),
    Preset("Padding never wins", "A largest value is taken from real cells alone.", MaxPooling.of(6, 3, 1, 2)),
    Preset("Padding in a mean", "PyTorch counts padding in the divisor; under same it does not.",
           AveragePooling.of(5, 3, 1, 2)),
)  # fmt: skip
"""In the order in which they are offered."""
