"""The languages that are there, and one of a user's own from a TOML file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from convanim.core.errors import ConvanimError, Sentence, Setting
from convanim.core.suggest import choose
from convanim.core.toml_file import OwnOrFile, is_file
from convanim.language.english import english, own_table
from convanim.language.table import Language, read_ours, read_own_table

ENGLISH = "en"

LANGUAGES = {ENGLISH: "English", "de": "Deutsch", "es": "Español", "zh": "中文"}
"""Those that are there, by code, as who speaks them calls them."""

LARGEST_TABLE_BYTES = 256 * 1024
"""Bytes of a table; ours have an eighth of that."""

LANG = Setting("lang")

LANGUAGE_OR_FILE = OwnOrFile("language", LANGUAGES, "languages of ours are spoken", LARGEST_TABLE_BYTES)


def language_named(name: str | None, option: Sentence = LANG) -> Language:
    """One of `LANGUAGES`, English for None, or that of a .toml file.

    Raises ConvanimError for an unknown name or a wrong file.
    """
    if name is None:
        return english()
    if is_file(name):
        return _of_file(Path(name), option)
    choose(option, name, LANGUAGES)
    return english() if name == ENGLISH else _own(name)


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
    data = LANGUAGE_OR_FILE.read(path, option)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConvanimError(f"{path} is not UTF-8 text, as TOML must be", way="save it as UTF-8") from error
    return read_own_table(text, str(path), english())
