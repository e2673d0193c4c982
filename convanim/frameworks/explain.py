"""Errors of frameworks by their texts: which cause a text tells of, with what numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from convanim.frameworks import causes
from convanim.frameworks.causes import Cause, Shape, Windows

MOST_TEXT = 100_000
"""Characters that are looked at: a log may be longer, and its end says what was wrong."""

TORCH, KRS, ORT = "PyTorch 2.13.0", "Keras 3.15.1", "ONNX Runtime 1.32.0"
"""The versions that were run, and said these texts."""


class Clue(NamedTuple):
    """A text that is known: who says it, what it looks like, and the cause that its groups tell."""

    framework: str
    pattern: str
    cause: Callable[[re.Match[str]], Cause | None]


class Explanation(NamedTuple):
    """The version of a framework that says a text, and what it means."""

    framework: str
    cause: Cause


def explain(text: str) -> Explanation | None:
    """What an error means; None for a text that is not known, or whose numbers do not contradict each other.

    >>> explain("max_pool1d() padding should be at most half of kernel size, but got padding=2 and kernel_size=3")[0]
    'PyTorch 2.13.0'
    """
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text[-MOST_TEXT:])
    plain = re.sub(r"\s+", " ", plain)
    for rule in RULES:
        if (found := re.search(rule.pattern, plain)) and (cause := rule.cause(found)):
            return Explanation(rule.framework, cause)
    return None


def sizes(text: str | None) -> Shape:
    """All whole numbers of a text; too long ones are none."""
    return tuple(int(number) for number in re.findall(r"(?<![\d.])-?\d{1,6}(?![\d.])", text or ""))


def _even(*groups: Shape) -> bool:
    """Whether there are as many numbers in each, and at least one."""
    return bool(groups[0]) and len({len(group) for group in groups}) == 1


def _padded_input(found: re.Match[str]) -> Cause | None:
    size, kernel = sizes(found[1]), sizes(found[2])
    ones = (1,) * len(size)
    windows = Windows("conv", kernel, ones, ones)
    return causes.window_too_large(size, windows, same=False) if _even(size, kernel) else None


def _keras_window(found: re.Match[str]) -> Cause | None:
    """Keras names batch and channels, too, channels last."""
    size, kernel = sizes(found["size"].replace("None", "0"))[1:-1], sizes(found["kernel"])
    dilation = sizes(found.groupdict().get("dilation")) or (1,) * len(size)
    stride = sizes(found["stride"])
    pools = "dilation" not in found.groupdict()
    kernel = kernel if pools else kernel[:-2]
    if not _even(size, kernel, dilation, stride):
        return None
    kind = "conv" if not pools else "avgpool" if "AveragePooling" in found.string else "maxpool"
    return causes.window_too_large(size, Windows(kind, kernel, dilation, stride), same=True)


def _pool_size(found: re.Match[str]) -> Cause | None:
    """Channels, rows and columns; one dimension has one row."""
    size, output = sizes(found[1])[1:], sizes(found[2])[1:]
    if not _even(size, output):
        return None
    if len(size) == 2 and size[0] == output[0] == 1:
        size, output = size[1:], output[1:]
    return causes.pool_without_output(size, output)


def _cropped(found: re.Match[str]) -> Cause | None:
    size, output = sizes(found[1]), sizes(found[2])
    return causes.nothing_left(size, output) if _even(size, output) else None


def _over_half(found: re.Match[str], dims: int) -> Cause | None:
    numbers = sizes(f"{found[1]} {found[2]}")
    return causes.padding_over_half(*numbers, dims) if len(numbers) == 2 else None


def _output_padding(found: re.Match[str]) -> Cause | None:
    """Of each number one for each dimension, side by side."""
    numbers = sizes(found[1])
    dims = len(numbers) // 3
    if dims not in (1, 2, 3) or len(numbers) % 3:
        return None
    return causes.output_padding_too_large(numbers[:dims], numbers[dims : 2 * dims], numbers[2 * dims :])


def _keras_output_padding(found: re.Match[str]) -> Cause | None:
    added, stride = sizes(found[1]), sizes(found[2])
    ones = (1,) * len(stride)
    return causes.output_padding_too_large(added, stride, ones) if _even(added, stride) else None


def _onnx_output_padding(found: re.Match[str]) -> Cause | None:
    numbers = sizes(f"{found[1]} {found[2]}")
    if len(numbers) != 2:
        return None
    added, most = numbers
    return causes.output_padding_too_large((added, added), (most, most), (1, 1))


def _wanted_size(found: re.Match[str]) -> Cause | None:
    groups = [sizes(found[number]) for number in range(1, 5)]
    return causes.size_not_reached(*groups) if _even(*groups) else None


def _weight_groups(found: re.Match[str]) -> Cause | None:
    groups, weight = sizes(found[1]), sizes(found[2])
    if len(groups) != 1 or len(weight) < 3:
        return None
    return causes.groups_do_not_divide("output", weight[0], groups[0], weight[2:])


def _named_groups(what: str) -> Callable[[re.Match[str]], Cause | None]:
    """Groups and channels by name, in any order."""

    def cause(found: re.Match[str]) -> Cause | None:
        groups, channels = sizes(found["groups"]), sizes(found["channels"])
        if len(groups) != 1 or len(channels) != 1:
            return None
        return causes.groups_do_not_divide(what, channels[0], groups[0], (3, 3))

    return cause


def _channels(found: re.Match[str]) -> Cause | None:
    weight, size, both = sizes(found[2]), sizes(found[3]), sizes(f"{found[4]} {found[5]}")
    if len(both) != 2 or len(weight) < 3 or len(size) != len(weight):
        return None
    kind = "transposed" if found[1] == "transposed" else "conv"
    return causes.channels_differ(kind, both[1], both[0], size[2:], weight[2:])


def _onnx_channels(found: re.Match[str]) -> Cause | None:
    numbers = sizes(" ".join(found.groups()))
    if len(numbers) != 3:
        return None
    return causes.channels_differ("conv", numbers[0], numbers[1] * numbers[2], (), (3, 3))


def _reflected(found: re.Match[str]) -> Cause | None:
    padding, size = sizes(found[1]), sizes(found[2])
    return causes.copies_too_much(max(padding), size[2:]) if padding else None


def _differing(found: re.Match[str]) -> Cause | None:
    both = sizes(f"{found[1]} {found[2]}")
    return causes.sizes_differ(*both) if len(both) == 2 else None


def _differing_shapes(found: re.Match[str]) -> Cause | None:
    """Two shapes, of which the first axis that differs counts; the last are channels, which are put side by side."""
    first, second = sizes(found[1]), sizes(found[2])
    if not _even(first, second):
        return None
    different = [pair for pair in zip(first[:-1], second[:-1], strict=True) if pair[0] != pair[1]]
    return causes.sizes_differ(*different[0]) if different else None


def _stride_and_dilation(found: re.Match[str]) -> Cause | None:
    stride, dilation = sizes(found[1]), sizes(found[2])
    return causes.stride_with_dilation(stride, dilation) if _even(stride, dilation) else None


SPANS = r"[\[({]{1,2}([^\])}]*)[\])}]"
"""Numbers in brackets."""

RULES = (
    Clue(TORCH, rf"Calculated padded input size per channel: {SPANS}\. Kernel size: {SPANS}", _padded_input),
    Clue(TORCH, rf"Given input size: {SPANS}\. Calculated output size: {SPANS}", _pool_size),
    Clue(TORCH, rf"Given input size per channel: {SPANS}\. Calculated output size per channel: {SPANS}", _cropped),
    Clue(TORCH, r"max_pool1d\(\) Invalid computed output size: (-?\d+)",
         lambda found: causes.window_without_numbers("maxpool", ())),
    Clue(TORCH, r"pad should be at most half of effective kernel size, but got pad=(\S+), kernel_size=(\S+)",
         lambda found: _over_half(found, 2)),
    Clue(TORCH, r"padding should be at most half of kernel size, but got padding=(\S+) and kernel_size=(\S+)",
         lambda found: _over_half(found, 1)),
    Clue(TORCH, r"output padding must be smaller than either stride or dilation, but got (.{0,300})",
         _output_padding),
    Clue(TORCH, rf"requested an output size of {SPANS}, but valid sizes range from {SPANS} to {SPANS} "
         rf"\(for an input of torch\.Size\({SPANS}\)\)", _wanted_size),
    Clue(TORCH, r"(in|out)_channels must be divisible by groups",
         lambda found: causes.groups_do_not_divide(f"{found[1]}put", None, None, (3, 3))),
    Clue(TORCH, r"Given groups=(\d+), expected weight to be divisible by .{0,80}? "
         rf"weight of size {SPANS}", _weight_groups),
    Clue(TORCH, rf"Given (groups|transposed)=\d+, weight of size {SPANS}, expected input{SPANS} to have (\d+) "
         r"channels, but got (\d+) channels", _channels),
    Clue(TORCH, rf"Padding size should be less than the corresponding input dimension, but got: padding {SPANS} "
         rf"at dimension \d+ of input {SPANS}", _reflected),
    Clue(TORCH, r"padding='same' is not supported for strided", lambda found: causes.same_with_stride()),
    Clue(TORCH, r"Sizes of tensors must match except in dimension \d+\. Expected size (\d+) but got size (\d+)",
         _differing),
    Clue(TORCH, r"The size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\)", _differing),
    Clue(KRS, r"Computed output size would be zero or negative\. Received `inputs shape=(?P<size>[^`]*)`, "
         r"`kernel shape=(?P<kernel>[^`]*)`, `dilation_rate=(?P<dilation>[^`]*)`, `strides=(?P<stride>[^`]*)`",
         _keras_window),
    Clue(KRS, r"Computed output size would be zero or negative\. Received: `inputs\.shape=(?P<size>[^`]*)`, "
         r"`pool_size=(?P<kernel>[^`]*)`, `strides=(?P<stride>[^`]*)`", _keras_window),
    Clue(KRS, r"number of filters must be evenly divisible by the number of groups\. Received: "
         r"groups=(?P<groups>\d+), filters=(?P<channels>\d+)", _named_groups("output")),
    Clue(KRS, r"number of input channels must be evenly divisible by the number of groups\. Received "
         r"groups=(?P<groups>\d+), but the input has (?P<channels>\d+) channels", _named_groups("input")),
    Clue(KRS, rf"`output_padding` must be strictly less than `strides`.{{0,200}}?Received: output_padding={SPANS}, "
         rf"strides={SPANS}", _keras_output_padding),
    Clue(KRS, rf"not supported in conjunction with `dilation_rate > 1`\. Received: strides={SPANS} and "
         rf"dilation_rate={SPANS}", _stride_and_dilation),
    Clue(KRS, rf"requires inputs with matching shapes except for the concatenation axis\. Received: "
         rf"input_shape=\[\(([^)]*)\), {SPANS}", _differing_shapes),
    Clue(KRS, rf"Inputs have incompatible shapes\. Received shapes {SPANS} and {SPANS}", _differing_shapes),
    Clue(ORT, rf"running Conv node.{{0,200}}?Invalid input shape: {SPANS}",
         lambda found: causes.window_without_numbers("conv", sizes(found[1]))),
    Clue(ORT, r"Input channels C is not equal to kernel channels \* group\. C: (\d+) kernel channels: (\d+) "
         r"group: (\d+)", _onnx_channels),
    Clue(ORT, r"Output channels M is not divisible by group\. M: (?P<channels>\d+) group: (?P<groups>\d+)",
         _named_groups("output")),
    Clue(ORT, r"output_padding\[\d+\] \((\d+)\) must be less than max\(stride, dilation\) \((\d+)\)",
         _onnx_output_padding),
    Clue(ORT, rf"running ConvTranspose node.{{0,200}}?Computed output dimension is <= (0) for dim \d+\. "
         rf"Input shape: {SPANS}", lambda found: causes.nothing_left(sizes(found[2]), (0,) * len(sizes(found[2])))),
    Clue(ORT, r"Pad should be smaller than kernel", lambda found: causes.padding_of_a_window()),
    Clue(ORT, r"Can't merge shape info\..{0,120}?Inferred=(\d+) Declared=(\d+)", _differing),
)  # fmt: skip
"""Every text that is known; a row here is tested by a text that its framework said."""
