"""What the views share: a subject, words for sizes and sums, roles in use."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from convanim.layers.base import Layer
from convanim.layers.compute import Numbers
from convanim.scene.cells import Cells
from convanim.scene.frames import Grid
from convanim.scene.roles import Role
from convanim.values.exact import Value, shown, shown_exactly

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

ZERO = "0"


MOST_TERMS = 6
"""Terms of a sum that are written out; of more, the first ones and the last."""


LETTERS = string.ascii_lowercase + string.ascii_uppercase


@dataclass(frozen=True)
class Subject:
    """What a view shows: a layer, its numbers if they are wanted, and whether to show the way to the slide."""

    layer: Layer
    numbers: Numbers | None = None
    stages: bool = False

    def input_label(self, row: int, column: int) -> str:
        """What is written in an input cell: its number; or a letter, to follow it through the stages."""
        if self.numbers:
            return shown(self.numbers.input[row][column])
        place = row * self.layer.input[1] + column
        return LETTERS[place] if self.stages and self.layer.input[0] * self.layer.input[1] <= len(LETTERS) else ""

    def output_label(self, row: int, column: int) -> str:
        """What is written in an output cell once it is known."""
        return shown(self.numbers.output[row][column]) if self.numbers else ""

    def kernel_label(self, row: int, column: int) -> str:
        """What is written in a kernel cell, in the layer's own orientation."""
        return shown(self.numbers.kernel[row][column]) if self.numbers else ""

    def labels(self) -> tuple[str, ...]:
        """All that is written in cells."""
        if not self.numbers:
            return ()
        grids = (self.numbers.input, self.numbers.kernel, self.numbers.output)
        return tuple({shown(value) for grid in grids for row in grid for value in row})

    def corners(self) -> tuple[str, ...]:
        """All that stands small in the corners of cells: the kernel's weights."""
        return tuple({shown(weight) for row in self.numbers.kernel for weight in row}) if self.numbers else ()

    @property
    def flat(self) -> bool:
        """Whether it is one row throughout, so that one number names a cell."""
        return self.layer.input[0] == 1 and self.layer.output[0] == 1

    def index(self, name: str, row: int, column: int) -> str:
        """`y[1,2]`, or `y[2]` in a layer of one row."""
        return f"{name}[{column}]" if self.flat else f"{name}[{row},{column}]"

    def sum_at(self, row: int, column: int, name: str = "y") -> str:
        """`y[1,2] = 6·2 + 3·2 = 18`: the sum that makes an output cell, shortened where it is long."""
        numbers = self.numbers
        assert numbers is not None  # noqa: S101  # a view asks for sums only where there are numbers
        rows, columns = (slide.reads(output) for slide, output in zip(self.layer.axes, (row, column), strict=True))
        factors = [(numbers.input[r][c], numbers.kernel[u][v]) for r, u in rows for c, v in columns]
        terms = [
            f"{bracketed(value) if place else shown(value)}·{bracketed(weight)}"
            for place, (value, weight) in enumerate(factors)
        ]
        target = self.index(name, row, column)
        if not terms:
            return f"{target} = 0: no input is read"
        if len(terms) > MOST_TERMS:
            terms = [*terms[: MOST_TERMS - 2], "…", terms[-1]]
        result = numbers.output[row][column]
        exact = all(shown_exactly(value) for value in (*chain.from_iterable(factors), result))
        sign = "=" if exact else "≈"
        return f"{target} {sign} {' + '.join(terms)} {sign} {shown(result)}"


def plain_input(subject: Subject, cells: Cells) -> Codes:
    """The layer's input, nothing added."""
    rows, columns = subject.layer.input
    codes = [[cells.code(Role.INPUT, subject.input_label(r, c)) for c in range(columns)] for r in range(rows)]
    return np.array(codes, np.uint16)


def kernel_as_given(subject: Subject, cells: Cells) -> Grid:
    """The kernel in the layer's own orientation."""
    rows, columns = subject.layer.kernel
    codes = [[cells.code(Role.KERNEL, subject.kernel_label(u, v)) for v in range(columns)] for u in range(rows)]
    return Grid(np.array(codes, np.uint16), cells)


def bracketed(value: Value) -> str:
    """A factor: in brackets where it is negative."""
    return f"({shown(value)})" if value < 0 else shown(value)


def in_order(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Roles in the order of the legend."""
    found = set(roles)
    return tuple(role for role in Role if role in found)


def size_words(pair: Sequence[int]) -> str:
    """`3×5`."""
    return f"{pair[0]}×{pair[1]}"


def phrases(parts: Sequence[str]) -> str:
    """Phrases joined by commas, none of which may be broken over lines."""
    return ", ".join(part.replace(" ", "\u00a0") for part in parts)
