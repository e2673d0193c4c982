"""What lies over the cells: pieces, links between panels, the outlines of windows; drawn anew in each frame.

To draw it over itself changes no pixel, so the page is laid bare first only where it differs from the last frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from convanim.layout.page import Layout, Place
from convanim.renderer.geometry import CASING, outline_width, outlined, thin_outline_width
from convanim.renderer.links import DrawnLink, Segment, drawn_links
from convanim.renderer.lying import corners_of, sides_of
from convanim.renderer.pieces import PlacedCell, drawn_pieces
from convanim.renderer.raster.boxes import Box, box_around
from convanim.renderer.raster.index_ramps import CROSSING_STEPS, Ramps
from convanim.renderer.raster.ink import Image
from convanim.renderer.raster.turned import piece_box
from convanim.scene.frames import Frame, Window

SOFT = 32
"""Side of cells, px, whose links get soft edges."""


OverPart = tuple[object, Box]
"""What a part looks like, and where it may have pixels."""


class Overlay:
    """The pieces, links and windows of one frame."""

    def __init__(self, frame: Frame, layout: Layout) -> None:
        self._links = drawn_links(frame, layout)
        windows = [
            (place, window)
            for name, place in layout.places.items()
            if (window := frame.grids[name].window) is not None
        ]
        # Where there are many lines, or small cells and so many steps, soft edges would cost too many bytes.
        large = all(place.cell >= SOFT and not window.apart for place, window in windows)
        self._soft = len(self._links) == 1 and large
        self._strips = [strip for place, window in windows for strip in window_strips(place, window)]
        self._slants = [slant for place, window in windows if place.lean for slant in window_slants(place, window)]
        self._pieces = drawn_pieces(frame, layout.places)
        self._parts: list[OverPart] = [
            *((piece, piece_box(piece)) for piece in self._pieces if piece.cells),
            *(((self._soft, link), _around(link)) for link in self._links),
            *((pair, _outer(*pair, outline_width(pair[0].short) + 2 * CASING)) for pair in windows),
        ]

    def differs(self, last: Overlay | None) -> list[Box]:
        """Where it may differ from the last one, or from none: around all that has come, gone or moved."""
        before = last._parts if last else []
        gone, come = _others(before, self._parts), _others(self._parts, before)
        if _others(before, gone) != _others(self._parts, come):  # what lay over others lies under them
            gone, come = before, self._parts
        if len(gone) != len(come):
            return [box for _, box in (*gone, *come)]
        return [box for (_, one), (_, other) in zip(gone, come, strict=True) for box in one.with_other(other)]

    def draw(
        self,
        image: Image,
        ramps: Ramps,
        crossings: Image,
        lay: Callable[[Image, PlacedCell], None],
        casing: Image | None = None,
    ) -> None:
        """Lay it over an image that shows at most itself over the cells; `lay` draws a cell of a piece.

        With a casing below the lines where the page shows through.
        """
        for piece in self._pieces:
            for placed in piece.cells:
                lay(image, placed)
            for line in zip(piece.outline, piece.outline[1:] + piece.outline[:1], strict=True):
                if _level(line):
                    image[_side(line, piece.outline_width).slices] = ramps.accent
                else:
                    draw_line(image, [line], piece.outline_width, crossings)
        for link in (one for one in self._links if one.tint):
            fill_between(image, link, ramps.tint)
        if casing is not None:
            self._lay(image, casing, ramps.plate, CASING)
        self._lay(image, crossings, ramps.accent)

    def _lay(self, image: Image, crossings: Image, solid: int, room: int = 0) -> None:
        """All lines, each with some room on both sides."""
        for link in self._links:
            level = list(link.rails)
            for pieces in link.sides:
                if pieces and _level(pieces[0]):
                    level += pieces
                else:
                    draw_line(image, pieces, link.width + 2 * room, crossings, self._soft)
            for line in level:
                image[_wider(_rail(line, max(1, round(link.width))), room, image).slices] = solid
        for strip in self._strips:
            image[_wider(strip, room, image).slices] = solid
        for side, thick in self._slants:
            draw_line(image, [side], thick + 2 * room, crossings, self._soft)


def _others(parts: Sequence[OverPart], known: Sequence[OverPart]) -> list[OverPart]:
    """Those that are not known."""
    return [part for part in parts if part not in known]


def _around(link: DrawnLink) -> Box:
    """All pixels that a link may touch."""
    points = [point for segment in link.lines for point in segment] + list(link.tint)
    return box_around(points, math.ceil(link.width) + 1 + CASING)


def _wider(box: Box, room: int, image: Image) -> Box:
    """A box with some room around it."""
    return Box(box.left - room, box.top - room, box.right + room, box.bottom + room).clipped(*image.shape[::-1])


def _level(line: Segment) -> bool:
    """Whether it runs along rows or columns of pixels, so that it needs no soft edges."""
    (x0, y0), (x1, y1) = line
    return (x0 == x1 and x0 == round(x0)) or (y0 == y1 and y0 == round(y0))


def _rail(rail: Segment, thick: int) -> Box:
    """A line along a gap between cells."""
    (x0, y0), (x1, y1) = rail
    left, top, right, bottom = (round(edge) for edge in (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    half = thick - thick // 2
    if left == right:
        return Box(left - half, top, left - half + thick, bottom)
    return Box(left, top - half, right, top - half + thick)


def _side(side: Segment, thick: int) -> Box:
    """A level side of an outline, with its corners."""
    (x0, y0), (x1, y1) = side
    half = thick - thick // 2
    left, top, right, bottom = (round(edge) - half for edge in (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return Box(left, top, right + thick, bottom + thick)


def window_strips(place: Place, window: Window) -> Iterator[Box]:
    """The sides of an outline: of each cell that is meant, where these are apart, and thinly of the box around."""
    thin, strong = outlined(window)
    for one in thin:
        yield from _sides(place, one, thin_outline_width(place.short))
    for one in strong:
        yield from _sides(place, one, outline_width(place.short))


def window_slants(place: Place, window: Window) -> Iterator[tuple[Segment, int]]:
    """The slanting sides of an outline on a panel that lies flat, and how thick they are."""
    thicks = thin_outline_width(place.short), outline_width(place.short)
    for some, thick in zip(outlined(window), thicks, strict=True):
        for one in some:
            _, right, _, left = sides_of(corners_of(place, one))
            yield from ((right, thick), (left, thick))


def _outer(place: Place, window: Window, thick: int) -> Box:
    """The box around an outline."""
    return box_around(place.around(*window[:4]), thick - thick // 2)


def _sides(place: Place, window: Window, thick: int) -> Iterator[Box]:
    """Top, bottom, left, right, centred on the lines between cells; of a lying panel those that are level."""
    if place.lean:
        half = thick - thick // 2
        (x0, y0), (x1, _), (x2, y2), (x3, _) = place.around(*window[:4])
        yield Box(x0 - half, y0 - half, x1 + half, y0 - half + thick)
        yield Box(x3 - half, y2 - half, x2 + half, y2 - half + thick)
        return
    left, top, right, bottom = _outer(place, window, thick)
    yield Box(left, top, right, top + thick)
    yield Box(left, bottom - thick, right, bottom)
    yield Box(left, top, left + thick, bottom)
    yield Box(right - thick, top, right, bottom)


def fill_between(image: Image, link: DrawnLink, tint: int) -> None:
    """Tint the inside of a link between the panels, but for what is written there."""
    along = [(y, x) for x, y in link.tint] if link.down else list(link.tint)
    height, width = image.T.shape if link.down else image.shape
    (x0, a0), (x1, a1), (_, b1), (_, b0) = along if along[0][0] <= along[1][0] else [along[n] for n in (1, 0, 3, 2)]
    first, last = max(0, math.ceil(x0 - 0.5)), min(width, math.ceil(x1 - 0.5))
    if first >= last:
        return
    part = (np.arange(first, last) + 0.5 - x0) / (x1 - x0)
    one, other = a0 + (a1 - a0) * part, b0 + (b1 - b0) * part
    begin = np.maximum(np.floor(np.minimum(one, other) - 0.5) + 1, 0).astype(np.int16)
    end = np.minimum(np.ceil(np.maximum(one, other) - 0.5), height).astype(np.int16)
    top, bottom = int(begin.min()), int(end.max())
    across = np.arange(top, bottom, dtype=np.int16)
    if link.down:
        inside = (across >= begin[:, np.newaxis]) & (across < end[:, np.newaxis])
        target = image[first:last, top:bottom]
    else:
        inside = (across[:, np.newaxis] >= begin) & (across[:, np.newaxis] < end)
        target = image[top:bottom, first:last]
    np.copyto(target, tint, where=inside & (target == 0))


def draw_line(
    image: Image, pieces: Sequence[Segment], width: float, crossings: NDArray[np.uint8], soft: bool = True
) -> None:
    """Pieces of one straight line, in order, with soft edges or hard ones, over whatever there is."""
    if not pieces:
        return
    (x0, y0), (x1, y1) = pieces[0][0], pieces[-1][1]
    steep = abs(y1 - y0) > abs(x1 - x0)
    if steep:
        image, (x0, y0, x1, y1) = image.T, (y0, x0, y1, x1)
    if x0 == x1:
        return
    slope = (y1 - y0) / (x1 - x0)
    spans = np.sort([[piece[0][steep], piece[1][steep]] for piece in pieces])
    first, last = max(0, math.floor(spans.min())), min(image.shape[1], math.ceil(spans.max()))
    columns = np.arange(first, last)
    begin, end = np.maximum(columns, spans[:, :1]), np.minimum(columns + 1, spans[:, 1:])
    part = np.maximum(end - begin, 0).sum(0)  # of each pixel's width
    middle = y0 + slope * (columns + 0.5 - x0)
    shrunk = 1 / math.hypot(1, slope)
    reach = (width / 2 + 0.5) / shrunk
    rows = np.floor(middle - reach).astype(np.intp) + np.arange(math.ceil(2 * reach) + 1)[:, np.newaxis]
    cover = np.minimum(np.maximum((width / 2 + 0.5) - np.abs(rows + 0.5 - middle) * shrunk, 0), 1) * part
    rows = np.minimum(np.maximum(rows, 0), image.shape[0] - 1)
    if not soft:  # as many px thick in each column: a line without lumps, which takes fewer bytes, too
        thick = max(1, round(width))
        begin = np.floor(middle - thick / 2 + 0.5)
        cover = (rows >= begin) & (rows < begin + thick) & (part > 0.5)
    image[rows, columns] = crossings[(cover * CROSSING_STEPS + 0.5).astype(np.uint8), image[rows, columns]]
