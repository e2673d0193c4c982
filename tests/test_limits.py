from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from convanim.cli import draw
from convanim.cli.draw import LARGE_BYTES, LONG_S
from convanim.core.errors import ConvanimError
from convanim.core.limits import DEFAULTS, LIMITS, WORK
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.transposed import TransposedConvolution
from convanim.layout.page import CellsTooSmallError
from convanim.layout.place import page_pixels
from convanim.pipeline.compose import compose
from convanim.pipeline.write import Report
from convanim.planner.views import VIEWS
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.scene.cells import Cells
from convanim.scene.film import Film
from convanim.scene.roles import Role
from tests.cases import LAYER_VIEWS
from tests.conftest import Run

HUGE = str(10**30)

HOSTILE = {
    "input": f"conv -i {HUGE} -k 3",
    "input and kernel": f"conv -i {HUGE} -k {10**18}",
    "padding": f"conv -i 5 -k 3 -p {HUGE}",
    "dilation": f"conv -i 5 -k 3 -d {HUGE}",
    "width": f"conv -i 5 -k 3 --width {HUGE}",
    "stride": f"transposed -i 3 -k 3 -s {HUGE}",
    "stages": f"transposed -i 3 -k 3 -s {HUGE} --stages",
    "numbers": f"conv -i {HUGE} -k 3 --values",
    "a named kernel": f"conv -i {HUGE} -k {HUGE} --kernel-values box",
    "rows": f"conv -i 5 -k 3 --rows 0:{HUGE}",
    "a frame": f"conv -i 5 -k 3 --still {'9' * 5000}",
    "digits": f"conv -i {'9' * 4000} -k 3",
    "scatter": f"transposed -i {HUGE} -k 3 --view scatter",
    "round trip": f"roundtrip -i {HUGE} -k 3",
    "matrix": f"conv -i {HUGE} -k 3 --view matrix",
    "plan": f"plan conv -i {HUGE} -k {10**18}",
    "plan as JSON": f"plan conv -i {HUGE} -k 3 --json",
}

IN_PROCESS = """
import contextlib, io, json, sys, time
from convanim.cli import main
import convanim.pipeline.write, convanim.recipe.recipe, convanim.publish.plan_document
for line in json.load(sys.stdin):
    out, err, start = io.StringIO(), io.StringIO(), time.process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try: main(line.split())
        except SystemExit as end: code = end.code
    seconds = time.process_time() - start
    heavy = sorted({"numpy", "matplotlib", "imageio", "PIL"} & set(sys.modules))
    print(json.dumps([code, err.getvalue(), seconds, heavy]))
"""


def test_hostile_numbers_are_answered_at_once_by_arithmetic_alone() -> None:
    lines = list(HOSTILE.values())
    result = subprocess.run(
        [sys.executable, "-c", IN_PROCESS], input=json.dumps(lines), capture_output=True, text=True, check=True
    )
    answers = dict(zip(HOSTILE, map(json.loads, result.stdout.splitlines()), strict=True))
    for name, (code, said, seconds, heavy) in answers.items():
        assert code == (0 if name == "plan" else 2), name
        assert said.count("\n") == (code != 0), name
        assert seconds < 0.3, name
        assert heavy == [], name


@pytest.mark.parametrize(
    ("layer", "options"),
    [
        (TransposedConvolution.of(1, 3, 0, 10**30), {"stages": True}),
        (TransposedConvolution.of(1, 3, 0, 10**30), {"view": "scatter"}),
        (Convolution.of(5, 3, 0, 10**30), {}),
        (Convolution.of(5, 1, 0, 1, 10**30), {}),
        (Convolution.of(5, 3), {"every": 10**30}),
    ],
    ids=["stages", "scatter", "stride", "dilation", "every"],
)
def test_a_huge_number_that_draws_little_is_drawn(layer: Layer, options: dict[str, object]) -> None:
    picture = compose(Recipe(layer, Options(**options))).picture  # type: ignore[arg-type]
    assert len(list(picture.frames())) == picture.survey.frames < 40


def test_over_the_frames_the_ways_out_and_the_option_that_is_named_work() -> None:
    layer = Convolution.of(100, 3)
    with pytest.raises(ConvanimError, match=r"9,607 frames \(at most 5,000: max_frames\)") as refused:
        compose(Recipe(layer))
    assert "use every=3 with width=900, a smaller layer, or" in str(refused.value)
    assert compose(Recipe(layer, Options(every=3, width=900))).picture.survey.frames == 3204
    assert compose(Recipe(layer, Options(max_frames=9607, width=1000))).picture.survey.frames == 9607
    assert compose(Recipe(Convolution.of(72, 3))).picture.survey.frames == 4903


@pytest.mark.parametrize("view", LAYER_VIEWS)
@pytest.mark.parametrize("most", [7, 10, 33])
def test_the_way_out_by_every_is_enough(view: str, most: int) -> None:
    layer = (TransposedConvolution if VIEWS[view].kinds == ("transposed",) else Convolution).of(6, 3)
    film = Film(VIEWS[view].course(layer))
    every = film.every_with(most)
    still = sum(held.frames for held in (*film.course.before, *film.course.after))
    if still + 2 > most:
        assert not every  # what comes before and after the steps is too much already
        return
    assert every
    assert compose(Recipe(layer, Options(view=view, every=every, max_frames=most))).picture.survey.frames <= most


OVER = {
    "frames": (Convolution.of(5, 3), {}, 13),
    "cells": (Convolution.of(5, 3), {}, 25),
    "taps": (Convolution.of(5, 3), {}, 81),
    "labels": (Convolution.of(5, 3), {"view": "roundtrip"}, 43),
    "pixels": (Convolution.of(5, 3), {}, None),
    "work": (Convolution.of(5, 3), {}, 13 * page_pixels(compose(Recipe(Convolution.of(5, 3))).picture, 800)),
}


@pytest.mark.parametrize("name", LIMITS)
def test_each_limit_holds_to_the_last_one_and_gives_way_to_its_option(name: str) -> None:
    layer, options, amount = OVER[name]
    if amount is None:
        layout = compose(Recipe(layer)).layout
        amount = layout.width * layout.height
    key = LIMITS[name].key
    frames = {"max_frames": 100} | {key: amount}
    compose(Recipe(layer, Options(**(options | frames))))  # type: ignore[arg-type]
    with pytest.raises(ConvanimError, match=rf"at most {amount - 1:,}: {key}\)"):
        compose(Recipe(layer, Options(**(options | frames | {key: amount - 1}))))  # type: ignore[arg-type]


def test_each_limit_is_an_option_of_a_picture_with_its_value_as_default() -> None:
    defaults = {field.name: field.default for field in fields(Options) if field.name.startswith("max_")}
    assert defaults == {limit.key: limit.value for limit in LIMITS.values()}
    assert Options().limits == DEFAULTS


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_that_lets_nothing_through_is_refused(name: str, run: Run) -> None:
    result = run("conv", "-i", "4", "-k", "3", LIMITS[name].option, "0")
    assert result.returncode == 2
    assert result.stderr == f"convanim: {LIMITS[name].option} 0 lets nothing through; use 1 or more\n"


def test_limits_are_listed_for_people_and_for_programs(run: Run) -> None:
    words = run("limits").stdout
    rows = json.loads(run("limits", "--json").stdout)["limits"]
    assert [row["name"] for row in rows] == list(LIMITS)
    for row in rows:
        assert row["value"] == LIMITS[row["name"]].value
        assert f"{row['value']:,}" in words
        assert row["option"] in words


def test_more_different_cells_than_a_grid_can_hold_are_refused() -> None:
    cells = Cells()
    codes = [cells.code(Role.INPUT, str(number)) for number in range(65_536)]
    assert codes[-1] == 65_535
    with pytest.raises(ConvanimError, match="more than 65,536 different cells"):
        cells.code(Role.INPUT, "one more")


@pytest.mark.parametrize("width", [240, 800, 4000])
@pytest.mark.parametrize(
    ("layer", "options"),
    [
        (Convolution.of(5, 3), {}),
        (Convolution.of(12, 5, 3, 2, 2), {"stages": True}),
        (TransposedConvolution.of(3, 3, 1, 2), {"stages": True}),
        (TransposedConvolution.of(3, 3, 0, 2), {"view": "scatter"}),
        (Convolution.of(5, 3), {"view": "matrix"}),
        (Convolution.of(4, 2), {"view": "roundtrip"}),
    ],
    ids=["conv", "long", "stages", "scatter", "matrix", "roundtrip"],
)
def test_a_page_has_no_more_pixels_than_its_panels_let_expect(
    layer: Layer, options: dict[str, object], width: int
) -> None:
    try:
        composition = compose(Recipe(layer, Options(width=width, **options)))  # type: ignore[arg-type]
    except CellsTooSmallError:
        return
    drawn = composition.layout.width * composition.layout.height
    assert drawn <= page_pixels(composition.picture, width) <= 2 * drawn


def test_thousands_of_frames_at_a_thousand_pixels_are_within_the_limits() -> None:
    layer = Convolution.of(64, 3)
    assert page_pixels(compose(Recipe(layer, Options(every=4000, width=1000))).picture, 1000) * 3844 < WORK


@pytest.mark.parametrize(
    ("layer", "options", "words"),
    [
        (Convolution.of(60, 3), {"width": 4000}, r"at most .*: max_work\); use every=5, or a smaller width"),
        (Convolution.of(380, 3), {"width": 4000, "still": "last"}, "to plan .*: max_work.; use a smaller layer"),
        (TransposedConvolution.of(20, 3, 0, 16), {"view": "scatter"}, "smaller than 4 px; use a smaller input"),
        (Convolution.of(500, 3), {"still": "last", "max_taps": 10**8}, "smaller than 4 px; use a smaller input"),
    ],
    ids=["pixels", "planned", "scatter", "cells"],
)
def test_what_takes_long_is_refused_before_a_frame_is_planned(
    layer: Layer, options: dict[str, object], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a frame was planned")

    monkeypatch.setattr("convanim.scene.picture.survey", never)
    with pytest.raises(ConvanimError, match=words):
        compose(Recipe(layer, Options(**options)))  # type: ignore[arg-type]


def test_what_is_long_is_said_with_a_way_to_make_it_short(run: Run) -> None:
    words = ["conv", "-i", "19", "-k", "3", "--width", "400", "--no-title"]
    (every,) = re.findall(r"17×17; long: --every (\d+) makes it 20 s or less\n", run(*words).stdout)
    assert json.loads(run(*words, "--json").stdout)["shorter"] == int(every)
    shorter = json.loads(run(*words, "--every", every, "--json").stdout)
    assert 15 <= shorter["seconds"] <= 20
    assert shorter["shorter"] is None
    quiet = run(*words, "--quiet")
    assert quiet.stdout + quiet.stderr == ""


LARGE = LARGE_BYTES + 1

LENGTHS = {
    "short and small": (20.0, LARGE_BYTES, {}, ""),
    "long": (LONG_S + 1.0, 1000, {}, "; long: --every 2 makes it 20 s or less"),
    "large": (29.0, LARGE, {}, "; large: --every 2 makes it 20 s or less"),
    "long and large": (182.0, LARGE, {}, "; long and large: --every 2 makes it 20 s or less"),
    "large and short": (20.0, LARGE, {}, "; large: use a smaller --width or layer"),
    "a long last step": (99.0, 1000, {"hold": 97}, "; long: use a smaller --hold"),
    "one large picture": (0.0, LARGE, {"still": "last"}, ""),
}


@pytest.mark.parametrize(("seconds", "size", "options", "said"), LENGTHS.values(), ids=LENGTHS)
def test_the_result_line_says_what_is_long_or_large_and_what_to_do(
    seconds: float, size: int, options: dict[str, Any], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = Recipe(Convolution.of(5, 3), Options(**options))
    shorter = 2 if "--every 2" in said else None
    draw._say(Path("a.gif"), recipe, Report(800, 600, 9, seconds, size, shorter=shorter), False)
    assert capsys.readouterr().out.endswith(f"{size:,} bytes, 5×5 → 3×3{said}\n")


def test_a_note_says_which_steps_were_drawn_if_not_those_asked_for(run: Run) -> None:
    words = ["conv", "-i", "10", "-k", "3", "--width", "300", "--plays", "1"]
    moved = run(*words, "--every", "4")
    assert moved.stderr == "note: --every 4 would show only some columns of the output; drawn with 5\n"
    assert json.loads(run(*words, "--every", "4", "--json").stdout)["every"] == 5
    assert run(*words, "--every", "5").stderr == ""


def test_what_is_large_is_said_in_the_result_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(draw, "LARGE_BYTES", 1000)
    path = tmp_path / "a.gif"
    words = ["-i", "4", "-k", "3", "--width", "300", "-o", str(path)]
    draw.draw_command("conv").main(words, standalone_mode=False)
    size = path.stat().st_size
    assert f"{size:,} bytes, 4×4 → 2×2; large: use a smaller --width or layer\n" in capsys.readouterr().out


def test_progress_is_a_bar_on_a_terminal_and_a_line_now_and_then_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for terminal, shown in (
        (True, "\r\x1b[K[######..................] frame 1 of 4, 60 s left"),
        (False, "frame 1 of 4, "),
    ):
        moments = iter([0.0, 20.0, 20.05, 40.0, 60.0])
        monkeypatch.setattr("time.monotonic", lambda moments=moments: next(moments))
        monkeypatch.setattr(sys.stderr, "isatty", lambda terminal=terminal: terminal)
        tell = draw._progress()
        for done in (1, 2, 3, 4):
            tell(done, 4)
        said = capsys.readouterr().err
        assert said.startswith(shown)
        assert said.endswith("\r\x1b[K" if terminal else "4 of 4, 0 s left\n")
        assert "frame 2" not in said


def test_the_ways_out_of_too_much_work_are_accepted() -> None:
    layer = Convolution.of(24, 3)
    recipe = Recipe(layer, Options(max_work=10**8))
    with pytest.raises(ConvanimError) as refused:
        compose(recipe)
    (every,) = re.findall(r"every=(\d+)", str(refused.value))
    (work,) = re.findall(r"pixels are ([\d,]+) \(at most [\d,]+: max_work\)", str(refused.value))
    assert compose(recipe.drawn(every=int(every))).picture.survey.frames > 50
    assert compose(recipe.drawn(max_work=int(work.replace(",", "")))).picture.survey.frames == 487
