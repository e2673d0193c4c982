"""GIF's compression by Pillow, on a thread of its own: the next frame is drawn while the last one is compressed.

Pillow lets other threads run while it encodes to a file, and only then; that call is not a public one, so where it
is missing images are compressed at once, to the same bytes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PIL import Image

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

LARGE = 20_000
"""Px from which on another thread pays: it takes as long to ask it as to compress so many."""

ALONE = 40
"""Large frames that are compressed at once: to load what runs threads takes as long as some frames."""

CHUNK = 1 << 16
"""Bytes that Pillow compresses at a time."""


class Compressor:
    """Compresses palette indices, in the order in which they are given."""

    def __init__(self, alone: int = ALONE) -> None:
        self._alone = alone
        self._thread: ThreadPoolExecutor | None = None
        self._file: Any = None

    def compress(self, image: Image.Image, bits: int) -> Callable[[], bytes]:
        """Begin to compress an image with codes of at least `bits` bits; the call returned waits for its bytes.

        The image must not change any more.
        """
        large = image.width * image.height >= LARGE
        self._alone -= large
        if not large or self._alone >= 0:
            data = image.tobytes("gif", "L", bits, 0)
            return lambda: data
        if self._thread is None:
            from concurrent.futures import ThreadPoolExecutor

            self._thread = ThreadPoolExecutor(1)
        future: Future[bytes] = self._thread.submit(self._encoded, image, bits)
        return future.result

    def _encoded(self, image: Image.Image, bits: int) -> bytes:
        """The same bytes as `tobytes`, by way of a file; without one where there is no room for it."""
        encoder: Any = Image._getencoder("L", "gif", ("L", bits, 0))
        try:
            self._file = self._file or tempfile.TemporaryFile()  # noqa: SIM115  # closed with this
            handle = self._file.fileno()
            encoder.setimage(image.im, (0, 0, *image.size))
            os.lseek(handle, 0, os.SEEK_SET)
            if encoder.encode_to_file(handle, CHUNK) >= 0:
                size = os.lseek(handle, 0, os.SEEK_CUR)
                os.lseek(handle, 0, os.SEEK_SET)
                return os.read(handle, size)
        except (OSError, AttributeError):
            pass
        finally:
            encoder.cleanup()
        return image.tobytes("gif", "L", bits, 0)

    def close(self) -> None:
        """End the thread; what it has not begun is dropped."""
        if self._thread:
            self._thread.shutdown(cancel_futures=True)
            self._thread = None
        if self._file:
            self._file.close()
            self._file = None
