"""A file that is read back, on another thread, while it is written."""

from __future__ import annotations

import io
import os
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
        self._handle = _handle_of(file)

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Add to its end."""
        if self._handle is not None:
            self._file.write(data)
            self._file.flush()
        with self._changed:
            if self._handle is None:
                self._file.write(data)
            self._size = self._file.tell()
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
            if self._handle is None:
                return self._read_held(place, most)
            there = self._size - place
        return os.pread(self._handle, min(most, there), place)

    def _read_held(self, place: int, most: int) -> bytes:
        """The same where reading moves the place to write at, so that the writer must wait."""
        self._file.seek(place)
        data = self._file.read(most)
        self._file.seek(0, io.SEEK_END)
        return data


def _handle_of(file: BinaryIO) -> int | None:
    """What reads any place of a file without a word to its writer; None where there is no such way."""
    try:
        return file.fileno() if hasattr(os, "pread") else None
    except OSError:  # it is in memory
        return None


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
