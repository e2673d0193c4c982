"""The languages that are there, and one of a user's own from a TOML file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from convanim.core.errors import ConvanimError, Sentence, Setting, pieces
from convanim.core.files import read_file
from convanim.core.suggest import choose
from convanim.language.english import english, own_table
from convanim.language.table import Language, read_ours, read_own_table

ENGLISH = "en"

LANGUAGES = {ENGLISH: "English", "de": "Deutsch", "es": "Español", "zh": "中文"}
"""Those that are there, by code, as who speaks them calls them."""

TABLE_SUFFIX = ".toml"

LARGEST_TABLE_BYTES = 256 * 1024
"""Bytes of a table; ours have an eighth of that."""

LANG = Setting("lang")


def is_table(name: str | None) -> bool:
    """Whether a language's name is that of a file."""
    return name is not None and name.lower().endswith(TABLE_SUFFIX)


def language_named(name: str | None, option: Sentence = LANG) -> Language:
    """One of `LANGUAGES`, English for None, or that of a .toml file.

    Raises ConvanimError for an unknown name or a wrong file.
    """
    if name is None:
        return english()
    if is_table(name):
        return _of_file(Path(name), option)
    choose(option, name, LANGUAGES)
    return english() if name == ENGLISH else _own(name)


def require_known(option: Sentence, name: str) -> None:
    """Refuse a file, and a code not in `LANGUAGES`: a post may not name files. Raises ConvanimError."""
    if is_table(name):
        sentence = f" {name!r:.60} is a file, and here only languages of ours are spoken"
        raise ConvanimError(*pieces(option), sentence, way=f"use one of {', '.join(LANGUAGES)}")
    choose(option, name, LANGUAGES)


def language_of_page(code: object) -> str | None:
    """The language here that a page's code means; None where it is not there.

    >>> language_of_page("de_AT"), language_of_page("zh-Hans"), language_of_page("fr"), language_of_page(None)
    ('de', 'zh', None, None)
    """
    main = code.replace("_", "-").partition("-")[0].lower() if isinstance(code, str) else ""
    return main if main in LANGUAGES else None


@lru_cache(maxsize=len(LANGUAGES))
def _own(code: str) -> Language:
    return read_ours(own_table(code), english())


def _of_file(path: Path, option: Sentence) -> Language:
    """The language in a file. Raises ConvanimError, in one line, for whatever is wrong with it."""
    try:
        data = read_file(path, LARGEST_TABLE_BYTES)
    except FileNotFoundError as error:
        way = f"name one that is there, or use {', '.join(LANGUAGES)}"
        raise ConvanimError(*pieces(option), f" {path}: there is no such file", way=way) from error
    except OSError as error:
        sentence = f" {path} cannot be read: {error.strerror}"
        raise ConvanimError(*pieces(option), sentence, way=f"name a {TABLE_SUFFIX} file") from error
    if len(data) > LARGEST_TABLE_BYTES:
        problem = f"{path} has more than {LARGEST_TABLE_BYTES:,} bytes, the most for a language"
        raise ConvanimError(problem, way="use a smaller file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConvanimError(f"{path} is not UTF-8 text, as TOML must be", way="save it as UTF-8") from error
    return read_own_table(text, str(path), english())
