"""GIF's compression by Pillow, on a thread of its own: the next frame is drawn while the last one is compressed.

Pillow lets other threads run while it encodes to a file, and only then; that call is not a public one, so where it
is missing images are compressed at once, to the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any

from PIL import Image

from convanim.core.worker import Worker

LARGE = 20_000
"""Px from which on another thread pays: it takes as long to ask it as to compress so many."""

CHUNK = 1 << 16
"""Bytes that Pillow compresses at a time."""


class Compressor:
    """Compresses palette indices, in the order in which they are given."""

    def __init__(self) -> None:
        self._worker = Worker()
        self._handle: int | None = None

    def compress(self, image: Image.Image, bits: int) -> Callable[[], bytes]:
        """Begin to compress an image with codes of at least `bits` bits; the call returned waits for its bytes.

        The image must not change any more.
        """
        if image.width * image.height < LARGE:
            data = image.tobytes("gif", "L", bits, 0)
            return lambda: data
        return self._worker.begin(partial(self._encoded, image, bits))

    def _encoded(self, image: Image.Image, bits: int) -> bytes:
        """The same bytes as `tobytes`, by way of a file; without one where there is no room for it."""
        encoder: Any = Image._getencoder("L", "gif", ("L", bits, 0))
        try:
            self._handle = nameless_file() if self._handle is None else self._handle
            handle = self._handle
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
        self._worker.close()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def nameless_file() -> int:
    """A file that nobody else can open, gone when it is closed: in memory where the system has such files."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("frame")
    import tempfile

    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
