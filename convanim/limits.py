"""How much is sensible, decided in closed form before anything is allocated."""

from __future__ import annotations

from convanim.errors import ConvanimError
from convanim.layers import Layer

FRAMES = 5_000
"""A 70×70 output; at two frames a second it runs for 40 minutes."""

CELLS = 250_000
"""Cells of one panel, 500×500: more cannot be told apart in any picture."""

DRAWN_BYTES = 4_000_000
"""Most that a file drawn from shapes may take: a browser builds all of it at once."""

ANIMATED_STEPS = 1_200
"""Steps of an animated SVG: a browser keeps time for each. 25 take 7 % of a core, 600 nearly all of it."""

TAPS = 2_000_000
"""Kernel taps over all steps, as the plan document lists them: about 30 MB of text."""

WHOLE = "whole"
"""The still that says it all: the stages side by side, or the last frame."""

STEP_MS = 10
"""GIF's unit of time."""

SHORTEST_MS, LONGEST_MS = 20, 655_350
"""Browsers show a GIF's delay of 10 ms or less as 100 ms; its field holds 16 bits of 10 ms."""


MOST_PLAYS = 65_535
"""GIF and WebP count in 16 bits."""


def require_sensible(layer: Layer) -> None:
    """Refuse a layer with more steps or cells than anyone can watch.

    Raises ConvanimError with the numbers and ways out.
    """
    rows, columns = layer.output
    slides = layer.slides
    sizes = f"{layer.given('input')} → {rows}×{columns}"
    if rows * columns > FRAMES:
        raise ConvanimError(
            f"{sizes} takes {rows * columns:,} frames, one for each output cell, and {FRAMES:,} are the most; use a "
            "smaller -i, a larger -s, one row of it (-i 1xN), or 'convanim plan' without --json for the numbers"
        )
    drawn = slides[0].drawn * slides[1].drawn
    if drawn > CELLS:
        raise ConvanimError(
            f"{sizes} slides over {slides[0].drawn}×{slides[1].drawn} = {drawn:,} cells, and {CELLS:,} are the most; "
            "use a smaller -i, a smaller -p, or 'convanim plan' without --json for the numbers"
        )
    taps = rows * columns * layer.kernel[0] * layer.kernel[1]
    if taps > TAPS:
        raise ConvanimError(
            f"{sizes} with kernel {layer.given('kernel')} reads {taps:,} cells in all, and {TAPS:,} are the most; "
            "use a smaller -k, a smaller -i, or 'convanim plan' without --json for the numbers"
        )
