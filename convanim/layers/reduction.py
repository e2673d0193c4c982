"""How the values that an output cell reads become one value, and how that is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from convanim.language.english import say
from convanim.language.phrase import together

if TYPE_CHECKING:  # help lists the kinds of layers, and needs no numbers
    from convanim.values.exact import Result, Value

    Term = tuple[Value, Value]
    """A value that is read and the weight that it meets; the weight is 1 in a layer without weights."""

MINUS_INFINITY = "−∞"
"""How the largest of no values is written."""

MOST_TERMS = 16
"""Terms that are written out; of more there is a sum for each row of the kernel, and of more rows the first and the
last."""


class Reduced(NamedTuple):
    """A number on the way from what is read to the value of an output cell."""

    sign: str
    """What stands before it, as `Σ`."""
    name: str
    """What it is."""
    value: Callable[[Sequence[Term], int | None], Result]
    """Of the terms, and of what their sum is divided by where it is; None for −∞."""
    divides: bool = False
    """Whether it is what the sum is divided by."""


class Reduction(NamedTuple):
    """How a layer makes one value of the terms that meet in an output cell."""

    name: str
    outcomes: tuple[Reduced, ...]
    """The numbers that come of the terms, one after another; the last is the output cell's value."""
    worded: Callable[[Sequence[Sequence[Term]], int | None], str]
    """The right side of the equation, of the terms of each row of the window: `6·2 + 3·2`."""
    told: Callable[[int, int, int | None], str]
    """The right side in words, of so many values that are read, so many of them added zeros."""
    weighted: bool = True
    """Whether the layer has weights: a kernel with numbers in it."""
    winner: Callable[[Sequence[Term]], int | None] | None = None
    """Which of the terms is the result, where one of them is; of equal ones the first. None where there are none."""
    said: str = ""
    """The sentence that says what an output cell is, by its name; empty where that need not be said."""

    def value(self, terms: Sequence[Term], divisor: int | None) -> Result:
        """That of the output cell; None for −∞."""
        return self.outcomes[-1].value(terms, divisor)

    def sentence(
        self, target: str, rows: Sequence[Sequence[Term]], result: Result, divisor: int | None = None
    ) -> str:
        """The equation that makes a value of the terms of each row of the window; `≈` where a number is rounded.

        >>> print(WEIGHTED_SUM.sentence("output (1, 2)", [[(6, 2)], [(3, -2)]], 6).replace("\u00a0", " "))
        output (1, 2) = 6·2 − 3·2 = 6
        """
        from convanim.values.exact import equals, shown

        terms = list(chain.from_iterable(rows))
        if not terms:
            return say("sum.nothing_read", target=target, value=shown(result))
        sign = equals(result, *chain.from_iterable(terms))
        worded = self.worded(rows, divisor)
        if worded == shown(result):
            return together(target, f" {sign} ", worded)
        return together(target, f" {sign} ", worded, f" {sign} {shown(result)}")


def bracketed(value: Value) -> str:
    """A factor: in brackets where it is negative."""
    from convanim.values.exact import shown

    return f"({shown(value)})" if value < 0 else shown(value)


def _sum(terms: Sequence[Term], divisor: int | None = None) -> Value:
    from convanim.values.exact import sum_of_products

    return sum_of_products(terms)


def _sum_worded(rows: Sequence[Sequence[Term]], divisor: int | None) -> str:
    """All products; of many, the sum of each row."""
    from convanim.values.exact import shown

    read = [row for row in rows if row]
    if sum(map(len, read)) <= MOST_TERMS:
        return added([(w < 0, f"{bracketed(x)}·{shown(abs(w))}") for row in read for x, w in row])
    if len(read) == 1:
        return added(_cut([(w < 0, f"{bracketed(x)}·{shown(abs(w))}") for x, w in read[0]]))
    return say("sum.row_by_row", sums=added(_cut(_signed([_sum(row) for row in read]))))


def _cut(terms: list[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """Of many terms the first and the last."""
    return terms if len(terms) <= MOST_TERMS else [*terms[: MOST_TERMS - 2], (False, "…"), terms[-1]]


def _signed(values: Sequence[Value]) -> list[tuple[bool, str]]:
    from convanim.values.exact import shown

    return [(value < 0, shown(abs(value))) for value in values]


def added(terms: Sequence[tuple[bool, str]]) -> str:
    """Terms with their signs, each with whether it is taken away: `6·2 − 3·2`; a line may end before a sign."""
    (negative, first), *others = terms
    rest = [piece for minus, term in others for piece in (f" {'−' if minus else '+'}\u00a0", term)]
    return together("−" * negative, first, *rest)


def _sum_told(count: int, zeros: int, divisor: int | None) -> str:
    """`sum of 9 products, 3 of them zeros`."""
    if count == 1:
        return say("sum.zero_product") if zeros else say("sum.one_product")
    if zeros == count:
        return say("sum.zero_products", number=count)
    return say("sum.some_zeros", number=count, count=zeros) if zeros else say("sum.products", number=count)


WEIGHTED_SUM = Reduction("weighted sum", (Reduced("Σ", "sum", _sum),), _sum_worded, _sum_told)
"""y = Σ x·w, and 0 where nothing is read."""


def _values(rows: Sequence[Sequence[Term]]) -> list[Value]:
    return [x for row in rows for x, _ in row]


def _largest(terms: Sequence[Term], divisor: int | None) -> Result:
    return max((x for x, _ in terms), default=None)


def _largest_worded(rows: Sequence[Sequence[Term]], divisor: int | None) -> str:
    """`max(3, 1, 0, 7)`; of many, the largest of each row."""
    from convanim.values.exact import shown

    values = _values(rows)
    if len(values) <= MOST_TERMS:
        return f"max({', '.join(map(shown, values))})"
    largest = [max(x for x, _ in row) for row in rows if row]
    words = list(map(shown, largest if len(largest) > 1 else values))
    return f"max({', '.join(words if len(words) <= MOST_TERMS else [*words[: MOST_TERMS - 2], '…', words[-1]])})"


def _largest_told(count: int, zeros: int, divisor: int | None) -> str:
    """`the largest of 4 values`: padding never wins."""
    return say("sum.largest", number=count - zeros) if count - zeros > 1 else say("sum.one_value")


def _winner(terms: Sequence[Term]) -> int | None:
    values = [x for x, _ in terms]
    return values.index(max(values)) if values else None


MAXIMUM = Reduction(
    "max",
    (Reduced("max", "largest", _largest),),
    _largest_worded,
    _largest_told,
    weighted=False,
    winner=_winner,
    said="alt.largest",
)
"""y = max x, and −∞ where nothing is read."""


def _mean(terms: Sequence[Term], divisor: int | None) -> Result:
    from fractions import Fraction

    from convanim.values.exact import simplest

    return simplest(Fraction(sum(x for x, _ in terms)) / divisor) if divisor else 0


def _divisor(terms: Sequence[Term], divisor: int | None) -> Result:
    return divisor


def _mean_worded(rows: Sequence[Sequence[Term]], divisor: int | None) -> str:
    """`(3 + 1 + 2 + 6) / 4`; of many, the sum of each row."""
    values = _values(rows)
    few = len(values) <= MOST_TERMS
    sums = values if few or len(rows) == 1 else [_sum(row) for row in rows if row]
    total = added(_cut(_signed(sums)))
    return f"{total if len(values) == 1 and values[0] >= 0 else f'({total})'} / {divisor}"


def _mean_told(count: int, zeros: int, divisor: int | None) -> str:
    """`the sum of 4 values / 4`."""
    read = count - zeros
    told = say("sum.values", number=read) if read > 1 else say("sum.one_value")
    return together(told, f" / {divisor}")


MEAN = Reduction(
    "mean",
    (Reduced("Σ", "sum", _sum), Reduced("÷", "cells", _divisor, divides=True), Reduced("=", "mean", _mean)),
    _mean_worded,
    _mean_told,
    weighted=False,
    said="alt.mean",
)
"""y = Σ x / (the number of cells that count)."""
