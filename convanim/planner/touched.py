"""What a touch shows besides the steps: the outputs that an input feeds, or the inputs that an output adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from convanim.language.english import say
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.planner import stamping
from convanim.planner.layer_to_show import SUBSCRIPTS, LayerToShow
from convanim.scene.met_cells import Meetings, MetAlong, Told

FEW = 10
"""Indices of one digit: two of them need nothing between."""


def fed(wanted: LayerToShow) -> Meetings:
    """For each cell of the drawn input the outputs that read it."""
    rows, columns = (_fed_along(axis) for axis in wanted.layer.axes)
    return Meetings("input", "output", rows, columns, _weights(wanted), _told("read_by"))


def added(wanted: LayerToShow, full: tuple[int, int]) -> Meetings:
    """For each cell of the full output the inputs whose stamps reach it."""
    rows, columns = (_added_along(wanted.layer, axis, full[axis]) for axis in (0, 1))
    return Meetings("output", "input", rows, columns, _weights(wanted), _told("adds"))


def _told(name: str) -> Told:
    """What is said of no cell, of one, and of several, whose number stands for the sign."""
    return Told(say(f"touch.{name}_none"), say(f"touch.{name}", count=1), say(f"touch.{name}", count="#"))


def _fed_along(axis: Axis) -> MetAlong:
    """By position of the drawn axis; zeros and padding feed nothing."""
    met = (
        (position, (output, axis.kernel - 1 - tap if axis.flipped else tap))
        for output in range(axis.output)
        for tap, position in enumerate(axis.taps(output))
        if axis.source(position) is not None
    )
    return _by_place(axis.drawn, met)


def _added_along(layer: Layer, axis: int, full: int) -> MetAlong:
    met = (
        (position, (index, tap))
        for index in range(layer.input[axis])
        for tap, position in enumerate(stamping.taps(layer, axis, index))
    )
    return _by_place(full, met)


def _by_place(count: int, met: Iterable[tuple[int, tuple[int, int]]]) -> MetAlong:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for position, pair in met:
        found[position].append(pair)
    return tuple(tuple(found[position]) for position in range(count))


def _weights(wanted: LayerToShow) -> tuple[tuple[str, ...], ...]:
    """The weights, their letters' numbers, or their names; a pool has none."""
    layer = wanted.layer
    if not layer.reduction.weighted:
        return ()
    rows, columns = map(range, layer.kernel)
    return tuple(tuple(wanted.kernel_label(u, v) or _name(layer, u, v) for v in columns) for u in rows)


def _name(layer: Layer, u: int, v: int) -> str:
    """`w₀₁`, or `w₁` in a layer of one row.

    >>> from convanim.layers.convolution import Convolution
    >>> _name(Convolution.of(3, 3), 0, 1), _name(Convolution.of(30, 12), 0, 11)
    ('w₀₁', 'w₀,₁₁')
    """
    indices = [v] if layer.flat else [u, v]
    return "w" + ("" if max(layer.kernel) <= FEW else ",").join(map(str, indices)).translate(SUBSCRIPTS)
