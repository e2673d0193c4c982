"""Frames of any file laid onto a page, one after another, as a browser shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convanim.encoder.inspect import decoded_part
from convanim.encoder.parts import CLEARED, RESTORED, FilePart

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convanim.encoder.base import Pixels, Rectangle

    Colors = NDArray[np.uint32]
    """RGBA in a number, (height, width); 0 is see-through."""

OPAQUE_ALPHA = 255


class Canvas:
    """A page, px. `colors` is one array that each frame changes."""

    def __init__(self, width: int, height: int) -> None:
        self.colors: Colors = np.zeros((height, width), np.uint32)
        self._last: FilePart | None = None
        self._under: Colors | None = None

    def show(self, part: FilePart) -> list[Rectangle]:
        """Lay the next frame down; the boxes that it touches. Raises ValueError, or what Pillow raises."""
        touched = [part.box]
        if self._last is not None and self._last.left in (CLEARED, RESTORED):
            place = self._place(self._last.box)
            place[:] = 0 if self._under is None else self._under
            touched.append(self._last.box)
        place = self._place(part.box)
        self._under = place.copy() if part.left == RESTORED else None
        self._lay(np.array(decoded_part(part, "RGBA")), place, part.over)
        self._last = part
        return touched

    def _place(self, box: Rectangle) -> Colors:
        left, top, right, bottom = box
        return self.colors[top:bottom, left:right]

    def _lay(self, pixels: Pixels, place: Colors, over: bool) -> None:
        alpha = pixels[..., 3]
        soft = (alpha > 0) & (alpha < OPAQUE_ALPHA)
        pixels[alpha == 0] = 0
        if over and soft.any():
            pixels[soft] = _mixed(pixels[soft], place[soft][:, np.newaxis].view(np.uint8))
        new = pixels.view(np.uint32)[..., 0]
        np.copyto(place, new, where=(alpha > 0) if over else True)


def _mixed(above: Pixels, below: Pixels) -> Pixels:
    """Half see-through colours (n, 4) over others."""
    top, bottom = above[:, 3:] / OPAQUE_ALPHA, below[:, 3:] / OPAQUE_ALPHA
    alpha = top + bottom * (1 - top)
    colors = (above[:, :3] * top + below[:, :3] * bottom * (1 - top)) / alpha
    return np.hstack([np.rint(colors), np.rint(alpha * OPAQUE_ALPHA)]).astype(np.uint8)
