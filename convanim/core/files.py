"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import signal
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from convanim.core.errors import ByPlace, ConvanimError, OutputError, Sentence, Setting, pieces

try:
    import fcntl
except ImportError:  # Windows: there a part file of a writer that was killed stays
    fcntl = None  # type: ignore[assignment]


LARGEST_FILE_BYTES = 200_000_000
"""Bytes of the longest file of which all is read: more than any picture has."""


LONGEST_PART_NAME = 200
"""Bytes of a file's name that fit into that of its part file; a longer one is shortened there."""


TO_A_DEVICE = ByPlace("use -o - and send stdout there", "use another path", "use another name")


def file_with(*suffixes: str) -> ByPlace:
    """Words for a file whose suffix picks another format.

    >>> file_with(".html", ".gif").command_line
    '-o with .html or .gif'
    """
    known = " or ".join(suffixes)
    formats = " or ".join(f'"{suffix.removeprefix(".")}"' for suffix in suffixes)
    return ByPlace(f"-o with {known}", f"path with {known}", f"format = {formats}")


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
def replacing(path: Path, clobber: bool = True) -> Iterator[BinaryIO]:
    """A temporary file beside `path` that takes its place when the block ends well, and vanishes otherwise.

    Links are followed, and a file that was there keeps its mode. Without `clobber` a file that is there by then is
    kept, and ConvanimError raised. What an earlier writer to the same place left when it was killed is removed; one
    that still writes is not disturbed. Raises OutputError where the place cannot be written to.
    """
    target = Path(os.path.realpath(path))
    part: _Part | None = None
    try:
        with _undisturbed():
            if target.exists():
                _require_replaceable(path, target.stat().st_mode)
            _remove_stale(target, target.parent)
            part = _Part(target)
        with part.file as file:
            yield file
            file.flush()
            if target.exists():
                os.fsync(file.fileno())  # 6 ms, for a power cut that would leave neither the old bytes nor the new
            part.path.chmod(_mode(target))
            with _undisturbed():
                if clobber:
                    part.path.replace(target)
                else:
                    _place_anew(part.path, target)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        if part:
            with _undisturbed():
                part.remove()


class _Part:
    """A part file: locked by its writer for as long as it is open, so that others can tell it from a stale one."""

    def __init__(self, target: Path) -> None:
        before, after = _part_name(target)
        while True:
            handle, name = tempfile.mkstemp(prefix=before, suffix=after, dir=target.parent)
            self.path = Path(name)
            if _lock(handle) is not False and os.fstat(handle).st_nlink:
                break
            os.close(handle)  # another run took it for stale before it was locked
        self.file: BinaryIO = os.fdopen(handle, "w+b")
        # Kept open, so that the part is found even where its folder has been moved since.
        self._folder = os.open(target.parent, os.O_RDONLY) if os.unlink in os.supports_dir_fd else None

    def remove(self) -> None:
        """Close it, and take its name away if it still has it."""
        with contextlib.suppress(OSError):  # a full disk has been told of already
            self.file.close()
        if self._folder is None:
            self.path.unlink(missing_ok=True)
            return
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path.name, dir_fd=self._folder)
        os.close(self._folder)


def _part_name(target: Path) -> tuple[str, str]:
    """What stands before and after the eight random characters of a part file's name."""
    name = target.name
    if len(os.fsencode(name)) > LONGEST_PART_NAME:
        import hashlib  # here: it loads OpenSSL

        name = hashlib.sha256(os.fsencode(name)).hexdigest()
    return f".{name}.", ".part"


def _remove_stale(target: Path, place: Path, folders: bool = False) -> None:
    """Remove part files (or folders) of this target in a place that nobody holds: their writers were killed."""
    before, after = _part_name(target)
    wanted = re.compile(re.escape(before) + r"[a-z0-9_]{8}" + re.escape(after))
    with contextlib.suppress(OSError):  # a folder may be written to and not listed
        for part in [path for path in place.iterdir() if wanted.fullmatch(path.name)]:
            with contextlib.suppress(OSError):  # another run may be faster, or the part somebody else's
                _remove_if_stale(part, folders)


def _remove_if_stale(part: Path, folders: bool) -> None:
    handle = os.open(part, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        mode = os.fstat(handle).st_mode
        if folders and stat.S_ISDIR(mode) and _lock(handle):
            shutil.rmtree(part)
        elif not folders and stat.S_ISREG(mode) and _lock(handle):
            part.unlink()
    finally:
        os.close(handle)


def _lock(handle: int) -> bool | None:
    """Whether the file could be locked, until it is closed; None where there are no locks."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # some network file systems have none
        return None
    return True


def _place_anew(part: Path, target: Path) -> None:
    """Give the part its name where nothing has that name. Raises FileExistsError where something has."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        part.replace(target)
    else:
        part.unlink()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals that would end the program wait until the block's end: it makes, names or removes a file."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def require_folder_place(path: Path) -> None:
    """Refuse a target that cannot become a folder: a file, or one in a folder that is not there."""
    if path.exists() and not path.is_dir():
        way: Sentence = ("use ", Setting("frames"), " with the name of a folder")
        raise ConvanimError(Setting("frames", str(path)), " is a file", way=way)
    if not path.parent.is_dir():
        way = ("make it first, or use ", Setting("frames", path.name))
        raise ConvanimError(Setting("frames", str(path)), f": there is no folder '{path.parent}'", way=way)


@contextlib.contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """A temporary folder whose files move into `folder` when the block ends well, and vanish otherwise.

    A folder that is missing appears with all its files at once. Into one that is there they move one by one, each
    whole; files of other names stay. Raises OutputError where the place cannot be written to.
    """
    target = Path(os.path.realpath(folder))
    there = target.is_dir()
    place = target if there else target.parent
    part: Path | None = None
    handle: int | None = None
    try:
        with _undisturbed():
            for beside in {place, target.parent}:
                _remove_stale(target, beside, folders=True)
            part, handle = _part_folder(target, place)
        yield part
        if there:
            for file in sorted(part.iterdir()):
                file.replace(target / file.name)
        else:
            part.chmod(0o777 & ~_umask())
            part.rename(target)
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror or error}") from error
    finally:
        with _undisturbed():
            if part:
                shutil.rmtree(part, ignore_errors=True)
            if handle is not None:
                os.close(handle)


def _part_folder(target: Path, place: Path) -> tuple[Path, int | None]:
    """A new folder, and what holds its lock until that is closed (None where folders have none)."""
    before, after = _part_name(target)
    while True:
        part = Path(tempfile.mkdtemp(prefix=before, suffix=after, dir=place))
        if fcntl is None:
            return part, None
        handle = os.open(part, os.O_RDONLY)
        if _lock(handle) is not False and part.exists():
            return part, handle
        os.close(handle)  # another run took it for stale before it was locked


def _mode(target: Path) -> int:
    """The mode of the file that was there, or that of any new file."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
