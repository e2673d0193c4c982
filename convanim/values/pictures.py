"""Small pictures that are drawn by code, in any size, so that everybody has the same."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from convanim.core.text import Pair
from convanim.values.exact import Matrix, simplest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Plane = NDArray[np.float64]

PICTURE_SIDE = 28
"""Rows and columns where the size is not said: as many as those digits have that everybody learns from."""


FINE = 4
"""Places along each side of a cell whose mean it is."""


DRAWN_PARTS = 100
"""To which values are rounded, so that sums can be checked by hand."""


class BuiltIn(NamedTuple):
    """A picture that has a name."""

    summary: str
    value: Callable[[Any, Any], Any]
    """How bright it is, from 0 to 1, at places from 0 to 1 down and across."""


DIGIT = (
    (0.70, 0.18), (0.36, 0.18), (0.32, 0.48), (0.42, 0.43), (0.54, 0.41), (0.65, 0.45), (0.71, 0.54), (0.72, 0.65),
    (0.66, 0.76), (0.55, 0.82), (0.42, 0.82), (0.31, 0.77),
)  # fmt: skip
"""The line of a five: places across and down."""


PEN = 0.055
"""Half the thickness of that line."""


def _digit(y: Any, x: Any) -> Any:
    import numpy as np

    away = np.full(np.broadcast(y, x).shape, 9.0)
    for (x0, y0), (x1, y1) in pairwise(DIGIT):
        along = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2), 0, 1)
        away = np.minimum(away, np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0)))
    return (away <= PEN) * 1.0


def _house(y: Any, x: Any) -> Any:
    """A house with a door and a window, a tree and the sun, on the ground below a sky."""
    import numpy as np

    def box(left: float, top: float, right: float, bottom: float) -> Any:
        return (x >= left) & (x < right) & (y >= top) & (y < bottom)

    value = 0.92 - 0.14 * y + 0 * x
    layers = (
        (np.hypot(x - 0.86, y - 0.12) < 0.08, 1.0),
        (np.hypot(x - 0.81, y - 0.46) < 0.13, 0.36),
        (box(0.79, 0.58, 0.83, 0.88), 0.2),
        (box(0.18, 0.39, 0.6, 0.88), 0.27),
        ((y < 0.39) & (y > 0.11) & (np.abs(x - 0.39) < 0.98 * (y - 0.11)), 0.13),
        (box(0.25, 0.46, 0.34, 0.57), 0.95),
        (box(0.42, 0.6, 0.53, 0.88), 0.75),
        (y >= 0.86, 0.46),
    )
    for inside, shade in layers:
        value = np.where(inside, shade, value)
    return value


def _noise(y: Any, x: Any) -> Any:
    """Each cell has a value of its own, the same on every machine."""
    import numpy as np

    rows, columns = y.shape[0] // FINE, x.shape[1] // FINE
    mixed = (np.arange(rows)[:, None] * 1_103_515_245 + np.arange(columns)[None, :] * 2_654_435_761 + 12_345) % 2**32
    for shift in (16, 13, 16):
        mixed = ((mixed ^ (mixed >> shift)) * 73_244_475) % 2**32
    return np.kron(mixed / 2**32, np.ones((FINE, FINE)))


def _impulse(y: Any, x: Any) -> Any:
    import numpy as np

    rows, columns = y.shape[0] // FINE, x.shape[1] // FINE
    cells = np.zeros((rows, columns))
    cells[rows // 2, columns // 2] = 1
    return np.kron(cells, np.ones((FINE, FINE)))


def _bands(along: Any, count: int) -> Any:
    """Every second of about so many bands of whole cells."""
    cells = along.size // FINE
    width = max(1, round(cells / count))
    return along * cells // width % 2 == 1


BUILT_IN = {
    "digit": BuiltIn("a five, white on black", _digit),
    "house": BuiltIn("a house, a tree and the sun", _house),
    "cross": BuiltIn("a white cross", lambda y, x: ((abs(y - 0.5) < 0.11) | (abs(x - 0.5) < 0.11)) * 1.0),
    "stripes": BuiltIn("stripes from above to below", lambda y, x: _bands(x, 14) * 1.0 + 0 * y),
    "checker": BuiltIn("a chess board", lambda y, x: (_bands(y, 7) != _bands(x, 7)) * 1.0),
    "ramp": BuiltIn("from black at the left to white at the right", lambda y, x: x + 0 * y),
    "impulse": BuiltIn("one white pixel: what comes out is the kernel", _impulse),
    "noise": BuiltIn("every pixel as it comes", _noise),
}
"""Every picture by its name on the command line; a row here is offered, tested and documented."""


def is_built_in(text: str) -> bool:
    """Whether it is the name of one of these."""
    return text.lower() in BUILT_IN


def built_in(name: str, size: Pair, white: int = 1) -> Matrix:
    """One of these pictures, (rows, columns), with values from 0 to `white`.

    >>> built_in("impulse", (1, 3)), built_in("ramp", (1, 2), 255)
    (((0, 1, 0),), ((64, 191),))
    """
    import numpy as np

    rows, columns = size
    y, x = (np.arange(count * FINE) / (count * FINE) + 0.5 / (count * FINE) for count in size)
    fine = BUILT_IN[name.lower()].value(y[:, None], x[None, :])
    cells = fine.reshape(rows, FINE, columns, FINE).mean((1, 3))
    parts = DRAWN_PARTS if white == 1 else 1
    rounded = np.rint(cells * white * parts + 1e-9).astype(int).tolist()
    return tuple(tuple(simplest(Fraction(number, parts)) for number in row) for row in rounded)
