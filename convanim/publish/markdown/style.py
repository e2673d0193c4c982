"""How the pictures of a post are shown: what the command line says, and what a block remembers of it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, unquote

from convanim.core.errors import ByPlace, ConvanimError, Setting
from convanim.core.suggest import choose
from convanim.publish.markdown.fences import FENCE
from convanim.publish.snippet import TARGETS
from convanim.recipe.formats import FORMATS
from convanim.recipe.wording import flag_of


class Style(NamedTuple):
    """How pictures are shown."""

    images: str = ""
    """The folder of the pictures, seen from the post that is written."""
    page: str = "commonmark"
    """The kind of page."""
    url_prefix: str | None = None
    """What stands before a picture's name; None for the folder of the pictures."""
    format: str | None = None
    dark_switch: str = ""
    """The page's own switch to dark."""

    def prefix(self, beside: Path) -> str:
        """What stands before a picture's name in a post that is written into the folder `beside`."""
        if self.url_prefix is not None or not self.images:
            return self.url_prefix or ""
        place = Path(self.images)
        place = Path(os.path.relpath(place, beside)) if place.is_absolute() else place
        return "" if place == Path() else f"{place.as_posix()}/"

    def words(self, name: str) -> list[str]:
        """What a block remembers: its name, and what is not the default."""
        named = [f"name={name}"] if name else []
        fields = {word: getattr(self, field) for word, field in STYLE_WORDS.items()}
        return named + [
            f"{word}={quote(value, safe='/._-~+')}"
            for word, value in fields.items()
            if value is not None and value != Style._field_defaults[STYLE_WORDS[word]]
        ]


STYLE_WORDS = {flag_of(field).removeprefix("--"): field for field in Style._fields}
"""Words after `convanim` in a block, and the fields of its style; `name=` stands beside them."""


OF_THE_PAGE = frozenset(Style._fields) - {"format"}
"""Fields that say nothing of the picture itself, so that no recipe has them."""


def read_block_words(words: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The name and the fields of a style that stand after `convanim`. Raises ConvanimError for what is wrong."""
    found: dict[str, list[str]] = {}
    for word in words:
        key, _, value = word.partition("=")
        choose("word after convanim", key, {"name": 0, **STYLE_WORDS}, f"'{word}'")
        found.setdefault(key, []).append(unquote(value))
    for key, values in found.items():
        if len(values) > 1:
            raise ConvanimError(f"there are {len(values)} {key}s; give one, as in ```{FENCE} {key}={values[0]}")
    given = {STYLE_WORDS[key]: values[0] for key, values in found.items() if key != "name"}
    return found.get("name", [""])[0], given


def block_wording(part: Setting | ByPlace) -> str:
    """Words behind `convanim` in a block, as they are written there.

    >>> block_wording(Setting("page", "html")), block_wording(Setting("dark_switch"))
    ('for=html', 'dark-switch')
    """
    if isinstance(part, ByPlace):
        return part.command_line
    word = flag_of(part.name).removeprefix("--")
    return word if part.value is ... else f"{word}={part.value}"


def require_style(style: Style) -> None:
    """Refuse a kind of page that does not stand in Markdown, and an unknown format. Raises ConvanimError."""
    pages = {name: row for name, row in TARGETS.items() if row.in_markdown}
    if style.page in TARGETS and style.page not in pages:
        way = f"use {' or '.join(pages)}"
        raise ConvanimError(Setting("page", style.page), " is not for a Markdown post", way=way)
    choose(Setting("page"), style.page, pages)
    if style.format is not None:
        choose(Setting("format"), style.format, FORMATS)


def require_near(given: Mapping[str, str], beside: Path, cache: str) -> None:
    """Refuse a folder outside of the post's that only the post names, unless pictures of ours are there.

    A post may be from anybody. Raises ConvanimError.
    """
    images = given.get("images", "")
    up = PurePosixPath(images).is_absolute() or Path(images).is_absolute() or ".." in Path(images).parts
    if up and not (beside / images / cache).is_file():
        raise ConvanimError(
            f"its pictures would go to {images!r}, outside of the post's folder",
            way=f"allow it with --images {images}",
        )
