"""How the values that an output cell reads become one value, and how that is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # help lists the kinds of layers, and needs no numbers
    from convanim.values.exact import Value

    Term = tuple[Value, Value]
    """A value that is read and the weight that it meets; the weight is 1 in a layer without weights."""

MOST_TERMS = 16
"""Terms that are written out; of more there is a sum for each row of the kernel, and of more rows the first and the
last."""


class Reduction(NamedTuple):
    """How a layer makes one value of the terms that meet in an output cell."""

    name: str
    value: Callable[[Sequence[Term]], Value]
    worded: Callable[[Sequence[Sequence[Term]]], str]
    """The right side of the equation, of the terms of each row of the window: `6·2 + 3·2`."""
    told: Callable[[int, int], str]
    """The right side in words, of so many values that are read, so many of them added zeros."""
    weighted: bool = True
    """Whether the layer has weights: a kernel with numbers in it."""

    def sentence(self, target: str, rows: Sequence[Sequence[Term]], result: Value) -> str:
        """The equation that makes a value of the terms of each row of the window; `≈` where a number is rounded.

        >>> print(WEIGHTED_SUM.sentence("output (1, 2)", [[(6, 2)], [(3, -2)]], 6).replace("\u00a0", " "))
        output (1, 2) = 6·2 − 3·2 = 6
        """
        from convanim.values.exact import shown, shown_exactly

        terms = list(chain.from_iterable(rows))
        if not terms:
            return f"{target} = {shown(result)}: no input is read"
        exact = shown_exactly(result) and all(shown_exactly(x) and shown_exactly(w) for x, w in terms)
        sign = "=" if exact else "≈"
        return f"{target} {sign} {self.worded(rows)} {sign} {shown(result)}"


def bracketed(value: Value) -> str:
    """A factor: in brackets where it is negative."""
    from convanim.values.exact import shown

    return f"({shown(value)})" if value < 0 else shown(value)


def _sum(terms: Sequence[Term]) -> Value:
    from convanim.values.exact import simplest

    return simplest(sum(x * w for x, w in terms))


def _sum_worded(rows: Sequence[Sequence[Term]]) -> str:
    """All products; of many, the sum of each row."""
    from convanim.values.exact import shown

    read = [row for row in rows if row]
    if sum(map(len, read)) <= MOST_TERMS:
        return _added([(w < 0, f"{bracketed(x)}·{shown(abs(w))}") for row in read for x, w in row])
    if len(read) == 1:
        terms = [(w < 0, f"{bracketed(x)}·{shown(abs(w))}") for x, w in read[0]]
        return _added([*terms[: MOST_TERMS - 2], (False, "…"), terms[-1]])
    sums = [_sum(row) for row in read]
    terms = [(value < 0, shown(abs(value))) for value in sums]
    if len(terms) > MOST_TERMS:
        terms = [*terms[: MOST_TERMS - 2], (False, "…"), terms[-1]]
    return f"row by row {_added(terms)}"


def _added(terms: Sequence[tuple[bool, str]]) -> str:
    """Terms with their signs, each with whether it is taken away: `6·2 − 3·2`; a line may end before a sign."""
    (negative, first), *others = terms
    return "−" * negative + first + "".join(f" {'−' if minus else '+'}\u00a0{term}" for minus, term in others)


def _sum_told(count: int, zeros: int) -> str:
    """`sum of 9 products, 3 of them zeros`."""
    if count == 1:
        return "1 product" + ", which is zero" * zeros
    part = {0: "", 1: ", 1 of them zero", count: ", all zeros"}.get(zeros, f", {zeros} of them zeros")
    return f"sum of {count} products{part}"


WEIGHTED_SUM = Reduction("weighted sum", _sum, _sum_worded, _sum_told)
"""y = Σ x·w, and 0 where nothing is read."""
