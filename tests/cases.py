"""Layers that the tests share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import PARAMETERS
from convanim.layers.transposed import TransposedConvolution
from convanim.planner.layer_to_show import LayerToShow
from convanim.planner.views import VIEWS
from convanim.recipe.numbers import seeded_numbers
from convanim.scene.picture import Picture

FRAMEWORK_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "framework_cases.json").read_text(encoding="utf-8")
)
"""Layers as PyTorch computes them: sizes, values, refusals."""

TENSORFLOW_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "tensorflow_cases.json").read_text(encoding="utf-8")
)
"""Layers as TensorFlow computes them with padding SAME."""

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
    "one output": Convolution.of(3, 3),
}


def picture_of(layer: Layer, view: str = "gather", values: bool = False, stages: bool = False) -> Picture:
    """A picture of a layer."""
    return VIEWS[view].draw(LayerToShow(layer, seeded_numbers(layer) if values else None, stages))


def layer_of(case: dict[str, Any]) -> Layer:
    """The layer of a framework case."""
    return LAYERS[case["kind"]].of(**{name: tuple(case[name]) for name in PARAMETERS})
