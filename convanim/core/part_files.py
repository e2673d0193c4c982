"""Part files and part folders: what a writer fills before it takes its place."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

from convanim.core.signals import forget_undo, register_undo, undisturbed

try:
    import fcntl
except ImportError:  # Windows: there a part file of a writer that was killed stays
    fcntl = None  # type: ignore[assignment]


LONGEST_PART_NAME = 200
"""Bytes of a file's name that fit into that of its part file; a longer one is shortened there."""


KNOWN_PARTS = 20
"""Names of part files that are tried one after the other; more writers at once get random ones."""


class PartFile:
    """A part file: locked by its writer for as long as it is open, so that others can tell it from a stale one."""

    def __init__(self, target: Path) -> None:
        self.path, handle = _made(target, target.parent, _new_file)
        self.file: BinaryIO = os.fdopen(handle, "w+b")
        self._placed = False
        self._folder: int | None = None
        if os.unlink in os.supports_dir_fd:
            # Kept open, so that the part is found even where its folder has been moved since.
            with contextlib.suppress(OSError):
                self._folder = os.open(target.parent, getattr(os, "O_PATH", os.O_RDONLY))

    def place(self, target: Path, clobber: bool) -> None:
        """Give it the name of its target. Without `clobber`, raises FileExistsError where something has that name."""
        if clobber:
            self.path.replace(target)
        else:
            _place_anew(self.path, target)
        self._placed = True

    def remove(self) -> None:
        """Take its name away if it still has it, and close it."""
        if fcntl is None:
            self._close()  # Windows removes no open file
            self.withdraw()
        else:
            self.withdraw()  # while it is locked: then nobody else has that name yet
            self._close()

    def withdraw(self) -> None:
        """Take its name away if it still has it."""
        if self._placed:
            return
        with contextlib.suppress(FileNotFoundError):
            if self._folder is None:
                self.path.unlink()
            else:
                os.unlink(self.path.name, dir_fd=self._folder)

    def _close(self) -> None:
        with contextlib.suppress(OSError):  # a full disk has been told of already
            self.file.close()
        if self._folder is not None:
            os.close(self._folder)


class PartFolder:
    """A folder that is filled beside or in its target, locked like a part file."""

    def __init__(self, target: Path, place: Path) -> None:
        self.path, self._handle = _made(target, place, _new_folder)
        self._placed = False

    def place(self, target: Path) -> None:
        """Give it the name of its target, which must be missing or empty."""
        self.path.rename(target)
        self._placed = True

    def remove(self) -> None:
        """Remove it with all that it holds, and unlock it."""
        self.withdraw()
        os.close(self._handle)

    def withdraw(self) -> None:
        """Remove it with all that it holds, if it still has its name."""
        if not self._placed:
            shutil.rmtree(self.path, ignore_errors=True)


AnyPart = TypeVar("AnyPart", PartFile, PartFolder)


@contextlib.contextmanager
def removed_at_end(make: Callable[[], AnyPart]) -> Iterator[AnyPart]:
    """A part that is made without being disturbed, and removed at the block's end if it has not been placed.

    It is gone also when a signal ends the program.
    """
    part: AnyPart | None = None
    try:
        with undisturbed():
            part = make()
            register_undo(part.withdraw)
        yield part
    finally:
        if part:
            with undisturbed():
                part.remove()
                forget_undo(part.withdraw)


def _made(target: Path, place: Path, make: Callable[[Path], int]) -> tuple[Path, int]:
    """A new part, and the handle that holds its lock until it is closed.

    The first names are always the same, so that what a killed writer left is found where a folder cannot be listed.
    """
    before, after = _part_name(target)
    middles = [*(f"{number:08}" for number in range(KNOWN_PARTS)), *(os.urandom(4).hex() for _ in range(KNOWN_PARTS))]
    for path in (place / f"{before}{middle}{after}" for middle in middles):
        for _ in range(2):  # the second time where a stale one has just been removed
            with contextlib.suppress(FileExistsError):
                handle = make(path)
                if _lock(handle) is not False and _is_at(handle, path):
                    return path, handle
                os.close(handle)  # another run took it for stale before it was locked
            with contextlib.suppress(OSError):
                _remove_if_stale(path, make is _new_folder)
    raise OSError(errno.EBUSY, "too many others write to it")


def _new_file(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, 0o600)


def _new_folder(path: Path) -> int:
    path.mkdir(mode=0o700)
    if fcntl is None:
        return os.open(os.devnull, os.O_RDONLY)  # Windows opens no folders, and has no locks to hold
    try:
        return os.open(path, os.O_RDONLY)
    except FileNotFoundError as error:  # another run took it for stale before it was opened
        raise FileExistsError from error


def _is_at(handle: int, path: Path) -> bool:
    """Whether a path still leads to what was opened there."""
    try:
        return fcntl is None or os.path.samestat(os.fstat(handle), os.lstat(path))
    except FileNotFoundError:
        return False


def _part_name(target: Path) -> tuple[str, str]:
    """What stands before and after the eight random characters of a part file's name."""
    name = target.name
    if len(os.fsencode(name)) > LONGEST_PART_NAME:
        import hashlib  # it loads OpenSSL, and few names are so long

        name = hashlib.sha256(os.fsencode(name)).hexdigest()
    return f".{name}.", ".part"


def remove_stale(target: Path, place: Path, folders: bool = False) -> None:
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
        wanted = stat.S_ISDIR(mode) if folders else stat.S_ISREG(mode)
        if not (wanted and _lock(handle) and _is_at(handle, part)):
            return
        if folders:
            shutil.rmtree(part)
        else:
            part.unlink()
    finally:
        os.close(handle)


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


@contextlib.contextmanager
def waited_for(folder: Path) -> Iterator[None]:
    """Only one writer at a time is in such a block for a folder.

    Not where folders have no locks, or this one cannot be read.
    """
    if fcntl is None:
        yield
        return
    handle = None
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def umask() -> int:
    """Which bits of a mode new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
