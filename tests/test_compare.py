"""Comparisons: sides in step, what differs said and marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import convanim
from convanim.core.errors import ConvanimError
from convanim.layers.comparison import Comparison
from convanim.pipeline.compose import compose
from convanim.pipeline.write import animate_bytes
from convanim.planner.compare import DIFFERS
from convanim.planner.views import VIEWS
from convanim.publish.plan_document import plan_document
from convanim.recipe.from_table import read_table
from convanim.recipe.from_words import read_words
from convanim.recipe.recipe import Recipe
from convanim.scene.frames import Frame
from convanim.scene.roles import Shade

STRIDES = "conv -i 7 -k 3", "conv -i 7 -k 3 -s 2"
PADDINGS = "conv -i 5 -k 3 -p 1", "conv -i 5 -k 3 -p 1 --padding-mode reflect"


def compare(*layers: str, **more: Any) -> Recipe:
    return Recipe.of(Comparison, {"view": "compare", "layers": layers, **more})


def comparison(recipe: Recipe) -> Comparison:
    assert isinstance(recipe.subject, Comparison)
    return recipe.subject


def frames(recipe: Recipe) -> list[Frame]:
    return list(compose(recipe).picture.frames())


def test_what_differs_stands_out_and_nothing_else() -> None:
    facts = comparison(compare(*STRIDES)).facts
    assert [[fact.words for fact in side if fact.differs] for side in facts] == [["s 1"], ["s 2"]]
    assert [[fact.words for fact in side if not fact.differs] for side in facts] == [["conv", "i 7", "k 3"]] * 2


def test_what_differs_is_bold_above_its_picture() -> None:
    texts = compose(compare(*STRIDES)).layout.texts
    assert {text.text for text in texts if text.bold and len(text.text) == 3} == {"s 1", "s 2"}


def test_they_go_on_in_step_and_the_shorter_waits_for_the_longer() -> None:
    steps = [frame for frame in frames(compare(*STRIDES)) if frame.step is not None]
    assert len(steps) == 25
    assert [frame.caption for frame in (steps[0], steps[8], steps[24])] == [
        "1 of 25, 1 of 9", "9 of 25, 9 of 9", "25 of 25, 9 of 9",
    ]  # fmt: skip


def test_each_side_shows_what_it_shows_alone() -> None:
    alone = Recipe.of(type(comparison(compare(*STRIDES)).sides[0].subject), {"input": 7, "kernel": 3})
    own = [frame for frame in frames(alone) if frame.step is not None]
    both = [frame for frame in frames(compare(*STRIDES)) if frame.step is not None]
    for one, other in zip(own, both, strict=True):
        for name in ("input", "output"):
            grid, same = one.grids[name], other.grids[f"1 {name}"]
            assert grid.window == same.window
            assert [grid.cells[code] for code in grid.codes.ravel().tolist()] == [
                same.cells[code] for code in same.codes.ravel().tolist()
            ]


def test_cells_are_of_one_size() -> None:
    places = compose(compare(*STRIDES)).layout.places
    assert len({place.cell for place in places.values()}) == 1


def test_cells_that_differ_are_marked_and_no_others() -> None:
    recipe = compare(*PADDINGS, diff=True)
    numbers = [side.numbers for side in comparison(recipe).sides]
    assert numbers[0]
    assert numbers[1]
    last = frames(recipe)[-1]
    for row in range(5):
        for column in range(5):
            differs = numbers[0].output[0][row][column] != numbers[1].output[0][row][column]
            for side in ("1 output", "2 output"):
                assert (last.grids[side][row, column].role is DIFFERS) == differs
    assert plan_document(recipe)["differs"] == [[row, column] for _, row, column in comparison(recipe).differences]


def test_the_plan_holds_the_plan_of_each_side() -> None:
    document = plan_document(compare(*STRIDES))
    assert [side["output"] for side in document["compare"]] == [[5, 5], [3, 3]]
    assert [step for step in document["picture"]["frame_steps"] if step is not None] == list(range(25))


@pytest.mark.parametrize("view", [name for name, view in VIEWS.items() if "conv" in view.kinds])
def test_every_view_can_be_compared(view: str) -> None:
    words = f"conv -i 4 -k 2 --view {view}"
    assert len(frames(compare(words, "conv -i 4 -k 2"))) > 9


def test_a_stack_can_be_compared() -> None:
    assert frames(compare("stack -i 6 'conv -k 3' 'conv -k 3'", "conv -i 6 -k 5"))


@pytest.mark.parametrize("suffix", [".gif", ".svg", ".html", ".webp"])
def test_every_moving_format_holds_it(suffix: str) -> None:
    data, report = animate_bytes(compare("conv -i 4 -k 2", "conv -i 4 -k 2 -s 2"), suffix, cache=False)
    assert data
    assert report.frames == 11


@pytest.mark.parametrize("suffix", [".png", ".pdf", ".svg"])
def test_every_still_format_holds_it(suffix: str) -> None:
    assert animate_bytes(compare("conv -i 4 -k 2", "conv -i 4 -k 3", still="last"), suffix, cache=False)[0]


def test_a_page_of_steps_holds_it() -> None:
    assert animate_bytes(compare("conv -i 3 -k 2", "conv -i 3 -k 3", filmstrip="3"), ".png", cache=False)[0]


def test_words_and_tables_and_python_ask_for_the_same() -> None:
    recipe = compare(*STRIDES, theme="dark")
    assert read_words(["compare", *STRIDES, "--theme", "dark"]).recipe() == recipe
    assert read_table({"kind": "compare", "layers": list(STRIDES), "theme": "dark"}, Path()) == recipe
    assert convanim.compare(*STRIDES, theme="dark").recipe == recipe


def test_pictures_are_put_beside_and_above_each_other() -> None:
    one, other = convanim.conv(7, 3, theme="dark"), convanim.conv(7, 3, stride=2)
    beside, above = one | other, one / other
    assert comparison(beside.recipe).sides == comparison(compare(*STRIDES)).sides
    assert beside.recipe.options.theme == "dark"
    left, right = (compose(beside.recipe).layout.places[f"{side} input"] for side in (1, 2))
    assert left.x + left.width < right.x
    upper, lower = (compose(above.recipe).layout.places[f"{side} input"] for side in (1, 2))
    assert upper.y + upper.height < lower.y
    assert len(comparison((beside | convanim.conv(6, 3)).recipe).sides) == 3
    with pytest.raises(TypeError):
        one | 3  # type: ignore[operator,unused-ignore]


REFUSED: dict[str, tuple[tuple[str, ...], dict[str, Any], str]] = {
    "none": ((), {}, "a comparison of no pictures; name 2 to 4"),
    "one": (("conv -i 5 -k 3",), {}, "a comparison of 1 picture; name 2 to 4"),
    "five": (("conv -i 5 -k 3",) * 5, {}, "a comparison of 5 pictures; name 2 to 4"),
    "a wrong side": (("conv -i 5 -k 3", "conv -i 5 -k 9"), {}, "picture 2, 'conv -i 5 -k 9': kernel 9 does not fit"),
    "a look of its own": (("conv -i 5 -k 3", "conv -i 5 -k 3 --theme dark"), {}, "--theme dark is for all pictures"),
    "itself": (("compare a b", "conv -i 5 -k 3"), {}, "'compare' is not compared|picture 1"),
    "other sizes": (STRIDES, {"diff": True}, "diff=True compares outputs of one size, and these are"),
    "a place": (STRIDES, {"place": "under"}, "choose from above, beside"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_one_line_that_names_the_side_and_a_way_out(name: str) -> None:
    layers, more, words = REFUSED[name]
    with pytest.raises(ConvanimError, match=words) as refusal:
        compare(*layers, **more)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "layers",
    [
        ("conv -i 6 -k 3", "stack -i 6 'conv -k 3' 'relu'"),
        ("conv -i 5 -k 3 --view roundtrip", "conv -i 5 -k 3 -d 2 --view roundtrip"),
        ("stack -i 6 --in-channels 3 'conv -k 3 --out-channels 2'", "conv -i 4 -k 2 --view roundtrip"),
    ],
)
def test_stacks_and_round_trips_side_by_side_have_shades_of_one_scale(layers: tuple[str, ...]) -> None:
    layers = tuple(words if "roundtrip" in words else words.replace(" -i", " --values -i", 1) for words in layers)
    composition = compose(compare(*layers, cells="shades"))
    picture = composition.picture
    assert len({scale.words for scale in picture.scales}) == len(picture.scales) in (2, 3)
    *_, last = picture.frames()
    seen = {name: type(grid[0, 0].role) for name, grid in last.grids.items() if "kernel" not in name}
    assert set(seen.values()) == {Shade}


@pytest.mark.parametrize("words", ["conv {input} {kernel}", "stack {input} 'conv {kernel}'"])
def test_of_several_planes_those_cells_are_marked_that_differ(words: str) -> None:
    given = "--input-values '1 2 3; 4 5 6; 7 8 9'"
    kernels = [f'--out-channels 2 --kernel-values "1 0; 0 1 || {second}"' for second in ("2 0; 0 0", "0 0; 0 2")]
    recipe = compare(*(words.format(input=given, kernel=kernel) for kernel in kernels), diff=True)
    assert plan_document(recipe)["differs"] == [[1, row, column] for row in range(2) for column in range(2)]
    *_, last = frames(recipe)
    assert last.caption.startswith("4 of 8 ")
    looks = {name: {cell.role for cell in (grid[0, 0], grid[1, 1])} for name, grid in last.grids.items()}
    assert [looks[f"{side} output_1"] for side in (1, 2)] == [{DIFFERS}, {DIFFERS}]
    assert all(DIFFERS not in looks[f"{side} output_0"] for side in (1, 2))


@pytest.mark.parametrize("view", ["scatter", "matrix"])
@pytest.mark.parametrize("size", [2, 6])
def test_marked_cells_are_those_of_the_output_where_a_view_has_them_elsewhere(view: str, size: int) -> None:
    kernels = "1 0 0; 0 0 0; 0 0 1", "1 0 0; 0 0 0; 0 0 2"
    sides = [f"transposed -i {size} -p 1 --kernel-values '{kernel}' --view {view}" for kernel in kernels]
    recipe = compare(*sides, diff=True)
    *_, last = frames(recipe)
    grid = last.grids["1 output"]
    found = {
        place
        for place in np.ndindex(grid.codes.shape[0], grid.codes.shape[1])
        if grid[place[0], place[1]].role is DIFFERS
    }
    cells = [(row, column) for _, row, column in comparison(recipe).differences]
    assert cells
    if view == "scatter":
        assert found == {(row + 1, column + 1) for row, column in cells}
    else:
        hidden = size * size - len(grid.codes)
        assert found == {(row * size + column - hidden, 0) for row, column in cells if row * size + column >= hidden}
