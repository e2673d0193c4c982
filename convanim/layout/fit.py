"""In which way a body is placed, and how large its cells are: as large as let it fill the width or the height.

Of several ways those are taken in which numbers are read best on a phone; of these the first, unless another has much
larger cells.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from convanim.core.search import largest, least
from convanim.layout.arrange import Arranged, Ruler, arranged, ways_of
from convanim.layout.cell_text import longest_fit, side_for
from convanim.layout.metrics import width as text_width
from convanim.layout.page import (
    LARGEST_CELL,
    LARGEST_TILE_CELL,
    MARGIN,
    NARROWEST_CONTENT,
    NARROWEST_TILE,
    SMALLEST_CELL,
    SMALLEST_TEXT,
    SMALLEST_TILE_CELL,
    TALLEST,
    TALLEST_COLUMN,
    TALLEST_LINES,
    TALLEST_TILES,
    Scale,
)
from convanim.scene.frames import COUNTER_WORDS, MAIN_WORDS
from convanim.scene.nodes import Best, Column, Node, Tiles, groups_in, panels_in

MUCH_LARGER = 1.2
"""How much larger cells must be in another way than the first, for that to be taken; and in one that is tall than in
another."""


PHONE, READ_ON_A_PHONE = 360, 10
"""Px of a phone's width, and of digits that are read on it with ease."""


MAY_LACK_MORE = 1.0
"""Px that the numbers of all panels together may lack more than in the way in which they are read best."""


class Fitted(NamedTuple):
    """A body in one way, with the largest cells that fit, and their side."""

    body: Arranged
    unit: int
    liking: float
    """How many times larger cells must be in a way with a liking of 1, for that to be taken."""


PanelWords = tuple[tuple[str, tuple[str, ...]], ...]


def fit(
    body: Node, scale: Scale, words: Mapping[str, Sequence[str]], labels: Mapping[str, Sequence[str]] | None = None
) -> Fitted | None:
    """The body in the best way, by what is said beside its panels and the numbers in their cells; None if none fits.

    Ways that are tall are tried only where numbers are too small in all others.
    """
    read = {} if isinstance(body, Tiles) or not labels else labels  # tiles are for paper
    longest = {name: max(said, key=lambda label: text_width(label, 1)) for name, said in read.items() if said}
    numbers = tuple(longest.items())
    key = _beside(words)
    found: list[tuple[Fitted, list[float]]] = []
    for tall in (False, True):
        found += ((one, _lacking(one.body, scale, longest)) for one in _all_fitting(body, scale, key, tall, numbers))
        if found and not all(lacking for _, lacking in found):
            break
    return _best(found) if found else None


def has_room(
    body: Node, scale: Scale, words: Mapping[str, Sequence[str]], written: Mapping[str, str] | None = None
) -> bool:
    """Whether there is a way in which its smallest cells fit, by panel those in which something `written` is read."""
    sides = {name: side_for(label, SMALLEST_TEXT) for name, label in (written or {}).items()}
    ruler = Ruler(scale, _smallest(body), dict(_beside(words)))
    units = ((way, _unit_for(way, ruler, sides)) for way in _ways(body, scale))
    most = _largest(body, scale)
    return any(unit <= most and _fits(arranged(way, ruler._replace(unit=unit)), scale, way) for way, unit in units)


def _unit_for(way: Node, ruler: Ruler, sides: Mapping[str, int]) -> int:
    """Of cells from the ruler's side on, the smallest with which those of some panels have these sides."""
    panels = [panel for panel in panels_in(way) if panel.name in sides]
    most = max((math.ceil(sides[panel.name] / panel.scale) for panel in panels), default=0)
    return least(
        ruler.unit,
        max(ruler.unit, most),
        lambda unit: all(ruler._replace(unit=unit).cell(panel) >= sides[panel.name] for panel in panels),
    )


def highest(body: Node, scale: Scale) -> int:
    """Px of its height at most, in any way."""
    return max(scale.px(_tallest(way)) for way in _ways(body, scale))


def _beside(words: Mapping[str, Sequence[str]]) -> PanelWords:
    """What is said beside panels: all but the sentences below them."""
    return tuple((name, tuple(said)) for name, said in words.items() if name not in (MAIN_WORDS, COUNTER_WORDS))


def may_be_tall(body: Node) -> bool:
    """Whether there is a way of placing a body that is tall."""
    return any(_is_tall(way) for way in (body.ways if isinstance(body, Best) else (body,)))


def _best(found: Sequence[tuple[Fitted, list[float]]]) -> Fitted:
    """Of ways, and what numbers lack in each: in few panels, then not much more than in the best, then as liked."""
    fewest = min(len(lacking) for _, lacking in found)
    least = min(sum(lacking) for _, lacking in found if len(lacking) == fewest)
    read_best = (one for one, lacking in found if len(lacking) == fewest and sum(lacking) <= least + MAY_LACK_MORE)
    return max(read_best, key=lambda one: (one.unit * one.liking, -one.body.height))


@lru_cache(maxsize=64)
def _all_fitting(
    body: Node, scale: Scale, words: PanelWords, tall: bool, longest: tuple[tuple[str, str], ...]
) -> tuple[Fitted, ...]:
    """The body in each way in which it fits, of those that are tall or of the others."""
    ways = [(number, way) for number, way in enumerate(_ways(body, scale)) if _is_tall(way) is tall]
    ruler = Ruler(scale, _smallest(body), dict(words), dict(longest))
    return tuple(_fitting(ways, _largest(body, scale), ruler))


def _fitting(ways: Sequence[tuple[int, Node]], most: int, ruler: Ruler) -> Iterator[Fitted]:
    """The ways in which cells from the ruler's side up to `most` px fit, with the largest that do."""
    for number, way in ways:
        tried = dict[int, Arranged]()

        def fits(unit: int, way: Node = way, tried: dict[int, Arranged] = tried) -> bool:
            tried[unit] = arranged(way, ruler._replace(unit=unit))
            return _fits(tried[unit], ruler.scale, way)

        unit = largest(ruler.unit, most, fits)
        if unit >= ruler.unit:
            yield Fitted(tried[unit], unit, _liking(way, number))


def _fits(box: Arranged, scale: Scale, way: Node) -> bool:
    return box.width <= scale.room and box.height <= scale.px(_tallest(way))


def _smallest(body: Node) -> int:
    """Px of cells that are large enough to be seen."""
    return SMALLEST_TILE_CELL if isinstance(body, Tiles) else SMALLEST_CELL


def _largest(body: Node, scale: Scale) -> int:
    return scale.px(LARGEST_TILE_CELL if isinstance(body, Tiles) else LARGEST_CELL)


def _lacking(body: Arranged, scale: Scale, longest: Mapping[str, str]) -> list[float]:
    """How many px the longest number of a panel lacks of what is read on a phone, of each panel where it does."""
    page = min(max(body.width, scale.px(NARROWEST_CONTENT)), scale.room) + 2 * scale.px(MARGIN)
    sizes = (longest_fit(label, body.places[name].cell) * PHONE / page for name, label in longest.items())
    return [READ_ON_A_PHONE - size for size in sizes if size < READ_ON_A_PHONE]


def _tallest(way: Node) -> int:
    """How high a page may be, px at the usual width: higher where panels stand one above the other."""
    if isinstance(way, Tiles):
        return TALLEST_TILES
    groups = [group.node for group in groups_in(way)]
    if isinstance(way, Column):
        return TALLEST_LINES if _is_tall(way) else TALLEST_COLUMN
    stacked = any(isinstance(node, Column) and not node.linked for node in groups)
    return TALLEST_COLUMN if stacked else TALLEST


def _liking(way: Node, number: int) -> float:
    """How much a way is liked: the first, and panels of tiles side by side; a tall one not unless it is needed."""
    if isinstance(way, Tiles):
        return 1.0 if isinstance(way.groups[0].node, Column) else MUCH_LARGER
    return MUCH_LARGER if number == 0 else 1 / MUCH_LARGER if _is_tall(way) else 1.0


def _is_tall(way: Node) -> bool:
    return isinstance(way, Column) and way.tall


def _ways(body: Node, scale: Scale) -> list[Node]:
    """Every way of placing a body at this width."""
    return ways_of(body, _columns(body, scale) if isinstance(body, Tiles) else ())


def _columns(tiles: Tiles, scale: Scale) -> range:
    """In how many columns tiles may stand: wide enough for words."""
    return range(1, max(1, min(len(tiles.groups), scale.room // scale.px(NARROWEST_TILE))) + 1)
