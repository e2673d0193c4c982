"""Cells of pieces in pixels: at any place, perhaps turned."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from convanim.renderer.pieces import DrawnPiece, PlacedCell
from convanim.renderer.raster.boxes import Box
from convanim.renderer.raster.ink import Image


def lay_tile(image: Image, tile: Image, placed: PlacedCell, shown: Image) -> None:
    """Lay a cell on an image, in the indices `shown` for its own; what is page in it leaves free what is below."""
    if not placed.turn:
        x, y = (round(edge) for edge in placed.corner)
        box = Box(x, y, x + placed.size, y + placed.size).clipped(image.shape[1], image.shape[0])
        part = tile[box.top - y : box.bottom - y, box.left - x : box.right - x]
        target = image[box.slices]
        np.copyto(target, shown[part], where=part > 0)
        return
    box = _around(placed).clipped(image.shape[1], image.shape[0])
    rows, columns = _turned_back(placed, box)
    inside = (rows >= 0) & (rows < placed.size) & (columns >= 0) & (columns < placed.size)
    part = tile[np.where(inside, rows, 0), np.where(inside, columns, 0)]
    np.copyto(image[box.slices], shown[part], where=inside & (part > 0))


def _turned_back(placed: PlacedCell, box: Box) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """For each pixel of a box the row and column of the cell that is there before it is turned."""
    angle = math.radians(placed.turn)
    cos, sin = math.cos(angle), math.sin(angle)
    x = np.arange(box.left, box.right) + 0.5 - placed.middle[0]
    y = (np.arange(box.top, box.bottom) + 0.5 - placed.middle[1])[:, np.newaxis]
    half = placed.size / 2
    return (
        np.floor(y * cos - x * sin + half).astype(np.intp),
        np.floor(x * cos + y * sin + half).astype(np.intp),
    )


def _around(placed: PlacedCell) -> Box:
    """All pixels that a turned cell may touch: half its diagonal to each side."""
    (x, y), reach = placed.middle, placed.size * 0.71 + 1
    return Box(math.floor(x - reach), math.floor(y - reach), math.ceil(x + reach), math.ceil(y + reach))


def piece_box(piece: DrawnPiece) -> Box:
    """All pixels that a piece may touch, its outline too."""
    boxes = [_around(placed) for placed in piece.cells]
    room = piece.outline_width
    boxes += [
        Box(math.floor(x) - room, math.floor(y) - room, math.ceil(x) + room, math.ceil(y) + room)
        for x, y in piece.outline
    ]
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.joined(box)
    return whole
