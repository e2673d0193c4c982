"""JAX: the functions that compute every convolution and every pool. It has no layers to be read."""

from __future__ import annotations

from typing import Any

from convanim.frameworks.base import NUMPY_MODES, Framework, call, grouped, padded_sides
from convanim.layers.axis import ZEROS
from convanim.layers.base import Layer

ONE_ROW, ROWS_AND_COLUMNS = ("NCH", "OIH", "NCH"), ("NCHW", "OIHW", "NCHW")
"""How input, kernel and output are laid out: `dimension_numbers`."""


def _convolution(layer: Layer) -> str:
    """The plain convolution that the layer is drawn as: JAX takes all its numbers."""
    axes = layer.own_axes
    flipped = axes[0].flipped
    kernel = f"w[:, :{', ::-1' * len(axes)}]" if flipped else "w"
    copied = axes[0].mode != ZEROS and any(axis.before or axis.after for axis in axes)
    x = call("jnp.pad", "x", _around(layer), mode=NUMPY_MODES[axes[0].mode]) if copied else "x"
    numbers: dict[str, Any] = {
        "window_strides": tuple(axis.stride for axis in axes),
        "padding": "VALID" if copied else tuple((axis.before, axis.after) for axis in axes),
    }
    if any(axis.zeros for axis in axes):
        numbers["lhs_dilation"] = tuple(axis.zeros + 1 for axis in axes)
    if any(axis.dilation > 1 for axis in axes):
        numbers["rhs_dilation"] = tuple(axis.dilation for axis in axes)
    numbers |= grouped(layer, "feature_group_count")
    numbers["dimension_numbers"] = ROWS_AND_COLUMNS if len(axes) > 1 else ONE_ROW
    line = call("jax.lax.conv_general_dilated", x, kernel, **numbers)
    return line + ("  # the kernel turned by 180°" if flipped else "")


def _around(layer: Layer) -> Any:
    """What is added to batch, channels and each axis, before and after."""
    return ((0, 0), (0, 0), *padded_sides(layer))


def _max_pool(layer: Layer) -> str | None:
    numbers = _windows(layer)
    return call("jax.lax.reduce_window", "x", "-jnp.inf", "jax.lax.max", **numbers) if numbers else None


def _average_pool(layer: Layer) -> str | None:
    """The sum by what counts: a number where that is the same everywhere, else the sum of ones."""
    numbers = _windows(layer)
    if numbers is None:
        return None
    reduced = "jax.lax.reduce_window"
    sums = call(reduced, "x", "0.", "jax.lax.add", **numbers)
    ones, counts = "jnp.ones_like(x)", layer.resolved("count_include_pad") is not False
    padded, beyond = any(map(any, layer.padding)), any(axis.beyond for axis in layer.own_axes)
    if not beyond and (counts or not padded):
        return f"{sums} / {layer.kernel[0] * layer.kernel[1]}"
    if counts:  # padding is counted, what overhangs is not
        padding = ((0, 0), (0, 0), *((axis.before, axis.after) for axis in layer.own_axes))
        ones = call("jnp.pad", ones, padding, constant_values=1)
        numbers = {**numbers, "padding": ((0, 0), (0, 0), *((0, axis.beyond) for axis in layer.own_axes))}
    return f"{sums} / {call(reduced, ones, '0.', 'jax.lax.add', **numbers)}"


def _windows(layer: Layer) -> dict[str, Any] | None:
    """The numbers of all windows; None where windows have sizes or steps of their own."""
    axes = layer.own_axes
    if any(axis.adaptive and axis.input % axis.adaptive for axis in axes):
        return None
    numbers: dict[str, Any] = {
        "window_dimensions": (1, 1, *(axis.kernel for axis in axes)),
        "window_strides": (1, 1, *(axis.stride for axis in axes)),
        "padding": _around(layer),
    }
    if any(axis.dilation > 1 for axis in axes):
        numbers["window_dilation"] = (1, 1, *(axis.dilation for axis in axes))
    return numbers


JAX = Framework(
    title="JAX",
    writers={"conv": _convolution, "transposed": _convolution, "maxpool": _max_pool, "avgpool": _average_pool},
)
