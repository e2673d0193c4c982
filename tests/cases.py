"""Layers that the tests share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import LAYER_OPTIONS, PARAMETERS
from convanim.layers.pooling import AveragePooling, MaxPooling
from convanim.layers.transposed import TransposedConvolution
from convanim.planner.layer_to_show import LayerToShow
from convanim.planner.views import VIEWS
from convanim.recipe.numbers import seeded_numbers
from convanim.scene.frames import Frame
from convanim.scene.picture import Picture

FRAMEWORK_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "framework_cases.json").read_text(encoding="utf-8")
)
"""Layers as PyTorch computes them: sizes, values, refusals."""

TENSORFLOW_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "tensorflow_cases.json").read_text(encoding="utf-8")
)
"""Layers as TensorFlow computes them with padding SAME."""

ZOO_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "zoo_cases.json").read_text(encoding="utf-8")
)
"""Pooling, one dimension and padding modes as PyTorch computes them (`same` is TensorFlow's); −∞ is null."""

CHANNEL_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "channel_cases.json").read_text(encoding="utf-8")
)
"""Layers of several planes and groups as PyTorch computes them: sizes, values, refusals."""

LAYER_CASES: dict[str, Layer] = {
    "conv": Convolution.of(5, 3, 1, 2),
    "conv leftover in padding": Convolution.of(6, 3, 1, 2),
    "conv leftover in input": Convolution.of(7, 2, 0, 3),
    "conv gaps between windows": Convolution.of(9, 1, 0, 4),
    "conv dilated": Convolution.of(7, 3, 2, 2, 2),
    "conv rectangular": Convolution.of((4, 7), (3, 2), (2, 0), (1, 3), (1, 2)),
    "conv same, uneven": Convolution.of(4, 4, "same"),
    "conv only padding read": Convolution.of(1, 1, 2, 1),
    "conv one row": Convolution.of((1, 9), (1, 3), (0, 1), (1, 2)),
    "conv one dimension": Convolution.of(9, 3, 1, 2, dims=1),
    "conv causal": Convolution.of(9, 2, "causal", 1, 4, dims=1),
    "conv same, stride 2": Convolution.of(6, 3, "same", 2),
    "conv same-lower": Convolution.of((6, 5), (4, 2), "same-lower", (1, 2)),
    "conv reflect": Convolution.of((4, 5), 3, (2, 1), padding_mode="reflect"),
    "conv replicate, dilated": Convolution.of(3, 2, 4, 2, 3, padding_mode="replicate"),
    "conv circular": Convolution.of(4, 3, "0+2", padding_mode="circular"),
    "conv circular, one dimension": Convolution.of(5, 4, "same", dims=1, padding_mode="circular"),
    "transposed": TransposedConvolution.of(3, 3, 1, 2),
    "transposed stride 1": TransposedConvolution.of(3, 3),
    "transposed crop": TransposedConvolution.of(4, 2, 2, 3),
    "transposed crop beyond the input": TransposedConvolution.of(1, 1, 2, 5, 1, 4),
    "transposed holes": TransposedConvolution.of(3, 2, 0, 3),
    "transposed dilated": TransposedConvolution.of(3, 3, 1, 2, 3, 2),
    "transposed output padding": TransposedConvolution.of(3, 3, 1, 2, 1, 1),
    "transposed rectangular": TransposedConvolution.of((2, 4), (3, 2), (1, 0), (2, 3), (1, 2), (1, 0)),
    "transposed one row": TransposedConvolution.of((1, 4), (1, 3), (0, 1), (1, 2)),
    "conv padded unevenly": Convolution.of((4, 5), 3, ((0, 1), (2, 0)), 2),
    "transposed padded unevenly": TransposedConvolution.of((2, 3), (3, 2), ((0, 1), (1, 0)), 2),
    "transposed one dimension": TransposedConvolution.of(4, 3, 1, 2, dims=1),
    "transposed same": TransposedConvolution.of((3, 4), (3, 2), "same", (2, 3)),
    "maxpool": MaxPooling.of(4, 2),
    "maxpool padded, dilated": MaxPooling.of((7, 6), 3, 1, 2, 2),
    "maxpool nothing read": MaxPooling.of(2, 2, 1, 2, 3),
    "maxpool ceil": MaxPooling.of((6, 5), (3, 2), (1, 0), 2, ceil_mode=True),
    "maxpool ceil, a window dropped": MaxPooling.of(5, 2, 1, 2, ceil_mode=True),
    "maxpool same": MaxPooling.of((5, 6), (3, 2), "same", 2),
    "maxpool adaptive": MaxPooling.of((5, 7), output_size=(3, 4)),
    "maxpool global": MaxPooling.of((3, 4), global_pooling=True),
    "maxpool one dimension": MaxPooling.of(7, 3, 1, 2, dims=1),
    "avgpool": AveragePooling.of(5, 3, 1, 2),
    "avgpool ceil": AveragePooling.of((5, 4), 2, ceil_mode=True),
    "avgpool real cells": AveragePooling.of(5, (2, 3), 1, 2, count_include_pad=False),
    "avgpool same": AveragePooling.of(5, 3, "same", 2),
    "avgpool adaptive": AveragePooling.of((2, 5), output_size=(4, 3)),
    "avgpool one dimension": AveragePooling.of(5, 2, dims=1, ceil_mode=True),
    "one output": Convolution.of(3, 3),
}


WEIGHTED = {name: layer for name, layer in LAYER_CASES.items() if layer.reduction.weighted}
"""Those that have a kernel of weights."""

POOLS = {name: layer for name, layer in LAYER_CASES.items() if not layer.reduction.weighted}
"""Those that have none."""

LAYER_VIEWS = {name: view for name, view in VIEWS.items() if view.kinds}
"""The ways of seeing one layer."""


def picture_of(layer: Layer, view: str = "gather", values: bool = False, stages: bool = False) -> Picture:
    """A picture of a layer."""
    return VIEWS[view].draw(LayerToShow(layer, seeded_numbers(layer).only if values else None, stages))


def steps_of(picture: Picture) -> list[Frame]:
    """The frames of a picture that show a step."""
    return [frame for frame in picture.frames() if frame.step is not None]


def layer_of(case: dict[str, Any]) -> Layer:
    """The layer of a framework case."""
    sizes = {name: value if isinstance(value, str) else tuple(value)
             for name, value in case.items() if name in (*PARAMETERS, "output_size")}  # fmt: skip
    options = {name: case[name] for name in LAYER_OPTIONS if name in case and name not in sizes}
    return LAYERS[case["kind"]].of(**sizes, **options)
