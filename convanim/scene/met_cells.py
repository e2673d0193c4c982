"""Which cells of two panels meet: what a picture that can be touched shows of a cell without a step of its own."""

from __future__ import annotations

from typing import NamedTuple

MetAlong = tuple[tuple[tuple[int, int], ...], ...]
"""For each place of a grid along an axis its part of where what it meets is, and the index of a weight, of each."""


class Told(NamedTuple):
    """What is said of a cell that meets none, one, or several; `#` is their number."""

    none: str
    one: str
    several: str


class Meetings(NamedTuple):
    """Cells of the panel `source`, and those of `target` that they meet.

    Cells are counted in row order, so that a grid may lie unrolled in its panel. The number of a cell that is met is
    the part of a row and the part of a column together.
    """

    source: str
    target: str
    rows: MetAlong
    columns: MetAlong
    weights: tuple[tuple[str, ...], ...]
    """What stands in a cell of the target that is met, by the indices of the weight; empty where nothing does."""
    told: Told

    def renamed(self, prefix: str) -> Meetings:
        """The same between panels whose names begin with a prefix."""
        return self._replace(source=prefix + self.source, target=prefix + self.target)
