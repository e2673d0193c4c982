"""The way back: from the sizes that are wanted to every setting of a layer that gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import NamedTuple

from convanim.core.errors import ByPlace, ConvanimError
from convanim.core.text import Pair
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import PARAMETERS

MOST_CANDIDATES = 100_000
"""Settings that are tried at most: some seconds."""

MOST_NEAREST = 3
"""Sizes that are named where nothing fits."""


class Range(NamedTuple):
    """The values that one number of a layer may have, the same on both axes, or one fixed size."""

    least: Pair
    most: Pair

    @classmethod
    def between(cls, least: int, most: int) -> Range:
        """All numbers from one to another.

        >>> len(Range.between(1, 7).sizes), Range((3, 5), (3, 5)).sizes
        (7, [(3, 5)])
        """
        return cls((least, least), (most, most))

    @property
    def fixed(self) -> bool:
        """Whether there is one value alone."""
        return self.least == self.most

    @property
    def many(self) -> int:
        """How many values there are."""
        return 1 if self.fixed else self.most[0] - self.least[0] + 1

    @property
    def sizes(self) -> list[Pair]:
        """Each value for (rows, columns)."""
        if self.fixed:
            return [self.least]
        return [(number, number) for number in range(self.least[0], self.most[0] + 1)]


RANGES = {
    "kernel": Range.between(1, 7),
    "stride": Range.between(1, 4),
    "padding": Range.between(0, 3),
    "dilation": Range.between(1, 2),
    "output_padding": Range.between(0, 3),
}
"""Where settings are looked for unless told otherwise; output padding is below the stride, too."""


class Wish(NamedTuple):
    """The kind of a layer and its sizes, (rows, columns): in one dimension there is one row."""

    kind: type[Layer]
    input: Pair
    output: Pair
    dims: int = 2
    told: Mapping[str, Range] = {}
    """Ranges, or fixed values, of numbers that are not looked for in `RANGES`."""

    @property
    def ranges(self) -> dict[str, Range]:
        """The range of every number; one that this kind does not have stays at its default."""
        return {name: self._range(name, usual) for name, usual in RANGES.items()}

    def _range(self, name: str, usual: Range) -> Range:
        if name in self.told:
            return self.told[name]
        default = PARAMETERS[name].default
        if name in self.kind.parameters or default is None:
            return usual
        return Range.between(default, default)


class Nearest(NamedTuple):
    """A size that can be had instead, and the most usual layer that gives it."""

    output: Pair
    layer: Layer


class Solution(NamedTuple):
    """Every layer that gives what is wished, the most usual first; or, where there is none, the nearest."""

    layers: list[Layer]
    nearest: list[Nearest]


def kind_for(sizes: tuple[Pair, Pair]) -> type[Layer]:
    """The kind that is usual between an input and an output: what makes it larger is a transposed convolution."""
    before, after = sizes
    grows = any(o > i for i, o in zip(before, after, strict=True))
    return LAYERS["transposed" if grows else "conv"]


def solve(wish: Wish) -> Solution:
    """Every setting within the ranges that is legal and gives the size. Raises ConvanimError for too many to try.

    >>> wish = Wish(LAYERS["transposed"], (7, 7), (14, 14), told={"stride": Range.between(2, 2)})
    >>> solve(wish).layers[0].facts()
    ['i=7', 'k=3', 'p=1', 's=2', 'op=1']
    """
    found: list[Layer] = []
    others: dict[Pair, Layer] = {}
    for layer in _legal(wish):
        if layer.output == wish.output:
            found.append(layer)
        elif not found and (layer.output not in others or _order(layer) < _order(others[layer.output])):
            others[layer.output] = layer
    if found:
        return Solution(sorted(found, key=_order), [])
    near = sorted(others, key=lambda size: (_distance(size, wish.output), size))
    return Solution([], [Nearest(size, others[size]) for size in near[:MOST_NEAREST]])


def _distance(size: Pair, wanted: Pair) -> int:
    return abs(size[0] - wanted[0]) + abs(size[1] - wanted[1])


def _legal(wish: Wish) -> Iterator[Layer]:
    """Every layer within the ranges that is not refused."""
    count = prod(range_.many for range_ in wish.ranges.values())
    if count > MOST_CANDIDATES:
        way = ByPlace("use a smaller range, such as -k 1-9", "use a smaller range, such as kernel=(1, 9)", "")
        raise ConvanimError(f"{count:,} settings are too many to try (at most {MOST_CANDIDATES:,})", way=way)
    choices = {name: range_.sizes for name, range_ in wish.ranges.items()}
    for values in product(*choices.values()):
        sizes = dict(zip(choices, values, strict=True))
        if _is_said_twice(sizes, wish):
            continue
        try:
            yield wish.kind.of(
                input=own_of(wish.input, wish.dims),
                dims=wish.dims,
                **{name: own_of(size, wish.dims) for name, size in sizes.items()},
            )
        except ConvanimError:  # what no framework accepts is no answer
            continue


def _is_said_twice(sizes: Mapping[str, Pair], wish: Wish) -> bool:
    """Whether a setting repeats another one (a kernel of 1 has no dilation), or adds a whole stride to the output.

    What was told is taken as it is.
    """
    fixed = {name for name, range_ in wish.told.items() if range_.fixed}
    if sizes["kernel"] == (1, 1) and max(sizes["dilation"]) > 1 and not {"kernel", "dilation"} <= fixed:
        return True
    added = zip(sizes["output_padding"], sizes["stride"], strict=True)
    return "output_padding" not in fixed and any(op >= s for op, s in added)


def own_of(size: Pair, dims: int) -> tuple[int, ...]:
    """Of (rows, columns) what is of so many dimensions."""
    return size[2 - dims :]


def _order(layer: Layer) -> tuple[object, ...]:
    """What is usual comes first: of convolutions odd kernels, half of them padded; of pools windows side by side.

    Among those the smallest, but for a kernel of 1, which looks at no neighbour.
    """
    (k, s, d), op = (max(getattr(layer, name)) for name in ("kernel", "stride", "dilation")), layer.output_padding
    padding = tuple(before for before, _ in layer.padding)
    halves = tuple(axis.effective_kernel // 2 for axis in layer.axes)
    numbers = (max(op), k == 1, k, s, padding, layer.kernel, layer.stride)
    if not layer.reduction.weighted:
        return (d, not layer.usual("stride"), k == 1, any(padding), *numbers)
    odd = all(number % 2 for number in layer.own(layer.kernel))
    return (d, not odd, layer.own(padding) != layer.own(halves), *numbers)
