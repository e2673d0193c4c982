"""What a touch shows in a matrix: an x lights its column and the y that it goes into, a cell its x and its y."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from convanim.language.english import say
from convanim.layers.base import Layer
from convanim.planner.touched import SAID_ELSEWHERE, Ends, Labels, as_given, feeding, parts, told
from convanim.scene.met_cells import Meetings, MetAlong, Told


def in_matrix(layer: Layer, labels: Labels, shown: int) -> Iterator[Meetings]:
    """For x in a row and as a picture; for the cells of the matrix, of which so many rows are large.

    Where these are not all, the whole matrix and y as a picture stand below, and are lit.
    """
    outputs, inputs = prod(layer.output), prod(layer.input)
    matrix, made = ("matrix", "output") if shown == outputs else ("whole", "made")
    for source in ("input", "picture"):
        yield feeding(as_given(layer), Ends(source, layer.input, made, layer.output), labels, told("read_by"))
        yield _column(layer, source, matrix)
    joined = say("touch.joins")
    for source, target, rows in dict.fromkeys([("matrix", "output", shown), (matrix, made, outputs)]):
        yield Meetings(source, target, _each(rows), _none(inputs), (), Told("", joined, joined))
        for x in ("input", "picture"):
            yield Meetings(source, x, _none(rows), _each(inputs), (), SAID_ELSEWHERE)


def _column(layer: Layer, source: str, target: str) -> Meetings:
    """The cells of the matrix that a cell of x meets: in its column, a row for each y that it goes into."""
    (rows, columns), inputs = as_given(layer), prod(layer.input)
    across, made_across = layer.input[1], layer.output[1]
    down = parts(
        layer.input[0], ((one.read, one.made * made_across * inputs + one.read * across, one.tap) for one in rows)
    )
    beside = parts(across, ((one.read, one.made * inputs + one.read, one.tap) for one in columns))
    return Meetings(source, target, down, beside, (), SAID_ELSEWHERE)


def _each(count: int) -> MetAlong:
    """Each place meets the one of its own number."""
    return tuple(((place, 0),) for place in range(count))


def _none(count: int) -> MetAlong:
    """The other axis alone says what is met."""
    return (((0, 0),),) * count
