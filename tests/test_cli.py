from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convanim.encoder.encoders import ENCODERS
from convanim.layers.convolution import Convolution
from convanim.layers.kinds import LAYERS
from convanim.pipeline.compose import compose
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.style.themes import THEMES
from tests.cases import FRAMEWORK_CASES
from tests.conftest import Run
from tests.decoders import by_pillow

COMMANDS = [
    *LAYERS,
    *(f"{name}1d" for name in LAYERS),
    "stack",
    "compare",
    "roundtrip",
    "checkerboard",
    "explore",
    "plan",
    "solve",
    "explain",
    "embed",
    "md",
    "gallery",
    "themes",
    "cache",
]

BAD = {
    "kernel larger than the padded input": ("conv -i 5 -k 7", "kernel 7 does not fit input 5", "-p 1"),
    "input 0": ("conv -i 0 -k 3", "-i 0", "-i 1 or more"),
    "kernel 0": ("conv -i 5 -k 0", "-k 0", "-k 1 or more"),
    "stride 0": ("conv -i 5 -k 3 -s 0", "-s 0", "-s 1 or more"),
    "dilation 0": ("conv -i 5 -k 3 -d 0", "-d 0", "-d 1 or more"),
    "padding -1": ("conv -i 5 -k 3 -p -1", "-p -1", "-p 0 or more"),
    "negative half of a pair": ("conv -i 5 -k 3 -p 1x-1", "-p -1", "-p 0 or more"),
    "output padding": ("transposed -i 3 -k 3 -s 2 --output-padding 2", "output padding 2", "--output-padding 1"),
    "no output": ("transposed -i 1 -k 1 -p 1", "padding 1 leaves no output", "-p 0"),
    "5x": ("conv -i 5x -k 3", "-i '5x'", "-i 3x5"),
    "x5": ("conv -i x5 -k 3", "-i 'x5'", "-i 3x5"),
    "5x6x7": ("conv -i 5x6x7 -k 3", "-i '5x6x7'", "-i 6x7"),
    "text": ("conv -i five -k 3", "-i 'five'", "-i 3x5"),
    "float": ("conv -i 5.0 -k 3", "-i '5.0'", "-i 3x5"),
    "number with an underscore": ("conv -i 1_0 -k 3", "-i '1_0'", "-i 3x5"),
    "nothing": ("conv -i= -k 3", "-i", "-i 3x5"),
    "padding name": ("conv -i 5 -k 3 -p sane", "-p 'sane'", "valid, same, same-lower, half, full"),
    "causal in two dimensions": ("conv -i 5 -k 3 -p causal", "-p 'causal' is for one dimension", "use --1d"),
    "two numbers in one dimension": ("conv --1d -i 5x6 -k 3", "-i 5x6", "leave out --1d"),
    "half a window of padding": ("maxpool -i 5 -k 2 -p 2", "padding 2", "use -p 1"),
    "no window": ("maxpool -i 5", "a window is needed", "--output-size 1 or --global"),
    "two wishes": ("maxpool -i 5 --global --output-size 2", "--global makes one output", "use one of them"),
    "padding mode of a pool": (
        "maxpool -i 5 -k 2 --padding-mode reflect",
        "only a standard convolution has it",
        "conv",
    ),
    "too little to reflect": ("conv -i 3 -k 3 -p 3 --padding-mode reflect", "needs a larger input", "-p 2 or less"),
    "weights of a pool": ("plan maxpool -i 5 -k 2 --kernel-values 1", "no weights", "leave out --kernel-values"),
    "suffix": ("conv -i 5 -k 3 -o a.gfi", "a.gfi", "did you mean '.gif'?"),
    "no suffix": ("conv -i 5 -k 3 -o picture", "picture", "choose from .gif"),
    "theme": ("conv -i 5 -k 3 --theme lihgt", "--theme 'lihgt'", "did you mean 'light'?"),
    "theme file": ("conv -i 5 -k 3 --theme no.toml", "--theme no.toml: there is no such file", "use light, dark"),
    "theme to list": ("themes drak", "theme 'drak'", "did you mean 'dark'?"),
    "theme file to check": ("themes no.toml", "theme no.toml: there is no such file", "use light, dark"),
    "suffix of all themes": ("themes -o themes.gfi", "'themes.gfi'", "choose from .png"),
    "folder of all themes": ("themes -o no/themes.png", "there is no folder 'no'", "-o themes.png"),
    "option": ("conv -i 5 -k 3 --strid 2", "--strid", "--stride"),
    "command": ("convv -i 5 -k 3", "'convv'", "did you mean 'conv'?"),
    "kind": ("plan transposde -i 5 -k 3", "'transposde'", "did you mean 'transposed'?"),
    "no folder": ("conv -i 5 -k 3 -o nowhere/a.gif", "there is no folder 'nowhere'", "-o a.gif"),
    "a folder": ("conv -i 5 -k 3 -o .", "is a folder", "picture.gif"),
    "too many frames": ("conv -i 10000 -k 3", "99,960,007 frames", "convanim plan"),
    "too many digits": ("conv -k 3 -i " + "9" * 5000, "-i", "-i 3x5"),
    "missing": ("conv -i 5", "missing option -k/--kernel", "--kernel-values"),
    "extra": ("conv -i 5 -k 3 more", "more", "convanim conv -h"),
    "sizes without names": ("conv 5 3", "(5 3)", "use -i 5 -k 3"),
    "sizes between commas": ("transposed 3,3,1,2", "(3,3,1,2)", "use -i 3 -k 3 -p 1 -s 2"),
    "-op": ("transposed -i 3 -k 3 -s 2 -op 1", "-op is read as -o p", "use --output-padding 1"),
    "option of another program": ("conv -i 5 -k 3 --loop 2", "--loop", "did you mean --plays?"),
    "option like no other": ("conv -i 5 -k 3 --bias 2", "no such option '--bias' (see", "convanim conv -h"),
    "sizes without names to plan": ("plan conv 5 3x4", "(5 3x4)", "use -i 5 -k 3x4"),
    "no command": ("-i 5 -k 3", "-i", "a command comes first, as in 'convanim conv -i 5 -k 3'"),
    "option of another kind": (
        "conv -i 5 -k 3 --output-padding 1",
        "--output-padding",
        "only a transposed convolution has it",
    ),
    "fps": ("conv -i 5 -k 3 --fps 100", "--fps 100", "--fps from"),
    "fps text": ("conv -i 5 -k 3 --fps fast", "--fps", "convanim conv -h"),
    "hold": ("conv -i 5 -k 3 --hold -1", "--hold -1", "--hold from 0"),
    "width": ("conv -i 5 -k 3 --width 10", "--width 10", "from 240"),
    "cells too small": ("conv -i 1x400 -k 1x3", "smaller than 4 px", "--width"),
    "json of both kinds": ("plan -i 5 -k 3 --json", "--json needs a kind", "plan conv"),
    "gallery": ("gallery no.toml", "no.toml", "name a TOML file"),
}


@pytest.mark.parametrize(("line", "value", "way"), BAD.values(), ids=BAD)
def test_a_wrong_request_is_one_line_and_nothing_written(
    line: str, value: str, way: str, run: Run, tmp_path: Path
) -> None:
    result = run(*line.split())
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("convanim: ")
    assert value in result.stderr
    assert way in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_written_and_said_in_one_line(run: Run, tmp_path: Path) -> None:
    result = run("transposed", "-i", "3", "-k", "3", "-p", "1", "-s", "2")
    assert result.returncode == 0, result.stderr
    frames, times = by_pillow(tmp_path / "transposed_i3_k3_p1_s2.gif")
    height, width, _ = frames[0].shape
    size = (tmp_path / "transposed_i3_k3_p1_s2.gif").stat().st_size
    assert result.stdout == (
        f"transposed_i3_k3_p1_s2.gif  {width}×{height} px, 31 frames, {sum(times) / 1000:g} s, {size:,} bytes, "
        "3×3 → 5×5\n"
    )


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("conv -i 5 -k 3", "conv_i5_k3.gif"),
        ("conv -i 5x6 -k 3 -d 2", "conv_i5x6_k3_d2.gif"),
        ("conv -i 4 -k 4 -p same", "conv_i4_k4_psame.gif"),
        ("transposed -i 3 -k 3 -s 2 --output-padding 1", "transposed_i3_k3_s2_op1.gif"),
    ],
)
def test_the_file_is_named_after_the_numbers_that_differ_from_their_defaults(
    line: str, name: str, run: Run, tmp_path: Path
) -> None:
    assert run(*line.split(), "-q").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_json_says_what_was_written(run: Run, tmp_path: Path) -> None:
    said = json.loads(run("conv", "-i", "5x4", "-k", "3", "-o", "a.gif", "--json").stdout)
    frames, times = by_pillow(tmp_path / "a.gif")
    assert said == {
        "path": "a.gif",
        "size": [frames[0].shape[1], frames[0].shape[0]],
        "frames": 10,
        "every": 1,
        "shorter": None,
        "seconds": sum(times) / 1000,
        "bytes": (tmp_path / "a.gif").stat().st_size,
        "readable_from": 0,
        "endless": True,
        "input": [5, 4],
        "output": [3, 2],
    }


def test_quiet_says_nothing(run: Run) -> None:
    result = run("conv", "-i", "5", "-k", "3", "-q")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_a_dash_writes_to_stdout(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "convanim", "conv", "-i", "4", "-k", "3", "-o", "-"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    (tmp_path / "a.gif").write_bytes(result.stdout)
    assert len(by_pillow(tmp_path / "a.gif")[0]) == 7
    assert b"4\xc3\x974 \xe2\x86\x92 2\xc3\x972" in result.stderr


def test_options_change_the_picture(run: Run, tmp_path: Path) -> None:
    base = ("conv", "-i", "4", "-k", "3", "-q", "-o")
    run(*base, "base.gif")
    plain, times = by_pillow(tmp_path / "base.gif")
    changes: dict[str, Any] = {
        "--width 500": lambda frames, _: frames[0].shape[1] <= 500 < plain[0].shape[1],
        "--no-title": lambda frames, _: frames[0].shape[0] < plain[0].shape[0],
        "--theme dark": lambda frames, _: frames[0].mean() < 90 < plain[0].mean(),
        "--fps 10": lambda _, ms: ms[1] == 100 != times[1],
        "--hold 5": lambda _, ms: ms[-1] == 5000 != times[-1],
    }
    for words, holds in changes.items():
        assert run(*base, "other.gif", *words.split()).returncode == 0
        assert holds(*by_pillow(tmp_path / "other.gif")), words


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=lambda words: " ".join(words) or "all")
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_shows_an_example_before_the_options(command: list[str], flag: str, run: Run) -> None:
    result = run(*command, flag)
    assert result.returncode == 0
    assert "Example" in result.stdout
    assert result.stdout.index("Example") < result.stdout.index("-h, --help")
    assert "  convanim " in result.stdout


VALUES_BAD = {
    "ragged rows": ("conv --input-values '1 2; 3' -k 1", "row 2"),
    "text": ("conv --input-values '1 2; 3 x' -k 1", "row 2"),
    "not a number": ("conv --input-values '1 nan' -k 1", "nan"),
    "infinity": ("conv --input-values '1 inf' -k 1", "inf"),
    "no file": ("conv --input-values nothing.csv -k 1", "nothing.csv"),
    "empty file": ("conv --input-values empty.csv -k 1", "empty.csv"),
    "input of another size": ("conv -i 3 --input-values '1 2; 3 4' -k 1", "2×2"),
    "kernel of another size": ("conv -i 5 -k 5 --kernel-values sobel-x", "3×3"),
    "kernel name": ("conv -i 5 --kernel-values sobel-z", "did you mean"),
    "kernel larger than the input": (
        "conv --input-values '1 2; 3 4' --kernel-values sobel-x",
        "kernel 3 does not fit",
    ),
    "view": ("conv -i 5 -k 3 --view scater", "did you mean 'scatter'?"),
    "view of another kind": ("conv -i 5 -k 3 --view scatter", "gather, matrix, lifted, roundtrip"),
    "stages of a view": ("transposed -i 3 -k 3 --view scatter --stages", "--stages"),
    "still past the end": ("conv -i 5 -k 3 --still 10", "--still 10 is not a step"),
    "a format that does not move": ("conv -i 5 -k 3 -o a.pdf", "add --still or --filmstrip"),
    "matrix too large": ("conv -i 12 -k 3 --view matrix", "use -i 8 or less"),
    "deconvolution of another view": ("conv -i 5 -k 3 --deconvolve", "leave it out, or use --view roundtrip"),
    "deconvolution too large": ("roundtrip -i 14 -k 3 --deconvolve", "use -i 10"),
    "numbers too small": ("conv -i 30 -k 3 --values --cells numbers --width 500", "--width"),
    "seed": ("conv -i 5 -k 3 --seed many", "--seed"),
    "both from stdin": ("conv --input-values - --kernel-values -", "would both read stdin"),
    "an upsampling kernel in a convolution": (
        "conv -i 5 --kernel-values bilinear",
        "is for a transposed convolution",
    ),
    "a view of the round trip": ("roundtrip -i 5 -k 3 --view matrix", "--view"),
    "round trip of uneven padding": ("roundtrip -i 4 -k 4 -p same", "uneven padding"),
}


@pytest.mark.parametrize(("line", "words"), VALUES_BAD.values(), ids=VALUES_BAD)
def test_wrong_values_and_views_are_one_line_and_nothing_written(
    line: str, words: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "empty.csv").write_text("")
    result = run(*shlex.split(line))
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert words in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["empty.csv"]


def test_sizes_come_from_the_values(run: Run, tmp_path: Path) -> None:
    (tmp_path / "input.csv").write_text("1,2,3\n4,5,6\n7,8,9\n")
    words = ["plan", "conv", "--input-values", "input.csv", "--kernel-values"]
    document = json.loads(run(*words, "1 0; 0 -1", "--json").stdout)
    assert document["layer"]["input"] == [3, 3]
    assert document["values"] == {
        "input": [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
        "kernel": [[1, 0], [0, -1]],
        "output": [[-4, -4], [-4, -4]],
    }


def test_values_come_from_stdin(run: Run) -> None:
    words = ["plan", "conv", "--input-values", "-", "--kernel-values", "box", "-k", "2", "--json"]
    document = json.loads(run(*words, input="1 2\n3 6\n").stdout)
    assert document["values"]["output"] == [[3]]


def test_the_same_seed_gives_the_same_file_and_another_one_another(run: Run, tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        run("conv", "-i", "4", "-k", "3", "--seed", str(seed), "-o", f"{name}.gif", "-q")
    one, same, other = ((tmp_path / f"{name}.gif").read_bytes() for name in "abc")
    assert one == same != other


def test_with_values_the_plan_computes_what_the_framework_does(run: Run) -> None:
    for kind in (name for name, layer in LAYERS.items() if layer.reduction.weighted):
        case = next(c for c in FRAMEWORK_CASES if c["kind"] == kind and "y" in c and max(c["output"]) > 4)
        sizes = [
            word
            for name in ("padding", "stride", "dilation")
            for word in (f"--{name}", "x".join(map(str, case[name])))
        ]
        if kind == "transposed":
            sizes += ["--output-padding", "x".join(map(str, case["output_padding"]))]
        rows = ("; ".join(" ".join(map(str, row)) for row in case[name]) for name in "xw")
        values = [
            word
            for option, text in zip(("--input-values", "--kernel-values"), rows, strict=True)
            for word in (option, text)
        ]
        document = json.loads(run("plan", kind, *sizes, *values, "--json").stdout)
        assert document["values"]["output"] == case["y"]


def test_the_plan_document_tells_stages_and_overlaps(run: Run) -> None:
    document = plan(run, "transposed -i 1x4 -k 1x3 -s 1x2")
    assert document["overlaps"] == [[1, 1, 2, 1, 2, 1, 2, 1, 1]]
    assert document["stages"] == [
        {"name": "input", "size": [1, 4]},
        {"name": "insert zeros", "size": [1, 7]},
        {"name": "pad", "size": [1, 11]},
        {"name": "turn the kernel", "size": [1, 11]},
        {"name": "slide", "size": [1, 9]},
    ]
    assert [stage["name"] for stage in plan(run, "conv -i 5 -k 3")["stages"]] == ["input", "slide"]
    assert [stage["name"] for stage in plan(run, "conv -i 5 -k 3 -p 1")["stages"]] == ["input", "pad", "slide"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("roundtrip -i 5 -k 3 -p 1 -s 2", "conv_i5_k3_p1_s2_roundtrip.gif"),
        ("checkerboard -k 3 -s 2", "transposed_i5_k3_s2_checkerboard.png"),
        ("conv -i 5 -k 3 --values", "conv_i5_k3_values.gif"),
        ("transposed -i 3 -k 3 --stages --still", "transposed_i3_k3_stages_still.png"),
    ],
)
def test_views_have_commands_and_file_names(line: str, name: str, run: Run, tmp_path: Path) -> None:
    result = run(*line.split())
    assert result.returncode == 0, result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert result.stdout.startswith(name)


def test_a_picture_whose_numbers_are_small_says_how_wide_it_must_be(run: Run) -> None:
    result = run("conv", "-i", "20", "-k", "3", "--values", "--every", "50")
    assert result.returncode == 0
    assert result.stderr.startswith("note: the numbers can be read from ")
    assert "numbers" not in run("conv", "-i", "3", "-k", "2", "--values").stderr


@pytest.mark.parametrize(("suffix", "says"), [(".gif", "-o a.png suits it better"), (".png", "")])
def test_one_picture_in_a_file_for_films_says_which_suits_it(suffix: str, says: str, run: Run) -> None:
    result = run(*["checkerboard", "-i", "3", "-k", "3", "-s", "2", "--still", "-o"], f"a{suffix}")
    assert result.returncode == 0
    assert says in result.stderr and bool(says) is bool(result.stderr)


@pytest.mark.parametrize(
    ("suffix", "title"),
    [
        (".gif", "Every other pixel"),
        (".gif", "it's; touch x"),
        *((suffix, '"$(ls)" & é — → Ж') for suffix in (".gif", ".png", ".webp", ".svg", ".html")),
    ],
)
def test_a_title_is_quoted_in_the_command_that_a_file_keeps(title: str, suffix: str, run: Run) -> None:
    assert run("conv", "-i", "3", "-k", "2", "--title", title, "-o", f"a{suffix}", "-q").returncode == 0
    assert json.loads(run("inspect", "--json", f"a{suffix}").stdout)["matches"] is True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--title", ""], "--title is empty"),
        (["--title", "a" * 121], "--title has 121 characters"),
        (["--title", "cat 🐈"], "--title has 🐈, which cannot be drawn"),
        (["--title", "漢"], "--title has 漢"),
        (["--title", "a\tb"], "--title has U+0009"),
        (["--title", "a\u0301"], "--title has U+0301"),
        (["--title", "a", "--no-title"], "--title stands in the heading"),
        (["--formula", "--no-title"], "--formula stands in the heading"),
    ],
)
def test_a_heading_that_cannot_be_is_refused(words: list[str], said: str, run: Run, tmp_path: Path) -> None:
    result = run("conv", "-i", "3", "-k", "2", *words)
    assert result.returncode == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.glob("*.gif"))


@pytest.mark.parametrize("kind", ["conv", "transposed"])
@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp"])
def test_frames_that_change_nothing_are_drawn(kind: str, suffix: str, run: Run) -> None:
    words = [kind, "-i", "3", "-k", "2", "--stages", "--no-caption", "-o", f"a{suffix}"]
    assert run(*words).returncode == 0


@pytest.mark.parametrize("title", ["W" * 120, "https://example.org/" + "a" * 60, "a " * 60])
@pytest.mark.parametrize("width", [240, 800])
def test_a_long_title_stays_on_the_page(title: str, width: int) -> None:
    layout = compose(Recipe(Convolution.of(3, 2), Options(title=title, width=width))).layout
    assert all(text.x + text.length * (not text.right) <= layout.width for text in layout.texts)


def test_help_lists_what_the_tables_hold(run: Run) -> None:
    assert all(name in run("-h").stdout for name in COMMANDS if not name.endswith("1d"))
    words = run("conv", "-h").stdout
    assert all(name in words for name in (*THEMES, *ENCODERS))


def test_no_command_shows_the_help(run: Run) -> None:
    result = run()
    assert (result.returncode, result.stdout) == (0, run("-h").stdout)


def test_version(run: Run) -> None:
    assert run("--version").stdout == "convanim, version 0.1.0\n"


LIGHT = {
    "help": ("-h", set()),
    "help of a command": ("conv -h", set()),
    "version": ("--version", set()),
    "a page to explore": ("explore", set()),
    "an impossible layer": ("conv -i 5 -k 7", set()),
    "a bad size": ("conv -i 5x -k 7", set()),
    "an unknown option": ("conv -i 5 -k 3 --nope", set()),
    "an unknown suffix": ("conv -i 5 -k 3 -o a.gfi", set()),
    "an unknown theme": ("conv -i 5 -k 3 --theme no", set()),
    "a missing theme file": ("conv -i 5 -k 3 --theme no.toml", set()),
    "the themes": ("themes", set()),
    "a theme's check": ("themes dark", set()),
    "no folder": ("conv -i 5 -k 3 -o no/a.gif", set()),
    "too many frames": ("conv -i 10000 -k 3", set()),
    "plan": ("plan conv -i 5 -k 3", set()),
    "help of a group": ("embed -h", set()),
    "help of a picture to embed": ("embed conv -h", set()),
    "a bad picture to embed": ("embed conv -i 5 -k 7", set()),
    "no post": ("md no.md -o out.md", set()),
    "plan as JSON": ("plan conv -i 5 -k 3 --json", {"numpy"}),
}


@pytest.mark.parametrize(("line", "allowed"), LIGHT.values(), ids=LIGHT)
def test_what_does_not_draw_loads_nothing_heavy(line: str, allowed: set[str], tmp_path: Path) -> None:
    script = (
        "import sys\nfrom convanim.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'matplotlib', 'imageio', 'PIL'} & set(sys.modules)))\n"
    )
    command = [sys.executable, "-c", script, *line.split()]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    loaded = set(json.loads(result.stdout.splitlines()[-1].replace("'", '"')))
    assert loaded <= allowed


def plan(run: Run, line: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("plan", *line.split(), "--json").stdout)
    return document


def test_the_plan_document_has_the_numbers(run: Run) -> None:
    document = plan(run, "transposed -i 3 -k 3 -p 1 -s 2")
    assert document["schema"] == 1
    assert document["layer"] == {
        "kind": "transposed",
        "input": [3, 3],
        "kernel": [3, 3],
        "padding": [[1, 1], [1, 1]],
        "stride": [2, 2],
        "dilation": [1, 1],
        "output_padding": [0, 0],
    }
    assert document["output"] == [5, 5]
    assert document["equivalent"] == {
        "zero_insertion": [1, 1],
        "padding": [[1, 1], [1, 1]],
        "stride": [1, 1],
        "size": [7, 7],
    }
    assert document["unread"] == [0, 0]
    assert document["steps"][0] == {"output": [0, 0], "window": [0, 0], "reads": [[0, 0, 1, 1]]}
    assert len(document["steps"]) == 25


def test_the_steps_of_the_plan_document_compute_the_layer(run: Run) -> None:
    for kind in (name for name, layer in LAYERS.items() if layer.reduction.weighted):
        case = next(c for c in FRAMEWORK_CASES if c["kind"] == kind and "y" in c and max(c["output"]) > 4)
        sizes = {
            name: "x".join(map(str, case[name])) for name in ("input", "kernel", "padding", "stride", "dilation")
        }
        line = " ".join(f"--{name} {size}" for name, size in sizes.items())
        if kind == "transposed":
            line += " --output-padding " + "x".join(map(str, case["output_padding"]))
        document = plan(run, f"{kind} {line}")
        y = np.zeros(case["output"])
        for step in document["steps"]:
            y[tuple(step["output"])] = sum(case["x"][r][c] * case["w"][u][v] for r, c, u, v in step["reads"])
        assert document["output"] == case["output"]
        assert np.array_equal(y, case["y"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("conv1d -i 9 -k 2 -d 4 -p causal", "conv --1d -i 9 -k 2 -d 4 -p causal"),
        ("maxpool -i 4 -k 2", "maxpool -i 4 -k 2 -s 2 --ceil-mode --values"),
        ("avgpool -i 3 --global", "avgpool -i 3 -k 3"),
    ],
)
def test_two_ways_to_say_the_same_plan_the_same_steps(run: Run, one: str, other: str) -> None:
    first, second = plan(run, one), plan(run, other)
    assert all(first.get(key) == second.get(key) for key in ("output", "steps", "values", "overlaps", "stages"))


def test_the_plan_document_says_where_the_file_has_what(run: Run, tmp_path: Path) -> None:
    line = "conv -i 6 -k 3 -p 1 -s 2 --theme dark --width 600 --fps 4"
    document = plan(run, line)
    run(*line.split(), "-o", "a.gif")
    frames, times = by_pillow(tmp_path / "a.gif")
    picture = document["picture"]
    assert picture["size"] == [frames[0].shape[1], frames[0].shape[0]]
    assert picture["durations_ms"] == times
    panel, step = picture["panels"]["input"], document["steps"][0]
    x, y = (
        panel[axis] + (step["window"][1 - n] + 1) * panel["cell"] + panel["cell"] // 2 for n, axis in enumerate("xy")
    )
    color = "#{:02x}{:02x}{:02x}".format(*frames[picture["frame_steps"].index(0)][y, x])
    assert color == picture["colors"]["window_input"]
    assert (panel["rows"], panel["cols"]) == (8, 8)


def test_a_layer_too_large_to_draw_still_has_a_plan(run: Run) -> None:
    document = plan(run, "conv -i 1x1000 -k 1x3")
    assert document["picture"] is None
    assert len(document["steps"]) == 998


def test_the_plan_has_the_line_of_each_framework(run: Run) -> None:
    code = plan(run, "transposed -i 3 -k 3 -p 1 -s 2")["code"]
    assert list(code) == ["pytorch", "keras", "jax", "flax", "nnx", "onnx"]
    assert code["pytorch"] == "nn.ConvTranspose2d(1, 1, kernel_size=3, stride=2, padding=1)"
    words = run("plan", "transposed", "-i", "3", "-k", "3", "-p", "1", "-s", "2").stdout.splitlines()
    lines = dict(zip(("PyTorch", "Keras", "JAX", "Linen", "NNX", "ONNX"), code.values(), strict=True))
    assert words[-6:] == [f"{name:9}{line}" for name, line in lines.items()]


def test_the_plan_for_people_works_for_any_size(run: Run) -> None:
    words = run("plan", "conv", "-i", "100000", "-k", "3", "-s", "2").stdout
    assert "= 49999" in words
    assert "…" in words
    assert len(words.splitlines()) < 60


def test_the_plan_without_a_kind_is_the_table_of_both(run: Run) -> None:
    lines = run("plan", "-i", "3", "-k", "3", "-p", "1", "-s", "2").stdout.splitlines()
    assert lines[0].split("  ")[0] == "operation"
    assert "p = 1" in lines[2]
    assert "s = 2" in lines[2]
    assert "3 → 2" in lines[2]
    assert "s − 1 = 1" in lines[3]
    assert "d(k − 1) − p = 1" in lines[3]
    assert "3 → 5" in lines[3]


def test_the_plan_without_a_kind_says_which_kind_refuses(run: Run) -> None:
    result = run("plan", "-i", "3", "-k", "5", "-s", "2")
    assert "refused" in result.stdout
    assert "conv: kernel 5 does not fit input 3" in result.stdout
    assert "3 → 9" in result.stdout


def test_an_unwritable_folder_is_one_line_and_exit_1(tmp_path: Path, run: Run) -> None:
    result = run("conv", "-i", "5", "-k", "3", "-o", "/proc/a.gif")
    assert result.returncode == 1
    assert result.stderr.startswith("convanim: cannot write /proc/a.gif")
    assert result.stderr.count("\n") == 1


def test_output_survives_a_terminal_without_unicode(run: Run) -> None:
    result = run("conv", "-i", "5", "-k", "3", env={**os.environ, "PYTHONIOENCODING": "latin-1"}, encoding="latin-1")
    assert result.returncode == 0
    assert "5×5 ? 3×3" in result.stdout


@pytest.mark.parametrize("line", ["plan conv -i 4 -k 3", "conv -i 4 -k 3 -o -"])
def test_a_full_disk_behind_stdout_is_one_line_and_exit_1(line: str, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "convanim", *line.split()]
        result = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True)
    assert result.returncode == 1
    assert result.stderr == "convanim: cannot write to stdout: No space left on device\n"


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    script = f"{sys.executable} -m convanim plan conv -i 60 -k 3 --json | head -c 10"
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
    assert result.stderr == ""
