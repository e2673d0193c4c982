"""Lines of Flax and ONNX run in the frameworks themselves, where these are installed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def run_linen(line: str, x: Array, w: Array | None) -> Array:
    """A module gets its kernel, in (rows, columns, in, out); a function is called with the input."""
    import jax
    import jax.numpy as jnp
    from flax import linen

    shaped = jnp.asarray(x[None, ..., None], jnp.float32)
    made = eval(line, {"linen": linen, "jnp": jnp, "x": shaped})
    if w is None:
        return np.asarray(made)[0, ..., 0]
    variables = made.init(jax.random.key(0), shaped)
    kernel = jnp.asarray(w[..., None, None], jnp.float32)
    filled = jax.tree_util.tree_map(lambda leaf: kernel if leaf.shape == kernel.shape else leaf * 0, variables)
    return np.asarray(made.apply(filled, shaped))[0, ..., 0]


def run_nnx(line: str, x: Array, w: Array | None) -> Array:
    """The same with a module that has its kernel itself."""
    import jax.numpy as jnp
    from flax import nnx

    shaped = jnp.asarray(x[None, ..., None], jnp.float32)
    made = eval(line, {"nnx": nnx, "jnp": jnp, "x": shaped})
    if w is None:
        return np.asarray(made)[0, ..., 0]
    conv = made.layers[-1] if isinstance(made, nnx.Sequential) else made
    conv.kernel[...] = jnp.asarray(w[..., None, None], jnp.float32)
    return np.asarray(made(shaped))[0, ..., 0]


def run_onnx(line: str, x: Array, w: Array | None) -> Array:
    """The nodes as a graph, in ONNX Runtime."""
    from onnx import helper

    made = eval(line, {"onnx": SimpleNamespace(helper=helper)})
    return run_nodes(made if isinstance(made, list) else [made], x, w, opset=22)


def run_nodes(nodes: list[Any], x: Array, w: Array | None, opset: int) -> Array:
    import onnxruntime
    from onnx import TensorProto, helper

    onnxruntime.set_default_logger_severity(4)
    shaped = x[None, None].astype(np.float32)
    kernel = [] if w is None else [helper.make_tensor("w", TensorProto.FLOAT, (1, 1, *w.shape), w.ravel().tolist())]
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shaped.shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)], kernel,
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    made: Array = np.asarray(session.run(None, {"x": shaped})[0])
    return np.asarray(made[0, 0])


RUNNERS = {"flax": ("flax", run_linen), "nnx": ("flax", run_nnx), "onnx": ("onnxruntime", run_onnx)}
"""By the framework's name: the module that must be installed, and how its line is run."""
