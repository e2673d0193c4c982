"""Where cells are: the positions along both axes that another cell depends on, or is made from."""

from __future__ import annotations

from typing import NamedTuple

Positions = tuple[int, ...]
"""Indices along one axis, in increasing order."""


class Field(NamedTuple):
    """Positions (row, column): the product of some rows and some columns."""

    rows: Positions
    columns: Positions

    @classmethod
    def of(cls, rows: Positions, columns: Positions) -> Field:
        """None of the rows where there are no columns, and the other way round."""
        return cls(rows, columns) if rows and columns else cls((), ())
