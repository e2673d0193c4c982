"""Searches by halving, also among more numbers than a range may have."""

from __future__ import annotations

from collections.abc import Callable


def least(low: int, high: int, fits: Callable[[int], bool]) -> int:
    """The least number from `low` to `high` that fits, where all above it do; `high` where none does.

    >>> least(1, 10**30, lambda number: number * number >= 50)
    8
    """
    while low < high:
        middle = (low + high - 1) // 2
        low, high = (low, middle) if fits(middle) else (middle + 1, high)
    return low


def largest(low: int, high: int, fits: Callable[[int], bool]) -> int:
    """The largest number from `low` to `high` that fits, where all below it do; `low` - 1 where none does.

    >>> largest(1, 100, lambda number: number * number <= 50), largest(9, 100, lambda number: number < 9)
    (7, 8)
    """
    return least(low, high + 1, lambda number: not fits(number)) - 1
