"""Many pictures at once, from a TOML file. Only what changed is drawn again."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from convanim.arithmetic import Numbers
from convanim.choices import choose
from convanim.errors import ConvanimError
from convanim.files import content, replacing
from convanim.formats import FORMATS
from convanim.given import Given, layer_and_numbers, number_words
from convanim.layers import LAYERS, PARAMETERS, Layer
from convanim.ledger import Ledger
from convanim.limits import LIMITS
from convanim.pipeline import Options, animate_bytes
from convanim.themefile import is_file
from convanim.themes import THEMES
from convanim.wording import command_line

LEDGER = ".convanim-gallery.json"
"""What was drawn from what, beside the manifest; without it everything is drawn again."""

WORTH_A_PROCESS = 6
"""Pictures from which on another process pays: it takes as long to start as four take to draw."""

SUFFIXES = tuple(FORMATS.values())

TYPES: dict[str, tuple[type, ...]] = {
    "width": (int,), "fps": (int, float), "hold": (int, float), "title": (bool,), "theme": (str,), "view": (str,),
    "stages": (bool,), "still": (str,), "filmstrip": (str,), "plays": (str,), "format": (str,),
    "values": (bool,), "seed": (int,), "input_values": (str,),
    "kernel_values": (str,), "every": (int,), "rows": (str,), **{limit.key: (int,) for limit in LIMITS.values()},
}  # fmt: skip
"""Types of the keys that are not a layer's numbers."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Entry(NamedTuple):
    """One picture of a manifest."""

    name: str
    layer: Layer
    options: Options
    given: Given
    numbers: Numbers | None

    @property
    def file(self) -> str:
        """The name of its file."""
        return self.name + self.options.suffix

    @property
    def command(self) -> str:
        """The command that makes it."""
        return command_line(self.layer, self.options, number_words(self.given, self.numbers))

    @property
    def source(self) -> str:
        """All that it is drawn from: the command, and what is in the file of its theme, if that is a file."""
        theme = content(Path(self.options.theme)) if is_file(self.options.theme) else None
        return f"{self.command}\n{hashlib.sha256(theme).hexdigest()}" if theme else self.command

    def drawn(self) -> bytes:
        """Its file's content."""
        suffix = Path(self.file).suffix
        return animate_bytes(self.layer, suffix, self.options, self.command, self.numbers)[0]


class Outcome(NamedTuple):
    """What became of one picture: `drawn`, `kept`, or an `error`; when checking, `same`, `differs` or `missing`."""

    name: str
    state: str
    bytes: int = 0
    error: str = ""


def read_manifest(path: Path) -> list[Entry]:
    """The pictures that a TOML file asks for.

    Raises ConvanimError with the file and the picture for whatever is wrong.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConvanimError(f"cannot read the gallery {path}: {error.strerror}; name a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConvanimError(f"{path} is not TOML: {error}") from error
    for key in document:
        choose(f"{path}: key", key, {"defaults": 0, "picture": 0})
    defaults, pictures = document.get("defaults", {}), document.get("picture", [])
    if not isinstance(defaults, dict) or not isinstance(pictures, list):
        raise ConvanimError(f"{path}: defaults is a table and picture a list of them ([[picture]])")
    for key in defaults:
        choose(f"{path}, defaults: key", key, dict.fromkeys(_option_names()))
    entries: dict[str, Entry] = {}
    for number, picture in enumerate(pictures, 1):
        where = f"{path}, picture {number}"
        try:
            entry = entry_of(defaults | picture, path.parent, trusted=True)
        except (ConvanimError, TypeError) as error:
            raise ConvanimError(f"{where}: {error}") from error
        if entry.name in entries:
            raise ConvanimError(f"{where}: there is another picture named '{entry.name}'; give each its own name")
        entries[entry.name] = entry
    if not entries:
        raise ConvanimError(f"{path} has no picture; add a [[picture]] with name, kind, input and kernel")
    return list(entries.values())


def _option_names() -> set[str]:
    return {field.name for field in fields(Options)}


def entry_of(row: Mapping[str, Any], folder: Path, others: Sequence[str] = (), trusted: bool = False) -> Entry:
    """The picture that a table in a file in `folder` asks for.

    A table that is not `trusted` names files below that folder only, and themes by name. `others` are keys that have
    been taken out of it, to be pointed to where one is misspelt. Raises ConvanimError, or TypeError, for whatever is
    wrong.
    """
    option_names = _option_names()
    given_names = {field.name for field in fields(Given)}
    for key in row:
        choose("key", key, dict.fromkeys({"name", "kind", *PARAMETERS, *option_names, *given_names, *others}))
    for key in ("name", "kind"):
        if key not in row:
            raise ConvanimError(f"{key} is missing; every picture has a name and a kind")
    name = row["name"]
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ConvanimError(f"the name {name!r} is not one for a file; use letters, digits, dot, dash and underscore")
    kind = choose("kind", str(row["kind"]), LAYERS)
    for key, allowed in TYPES.items():
        if key in row and type(row[key]) not in allowed:
            raise ConvanimError(f"{key} = {row[key]!r} is of the wrong type")
    if not trusted and "theme" in row:
        choose("theme", row["theme"], THEMES)  # by name: who asks here says nothing of other people's files
    given = Given(**{key: row[key] for key in given_names if key in row})
    chosen = {key: row[key] for key in option_names if key in row}
    if is_file(chosen.get("theme", "")):
        chosen["theme"] = str(folder / chosen["theme"])  # as everything in a manifest, from where that is
    options = Options(**chosen)
    sizes = {key: row[key] for key in PARAMETERS if key in row}
    layer, numbers = layer_and_numbers(kind, sizes, given, None if trusted else folder, options.most)
    return Entry(name, layer, options, given, numbers)


def draw_gallery(manifest: Path, jobs: int | None = None) -> Iterator[Outcome]:
    """Draw the pictures that changed, each beside the manifest; one that fails does not stop the others.

    `jobs` processes draw at once, by default one a core; neither the order nor a byte depends on it.
    """
    entries = read_manifest(manifest)
    ledger = Ledger(manifest.parent / LEDGER)
    kept = {entry.name for entry in entries if ledger.knows(entry.name, entry.source, manifest.parent / entry.file)}
    drawn = _drawn([entry for entry in entries if entry.name not in kept], jobs)
    for entry in entries:
        path = manifest.parent / entry.file
        if entry.name in kept:
            yield Outcome(entry.name, "kept", path.stat().st_size)
            continue
        try:
            data = next(drawn)
            if isinstance(data, ConvanimError):
                raise data
            if content(path) != data:
                with replacing(path) as file:
                    file.write(data)
        except ConvanimError as error:
            yield Outcome(entry.name, "error", error=str(error))
            continue
        ledger.note(entry.name, entry.source, path)
        yield Outcome(entry.name, "drawn", len(data))
    ledger.save(entry.name for entry in entries)


def check_gallery(manifest: Path, jobs: int | None = None) -> Iterator[Outcome]:
    """Draw every picture anew and compare it with its file, byte by byte; name files that no picture makes."""
    entries = read_manifest(manifest)
    for entry, data in zip(entries, _drawn(entries, jobs), strict=True):
        if isinstance(data, ConvanimError):
            yield Outcome(entry.name, "error", error=str(data))
            continue
        found = content(manifest.parent / entry.file)
        state = "missing" if found is None else "same" if found == data else "differs"
        yield Outcome(entry.name, state, len(data))
    files = {entry.file for entry in entries}
    for path in sorted(manifest.parent.iterdir()):
        if path.suffix in SUFFIXES and path.name not in files:
            yield Outcome(path.stem, "in no manifest")


def _drawn(entries: list[Entry], jobs: int | None) -> Iterator[bytes | ConvanimError]:
    """The files of some pictures, in order, each drawn in a process that loads all that draws only once."""
    jobs = min(jobs or os.cpu_count() or 1, len(entries))
    if jobs <= 1 or len(entries) < WORTH_A_PROCESS:
        yield from map(_draw, entries)
        return
    from concurrent.futures import ProcessPoolExecutor

    import convanim.gif
    import convanim.renderer  # noqa: F401  # before the processes part, so that this is paid once

    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_draw, entries)


def _draw(entry: Entry) -> bytes | ConvanimError:
    try:
        return entry.drawn()
    except ConvanimError as error:
        return error
