"""A choice from a table, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from convanim.core.errors import ConvanimError, Sentence, pieces

Choice = TypeVar("Choice")


def choose(what: Sentence, name: str, table: Mapping[str, Choice], shown: str = "") -> Choice:
    """The row of that name. Raises ConvanimError that lists the names and points to the nearest.

    >>> from convanim.core.errors import Setting
    >>> choose(Setting("theme"), "lihgt", {"light": 1, "dark": 2})
    Traceback (most recent call last):
    convanim.core.errors.ConvanimError: theme 'lihgt' is not known; did you mean 'light'? (choose from dark, light)
    """
    if name in table:
        return table[name]
    import difflib  # only a refusal needs it

    near = difflib.get_close_matches(name.lower(), table, n=1, cutoff=0.5)
    known = ", ".join(sorted(table))
    way = f"did you mean '{near[0]}'? (choose from {known})" if near else f"choose from {known}"
    shown = shown or f"'{name}'"
    raise ConvanimError(*pieces(what), f" {shown} is not known", way=way)
