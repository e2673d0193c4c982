"""A stack of layers: each is walked through, then what one output cell sees is grown back to the input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.errors import ConvanimError, Setting
from convanim.core.text import Pair
from convanim.language.english import in_turn, say, series
from convanim.language.phrase import Phrase, together, unbroken
from convanim.layers.elementwise import NamedOnly
from convanim.layers.network import Field, Network
from convanim.layers.reduction import MINUS_INFINITY
from convanim.layers.stack import Stack
from convanim.planner.alt_text import Seen, about_numbers, an
from convanim.planner.ribbons import ribbons
from convanim.planner.shading import shaded
from convanim.planner.stack_course import (
    GROWING,
    coarseness,
    is_row_by_row,
    layer_words,
    short_block_words,
)
from convanim.planner.stack_to_show import StackToShow
from convanim.planner.stack_wiring import wired, wires, wiring_grids, wiring_row
from convanim.planner.stack_words import MakingWords
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid, Link, Region, Window
from convanim.scene.nodes import Best, Column, Heading, Node, Panel, Row
from convanim.scene.picture import Picture
from convanim.scene.roles import Role
from convanim.scene.timeline import OPENING, RESULT
from convanim.values.exact import shown

if TYPE_CHECKING:
    from convanim.scene.cells import Codes
    from convanim.values.exact import Result, Results

MOST_BRANCHES = 150
"""Links from cell to cell of a tree: of more there is one for each layer."""

WORDS_BELOW, WORDS_LEFT, WORDS_LEFT_OF_BLOCKS = 104, 166, 360
"""Px that the words of a panel may take below it, and at its left, of one layer or of several."""

PATH_SHADES = Role.OVERLAP_1, Role.OVERLAP_2, Role.OVERLAP_3, Role.OVERLAP_4
"""From cells with few paths to those with most."""

SHADE_WORDS = ("few", "more", "many", "most")


def walk_through(wanted: StackToShow) -> Picture:
    """A frame for each row or cell that a layer makes; then the field of one output cell, layer by layer back.

    Cells are as large as what they stand for, so that the field runs straight through layers that keep its place.
    """
    if wanted.numbers and max(coarseness(wanted.stack)) > 1:
        raise ConvanimError("so many cells have no room for values", way=("use a smaller ", Setting("input")))
    return Picture(
        heading=_heading(wanted.stack),
        body=_body(wanted),
        frames=_Walk(wanted).frames,
        legible=wanted.numbers is not None and wanted.shading is None,
        scales=wanted.shading.scales if wanted.shading else (),
        legend_words={
            role.key: say(f"legend.{word}_paths") for role, word in zip(PATH_SHADES, SHADE_WORDS, strict=True)
        },
    )


def _heading(stack: Stack) -> Heading:
    layers = stack.network.layers
    seen = [_size(stack, field) for field in _fields(stack)[::-1]]
    more = tuple(together(f"{number}: ", series([layer.name, layer.sizes])) for number, layer in enumerate(layers, 1))
    words = in_turn([layer_words(layer) for layer in layers])
    if stack.counted:
        names = ", ".join(dict.fromkeys(layer.name for layer in layers if isinstance(layer, NamedOnly)))
        words = say("stack.not_drawn", names=names) if names else ""
    sees = say("stack.sees", sizes=" ← ".join(seen))
    return Heading(stack.name, stack.sizes, words, (sees,), lambda: more)


def _size(stack: Stack, field: Field) -> str:
    """How many cells a field has, in words: `8×8`; those in its gaps are not counted."""
    return stack.of_one((len(field.rows), len(field.columns)))


def _span(field: Field) -> Pair:
    rows, columns = ((line[-1] - line[0] + 1 if line else 0) for line in field)
    return rows, columns


def _fields(stack: Stack) -> list[Field]:
    """What its output cell depends on in the input and in what each block makes."""
    fields = stack.network.fields(stack.at)
    return [fields[mark] for mark in stack.marks]


def panel_names(stack: Stack) -> list[str]:
    """The name of each panel: the input, what each block makes, the output."""
    return ["input", *(f"layer {number}" for number in range(1, len(stack.blocks))), "output"]


def _body(wanted: StackToShow) -> Node:
    """A row of panels; in one dimension a column, with the input at the bottom as in a pyramid."""
    stack, network = wanted.stack, wanted.network
    flat = network.dims == 1
    seen = [network.receptive[mark] for mark in stack.marks]
    jumps = [axes[1 if flat else 0].jump for axes in seen]
    starts = [_starts(network, axis) for axis in range(2)]
    sizes = [network.input, *(block.output for block in stack.blocks)]
    reference = len(sizes) - 1 if flat else 0
    fields = _fields(stack)
    coarse = coarseness(stack)
    widths = [jump * cells for jump, cells in zip(jumps, coarse, strict=True)]
    least = min(widths)
    panels = []
    for number, (name, size) in enumerate(zip(panel_names(stack), sizes, strict=True)):
        middles = []
        for axis in range(2):
            jump, start = [axes[axis].jump for axes in seen], [starts[axis][mark] for mark in stack.marks]
            drawn = -(-size[axis] // coarse[number]) * coarse[number]
            middle = start[number] + (drawn - 1) * jump[number] / 2
            first = start[reference] + (coarse[reference] - 1) * jump[reference] / 2
            middles.append(float((middle - first) / (jump[reference] * coarse[reference]) + Fraction(1, 2)))
        caption = max((_captions(stack, number, one) for one in (None, fields[number])), key=len)
        rows, columns = (-(-side // coarse[number]) for side in size)
        panels.append(
            Panel(
                name, rows,
 columns, caption, float(widths[number] / least),
                (middles[0], middles[1]), said=name,
                words_width=WORDS_BELOW,
            )
        )  # fmt: skip
    beside = [
        panel._replace(words_width=WORDS_LEFT_OF_BLOCKS if stack.counted else WORDS_LEFT, words_left=True)
        for panel in panels
    ]
    whole = Column(tuple(beside[::-1])) if flat else Best((Row(tuple(panels)), Column(tuple(beside))))
    return Column((whole, wiring_row(stack)), linked=False, whole=True) if wired(stack) else whole


def _starts(network: Network, axis: int) -> list[Fraction]:
    """Where the first cell's middle stands along the input: opposite its own field, or its cell where sizes stay."""
    starts = [Fraction(0)]
    for number, layer in enumerate(network.layers):
        one = layer.axes[axis]
        own = network.receptive[number + 1][axis].start - network.receptive[number][axis].start
        kept = one.output == one.input and one.stride == 1 and not one.zeros
        starts.append(starts[-1] + (0 if kept else own))
    return starts


def _captions(stack: Stack, number: int, field: Field | None) -> str:
    """The words beside a panel: what made it and its size; with a field, how much of it that is."""
    network = stack.network
    size = network.input if number == 0 else stack.blocks[number - 1].output
    name = say("place.input") if number == 0 else short_block_words(stack.blocks[number - 1])
    count = network.layers[0].channels.inputs if number == 0 else stack.blocks[number - 1].planes
    several = f"{count}×" if stack.plural else ""
    part: str = several + stack.of_one(size)
    if field is not None:
        part = say("stack.part", field=_size(stack, field), size=part)
    return together(name if stack.counted else unbroken(name), ": ", unbroken(part))


class _Walk:
    """The frames."""

    def __init__(self, wanted: StackToShow) -> None:
        self._wanted, self._cells = wanted, Cells()
        self._network, self._names = wanted.network, panel_names(wanted.stack)
        self._blocks, self._said = wanted.stack.blocks, MakingWords(wanted)
        self._coarse = coarseness(wanted.stack)
        self._wiring = wiring_grids(wanted.stack, self._cells) if wired(wanted.stack) else {}
        self._wires = wires(wanted.stack) if self._wiring else ()
        ends = [mark - 1 for mark in wanted.stack.marks[1:]]
        made = [wanted.numbers.parts[end].output if wanted.numbers else None for end in ends]
        self._done = [
            self._filled(
                self._drawn(0, self._network.input), Role.INPUT, wanted.numbers.input[0] if wanted.numbers else None
            ),
            *(
                self._filled(self._drawn(number, block.output), Role.OUTPUT_DONE, one)
                for number, (block, one) in enumerate(zip(self._blocks, made, strict=True), 1)
            ),
        ]
        pending = Role.MATRIX_ZERO if wanted.shading else Role.OUTPUT_PENDING
        self._empty = [np.full(codes.shape, self._cells.code(pending), np.uint16) for codes in self._done]

    def _filled(self, size: Pair, role: Role, values: Results | None) -> Codes:
        if values is None:
            return np.full(size, self._cells.code(role), np.uint16)
        return np.array([[self._valued(role, value) for value in row] for row in values], np.uint16)

    def _valued(self, role: Role, value: Result) -> int:
        """A cell with its value as a number, as a shade, or as both."""
        label, shading = MINUS_INFINITY if value is None else shown(value), self._wanted.shading
        if shading is None:
            return self._cells.code(role, label)
        scale = shading.scales[role is not Role.INPUT]
        return self._cells.code(shaded(role, value, scale), label if shading.written else "")

    def _drawn(self, number: int, size: Pair) -> Pair:
        """How many cells of a panel are drawn."""
        rows, columns = (-(-side // self._coarse[number]) for side in size)
        return rows, columns

    def _seen(self, number: int, field: Field) -> Field:
        """The drawn cells in which the cells of a field are."""
        rows, columns = (tuple(dict.fromkeys(i // self._coarse[number] for i in line)) for line in field)
        return Field(rows, columns)

    @cached_property
    def _plain(self) -> dict[str, str]:
        """The words below the panels while no field is shown."""
        return {name: _captions(self._wanted.stack, number, None) for number, name in enumerate(self._names)}

    def frames(self) -> Iterator[Frame]:
        for frame in self._unwired():
            yield frame._replace(links=(*frame.links, *self._wires))

    def _unwired(self) -> Iterator[Frame]:
        blocks, number_of = self._blocks, self._wanted.stack.count
        now = [self._done[0], *self._empty[1:]]
        yield Frame(
            self._grids(now),
            self._opening,
            say("stack.layers", count=number_of),
            OPENING,
            captions=self._plain,
        )
        step = 0
        for number in range(1, len(blocks) + 1):
            for frame in self._made(number, now):
                yield frame._replace(step=step)
                step += 1
            now[number] = self._done[number]
        yield from self._grown()

    @property
    def _opening(self) -> Phrase:
        """What happens, and that a drawn cell is several, where it is."""
        said, most = say("stack.opening"), max(self._coarse)
        coarse = say("stack.coarse", size=f"{most}×{most}")
        return say("list.semicolon", before=said, last=coarse) if most > 1 else said

    def _grids(self, codes: Sequence[Codes]) -> dict[str, Grid]:
        return self._wiring | {name: Grid(one, self._cells) for name, one in zip(self._names, codes, strict=True)}

    def _made(self, number: int, now: list[Codes]) -> Iterator[Frame]:
        """What one layer makes, a row or a cell at a time."""
        block = self._blocks[number - 1]
        rows, columns = self._drawn(number, block.output)
        by_row = is_row_by_row(self._wanted.stack)
        made = self._empty[number].copy()
        counter = say("stack.layer_of", number=number, count=len(self._blocks))
        for row in range(rows):
            for column in range(1 if by_row else columns):
                across = tuple(range(columns)) if by_row else (column,)
                target = Field((row,), across)
                source = self._seen(number - 1, block.source(self._meant(number, target)))
                made[np.ix_(*target)] = self._done[number][np.ix_(*target)]
                grids = self._grids(now) | {
                    self._names[number - 1]: self._lit(now[number - 1], source, Role.WINDOW_INPUT),
                    self._names[number]: self._lit(made, target, Role.OUTPUT_CURRENT),
                }
                links = self._joined(number, source, target)
                said = self._said.of_row(number, row) if by_row else self._said.of_cell(number, (row, column))
                yield Frame(grids, said, counter, links=links, captions=self._plain)

    def _meant(self, number: int, target: Field) -> Field:
        """All cells of what a block makes that are in drawn ones."""
        each, sizes = self._coarse[number], self._blocks[number - 1].output
        rows, columns = (
            tuple(i for one in line for i in range(one * each, min((one + 1) * each, size)))
            for line, size in zip(target, sizes, strict=True)
        )
        return Field(rows, columns)

    def _place(self, place: Pair) -> str:
        return str(place[1]) if self._network.dims == 1 else str(place)

    def _lit(self, codes: Codes, field: Field, role: Role) -> Grid:
        """A panel with some of its cells in another role, and an outline around them."""
        codes = codes.copy()
        if not field.rows:
            return Grid(codes, self._cells)
        where = np.ix_(*field)
        codes[where] = [[self._cells.in_role(code, role) for code in row] for row in codes[where].tolist()]
        return Grid(codes, self._cells, _window(field))

    def _joined(self, number: int, source: Field, target: Field) -> tuple[Link, ...]:
        """From what is read in a panel to what it makes in the next: a cell, in one dimension."""
        if not source.rows or not target.rows:
            return ()
        ends = zip(self._names[number - 1 : number + 1], (_window(source), _window(target)), strict=True)
        first, second = (Region.of(name, window) for name, window in ends)
        if self._network.dims == 1 and second.single:
            return ribbons(first.panel, _window(source), second)
        return (Link(first, second),)

    def _branches(self, number: int, target: Field) -> tuple[Link, ...]:
        """In one dimension from each cell that is read to each that it makes."""
        block = self._blocks[number - 1]
        pairs = [
            (index, output) for output in target.columns for index in block.source(Field((0,), (output,))).columns
        ]
        source, made = self._names[number - 1 : number + 1]
        return tuple(Link(Region(source, 0, index), Region(made, 0, output)) for index, output in pairs)

    def _grown(self) -> Iterator[Frame]:
        """The output cell alone, then what it reads in each layer, back to the input."""
        stack, network = self._wanted.stack, self._network
        fields, count = _fields(stack), len(stack.blocks)
        seen = [self._seen(number, field) for number, field in enumerate(fields)]
        codes, captions = list(self._done), dict(self._plain)
        links: list[Link] = []
        grids = self._grids(codes)
        at = self._place(stack.at)
        for number in range(count, -1, -1):
            name, field = self._names[number], fields[number]
            role = Role.OUTPUT_CURRENT if number == count else Role.WINDOW_INPUT
            grids = grids | {name: self._lit(codes[number], seen[number], role)}
            captions = captions | {name: _captions(stack, number, field)}
            if number < count:
                links += self._between(number + 1, seen)
            said = say("stack.question", at=at) if number == count else self._sees(number, field)
            yield Frame(grids, said, say("stack.field"), GROWING, tuple(links), captions)
        if stack.effective:
            shaded = {"input": Grid(self._shaded(codes[0]), self._cells, grids["input"].window)}
            grids, captions = grids | shaded, dict(captions)
            yield Frame(grids, say("stack.more_paths"), say("stack.field"), GROWING, tuple(links), captions)
        share = _size(stack, fields[0])
        said = say("stack.share", at=at, share=share, size=stack.of_one(network.input))
        yield Frame(grids, said, say("film.result"), RESULT, tuple(links), captions)

    def _between(self, number: int, fields: Sequence[Field]) -> tuple[Link, ...]:
        """The links of a field from a layer's input to its output: in one dimension the branches of a tree."""
        if self._network.dims == 1:
            branches = [self._branches(one, fields[one]) for one in range(1, len(fields))]
            if sum(map(len, branches)) <= MOST_BRANCHES:
                return branches[number - 1]
        return self._joined(number, fields[number - 1], fields[number])

    def _sees(self, number: int, field: Field) -> str:
        size = _size(self._wanted.stack, field)
        if number == 0:
            return say("stack.depends_on_input", size=size)
        return say("stack.depends_on_layer", size=size, number=number)

    def _shaded(self, codes: Codes) -> Codes:
        """The input with each cell of the field in a shade: the more paths lead from it, the stronger."""
        along = [Counter[int](), Counter[int]()]
        for found, ways in zip(along, self._network.paths(self._wanted.stack.at), strict=True):
            for position, count in ways.items():
                found[position // self._coarse[0]] += count
        rows, columns = along
        most = max(rows.values(), default=0) * max(columns.values(), default=0)
        shaded = codes.copy()
        for row, down in rows.items():
            for column, across in columns.items():
                level = -(-len(PATH_SHADES) * down * across // most) - 1
                label = self._cells[int(codes[row, column])].label
                shaded[row, column] = self._cells.code(PATH_SHADES[level], label)
        return shaded


def _window(field: Field) -> Window:
    """The rectangle around a field; with the steps between its cells where these are even."""
    rows, columns = _span(field)
    return Window(field.rows[0], field.columns[0], rows, columns, _step(field.rows), _step(field.columns))


def _step(line: Sequence[int]) -> int:
    steps = {after - before for before, after in pairwise(line)}
    return steps.pop() if len(steps) == 1 else 1


def alt(stack: Stack, seen: Seen) -> list[str]:
    """The layers, the sizes, and the field."""
    network = stack.network
    layer = network.layers[0]
    names = in_turn([layer_words(layer) for layer in network.layers])
    field = network.field(stack.at)
    source, made = (an(layer.own(size)) for size in (network.input, network.output))
    at = layer.own(stack.at)[0] if layer.flat else stack.at
    return [
        say("alt.stack", layers=names, input=source, output=made, at=at, size=_size(stack, field)),
        *about_numbers(seen),
    ]
