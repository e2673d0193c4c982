"""JAX: the one function that computes every convolution. It has no layers to be read."""

from __future__ import annotations

from typing import Any

from convanim.frameworks.base import Framework, call, drawn_axes
from convanim.layers.base import Layer

ONE_ROW, ROWS_AND_COLUMNS = ("NCH", "OIH", "NCH"), ("NCHW", "OIHW", "NCHW")
"""How input, kernel and output are laid out: `dimension_numbers`."""


def _convolution(layer: Layer) -> str:
    """The plain convolution that the layer is drawn as: JAX takes all its numbers."""
    positions = drawn_axes(layer)
    axes = [layer.axes[position] for position in positions]
    flipped = axes[0].flipped
    kernel = f"w[:, :{', ::-1' * len(axes)}]" if flipped else "w"
    numbers: dict[str, Any] = {
        "window_strides": tuple(axis.stride for axis in axes),
        "padding": tuple((axis.before, axis.after) for axis in axes),
    }
    if any(axis.zeros for axis in axes):
        numbers["lhs_dilation"] = tuple(axis.zeros + 1 for axis in axes)
    if any(axis.dilation > 1 for axis in axes):
        numbers["rhs_dilation"] = tuple(axis.dilation for axis in axes)
    numbers["dimension_numbers"] = ROWS_AND_COLUMNS if len(axes) > 1 else ONE_ROW
    line = call("jax.lax.conv_general_dilated", "x", kernel, **numbers)
    return line + ("  # the kernel turned by 180°" if flipped else "")


JAX = Framework(title="JAX", writers={"conv": _convolution, "transposed": _convolution})
