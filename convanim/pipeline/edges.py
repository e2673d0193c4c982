"""What tells edges of lettering, which other versions of the libraries draw a little otherwise, from a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from convanim.layout.page import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convanim.encoder.base import Rectangle
    from convanim.encoder.canvas import Colors

EDGE_MOVES = 1
"""Px by which an edge may be elsewhere."""


EDGE_GREY = 0.4
"""How much of the contrast around it an edge's pixel may differ besides: matplotlib 3.8 and 3.11 need a quarter."""


REACH = 2 * EDGE_MOVES
"""Px around a pixel that decide about it."""


STEPS = np.array([(row, column) for row in range(-REACH, REACH + 1) for column in range(-REACH, REACH + 1)])
"""From a pixel to those around it: rows, columns."""


NEIGHBOURING = abs(STEPS).max(1) <= EDGE_MOVES
"""Those to which an edge may move."""


CENTRE = len(STEPS) // 2
"""The pixel itself."""


POINTS = 10_000
"""Pixels that are judged at a time."""


def first_change(found: Colors, drawn: Colors, box: Rectangle, places: Mapping[str, Place]) -> str:
    """Where pixels in a box differ by more than edges do, in words: a panel's cell, or a pixel; else nothing."""
    left, top, right, bottom = box
    points = np.argwhere(found[top:bottom, left:right] != drawn[top:bottom, left:right]) + np.array((top, left))
    for start in range(0, len(points), POINTS):
        some = points[start : start + POINTS]
        for row, column in some[strays(found, drawn, some)][:1].tolist():
            return _place_words(column, row, places)
    return next(filter(None, (_recolored(found, drawn, points, name, place) for name, place in places.items())), "")


def strays(found: Colors, drawn: Colors, points: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which points (row, column) cannot be of an edge moved a little: not nearly a colour around the other's pixel.

    Either way round, so that nothing can be added or taken away. A flat place has no room at all.
    """
    near, other_near = (_around(image, points) for image in (found, drawn))
    both = np.concatenate([near, other_near], 1)
    room = np.floor((both.max(1) - both.min(1)) * EDGE_GREY).astype(np.int16)
    stray = np.zeros(len(points), bool)
    for mine, others in ((near, other_near), (other_near, near)):
        pixel, close = mine[:, CENTRE], others[:, NEIGHBOURING]
        stray |= ((pixel > close.max(1) + room) | (pixel < close.min(1) - room)).any(1)
    return stray


def _around(image: Colors, points: NDArray[np.intp]) -> NDArray[np.int16]:
    """Channels of the pixels around each point: (points, pixels, 4)."""
    rows, columns = ((points[:, axis, np.newaxis] + STEPS[:, axis]).clip(0, image.shape[axis] - 1) for axis in (0, 1))
    channels: NDArray[np.uint8] = image[rows, columns].view(np.uint8)
    return channels.reshape(len(points), len(STEPS), 4).astype(np.int16)


def _recolored(found: Colors, drawn: Colors, points: NDArray[np.intp], name: str, place: Place) -> str:
    """The first of a panel's cells at these points (row, column) whose most frequent colour is another."""
    (left, top), (down, back) = place.corner(0, 0), place.pitch
    rows = (points[:, 0] + 0.5 - top) / down
    cells = np.floor(np.stack([rows, (points[:, 1] + 0.5 - left + rows * back) / place.cell], 1)).astype(np.intp)
    inside = ((cells >= 0) & (cells < (place.rows, place.columns))).all(1)
    for row, column in np.unique(cells[inside], axis=0).tolist():
        (_, top), (right, _), (_, bottom), (left, _) = place.around(row, column)
        area = slice(top, bottom), slice(min(left, place.corner(row, column)[0]), right)
        if _usual(found[area]) != _usual(drawn[area]):
            return f"cell {row},{column} of {name}"
    return ""


def _usual(colors: Colors) -> int:
    """The most frequent colour."""
    kinds, counts = np.unique(colors, return_counts=True)
    return int(kinds[counts.argmax()])


def _place_words(x: int, y: int, places: Mapping[str, Place]) -> str:
    for name, place in places.items():
        row, column = place.cell_at(x + 0.5, y + 0.5)
        if 0 <= row < place.rows and 0 <= column < place.columns:
            return f"cell {row},{column} of {name}"
    return f"the pixel {x},{y}"
