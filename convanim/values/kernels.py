"""Kernels that have a name."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.suggest import choose
from convanim.core.text import Pair
from convanim.values.exact import Matrix, Value, _quoted, simplest

SIDE = 512
"""Rows and columns of the largest kernel that has a name."""


_NAME = re.compile(r"[a-z][a-z_-]*", re.ASCII | re.IGNORECASE)


class Kernel(NamedTuple):
    """A kernel that has a name."""

    summary: str
    weights: Callable[[int, int], Matrix]
    """Its numbers, in a size that it has."""
    needs: str = f"a size from 1 to {SIDE}"
    """The sizes that it has, in words."""
    nearest: Callable[[int], int] = lambda size: min(max(size, 1), SIDE)
    """Along one axis, the size that it has nearest to a wanted one."""
    size: Callable[[int], int] = lambda stride: 3
    """Along one axis, the size that it takes for a stride when none is wanted."""


def _outer(axis: Callable[[int], Sequence[Value]]) -> Callable[[int, int], Matrix]:
    """A column of weights times a row of them."""

    def weights(rows: int, columns: int) -> Matrix:
        row = axis(columns)
        return tuple(tuple(simplest(u * v) for v in row) for u in axis(rows))

    return weights


def _binomial(size: int) -> list[Fraction]:
    return [Fraction(math.comb(size - 1, tap), 2 ** (size - 1)) for tap in range(size)]


def _tent(size: int) -> list[Fraction]:
    """Weights 1 - |tap - centre| / factor: those of linear interpolation between inputs `factor` apart."""
    factor, centre = (size + 1) // 2, Fraction(size - 1, 2)
    return [1 - abs(tap - centre) / factor for tap in range(size)]


def _fixed(summary: str, matrix: Matrix) -> Kernel:
    return Kernel(summary, lambda rows, columns: matrix, "a 3×3 kernel", lambda size: 3)


KERNELS = {
    "identity": Kernel(
        "the input itself",
        _outer(lambda k: [int(tap == k // 2) for tap in range(k)]),
        f"an odd size below {SIDE}",
        lambda k: min(max(k, 1) | 1, SIDE - 1),
    ),
    "box": Kernel("the mean", _outer(lambda k: [Fraction(1, k)] * k)),
    "gaussian": Kernel("a soft blur, of binomial coefficients", _outer(_binomial)),
    "sobel-x": _fixed("edges between left and right", ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))),
    "sobel-y": _fixed("edges between above and below", ((-1, -2, -1), (0, 0, 0), (1, 2, 1))),
    "laplacian": _fixed("edges of every direction", ((0, 1, 0), (1, -4, 1), (0, 1, 0))),
    "sharpen": _fixed("the input with stronger edges", ((0, -1, 0), (-1, 5, -1), (0, -1, 0))),
    "bilinear": Kernel("interpolation, for a transposed convolution", _outer(_tent), size=lambda s: 2 * s - s % 2),
}
"""Every kernel by its name on the command line; a row here is offered, tested and documented."""


KERNEL_ALIASES = {"sobel": "sobel-x"}
"""Kernels by other names that people give them."""


def kernel_meant(name: str) -> str:
    """The name here of a kernel that others call so; any other name as it is."""
    return KERNEL_ALIASES.get(name.lower(), name)


def is_kernel_name(text: str) -> bool:
    """Whether it looks like a word, so that a misspelt name is told from numbers and files.

    >>> is_kernel_name("sobel-x"), is_kernel_name("box.csv"), is_kernel_name("1 2"), is_kernel_name("-")
    (True, False, False, False)
    """
    return _NAME.fullmatch(text) is not None


def named_kernel(option: str, name: str, size: Pair | None, stride: Pair) -> Matrix:
    """A kernel of `KERNELS`, in the size wanted or its own. Raises ConvanimError for a size that it does not have.

    >>> named_kernel("kernel_values", "bilinear", None, (1, 2))
    ((Fraction(1, 4), Fraction(3, 4), Fraction(3, 4), Fraction(1, 4)),)
    >>> named_kernel("kernel_values", "sobel-x", (5, 5), (1, 1))
    Traceback (most recent call last):
    convanim.core.errors.ConvanimError: kernel_values='sobel-x' needs a 3×3 kernel, but kernel is 5×5; use kernel=3
    """
    name, given = kernel_meant(name), _quoted(name)
    kernel = choose(Setting(option), name, KERNELS, given)
    wanted = size or tuple(max(kernel.size(s), 1) for s in stride)  # a stride below 1 is the layer's to refuse
    rows, columns = (kernel.nearest(k) for k in wanted)
    if (rows, columns) != wanted:
        cause = (Setting("kernel"), " is") if size else (Setting("stride"), " makes it")
        raise ConvanimError(
            Setting(option, name), f" needs {kernel.needs}, but ", *cause, f" {wanted[0]}×{wanted[1]}",
            way=("use ", Setting("kernel", rows if rows == columns else (rows, columns))),
        )  # fmt: skip
    return kernel.weights(rows, columns)
