"""Alternative text: one or two sentences that say what a picture shows, written from the layer's arithmetic.

What is said of a view stands in the view's own module; here are the words that they share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from convanim.core.text import size_words
from convanim.language.english import say, series
from convanim.language.phrase import Phrase, together
from convanim.layers.base import Layer
from convanim.scene.picture import ShadeScale

FILMSTRIP = "filmstrip"
"""A still that is many frames."""


class Seen(NamedTuple):
    """What of a layer a picture shows."""

    view: str
    stages: bool = False
    still: str | None = None
    numbers: bool = False
    """Whether numbers are written in cells."""
    deconvolve: bool = False
    scales: tuple[ShadeScale, ...] = ()
    """What shades mean, where cells show values so."""


def an(size: Sequence[int]) -> Phrase:
    """A size with its article, as it is read aloud: `an 8×8`, `an 11×3`, `a 3-cell` in one dimension."""
    number = str(size[0])
    thousands = len(number) == 5 and number.startswith(("11", "18"))
    article = "an" if number.startswith("8") or number in ("11", "18") or thousands else "a"
    return (
        say(f"size.{article}", size=size_words(size)) if len(size) > 1 else say(f"size.{article}_row", cells=number)
    )


def a_window(layer: Layer) -> Phrase:
    """What slides, with its size: `a 3×3 kernel with dilation 2`."""
    if any(axis.varies for axis in layer.axes):
        return say(f"alt.{layer.window}_of_at_most", size=layer.size_of(layer.kernel))
    window = say(f"alt.{layer.window}", size=an(layer.own(layer.kernel)))
    return say("alt.dilated", window=window, dilation=layer.given("dilation")) if layer.dilated else window


def about_holes(layer: Layer) -> list[Phrase]:
    """A sentence on output cells that no input reaches, where there are any."""
    holes, cells = holes_of(layer), layer.output[0] * layer.output[1]
    if holes == cells:
        return [say("alt.no_input_at_all")]
    return [say("alt.no_input", holes=holes, cells=cells)] if holes else []


def about_numbers(seen: Seen) -> list[Phrase]:
    """A sentence on the numbers in cells, where there are any."""
    return [say("alt.numbers")] if seen.numbers else []


def about_shades(seen: Seen) -> list[Phrase]:
    """A sentence on what shades mean, where there are any."""
    runs: list[str] = []
    for scale in seen.scales:
        low, high = scale.ends
        run = say(f"alt.{scale.ramp.value}", low=low, high=high)
        runs.append(together(scale.words, " ", run) if scale.words else run)
    return [say("alt.shades", runs=series(runs))] if runs else []


def holes_of(layer: Layer) -> int:
    """Output cells that no input reaches."""
    reached = [sum(bool(axis.reads(output)) for output in range(axis.output)) for axis in layer.axes]
    rows, columns = layer.output
    return rows * columns - reached[0] * reached[1]
