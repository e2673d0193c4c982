"""Computes layers in Flax and ONNX Runtime and prints what they make, for `tests/data/newer_layers.json`.

    python -m tests.record_layers > tests/data/newer_layers.json

Needs flax, onnx and onnxruntime. Keys: framework with its version, op, numbers, input x, kernel w, output y.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from tests.real_frameworks import run_linen, run_nodes

FLAX_PADDINGS: dict[str, list[Any]] = {
    "Conv": ["SAME", "SAME_LOWER", "VALID", "CAUSAL", "CIRCULAR", "REFLECT", 1, [[0, 2]]],
    "ConvTranspose": ["SAME", "VALID", 1, [[0, 2]], [[2, 3]]],
}


def flax_cases() -> Iterator[tuple[str, dict[str, Any], int]]:
    """Names and numbers of layers of one dimension, and their input sizes."""
    for op, paddings in FLAX_PADDINGS.items():
        for padding, k, s, d, i in product(paddings, (1, 2, 3, 4), (1, 2, 3), (1, 2), (4, 5, 6)):
            if (k > 1 or d == 1) and (k + s + d + i) % 2:
                yield op, {"kernel_size": [k], "strides": [s], "kernel_dilation": [d], "padding": padding}, i


def onnx_cases() -> Iterator[tuple[str, dict[str, Any], int]]:
    """The same of nodes."""
    numbers: dict[str, Any]
    for auto, k, s, d, i in product(("SAME_UPPER", "SAME_LOWER", "VALID"), (2, 3, 4), (1, 2, 3), (1, 2), (5, 6)):
        numbers = {"kernel_shape": [k], "strides": [s], "dilations": [d], "auto_pad": auto}
        yield "Conv", numbers, i
        if (k - 1) * d + 1 >= s:
            yield "ConvTranspose", numbers, i
    for k, s, i, more in product((2, 3, 4), (2, 3), (3, 4), (0, 1, 2, 3)):
        numbers = {"kernel_shape": [k], "strides": [s], "output_shape": [(i - 1) * s + k - more]}
        yield "ConvTranspose", numbers, i
        yield "ConvTranspose", {**numbers, "auto_pad": "SAME_UPPER"}, i
    for op, k, s, p, i, up in product(("MaxPool", "AveragePool"), (2, 3), (1, 2, 3), (0, 1), (5, 6), (0, 1)):
        yield op, {"kernel_shape": [k], "strides": [s], "pads": [p, p], "ceil_mode": up}, i
    for count, i, up in product((0, 1), (5, 6, 7), (0, 1)):
        numbers = {"kernel_shape": [3], "strides": [2], "pads": [1, 1], "ceil_mode": up}
        yield "AveragePool", {**numbers, "count_include_pad": count}, i


def values(i: int, k: int) -> tuple[Any, Any]:
    return np.array([(5 * a) % 7 + 1.0 for a in range(i)]), np.array([3.0 * u + 1 for u in range(k)])


class Case(NamedTuple):
    """A layer, its input and kernel, and how it is run."""

    framework: str
    op: str
    numbers: dict[str, Any]
    x: Any
    w: Any
    run: Callable[[Any, Any], Any]


def flax() -> Iterator[Case]:
    import flax

    for op, numbers, i in flax_cases():
        line = f"linen.{op}(1, {', '.join(f'{key}={_tuples(value)!r}' for key, value in numbers.items())})"
        yield Case(f"Flax {flax.__version__}", op, numbers, *values(i, numbers["kernel_size"][0]), _linen(line))


def onnx_runtime() -> Iterator[Case]:
    import onnxruntime
    from onnx import helper

    for op, numbers, i in onnx_cases():
        x, w = values(i, numbers["kernel_shape"][0])
        weighted = op.startswith("Conv")
        node: Any = helper.make_node(op, ["x", "w"] if weighted else ["x"], ["y"], **numbers)
        title = f"ONNX Runtime {onnxruntime.__version__}"
        yield Case(title, op, numbers, x, w if weighted else None, _nodes(node))


def _linen(line: str) -> Callable[[Any, Any], Any]:
    return lambda x, w: run_linen(line, x, w)


def _nodes(node: Any) -> Callable[[Any, Any], Any]:
    return lambda x, w: run_nodes([node], x, w, opset=22)


def main() -> None:
    lines = []
    for case in (*flax(), *onnx_runtime()):
        try:
            y = case.run(case.x, case.w)
        except Exception as error:  # what is refused is no case
            sys.stderr.write(f"{case.framework} {case.op} {case.numbers}: {type(error).__name__}\n")
            continue
        if 0 not in y.shape:
            row = {"framework": case.framework, "op": case.op, "numbers": case.numbers, "x": case.x.tolist()}
            kernel = {} if case.w is None else {"w": case.w.tolist()}
            lines.append(json.dumps({**row, **kernel, "y": np.round(y, 4).tolist()}))
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


if __name__ == "__main__":
    main()
