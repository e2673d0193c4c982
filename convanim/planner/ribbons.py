"""In one dimension: a link of its own for each cell under a window whose cells are apart."""

from __future__ import annotations

from convanim.scene.frames import Link, Region, Window

MOST_RIBBONS = 9
"""Links of their own for the cells of one window; of more there is one link."""


def ribbons(panel: str, window: Window, target: Region) -> tuple[Link, ...]:
    """From each cell that is read of a row to the cell that it makes, or one link where these are not apart."""
    taps = window.cells() if window.apart else []
    if 0 < len(taps) <= MOST_RIBBONS:
        return tuple(Link(Region.of(panel, tap), target, merging=len(taps) > 1) for tap in taps)
    return (Link(Region.of(panel, window), target),)
