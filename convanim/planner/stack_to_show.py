"""A stack to be shown: its layers, its numbers if they are wanted, and how these are seen."""

from __future__ import annotations

from typing import NamedTuple

from convanim.layers.network import Network
from convanim.layers.stack import Stack, StackNumbers
from convanim.planner.shading import StackShading


class StackToShow(NamedTuple):
    """What is drawn: a stack, and its numbers if they are wanted; it has no stages and no deconvolution."""

    stack: Stack
    numbers: StackNumbers | None = None
    stages: bool = False
    deconvolve: bool = False
    shading: StackShading | None = None
    """How values are seen as shades, where they are."""

    @property
    def unshadable(self) -> str:
        """Why its values cannot be shades: they always can."""
        return ""

    def in_shades(self, written: bool, drawn: frozenset[int]) -> StackToShow:
        """The same with values as shades, and perhaps numbers on them."""
        assert self.numbers is not None  # noqa: S101  # asked for only where there are numbers
        return self._replace(shading=StackShading(self.numbers, written))

    def plain(self) -> StackToShow:
        """The same without numbers."""
        return self._replace(numbers=None)

    @property
    def network(self) -> Network:
        """Its layers."""
        return self.stack.network
