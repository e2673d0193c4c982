"""Small doubles of Flax and ONNX, as `tests.frameworks` has of the others: the same names, attributes, arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.frameworks import Array, correlated, each, padded, pooled, stamped

Sides = list[tuple[int, int]]


def same_sides(sizes: Sequence[int], k: Sequence[int], s: Sequence[int], d: Sequence[int], lower: bool) -> Sides:
    """So much padding that o = ⌈i/s⌉."""
    totals = [
        max((-(-i // step) - 1) * step + (n - 1) * gap + 1 - i, 0)
        for i, n, step, gap in zip(sizes, k, s, d, strict=True)
    ]
    return [(t - t // 2, t // 2) if lower else (t // 2, t - t // 2) for t in totals]


class FlaxLayer:
    """Its array has a batch and, last, channels, one of each."""

    def __init__(
        self, *channels: int, kernel_size: Any, strides: Any = 1, padding: Any = "SAME", kernel_dilation: Any = 1,
        input_dilation: Any = 1, transpose_kernel: bool = False, rngs: Any = None, **groups: int,
    ) -> None:  # fmt: skip
        self.features = channels[-1]
        if len(channels) > 1:
            self.in_features = channels[0]
        self.kernel_size, self.strides, self.padding = kernel_size, strides, padding
        self.kernel_dilation, self.input_dilation = kernel_dilation, input_dilation
        self.transpose_kernel = transpose_kernel
        self.__dict__ |= groups

    def numbers(self, dims: int) -> tuple[tuple[int, ...], ...]:
        return each(self.kernel_size, dims), each(self.strides or 1, dims), each(self.kernel_dilation or 1, dims)

    def sides(self, dims: int) -> Sides:
        pairs = [each(side, 2) for side in each(self.padding, dims)]
        return [(before, after) for before, after in pairs]


class Conv(FlaxLayer):
    def __call__(self, x: Array, w: Array) -> Array:
        x = x[0, ..., 0]
        k, s, d = self.numbers(x.ndim)
        assert w.shape == k
        if self.padding == "CAUSAL":
            sides = [(d[0] * (k[0] - 1), 0)]
        elif str(self.padding).startswith("SAME"):
            sides = same_sides(x.shape, k, s, d, self.padding == "SAME_LOWER")
        else:
            sides = [(0, 0)] * x.ndim if self.padding == "VALID" else self.sides(x.ndim)
        return correlated(padded(x, sides), w, s, d)[None, ..., None]


class ConvTranspose(FlaxLayer):
    def __call__(self, x: Array, w: Array) -> Array:
        x = x[0, ..., 0]
        k, s, d = self.numbers(x.ndim)
        spread = np.zeros([(i - 1) * step + 1 for i, step in zip(x.shape, s, strict=True)])
        spread[tuple(slice(None, None, step) for step in s)] = x
        reaches = [gap * (n - 1) + 1 for n, gap in zip(k, d, strict=True)]
        if self.padding == "SAME":  # as jax.lax.conv_transpose counts it
            totals = [reach + step - 2 for reach, step in zip(reaches, s, strict=True)]
            starts = [
                reach - 1 if step > reach - 1 else -(-total // 2)
                for reach, step, total in zip(reaches, s, totals, strict=True)
            ]
            sides = [(start, total - start) for start, total in zip(starts, totals, strict=True)]
        elif self.padding == "VALID":
            sides = [(r - 1, r + step - 2 + max(r - step, 0) - r + 1) for r, step in zip(reaches, s, strict=True)]
        else:
            sides = self.sides(x.ndim)
        w = w[(slice(None, None, -1),) * w.ndim] if self.transpose_kernel else w
        return correlated(padded(spread, sides), w, (1,) * x.ndim, d)[None, ..., None]


def flax_pool(x: Array, k: Sequence[int], s: Sequence[int], padding: Any, edge: float, reduce: Any) -> Array:
    x = x[0, ..., 0].astype(float)
    sides = same_sides(x.shape, k, s, (1,) * x.ndim, padding == "SAME_LOWER")
    if not str(padding).startswith("SAME"):
        sides = [(0, 0)] * x.ndim if padding == "VALID" else padding
    return pooled(np.pad(x, sides, constant_values=edge), k, s, (1,) * x.ndim, reduce)[None, ..., None]


def max_pool(x: Array, window_shape: Any, strides: Any, padding: Any = "VALID") -> Array:
    return flax_pool(x, window_shape, strides, padding, -np.inf, np.max)


def avg_pool(
    x: Array, window_shape: Any, strides: Any, padding: Any = "VALID", count_include_pad: bool = True
) -> Array:
    return flax_pool(x, window_shape, strides, padding, 0 if count_include_pad else np.nan, np.nanmean)


def flax_sequential(parts: Sequence[Any]) -> Any:
    def run(x: Array, w: Array) -> Array:
        for part in parts:
            x = part(x, w) if isinstance(part, (Conv, ConvTranspose)) else part(x)
        return x

    return run


class NodeProto:
    """A node of a graph; its attributes are typed as ONNX's are: 2 for a number, 3 for text, 7 for a list."""

    def __init__(self, op: str, inputs: Sequence[str] = (), outputs: Sequence[str] = (), **attributes: Any) -> None:
        self.op_type, self.input, self.output = op, list(inputs), list(outputs)
        self.values = attributes
        self.attribute = [_attribute(name, value) for name, value in attributes.items()]

    def compute(self, *inputs: Array) -> Array:
        return np.asarray(getattr(self, f"_{self.op_type.lower()}")(*inputs))

    def _numbers(self, x: Array) -> tuple[tuple[int, ...], ...]:
        ones = (1,) * x.ndim
        k = self.values.get("kernel_shape", ones)
        return tuple(k), tuple(self.values.get("strides", ones)), tuple(self.values.get("dilations", ones))

    def _sides(self, x: Array) -> Sides:
        auto = self.values.get("auto_pad", "NOTSET")
        if auto.startswith("SAME"):
            k, s, d = self._numbers(x)
            return same_sides(x.shape, k, s, d, auto == "SAME_LOWER")
        pads = self.values.get("pads", (0,) * (2 * x.ndim))
        return list(zip(pads[: x.ndim], pads[x.ndim :], strict=True))

    def _conv(self, x: Array, w: Array) -> Array:
        k, s, d = self._numbers(x)
        assert w.shape == k
        return correlated(padded(x, self._sides(x)), w, s, d)

    def _convtranspose(self, x: Array, w: Array) -> Array:
        _, s, d = self._numbers(x)
        full, added = stamped(x, w, s, d), self.values.get("output_padding", (0,) * x.ndim)
        sides = self._sides(x)
        if "auto_pad" in self.values:
            totals = [n - i * step for n, i, step in zip(full.shape, x.shape, s, strict=True)]
            assert min(totals) >= 0
            lower = self.values["auto_pad"] == "SAME_LOWER"
            sides = [(t - t // 2, t // 2) if lower else (t // 2, t - t // 2) for t in totals]
        full = padded(full, [(0, op) for op in added])
        return padded(full, [(-before, -after) for before, after in sides])

    def _maxpool(self, x: Array) -> Array:
        return self._pool(x, np.nan, lambda cells: np.fmax.reduce(cells, None, initial=-np.inf))

    def _averagepool(self, x: Array) -> Array:
        return self._pool(x, 0 if self.values.get("count_include_pad") else np.nan, np.nanmean)

    def _pool(self, x: Array, edge: float, reduce: Any) -> Array:
        k, s, d = self._numbers(x)
        sides = self._sides(x)
        assert all(max(pair) < n for pair, n in zip(sides, k, strict=True))
        full, more = np.pad(x.astype(float), sides, constant_values=edge), []
        for i, n, reach, step, before in zip(
            x.shape, full.shape, [g * (n - 1) + 1 for n, g in zip(k, d, strict=True)], s, [b for b, _ in sides],
            strict=True,
        ):  # fmt: skip
            up = step - 1 if self.values.get("ceil_mode") else 0
            count = (n - reach + up) // step + 1
            count -= bool(up) and (count - 1) * step >= i + before
            more.append((0, max((count - 1) * step + reach - n, 0)))
        return pooled(np.pad(full, more, constant_values=np.nan), k, s, d, reduce)

    def _globalmaxpool(self, x: Array) -> Array:
        return np.asarray(x.max(keepdims=True))

    def _globalaveragepool(self, x: Array) -> Array:
        return np.asarray(x.mean(keepdims=True))

    def _constant(self) -> Array:
        return np.array(self.values["value_ints"])

    def _pad(self, x: Array, pads: Array) -> Array:
        dims = x.ndim + 2
        sides = list(zip(pads[:dims].tolist(), pads[dims:].tolist(), strict=True))
        assert sides[:2] == [(0, 0), (0, 0)]
        return np.asarray(np.pad(x, sides[2:], self.values["mode"]))


def _attribute(name: str, value: Any) -> SimpleNamespace:
    if isinstance(value, str):
        return SimpleNamespace(name=name, type=3, s=value.encode(), i=0, ints=[])
    if isinstance(value, int):
        return SimpleNamespace(name=name, type=2, s=b"", i=value, ints=[])
    return SimpleNamespace(name=name, type=7, s=b"", i=0, ints=list(value))


POOLS = {"max_pool": max_pool, "avg_pool": avg_pool}

NAMESPACE = {
    "linen": SimpleNamespace(Conv=Conv, ConvTranspose=ConvTranspose, Sequential=flax_sequential, **POOLS),
    "nnx": SimpleNamespace(
        Conv=Conv, ConvTranspose=ConvTranspose, Sequential=lambda *parts: flax_sequential(parts), Rngs=int, **POOLS
    ),
    "onnx": SimpleNamespace(helper=SimpleNamespace(make_node=NodeProto)),
    "jnp": np,
}
"""What the lines name."""


def run_flax(line: str, x: Array, w: Array | None) -> Array:
    shaped = x[None, ..., None]
    made = eval(line, {**NAMESPACE, "x": shaped})
    return np.asarray((made(shaped, w) if callable(made) else made)[0, ..., 0])


def run_onnx(line: str, x: Array, w: Array | None) -> Array:
    made = eval(line, NAMESPACE)
    known = {"x": x, "w": w}
    for node in made if isinstance(made, list) else [made]:
        known[node.output[0]] = node.compute(*(known[name] for name in node.input))
    return np.asarray(known["y"])


RUNNERS = {"flax": run_flax, "nnx": run_flax, "onnx": run_onnx}
"""How a line of each is run."""
