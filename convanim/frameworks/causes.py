"""Why frameworks refuse sizes: each cause in two sentences with its numbers, what mends it, and a layer to see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from convanim.core.errors import ConvanimError
from convanim.core.text import Pair
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.layers.solve import Range, Wish, solve

Shape = tuple[int, ...]
"""One number for each dimension."""


MOST_STRIDE = 64
"""Strides that are tried for a pool whose numbers an error does not say."""


class Cause(NamedTuple):
    """What an error means."""

    sentences: tuple[str, str]
    """What is wrong, and the rule behind it; both with the numbers of the error."""
    changes: list[str]
    """The smallest changes that mend it, each alone."""
    layers: list[Layer]
    """What to draw: the layer mended, or one that shows the rule."""


def words(sizes: Sequence[int]) -> str:
    """`2×2`, with a real minus sign."""
    return "×".join(map(str, sizes)).replace("-", "−")


def number(sizes: Sequence[int]) -> str:
    """One number where all are the same, else as many as there are."""
    return words(sizes[:1] if len(set(sizes)) == 1 else sizes)


def layers(kind: str, **sizes: Any) -> list[Layer]:
    """The layer of these sizes, of one or two dimensions; of more, along the last. None where it cannot be."""
    dims = next(len(value) for value in sizes.values() if isinstance(value, tuple))
    if dims not in (1, 2):
        sizes = {name: value[-1:] if isinstance(value, tuple) else value for name, value in sizes.items()}
        dims = 1
    try:
        return [LAYERS[kind].of(**sizes, dims=dims)]
    except ConvanimError:
        return []


class Windows(NamedTuple):
    """The numbers of a kernel or a window, one for each dimension."""

    kind: str
    kernel: Shape
    dilation: Shape
    stride: Shape


def window_too_large(size: Shape, of: Windows, same: bool) -> Cause | None:
    """A kernel or window that does not fit the input once; `same` where the framework pads by that name alone."""
    kind, kernel, dilation, stride = of
    reach = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    lacks = tuple(max(r - n, 0) for r, n in zip(reach, size, strict=True))
    if not any(lacks) or min(*size, *kernel, *dilation, *stride) < 1:
        return None
    window = LAYERS[kind].window
    dilated = f" (dilation {number(dilation)} spreads {words(kernel)})" if max(dilation) > 1 else ""
    axis = next(number for number, lack in enumerate(lacks) if lack)
    rule = "i ≥ d(k − 1) + 1" if same else "i + 2p ≥ d(k − 1) + 1"
    largest = tuple((n - 1) // d + 1 for n, d in zip(size, dilation, strict=True))
    padding = tuple(-(-lack // 2) for lack in lacks)
    pads = kind == "conv" or all(p <= k // 2 for p, k in zip(padding, kernel, strict=True))
    changes = ["padding='same'" if same else f"padding larger by {number(padding)} on each side"]
    changes = changes if pads or same else []
    changes += [f"a {window} of at most {number(map_min(largest, kernel))}"]
    changes += [f"an input larger by {number(lacks)}: the layers before it shrink too much"]
    if max(dilation) > 1 and all(k <= n for k, n in zip(kernel, size, strict=True)):
        changes.insert(1, "dilation 1")
    how: dict[str, Any] = {"padding": "same" if same else padding} if pads or same else {}
    grown = size if how else tuple(n + lack for n, lack in zip(size, lacks, strict=True))
    more = {"dilation": dilation} if "dilation" in LAYERS[kind].parameters else {}
    return Cause(
        (
            f"The {window} reaches over {words(reach)} cells{dilated}, and the "
            f"{'' if same else 'padded '}input has {words(size)}: it does not fit once.",
            f"An output needs {rule}, and here {size[axis]} < {reach[axis]}.",
        ),
        changes,
        layers(kind, input=grown, kernel=kernel, stride=stride, **how, **more),
    )


def map_min(first: Shape, second: Shape) -> Shape:
    """The smaller of two sizes along each axis."""
    return tuple(min(pair) for pair in zip(first, second, strict=True))


def pool_without_output(size: Shape, output: Shape) -> Cause | None:
    """A pool whose window is larger than its input; the error does not say how large it is."""
    short = [axis for axis, o in enumerate(output) if o < 1]
    if not short or min(size) < 1:
        return None
    window = max(size[axis] for axis in short) + 1
    grown = tuple(max(n, window) if axis in short else n for axis, n in enumerate(size))
    drawn = [
        layer
        for stride in range(min(window, MOST_STRIDE) * (len(size) < 3), 0, -1)
        for layer in layers("maxpool", input=grown, kernel=(window,) * len(size), stride=(stride,) * len(size))
        if all(axis in short or layer.own(layer.output)[axis] == o for axis, o in enumerate(output))
    ] or layers("maxpool", input=grown, kernel=(window,) * len(size))
    small = min(size[axis] for axis in short)
    return Cause(
        (
            f"The pooling window is larger than its input of {words(size)}: that leaves {words(output)} outputs.",
            f"⌊(i + 2p − k)/s⌋ + 1 is below 1 as soon as k > i + 2p, and here i = {small}.",
        ),
        [
            f"a window of at most {small}",
            "one pooling layer less before it: each divides the size by its stride",
            f"an input of the network so large that at least {window} cells are left here",
        ],
        drawn[:1],
    )


def nothing_left(size: Shape, output: Shape) -> Cause | None:
    """A transposed convolution whose padding cuts everything away."""
    if min(output) >= 1 or min(size) < 1:
        return None
    lacks = max(1 - o for o in output)
    return Cause(
        (
            f"Padding crops a transposed convolution; of an input of {words(size)} it leaves {words(output)}.",
            f"o = (i − 1)s − 2p + d(k − 1) + op + 1 is at least 1, and here it is {words([min(output)])}.",
        ),
        [
            f"padding smaller by {-(-lacks // 2)} on each side",
            f"a kernel larger by {lacks} (dilation 1)",
            "a larger stride" if min(size) > 1 else "a larger input",
        ],
        _found("transposed", size, tuple(max(o, 1) for o in output), stride=1),
    )


def _found(kind: str, size: Shape, output: Shape, **told: int) -> list[Layer]:
    """The most usual layer between two sizes of one or two dimensions."""
    if len(size) not in (1, 2) or len(size) != len(output):
        return []
    pairs: list[Pair] = [(1, one[0]) if len(one) == 1 else (one[0], one[1]) for one in (size, output)]
    rows = 1 if len(size) == 1 else None
    ranges = {name: Range((rows or n, n), (rows or n, n)) for name, n in told.items()}
    if min(*size, *output) < 1:
        return []
    return solve(Wish(LAYERS[kind], pairs[0], pairs[1], len(size), ranges)).layers[:1]


def padding_over_half(padding: int, kernel: int, dims: int) -> Cause | None:
    """Padding of a pool that could fill a window."""
    if padding <= kernel // 2 or kernel < 1:
        return None
    return Cause(
        (
            f"Padding {padding} is more than half of window {kernel}: one at the edge could read padding alone.",
            f"Pooling needs p ≤ ⌊k/2⌋, and here {padding} > ⌊{kernel}/2⌋ = {kernel // 2}.",
        ),
        [
            f"padding={kernel // 2}",
            f"a window of at least {2 * padding}",
            f"F.pad by {padding} before the pool, if that much is really meant",
        ],
        layers("maxpool", input=(kernel + 2,) * dims, kernel=(kernel,) * dims, padding=(kernel // 2,) * dims),
    )


def output_padding_too_large(added: Shape, stride: Shape, dilation: Shape) -> Cause | None:
    """Output padding of a stride or more: then a larger input would give that size, too."""
    most = tuple(max(s, d) - 1 for s, d in zip(stride, dilation, strict=True))
    axis = next((n for n, (op, m) in enumerate(zip(added, most, strict=True)) if op > m), None)
    if axis is None or min(*stride, *dilation) < 1:
        return None
    op, s, d = added[axis], stride[axis], dilation[axis]
    kernel = (3,) * len(stride)
    return Cause(
        (
            f"Output padding {op} is not below stride {s}" + (f" or dilation {d}." if d > 1 else "."),
            f"It picks one of the {s} sizes that a convolution with stride {s} takes to one: 0 to {most[axis]}.",
        ),
        [
            f"output_padding={number(map_min(added, most))}",
            f"a stride of at least {op + 1}",
            f"an input larger by {op // s}, and output_padding={op % s}",
        ],
        layers(
            "transposed", input=kernel, kernel=kernel, padding=(1,) * len(stride), stride=stride, dilation=dilation,
            output_padding=map_min(added, most),
        ),
    )  # fmt: skip


def size_not_reached(wanted: Shape, least: Shape, most: Shape, size: Shape) -> Cause | None:
    """An `output_size` that output padding cannot reach."""
    if all(a <= w <= b for w, a, b in zip(wanted, least, most, strict=True)) or min(*size, *least) < 1:
        return None
    stride = most[0] - least[0] + 1
    near = tuple(min(max(w, a), b) for w, a, b in zip(wanted, least, most, strict=True))
    return Cause(
        (
            f"Of {words(size)} this layer makes {words(least)} to {words(most)}, and {words(wanted)} was asked for.",
            f"Stride {stride} leaves {stride} sizes to choose from by output padding 0 to {stride - 1}; "
            "kernel, stride and padding say the rest.",
        ),
        [
            f"output_size={words(near)}",
            f"other numbers: 'convanim solve transposed -i {'x'.join(map(str, size))} "
            f"--output-size {'x'.join(map(str, wanted))}' lists them",
            f"{words(near)}, and padding or interpolation to {words(wanted)} after it",
        ],
        _found("transposed", size, near, stride=stride),
    )


def groups_do_not_divide(what: str, channels: int | None, groups: int | None, kernel: Shape) -> Cause | None:
    """Channels that cannot be shared out evenly. None where the error has no numbers."""
    if channels is None or groups is None:
        said, changes = f"The {what} channels cannot be shared out evenly.", ["groups=1"]
        rule = "Each group takes in_channels / groups and makes out_channels / groups: both are whole numbers."
        changes += [f"{what} channels that are a multiple of groups", "groups that divide both numbers of channels"]
    elif groups < 1 or channels % groups == 0:
        return None
    else:
        near = max(d for d in range(1, min(groups, channels) + 1) if channels % d == 0)
        below, above = channels // groups * groups, (channels // groups + 1) * groups
        said = f"{channels} {what} channels cannot be shared out evenly to {groups} groups."
        rule = f"Each group gets channels / groups, and {channels} / {groups} is no whole number."
        changes = [f"groups={near}{f', which divides {channels}, or groups=1' if near > 1 else ''}"]
        changes.append(f"{f'{below} or ' if below else ''}{above} {what} channels")
    return Cause((said, rule), changes, layers("conv", input=tuple(k + 2 for k in kernel), kernel=kernel))


def channels_differ(kind: str, has: int, needs: int, size: Shape, kernel: Shape) -> Cause | None:
    """An input with other channels than the weights are for."""
    if has == needs:
        return None
    name = "ConvTranspose" if kind == "transposed" else "Conv"
    changes = [f"in_channels={has} in this {name}", f"an input of {needs} channels: look at the layer before it"]
    if size and size[-1] == needs:
        changes.insert(0, f"x.permute(0, {', '.join(map(str, [len(size) + 1, *range(1, len(size) + 1)]))}): "
                       "the channels stand last")  # fmt: skip
    return Cause(
        (
            f"The input has {has} channel{'s' * (has != 1)}, and the layer's weights are for {needs}.",
            f"Every output sums over all input channels, so both are the same number, and here {has} ≠ {needs}; "
            "rows and columns are not the matter.",
        ),
        changes,
        layers(kind, input=size or tuple(k + 2 for k in kernel), kernel=kernel),
    )


def copies_too_much(padding: int, size: Shape) -> Cause | None:
    """Reflection by more cells than there are."""
    if not size or padding < min(size) or min(size) < 2:
        return None
    most = min(size) - 1
    return Cause(
        (
            f"Reflect padding {padding} copies {padding} cells from beside the edge; the input has {words(size)}.",
            f"The edge itself is not copied, so p ≤ i − 1 = {most}.",
        ),
        [
            f"padding={most} or less",
            "padding_mode='replicate', which repeats the edge",
            f"an input of at least {padding + 1} cells",
        ],
        layers("conv", input=size, kernel=(3,) * len(size), padding=(most,) * len(size), padding_mode="reflect"),
    )  # fmt: skip


def same_with_stride() -> Cause:
    """PyTorch's `same` is for stride 1."""
    return Cause(
        (
            "padding='same' keeps the size, and a stride above 1 divides it: both cannot be.",
            "PyTorch refuses it, for with stride s what 'same' means depends on the input: TensorFlow pads so that "
            "o = ⌈i/s⌉.",
        ),
        [
            "padding=k//2 with an odd kernel, which gives ⌈i/s⌉",
            "stride=1",
            "F.pad(x, …) before a layer without padding",
        ],
        layers("conv", input=(6, 6), kernel=(3, 3), padding=(1, 1), stride=(2, 2)),
    )  # fmt: skip


def stride_with_dilation(stride: Shape, dilation: Shape) -> Cause | None:
    """Keras has not both."""
    if max(stride) < 2 or max(dilation) < 2:
        return None
    size = tuple(2 * d + 2 * s + 1 for s, d in zip(stride, dilation, strict=True))
    return Cause(
        (
            f"Keras has no convolution with strides {number(stride)} and dilation {number(dilation)} at once.",
            "The arithmetic allows it, o = ⌊(i + 2p − d(k − 1) − 1)/s⌋ + 1: only this framework does not.",
        ),
        [
            "strides=1",
            "dilation_rate=1",
            f"dilation_rate alone, then MaxPooling of size 1 with strides {number(stride)}",
        ],
        layers("conv", input=size, kernel=(3,) * len(size), stride=stride, dilation=dilation),
    )  # fmt: skip


def sizes_differ(first: int, second: int) -> Cause | None:
    """Two ways of a network that should meet, as at a skip connection."""
    more, less = max(first, second), min(first, second)
    if more == less or less < 1:
        return None
    gap = more - less
    if gap == 1 and more % 2:
        half = more // 2
        return Cause(
            (
                f"Two tensors that should lie over each other have {more} and {less} cells along one axis.",
                f"Halving rounds down, ⌊{more}/2⌋ = {half}, and doubling that gives {less}: the last cell is lost on "
                "the way down.",
            ),
            [
                f"kernel 3 instead of 2 where it is doubled (stride 2, padding 0): {half} → {more}, "
                "or output_padding=1",
                f"the smaller one padded by 1 at its end, or the larger one cropped to {less}",
                "an input of the network that every halving divides: a multiple of 2ⁿ with n halvings",
            ],
            [
                *layers("maxpool", input=(more, more), kernel=(2, 2)),
                *layers("transposed", input=(half, half), kernel=(3, 3), stride=(2, 2)),
            ],
        )
    return Cause(
        (
            f"Two tensors that should lie over each other have {more} and {less} cells along one axis, {gap} apart.",
            f"Every convolution without padding takes k − 1 cells away, and strides round down: one way loses {gap} "
            "more cells than the other.",
        ),
        [
            f"the larger one cropped by {gap // 2} before and {gap - gap // 2} after, as the first U-Net did",
            "padding=k//2 in every convolution with stride 1, which keeps the size",
            f"F.pad by {gap} on the smaller one",
        ],
        [*layers("conv", input=(more, more), kernel=(min(gap + 1, more),) * 2)],
    )


def window_without_numbers(kind: str, size: Shape) -> Cause:
    """A window larger than its input, where the error says no more than that."""
    has = f" of {words(size)} cells" if size else ""
    shown = size if size and min(size) > 1 else (4,) * max(len(size), 1)
    window = LAYERS[kind].window
    return Cause(
        (
            f"The {window} is larger than its padded input{has}, so there is no output.",
            f"An output needs i + 2p ≥ d(k − 1) + 1{f', with i = {min(size)}' if size else ''}; "
            "the error does not say k.",
        ),
        [
            f"a {window} of at most the input's size",
            "padding",
            "a larger input: the layers before it shrink too much",
        ],
        layers(kind, input=shown, kernel=(2,) * len(shown)),
    )


def padding_of_a_window() -> Cause:
    """Padding that fills a window of a pool, where the error has no numbers."""
    return Cause(
        (
            "The padding of a pool is as large as its window: a window at the edge would read padding alone.",
            "ONNX Runtime needs every pad to be below the window's size, and the error says neither.",
        ),
        [
            "pads smaller than kernel_shape; PyTorch takes at most half of it",
            "a larger kernel_shape",
            "a Pad node before it",
        ],
        layers("maxpool", input=(5, 5), kernel=(3, 3), padding=(1, 1)),
    )
