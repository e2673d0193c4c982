"""The handout of a lesson: one sheet of true size with both layers, their steps, numbers and code."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from PIL import Image

import convanim
from convanim.core.errors import ConvanimError
from convanim.layers.convolution import Convolution
from convanim.layers.handout import Handout
from convanim.layers.transposed import TransposedConvolution
from convanim.layout.paper_sizes import PAPERS
from convanim.pipeline.compose import Composition, compose
from convanim.planner.one_page import HandoutToShow, one_page
from convanim.recipe.from_words import read_words
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.scene.roles import Role

CASES: dict[str, dict[str, Any]] = {
    "the article's": {"input": 3, "kernel": 3, "padding": 1, "stride": 2},
    "no padding": {"input": 4, "kernel": 2},
    "cropped": {"input": 3, "kernel": 1, "padding": 1, "stride": 2},
    "uneven": {"input": (5, 4), "kernel": (3, 2), "padding": "0+1x0", "stride": (2, 3), "dilation": (1, 2)},
    "one row": {"input": 6, "kernel": 3, "stride": 3, "dims": 1},
    "same": {"input": 6, "kernel": 4, "padding": "same", "stride": 2},
}


def composed(sizes: dict[str, Any], **options: Any) -> Composition:
    return compose(Recipe(Handout.of(**sizes), Options(view="sheet", still="last", **options)))


@pytest.mark.parametrize("name", CASES)
def test_all_stands_within_the_sheet_and_no_picture_lies_on_another(name: str) -> None:
    layout = composed(CASES[name]).layout
    boxes = [(place.x, place.y, place.x + place.width, place.y + place.height) for place in layout.places.values()]
    for x0, y0, x1, y1 in boxes:
        assert 0 <= x0 < x1 <= layout.width and 0 <= y0 < y1 <= layout.height
        others = [box for box in boxes if box != (x0, y0, x1, y1)]
        assert not any(a0 < x1 and x0 < a1 and b0 < y1 and y0 < b1 for a0, b0, a1, b1 in others)
    for text in layout.texts:
        assert text.left >= 0 and text.left + text.length <= layout.width + 1, text.text
        assert text.size <= text.y < layout.height, text.text


@pytest.mark.parametrize("name", CASES)
def test_it_says_both_output_sizes_and_its_pictures_have_them(name: str) -> None:
    sizes = CASES[name]
    there, back = Convolution.of(**sizes), TransposedConvolution.of(**sizes)
    texts = " ".join(text.text for text in composed(sizes).layout.texts)
    assert f"o = {there.size_of(there.output)}" in texts
    assert f"o = {back.size_of(back.output)}" in texts
    frame = next(one_page(HandoutToShow(Handout.of(**sizes))).frames())
    shapes = [grid.codes.shape for grid in frame.grids.values()]
    for layer in (there, back):
        for shape in (layer.input, layer.output, (layer.axes[0].drawn, layer.axes[1].drawn)):
            assert shape in shapes
    assert all(link.source.panel in frame.grids and link.target.panel in frame.grids for link in frame.links)


def test_two_and_four_steps_are_numbered_and_the_code_of_three_frameworks_is_there() -> None:
    texts = [text.text for text in composed(CASES["the article's"]).layout.texts]
    assert [text for text in texts if text in "1234"][:6] == ["1", "2", "1", "2", "3", "4"]
    for title in ("PyTorch", "Keras", "JAX"):
        assert texts.count(title) == 2
    assert "3 and 4 both become 2. The way back from 2 is 3, or 4 with output padding 1." in texts
    row = texts[texts.index("input i") :]
    assert row[1:10] == [str(i) for i in range(2, 11)]
    assert row[row.index("convolution") + 1 :][:9] == [
        str(Convolution.of(i, 3, 1, 2).output[1]) for i in range(2, 11)
    ]


def test_the_windows_of_the_strip_are_those_of_the_steps() -> None:
    frame = next(one_page(HandoutToShow(Handout.of(**CASES["the article's"]))).frames())
    windows = [grid.window[:2] for grid in frame.grids.values() if grid.window and grid.codes.shape == (5, 5)]
    assert windows[:5] == [(0, 0), (0, 0), (0, 2), (2, 0), (2, 2)]
    made = [grid for grid in frame.grids.values() if grid.codes.shape == (2, 2)]
    assert [sum(grid[place].role is Role.OUTPUT_DONE for place in ((0, 0), (0, 1), (1, 0))) for grid in made[1:]] == [
        0, 1, 2, 3,
    ]  # fmt: skip


@pytest.mark.parametrize("paper", PAPERS)
def test_a_pdf_has_the_true_size_of_its_paper(paper: str) -> None:
    data = convanim.sheet(3, 3, padding=1, stride=2, paper=paper).bytes("pdf")
    match = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", data)
    assert match
    assert [float(side) for side in match.groups()] == pytest.approx(PAPERS[paper], abs=1)


def test_its_command_makes_it_again_and_a_picture_has_its_proportions() -> None:
    animation = convanim.sheet(3, 3, padding=1, stride=2, width=500)
    assert animation.recipe.command == "convanim sheet -i 3 -k 3 -p 1 -s 2 --width 500"
    assert read_words(animation.recipe.command.split()[1:]).recipe().subject == animation.recipe.subject
    assert eval(repr(animation), {"convanim": convanim}).recipe == animation.recipe
    with Image.open(io.BytesIO(animation.bytes("png"))) as image:
        assert image.size == (500, round(500 * PAPERS["a4"].height / PAPERS["a4"].width))


@pytest.mark.parametrize(
    ("sizes", "options", "says"),
    {
        "too large": ({"input": 14, "kernel": 3, "stride": 3}, {}, "do not fit a sheet of a4"),
        "no such paper": ({"input": 3, "kernel": 3}, {"paper": "b7"}, "a4"),
        "kernel too large": ({"input": 3, "kernel": 7}, {}, "kernel"),
    }.values(),
)
def test_what_cannot_be_is_refused(sizes: dict[str, Any], options: dict[str, Any], says: str) -> None:
    with pytest.raises(ConvanimError, match=says):
        convanim.sheet(**sizes, **options).bytes("png")


def test_on_a_page_and_as_a_plan_both_layers_are_told() -> None:
    animation = convanim.sheet(3, 3, padding=1, stride=2, width=500)
    assert "3×3 input to a 2×2 output in two steps" in animation.embed()
    assert [one["output"] for one in animation.plan()["sheet"]] == [[2, 2], [5, 5]]
