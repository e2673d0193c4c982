from __future__ import annotations

from dataclasses import replace
from itertools import groupby, pairwise
from math import gcd
from typing import Any

import numpy as np
import pytest

from convanim.core.limits import BEAT_MS
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.transposed import TransposedConvolution
from convanim.pipeline.compose import Composition, compose
from convanim.publish.plan_document import plan_document
from convanim.recipe.from_words import read_words
from convanim.recipe.numbers import seeded_numbers
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.scene.film import WATCHED_MS, Film, Pace
from convanim.scene.filmstrip import some_of
from convanim.scene.frames import Frame
from convanim.scene.survey import Foreseen, Survey, survey
from convanim.scene.timeline import ALL, LEADING, OPENING, RESULT, Course, Held, Part
from tests.cases import LAYER_CASES, LAYER_VIEWS

LAYER = Convolution.of(5, 3)

TRANSPOSED = TransposedConvolution.of(3, 3, 1, 2)

SHORT = {"roundtrip": Convolution.of(4, 3)}

VIEWED = {
    name: TRANSPOSED if view.kinds == ("transposed",) else SHORT.get(name, LAYER)
    for name, view in LAYER_VIEWS.items()
}


def drawn(layer: Layer, **options: Any) -> Composition:
    return compose(Recipe(layer, Options(**options)))


def frames_of(layer: Layer, **options: Any) -> list[Frame]:
    return list(drawn(layer, **options).picture.frames())


def course(*grids: tuple[int, int], leads_back: bool = True) -> Course:
    return Course((Held(OPENING),), grids, (Held(RESULT),), leads_back=leads_back)


@pytest.mark.parametrize("view", LAYER_VIEWS)
def test_the_first_frame_is_the_question_and_the_last_one_the_answer(view: str) -> None:
    first, *_, last = frames_of(VIEWED[view], view=view)
    for frame in (first, last):
        assert frame.step is None
        assert not frame.links
        assert all(grid.window is None for grid in frame.grids.values())
        keys = {grid.cells[code].role.key for grid in frame.grids.values() for code in np.unique(grid.codes).tolist()}
        assert not keys & {"output_current", "stamp", "window_input", "window_zero"}
    if view == "checkerboard":  # which has counts, and no output
        return
    made = "back" if view == "roundtrip" else "output"
    roles = [
        {frame.grids[made].cells[code].role.key for code in np.unique(frame.grids[made].codes).tolist()}
        for frame in (first, last)
    ]
    assert roles[0] <= {"output_pending", "cropped"}
    assert "output_pending" not in roles[1]


@pytest.mark.parametrize("view", LAYER_VIEWS)
def test_the_question_is_shown_1_2_s_the_first_three_steps_1_s_and_later_ones_half_a_second(view: str) -> None:
    composition = drawn(VIEWED[view], view=view)
    steps, times = composition.picture.survey.steps, list(composition.durations_ms())
    assert times[0] == 1200
    shown = [ms for ms, step in zip(times, steps, strict=True) if step is not None]
    assert shown[:3] == [1000] * 3
    assert set(shown[3:]) == {500}
    assert times[-1] == 2000


def test_with_stages_the_input_alone_is_the_only_question() -> None:
    counters = [frame.counter for frame in frames_of(TRANSPOSED, stages=True)]
    assert counters[0] == "stage 1 of 5"
    assert "25 steps" not in counters


@pytest.mark.parametrize("layer", LAYER_CASES.values(), ids=LAYER_CASES)
def test_at_the_end_of_each_row_but_the_last_the_outline_goes_back_alone(layer: Layer) -> None:
    frames = frames_of(layer, fps=2)
    rows, columns = layer.output
    leading = [
        (before, frame, after)
        for before, frame, after in zip(frames, frames[1:], frames[2:], strict=False)
        if frame.step is None and before.step is not None and after.step is not None
    ]
    assert len(leading) == (rows - 1) * (columns > 1)
    for before, frame, after in leading:
        assert before.step is not None
        assert (before.step + 1) % columns == 0
        assert frame.beats == LEADING
        assert not frame.links
        last, back, first = (one.grids["input"].window for one in (before, frame, after))
        assert last and back and first
        assert back.row == first.row
        assert first.column <= back.column <= last.column
        assert (frame.caption, frame.counter) == (before.caption, before.counter)


@pytest.mark.parametrize("fps", [0.5, 3, 4, 5, 25])
def test_fps_is_the_pace_of_all_steps_and_leaves_what_is_read_alone(fps: float) -> None:
    composition = drawn(LAYER, fps=fps)
    steps, times = composition.picture.survey.steps, list(composition.durations_ms())
    shown = [ms for ms, step in zip(times, steps, strict=True) if step is not None]
    assert abs(sum(shown) - 9 * 1000 / fps) <= 10
    assert times[0] == 1200
    assert (LEADING * BEAT_MS in times) == (fps <= 4)


PARTS = [{}, {"every": 2}, {"rows": "1"}, {"fps": 20}, {"still": "2"}, {"still": "last"}]

SIZES = [(1, 1), (1, 2), (2, 1), (1, 60), (60, 1), (3, 3), (5, 6), (6, 6), (10, 10), (12, 12), (28, 28), (300, 300)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_long_film_is_faster_from_its_second_row_on_as_little_as_will_do(size: tuple[int, int]) -> None:
    film, even = Film(course(size)), Film(course(size), pace=Pace(2))
    if film.total_ms <= WATCHED_MS - 1:
        assert film.total_ms >= even.total_ms
        return
    beats = [film._tempo.beats(place) for place in range(film.steps)]
    first = max(size[1], 3) if size[0] > 1 else 12
    assert beats[:first] == ([2.0] * 3 + [1.0] * first)[:first]
    rest = set(beats[first:])
    assert len(rest) == 1
    assert max(rest) <= 1
    assert film.total_ms <= WATCHED_MS + 1 or min(rest) * BEAT_MS == pytest.approx(100)
    assert min(rest) * BEAT_MS >= 100 - 1e-9


FORESEEN = [
    ("conv -i 6 -k 3 -p 2 -s 2 --values", {}), ("conv -i 7 -k 3 -d 2", {"rows": "1:2"}),
    ("conv -i 12 -k 3 --values", {"every": 5}), ("conv -i 9 -k 5 --values", {"width": 1600}),
    ("conv -i 5 -k 3 --cells both --values", {}), ("conv -i 1x8 -k 1x3 --values", {"fps": 3}),
    ("transposed -i 3 -k 2 -p 2 -s 3 --values", {}), ("maxpool -i 6 -k 3 -s 2 -p 1", {}),
    ("maxpool -i 5 -k 2 -s 2 --ceil-mode", {"rows": "0"}), ("avgpool -i 6 -k 3 -s 2 -p 1", {}),
]  # fmt: skip


@pytest.mark.parametrize(("words", "more"), FORESEEN, ids=str)
def test_what_is_foreseen_of_a_film_is_what_occurs_in_its_frames(words: str, more: dict[str, Any]) -> None:
    recipe = read_words(words.split()).recipe()
    composition = compose(replace(recipe, options=replace(recipe.options, **more)))
    frames = composition.picture.frames
    assert isinstance(frames, Foreseen)
    assert [shot[:3] for shot in composition.film.shots] == [(one.beats, one.step, one.under_way) for one in frames()]
    assert unordered(frames.survey()) == unordered(survey(frames()))


def unordered(found: Survey) -> Survey:
    """The same whatever was found first."""
    labels, words = ({key: tuple(sorted(some)) for key, some in told.items()} for told in (found.labels, found.words))
    return found._replace(labels=labels, words=words)


@pytest.mark.parametrize("view", VIEWED)
def test_the_shots_of_a_film_are_its_frames_without_what_is_in_them(view: str) -> None:
    composition = drawn(VIEWED[view], view=view)
    frames = composition.picture.frames()
    assert [shot[:3] for shot in composition.film.shots] == [(one.beats, one.step, one.under_way) for one in frames]


@pytest.mark.parametrize("every", [1, 2, 3, 7, 24, 25, 26, 1000])
@pytest.mark.parametrize("rows", [None, (0, 0), (1, 3), (4, 4), (0, 4)])
@pytest.mark.parametrize("fps", [None, 2, 20])
@pytest.mark.parametrize("layer", [Convolution.of(7, 3), Convolution.of((7, 40), 3)], ids=["short", "long"])
def test_a_film_lasts_as_long_and_has_as_many_frames_as_it_says(
    layer: Layer, every: int, rows: tuple[int, int] | None, fps: float | None
) -> None:
    composition = drawn(layer, every=every, rows=":".join(map(str, rows)) if rows else None, fps=fps, width=1200)
    film, times = composition.film, list(composition.durations_ms())
    assert len(times) == film.count == len(list(composition.picture.frames()))
    assert sum(times) == pytest.approx(film.total_ms, abs=10)
    steps = [step for step in composition.picture.survey.steps if step is not None]
    assert len(steps) == film.steps
    assert steps == sorted(set(steps))
    runs = film.course.runs(film.part)
    assert (steps[0], steps[-1]) == (runs[0].start, runs[-1].end - 1)


@pytest.mark.parametrize("columns", range(1, 13))
@pytest.mark.parametrize("every", range(1, 20))
def test_every_that_would_show_only_some_columns_takes_the_next_that_shows_all(columns: int, every: int) -> None:
    one = course((40, columns))
    moved = one.varied(Part(every)).every
    assert moved >= every
    seen = {step % columns for run in one.runs(ALL) for step in run.steps(Part(moved))[:-1]}
    assert seen == set(range(columns))
    assert all(gcd(between, columns) > 1 for between in range(every, moved))


def test_every_stays_where_one_row_is_drawn_or_fewer_steps_than_it() -> None:
    assert course((1, 12)).varied(Part(4)).every == 4
    assert course((3, 3)).varied(Part(9)).every == 9
    assert course((9, 12)).varied(Part(4, (2, 2))).every == 4
    assert course((4, 6), (6, 5)).varied(Part(2)).every == 7


@pytest.mark.parametrize("view", LAYER_VIEWS)
@pytest.mark.parametrize("more", PARTS, ids=str)
def test_the_plan_says_of_each_frame_which_step_it_shows(view: str, more: dict[str, Any]) -> None:
    layer = VIEWED[view]
    recipe = Recipe(layer, Options(view=view, **more))
    picture = plan_document(recipe)["picture"]
    told = picture["frame_steps"]
    assert len(told) == len(picture["durations_ms"])
    grid = layer.input if view == "scatter" else layer.output
    shown = [step for step in told if step is not None]
    assert shown == sorted(set(shown))
    if view == "checkerboard":  # whose bricks are no steps of the layer
        assert not shown
    elif not more or "fps" in more:
        assert shown == list(range(grid[0] * grid[1]))
    elif "still" in more:
        assert told == [1 if more["still"] == "2" else None]


@pytest.mark.parametrize("more", [{}, {"no_caption": True}, {"stages": True}, {"every": 4}], ids=str)
def test_no_two_neighbours_of_a_film_are_the_same(more: dict[str, Any]) -> None:
    for layer in (LAYER, TRANSPOSED, Convolution.of(1, 1, 2, 1)):
        frames = frames_of(layer, **more)
        for one, next_one in pairwise(frames):
            same = not (one.pieces or next_one.pieces) and all(
                np.array_equal(grid.codes, next_one.grids[name].codes) and grid.window == next_one.grids[name].window
                for name, grid in one.grids.items()
            )
            said = not more.get("no_caption") and (one.caption, one.counter) != (next_one.caption, next_one.counter)
            assert not same or said


@pytest.mark.parametrize("size", [(3, 3), (4, 4), (5, 4), (2, 6), (9, 5)], ids=str)
@pytest.mark.parametrize("few", range(1, 10))
def test_a_few_steps_show_the_beginning_the_middle_the_end_and_inner_columns(size: tuple[int, int], few: int) -> None:
    rows, columns = size
    film = Film(course(size))
    if few > film.stops:
        return
    some = some_of(few, film)
    assert len(set(some)) == few
    assert some == sorted(some)
    assert set(some) <= set(range(1, rows * columns + 1))
    middle = rows // 2 * columns + columns // 2 + 1
    wanted = [1, rows * columns, middle, 2, columns][:few]
    assert set(wanted) <= set(some)
    if few > 2:
        assert {(number - 1) % columns for number in some} - {0, columns - 1}


@pytest.mark.parametrize("more", [{}, {"every": 2}, {"stages": True}, {"cells": "shades"}, {"fps": 5}], ids=str)
def test_a_sum_is_seen_to_come_to_its_cell_in_the_slow_steps_and_is_there_at_their_end(more: dict[str, Any]) -> None:
    composition = compose(Recipe(LAYER, Options(**more), numbers=seeded_numbers(LAYER)))
    frames, film = list(composition.picture.frames()), composition.film
    assert len(frames) == film.count
    assert sum(composition.durations_ms()) == pytest.approx(film.total_ms, abs=10)
    shown = [number for number, frame in enumerate(frames) if frame.step is not None]
    assert len(shown) == film.steps
    coming = 0 if "fps" in more else 2
    for place, number in enumerate(shown):
        *before, last = frames[number - (coming if place < 3 else 0) : number + 1]
        assert last.flight is not None
        _, target, empty = last.flight
        cell = target.row, target.column
        assert [frame.grids["output"].codes[cell] for frame in before] == [empty] * len(before)
        ways = [(piece.way, piece.grid[0, 0]) for frame in before for piece in frame.pieces]
        assert ways == [(way, last.grids["output"][cell]) for way in (1 / 3, 2 / 3)[: len(before)]]
        assert not last.pieces
    assert sum(frame.under_way for frame in frames) == 3 * coming
    if not more:
        assert list(composition.durations_ms())[:6] == [1200, 180, 180, 1000, 180, 180]
    assert not any(frame.under_way for frame in film.stop_frames(frames))
    assert {number for number, frame in enumerate(frames) if frame.under_way} <= set(
        composition.picture.survey.passing
    )


def test_stills_and_filmstrips_count_steps_and_no_frames_between_them() -> None:
    assert [frame.counter for frame in frames_of(LAYER, still="4")] == ["step 4 of 9"]
    assert [frame.counter for frame in frames_of(LAYER, still="first")] == ["step 1 of 9"]
    assert [frame.counter for frame in frames_of(LAYER, still="last")] == ["result"]
    (strip,) = frames_of(LAYER, filmstrip="2,9")
    assert {name.split()[0] for name in strip.grids} == {"2", "9"}
    assert strip.counter == "2 of 9 steps"


def test_with_stages_each_stage_is_counted_as_one() -> None:
    numbers = [str(number) for number in range(1, 7)]
    counters = [frame.counter for number in numbers for frame in frames_of(TRANSPOSED, stages=True, still=number)]
    assert counters == [*(f"stage {stage} of 5" for stage in range(1, 6)), "step 1 of 25"]


@pytest.mark.parametrize("size", [(26, 26), (28, 28), (60, 60)], ids=str)
def test_the_way_to_a_shorter_film_makes_it_short_enough_and_no_shorter(size: tuple[int, int]) -> None:
    film = Film(course(size))
    every = film.every_within(WATCHED_MS)
    assert every
    assert Film(film.course, Part(every)).total_ms <= WATCHED_MS + 1e-6
    less = max(n for n in range(1, every) if all(gcd(n, columns) == 1 for _, columns in film.course.grids))
    assert Film(film.course, Part(less)).total_ms > WATCHED_MS


def test_runs_of_beats_are_those_of_the_frames() -> None:
    composition = drawn(Convolution.of(12, 3, 1))
    held = [beats for beats, times in composition.picture.survey.beats for _ in range(times)]
    assert held == [frame.beats for frame in composition.picture.frames()]
    assert len(list(groupby(held))) < 8
