"""A file painted anew has the bytes of one that is drawn."""

from __future__ import annotations

import re
import shlex
from functools import cache

import pytest

from convanim.pipeline.repaint import repainted
from convanim.pipeline.write import animate_bytes
from convanim.recipe.from_words import read_words
from convanim.recipe.recipe import Recipe
from convanim.style.themes import THEMES

LAYER = "conv -i 5 -k 3 -p 1 -s 2 --width 400"

PICTURES = {
    "a GIF": (LAYER, ".gif"),
    "one that plays once, without a repeat": (f"{LAYER} --plays 1", ".gif"),
    "numbers, and a comment of several pieces": (
        f"conv -i 8 -k 3 --width 600 --input-values '{'; '.join(['0.123456789 1 2 3 4 5 6 7'] * 8)}' --every 9",
        ".gif",
    ),
    "stages, with zeros put in": ("transposed -i 3 -k 3 -p 1 -s 2 --stages --values --width 400", ".gif"),
    "unread and cropped cells": ("transposed -i 3 -k 2 -p 3 -s 4 --width 400", ".gif"),
    "stamps, and holes": ("transposed -i 3 -k 2 -s 3 --view scatter --values --width 400", ".gif"),
    "a matrix": ("conv -i 4 -k 3 --view matrix --width 500", ".gif"),
    "a round trip": ("roundtrip -i 4 -k 3 --width 500", ".gif"),
    "overlaps": ("checkerboard -k 3 -s 2 --width 400", ".png"),
    "an APNG": (LAYER, ".png"),
    "an APNG with numbers": (f"{LAYER} --values --plays 3", ".png"),
    "a still": (f"{LAYER} --still 3 --values", ".png"),
    "stages side by side": ("transposed -i 3 -k 3 -p 1 -s 2 --stages --still --width 700", ".png"),
    "a filmstrip": (f"{LAYER} --filmstrip 3 --width 700", ".png"),
}

ONE_COLOR = "".join(f'{name} = "#777777"\n' for name in ("background", "text", "muted", "accent", "tint"))
"""A theme in which colours that differ in others are one."""


@cache
def recipe_of(words: str) -> Recipe:
    return read_words(shlex.split(words)).recipe()


@cache
def drawn_anew(words: str, suffix: str, theme: str) -> tuple[bytes, str]:
    """A file, and which of its colours are one index."""
    data, report = animate_bytes(recipe_of(words).drawn(theme=theme), suffix)
    return data, report.joined


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("themes") / "own.toml"
    path.write_text(ONE_COLOR)
    return str(path)


@pytest.mark.parametrize(("words", "suffix"), PICTURES.values(), ids=PICTURES)
def test_a_file_painted_anew_is_the_one_that_is_drawn(words: str, suffix: str, own: str) -> None:
    before, joined = drawn_anew(words, suffix, "light")
    for theme in ("dark", "print", own, "light"):
        after, others = drawn_anew(words, suffix, theme)
        painted = repainted(recipe_of(words).drawn(theme=theme), suffix, before, joined)
        assert painted == (after if joined == others else None), theme
        before, joined = after, others


WITHOUT_NUMBERS = [name for name, (words, _) in PICTURES.items() if not re.search("values|matrix|roundtrip", words)]


@pytest.mark.parametrize("name", WITHOUT_NUMBERS)
def test_pictures_without_numbers_need_no_drawing_from_light_to_dark(name: str) -> None:
    words, suffix = PICTURES[name]
    assert drawn_anew(words, suffix, "light")[1] == drawn_anew(words, suffix, "dark")[1]


def test_seven_kinds_of_pictures_have_no_numbers() -> None:
    assert len(WITHOUT_NUMBERS) == 7


@pytest.mark.parametrize("suffix", [".webp", ".svg", ".html", ".mp4"])
def test_what_keeps_no_palette_is_drawn(suffix: str) -> None:
    assert repainted(recipe_of(LAYER).drawn(theme="dark"), suffix, b"", "") is None


def test_a_see_through_page_is_drawn() -> None:
    transparent = recipe_of(LAYER).drawn(theme="transparent")
    assert THEMES["transparent"].transparent
    assert repainted(transparent, ".gif", *drawn_anew(LAYER, ".gif", "light")) is None
    other = drawn_anew(LAYER, ".gif", "transparent")
    assert repainted(recipe_of(LAYER), ".gif", *other) is None


def test_a_file_of_another_number_of_colours_is_drawn() -> None:
    for suffix in (".gif", ".png"):
        other = drawn_anew("transposed -i 3 -k 2 -s 3 --view scatter --values --width 400", suffix, "light")
        assert repainted(recipe_of(LAYER), suffix, *other) is None
