"""What was drawn from what, beside the pictures: so that only what changed is drawn again."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from convanim.core.files import content, read_file, replacing
from convanim.core.toml_file import is_file
from convanim.pipeline.repaint import pixels_of
from convanim.publish.drawn import Drawn
from convanim.publish.page_files import PageFacts
from convanim.recipe.named_or_file import NAMED_OR_FILE
from convanim.recipe.recipe import Recipe

LIBRARIES = ("matplotlib", "numpy", "pillow", "imageio")
"""What a picture's bytes depend on besides our own code."""


LARGEST_CACHE_BYTES = 10_000_000
"""Bytes of the longest ledger that is read."""


LARGEST_FACT = 10**12
"""No size, count or time in a ledger is larger."""


_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
"""Names of pictures' files, with what stands behind the name of a picture."""


SOURCES = (".py", ".css", ".js", ".html", ".toml")


class Source(NamedTuple):
    """What a picture is drawn from."""

    whole: str
    """The command, and digests of what is in the files of its theme and language, if those are files."""
    pixels: str
    """All but its colours; empty where they decide the pixels, too."""


def source_of(recipe: Recipe) -> Source:
    """What a picture is drawn from. Raises ConvanimError where the file of its theme cannot be read."""
    return Source(_whole(recipe), pixels_of(recipe))


def _whole(recipe: Recipe) -> str:
    names = [getattr(recipe.options, option) or "" for option in NAMED_OR_FILE]
    read = [digest(data) for name in names if is_file(name) and (data := content(Path(name)))]
    return "\n".join([recipe.command, *read])


class BuildNote(NamedTuple):
    """What is kept of a picture's file: digests of what it was drawn from and of its bytes, and what a page says."""

    source: str
    pixels: str
    file: str
    joined: str
    """Which colours of the file are one index."""
    facts: PageFacts


class BuildCache:
    """For each picture, what it was drawn from, the file that was drawn, and what pages say of it.

    A ledger that is missing or damaged knows nothing: everything is drawn again. Each row is sealed with a digest of
    all that it says, of its name, and of what draws: one that was changed, or is of another version, is none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._new: dict[str, BuildNote] = {}

    @cached_property
    def _tools(self) -> str:
        return drawing_tools()

    @cached_property
    def _notes(self) -> dict[str, BuildNote]:
        return self._read()

    def _read(self) -> dict[str, BuildNote]:
        """What the file says, as far as it is of the form that is written here: it may hold anything."""
        try:
            found = json.loads(read_file(self._path, LARGEST_CACHE_BYTES))
        except (OSError, ValueError, RecursionError):
            return {}
        rows = found.items() if isinstance(found, dict) else ()
        notes = {name: self._unsealed(name, row) for name, row in rows if _FILE_NAME.fullmatch(name)}
        return {name: note for name, note in notes.items() if note}

    def _unsealed(self, name: str, row: object) -> BuildNote | None:
        if not isinstance(row, list) or len(row) != 5 + len(PageFacts._fields):
            return None
        source, pixels, file, joined, *numbers, alt, seal = row
        fine = all(type(number) is int and 0 <= number <= LARGEST_FACT for number in numbers)
        texts = (source, pixels, file, joined, alt, seal)
        if not (fine and all(isinstance(text, str) and text.isprintable() for text in texts)):
            return None
        note = BuildNote(source, pixels, file, joined, PageFacts._make([*numbers, alt]))
        return note if self._seal(name, note) == seal else None

    def _seal(self, name: str, note: BuildNote) -> str:
        return digest(json.dumps([self._tools, name, *note]))

    def knows(self, name: str, source: Source, data: bytes) -> bool:
        """Whether a file with this content is what was drawn from the source, and would be drawn again."""
        note = self._notes.get(name)
        return note is not None and note == self._noted(source, Drawn(data, note.facts, note.joined))

    def same_pixels(self, name: str, source: Source, data: bytes) -> Drawn | None:
        """A file with this content, if it was drawn from the source but for its colours."""
        note = self._notes.get(name)
        if not (note and source.pixels):
            return None
        drawn = Drawn(data, note.facts, note.joined)
        return drawn if note[1:] == self._noted(source, drawn)[1:] else None

    def facts(self, name: str, recipe: Recipe) -> PageFacts | None:
        """What pages say of a picture's file, if that was drawn from this recipe before, whatever lies there now."""
        note = self._notes.get(name)
        return note.facts if note and note.source == digest(_whole(recipe)) else None

    def note(self, name: str, source: Source, drawn: Drawn) -> None:
        """Keep in mind that a file was drawn, whatever others have put there since."""
        self._notes[name] = self._new[name] = self._noted(source, drawn)

    def _noted(self, source: Source, drawn: Drawn) -> BuildNote:
        whole, pixels, data = (digest(text) for text in (source.whole, source.pixels, drawn.data))
        return BuildNote(whole, pixels, data, drawn.joined, drawn.facts)

    def save(self) -> None:
        """Add what was noted to what others have written since, and forget pictures that are no longer there.

        Raises OutputError where that fails.
        """
        folder = self._path.parent
        with _alone(folder):
            notes = {**self._read(), **self._new}
            rows = {
                name: [*note[:-1], *note.facts, self._seal(name, note)]
                for name, note in sorted(notes.items())
                if (folder / name).is_file()
            }
            with replacing(self._path) as file:
                file.write(json.dumps(rows, indent=1).encode())


def digest(what: str | bytes) -> str:
    """A hash of a text or of bytes."""
    data = what.encode(errors="surrogateescape") if isinstance(what, str) else what
    return hashlib.sha256(data).hexdigest()


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


@cache
def drawing_tools() -> str:
    """A digest of all that draws: this package's code, and the versions of what it stands on."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    for path in sorted(path for path in package.rglob("*") if path.suffix in SOURCES):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    for name in LIBRARIES:
        digest.update(version(name).encode())
    return digest.hexdigest()
