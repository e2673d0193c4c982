"""What changes from one frame to the next on a see-through page: boxes, and what is cleared before the next one.

Nothing drawn over a pixel of a GIF makes it see-through again. Only a frame that ends can do that, and then to
the whole of its box. So each frame is held back until the next one is known: where that one needs pixels cleared, the
box of the frame held is enlarged to hold them and cleared when it ends, and the next one draws anew what stood there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from convanim.encoder.base import Rectangle
from convanim.encoder.delta import SEE_THROUGH, BoxedFrame, Indices, without_gaps


def cleared(frame: BoxedFrame, box: Rectangle) -> BoxedFrame:
    """A frame that is cleared when it ends, and with it a rectangle that may reach out of its box."""
    left, top, right, bottom = joined([box, frame.box])
    pixels = np.full((bottom - top, right - left), SEE_THROUGH, np.uint8)
    own = frame.box
    part(pixels, (own[0] - left, own[1] - top, own[2] - left, own[3] - top))[:] = frame.pixels
    return BoxedFrame(pixels, left, top, frame.ms, cleared=True)


class SeeThroughDelta:
    """Holds the last frame back, and knows what is seen while it is shown, palette indices (height, width)."""

    def __init__(self, first: Indices, ms: int) -> None:
        self._seen = first.copy()
        self.held = BoxedFrame(first.copy(), 0, 0, ms)
        """The last one, when there are no more."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Height and width that all frames have."""
        return self._seen.shape

    def to(self, image: Indices, ms: int, boxes: Sequence[Rectangle] | None) -> BoxedFrame:
        """The frame held until now, as it is to be written; this one is held instead.

        `boxes` may name rectangles outside which nothing differs from the last frame.
        """
        done = self.held
        within = joined(boxes or [(0, 0, image.shape[1], image.shape[0])])
        new, old = part(image, within), part(self._seen, within)
        gone = around((new != old) & (new == SEE_THROUGH), within)
        if gone:
            done = cleared(done, gone)
            part(self._seen, done.box)[:] = SEE_THROUGH
            within = joined([within, done.box])
            new, old = part(image, within), part(self._seen, within)
        differs = new != old
        box = around(differs, within)
        if box:
            pixels = np.where(without_gaps(differs), new, np.uint8(SEE_THROUGH))
            pixels = part(pixels, (box[0] - within[0], box[1] - within[1], box[2] - within[0], box[3] - within[1]))
        else:  # one pixel as it is, so that every frame is one of the file's
            box, pixels = (0, 0, 1, 1), np.full((1, 1), SEE_THROUGH, np.uint8)
        old[:] = new
        self.held = BoxedFrame(pixels, box[0], box[1], ms)
        return done


def part(image: Indices, box: Rectangle) -> Indices:
    """The pixels of a rectangle; what is written to them is written to the image."""
    left, top, right, bottom = box
    return image[top:bottom, left:right]


def joined(boxes: Sequence[Rectangle]) -> Rectangle:
    """The smallest rectangle around some."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def around(wanted: NDArray[np.bool_], within: Rectangle) -> Rectangle | None:
    """The smallest rectangle around the pixels wanted of a rectangle; None where none is."""
    rows, columns = np.flatnonzero(wanted.any(1)), np.flatnonzero(wanted.any(0))
    if not len(rows):
        return None
    left, top = within[:2]
    return left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1
