"""The folder that keeps what was drawn, so that it need not be drawn again, and how much may be in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

FOLDER_VARIABLE, OFF_VARIABLE = "CONVANIM_CACHE_DIR", "CONVANIM_NO_CACHE"

MOST_CACHE_BYTES = 16_000_000
"""Bytes of all our files in the folder together."""

LARGEST_SPRITE_FILE = 4_000_000
"""Bytes of one of them: more than all sprites of the gallery and of the tests together."""

OURS = re.compile(r"\.?sprites-[0-9a-f]{8}\.convanim(\.[a-z0-9_]{8}\.part)?")
"""Names of our files there, and of their part files."""


class CachedFile(NamedTuple):
    """One of our files in the folder."""

    path: Path
    bytes: int
    written_ns: int


def cache_place() -> Path | None:
    """Where the folder is, or would be; None where the user has no folder for such things."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    if chosen:
        return Path(chosen).absolute()
    from platformdirs import user_cache_path

    place = user_cache_path("convanim", appauthor=False)
    return place if place.is_absolute() else None  # without a home it would be a folder named ~


def is_left_out() -> bool:
    """Whether the environment asks to do without."""
    return os.environ.get(OFF_VARIABLE, "") not in ("", "0")


def leave_out() -> None:
    """Do without in this process and in those that it starts."""
    os.environ[OFF_VARIABLE] = "1"


def cache_folder() -> Path | None:
    """The folder to use, which need not be there yet; None to do without."""
    with suppress(OSError, RuntimeError):  # a working folder that is gone, a user without a name
        return None if is_left_out() else cache_place()
    return None


def sprite_file(folder: Path, number: int) -> Path:
    """The file of the sprites of one installation, which is told from others by a number."""
    return folder / f"sprites-{number:08x}.convanim"


def cached_files(folder: Path) -> list[CachedFile]:
    """Our files there, the oldest first. Raises OSError where the folder cannot be listed."""
    return sorted(_found(folder), key=lambda file: (file.written_ns, file.path))


def _found(folder: Path) -> Iterator[CachedFile]:
    for path in folder.iterdir():
        if OURS.fullmatch(path.name):
            with suppress(FileNotFoundError):  # another run forgets, too
                facts = path.lstat()
                if S_ISREG(facts.st_mode):
                    yield CachedFile(path, facts.st_size, facts.st_mtime_ns)


def forget_oldest(folder: Path, kept: Path, most: int = MOST_CACHE_BYTES) -> None:
    """Remove our oldest files, but not `kept`, until all together have at most that many bytes."""
    files = cached_files(folder)
    size = sum(file.bytes for file in files)
    for file in files:
        if size > most and file.path != kept:
            file.path.unlink(missing_ok=True)
            size -= file.bytes
