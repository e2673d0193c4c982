"""Pictures of several layers: a stack, a comparison, a sheet; and how a comparison and a sheet are read."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from convanim.core.errors import ConvanimError, Setting
from convanim.core.limits import LIMITS, Limits
from convanim.layers.comparison import Comparison, Side
from convanim.layers.elementwise import BETWEEN_LAYERS, WordRow
from convanim.layers.handout import Handout
from convanim.layers.stack import Stack
from convanim.planner.views import VIEWS, ViewRequest, require_view
from convanim.recipe.from_words import read_words
from convanim.recipe.numbers import Reach, require_sizes
from convanim.recipe.options import NumberOptions, Options
from convanim.recipe.picture_kind import PictureKind
from convanim.recipe.wording import command_line_wording
from convanim.values.kernels import is_kernel_name


def stack_kind() -> PictureKind:
    """The picture of a stack."""
    return PictureKind(
        Stack,
        Stack.summary,
        "Layers one after another, and what one output cell sees of the input. Each LAYER is in quotes, in the "
        "words of its own command; between them may stand "
        f"{', '.join(_worded(*row) for row in BETWEEN_LAYERS.items())}."
        f"\n\n\b\nExample:\n  {Stack.example}",
        lambda values: {**values, "view": Stack.usual_view},
        planned=True,
        viewed=False,
    )


def _worded(name: str, row: WordRow) -> str:
    return f"{name} {row.takes}".strip()


def comparison_kind() -> PictureKind:
    """The picture of a comparison."""
    return PictureKind(
        Comparison,
        Comparison.summary,
        "Two to four pictures in one, in step; each LAYER is in quotes, in the words of its own command, with "
        f"its input. What differs in their numbers is bold.\n\n\b\nExample:\n  {Comparison.example}",
        lambda values: {**values, "view": Comparison.usual_view},
        planned=True,
        viewed=False,
        spread=True,
        compared=False,
    )


def sheet_kind() -> PictureKind:
    """The sheet of paper."""
    return PictureKind(
        Handout,
        Handout.summary,
        "The handout of a lesson on one page: the convolution and the transposed one with the same numbers, "
        f"their steps, formulas, output sizes, and lines of code.\n\n\b\nExample:\n  {Handout.example}",
        lambda values: {**values, "view": Handout.usual_view, "still": "last"},
        planned=True,
        viewed=False,
        on_paper=True,
        compared=False,
    )


def read_comparison(
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


def read_handout(
    asked: Mapping[str, Any], given: NumberOptions, limits: Limits, reach: Reach
) -> tuple[Handout, None]:
    """Both layers of the numbers."""
    require_sizes(asked)
    return Handout.of(**asked), None


def _side(text: str, numbered: bool, limits: Limits, reach: Reach) -> Side:
    try:
        words = shlex.split(text)
    except ValueError:
        raise ConvanimError("a quote is not closed", way="close it") from None
    typed = read_words(words)
    if not typed.kind.compared:
        raise ConvanimError(f"'{words[0]}' is not compared", way="use a layer or a stack")
    values = {**typed.values, **{limit.key: limits[name] for name, limit in LIMITS.items()}}
    numbered = numbered or VIEWS[values["view"]].needs_numbers
    if numbered and not typed.kind.subject.several:
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
