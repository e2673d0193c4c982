"""What a picture is of, and its numbers, from what was asked: each kind of subject in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from convanim.core.limits import Limits
from convanim.layers.base import Layer
from convanim.layers.stack import Stack
from convanim.layers.subject import Subject
from convanim.recipe.layer_words import stack_and_numbers
from convanim.recipe.numbers import Reach, layer_and_numbers

if TYPE_CHECKING:
    from convanim.layers.compute import Numbers
    from convanim.layers.stack import StackNumbers
    from convanim.recipe.options import NumberOptions

    AnyNumbers = Numbers | StackNumbers


def subject_and_numbers(
    kind: type[Subject], asked: Mapping[str, Any], given: NumberOptions, limits: Limits, reach: Reach
) -> tuple[Subject, AnyNumbers | None]:
    """The subject of that kind that was asked for, and its numbers if there are any. Raises ConvanimError."""
    if issubclass(kind, Stack):
        return stack_and_numbers(asked, given, limits, reach)
    assert issubclass(kind, Layer)  # noqa: S101  # for the type checker
    return layer_and_numbers(kind, asked, given, limits, reach)
