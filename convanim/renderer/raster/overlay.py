"""What lies over the cells: links between panels and the outlines of windows, drawn anew in each frame."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from convanim.layout.page import Place
from convanim.renderer.geometry import link_width, outline_width, thin_outline_width
from convanim.renderer.links import DrawnLink, Segment, drawn_link
from convanim.renderer.raster.boxes import Box
from convanim.renderer.raster.ink import Image
from convanim.renderer.raster.ramps import CROSSING_STEPS, Ramps
from convanim.scene.frames import Frame, Window


class Overlay:
    """The links and windows of one frame."""

    def __init__(self, frame: Frame, places: Mapping[str, Place]) -> None:
        self._links = [
            (drawn_link(link, places, frame.grids), link_width(places[link.target.panel].cell))
            for link in frame.links
        ]
        self._strips = [
            strip
            for name, place in places.items()
            if (window := frame.grids[name].window) is not None
            for strip in window_strips(place, window)
        ]
        self.boxes = [_around(link, width) for link, width in self._links] + _joined_strips(frame, places)
        """Where it may have pixels."""

    def draw(self, image: Image, ramps: Ramps, crossings: Image) -> None:
        """Lay it over an image that shows nothing of another."""
        for link, _ in self._links:
            fill_between(image, link, ramps.tint)
        for link, width in self._links:
            for segment in link.lines:
                draw_line(image, segment, width, crossings)
        for strip in self._strips:
            image[strip.slices] = ramps.accent


def _joined_strips(frame: Frame, places: Mapping[str, Place]) -> list[Box]:
    return [
        _outer(place, window, outline_width(place.cell))
        for name, place in places.items()
        if (window := frame.grids[name].window) is not None
    ]


def _around(link: DrawnLink, width: float) -> Box:
    """All pixels that a link may touch."""
    points = [point for segment in link.lines for point in segment] + list(link.tint)
    xs, ys = zip(*points, strict=True)
    room = math.ceil(width) + 1
    return Box(
        math.floor(min(xs)) - room, math.floor(min(ys)) - room, math.ceil(max(xs)) + room, math.ceil(max(ys)) + room
    )


def window_strips(place: Place, window: Window) -> Iterator[Box]:
    """The sides of an outline: of each cell that is meant, where these are apart, and thinly of the box around."""
    if not window.apart:
        yield from _sides(place, window, outline_width(place.cell))
        return
    yield from _sides(place, window, thin_outline_width(place.cell))
    for cell in window.cells():
        yield from _sides(place, cell, outline_width(place.cell))


def _outer(place: Place, window: Window, thick: int) -> Box:
    """The outline's outer edge."""
    cell, half = place.cell, thick - thick // 2
    left, top = place.x + window.column * cell, place.y + window.row * cell
    return Box(left - half, top - half, left + window.columns * cell + half, top + window.rows * cell + half)


def _sides(place: Place, window: Window, thick: int) -> Iterator[Box]:
    """Top, bottom, left, right, centred on the lines between cells."""
    left, top, right, bottom = _outer(place, window, thick)
    yield Box(left, top, right, top + thick)
    yield Box(left, bottom - thick, right, bottom)
    yield Box(left, top, left + thick, bottom)
    yield Box(right - thick, top, right, bottom)


def fill_between(image: Image, link: DrawnLink, tint: int) -> None:
    """Tint the inside of a link between the panels."""
    along = [(y, x) for x, y in link.tint] if link.down else list(link.tint)
    target = image.T if link.down else image
    (x0, a0), (x1, a1), (_, b1), (_, b0) = along if along[0][0] <= along[1][0] else [along[n] for n in (1, 0, 3, 2)]
    first, last = max(0, math.ceil(x0 - 0.5)), min(target.shape[1], math.ceil(x1 - 0.5))
    if first >= last:
        return
    part = (np.arange(first, last) + 0.5 - x0) / (x1 - x0)
    one, other = a0 + (a1 - a0) * part, b0 + (b1 - b0) * part
    high, low = np.minimum(one, other), np.maximum(one, other)
    top, bottom = max(0, math.floor(high.min())), min(target.shape[0], math.ceil(low.max()))
    middles = np.arange(top, bottom)[:, np.newaxis] + 0.5
    target[top:bottom, first:last][(middles > high) & (middles < low)] = tint


def draw_line(image: Image, segment: Segment, width: float, crossings: NDArray[np.uint8]) -> None:
    """A straight line with soft edges over whatever there is."""
    (x0, y0), (x1, y1) = segment
    if abs(y1 - y0) > abs(x1 - x0):
        image, (x0, y0, x1, y1) = image.T, (y0, x0, y1, x1)
    if x0 > x1:
        x0, y0, x1, y1 = x1, y1, x0, y0
    if x1 - x0 < 1e-9:
        return
    slope = (y1 - y0) / (x1 - x0)
    first, last = max(0, math.floor(x0)), min(image.shape[1], math.ceil(x1))
    columns = np.arange(first, last)
    ends = np.minimum(columns + 1, x1) - np.maximum(columns, x0)
    middle = y0 + slope * (columns + 0.5 - x0)
    shrunk = math.cos(math.atan(slope))
    reach = (width / 2 + 0.5) / shrunk
    start = np.floor(middle - reach).astype(np.intp)
    rows = start + np.arange(math.ceil(2 * reach) + 2)[:, np.newaxis]
    cover = np.clip((width / 2 + 0.5) - np.abs(rows + 0.5 - middle) * shrunk, 0, 1) * np.clip(ends, 0, 1)
    rows = np.clip(rows, 0, image.shape[0] - 1)
    image[rows, columns] = crossings[np.rint(cover * CROSSING_STEPS).astype(np.uint8), image[rows, columns]]
