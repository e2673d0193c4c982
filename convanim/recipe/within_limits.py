"""Whether a layer and a canvas stay within the limits, decided in closed form before anything is allocated."""

from __future__ import annotations

from convanim.core.errors import ConvanimError
from convanim.core.limits import DEFAULTS, LIMITS, LONGEST_SIDE, Limits
from convanim.layers.base import Layer


def require_sensible(
    layer: Layer, limits: Limits = DEFAULTS, *, frames: int = 0, every: int | None = None, numbers: bool = False
) -> None:
    """Refuse a layer with more steps or cells than anyone can watch, or more `numbers` than fit.

    `frames` is how many would be drawn, `every` the N of --every with which there are few enough.
    Raises ConvanimError with the numbers and ways out.
    """
    rows, columns = layer.output
    slides = layer.axes
    drawn = slides[0].drawn * slides[1].drawn
    taps = layer.kernel[0] * layer.kernel[1]
    wanted = {
        "frames": frames,
        "cells": max(drawn, rows * columns),
        "taps": rows * columns * taps,
        "labels": (layer.input[0] * layer.input[1] + taps + rows * columns) * numbers,
    }
    over = {name: amount for name, amount in wanted.items() if amount > limits[name]}
    if not over:
        return
    amounts = ", ".join(f"{amount:,} {LIMITS[name].unit} (at most {limits[name]:,})" for name, amount in over.items())
    ways = [f"{LIMITS[name].option} {amount}" for name, amount in over.items()]
    if "frames" in over and every:
        ways[0] = f"--every {every} or {ways[0]}"
    raise ConvanimError(
        f"{layer.given('input')} → {rows}×{columns} takes {amounts}; use a smaller layer, {' and '.join(ways)}, "
        "or 'convanim plan' without --json for the numbers"
    )


def require_canvas(width: int, height: int, limits: Limits) -> None:
    """Refuse a picture of more px than are allowed, or that no file can hold. Raises ConvanimError."""
    if width * height > limits["pixels"]:
        raise ConvanimError(
            f"{width}×{height} = {width * height:,} px, and {limits['pixels']:,} are the most; "
            "use a smaller --width, "
            f"a smaller layer, or {LIMITS['pixels'].option} {width * height}"
        )
    if max(width, height) > LONGEST_SIDE:
        raise ConvanimError(
            f"{width}×{height} px: a side has at most {LONGEST_SIDE:,} px; use a smaller --width or a smaller layer"
        )
