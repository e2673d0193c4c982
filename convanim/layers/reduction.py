"""How the values that an output cell reads become one value, and how that is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # help lists the kinds of layers, and needs no numbers
    from convanim.values.exact import Value

    Term = tuple[Value, Value]
    """A value that is read and the weight that it meets; the weight is 1 in a layer without weights."""

MOST_TERMS = 6
"""Terms that are written out; of more, the first ones and the last."""


class Reduction(NamedTuple):
    """How a layer makes one value of the terms that meet in an output cell."""

    name: str
    value: Callable[[Sequence[Term]], Value]
    worded: Callable[[Sequence[Term]], str]
    """The right side of the equation: `6·2 + 3·2`."""
    told: Callable[[int, int], str]
    """The right side in words, of so many values that are read, so many of them added zeros."""
    weighted: bool = True
    """Whether the layer has weights: a kernel with numbers in it."""

    def sentence(self, target: str, terms: Sequence[Term], result: Value) -> str:
        """The equation that makes a value; `≈` where a number in it is rounded.

        >>> WEIGHTED_SUM.sentence("y[1,2]", [(6, 2), (3, -2)], 6)
        'y[1,2] = 6·2 + 3·(−2) = 6'
        """
        from convanim.values.exact import shown, shown_exactly

        if not terms:
            return f"{target} = {shown(result)}: no input is read"
        exact = shown_exactly(result) and all(shown_exactly(x) and shown_exactly(w) for x, w in terms)
        sign = "=" if exact else "≈"
        return f"{target} {sign} {self.worded(terms)} {sign} {shown(result)}"


def few(terms: Sequence[Term]) -> list[Term | None]:
    """The terms that are written out, with None for those left out between them."""
    if len(terms) <= MOST_TERMS:
        return list(terms)
    return [*terms[: MOST_TERMS - 2], None, terms[-1]]


def bracketed(value: Value) -> str:
    """A factor: in brackets where it is negative."""
    from convanim.values.exact import shown

    return f"({shown(value)})" if value < 0 else shown(value)


def _sum(terms: Sequence[Term]) -> Value:
    from convanim.values.exact import simplest

    return simplest(sum(x * w for x, w in terms))


def _sum_worded(terms: Sequence[Term]) -> str:
    from convanim.values.exact import shown

    words = []
    for term in few(terms):
        if term is None:
            words.append("…")
        else:
            x, w = term
            words.append(f"{bracketed(x) if words else shown(x)}·{bracketed(w)}")
    return " + ".join(words)


def _sum_told(count: int, zeros: int) -> str:
    """`sum of 9 products, 3 of them zeros`."""
    if count == 1:
        return "1 product" + ", which is zero" * zeros
    part = {0: "", 1: ", 1 of them zero", count: ", all zeros"}.get(zeros, f", {zeros} of them zeros")
    return f"sum of {count} products{part}"


WEIGHTED_SUM = Reduction("weighted sum", _sum, _sum_worded, _sum_told)
"""y = Σ x·w, and 0 where nothing is read."""
