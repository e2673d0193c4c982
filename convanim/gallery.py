"""Many pictures at once, from a TOML file. Only what changed is drawn again."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from convanim.arithmetic import Numbers
from convanim.choices import choose
from convanim.encoder import ENCODERS, VECTORS
from convanim.errors import ConvanimError
from convanim.files import replacing
from convanim.given import Given, layer_and_numbers, number_words
from convanim.layers import LAYERS, PARAMETERS, Layer
from convanim.limits import LIMITS
from convanim.pipeline import Options, animate_bytes
from convanim.themefile import is_file
from convanim.wording import command_line

NOTEBOOK = ".convanim-gallery.json"
"""What was drawn from what, beside the manifest; without it everything is drawn again."""

WORTH_A_PROCESS = 6
"""Pictures from which on another process pays: it takes as long to start as four take to draw."""

SUFFIXES = (*ENCODERS, *VECTORS)

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
    def theme_file(self) -> bytes:
        """What is in the file of its theme; nothing where the theme is not a file."""
        return _content(Path(self.options.theme)) or b"" if is_file(self.options.theme) else b""

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
    option_names = {field.name for field in fields(Options)}
    for key in defaults:
        choose(f"{path}, defaults: key", key, dict.fromkeys(option_names))
    entries: dict[str, Entry] = {}
    for number, picture in enumerate(pictures, 1):
        where = f"{path}, picture {number}"
        try:
            entry = _entry(defaults | picture, option_names, path.parent)
        except (ConvanimError, TypeError) as error:
            raise ConvanimError(f"{where}: {error}") from error
        if entry.name in entries:
            raise ConvanimError(f"{where}: there is another picture named '{entry.name}'; give each its own name")
        entries[entry.name] = entry
    if not entries:
        raise ConvanimError(f"{path} has no picture; add a [[picture]] with name, kind, input and kernel")
    return list(entries.values())


def _entry(row: Mapping[str, Any], option_names: set[str], folder: Path) -> Entry:
    given_names = set(Given._fields)
    for key in row:
        choose("key", key, dict.fromkeys({"name", "kind", *PARAMETERS, *option_names, *given_names}))
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
    given = Given(**{key: row[key] for key in given_names if key in row})
    chosen = {key: row[key] for key in option_names if key in row}
    if is_file(chosen.get("theme", "")):
        chosen["theme"] = str(folder / chosen["theme"])  # as everything in a manifest, from where that is
    options = Options(**chosen)
    sizes = {key: row[key] for key in PARAMETERS if key in row}
    layer, numbers = layer_and_numbers(kind, sizes, given, options.most)
    return Entry(name, layer, options, given, numbers)


def draw_gallery(manifest: Path, jobs: int | None = None) -> Iterator[Outcome]:
    """Draw the pictures that changed, each beside the manifest; one that fails does not stop the others.

    `jobs` processes draw at once, by default one a core; neither the order nor a byte depends on it.
    """
    entries = read_manifest(manifest)
    notebook = _Notebook(manifest.parent / NOTEBOOK)
    kept = {entry.name for entry in entries if notebook.knows(entry, manifest.parent / entry.file)}
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
            if _content(path) != data:
                with replacing(path) as file:
                    file.write(data)
        except ConvanimError as error:
            yield Outcome(entry.name, "error", error=str(error))
            continue
        notebook.note(entry, path)
        yield Outcome(entry.name, "drawn", len(data))
    notebook.save({entry.name for entry in entries})


def check_gallery(manifest: Path, jobs: int | None = None) -> Iterator[Outcome]:
    """Draw every picture anew and compare it with its file, byte by byte; name files that no picture makes."""
    entries = read_manifest(manifest)
    for entry, data in zip(entries, _drawn(entries, jobs), strict=True):
        if isinstance(data, ConvanimError):
            yield Outcome(entry.name, "error", error=str(data))
            continue
        found = _content(manifest.parent / entry.file)
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


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


class _Notebook:
    """For each picture, a digest of what it was drawn from and of the file that was drawn."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tools = _tools()
        try:
            self._notes = dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            self._notes = {}

    def _digests(self, entry: Entry, path: Path) -> list[str]:
        source = hashlib.sha256(f"{self._tools}\n{entry.command}\n".encode() + entry.theme_file).hexdigest()
        return [source, hashlib.sha256(_content(path) or b"").hexdigest()]

    def knows(self, entry: Entry, path: Path) -> bool:
        return self._notes.get(entry.name) == self._digests(entry, path)

    def note(self, entry: Entry, path: Path) -> None:
        self._notes[entry.name] = self._digests(entry, path)

    def save(self, names: set[str]) -> None:
        kept = {name: digests for name, digests in sorted(self._notes.items()) if name in names}
        with replacing(self._path) as file:
            file.write(json.dumps(kept, indent=1).encode())


def _tools() -> str:
    """A digest of all that draws: this package's code, and the versions of what it stands on."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    for name in ("matplotlib", "numpy", "pillow", "imageio"):
        digest.update(version(name).encode())
    return digest.hexdigest()
