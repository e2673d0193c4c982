from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import convanim
from convanim.core.errors import ByPlace, ConvanimError, Setting, Shown, Wording, python_wording
from convanim.core.files import file_with, require_writable_place
from convanim.core.frame_folder import require_folder_place
from convanim.core.limits import LIMITS
from convanim.core.safe_toml import parse
from convanim.encoder.inspect import read_facts
from convanim.layers.kinds import LAYERS
from convanim.pipeline.compose import compose
from convanim.pipeline.theme_sheet import draw_sheet
from convanim.pipeline.way_out import is_a_way
from convanim.pipeline.write import animate_bytes, animate_frames
from convanim.publish.gallery.manifest import entry_of
from convanim.publish.markdown.style import Style, require_style
from convanim.publish.page_files import dark_theme, require_shown
from convanim.recipe.formats import require_format
from convanim.recipe.from_words import read_words
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.recipe.wording import command_line_wording, table_wording
from tests.conftest import Run

PLACES: dict[str, Wording] = {
    "command line": command_line_wording,
    "Python": python_wording,
    "TOML": table_wording,
}

Settings = Mapping[str, Any]


def in_words(kind: str, written: str) -> None:
    """A picture as a command line asks for it, all but drawn."""
    compose(read_words([kind, *shlex.split(written)]).recipe())


def in_python(kind: str, written: str) -> None:
    """The same as a call asks for it."""
    compose(Recipe.of(LAYERS[kind], eval(f"dict({written})")))


def in_a_table(kind: str, written: str) -> None:
    """The same as a table of a gallery asks for it."""
    compose(entry_of({"name": "a", "kind": kind} | parse(written), Path()).recipe)


ASK: dict[str, tuple[Callable[[str, str], None], str]] = {
    "command line": (in_words, " "),
    "Python": (in_python, ", "),
    "TOML": (in_a_table, "\n"),
}
"""How each place is asked, and what stands between two settings there."""


def ask(place: str, kind: str, settings: Settings) -> None:
    """Ask for a picture in a place, in the words of that place."""
    function, between = ASK[place]
    function(kind, between.join(PLACES[place](Setting(*item)) for item in settings.items()))


REFUSED: dict[str, tuple[str, Settings, tuple[str, str, str]]] = {
    "kernel does not fit": (
        "conv", {"input": 5, "kernel": 7},
        ("; use -p 1 or a kernel (-k) of at most 5", "; use padding=1 or a kernel of at most 5",
         "; use padding = 1 or a kernel of at most 5"),
    ),
    "padding with a name": (
        "conv", {"input": 5, "kernel": 3, "padding": "sane"},
        ("-p 'sane' is not known; use -p with a number, HxW, or one of",
         "padding 'sane' is not known; use padding with a number, (rows, columns), or one of",
         "padding 'sane' is not known; use padding with a number, [rows, columns], or one of"),
    ),
    "causal in two dimensions": (
        "conv", {"input": 5, "kernel": 3, "padding": "causal"},
        ("; use --1d, or -p 1", "; use dims=1, or padding=1", "; use dims = 1, or padding = 1"),
    ),
    "no window": (
        "maxpool", {"input": 5},
        ("use -k 2, --output-size 1 or --global", "use kernel=2, output_size=1 or global_pooling=True",
         "use kernel = 2, output_size = 1 or global_pooling = true"),
    ),
    "least": (
        "conv", {"input": (5, 6), "kernel": 3, "stride": 0},
        ("-s 0: the stride is at least 1; use -s 1 or more", "stride=0: the stride is at least 1; use stride=1 or",
         "stride = 0: the stride is at least 1; use stride = 1 or more"),
    ),
    "not a size": (
        "conv", {"input": "5y", "kernel": 3},
        ("-i '5y' is not a size: input takes a whole number (-i 3) or rows x columns (-i 3x5)",
         "input='5y' is not a size: input takes a whole number (input=3) or rows x columns (input=(3, 5))",
         "input = '5y' is not a size: input takes a whole number (input = 3) or rows x columns (input = [3, 5])"),
    ),
    "output padding": (
        "transposed", {"input": 3, "kernel": 3, "stride": 2, "output_padding": 2},
        ("use --output-padding 1 or less", "use output_padding=1 or less", "use output_padding = 1 or less"),
    ),
    "no output": (
        "transposed", {"input": 2, "kernel": 2, "padding": ((2, 2), (2, 2))},
        ("; use -p 1 or less", "; use padding=1 or less", "; use padding = 1 or less"),
    ),
    "output padding of same": (
        "transposed", {"input": 3, "kernel": 3, "padding": "same", "output_padding": 1},
        ("-p same makes o = i·s, so there is no output padding; leave out --output-padding",
         "padding='same' makes o = i·s, so there is no output padding; leave out output_padding",
         'padding = "same" makes o = i·s, so there is no output padding; leave out output_padding'),
    ),
    "no input": (
        "conv", {"kernel": 3},
        ("missing option -i/--input: the input size; use -i 3, or --input-values with",
         "missing argument input: the input size; use input=3, or input_values with",
         "input is missing: the input size; use input = 3, or input_values with"),
    ),
    "kernel of another size": (
        "conv", {"input": 9, "kernel": (5, 4), "kernel_values": "sobel-x"},
        ("--kernel-values sobel-x needs a 3×3 kernel, but -k is 5×4; use -k 3",
         "kernel_values='sobel-x' needs a 3×3 kernel, but kernel is 5×4; use kernel=3",
         'kernel_values = "sobel-x" needs a 3×3 kernel, but kernel is 5×4; use kernel = 3'),
    ),
    "odd kernel": (
        "conv", {"input": 9, "kernel": (4, 2), "kernel_values": "identity"},
        ("; use -k 5x3", "; use kernel=(5, 3)", "; use kernel = [5, 3]"),
    ),
    "numbers of another size": (
        "conv", {"input": 9, "kernel": 3, "kernel_values": "1 2"},
        ("--kernel-values has 1×2 numbers, but -k is 3×3; leave -k out",
         "kernel_values has 1×2 numbers, but kernel is 3×3; leave kernel out",
         "kernel_values has 1×2 numbers, but kernel is 3×3; leave kernel out"),
    ),
    "no numbers": (
        "conv", {"kernel": 3, "input_values": ""},
        ('--input-values has no numbers; use rows such as "1 2; 3 4", a .csv, .tsv or .txt file, or - for stdin',
         "input_values has no numbers; use rows such as [[1, 2], [3, 4]], an array, or a .csv, .tsv, .txt file",
         'input_values has no numbers; use rows such as "1 2; 3 4", or a .csv, .tsv or .txt file'),
    ),
    "theme": (
        "conv", {"input": 5, "kernel": 3, "theme": "drak"},
        ("--theme 'drak' is not known; did you mean 'dark'?", "theme 'drak' is not known; did you mean 'dark'?",
         "theme 'drak' is not known; did you mean 'dark'?"),
    ),
    "width": (
        "conv", {"input": 5, "kernel": 3, "width": 9},
        ("--width 9 is out of range; use --width from", "width=9 is out of range; use width from",
         "width = 9 is out of range; use width from"),
    ),
    "cells too small": (
        "conv", {"input": (1, 200), "kernel": (1, 3), "width": 800},
        ("picture of --width 800: cells would be smaller than 4 px; use --width 900, or a smaller -i, or",
         "picture of width=800: cells would be smaller than 4 px; use width=900, or a smaller input, or",
         "picture of width = 800: cells would be smaller than 4 px; use width = 900, or a smaller input, or"),
    ),
    "numbers too small": (
        "conv", {"input": 28, "kernel": 3, "seed": 1, "width": 500, "cells": "numbers"},
        ("px at --width 500; use --width", "px at width=500; use width=", "px at width = 500; use width = "),
    ),
    "time of a step": (
        "conv", {"input": 5, "kernel": 3, "fps": 0},
        ("--fps 0 is out of range; use --fps from", "fps=0 is out of range; use fps from",
         "fps = 0 is out of range; use fps from"),
    ),
    "time of the last step": (
        "conv", {"input": 5, "kernel": 3, "hold": -0.5},
        ("--hold -0.5 is out of range; use --hold from", "hold=-0.5 is out of range; use hold from",
         "hold = -0.5 is out of range; use hold from"),
    ),
    "no step": (
        "conv", {"input": 5, "kernel": 3, "every": 0},
        ("--every 0 draws no step; use --every 1 or more", "every=0 draws no step; use every=1 or more",
         "every = 0 draws no step; use every = 1 or more"),
    ),
    "rows": (
        "conv", {"input": 8, "kernel": 3, "rows": "some"},
        ("--rows 'some' is not a range of rows; use --rows 0:2, counted from 0, or --rows 3",
         "rows 'some' is not a range of rows; use rows='0:2', counted from 0, or rows='3'",
         "rows 'some' is not a range of rows; use rows = \"0:2\", counted from 0, or rows = \"3\""),
    ),
    "rows down": (
        "conv", {"input": 8, "kernel": 3, "rows": "4:1"},
        ("--rows 4:1 counts down; use --rows 1:4", "rows='4:1' counts down; use rows='1:4'",
         'rows = "4:1" counts down; use rows = "1:4"'),
    ),
    "too many frames on a page": (
        "conv", {"input": 12, "kernel": 3, "filmstrip": "1-100"},
        ("--filmstrip 1-100 is 100 steps, and 60 are the most on a page; use --filmstrip 12 for so many",
         "filmstrip='1-100' is 100 steps, and 60 are the most on a page; use filmstrip='12' for so many",
         'filmstrip = "1-100" is 100 steps, and 60 are the most on a page; use filmstrip = "12" for so many'),
    ),
    "frames that do not fit a page": (
        "conv", {"input": 8, "kernel": 3, "filmstrip": "30", "width": 320},
        ("a page of --width 320 so that cells can be read; use --filmstrip 8 or --width 620",
         "a page of width=320 so that cells can be read; use filmstrip='8' or width=620",
         'a page of width = 320 so that cells can be read; use filmstrip = "8" or width = 620'),
    ),
    "no such frame": (
        "conv", {"input": 5, "kernel": 3, "still": "99"},
        ("--still 99 is not a step; use first", "still=99 is not a step; use first",
         "still = 99 is not a step; use first"),
    ),
    "view": (
        "conv", {"input": 5, "kernel": 3, "view": "scatter"},
        ("--view scatter is not one of a standard convolution; use --view with one of",
         "view='scatter' is not one of a standard convolution; use view with one of",
         'view = "scatter" is not one of a standard convolution; use view with one of'),
    ),
    "stages": (
        "conv", {"input": 5, "kernel": 3, "view": "matrix", "stages": True},
        ("--view matrix has no --stages; leave one of them out, or use --view gather",
         "view='matrix' has no stages=True; leave one of them out, or use view='gather'",
         'view = "matrix" has no stages = true; leave one of them out, or use view = "gather"'),
    ),
    "matrix": (
        "conv", {"input": (1, 300), "kernel": (1, 3), "view": "matrix"},
        ("--view matrix: the matrix of this layer is 298×300, and 64×64 is the largest that can be read; use -i 1x64",
         "view='matrix': the matrix of this layer is 298×300, and 64×64 is the largest that can be read; "
         "use input=(1, 64)",
         'view = "matrix": the matrix of this layer is 298×300, and 64×64 is the largest that can be read; '
         "use input = [1, 64]"),
    ),
    "round trip": (
        "conv", {"input": 5, "kernel": 3, "padding": ((0, 1), (0, 1)), "view": "roundtrip"},
        ("; use -p with a number", "; use padding with a number", "; use padding with a number"),
    ),
    "too many frames": (
        "conv", {"input": 100, "kernel": 3, "width": 1000},
        ("9,607 frames (at most 5,000: --max-frames); use --every 3, a smaller layer, or 'convanim plan'",
         "9,607 frames (at most 5,000: max_frames); use every=3, a smaller layer, or 'convanim plan'",
         "9,607 frames (at most 5,000: --max-frames); use every = 3, a smaller layer, or 'convanim plan'"),
    ),
    "too many pixels": (
        "conv", {"input": 5, "kernel": 3, "max_pixels": 999},
        ("(at most 999: --max-pixels); use a smaller --width, or a smaller layer",
         "(at most 999: max_pixels); use a smaller width, or a smaller layer",
         "(at most 999: --max-pixels); use a smaller width, or a smaller layer"),
    ),
    "a limit": (
        "conv", {"input": 5, "kernel": 3, "max_taps": 0},
        ("--max-taps 0 lets nothing through", "max_taps=0 lets nothing through", "max_taps = 0 lets nothing through"),
    ),
    "plays": (
        "conv", {"input": 5, "kernel": 3, "plays": "3", "still": "last"},
        ("--plays 3: one picture does not play; leave out --plays or --still",
         "plays='3': one picture does not play; leave out plays or still",
         'plays = "3": one picture does not play; leave out plays or still'),
    ),
}  # fmt: skip
"""What is asked, and what each place says of it: the command line, Python, TOML."""


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_is_in_the_words_of_the_place_that_was_asked(case: str, place: str) -> None:
    kind, settings, words = REFUSED[case]
    with pytest.raises(ConvanimError) as refusal:
        ask(place, kind, settings)
    assert words[list(PLACES).index(place)] in refusal.value.worded(PLACES[place])


def ways_out(error: ConvanimError) -> list[dict[str, Any]]:
    """The settings that are named as ways out: those with `with` between them go together."""
    ways: list[dict[str, Any]] = []
    for before, part in zip(("", *error.way), error.way, strict=False):
        if isinstance(part, Setting) and is_a_way(part):
            if before != " with ":
                ways.append({})
            ways[-1][part.name] = part.value
    return ways


NAMED_WAYS = {"dims", "global_pooling", "output_size",
    "padding", "stride", "output_padding", "input", "kernel", "width", "every", "rows", "filmstrip", "view",
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_every_way_out_that_is_a_setting_is_accepted_where_it_was_named(place: str) -> None:
    tried = set()
    for kind, settings, _ in REFUSED.values():
        with pytest.raises(ConvanimError) as refusal:
            ask(place, kind, settings)
        for way in ways_out(refusal.value):
            ask(place, kind, {**settings, **way})
            tried |= set(way)
    assert tried == NAMED_WAYS


SIZES: list[tuple[str, dict[str, Any]]] = [
    ("conv", {"input": 64, "kernel": 3}),
    ("conv", {"input": 300, "kernel": 3}),
    ("conv", {"input": (1, 400), "kernel": (1, 3)}),
    ("conv", {"input": (1, 3000), "kernel": (1, 3)}),
    ("conv", {"input": 1000, "kernel": 3}),
    ("conv", {"input": 60, "kernel": 40}),
    ("transposed", {"input": 40, "kernel": 3, "stride": 2}),
    ("transposed", {"input": 20, "kernel": 30, "stride": 10}),
]

MORE: list[dict[str, Any]] = [{}, {"still": "last"}, {"view": "matrix"}, {"width": 1600}, {"filmstrip": "12"}]

LARGE = [(kind, {**sizes, **more}) for kind, sizes in SIZES for more in MORE]
"""Layers that are too large in one way or several."""


def test_ways_out_of_what_is_too_large_are_not_refused_again() -> None:
    """Each way is followed as it is worded, be it one setting or several together."""
    followed = 0
    for kind, settings in LARGE:
        try:
            ask("command line", kind, settings)
        except ConvanimError as refusal:
            for way in ways_out(refusal):
                ask("command line", kind, {**settings, **way})
                followed += 1
    assert followed > 10


LAYER = LAYERS["conv"].of(5, 3)

ELSEWHERE: dict[str, tuple[Callable[[], object], tuple[str, str, str]]] = {
    "no folder": (
        lambda: require_writable_place(Path("nowhere/a b.gif")),
        ("-o 'nowhere/a b.gif': there is no folder 'nowhere'; make it first, or use -o 'a b.gif'",
         "path='nowhere/a b.gif': there is no folder 'nowhere'; make it first, or use path='a b.gif'",
         'path = "nowhere/a b.gif": there is no folder \'nowhere\'; make it first, or use path = "a b.gif"'),
    ),
    "a folder": (
        lambda: require_writable_place(Path("here")),
        ("-o here is a folder; use -o with a file name, as in -o here/picture.gif",
         "path='here' is a folder; use path with a file name, as in path='here/picture.gif'",
         'path = "here" is a folder; use path with a file name, as in path = "here/picture.gif"'),
    ),
    "there already": (
        lambda: require_writable_place(Path("there.gif"), clobber=False),
        ("-o there.gif is there already, and --no-clobber keeps it; use another -o",
         "path='there.gif' is there already, and clobber=False keeps it; use another path",
         'path = "there.gif" is there already, and clobber = false keeps it; use another path'),
    ),
    "frames": (
        lambda: require_folder_place(Path("there.gif")),
        ("--frames there.gif is a file; use --frames with", "frames='there.gif' is a file; use frames with",
         'frames = "there.gif" is a file; use frames with'),
    ),
    "frames of a still": (
        lambda: animate_frames(Recipe(LAYER, Options(plays="3")), Path("new")),
        ("--frames writes PNG pictures, which do not move; leave out --plays 3",
         "frames writes PNG pictures, which do not move; leave out plays='3'",
         'frames writes PNG pictures, which do not move; leave out plays = "3"'),
    ),
    "opaque": (
        lambda: animate_bytes(Recipe(LAYER, Options(theme="transparent")), ".mp4"),
        ("--theme transparent: a .mp4 file is opaque; use --theme light, or -o with .webp",
         "theme='transparent': a .mp4 file is opaque; use theme='light', or path with .webp",
         'theme = "transparent": a .mp4 file is opaque; use theme = "light", or format = "webp"'),
    ),
    "two formats": (
        lambda: require_format(Path("a.gif"), "png", False, None),
        ("-o a.gif and --format png are two formats; leave out --format, or use -o a.png",
         "path='a.gif' and format='png' are two formats; leave out format, or use path='a.png'",
         'path = "a.gif" and format = "png" are two formats; leave out format, or use path = "a.png"'),
    ),
    "one picture": (
        lambda: require_format(Path("a.pdf"), None, False, None),
        ("; add --still or --filmstrip, or use", "; add still or filmstrip, or use",
         "; add still or filmstrip, or use"),
    ),
    "no suffix of a sheet": (
        lambda: draw_sheet([], Path("a.jpg")),
        ("the suffix of -o 'a.jpg' is not known", "the suffix of path 'a.jpg' is not known",
         "the suffix of path 'a.jpg' is not known"),
    ),
    "too many steps of an SVG": (
        lambda: animate_bytes(Recipe(LAYERS["conv"].of(37, 3)), ".svg"),
        ("; use -o with .html or .gif, --every N or --rows A:B for some of the steps, a smaller -i, or a larger -s",
         "; use path with .html or .gif, every=N or rows=A:B for some of the steps, a smaller input, or a larger str",
         '; use format = "html" or "gif", every = N or rows = A:B for some of the steps, a smaller input, or a '),
    ),
    "no image": (
        lambda: require_shown("a.pdf", Options(still="last")),
        ("-o a.pdf: a .pdf file is not shown", "path='a.pdf': a .pdf file is not shown",
         'path = "a.pdf": a .pdf file is not shown'),
    ),
    "dark theme": (
        lambda: dark_theme(Options(), "drak"),
        ("--dark-theme 'drak' is not known", "dark_theme 'drak' is not known", "dark_theme 'drak' is not known"),
    ),
    "page": (
        lambda: require_style(Style(page="rst")),
        ("--for rst is not for a Markdown post", "page='rst' is not for a Markdown post",
         'page = "rst" is not for a Markdown post'),
    ),
    "too much to decode": (
        lambda: read_facts(animate_bytes(Recipe(LAYER), ".gif")[0], dict.fromkeys(LIMITS, 1)),
        ("; use --max-pixels with a larger number", "; use max_pixels with a larger number",
         "; use max_pixels with a larger number"),
    ),
}  # fmt: skip
"""What is refused where only one or two of the places can ask; it has words for each."""


@pytest.mark.parametrize("case", ELSEWHERE)
def test_what_only_some_places_can_ask_is_worded_too(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("here").mkdir()
    Path("there.gif").touch()
    refused, words = ELSEWHERE[case]
    with pytest.raises(ConvanimError) as refusal:
        refused()
    for said, wording in zip(words, PLACES.values(), strict=True):
        assert said in refusal.value.worded(wording)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Setting("padding"), ("-p", "padding", "padding")),
        (Setting("padding", 2), ("-p 2", "padding=2", "padding = 2")),
        (
            Setting("padding", ((0, 1), (2, 2))),
            ("-p 0+1x2", "padding=((0, 1), (2, 2))", "padding = [[0, 1], [2, 2]]"),
        ),
        (Setting("input", (5, 7)), ("-i 5x7", "input=(5, 7)", "input = [5, 7]")),
        (Setting("input", (5, 5)), ("-i 5", "input=(5, 5)", "input = [5, 5]")),
        (Setting("input_values"), ("--input-values", "input_values", "input_values")),
        (Setting("values", True), ("--values", "values=True", "values = true")),
        (Setting("title", "A b"), ("--title 'A b'", "title='A b'", 'title = "A b"')),
        (Setting("fps", 2.0), ("--fps 2", "fps=2.0", "fps = 2")),
        (Setting("fps", 1 / 3), ("--fps 0.3333333333333333", "fps=0.3333333333333333", "fps = 0.3333333333333333")),
        (Setting("alt", 'a "b"'), ("--alt 'a \"b\"'", "alt='a \"b\"'", 'alt = "a \\"b\\""')),
        (Setting("path", "a.gif"), ("-o a.gif", "path='a.gif'", 'path = "a.gif"')),
        (Setting("page", "html"), ("--for html", "page='html'", 'page = "html"')),
        (Setting("still", Shown("007")), ("--still 007", "still=007", "still = 007")),
        (ByPlace("HxW", "(rows, columns)", "[…]"), ("HxW", "(rows, columns)", "[…]")),
        (file_with(".gif"), ("-o with .gif", "path with .gif", 'format = "gif"')),
    ],
    ids=str,
)
def test_a_setting_has_the_words_of_each_place(part: Setting | ByPlace, words: tuple[str, str, str]) -> None:
    assert tuple(wording(part) for wording in PLACES.values()) == words


def test_a_refusal_can_be_put_behind_words_before_its_place_is_known() -> None:
    error = ConvanimError("no ", Setting("padding", 2), way=("use ", Setting("padding", 1))).prefixed("a.toml: ")
    assert error.worded(table_wording) == "a.toml: no padding = 2; use padding = 1"


def test_a_post_answers_each_block_in_its_own_words(run: Run, tmp_path: Path) -> None:
    blocks = ("conv -i 5 -k 7", 'kind = "conv"\ninput = 5\nkernel = 7')
    post = "\n".join(f"```convanim\n{block}\n```\n" for block in blocks)
    (tmp_path / "post.md").write_text(post, encoding="utf-8")
    words, table = run("md", "post.md", "-o", "index.md").stderr.splitlines()
    assert "; use -p 1 or" in words
    assert "; use padding = 1 or" in table


@pytest.mark.parametrize(
    ("settings", "words"),
    [("kernel = 7", "; use padding = 1 or"), ('kernel = 3\nview = "scatter"', "; use view with one of")],
    ids=["found in reading", "found in drawing"],
)
def test_a_gallery_answers_in_toml(settings: str, words: str, run: Run, tmp_path: Path) -> None:
    picture = f'[[picture]]\nname = "a"\nkind = "conv"\ninput = 5\n{settings}\n'
    (tmp_path / "gallery.toml").write_text(picture, encoding="utf-8")
    said = run("gallery", "gallery.toml")
    assert words in said.stdout + said.stderr


def test_every_option_that_a_refusal_names_has_a_flag() -> None:
    sources = Path(convanim.__file__).parent.rglob("*.py")
    named = {name for path in sources for name in re.findall(r'Setting\(\s*"(\w+)"', path.read_text("utf-8"))}
    assert len(named) > 20
    assert not [name for name in named if not command_line_wording(Setting(name, False)).startswith("-")]
