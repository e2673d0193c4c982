"""Rectangles of pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle of pixels: left, top, right, bottom, the last two outside."""

    left: int
    top: int
    right: int
    bottom: int

    def clipped(self, width: int, height: int) -> Box:
        """The part of it on a canvas."""
        return Box(max(self.left, 0), max(self.top, 0), min(self.right, width), min(self.bottom, height))

    def joined(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left), min(self.top, other.top),
            max(self.right, other.right), max(self.bottom, other.bottom),
        )  # fmt: skip

    def with_other(self, other: Box) -> tuple[Box, ...]:
        """The box around both, or both where that has more pixels than they have."""
        joint = self.joined(other)
        return (joint,) if joint.area <= self.area + other.area else (self, other)

    @property
    def area(self) -> int:
        """Its pixels."""
        return (self.right - self.left) * (self.bottom - self.top)

    def holds(self, other: Box) -> bool:
        """Whether all of the other is in it."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def touches(self, other: Box) -> bool:
        """Whether the two have a pixel in common."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)

    @property
    def slices(self) -> tuple[slice, slice]:
        """Its rows and columns in an image."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


def outermost(boxes: Iterable[Box]) -> list[Box]:
    """Those that are in no other one, in their order."""
    different = list(dict.fromkeys(boxes))
    kept = []
    for box in different:
        left, top, right, bottom = box
        for one in different:  # written out: each frame asks this of each pair of its boxes
            if one[0] <= left and one[1] <= top and one[2] >= right and one[3] >= bottom and one is not box:
                break
        else:
            kept.append(box)
    return kept


def box_around(points: Iterable[tuple[float, float]], room: int = 0) -> Box:
    """The smallest box around points, and so many px around that."""
    xs, ys = zip(*points, strict=True)
    return Box(
        math.floor(min(xs)) - room, math.floor(min(ys)) - room, math.ceil(max(xs)) + room, math.ceil(max(ys)) + room
    )
