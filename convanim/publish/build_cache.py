"""What was drawn from what, beside the pictures: so that only what changed is drawn again."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from convanim.core.files import read_file, replacing

LIBRARIES = ("matplotlib", "numpy", "pillow", "imageio")
"""What a picture's bytes depend on besides our own code."""


LARGEST_CACHE_BYTES = 10_000_000
"""Bytes of the longest ledger that is read."""


_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
"""Names of pictures' files, with what stands behind the name of a picture."""


SOURCES = (".py", ".css", ".js", ".html")


class BuildCache:
    """For each picture, a digest of what it was drawn from and of the file that was drawn.

    A ledger that is missing or damaged knows nothing: everything is drawn again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tools = _tools()
        self._notes = self._read()
        self._new: dict[str, list[str]] = {}

    def _read(self) -> dict[str, list[str]]:
        """What the file says, as far as it is of the form that is written here: it may hold anything."""
        try:
            found = json.loads(read_file(self._path, LARGEST_CACHE_BYTES))
        except (OSError, ValueError, RecursionError):
            return {}
        rows = found.items() if isinstance(found, dict) else ()
        return {name: row for name, row in rows if _FILE_NAME.fullmatch(name) and _is_row(row)}

    def _digests(self, command: str, data: bytes) -> list[str]:
        source = hashlib.sha256(f"{self._tools}\n{command}".encode(errors="surrogateescape")).hexdigest()
        return [source, hashlib.sha256(data).hexdigest()]

    def knows(self, name: str, command: str, data: bytes) -> bool:
        """Whether a file with this content is what the command drew, and would draw again."""
        return self._notes.get(name) == self._digests(command, data)

    def note(self, name: str, command: str, data: bytes) -> None:
        """Keep in mind that the command drew a file with this content, whatever others have put there since."""
        self._notes[name] = self._new[name] = self._digests(command, data)

    def save(self) -> None:
        """Add what was noted to what others have written since, and forget pictures that are no longer there.

        Raises OutputError where that fails.
        """
        folder = self._path.parent
        with _alone(folder):
            notes = {**self._read(), **self._new}
            kept = {name: notes[name] for name in sorted(notes) if (folder / name).is_file()}
            with replacing(self._path) as file:
                file.write(json.dumps(kept, indent=1).encode())


def _is_row(row: object) -> bool:
    return isinstance(row, list) and len(row) == 2 and all(isinstance(digest, str) for digest in row)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold off other runs that would write the ledger of this folder, where the system can; no file is left."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _tools() -> str:
    """A digest of all that draws: this package's code, and the versions of what it stands on."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    for path in sorted(path for path in package.rglob("*") if path.suffix in SOURCES):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    for name in LIBRARIES:
        digest.update(version(name).encode())
    return digest.hexdigest()
