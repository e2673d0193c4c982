from __future__ import annotations

import json
import shlex
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import convanim
from convanim.core.errors import ConvanimError
from convanim.frameworks.frameworks import FRAMEWORKS, framework_lines, read_module
from convanim.layers.base import Layer
from convanim.layers.comparison import Comparison
from convanim.layers.compute import gathered
from convanim.layers.convolution import Convolution
from convanim.layers.kinds import LAYERS
from convanim.layers.pooling import AveragePooling, MaxPooling
from convanim.layers.transposed import TransposedConvolution
from convanim.pipeline.compose import compose
from convanim.publish.plan_document import plan_text
from convanim.recipe.from_words import read_words
from tests import frameworks, newer_frameworks, real_frameworks
from tests.cases import FRAMEWORK_CASES, LAYER_CASES, TENSORFLOW_CASES, layer_of
from tests.frameworks import run_line

PYTORCH_CASES = [case for case in FRAMEWORK_CASES if case["kind"] in ("conv", "transposed") and "y" in case]


def check_lines(layer: Layer, x: Any, w: Any, y: Any) -> None:
    """Every framework's line makes y of x through w."""
    for name, line in framework_lines(layer).items():
        x_ = np.array(x[0] if layer.flat else x)
        w_ = np.array(w[0] if layer.flat else w) if layer.reduction.weighted else None
        if "weights have zeros between" in line and w_ is not None:
            dilation = layer.dilation[-w_.ndim :]
            spread = np.zeros([d * (k - 1) + 1 for d, k in zip(dilation, w_.shape, strict=True)])
            spread[tuple(slice(None, None, d) for d in dilation)] = w_
            w_ = spread
        found = newer_frameworks.RUNNERS.get(name, run_line)(line, x_, w_)
        wanted = np.array([[-np.inf if value is None else float(value) for value in row] for row in y])
        assert np.allclose(found.reshape(layer.output), wanted), (name, line)


@pytest.mark.parametrize("layer", LAYER_CASES.values(), ids=LAYER_CASES)
def test_the_line_of_each_framework_computes_the_layer(layer: Layer) -> None:
    x = tuple(tuple((3 * r + 5 * c) % 7 + 1 for c in range(layer.input[1])) for r in range(layer.input[0]))
    w = tuple(tuple(3 * u - 2 * v + 1 for v in range(layer.kernel[1])) for u in range(layer.kernel[0]))
    check_lines(layer, x, w, gathered(layer, x, w))


def test_the_lines_compute_what_the_framework_does() -> None:
    for case in PYTORCH_CASES[::3]:
        check_lines(layer_of(case), case["x"], case["w"], case["y"])


def keras_layer(case: dict[str, Any]) -> Any:
    kind = frameworks.Conv2DTranspose if case["kind"] == "transposed" else frameworks.Conv2D
    return kind(1, kernel_size=case["kernel"], strides=case["stride"], padding="same")


def test_same_padding_of_keras_is_that_of_tensorflow() -> None:
    assert len(TENSORFLOW_CASES) > 100
    for case in TENSORFLOW_CASES:
        layer = read_module(keras_layer(case), case["input"])
        assert layer.kind == case["kind"]
        assert layer.output == tuple(case["output"])
        x, w = (tuple(map(tuple, case[name])) for name in ("x", "w"))
        assert gathered(layer, x, w) == tuple(map(tuple, case["y"]))


def test_same_padding_is_written_as_it_was_read() -> None:
    for case in TENSORFLOW_CASES:
        layer = read_module(keras_layer(case), case["input"])
        check_lines(layer, case["x"], case["w"], case["y"])
        if layer.padding != ((0, 0), (0, 0)) and len(set(case["input"])) > 1 and 1 not in case["kernel"]:
            assert "padding='same'" in framework_lines(layer)["keras"]


@pytest.mark.parametrize(
    ("layer", "framework", "line"),
    [
        (
            TransposedConvolution.of(3, 3, 1, 2),
            "pytorch",
            "nn.ConvTranspose2d(1, 1, kernel_size=3, stride=2, padding=1)",
        ),
        (Convolution.of(5, 3, 1, 2), "pytorch", "nn.Conv2d(1, 1, kernel_size=3, stride=2, padding=1)"),
        (Convolution.of(4, 4, "same"), "pytorch", "nn.Conv2d(1, 1, kernel_size=4, padding='same')"),
        (
            Convolution.of(6, 3, "0+1", 2),
            "pytorch",
            "nn.Conv2d(1, 1, kernel_size=3, stride=2)(F.pad(x, (0, 1, 0, 1)))",
        ),
        (Convolution.of((5, 7), (3, 2)), "keras", "keras.layers.Conv2D(1, kernel_size=(3, 2))"),
        (
            Convolution.of(5, 3, (1, 0), 2),
            "keras",
            "keras.Sequential([keras.layers.ZeroPadding2D(((1, 1), (0, 0))), "
            "keras.layers.Conv2D(1, kernel_size=3, strides=2)])",
        ),
        (
            Convolution.of(6, 3, "0+1", 2),
            "keras",
            "keras.layers.Conv2D(1, kernel_size=3, strides=2, padding='same')"
            "  # for this input size: with strides, 'same' depends on it",
        ),
        (Convolution.of(9, 3, dims=1), "keras", "keras.layers.Conv1D(1, kernel_size=3)"),
        (Convolution.of((1, 9), (1, 3)), "keras", "keras.layers.Conv2D(1, kernel_size=(1, 3))"),
        (
            Convolution.of(9, 2, "causal", 1, 4, dims=1),
            "keras",
            "keras.layers.Conv1D(1, kernel_size=2, dilation_rate=4, padding='causal')",
        ),
        (
            Convolution.of(9, 2, "causal", 1, 4, dims=1),
            "pytorch",
            "nn.Conv1d(1, 1, kernel_size=2, dilation=4)(F.pad(x, (4, 0)))",
        ),
        (
            Convolution.of(6, 3, "same", 2),
            "keras",
            "keras.layers.Conv2D(1, kernel_size=3, strides=2, padding='same')",
        ),
        (
            Convolution.of(5, 3, 1, padding_mode="reflect"),
            "pytorch",
            "nn.Conv2d(1, 1, kernel_size=3, padding=1, padding_mode='reflect')",
        ),
        (MaxPooling.of(4, 2), "pytorch", "nn.MaxPool2d(kernel_size=2)"),
        (MaxPooling.of(5, 2, ceil_mode=True), "pytorch", "nn.MaxPool2d(kernel_size=2, ceil_mode=True)"),
        (MaxPooling.of(5, output_size=3), "pytorch", "nn.AdaptiveMaxPool2d(3)"),
        (MaxPooling.of(5, 2, "same", 2), "keras", "keras.layers.MaxPooling2D(2, padding='same')"),
        (AveragePooling.of(5, global_pooling=True), "keras", "keras.layers.GlobalAveragePooling2D(keepdims=True)"),
        (
            AveragePooling.of(5, 3, 1, 2, count_include_pad=False),
            "pytorch",
            "nn.AvgPool2d(kernel_size=3, stride=2, padding=1, count_include_pad=False)",
        ),
        (
            AveragePooling.of(4, 2),
            "jax",
            "jax.lax.reduce_window(x, 0., jax.lax.add, window_dimensions=(1, 1, 2, 2), window_strides=(1, 1, 2, 2), "
            "padding=((0, 0), (0, 0), (0, 0), (0, 0))) / 4",
        ),
        (
            TransposedConvolution.of(3, 3, 1, 2),
            "jax",
            "jax.lax.conv_general_dilated(x, w[:, :, ::-1, ::-1], window_strides=(1, 1), padding=((1, 1), (1, 1)), "
            "lhs_dilation=(2, 2), dimension_numbers=('NCHW', 'OIHW', 'NCHW'))  # the kernel turned by 180°",
        ),
    ],
    ids=str,
)
def test_lines_read_as_a_person_writes_them(layer: Layer, framework: str, line: str) -> None:
    assert framework_lines(layer)[framework] == line


class OtherKind(Convolution):
    """A layer that no framework has a line for."""

    kind = "other"


def test_a_kind_that_a_framework_does_not_know_has_no_line() -> None:
    layer = OtherKind.of(5, 3)
    assert framework_lines(layer) == {}
    assert plan_text(layer) == plan_text(layer).rstrip()


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_every_class_that_is_read_has_a_reader_and_its_kind_a_line(name: str) -> None:
    framework = FRAMEWORKS[name]
    kinds = {known.kind for known in framework.classes.values()}
    assert kinds == set(framework.readers)
    assert kinds <= set(framework.writers) <= set(LAYERS)


def test_a_layer_of_pytorch_is_read_by_its_attributes() -> None:
    module = frameworks.ConvTranspose2d(8, 4, kernel_size=(3, 4), stride=2, padding=(1, 0), output_padding=1)
    layer = read_module(module, (3, 5))
    assert layer == TransposedConvolution.of((3, 5), (3, 4), (1, 0), 2, 1, 1)
    assert read_module(frameworks.LazyConv2d(0, 4, 3, dilation=2), 9) == Convolution.of(9, 3, dilation=2)
    assert read_module(frameworks.Conv2d(1, 1, 4, padding="same"), 4) == Convolution.of(4, 4, "same")
    assert read_module(frameworks.Conv2d(1, 1, 4, padding="valid"), 4) == Convolution.of(4, 4)


def test_one_dimension_is_read_as_such() -> None:
    assert read_module(frameworks.Conv1d(1, 1, 3, 2, 1), 9) == Convolution.of(9, 3, 1, 2, dims=1)
    causal = read_module(frameworks.Conv1D(1, 3, padding="causal", dilation_rate=2), 9)
    assert causal.padding == ((0, 0), (4, 0))
    assert causal.output == (1, 9)
    transposed = read_module(frameworks.ConvTranspose1d(1, 1, kernel_size=3, stride=2, output_padding=1), [4])
    assert transposed == TransposedConvolution.of(4, 3, 0, 2, 1, 1, dims=1)


def test_pools_are_read_by_their_attributes() -> None:
    torch_pool = frameworks.MaxPool2d(3, 2, 1, dilation=2, ceil_mode=True)
    assert read_module(torch_pool, 9) == MaxPooling.of(9, 3, 1, 2, 2, ceil_mode=True)
    mean = frameworks.AvgPool1d(3, padding=1, count_include_pad=False)
    assert read_module(mean, 9) == AveragePooling.of(9, 3, 1, 3, dims=1, ceil_mode=False, count_include_pad=False)
    adaptive = read_module(frameworks.AdaptiveAvgPool2d((2, 3)), (1, 8, 5, 7))
    assert adaptive == AveragePooling.of((5, 7), output_size=(2, 3))
    same = read_module(frameworks.AveragePooling2D(2, padding="same"), 5)
    assert same == AveragePooling.of(5, 2, "same") and same.divisor(2, 2) == 1
    assert read_module(frameworks.GlobalMaxPooling1D(keepdims=True), 5) == MaxPooling.of(
        5, global_pooling=True, dims=1
    )
    reflected = frameworks.Conv2d(1, 1, 3, padding=1, padding_mode="reflect")
    assert read_module(reflected, 5) == Convolution.of(5, 3, 1, padding_mode="reflect")


def test_a_line_that_no_call_is_known_for_is_left_out() -> None:
    lines = framework_lines(MaxPooling.of(5, output_size=3))
    assert set(lines) == {"pytorch"}
    assert "keras" not in framework_lines(MaxPooling.of(7, 3, 1, 2, 2))


NEWER_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "newer_layers.json").read_text(encoding="utf-8")
)
"""Layers of one dimension as versions of Flax and ONNX Runtime compute them."""


def newer_layer(case: dict[str, Any]) -> Any:
    if case["framework"].startswith("ONNX"):
        return newer_frameworks.NodeProto(case["op"], **case["numbers"])
    return getattr(newer_frameworks, case["op"])(1, **case["numbers"])


def test_layers_of_flax_and_onnx_are_read_as_these_compute_them() -> None:
    read: dict[str, int] = {}
    for case in NEWER_CASES:
        try:
            layer = read_module(newer_layer(case), len(case["x"]))
        except ConvanimError as error:
            assert case["op"] == "ConvTranspose" and "padding" in str(error), case  # a crop of less than nothing
            continue
        flax = case["framework"].startswith("Flax")
        w = case.get("w", [1] * layer.kernel[1])
        w = w[::-1] if flax and case["op"] == "ConvTranspose" else w  # which turns no kernel unless told to
        made = gathered(layer, (tuple(map(int, case["x"])),), (tuple(map(int, w)),))
        assert len(made[0]) == len(case["y"]), case
        assert np.allclose([float(value or 0) for value in made[0]], case["y"], atol=1e-3), case
        name = f"{case['framework'].split()[0]} {case['op']}"
        read[name] = read.get(name, 0) + 1
    assert min(read.values()) > 40 and len(read) == 6, read


def test_lines_of_flax_and_onnx_are_read_as_they_were_written() -> None:
    for layer in LAYER_CASES.values():
        for name in ("flax", "nnx", "onnx"):
            line = framework_lines(layer).get(name)
            if line is None or "Sequential" in line or line.startswith("[") or "_pool(" in line:
                continue  # functions, and several layers
            module = eval(line, newer_frameworks.NAMESPACE)
            read = read_module(module, layer.own(layer.input) if layer.dims == 2 else layer.input[1])
            assert (read.kind, read.output, read.axes) == (layer.kind, layer.output, layer.axes), (name, line)


def test_what_changed_its_meaning_says_with_which_version() -> None:
    same = framework_lines(TransposedConvolution.of(3, 3, "same", 2))["onnx"]
    assert "since opset 11; the text of opset 1" in same
    assert "#" not in framework_lines(TransposedConvolution.of(3, 4, "same", 2))["onnx"]
    dropped = framework_lines(MaxPooling.of(5, 2, 1, 2, ceil_mode=True))["onnx"]
    assert "dropped since opset 22" in dropped
    assert "#" not in framework_lines(MaxPooling.of(5, 2, 0, 2, ceil_mode=True))["onnx"]


@pytest.mark.parametrize(
    ("module", "size", "message"),
    [
        (newer_frameworks.Conv(1, kernel_size=(3, 3, 3)), 5, "three dimensions"),
        (newer_frameworks.Conv(1, kernel_size=(3,), padding="HALF"), 5, "padding 'HALF', which is not known"),
        (newer_frameworks.Conv(1, kernel_size=(3,), padding=[(1, 1, 1)]), 5, "use two numbers for each dimension"),
        (newer_frameworks.Conv(1, kernel_size=(3,), input_dilation=2), 5, "use a ConvTranspose with strides (2,)"),
        (newer_frameworks.ConvTranspose(1, kernel_size=(3,), padding="CIRCULAR"), 5, "use SAME, VALID or numbers"),
        (newer_frameworks.NodeProto("Relu"), 5, "this node is a Relu; use one of Conv, ConvTranspose"),
        (newer_frameworks.NodeProto("Conv"), 5, "kernel_shape of this Conv is None"),
        (newer_frameworks.NodeProto("Conv", kernel_shape=[3], pads=[1]), 5, "use 2 numbers"),
        (newer_frameworks.NodeProto("Conv", kernel_shape=[3], auto_pad="SAME"), 5, "auto_pad 'SAME'"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_of_flax_and_onnx_is_refused_in_one_line(module: object, size: Any, message: str) -> None:
    with pytest.raises(ConvanimError) as refusal:
        read_module(module, size)
    assert message in str(refusal.value)


NODE = newer_frameworks.NodeProto
K3: dict[str, Any] = {"kernel_size": (3, 3), "padding": "VALID"}
GROUPED: dict[str, Any] = {"in_channels": 4, "out_channels": 6, "groups": 2}


@pytest.mark.parametrize(
    ("module", "more", "layer"),
    {
        "linen": (newer_frameworks.Conv(6, feature_group_count=2, **K3), {}, Convolution.of(5, 3, **GROUPED)),
        "nnx": (newer_frameworks.Conv(4, 6, feature_group_count=2, **K3), {}, Convolution.of(5, 3, **GROUPED)),
        "linen, SAME is usual": (
            newer_frameworks.Conv(6, kernel_size=(3, 3), strides=2, kernel_dilation=2), {},
            Convolution.of(5, 3, "same", 2, 2, in_channels=4, out_channels=6),
        ),
        "linen transposed": (
            newer_frameworks.ConvTranspose(2, kernel_size=(3, 3), strides=(2, 2), padding=((2, 3), (2, 3))), {},
            TransposedConvolution.of(5, 3, 0, 2, 1, 1, in_channels=4, out_channels=2),
        ),
        "nnx transposed": (
            newer_frameworks.ConvTranspose(4, 2, kernel_size=(3, 3), strides=2, padding="SAME"), {},
            TransposedConvolution.of(5, 3, "same", 2, in_channels=4, out_channels=2),
        ),
        "onnx": (NODE("Conv", kernel_shape=[3, 3], group=2), {"out_channels": 6}, Convolution.of(5, 3, **GROUPED)),
        "onnx, planes of its weights unknown": (NODE("Conv", kernel_shape=[3, 3]), {}, Convolution.of(5, 3)),
        "onnx depthwise, auto_pad": (
            NODE("Conv", kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_LOWER", group=4), {"out_channels": 4},
            Convolution.of(5, 3, "same-lower", 2, in_channels=4, out_channels=4, groups=4),
        ),
        "onnx transposed, output_shape": (
            NODE("ConvTranspose", kernel_shape=[3, 3], strides=[2, 2], output_shape=[10, 10], group=2),
            {"out_channels": 6}, TransposedConvolution.of(5, 3, "1+0", 2, **GROUPED),
        ),
        "onnx pool, ceil_mode": (
            NODE("MaxPool", kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1), {},
            MaxPooling.of(5, 2, 0, 2, ceil_mode=True),
        ),
    }.values(),
)  # fmt: skip
def test_planes_and_groups_of_flax_and_onnx_are_read(module: Any, more: dict[str, int], layer: Layer) -> None:
    onnx = isinstance(module, NODE)
    read = convanim.from_module(module, (1, 4, 5, 5) if onnx else (1, 5, 5, 4), **more).recipe.subject
    assert isinstance(read, Layer)
    assert (read.kind, read.channels, read.axes) == (layer.kind, layer.channels, layer.axes)


def test_a_keras_layer_with_groups_that_was_called_says_its_planes_by_its_kernel() -> None:
    layer = frameworks.Conv2D(6, 3)
    vars(layer).update(filters=6, groups=2)
    with pytest.raises(ConvanimError, match=r"2 groups, .*give the input's whole shape"):
        read_module(layer, 5)
    vars(layer).update(kernel=SimpleNamespace(shape=(3, 3, 2, 6)))
    assert read_module(layer, 5) == read_module(layer, (1, 5, 5, 4)) == Convolution.of(5, 3, **GROUPED)


@pytest.mark.parametrize(
    ("module", "size", "more", "message"),
    [
        (NODE("Conv", kernel_shape=[3, 3], group=2), (1, 4, 5, 5), {}, "2 groups, .* out_channels=2"),
        (NODE("Conv", kernel_shape=[3, 3]), 5, {"out_channels": 2}, "give the input's whole shape"),
        (NODE("MaxPool", kernel_shape=[3, 3]), 5, {"out_channels": 2}, "out_channels=2 is not for this MaxPool"),
        (newer_frameworks.Conv(6, feature_group_count=2, **K3), 5, {}, "2 groups, .*give the input's whole shape"),
        (newer_frameworks.Conv(1, kernel_size=(3, 3, 3)), 5, {}, "three dimensions.*a Conv of 2 dimensions"),
        (type("Conv3d", (), {})(), 5, {}, "three dimensions.*as a Conv2d"),
        (type("Conv3DTranspose", (), {})(), 5, {}, "three dimensions.*as a Conv2DTranspose"),
        (type("AdaptiveAvgPool3d", (), {})(), 5, {}, "three dimensions.*as an AdaptiveAvgPool2d"),
    ],
)
def test_planes_and_dimensions_that_no_picture_has_are_refused(
    module: Any, size: Any, more: dict[str, int], message: str
) -> None:
    with pytest.raises(ConvanimError, match=message):
        convanim.from_module(module, size, **more)


def test_global_pools_of_onnx_take_their_dimensions_from_the_input() -> None:
    node = newer_frameworks.NodeProto("GlobalAveragePool")
    assert read_module(node, (1, 8, 5, 7)) == AveragePooling.of((5, 7), global_pooling=True)
    assert read_module(node, (1, 8, 5)) == AveragePooling.of(5, global_pooling=True, dims=1)


def test_real_layers_of_flax_are_read() -> None:
    pytest.importorskip("flax", reason="Flax is not installed: only its doubles are read")
    from flax import linen, nnx

    for made in (
        linen.Conv(1, kernel_size=(3, 3), strides=2, padding=1),
        nnx.Conv(1, 1, kernel_size=(3, 3), strides=2, padding=1, rngs=nnx.Rngs(0)),
    ):
        assert read_module(made, (5, 7)) == Convolution.of((5, 7), 3, 1, 2)
    for made in (
        linen.ConvTranspose(1, kernel_size=(3, 3), strides=(2, 2)),
        nnx.ConvTranspose(1, 1, kernel_size=(3, 3), strides=2, rngs=nnx.Rngs(0)),
    ):
        assert read_module(made, 4) == TransposedConvolution.of(4, 3, "same", 2)


def test_real_nodes_of_onnx_are_read() -> None:
    pytest.importorskip("onnx", reason="ONNX is not installed: only its doubles are read")
    import onnx

    for layer in LAYER_CASES.values():
        line = framework_lines(layer).get("onnx", "[")
        if not line.startswith("[") and "Global" not in line:
            read = read_module(eval(line, {"onnx": onnx}), layer.own(layer.input))
            assert (read.kind, read.output, read.axes) == (layer.kind, layer.output, layer.axes), line


def test_an_input_size_may_be_the_whole_shape() -> None:
    expected = Convolution.of((5, 7), 3)
    assert read_module(frameworks.Conv2d(3, 8, 3), (16, 3, 5, 7)) == expected
    assert read_module(frameworks.Conv2D(8, 3), (None, 5, 7, 3)) == expected
    assert read_module(frameworks.Conv2D(8, 3, data_format="channels_first"), (None, 3, 5, 7)) == expected
    assert read_module(frameworks.SeparableConv2D(8, 3), (5, 7)) == expected
    assert read_module(frameworks.Conv1d(3, 8, 3), (16, 3, 7)) == Convolution.of(7, 3, dims=1)


def test_output_padding_of_keras_changes_its_size() -> None:
    for i, k, s, padding in product((1, 3, 4), (1, 2, 3, 4), (2, 3), ("same", "valid")):
        for op in range(s):
            module = frameworks.Conv1DTranspose(1, kernel_size=k, strides=s, padding=padding, output_padding=op)
            size = (i - 1) * s + op + (k % 2 if padding == "same" else k)
            if size:
                assert read_module(module, i).output == (1, size)


class Linear:
    """A layer of another kind."""


@pytest.mark.parametrize(
    ("module", "size", "message"),
    [
        (Linear(), 5, "cannot read a layer from 'Linear'; use one of PyTorch (Conv1d, Conv2d, "),
        (None, 5, "'NoneType'"),
        (frameworks.Conv2d, 5, "Conv2d is a class and has no numbers yet; make a layer of it"),
        (
            frameworks.Conv2d(1, 1, 3, padding_mode="mirror"), 5,
            "padding_mode 'mirror' is not known",
        ),
        (frameworks.Conv2D(1, 3, padding="reflect"), 5, "'reflect', which is not known; use valid, same or causal"),
        (
            frameworks.Conv2DTranspose(1, kernel_size=3, padding="causal"), 5,
            "'causal', which is not known; use valid or same",
        ),
        (frameworks.Conv2d(1, 1, 3), (5, 5, 5), "input_size (5, 5, 5) does not fit Conv2d"),
        (frameworks.Conv2d(1, 1, 3), "5", "input_size '5' does not fit Conv2d"),
        (frameworks.Conv1d(1, 1, 3), (5, 5), "use a whole number, or its whole shape with batch and channels (3"),
        (frameworks.Conv2D(1, 3), (None, None, None, 3), "input_size (None, None, None, 3) does not fit"),
        (frameworks.Conv2d(1, 1, None), 5, "kernel_size of this Conv2d is (None, None)"),
        (frameworks.Conv2d(1, 1, 7), 5, "kernel 7 does not fit input 5"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_line(module: object, size: Any, message: str) -> None:
    with pytest.raises(ConvanimError) as refusal:
        read_module(module, size)
    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_real_layers_of_pytorch_are_read() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: only its doubles are read")
    for name, numbers in (
        ("Conv2d", {"kernel_size": 3, "stride": 2, "padding": 1}),
        ("ConvTranspose2d", {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1}),
        ("Conv1d", {"kernel_size": 4, "padding": "same"}),
        ("ConvTranspose1d", {"kernel_size": 2, "stride": 3}),
    ):
        module = getattr(torch.nn, name)(1, 1, bias=False, **numbers).double()
        module.weight.data = torch.arange(module.weight.numel(), dtype=torch.float64).reshape(module.weight.shape)
        size = [6] * (FRAMEWORKS["pytorch"].classes[name].dimensions or 0)
        x = torch.arange(6 ** len(size), dtype=torch.float64).reshape(1, 1, *size)
        layer = read_module(module, x.shape)
        grids = [
            grid.reshape(shape).int().tolist() for grid, shape in ((x, layer.input), (module.weight, layer.kernel))
        ]
        made = gathered(layer, *(tuple(map(tuple, grid)) for grid in grids))
        assert np.array_equal(np.array(made), module(x).detach().reshape(layer.output))


@pytest.mark.parametrize("name", real_frameworks.RUNNERS)
def test_the_lines_compute_the_layer_in_the_framework_itself(name: str) -> None:
    module, run = real_frameworks.RUNNERS[name]
    pytest.importorskip(module, reason=f"{module} is not installed: only its double is run")
    for layer in LAYER_CASES.values():
        line = framework_lines(layer).get(name)
        if line is None or "refuses" in line:
            continue
        x = tuple(tuple((3 * r + 5 * c) % 7 + 1 for c in range(layer.input[1])) for r in range(layer.input[0]))
        w = tuple(tuple(3 * u - 2 * v + 1 for v in range(layer.kernel[1])) for u in range(layer.kernel[0]))
        x_, w_ = np.array(x[0] if layer.flat else x, float), np.array(w[0] if layer.flat else w, float)
        found = run(line, x_, w_ if layer.reduction.weighted else None).reshape(layer.output)
        made = gathered(layer, x, w)
        wanted = np.array([[-np.inf if value is None else float(value) for value in row] for row in made])
        assert np.allclose(np.where(found < -1e37, -np.inf, found), wanted, rtol=1e-5), (name, line)


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("conv -i 6 -k 3 -s 2 -p same", "conv -i 6 -k 3 -p 1 -s 2"),
        ("conv -i 6 -k 3 -s 2 -p 1", "conv -i 6 -k 3 -p same -s 2"),
        ("transposed -i 3 -k 3 -s 2 -p same", "transposed -i 3 -k 3 -p 1 -s 2 --output-padding 1"),
        ("maxpool -i 6 -k 3 -s 2 -p 1", "maxpool -i 6 -k 3 -p same -s 2"),
        ("conv --1d -i 9 -k 4 -s 3 -p same-lower", ""),
        ("conv -i 5 -k 3 -p same", ""),
        ("conv -i 7 -k 3 -s 2 -p 1", ""),
    ],
)
def test_layers_of_the_same_words_that_read_other_cells_are_compared(words: str, other: str) -> None:
    text = plan_text(read_words(words.split()).recipe().subject)
    commands = [line.strip() for line in text.splitlines() if line.startswith("  convanim compare")]
    assert len(commands) == bool(other)
    for command in commands:
        comparison = read_words(shlex.split(command)).recipe()
        compose(comparison)
        assert f"'{other}'" in command and isinstance(comparison.subject, Comparison)
        assert comparison.subject.differences
