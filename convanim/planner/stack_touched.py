"""What a touch shows of the cells of a stack: what each is made of, and what the next layer makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from convanim.layers.stack import StackBlock
from convanim.planner.layer_to_show import LayerToShow
from convanim.planner.stack_course import coarseness, is_row_by_row, panel_names
from convanim.planner.stack_to_show import StackToShow
from convanim.planner.touched import BothAxes, Ends, Labels, Met, as_given, feeding, made_of, told, weights
from convanim.scene.met_cells import Meetings


def between_layers(wanted: StackToShow) -> Iterator[Meetings]:
    """Between each two panels, both ways; but an output whose cells are steps shows these."""
    stack = wanted.stack
    panels, coarse = panel_names(stack), coarseness(stack)
    sizes = [stack.network.input, *(block.output for block in stack.blocks)]
    drawn = [(-(-rows // cells), -(-columns // cells)) for (rows, columns), cells in zip(sizes, coarse, strict=True)]
    for number, block in enumerate(stack.blocks):
        before, after = number, number + 1
        along = _along(block, coarse[before], coarse[after])
        labels = _labels(wanted, number) if coarse[before] == coarse[after] == 1 else ()
        ends = Ends(panels[before], drawn[before], panels[after], drawn[after])
        yield feeding(along, ends, labels, told("is_read"))
        if after < len(stack.blocks) or is_row_by_row(stack):
            back = Ends(panels[after], drawn[after], panels[before], drawn[before])
            yield made_of(along, back, labels, told("reads"))


def _along(block: StackBlock, before: int, after: int) -> BothAxes:
    """What meets through a block, where so many cells along a side are drawn as one; weights of one layer alone."""
    if len(block.network.layers) == before == after == 1:
        return as_given(block.network.layers[0])
    return tuple(list(dict.fromkeys(_through(block, axis, before, after))) for axis in (0, 1))


def _through(block: StackBlock, axis: int, before: int, after: int) -> Iterator[Met]:
    for output in range(block.output[axis]):
        read: Sequence[int] = (output,)
        for layer in reversed(block.network.layers):
            read = layer.axes[axis].read_for(read)
        for index in read:
            yield Met(index // before, output // after)


def _labels(wanted: StackToShow, number: int) -> Labels:
    """The weights of a block of one layer: of one more, many would stand in each cell."""
    layers = wanted.stack.blocks[number].network.layers
    if len(layers) > 1:
        return ()
    own = wanted.numbers.parts[wanted.stack.marks[number]] if wanted.numbers else None
    return weights(LayerToShow(layers[0], own))
