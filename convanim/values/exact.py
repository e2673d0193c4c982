"""Exact numbers: an `int`, or a `Fraction` where it is not whole; and how a person reads them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import lcm

Value = int | Fraction


Matrix = tuple[tuple[Value, ...], ...]


Result = Value | None
"""What a layer makes: a number, or None for −∞, the largest of no values."""

Results = tuple[tuple[Result, ...], ...]


MOST_KEPT = 4096
"""Numbers whose words are kept: the same few are written in thousands of cells and sums."""


def _quoted(text: str) -> str:
    """On one line, and not all of it where it is long."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def simplest(value: Value) -> Value:
    """The same number, as an int where it is whole.

    >>> simplest(Fraction(4, 2)), simplest(Fraction(1, 2))
    (2, Fraction(1, 2))
    """
    return value if value.denominator > 1 else value.numerator


def sum_of_products(pairs: Iterable[tuple[Value, Value]]) -> Value:
    """Σ x·w, over one denominator: that takes a third of the time of adding fractions.

    >>> sum_of_products([(1, Fraction(1, 2)), (3, Fraction(1, 6))]), sum_of_products([])
    (1, 0)
    """
    total, common = 0, 1
    for x, w in pairs:
        product, below = x.numerator * w.numerator, x.denominator * w.denominator
        if below != common:
            shared = lcm(below, common)
            total, product, common = total * (shared // common), product * (shared // below), shared
        total += product
    return simplest(Fraction(total, common)) if common > 1 else total


def plain(value: Result) -> int | float | None:
    """The number for JSON, which has no infinity.

    >>> plain(2), plain(Fraction(2)), plain(Fraction(1, 4))
    (2, 2, 0.25)
    """
    if value is None:
        return None
    return float(value) if value.denominator > 1 else value.numerator


@lru_cache(MOST_KEPT)
def shown(value: Result) -> str:
    """How a person reads it: all of up to 4 decimals, else 2, or 3 significant digits below 0.1.

    >>> shown(-12), shown(Fraction(1, 2)), shown(Fraction(-2, 3)), shown(Fraction(1, 16)), shown(Fraction(1, 3**20))
    ('−12', '0.5', '−0.67', '0.0625', '2.87e−10')
    """
    if value is None:
        return "−∞"
    size, decimals = abs(Fraction(value)), 2
    if (size * 10**4).denominator == 1:  # short enough to be shown as it is
        decimals = 4
    while 0 < size < Fraction(1, 10) and size * 10**decimals < 100:
        decimals += 1
    whole, part = divmod(round(size * 10**decimals), 10**decimals)
    text = f"{whole}.{part:0{decimals}}".rstrip("0").rstrip(".")
    if text.startswith("0.0000"):  # a cell has no room for the zeros
        digits = text[2:].lstrip("0")
        text = f"{digits[0]}.{digits[1:]}".rstrip(".") + f"e−{len(text) - 1 - len(digits)}"
    return f"−{text}" if value < 0 else text


def equals(*values: Result) -> str:
    """The sign between numbers as they are shown: `≈` where one of them is rounded."""
    return "=" if all(map(shown_exactly, values)) else "≈"


@lru_cache(MOST_KEPT)
def shown_in_brief(value: Result) -> str:
    """The same to two decimals, where a shade says the rest.

    >>> shown_in_brief(-12), shown_in_brief(Fraction(1, 16)), shown_in_brief(Fraction(1, 256)), shown_in_brief(0)
    ('−12', '0.06', '≈0', '0')
    """
    if value is None:
        return shown(value)
    rounded = Fraction(round(value * 100), 100)
    return shown(rounded) if rounded or not value else "≈0"


@lru_cache(MOST_KEPT)
def shown_exactly(value: Result) -> bool:
    """Whether what is shown is the number itself, and not rounded."""
    if value is None:
        return True
    text = shown(value).replace("−", "-")
    return Fraction(text) == value
