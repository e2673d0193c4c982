"""How the film of a stack runs, by arithmetic alone: help loads this, and it loads no numpy."""

from __future__ import annotations

from convanim.core.text import Pair
from convanim.layers.base import Layer
from convanim.layers.elementwise import Word
from convanim.layers.network import Network
from convanim.layers.stack import Stack
from convanim.scene.timeline import RESULT, Held

GROWING = 3.0
"""Beats of a frame in which a field grows back by one layer."""

MOST_TREE_CELLS = 40
"""Cells of all layers together that are made one by one; of more, rows are."""


def is_row_by_row(network: Network) -> bool:
    """Whether a step makes a whole row, as there are many cells."""
    return network.dims == 2 and sum(layer.output[0] * layer.output[1] for layer in network.layers) > MOST_TREE_CELLS


def stack_grids(stack: Stack) -> tuple[Pair, ...]:
    """For each layer the steps that make what it makes, in rows and columns."""
    by_row = is_row_by_row(stack.network)
    return tuple((layer.output[0], 1 if by_row else layer.output[1]) for layer in stack.network.layers)


def stack_after(stack: Stack) -> tuple[Held, ...]:
    """After the steps the field grows back, from the output to the input."""
    return Held(GROWING, len(stack.network.layers) + 1 + stack.effective), Held(RESULT)


def layer_words(layer: Layer) -> str:
    """A layer in a few words: `conv 3×3, padding 1`, `maxpool 2×2`, `relu`."""
    if isinstance(layer, Word):
        return layer.said
    kernel = layer.size_of(layer.kernel)
    given = {"padding": layer.padding_name}
    more = [
        f"{name.replace('_', ' ')} {given.get(name) or layer.given(name)}"
        for name in ("stride", "padding", "dilation", "output_padding")
        if name in layer.parameters and not layer.usual(name)
    ]
    return ", ".join([f"{layer.kind} {kernel}", *more])


def short_words(layer: Layer) -> str:
    """The same still shorter, for a narrow place: `conv 3×3`, with what makes it differ from the one before it."""
    if isinstance(layer, Word):
        return layer.said
    dilated = f", dilation {layer.given('dilation')}" if layer.flat and layer.dilated else ""
    return f"{layer.kind} {layer.size_of(layer.kernel)}{dilated}"
