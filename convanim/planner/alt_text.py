"""Alternative text: one or two sentences that say what a picture shows, written from the layer's arithmetic.

What is said of a view stands in the view's own module; here are the words that they share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from convanim.core.text import size_words
from convanim.layers.base import Layer
from convanim.scene.picture import ShadeScale
from convanim.scene.roles import RampName

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


def an(size: Sequence[int]) -> str:
    """A size with its article, as it is read aloud: `an 8×8`, `an 11×3`, `a 3-cell` in one dimension."""
    number = str(size[0])
    thousands = len(number) == 5 and number.startswith(("11", "18"))
    article = "an" if number.startswith("8") or number in ("11", "18") or thousands else "a"
    return f"{article} {size_words(size) if len(size) > 1 else f'{number}-cell'}"


def a_window(layer: Layer) -> str:
    """What slides, with its size: `a 3×3 kernel with dilation 2`."""
    dilated = f" with dilation {layer.given('dilation')}" if layer.dilated else ""
    if any(axis.varies for axis in layer.axes):
        return f"a {layer.window} of at most {layer.size_of(layer.kernel)}"
    return f"{an(layer.own(layer.kernel))} {layer.window}{dilated}"


def joined(words: list[str]) -> str:
    """`top`, `top and left`, `top, left and right`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def about_holes(layer: Layer) -> list[str]:
    """A sentence on output cells that no input reaches, where there are any."""
    holes, cells = holes_of(layer), layer.output[0] * layer.output[1]
    which = "the output" if holes == cells else f"{holes} of the {cells} output cells"
    return [f"No input reaches {which}."] if holes else []


def about_numbers(seen: Seen) -> list[str]:
    """A sentence on the numbers in cells, where there are any."""
    return ["Cells hold their numbers."] if seen.numbers else []


RUNS_FROM = {
    RampName.GREY: "from black ({low}) to white ({high})",
    RampName.SEQUENTIAL: "from faint ({low}) to strong ({high})",
    RampName.DIVERGING: "from one colour ({low}) through grey (0) to another ({high})",
}
"""How the shades of a ramp run, and the values at its ends."""


def about_shades(seen: Seen) -> list[str]:
    """A sentence on what shades mean, where there are any."""
    runs = []
    for scale in seen.scales:
        low, high = scale.ends
        runs.append(f"{scale.words} {RUNS_FROM[scale.ramp].format(low=low, high=high)}".strip())
    return [f"Values are seen as shades: {', '.join(runs)}."] if runs else []


def holes_of(layer: Layer) -> int:
    """Output cells that no input reaches."""
    reached = [sum(bool(axis.reads(output)) for output in range(axis.output)) for axis in layer.axes]
    rows, columns = layer.output
    return rows * columns - reached[0] * reached[1]
