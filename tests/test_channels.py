"""Channels and groups: against PyTorch's values, a plain loop, and the laws of groups."""

from __future__ import annotations

import json
import random
import shlex
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import convanim
from convanim.core.errors import ConvanimError
from convanim.frameworks.frameworks import framework_lines, read_module
from convanim.layers.base import Layer
from convanim.layers.channels import Channels, drawn_planes
from convanim.layers.compute import Cost, Planes, cost, gathered, planes_of
from convanim.layers.convolution import Convolution
from convanim.layers.kinds import LAYERS
from convanim.layers.pooling import MaxPooling
from convanim.layers.stack import Stack
from convanim.layers.transposed import TransposedConvolution
from convanim.pipeline.compose import Composition, compose
from convanim.pipeline.write import animate
from convanim.planner.alt_text import Seen
from convanim.planner.views import alt_text
from convanim.publish.plan_document import plan_document, plan_text
from convanim.recipe.from_table import read_table
from convanim.recipe.from_words import read_words
from convanim.recipe.recipe import Recipe
from convanim.scene.frames import Frame
from convanim.scene.roles import CHANNELS
from convanim.values.exact import shown
from tests.cases import CHANNEL_CASES, layer_of
from tests.conftest import Run

COUNT = 300
"""Random layers."""

Nested = tuple[Any, ...]


def nested(value: Any) -> Any:
    return tuple(map(nested, value)) if isinstance(value, list) else value


def case_name(case: dict[str, Any]) -> str:
    planes = f"{case['in_channels']} to {case['out_channels']}, {case['groups']}"
    return f"{case['kind']} {planes}{' refused' if 'error' in case else ''}"


@pytest.mark.parametrize("case", CHANNEL_CASES, ids=case_name)
def test_planes_and_groups_agree_with_pytorch(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(ConvanimError):
            layer_of(case)
        return
    layer = layer_of(case)
    assert list(layer.output) == case["output"]
    assert planes_of(layer, nested(case["x"]), nested(case["w"])).output == nested(case["y"])


def test_there_are_cases_of_every_sort() -> None:
    accepted = [case for case in CHANNEL_CASES if "y" in case]
    assert {case["kind"] for case in accepted} == {"conv", "transposed"}
    assert len(CHANNEL_CASES) - len(accepted) >= 8
    assert any(case["groups"] == case["in_channels"] > 1 for case in accepted)


def random_layers(seed: int) -> Iterator[tuple[Layer, random.Random]]:
    """Layers of several planes, as many as are wanted."""
    dice, found = random.Random(seed), 0
    while found < COUNT:
        groups, dims = dice.randint(1, 4), dice.choice([1, 2, 2])
        bounds = {"input": (1, 5), "kernel": (1, 3), "padding": (0, 2), "stride": (1, 3), "dilation": (1, 2)}
        sizes: dict[str, Any] = {name: dice.randint(low, high) for name, (low, high) in bounds.items()}
        kind: type[Layer] = LAYERS[dice.choice(["conv", "transposed"])]
        try:
            layer = kind.of(
                **sizes, dims=dims, groups=groups, in_channels=groups * dice.randint(1, 3),
                out_channels=groups * dice.randint(1, 3),
            )  # fmt: skip
        except ConvanimError:
            continue
        found += 1
        yield layer, dice


def random_planes(size: tuple[int, int], count: int, dice: random.Random) -> Nested:
    rows, columns = size
    return tuple(tuple(tuple(dice.randint(-5, 5) for _ in range(columns)) for _ in range(rows)) for _ in range(count))


def by_plain_loops(layer: Layer, x: Nested, w: Nested) -> list[list[list[int]]]:
    """PyTorch's definition, cell by cell: planes of group g meet planes of group g."""
    (rows, columns), (s, t), (d, e) = layer.output, layer.stride, layer.dilation
    (p, _), (q, _) = layer.padding
    inputs, outputs = layer.in_channels // layer.groups, layer.out_channels // layer.groups
    y = [[[0] * columns for _ in range(rows)] for _ in range(layer.out_channels)]
    for group, n, m in product(range(layer.groups), range(outputs), range(inputs)):
        made, read = group * outputs + n, group * inputs + m
        for u, v in product(range(layer.kernel[0]), range(layer.kernel[1])):
            if layer.stamps:
                for a, b in product(range(layer.input[0]), range(layer.input[1])):
                    row, column = a * s + u * d - p, b * t + v * e - q
                    if 0 <= row < rows and 0 <= column < columns:
                        y[made][row][column] += x[read][a][b] * w[read][n][u][v]
            else:
                for a, b in product(range(rows), range(columns)):
                    row, column = a * s + u * d - p, b * t + v * e - q
                    if 0 <= row < layer.input[0] and 0 <= column < layer.input[1]:
                        y[made][a][b] += x[read][row][column] * w[made][m][u][v]
    return y


def test_random_layers_agree_with_plain_loops() -> None:
    grouped = 0
    for layer, dice in random_layers(1):
        filters, each = layer.channels.shape
        x = random_planes(layer.input, layer.in_channels, dice)
        w = tuple(random_planes(layer.kernel, each, dice) for _ in range(filters))
        assert planes_of(layer, x, w).output == nested(by_plain_loops(layer, x, w))
        grouped += layer.groups > 1
    assert grouped > COUNT // 2


def test_a_layer_of_one_plane_is_the_layer_without_channels() -> None:
    for kind in LAYERS.values():
        layer = kind.of(5, 2, stride=2)
        x = random_planes(layer.input, 1, random.Random(2))
        w = (random_planes(layer.kernel, 1, random.Random(3)),)
        made = planes_of(layer, x, w)
        assert made.output == (gathered(layer, x[0], w[0][0]),)
        assert made.only.output == made.output[0] and layer.channels.single and not layer.planes_told()


def test_pooling_keeps_planes_apart() -> None:
    layer = MaxPooling.of(4, 2, in_channels=3)
    x = random_planes((4, 4), 3, random.Random(4))
    assert planes_of(layer, x, ()).output == tuple(gathered(layer, plane, ()) for plane in x)
    assert [list(layer.channels.reads(output)) for output in range(3)] == [[0], [1], [2]]


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_each_output_plane_reads_its_group_and_every_slab_is_met_once(groups: int) -> None:
    for by_input in (False, True):
        wiring = Channels(6, 12, groups, by_input)
        pairs = [(output, source) for output in range(12) for source in wiring.reads(output)]
        filters, each = wiring.shape
        assert sorted(wiring.place(*pair) for pair in pairs) == sorted(product(range(filters), range(each)))
        assert len(pairs) == wiring.slabs == 72 // groups
        assert all(output // (12 // groups) == source // (6 // groups) for output, source in pairs)


def test_groups_divide_the_weights_and_the_multiplications() -> None:
    whole, parted = (Convolution.of(7, 3, 1, in_channels=8, out_channels=8, groups=groups) for groups in (1, 4))
    assert cost(whole) == Cost(8 * 8 * 9, 8 * 8 * 9 * 49)
    assert cost(parted) == Cost(*(number // 4 for number in cost(whole)))
    assert cost(parted, parted.channels.ungrouped) == cost(whole)
    assert cost(TransposedConvolution.of(4, 3, 1, 2, in_channels=2, out_channels=5)) == Cost(90, 90 * 16)


@pytest.mark.parametrize(
    ("kind", "given", "message", "way"),
    [
        ("conv", {"in_channels": 3, "out_channels": 4, "groups": 2}, "groups 2 do not divide in channels 3", "4"),
        ("conv", {"in_channels": 4, "out_channels": 2, "groups": 4}, "groups 4 do not divide out channels 2", "4"),
        ("transposed", {"in_channels": 0}, "in channels is at least 1", "1"),
        ("conv", {"in_channels": 2, "out_channels": 2, "groups": -1}, "groups is at least 1", "1"),
        ("maxpool", {"out_channels": 3}, "has no out channels", "leave out"),
    ],
)
def test_planes_that_no_framework_takes_are_refused_with_a_way_out(
    kind: str, given: dict[str, Any], message: str, way: str
) -> None:
    with pytest.raises(ConvanimError) as refused:
        LAYERS[kind].of(6, 2, **given)
    assert message in str(refused.value) and way in str(refused.value).split(";")[1]
    for setting in refused.value.ways:
        if setting.value is not ... and kind != "maxpool":
            assert LAYERS[kind].of(6, 2, **{**given, setting.name: setting.value}).output


def values_of(kind: str, **given: Any) -> tuple[Layer, Planes]:
    recipe = Recipe.of(LAYERS[kind], given)
    assert isinstance(recipe.subject, Layer)
    assert isinstance(recipe.numbers, Planes)
    return recipe.subject, recipe.numbers


def test_planes_in_text_say_how_many_planes_there_are() -> None:
    layer, numbers = values_of("conv", input_values="1 2; 3 4 | 5 6; 7 8", kernel_values="1 | 10 || 100 | 1000")
    assert (layer.input, layer.kernel, layer.in_channels, layer.out_channels) == ((2, 2), (1, 1), 2, 2)
    assert numbers.output == (((51, 62), (73, 84)), ((5100, 6200), (7300, 8400)))
    flat, _ = values_of("conv", input_values="1 2; 3 4 | 5 6; 7 8", kernel_values="1 | 10 | 100 | 1000")
    assert flat == layer
    depthwise, numbers = values_of("conv", input_values="1 2 | 3 4", kernel_values="1 | 10", groups=2)
    assert depthwise.channels == Channels(2, 2, 2)
    assert numbers.output == (((1, 2),), ((30, 40),))
    back, numbers = values_of("transposed", input_values="1 | 2", kernel_values="1 | 10 | 100 || 1 | 2 | 3")
    assert back.channels == Channels(2, 3, 1, by_input=True)
    assert numbers.output == (((3,),), ((14,),), ((106,),))


def test_a_named_kernel_is_in_every_filter() -> None:
    _, numbers = values_of("conv", input=5, in_channels=2, out_channels=3, kernel_values="sobel-x")
    assert len(numbers.kernel) == 3 and len({slab for filter in numbers.kernel for slab in filter}) == 1


def test_planes_made_from_a_seed_differ_and_the_first_is_that_of_one_plane() -> None:
    _, numbers = values_of("conv", input=5, kernel=3, values=True, in_channels=3, out_channels=2)
    _, one = values_of("conv", input=5, kernel=3, values=True)
    assert numbers.input[0] == one.input[0] and numbers.kernel[0][0] == one.kernel[0][0]
    assert len({*numbers.input}) == 3 and len({slab for filter in numbers.kernel for slab in filter}) == 6


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"input_values": "1 2 | 3"}, "a plane of 1×2 numbers and one of 1×1"),
        ({"input_values": "1 2 | 3 x"}, "plane 2, row 1, column 2"),
        ({"input_values": "1 || 2"}, "has filters, which an input has not"),
        ({"input_values": "1 | 2", "in_channels": 3}, "has 2 planes, but in_channels=3"),
        ({"input_values": "1 | 2", "kernel_values": "1 | 2 || 3"}, "a filter of 2 planes and one of 1"),
        ({"input_values": "1 | 2", "kernel_values": "1 | 2 | 3"}, "3 planes, and the layer has 1 filter of 2 planes"),
        ({"input": 3, "kernel_values": "1 | 2 | 3", "in_channels": 2, "out_channels": 2}, "2 filters of 2 planes"),
    ],
)  # fmt: skip
def test_planes_that_do_not_fit_are_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ConvanimError) as refused:
        Recipe.of(Convolution, {"kernel": 1, **given})
    assert message in str(refused.value) and ";" in str(refused.value)


def test_nested_lists_are_planes_and_filters() -> None:
    x, w = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [[[[1]], [[10]]], [[[100]], [[1000]]]]
    picture = convanim.conv(input_values=x, kernel_values=w)
    assert picture.plan()["values"] == {
        "input": x,
        "kernel": w,
        "output": [[[51, 62], [73, 84]], [[5100, 6200], [7300, 8400]]],
    }
    for wrong in ([[1, 2], [[3]]], [[[[[1]]]]]):
        with pytest.raises(ConvanimError):
            convanim.conv(input_values=wrong, kernel=1)


def test_tables_words_and_python_ask_for_the_same_planes() -> None:
    row = {"kind": "conv", "input": 4, "kernel": 2, "in_channels": 4, "out_channels": 2, "groups": 2}
    table = read_table(row, Path())
    words = read_words(
        ["conv", "-i", "4", "-k", "2", "--in-channels", "4", "--out-channels", "2", "--groups", "2"]
    ).recipe()
    called = convanim.conv(4, 2, in_channels=4, out_channels=2, groups=2)
    assert table.subject == words.subject == called.layer
    assert repr(called) == "convanim.conv(4, 2, in_channels=4, out_channels=2, groups=2)"
    assert read_words(table.command.split()).recipe().subject == table.subject


def test_a_command_makes_its_picture_again() -> None:
    recipe = Recipe.of(
        Convolution,
        {"input_values": "1 2; 3 4 | 5 6; 7 8", "kernel_values": "1 | 10 || 100 | 1000", "out_channels": 2},
    )
    assert "--in-channels 2 --out-channels 2" in recipe.command
    assert "'1 2; 3 4 | 5 6; 7 8'" in recipe.command and "'1 | 10 || 100 | 1000'" in recipe.command
    assert recipe.file_name != Recipe.of(Convolution, {"input": 2, "kernel": 1, "in_channels": 2}).file_name


def test_the_plan_says_which_planes_meet_and_what_groups_spare(run: Run) -> None:
    words = "plan conv -i 5 -k 3 -p 1 --in-channels 4 --out-channels 4 --groups 2 --values --json"
    document = json.loads(run(*words.split()).stdout)
    assert document["channels"] == {
        "in_channels": 4, "out_channels": 4, "groups": 2, "reads": [[0, 1], [0, 1], [2, 3], [2, 3]],
        "weights": 72, "multiplies": 1800, "ungrouped": {"weights": 144, "multiplies": 3600},
    }  # fmt: skip
    values = document["values"]
    nests = values["input"], values["kernel"], values["kernel"][0], values["output"]
    assert list(map(len, nests)) == [4, 4, 2, 4]
    assert (document["layer"]["in_channels"], document["layer"]["groups"]) == (4, 2)
    text = plan_text(Convolution.of(5, 3, 1, in_channels=4, out_channels=4, groups=2))
    for said in ("4 planes in, 4 planes out, 2 groups", "2–3            2–3", "in one group  144      3,600"):
        assert said in text


def test_a_pool_of_planes_has_winners_for_each() -> None:
    document = plan_document(Recipe.of(MaxPooling, {"input_values": "1 2; 3 4 | 8 7; 6 5", "kernel": 2}))
    assert document["steps"][0]["winner"] == [[1, 1], [0, 0]]
    assert document["values"]["output"] == [[[4]], [[8]]] and "weights" not in document["channels"]


def test_more_planes_than_anyone_needs_are_refused_in_one_line() -> None:
    with pytest.raises(ConvanimError) as refused:
        plan_document(Recipe.of(Convolution, {"input": 5, "kernel": 3, "in_channels": 10**6, "out_channels": 10**6}))
    assert "taps" in str(refused.value)


@pytest.mark.parametrize(
    ("layer", "lines"),
    [
        (
            Convolution.of(5, 3, 1, in_channels=4, out_channels=6, groups=2),
            ("nn.Conv2d(4, 6, kernel_size=3, groups=2, padding=1)",
             "keras.layers.Conv2D(6, kernel_size=3, groups=2, padding='same')", "feature_group_count=2"),
        ),
        (
            TransposedConvolution.of(3, 3, 1, 2, in_channels=4, out_channels=2),
            ("nn.ConvTranspose2d(4, 2, kernel_size=3, stride=2, padding=1)",
             "keras.layers.Conv2DTranspose(2, kernel_size=3, strides=2)", "OIHW"),
        ),
        (TransposedConvolution.of(3, 3, 1, 2, in_channels=4, out_channels=4, groups=4), ("groups=4", None, "=4")),
    ],
    ids=["conv in groups", "transposed", "transposed in groups: not in Keras"],
)  # fmt: skip
def test_lines_of_frameworks_carry_planes_and_groups(layer: Layer, lines: tuple[str | None, ...]) -> None:
    written = framework_lines(layer)
    for framework, line in zip(("pytorch", "keras", "jax"), lines, strict=True):
        assert (line in written[framework]) if line else framework not in written


class Conv2d:
    in_channels, out_channels, groups = 4, 8, 2
    kernel_size, stride, padding, dilation, padding_mode = (3, 3), (1, 1), (1, 1), (1, 1), "zeros"


class Conv2D:
    filters, groups, kernel_size, strides, padding, dilation_rate = 8, 2, (3, 3), (1, 1), "same", (1, 1)


class DepthwiseConv2D:
    depth_multiplier, kernel_size, strides, padding, dilation_rate = 2, (3, 3), (1, 1), "same", (1, 1)


def test_a_stack_says_what_its_planes_cost_beside_one_group() -> None:
    words = ["conv -k 3 -p 1 --out-channels 4 --groups 4", "relu", "conv -k 1 --out-channels 8"]
    recipe = Recipe.of(Stack, {"view": "stack", "input": 8, "in_channels": 4, "layers": words})
    lines = [" ".join(line.split()) for line in plan_text(recipe.subject).splitlines()[-3:]]
    assert lines[0].endswith("4 → 4 36 2,304 144 9,216")
    assert lines[1:] == ["pointwise conv 1×1 4 → 8 32 2,048 32 2,048", "all 68 4,352 176 11,264"]
    one, _, two = (layer["channels"] for layer in plan_document(recipe)["layers"])
    assert (one["weights"], one["ungrouped"]["multiplies"], two["weights"]) == (36, 9216, 32)


def test_layers_of_frameworks_are_read_with_their_planes() -> None:
    assert read_module(Conv2d(), 5).channels == Channels(4, 8, 2)
    assert read_module(Conv2D(), (None, 5, 5, 4)).channels == Channels(4, 8, 2)
    with pytest.raises(ConvanimError, match=r"2 groups, .*give the input's whole shape"):
        read_module(Conv2D(), 5)
    assert read_module(DepthwiseConv2D(), (None, 5, 5, 3)).channels == Channels(3, 6, 3)


@pytest.mark.parametrize(
    ("groups", "lines"),
    [
        (2, {"linen": "linen.Conv(6, kernel_size=(3, 3), feature_group_count=2, padding='VALID')",
             "nnx": "nnx.Conv(4, 6, kernel_size=(3, 3), feature_group_count=2", "onnx": "group=2"}),
        (1, {"linen": "linen.Conv(6, kernel_size=(3, 3), padding='VALID')", "nnx": "nnx.Conv(4, 6, kernel"}),
    ],
)  # fmt: skip
def test_younger_frameworks_carry_them_too(groups: int, lines: dict[str, str]) -> None:
    conv = Convolution.of(5, 3, in_channels=4, out_channels=6, groups=groups)
    back = TransposedConvolution.of(5, 3, in_channels=4, out_channels=6, groups=groups)
    written = "\n".join(framework_lines(conv).values())
    assert all(line in written for line in lines.values())
    turned = framework_lines(back)
    assert ("group=2" in turned["onnx"]) is (groups == 2)
    assert any("ConvTranspose(6" in line for line in turned.values()) is (groups == 1)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"in_channels": 3, "out_channels": 2}, "Convolution"),
        ({"in_channels": 4, "out_channels": 4, "groups": 2}, "Grouped convolution"),
        ({"in_channels": 4, "out_channels": 4, "groups": 4}, "Depthwise convolution"),
        ({"in_channels": 4, "out_channels": 2, "kernel": 1}, "Pointwise convolution"),
        ({"in_channels": 4, "out_channels": 4, "groups": 4, "dilation": 2}, "Depthwise dilated convolution"),
        ({"kernel": 1}, "Convolution"),
    ],
)
def test_a_layer_is_called_what_people_call_it(given: dict[str, Any], name: str) -> None:
    assert Convolution.of(**{"input": 7, "kernel": 3, **given}).name == name


def frames_of(given: dict[str, Any], kind: str = "conv") -> tuple[Composition, list[Frame]]:
    composition = compose(Recipe.of(LAYERS[kind], {"input": 4, "kernel": 2, **given}))
    return composition, list(composition.picture.frames())


def read_planes(frame: Frame) -> set[int]:
    """The planes of the input on which a window lies."""
    return {int(name.removeprefix("input_")) for name, grid in frame.grids.items()
            if name.startswith("input_") and grid.window}  # fmt: skip


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_a_step_lights_the_planes_that_meet_and_links_are_cut_at_the_groups(groups: int) -> None:
    composition, frames = frames_of({"in_channels": 4, "out_channels": 4, "groups": groups, "values": True})
    layer, planes = composition.recipe.subject, composition.recipe.numbers
    assert isinstance(layer, Layer)
    assert isinstance(planes, Planes)
    cells = layer.output[0] * layer.output[1]
    steps = [frame for frame in frames if frame.step is not None]
    assert len(steps) == 4 * cells
    for frame in steps:
        target, place = divmod(frame.step or 0, cells)
        row, column = divmod(place, layer.output[1])
        read = set(layer.channels.reads(target))
        assert read_planes(frame) == read
        sources = {link.source.panel for link in frame.links if link.target.panel == f"output_{target}"}
        assert sources == {f"sum_{source}" for source in read}
        for source in range(4):
            total = frame.grids[f"sum_{source}"][0, 0].label
            part = planes.meeting(layer, target, source).output[row][column] if source in read else None
            assert total == (shown(part) if source in read else "")
            assert bool(frame.grids[f"kernel_{source}"][0, 0].label) is (source in read)
        assert frame.grids[f"output_{target}"][row, column].label == shown(planes.output[target][row][column])
        if len(read) > 1:
            assert frame.caption.endswith(f" = {shown(planes.output[target][row][column])}")


def test_the_wiring_joins_what_meets_and_counts_its_weights() -> None:
    composition, frames = frames_of({"in_channels": 4, "out_channels": 4, "groups": 2})
    wires = {
        name: {(link.source.row, link.target.row) for link in frames[0].links if link.source.panel == f"{name}_in"}
        for name in ("one", "own")
    }
    assert len(wires["one"]) == 16
    assert wires["own"] == {
        (source, output) for output in range(4) for source in range(4) if source // 2 == output // 2
    }
    captions = {panel.name: panel.caption for panel in composition.picture.panels}
    assert (captions["one_out"], captions["own_out"]) == ("64 weights", "32 weights")
    assert not frames_of({"in_channels": 4, "out_channels": 4})[1][0].links


def test_of_many_planes_some_are_drawn_the_picture_says_so_and_sums_are_whole() -> None:
    composition, frames = frames_of({"in_channels": 7, "out_channels": 9, "values": True})
    layer, planes = composition.recipe.subject, composition.recipe.numbers
    assert isinstance(layer, Layer)
    assert isinstance(planes, Planes)
    assert "drawn: the first three and the last" in composition.picture.heading.words
    assert [panel.name for panel in composition.picture.panels if panel.name.startswith("output")] == [
        "output_0", "output_1", "output_2", "output_8",
    ]  # fmt: skip
    frame = next(frame for frame in frames if frame.step is not None)
    hidden = sum(planes.meeting(layer, 0, source).output[0][0] or 0 for source in (3, 4, 5))
    assert f"{shown(abs(hidden))} (from 3 more)" in frame.caption
    assert frame.caption.endswith(f"= {shown(planes.output[0][0][0])}")
    assert "first three planes and the last" in alt_text(layer, Seen("gather"))


def test_each_plane_has_a_tint_of_its_own() -> None:
    _, frames = frames_of({"in_channels": 4})
    assert [frames[0].grids[f"input_{plane}"][0, 0].role for plane in range(4)] == list(CHANNELS)


def test_every_step_of_the_plan_is_in_a_frame_for_each_plane() -> None:
    document = plan_document(Recipe.of(Convolution, {"input": 4, "kernel": 3, "in_channels": 2, "out_channels": 3}))
    steps = [step for step in document["picture"]["frame_steps"] if step is not None]
    assert steps == [0, 1, 2, 3] * 3 and len(document["steps"]) == 4


def test_pooled_planes_are_linked_each_to_its_own() -> None:
    _, frames = frames_of({"in_channels": 3}, "maxpool")
    for frame in frames:
        for link in frame.links:
            assert link.source.panel.split("_")[1] == link.target.panel.split("_")[1]


@pytest.mark.parametrize("more", [{"view": "matrix"}, {"view": "scatter"}, {"stages": True}], ids=str)
def test_what_shows_one_plane_refuses_several_with_a_way_out(more: dict[str, Any]) -> None:
    with pytest.raises(ConvanimError, match="shows one plane") as refused:
        frames_of({"in_channels": 2, **more}, "transposed")
    for setting in refused.value.ways:
        if setting.value is not ...:
            frames_of({"in_channels": 2, **more, setting.name: setting.value}, "transposed")


def test_too_many_cells_for_a_width_are_refused_with_one_that_fits() -> None:
    given = {"input": 40, "kernel": 3, "stride": 3, "in_channels": 4, "out_channels": 4}
    with pytest.raises(ConvanimError) as refused:
        frames_of({**given, "width": 240})
    width = dict(refused.value.ways)["width"]
    frames_of({**given, "width": width})


@pytest.mark.parametrize("suffix", [".gif", ".png", ".svg", ".html", ".pdf", ".webp"])
def test_planes_are_drawn_in_every_format(tmp_path: Path, suffix: str) -> None:
    still = "2" if suffix == ".pdf" else None
    given = {
        "input": 3,
        "kernel": 2,
        "in_channels": 2,
        "out_channels": 2,
        "groups": 2,
        "values": True,
        "still": still,
    }
    assert animate(Recipe.of(Convolution, given), tmp_path / f"a{suffix}").bytes


def test_of_many_planes_the_first_three_and_the_last_are_drawn() -> None:
    assert [drawn_planes(number) for number in (1, 4, 5, 512)] == [[0], [0, 1, 2, 3], [0, 1, 2, 4], [0, 1, 2, 511]]


@pytest.mark.parametrize(
    "words",
    [
        "conv -i 20 -k 3 --in-channels 4 --out-channels 4 --width 240",
        "conv -i 8 -k 3 --in-channels 4 --out-channels 4 --groups 2 --values --cells numbers --width 240",
        "compare 'conv -i 6 -k 3 --in-channels 4 --out-channels 4 --groups 4' "
        "'conv -i 6 -k 1 --in-channels 4 --out-channels 4' --width 240",
        "stack -i 40 --in-channels 3 'conv -k 3 --out-channels 8' 'conv -k 3' 'conv -k 3' 'conv -k 3' --width 240",
    ],
)
def test_too_many_planes_for_a_width_are_refused_with_a_width_that_fits(words: str) -> None:
    recipe = read_words(shlex.split(words)).recipe()
    with pytest.raises(ConvanimError, match="width") as refusal:
        compose(recipe)
    assert "\n" not in str(refusal.value)
    (width,) = (way.value for way in refusal.value.ways if way.name == "width")
    assert width > 240
    compose(recipe.drawn(width=width))


def test_layers_with_planes_stand_side_by_side_in_cells_that_are_seen() -> None:
    words = "conv -i 6 -k 3 --in-channels 4 --out-channels 4 --groups 4", "conv -i 6 -k 1 --in-channels 4"
    layout = compose(read_words(["compare", *words]).recipe()).layout
    assert layout.places["1 input_3"].cell >= 14
    lines = [len(slot.lines) for slot in layout.slots if slot.key.endswith("caption")]
    assert max(lines) <= 5
