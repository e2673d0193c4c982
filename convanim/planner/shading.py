"""Values as shades: which ramp a grid has, what its ends are, and the legend's scale of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from convanim.language.english import say
from convanim.scene.picture import ShadeScale
from convanim.scene.roles import Paint, RampName, Role, Shade
from convanim.values.exact import Result, Value

if TYPE_CHECKING:
    from convanim.planner.layer_to_show import LayerToShow
    from convanim.planner.stack_to_show import StackToShow

GREY_RAMP_END = 255
"""The value of white in pictures whose values are whole."""


READ_PANELS, MADE_PANELS = ("input", "back", "found"), ("output", "layer")
"""The panels whose values are of what goes in, or comes back from it, and of what is made."""


LARGEST_DIGIT = 9
"""Numbers up to this are digits, and no picture."""


class ShadedValues(NamedTuple):
    """What is seen as shades: the values that go in, those that are made, and differences of values."""

    read: frozenset[Value] = frozenset()
    made: frozenset[Value] = frozenset()
    differences: frozenset[Value] = frozenset()
    words: tuple[str, str] = ("input", "output")
    """What the legend calls what goes in, and what is made."""

    @classmethod
    def together(cls, several: Sequence[ShadedValues]) -> ShadedValues:
        """Those of several pictures, which are seen by one scale."""
        words = {one.words for one in several}
        said = words.pop() if len(words) == 1 else cls().words
        return cls(
            frozenset(value for one in several for value in one.read),
            frozenset(value for one in several for value in one.made),
            frozenset(value for one in several for value in one.differences),
            said,
        )


def values_of_layer(wanted: LayerToShow) -> ShadedValues:
    """Those of all planes of a layer."""
    planes = wanted.planes
    return ShadedValues(values_in(planes.input), values_in(planes.output)) if planes else ShadedValues()


def values_of_stack(wanted: StackToShow) -> ShadedValues:
    """What goes into a stack, and what all its layers make."""
    if wanted.numbers is None:
        return ShadedValues()
    made = values_in(plane for part in wanted.numbers.parts for plane in part.output)
    return ShadedValues(values_in(wanted.numbers.input), made, words=("input", "layers"))


class Shading(NamedTuple):
    """How values are seen as shades."""

    input: ShadeScale
    output: ShadeScale
    """That of the products that it adds up, too."""
    difference: ShadeScale | None = None
    written: bool = False
    """Whether numbers stand on the shades."""

    @classmethod
    def of(cls, values: ShadedValues, written: bool = False) -> Shading:
        """What is made has the input's own shades where all of it lies between their ends."""
        white = white_of(values.read)
        source = scale_of(values.words[0], values.read, white)._replace(panels=READ_PANELS)
        target = scale_of(values.words[1], values.made, white)._replace(panels=MADE_PANELS)
        inside = all(source.low <= value <= source.high for value in values.made)
        output = source if inside and source.ramp is target.ramp else target
        return cls(source, output, _difference(values.differences), written)

    @property
    def scales(self) -> tuple[ShadeScale, ...]:
        """Those of the legend."""
        both: tuple[ShadeScale, ...] = (self.input, self.output)
        if self.input == self.output:
            both = (self.input._replace(words="", panels=READ_PANELS + MADE_PANELS),)
        return both if self.difference is None else (*both, self.difference)


def _difference(values: frozenset[Value]) -> ShadeScale | None:
    """As far below zero as above it; None where there are no differences."""
    if not values:
        return None
    most = max(max(values), -min(values)) or 1
    return ShadeScale(_said("difference"), RampName.DIVERGING, -most, most, ("difference", "error"))


def values_in(planes: Iterable[Iterable[Iterable[Result]]]) -> frozenset[Value]:
    """All values of some planes; the largest of no cells is none."""
    return frozenset(value for plane in planes for row in plane for value in row if value is not None)


def white_of(known: frozenset[Value]) -> int:
    """The value of white where the input is a picture, whose values are from 0 to that; 0 where it is none."""
    if not known or min(known) < 0 or max(known) > GREY_RAMP_END:
        return 0
    return 1 if max(known) <= 1 else GREY_RAMP_END if max(known) > LARGEST_DIGIT else 0


def scale_of(name: str, values: frozenset[Value], white: int = 0) -> ShadeScale:
    """From zero to the largest value, in a picture to white at least; with a sign as far below zero as above it."""
    known = values or {0}
    low, high = min(known), max(known)
    if low < 0:
        most = max(-low, high)
        return ShadeScale(_said(name), RampName.DIVERGING, -most, most)
    if white:
        return ShadeScale(_said(name), RampName.GREY, 0, max(high, white))
    return ShadeScale(_said(name), RampName.SEQUENTIAL, 0, high or 1)


def _said(name: str) -> str:
    """What the legend calls values: a formula's letters are the same in every language."""
    return name if len(name) == 1 else say(f"scale.{name}")


def shaded(role: Role, value: Result, scale: ShadeScale) -> Paint:
    """The role with that value; without one, as for the largest of no cells, the role alone.

    A value beyond the scale, as a product may be, has the colour of its end.
    """
    return role if value is None else Shade(role, scale.ramp, scale.step(value))
