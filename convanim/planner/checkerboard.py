"""Why checkerboards: the stamps of two kernels pile up as bricks, one pile even and one not, and their 2-D patterns.

Left is the layer that was asked for, right the nearest one that behaves the other way. A touch shows nothing here:
no input is drawn whose cells could feed others, and a brick is joined to all that it lies on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.text import Pair
from convanim.language.english import say
from convanim.language.phrase import Phrase, capital, joined_by, together
from convanim.layers.base import Layer
from convanim.layers.evenness import ACROSS, DOWN, counterpart, counts_along, drawn_axis, inside, is_even
from convanim.planner.alt_text import Seen, an
from convanim.planner.checkerboard_words import PatternWords, part_heading, rule
from convanim.planner.layer_to_show import LayerToShow
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid
from convanim.scene.nodes import Best, Column, Group, Panel, Row
from convanim.scene.picture import Picture
from convanim.scene.roles import WEIGHTS, Role
from convanim.scene.timeline import OPENING, RESULT

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

HALVES = "left", "right"

BRICKS = tuple(WEIGHTS[place] for place in (2, 4, 7, 1, 5, 8))
"""Looks of the stamps in turn: three hues, each in two tints, so that neighbours are far apart."""

TONES = Role.OVERLAP_1, Role.OVERLAP_2, Role.OVERLAP_3, Role.OVERLAP_4
"""Darker where more stamps overlap."""

MOMENTS, SWEEPS = 2, 6
"""Steps of a brick, which first hangs in the air and then lies on the pile; steps in which the pattern sweeps in."""

MOST_NUMBERED = 9
"""Stamps that are numbered."""


def checkerboard(wanted: LayerToShow) -> Picture:
    """Bricks that fall one by one, then the 2-D patterns; the last frame is the whole page."""
    page = _Page(wanted.layer)
    words = PatternWords(wanted.layer, page.layers[1])
    groups = tuple(page.group(number) for number in range(len(HALVES)))
    heading = wanted.heading._replace(title=words.title, sizes="", words=words.explained, arithmetic=())
    return Picture(
        heading=heading,
        body=Best((Row(groups, linked=False), Column(groups, linked=False))),
        frames=lambda: page.frames(words),
        legible=True,
        legend_words=page.legend,
    )


def steps_of(layer: Layer) -> tuple[Pair, ...]:
    """Its steps: a row for each brick, then one for the pattern."""
    return (layer.input[drawn_axis(layer)], MOMENTS), (1, SWEEPS)


class _Page:
    """Both halves and what they share: the rows of the bricks, the tones of the counts."""

    def __init__(self, layer: Layer) -> None:
        self.layers = layer, counterpart(layer)
        self._cells = Cells()
        self._axis = drawn_axis(layer)
        piles = [Pile(one, self._axis) for one in self.layers]
        self._tracks = max(pile.tracks for pile in piles)
        self._tallest = max(max(pile.counts) for pile in piles)
        self._piles = piles
        self._counts = [_in_two_dimensions(one) for one in self.layers]
        usual = {int(count) for one in self.layers for count in _usual_counts(one)}
        every = {int(count) for counts in self._counts for count in np.unique(counts)}
        self._tones = tones(every, usual)
        self._stamps = layer.input[self._axis]

    @property
    def legend(self) -> dict[str, str]:
        """What the tones mean."""
        words: dict[str, list[int]] = {}
        for count, role in self._tones.items():
            words.setdefault(role.key, []).append(count)
        said: dict[str, str] = {key: _in_words(some) for key, some in words.items()}
        if len(words) < len(TONES):
            said[Role.OUTPUT_HOLE.key] = say("legend.no_contribution")
        return said

    def group(self, number: int) -> Group:
        """One half: its heading, the bricks over their counts, the pattern."""
        side, pile = HALVES[number], self._piles[number]
        rows, columns = self._counts[number].shape
        nodes = (
            Panel(f"{side} bricks", self._tracks + 1 + self._tallest + 1, len(pile.counts)),
            Panel(f"{side} pattern", rows, columns),
        )
        return Group(Column(nodes, linked=False), part_heading(self.layers[number], self._axis))

    def frames(self, words: PatternWords) -> Iterator[Frame]:
        """The question, each brick hanging and then lying, the pattern from the left to the right, the answer."""
        bricks = say("checkerboard.bricks", count=self._stamps)
        yield Frame(self._grids(0, 0, 0), words.question, bricks, OPENING)
        for brick in range(self._stamps):
            counter = say("checkerboard.brick", number=brick + 1, count=self._stamps)
            for moment in range(MOMENTS):
                grids = self._grids(brick + 1, brick + moment, 0)
                yield Frame(grids, words.brick(brick, self._piles), counter, step=brick * MOMENTS + moment)
        for sweep in range(SWEEPS):
            grids = self._grids(self._stamps, self._stamps, (sweep + 1) / SWEEPS)
            step = self._stamps * MOMENTS + sweep
            yield Frame(grids, words.pattern, bricks, step=step)
        yield Frame(self._grids(self._stamps, self._stamps, 1), words.answer, say("film.result"), RESULT)

    def _grids(self, hung: int, landed: int, swept: float) -> dict[str, Grid]:
        """All panels once so many bricks hang, so many lie on the piles, and a part of the pattern is there."""
        grids = {}
        for side, pile, counts in zip(HALVES, self._piles, self._counts, strict=True):
            grids[f"{side} bricks"] = Grid(self._bricks(pile, hung, landed), self._cells)
            grids[f"{side} pattern"] = Grid(self._pattern(counts, swept), self._cells)
        return grids

    def _bricks(self, pile: Pile, hung: int, landed: int) -> Codes:
        """Bricks in the air, the pile of those that have landed, and below them the counts."""
        columns, ground = len(pile.counts), self._tracks + self._tallest
        codes = np.full((ground + 2, columns), self._cells.code(Role.EMPTY), np.uint16)
        heights = [0] * columns
        for brick in range(hung):
            code = self._brick(brick)
            for column in pile.columns_of(brick):
                codes[brick % pile.tracks, column] = code
                if brick < landed:
                    codes[ground - heights[column], column] = code
                    heights[column] += 1
        for column, (height, usual) in enumerate(zip(heights, pile.inside, strict=True)):
            if height or landed == self._stamps:
                role = Role.COUNT if usual else Role.BORDER_COUNT
                codes[-1, column] = self._cells.code(role, str(height))
        return codes

    def _brick(self, brick: int) -> int:
        label = str(brick + 1) if self._stamps <= MOST_NUMBERED else ""
        return self._cells.code(BRICKS[brick % len(BRICKS)], label)

    def _pattern(self, counts: np.ndarray[tuple[int, int], np.dtype[np.int64]], swept: float) -> Codes:
        """The counts as tones, from the left as far as they have swept in."""
        shown = round(counts.shape[1] * swept)
        codes = np.full(counts.shape, self._cells.code(Role.OUTPUT_PENDING), np.uint16)
        for row, column in product(range(counts.shape[0]), range(shown)):
            codes[row, column] = self._cells.code(self._tones.get(int(counts[row, column]), Role.OUTPUT_HOLE))
        return codes


class Pile:
    """The stamps of a layer along one axis, on the output positions that are left after the crop."""

    def __init__(self, layer: Layer, axis: int) -> None:
        self._reads = [{index for index, _ in layer.axes[axis].reads(o)} for o in range(layer.output[axis])]
        self.counts = counts_along(layer, axis)
        self.inside = inside(layer, axis)
        span, stride = layer.dilation[axis] * (layer.kernel[axis] - 1) + 1, layer.stride[axis]
        self.tracks = min(-(-span // stride), layer.input[axis])
        """So many bricks hang one above the other: those in one track do not touch."""

    def columns_of(self, brick: int) -> list[int]:
        """The output positions that a stamp lies on."""
        return [position for position, stamps in enumerate(self._reads) if brick in stamps]


def _in_two_dimensions(layer: Layer) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """How many stamps reach each output cell: rows times columns."""
    return np.outer(counts_along(layer, DOWN), counts_along(layer, ACROSS)).astype(np.int64)


def _usual_counts(layer: Layer) -> set[int]:
    """The counts inside, in two dimensions."""
    rows, columns = (
        {count for count, usual in zip(counts_along(layer, axis), inside(layer, axis), strict=True) if usual}
        for axis in (DOWN, ACROSS)
    )
    return {row * column for row, column in product(rows, columns)}


def tones(counts: set[int], inner: set[int]) -> dict[int, Role]:
    """A tone for each count but 0, darker for more; those `inner` ones that differ have different tones, if they can.

    >>> [role.key for role in tones({1, 2, 4}, {2, 4}).values()]
    ['overlap_1', 'overlap_2', 'overlap_4']
    """
    known = sorted(counts - {0})
    if len(known) <= len(TONES):
        return dict(zip(known, _spread(known, TONES), strict=True))
    apart = [count for count in known if count in inner]
    rest = [count for count in known if count not in inner]
    if not rest or not apart or len(apart) >= len(TONES) or min(apart) < max(rest):
        return dict(zip(known, _spread(known, TONES), strict=True))
    light = len(TONES) - len(apart)
    return dict(zip([*rest, *apart], [*_spread(rest, TONES[:light]), *TONES[light:]], strict=True))


def _spread(counts: Sequence[int], roles: Sequence[Role]) -> list[Role]:
    """Roles for counts in order, from the first to the last; a single count has the last."""
    last = len(counts) - 1
    return [roles[place * (len(roles) - 1) // last] if last else roles[-1] for place in range(len(counts))]


def _in_words(counts: Sequence[int]) -> Phrase:
    """`1 contribution`, `4 contributions`, `2–3 contributions`."""
    low, high = min(counts), max(counts)
    return say("legend.contributions", count=high, number=f"{low}–{high}" if high > low else str(high))


def alt(layer: Layer, seen: Seen) -> list[str]:
    """The idea: why the counts are uneven, and what makes them even."""
    other = counterpart(layer)
    even, uneven = (layer, other) if _all_even(layer) else (other, layer)
    of_uneven, of_even = (an(one.own(one.kernel)) for one in (uneven, even))
    outputs = (an(one.own(one.output)) for one in (uneven, even))
    halves = [
        say(f"alt.{name}", kernel=kernel, stride=one.given("stride"), output=output)
        for name, kernel, one, output in zip(
            ("uneven", "even"), (of_uneven, of_even), (uneven, even), outputs, strict=True
        )
    ]
    return [joined_by("; ", halves), together(capital(rule(layer)), ".")]


def _all_even(layer: Layer) -> bool:
    return is_even(layer, DOWN) and is_even(layer, ACROSS)
