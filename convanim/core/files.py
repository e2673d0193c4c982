"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from convanim.core.errors import ByPlace, ConvanimError, OutputError, Sentence, Setting, pieces
from convanim.core.part_files import PartFile, remove_stale, removed_at_end, umask
from convanim.core.signals import forget_undo, register_undo, undisturbed

LARGEST_FILE_BYTES = 200_000_000
"""Bytes of the longest file of which all is read: more than any picture has."""


STDIO = Path("-")
"""What stands for stdin or stdout where a file is named."""


TO_A_DEVICE = ByPlace("use -o - and send stdout there", "use another path", "use another name")


def file_with(*suffixes: str) -> ByPlace:
    """Words for a file whose suffix picks another format.

    >>> file_with(".html", ".gif").command_line
    '-o with .html or .gif'
    """
    known = " or ".join(suffixes)
    formats = " or ".join(f'"{suffix.removeprefix(".")}"' for suffix in suffixes)
    return ByPlace(f"-o with {known}", f"path with {known}", f"format = {formats}")


def file_named(text: str) -> Path:
    """The path of a file to write. Raises ConvanimError for a name that ends in a slash, which a path would drop."""
    path = Path(text)
    if text.endswith(tuple(filter(None, (os.sep, os.altsep)))) and not path.is_dir():  # a folder is refused later
        way = ("use ", _target(path))
        raise ConvanimError(Setting("path", text), " ends as the name of a folder does", way=way)
    return path


def require_writable_place(path: Path, clobber: bool = True, example: str = "picture.gif") -> None:
    """Refuse a target that cannot become a file: a folder, a device, one in a folder that is not there.

    Without `clobber`, also one that is there already.
    """
    if "\0" in str(path):
        raise ConvanimError(Setting("path"), f" {str(path)!r}: no file has such a name", way="use another")
    mode = None
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:  # a name that is too long, links in a circle, a folder that may not be entered
        raise ConvanimError(_target(path), f": {error.strerror}", way="use another name") from error
    if mode is not None:
        _require_replaceable(path, mode, example)
        if not clobber:
            raise _exists(path)
    if not path.parent.is_dir():
        folder = path.parent
        way = ("make it first, or use ", Setting("path", path.name))
        raise ConvanimError(_target(path), f": there is no folder '{folder}'", way=way)


def _require_replaceable(path: Path, mode: int, example: str = "picture.gif") -> None:
    """A device or a pipe is not replaced by a file, nor is what somebody has protected."""
    if stat.S_ISDIR(mode):
        way = ("use ", Setting("path"), " with a file name, as in ", _target(path / example))
        raise ConvanimError(_target(path), " is a folder", way=way)
    if not stat.S_ISREG(mode):
        raise ConvanimError(_target(path), " is a device or a pipe, not a file", way=TO_A_DEVICE)
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        sentence = f"cannot write {path}: nobody may write to it (mode {stat.S_IMODE(mode):o})"
        raise OutputError(sentence, way=("use another ", Setting("path")))


def _exists(path: Path) -> ConvanimError:
    way = ("use another ", Setting("path"))
    return ConvanimError(_target(path), " is there already, and ", Setting("clobber", False), " keeps it", way=way)


def _target(path: Path) -> Setting:
    return Setting("path", str(path))


def inside(folder: Path, name: str, what: Sentence) -> Path:
    """The file of a relative name, in a folder or below it, links followed.

    Raises ConvanimError, which starts with `what`, for a name that leads elsewhere.
    """
    if "\0" in name:
        raise ConvanimError(*pieces(what), ": no file has such a name", way="use another")
    path = Path(os.path.realpath(folder / name))  # which, unlike resolve(), says nothing of links in a circle
    if Path(name).is_absolute() or not path.is_relative_to(os.path.realpath(folder)):
        way = "use a relative name of a file that is"
        raise ConvanimError(*pieces(what), f" is not below the folder '{folder}'", way=way)
    return path


def read_file(path: Path, most: int) -> bytes:
    """A file's bytes, but not more than `most` of them and one, which tells that there are more.

    Raises OSError also for a pipe or a device, which may have nothing to say or no end, and for a name that no file
    can have.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError as error:
        raise OSError(errno.EINVAL, "no file has such a name") from error
    try:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, f"{'a folder' if stat.S_ISDIR(mode) else 'a device or a pipe'} is not a file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(most + 1)
    finally:
        os.close(handle)


def content(path: Path) -> bytes | None:
    """The bytes of a file that we may have made, or None where there is none; of a giant, only the beginning.

    Raises OutputError for one that cannot be read.
    """
    try:
        return read_file(path, LARGEST_FILE_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror}") from error


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for what other programs read or write; it is gone afterwards, also when a signal ends the program."""
    import shutil
    import tempfile

    with undisturbed():
        folder = Path(tempfile.mkdtemp(prefix="convanim-"))
        remove = partial(shutil.rmtree, folder, ignore_errors=True)
        register_undo(remove)
    try:
        yield folder
    finally:
        with undisturbed():
            remove()
            forget_undo(remove)


@contextlib.contextmanager
def replacing(path: Path, clobber: bool = True) -> Iterator[BinaryIO]:
    """A temporary file beside `path` that takes its place when the block ends well, and vanishes otherwise.

    Links are followed, and a file that was there keeps its mode. Without `clobber` a file that is there by then is
    kept, and ConvanimError raised. What an earlier writer to the same place left when it was killed is removed; one
    that still writes is not disturbed. Raises OutputError where the place cannot be written to.
    """
    try:
        target = Path(os.path.realpath(path))
        with removed_at_end(partial(_part_of, target, path)) as part, part.file as file:
            yield file
            file.flush()
            if target.exists():
                os.fsync(file.fileno())  # 6 ms, for a power cut that would leave neither the old bytes nor the new
            part.path.chmod(_mode(target))
            with undisturbed():
                part.place(target, clobber)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def _part_of(target: Path, path: Path) -> PartFile:
    """A part file for what a path leads to, if that may be replaced; stale ones are removed."""
    if target.exists():
        _require_replaceable(path, target.stat().st_mode)
    remove_stale(target, target.parent)
    return PartFile(target)


def _mode(target: Path) -> int:
    """The mode of the file that was there, or that of any new file."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return 0o666 & ~umask()
