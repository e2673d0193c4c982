"""Ways out of a refusal that are not refused again: each is tried, and what it needs besides is named with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from convanim.core.errors import ConvanimError, Setting, Shown, Words, joined
from convanim.core.limits import LIMITS
from convanim.layers.parameters import PARAMETERS
from convanim.layers.subject import Subject
from convanim.layout.page import CellsTooSmallError
from convanim.recipe.recipe import Recipe

MOST_SETTINGS = 4
"""Settings that are named together: a request that needs more of them needs another layer."""

LARGE_STRIP = 10_000_000
"""Cells of all steps from which on laying out a filmstrip takes seconds: its ways are not tried one by one then."""

Compose = Callable[[Recipe], object]
"""Raises ConvanimError for what cannot be drawn."""


def with_ways_that_work(recipe: Recipe, refusal: ConvanimError, compose: Compose) -> ConvanimError:
    """The same refusal, and ways out that `compose` takes."""
    if recipe.options.filmstrip and isinstance(refusal, CellsTooSmallError) and _is_large(recipe.subject):
        return refusal  # the layout has tried its ways
    pieces: list[Words] = []
    working: list[tuple[Setting, ...]] = []
    refused = False
    for part in refusal.way:
        if not (isinstance(part, Setting) and is_a_way(part)):
            pieces.append(part)
        elif settings := _followed(recipe, part, compose):
            working.append(settings)
            pieces += _together(settings)
        else:
            refused = True
    if refused:
        pieces = ["use "]
        for settings in working:
            pieces += [*_together(settings), ", or "]
        pieces.append("a smaller layer")
    return type(refusal)(*refusal.sentence, way=pieces)


def is_a_way(part: Setting) -> bool:
    """Whether it says what to give, and not only what to change."""
    return part.value is not ... and not isinstance(part.value, Shown)


def _followed(recipe: Recipe, first: Setting, compose: Compose) -> tuple[Setting, ...]:
    """The settings that together lead out, from the first one on; none where they lead nowhere."""
    if recipe.options.filmstrip and _is_large(recipe.subject):
        return ()
    found: dict[str, Any] = {}
    way: Setting | None = first
    while way is not None and way.name not in found and len(found) < MOST_SETTINGS:
        found[way.name] = way.value
        try:
            compose(changed(recipe, found))
        except ConvanimError as error:
            way = next((one for one in error.ways if is_a_way(one) and one.name not in _raised_limits()), None)
        else:
            return tuple(Setting(name, value) for name, value in found.items())
    return ()


def changed(recipe: Recipe, settings: dict[str, Any]) -> Recipe:
    """The recipe with other settings. Raises ConvanimError, as for an input of another size than its numbers."""
    sizes = {name: value for name, value in settings.items() if name in PARAMETERS}
    options = {name: value for name, value in settings.items() if name not in PARAMETERS}
    if not sizes:
        return recipe.drawn(**options)
    given = {**recipe.subject.asked(), **sizes}
    asked = vars(recipe.number_options)
    drawn = replace(recipe.options, **options)
    return Recipe.of(type(recipe.subject), {**given, **asked, **vars(drawn)})


def _is_large(subject: Subject) -> bool:
    steps = sum(rows * columns for _, (rows, columns) in subject.size_pairs)
    return steps * subject.amounts.cells > LARGE_STRIP


def _raised_limits() -> Iterable[str]:
    return {limit.key for limit in LIMITS.values()}


def _together(settings: tuple[Setting, ...]) -> tuple[Words, ...]:
    return joined(settings, " with ")
