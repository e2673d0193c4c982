"""A streaming GIF writer, as a plugin of imageio's v3 interface.

    with iio.imopen("picture.gif", "w", plugin=GifPlugin, palette=colors) as file:
        for image, ms in frames:
            file.write_frame(image, ms)

Frames are palette indices, uint8 (height, width), all of one size. Each is written when it is given, as the
box that changed with unchanged pixels transparent, so memory does not know how many there are. One global
colour table, exact; LZW by Pillow, with the code size fitted to the palette. `iio.imwrite(target, stack,
plugin=GifPlugin, …)` does not pass options on; open it as above.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np
from imageio.core.request import InitializationError, IOMode, Request
from imageio.core.v3_plugin_api import PluginV3
from numpy.typing import NDArray
from PIL import Image

from convanim.limits import LONGEST_MS, LONGEST_SIDE, SHORTEST_MS, STEP_MS

Indices = NDArray[np.uint8]

MOST_COLORS = 255
"""A table holds 256 colours; one place is kept for transparency."""
LONGEST_COMMENT = 65_536


class GifPlugin(PluginV3):
    """Writes palette-index frames one by one.

    Parameters: `palette`, uint8 (n, 3), at most 255 colours; `plays`, how often it plays, 0 for ever;
    `comment`, bytes kept in the file. Raises ValueError for what a GIF cannot hold.
    """

    def __init__(self, request: Request, *, palette: Indices, plays: int = 0, comment: bytes = b"") -> None:
        super().__init__(request)
        if request.mode.io_mode is not IOMode.write:
            raise InitializationError("this plugin writes; read GIFs with plugin='pillow'")
        colors = np.asarray(palette)
        if (
            colors.dtype != np.uint8
            or colors.ndim != 2
            or colors.shape[1] != 3
            or not 1 <= len(colors) <= MOST_COLORS
        ):
            raise ValueError(f"a palette is uint8 (n, 3) with n from 1 to {MOST_COLORS}, not {colors.shape}")
        if not 0 <= plays <= 65_535:
            raise ValueError(f"plays is from 0 (for ever) to 65535, not {plays}")
        if len(comment) > LONGEST_COMMENT:
            raise ValueError(f"a comment has at most {LONGEST_COMMENT} bytes, not {len(comment)}")
        self._colors, self._plays, self._comment = colors, plays, comment
        self._bits = max(2, len(colors).bit_length())
        self._transparent = len(colors)
        self._last: Indices | None = None

    @property
    def _file(self) -> BinaryIO:
        return self.request.get_file()

    def write(self, ndimage: Any, *, duration: int | list[int] = 500) -> bytes | None:
        """Write a stack of frames (n, height, width), or one, each shown for `duration` ms (or a list of them)."""
        stack = np.asarray(ndimage)
        stack = stack[np.newaxis] if stack.ndim == 2 else stack
        durations = [duration] * len(stack) if isinstance(duration, int) else list(duration)
        if len(durations) != len(stack):
            raise ValueError(f"{len(stack)} frames need as many durations, not {len(durations)}")
        for image, ms in zip(stack, durations, strict=True):
            self.write_frame(image, ms)
        self.finish()
        file = self._file
        return file.getvalue() if isinstance(file, io.BytesIO) and self.request.raw_uri == "<bytes>" else None

    def write_frame(self, image: Indices, ms: int, boxes: Sequence[tuple[int, int, int, int]] | None = None) -> None:
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
        if self._last is None:
            self._file.write(self._header(*image.shape))
            self._last = image.copy()
            self._file.write(self._block(image, 0, 0, ms, transparent=False))
            return
        if image.shape != self._last.shape:
            raise ValueError(f"all frames have one size: {self._last.shape}, not {image.shape}")
        delta, left, top = self._delta(image, boxes or [(0, 0, image.shape[1], image.shape[0])])
        self._file.write(self._block(delta, left, top, ms, transparent=True))

    def _delta(self, image: Indices, boxes: Sequence[tuple[int, int, int, int]]) -> tuple[Indices, int, int]:
        """The smallest rectangle with all changes, unchanged pixels transparent, and its left top corner.

        Comparing the boxes one by one costs a fifth of comparing the rectangle around them.
        """
        last = self._last
        assert last is not None  # noqa: S101  # the first frame is written whole
        changes = []
        for left, top, right, bottom in boxes:
            new, old = image[top:bottom, left:right], last[top:bottom, left:right]
            differs = new != old
            rows, columns = np.flatnonzero(differs.any(1)), np.flatnonzero(differs.any(0))
            if len(rows):
                inner = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
                pixels = np.where(without_gaps(differs[inner]), new[inner], np.uint8(self._transparent))
                changes.append((left + int(columns[0]), top + int(rows[0]), pixels))
                old[inner] = new[inner]  # where boxes overlap, the next one finds these pixels unchanged
        if not changes:  # one transparent pixel, so that every frame is one of the file's
            return np.full((1, 1), self._transparent, np.uint8), 0, 0
        left, top = min(x for x, _, _ in changes), min(y for _, y, _ in changes)
        right = max(x + pixels.shape[1] for x, _, pixels in changes)
        bottom = max(y + pixels.shape[0] for _, y, pixels in changes)
        delta = np.full((bottom - top, right - left), self._transparent, np.uint8)
        for x, y, pixels in changes:
            place = delta[y - top : y - top + pixels.shape[0], x - left : x - left + pixels.shape[1]]
            np.copyto(place, pixels, where=pixels != self._transparent)
        return delta, left, top

    def finish(self) -> None:
        """Write the end of the file; call it after the last frame."""
        if self._last is None:
            raise ValueError("a GIF needs at least one frame")
        self._file.write(b";")

    def _header(self, height: int, width: int) -> bytes:
        table = self._colors.tobytes().ljust(3 << self._bits, b"\0")
        header = b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF0 | (self._bits - 1), 0, 0) + table
        if self._plays != 1:  # the field counts repeats after the first; a file without it plays once
            header += b"!\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", max(self._plays - 1, 0), 0)
        if self._comment:
            chunks = [self._comment[start : start + 255] for start in range(0, len(self._comment), 255)]
            header += b"!\xfe" + b"".join(bytes([len(chunk)]) + chunk for chunk in chunks) + b"\0"
        return header

    def _block(self, indices: Indices, left: int, top: int, ms: int, transparent: bool) -> bytes:
        height, width = indices.shape
        keep = 0x04  # disposal: leave it, the next frame is drawn over it
        control = struct.pack("<BBHBB", 4, keep | transparent, ms // STEP_MS, self._transparent * transparent, 0)
        place = struct.pack("<HHHHB", left, top, width, height, 0)
        data = Image.fromarray(np.ascontiguousarray(indices)).tobytes("gif", "L", self._bits, 0)
        return b"!\xf9" + control + b"," + place + bytes([self._bits]) + data + b"\0"


STEPS = 1, 2, 4, 8
"""A changed pixel reaches their sum, 15 px, to both sides. An unchanged one that is reached from left and right is
written all the same: LZW then meets the colours of the row above again. That saves 1 to 6 % of a file's bytes. To
encode each frame both ways and keep the smaller would cost 1.3 ms a frame and save another 0.4 %."""


def without_gaps(differs: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The changed pixels, and those between two of them in a row that are near to both."""
    before, after = differs.copy(), differs.copy()
    for step in STEPS:
        before[:, step:] |= before[:, :-step]
        after[:, :-step] |= after[:, step:]
    return before & after
