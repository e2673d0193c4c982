"""A streaming GIF writer.

Frames are palette indices, uint8 (height, width), all of one size. Each is written when it is given, as the
box that changed with unchanged pixels transparent, so memory does not know how many there are. One global
colour table, exact; LZW by Pillow, with the code size fitted to the palette. `gif_plugin` offers it to imageio.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from PIL import Image

from convanim.core.limits import LONGEST_MS, LONGEST_SIDE, SHORTEST_MS, STEP_MS
from convanim.encoder.base import Rectangle
from convanim.encoder.delta import SEE_THROUGH, BoxedFrame, Delta, Indices
from convanim.encoder.gif_head import color_bits, gif_head
from convanim.encoder.lzw import Compressor

if TYPE_CHECKING:
    from convanim.encoder.see_through import SeeThroughDelta

MOST_COLORS = 255
"""A table holds 256 colours; one place is kept for transparency."""


LEAVE, CLEAR = 1, 2
"""What becomes of a frame when it ends: the next one is drawn over it, or its box is see-through again."""


LONGEST_COMMENT = 65_536
MOST_WAITING = 2
"""Frames that are compressed while others are drawn: more would only take memory."""


class GifStream:
    """Writes palette-index frames one by one to a file, from where that stands.

    Parameters: `palette`, uint8 (n, 3), at most 255 colours; `plays`, how often it plays, 0 is forever;
    `comment`, bytes kept in the file; `see_through`, whether colour 0 is a background that the page shows through.
    Raises ValueError for what a GIF cannot hold.
    """

    def __init__(
        self, file: BinaryIO, palette: Indices, plays: int = 0, comment: bytes = b"", see_through: bool = False
    ) -> None:
        self._file, self._compressor = file, Compressor()
        colors = np.asarray(palette)
        if (
            colors.dtype != np.uint8
            or colors.ndim != 2
            or colors.shape[1] != 3
            or not 1 <= len(colors) <= MOST_COLORS
        ):
            raise ValueError(f"a palette is uint8 (n, 3) with n from 1 to {MOST_COLORS}, not {colors.shape}")
        if not 0 <= plays <= 65_535:
            raise ValueError(f"plays is from 0 (forever) to 65535, not {plays}")
        if len(comment) > LONGEST_COMMENT:
            raise ValueError(f"a comment has at most {LONGEST_COMMENT} bytes, not {len(comment)}")
        self._colors, self._plays, self._comment = colors, plays, comment
        self._transparent = SEE_THROUGH if see_through else len(colors)
        self._bits = color_bits(colors, see_through)
        self._see_through = see_through
        self._delta: Delta | SeeThroughDelta | None = None
        self._waiting: deque[tuple[bytes, Callable[[], bytes]]] = deque()

    def write_frame(self, image: Indices, ms: int, boxes: Sequence[Rectangle] | None = None) -> None:
        """Write one frame, shown for `ms` milliseconds (a multiple of 10).

        `boxes` (left, top, right, bottom) may name rectangles outside which nothing differs from the last frame;
        only they are then compared.
        """
        if image.dtype != np.uint8 or image.ndim != 2 or max(image.shape) > LONGEST_SIDE:
            raise ValueError(
                f"a frame is uint8 (height, width), sides up to {LONGEST_SIDE}, not {image.dtype} {image.shape}"
            )
        if not SHORTEST_MS <= ms <= LONGEST_MS or ms % STEP_MS:
            raise ValueError(f"a frame lasts {SHORTEST_MS} to {LONGEST_MS} ms in steps of {STEP_MS}, not {ms}")
        if self._delta is None:
            self._file.write(gif_head(image.shape, self._colors, self._bits, self._plays, self._comment))
            if self._see_through:
                from convanim.encoder.see_through import SeeThroughDelta

                self._delta = SeeThroughDelta(image, ms)
            else:
                self._delta = Delta(image, self._transparent)
                first = BoxedFrame(image.copy(), 0, 0, ms)  # the next frame is drawn into the same array
                self._write_block(first, None)
            return
        if image.shape != self._delta.shape:
            raise ValueError(f"all frames have one size: {self._delta.shape}, not {image.shape}")
        if not isinstance(self._delta, Delta):
            self._write_block(self._delta.to(image, ms, boxes), self._transparent)
            return
        delta, left, top = self._delta.to(image, boxes)
        self._write_block(BoxedFrame(delta, left, top, ms), self._transparent)

    def finish(self) -> None:
        """Write the end of the file; call it after the last frame."""
        if self._delta is None:
            raise ValueError("a GIF needs at least one frame")
        if not isinstance(self._delta, Delta):
            self._write_block(self._delta.held, self._transparent)
        self._write_compressed(0)
        self._file.write(b";")

    def close(self) -> None:
        """End what compresses; the file stays open."""
        self._compressor.close()

    def _write_compressed(self, left: int) -> None:
        """Write the oldest frames, until only some are left to be compressed."""
        while len(self._waiting) > left:
            before, data = self._waiting.popleft()
            self._file.write(before + data() + b"\0")

    def _write_block(self, frame: BoxedFrame, transparent: int | None) -> None:
        """Write a frame; its pixels must not change any more."""
        height, width = frame.pixels.shape
        flags = (CLEAR if frame.cleared else LEAVE) << 2 | (transparent is not None)
        control = struct.pack("<BBHBB", 4, flags, frame.ms // STEP_MS, transparent or 0, 0)
        place = struct.pack("<HHHHB", frame.left, frame.top, width, height, 0)
        data = self._compressor.compress(Image.fromarray(frame.pixels), self._bits)
        self._waiting.append((b"!\xf9" + control + b"," + place + bytes([self._bits]), data))
        self._write_compressed(MOST_WAITING)
