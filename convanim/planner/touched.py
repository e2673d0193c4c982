"""What a touch shows besides the steps: the outputs that a cell feeds, or the cells that it is made of.

One way for every view: along each axis it is known which places meet, and through which weight; the cells that a
cell meets are the products of both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from convanim.core.text import Pair
from convanim.language.english import say
from convanim.layers.base import Layer
from convanim.planner import stamping
from convanim.planner.layer_to_show import SUBSCRIPTS, LayerToShow
from convanim.scene.met_cells import Meetings, MetAlong, Told

SAID_ELSEWHERE = Told("", "", "")
"""Other panels say it."""

FEW = 10
"""Indices of one digit: two of them need nothing between."""

Labels = tuple[tuple[str, ...], ...]
"""What stands for each weight of a kernel."""


class Met(NamedTuple):
    """Along an axis a cell that is read, one that is made of it, and the index of the weight between them."""

    read: int
    made: int
    tap: int = 0


class Ends(NamedTuple):
    """The panel whose cells are touched and the one in which cells are lit, with the sizes of their grids."""

    source: str
    size: Pair
    target: str
    other: Pair


BothAxes = tuple[Iterable[Met], ...]
"""All that meet along the rows, and along the columns."""


def told(name: str) -> Told:
    """What is said of no cell, of one, and of several, whose number stands for the sign."""
    return Told(say(f"touch.{name}_none"), say(f"touch.{name}", count=1), say(f"touch.{name}", count="#"))


def fed(wanted: LayerToShow, source: str = "input", target: str = "output", said: str = "read_by") -> Meetings:
    """For each cell of the drawn input the outputs that read it; zeros and padding feed nothing."""
    layer = wanted.layer
    ends = Ends(source, drawn_size(layer), target, layer.output)
    return feeding(as_drawn(layer), ends, weights(wanted), told(said))


def added(wanted: LayerToShow, full: Pair) -> Meetings:
    """For each cell of the full output the inputs whose stamps reach it."""
    layer = wanted.layer
    ends = Ends("output", full, "input", layer.input)
    return made_of((_stamped(layer, 0), _stamped(layer, 1)), ends, weights(wanted), told("adds"))


def drawn_size(layer: Layer) -> Pair:
    """Of the input as it is slid over, and what is cropped."""
    rows, columns = layer.axes
    return rows.drawn, columns.drawn


def as_drawn(layer: Layer) -> BothAxes:
    """What meets where the input is drawn as it is slid over."""
    return tuple(
        [
            Met(position, output, axis.kernel - 1 - tap if axis.flipped else tap)
            for output in range(axis.output)
            for tap, position in enumerate(axis.taps(output))
            if axis.source(position) is not None
        ]
        for axis in layer.axes
    )


def as_given(layer: Layer) -> BothAxes:
    """What meets where nothing is added to the input."""
    return tuple(
        [Met(index, output, tap) for output in range(axis.output) for index, tap in axis.reads(output)]
        for axis in layer.axes
    )


def _stamped(layer: Layer, axis: int) -> Iterator[Met]:
    for index in range(layer.input[axis]):
        for tap, place in enumerate(stamping.taps(layer, axis, index)):
            yield Met(index, place, tap)


def feeding(along: BothAxes, ends: Ends, labels: Labels, said: Told) -> Meetings:
    """For each cell that is read those that are made of it."""
    rows, columns = along
    down = parts(ends.size[0], ((one.read, one.made * ends.other[1], one.tap) for one in rows))
    across = parts(ends.size[1], columns)
    return Meetings(ends.source, ends.target, down, across, labels, said)


def made_of(along: BothAxes, ends: Ends, labels: Labels, said: Told) -> Meetings:
    """For each cell that is made those that it is made of."""
    turned = tuple([Met(one.made, one.read, one.tap) for one in some] for some in along)
    return feeding(turned, ends, labels, said)


def parts(count: int, met: Iterable[tuple[int, int, int]]) -> MetAlong:
    """By place, of so many: its part of where what it meets is, and the index of the weight, of each."""
    found: dict[int, list[Pair]] = defaultdict(list)
    for place, part, tap in met:
        found[place].append((part, tap))
    return tuple(tuple(found[place]) for place in range(count))


def weights(wanted: LayerToShow) -> Labels:
    """The weights, their letters' numbers, or their names; a pool has none."""
    layer = wanted.layer
    if not layer.weighted:
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
