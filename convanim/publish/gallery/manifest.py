"""What a TOML file asks for: pictures, and perhaps the page that shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from convanim.core.errors import ConvanimError
from convanim.core.files import read_file
from convanim.core.limits import DEFAULTS, Limits
from convanim.core.safe_toml import parse
from convanim.core.suggest import choose
from convanim.publish.drawn import Drawn, draw_file
from convanim.publish.gallery.cards import Card, Page, card_of, read_page
from convanim.publish.page_files import Known, Showing, dark_theme, picture_files, require_shown, variants
from convanim.recipe.from_table import read_table
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.recipe.wording import table_wording

PICTURE_KEYS = tuple(field.name for field in fields(Options))
"""Keys that a file may set for all its pictures."""

PAGE_KEYS = ("group", "caption", "dark_theme")
"""Keys of a picture that are for the page."""


LARGEST_MANIFEST_BYTES = 1_000_000
"""Bytes of the longest manifest: our gallery's, 60 times."""


PICTURE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Entry(NamedTuple):
    """One picture of a manifest."""

    name: str
    recipe: Recipe
    group: str = ""
    caption: str = ""
    dark_theme: str | None = None

    @property
    def file(self) -> str:
        """The name of its file."""
        return self.name + self.recipe.options.suffix

    def drawn(self, old: Drawn | None = None) -> Drawn:
        """Its file, drawn, or painted anew from an old one of the same pixels."""
        return draw_file(self.recipe, Path(self.file).suffix, old)

    @property
    def on_dark(self) -> str:
        """Its theme on a dark page."""
        options = self.recipe.options
        return options.theme if self.dark_theme is None else dark_theme(options, self.dark_theme)

    def siblings(self) -> list[Entry]:
        """What else is drawn for a page: a still where it moves, one more of each where it has a dark theme."""
        *others, _ = variants(self.recipe, Showing(self.on_dark), self.name, Path(self.file).suffix)
        return [self._replace(name=Path(file).stem, recipe=recipe) for file, recipe, *_ in others]

    def card(self, size_bytes: int, known: Known | None = None) -> Card:
        """What a page says of it; nothing is planned of which that is already `known`."""
        shown = picture_files(self.recipe, Showing(self.on_dark), self.name, Path(self.file).suffix, known)
        return card_of(self.name, shown, size_bytes, self.group, self.caption)


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


def read_manifest(path: Path, limits: Limits = DEFAULTS) -> list[Entry]:
    """The pictures that a TOML file asks for. Raises ConvanimError as `read_gallery` does."""
    return read_gallery(path, limits).entries


def read_gallery(path: Path, limits: Limits = DEFAULTS) -> Gallery:
    """The pictures and the page that a TOML file asks for, which may lower `limits`.

    Raises ConvanimError with the file and the picture for whatever is wrong.
    """
    document = _document(path)
    try:
        page = read_page(document)
    except ConvanimError as error:
        raise error.prefixed(f"{path}: ") from error
    entries = _entries(path, document, page, limits)
    if not entries:
        raise ConvanimError(f"{path} has no picture; add a [[picture]] with name, kind, input and kernel")
    if page:
        _require_siblings(path, entries)
        unused = page.groups.keys() - {entry.group for entry in entries.values()}
        if unused:
            raise ConvanimError(f"{path}: no picture has the group '{min(unused)}'; give it to one, or take it out")
    return Gallery(list(entries.values()), page)


def _document(path: Path) -> dict[str, Any]:
    """What is in the file, by keys that there are."""
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
    return document


def _entries(path: Path, document: Mapping[str, Any], page: Page | None, limits: Limits) -> dict[str, Entry]:
    """The pictures by their names."""
    defaults, pictures = document.get("defaults", {}), document.get("picture", [])
    if not isinstance(defaults, dict) or not isinstance(pictures, list):
        raise ConvanimError(f"{path}: defaults is a table and picture a list of them ([[picture]])")
    for key in defaults:
        choose(f"{path}, defaults: key", key, dict.fromkeys((*PICTURE_KEYS, "dark_theme")))
    entries: dict[str, Entry] = {}
    for number, picture in enumerate(pictures, 1):
        where = f"{path}, picture {number}"
        if not isinstance(picture, dict):
            raise ConvanimError(f"{where} is not a table; use [[picture]] with name, kind, input and kernel below it")
        try:
            entry = _entry(defaults, picture, page, path.parent, limits)
        except ConvanimError as error:
            raise ConvanimError(f"{where}: {error.worded(table_wording)}") from error
        except TypeError as error:
            raise ConvanimError(f"{where}: {error}") from error
        if entry.name in entries:
            raise ConvanimError(f"{where}: there is another picture named '{entry.name}'; give each its own name")
        entries[entry.name] = entry
    return entries


def _entry(
    defaults: Mapping[str, Any], picture: Mapping[str, Any], page: Page | None, folder: Path, limits: Limits
) -> Entry:
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
    entry = entry_of(row, folder, PAGE_KEYS, themed=True, limits=limits)._replace(**words)
    if page:
        require_shown(entry.file, entry.recipe.options)
        dark_theme(entry.recipe.options, entry.dark_theme)
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
            if other.recipe != sibling.recipe:
                raise ConvanimError(
                    f"{path}: the picture '{other.name}' has the name of a file that the page makes of "
                    f"'{entry.name}'; give it another"
                )


def entry_of(
    row: Mapping[str, Any], folder: Path, others: Sequence[str] = (), themed: bool = False, limits: Limits = DEFAULTS
) -> Entry:
    """The picture that a table in a file in `folder` asks for; the rest as for `read_table`.

    Raises ConvanimError, or TypeError, for whatever is wrong.
    """
    unnamed = {key: value for key, value in row.items() if key != "name"}
    recipe = read_table(unnamed, folder, ("name", *others), themed, limits)
    if "name" not in row:
        raise ConvanimError("name is missing", way="every picture has a name and a kind")
    name = row["name"]
    if not isinstance(name, str) or not PICTURE_NAME.fullmatch(name):
        raise ConvanimError(
            f"the name {name!r} is not one for a file", way="use letters, digits, dot, dash and underscore"
        )
    return Entry(name, recipe)
