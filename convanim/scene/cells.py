"""Cells: a role and what is written in it, numbered so that a grid is an array of small codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convanim.core.errors import ConvanimError
from convanim.scene.roles import Paint, Role, with_role

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.uint16]

MOST_CODES = 65_535
"""The largest code of a cell: grids hold 16 bits of each."""


TOP, RIGHT, BOTTOM, LEFT = 1, 2, 4, 8
"""Sides of a cell, to be added up."""


class Cell(NamedTuple):
    """The look of one cell: what it is, what is written in it, and along which sides a dashed frame runs."""

    role: Paint
    label: str = ""
    sides: int = 0


class Cells:
    """A picture's distinct cells, numbered as they are first met, so that a grid is an array of small codes."""

    def __init__(self) -> None:
        self._cells: list[Cell] = []
        self._codes: dict[Cell, int] = {}
        self.written = False
        """Whether something is written in any of them."""

    def code(self, role: Paint, label: str = "", sides: int = 0) -> int:
        """The number of this cell; the same for equal cells."""
        cell = Cell(role, label, sides)
        if cell not in self._codes:
            if len(self._cells) > MOST_CODES:
                raise ConvanimError(
                    f"more than {MOST_CODES + 1:,} different cells; use a smaller layer, or fewer different numbers"
                )
            self._codes[cell] = len(self._cells)
            self.written = self.written or bool(label)
            self._cells.append(cell)
        return self._codes[cell]

    def in_role(self, code: int, role: Role) -> int:
        """The number of the same cell in another role: what is written in it, and the value it carries, stay."""
        cell = self[code]
        return self.code(with_role(cell.role, role), cell.label)

    def __getitem__(self, code: int) -> Cell:
        return self._cells[code]

    def __len__(self) -> int:
        return len(self._cells)
