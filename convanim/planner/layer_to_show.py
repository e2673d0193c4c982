"""What the views share: the layer that they show with its numbers, and grids of its cells."""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.text import Pair
from convanim.language.english import say, series
from convanim.language.phrase import Phrase, together, unbroken
from convanim.layers.base import Layer
from convanim.layers.compute import Numbers, Planes, terms_by_row
from convanim.layers.reduction import MOST_TERMS
from convanim.planner.shading import Shading, shaded
from convanim.scene.cells import Cells
from convanim.scene.frames import Grid
from convanim.scene.nodes import Heading, Panel
from convanim.scene.picture import ShadeScale
from convanim.scene.roles import Paint, Role
from convanim.values.exact import Result, shown, shown_in_brief, simplest

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

ZERO = "0"


KERNEL_TALL = 0.7
"""How tall a kernel is, in parts of the input beside it, where it would be too small to be read."""


SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


LETTERS = string.ascii_lowercase + string.ascii_uppercase


@dataclass(frozen=True)
class LayerToShow:
    """What a view shows: a layer, its numbers if they are wanted, and whether to show more.

    That is the way to the slide in `stages`, or also what a true deconvolution gives back.
    """

    layer: Layer
    numbers: Numbers | None = None
    stages: bool = False
    deconvolve: bool = False
    planes: Planes | None = None
    """Its numbers plane by plane; `numbers` are those of the first planes."""
    shading: Shading | None = None
    """How values are seen as shades, where they are."""
    drawn: frozenset[int] | None = None
    """The steps that a view may do with: others need not be planned, for they are left out. None for all."""

    def skips(self, step: int) -> bool:
        """Whether the frame of a step is not drawn."""
        return self.drawn is not None and step not in self.drawn

    def input_paint(self, role: Role, row: int, column: int) -> Paint:
        """An input cell in a role: with its value as a shade, where values are seen so."""
        if not self.shading or not self.numbers:
            return role
        return shaded(role, self.numbers.input[row][column], self.shading.input)

    def output_paint(self, role: Role, value: Result) -> Paint:
        """A cell with a value of the output, or with a term of one, in the same way."""
        return shaded(role, value, self.shading.output) if self.shading else role

    @property
    def unshadable(self) -> str:
        """Why its values cannot be shades: those of all its planes can."""
        return ""

    def in_shades(self, shading: Shading, drawn: frozenset[int]) -> LayerToShow:
        """The same with values as shades, of which these steps are drawn."""
        return replace(self, shading=shading, drawn=drawn)

    def plain(self) -> LayerToShow:
        """The same without numbers."""
        return replace(self, numbers=None, planes=None)

    @property
    def pending(self) -> Role:
        """An output cell that is not known yet, whose line is seen among shades, too."""
        return Role.OUTPUT_PENDING

    @property
    def written(self) -> bool:
        """Whether numbers stand in the cells of input and output."""
        return bool(self.numbers) and (self.shading is None or self.shading.written)

    @property
    def legible(self) -> bool:
        """Whether a picture in which they cannot be read is refused: shades say it without them."""
        return self.written and self.shading is None

    @property
    def scales(self) -> tuple[ShadeScale, ...]:
        """The legend's scales of shades."""
        return self.shading.scales if self.shading else ()

    @property
    def heading(self) -> Heading:
        """What stands above the picture."""
        layer = self.layer
        return Heading(layer.name, layer.sizes, layer.in_words(), tuple(layer.arithmetic()), self._more)

    def _more(self) -> tuple[str, ...]:
        """The general formula, the procedure, and the layer in frameworks."""
        from convanim.frameworks.frameworks import FRAMEWORKS, framework_lines

        layer = self.layer
        code = [
            f"{FRAMEWORKS[name].title}: {line}"
            for name, line in framework_lines(layer).items()
            if FRAMEWORKS[name].on_pictures
        ]
        return layer.general_formula(), *layer.notes(), *code, say("note.counting")

    @property
    def several_planes(self) -> bool:
        """Whether the layer has more than one plane."""
        return self.layer.several_planes

    def input_label(self, row: int, column: int) -> str:
        """What is written in an input cell: its number; or a letter, to follow it through the stages."""
        if self.numbers:
            return shown(self.numbers.input[row][column]) if self.written else ""
        return LETTERS[row * self.layer.input[1] + column] if self.lettered else ""

    @property
    def lettered(self) -> bool:
        """Whether input cells have letters, to be followed through the stages, and weights their place."""
        return self.stages and not self.numbers and self.layer.input[0] * self.layer.input[1] <= len(LETTERS)

    def output_label(self, row: int, column: int) -> str:
        """What is written in an output cell once it is known."""
        return shown(self.numbers.output[row][column]) if self.numbers and self.written else ""

    def kernel_label(self, row: int, column: int) -> str:
        """What is written in a kernel cell, in the layer's own orientation; with letters its place, from 1 on."""
        if self.lettered:
            return str(row * self.layer.kernel[1] + column + 1)
        return self.in_lens(self.numbers.kernel[row][column]) if self.numbers and self.numbers.kernel else ""

    def in_lens(self, value: Result) -> str:
        """A number in the lens: in brief where shades stand for numbers."""
        return shown(value) if self.written else shown_in_brief(value)

    def weight_label(self, places: Sequence[Pair]) -> str:
        """The weight through which an output meets an input cell: the sum where they meet more than once."""
        kernel = self.numbers.kernel if self.numbers else ()
        return shown(simplest(sum(kernel[u][v] for u, v in places))) if kernel else ""

    @cached_property
    def _reads(self) -> list[list[list[Pair]]]:
        """What each output row and each output column reads: sentences ask for it again and again."""
        return [[axis.reads(output) for output in range(axis.output)] for axis in self.layer.axes]

    def place(self, name: str, row: int, column: int) -> Phrase:
        """`output (1, 2)`, or `output 2` in a layer of one row."""
        return say("place.at", name=name, at=column if self.layer.flat else (row, column))

    def lettered_sentence(self, row: int, column: int) -> str:
        """`output (0, 1) = a·6 + b·4`: the letters of the inputs and the places of the weights that they meet."""
        rows, columns = self._reads
        terms = [
            f"{self.input_label(r, c)}·{self.kernel_label(u, v)}" for r, u in rows[row] for c, v in columns[column]
        ]
        output = self.place(say("place.output"), row, column)
        if not terms:
            return say("sum.stays", target=output, value=0)
        shown_terms = terms if len(terms) <= MOST_TERMS else [*terms[: MOST_TERMS - 2], "…", terms[-1]]
        return together(output, f" = {' + '.join(shown_terms)}")

    def sentence_at(self, row: int, column: int, name: str) -> str:
        """`output (1, 2) = 6·2 + 3·2 = 18`: how an output cell gets its value; of many terms, the sums of rows."""
        return self.equation(self.place(name, row, column), row, column)

    def equation(self, target: str, row: int, column: int) -> str:
        """The same with any words for the output cell."""
        numbers = self.numbers
        assert numbers is not None  # noqa: S101  # a view asks for it only where there are numbers
        rows, columns = self._reads
        terms = terms_by_row(numbers.input, numbers.kernel, rows[row], columns[column])
        divisor = self.layer.divisor(row, column)
        return self.layer.reduction.sentence(target, terms, numbers.output[row][column], divisor)


def layer_to_show(layer: Layer, planes: Planes | None, stages: bool = False, deconvolve: bool = False) -> LayerToShow:
    """What a view shows of a layer with such numbers."""
    return LayerToShow(layer, planes.only if planes else None, stages, deconvolve, planes)


def grid_of(size: Pair, cells: Cells, role: Role, label: Callable[[int, int], str]) -> Codes:
    """Cells of one role, (rows, columns), and what is written in them."""
    rows, columns = size
    return np.array([[cells.code(role, label(r, c)) for c in range(columns)] for r in range(rows)], np.uint16)


def plain_input(wanted: LayerToShow, cells: Cells) -> Codes:
    """The layer's input, nothing added."""
    rows, columns = wanted.layer.input
    codes = [
        [cells.code(wanted.input_paint(Role.INPUT, r, c), wanted.input_label(r, c)) for c in range(columns)]
        for r in range(rows)
    ]
    return np.array(codes, np.uint16)


def weights_as_laid(wanted: LayerToShow) -> list[list[str]]:
    """What the kernel's taps have written in them, as they lie on the input."""
    rows, columns = (
        range(axis.kernel - 1, -1, -1) if axis.flipped else range(axis.kernel) for axis in wanted.layer.axes
    )
    return [[wanted.kernel_label(u, v) for v in columns] for u in rows]


def kernel_panel(layer: Layer) -> Panel:
    """The place of the kernel."""
    return Panel("kernel", *layer.kernel, say("panel.kernel", size=layer.size_of(layer.kernel)))


def kernel_side(wanted: LayerToShow) -> float:
    """Side of the kernel's cells, in those of the input: where shades stand for numbers, those are many and small."""
    layer = wanted.layer
    return round(max(1.0, KERNEL_TALL * layer.axes[0].input / max(layer.kernel)), 2) if wanted.shading else 1.0


def kernel_as_given(wanted: LayerToShow, cells: Cells) -> Grid:
    """The kernel in the layer's own orientation."""
    return Grid(grid_of(wanted.layer.kernel, cells, Role.KERNEL, wanted.kernel_label), cells)


def phrases(parts: Sequence[str]) -> str:
    """Phrases joined by commas, none of which may be broken over lines."""
    return series([unbroken(part) for part in parts])
