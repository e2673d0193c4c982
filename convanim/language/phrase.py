"""Phrases: words in English that know how they were made, so that any language can say them anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

TOGETHER, CAPITAL, ON_ONE_LINE = "together", "capital", "unbroken"
"""Not in any table: parts one after another, a phrase with a capital letter, and one that stays on a line."""


class Phrase(str):
    """Words in English; they also know the sentence of the table that they are, and what was put into it.

    Text that is no phrase, such as a formula, is the same in every language.
    """

    __slots__ = ("fields", "key")

    key: str
    """The sentence's name in the table, or how parts make it."""
    fields: Mapping[str, Any]
    """What was put in, by name: numbers, text, or other phrases."""

    def __new__(cls, english: str, key: str, fields: Mapping[str, Any]) -> Phrase:
        """Words in English with how they were made."""
        made = super().__new__(cls, english)
        made.key, made.fields = key, fields
        return made

    def __reduce__(self) -> tuple[type[Phrase], tuple[str, str, Mapping[str, Any]]]:
        return Phrase, (str(self), self.key, self.fields)


def together(*parts: str) -> Phrase:
    """Phrases and text one after another.

    >>> together("a", ": ", "b")
    'a: b'
    """
    return Phrase("".join(parts), TOGETHER, {str(place): part for place, part in enumerate(parts)})


def joined_by(sign: str, parts: Sequence[str]) -> Phrase:
    """Phrases and text with a sign between them that is the same in every language."""
    return together(*[piece for part in parts for piece in (sign, part)][1:])


def capital(words: str) -> Phrase:
    """The same at a sentence's beginning.

    >>> capital("output 4")
    'Output 4'
    """
    return Phrase(words[:1].upper() + words[1:], CAPITAL, {"words": words})


def unbroken(words: str) -> Phrase:
    """The same, never broken over lines.

    >>> unbroken("output 4") == "output\u00a04"
    True
    """
    return Phrase(words.replace(" ", "\u00a0"), ON_ONE_LINE, {"words": words})
