"""What stands once on every page: the words at its head, room for the counter, the legend."""

from __future__ import annotations

from collections.abc import Sequence

from convanim.layout.metrics import width as text_width
from convanim.layout.metrics import wrap_evenly
from convanim.layout.page import COUNTER, FACTS, FORMULA, LEGEND, LINE, NOTE, TITLE, Scale, Swatch, Text
from convanim.scene.picture import Picture
from convanim.scene.roles import Role

USUAL_COUNTER = "stage 4 of 4"
"""Room is left for it in every picture, so that one with stages is as wide as one without."""


def head_words(picture: Picture, margin: int, content: int, scale: Scale) -> tuple[list[Text], int]:
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


def counter_room(picture: Picture, scale: Scale) -> int:
    """Width that the widest counter takes, with the gap before it."""
    widest = max(text_width(counter, scale.font(COUNTER)) for counter in (USUAL_COUNTER, *picture.survey.counters))
    return round(widest) + scale.px(28)


def place_legend(
    legend: Sequence[tuple[Role, str]], margin: int, y: int, content: int, scale: Scale
) -> tuple[tuple[Swatch, ...], tuple[Text, ...], int]:
    """A sample and a word for each role, in columns, in as few lines as they fit; and the y below them."""
    size, square, beside, gap = scale.font(LEGEND), scale.px(19), scale.px(6), scale.px(20)
    widths = [square + beside + round(text_width(words, size)) for _, words in legend]
    for lines in range(1, len(legend) + 1):
        across = -(-len(legend) // lines)
        columns = [max(widths[column::across]) + gap for column in range(across)]
        if sum(columns) - gap <= content:
            break
    swatches, labels = [], []
    for index, (role, words) in enumerate(legend):
        line, column = divmod(index, across)
        x, base = margin + sum(columns[:column]), y + scale.px(34 + 27 * line)
        swatches.append(Swatch(role, x, base - round(size * 0.36) - square // 2, square))
        labels.append(Text(words, x + square + beside, base, size, muted=True))
    return tuple(swatches), tuple(labels), labels[-1].y
