"""A choice from a table, by name, and the name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from convanim.core.errors import ConvanimError, Sentence, pieces

Choice = TypeVar("Choice")


CLOSE = 0.7
"""The share of equal letters from which on one name may be a misspelt other: `cnv` and `conv` have 0.86 of them."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is spelt nearly so; empty where none is.

    >>> nearest("lihgt", ["light", "dark"]), nearest("gfi", ["gif"]), nearest("--groups", ["--fps", "--rows"])
    ('light', 'gif', '')
    """
    import difflib  # only a refusal needs it

    bare = {one.lstrip("-"): one for one in known}
    given = name.lower().lstrip("-")
    near = difflib.get_close_matches(given, bare, n=1, cutoff=CLOSE)
    near += [one for one in bare if sorted(one) == sorted(given)]  # letters that changed places
    return bare[near[0]] if near else ""


def choose(what: Sentence, name: str, table: Mapping[str, Choice], shown: str = "") -> Choice:
    """The row of that name. Raises ConvanimError that lists the names and points to the nearest.

    >>> from convanim.core.errors import Setting
    >>> choose(Setting("theme"), "lihgt", {"light": 1, "dark": 2})
    Traceback (most recent call last):
    convanim.core.errors.ConvanimError: theme 'lihgt' is not known; did you mean 'light'? (choose from dark, light)
    """
    if name in table:
        return table[name]
    near, known = nearest(name, table), ", ".join(sorted(table))
    way = f"did you mean '{near}'? (choose from {known})" if near else f"choose from {known}"
    shown = shown or f"'{name}'"
    raise ConvanimError(*pieces(what), f" {shown} is not known", way=way)
