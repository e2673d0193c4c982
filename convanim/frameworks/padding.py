"""TensorFlow's padding by name, which Keras has too: along one axis, in cells before and after.

Symbols: i input, k kernel, s stride, d dilation, op output padding, K = d(k-1)+1 the effective kernel.
"""

from __future__ import annotations

from convanim.core.text import Pair


def same_padding(i: int, k: int, s: int, d: int) -> Pair:
    """Cells that SAME pads a convolution by, before and after, so that o = ⌈i/s⌉; an odd one goes after.

    >>> same_padding(6, 3, 2, 1), same_padding(5, 3, 2, 1)
    ((0, 1), (1, 1))
    """
    total = max((-(-i // s) - 1) * s + d * (k - 1) + 1 - i, 0)
    return total // 2, total - total // 2


def valid_padding(i: int, k: int, s: int, d: int) -> Pair:
    """VALID pads nothing."""
    return 0, 0


def causal_padding(i: int, k: int, s: int, d: int) -> Pair:
    """CAUSAL pads before only, so that no output reads an input that comes after it.

    >>> causal_padding(9, 3, 1, 2)
    (4, 0)
    """
    return d * (k - 1), 0


def same_crop(k: int, s: int, d: int, op: int | None = None) -> tuple[Pair, int]:
    """Padding (before, after) and output padding of a transposed convolution with SAME.

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
