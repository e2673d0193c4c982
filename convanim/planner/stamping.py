"""Where stamps lie: an input cell times the kernel is a grid of contributions, laid onto the output a stride apart.

Arithmetic alone, so that a picture's frames are counted before one is planned.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from math import prod

from convanim.layers.base import Layer
from convanim.layers.compute import full_size, most_overlaps
from convanim.scene.frames import Window
from convanim.scene.roles import STAMPS, Role
from convanim.scene.timeline import MOVING, OPENING, READING, RESULT, Held

GLIDES = 4
"""Frames in which the stamps glide together."""


BETWEEN = 0.5
"""Cells between stamps that lie side by side."""


LARGEST_SPREAD = 24
"""Rows or columns that stamps side by side may take: of more, each would be too small to be read."""


MOST_WRITTEN = 9
"""Contributions to one cell that are written out; of more there is only their sum."""


def hue(layer: Layer, row: int, column: int) -> Role:
    """The colour of an input cell and of its stamp: each its own, or of many four for neighbours."""
    if few(layer):
        return STAMPS[row * layer.input[1] + column]
    return STAMPS[row % 2 * 2 + column % 2]


def taps(layer: Layer, axis: int, index: int) -> range:
    """Positions on the full output, along one axis, that the stamp of an input cell touches."""
    start, d = index * layer.stride[axis], layer.dilation[axis]
    return range(start, start + layer.kernel[axis] * d, d)


def window(layer: Layer, row: int, column: int) -> Window:
    """The rectangle around a stamp on the full output."""
    rows, columns = taps(layer, 0, row), taps(layer, 1, column)
    return Window(rows[0], columns[0], rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1, *layer.dilation)


def spread(layer: Layer, axis: int) -> float:
    """Cells that the stamps take along one axis, side by side."""
    wide = layer.axes[axis].effective_kernel
    return layer.input[axis] * (wide + BETWEEN) - BETWEEN


def glides(layer: Layer) -> bool:
    """Whether the stamps are first seen side by side, and glide together: there is more than one, and room."""
    return prod(layer.input) > 1 and all(spread(layer, axis) <= LARGEST_SPREAD for axis in (0, 1))


def room(layer: Layer) -> tuple[float, float]:
    """Rows and columns that stay free on each side of the output, for the stamps side by side."""
    if not glides(layer):
        return 0.0, 0.0
    rows, columns = (max(0.0, (spread(layer, axis) - full_size(layer, axis)) / 2) for axis in (0, 1))
    return rows, columns


def start(layer: Layer, axis: int, index: int, together: float) -> float:
    """Where a stamp begins along one axis, so much of the way from side by side to a stride apart."""
    apart = (full_size(layer, axis) - spread(layer, axis)) / 2
    apart += index * (layer.axes[axis].effective_kernel + BETWEEN)
    return apart + (index * layer.stride[axis] - apart) * together


def cuts(layer: Layer) -> bool:
    """Whether padding cuts something off."""
    return (full_size(layer, 0), full_size(layer, 1)) != layer.output


def few(layer: Layer) -> bool:
    """Whether the input cells are so few that each has a colour of its own."""
    return prod(layer.input) <= len(STAMPS)


def most(layer: Layer) -> int:
    """How many contributions the cell gets that gets most: of few stamps counted, of many at most so many."""
    if not few(layer):
        return most_overlaps(layer)
    along = (Counter(chain.from_iterable(taps(layer, axis, i) for i in range(layer.input[axis]))) for axis in (0, 1))
    return prod(max(met.values()) for met in along)


def written_out(layer: Layer) -> int:
    """How many contributions the cell that gets most has, if they are written out; else 0."""
    return most(layer) if few(layer) and 1 < most(layer) <= MOST_WRITTEN else 0


def before(layer: Layer) -> tuple[Held, ...]:
    """The frames before the first stamp lands: the question; stamps side by side, on their way, together."""
    gliding = Held(READING), Held(MOVING, GLIDES), Held(READING)
    return (Held(OPENING), *(gliding if glides(layer) else ()))


def after(layer: Layer) -> tuple[Held, ...]:
    """The frames after the last one: the sums, the terms of one of them, the cut, the output."""
    read = (most(layer) > 1) + bool(written_out(layer)) + cuts(layer)
    return (*([Held(READING, read)] if read else []), Held(RESULT))


def kept(layer: Layer, axis: int, position: int) -> bool:
    """Whether a row or column of the full output is left after the cut."""
    return 0 <= position - layer.padding[axis][0] < layer.output[axis]


def kept_window(layer: Layer) -> Window:
    """What is left of the full output after the cut."""
    (top, _), (left, _) = layer.padding
    return Window(top, left, *layer.output)
