"""Runs calls that frameworks refuse, and prints what each of them says, for `tests/data/framework_errors.json`.

    python tests/record_errors.py > tests/data/framework_errors.json

Needs torch, keras (on torch), onnx and onnxruntime; what is not installed is left out. Keys: framework with its
version, the call, the text.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

CALLS: dict[str, list[str]] = {
    "PyTorch": [
        "nn.Conv2d(1, 1, 5)(torch.zeros(1, 1, 2, 2))",
        "nn.Conv2d(1, 1, (3, 5), padding=(0, 1))(torch.zeros(1, 1, 4, 2))",
        "nn.Conv2d(1, 1, 3, dilation=4)(torch.zeros(1, 1, 7, 7))",
        "nn.Conv1d(1, 1, 5)(torch.zeros(1, 1, 3))",
        "nn.MaxPool2d(2)(torch.zeros(1, 8, 1, 1))",
        "nn.MaxPool2d(3, stride=2)(torch.zeros(1, 64, 2, 5))",
        "nn.MaxPool1d(4)(torch.zeros(1, 8, 3))",
        "nn.AvgPool2d(4)(torch.zeros(1, 8, 3, 3))",
        "nn.AvgPool1d(4)(torch.zeros(1, 8, 3))",
        "nn.MaxPool2d(3, padding=2)(torch.zeros(1, 1, 8, 8))",
        "nn.MaxPool1d(3, padding=2)(torch.zeros(1, 1, 8))",
        "nn.AvgPool2d(2, padding=2)(torch.zeros(1, 1, 8, 8))",
        "nn.ConvTranspose2d(1, 1, 3, stride=2, output_padding=2)(torch.zeros(1, 1, 4, 4))",
        "nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1)(torch.zeros(1, 1, 4, 4), output_size=(10, 10))",
        "nn.ConvTranspose1d(1, 1, 3, stride=2, padding=1)(torch.zeros(1, 1, 4), output_size=[10])",
        "nn.ConvTranspose2d(1, 1, 2, padding=3)(torch.zeros(1, 1, 4, 4))",
        "nn.Conv2d(3, 4, 3, groups=2)",
        "nn.Conv2d(4, 3, 3, groups=2)",
        "F.conv2d(torch.zeros(1, 4, 5, 5), torch.zeros(3, 2, 3, 3), groups=2)",
        "nn.Conv2d(3, 8, 3)(torch.zeros(1, 1, 28, 28))",
        "nn.Conv2d(8, 8, 3, groups=2)(torch.zeros(1, 4, 28, 28))",
        "nn.ConvTranspose2d(8, 4, 3)(torch.zeros(1, 4, 7, 7))",
        "nn.Conv2d(1, 1, 3, padding=5, padding_mode='reflect')(torch.zeros(1, 1, 4, 4))",
        "nn.Conv2d(1, 1, 3, padding='same', stride=2)",
        "torch.cat([torch.zeros(1, 64, 57, 57), torch.zeros(1, 64, 56, 56)], dim=1)",
        "torch.zeros(1, 64, 57, 57) + torch.zeros(1, 64, 56, 56)",
        "unet(torch.zeros(1, 1, 30, 30))",
    ],
    "Keras": [
        "keras.layers.Conv2D(1, 5)(np.zeros((1, 2, 2, 1)))",
        "keras.layers.Conv2D(1, 3, dilation_rate=4)(keras.Input((7, 7, 1)))",
        "keras.layers.Conv1D(1, 5)(keras.Input((3, 1)))",
        "keras.layers.MaxPooling2D(2)(keras.Input((1, 1, 8)))",
        "keras.layers.AveragePooling2D(4)(keras.Input((3, 3, 8)))",
        "keras.layers.MaxPooling1D(3)(keras.Input((2, 8)))",
        "keras.layers.Conv2D(4, 3, groups=3)",
        "keras.layers.Conv2D(6, 3, groups=3)(keras.Input((5, 5, 4)))",
        "keras.layers.Conv2D(4, 3, strides=2, dilation_rate=2)",
        "keras.layers.Conv2DTranspose(1, 3, strides=2, output_padding=2)(np.zeros((1, 4, 4, 1)))",
        "keras.layers.Concatenate()([keras.Input((57, 57, 64)), keras.Input((56, 56, 64))])",
        "keras.layers.Add()([keras.Input((57, 57, 64)), keras.Input((56, 56, 64))])",
    ],
    "ONNX Runtime": [
        "run('Conv', [(1, 1, 2, 2)], (1, 1, 5, 5))",
        "run('Conv', [(1, 1, 5, 5)], (4, 3, 3, 3))",
        "run('Conv', [(1, 3, 5, 5)], (4, 1, 3, 3), group=2)",
        "run('Conv', [(1, 4, 5, 5)], (3, 2, 3, 3), group=2)",
        "run('MaxPool', [(1, 1, 8, 8)], kernel_shape=[3, 3], pads=[3, 3, 3, 3])",
        "run('ConvTranspose', [(1, 1, 4, 4)], (1, 1, 3, 3), strides=[2, 2], output_padding=[2, 2])",
        "run('ConvTranspose', [(1, 1, 4, 4)], (1, 1, 2, 2), pads=[3, 3, 3, 3])",
        "run('Concat', [(1, 64, 57, 57), (1, 64, 56, 56)], axis=1)",
    ],
}  # fmt: skip
"""What is refused, by the framework that refuses it."""


def pytorch() -> tuple[str, dict[str, Any]]:
    import torch
    from torch import nn
    from torch.nn import functional

    class UNet(nn.Module):  # type: ignore[misc]
        """Two levels: 30 → 15 → 7 on the way down, 7 → 14 on the way up, where a skip brings 15."""

        def __init__(self) -> None:
            super().__init__()
            self.first, self.second = nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 8, 3, padding=1)
            self.bottom, self.pool = nn.Conv2d(8, 16, 3, padding=1), nn.MaxPool2d(2)
            self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)

        def forward(self, x: Any) -> Any:
            first = self.first(x)
            second = self.second(self.pool(first))
            return torch.cat([second, self.up(self.bottom(self.pool(second)))], dim=1)

    return torch.__version__.partition("+")[0], {"torch": torch, "nn": nn, "F": functional, "unet": UNet()}


def keras() -> tuple[str, dict[str, Any]]:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras
    import numpy as np

    return keras.__version__, {"keras": keras, "np": np}


def onnx_runtime() -> tuple[str, dict[str, Any]]:
    import numpy as np
    import onnxruntime
    from onnx import TensorProto, helper

    onnxruntime.set_default_logger_severity(4)

    def run(op: str, shapes: list[tuple[int, ...]], weights: tuple[int, ...] | None = None, **attributes: Any) -> Any:
        names = [f"x{number}" for number in range(len(shapes))]
        kernel = [helper.make_tensor("w", TensorProto.FLOAT, weights, np.zeros(weights).ravel())] if weights else []
        node = helper.make_node(op, [*names, *(["w"] if weights else [])], ["y"], name="n", **attributes)
        tensors = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in zip(names, shapes, strict=True)]
        made = [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]
        graph = helper.make_graph([node], "g", tensors, made, kernel)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)], ir_version=10)
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        return session.run(None, {n: np.zeros(s, np.float32) for n, s in zip(names, shapes, strict=True)})

    return onnxruntime.__version__, {"run": run}


FRAMEWORKS: dict[str, Callable[[], tuple[str, dict[str, Any]]]] = {
    "PyTorch": pytorch, "Keras": keras, "ONNX Runtime": onnx_runtime,
}  # fmt: skip


def said(call: str, names: dict[str, Any]) -> str:
    """What a framework says to a call that it refuses."""
    try:
        eval(call, names)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    raise AssertionError(f"{call} is not refused")


def main() -> None:
    rows = []
    for title, load in FRAMEWORKS.items():
        try:
            version, names = load()
        except ImportError as error:
            sys.stderr.write(f"{title} is left out: {error}\n")
            continue
        rows += [
            {"framework": f"{title} {version}", "call": call, "text": said(call, names)} for call in CALLS[title]
        ]
    sys.stdout.write(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
