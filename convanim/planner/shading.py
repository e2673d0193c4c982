"""Values as shades: which ramp a grid has, what its ends are, and the legend's scale of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from convanim.language.english import say
from convanim.layers.compute import Planes
from convanim.layers.stack import StackNumbers
from convanim.scene.picture import ShadeScale
from convanim.scene.roles import Paint, RampName, Role, Shade
from convanim.values.exact import Matrix, Result, Value

GREY_RAMP_END = 255
"""The value of white in pictures whose values are whole."""


LARGEST_DIGIT = 9
"""Numbers up to this are digits, and no picture."""


class Shading(NamedTuple):
    """How the values of a layer are seen as shades."""

    input: ShadeScale
    output: ShadeScale
    """That of the products that it adds up, too."""
    written: bool = False
    """Whether numbers stand on the shades."""

    @classmethod
    def of(cls, known: Planes, written: bool = False) -> Shading:
        """From the values of all planes; the output has the input's own shades where all lie between its ends."""
        read, made = values_in(known.input), values_in(known.output)
        white = white_of(read)
        source, target = (
            scale_of(say(f"scale.{end}"), end, known, white) for end, known in (("input", read), ("output", made))
        )
        inside = all(source.low <= value <= source.high for value in made)
        return cls(source, source if inside and source.ramp is target.ramp else target, written)

    def there_and_back(self, x: Matrix, y: Matrix, back: Matrix) -> Shading:
        """That of a layer whose output comes back as large as its input was: x and what comes back look alike."""
        known = values_in([x, back])
        source = scale_of("x", "x", known, white_of(known))._replace(panels=("input", "back", "found"))
        made = scale_of("y", "y", values_in([y]), white_of(known))._replace(panels=("output",))
        return Shading(source, made, self.written)

    @property
    def scales(self) -> tuple[ShadeScale, ...]:
        """Those of the legend."""
        if self.input == self.output:
            return (self.input._replace(words="", panels=("input", "output")),)
        return self.input, self.output


def values_in(planes: Iterable[Iterable[Iterable[Result]]]) -> set[Value]:
    """All values of some planes; the largest of no cells is none."""
    return {value for plane in planes for row in plane for value in row if value is not None}


def white_of(known: set[Value]) -> int:
    """The value of white where the input is a picture, whose values are from 0 to that; 0 where it is none."""
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
        input = Shading.of(self.numbers.parts[0].planes).input
        values = values_in(part.output for part in self.numbers.parts)
        made = scale_of(say("scale.layers"), "layer", values)
        inside = min(values) >= input.low and max(values) <= input.high
        made = input._replace(words=say("scale.layers")) if inside else made
        return input, made._replace(panels=("layer", "output"))


def scale_of(words: str, panel: str, values: set[Value], white: int = 0) -> ShadeScale:
    """From zero to the largest value, in a picture to white at least; with a sign as far below zero as above it."""
    known = values or {0}
    low, high = min(known), max(known)
    if low < 0:
        most = max(-low, high)
        return ShadeScale(words, RampName.DIVERGING, -most, most, (panel,))
    if white:
        return ShadeScale(words, RampName.GREY, 0, max(high, white), (panel,))
    return ShadeScale(words, RampName.SEQUENTIAL, 0, high or 1, (panel,))


def shaded(role: Role, value: Result, scale: ShadeScale) -> Paint:
    """The role with that value; without one, as for the largest of no cells, the role alone.

    A value beyond the scale, as a product may be, has the colour of its end.
    """
    return role if value is None else Shade(role, scale.ramp, scale.step(value))
