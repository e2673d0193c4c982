"""Laws that hold for anything, tried on examples that nobody thought of; `make torture` tries many more."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from convanim.core.errors import ConvanimError
from convanim.encoder.encoders import ENCODERS
from convanim.layers.axis import PADDING_MODES
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.layers.padding import PADDINGS
from convanim.layers.parameters import PARAMETERS
from convanim.pipeline.compose import compose
from convanim.pipeline.write import animate_bytes
from convanim.publish.markdown.post import Asked, BlockPlace, PostError, plan_post
from convanim.publish.plan_document import plan_document
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.shape_formats import SHAPE_FORMATS
from convanim.style.color import rgb
from convanim.style.theme_file import read_theme
from convanim.style.themes import THEMES
from convanim.values.parse import read_values
from tests.cases import LAYER_VIEWS
from tests.decoders import by_pillow
from tests.torture.runner import Case, run
from tests.torture.texts import PIECES
from tests.torture.words import FILES, GOOD, HOSTILE, commands

pytestmark = pytest.mark.skipif(os.name != "posix", reason="commands are bounded by limits and alarms of Unix")

EXAMPLES = os.environ.get("CONVANIM_EXAMPLES")
"""So many of each law, always others; without it few, always the same."""

settings.register_profile(
    "laws", max_examples=int(EXAMPLES or 20), derandomize=not EXAMPLES, print_blob=True, deadline=None, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
settings.load_profile("laws")

SUFFIXES = [suffix for suffix, encoder in ENCODERS.items() if not encoder.video_only] + list(SHAPE_FORMATS)
"""Those of formats that need no extra."""

MOST_CELLS = 30


def pairs(least: int, most: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(*[st.integers(least, most)] * 2)


OPTION_CHOICES: dict[str, list[Any]] = {
    "padding_mode": [*PADDING_MODES], "ceil_mode": [False, True], "count_include_pad": [None, False, True],
}  # fmt: skip


@st.composite
def layers(draw: st.DrawFn) -> Layer:
    """Any layer that is small."""
    kind = draw(st.sampled_from(list(LAYERS.values())))
    bounds = {"input": (1, 4), "kernel": (1, 3), "padding": (0, 2), "stride": (1, 3), "dilation": (1, 2)}
    dims = draw(st.sampled_from([1, 2, 2]))
    sizes: dict[str, Any] = {
        name: draw(pairs(*bounds.get(name, (0, 2))))[2 - dims :] for name in PARAMETERS if name in kind.parameters
    }
    if draw(st.integers(0, 3)) == 0:
        sizes["padding"] = draw(st.sampled_from([*PADDINGS]))
    for name, choices in OPTION_CHOICES.items():
        if name in kind.options:
            sizes[name] = draw(st.sampled_from(choices))
    try:
        layer = kind.of(**sizes, dims=dims)
    except ConvanimError:
        event("refused")
        assume(False)
    assume(layer.output[0] * layer.output[1] <= MOST_CELLS)
    return layer


@st.composite
def options(draw: st.DrawFn) -> Options:
    """Any way to draw it."""
    theme, view = draw(st.sampled_from(sorted(THEMES))), draw(st.sampled_from(sorted(LAYER_VIEWS)))
    still, width = draw(st.sampled_from([None, None, "first", "last", "whole"])), draw(st.integers(240, 500))
    heading: dict[str, Any] = draw(st.sampled_from([{}, {"title": "A title"}, {"formula": True}, {"no_title": True}]))
    return Options(
        width, theme, draw(st.floats(0.5, 50)), draw(st.floats(0, 5)), view=view, still=still,
        no_legend=draw(st.booleans()), no_caption=draw(st.booleans()),
        stages=view == "gather" and draw(st.booleans()), every=draw(st.integers(1, 3)), **heading,
    )  # fmt: skip


@given(layers(), options(), st.sampled_from(SUFFIXES))
def test_any_layer_is_drawn_and_read_back_or_refused(layer: Layer, how: Options, suffix: str) -> None:
    """Every file is decoded and held against what was meant before it is handed on."""
    try:
        data, report = animate_bytes(Recipe(layer, how), suffix)
    except ConvanimError as error:
        event("refused")
        assert str(error).isprintable()
        return
    event(f"drawn as {suffix}")
    assert report.bytes == len(data) > 0
    assert report.frames == (1 if how.still else compose(Recipe(layer, how)).picture.survey.frames)


@given(layers(), st.sampled_from([name for name, theme in THEMES.items() if not theme.transparent]))
def test_any_layer_decodes_to_its_plan(tmp_path_factory: pytest.TempPathFactory, layer: Layer, theme: str) -> None:
    how = Options(width=800, theme=theme)
    try:
        composition = compose(Recipe(layer, how))
    except ConvanimError:
        assume(False)
    path = tmp_path_factory.mktemp("any") / "a.gif"
    path.write_bytes(animate_bytes(Recipe(layer, how), ".gif")[0])
    frames, times = by_pillow(path)
    document = plan_document(Recipe(layer, how))["picture"]
    assert list(times) == document["durations_ms"]
    assert [frames[0].shape[1], frames[0].shape[0]] == document["size"]
    colors = THEMES[theme]
    for image, frame in zip(frames, composition.picture.frames(), strict=True):
        for name, place in composition.layout.places.items():
            for row, column in np.ndindex(place.rows, place.columns):
                x, y = place.x + column * place.cell, place.y + row * place.cell
                pixels = image[y : y + place.cell, x : x + place.cell].reshape(-1, 3)
                found, counts = np.unique(pixels, axis=0, return_counts=True)
                role = frame.grids[name][row, column].role
                assert tuple(found[counts.argmax()]) == rgb(colors.look(role).fill)


def texts(*good: bytes) -> st.SearchStrategy[str]:
    """Any text, and any built of pieces that mean something."""
    pieces = st.sampled_from([*good, *PIECES]).map(lambda piece: piece.decode(errors="replace"))
    return st.one_of(st.text(), st.lists(st.one_of(pieces, st.text(max_size=4)), max_size=8).map("".join))


@given(texts(b'base = "dark"\n', b"[roles.input]\n", b'fill = "#fff"\n', b"accent ="))
def test_any_theme_file_is_a_theme_or_a_line(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "a.toml"
    path.write_bytes(text.encode(errors="surrogatepass"))
    try:
        theme = read_theme(path)
    except ConvanimError as error:
        assert str(path) in str(error)
    else:
        assert theme.name == "a.toml"


@given(texts(b"1 2;", b"3 4", b"1e-3", b",", b"\n"), st.sampled_from([".csv", ".tsv", ".txt"]))
def test_any_values_file_is_a_matrix_or_a_line(
    tmp_path_factory: pytest.TempPathFactory, text: str, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a{suffix}"
    path.write_bytes(text.encode(errors="surrogatepass"))
    try:
        matrix = read_values("input_values", str(path), None)
    except ConvanimError as error:
        assert str(error).startswith("input_values")
    else:
        assert len({len(row) for row in matrix}) == 1


@given(
    texts(
        b"```convanim\n",
        b"conv -i 3 -k 2\n",
        b"\n```\n",
        b"<!-- convanim: conv -i 2 -k 1 -->\n",
        b"\n<!-- /convanim -->\n",
        b"{/* convanim for=mdx: conv -i 2 -k 1 */}\n",
        b"\n{/* /convanim */}\n",
    )
)
def test_any_markdown_keeps_its_other_bytes_and_its_second_run_changes_nothing(text: str) -> None:
    place = BlockPlace("a.md", Path(), Path())
    try:
        once = plan_post(text, place)
    except PostError as error:
        assert all(problem.startswith("a.md, line ") for problem in error.problems)
        return
    event(f"{len(once.drawings)} files")
    if not once.drawings:
        assert once.text == text
    assert plan_post(once.text, place).text == once.text


GIVEN = st.fixed_dictionaries(
    {},
    optional={
        "images": st.sampled_from(["", ".", "images", "a b/c", "ü"]),
        "page": st.sampled_from(["commonmark", "html", "github", "mdx", "hugo"]),
        "url_prefix": st.sampled_from(["", "/x/", "https://example.org/?a=1:2&b=%20", "a b", "-->", "*/}"]),
        "format": st.sampled_from(["gif", "svg", "webp"]),
        "dark_switch": st.sampled_from(["", "material", "furo", ".dark", "[data-theme=dark]"]),
    },
)

BLOCK = "```convanim{}\nconv -i 3 -k 2 --title '*/ --> <b> & {{x}}'\n```\n"


@given(GIVEN, st.lists(st.sampled_from(["", " name=a", " for=html", " format=gif images=b"]), min_size=1, max_size=3))
@settings(max_examples=120, deadline=None)
def test_whatever_options_a_post_was_run_with_reruns_without_them_change_nothing(
    given: dict[str, str], words: list[str]
) -> None:
    plain, *quoted = (BLOCK.format(some) for some in words)
    text = (
        "A\n\n" + "\n".join([plain, *("> " + one.strip().replace("\n", "\n> ") + "\n" for one in quoted)]) + "\nB\n"
    )
    place = BlockPlace("a.md", Path(), Path())
    try:
        once = plan_post(text, place, Asked(given))
    except PostError as error:  # a selector in plain Markdown, say
        assert "-switch" in str(error) or "would take the name" in str(error)
        return
    again = plan_post(once.text, place)
    assert again.text == once.text == plan_post(again.text, place, Asked(given)).text
    assert [(one.images, one.shown.file) for one in again.drawings] == [
        (one.images, one.shown.file) for one in once.drawings
    ]


@st.composite
def vectors(draw: st.DrawFn) -> list[str]:
    """Any words: a command, its options, good and hostile values."""
    path = draw(st.sampled_from(sorted(commands())))
    words = list(path)
    for parameter in draw(st.lists(st.sampled_from(commands()[path]), max_size=5)) if commands()[path] else []:
        words += parameter.opts[:1] if parameter.param_type_name == "option" else []
        if not getattr(parameter, "is_flag", False):
            words.append(draw(st.sampled_from([*GOOD.get(str(parameter.name), ["1"]), *HOSTILE])))
    return [*words, *draw(st.lists(st.text(max_size=5), max_size=1))]


@given(vectors())
def test_any_words_end_well(words: list[str]) -> None:
    ending = run(Case(words, FILES))
    event(f"exit {ending.code}")
    assert ending.wrong == ""
