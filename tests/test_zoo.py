"""Laws of pooling, one dimension and padding: the layers against plain loops, for random numbers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pytest

from convanim.core.errors import ConvanimError
from convanim.layers.axis import PADDING_MODES
from convanim.layers.base import Layer
from convanim.layers.compute import gathered, winner_of
from convanim.layers.convolution import Convolution
from convanim.layers.padding import PADDINGS
from convanim.layers.pooling import AveragePooling, MaxPooling
from convanim.layers.transposed import TransposedConvolution
from convanim.publish.plan_document import plan_document, plan_text
from convanim.recipe.recipe import Recipe
from tests.cases import LAYER_CASES

COUNT = 300
"""Layers of each sort."""

Numbers = list[int]
Make = Callable[[random.Random], Layer]


def accepted(make: Make, seed: int) -> Iterator[Layer]:
    """As many layers as are wanted: numbers that no framework takes are thrown again."""
    dice = random.Random(seed)
    found = 0
    while found < COUNT:
        try:
            layer = make(dice)
        except ConvanimError:
            continue
        found += 1
        yield layer


def numbers(layer: Layer, dice: random.Random) -> Any:
    return tuple(tuple(dice.randint(-9, 9) for _ in range(layer.input[1])) for _ in range(layer.input[0]))


def pool(kind: type[Layer]) -> Make:
    def make(dice: random.Random) -> Layer:
        dims = dice.choice([1, 2])

        def size(low: int, high: int) -> list[int]:
            return [dice.randint(low, high) for _ in range(dims)]

        more: dict[str, Any] = (
            {"count_include_pad": dice.choice([None, True, False])} if kind is AveragePooling else {}
        )
        dilation = size(1, 3) if kind is MaxPooling else 1
        paddings: list[Any] = [size(0, 2), "same", "same-lower", "half", "full"]
        stride = dice.choice([None, size(1, 4)])
        return kind.of(size(1, 8), size(1, 5), dice.choice(paddings), stride, dilation, dims=dims,
                       ceil_mode=dice.random() < 0.5, **more)  # fmt: skip

    return make


def window_of(layer: Layer, axis: int, output: int) -> list[int]:
    """Input indices under a window along one axis, as counted from the input's first cell."""
    start = output * layer.stride[axis] - layer.padding[axis][0]
    return [start + tap * layer.dilation[axis] for tap in range(layer.kernel[axis])]


def cells_under(layer: Layer, place: tuple[int, int]) -> tuple[list[tuple[int, int]], int, int]:
    """Input cells under a window; how many of its cells are in the input, and in the padded input."""
    real: list[list[int]] = []
    padded = []
    for axis in range(2):
        i, (before, after) = layer.input[axis], layer.padding[axis]
        window = window_of(layer, axis, place[axis])
        real.append([index for index in window if 0 <= index < i])
        padded.append(sum(-before <= index < i + after for index in window))
    cells = [(r, c) for r in real[0] for c in real[1]]
    return cells, len(cells), padded[0] * padded[1]


@pytest.mark.parametrize("seed", [1, 2])
def test_max_pooling_keeps_the_largest_real_cell_and_says_which(seed: int) -> None:
    dice, empty = random.Random(seed), 0
    for layer in accepted(pool(MaxPooling), seed):
        x = numbers(layer, dice)
        made = gathered(layer, x, ())
        for row, column in ((r, c) for r in range(layer.output[0]) for c in range(layer.output[1])):
            cells, _, _ = cells_under(layer, (row, column))
            best = max((x[r][c] for r, c in cells), default=None)
            assert made[row][column] == best
            first = next(((r, c) for r, c in cells if x[r][c] == best), None)
            assert winner_of(layer, x, (row, column)) == first
            empty += best is None
    assert empty


@pytest.mark.parametrize("seed", [1, 2])
def test_average_pooling_divides_by_what_counts(seed: int) -> None:
    dice = random.Random(seed)
    for layer in accepted(pool(AveragePooling), seed):
        assert isinstance(layer, AveragePooling)
        x, counts = numbers(layer, dice), layer.count_include_pad
        if counts is None:
            counts = not layer.padding_name.startswith("same")
        made = gathered(layer, x, ())
        for row, column in ((r, c) for r in range(layer.output[0]) for c in range(layer.output[1])):
            cells, real, padded = cells_under(layer, (row, column))
            divisor = padded if counts else real
            assert layer.divisor(row, column) == divisor
            assert made[row][column] == (Fraction(sum(x[r][c] for r, c in cells), divisor) if divisor else 0)


def test_windows_of_a_pool_start_in_the_input_and_all_of_them_are_there() -> None:
    kinds: tuple[type[Layer], ...] = (MaxPooling, AveragePooling)
    for seed, kind in enumerate(kinds):
        for layer in accepted(pool(kind), seed):
            ceil_mode = getattr(layer, "ceil_mode")  # noqa: B009
            for axis, planned in enumerate(layer.axes):
                i, (before, after), s = layer.input[axis], layer.padding[axis], layer.stride[axis]
                end = i + before + after
                span = layer.dilation[axis] * (layer.kernel[axis] - 1) + 1
                whole = [start for start in range(0, end, s) if start + span <= end]
                if ceil_mode and (not whole or whole[-1] + span < end):
                    more = whole[-1] + s if whole else 0
                    whole += [more] if more < i + before else []
                assert [output * s for output in range(planned.output)] == whole


@pytest.mark.parametrize("kind", [MaxPooling, AveragePooling])
def test_adaptive_windows_cover_the_input_as_evenly_as_can_be(kind: type[Layer]) -> None:
    dice = random.Random(5)
    for _ in range(COUNT):
        dims = dice.choice([1, 2])
        size, outputs = ([dice.randint(1, 12) for _ in range(dims)] for _ in range(2))
        layer = kind.of(size, output_size=outputs, dims=dims)
        assert list(layer.own(layer.output)) == outputs
        for axis in layer.axes:
            i, o = axis.input, axis.output
            windows = [list(axis.taps(output)) for output in range(o)]
            assert windows == [list(range(a * i // o, -(-(a + 1) * i // o))) for a in range(o)]
            assert {index for window in windows for index in window} == set(range(i))
            assert max(map(len, windows)) == axis.kernel
            assert axis.varies is (len({len(window) for window in windows}) > 1)


def padded_list(values: Numbers, before: int, after: int, mode: str) -> Numbers:
    """Padding step by step, as its definition says."""
    i = len(values)
    ahead = {"zeros": lambda n: 0, "reflect": lambda n: values[min(n, i - 1)], "replicate": lambda n: values[0],
             "circular": lambda n: values[-((n - 1) % i + 1)]}[mode]  # fmt: skip
    behind = {"zeros": lambda n: 0, "reflect": lambda n: values[max(i - 1 - n, 0)], "replicate": lambda n: values[-1],
              "circular": lambda n: values[(n - 1) % i]}[mode]  # fmt: skip
    return [*map(ahead, range(before, 0, -1)), *values, *map(behind, range(1, after + 1))]


@pytest.mark.parametrize("mode", PADDING_MODES)
def test_a_convolution_in_one_dimension_slides_over_the_padded_list(mode: str) -> None:
    def make(dice: random.Random) -> Layer:
        padding: Any = dice.choice([dice.randint(0, 5), f"{dice.randint(0, 3)}+{dice.randint(0, 3)}", *PADDINGS])
        return Convolution.of(dice.randint(1, 9), dice.randint(1, 4), padding, dice.randint(1, 3),
                              dice.randint(1, 3), dims=1, padding_mode=mode)  # fmt: skip

    dice, copies = random.Random(3), 0
    for layer in accepted(make, 3):
        (x,), w = numbers(layer, dice), [dice.randint(-3, 3) for _ in range(layer.kernel[1])]
        before, after = layer.padding[1]
        padded, s, d = padded_list(list(x), before, after, mode), layer.stride[1], layer.dilation[1]
        starts = range(0, len(padded) - d * (len(w) - 1), s)
        wanted = [sum(weight * padded[start + tap * d] for tap, weight in enumerate(w)) for start in starts]
        assert gathered(layer, (x,), (tuple(w),)) == (tuple(wanted),)
        copies += len(padded) > len(x)
    assert copies > COUNT // 4


def test_a_transposed_convolution_in_one_dimension_stamps() -> None:
    def make(dice: random.Random) -> Layer:
        padding: Any = dice.choice([dice.randint(0, 3), "same", "same-lower", "half"])
        return TransposedConvolution.of(dice.randint(1, 6), dice.randint(1, 4), padding, dice.randint(1, 3),
                                        dice.randint(1, 3), dims=1)  # fmt: skip

    dice = random.Random(4)
    for layer in accepted(make, 4):
        (x,), w = numbers(layer, dice), [dice.randint(-3, 3) for _ in range(layer.kernel[1])]
        full = [0] * 60
        for a, value in enumerate(x):
            for u, weight in enumerate(w):
                full[a * layer.stride[1] + u * layer.dilation[1]] += value * weight
        before = layer.padding[1][0]
        assert gathered(layer, (x,), (tuple(w),)) == (tuple(full[before : before + layer.output[1]]),)
        if layer.padding_name.startswith("same"):
            assert layer.output[1] == layer.input[1] * layer.stride[1]


def test_causal_layers_read_nothing_that_comes_later() -> None:
    dice = random.Random(6)
    for _ in range(COUNT):
        s = dice.choice([1, 1, 2, 3])
        layer = Convolution.of(dice.randint(1, 20), dice.randint(1, 4), "causal", s, dice.randint(1, 5), dims=1)
        axis = layer.axes[1]
        assert axis.output == -(-axis.input // s)
        for output in range(axis.output):
            assert [index for index, _ in axis.reads(output)][-1] == output * s


def test_same_and_same_lower_differ_in_the_side_of_the_odd_cell_alone() -> None:
    dice = random.Random(7)
    odd = 0
    for _ in range(COUNT):
        i, k = dice.randint(1, 9), dice.randint(1, 5)
        stride, dilation = dice.randint(1, 3), dice.randint(1, 3)
        for kind in (Convolution, MaxPooling):
            upper, lower = (kind.of(i, k, name, stride, dilation, dims=1) for name in ("same", "same-lower"))
            assert upper.output == lower.output == (1, -(-i // stride))
            (before, after), other = upper.padding[1], lower.padding[1]
            assert other == (after, before) and 0 <= after - before <= 1
            odd += before != after
    assert odd > COUNT // 10


@pytest.mark.parametrize("name", LAYER_CASES)
def test_a_layer_is_made_again_from_what_it_was_asked_for(name: str) -> None:
    layer = LAYER_CASES[name]
    assert type(layer).of(**layer.asked()) == layer


def test_an_option_that_changes_nothing_is_accepted() -> None:
    assert MaxPooling.of(4, 2, ceil_mode=True).output == (2, 2)
    reflected, plain = Convolution.of(5, 3, padding_mode="reflect").axes[0], Convolution.of(5, 3).axes[0]
    assert [reflected.reads(o) for o in range(3)] == [plain.reads(o) for o in range(3)]
    assert AveragePooling.of(4, 2, count_include_pad=False).output == (2, 2)
    assert MaxPooling.of(5, output_size=3, ceil_mode=True) == MaxPooling.of(5, output_size=3)
    assert Convolution.of(5, 3, "same", dims=2).padding == ((1, 1), (1, 1))


@pytest.mark.parametrize("name", [name for name, layer in LAYER_CASES.items() if layer.dims == 1])
def test_in_one_dimension_the_plan_has_lists_of_length_one(name: str) -> None:
    layer = LAYER_CASES[name]
    document = plan_document(Recipe.of(type(layer), {**layer.asked(), "values": True}))
    assert document["layer"]["dims"] == 1
    for size in ("input", "kernel", "stride"):
        assert len(document["layer"][size]) == 1
    assert document["output"] == [layer.output[1]]
    assert document["layer"]["padding"] == [list(layer.padding[1])]
    for step in document["steps"]:
        assert len(step["output"]) == len(step["window"]) == 1
        assert all(len(read) == 2 for read in step["reads"])
    assert len(document["values"]["input"]) == layer.input[1]
    assert document["overlaps"] == [len(step["reads"]) for step in document["steps"]]


def test_huge_pools_are_answered_in_closed_form() -> None:
    for kind, more in ((MaxPooling, {}), (AveragePooling, {"ceil_mode": True, "padding": 1})):
        recipe = Recipe.of(kind, {"input": 10**30, "kernel": 3, **more})
        assert recipe.numbers is None
        assert isinstance(recipe.subject, kind)
        assert str(recipe.subject.output[0]) in plan_text(recipe.subject)
    with pytest.raises(ConvanimError, match="takes"):
        Recipe.of(MaxPooling, {"input": 10**30, "kernel": 3, "values": True})


def test_the_plan_of_a_pool_names_winners_divisors_and_windows() -> None:
    given = {"input_values": "3 1 2; 0 7 4", "kernel": 2, "stride": 1}
    steps = plan_document(Recipe.of(MaxPooling, given))["steps"]
    assert [step["winner"] for step in steps] == [[1, 1], [1, 1]]
    nothing = plan_document(Recipe.of(MaxPooling, {"input": 2, "kernel": 2, "padding": 1, "dilation": 3}))
    assert nothing["steps"][0]["winner"] is None and nothing["values"]["output"] == [[None]]
    mean = plan_document(Recipe.of(AveragePooling, {"input": 5, "kernel": 2, "ceil_mode": True}))
    assert [step["divisor"] for step in mean["steps"]] == [4, 4, 2, 4, 4, 2, 2, 2, 1]
    assert mean["layer"]["ceil_mode"] is True and "count_include_pad" not in mean["layer"]
    adaptive = plan_document(Recipe.of(AveragePooling, {"input": 5, "output_size": 3, "dims": 1}))
    assert [step["window_size"] for step in adaptive["steps"]] == [[2], [3], [2]]
    copied = plan_document(Recipe.of(Convolution, {"input": 2, "kernel": 4, "padding": 1, "padding_mode": "replicate",
                                                   "dims": 1}))  # fmt: skip
    assert copied["steps"][0]["reads"] == [[0, 0], [0, 1], [1, 2], [1, 3]]
    assert copied["layer"]["padding_mode"] == "replicate"
