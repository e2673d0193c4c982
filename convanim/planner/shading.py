"""Values as shades: which ramp a grid has, what its ends are, and the legend's scale of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from convanim.layers.compute import Numbers
from convanim.layers.stack import StackNumbers
from convanim.scene.picture import ShadeScale
from convanim.scene.roles import Paint, RampName, Role, Shade
from convanim.values.exact import Result, Value

GREY_RAMP_END = 255
"""The value of white in pictures whose values are whole."""


LARGEST_DIGIT = 9
"""Numbers up to this are digits, and no picture."""


@dataclass(frozen=True)
class Shading:
    """How the values of a layer are seen as shades; `written` tells whether numbers stand on them, too."""

    numbers: Numbers
    written: bool = False

    @cached_property
    def input(self) -> ShadeScale:
        """That of the input."""
        return _scale("input", chain(*self.numbers.input), self._white)

    @cached_property
    def output(self) -> ShadeScale:
        """That of the output, and of the products that it adds up: the input's own where all lie between its ends."""
        values = [value for value in chain(*self.numbers.output) if value is not None]
        scale = _scale("output", values, self._white)
        inside = all(self.input.low <= value <= self.input.high for value in values)
        alike = inside and self.input.ramp is scale.ramp
        return self.input if alike else scale

    @property
    def scales(self) -> tuple[ShadeScale, ...]:
        """Those of the legend."""
        if self.input == self.output:
            return (self.input._replace(words=""),)
        return self.input, self.output

    @cached_property
    def _white(self) -> int:
        """The value of white where the input is a picture, whose values are from 0 to that; 0 where it is none."""
        known = set(chain(*self.numbers.input))
        if min(known) < 0 or max(known) > GREY_RAMP_END:
            return 0
        return 1 if max(known) <= 1 else GREY_RAMP_END if max(known) > LARGEST_DIGIT else 0


@dataclass(frozen=True)
class StackShading:
    """How the values of a stack are seen as shades: the input by itself, what all layers make by one scale."""

    numbers: StackNumbers
    written: bool = False

    @cached_property
    def scales(self) -> tuple[ShadeScale, ShadeScale]:
        """That of the input, and that of what the layers make: the input's own where all lies between its ends."""
        input = Shading(self.numbers.parts[0]).input
        values = [value for part in self.numbers.parts for row in part.output for value in row if value is not None]
        made = _scale("layers", values, 0)
        inside = min(values) >= input.low and max(values) <= input.high
        return input, input._replace(words="layers") if inside else made


def _scale(words: str, values: Iterable[Value], white: int) -> ShadeScale:
    """From zero to the largest value, in a picture to white at least; with a sign as far below zero as above it."""
    known = set(values) or {0}
    low, high = min(known), max(known)
    if low < 0:
        most = max(-low, high)
        return ShadeScale(words, RampName.DIVERGING, -most, most)
    return (
        ShadeScale(words, RampName.GREY, 0, max(high, white))
        if white
        else ShadeScale(words, RampName.SEQUENTIAL, 0, high or 1)
    )


def shaded(role: Role, value: Result, scale: ShadeScale) -> Paint:
    """The role with that value; without one, as for the largest of no cells, the role alone.

    A value beyond the scale, as a product may be, has the colour of its end.
    """
    return role if value is None else Shade(role, scale.ramp, scale.step(value))
