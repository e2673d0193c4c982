"""Which cells of two panels meet: what a picture that can be touched shows of a cell without a step of its own."""

from __future__ import annotations

from typing import NamedTuple

Along = tuple[tuple[tuple[int, int], ...], ...]
"""For each place of one panel along an axis those of the other that it meets, each with the index of a weight."""


class Told(NamedTuple):
    """What is said of a cell that meets none, one, or several; `#` is their number."""

    none: str
    one: str
    several: str


class Meetings(NamedTuple):
    """Cells of the panel `source`, and those of `target` that they meet: by rows and by columns."""

    source: str
    target: str
    rows: Along
    columns: Along
    weights: tuple[tuple[str, ...], ...]
    """What stands in a cell of the target that is met, by the indices of the weight; empty where nothing does."""
    told: Told

    def renamed(self, prefix: str) -> Meetings:
        """The same between panels whose names begin with a prefix."""
        return self._replace(source=prefix + self.source, target=prefix + self.target)
