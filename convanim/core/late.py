"""Functions that are imported when they are first called: a table may name what is heavy without loading it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def late(module: str, name: str) -> Callable[..., Any]:
    """A function that stands for another, and imports it when it is called.

    The row of a table that takes it says what it is given and gives back.

    >>> late("math", "gcd")(12, 18)
    6
    """

    def imported(*arguments: Any) -> Any:
        return getattr(import_module(module), name)(*arguments)

    return imported
