from __future__ import annotations

from itertools import product
from math import ceil, floor  # noqa: F401  # which formulas name
from typing import Any

import pytest

from convanim.core.errors import ConvanimError
from convanim.frameworks.frameworks import framework_lines
from convanim.layers.axis import PADDING_MODES, Content
from convanim.layers.base import Layer
from convanim.layers.compute import gathered
from convanim.layers.convolution import Convolution
from convanim.layers.kinds import LAYERS, meant
from convanim.layers.parameters import LAYER_OPTIONS, PARAMETERS
from convanim.layers.pooling import AveragePooling, MaxPooling
from convanim.layers.transposed import TransposedConvolution
from convanim.publish.plan_document import plan_document, plan_text
from convanim.recipe.recipe import Recipe
from tests.cases import FRAMEWORK_CASES, LAYER_CASES, ZOO_CASES, layer_of

ACCEPTED = [case for case in (*FRAMEWORK_CASES, *ZOO_CASES) if "error" not in case]
REFUSED = [case for case in (*FRAMEWORK_CASES, *ZOO_CASES) if "error" in case]

layers = pytest.mark.parametrize("layer", LAYER_CASES.values(), ids=LAYER_CASES)


def computed(layer: Layer, x: Any, w: Any) -> Any:
    """The layer's output from what its output cells read."""
    made = gathered(layer, tuple(map(tuple, x)), tuple(map(tuple, w)))
    return [[value if value is None else float(value) for value in row] for row in made]


def test_there_are_framework_cases_of_every_sort() -> None:
    sorts = {(case["kind"], "error" in case) for case in (*FRAMEWORK_CASES, *ZOO_CASES)}
    assert sorts == set(product(LAYERS, (True, False)))
    told = {(name, str(case[name])) for case in ZOO_CASES for name in ("dims", *LAYER_OPTIONS) if name in case}
    assert {("dims", "1"), ("ceil_mode", "True"), ("count_include_pad", "False")} <= told
    assert {mode for name, mode in told if name == "padding_mode"} == set(PADDING_MODES)
    assert any(None in row for case in ZOO_CASES if "y" in case for row in case["y"])


@pytest.mark.parametrize("kind", LAYERS)
def test_sizes_and_values_are_those_of_the_framework(kind: str) -> None:
    cases = [case for case in ACCEPTED if case["kind"] == kind]
    for case in cases:
        layer = layer_of(case)
        assert list(layer.own(layer.output)) == case["output"], case
        made = computed(layer, case["x"], case.get("w", ()))
        for row, wanted in zip(made, case["y"], strict=True):
            assert row == [value if value is None else pytest.approx(value, abs=1e-5) for value in wanted], case
    assert len(cases) > 150


def test_what_the_framework_refuses_is_refused() -> None:
    for case in REFUSED:
        with pytest.raises(ConvanimError):
            layer_of(case)
    assert len(REFUSED) > 150


@pytest.mark.parametrize("s", [1, 2, 3])
@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_a_transposed_layer_is_the_adjoint_of_the_convolution_it_undoes(k: int, d: int, s: int) -> None:
    """The triples (input, kernel, output) of one are those of the other with input and output exchanged."""
    checked = 0
    for i, p in product(range(1, 9), range(4)):
        try:
            conv = Convolution.of(i, k, p, s, d)
        except ConvanimError:
            continue
        axis = conv.axes[0]
        leftover = axis.unread
        try:
            back = TransposedConvolution.of(conv.output, k, p, s, d, leftover)
        except ConvanimError:  # op = leftover < s, so only a size below 1 could be refused
            pytest.fail(f"{conv} cannot be undone")
        assert back.output == conv.input
        forth = {(r, u, o) for o in range(axis.output) for r, u in axis.reads(o)}
        other = back.axes[0]
        assert {(o, u, r) for o in range(other.output) for r, u in other.reads(o)} == forth
        checked += 1
    assert checked


@pytest.mark.parametrize("name", [name for name in LAYER_CASES if name.startswith("transposed")])
def test_gather_reads_what_scatter_stamps(name: str) -> None:
    layer = LAYER_CASES[name]
    for number, axis in enumerate(layer.axes):
        i, k, s, d = layer.input[number], layer.kernel[number], layer.stride[number], layer.dilation[number]
        p = layer.padding[number][0]
        stamped = {
            (a, u, a * s + u * d - p) for a in range(i) for u in range(k) if 0 <= a * s + u * d - p < axis.output
        }
        assert {(a, u, o) for o in range(axis.output) for a, u in axis.reads(o)} == stamped


@layers
def test_every_tap_lies_on_a_drawn_cell_that_is_not_cropped(layer: Layer) -> None:
    for axis in layer.axes:
        for output in range(axis.output):
            for position in axis.taps(output):
                assert 0 <= position < axis.drawn
                assert not axis.cropped(position)


@layers
def test_the_drawn_axis_holds_each_input_once_and_z_zeros_between_neighbours(layer: Layer) -> None:
    for axis in layer.axes:
        held = [
            axis.source(position) if axis.content(position) in (Content.DATA, Content.ZERO) else None
            for position in range(axis.drawn)
        ]
        assert [index for index in held if index is not None] == list(range(axis.input))
        first = held.index(0)
        assert held[first : first + axis.upsampled : axis.zeros + 1] == list(range(axis.input))
        zeros = [position for position in range(axis.drawn) if axis.content(position) is Content.ZERO]
        assert len(zeros) == axis.zeros * (axis.input - 1)


@layers
def test_cropped_cells_and_those_slid_over_make_up_the_drawn_axis(layer: Layer) -> None:
    for axis in layer.axes:
        cropped = sum(axis.cropped(position) for position in range(axis.drawn))
        assert axis.size + cropped == axis.drawn


@layers
def test_unread_counts_the_cells_after_the_last_window(layer: Layer) -> None:
    for axis in layer.axes:
        assert not axis.adaptive or axis.taps(axis.output - 1)[-1] == axis.input - 1
        end = axis.first + axis.size
        assert axis.unread == end - 1 - axis.taps(axis.output - 1)[-1]


@pytest.mark.parametrize(
    ("name", "k", "d", "sides"),
    [
        ("valid", 3, 1, (0, 0)),
        ("same", 3, 1, (1, 1)),
        ("same", 4, 1, (1, 2)),
        ("same", 2, 3, (1, 2)),
        ("half", 4, 1, (2, 2)),
        ("half", 3, 2, (2, 2)),
        ("full", 3, 1, (2, 2)),
        ("full", 3, 2, (4, 4)),
    ],
)
def test_a_padding_name_stands_for_its_numbers(name: str, k: int, d: int, sides: tuple[int, int]) -> None:
    assert Convolution.of(7, k, name, 1, d).padding == (sides, sides)
    assert MaxPooling.of(7, k, name, 1, d).padding == (sides, sides)


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("padding", ["0+1x2", "0+1×2", ((0, 1), (2, 2)), [[0, 1], [2, 2]]], ids=str)
def test_padding_may_be_uneven(kind: str, padding: Any) -> None:
    layer = LAYERS[kind].of(6, 4, padding)
    assert layer.padding == ((0, 1), (2, 2))
    assert layer.given("padding") == "0+1×2"


def test_same_padding_keeps_the_size() -> None:
    for i, k, d in product(range(1, 8), range(1, 6), range(1, 4)):
        assert Convolution.of(i, k, "same", 1, d).output == (i, i)


@pytest.mark.parametrize(
    ("kind", "numbers", "message"),
    [
        (
            "conv",
            {"input": 5, "kernel": 7},
            "kernel 7 does not fit input 5 with padding 0 (5 + 2·0 = 5 < 7); use padding=1",
        ),
        ("conv", {"input": 5, "kernel": 3, "dilation": 3}, "kernel 3 with dilation 3 does not fit input 5"),
        ("conv", {"input": 0, "kernel": 1}, "input=0: the input is at least 1"),
        ("conv", {"input": (5, 0), "kernel": 1}, "input=0: the input of the columns is at least 1"),
        ("conv", {"input": 5, "kernel": 0}, "kernel=0"),
        ("conv", {"input": 5, "kernel": 3, "stride": 0}, "stride=0"),
        ("conv", {"input": 5, "kernel": 3, "dilation": 0}, "dilation=0"),
        ("conv", {"input": 5, "kernel": 3, "padding": -1}, "padding=-1"),
        ("conv", {"input": 5, "kernel": 3, "output_padding": 1}, "has no output padding; leave out output_padding"),
        (
            "conv",
            {"input": 5, "kernel": 3, "padding": "causal"},
            "is for one dimension: what is earlier?; use dims=1",
        ),
        ("conv", {"input": 5, "kernel": 3, "padding": "samw"}, "'samw' is not known; use padding with a number"),
        ("conv", {"input": 3, "kernel": 3, "padding": 3, "padding_mode": "reflect"}, "use padding=2 or less"),
        ("conv", {"input": 3, "kernel": 3, "padding": "0+4", "padding_mode": "circular"}, "use padding=3 or less"),
        ("conv", {"input": 3, "kernel": 3, "padding_mode": "mirror"}, "'mirror' is not known"),
        ("conv", {"input": 3, "kernel": 3, "ceil_mode": True}, "has no ceil mode; leave out ceil_mode=True"),
        ("conv", {"input": (3, 4), "kernel": 3, "dims": 1}, "input=(3, 4): in one dimension a size is one number"),
        ("conv", {"input": 3, "kernel": 3, "padding": ((0, 1), (1, 0)), "dims": 1}, "is one number"),
        ("conv", {"input": 3, "kernel": 3, "dims": 3}, "dims=3 is not drawn; use 1 or 2"),
        ("conv", {"input": 3}, "a kernel is needed; use kernel=3"),
        ("maxpool", {"input": 3}, "a window is needed; use kernel=2, output_size=1 or global_pooling=True"),
        ("maxpool", {"input": 5, "kernel": 3, "padding": 2}, "padding 2 is more than half of window 3"),
        ("maxpool", {"input": 5, "kernel": 2, "padding": 2, "dilation": 3}, "use padding=1 or less"),
        ("maxpool", {"input": 2, "kernel": 5}, "window 5 does not fit input 2"),
        ("maxpool", {"input": 1, "kernel": 3}, "(1 + 2·0 = 1 < 3); use padding=1 or a kernel of at most 1"),
        ("maxpool", {"input": 5, "kernel": 3, "padding": "causal", "dims": 1}, "is not for a max pooling layer"),
        ("maxpool", {"input": 5, "output_size": 3, "kernel": 3}, "there is no kernel to give; leave out kernel"),
        ("maxpool", {"input": 5, "output_size": 3, "dilation": 2}, "leave out dilation"),
        ("maxpool", {"input": 5, "output_size": 3, "padding": 1}, "nothing is padded; leave out padding"),
        ("maxpool", {"input": 5, "output_size": 3, "padding": "same"}, "leave out padding"),
        ("maxpool", {"input": 5, "output_size": 0}, "output_size=0 is no size"),
        ("maxpool", {"input": 5, "output_size": 3, "global_pooling": True}, "use one of them"),
        ("maxpool", {"input": 5, "kernel": 3, "count_include_pad": False}, "has no count include pad"),
        ("avgpool", {"input": 5, "kernel": 3, "dilation": 2}, "an average pooling layer has no dilation"),
        ("transposed", {"input": 3, "kernel": 3, "padding_mode": "reflect"}, "has no padding mode"),
        ("transposed", {"input": 3, "kernel": 3, "padding": "causal", "dims": 1}, "is not for a transposed"),
        (
            "transposed",
            {"input": 3, "kernel": 3, "stride": 2, "padding": "same", "output_padding": 1},
            "makes o = i·s",
        ),
        ("transposed", {"input": 3, "kernel": 3, "stride": 2, "output_padding": 2}, "use output_padding=1 or less"),
        ("transposed", {"input": 2, "kernel": 2, "padding": 2}, "= -1 < 1; use padding=1 or less"),
        ("transposed", {"input": 1, "kernel": 1, "padding": 1}, "use padding=0"),
        (
            "transposed",
            {"input": 2, "kernel": 2, "padding": "1+3"},
            "1·(2 - 1) + 0 + 1 = -1 < 1; use padding=1 or less",
        ),
        ("conv", {"input": 5, "kernel": 3, "padding": "-1+0"}, "padding=-1: the padding is at least 0"),
        ("conv", {"input": 5, "kernel": 3, "padding": "0+"}, "padding='0+' is not a size"),
        ("conv", {"input": 5, "kernel": 3, "padding": "1+2+3"}, "before + after (padding=((0, 1), (0, 1)))"),
        (
            "conv",
            {"input": 5, "kernel": 3, "padding": [[0, 1], [0, 1], [0, 1]]},
            "[0, 1]] is not a size",
        ),
        ("conv", {"input": 5, "kernel": 3, "padding": [["a"]]}, "padding=[['a']] is not a size"),
        ("conv", {"input": (1, 2, 3), "kernel": 1}, "has three dimensions, a picture two"),
        ("conv", {"input": (1, 2, 3), "kernel": 1}, "draw a slice: input=(2, 3)"),
        ("conv", {"input": 5, "kernel": "1x2x3x4"}, "kernel='1x2x3x4' is not a size: kernel takes a whole number"),
        ("conv", {"input": True, "kernel": 1}, "input=True is not a size"),
        ("conv", {"input": (), "kernel": 1}, "input=() is not a size"),
        ("conv", {"input": 2.0, "kernel": 1}, "input=2.0 is not a size"),
        ("conv", {"input": "5x", "kernel": 1}, "input='5x' is not a size"),
    ],
)
def test_a_refusal_names_rule_option_value_and_a_way_out(kind: str, numbers: dict[str, Any], message: str) -> None:
    with pytest.raises(ConvanimError) as refusal:
        LAYERS[kind].of(**numbers)
    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "flat"), [("conv3d", "conv"), ("MaxPool3D", "maxpool"), ("ConvTranspose3d", "transposed")]
)
def test_a_layer_of_three_dimensions_is_refused_by_name(name: str, flat: str) -> None:
    with pytest.raises(ConvanimError, match=f"'{name}' has three dimensions.*use {flat}$"):
        meant(name)


def test_the_way_out_of_a_refusal_works() -> None:
    for case in REFUSED:
        with pytest.raises(ConvanimError) as refusal:
            layer_of(case)
        way = refusal.value.ways[0]
        if way.value is ... or max(case["kernel"]) != min(case["kernel"]) or way.name not in PARAMETERS:
            continue
        mended = dict(case, **{way.name: [way.value] * case.get("dims", 2)})
        try:
            layer_of(mended)
        except ConvanimError as again:  # another rule may be broken as well, but not this one with this number
            assert str(again) != str(refusal.value)


@pytest.mark.parametrize(
    ("layer", "lines"),
    [
        (Convolution.of(6, 3, 1, 2), ["o = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(6 + 2·1 − 3) / 2⌋ + 1 = 3"]),
        (TransposedConvolution.of(3, 3, 1, 2), ["o = (i − 1)s + k − 2p = (3 − 1)·2 + 3 − 2·1 = 5"]),
        (TransposedConvolution.of(3, 3, "same", 2), ["o = i·s = 3·2 = 6"]),
        (Convolution.of(5, 3, "same", 2), ["o = ⌈i / s⌉ = ⌈5 / 2⌉ = 3"]),
        (Convolution.of(7, 3, 1, 2, dims=1), ["o = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(7 + 2·1 − 3) / 2⌋ + 1 = 4"]),
        (
            MaxPooling.of(5, 2, 1, 2, ceil_mode=True),
            ["o = ⌈(i + 2p − k) / s⌉ + 1 = ⌈(5 + 2·1 − 2) / 2⌉ + 1 − 1 = 3"],
        ),
        (AveragePooling.of((5, 6), output_size=3), ["o = 3"]),
        (
            TransposedConvolution.of(3, 3, 1, 2, 2, 1),
            ["o = (i − 1)s + d(k − 1) + 1 − 2p + op = (3 − 1)·2 + 2·(3 − 1) + 1 − 2·1 + 1 = 8"],
        ),
    ],
)
def test_formulas_have_the_numbers_put_in(layer: Layer, lines: list[str]) -> None:
    assert layer.formula() == lines


@layers
def test_the_numbers_in_a_formula_give_the_output(layer: Layer) -> None:
    for line in layer.formula():
        *_, sums, result = ["", *line.split(" = ")] if " = " in line else ("", "", "")
        if result.isdigit():
            words = sums.split(": ")[-1].replace("⌊", "floor(").replace("⌋", ")").replace("⌈", "ceil(")
            words = words.replace("⌉", ")").replace("·", "*").replace("−", "-")
            if layer.resolved("output_size") is None if "output_size" in layer.options else True:
                assert eval(words) == int(result)


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (Convolution.of(6, 3, 1, 2), "never read: the last row and column (padding)"),
        (Convolution.of(7, 2, 0, 3), "never read: the last 2 rows and columns (input)"),
        (Convolution.of(7, 3, 1, 4), "never read: the last 2 rows and columns (1 of input)"),
        (Convolution.of((6, 5), 3, 1, 2), "never read: the last row (padding)"),
        (Convolution.of(9, 2, 0, 4), "rows and columns between windows are never read"),
        (TransposedConvolution.of(3, 3, 1, 2), "insert z = s − 1 = 1 zero, pad by p′ = k − p − 1 = 1, slide by 1"),
        (TransposedConvolution.of(3, 3, "0+1", 2), "pad by p′ = k − p − 1 = 2+1, slide by 1"),
        (TransposedConvolution.of(4, 2, 2, 3), "crop by p′ = k − p − 1 = −1"),
        (TransposedConvolution.of(3, 2, 0, 3), "output cells that no input reaches stay 0"),
    ],
)
def test_notes_say_what_happens_beside_the_slide(layer: Layer, words: str) -> None:
    assert words in "\n".join(layer.notes())


def test_huge_numbers_are_answered_in_closed_form() -> None:
    assert Convolution.of(10**30, 3, 1, 2).output == (5 * 10**29, 5 * 10**29)


def test_a_note_tells_of_inserted_zeros_only_where_there_are_some() -> None:
    for stride in (1, 2):
        notes = TransposedConvolution.of(input=3, kernel=3, stride=stride).notes()
        assert ("insert" in notes[0]) is (stride > 1)


class Unknown(Convolution):
    kind = "unknown to every framework"


def test_a_kind_that_no_framework_line_is_known_for_is_planned_without_code() -> None:
    assert framework_lines(Unknown.of(3, 2)) == {}
    assert plan_document(Recipe(Unknown.of(3, 2)))["code"] == {}
    assert plan_text(Unknown.of(3, 2)).startswith("Convolution")
