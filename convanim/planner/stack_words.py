"""What is said while a layer of a stack makes a cell or a row: with numbers, how one of them comes about."""

from __future__ import annotations

from functools import cache

from convanim.core.text import Pair
from convanim.language.english import say
from convanim.language.phrase import together
from convanim.layers.elementwise import Enlarging, Word
from convanim.planner.layer_to_show import LayerToShow
from convanim.planner.stack_course import block_words, short_words
from convanim.planner.stack_to_show import StackToShow


class MakingWords:
    """The captions of the steps of each block."""

    def __init__(self, wanted: StackToShow) -> None:
        self._wanted = wanted
        self._layer = cache(self._of_block)

    def _of_block(self, number: int) -> LayerToShow | None:
        """The layer that a block is, with its numbers; None where these are not known, or the block is several."""
        stack, numbers = self._wanted.stack, self._wanted.numbers
        block = stack.blocks[number - 1]
        if numbers is None or len(block.network.layers) > 1:
            return None
        (layer,) = block.network.layers
        return LayerToShow(layer, numbers.parts[stack.marks[number] - 1])

    def of_cell(self, number: int, place: Pair) -> str:
        """`relu (0, 1) = max(0, −3) = 0`; without numbers `relu makes cell (0, 1)`."""
        shown = self._layer(number)
        block = self._wanted.stack.blocks[number - 1]
        if shown is None:
            said = place[1] if self._wanted.network.dims == 1 else place
            first = block.network.layers[0]
            plane = (
                first.plane_for(place) if isinstance(first, Enlarging) and not self._wanted.stack.counted else None
            )
            makes = say("stack.makes_cell", layer=block_words(block), cell=said)
            if plane is None:
                return makes
            return say("stack.from_plane", makes=makes, plane=plane, planes=first.channels.inputs_each)
        return shown.sentence_at(*place, short_words(shown.layer))

    def of_row(self, number: int, row: int) -> str:
        """`relu makes row 2`; of a word with numbers also how its smallest number comes about, for there it shows."""
        said = say("stack.makes_row", layer=block_words(self._wanted.stack.blocks[number - 1]), row=row)
        shown = self._layer(number)
        if shown is None or shown.numbers is None or not isinstance(shown.layer, Word):
            return said
        x, rows = shown.numbers.input, shown.layer.axes[0].reads(row)
        reads = [[x[r][c] for r, _ in rows for c, _ in axis] for axis in self._columns(shown)]
        column = min((min(values, default=0), place) for place, values in enumerate(reads))[1]
        return together(said, ": ", shown.sentence_at(row, column, say("place.cell")))

    def _columns(self, shown: LayerToShow) -> list[list[Pair]]:
        axis = shown.layer.axes[1]
        return [axis.reads(column) for column in range(axis.output)]
