"""Colours as numbers: contrast, distance as eyes see it, and colours as those see them who lack a kind of cone.

Contrast is WCAG 2.2's: (lighter + 0.05) / (darker + 0.05) of relative luminances. Colours as others see them come
from the matrices for full severity of G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A Physiologically-based
Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, applied to linear RGB. Distances are
CIEDE2000: 1 is just seen where two colours touch, 10 at a glance.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

Triple = tuple[float, float, float]


VISIONS: dict[str, tuple[Triple, Triple, Triple]] = {
    "full colour vision": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)
    ),
}  # fmt: skip
"""From linear RGB to linear RGB as seen, by name."""


NORMAL = next(iter(VISIONS))


TO_XYZ: tuple[Triple, Triple, Triple] = (
    (0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041)
)  # fmt: skip
"""From linear RGB to CIE XYZ."""


WHITE: Triple = (0.95047, 1.0, 1.08883)
"""White of sRGB in CIE XYZ."""


def rgb(color: str) -> tuple[int, int, int]:
    """A #rrggbb colour as three numbers.

    >>> rgb("#ff8000")
    (255, 128, 0)
    """
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mean(colors: Sequence[str]) -> str:
    """The colour half way between two #rrggbb colours, or in the middle of more.

    >>> mean(["#ff0000", "#0000ff"])
    '#800080'
    """
    channels = zip(*map(rgb, colors), strict=True)
    return "#" + "".join(f"{round(sum(channel) / len(colors) + 0.01):02x}" for channel in channels)


def contrast(one: str, other: str, vision: str = NORMAL) -> float:
    """Contrast ratio of two #rrggbb colours, from 1 to 21.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    dark, light = sorted((luminance(one, vision), luminance(other, vision)))
    return (light + 0.05) / (dark + 0.05)


@cache
def luminance(color: str, vision: str = NORMAL) -> float:
    """Relative luminance, from 0 to 1."""
    r, g, b = seen(color, vision)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def seen(color: str, vision: str = NORMAL) -> Triple:
    """A #rrggbb colour as linear RGB, each from 0 to 1, as seen with one of `VISIONS`."""
    scaled = [channel / 255 for channel in rgb(color)]
    r, g, b = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in scaled]
    mixed = _times(VISIONS[vision], (r, g, b))
    return min(1.0, max(0.0, mixed[0])), min(1.0, max(0.0, mixed[1])), min(1.0, max(0.0, mixed[2]))


def distance(one: str, other: str, vision: str = NORMAL) -> float:
    """How far apart two #rrggbb colours look, as CIEDE2000, seen with one of `VISIONS`.

    >>> round(distance("#000000", "#ffffff"))
    100
    """
    return ciede2000(lab(one, vision), lab(other, vision))


@cache
def lab(color: str, vision: str = NORMAL) -> Triple:
    """A #rrggbb colour in CIELAB: lightness from 0 to 100, green to red, blue to yellow."""

    def root(part: float) -> float:
        return part ** (1 / 3) if part > (6 / 29) ** 3 else part * (29 / 6) ** 2 / 3 + 4 / 29

    x, y, z = (root(part / white) for part, white in zip(_times(TO_XYZ, seen(color, vision)), WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def color_of(place: Triple) -> str:
    """The #rrggbb colour nearest to a place in CIELAB.

    >>> color_of(lab("#268d73"))
    '#268d73'
    """
    lightness, a, b = place
    y = (lightness + 16) / 116

    def cube(part: float) -> float:
        return part**3 if part > 6 / 29 else (part - 4 / 29) * 3 * (6 / 29) ** 2

    xyz = [cube(part) * white for part, white in zip((y + a / 500, y, y - b / 200), WHITE, strict=True)]
    linear = _times(FROM_XYZ, (xyz[0], xyz[1], xyz[2]))
    scaled = [12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in linear]
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, c))):02x}" for c in scaled)


FROM_XYZ: tuple[Triple, Triple, Triple] = (
    (3.2404542, -1.5371385, -0.4985314), (-0.9692660, 1.8760108, 0.0415560), (0.0556434, -0.2040259, 1.0572252)
)  # fmt: skip


def ciede2000(one: Triple, other: Triple) -> float:
    """The distance of two places in CIELAB, by the formula of Sharma, Wu and Dalal (2005)."""
    mean_chroma = (hypot(*one[1:]) + hypot(*other[1:])) / 2
    stretch = 1.5 - 0.5 * sqrt(_strong(mean_chroma))
    chroma1, chroma2 = (hypot(place[1] * stretch, place[2]) for place in (one, other))
    hue1, hue2 = (degrees(atan2(place[2], place[1] * stretch)) % 360 for place in (one, other))
    turn = (hue2 - hue1 + 180) % 360 - 180 if chroma1 * chroma2 else 0.0
    hue = (hue1 + turn / 2) % 360 if chroma1 * chroma2 else hue1 + hue2
    chroma = (chroma1 + chroma2) / 2
    middle = ((one[0] + other[0]) / 2 - 50) ** 2
    by_hue = 1 - 0.17 * _cos(hue - 30) + 0.24 * _cos(2 * hue) + 0.32 * _cos(3 * hue + 6) - 0.2 * _cos(4 * hue - 63)
    light = (other[0] - one[0]) / (1 + 0.015 * middle / sqrt(20 + middle))
    colored = (chroma2 - chroma1) / (1 + 0.045 * chroma)
    turned = 2 * sqrt(chroma1 * chroma2) * sin(radians(turn / 2)) / (1 + 0.015 * chroma * by_hue)
    blues = -2 * sqrt(_strong(chroma)) * sin(radians(60 * exp(-(((hue - 275) / 25) ** 2))))
    return sqrt(light**2 + colored**2 + turned**2 + blues * colored * turned)


def _strong(chroma: float) -> float:
    return chroma**7 / (chroma**7 + 25.0**7)


def _cos(angle: float) -> float:
    return cos(radians(angle))


def _times(rows: tuple[Triple, Triple, Triple], parts: Triple) -> Triple:
    r, g, b = parts
    first, second, third = (row[0] * r + row[1] * g + row[2] * b for row in rows)
    return first, second, third
