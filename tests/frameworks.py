"""Small doubles of PyTorch, Keras and JAX: layers with the same names, attributes and arithmetic, on plain arrays.

They stand in for the frameworks where a line is run or a layer is read. An array has no batch and no channels.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def each(value: Any, count: int) -> tuple[Any, ...]:
    return (value,) * count if value is None or isinstance(value, (int, str)) else tuple(value)


def padded(x: Array, sides: Sequence[tuple[int, int]]) -> Array:
    """Zeros around an array; a negative number crops."""
    x = np.pad(x, [(max(before, 0), max(after, 0)) for before, after in sides])
    return x[tuple(slice(max(-b, 0), n - max(-a, 0)) for (b, a), n in zip(sides, x.shape, strict=True))]


def correlated(x: Array, w: Array, stride: Sequence[int], dilation: Sequence[int]) -> Array:
    """The plain convolution, its windows cut out of the array."""
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, w.shape, strict=True)]
    windows = np.lib.stride_tricks.sliding_window_view(x, spans)
    windows = windows[tuple(slice(None, None, step) for step in (*stride, *dilation))]
    return np.asarray(np.tensordot(windows, w, w.ndim))


def stamped(x: Array, w: Array, stride: Sequence[int], dilation: Sequence[int]) -> Array:
    """The transposed convolution before its crop."""
    numbers = zip(x.shape, w.shape, stride, dilation, strict=True)
    full = np.zeros([(i - 1) * s + d * (k - 1) + 1 for i, k, s, d in numbers])
    for place in np.ndindex(*x.shape):
        cut = zip(place, w.shape, stride, dilation, strict=True)
        full[tuple(slice(a * s, a * s + d * (k - 1) + 1, d) for a, k, s, d in cut)] += x[place] * w
    return full


class TorchConv:
    dimensions: int

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1, padding: Any = 0,
        dilation: Any = 1, padding_mode: str = "zeros",
    ) -> None:  # fmt: skip
        self.kernel_size, self.stride, self.dilation = (
            each(n, self.dimensions) for n in (kernel_size, stride, dilation)
        )
        self.padding = padding if isinstance(padding, str) else each(padding, self.dimensions)
        self.padding_mode = padding_mode

    def __call__(self, x: Array, w: Array) -> Array:
        assert w.shape == self.kernel_size
        if self.padding == "same":
            assert set(self.stride) == {1}
            totals = [d * (k - 1) for k, d in zip(self.kernel_size, self.dilation, strict=True)]
            sides = [(total // 2, total - total // 2) for total in totals]
        else:
            sides = [(number, number) for number in self.padding]
        return correlated(padded(x, sides), w, self.stride, self.dilation)


class Conv1d(TorchConv):
    dimensions = 1


class Conv2d(TorchConv):
    dimensions = 2


class LazyConv2d(Conv2d):
    pass


class TorchTransposed(TorchConv):
    def __init__(self, *channels: Any, output_padding: Any = 0, **numbers: Any) -> None:
        super().__init__(*channels, **numbers)
        self.output_padding = each(output_padding, self.dimensions)

    def __call__(self, x: Array, w: Array) -> Array:
        for op, s, d in zip(self.output_padding, self.stride, self.dilation, strict=True):
            assert 0 <= op < max(s, d)
        sides = [(-p, op - p) for p, op in zip(self.padding, self.output_padding, strict=True)]
        return padded(padded(stamped(x, w, self.stride, self.dilation), [(0, max(a, 0)) for _, a in sides]),
                      [(b, min(a, 0)) for b, a in sides])  # fmt: skip


class ConvTranspose1d(TorchTransposed):
    dimensions = 1


class ConvTranspose2d(TorchTransposed):
    dimensions = 2


def zero_pad(sides: Sequence[int]) -> Any:
    pairs = list(zip(sides[::2], sides[1::2], strict=True))[::-1]
    return lambda x: padded(x, pairs)


class KerasConv:
    dimensions: int

    def __init__(
        self, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid", dilation_rate: Any = 1,
        data_format: str = "channels_last",
    ) -> None:  # fmt: skip
        self.kernel_size, self.strides, self.dilation_rate = (
            each(number, self.dimensions) for number in (kernel_size, strides, dilation_rate)
        )
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError("`strides > 1` not supported in conjunction with `dilation_rate > 1`")
        self.padding, self.data_format = padding, data_format

    def reaches(self) -> list[int]:
        return [d * (k - 1) + 1 for k, d in zip(self.kernel_size, self.dilation_rate, strict=True)]

    def __call__(self, x: Array, w: Array) -> Array:
        assert w.shape == self.kernel_size
        sides = [(0, 0)] * x.ndim
        if self.padding == "same":
            totals = [
                max((int(np.ceil(i / s)) - 1) * s + reach - i, 0)
                for i, s, reach in zip(x.shape, self.strides, self.reaches(), strict=True)
            ]
            sides = [(total // 2, total - total // 2) for total in totals]
        return correlated(padded(x, sides), w, self.strides, self.dilation_rate)


class Conv1D(KerasConv):
    dimensions = 1


class Conv2D(KerasConv):
    dimensions = 2


class SeparableConv2D(KerasConv):
    dimensions = 2


class KerasTransposed(KerasConv):
    def __init__(self, *filters: Any, output_padding: Any = None, **numbers: Any) -> None:
        super().__init__(*filters, **numbers)
        self.output_padding = output_padding if output_padding is None else each(output_padding, self.dimensions)

    def __call__(self, x: Array, w: Array) -> Array:
        assert w.shape == self.kernel_size and self.output_padding is None
        full = stamped(x, w, self.strides, self.dilation_rate)
        full = padded(full, [(0, max(s - reach, 0)) for s, reach in zip(self.strides, self.reaches(), strict=True)])
        if self.padding == "same":
            starts = [max(reach - s, 0) // 2 for s, reach in zip(self.strides, self.reaches(), strict=True)]
            full = full[tuple(slice(a, a + i * s) for a, i, s in zip(starts, x.shape, self.strides, strict=True))]
        return full


class Conv1DTranspose(KerasTransposed):
    dimensions = 1


class Conv2DTranspose(KerasTransposed):
    dimensions = 2


def zero_padding(sides: Any) -> Any:
    return lambda x: padded(x, pairs_around(sides, x.ndim))


def cropping(sides: Any) -> Any:
    return lambda x: padded(x, [(-b, -a) for b, a in pairs_around(sides, x.ndim)])


def pairs_around(sides: Any, count: int) -> list[tuple[int, int]]:
    if isinstance(sides, int):
        return [(sides, sides)] * count
    return [sides] if count == 1 else list(sides)


def max_pooling(size: int, strides: Any) -> Any:
    assert size == 1
    return lambda x: x[tuple(slice(None, None, step) for step in each(strides, x.ndim))]


def sequential(*parts: Any) -> Any:
    def run(x: Array, w: Array) -> Array:
        for part in parts:
            x = part(x, w) if isinstance(part, (TorchConv, KerasConv)) else part(x)
        return x

    return run


def conv_general_dilated(
    x: Array, w: Array, window_strides: Sequence[int], padding: Sequence[tuple[int, int]],
    lhs_dilation: Sequence[int] | None = None, rhs_dilation: Sequence[int] | None = None,
    dimension_numbers: tuple[str, str, str] = ("", "", ""),
) -> Array:  # fmt: skip
    assert [len(names) for names in dimension_numbers] == [x.ndim] * 3
    x, w = x[0, 0], w[0, 0]
    steps = lhs_dilation or (1,) * x.ndim
    spread = np.zeros([(i - 1) * step + 1 for i, step in zip(x.shape, steps, strict=True)])
    spread[tuple(slice(None, None, step) for step in steps)] = x
    return correlated(padded(spread, padding), w, window_strides, rhs_dilation or (1,) * x.ndim)


NAMESPACE = {
    "nn": SimpleNamespace(
        Conv1d=Conv1d, Conv2d=Conv2d, ConvTranspose1d=ConvTranspose1d, ConvTranspose2d=ConvTranspose2d,
        ZeroPad1d=zero_pad, ZeroPad2d=zero_pad, Sequential=sequential,
    ),
    "keras": SimpleNamespace(
        Sequential=lambda parts: sequential(*parts),
        layers=SimpleNamespace(
            Conv1D=Conv1D, Conv2D=Conv2D, Conv1DTranspose=Conv1DTranspose, Conv2DTranspose=Conv2DTranspose,
            ZeroPadding1D=zero_padding, ZeroPadding2D=zero_padding, Cropping1D=cropping, Cropping2D=cropping,
            MaxPooling1D=max_pooling, MaxPooling2D=max_pooling,
        ),
    ),
    "jax": SimpleNamespace(lax=SimpleNamespace(conv_general_dilated=conv_general_dilated)),
}  # fmt: skip
"""What the lines of the frameworks name."""


def run_line(line: str, x: Array, w: Array) -> Array:
    """What a framework's line makes of an input through a kernel."""
    if line.startswith("jax"):
        return np.asarray(eval(line, {**NAMESPACE, "x": x[None, None], "w": w[None, None]}))
    return np.asarray(eval(line, dict(NAMESPACE))(x, w))
