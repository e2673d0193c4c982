"""What a touch shows of the cells of a stack: what each is made of, and what the next layer makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from convanim.core.text import Pair
from convanim.layers.field import Field
from convanim.layers.stack import StackBlock
from convanim.planner.layer_to_show import LayerToShow
from convanim.planner.plane_sums import PlaneSums
from convanim.planner.stack_course import coarseness, is_row_by_row
from convanim.planner.stack_panels import levels_of
from convanim.planner.stack_to_show import StackToShow
from convanim.planner.touched import BothAxes, Ends, Met, as_given, feeding, made_of, told, weights
from convanim.scene.met_cells import Meetings


def between_layers(wanted: StackToShow) -> Iterator[Meetings]:
    """Between each two panels, both ways; but an output whose cells are steps shows these."""
    stack = wanted.stack
    levels, coarse = levels_of(stack), coarseness(stack)
    drawn = [
        (-(-level.size[0] // cells), -(-level.size[1] // cells)) for level, cells in zip(levels, coarse, strict=True)
    ]
    for number, block in enumerate(stack.blocks):
        after = number + 1
        own = coarse[number] == coarse[after] == 1 and len(block.network.layers) == 1
        sums = _sums(wanted, number)
        for (source, panel), (target, other) in product(levels[number].panels.items(), levels[after].panels.items()):
            layer = block.network.layers[0]
            if stack.by_planes and source not in layer.channels.reads(target):
                continue
            along = _along(block, coarse[number], coarse[after], source if stack.by_planes else None)
            labels = weights(sums.shown(target, source)) if own and layer.weighted else ()
            ends = Ends(panel, drawn[number], other, drawn[after])
            yield feeding(along, ends, labels, told("is_read"))
            if after < len(stack.blocks) or is_row_by_row(stack):
                back = Ends(other, drawn[after], panel, drawn[number])
                yield made_of(along, back, labels, told("reads"))


def _along(block: StackBlock, before: int, after: int, plane: int | None) -> BothAxes:
    """What meets through a block, where so many cells along a side are drawn as one; weights of one layer alone."""
    layers = block.network.layers
    if len(layers) == before == after == 1 and layers[0].channels.shuffled == (1, 1):
        return as_given(layers[0])
    return tuple(list(dict.fromkeys(_through(block, axis, (before, after), plane))) for axis in (0, 1))


def _through(block: StackBlock, axis: int, cells: Pair, plane: int | None) -> Iterator[Met]:
    """Along an axis what the outputs of a block read of its input: of one plane, what this gives."""
    for output in range(block.output[axis]):
        row, column = ((output,) if along == axis else tuple(range(size)) for along, size in enumerate(block.output))
        for index in block.source(Field(row, column), plane)[axis]:
            yield Met(index // cells[0], output // cells[1])


def _sums(wanted: StackToShow, number: int) -> PlaneSums:
    """The first layer of a block, as it joins two planes."""
    own = wanted.numbers.parts[wanted.stack.marks[number]] if wanted.numbers else None
    return PlaneSums(LayerToShow(wanted.stack.blocks[number].network.layers[0], planes=own))
