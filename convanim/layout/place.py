"""Where everything goes, in whole pixels: arithmetic on a picture's sizes and words, before any drawing.

All lengths are px. Fonts and gaps scale with the width asked for; the canvas then fits the content.
"""

from __future__ import annotations

from collections.abc import Sequence

from convanim.core.errors import ConvanimError, Setting, Words
from convanim.layout.metrics import width as text_width
from convanim.layout.metrics import wrap, wrap_evenly
from convanim.layout.page import (
    CAPTION,
    COMFORTABLE,
    CORNER,
    CORNER_ROOM,
    COUNTER,
    FACTS,
    FORMULA,
    LABEL,
    LABEL_ROOM,
    LABEL_TALLEST,
    LEGEND,
    LINE,
    MARGIN,
    NARROWEST,
    NOTE,
    REFERENCE,
    SMALLEST_CELL,
    SMALLEST_TEXT,
    TITLE,
    WIDEST,
    Layout,
    Scale,
    Swatch,
    Text,
)
from convanim.layout.panels import PanelGroup, arrange, cell_of
from convanim.scene.frames import Picture
from convanim.scene.roles import Role


class CellsTooSmallError(ConvanimError):
    """The picture has too many cells for its width."""


def require_width(width: int) -> None:
    """Refuse a width that words or files cannot take."""
    if not NARROWEST <= width <= WIDEST:
        way = ("use ", Setting("width"), f" from {NARROWEST} to {WIDEST} px")
        raise ConvanimError(Setting("width", width), " is out of range", way=way)


def lay_out(picture: Picture, width: int = REFERENCE, title: bool = True) -> Layout:
    """Place a picture on a page at most `width` px wide.

    Raises ConvanimError where the width is out of range or cells would be too small to see.
    """
    require_width(width)
    if picture.tiles:
        from convanim.layout.tiles import lay_out_strip

        return lay_out_strip(picture, width, title)
    scale = Scale(width)
    margin = scale.px(MARGIN)
    group = arrange(picture.panels, scale)
    if group is None or _smallest(picture, cell_of(group)) < SMALLEST_TEXT:
        raise _too_small(picture, width, group)
    content = max(group.width, min(_words_width(picture, scale, title), width - 2 * margin))
    content += content % 2
    head, y = _head(picture, margin, content, scale) if title else ([], margin)
    top = y + scale.px(26 if title else 2)
    group = group.moved(margin + (content - group.width) // 2, top)
    caption, counter, caption_width, y = _step_words(picture, margin, top + group.height, content, scale)
    legend = [role for role in picture.roles if role.legend]
    swatches, labels, y = _legend(legend, margin, y, content, scale)
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
        label_size=_label_size(cell_of(group)),
        smallest_label=_smallest(picture, cell_of(group)),
        note_size=_corner_size(picture, cell_of(group)),
    )


def _label_size(cell: int) -> int:
    """Font size of what is written in cells: comfortable, or in small cells as large as they hold."""
    return round(max(LABEL * cell, min(COMFORTABLE, LABEL_TALLEST * cell)))


def fitted(label: str, size: int, cell: int) -> int:
    """The font size at which a label stays in its cell: no larger than `size`."""
    return min(size, int(LABEL_ROOM * cell / text_width(label, 1)))


def _smallest(picture: Picture, cell: int) -> int:
    """Font size of the widest number in a cell; more than enough where there are none."""
    return min((fitted(label, _label_size(cell), cell) for label in picture.labels), default=SMALLEST_TEXT)


def _corner_size(picture: Picture, cell: int) -> int:
    """Font size of what stands in the corners of cells: it never reaches past its cell."""
    widest = max((text_width(corner, 1) for corner in picture.corners), default=0)
    return int(min(CORNER * cell, CORNER_ROOM * cell / widest) if widest else CORNER * cell)


def _too_small(picture: Picture, width: int, group: PanelGroup | None) -> CellsTooSmallError:
    """What to say where cells or their numbers are too small, with a width where they are not."""

    def fits(wider: int) -> bool:
        wide = arrange(picture.panels, Scale(wider))
        return wide is not None and _smallest(picture, cell_of(wide)) >= SMALLEST_TEXT

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
    step = max(text_width(caption, scale.font(CAPTION)) for caption in picture.captions)
    widths = [step + _counter_room(picture, scale)]
    if title:
        heading = text_width(picture.title, scale.font(TITLE), bold=True)
        widths.append(heading + scale.px(40) + text_width(picture.facts, scale.font(FACTS)))
        widths += [text_width(line, scale.font(FORMULA)) for line in picture.formula]
    return round(max(widths)) + 2


def _counter_room(picture: Picture, scale: Scale) -> int:
    widest = max(text_width(counter, scale.font(COUNTER)) for counter in picture.counters)
    return round(widest) + scale.px(28)


def _head(picture: Picture, margin: int, content: int, scale: Scale) -> tuple[list[Text], int]:
    """Title, numbers, formula and notes; and the y below them."""
    title, facts = scale.font(TITLE), scale.font(FACTS)
    y = margin + round(title * 0.8)
    texts = [Text(picture.title, margin, y, title, bold=True)]
    needed = text_width(picture.title, title, bold=True) + scale.px(24) + text_width(picture.facts, facts)
    if needed <= content:
        texts.append(Text(picture.facts, margin + content, y, facts, right=True))
    else:
        y += round(facts * LINE)
        texts.append(Text(picture.facts, margin, y, facts))
    y += scale.px(4)
    for lines, font in ((picture.formula, FORMULA), (picture.notes, NOTE)):
        size = scale.font(font)
        for line in lines:
            for part in wrap_evenly(line, size, content):
                y += round(size * (LINE + 0.12))
                texts.append(Text(part, margin, y, size, muted=True))
    return texts, y


def _step_words(
    picture: Picture, margin: int, bottom: int, content: int, scale: Scale
) -> tuple[tuple[Text, ...], Text, int, int]:
    """Where the caption and the counter go, the caption's width, and the y below them."""
    size = scale.font(CAPTION)
    room = content - _counter_room(picture, scale)
    lines = max(len(wrap(caption, size, room)) for caption in picture.captions)
    first = bottom + scale.px(24) + round(size * 0.8)
    caption = tuple(Text("", margin, first + round(size * LINE) * line, size) for line in range(lines))
    counter = Text("", margin + content, first, scale.font(COUNTER), muted=True, right=True)
    return caption, counter, room, caption[-1].y


def _legend(
    roles: Sequence[Role], margin: int, y: int, content: int, scale: Scale
) -> tuple[tuple[Swatch, ...], tuple[Text, ...], int]:
    """A sample and a word for each role, in columns, in as few lines as they fit; and the y below them."""
    size, square, beside, gap = scale.font(LEGEND), scale.px(19), scale.px(6), scale.px(20)
    widths = [square + beside + round(text_width(role.legend, size)) for role in roles]
    for lines in range(1, len(roles) + 1):
        across = -(-len(roles) // lines)
        columns = [max(widths[column::across]) + gap for column in range(across)]
        if sum(columns) - gap <= content:
            break
    swatches, labels = [], []
    for index, role in enumerate(roles):
        line, column = divmod(index, across)
        x, base = margin + sum(columns[:column]), y + scale.px(34 + 27 * line)
        swatches.append(Swatch(role, x, base - round(size * 0.36) - square // 2, square))
        labels.append(Text(role.legend, x + square + beside, base, size, muted=True))
    return tuple(swatches), tuple(labels), labels[-1].y
