"""Padding by name, along one axis, in cells before and after: each name is one convention, and says whose.

Symbols: i input, k kernel, s stride, d dilation, op output padding, K = d(k-1)+1 the effective kernel.
"""

from __future__ import annotations

from collections.abc import Callable

from convanim.core.text import Pair

PaddingRule = Callable[[int, int, int, int], Pair]
"""From i, k, s and d to the padding before and after."""


def same_padding(i: int, k: int, s: int, d: int) -> Pair:
    """TensorFlow, Keras, JAX, ONNX `SAME_UPPER`: so much that o = ⌈i/s⌉; an odd cell goes after.

    >>> same_padding(6, 3, 2, 1), same_padding(5, 3, 2, 1)
    ((0, 1), (1, 1))
    """
    total = max((-(-i // s) - 1) * s + d * (k - 1) + 1 - i, 0)
    return total // 2, total - total // 2


def same_lower_padding(i: int, k: int, s: int, d: int) -> Pair:
    """ONNX and JAX `SAME_LOWER`: as much, but an odd cell goes before.

    >>> same_lower_padding(6, 3, 2, 1)
    (1, 0)
    """
    less, more = same_padding(i, k, s, d)
    return more, less


def valid_padding(i: int, k: int, s: int, d: int) -> Pair:
    """Nothing is padded."""
    return 0, 0


def half_padding(i: int, k: int, s: int, d: int) -> Pair:
    """⌊K/2⌋ on each side (arXiv:1603.07285, section 2.3)."""
    half = (d * (k - 1) + 1) // 2
    return half, half


def full_padding(i: int, k: int, s: int, d: int) -> Pair:
    """K - 1 on each side: every window that meets the input at all (arXiv:1603.07285, section 2.3)."""
    return d * (k - 1), d * (k - 1)


def causal_padding(i: int, k: int, s: int, d: int) -> Pair:
    """Keras: before only, so that no output reads an input that comes after it.

    >>> causal_padding(9, 3, 1, 2)
    (4, 0)
    """
    return d * (k - 1), 0


CAUSAL = "causal"

PADDINGS: dict[str, PaddingRule] = {
    "valid": valid_padding,
    "same": same_padding,
    "same-lower": same_lower_padding,
    "half": half_padding,
    "full": full_padding,
    CAUSAL: causal_padding,
}
"""Every name of a padding."""

KEEPS_RATIO = ("same", "same-lower")
"""Names that stand for so much padding that o = ⌈i/s⌉, or o = i·s in a transposed convolution."""


def same_crop(k: int, s: int, d: int, op: int | None = None) -> tuple[Pair, int]:
    """Padding (before, after) and output padding of a transposed convolution with TensorFlow's SAME.

    o is i·s; with output padding (i-1)s + K mod 2 + op.

    >>> same_crop(3, 2, 1), same_crop(2, 3, 1), same_crop(3, 2, 1, 0)
    (((0, 1), 0), ((0, 0), 1), ((1, 1), 0))
    """
    effective = d * (k - 1) + 1
    total = effective - s if op is None else effective - effective % 2 - op
    before = max(total // 2, 0)
    return (before, max(total - before, 0)), max(before - total, 0)


def valid_crop(k: int, s: int, d: int, op: int | None = None) -> tuple[Pair, int]:
    """Padding and output padding of a transposed convolution with VALID, which cuts nothing.

    o is (i-1)s + max(K, s); with output padding (i-1)s + K + op.

    >>> valid_crop(3, 2, 1), valid_crop(2, 3, 1)
    (((0, 0), 0), ((0, 0), 1))
    """
    return (0, 0), max(s - d * (k - 1) - 1, 0) if op is None else op
