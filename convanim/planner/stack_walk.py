"""The frames of a stack: what each block makes, plane by plane; then the field of one output cell grows back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convanim.core.text import Pair
from convanim.language.english import say
from convanim.layers.channels import planes
from convanim.layers.field import Field
from convanim.layers.network import PlaneFields
from convanim.layers.reduction import MINUS_INFINITY
from convanim.planner.ribbons import ribbons
from convanim.planner.shading import shaded
from convanim.planner.stack_course import GROWING, coarseness, is_row_by_row
from convanim.planner.stack_panels import StackLevel, level_words, levels_of
from convanim.planner.stack_to_show import StackToShow
from convanim.planner.stack_wiring import wired, wires, wiring_grids
from convanim.planner.stack_words import MakingWords, field_size
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid, Link, Region, Route, Window
from convanim.scene.roles import CHANNELS, Role
from convanim.scene.timeline import OPENING, RESULT

if TYPE_CHECKING:
    from convanim.scene.cells import Codes
    from convanim.values.exact import Result

MOST_BRANCHES = 150
"""Links from cell to cell of a tree: of more there is one for each layer."""

PATH_SHADES = Role.OVERLAP_1, Role.OVERLAP_2, Role.OVERLAP_3, Role.OVERLAP_4
"""From cells with few paths to those with most."""


class _Meant(NamedTuple):
    """Drawn cells of a panel that are meant, (row, column), and the rectangle around them."""

    places: tuple[Pair, ...]
    window: Window

    @classmethod
    def of(cls, fields: Sequence[Field]) -> _Meant | None:
        """Those of some fields; None where there are none."""
        places = tuple(dict.fromkeys(place for field in fields for place in product(*field)))
        if not places:
            return None
        rows, columns = (sorted({place[axis] for place in places}) for axis in range(2))
        size = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        even = len(places) == len(rows) * len(columns)
        steps = (_step(rows), _step(columns)) if even else (1, 1)
        return cls(places, Window(rows[0], columns[0], *size, *steps))


def _step(line: Sequence[int]) -> int:
    """The step between positions; 1 where it is not even."""
    steps = {after - before for before, after in pairwise(line)}
    return steps.pop() if len(steps) == 1 else 1


class StackWalk:
    """The frames."""

    def __init__(self, wanted: StackToShow) -> None:
        self._wanted, self._cells, self._stack = wanted, Cells(), wanted.stack
        self._network, self._levels = wanted.network, levels_of(wanted.stack)
        self._blocks, self._said = wanted.stack.blocks, MakingWords(wanted)
        self._coarse = coarseness(wanted.stack)
        self._wiring = wiring_grids(wanted.stack, self._cells) if wired(wanted.stack) else {}
        self._wires = wires(wanted.stack) if self._wiring else ()
        self._plain = {level.key: level_words(wanted.stack, level) for level in self._levels}
        self._done = {
            name: self._filled(level, plane) for level in self._levels for plane, name in level.panels.items()
        }
        pending = self._cells.code(Role.MATRIX_ZERO if wanted.shading else Role.OUTPUT_PENDING)
        self._empty = {name: np.full(codes.shape, pending, np.uint16) for name, codes in self._done.items()}

    def _filled(self, level: StackLevel, plane: int) -> Codes:
        """A panel when all of it is made; planes of the input are told by their tints."""
        numbers, stack = self._wanted.numbers, self._stack
        role = Role.INPUT if level.number == 0 else Role.OUTPUT_DONE
        if level.number == 0 and stack.plane_counts[0] > 1 and stack.by_planes and self._wanted.shading is None:
            role = CHANNELS[level.planes.index(plane)]
        if numbers is None:
            return np.full(self._drawn(level), self._cells.code(role), np.uint16)
        last = stack.marks[level.number]
        values = numbers.parts[last - 1].output[plane] if last else numbers.input[plane]
        return np.array([[self._valued(role, value) for value in row] for row in values], np.uint16)

    def _valued(self, role: Role, value: Result) -> int:
        """A cell with its value as a number, as a shade, or as both."""
        from convanim.values.exact import shown

        label, shading = MINUS_INFINITY if value is None else shown(value), self._wanted.shading
        if shading is None:
            return self._cells.code(role, label)
        scale = shading.input if role is Role.INPUT else shading.output
        return self._cells.code(shaded(role, value, scale), label if shading.written else "")

    def _drawn(self, level: StackLevel) -> Pair:
        """How many cells of a panel are drawn."""
        rows, columns = (-(-side // self._coarse[level.number]) for side in level.size)
        return rows, columns

    def _seen(self, number: int, fields: Sequence[Field]) -> _Meant | None:
        """The drawn cells of a level in which the cells of fields are."""
        each = self._coarse[number]
        return _Meant.of([Field(*(tuple(dict.fromkeys(i // each for i in line)) for line in one)) for one in fields])

    def frames(self) -> Iterator[Frame]:
        """Those of the steps, then those of the field; below them all is wired."""
        for frame in self._unwired():
            yield frame._replace(grids=self._wiring | dict(frame.grids), links=(*frame.links, *self._wires))

    def _unwired(self) -> Iterator[Frame]:
        inputs = set(self._levels[0].panels.values())
        now = {name: codes if name in inputs else self._empty[name] for name, codes in self._done.items()}
        count = say("stack.layers", count=self._stack.count)
        yield Frame(self._grids(now), self._opening, count, OPENING, captions=self._plain)
        step = 0
        for level in self._levels[1:]:
            for plane, name in level.panels.items():
                for frame in self._made(level, plane, now):
                    yield frame._replace(step=step)
                    step += 1
                now[name] = self._done[name]
        yield from self._grown()

    @property
    def _opening(self) -> str:
        """What is said first; also that a drawn cell is several, if it is."""
        said, most = say("stack.opening"), max(self._coarse)
        coarse = say("stack.coarse", size=f"{most}×{most}")
        return say("list.semicolon", before=said, last=coarse) if most > 1 else said

    def _grids(self, codes: dict[str, Codes]) -> dict[str, Grid]:
        return {name: Grid(one, self._cells) for name, one in codes.items()}

    def _made(self, level: StackLevel, plane: int, now: dict[str, Codes]) -> Iterator[Frame]:
        """What a block makes of one plane, a row or a cell at a time."""
        rows, columns = self._drawn(level)
        by_row, name = is_row_by_row(self._stack), level.panels[plane]
        made = self._empty[name].copy()
        counter = say("stack.layer_of", number=level.number, count=len(self._blocks))
        for row, column in product(range(rows), range(1 if by_row else columns)):
            target = Field((row,), tuple(range(columns)) if by_row else (column,))
            made[np.ix_(*target)] = self._done[name][np.ix_(*target)]
            grids, links = self._grids(now), []
            lit = _Meant.of([target])
            grids[name] = self._lit(made, lit, Role.OUTPUT_CURRENT)
            sources = self._sources(level, plane, self._meant(level, target))
            for source, seen in sources.items():
                grids[source] = self._lit(now[source], seen, Role.WINDOW_INPUT)
                links += self._joined((source, seen), (name, lit), merging=len(sources) > 1)
            said = self._said.of_row(level, plane, row) if by_row else self._said.of_cell(level, plane, (row, column))
            yield Frame(grids, said, counter, links=tuple(links), captions=self._plain)

    def _sources(self, level: StackLevel, plane: int, target: Field) -> dict[str, _Meant]:
        """What is read in each panel of the level before, to make these cells of a plane."""
        before, block = self._levels[level.number - 1], self._blocks[level.number - 1]
        read = block.network.layers[0].channels.reads(plane) if self._stack.by_planes else before.planes
        several = len(before.panels) > 1
        found = {}
        for source, name in before.panels.items():
            if source in read:
                field = block.source(target, source if several else None)
                seen = self._seen(before.number, [field])
                if seen:
                    found[name] = seen
        return found

    def _meant(self, level: StackLevel, target: Field) -> Field:
        """All cells of what a block makes that are in drawn ones."""
        each = self._coarse[level.number]
        rows, columns = (
            tuple(i for one in line for i in range(one * each, min((one + 1) * each, size)))
            for line, size in zip(target, level.size, strict=True)
        )
        return Field(rows, columns)

    def _lit(self, codes: Codes, meant: _Meant | None, role: Role) -> Grid:
        """A panel with some of its cells in another role, and an outline around them."""
        if meant is None:
            return Grid(codes, self._cells)
        codes = codes.copy()
        for place in meant.places:
            codes[place] = self._cells.in_role(int(codes[place]), role)
        return Grid(codes, self._cells, meant.window)

    def _joined(self, source: tuple[str, _Meant], target: tuple[str, _Meant | None], merging: bool) -> list[Link]:
        """From what is read in a panel to what it makes in another: a cell, in one dimension."""
        (panel, seen), (name, made) = source, target
        if made is None:
            return []
        first, second = Region.of(panel, seen.window), Region.of(name, made.window)
        if self._network.dims == 1:  # planes are in each other's way: lines that merge would run through numbers
            return [Link(first, second)] if merging or not second.single else [*ribbons(panel, seen.window, second)]
        return [Link(first, second, Route.ACROSS if self._stack.by_planes else Route.USUAL, merging)]

    def _grown(self) -> Iterator[Frame]:
        """The output cell alone, then what it reads in each layer, back to the input."""
        stack, count = self._stack, len(self._blocks)
        fields = self._fields()
        codes, captions = dict(self._done), dict(self._plain)
        links: list[Link] = []
        grids = self._grids(codes)
        at = self._said.place(stack.at)
        for level in reversed(self._levels):
            role = Role.OUTPUT_CURRENT if level.number == count else Role.WINDOW_INPUT
            lit = self._lit_planes(level, fields[level.number])
            grids = grids | {name: self._lit(codes[name], seen, role) for name, seen in lit.items()}
            size = field_size(stack, fields[level.number])
            captions = captions | {level.key: level_words(stack, level, size)}
            if level.number < count:
                links += self._between(level, fields, lit)
            said = say("stack.question", at=at) if level.number == count else self._said.sees(level, size)
            yield Frame(grids, said, say("stack.field"), GROWING, tuple(links), captions)
        if stack.effective:
            grids = grids | self._shaded_grids(grids, self._lit_planes(self._levels[0], fields[0]))
            yield Frame(grids, say("stack.more_paths"), say("stack.field"), GROWING, tuple(links), captions)
        size = stack.of_one(self._network.input)
        said = say("stack.share", at=at, share=field_size(stack, fields[0]), size=size)
        if stack.by_planes and (several := stack.plane_counts[0]) > 1:
            said = say("stack.share_in", share=said, number=len(fields[0]), planes=planes(several))
        yield Frame(grids, said, say("film.result"), RESULT, tuple(links), captions)

    def _fields(self) -> list[PlaneFields]:
        """By plane what the output cell depends on in the input and in what each block makes."""
        stack = self._stack
        if stack.by_planes:
            fields = self._network.fields_by_plane(stack.at)
        else:
            fields = [{0: frozenset((one,))} for one in self._network.fields(stack.at)]
        return [fields[mark] for mark in stack.marks]

    def _lit_planes(self, level: StackLevel, fields: PlaneFields) -> dict[str, _Meant]:
        """The panels of a level that a cell depends on, with the cells that it does."""
        seen = {name: self._seen(level.number, [*fields.get(plane, ())]) for plane, name in level.panels.items()}
        return {name: meant for name, meant in seen.items() if meant}

    def _between(self, level: StackLevel, fields: Sequence[PlaneFields], lit: dict[str, _Meant]) -> list[Link]:
        """The links of a field from a level to the next one: in one dimension the branches of a tree."""
        after = self._levels[level.number + 1]
        if self._network.dims == 1 and not self._stack.by_planes:
            branches = [self._branches(one, *fields[one.number][0]) for one in self._levels[1:]]
            if sum(map(len, branches)) <= MOST_BRANCHES:
                return branches[level.number]
        links = []
        channels = self._blocks[level.number].network.layers[0].channels
        made = self._lit_planes(after, fields[after.number])
        for target, name in after.panels.items():
            read = [
                source for plane, source in level.panels.items()
                if source in lit and (not self._stack.by_planes or plane in channels.reads(target))
            ]  # fmt: skip
            if name in made:
                several = len(read) > 1 or (len(made) > 1 and len(lit) > 1 and channels.inputs_each > 1)
                links += [
                    link
                    for source in read
                    for link in self._joined((source, lit[source]), (name, made[name]), several)
                ]
        return links

    def _branches(self, level: StackLevel, field: Field) -> list[Link]:
        """In one dimension from each cell that is read to each that it makes."""
        block, before = self._blocks[level.number - 1], self._levels[level.number - 1]
        pairs = [
            (index, output) for output in field.columns for index in block.source(Field((0,), (output,))).columns
        ]
        source, made = before.panels[0], level.panels[0]
        return [Link(Region(source, 0, index), Region(made, 0, output)) for index, output in pairs]

    def _shaded_grids(self, grids: dict[str, Grid], lit: dict[str, _Meant]) -> dict[str, Grid]:
        """The planes of the input with each cell of the field in a shade: the more paths, the stronger."""
        along = [Counter[int](), Counter[int]()]
        for found, ways in zip(along, self._network.paths(self._stack.at), strict=True):
            for position, count in ways.items():
                found[position // self._coarse[0]] += count
        most = prod(max(ways.values(), default=0) for ways in along)
        shown = {}
        for name, meant in lit.items():
            codes = self._done[name].copy()
            for row, column in meant.places:
                level = -(-len(PATH_SHADES) * along[0][row] * along[1][column] // most) - 1
                label = self._cells[int(codes[row, column])].label
                codes[row, column] = self._cells.code(PATH_SHADES[level], label)
            shown[name] = Grid(codes, self._cells, grids[name].window)
        return shown
