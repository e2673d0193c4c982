"""A file that is read back, on another thread, while it is written."""

from __future__ import annotations

import io
from threading import Condition
from typing import Any, BinaryIO, cast

BUFFER = 1 << 16
"""Bytes read at once, where there are so many."""


WORTH_WAKING = 1 << 14
"""Bytes for which a reader waits, unless the file ends before: to wake it for every frame costs both threads time."""


class GrowingFile(io.RawIOBase):
    """What is written to it goes to the end of a file; `reader` gives it back, and waits for what is not there yet.

    It never closes the file. Where the file then stands is only known after `end`.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._changed = file, Condition()
        self._size, self._ended = file.tell(), False

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Add to its end."""
        with self._changed:
            self._size += self._file.write(data)
            self._changed.notify()
        return len(memoryview(data))

    def end(self, whole: bool = True) -> None:
        """Nothing more comes; unless the file is `whole`, the rest need not be read."""
        with self._changed:
            self._ended = True
            self._size = self._size if whole else 0
            self._changed.notify()

    def reader(self) -> BinaryIO:
        """The file from its beginning, to be read while it grows."""
        return cast(BinaryIO, io.BufferedReader(_Follower(self), BUFFER))

    def read_at(self, place: int, most: int) -> bytes:
        """Some bytes from a place on, as soon as there are enough or all; none where the file ends there."""
        with self._changed:
            self._changed.wait_for(lambda: self._size >= place + WORTH_WAKING or self._ended)
            if self._size <= place:
                return b""
            self._file.seek(place)
            data = self._file.read(most)
            self._file.seek(0, io.SEEK_END)
            return data


class _Follower(io.RawIOBase):
    """A place in a growing file."""

    def __init__(self, growing: GrowingFile) -> None:
        self._growing, self._place = growing, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation("where it ends is not known yet")
        self._place = offset + (self._place if whence == io.SEEK_CUR else 0)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        data = self._growing.read_at(self._place, len(view))
        view[: len(data)] = data
        self._place += len(data)
        return len(data)
