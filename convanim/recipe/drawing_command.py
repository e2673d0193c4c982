"""The command that draws a layer which was found and not typed: a large one in a film of a length that is watched."""

from __future__ import annotations

from contextlib import suppress

from convanim.core.errors import ConvanimError
from convanim.core.limits import CELLS, WORK
from convanim.layers.base import Layer
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
