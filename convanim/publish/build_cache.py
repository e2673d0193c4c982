"""What was drawn from what, beside the pictures: so that only what changed is drawn again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from convanim.core.files import read_file, replacing

LIBRARIES = ("matplotlib", "numpy", "pillow", "imageio")
"""What a picture's bytes depend on besides our own code."""


LARGEST_CACHE_BYTES = 10_000_000
"""Bytes of the longest ledger that is read."""


SOURCES = (".py", ".css", ".js", ".html")


class BuildCache:
    """For each picture, a digest of what it was drawn from and of the file that was drawn.

    A ledger that is missing or damaged knows nothing: everything is drawn again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tools = _tools()
        try:
            self._notes = dict(json.loads(read_file(path, LARGEST_CACHE_BYTES)))
        except (OSError, ValueError, TypeError, RecursionError):
            self._notes = {}

    def _digests(self, command: str, data: bytes) -> list[str]:
        source = hashlib.sha256(f"{self._tools}\n{command}".encode(errors="surrogateescape")).hexdigest()
        return [source, hashlib.sha256(data).hexdigest()]

    def knows(self, name: str, command: str, data: bytes) -> bool:
        """Whether a file with this content is what the command drew, and would draw again."""
        return self._notes.get(name) == self._digests(command, data)

    def note(self, name: str, command: str, data: bytes) -> None:
        """Keep in mind that the command drew a file with this content, whatever others have put there since."""
        self._notes[name] = self._digests(command, data)

    def save(self, names: Iterable[str]) -> None:
        """Write the notes of these pictures, and forget all others. Raises OutputError where that fails."""
        kept = {name: self._notes[name] for name in sorted(names) if name in self._notes}
        with replacing(self._path) as file:
            file.write(json.dumps(kept, indent=1).encode())

    def names(self) -> set[str]:
        """All pictures that there is a note of."""
        return set(self._notes)


def _tools() -> str:
    """A digest of all that draws: this package's code, and the versions of what it stands on."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    for path in sorted(path for path in package.rglob("*") if path.suffix in SOURCES):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    for name in LIBRARIES:
        digest.update(version(name).encode())
    return digest.hexdigest()
