"""Where everything goes, in whole pixels: arithmetic on a picture's sizes and words, before any drawing.

All lengths are px. Fonts and gaps scale with the width asked for; the canvas then fits the content. There is one way
for all: the cells grow until the body fills the width or the height, in each way that it can be arranged, and the
way with the largest cells is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from convanim.core.errors import Setting, Words, joined
from convanim.core.search import largest
from convanim.language.english import say
from convanim.layout.arrange import Arranged, Ruler, arranged, ways_of
from convanim.layout.cell_text import longest_fit
from convanim.layout.headings import heading_width, heading_words, place_legend, place_scales
from convanim.layout.metrics import width as text_width
from convanim.layout.metrics import wrap
from convanim.layout.page import (
    CAPTION,
    COUNTER,
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
    TALLEST_TILES,
    USUAL,
    WIDEST,
    CellsTooSmallError,
    Layout,
    Said,
    Scale,
    Slot,
    Text,
    require_width,
)
from convanim.layout.paper_page import lay_out_paper, paper_pixels, require_paper_room
from convanim.layout.plates import Plates
from convanim.scene.frames import COUNTER_WORDS, MAIN_WORDS
from convanim.scene.nodes import Column, Node, Tiles, groups_in
from convanim.scene.paper_blocks import Paper
from convanim.scene.picture import Picture

ROOM_FOR_WORDS, LEAST_ROOM_FOR_WORDS, ROOM_FOR_A_LINE = 270, 80, 60
"""Height of the head, the caption and the legend, and that of a line of the formula: more than they take where they
are not broken often."""


NUMBERED_CELL = 20
"""Px of a cell in which nearly every number can be read."""


MUCH_LARGER = 1.2
"""How much larger cells must be in another way than the first, for that to be taken."""


MOST_CAPTION_LINES = 2
"""Lines of a caption: one that is longer gets smaller letters first."""


USUAL_STAGES = 4
"""Room is left to count so many in every picture, so that one with stages is as wide as one without."""


class Fitted(NamedTuple):
    """A body in the way that gives the largest cells, and their side."""

    body: Arranged
    unit: int


def require_room(picture: Picture, width: int, advise: bool = True) -> None:
    """Refuse cells that are too small to see, by the sizes of the panels alone: no frame is planned for that.

    Raises CellsTooSmallError, as `lay_out` does.
    """
    require_width(width)
    if isinstance(picture.body, Paper):
        require_paper_room(picture, picture.body, width)
    elif _fit(picture.body, Scale(width), _unknown(picture)) is None:
        raise _too_small(picture, width, None) if advise else _no_room()


def page_pixels(picture: Picture, width: int, said: Said = USUAL) -> int:
    """About how many pixels its page has, rather more than fewer, by the sizes of the panels alone."""
    if isinstance(picture.body, Paper):
        return paper_pixels(picture.body, width)
    scale = Scale(width)
    fitted = _fit(picture.body, scale, _unknown(picture))
    height = fitted.body.height if fitted else scale.px(TALLEST_COLUMN)
    lines = len(picture.heading.formula()) if said.formula else 0
    words = ROOM_FOR_WORDS + ROOM_FOR_A_LINE * lines
    return width * (height + scale.px(words) + LEAST_ROOM_FOR_WORDS)


def _unknown(picture: Picture) -> Mapping[str, Sequence[str]]:
    """Words of groups and panels that change, before any frame is planned."""
    said = {panel.said: (panel.caption,) for panel in picture.panels if panel.said}
    return said | {group.caption: ("",) for group in groups_in(picture.body) if group.caption}


def lay_out(picture: Picture, width: int, said: Said = USUAL, advise: bool = True) -> Layout:
    """Place a picture on a page at most `width` px wide.

    Raises ConvanimError where the width is out of range or cells would be too small to see; with a width that will
    do, unless nobody will read that: to find it takes as long as to draw some frames.
    """
    require_width(width)
    if isinstance(picture.body, Paper):
        return lay_out_paper(picture, picture.body, width)
    return _page(picture, width, said, advise)


def _page(picture: Picture, width: int, said: Said, advise: bool) -> Layout:
    """A page that is as high as what stands on it."""
    scale = Scale(width)
    margin = scale.px(MARGIN)
    fitted = _fit(picture.body, scale, picture.survey.words)
    if fitted is None or _smallest_label(picture, fitted.body) < SMALLEST_TEXT:
        raise _too_small(picture, width, fitted, picture.survey.words) if advise else _no_room()
    body = fitted.body
    content = _content_width(picture, body, scale, said)
    head, y = _head(picture, content, scale, said)
    placed = Arranged(content, body.height)
    placed.take(body, margin + (content - body.width) // 2, y)
    y += body.height
    swatches, y = place_legend(picture.legend if said.legend else [], margin, y, content, scale)
    scales = place_scales(picture.scales if said.legend else (), margin, y, content, scale)
    swatches, y = (*swatches, *scales.swatches), scales.y
    slots, y = _step_words(picture, margin, y, content, scale) if said.caption else ((), y)
    height = y + margin - scale.px(4)
    texts, slots = (*head, *placed.texts, *scales.texts), (*placed.slots, *slots)
    plates = Plates(scale, picture.survey.words).under(texts, slots, placed.arrows, swatches)
    return Layout(
        width=content + 2 * margin,
        height=height + height % 2,
        places=placed.places,
        texts=texts,
        swatches=swatches,
        arrows=tuple(placed.arrows),
        rules=(*placed.rules, *scales.rules),
        slots=slots,
        plates=plates,
        smallest_label=_smallest_label(picture, body),
        cased=bool(picture.scales),
    )


def _head(picture: Picture, width: int, scale: Scale, said: Said) -> tuple[list[Text], int]:
    """The heading, if there is one; and the y at which the body begins."""
    margin = scale.px(MARGIN)
    if not said.heading:
        return [], margin + scale.px(2)
    texts, y = heading_words(picture.heading, (margin, margin), width, scale, said.formula)
    return texts, y + scale.px(30)


def _content_width(picture: Picture, body: Arranged, scale: Scale, said: Said) -> int:
    """An even width with room for the body, and for the heading unless that is wider than the page."""
    least = heading_width(picture.heading, scale) if said.heading else 0
    content = max(body.width, min(max(least, scale.px(NARROWEST_CONTENT)), scale.room))
    return content + content % 2


def _fit(body: Node, scale: Scale, words: Mapping[str, Sequence[str]]) -> Fitted | None:
    """The body with the largest cells that fit; of several ways the first, unless another has much larger ones."""
    key = tuple((name, tuple(said)) for name, said in words.items() if name not in (MAIN_WORDS, COUNTER_WORDS))
    return _fitted(body, scale, key)


@lru_cache(maxsize=64)
def _fitted(body: Node, scale: Scale, words: tuple[tuple[str, tuple[str, ...]], ...]) -> Fitted | None:
    room = scale.room
    tiled = isinstance(body, Tiles)
    smallest = SMALLEST_TILE_CELL if tiled else SMALLEST_CELL
    most = scale.px(LARGEST_TILE_CELL if tiled else LARGEST_CELL)
    columns = _columns(body, room, scale) if isinstance(body, Tiles) else ()
    best: tuple[float, Node, int] | None = None
    for number, way in enumerate(ways_of(body, columns)):
        tallest = scale.px(TALLEST_TILES if tiled else TALLEST_COLUMN if _is_tall(way) else TALLEST)

        def fits(unit: int, way: Node = way, tallest: float = tallest) -> bool:
            box = arranged(way, Ruler(scale, unit, dict(words)))
            return box.width <= room and box.height <= tallest

        cell = largest(smallest, most, fits)
        worth = cell * (MUCH_LARGER if _is_preferred(way, number) else 1.0)
        if cell >= smallest and (best is None or worth >= best[0]):
            best = worth, way, cell
    if best is None:
        return None
    return Fitted(arranged(best[1], Ruler(scale, best[2], dict(words))), best[2])


def _is_tall(way: Node) -> bool:
    """Whether panels stand one above the other in a way, all of them or those of a group."""
    groups = [group.node for group in groups_in(way)]
    return isinstance(way, Column) or any(isinstance(node, Column) and not node.linked for node in groups)


def _is_preferred(way: Node, number: int) -> bool:
    """Whether a way is taken unless another has much larger cells: the first; panels of tiles side by side."""
    if isinstance(way, Tiles):
        return not isinstance(way.groups[0].node, Column)
    return number == 0


def _columns(tiles: Tiles, room: int, scale: Scale) -> range:
    """In how many columns tiles may stand: wide enough for words."""
    return range(1, max(1, min(len(tiles.groups), room // scale.px(NARROWEST_TILE))) + 1)


def _smallest_label(picture: Picture, body: Arranged) -> int:
    """Font size of the widest number in a cell of these panels; more than enough where there are none."""
    labels = picture.labels
    return min(
        (longest_fit(label, place.cell) for name, place in body.places.items() for label in labels.get(name, ())),
        default=SMALLEST_TEXT,
    )


def _no_room() -> CellsTooSmallError:
    """The refusal that nobody reads, as something else is tried."""
    return CellsTooSmallError("the cells are too small")


def _too_small(
    picture: Picture, width: int, fitted: Fitted | None, words: Mapping[str, Sequence[str]] | None = None
) -> CellsTooSmallError:
    """The refusal where cells or their numbers are too small, with a width at which they are not."""
    said = words or _unknown(picture)

    def fits(body: Node, wider: int) -> bool:
        wide = _fit(body, Scale(wider), said)
        if wide is None:
            return False
        if fitted is None and picture.legible:  # which numbers there are would take all frames to know
            return wide.unit >= NUMBERED_CELL
        return _smallest_label(picture, wide.body) >= SMALLEST_TEXT

    fitting = next((wider for wider in range(width, WIDEST + 1, 50) if fits(picture.body, wider)), None)
    asked = Setting("width", width)
    if isinstance(picture.body, Tiles):
        return _too_many(picture.body, width, fitting, fits)
    wider = ("use ", Setting("width", fitting), ", or a smaller ") if fitting else ("use a smaller ",)
    way = (*wider, Setting("input"), ", or 'convanim plan' for the numbers")
    if fitted:
        problem: tuple[Words, ...] = (f"the numbers do not fit cells of {fitted.unit} px at ", asked)
    else:
        rows, columns = max(panel.rows for panel in picture.panels), max(panel.columns for panel in picture.panels)
        problem = (
            f"a grid of {rows}×{columns} cells does not fit a picture of ", asked,
            f": cells would be smaller than {SMALLEST_CELL} px",
        )  # fmt: skip
    return CellsTooSmallError(*problem, way=way)


def _too_many(tiles: Tiles, width: int, fitting: int | None, fits: Callable[[Node, int], bool]) -> CellsTooSmallError:
    """The refusal where the tiles do not fit, with a smaller number or a larger width at which they do."""
    count = len(tiles.groups)
    longest = tuple(sorted(tiles.groups, key=lambda group: -len(group.words)))  # whichever will be shown
    fewer = next((n for n in (24, 12, 8, 6, 4, 3, 2) if n < count and fits(Tiles(longest[:n]), width)), None)
    ways = [Setting("filmstrip", str(fewer))] * bool(fewer) + [Setting("width", fitting)] * bool(fitting)
    way = ("use ", *joined(ways, " or ")) if ways else ("use a smaller ", Setting("input"), ", or ", Setting("still"))
    frames = f"{count} frames do" if count > 1 else "a frame does"
    asked = Setting("width", width)
    return CellsTooSmallError(f"{frames} not fit a page of ", asked, " so that cells can be read", way=way)


def _smaller(captions: Sequence[str], size: int, room: int) -> int:
    """The largest font size, down to 0.7 of the usual one, at which all captions take few lines."""
    least = max(SMALLEST_TEXT, round(0.7 * size))
    fits = (
        smaller
        for smaller in range(size, least, -1)
        if all(len(wrap(words, smaller, room)) <= MOST_CAPTION_LINES for words in captions)
    )
    return next(fits, least)


def _step_words(
    picture: Picture, margin: int, bottom: int, content: int, scale: Scale
) -> tuple[tuple[Slot, ...], int]:
    """Where the caption and the counter go, and the y below them."""
    small, captions = scale.font(COUNTER), picture.survey.words[MAIN_WORDS]
    usual = picture.language.say(say("film.stage", number=USUAL_STAGES, count=USUAL_STAGES))
    counters = (usual, *picture.survey.words[COUNTER_WORDS])
    counted = round(max(text_width(counter, small) for counter in counters))
    room = content - counted - scale.px(24)
    longest = max(text_width(caption, 1) for caption in captions)
    size = scale.font(CAPTION)
    if small * longest <= room < size * longest:  # a little smaller, and all are on one line
        size = int(room / longest)
    elif len(wrap(max(captions, key=len), size, room)) > MOST_CAPTION_LINES:
        size = _smaller(captions, size, room)
    first = bottom + scale.px(20) + round(size * 0.8)
    caption = Slot.for_all(MAIN_WORDS, captions, Text("", margin, first, size), room)
    counter = Text("", margin + content, first, small, muted=True, right=True)
    return (caption, Slot(COUNTER_WORDS, (counter,), content)), caption.lines[-1].y
