from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convanim.core.errors import ConvanimError
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.pipeline.compose import compose
from convanim.planner.views import VIEWS, views_of
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.scene.film import Film, Pace
from convanim.scene.frames import Frame
from convanim.scene.roles import Role
from tests.cases import LAYER_CASES, LAYER_VIEWS, picture_of
from tests.conftest import Run
from tests.decoders import by_pillow

LAYER = Convolution.of(7, 3)

VIEWED = {f"{name}, {view}": (layer, view) for name, layer in LAYER_CASES.items() for view in views_of(layer)}


def frames_of(layer: Layer, **options: Any) -> list[Frame]:
    return list(compose(Recipe(layer, Options(**options))).picture.frames())


def steps_in(layer: Layer, **options: Any) -> list[Frame]:
    """The frames that show a step."""
    return [frame for frame in frames_of(layer, **options) if frame.step is not None]


@pytest.mark.parametrize(("layer", "view"), VIEWED.values(), ids=VIEWED)
@pytest.mark.parametrize("stages", [False, True], ids=["", "stages"])
def test_the_course_of_a_view_says_how_many_frames_it_has(layer: Layer, view: str, stages: bool) -> None:
    if stages and VIEWS[view].strip is None:
        return
    course = VIEWS[view].course(layer, stages)
    try:
        picture = picture_of(layer, view, values=VIEWS[view].needs_numbers, stages=stages)
    except ConvanimError as error:
        assert "uneven padding" in str(error) or "readable" in str(error) or "can be read" in str(error)
        return
    film = Film(course, pace=Pace(2))
    steps = [step for step in picture.survey.steps if step is not None]
    assert film.count == picture.survey.frames == len(list(film.of(picture).frames()))
    assert steps == list(range(course.steps))


def test_a_part_shows_true_step_numbers_and_ends_with_the_last_step() -> None:
    counters = [frame.counter for frame in steps_in(LAYER, every=6)]
    assert counters == [f"step {step} of 25" for step in (1, 7, 13, 19, 25)]


@pytest.mark.parametrize("view", ["gather", "matrix"])
def test_what_skipped_steps_fill_is_shown_done(view: str) -> None:
    for options in ({"every": 6}, {"rows": "2:3"}):
        for frame in steps_in(LAYER, view=view, **options):
            step = int(frame.counter.split()[1])
            grid = frame.grids.get("made", frame.grids["output"])  # a large y is shown as a picture
            roles = [grid.cells[code].role for code in grid.codes.ravel().tolist()]
            assert roles[: step - 1] == [Role.OUTPUT_DONE] * (step - 1)
            assert roles[step - 1] is Role.OUTPUT_CURRENT
            assert set(roles[step:]) <= {Role.OUTPUT_PENDING}


@pytest.mark.parametrize("view", LAYER_VIEWS)
def test_every_frame_of_a_part_is_one_of_the_whole(view: str) -> None:
    layer = LAYER_CASES["transposed"] if view in ("scatter", "checkerboard") else LAYER
    whole = frames_of(layer, view=view, fps=2)
    for options in ({"every": 4}, {"rows": "1:2"}, {"rows": "1:2", "every": 3}):
        part = frames_of(layer, view=view, **options)
        assert len(part) < len(whole)
        for frame in part:
            alike = [one for one in whole if one[1:3] == frame[1:3] and one.step == frame.step]
            assert any(
                all(np.array_equal(frame.grids[name].codes, one.grids[name].codes) for name in one.grids)
                for one in alike
            )


def test_rows_are_counted_from_0_as_captions_do() -> None:
    captions = [frame.caption for frame in steps_in(LAYER, rows="2:3")]
    assert len(captions) == 10
    assert captions[0].startswith("output (2, 0)")
    assert captions[-1].startswith("output (3, 4)")
    assert [frame.caption for frame in steps_in(LAYER, rows="2")] == captions[:5]


def test_the_result_is_shown_only_after_the_last_row() -> None:
    layer = LAYER_CASES["transposed"]
    assert frames_of(layer, view="scatter", rows="0:1")[-1].counter != "result"
    assert frames_of(layer, view="scatter", rows="1:2")[-1].counter == "result"


def test_stages_come_before_any_part() -> None:
    layer = LAYER_CASES["transposed"]
    assert frames_of(layer, stages=True, rows="3:3")[0].counter == "stage 1 of 5"


BAD = {
    "every 0": ("--every 0", "--every 0 draws no step"),
    "every -1": ("--every -1", "--every -1"),
    "every text": ("--every two", "--every"),
    "counting down": ("--rows 3:1", "use --rows 1:3"),
    "beyond the end": ("--rows 0:5", "there are rows 0 to 4"),
    "text": ("--rows a:b", "--rows 'a:b' is not a range"),
    "three": ("--rows 1:2:3", "is not a range"),
    "open": ("--rows 1:", "is not a range"),
    "negative": ("--rows -1:2", "is not a range"),
    "empty": ("--rows=", "is not a range"),
    "still beyond the part": ("--every 12 --still 4", "a number from 1 to 3"),
}


@pytest.mark.parametrize(("line", "words"), BAD.values(), ids=BAD)
def test_a_part_that_there_is_not_is_one_line_and_nothing_written(
    line: str, words: str, run: Run, tmp_path: Path
) -> None:
    result = run("conv", "-i", "7", "-k", "3", *line.split())
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert words in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_plan_of_a_part_lists_all_steps_and_the_times_of_the_file(run: Run, tmp_path: Path) -> None:
    line = "conv -i 7 -k 3 --every 3 --rows 1:3 --width 400 -o part.gif"
    document = json.loads(run("plan", *line.split()[:-2], "--json").stdout)
    assert len(document["steps"]) == 25
    result = run(*line.split())
    assert result.stdout.startswith("part.gif")
    _, times = by_pillow(tmp_path / "part.gif")
    assert document["picture"]["durations_ms"] == times
    assert len(times) == len(document["picture"]["frame_steps"]) == 7
    assert b"convanim conv -i 7 -k 3 --width 400 --every 3 --rows 1:3" in next(tmp_path.iterdir()).read_bytes()


def test_a_still_of_a_part_is_one_of_its_frames() -> None:
    assert [frame.counter for frame in frames_of(LAYER, rows="2:3", still="2")] == ["step 12 of 25"]
    assert [frame.counter for frame in frames_of(LAYER, rows="2:3", still="last")] == ["step 20 of 25"]


def test_a_filmstrip_of_a_part_has_its_frames(run: Run) -> None:
    assert run("conv", "-i", "7", "-k", "3", "--every", "6", "--filmstrip", "all", "-q").returncode == 0
    refused = run("conv", "-i", "7", "-k", "3", "--every", "6", "--filmstrip", "6")
    assert refused.returncode == 2
    assert "5" in refused.stderr
