"""The three streams of the process: closed ones, full ones and those whose reader has left."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable
from typing import Any, TextIO, TypeVar

Read = TypeVar("Read", int, bytes)


class StdoutError(Exception):
    """Stdout did not take what was written: the error that it gave is the cause."""

    def __init__(self, error: OSError) -> None:
        self.closed_pipe = error.errno == errno.EPIPE
        super().__init__(_reason(error))


class _Stdin(io.FileIO):
    """Says that it is stdin that could not be read."""

    def readinto(self, buffer: Any) -> int:
        return _read(lambda: super(_Stdin, self).readinto(buffer) or 0)

    def readall(self) -> bytes:
        return _read(lambda: super(_Stdin, self).readall() or b"")


class _Stdout(io.FileIO):
    """Says that it is stdout that could not be written to."""

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise StdoutError(error) from error


class _Stderr(io.FileIO):
    """Swallows what cannot be written: nobody is left to be told, and the picture can still be drawn."""

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError:
            return len(data)


def _read(read: Callable[[], Read]) -> Read:
    try:
        return read()
    except OSError as error:
        raise OSError(error.errno, _reason(error), "stdin") from error


def _reason(error: OSError) -> str:
    return "it is closed" if error.errno == errno.EBADF else error.strerror or str(error)


def open_streams() -> None:
    """Give the process three streams whose failures name them. A terminal that lacks × still gets its line.

    Where a stream was closed, its number is taken, so that no picture gets it and is sent our messages.
    """
    if os.name == "posix":
        for number, access in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_WRONLY)):
            _occupy(number, access)  # a closed stdin cannot be read then, nor a closed stdout be written to
        if sys.stdin in (None, sys.__stdin__):
            sys.stdin = _text(io.BufferedReader(_Stdin(0, closefd=False)), sys.stdin, None)
        if sys.stdout in (None, sys.__stdout__):
            sys.stdout = _text(io.BufferedWriter(_Stdout(1, "w", closefd=False)), sys.stdout, "replace")
        if sys.stderr in (None, sys.__stderr__):
            sys.stderr = _text(io.BufferedWriter(_Stderr(2, "w", closefd=False)), sys.stderr, "replace")
        return
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _occupy(number: int, access: int) -> None:
    try:
        os.fstat(number)
    except OSError:
        os.open(os.devnull, access)  # which takes the lowest number that is free: this one


def _text(file: io.BufferedReader | io.BufferedWriter, like: TextIO | None, errors: str | None) -> io.TextIOWrapper:
    """Text as the stream had it."""
    return io.TextIOWrapper(
        file,
        encoding=getattr(like, "encoding", None) or "utf-8",
        errors=errors or getattr(like, "errors", None),
        line_buffering=bool(getattr(like, "line_buffering", False)),
        write_through=bool(getattr(like, "write_through", False)),
    )


def silence_stdout() -> None:
    """What is still to be written has no place to go."""
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError):  # no stream of the process
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
