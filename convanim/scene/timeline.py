"""Which frames of a picture are drawn: those of all its steps, of every Nth, or of some rows; in closed form."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.text import Pair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Part(NamedTuple):
    """Which steps are drawn: each Nth, and only those of some rows (first, last), counted from 0."""

    every: int = 1
    rows: Pair | None = None
    leap: int = 0
    """From the second row of each grid on, each so many steps: whole rows at a time. 0 for as before."""


ALL = Part()


OPENING, MOVING, READING, LEADING, FLYING, TURN, RESULT = 2.4, 0.24, 3.5, 0.36, 0.36, 3.0, 2.0
"""Beats of the frame before the first step, which is the question; of one of a stage in which something moves; of the
last one of a stage, which has words to read; of one that leads the eye to the next row; of one in which a result
comes to its cell; of one between two grids; and of the last one, which is the answer."""


class Held(NamedTuple):
    """So many frames, one after another, each held so many beats."""

    beats: float
    frames: int = 1


class Shot(NamedTuple):
    """A frame without what is in it: its beats, and where the film is then."""

    beats: float
    step: int | None = None
    """The step that it shows, counted from 0 over all grids."""
    under_way: bool = False
    """Whether it leads to that of a step, and what that makes is on its way."""
    done: int = 0
    """The steps that are done before it, drawn or not."""


class Run(NamedTuple):
    """The chosen rows of one grid: the first of its steps, the one after the last, and how many are a row."""

    start: int
    end: int
    columns: int

    @property
    def turns(self) -> int:
        """How many of its rows end where another one comes."""
        return (self.end - self.start) // self.columns - 1

    def turns_after(self, step: int) -> bool:
        """Whether a row ends with this step, and another one comes."""
        return self.start <= step < self.end - 1 and (step - self.start + 1) % self.columns == 0

    def _parts(self, part: Part) -> tuple[range, range]:
        """Its steps up to where it leaps, and those from there on, without the last."""
        last = self.end - 1
        second = min(self.start + self.columns, last) if part.leap else last
        return range(self.start, second, part.every), range(second, last, part.leap or 1)

    def steps(self, part: Part) -> list[int]:
        """Those of its steps that are drawn, and the last."""
        first, later = self._parts(part)
        return [*first, *later, self.end - 1]

    def count(self, part: Part) -> int:
        """How many those are; `len` counts no range of more than 2⁶³."""
        return sum(max(0, -(-(some.stop - some.start) // some.step)) for some in self._parts(part)) + 1


class Course(NamedTuple):
    """How a picture runs: frames before its steps, the grids whose cells are a step each, frames after them."""

    before: tuple[Held, ...]
    """The frames before the first step."""
    grids: tuple[Pair, ...]
    after: tuple[Held, ...]
    """The frames after the last step."""
    stops: tuple[int, ...] = ()
    """Those frames before the first step that are counted as a step is, such as the end of a stage."""
    concludes: bool = False
    """Whether the frames after the last step say something of their own, so that they are counted, too."""
    leads_back: bool = False
    """Whether a frame at the end of each row but the last leads the eye to the next one."""
    between: float = 0
    """The beats of a frame after each grid but the last, which shows no step; 0 for none."""
    flies: bool = False
    """Whether what a step makes is seen to come to its cell, while steps are slow."""

    @property
    def rows(self) -> int:
        """Rows of the tallest grid."""
        return max(rows for rows, _ in self.grids)

    @property
    def opening(self) -> int:
        """How many frames there are before the first step."""
        return sum(held.frames for held in self.before)

    @property
    def steps(self) -> int:
        """All steps of all grids."""
        return sum(rows * columns for rows, columns in self.grids)

    def require(self, part: Part) -> None:
        """Refuse rows that there are not. Raises ConvanimError."""
        if part.rows and part.rows[1] >= self.rows:
            shown = ":".join(map(str, part.rows))
            raise ConvanimError(
                Setting("rows", shown),
                f" is beyond the end: there are rows 0 to {self.rows - 1}",
                way=("use ", Setting("rows"), " with some of them"),
            )

    def varied(self, part: Part) -> Part:
        """The part itself, or with the next N of --every that shows every column, where N shows only some.

        >>> Course((), ((4, 6),), ()).varied(Part(3)), Course((), ((4, 6),), ()).varied(Part(5))
        (Part(every=5, rows=None, leap=0), Part(every=5, rows=None, leap=0))
        """
        widths = [run.columns for run in self.runs(part) if run.turns and part.every < run.end - run.start]
        every = next(n for n in count(part.every) if all(gcd(n, width) == 1 for width in widths))
        return part._replace(every=every)

    def runs(self, part: Part) -> list[Run]:
        """The chosen rows of each grid that has some of them."""
        runs, start = [], 0
        for rows, columns in self.grids:
            first, last = part.rows or (0, rows - 1)
            if first < rows:
                runs.append(Run(start + first * columns, start + min(last + 1, rows) * columns, columns))
            start += rows * columns
        return runs

    def ends(self, part: Part) -> bool:
        """Whether a part goes on to the end."""
        return part.rows is None or part.rows[1] >= self.grids[-1][0] - 1


def read_part(every: int, rows: str | None) -> Part:
    """What `--every` and `--rows` ask for. Raises ConvanimError for what is not a number or a range.

    >>> read_part(2, "3:5"), read_part(1, "4")
    (Part(every=2, rows=(3, 5), leap=0), Part(every=1, rows=(4, 4), leap=0))
    """
    if every < 1:
        raise ConvanimError(Setting("every", every), " draws no step", way=("use ", Setting("every", 1), " or more"))
    if rows is None:
        return Part(every)
    ends = rows.split(":")
    if len(ends) > 2 or not all(end.isascii() and end.isdecimal() and len(end) <= 18 for end in ends):
        way = ("use ", Setting("rows", "0:2"), ", counted from 0, or ", Setting("rows", "3"))
        raise ConvanimError(Setting("rows"), f" '{rows}' is not a range of rows", way=way)
    first, last = int(ends[0]), int(ends[-1])
    if first > last:
        raise ConvanimError(Setting("rows", rows), " counts down", way=("use ", Setting("rows", f"{last}:{first}")))
    return Part(every, (first, last))


def seen_from(shots: Sequence[Shot], steps: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """By step the number of the first frame that shows it or leads to it, and of the first where it is done.

    Where there is none, it is that of the frame after the last.
    """
    import numpy as np  # here, because help loads this module, too

    first = np.full(steps, len(shots))
    for number in range(len(shots) - 1, -1, -1):
        shot = shots[number]
        if shot.step is not None or shot.under_way:
            first[shot.done] = number
    return first, np.searchsorted([shot.done for shot in shots], np.arange(steps), side="right")
