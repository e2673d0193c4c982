"""The command that draws a layer which was found and not typed: a large one in a film of a length that is watched."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from contextlib import suppress

from convanim.core.errors import ConvanimError
from convanim.core.limits import CELLS, WORK
from convanim.layers.base import Layer
from convanim.layers.comparison import Comparison
from convanim.layout.page import WIDEST
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe

MOST_STEPS = 400
"""Steps of a picture that shows every one of them."""

SHOWN_STEPS = 200
"""Steps that are shown of one with more."""

NUMBERED_SIDE = 16
"""Cells of a side that have room for numbers."""

PX_A_CELL = 5
"""Width of the smallest cell, with what stands between panels and beside them."""


def drawing_beside(layers: Sequence[Layer]) -> Recipe:
    """The recipe of some layers beside each other, in step; of one alone that of itself."""
    if len(layers) == 1:
        return Recipe(layers[0])
    words = [_as_a_side(Recipe(layer)) for layer in layers]
    return Recipe.of(Comparison, {"layers": words, "view": Comparison.usual_view})


def comparing_command(layers: Sequence[Layer]) -> str:
    """The command that draws layers beside each other with the same numbers, and marks what differs.

    >>> from convanim.layers.convolution import Convolution
    >>> comparing_command([Convolution.of(6, 3, "same", 2), Convolution.of(6, 3, 1, 2)])
    "convanim compare 'conv -i 6 -k 3 -p same -s 2' 'conv -i 6 -k 3 -p 1 -s 2' --diff"
    """
    sides = (_as_a_side(Recipe.of(type(layer), layer.asked())) for layer in layers)
    return f"convanim compare {' '.join(map(shlex.quote, sides))} --diff"


def _as_a_side(recipe: Recipe) -> str:
    """The words for a layer within a comparison."""
    return recipe.command.removeprefix("convanim ")


def drawing_command(layer: Layer) -> str:
    """The command that draws a layer; of one that is too large for any picture, the one that prints its numbers.

    >>> from convanim.layers.convolution import Convolution
    >>> drawing_command(Convolution.of(7, 3, 1, 2)), drawing_command(Convolution.of(56, 3, 1))
    ('convanim conv -i 7 -k 3 -p 1 -s 2', 'convanim conv -i 56 -k 3 -p 1 --every 16')
    """
    grids = (layer.axes[0].drawn, layer.axes[1].drawn), layer.slid_over, layer.output
    cells = [rows * columns for rows, columns in grids]
    width = -(-PX_A_CELL * sum(columns for _, columns in grids[1:]) // 100) * 100
    steps = cells[-1]
    if width > WIDEST or max(cells) > CELLS or 2 * steps * sum(cells) > WORK:
        return Recipe(layer).command.replace("convanim", "convanim plan", 1)
    options = Options(
        every=-(-steps // SHOWN_STEPS) if steps > MOST_STEPS else Options.every, width=max(width, Options.width)
    )
    if max(*layer.input, *layer.output) <= NUMBERED_SIDE:
        with suppress(ConvanimError):  # numbers need more room than there is
            return Recipe.of(type(layer), {**layer.asked(), **vars(options)}).command
    return Recipe(layer, options).command
