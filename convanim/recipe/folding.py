"""The blocks of a model as few pictures: repeats are said once, and of a large model neighbours stand together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from convanim.core.text import Pair

THEN = "then"
"""Stands between layers that are drawn as one."""

LONGEST_REPEAT = 6
"""Blocks that are repeated together at most."""

MOST_PANELS = 10
"""Blocks that have room one below the other."""

DEARNESS = 1, 2, 4, 8, 16, 10_000
"""As bad as so many texts more one run more may be: tried in this order until there is room."""

Size = tuple[int, ...]


class _Run(NamedTuple):
    """Blocks that are drawn as one: several after each other, so many times."""

    texts: Sequence[str]
    times: int

    @property
    def words(self) -> str:
        """`3x conv -k 3 then relu`."""
        return f"{self.times}x " * (self.times > 1) + f" {THEN} ".join(self.texts)


def folded(texts: Sequence[str], sizes: Sequence[Size]) -> list[str]:
    """The words of blocks, each of which makes a size, with repeats said once, with how many times.

    Of more than have room neighbours that make one size are together, and as few are said twice as can be.
    """
    runs = _repeats(texts)
    for dear in DEARNESS:
        if len(runs) <= MOST_PANELS:
            break
        runs = _fewer(texts, sizes, dear)
    return [run.words for run in runs]


def _repeats(texts: Sequence[str]) -> list[_Run]:
    """From the first on whatever is repeated most."""

    def most(start: int) -> Pair:
        length, times = max(
            ((length, _times(texts, start, length)) for length in range(1, LONGEST_REPEAT + 1)),
            key=lambda one: (one[0] * one[1] if one[1] > 1 else 1, -one[0]),
        )
        return (length, times) if times > 1 else (1, 1)

    return _cut(texts, most)


def _fewer(texts: Sequence[str], sizes: Sequence[Size], dear: int) -> list[_Run]:
    """The runs that say least, where a run more is as bad as so many texts more."""
    best: list[tuple[int, int, int]] = [(0, 0, 0)] * (len(texts) + 1)
    """From each place on: how bad the best is, how long its first run, and how many times that is."""
    for start in reversed(range(len(texts))):
        repeated = ((length, _times(texts, start, length)) for length in range(1, LONGEST_REPEAT + 1))
        ways = [(length, times) for length, times in repeated if times > 1]
        ways += [(length, 1) for length in range(1, _alike(sizes, start) + 1)]
        told = ((dear + length + best[start + length * times][0], length, times) for length, times in ways)
        best[start] = min(told, key=lambda way: (way[0], -way[2], way[1]))
    return _cut(texts, lambda start: best[start][1:])


def _cut(texts: Sequence[str], first: Callable[[int], Pair]) -> list[_Run]:
    """The runs of texts, of which it is known, from each place on, how long the first is and how many times it is."""
    found, start = [], 0
    while start < len(texts):
        length, times = first(start)
        found.append(_Run(texts[start : start + length], times))
        start += length * times
    return found


def _alike(sizes: Sequence[Size], start: int) -> int:
    """How many from there on make one size."""
    return next((place for place in range(start, len(sizes)) if sizes[place] != sizes[start]), len(sizes)) - start


def _times(texts: Sequence[str], start: int, length: int) -> int:
    """How many times so many texts stand there after each other."""
    part, times = texts[start : start + length], 1
    while len(part) == length and texts[start + times * length : start + (times + 1) * length] == part:
        times += 1
    return times
