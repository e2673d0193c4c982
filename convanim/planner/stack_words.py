"""What is said while a layer of a stack makes a cell or a row: with numbers, how one of them comes about."""

from __future__ import annotations

from functools import cache

from convanim.core.text import Pair
from convanim.language.english import say
from convanim.layers.base import Layer
from convanim.layers.elementwise import Word
from convanim.layers.field import Field
from convanim.layers.network import PlaneFields
from convanim.layers.stack import Stack
from convanim.planner.layer_to_show import LayerToShow, layer_to_show
from convanim.planner.plane_sums import PlaneSums
from convanim.planner.stack_course import block_words, short_words
from convanim.planner.stack_panels import StackLevel
from convanim.planner.stack_to_show import StackToShow


def field_size(stack: Stack, fields: PlaneFields) -> str:
    """How many cells a field has in a plane, in words: `8×8`; those in its gaps are not counted."""
    rows, columns = (
        {index for wanted in fields.values() for one in wanted for index in one[axis]} for axis in range(2)
    )
    return stack.of_one((len(rows), len(columns)))


def field_sizes(stack: Stack) -> list[str]:
    """The same of the input and of what each block makes, for the output cell of a stack."""
    fields = stack.network.fields(stack.at)
    return [field_size(stack, {0: frozenset((fields[mark],))}) for mark in stack.marks]


class MakingWords:
    """The captions of the steps of each block."""

    def __init__(self, wanted: StackToShow) -> None:
        self._wanted, self._stack = wanted, wanted.stack
        self._sums = cache(self._sums_of)

    def _sums_of(self, number: int) -> PlaneSums | None:
        """The layer that a block is, with its numbers; None where these are not known, or the block is several."""
        numbers, layers = self._wanted.numbers, self._stack.blocks[number - 1].network.layers
        if numbers is None or len(layers) > 1:
            return None
        return PlaneSums(layer_to_show(layers[0], numbers.parts[self._stack.marks[number] - 1]))

    def place(self, place: Pair) -> str:
        """A cell: `(1, 2)`, in one dimension `2`."""
        return str(place[1] if self._wanted.network.dims == 1 else place)

    def sees(self, level: StackLevel, size: str) -> str:
        """How much of a level the output cell depends on."""
        if level.number == 0:
            return say("stack.depends_on_input", size=size)
        return say("stack.depends_on_layer", size=size, number=level.number)

    def _of_plane(self, level: StackLevel, plane: int, words: str) -> str:
        """Words, and of which plane they are, where there are several."""
        if self._stack.plane_counts[level.number] > 1 and self._stack.by_planes:
            return say("stack.of_plane", words=words, number=plane)
        return words

    def of_cell(self, level: StackLevel, plane: int, place: Pair) -> str:
        """`relu (0, 1) = max(0, −3) = 0`; without numbers `relu makes cell (0, 1)`."""
        block = self._stack.blocks[level.number - 1]
        sums, layer = self._sums(level.number), block.network.layers[0]
        if sums is None:
            made = say("stack.makes_cell", layer=block_words(block), cell=self.place(place))
            makes, giving = self._of_plane(level, plane, made), _giver(layer, plane, place)
            given = giving is not None and not self._stack.counted
            return say("stack.from_plane", makes=makes, plane=giving) if given else makes
        name = say("place.with_at" if layer.flat else "place.at", name=short_words(layer), at=self.place(place))
        return sums.sentence(self._of_plane(level, plane, name), plane, place)

    def of_row(self, level: StackLevel, plane: int, row: int) -> str:
        """`relu makes row 2`; with numbers also how one comes about of a word, or of several planes."""
        makes = say("stack.makes_row", layer=block_words(self._stack.blocks[level.number - 1]), row=row)
        said, sums = self._of_plane(level, plane, makes), self._sums(level.number)
        if sums is None:
            return said
        if isinstance(sums.wanted.layer, Word):
            column = self._smallest(sums.wanted, plane, row)
        elif self._stack.by_planes:
            column = 0
        else:
            return said
        name = sums.wanted.place(say("place.cell"), row, column)
        return say("list.colon", before=said, last=sums.sentence(name, plane, (row, column)))

    def _smallest(self, shown: LayerToShow, plane: int, row: int) -> int:
        """Where in a row a word reads the smallest number, for there it shows what it does."""
        planes, layer = shown.planes, shown.layer
        assert planes is not None  # noqa: S101  # asked for only where there are numbers

        def least(column: int) -> float:
            source = _giver(layer, plane, (row, column))
            x = planes.input[layer.channels.reads(plane)[0] if source is None else source]
            rows, columns = layer.axes[0].reads(row), layer.axes[1].reads(column)
            return min((float(x[r][c]) for r, _ in rows for c, _ in columns), default=0)

        return min(range(layer.output[1]), key=least)


def _giver(layer: Layer, plane: int, place: Pair) -> int | None:
    """Of the planes that a pixel shuffle takes in turn that which gives a cell; None where they are not taken so."""
    channels, cell = layer.channels, Field((place[0],), (place[1],))
    giving = [source for source in channels.reads(plane) if channels.given(source, cell).rows]
    return giving[0] if len(giving) < channels.inputs_each else None
