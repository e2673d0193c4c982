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
from convanim.values.exact import Matrix, Value, _quoted, shown, simplest

SIDE = 512
"""Rows and columns of the largest kernel that has a name."""


_NAME = re.compile(r"[a-z][a-z_-]*(?::\d{1,3})?", re.ASCII | re.IGNORECASE)


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
    turned: Callable[[int, int, int], Matrix] | None = None
    """Its numbers at an angle in degrees, where its name may have one behind a colon."""

    def told(self, matrix: Matrix) -> str:
        """Whether brightness stays: what the weights come to."""
        total = simplest(sum(weight for row in matrix for weight in row))
        said = {0: "sum 0: what is even becomes 0", 1: "normalised: sum 1"}
        return said.get(int(total) if total in (0, 1) else -1, f"not normalised: sum {shown(total)}")


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


def _box(size: int) -> list[Fraction]:
    return [Fraction(1, size)] * size


def _sign(size: int) -> list[Value]:
    """-1 before the middle, 1 behind it."""
    return [(tap > size // 2) - (tap < size // 2) for tap in range(size)]


def _ones(size: int) -> list[Value]:
    return [1] * size


def _edge(down: Callable[[int], Sequence[Value]], across: Callable[[int], Sequence[Value]]) -> Kernel:
    """A difference along one axis, added up along the other."""
    way = "above and below" if down is _sign else "left and right"
    return Kernel(
        f"edges between {way}",
        lambda rows, columns: tuple(tuple(u * v for v in across(columns)) for u in down(rows)),
        f"an odd size from 3 to {SIDE - 1}",
        _odd,
    )


def _odd(size: int) -> int:
    """The nearest odd size from 3 on."""
    return min(max(size, 3) | 1, SIDE - 1)


def _unsharp(rows: int, columns: int) -> Matrix:
    """The input twice, less its blur."""
    blur = _outer(_binomial)(rows, columns)
    return tuple(
        tuple(simplest(2 * (r == rows // 2 and c == columns // 2) - weight) for c, weight in enumerate(row))
        for r, row in enumerate(blur)
    )


def _motion(rows: int, columns: int) -> Matrix:
    """A mean along the diagonal."""
    steps = max(rows, columns)
    line = [(step * rows // steps, step * columns // steps) for step in range(steps)]
    return tuple(tuple(simplest(Fraction((r, c) in line, steps)) for c in range(columns)) for r in range(rows))


def _gabor(rows: int, columns: int, degrees: int) -> Matrix:
    """A wave under a bell, which answers to stripes along that angle; 0 is from left to right.

    Weights are hundredths, and the middle one makes them come to 0.
    """
    angle, wide = math.radians(degrees), max(rows, columns)
    sigma, wave = wide / 5, wide / 1.8

    def weight(y: float, x: float) -> Fraction:
        across, along = x * math.sin(angle) + y * math.cos(angle), x * math.cos(angle) - y * math.sin(angle)
        bell = math.exp(-(across**2 + along**2 / 4) / (2 * sigma**2))
        return Fraction(round(100 * bell * math.cos(2 * math.pi * across / wave)), 100)

    weights = [[weight(r - rows // 2, c - columns // 2) for c in range(columns)] for r in range(rows)]
    weights[rows // 2][columns // 2] -= sum(map(sum, weights))
    return tuple(tuple(map(simplest, row)) for row in weights)


def _fixed(summary: str, matrix: Matrix) -> Kernel:
    return Kernel(summary, lambda rows, columns: matrix, "a 3×3 kernel", lambda size: 3)


KERNELS = {
    "identity": Kernel(
        "the input itself",
        _outer(lambda k: [int(tap == k // 2) for tap in range(k)]),
        f"an odd size below {SIDE}",
        lambda k: min(max(k, 1) | 1, SIDE - 1),
    ),
    "box": Kernel("the mean", _outer(_box)),
    "gaussian": Kernel("a soft blur, of binomial coefficients", _outer(_binomial)),
    "sobel-x": _fixed("edges between left and right", ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))),
    "sobel-y": _fixed("edges between above and below", ((-1, -2, -1), (0, 0, 0), (1, 2, 1))),
    "laplacian": _fixed("edges of every direction", ((0, 1, 0), (1, -4, 1), (0, 1, 0))),
    "sharpen": _fixed("the input with stronger edges", ((0, -1, 0), (-1, 5, -1), (0, -1, 0))),
    "edge-h": _edge(_sign, _ones),
    "edge-v": _edge(_ones, _sign),
    "corner": _fixed("corners and points, but no straight edges", ((1, -2, 1), (-2, 4, -2), (1, -2, 1))),
    "emboss": _fixed("relief: light from below right", ((-2, -1, 0), (-1, 1, 1), (0, 1, 2))),
    "motion-blur": Kernel("the mean along the diagonal", _motion, size=lambda stride: 5),
    "unsharp": Kernel("twice the input, less its blur", _unsharp, f"an odd size from 3 to {SIDE - 1}", _odd),
    "gabor": Kernel(
        "stripes along an angle, as in gabor:45",
        lambda rows, columns: _gabor(rows, columns, 0),
        f"an odd size from 3 to {SIDE - 1}",
        _odd,
        lambda stride: 7,
        _gabor,
    ),
    "bilinear": Kernel("interpolation, for a transposed convolution", _outer(_tent), size=lambda s: 2 * s - s % 2),
}
"""Every kernel by its name on the command line; a row here is offered, tested and documented."""


KERNEL_ALIASES = {"sobel": "sobel-x"}
"""Kernels by other names that people give them."""


def kernel_meant(name: str) -> str:
    """The name here of a kernel that others call so; any other name as it is."""
    return KERNEL_ALIASES.get(name.lower(), name)


MOST_DEGREES = 180
"""A kernel at more is one of those at less, or its mirror image."""


def _at_angle(option: str, name: str) -> tuple[str, int | None]:
    """A kernel's name, and the angle behind it, if there is one. Raises ConvanimError for one that it cannot have."""
    plain, colon, degrees = name.partition(":")
    if not colon:
        return name, None
    if plain in KERNELS and KERNELS[plain].turned is None:
        raise ConvanimError(Setting(option, name), " takes no angle", way=("use ", Setting(option, plain)))
    if int(degrees) > MOST_DEGREES:
        way = ("use ", Setting(option, f"{plain}:{int(degrees) % MOST_DEGREES}"))
        raise ConvanimError(Setting(option, name), f" is more than {MOST_DEGREES} degrees", way=way)
    return plain, int(degrees)


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
    plain, degrees = _at_angle(option, name)
    kernel = choose(Setting(option), plain, KERNELS, given)
    wanted = size or tuple(max(kernel.size(s), 1) for s in stride)  # a stride below 1 is the layer's to refuse
    rows, columns = (kernel.nearest(k) for k in wanted)
    if (rows, columns) != wanted:
        cause = (Setting("kernel"), " is") if size else (Setting("stride"), " makes it")
        raise ConvanimError(
            Setting(option, name), f" needs {kernel.needs}, but ", *cause, f" {wanted[0]}×{wanted[1]}",
            way=("use ", Setting("kernel", rows if rows == columns else (rows, columns))),
        )  # fmt: skip
    if kernel.turned and degrees is not None:
        return kernel.turned(rows, columns, degrees)
    return kernel.weights(rows, columns)
