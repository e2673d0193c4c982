"""Ramps: a few colours in order, and any number of shades between them.

Shades lie evenly along the ramp, mixed in CIELAB, so that equal steps look equal; at the ramp's own steps they are
its own colours, to the digit.
"""

from __future__ import annotations

from convanim.style.color import VISIONS, color_of, contrast, lab

Ramp = tuple[str, ...]


SOFT_INKS, HARD_INKS = ("#17212b", "#eef2f6"), ("#000000", "#ffffff")


INK_CONTRAST = 4.5
"""Contrast that ink needs. On any fill black or white has it."""


def shade(ramp: Ramp, part: float) -> str:
    """The colour at a part of a ramp, from 0 at its beginning to 1 at its end; what lies outside is its end.

    >>> shade(("#000000", "#ffffff"), 0.5)
    '#777777'
    """
    place = min(1.0, max(0.0, part)) * (len(ramp) - 1)
    before = min(int(place), len(ramp) - 2)
    rest = place - before
    if rest in (0.0, 1.0):
        return ramp[before + int(rest)]
    one, other = lab(ramp[before]), lab(ramp[before + 1])
    first, second, third = (a + (b - a) * rest for a, b in zip(one, other, strict=True))
    return color_of((first, second, third))


def shades(ramp: Ramp, steps: int) -> tuple[str, ...]:
    """So many colours along a ramp, from its first to its last; a single one is its last."""
    return tuple(shade(ramp, number / (steps - 1)) for number in range(steps)) if steps > 1 else ramp[-1:]


def ink_on(fill: str, soft_inks: Ramp = SOFT_INKS) -> str:
    """The ink that everyone reads on a fill: soft dark or light, or black or white where those are not enough.

    >>> ink_on("#e8f6ff"), ink_on("#2c588d"), ink_on("#ba7a22")
    ('#17212b', '#eef2f6', '#000000')
    """

    def worth(ink: str) -> tuple[bool, float]:
        return contrast(ink, fill) >= INK_CONTRAST, _worst(ink, fill)

    soft, hard = max(soft_inks, key=worth), max(HARD_INKS, key=worth)
    return soft if _worst(soft, fill) >= INK_CONTRAST else hard


def _worst(ink: str, fill: str) -> float:
    return min(contrast(ink, fill, vision) for vision in VISIONS)
