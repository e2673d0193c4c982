"""Where everything goes, in whole pixels: arithmetic on a picture's sizes and words, before any drawing.

All lengths are px. Fonts and gaps scale with the width asked for; the canvas then fits the content. There is one way
for all: the cells grow until the body fills the width or the height, in each way that it can be arranged, and the
way with the largest cells is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from convanim.core.errors import Setting, Words, joined
from convanim.language.english import say
from convanim.layout.arrange import Arranged
from convanim.layout.cell_text import longest_fit
from convanim.layout.fit import Fitted, fit, has_room, highest, may_be_tall
from convanim.layout.headings import heading_width, heading_words, place_legend, place_scales
from convanim.layout.metrics import width as text_width
from convanim.layout.metrics import wrap
from convanim.layout.page import (
    CAPTION,
    COUNTER,
    MARGIN,
    NARROWEST_CONTENT,
    SMALLEST_CELL,
    SMALLEST_TEXT,
    TALLEST_COLUMN,
    TALLEST_LINES,
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
from convanim.layout.plates import Plates
from convanim.scene.frames import COUNTER_WORDS, MAIN_WORDS
from convanim.scene.nodes import Node, Paper, Tiles, groups_in
from convanim.scene.picture import Picture

ROOM_FOR_WORDS, LEAST_ROOM_FOR_WORDS, ROOM_FOR_A_LINE = 270, 80, 60
"""Height of the head, the caption and the legend, and that of a line of the formula: more than they take where they
are not broken often."""


NUMBERED_CELL = 20
"""Px of a cell in which nearly every number can be read."""


FEW_CELLS = 400
"""Cells of all panels together, of which every frame is planned before it is known whether their numbers can be read.
"""


MOST_CAPTION_LINES = 2
"""Lines of a caption: one that is longer gets smaller letters first."""


USUAL_STAGES = 4
"""Room is left to count so many in every picture, so that one with stages is as wide as one without."""


def require_room(picture: Picture, width: int, advise: bool = True) -> None:
    """Refuse cells that are too small to see, by the sizes of the panels alone: no frame is planned for that.

    Raises CellsTooSmallError, as `lay_out` does.
    """
    require_width(width)
    if isinstance(picture.body, Paper):
        from convanim.layout.paper_page import require_paper_room

        require_paper_room(picture, picture.body, width)
    elif not has_room(picture.body, Scale(width), _unknown(picture)):
        raise _too_small(picture, width, None) if advise else _no_room()


def page_pixels(picture: Picture, width: int, said: Said = USUAL, most: int = 0) -> int:
    """About how many pixels its page has, rather more than fewer, by the sizes of the panels alone.

    Where it has at most `most` in any case, that is not found out so exactly.
    """
    if isinstance(picture.body, Paper):
        from convanim.layout.paper_page import paper_pixels

        return paper_pixels(picture.body, width)
    scale = Scale(width)
    lines = len(picture.heading.formula()) if said.formula else 0
    words = scale.px(ROOM_FOR_WORDS + ROOM_FOR_A_LINE * lines) + LEAST_ROOM_FOR_WORDS
    if (pixels := width * (highest(picture.body, scale) + words)) <= most:
        return pixels
    fitted = fit(picture.body, scale, _unknown(picture))
    height = fitted.body.height if fitted else scale.px(TALLEST_COLUMN)
    if may_be_tall(picture.body):
        height = max(height, scale.px(TALLEST_LINES))
    return width * (height + words)


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
        from convanim.layout.paper_page import lay_out_paper

        return lay_out_paper(picture, picture.body, width)
    return _page(picture, width, said, advise)


def _page(picture: Picture, width: int, said: Said, advise: bool) -> Layout:
    """A page that is as high as what stands on it."""
    scale = Scale(width)
    margin = scale.px(MARGIN)
    if not advise and _is_hopeless(picture, scale):
        raise _no_room()
    fitted = fit(picture.body, scale, picture.survey.words, picture.numbers)
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


def _is_hopeless(picture: Picture, scale: Scale) -> bool:
    """Whether in no way a number of the first frame could be read, with as little beside it as there may be.

    For that no other frame is planned. Where there are few cells it takes longer than to plan all.
    """
    if not picture.legible or sum(panel.rows * panel.columns for panel in picture.panels) <= FEW_CELLS:
        return False
    grids, longest = next(iter(picture.frames())).grids, {}
    for panel in picture.panels:
        if not panel.digits:  # others get room for what is written
            grid = grids[panel.name]
            labels = {grid.cells[code].label for code in set(grid.codes.ravel().tolist())}
            longest[panel.name] = max((label for label in labels if " " not in label), key=len, default="")
    written = {name: label for name, label in longest.items() if label}
    return not has_room(picture.body, scale, _unknown(picture), written)


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
        if fitted is None:  # which numbers there are would take all frames to know
            wide = fit(body, Scale(wider), said)
            return wide is not None and (wide.unit >= NUMBERED_CELL or not picture.legible)
        wide = fit(body, Scale(wider), said, picture.numbers)
        return wide is not None and _smallest_label(picture, wide.body) >= SMALLEST_TEXT

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
    """The largest font size, down to 0.7 of the usual one, at which captions take as few lines as they can."""
    least = max(SMALLEST_TEXT, round(0.7 * size))

    def lines(smaller: int) -> int:
        return max(MOST_CAPTION_LINES, *(len(wrap(words, smaller, room)) for words in captions))

    fewest = lines(least)
    return next(smaller for smaller in range(size, least - 1, -1) if lines(smaller) == fewest)


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
