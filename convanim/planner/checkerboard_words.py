"""What the page on checkerboards says: its title, the headings of its halves, a sentence for each step."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from convanim.core.text import listed
from convanim.layers.base import Layer
from convanim.layers.evenness import ACROSS, DOWN, counts_along, inside, is_even
from convanim.scene.nodes import Heading

if TYPE_CHECKING:
    from convanim.planner.checkerboard import Pile

ALONG = "down", "across"


class PatternWords(NamedTuple):
    """The sentences of a page that shows a layer beside its counterpart."""

    layer: Layer
    other: Layer

    @property
    def even(self) -> bool:
        """Whether the layer that was asked for is even."""
        return all(is_even(self.layer, axis) for axis in (DOWN, ACROSS))

    @property
    def title(self) -> str:
        """The rule, as the answer to a question."""
        return f"{'No checkerboard' if self.even else 'Why checkerboards'}: {rule(self.layer)}"

    @property
    def explained(self) -> str:
        """What a brick is."""
        return "a brick is what one input cell contributes to the output: as wide as the kernel"

    @property
    def question(self) -> str:
        """What to look for."""
        return "do all output cells get the same number of contributions?"

    @property
    def pattern(self) -> str:
        """What the tones are."""
        return "in two dimensions: contributions down × contributions across"

    @property
    def answer(self) -> str:
        """What makes the pattern go, or come."""
        if self.even:
            return f"even at the left; at the right {rule(self.other)}"
        return "the pattern goes when the stride divides the kernel"

    def brick(self, brick: int, piles: Sequence[Pile]) -> str:
        """What a brick lies on, left and right."""
        left, right = (listed(pile.columns_of(brick)) or "nothing" for pile in piles)
        where = f"output {left}" if left == right else f"output {left}, right: {right}"
        return f"brick {brick + 1} contributes to {where}"


def rule(layer: Layer) -> str:
    """Why a layer is even or not, for the axes that decide it.

    >>> from convanim.layers.transposed import TransposedConvolution
    >>> rule(TransposedConvolution.of(6, 3, stride=2)), rule(TransposedConvolution.of(6, 4, stride=2))
    ('3 is not a multiple of 2', '4 is a multiple of 2')
    """
    uneven = [axis for axis in (DOWN, ACROSS) if not is_even(layer, axis)]
    axes = uneven or [axis for axis in (DOWN, ACROSS) if layer.input[axis] > 1] or [ACROSS]
    said = list(dict.fromkeys(_rule_along(layer, axis) for axis in axes))
    if len(said) > 1:
        return ", ".join(f"{ALONG[axis]} {_rule_along(layer, axis)}" for axis in axes)
    one_way = len(axes) == 1 and min(layer.input) > 1
    return f"{f'{ALONG[axes[0]]}, ' * one_way}{said[0]}"


def _rule_along(layer: Layer, axis: int) -> str:
    k, s, d = layer.kernel[axis], layer.stride[axis], layer.dilation[axis]
    if is_even(layer, axis):
        return f"{k} is a multiple of {s}"
    if gcd(s, d) > 1:
        return f"stride {s} and dilation {d} share a factor"
    return f"{k} is not a multiple of {s}"


def part_heading(layer: Layer, axis: int) -> Heading:
    """A half's kernel and stride, whether it is even, and how much a cell inside gets."""
    dilated = f", dilation {layer.given('dilation')}" if layer.dilated else ""
    even = all(is_even(layer, one) for one in (DOWN, ACROSS))
    title = f"kernel {layer.given('kernel')}, stride {layer.given('stride')}{dilated}: {'even' if even else 'uneven'}"
    usual = sorted({count for count, far in zip(counts_along(layer, axis), inside(layer, axis), strict=True) if far})
    way = "" if layer.flat or is_even(layer, DOWN) == is_even(layer, ACROSS) else f", {ALONG[axis]}"
    number = f"{usual[0]} to {usual[-1]}" if len(usual) > 2 else " or ".join(map(str, usual))
    inner = f"inside{way}: {number} contribution{'s' * (usual != [1])}" if usual else "all cells are near the border"
    return Heading(title, words=inner, of_a_part=True)
