"""The film of a picture: which of its frames are drawn, and how long each is shown. Known before one is planned.

A reader needs time at the beginning: the question is held, the first steps are slow. What would take too long is
faster from its second row on; a large picture then goes on by whole rows. All of it is arithmetic on the sizes of
grids.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from convanim.core.errors import ConvanimError, Setting, Shown
from convanim.core.limits import BEAT_MS
from convanim.core.search import least
from convanim.scene.survey import Foreseen
from convanim.scene.timeline import ALL, FLYING, LEADING, Course, Part, Run, Shot

if TYPE_CHECKING:
    from convanim.scene.frames import Frame
    from convanim.scene.picture import Picture

SLOW_STEPS, SLOW, STEP = 3, 2.0, 1.0
"""So many first steps are slow; beats of such a step, and of a later one."""


WATCHED_MS = 20_000
"""A film that would last longer is faster from its second row on."""


FASTEST = 0.2
"""Beats of a step at least where a film is faster: ten steps a second."""


UNWATCHED = 1_000_000
"""Frames that nobody watches: how long they take is not asked, so that numbers of any size are no matter."""


ONE_ROW_STEPS = 12
"""Steps before a film of one row becomes faster: it has no second row."""


LONGEST_ROW = 60
"""Steps of a first row of a film by rows: of a longer one some are left out."""


LED_FROM = 0.5
"""Beats of a step from which on there is time to lead the eye to a new row."""


FLIGHT = 1 / 3, 2 / 3
"""How much of its way a result has gone, in each frame in which it flies to its cell."""


FLOWN_FROM = 1.5
"""Beats of a step from which on there is time for that."""


class Pace(NamedTuple):
    """What was asked: steps a second (None: as teaches best), and seconds that the last frame is held."""

    fps: float | None = None
    hold: float = 2.0


class Tempo(NamedTuple):
    """Beats of the steps that are drawn: of the slow ones, of those up to `steady`, of the rest."""

    slow: float
    usual: float
    rest: float
    steady: int
    hurried: bool = False
    """Whether there is no time to lead the eye to any row but the second."""

    def beats(self, place: int) -> float:
        """Those of the step drawn at a place, counted from 0."""
        return self.slow if place < SLOW_STEPS else self.usual if place < self.steady else self.rest

    def total(self, count: int) -> float:
        """Those of the first `count` steps together."""
        slow, usual = min(count, SLOW_STEPS), max(0, min(count, self.steady) - SLOW_STEPS)
        return slow * self.slow + usual * self.usual + max(0, count - max(self.steady, SLOW_STEPS)) * self.rest


class Film:
    """What is drawn of a picture that runs so: a part of it, at a pace."""

    def __init__(self, course: Course, part: Part = ALL, pace: Pace = Pace()) -> None:  # noqa: B008  # it is frozen
        self.course, self.part, self.pace = course, part, pace
        self._runs = course.runs(part)
        self._after = course.after if course.ends(part) else ()

    @cached_property
    def steps(self) -> int:
        """How many steps are drawn."""
        return sum(run.count(self.part) for run in self._runs)

    @property
    def _ending(self) -> int:
        return sum(held.frames for held in self._after)

    @property
    def count(self) -> int:
        """How many frames are drawn."""
        return self.course.opening + self.steps + self._flown(self._tempo) + self._led + self._between + self._ending

    @property
    def _between(self) -> int:
        """How many frames there are between grids."""
        return len(self._runs) - 1 if self.course.between and self._runs else 0

    @property
    def stops(self) -> int:
        """How many frames are counted as a reader counts: the steps, the stages, and what concludes."""
        return len(self.course.stops) + self.steps + self._ending * self.course.concludes

    @property
    def planned(self) -> int:
        """How many frames are gone through, drawn or not."""
        last = self._runs[-1].end if self._runs else 0
        rows = sum(rows for rows, _ in self.course.grids) if self.course.leads_back else 0
        return self.course.opening + last + min(rows, last) + self._between + self._ending

    @cached_property
    def total_ms(self) -> float:
        """How long one play is."""
        return self._length(self._tempo, self._led)

    @cached_property
    def _tempo(self) -> Tempo:
        if self.pace.fps is not None:
            beats = 1000 / self.pace.fps / BEAT_MS
            return Tempo(beats, beats, beats, self.steps)
        if self.part.leap:
            return self._by_rows_tempo
        if self.course.opening + self.steps > UNWATCHED:
            return Tempo(SLOW, STEP, FASTEST, self._first_row, True)
        even = Tempo(SLOW, STEP, STEP, self.steps)
        if self._length(even, self._turns) <= WATCHED_MS:
            return even
        steady = min(self._first_row, self.steps)
        left = self.steps - max(steady, SLOW_STEPS)
        if left <= 0:
            return even
        known = self._length(Tempo(SLOW, STEP, 0, steady), min(1, self._turns))
        fitting = (WATCHED_MS - known) / BEAT_MS / left
        return Tempo(SLOW, STEP, min(STEP, max(FASTEST, fitting)), steady, True)

    @property
    def _by_rows_tempo(self) -> Tempo:
        """Of a film by rows: the first row and all others take as long as each other."""
        steady = min(self._first_row, self.steps)
        first, others = max(0, steady - SLOW_STEPS), self.steps - max(steady, SLOW_STEPS)
        left = (WATCHED_MS - self._length(Tempo(SLOW, 0, 0, steady), min(1, self._turns))) / BEAT_MS
        usual, rest = (min(STEP, max(FASTEST, left / 2 / count)) if count else STEP for count in (first, others))
        return Tempo(SLOW, usual, rest, steady, True)

    @property
    def drawn(self) -> frozenset[int]:
        """The steps that are drawn."""
        return frozenset(step for run in self._runs for step in run.steps(self.part))

    def by_rows(self) -> Film:
        """The same if it can be watched; else its first row, then so many whole rows at a time that it can.

        Each leap is a step longer than rows are, so that every column is seen. What was asked for is left alone.
        """
        if self.pace.fps is not None or self.part.every > 1 or not self._runs or self.total_ms <= WATCHED_MS:
            return self
        columns = max(run.columns for run in self._runs)

        def film(rows: int) -> Film:
            part = self.part._replace(every=-(-columns // LONGEST_ROW), leap=rows * columns + 1)
            return Film(self.course, part, self.pace)

        return film(least(1, self.course.rows, lambda rows: film(rows).total_ms <= WATCHED_MS + 1))

    @property
    def _first_row(self) -> int:
        """How many steps are drawn of the first row; of a single row, how many before it may become faster."""
        first, *others = self._runs
        if not others and not first.turns:
            return ONE_ROW_STEPS
        return -(-first.columns // self.part.every)

    @cached_property
    def _turning(self) -> list[Run]:
        """The rows between which the eye may be led: where all steps are drawn, and a row is more than one."""
        wanted = self.course.leads_back and self.part.every == 1
        return [run for run in self._runs if wanted and run.columns > 1 and run.turns]

    @property
    def _turns(self) -> int:
        return sum(run.turns for run in self._turning)

    @cached_property
    def _led(self) -> int:
        """How many frames lead the eye to the next row: as long as there is time for it."""
        tempo = self._tempo
        if tempo.usual < LED_FROM:
            return 0
        return min(1, self._turns) if tempo.hurried else self._turns

    def _flown(self, tempo: Tempo) -> int:
        """In how many frames results fly to their cells: in slow steps, if there is time for it."""
        return min(self.steps, SLOW_STEPS) * len(FLIGHT) if self.course.flies and tempo.slow >= FLOWN_FROM else 0

    def _length(self, tempo: Tempo, leading: int) -> float:
        """Milliseconds of a play at a tempo, with so many frames that lead the eye."""
        around = sum(held.beats * held.frames for held in (*self.course.before, *self._after))
        beats = (
            around
            + tempo.total(self.steps)
            + leading * LEADING
            + self._flown(tempo) * FLYING
            + self._between * self.course.between
        )
        last = self._after[-1].beats if self._after else tempo.beats(self.steps - 1)
        return (beats - last) * BEAT_MS + max(last * BEAT_MS, self.pace.hold * 1000)

    def of(self, picture: Picture) -> Picture:
        """The picture with only these frames, each held as long as it is here.

        Each frame is whole, so what was left out is seen done.
        """
        whole = picture.frames

        def frames() -> Iterator[Frame]:
            return self._chosen(whole())

        if isinstance(whole, Foreseen):
            return replace(picture, frames=replace(whole, frames=frames, shots=self.shots))
        return replace(picture, frames=frames)

    @property
    def shots(self) -> list[Shot]:
        """All frames that are drawn, in order, without what is in them."""
        shots = [Shot(held.beats) for held in self.course.before for _ in range(held.frames)]
        left, place = self._led, 0
        for number, run in enumerate(self._runs, 1):
            for step in run.steps(self.part):
                if place < SLOW_STEPS and self._flown(self._tempo):
                    shots += [Shot(FLYING, None, True, step)] * len(FLIGHT)
                shots.append(Shot(self._tempo.beats(place), step, False, step))
                place += 1
                if left > 0 and run in self._turning and run.turns_after(step):
                    shots.append(Shot(LEADING, done=step + 1))
                    left -= 1
            if self.course.between and number < len(self._runs):
                shots.append(Shot(self.course.between, done=run.end))
        return shots + [Shot(held.beats, done=self.course.steps) for held in self._after for _ in range(held.frames)]

    def _chosen(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Those that are drawn: of frames without a step the first, the last, those that lead the eye or turn."""
        steps = iter([step for run in self._runs for step in run.steps(self.part)])
        ends = {run.end - 1 for run in self._runs[:-1]} if self.course.between else set()
        wanted, drawn, left, leads, before = next(steps, None), 0, self._led, False, True
        turns = False
        for frame in frames:
            before = before and frame.step is None
            if frame.step is None:
                if before or leads or turns or (wanted is None and self._after):
                    yield frame
                    left -= leads
                leads = turns = False
            elif frame.step == wanted:
                yield from self._step(frame, drawn)
                leads = left > 0 and any(run.turns_after(wanted) for run in self._turning)
                turns = wanted in ends
                drawn, wanted = drawn + 1, next(steps, None)
                if wanted is None and not self._after:
                    return

    def _step(self, frame: Frame, place: int) -> Iterator[Frame]:
        """The frame of the step drawn at a place; before it those in which its result comes to its cell."""
        if frame.flight and self._flown(self._tempo) and place < SLOW_STEPS:
            yield from (frame.with_flight_at(way)._replace(beats=FLYING) for way in FLIGHT)
        yield frame._replace(beats=self._tempo.beats(place))

    def stop_frames(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Of the frames that are drawn, those that a reader counts."""
        done = False
        for place, frame in enumerate(frames):
            done = done or frame.step is not None
            concluding = done and self.course.concludes and place >= self.count - self._ending
            if frame.step is not None or place in self.course.stops or concluding:
                yield frame

    @property
    def landmarks(self) -> list[int]:
        """The numbers of what is counted that show a film best: first, last, middle, second, the first row's end."""
        run, before = self._runs[0], len(self.course.stops)
        rows, end = run.turns + 1, min(run.columns, run.end - run.start)
        middle = rows // 2 * run.columns + run.columns // 2
        drawn = run.steps(self.part)
        steps = [bisect_left(drawn, run.start + step) for step in (middle, end - 1)]
        marks = [1, self.stops, 1 + before + steps[0], 2, 1 + before + steps[1]]
        return list(dict.fromkeys(mark for mark in marks if mark <= self.stops))

    def still(self, picture: Picture, which: str) -> Picture:
        """A picture of one frame of a film: its last one, the `first` that is counted, or one by its number from 1.

        Raises ConvanimError where there is no such frame.
        """
        number = self.stop_number(which)
        if which == "last":
            (frame,) = islice(picture.frames(), self.count - 1, self.count)
        else:
            (frame,) = islice(self.stop_frames(picture.frames()), number - 1, number)
        return replace(picture, frames=lambda: iter((frame,)))

    def stop_number(self, which: str) -> int:
        """The number of a frame that is counted: of `first`, of `last`, or itself.

        Raises ConvanimError where there is no such frame.
        """
        ends = {"first": 1, "last": self.stops}
        number = int(which) if which.isdecimal() and len(which) <= MOST_NUMBER_DIGITS else ends.get(which, 0)
        if not 1 <= number <= self.stops:
            shown = Shown((which if which.isdecimal() else f"'{which}'")[:MOST_SHOWN])
            way = f"use first, last or a number from 1 to {self.stops}"
            raise ConvanimError(Setting("still", shown), " is not a step", way=way)
        return number

    def every_with(self, most: int) -> int | None:
        """The N of --every with which there are at most so many frames, if there is one."""
        return self._every(lambda film: film.count <= most)

    def every_within(self, ms: float) -> int | None:
        """The N of --every with which it lasts at most so long, if there is one."""
        return self._every(lambda film: film.total_ms <= ms)

    def _every(self, fits: Callable[[Film], bool]) -> int | None:
        """The least N of --every with which it fits, if there is one: with more of it there are fewer frames."""

        def film(every: int) -> Film:
            return Film(self.course, self.course.varied(self.part._replace(every=every, leap=0)), self.pace)

        most = max(1, self.course.steps)
        return film(least(1, most, lambda every: fits(film(every)))).part.every if fits(film(most)) else None


MOST_NUMBER_DIGITS, MOST_SHOWN = 18, 60
"""Digits of a step's number; of a wrong one, characters that are shown."""
