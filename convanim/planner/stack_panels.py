"""Where a stack is drawn: a panel for the input and for what each block makes, or one for each of its planes."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from convanim.core.text import Pair
from convanim.language.english import say
from convanim.language.phrase import unbroken
from convanim.layers.network import Network
from convanim.layers.stack import Stack
from convanim.planner.stack_course import coarseness, planes_drawn, short_block_words
from convanim.planner.stack_wiring import wired, wiring_row
from convanim.scene.nodes import Best, Column, Node, Panel, Row, numbered_column

WORDS_BELOW, WORDS_LEFT, WORDS_LEFT_OF_BLOCKS = 104, 166, 360
"""Px that the words of a panel may take below it, and at its left, of one layer or of several."""

WIDE_WORDS_BELOW, FEW_LEVELS = 150, 4
"""The same below a panel where there are few."""


class StackLevel(NamedTuple):
    """The input, or what a block makes: its number, its key, its size, and the panel of each plane that is drawn."""

    number: int
    key: str
    size: Pair
    panels: dict[int, str]

    @property
    def planes(self) -> list[int]:
        """The planes that have a panel."""
        return list(self.panels)


def levels_of(stack: Stack) -> list[StackLevel]:
    """The input, what each block makes, the output."""
    keys = ["input", *(f"layer {number}" for number in range(1, len(stack.blocks))), "output"]
    sizes = [stack.network.input, *(block.output for block in stack.blocks)]
    drawn = planes_drawn(stack)
    return [
        StackLevel(number, key, size, {plane: f"{key}_{plane}" if stack.by_planes else key for plane in planes})
        for number, (key, size, planes) in enumerate(zip(keys, sizes, drawn, strict=True))
    ]


def stack_body(stack: Stack, captions: list[str]) -> Node:
    """A row of levels; in one dimension a column, with the input at the bottom as in a pyramid.

    `captions` are the longest words of each level. Planes of a level stand one below the other.
    """
    flat = stack.network.dims == 1
    panels = _panels(stack, captions)
    wide = WORDS_LEFT_OF_BLOCKS if stack.counted else WORDS_LEFT
    left = [[panel._replace(words_width=wide, words_left=True) for panel in level] for level in panels]
    whole: Node
    if flat:
        whole = Column(
            tuple(_level(level, wanted) for level, wanted in zip(left, levels_of(stack), strict=True))[::-1]
        )
    elif stack.by_planes:
        padded = _padded(panels)
        whole = Row(tuple(_level(*one) for one in zip(padded, levels_of(stack), strict=True)), whole=True)
    else:
        whole = Best((Row(tuple(level[0] for level in panels)), Column(tuple(level[0] for level in left))))
    return Column((whole, wiring_row(stack)), linked=False, whole=True) if wired(stack) else whole


def _level(panels: list[Panel], level: StackLevel) -> Node:
    """The planes of a level one below the other; the last has the words."""
    bare = [panel._replace(caption="", said="") for panel in panels[:-1]]
    return numbered_column([*bare, panels[-1]], level.planes)


def _padded(panels: list[list[Panel]]) -> list[list[Panel]]:
    """Panels with room above and below, so that all are as high as the highest: planes of a number are on a line."""
    tallest = max(panel.rows * panel.scale for level in panels for panel in level)
    return [
        [
            panel._replace(room=((tallest / panel.scale - panel.rows) / 2, 0.0), opposite=None, beside="")
            for panel in level
        ]
        for level in panels
    ]


def _panels(stack: Stack, captions: list[str]) -> list[list[Panel]]:
    """The panels of each level, with cells as large as what they stand for."""
    network, levels, coarse = stack.network, levels_of(stack), coarseness(stack)
    flat = network.dims == 1
    jumps = [[axes[axis].jump for axes in (network.receptive[mark] for mark in stack.marks)] for axis in range(2)]
    starts = [[_starts(network, axis)[mark] for mark in stack.marks] for axis in range(2)]
    reference = len(levels) - 1 if flat else 0
    widths = [jump * cells for jump, cells in zip(jumps[1 if flat else 0], coarse, strict=True)]
    found = []
    for level, caption in zip(levels, captions, strict=True):
        number = level.number
        middles = []
        for axis in range(2):
            jump, start = jumps[axis], starts[axis]
            drawn = -(-level.size[axis] // coarse[number]) * coarse[number]
            middle = start[number] + (drawn - 1) * jump[number] / 2
            first = start[reference] + (coarse[reference] - 1) * jump[reference] / 2
            middles.append(float((middle - first) / (jump[reference] * coarse[reference]) + Fraction(1, 2)))
        rows, columns = (-(-side // coarse[number]) for side in level.size)
        one = Panel(
            "", rows, columns, caption, float(widths[number] / min(widths)), (middles[0], middles[1]),
            beside=levels[reference].panels[0] if stack.by_planes else "", said=level.key,
            words_width=WIDE_WORDS_BELOW if len(levels) <= FEW_LEVELS else WORDS_BELOW,
        )  # fmt: skip
        found.append([one._replace(name=name) for name in level.panels.values()])
    return found


def _starts(network: Network, axis: int) -> list[Fraction]:
    """Where the first cell's middle stands along the input: opposite its own field, or its cell where sizes stay."""
    starts = [Fraction(0)]
    for number, layer in enumerate(network.layers):
        one = layer.axes[axis]
        own = network.receptive[number + 1][axis].start - network.receptive[number][axis].start
        kept = one.output == one.input and one.stride == 1 and not one.zeros
        starts.append(starts[-1] + (0 if kept else own))
    return starts


def level_words(stack: Stack, level: StackLevel, seen: str = "") -> str:
    """The words beside a level: what made it and its size; with a field, how much of it that is: `3×3`."""
    name = say("place.input") if level.number == 0 else short_block_words(stack.blocks[level.number - 1])
    several = f"{stack.plane_counts[level.number]}×" if stack.plural else ""
    part: str = several + stack.of_one(level.size)
    if seen:
        part = say("stack.part", field=seen, size=part)
    return say("list.colon", before=name if stack.counted else unbroken(name), last=unbroken(part))
