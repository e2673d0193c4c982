"""How the film of a stack runs, by arithmetic alone: help loads this, and it loads no numpy."""

from __future__ import annotations

from collections.abc import Sequence

from convanim.core.text import Pair
from convanim.language.english import in_turn, say, series
from convanim.language.phrase import together
from convanim.layers.base import Layer
from convanim.layers.channels import drawn_planes
from convanim.layers.elementwise import Word
from convanim.layers.stack import Stack, StackBlock
from convanim.scene.timeline import RESULT, Held

GROWING = 3.0
"""Beats of a frame in which a field grows back by one layer."""

MOST_ALONG, COARSE_SIDES, LEAST_SIDE = 480, 150, 7
"""Panels times cells along a side, up to which each cell is drawn; as many for which room is made where there are
more; and cells that a side then has at least."""

MOST_DOWN = 120
"""The same for planes one below the other: as many cells as have room."""

MOST_SAID, FIRST_SAID = 6, 3
"""Layers and words of a block that are said beside it; of more the layers alone, and as many of those."""

MOST_TREE_CELLS = 40
"""Cells of all layers together that are made one by one; of more, rows are."""


def planes_drawn(stack: Stack) -> tuple[list[int], ...]:
    """The planes of the input, and of what each block makes, that have a panel each; one panel is for all of them."""
    return tuple(drawn_planes(count) if stack.by_planes else [0] for count in stack.plane_counts)


def coarseness(stack: Stack) -> tuple[int, ...]:
    """How many cells of the input, and of what each block makes, are one drawn cell along a side.

    One, unless all panels together have more cells than can be seen.
    """
    sizes = [stack.network.input, *(block.output for block in stack.blocks)]
    high = max(map(len, planes_drawn(stack)))
    largest = max(map(max, sizes))
    most_down = MOST_DOWN if high > 1 else largest
    if stack.network.dims == 1 or (len(sizes) * largest <= MOST_ALONG and high * largest <= most_down):
        return (1,) * len(sizes)
    most = max(LEAST_SIDE, min(COARSE_SIDES // len(sizes), most_down // high))
    return tuple(-(-max(size) // most) for size in sizes)


def most_side(stack: Stack) -> int:
    """Cells along a side of the input with which each cell is drawn, where no layer makes more than it reads."""
    high = max(map(len, planes_drawn(stack)))
    return min(MOST_ALONG // (len(stack.blocks) + 1), MOST_DOWN // high if high > 1 else MOST_ALONG)


def is_row_by_row(stack: Stack) -> bool:
    """Whether a step makes a whole row, as there are many cells."""
    made = zip(stack.blocks, planes_drawn(stack)[1:], strict=True)
    cells = sum(block.output[0] * block.output[1] * len(planes) for block, planes in made)
    return stack.network.dims == 2 and cells > MOST_TREE_CELLS


def stack_grids(stack: Stack) -> tuple[Pair, ...]:
    """For each block, and each plane of it that is drawn, the steps that make that, in rows and columns."""
    by_row = is_row_by_row(stack)
    made = zip(stack.blocks, planes_drawn(stack)[1:], coarseness(stack)[1:], strict=True)
    drawn = [
        (-(-block.output[0] // cells), -(-block.output[1] // cells)) for block, planes, cells in made for _ in planes
    ]
    return tuple((rows, 1 if by_row else columns) for rows, columns in drawn)


def stack_after(stack: Stack) -> tuple[Held, ...]:
    """After the steps the field grows back, from the output to the input."""
    return Held(GROWING, len(stack.blocks) + 1 + stack.effective), Held(RESULT)


def layer_words(layer: Layer) -> str:
    """A layer in a few words: `conv 3×3, padding 1`, `maxpool 2×2`, `relu`."""
    if isinstance(layer, Word):
        return layer.said
    kernel = layer.size_of(layer.kernel)
    given = {"padding": layer.padding_name}
    more = [
        say(f"named.{name}", value=given.get(name) or layer.given(name))
        for name in ("stride", "padding", "dilation", "output_padding")
        if name in layer.parameters and not layer.usual(name)
    ]
    return series([_wired(layer, f"{layer.kind} {kernel}"), *more])


def short_words(layer: Layer) -> str:
    """The same still shorter, for a narrow place: `conv 3×3`, with what makes it differ from the one before it."""
    if isinstance(layer, Word):
        return layer.said
    dilated = [say("named.dilation", value=layer.given("dilation"))] if layer.flat and layer.dilated else []
    return series([_wired(layer, _kind_words(layer)), *dilated])


def _kind_words(layer: Layer) -> str:
    return f"{layer.kind} {layer.size_of(layer.kernel)}"


def _wired(layer: Layer, words: str) -> str:
    """A layer with weights, and what its planes make of it, in a word."""
    channels = layer.channels
    if channels.single or not layer.weighted:
        return words
    pointwise = "pointwise" * (layer.kernel == (1, 1) and channels.groups == 1)
    word = "depthwise" if channels.depthwise else "grouped" if channels.groups > 1 else pointwise
    return say(f"stack.{word}", layer=words) if word else words


def block_words(block: StackBlock) -> str:
    """The layers of a block in words: `conv 3×3, padding 1, then norm, relu, ×4`; of many the first."""
    if len(block.once) > MOST_SAID:
        return short_block_words(block)
    first, *others = map(layer_words, block.once)
    once = in_turn([first, *([series(others)] if others else [])])
    return series([once, *([f"×{block.times}"] if block.times > 1 else [])])


def short_block_words(block: StackBlock) -> str:
    """The same still shorter: words without numbers as they are, `conv 3×3, norm, relu ×4`; of many layers alone."""
    told: Sequence[Layer] = block.once
    if len(told) > MOST_SAID:
        told = [layer for layer in told if not isinstance(layer, Word)] or told
    many = len(block.once) > MOST_SAID
    said = [_kind_words(layer) if many and layer.channels.groups == 1 else short_words(layer) for layer in told]
    if many and len(told) > FIRST_SAID:
        said = [*said[: FIRST_SAID - 1], "…", say("stack.layers", count=len(told))]
    return together(series(said), f" ×{block.times}") if block.times > 1 else series(said)
