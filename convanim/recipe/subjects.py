"""What a picture is of, and its numbers, from what was asked: each kind of subject in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from convanim.core.late import late
from convanim.core.limits import Limits
from convanim.layers.base import Layer
from convanim.layers.subject import Subject
from convanim.recipe.numbers import Reach, layer_and_numbers

if TYPE_CHECKING:
    from convanim.layers.compute import Planes
    from convanim.layers.stack import StackNumbers
    from convanim.recipe.options import NumberOptions

    AnyNumbers = Planes | StackNumbers

SEVERAL = {
    "stack": late("convanim.recipe.layer_words", "stack_and_numbers"),
    "compare": late("convanim.recipe.several_layers", "read_comparison"),
    "sheet": late("convanim.recipe.several_layers", "read_handout"),
}
"""What reads the subjects that are not one layer, by their kind."""


def subject_and_numbers(
    kind: type[Subject], asked: Mapping[str, Any], given: NumberOptions, limits: Limits, reach: Reach
) -> tuple[Subject, AnyNumbers | None]:
    """The subject of that kind that was asked for, and its numbers if there are any. Raises ConvanimError."""
    if kind.kind in SEVERAL:
        found: tuple[Subject, AnyNumbers | None] = SEVERAL[kind.kind](asked, given, limits, reach)
        return found
    return layer_and_numbers(cast("type[Layer]", kind), asked, given, limits, reach)
