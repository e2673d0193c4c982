"""A stack to be shown: its layers, its numbers if they are wanted, and how these are seen."""

from __future__ import annotations

from typing import NamedTuple

from convanim.layers.network import Network
from convanim.layers.stack import Stack, StackNumbers
from convanim.planner.shading import Shading
from convanim.scene.picture import ShadeScale


class StackToShow(NamedTuple):
    """What is drawn: a stack, and its numbers if they are wanted; it has no stages and no deconvolution."""

    stack: Stack
    numbers: StackNumbers | None = None
    stages: bool = False
    deconvolve: bool = False
    shading: Shading | None = None
    """How values are seen as shades, where they are."""

    @property
    def unshadable(self) -> str:
        """Why its values cannot be shades: they always can."""
        return ""

    def in_shades(self, shading: Shading, drawn: frozenset[int]) -> StackToShow:
        """The same with values as shades."""
        return self._replace(shading=shading)

    def plain(self) -> StackToShow:
        """The same without numbers."""
        return self._replace(numbers=None)

    @property
    def scales(self) -> tuple[ShadeScale, ...]:
        """The legend's scales of shades."""
        return self.shading.scales if self.shading else ()

    @property
    def network(self) -> Network:
        """Its layers."""
        return self.stack.network
