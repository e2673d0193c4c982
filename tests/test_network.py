"""Laws of stacks: the field of an output cell is the support of its gradients, and its size what is said of it."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from convanim.core.errors import ConvanimError
from convanim.layers.base import Layer
from convanim.layers.compute import gathered
from convanim.layers.elementwise import BETWEEN_LAYERS, word_layer
from convanim.layers.field import Field
from convanim.layers.kinds import LAYERS
from convanim.layers.network import Network
from convanim.values.exact import Matrix

COUNT = 200
"""Stacks made by chance."""


def stack(size: tuple[int, int], *rows: tuple[str, dict[str, Any]], dims: int = 2) -> Network:
    """A stack of kinds and their numbers."""
    layers: list[Layer] = []
    for kind, numbers in rows:
        given = size if dims == 2 else size[1:]
        layers.append(LAYERS[kind].of(input=given, dims=dims, **numbers))
        size = layers[-1].output
    return Network(tuple(layers))


def some_stacks(seed: int = 19) -> Iterator[Network]:
    dice = random.Random(seed)
    found = 0
    while found < COUNT:
        rows = []
        for _ in range(dice.randint(1, 4)):
            kind = dice.choice(["conv", "conv", "transposed", "maxpool", "avgpool"])
            numbers = {"kernel": dice.randint(1, 4), "stride": dice.randint(1, 3), "padding": dice.randint(0, 2)}
            if kind != "avgpool":
                numbers["dilation"] = dice.randint(1, 2)
            rows.append((kind, numbers))
        try:
            made = stack((dice.randint(3, 9), dice.randint(3, 9)), *rows)
        except ConvanimError:
            continue
        found += 1
        yield made


STACKS = list(some_stacks())


def slid(layer: Layer, axis: int, output: int) -> set[int]:
    """Input indices that one output index depends on, from the layer's numbers alone."""
    i, k, s, d = layer.input[axis], layer.kernel[axis], layer.stride[axis], layer.dilation[axis]
    p = layer.padding[axis][0]
    if layer.kind == "transposed":
        return {a for a in range(i) for u in range(k) if a * s + u * d - p == output}
    return {a for a in (output * s + u * d - p for u in range(k)) if 0 <= a < i}


def support(network: Network, place: tuple[int, int]) -> set[tuple[int, int]]:
    """Input cells whose gradient is not zero, cell by cell back through the layers, all weights positive."""
    cells = {place}
    for layer in reversed(network.layers):
        cells = {
            cell
            for row, column in cells
            for cell in itertools.product(slid(layer, 0, row), slid(layer, 1, column))
        }  # fmt: skip
    return cells


@pytest.mark.parametrize("network", STACKS)
def test_a_field_is_the_support_of_the_gradients(network: Network) -> None:
    rows, columns = network.output
    places = [(0, 0), network.middle, (rows - 1, columns - 1), (0, columns - 1)]
    for place in places:
        field = network.field(place)
        assert set(itertools.product(*field)) == support(network, place)
        assert bool(field.rows) == bool(field.columns)


@pytest.mark.parametrize("network", STACKS)
def test_no_field_is_larger_than_the_receptive_field(network: Network) -> None:
    sizes = [axis.size for axis in network.receptive[-1]]
    for row, column in itertools.product(*map(range, network.output)):
        for positions, most in zip(network.field((row, column)), sizes, strict=True):
            assert not positions or positions[-1] - positions[0] < most


def far_from_borders(network: Network) -> int:
    """The largest extent of a field along the columns, of an input so long that no border cuts it."""
    layers = network.layers
    outputs = range(10_000, 10_000 + 3 ** len(layers))
    largest = 0
    for output in outputs:
        positions = {output}
        for layer in reversed(layers):
            k, s, d = layer.kernel[1], layer.stride[1], layer.dilation[1]
            reached = {(o, u) for o in positions for u in range(k)}
            if layer.kind == "transposed":
                positions = {(o - u * d) // s for o, u in reached if (o - u * d) % s == 0}
            else:
                positions = {o * s + u * d for o, u in reached}
        largest = max(largest, max(positions) - min(positions) + 1 if positions else 0)
    return largest


@pytest.mark.parametrize("network", STACKS)
def test_the_receptive_field_is_the_largest_field_that_no_border_cuts(network: Network) -> None:
    if all(layer.padding[1][0] == 0 for layer in network.layers):
        assert network.receptive[-1][1].size == far_from_borders(network)
    bare = stack((200, 200), *((layer.kind, _bare(layer)) for layer in network.layers))
    assert bare.receptive[-1][1].size == far_from_borders(network)


def _bare(layer: Layer) -> dict[str, Any]:
    numbers = {name: getattr(layer, name) for name in ("kernel", "stride")}
    return numbers | ({"dilation": layer.dilation} if layer.kind != "avgpool" else {})


def test_one_layer_is_a_network_of_one() -> None:
    network = stack((9, 9), ("conv", {"kernel": 3, "dilation": 2}))
    assert network.field((0, 4)) == Field((0, 2, 4), (4, 6, 8))
    assert [axis.size for axis in network.receptive[-1]] == [5, 5]


SIZES: dict[str, tuple[Network, list[int], list[Fraction], list[Fraction]]] = {
    "conv, pool, conv": (
        stack(
            (16, 16),
            ("conv", {"kernel": 3, "padding": 1}),
            ("maxpool", {"kernel": 2}),
            ("conv", {"kernel": 3}),
        ),
        [1, 3, 4, 8],
        [Fraction(1), Fraction(1), Fraction(2), Fraction(2)],
        [Fraction(0), Fraction(0), Fraction(1, 2), Fraction(5, 2)],
    ),
    "up and down": (
        stack((4, 4), ("transposed", {"kernel": 2, "stride": 2}), ("maxpool", {"kernel": 2})),
        [1, 1, 1],
        [Fraction(1), Fraction(1, 2), Fraction(1)],
        [Fraction(0), Fraction(-1, 4), Fraction(0)],
    ),
    "third": (
        stack((4, 4), ("transposed", {"kernel": 4, "stride": 3, "padding": 1})),
        [1, 2],
        [Fraction(1), Fraction(1, 3)],
        [Fraction(0), Fraction(-1, 6)],
    ),
}


@pytest.mark.parametrize("name", SIZES)
def test_sizes_jumps_and_starts(name: str) -> None:
    network, sizes, jumps, starts = SIZES[name]
    seen = [axes[0] for axes in network.receptive]
    assert [one.size for one in seen] == sizes
    assert [one.jump for one in seen] == jumps
    assert [one.start for one in seen] == starts


def test_fields_grow_back_to_the_input() -> None:
    network = SIZES["conv, pool, conv"][0]
    assert [len(field.rows) for field in network.fields(network.middle)] == [8, 6, 3, 1]


def test_as_many_paths_lead_to_a_cell_as_choices_of_taps() -> None:
    network = stack((1, 5), ("conv", {"kernel": 3}), ("conv", {"kernel": 3}), dims=1)
    assert network.paths((0, 0))[1] == {0: 1, 1: 2, 2: 3, 3: 2, 4: 1}


def test_a_hole_sees_nothing() -> None:
    network = stack((3, 3), ("transposed", {"kernel": 1, "stride": 2}))
    assert network.field((1, 0)) == Field((), ())


def word(text: str, x: Matrix) -> Any:
    layer = word_layer(text.split(), (len(x), len(x[0])), 2)
    return gathered(layer, x, layer.fixed_kernel(0))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("relu", ((0, 2),)),
        ("abs", ((1, 2),)),
        ("bias 3", ((2, 5),)),
        ("bias -0.5", ((Fraction(-3, 2), Fraction(3, 2)),)),
        ("upsample nearest 2", ((-1, -1, 2, 2), (-1, -1, 2, 2))),
        ("upsample nearest 1", ((-1, 2),)),
        ("upsample bilinear 2", ((-1, Fraction(-1, 4), Fraction(5, 4), 2),) * 2),
        ("upsample bilinear 3", ((-1, -1, 0, 1, 2, 2),) * 3),
    ],
)
def test_words_between_layers_make_the_numbers_of_pytorch(text: str, made: Any) -> None:
    assert word(text, ((-1, 2),)) == made


def test_a_sigmoid_stays_between_nothing_and_one() -> None:
    ((low, half, high),) = word("sigmoid", ((-10_000, 0, 10_000),))
    assert low == 0
    assert half == Fraction(1, 2)
    assert high == 1


@pytest.mark.parametrize(
    "text", ["bias", "bias x", "relu 1", "upsample cubic 2", "upsample nearest", "pixelshuffle 0"]
)
def test_words_that_say_too_little_or_too_much_are_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(ConvanimError, match=r"use|choose from"):
        word_layer(text.split(), (2, 2), 2)


@pytest.mark.parametrize("name", BETWEEN_LAYERS)
def test_the_example_of_every_word_is_taken(name: str) -> None:
    layer = word_layer(BETWEEN_LAYERS[name].example.split(), (2, 3), 2)
    grows = 2 if name in ("upsample", "pixelshuffle") else 1
    assert layer.output == (2 * grows, 3 * grows)


def test_all_cases_from_outside_agree() -> None:
    cases = json.loads((Path(__file__).parent / "data" / "stack_cases.json").read_text())
    assert len(cases) == 60
    for case in cases:
        rows = [(one["kind"], {name: one[name] for name in one if name != "kind"}) for one in case["layers"]]
        network = stack(tuple(case["input"]), *rows)
        field = network.field(tuple(case["at"]))
        assert list(network.output) == case["output"]
        assert (list(field.rows), list(field.columns)) == (case["rows"], case["columns"])
