"""A file is read back and every frame and time held against what was meant, before it replaces anything.

A file that is written from its beginning to its end is read back while it grows: a second core decodes it.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from convanim.encoder.base import Encoder, ShownFrame

if TYPE_CHECKING:
    from threading import Thread

    import numpy as np
    from numpy.typing import NDArray

    from convanim.encoder.base import Pixels, Rectangle
    from convanim.encoder.delta import Indices
    from convanim.encoder.growing_file import GrowingFile

    Sketch = NDArray[np.uint8]
    Read = tuple[Pixels, int | None]
    """A frame as it is read: its pixels, and ms where the format tells them."""
    Meant = bytes | int | Sketch
    """Of a frame its pixels, a checksum of them, or the mean colours of small blocks."""

BLOCKS = 64
"""Places along each side at which a lossy picture is compared: 12 KB a frame."""


BLOCK = 12
"""Px of a block's side at least: videos hold colours at half the size, so that those of thin lines spread around."""


MANY = 8
"""Frames from which on a file is read back while it grows: a thread of its own costs as much as one frame."""


BEFORE = 2
"""Frames that are on their way before what reads is loaded: they are compressed meanwhile."""


AHEAD = 16
"""Frames that are kept whole until they are read back; of those further ahead a checksum takes less memory."""


class Check:
    """Remembers a summary of each frame that is drawn: to draw all of them again costs five times as much."""

    def __init__(self, encoder: Encoder, palette: Indices) -> None:
        self._encoder, self._palette = encoder, palette
        self._shown: list[ShownFrame] = []
        self._meant: list[Meant] = []
        self._compared: int | None = None
        """Frames that are compared, while the file is read back as it grows."""
        self._followed = False
        self._fault: Exception | None = None
        self._growing: GrowingFile | None = None
        self._thread: Thread | None = None

    def note(self, image: Indices, ms: int, around: Rectangle) -> None:
        """Remember a frame, before it is written: its time, and its pixels in the box around all that it changes."""
        if self._growing and not self._thread and len(self._shown) == BEFORE:
            self._begin(self._growing)
        left, top, right, bottom = around
        pixels = image[top:bottom, left:right] if self._encoder.indexed else self._palette[image]
        near = self._compared is not None and len(self._meant) < self._compared + AHEAD
        self._meant.append(pixels.tobytes() if near and not self._encoder.tolerance else self._summary(pixels))
        self._shown.append(ShownFrame(ms, around))

    @property
    def total_ms(self) -> int:
        """Time of all frames."""
        return sum(shown.ms for shown in self._shown)

    @contextlib.contextmanager
    def following(self, file: BinaryIO, count: int) -> Iterator[BinaryIO]:
        """A file to write `count` frames to instead of this one, which is read back meanwhile where that pays.

        The thread that reads loads no module: two threads that load modules may wait for each other.
        """
        if not self._encoder.appends or count < MANY:
            yield file
            return
        from convanim.encoder.growing_file import GrowingFile

        growing, self._compared = GrowingFile(file), 0
        self._growing, whole = growing, False
        try:
            yield cast(BinaryIO, growing)
            whole, self._followed = True, self._thread is not None
        finally:
            growing.end(whole)
            if self._thread:
                self._thread.join()

    def _begin(self, growing: GrowingFile) -> None:
        """Read back what there is and what comes."""
        from threading import Thread

        frames = self._encoder.read(growing.reader(), self._palette, self._shown)
        self._thread = Thread(target=self._follow, args=(frames,), daemon=True)
        self._thread.start()

    def _follow(self, frames: Iterable[Read]) -> None:
        try:
            self._compare(frames)
        except Exception as error:
            self._fault = error

    def hold(self, file: BinaryIO) -> None:
        """Read the file from its beginning, unless that was done while it was written.

        Raises ValueError, or what Pillow raises for a damaged file, where it is not what was meant.
        """
        if not self._followed:
            file.seek(0)
            self._compare(self._encoder.read(file, self._palette, self._shown))
        elif self._fault:
            raise self._fault

    def _compare(self, frames: Iterable[Read]) -> None:
        number = 0
        for number, (pixels, ms) in enumerate(frames, 1):
            if number > len(self._meant):
                raise ValueError(f"it is longer than {len(self._meant)} frames")
            shown = self._shown[number - 1]
            if ms not in (shown.ms, None) or not self._same(self._meant[number - 1], pixels):
                raise ValueError(f"frame {number} differs")
            self._meant[number - 1], self._compared = b"", number  # its pixels are needed no more
        if number < len(self._meant):
            raise ValueError(f"it is shorter than {len(self._meant)} frames")

    def _summary(self, pixels: Pixels) -> int | Sketch:
        """A checksum of all pixels; where they are not exact, the mean colours of small blocks of them."""
        if not self._encoder.tolerance:
            return zlib.crc32(pixels.data if pixels.flags.c_contiguous else pixels.tobytes())
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

    def _same(self, meant: Meant, pixels: Pixels) -> bool:
        if isinstance(meant, bytes):
            return meant == pixels.tobytes()
        found = self._summary(pixels)
        if isinstance(meant, int) or isinstance(found, int):
            return meant == found
        return meant.shape == found.shape and int(abs(meant.astype(int) - found).max()) <= self._encoder.tolerance
