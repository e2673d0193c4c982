"""A file is read back and every frame and time held against what was meant, before it replaces anything."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from convanim.encoder.base import Encoder, ShownFrame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from convanim.encoder.base import Pixels, Rectangle
    from convanim.encoder.delta import Indices

    Sketch = NDArray[np.uint8]

BLOCKS = 64
"""Places along each side at which a lossy picture is compared: 12 KB a frame."""


BLOCK = 12
"""Px of a block's side at least: videos hold colours at half the size, so that those of thin lines spread around."""


class Meant(NamedTuple):
    """One frame as it was drawn."""

    shown: ShownFrame
    pixels: int | Sketch


class Check:
    """Remembers a summary of each frame that is drawn: to draw all of them again costs five times as much."""

    def __init__(self, encoder: Encoder, palette: Indices) -> None:
        self._encoder, self._palette = encoder, palette
        self._meant: list[Meant] = []

    def note(self, image: Indices, ms: int, around: Rectangle) -> None:
        """Remember a frame: its time, and its pixels in the box around all that it changes."""
        left, top, right, bottom = around
        pixels = image[top:bottom, left:right] if self._encoder.indexed else self._palette[image]
        self._meant.append(Meant(ShownFrame(ms, around), self._summary(pixels)))

    @property
    def total_ms(self) -> int:
        """Time of all frames."""
        return sum(meant.shown.ms for meant in self._meant)

    def hold(self, file: BinaryIO) -> None:
        """Read the file from its beginning.

        Raises ValueError, or what Pillow raises for a damaged file, where it is not what was meant.
        """
        file.seek(0)
        found = self._encoder.read(file, self._palette, [meant.shown for meant in self._meant])
        for number, (meant, (pixels, ms)) in enumerate(zip(self._meant, found, strict=True), 1):
            if ms not in (meant.shown.ms, None) or not self._same(meant.pixels, self._summary(pixels)):
                raise ValueError(f"frame {number} differs")

    def _summary(self, pixels: Pixels) -> int | Sketch:
        """A checksum of all pixels; where they are not exact, the mean colours of small blocks of them."""
        if not self._encoder.tolerance:
            return zlib.crc32(pixels.tobytes())
        import numpy as np

        sums: NDArray[np.float32] = pixels.astype(np.float32)
        for axis in (0, 1):
            blocks = max(1, min(BLOCKS, pixels.shape[axis] // BLOCK))
            starts = np.linspace(0, pixels.shape[axis], blocks, endpoint=False).astype(int)
            sizes = np.diff(starts, append=pixels.shape[axis]).astype(np.float32)
            shape = [1, 1, 1]
            shape[axis] = len(sizes)
            sums = (np.add.reduceat(sums, starts, axis) / sizes.reshape(shape)).astype(np.float32)
        return sums.round().astype(np.uint8)

    def _same(self, meant: int | Sketch, found: int | Sketch) -> bool:
        if isinstance(meant, int) or isinstance(found, int):
            return meant is found or meant == found
        return meant.shape == found.shape and int(abs(meant.astype(int) - found).max()) <= self._encoder.tolerance
