"""Stacks as they are asked for, planned and drawn."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

import convanim
from convanim.core.errors import ConvanimError
from convanim.layers.network import Network
from convanim.layers.stack import Stack, StackNumbers
from convanim.pipeline.compose import compose
from convanim.pipeline.write import animate_bytes
from convanim.planner.stack_course import coarseness
from convanim.planner.stack_panels import levels_of
from convanim.planner.views import VIEWS
from convanim.publish.plan_document import plan_document, plan_text
from convanim.recipe.from_table import read_table
from convanim.recipe.from_words import read_words
from convanim.recipe.numbers import NOWHERE, UnreachableError
from convanim.recipe.recipe import Recipe
from convanim.scene.frames import Frame, Route
from convanim.scene.roles import Paint, Role, Shade

SHARED = ["conv -k 3 -p 1", "maxpool -k 2", "conv -k 3"]
CAUSAL = [f"conv -k 2 -p causal -d {gap}" for gap in (1, 2, 4, 8)]
UNET = ["conv -k 3 -p 1", "maxpool -k 2", "conv -k 3 -p 1", "transposed -k 2 -s 2"]


def stack(size: Any, *layers: str, **more: Any) -> Recipe:
    return Recipe.of(Stack, {"view": "stack", "input": size, "layers": layers, **more})


def network(recipe: Recipe) -> Network:
    assert isinstance(recipe.subject, Stack)
    return recipe.subject.network


def panel_names(subject: Stack) -> list[str]:
    return [name for level in levels_of(subject) for name in level.panels.values()]


def frames(recipe: Recipe) -> list[Frame]:
    return list(compose(recipe).picture.frames())


def test_each_layer_takes_what_the_one_before_it_makes() -> None:
    assert [layer.output for layer in network(stack(16, *SHARED)).layers] == [(16, 16), (8, 8), (6, 6)]


def test_the_plan_says_what_each_layer_sees() -> None:
    document = plan_document(stack(16, *SHARED))
    assert document["receptive_field"] == {"size": [8, 8], "jump": [2, 2], "start": [2.5, 2.5]}
    assert [layer["receptive_field"]["size"] for layer in document["layers"]] == [[3, 3], [4, 4], [8, 8]]
    assert [len(field["rows"]) for field in document["fields"]] == [8, 6, 3, 1]
    assert document["at"] == [3, 3]
    assert document["field"] == {"rows": list(range(5, 13)), "columns": list(range(5, 13))}
    assert document["output"] == [6, 6]


def test_the_plan_of_one_dimension_has_lists_of_length_one() -> None:
    document = plan_document(stack(16, *CAUSAL, dims=1, at="15"))
    assert document["output"] == [16]
    assert document["receptive_field"]["size"] == [16]
    assert document["field"]["columns"] == list(range(16))


def test_the_table_of_the_plan_has_a_line_for_each_layer() -> None:
    lines = plan_text(stack(16, *SHARED).subject).splitlines()
    assert [line.split("  ")[0] for line in lines[4:8]] == ["input", "conv 3×3, padding 1", "maxpool 2×2", "conv 3×3"]
    assert lines[7].split() == ["conv", "3×3", "6×6", "8×8", "2", "2.5", "1×1"]


def test_numbers_flow_from_layer_to_layer() -> None:
    recipe = stack(4, "conv -k 3 -p 1", "relu", "maxpool -k 2", values=True)
    assert isinstance(recipe.numbers, StackNumbers)
    for one, other in itertools.pairwise(recipe.numbers.parts):
        assert one.output == other.input
    assert min(value or 0 for row in recipe.numbers.parts[1].output[0] for value in row) >= 0


def test_a_kernel_may_be_given_to_one_layer() -> None:
    recipe = stack(3, "conv --kernel-values '1 0; 0 0'", input_values="1 2 3; 4 5 6; 7 8 9")
    assert recipe.numbers
    assert recipe.numbers.output == (((1, 2), (4, 5)),)


@pytest.mark.parametrize("recipe", [stack(16, *SHARED), stack(8, *UNET), stack(16, *CAUSAL, dims=1, at=15)])
def test_the_last_frame_lights_the_very_field(recipe: Recipe) -> None:
    subject = recipe.subject
    assert isinstance(subject, Stack)
    last = frames(recipe)[-1]
    for name, field in zip(panel_names(subject)[:-1], subject.network.fields(subject.at), strict=False):
        grid = last.grids[name]
        rows, columns = grid.codes.shape
        lit = {(r, c) for r in range(rows) for c in range(columns) if _is_lit(grid[r, c].role)}
        assert lit == set(itertools.product(*field))


def _is_lit(role: Paint) -> bool:
    return role is Role.WINDOW_INPUT


def test_the_field_grows_back_by_one_layer_a_frame() -> None:
    grown = frames(stack(16, *SHARED))[-5:]
    seen = [sum(grid.window is not None for grid in frame.grids.values()) for frame in grown]
    assert seen == [1, 2, 3, 4, 4]
    captions = [frame.captions["input"].replace("\u00a0", " ") for frame in grown]
    assert captions == ["input: 16×16", "input: 16×16", "input: 16×16", "input: 8×8 of 16×16", "input: 8×8 of 16×16"]


def test_the_middle_of_a_cell_stands_opposite_what_it_sees() -> None:
    composition = compose(stack(16, *SHARED))
    recipe = stack(16, *SHARED)
    places = list(composition.layout.places.values())
    centres = [place.y + place.cell * (place.rows / 2) for place in places]
    assert max(centres) - min(centres) <= places[0].cell
    assert [place.cell / places[0].cell for place in places] == [1, 1, 2, 2]
    assert len(places) == len(network(recipe).layers) + 1


def test_one_dimension_is_lit_as_a_tree() -> None:
    last = frames(stack(16, *CAUSAL, dims=1, at=15))[-1]
    assert len(last.links) == 2 + 4 + 8 + 16
    assert all(link.source.single and link.target.single for link in last.links)


def test_paths_shade_the_field_and_no_other_cell() -> None:
    recipe = stack(8, "conv -k 3", "conv -k 3", effective=True)
    last = frames(recipe)[-1].grids["input"]
    rows, columns = network(recipe).field((2, 2))
    shaded = {place for place in itertools.product(range(8), range(8)) if last[place].role.key.startswith("overlap")}
    assert shaded == set(itertools.product(rows, columns))
    assert last[4, 4].role is Role.OVERLAP_4
    assert last[2, 2].role is Role.OVERLAP_1


def test_every_step_is_in_the_plan_of_the_picture() -> None:
    steps = plan_document(stack(6, "conv -k 3", "conv -k 2"))["picture"]["frame_steps"]
    assert [step for step in steps if step is not None] == list(range(4 * 4 + 3 * 3))


@pytest.mark.parametrize("suffix", [".gif", ".svg", ".html", ".webp"])
def test_every_moving_format_holds_it(suffix: str) -> None:
    data, report = animate_bytes(stack(4, "conv -k 3 -p 1", "maxpool -k 2", width=360), suffix, cache=False)
    assert data
    assert report.frames > 20


@pytest.mark.parametrize("suffix", [".png", ".pdf", ".svg"])
def test_every_still_format_holds_it(suffix: str) -> None:
    assert animate_bytes(stack(4, "conv -k 3", still="last"), suffix, cache=False)[0]


def test_words_and_tables_and_python_ask_for_the_same() -> None:
    recipe = stack("16", *SHARED, at="1,2", theme="dark")
    words = ["stack", "-i", "16", *SHARED, "--at", "1,2", "--theme", "dark"]
    table = {"kind": "stack", "input": 16, "layers": SHARED, "at": [1, 2], "theme": "dark"}
    python = convanim.stack(SHARED, 16, at=(1, 2), theme="dark")  # type: ignore[attr-defined,unused-ignore]
    assert read_words(words).recipe() == recipe
    assert read_table(table, Path()) == recipe
    assert python.recipe == recipe
    assert recipe.command == f"convanim stack -i 16 '{SHARED[0]}' '{SHARED[1]}' '{SHARED[2]}' --at 1,2 --theme dark"


def test_the_name_of_the_file_holds_the_layers() -> None:
    assert stack(16, *SHARED).file_name == "stack_i16_conv_k3_p1_maxpool_k2_conv_k3.gif"


REFUSED: dict[str, tuple[Any, list[str], dict[str, Any], str]] = {
    "no layers": (8, [], {}, "a stack has no layers; name one or more, each in quotes"),
    "no input": (None, ["conv -k 3"], {}, "input is missing|missing"),
    "too large a kernel": (8, ["conv -k 3", "conv -k 9"], {}, "layer 2, 'conv -k 9': kernel 9 does not fit input 6"),
    "an input of its own": (
        8,
        ["conv -i 8 -k 3"],
        {},
        "its input is what comes before it; leave out -i",
    ),
    "unknown": (8, ["conf -k 3"], {}, "did you mean 'conv'"),
    "no kernel": (8, ["conv"], {}, "layer 1, 'conv'.*-k"),
    "an option of drawing": (8, ["conv -k 3 --theme dark"], {}, "layer 1, .*no such option"),
    "an open quote": (8, ["conv -k '3"], {}, "a quote is not closed"),
    "beyond the output": (8, ["conv -k 3"], {"at": "6,0"}, "at='6,0' is not in the output of 6×6; use at='3,3'"),
    "no cell": (8, ["conv -k 3"], {"at": "x"}, "is not a row and a column"),
    "one number for two": (8, ["conv -k 3"], {"at": 3}, "is not a row and a column"),
    "a word that says too little": (8, ["upsample nearest"], {}, "use 'upsample nearest 2'"),
    "too many": (8, ["relu"] * 101, {}, "use at most 100"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_one_line_that_names_the_layer_and_a_way_out(name: str) -> None:
    size, layers, more, words = REFUSED[name]
    with pytest.raises(ConvanimError, match=words) as refusal:
        stack(size, *layers, **more)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("words", [["conv --kernel-values secret.csv"], ["relu"]])
def test_a_stack_in_a_post_reads_no_file(words: list[str]) -> None:
    more = ["--input-values", "secret.csv"] if words == ["relu"] else ["-i", "5"]
    with pytest.raises(UnreachableError):
        read_words(["stack", *words, *more]).recipe(NOWHERE)


def test_limits_hold_for_the_sum() -> None:
    alone = stack(20, "conv -k 5", max_taps=200)
    assert compose(alone)
    with pytest.raises(ConvanimError, match="taps"):
        compose(stack(20, "conv -k 5", "conv -k 5", max_taps=200))


def test_too_many_panels_for_a_width_say_what_fits() -> None:
    with pytest.raises(ConvanimError, match=r"use width=\d+"):
        compose(stack(40, *["conv -k 3 -p 1"] * 6))


def test_an_image_goes_through_a_stack_as_shades() -> None:
    layers = "conv -k 3 -p 1 --kernel-values sobel-x", "relu", "maxpool -k 2"
    composition = compose(stack(12, *layers, input_values="house", cells="shades"))
    recipe = composition.recipe
    assert isinstance(recipe.numbers, StackNumbers)
    *_, last = composition.picture.frames()
    names = panel_names(recipe.subject) if isinstance(recipe.subject, Stack) else []
    seen, made = composition.picture.scales
    values = [recipe.numbers.input[0], *(part.output[0] for part in recipe.numbers.parts)]
    for name, grid_values in zip(names, values, strict=True):
        scale = seen if name == "input" else made
        for row, column in itertools.product(range(len(grid_values)), repeat=2):
            cell = last.grids[name][row, column]
            value = grid_values[row][column]
            assert isinstance(cell.role, Shade)
            assert value is not None
            assert (cell.role.ramp, cell.role.step, cell.label) == (scale.ramp, scale.step(value), "")


def test_numbers_that_do_not_fit_become_shades_and_what_they_become_must_be_known() -> None:
    assert compose(stack(28, "conv -k 3", "relu", input_values="digit")).picture.scales
    with pytest.raises(ConvanimError, match="makes one plane of 4, and there is one; make 4 planes before it"):
        stack(8, "pixelshuffle 2", values=True)
    with pytest.raises(ConvanimError, match="nothing that is known to numbers"):
        stack(8, "conv -k 3 then named norm", values=True)


def test_layers_may_be_drawn_as_one_and_repeated() -> None:
    subject = stack(16, "3x conv -k 3 -p 1 --out-channels 4 then named norm then relu", "maxpool -k 2").subject
    assert isinstance(subject, Stack)
    assert [(block.times, block.planes, block.output) for block in subject.blocks] == [
        (3, 4, (16, 16)),
        (1, 4, (8, 8)),
    ]
    assert subject.marks == (0, 9, 10)
    separable = stack(8, "conv -k 3 -p 1 --out-channels 3 --groups 3", "conv -k 1 --out-channels 8", in_channels=3)
    first, *_ = frames(separable)
    met = [(link.source.panel, link.source.row, link.target.row) for link in first.links]
    assert [ends for number, *ends in met if number == "planes 0"] == [[0, 0], [1, 1], [2, 2]]  # a depthwise layer
    assert len([ends for number, *ends in met if number == "planes 1"]) == 3 * 4  # a pointwise one
    below = list(first.captions.values())
    assert below == ["input: 3×8×8", "depthwise\u00a0conv\u00a03×3: 3×8×8", "pointwise\u00a0conv\u00a01×1: 8×8×8"]
    assert len(frames(stack(16, *subject.words))) == VIEWS["stack"].course(subject).steps + 5
    with pytest.raises(ConvanimError, match="makes 4 planes"):
        stack(8, "conv -k 3 --out-channels 4", "conv -k 1 --in-channels 3")


def test_panels_that_are_too_many_for_their_cells_have_coarse_ones_that_hold_the_field() -> None:
    recipe = stack(100, *["conv -k 3 -p 1"] * 4, "maxpool -k 2", at="3,49")
    subject = recipe.subject
    assert isinstance(subject, Stack)
    *_, last = frames(recipe)
    each = coarseness(subject)
    for name, field, cells in zip(panel_names(subject), subject.network.fields(subject.at), each, strict=True):
        grid = last.grids[name]
        lit = {Role.WINDOW_INPUT, Role.OUTPUT_CURRENT}
        shape = grid.codes.shape
        places = [(row, column) for row in range(shape[0]) for column in range(shape[1])]
        found = {place for place in places if grid[place].role in lit}
        assert found == {(row // cells, column // cells) for row in field.rows for column in field.columns}


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("relu", "relu (0, 0) = max(0, −3) = 0"),
        ("abs", "abs (0, 0) = |−3| = 3"),
        ("bias -1.5", "bias -1.5 (0, 0) = −3 −\u00a01.5 = −4.5"),
        ("sigmoid", "sigmoid (0, 0) ≈ 1 / (1 + exp(3)) ≈ 0.0474"),
        ("upsample nearest 2", "upsample nearest 2 (0, 0) = (−3)·1 = −3"),
        ("maxpool -k 1", "maxpool 1×1 (0, 0) = max(−3) = −3"),
    ],
)
def test_a_word_says_what_it_does_to_a_number_and_joins_it_to_what_it_makes(word: str, said: str) -> None:
    recipe = stack(2, word, input_values="-3 1; 2 5")
    first = frames(recipe)[1]
    assert first.caption == said
    (link,) = first.links
    assert (link.source.panel, link.target.panel) == ("input", "output")
    assert first.grids["input"][0, 0].label == "−3"


def test_a_word_that_makes_a_whole_row_says_it_of_the_smallest_number() -> None:
    numbers = "; ".join(" ".join(str((row * 5 + column * 3) % 9 - 4) for column in range(8)) for row in range(8))
    said = [frame.caption for frame in frames(stack(8, "relu", input_values=numbers))]
    assert said[1] == "relu makes row 0: cell (0, 0) = max(0, −4) = 0"


def joined(recipe: Recipe) -> list[tuple[set[str], str]]:
    """For each step the panels that are read, and the one that is made."""
    found = [frame for frame in frames(recipe) if frame.step is not None]
    links = [[link for link in frame.links if link.route is not Route.WIRE] for frame in found]
    return [({link.source.panel for link in some}, some[0].target.panel) for some in links]


def test_a_pixel_shuffle_takes_each_cell_of_a_block_from_another_plane() -> None:
    plain, numbered = (
        stack(2, "pixelshuffle 2", in_channels=4),
        stack("2", "pixelshuffle 2", in_channels=4, values=True),
    )
    said = [frame.caption for frame in frames(plain)][1:7]
    assert [int(words.partition("from plane ")[2]) for words in said] == [0, 1, 0, 1, 2, 3]
    assert [panels for panels, _ in joined(plain)][:6] == [{f"input_{plane}"} for plane in (0, 1, 0, 1, 2, 3)]
    (x, (y,)) = numbered.numbers.input, numbered.numbers.output  # type: ignore[union-attr]
    assert [[y[row][column] for column in range(4)] for row in range(4)] == [
        [x[row % 2 * 2 + column % 2][row // 2][column // 2] for column in range(4)] for row in range(4)
    ]
    assert "(0, 0) = 1, from plane 0" in frames(numbered)[1].caption


def test_planes_of_a_stack_are_drawn_with_their_numbers_and_meet_in_their_groups_only() -> None:
    layers = "conv -k 3 --out-channels 3 --groups 3", "relu", "conv -k 1 --out-channels 2"
    recipe = stack(3, *layers, in_channels=3, values=True)
    document = plan_document(recipe)
    shapes = [[len(one["values"][name]) for name in ("input", "output")] for one in document["layers"]]
    assert shapes == [[3, 3], [3, 3], [3, 2]]
    assert len(document["layers"][2]["values"]["kernel"]) == 2
    alone, together = [{f"input_{plane}"} for plane in range(3)], {f"layer 2_{plane}" for plane in range(3)}
    assert joined(recipe) == [
        *zip(alone, ["layer 1_0", "layer 1_1", "layer 1_2"], strict=True),
        *(({f"layer 1_{plane}"}, f"layer 2_{plane}") for plane in range(3)),
        *((together, f"output_{plane}") for plane in range(2)),
    ]
    *_, last = frames(recipe)
    assert last.caption == "output (0, 0) sees 3×3 of 3×3 input cells, in 3 of 3 planes"
    parts = document["layers"][2]["values"]
    terms = [parts["input"][plane][0][0] * parts["kernel"][1][plane][0][0] for plane in range(3)]
    captions = [frame.caption for frame in frames(recipe)]
    said = next(one for one in captions if one.startswith("pointwise conv 1×1 (0, 0) of plane 1"))
    assert said.endswith(f"= {sum(terms)}".replace("-", "−"))


def test_a_field_of_planes_lights_those_that_are_read_alone() -> None:
    recipe = stack(6, "conv -k 3 --out-channels 4 --groups 2", "pixelshuffle 2", in_channels=4, at="1,0")
    *_, last = frames(recipe)
    lit = {name for name, grid in last.grids.items() if grid.window is not None}
    assert lit == {"output_0", "layer 1_2", "input_2", "input_3"}


def test_of_many_planes_four_are_drawn_and_the_picture_says_so() -> None:
    recipe = stack(6, "conv -k 3 --out-channels 64", "conv -k 1 --out-channels 5", values=True)
    picture = compose(recipe).picture
    names = [panel.name for panel in picture.panels]
    drawn = [f"{stage}_{plane}" for stage in ("layer 1", "output") for plane in (0, 1, 2, -1)]
    assert names == ["input_0", *(name.replace("1_-1", "1_63").replace("t_-1", "t_4") for name in drawn)]
    assert "first three and the last" in picture.heading.words
    assert any("(from 60 more)" in frame.caption for frame in picture.frames())
