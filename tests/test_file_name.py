from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim.layers.kinds import LAYERS, meant
from convanim.recipe.file_name import LONGEST_STEM
from convanim.recipe.from_table import read_table
from convanim.recipe.from_words import read_words
from convanim.recipe.picture_kinds import PICTURE_KINDS
from convanim.recipe.recipe import Recipe

NAMES: dict[str, tuple[str, dict[str, Any], str]] = {
    "numbers": ("transposed", {"padding": 1, "stride": 2}, "transposed_i3_k2_p1_s2.gif"),
    "theme": ("conv", {"theme": "dark"}, "conv_i3_k2_dark.gif"),
    "view": ("transposed", {"view": "scatter"}, "transposed_i3_k2_scatter.gif"),
    "values": ("conv", {"values": True}, "conv_i3_k2_values.gif"),
    "seed": ("conv", {"seed": 7}, "conv_i3_k2_seed7.gif"),
    "seed and values": ("conv", {"seed": 7, "values": True}, "conv_i3_k2_seed7.gif"),
    "seed 0": ("conv", {"seed": 0}, "conv_i3_k2_values.gif"),
    "kernel": ("conv", {"kernel_values": "box"}, "conv_i3_k2_box.gif"),
    "kernel and seed": ("conv", {"kernel_values": "box", "seed": 2}, "conv_i3_k2_box_seed2.gif"),
    "look": ("conv", {"width": 480, "fps": 0.5, "no_title": True}, "conv_i3_k2_width480_fps0.5_notitle.gif"),
    "still": ("conv", {"still": "whole"}, "conv_i3_k2_still.png"),
    "still of a step, dark": ("conv", {"still": "2", "theme": "dark"}, "conv_i3_k2_dark_still2.png"),
    "rows": ("conv", {"rows": "0:1", "every": 2}, "conv_i3_k2_every2_rows0-1.gif"),
    "plays": ("conv", {"plays": "auto", "format": "webp"}, "conv_i3_k2_plays-auto.webp"),
    "limits change no picture": ("conv", {"max_frames": 9}, "conv_i3_k2.gif"),
}


def recipe(kind: str, options: dict[str, Any]) -> Recipe:
    row = PICTURE_KINDS[kind]
    return Recipe.of(row.subject, row.values({"input": 3, "kernel": 2, **options}))


@pytest.mark.parametrize(("kind", "options", "name"), NAMES.values(), ids=NAMES)
def test_a_file_is_named_after_what_is_not_the_default(kind: str, options: dict[str, Any], name: str) -> None:
    assert recipe(kind, options).file_name == name


@pytest.mark.parametrize(
    "options",
    [{"title": "Every other pixel"}, {"input_values": "1 2 3; 4 5 6; 7 8 9"}, {"kernel_values": "1 2; 3 4"}],
    ids=["title", "input", "kernel"],
)
def test_what_is_no_word_is_told_by_a_digest(options: dict[str, Any]) -> None:
    assert re.fullmatch(r"conv_i3_k2_(title|values)-[0-9a-f]{8}\.gif", recipe("conv", options).file_name)


REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "padding": st.integers(0, 1), "stride": st.integers(1, 2), "width": st.sampled_from([240, 480]),
        "theme": st.sampled_from(["dark", "print"]), "fps": st.sampled_from([0.5, 5.0]),
        "hold": st.sampled_from([0.5, 5.0]), "title": st.sampled_from(["a", "A", "a b", "dark", "values"]),
        "no_legend": st.booleans(), "formula": st.booleans(), "view": st.sampled_from(["matrix", "roundtrip"]),
        "still": st.sampled_from(["whole", "last", "2"]), "every": st.integers(1, 3),
        "rows": st.sampled_from(["0", "0:1", "1"]), "values": st.booleans(), "seed": st.integers(0, 11),
        "kernel_values": st.sampled_from(["box", "gaussian", "1 2; 3 4", "12 3; 4 5"]),
        "input_values": st.sampled_from(["1 2 3; 4 5 6; 7 8 9", "1 2 3; 4 5 6; 7 8 0"]),
    },
)  # fmt: skip


@given(REQUESTS, REQUESTS)
@settings(max_examples=100, deadline=None)
def test_two_pictures_never_get_one_name_however_letters_are_told_apart(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    first, second = recipe("conv", one), recipe("conv", other)
    same = (first.command, first.options.suffix) == (second.command, second.options.suffix)
    assert (first.file_name.lower() == second.file_name.lower()) is same


def test_a_name_is_never_too_long_for_a_file_system() -> None:
    options = {
        "padding": "0+1x1+0",
        "values": True,
        "seed": 10**50,
        "title": "a" * 100,
        "fps": 1.2345678,
        "rows": "0:1",
    }
    assert len(recipe("conv", options).file_name) <= LONGEST_STEM + len(".gif")
    assert recipe("conv", options).file_name != recipe("conv", {**options, "theme": "dark"}).file_name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(
            (name, "transposed")
            for name in ("deconv", "ConvTranspose2d", "conv-transpose", "upconv", "Conv2DTranspose")
        ),
        *((name, "conv") for name in ("conv2d", "Conv2D", "convolution")),
    ],
)
def test_names_that_people_use_are_taken_wherever_a_kind_is_named(name: str, kind: str) -> None:
    assert meant(name) == kind
    assert isinstance(read_words([name, "-i", "3", "-k", "2"]).recipe().subject, LAYERS[kind])
    assert isinstance(read_table({"kind": name, "input": 3, "kernel": 2}, Path()).subject, LAYERS[kind])
