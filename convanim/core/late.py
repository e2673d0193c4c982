"""Functions that are imported when they are first called: a table may name what is heavy without loading it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, TypeVar

Made = TypeVar("Made")


def late(module: str, name: str) -> Callable[..., Any]:
    """A function that stands for another, and imports it when it is called.

    The row of a table that takes it says what it is given and gives back.

    >>> late("math", "gcd")(12, 18)
    6
    """

    def imported(*arguments: Any) -> Any:
        return getattr(import_module(module), name)(*arguments)

    return imported


class LateTable(Mapping[str, Made]):
    """A table whose names are known, and whose rows are made when they are first asked for.

    >>> table = LateTable({"one": lambda: 1, "two": lambda: 2})
    >>> list(table), "two" in table, table["two"]
    (['one', 'two'], True, 2)
    """

    def __init__(self, makers: Mapping[str, Callable[[], Made]]) -> None:
        self._makers, self._made = makers, dict[str, Made]()

    def __getitem__(self, name: str) -> Made:
        """The row of that name. Raises KeyError."""
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)
