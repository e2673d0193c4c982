"""What a TOML file asks for: pictures, and perhaps the page that shows them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.files import content, inside, read_file
from convanim.core.limits import LIMITS
from convanim.core.safe_toml import parse
from convanim.core.suggest import choose
from convanim.layers.base import Layer
from convanim.layers.compute import Numbers
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import PARAMETERS
from convanim.pipeline.write import animate_bytes
from convanim.publish.gallery.cards import Card, Page, card_of, read_page
from convanim.publish.snippet import dark_theme, require_image, shown_files, variants
from convanim.recipe.command import command_line
from convanim.recipe.numbers import Given, layer_and_numbers, number_words
from convanim.recipe.options import Options
from convanim.recipe.wording import table_wording
from convanim.style.theme_file import is_file, require_name

KEY_TYPES: dict[str, tuple[type, ...]] = {
    "width": (int,), "fps": (int, float), "hold": (int, float), "title": (bool,), "theme": (str,), "view": (str,),
    "stages": (bool,), "still": (str,), "filmstrip": (str,), "plays": (str,), "format": (str,),
    "values": (bool,), "seed": (int,), "input_values": (str,),
    "kernel_values": (str,), "every": (int,), "rows": (str,), **{limit.key: (int,) for limit in LIMITS.values()},
}  # fmt: skip
"""Types of the keys that are not a layer's numbers."""


PAGE_KEYS = ("group", "caption", "dark_theme")
"""Keys of a picture that are for the page."""


VIEWED = {
    "checkerboard": 'kind = "transposed", view = "scatter", still = "last"',
    "roundtrip": 'kind = "conv", view = "roundtrip"',
}
"""What is a command but no kind of layer, and the keys that ask for it."""


LARGEST_MANIFEST_BYTES = 1_000_000
"""Bytes of the longest manifest: our gallery's, 60 times."""


PICTURE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Entry(NamedTuple):
    """One picture of a manifest."""

    name: str
    layer: Layer
    options: Options
    given: Given
    numbers: Numbers | None
    group: str = ""
    caption: str = ""
    dark_theme: str | None = None

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

    @property
    def on_dark(self) -> str:
        """Its theme on a dark page."""
        return self.options.theme if self.dark_theme is None else dark_theme(self.options, self.dark_theme)

    def siblings(self) -> list[Entry]:
        """What else is drawn for a page: a still where it moves, one more of each where it has a dark theme."""
        *others, _ = variants(self.options, self.on_dark, self.name, Path(self.file).suffix)
        return [self._replace(name=Path(file).stem, options=options) for file, options, _ in others]

    def card(self, size_bytes: int) -> Card:
        """What a page says of it."""
        suffix = Path(self.file).suffix
        shown = shown_files(self.layer, self.options, self.numbers, self.on_dark, self.name, suffix)
        words = self.group, self.caption, self.command
        return card_of(self.name, self.layer, self.options, self.numbers, shown, *words, size_bytes)


class Gallery(NamedTuple):
    """All that a manifest asks for: pictures, and perhaps the page that shows them."""

    entries: list[Entry]
    page: Page | None

    def drawn(self) -> list[Entry]:
        """Every file that is drawn: of each picture, its own, and those that only the page needs."""
        if not self.page:
            return self.entries
        names = {entry.name for entry in self.entries}
        return [
            file
            for entry in self.entries
            for file in (entry, *(sibling for sibling in entry.siblings() if sibling.name not in names))
        ]


def read_manifest(path: Path) -> list[Entry]:
    """The pictures that a TOML file asks for. Raises ConvanimError as `read_gallery` does."""
    return read_gallery(path).entries


def read_gallery(path: Path) -> Gallery:
    """The pictures and the page that a TOML file asks for.

    Raises ConvanimError with the file and the picture for whatever is wrong.
    """
    try:
        data = read_file(path, LARGEST_MANIFEST_BYTES)
    except OSError as error:
        raise ConvanimError(f"cannot read the gallery {path}: {error.strerror}; name a TOML file") from error
    if len(data) > LARGEST_MANIFEST_BYTES:
        raise ConvanimError(
            f"{path} has more than {LARGEST_MANIFEST_BYTES:,} bytes, the most for a gallery; use several"
        )
    try:
        document = parse(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except ValueError as error:
        raise ConvanimError(f"{path} is not TOML: {error}") from error
    for key in document:
        choose(f"{path}: key", key, {"defaults": 0, "picture": 0, "page": 0, "groups": 0})
    try:
        page = read_page(document)
    except ConvanimError as error:
        raise error.prefixed(f"{path}: ") from error
    defaults, pictures = document.get("defaults", {}), document.get("picture", [])
    if not isinstance(defaults, dict) or not isinstance(pictures, list):
        raise ConvanimError(f"{path}: defaults is a table and picture a list of them ([[picture]])")
    for key in defaults:
        choose(f"{path}, defaults: key", key, dict.fromkeys((*_option_names(), "dark_theme")))
    entries: dict[str, Entry] = {}
    for number, picture in enumerate(pictures, 1):
        where = f"{path}, picture {number}"
        if not isinstance(picture, dict):
            raise ConvanimError(f"{where} is not a table; use [[picture]] with name, kind, input and kernel below it")
        try:
            entry = _entry(defaults, picture, page, path.parent)
        except ConvanimError as error:
            raise ConvanimError(f"{where}: {error.worded(table_wording)}") from error
        except TypeError as error:
            raise ConvanimError(f"{where}: {error}") from error
        if entry.name in entries:
            raise ConvanimError(f"{where}: there is another picture named '{entry.name}'; give each its own name")
        entries[entry.name] = entry
    if not entries:
        raise ConvanimError(f"{path} has no picture; add a [[picture]] with name, kind, input and kernel")
    if page:
        _require_siblings(path, entries)
        unused = page.groups.keys() - {entry.group for entry in entries.values()}
        if unused:
            raise ConvanimError(f"{path}: no picture has the group '{min(unused)}'; give it to one, or take it out")
    return Gallery(list(entries.values()), page)


def _entry(defaults: Mapping[str, Any], picture: Mapping[str, Any], page: Page | None, folder: Path) -> Entry:
    """A picture with what the page says of it. Refuses what a page cannot show, and words for a page there is not."""
    words = {key: picture[key] for key in PAGE_KEYS if key in picture}
    if "theme" not in picture and "dark_theme" in defaults:  # a theme of its own is meant for every page
        words.setdefault("dark_theme", defaults["dark_theme"])
    for key, word in words.items():
        if not isinstance(word, str):
            raise ConvanimError(f"{key} = {word!r} is of the wrong type; use a text in quotes")
        if not page:
            raise ConvanimError(f"{key} is for a page; add a [page] table to the file, with a title")
    row = {key: value for key, value in {**defaults, **picture}.items() if key not in PAGE_KEYS}
    entry = entry_of(row, folder, PAGE_KEYS, themed=True)._replace(**words)
    if page:
        require_image(entry.file, entry.options)
        dark_theme(entry.options, entry.dark_theme)
        if entry.group and page.groups:
            try:
                choose("group", entry.group, page.groups)
            except ConvanimError as error:
                raise ConvanimError(f"{error}; or add it to [groups], with a sentence") from error
    return entry


def _require_siblings(path: Path, entries: Mapping[str, Entry]) -> None:
    """A picture may have the name of another one's still or dark sibling only where it is the same."""
    for entry in entries.values():
        for sibling in entry.siblings():
            other = entries.get(sibling.name, sibling)
            if (other.layer, other.numbers, other.options) != (sibling.layer, sibling.numbers, sibling.options):
                raise ConvanimError(
                    f"{path}: the picture '{other.name}' has the name of a file that the page makes of "
                    f"'{entry.name}'; give it another"
                )


def _option_names() -> set[str]:
    return {field.name for field in fields(Options)}


def entry_of(row: Mapping[str, Any], folder: Path, others: Sequence[str] = (), themed: bool = False) -> Entry:
    """The picture that a table in a file in `folder` asks for.

    It names files below that folder only, and themes by name unless it may be `themed` by files too. `others` are
    keys that have been taken out of it, to be pointed to where one is misspelt. Raises ConvanimError, or TypeError,
    for whatever is wrong.
    """
    option_names = _option_names()
    given_names = {field.name for field in fields(Given)}
    for key in row:
        choose("key", key, dict.fromkeys({"name", "kind", *PARAMETERS, *option_names, *given_names, *others}))
    for key in ("name", "kind"):
        if key not in row:
            raise ConvanimError(f"{key} is missing; every picture has a name and a kind")
    name = row["name"]
    if not isinstance(name, str) or not PICTURE_NAME.fullmatch(name):
        raise ConvanimError(f"the name {name!r} is not one for a file; use letters, digits, dot, dash and underscore")
    named = str(row["kind"])
    if named in VIEWED:
        raise ConvanimError(f"kind = '{named}' is a view of a layer; use {VIEWED[named]}")
    kind = choose("kind", named, LAYERS)
    for key, allowed in KEY_TYPES.items():
        if key in row and type(row[key]) not in allowed:
            raise ConvanimError(f"{key} = {row[key]!r} is of the wrong type")
    if not themed and "theme" in row:
        require_name(Setting("theme"), row["theme"])
    given = Given(**{key: row[key] for key in given_names if key in row})
    chosen = {key: row[key] for key in option_names if key in row}
    if is_file(chosen.get("theme", "")):
        inside(folder, chosen["theme"], f"theme {chosen['theme']!r:.60}")
        chosen["theme"] = str(folder / chosen["theme"])  # as everything in a manifest, from where that is
    options = Options(**chosen)
    sizes = {key: row[key] for key in PARAMETERS if key in row}
    layer, numbers = layer_and_numbers(kind, sizes, given, folder, options.limits)
    return Entry(name, layer, options, given, numbers)
