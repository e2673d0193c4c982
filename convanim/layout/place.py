"""Where everything goes, in whole pixels: arithmetic on a picture's sizes and words, before any drawing.

All lengths are px. Fonts and gaps scale with the width asked for; the canvas then fits the content.
"""

from __future__ import annotations

from convanim.core.errors import Setting, Words
from convanim.layout.cell_text import corner_size, label_size, smallest_label
from convanim.layout.metrics import width as text_width
from convanim.layout.metrics import wrap
from convanim.layout.page import (
    CAPTION,
    COUNTER,
    FACTS,
    FORMULA,
    LINE,
    MARGIN,
    REFERENCE,
    SMALLEST_CELL,
    SMALLEST_TEXT,
    TALLEST,
    TITLE,
    WIDEST,
    CellsTooSmallError,
    Layout,
    Scale,
    Text,
    require_width,
)
from convanim.layout.page_text import counter_room, head_words, place_legend
from convanim.layout.panels import PanelGroup, arrange, cell_of
from convanim.layout.tiles import lay_out_strip
from convanim.scene.picture import Picture

ROOM_FOR_WORDS, LEAST_ROOM_FOR_WORDS = 340, 120
"""Height of the head, the caption and the legend: more than they take where they are not broken often."""


NUMBERED_CELL = 20
"""Px of a cell in which nearly every number can be read."""


def require_room(picture: Picture, width: int) -> None:
    """Refuse cells that are too small to see, by the sizes of the panels alone: no frame is planned for that.

    Raises CellsTooSmallError.
    """
    require_width(width)
    if arrange(picture.panels, Scale(width)) is None:
        raise _too_small(picture, width, None)


def page_pixels(picture: Picture, width: int) -> int:
    """About how many pixels its page has, rather more than fewer, by the sizes of the panels alone."""
    scale = Scale(width)
    group = arrange(picture.panels, scale)
    return width * ((group.height if group else scale.px(TALLEST)) + scale.px(ROOM_FOR_WORDS) + LEAST_ROOM_FOR_WORDS)


def lay_out(picture: Picture, width: int = REFERENCE, title: bool = True) -> Layout:
    """Place a picture on a page at most `width` px wide.

    Raises ConvanimError where the width is out of range or cells would be too small to see.
    """
    require_width(width)
    if picture.tiles:
        return lay_out_strip(picture, width, title)
    scale = Scale(width)
    margin = scale.px(MARGIN)
    group = arrange(picture.panels, scale)
    if group is None or smallest_label(picture, cell_of(group)) < SMALLEST_TEXT:
        raise _too_small(picture, width, group)
    content = max(group.width, min(_words_width(picture, scale, title), width - 2 * margin))
    content += content % 2
    head, y = head_words(picture, margin, content, scale) if title else ([], margin)
    top = y + scale.px(26 if title else 2)
    group = group.moved(margin + (content - group.width) // 2, top)
    caption, counter, caption_width, y = _step_words(picture, margin, top + group.height, content, scale)
    swatches, labels, y = place_legend(picture.legend, margin, y, content, scale)
    height = y + margin - scale.px(6)
    return Layout(
        width=content + 2 * margin,
        height=height + height % 2,
        places=group.places,
        texts=(*head, *group.names, *labels),
        swatches=swatches,
        arrows=group.arrows,
        caption=caption,
        caption_width=caption_width,
        counter=counter,
        label_size=label_size(cell_of(group)),
        smallest_label=smallest_label(picture, cell_of(group)),
        note_size=corner_size(picture, cell_of(group)),
    )


def _too_small(picture: Picture, width: int, group: PanelGroup | None) -> CellsTooSmallError:
    """The refusal where cells or their numbers are too small, with a width at which they are not."""

    def fits(wider: int) -> bool:
        wide = arrange(picture.panels, Scale(wider))
        if wide is None:
            return False
        if group is None and picture.legible:  # which numbers there are would take all frames to know
            return cell_of(wide) >= NUMBERED_CELL
        return smallest_label(picture, cell_of(wide)) >= SMALLEST_TEXT

    fitting = next((wider for wider in range(width, WIDEST + 1, 50) if fits(wider)), None)
    wider = ("use ", Setting("width", fitting), ", or a smaller ") if fitting else ("use a smaller ",)
    way = (*wider, Setting("input"), ", or 'convanim plan' for the numbers")
    asked = Setting("width", width)
    if group:
        problem: tuple[Words, ...] = (f"the numbers do not fit cells of {cell_of(group)} px at ", asked)
    else:
        rows, columns = max(panel.rows for panel in picture.panels), max(panel.columns for panel in picture.panels)
        problem = (
            f"a grid of {rows}×{columns} cells does not fit a picture of ", asked,
            f": cells would be smaller than {SMALLEST_CELL} px",
        )  # fmt: skip
    return CellsTooSmallError(*problem, way=way)


def _words_width(picture: Picture, scale: Scale, title: bool) -> int:
    """Width at which nothing that matters has to be broken."""
    step = max(text_width(caption, scale.font(CAPTION)) for caption in picture.survey.captions)
    widths = [step + counter_room(picture, scale)]
    if title:
        heading = text_width(picture.title, scale.font(TITLE), bold=True)
        widths.append(heading + scale.px(40) + text_width(picture.facts, scale.font(FACTS)))
        widths += [text_width(line, scale.font(FORMULA)) for line in picture.formula]
    return round(max(widths)) + 2


def _step_words(
    picture: Picture, margin: int, bottom: int, content: int, scale: Scale
) -> tuple[tuple[Text, ...], Text, int, int]:
    """Where the caption and the counter go, the caption's width, and the y below them."""
    size = scale.font(CAPTION)
    room = content - counter_room(picture, scale)
    lines = max(len(wrap(caption, size, room)) for caption in picture.survey.captions)
    first = bottom + scale.px(24) + round(size * 0.8)
    caption = tuple(Text("", margin, first + round(size * LINE) * line, size) for line in range(lines))
    counter = Text("", margin + content, first, scale.font(COUNTER), muted=True, right=True)
    return caption, counter, room, caption[-1].y
