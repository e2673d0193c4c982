"""What the page on checkerboards says: its title, the headings of its halves, a sentence for each step."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from convanim.core.text import listed
from convanim.language.english import say, series
from convanim.language.phrase import Phrase
from convanim.layers.base import Layer
from convanim.layers.evenness import ACROSS, DOWN, counts_along, inside, is_even
from convanim.scene.nodes import Heading

if TYPE_CHECKING:
    from convanim.planner.checkerboard import Pile


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
        return say(f"checkerboard.title_{'even' if self.even else 'uneven'}", rule=rule(self.layer))

    @property
    def explained(self) -> str:
        """What a brick is."""
        return say("checkerboard.explained")

    @property
    def question(self) -> str:
        """What to look for."""
        return say("checkerboard.question")

    @property
    def pattern(self) -> str:
        """What the tones are."""
        return say("checkerboard.pattern")

    @property
    def answer(self) -> str:
        """What makes the pattern go, or come."""
        if self.even:
            return say("checkerboard.even_at_the_left", rule=rule(self.other))
        return say("checkerboard.answer")

    def brick(self, brick: int, piles: Sequence[Pile]) -> str:
        """What a brick lies on, left and right."""
        left, right = (listed(pile.columns_of(brick)) or say("checkerboard.nothing") for pile in piles)
        if left == right:
            return say("checkerboard.contributes", brick=brick + 1, output=left)
        return say("checkerboard.contributes_differently", brick=brick + 1, output=left, right=right)


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
        return series(
            [say("checkerboard.rule_along", way=_way(axis), rule=_rule_along(layer, axis)) for axis in axes]
        )
    one_way = len(axes) == 1 and min(layer.input) > 1
    return say("list.comma", before=_way(axes[0]), last=said[0]) if one_way else said[0]


def _way(axis: int) -> Phrase:
    return say("way.across") if axis == ACROSS else say("way.down")


def _rule_along(layer: Layer, axis: int) -> Phrase:
    k, s, d = layer.kernel[axis], layer.stride[axis], layer.dilation[axis]
    if is_even(layer, axis):
        return say("checkerboard.multiple", kernel=k, stride=s)
    if gcd(s, d) > 1:
        return say("checkerboard.factor", stride=s, dilation=d)
    return say("checkerboard.no_multiple", kernel=k, stride=s)


def part_heading(layer: Layer, axis: int) -> Heading:
    """A half's kernel and stride, whether it is even, and how much a cell inside gets."""
    dilated = [say("asked.dilation", size=layer.given("dilation"))] if layer.dilated else []
    even = all(is_even(layer, one) for one in (DOWN, ACROSS))
    kernel, stride = say("panel.kernel", size=layer.given("kernel")), say("asked.stride", size=layer.given("stride"))
    title = say(f"checkerboard.half_{'even' if even else 'uneven'}", numbers=series([kernel, stride, *dilated]))
    usual = sorted({count for count, far in zip(counts_along(layer, axis), inside(layer, axis), strict=True) if far})
    if not usual:
        return Heading(title, words=say("checkerboard.near_the_border"), of_a_part=True)
    inside_it = say("checkerboard.inside")
    alike = layer.flat or is_even(layer, DOWN) == is_even(layer, ACROSS)
    where = inside_it if alike else say("list.comma", before=inside_it, last=_way(axis))
    number: str = str(usual[0])
    if len(usual) > 1:
        form = "range" if len(usual) > 2 else "either"
        number = say(f"list.{form}", before=usual[0], last=usual[-1])
    many = say("legend.contributions", count=1 if usual == [1] else 2, number=number)
    inner = say("checkerboard.there", where=where, contributions=many)
    return Heading(title, words=inner, of_a_part=True)
