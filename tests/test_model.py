"""A whole model is read as a stack: its layers in order, repeats folded, what has no picture named."""

from __future__ import annotations

import shlex
import sys
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

import convanim
from convanim.core.errors import ConvanimError
from convanim.layers.stack import Stack
from convanim.recipe.folding import folded
from convanim.recipe.from_model import read_model
from convanim.recipe.from_words import read_words
from tests import models
from tests.models import BatchNorm2d, Conv2d, Conv3d, FakeTorch, Linear, MaxPool2d, Module, ReLU, resnet18, sequential

SHAPE = (1, 3, 224, 224)


@pytest.fixture(autouse=True)
def torch(monkeypatch: pytest.MonkeyPatch) -> FakeTorch:
    fake = FakeTorch()
    monkeypatch.setitem(sys.modules, "torch", fake)
    return fake


def test_a_resnet_18_is_drawn_from_its_module() -> None:
    animation = convanim.draw(resnet18(), SHAPE, width=800)
    stack = animation.recipe.subject
    assert isinstance(stack, Stack)
    made = [(block.times, block.planes, block.output[0]) for block in stack.blocks]
    assert made == [
        (1, 64, 112), (1, 64, 56), (4, 64, 56), (1, 128, 28), (3, 128, 28), (1, 256, 14), (3, 256, 14), (1, 512, 7),
        (3, 512, 7), (1, 512, 1),
    ]  # fmt: skip
    assert [axis.size for axis in stack.network.receptive[stack.marks[-2]]] == [435, 435]  # as is known of it
    assert "linear" in stack.words[-1]
    assert animation.recipe.options.title == type(resnet18()).__name__
    assert "beside-conv-1x1" in stack.words[-1]
    assert animation.bytes("png", still="first")


def test_its_command_draws_the_same() -> None:
    recipe = convanim.draw(resnet18(), SHAPE).recipe
    assert read_words(shlex.split(recipe.command)).recipe().subject == recipe.subject


def test_the_model_is_left_as_it_was_and_runs_on_the_meta_device(torch: FakeTorch) -> None:
    model = resnet18()
    read_model(model, SHAPE)
    assert torch.devices == ["meta"]
    assert all(module.training and not module._hooks for _, module in model.named_modules())


def test_a_model_that_cannot_run_on_meta_runs_with_zeros(torch: FakeTorch) -> None:
    torch.on_meta = False
    assert read_model(sequential(Conv2d(3, 4, 3)), (1, 3, 8, 8)).layers == ("conv -k 3 --out-channels 4",)
    assert torch.devices == ["cpu"]


class Joined(Module):
    """Planes of an earlier layer are joined to those of a later one."""

    def forward(self, x: models.Tensor) -> models.Tensor:
        one = self._inner["one"](x)
        two: models.Tensor = self._inner["two"](models.Tensor((1, one.shape[1] * 2, *one.shape[2:])))
        return two


class Resized(Module):
    def forward(self, x: models.Tensor) -> models.Tensor:
        one = self._inner["one"](x)
        two: models.Tensor = self._inner["two"](models.Tensor((*one.shape[:2], 20, 20)))
        return two


@pytest.mark.parametrize(
    ("model", "layers"),
    {
        "repeats of one": (
            sequential(*[module for _ in range(3) for module in (Conv2d(3, 3, 3, p=1), ReLU())]),
            ["3x conv -k 3 -p 1 --out-channels 3 then relu"],
        ),
        "repeats of two": (
            sequential(*[module for _ in range(2) for module in (Conv2d(3, 3, 3), MaxPool2d(2))]),
            ["2x conv -k 3 --out-channels 3 then maxpool -k 2"],
        ),
        "words between": (
            sequential(Conv2d(3, 6, 3, groups=3), BatchNorm2d(), models.GELU()),
            ["conv -k 3 --out-channels 6 --groups 3 then named batchnorm then named gelu"],
        ),
        "attention": (
            sequential(Conv2d(3, 1, 1), models.MultiheadAttention(), models.Flatten(), Linear()),
            ["conv -k 1 then named multiheadattention then named linear"],
        ),
        "a joint": (
            Joined(one=Conv2d(3, 4, 3), two=Conv2d(8, 4, 1)),
            ["conv -k 3 --out-channels 4", "join 4", "conv -k 1 --out-channels 4"],
        ),
        "a size that no module changes": (
            Resized(one=Conv2d(3, 4, 3), two=Conv2d(4, 4, 3)),
            ["conv -k 3 --out-channels 4 then named conv-3x3"],
        ),
    }.values(),
)
def test_a_model_in_words(model: Module, layers: list[str]) -> None:
    read = read_model(model, (1, 3, 32, 32))
    assert (read.input, read.planes, list(read.layers)) == ((32, 32), 3, layers)


def test_a_keras_model_is_asked_for_its_shapes() -> None:
    def conv(shape: tuple[Any, ...]) -> tuple[Any, ...]:
        return (shape[0], shape[1] - 2, shape[2] - 2, 8)

    same = {"strides": (1, 1), "dilation_rate": (1, 1), "padding": "valid", "data_format": "channels_last"}
    model = models.keras(
        "Sequential",
        layers=[
            models.keras("Conv2D", conv, kernel_size=(3, 3), filters=8, groups=1, **same),
            models.keras("BatchNormalization"),
            models.keras("ReLU"),
            models.keras("Flatten", lambda shape: (shape[0], 8)),
            models.keras("Dense", lambda shape: (shape[0], 10)),
        ],
    )
    read = read_model(model, (1, 12, 12, 3))
    said = "conv -k 3 --out-channels 8 then named batchnormalization then relu then named dense"
    assert (read.input, read.planes, read.layers) == ((12, 12), 3, (said,))


class Graph:
    """A Keras model of the functional kind: layers that are joined as they are called."""

    SIZES: ClassVar = {
        "strides": 1,
        "dilation_rate": 1,
        "padding": "same",
        "data_format": "channels_last",
        "groups": 1,
    }

    def __init__(self, planes: int = 3) -> None:
        self.start = SimpleNamespace(shape=(None, 16, 16, planes))
        self._layers: list[Any] = []

    def call(self, name: str, *takes: Any, made: Any = lambda shape: shape, **more: Any) -> Any:
        tensor = SimpleNamespace(shape=(None, 16, 16, 3))
        given = takes[0] if len(takes) == 1 else list(takes)
        self._layers.append(models.keras(name, made, input=given, output=tensor, **more))
        return tensor

    def conv(self, x: Any, filters: int, k: int = 3, name: str = "Conv2D", **more: Any) -> Any:
        def made(shape: tuple[Any, ...]) -> tuple[Any, ...]:
            return (*shape[:3], filters)

        return self.call(name, x, made=made, kernel_size=k, filters=filters, **{**self.SIZES, **more})

    def model(self, x: Any) -> Any:
        return models.keras("Functional", layers=self._layers, inputs=[self.start], outputs=[x])


def residual() -> Any:
    graph = Graph()
    x = graph.conv(graph.start, 8, activation=SimpleNamespace(__name__="relu"))
    y = graph.conv(x, 8)
    short = graph.conv(x, 8, 1)
    return graph.model(graph.conv(graph.call("Add", y, short, made=lambda shapes: shapes[0]), 4, 1))


def with_skip() -> Any:
    graph = Graph()
    x = graph.conv(graph.start, 8)
    half = graph.call("MaxPooling2D", x, made=lambda shape: (None, 8, 8, 8), pool_size=2, strides=2, padding="valid")
    up = graph.call("UpSampling2D", half, made=lambda shape: (None, 16, 16, 8), interpolation="nearest")
    both = graph.call("Concatenate", up, x, made=lambda shapes: (*shapes[0][:3], 16))
    return graph.model(graph.conv(both, 4, 1))


def weighed() -> Any:
    """Planes are weighed by what a global pool makes of them, after zeros were put around the input."""
    graph = Graph()
    around = graph.call("ZeroPadding2D", graph.start, made=lambda shape: (None, 18, 19, 3), padding=((1, 1), (1, 2)))
    x = graph.conv(around, 8, name="SeparableConv2D", depth_multiplier=2)
    weights = graph.call("GlobalAveragePooling2D", x, made=lambda shape: (None, 1, 1, 8))
    weights = graph.conv(weights, 8, 1)
    return graph.model(graph.conv(graph.call("Multiply", x, weights, made=lambda shapes: shapes[0]), 2, 1))


@pytest.mark.parametrize(
    ("model", "layers"),
    [
        (
            residual(),
            ["conv -k 3 -p same --out-channels 8 then relu", "conv -k 3 -p same --out-channels 8 then named add",
             "conv -k 1 -p same --out-channels 4 then named beside-conv-1x1"],
        ),
        (
            with_skip(),
            ["conv -k 3 -p same --out-channels 8", "maxpool -k 2", "upsample nearest 2", "join 8",
             "conv -k 1 -p same --out-channels 4"],
        ),
        (
            weighed(),
            ["conv -k 3 -p 2x2+3 --out-channels 6 --groups 3", "conv -k 1 --out-channels 8 then named multiply",
             "conv -k 1 -p same --out-channels 2 then named beside-avgpool-18x19 then named beside-conv-1x1"],
        ),
    ],
    ids=["residual", "skip", "weighed"],
)  # fmt: skip
def test_a_keras_graph_is_followed_along_its_main_line(model: Any, layers: list[str]) -> None:
    read = read_model(model, (1, 16, 16, 3))
    assert (read.input, read.planes, list(read.layers)) == ((16, 16), 3, layers)


def test_of_more_blocks_than_have_room_neighbours_of_one_size_are_together_and_repeats_stay() -> None:
    def stage(size: int, times: int) -> list[tuple[str, tuple[int, ...]]]:
        first, later = [f"a{size} -s 2", f"b{size}", f"c{size}"], [f"a{size}", f"b{size}", f"c{size}"]
        return [(text, (size, size)) for text in [*first, *later * times]]

    texts, sizes = zip(("stem", (64, 64)), *stage(32, 3), *stage(16, 5), *stage(8, 2), *stage(4, 2), strict=True)
    assert folded(texts[:4], sizes[:4]) == list(texts[:4])
    found = folded(texts, sizes)
    assert len(found) == 9
    assert found[:4] == [
        "stem",
        "a32 -s 2 then b32 then c32",
        "3x a32 then b32 then c32",
        "a16 -s 2 then b16 then c16",
    ]
    unlike, own = [str(number) for number in range(90)], [(number // 30,) for number in range(90)]
    assert [len(words.split(" then ")) for words in folded(unlike, own)] == [30, 30, 30]


@pytest.mark.parametrize(
    ("model", "shape", "says"),
    {
        "three dimensions": (sequential(Conv3d()), (1, 1, 4, 4, 4), r"three dimensions.*Conv2d"),
        "nothing to draw": (sequential(Linear()), (1, 8), "no layer that can be drawn: it has Linear"),
        "wrong planes": (sequential(Conv2d(3, 4, 3)), (1, 5, 8, 8), "does not take an input"),
        "no model": (object(), (1, 3, 8, 8), "PyTorch module, or a Keras model"),
        "no shape": (sequential(Conv2d(3, 4, 3)), 8, "is no shape"),
    }.values(),
)
def test_what_cannot_be_drawn_is_refused_with_a_way_out(model: Any, shape: Any, says: str) -> None:
    with pytest.raises(ConvanimError, match=says):
        convanim.draw(model, shape)
