"""What a picture is of, and its numbers, from what was asked: each kind of subject in its own way."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, cast

from convanim.core.errors import ConvanimError, Setting
from convanim.core.limits import LIMITS, Limits
from convanim.layers.base import Layer
from convanim.layers.comparison import Comparison, Side
from convanim.layers.handout import Handout
from convanim.layers.stack import Stack
from convanim.layers.subject import Subject
from convanim.planner.views import VIEWS, ViewRequest, require_view
from convanim.recipe.layer_words import stack_and_numbers
from convanim.recipe.numbers import Reach, layer_and_numbers, require_sizes
from convanim.recipe.wording import command_line_wording

if TYPE_CHECKING:
    from convanim.layers.compute import Planes
    from convanim.layers.stack import StackNumbers
    from convanim.recipe.options import NumberOptions

    AnyNumbers = Planes | StackNumbers


def subject_and_numbers(
    kind: type[Subject], asked: Mapping[str, Any], given: NumberOptions, limits: Limits, reach: Reach
) -> tuple[Subject, AnyNumbers | None]:
    """The subject of that kind that was asked for, and its numbers if there are any. Raises ConvanimError."""
    if read := SEVERAL.get(kind):
        return read(asked, given, limits, reach)
    return layer_and_numbers(cast("type[Layer]", kind), asked, given, limits, reach)


def _comparison(
    asked: Mapping[str, Any], given: NumberOptions, limits: Limits, reach: Reach
) -> tuple[Comparison, None]:
    """Each side in the words of its own command. Raises ConvanimError that says which side is wrong."""
    diff = bool(asked.get("diff"))
    sides = []
    for number, text in enumerate(asked.get("layers") or (), 1):
        try:
            sides.append(_side(text, diff, limits, reach))
        except ConvanimError as error:
            raise ConvanimError(f"picture {number}, '{text}': {error.worded(command_line_wording)}") from error
    return Comparison(tuple(sides), diff, asked.get("place")), None


def _handout(asked: Mapping[str, Any], given: NumberOptions, limits: Limits, reach: Reach) -> tuple[Handout, None]:
    """Both layers of the numbers."""
    require_sizes(asked)
    return Handout.of(**asked), None


SEVERAL: dict[type[Subject], Callable[..., tuple[Subject, AnyNumbers | None]]] = {
    Stack: stack_and_numbers,
    Comparison: _comparison,
    Handout: _handout,
}
"""What reads the subjects that are not one layer."""


def _side(text: str, numbered: bool, limits: Limits, reach: Reach) -> Side:
    from convanim.recipe.from_words import read_words  # which makes recipes, of subjects
    from convanim.recipe.options import Options
    from convanim.values.kernels import is_kernel_name

    try:
        words = shlex.split(text)
    except ValueError:
        raise ConvanimError("a quote is not closed", way="close it") from None
    typed = read_words(words)
    if not typed.kind.compared:
        raise ConvanimError(f"'{words[0]}' is not compared", way="use a layer or a stack")
    values = {**typed.values, **{limit.key: limits[name] for name, limit in LIMITS.items()}}
    numbered = numbered or VIEWS[values["view"]].needs_numbers
    if numbered and typed.kind.subject not in SEVERAL:
        values["values"] = True
    recipe = typed._replace(values=values).recipe(reach)
    options = recipe.options
    require_view(recipe.subject, options.view, ViewRequest(options.stages, numbered, options.deconvolve))
    own = Options(view=options.view, stages=options.stages, deconvolve=options.deconvolve)
    for one in fields(Options):
        value = getattr(options, one.name)
        if value == getattr(own, one.name) or one.name in values_of_limits():
            continue
        if one.name in Comparison.lacks():
            raise ConvanimError(Setting(one.name, value), " is not for pictures side by side", way="leave it out")
        raise ConvanimError(
            Setting(one.name, value), " is for all pictures together", way="say it behind them, without quotes"
        )
    named = recipe.number_options.kernel_values or ""
    kernel = named if is_kernel_name(named) else ""
    return Side(
        recipe.subject, recipe.numbers, options.view, options.stages, options.deconvolve, shlex.join(words), kernel
    )  # fmt: skip


def values_of_limits() -> set[str]:
    """The names of options that are limits."""
    return {limit.key for limit in LIMITS.values()}
