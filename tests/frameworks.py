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


def pooled(x: Array, k: Sequence[int], stride: Sequence[int], dilation: Sequence[int], reduce: Any) -> Array:
    """Each window of an array, reduced to one number."""
    made = [
        range((n - d * (size - 1) - 1) // s + 1) for n, size, s, d in zip(x.shape, k, stride, dilation, strict=True)
    ]
    result = np.empty([len(outputs) for outputs in made])
    for place in np.ndindex(*result.shape):
        axes = zip(place, k, stride, dilation, strict=True)
        result[place] = reduce(x[tuple(slice(a * s, a * s + d * (size - 1) + 1, d) for a, size, s, d in axes)])
    return result


MODES = {"constant": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def torch_pad(x: Array, sides: Sequence[int], mode: str = "constant", value: float = 0) -> Array:
    pairs = list(zip(sides[::2], sides[1::2], strict=True))[::-1]
    filled: Any = {"constant_values": value} if mode == "constant" else {}
    return np.asarray(np.pad(x, pairs, MODES[mode], **filled))  # type: ignore[call-overload]


class TorchPool:
    """What windows overhang by is told from padding by a mark: not a number."""

    dimensions: int
    mean: bool

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:  # fmt: skip
        each_of = (kernel_size, kernel_size if stride is None else stride, padding, dilation)
        self.kernel_size, self.stride, self.padding, self.dilation = (each(n, self.dimensions) for n in each_of)
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad
        if self.mean:
            assert max(self.dilation) == 1
            del self.dilation
        else:
            del self.count_include_pad
        assert all(p <= k // 2 for p, k in zip(self.padding, self.kernel_size, strict=True))

    def __call__(self, x: Array) -> Array:
        dilation = getattr(self, "dilation", (1,) * x.ndim)
        edge = 0.0 if self.mean and self.count_include_pad else np.nan
        full = np.pad(x.astype(float), [(p, p) for p in self.padding], constant_values=edge)
        more = []
        for n, k, s, p, d in zip(x.shape, self.kernel_size, self.stride, self.padding, dilation, strict=True):
            reach, room = d * (k - 1) + 1, n + 2 * p
            count = -(-(room - reach) // s) + 1 if self.ceil_mode else (room - reach) // s + 1
            count -= (count - 1) * s >= n + p
            more.append((0, max((count - 1) * s + reach - room, 0)))
        full = np.pad(full, more, constant_values=np.nan)
        reduce: Any = np.nanmean if self.mean else lambda cells: np.fmax.reduce(cells, None, initial=-np.inf)
        return pooled(full, self.kernel_size, self.stride, dilation, reduce)


class MaxPool1d(TorchPool):
    dimensions, mean = 1, False


class MaxPool2d(TorchPool):
    dimensions, mean = 2, False


class AvgPool1d(TorchPool):
    dimensions, mean = 1, True


class AvgPool2d(TorchPool):
    dimensions, mean = 2, True


class AdaptivePool:
    dimensions: int
    reduce: Any

    def __init__(self, output_size: Any) -> None:
        self.output_size = each(output_size, self.dimensions)

    def __call__(self, x: Array) -> Array:
        result = np.empty(self.output_size)
        for place in np.ndindex(*result.shape):
            axes = list(zip(place, x.shape, self.output_size, strict=True))
            result[place] = type(self).reduce(x[tuple(slice(a * i // o, -(-(a + 1) * i // o)) for a, i, o in axes)])
        return result


class AdaptiveMaxPool1d(AdaptivePool):
    dimensions, reduce = 1, np.max


class AdaptiveMaxPool2d(AdaptivePool):
    dimensions, reduce = 2, np.max


class AdaptiveAvgPool1d(AdaptivePool):
    dimensions, reduce = 1, np.mean


class AdaptiveAvgPool2d(AdaptivePool):
    dimensions, reduce = 2, np.mean


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

    def __call__(self, x: Array, w: Array | None = None) -> Array:
        w = WEIGHTS[0] if w is None else w
        assert w.shape == self.kernel_size
        if self.padding == "same":
            assert set(self.stride) == {1}
            totals = [d * (k - 1) for k, d in zip(self.kernel_size, self.dilation, strict=True)]
            sides = [(total // 2, total - total // 2) for total in totals]
        else:
            sides = [(number, number) for number in self.padding]
        if self.padding_mode != "zeros":
            return correlated(np.pad(x, sides, MODES[self.padding_mode]), w, self.stride, self.dilation)  # type: ignore[call-overload]
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

    def __call__(self, x: Array, w: Array | None = None) -> Array:
        w = WEIGHTS[0] if w is None else w
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

    def __call__(self, x: Array, w: Array | None = None) -> Array:
        w = WEIGHTS[0] if w is None else w
        assert w.shape == self.kernel_size
        sides = [(0, 0)] * x.ndim
        if self.padding == "causal":
            assert x.ndim == 1
            sides = [(self.reaches()[0] - 1, 0)]
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

    def __call__(self, x: Array, w: Array | None = None) -> Array:
        w = WEIGHTS[0] if w is None else w
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


class KerasPool:
    reduce: Any

    def __init__(self, pool_size: Any, strides: Any = None, padding: str = "valid", dimensions: int = 2) -> None:
        self.pool_size = each(pool_size, dimensions)
        self.strides = each(pool_size if strides is None else strides, dimensions)
        self.padding = padding

    def __call__(self, x: Array) -> Array:
        k, s = (each(numbers, x.ndim)[: x.ndim] for numbers in (self.pool_size, self.strides))
        if self.padding == "same":
            totals = [max((-(-i // step) - 1) * step + n - i, 0) for i, n, step in zip(x.shape, k, s, strict=True)]
            sides = [(total // 2, total - total // 2) for total in totals]
            x = np.pad(x.astype(float), sides, constant_values=np.nan)
        return pooled(x, k, s, (1,) * x.ndim, type(self).reduce)


class MaxPooling1D(KerasPool):
    reduce = np.nanmax


class MaxPooling2D(KerasPool):
    reduce = np.nanmax


class AveragePooling1D(KerasPool):
    reduce = np.nanmean


class AveragePooling2D(KerasPool):
    reduce = np.nanmean


class GlobalMaxPooling1D:
    def __init__(self, keepdims: bool) -> None:
        assert keepdims

    def __call__(self, x: Array) -> Array:
        return np.asarray(x.max(keepdims=True))


class GlobalAveragePooling2D(GlobalMaxPooling1D):
    def __call__(self, x: Array) -> Array:
        return np.asarray(x.mean(keepdims=True))


def keras_pad(
    x: Array, sides: Sequence[tuple[int, int]], mode: str = "constant", constant_values: float = 0
) -> Array:
    """Batch and channels, which arrays here do not have, are not padded."""
    assert sides[0] == sides[-1] == (0, 0)
    filled: Any = {"constant_values": constant_values} if mode == "constant" else {}
    return np.asarray(np.pad(x.astype(float), sides[1:-1], mode, **filled))  # type: ignore[call-overload]


def sequential(*parts: Any) -> Any:
    def run(x: Array, w: Array | None = None) -> Array:
        for part in parts:
            x = part(x, w) if isinstance(part, (TorchConv, KerasConv)) else part(x)
        return x

    return run


def conv_general_dilated(
    x: Array, w: Array, window_strides: Sequence[int], padding: Any,
    lhs_dilation: Sequence[int] | None = None, rhs_dilation: Sequence[int] | None = None,
    dimension_numbers: tuple[str, str, str] = ("", "", ""),
) -> Array:  # fmt: skip
    assert [len(names) for names in dimension_numbers] == [x.ndim] * 3
    x, w = x[0, 0], w[0, 0]
    steps = lhs_dilation or (1,) * x.ndim
    spread = np.zeros([(i - 1) * step + 1 for i, step in zip(x.shape, steps, strict=True)])
    spread[tuple(slice(None, None, step) for step in steps)] = x
    sides = [(0, 0)] * x.ndim if padding == "VALID" else padding
    return correlated(padded(spread, sides), w, window_strides, rhs_dilation or (1,) * x.ndim)


def reduce_window(
    x: Array, start: float, reduce: Any, window_dimensions: Sequence[int], window_strides: Sequence[int],
    padding: Sequence[tuple[int, int]], window_dilation: Sequence[int] | None = None,
) -> Array:  # fmt: skip
    full = np.pad(x.astype(float), padding, constant_values=start)
    dilation = window_dilation or (1,) * x.ndim
    return np.asarray(pooled(full, window_dimensions, window_strides, dilation, reduce)[0, 0])


WEIGHTS: list[Any] = [None]
"""The kernel of a line that calls its layers itself."""

NAMESPACE = {
    "nn": SimpleNamespace(
        Conv1d=Conv1d, Conv2d=Conv2d, ConvTranspose1d=ConvTranspose1d, ConvTranspose2d=ConvTranspose2d,
        ZeroPad1d=zero_pad, ZeroPad2d=zero_pad, Sequential=sequential, MaxPool1d=MaxPool1d, MaxPool2d=MaxPool2d,
        AvgPool1d=AvgPool1d, AvgPool2d=AvgPool2d, AdaptiveMaxPool1d=AdaptiveMaxPool1d,
        AdaptiveMaxPool2d=AdaptiveMaxPool2d, AdaptiveAvgPool1d=AdaptiveAvgPool1d,
        AdaptiveAvgPool2d=AdaptiveAvgPool2d,
    ),
    "F": SimpleNamespace(
        pad=torch_pad, avg_pool1d=lambda x, **numbers: AvgPool1d(**numbers)(x),
        avg_pool2d=lambda x, **numbers: AvgPool2d(**numbers)(x),
    ),
    "torch": SimpleNamespace(ones_like=np.ones_like),
    "jnp": SimpleNamespace(inf=np.inf, ones_like=np.ones_like, pad=np.pad),
    "keras": SimpleNamespace(
        Sequential=lambda parts: sequential(*parts),
        ops=SimpleNamespace(pad=keras_pad),
        layers=SimpleNamespace(
            Conv1D=Conv1D, Conv2D=Conv2D, Conv1DTranspose=Conv1DTranspose, Conv2DTranspose=Conv2DTranspose,
            ZeroPadding1D=zero_padding, ZeroPadding2D=zero_padding, Cropping1D=cropping, Cropping2D=cropping,
            MaxPooling1D=MaxPooling1D, MaxPooling2D=MaxPooling2D, AveragePooling1D=AveragePooling1D,
            AveragePooling2D=AveragePooling2D, GlobalMaxPooling1D=GlobalMaxPooling1D,
            GlobalMaxPooling2D=GlobalMaxPooling1D, GlobalAveragePooling1D=GlobalAveragePooling2D,
            GlobalAveragePooling2D=GlobalAveragePooling2D,
        ),
    ),
    "jax": SimpleNamespace(
        lax=SimpleNamespace(
            conv_general_dilated=conv_general_dilated, reduce_window=reduce_window, max=np.max, add=np.sum,
        ),
    ),
}  # fmt: skip
"""What the lines of the frameworks name."""


def run_line(line: str, x: Array, w: Array | None) -> Array:
    """What a framework's line makes of an input, perhaps through a kernel."""
    WEIGHTS[0] = w
    if line.startswith("jax"):
        kernel = {} if w is None else {"w": w[None, None]}
        return np.asarray(eval(line, {**NAMESPACE, "x": x[None, None], **kernel}))
    made = eval(line, {**NAMESPACE, "x": x})
    if not callable(made):
        return np.asarray(made)
    return np.asarray(made(x) if w is None else made(x, w))
