"""What pictures say in English, which every other language is a translation of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from convanim.language.phrase import Phrase, together
from convanim.language.table import Language, read_ours


def own_table(code: str) -> str:
    """The text of a table that is there."""
    return Path(__file__).with_name(f"{code}.toml").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def english() -> Language:
    """The language that is always there."""
    return read_ours(own_table("en"))


def say(key: str, **fields: Any) -> Phrase:
    """A sentence of the table, in English, with its fields filled in: what any language says anew.

    >>> say("film.step", count=3, number=1)
    'step 1 of 3'
    """
    return Phrase(english().text(key, fields), key, fields)


def grouped(number: int) -> str:
    """A whole number with its thousands set apart.

    >>> grouped(999), grouped(12345)
    ('999', '12,345')
    """
    first, *others = f"{number:,}".split(",")
    return (
        together(first, *(part for group in others for part in (say("list.thousands"), group))) if others else first
    )


def series(parts: Sequence[str]) -> str:
    """Phrases one after another, as many as there are: `a, b, c`."""
    return _folded(parts, "list.comma")


def listing(parts: Sequence[str]) -> str:
    """The same with a word before the last: `a, b and c`."""
    *before, last = parts
    return say("list.last", before=_folded(before, "list.comma"), last=last) if before else last


def both(parts: Sequence[str]) -> str:
    """Phrases with that word between all of them: `a and b`."""
    return _folded(parts, "list.last")


def in_turn(parts: Sequence[str]) -> str:
    """Phrases one after another in time: `a, then b`."""
    return _folded(parts, "list.then")


def beside(parts: Sequence[str]) -> str:
    """Phrases that are compared: `a beside b`."""
    return _folded(parts, "list.beside")


def _folded(parts: Sequence[str], key: str) -> str:
    first, *others = parts or [""]
    for part in others:
        first = say(key, before=first, last=part)
    return first
