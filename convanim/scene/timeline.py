"""Which frames of a picture are drawn: all, every Nth, those of some rows, or one. In closed form, without numpy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from convanim.core.errors import ConvanimError, Setting, Shown
from convanim.core.text import Pair

if TYPE_CHECKING:
    from convanim.scene.frames import Frame
    from convanim.scene.picture import Picture


class Part(NamedTuple):
    """Which steps are drawn: each Nth, and only those of some rows (first, last), counted from 0."""

    every: int = 1
    rows: Pair | None = None


ALL = Part()


class Course(NamedTuple):
    """How a picture runs: frames before its steps, the grids whose cells are a step each, frames after them."""

    before: int
    grids: tuple[Pair, ...]
    after: int

    @property
    def rows(self) -> int:
        """Rows of the tallest grid."""
        return max(rows for rows, _ in self.grids)

    def count(self, part: Part = ALL) -> int:
        """How many frames of a part there are."""
        steps = 0
        for start, end in self._runs(part):
            steps += -(-(end - start) // part.every) + ((end - start - 1) % part.every != 0)
        return self.before + steps + (self.after if self._ends(part) else 0)

    def frames(self, part: Part) -> Iterator[int]:
        """Which frames they are, counted from 0: always the ones before, and the last step of a grid."""
        steps = (
            chain(run := range(start, end, part.every), () if run[-1] == end - 1 else (end - 1,))
            for start, end in self._runs(part)
        )
        total = self.count()
        ending = range(total - self.after, total) if self._ends(part) else ()
        return chain(range(self.before), chain.from_iterable(steps), ending)

    def last(self, part: Part = ALL) -> int:
        """How many frames are gone through to draw a part."""
        steps = max((end for _, end in self._runs(part)), default=self.before)
        return steps + (self.after if self._ends(part) else 0)

    def enough(self, most: int, part: Part = ALL) -> int | None:
        """The N of --every with which there are at most so many frames, if there is one."""
        room = most - self.before - self.after - 2 * len(self.grids)  # each grid's first and last step are drawn
        between = sum(end - start - 1 for start, end in self._runs(part))
        return max(1, -(-between // room)) if room > 0 else None

    def require(self, part: Part) -> None:
        """Refuse rows that there are not. Raises ConvanimError."""
        if part.rows and part.rows[1] >= self.rows:
            shown = ":".join(map(str, part.rows))
            raise ConvanimError(
                Setting("rows", shown),
                f" is beyond the end: there are rows 0 to {self.rows - 1}",
                way=("use ", Setting("rows"), " with some of them"),
            )

    def _runs(self, part: Part) -> Iterator[Pair]:
        """For each grid the frames of its chosen rows: the first, and the one after the last."""
        start = self.before
        for rows, columns in self.grids:
            first, last = part.rows or (0, rows - 1)
            if first < rows:
                yield start + first * columns, start + min(last + 1, rows) * columns
            start += rows * columns

    def _ends(self, part: Part) -> bool:
        return part.rows is None or part.rows[1] >= self.grids[-1][0] - 1


def part_of(picture: Picture, course: Course, part: Part) -> Picture:
    """The picture with only the frames of a part. Each frame is whole, so what was left out is seen done."""
    if part == ALL:
        return picture
    return replace(picture, frames=lambda: _chosen(picture.frames(), course.frames(part)))


def _chosen(frames: Iterable[Frame], numbers: Iterable[int]) -> Iterator[Frame]:
    counted = enumerate(frames)
    for wanted in numbers:
        yield next(frame for number, frame in counted if number == wanted)


def read_part(every: int, rows: str | None) -> Part:
    """What `--every` and `--rows` ask for. Raises ConvanimError for what is not a number or a range.

    >>> read_part(2, "3:5"), read_part(1, "4")
    (Part(every=2, rows=(3, 5)), Part(every=1, rows=(4, 4)))
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


MOST_NUMBER_DIGITS, MOST_SHOWN = 18, 60
"""Digits of a frame's number; of a wrong one, characters that are shown."""


def frame_number(which: str, count: int) -> int:
    """The number of a frame, counted from 1: `first`, `last`, or itself.

    Raises ConvanimError where there is no such frame.
    """
    ends = {"first": 1, "last": count}
    number = int(which) if which.isdecimal() and len(which) <= MOST_NUMBER_DIGITS else ends.get(which, 0)
    if not 1 <= number <= count:
        shown = Shown((which if which.isdecimal() else f"'{which}'")[:MOST_SHOWN])
        way = f"use first, last or a number from 1 to {count}"
        raise ConvanimError(Setting("still", shown), " is not a frame", way=way)
    return number


def still(picture: Picture, which: str, count: int) -> Picture:
    """A picture of one frame of `count`: `first`, `last`, or a number counted from 1.

    Raises ConvanimError where there is no such frame.
    """
    number = frame_number(which, count)
    (frame,) = islice(picture.frames(), number - 1, number)
    return replace(picture, frames=lambda: iter((frame,)))
