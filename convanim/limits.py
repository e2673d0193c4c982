"""How much is sensible, as data, decided in closed form before anything is allocated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from convanim.errors import ConvanimError
from convanim.layers import Layer


class Limit(NamedTuple):
    """How much of something there may be, and the option that allows another amount."""

    name: str
    value: int
    unit: str
    help: str

    @property
    def key(self) -> str:
        """Its name among the options of a picture."""
        return f"max_{self.name}"

    @property
    def option(self) -> str:
        """The option of the command line."""
        return f"--max-{self.name}"


FRAMES, CELLS, TAPS, LABELS, PIXELS = 5_000, 250_000, 2_000_000, 20_000, 20_000_000

LIMITS = {
    limit.name: limit
    for limit in (
        Limit("frames", FRAMES, "frames", "frames of one picture: 40 minutes at two a second"),
        Limit("cells", CELLS, "cells", "cells of one panel, 500×500: more cannot be told apart"),
        Limit("taps", TAPS, "taps", "kernel taps of all steps together: 30 MB of a plan document"),
        Limit("labels", LABELS, "numbers", "numbers in cells: those of the input, the kernel and the output"),
        Limit("pixels", PIXELS, "pixels", "width × height of one frame"),
    )
}
"""Every limit by its name; a row here is an option, a line of `convanim limits`, and tested."""

Most = Mapping[str, int]
"""How much of what there may be, by the names of `LIMITS`."""

DEFAULTS: Most = {name: limit.value for name, limit in LIMITS.items()}

LONGEST_SIDE = 65_535
"""Px of the widest and tallest picture that a GIF can hold."""

DRAWN_BYTES = 4_000_000
"""Most that a file drawn from shapes may take: a browser builds all of it at once."""

ANIMATED_STEPS = 1_200
"""Steps of an animated SVG: a browser keeps time for each. 25 take 7 % of a core, 600 nearly all of it."""

WHOLE = "whole"
"""The still that says it all: the stages side by side, or the last frame."""

STEP_MS = 10
"""GIF's unit of time."""

SHORTEST_MS, LONGEST_MS = 20, 655_350
"""Browsers show a GIF's delay of 10 ms or less as 100 ms; its field holds 16 bits of 10 ms."""


MOST_PLAYS = 65_535
"""GIF and WebP count in 16 bits."""


def require_most(most: Most) -> None:
    """Refuse a limit that lets nothing through."""
    for name, value in most.items():
        if value < 1:
            raise ConvanimError(f"{LIMITS[name].option} {value} lets nothing through; use 1 or more")


def require_sensible(
    layer: Layer, most: Most = DEFAULTS, *, frames: int = 0, every: int | None = None, numbers: bool = False
) -> None:
    """Refuse a layer with more steps or cells than anyone can watch, or more `numbers` than fit.

    `frames` is how many would be drawn, `every` the N of --every with which there are few enough.
    Raises ConvanimError with the numbers and ways out.
    """
    rows, columns = layer.output
    slides = layer.slides
    drawn = slides[0].drawn * slides[1].drawn
    taps = layer.kernel[0] * layer.kernel[1]
    wanted = {
        "frames": frames,
        "cells": max(drawn, rows * columns),
        "taps": rows * columns * taps,
        "labels": (layer.input[0] * layer.input[1] + taps + rows * columns) * numbers,
    }
    over = {name: amount for name, amount in wanted.items() if amount > most[name]}
    if not over:
        return
    amounts = ", ".join(f"{amount:,} {LIMITS[name].unit} (at most {most[name]:,})" for name, amount in over.items())
    ways = [f"{LIMITS[name].option} {amount}" for name, amount in over.items()]
    if "frames" in over and every:
        ways[0] = f"--every {every} or {ways[0]}"
    raise ConvanimError(
        f"{layer.given('input')} → {rows}×{columns} takes {amounts}; use a smaller layer, {' and '.join(ways)}, "
        "or 'convanim plan' without --json for the numbers"
    )


def require_canvas(width: int, height: int, most: Most) -> None:
    """Refuse a picture of more px than are allowed, or that no file can hold. Raises ConvanimError."""
    if width * height > most["pixels"]:
        raise ConvanimError(
            f"{width}×{height} = {width * height:,} px, and {most['pixels']:,} are the most; use a smaller --width, "
            f"a smaller layer, or {LIMITS['pixels'].option} {width * height}"
        )
    if max(width, height) > LONGEST_SIDE:
        raise ConvanimError(
            f"{width}×{height} px: a side has at most {LONGEST_SIDE:,} px; use a smaller --width or a smaller layer"
        )
