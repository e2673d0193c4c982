"""Words that stand still on a page: at its head, above a group, in the legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from convanim.core.text import Pair
from convanim.layout.metrics import in_pieces, wrap_evenly
from convanim.layout.metrics import width as text_width
from convanim.layout.page import (
    GROUP_TITLE,
    LEGEND,
    LINE,
    TILE_NUMBER,
    TILE_WORDS,
    TITLE,
    WORDS,
    Rule,
    Scale,
    Swatch,
    Text,
)
from convanim.scene.nodes import Fact, Group, Heading
from convanim.scene.picture import Sample, ShadeScale

FACTS, LEAST_FACTS = 20, 150
"""Font size of facts above a group, and px that a line of them may take at least."""


def _pairs(heading: Heading, scale: Scale) -> list[tuple[str, str, int, bool]]:
    """What stands at the left and at the right of a line, its font size, whether it is bold."""
    words, *more = heading.arithmetic or ("",)
    pairs = [
        (heading.title, heading.sizes, scale.font(GROUP_TITLE if heading.of_a_part else TITLE), True),
        (heading.words, words, scale.font(WORDS), False),
    ]
    return [pair for pair in pairs if pair[0] or pair[1]] + [("", line, scale.font(WORDS), False) for line in more]


def heading_width(heading: Heading, scale: Scale) -> int:
    """Width in which nothing of its two first lines has to be broken."""
    gap = scale.px(32)
    return max(
        round(text_width(left, size, bold) + gap * bool(left and right) + text_width(right, size, bold)) + 2
        for left, right, size, bold in _pairs(heading, scale)
    )


def heading_words(
    heading: Heading, corner: Pair, width: int, scale: Scale, formula: bool = False
) -> tuple[list[Text], int]:
    """Title and sizes, words and arithmetic, perhaps the lines of `--formula`; and the y below them.

    `corner` is where they begin, x and y.
    """
    (left, y), texts = corner, []
    for number, (said, sizes, size, bold) in enumerate(_pairs(heading, scale)):
        words = in_pieces(said, size, width, bold)
        y += round(size * (LINE if number else 0.8)) + scale.px(7) * (number == 1)
        if words and sizes and text_width(words, size, bold) + text_width(sizes, size, bold) + scale.px(20) > width:
            for line in wrap_evenly(words, size, width, bold):
                texts.append(Text(line, left, y, size, bold, not bold))
                y += round(size * LINE)
            words = ""
        if words:
            texts += [
                Text(line, left, y + round(size * LINE) * count, size, bold, not bold)
                for count, line in enumerate(wrap_evenly(words, size, width, bold))
            ]
            y = texts[-1].y
        if sizes:
            texts += _right(sizes, Text("", left, y, size, bold, not bold), width)
            y = texts[-1].y
    more = heading.formula() if formula else ()
    y += scale.px(6) * bool(more)
    for line in more:
        size = scale.font(LEGEND)
        for part in wrap_evenly(in_pieces(_kept_equal(line), size, width), size, width):
            y += round(size * (LINE + 0.08))
            texts.append(Text(part, left, y, size, muted=True))
    return texts, y


def _kept_equal(words: str) -> str:
    """Words that are not broken behind an equals sign."""
    return words.replace("= ", "=\u00a0")


def _right(words: str, first: Text, width: int) -> list[Text]:
    """Words that end at the right, or begin at the left, as the empty `first` line, where they take several lines."""
    lines = wrap_evenly(_kept_equal(words), first.size, width, first.bold)
    if len(lines) == 1:
        return [first._replace(text=words, x=first.x + width, right=True)]
    leading = round(first.size * LINE)
    return [first._replace(text=line, y=first.y + leading * number) for number, line in enumerate(lines)]


def group_heading(heading: Heading, width: int, most: int, scale: Scale) -> tuple[list[Text], int, int]:
    """A heading above a group that takes `most` px, unless the group is wider; its height, and the width of both."""
    width = max(width, min(heading_width(heading, scale), most))
    texts, y = heading_words(heading, (0, 0), width, scale)
    return texts, y + scale.px(18), width


def fact_lines(facts: Sequence[Fact], width: int, scale: Scale) -> tuple[list[Text], int, int]:
    """Facts above a group, in the middle, on as many lines as they need; their height, and the width of both."""
    size, gap, room = scale.font(FACTS), scale.px(14), max(width, scale.px(LEAST_FACTS))
    lengths = [text_width(fact.words, size, fact.strong) for fact in facts]
    lines: list[list[int]] = [[]]
    for number, length in enumerate(lengths):
        taken = sum(lengths[other] + gap for other in lines[-1])
        if lines[-1] and taken + length > room:
            lines.append([])
        lines[-1].append(number)
    lines_long = [sum(lengths[number] for number in line) + gap * (len(line) - 1) for line in lines]
    wide = max(width, math.ceil(max(lines_long)))
    texts = []
    for line, (numbers, length) in enumerate(zip(lines, lines_long, strict=True)):
        x, y = (wide - length) / 2, round(size * 0.8) + line * round(size * LINE)
        for number in numbers:
            fact = facts[number]
            texts.append(Text(fact.words, round(x), y, size, fact.strong, not fact.strong))
            x += lengths[number] + gap
    return texts, texts[-1].y + scale.px(18), wide


def tile_words(group: Group, width: int, scale: Scale) -> tuple[list[Text], int]:
    """A tile's number, and its words beside it; and their height."""
    size, bold = scale.font(TILE_WORDS), scale.font(TILE_NUMBER)
    indent = text_width("00", bold, bold=True) + scale.px(6)
    base = round(bold * 0.8)
    lines = wrap_evenly(group.words, size, width - indent) if group.words else []
    texts = [Text(group.number, 0, base, bold, bold=True)]
    texts += [
        Text(line, round(indent), base + round(number * size * LINE), size, muted=True)
        for number, line in enumerate(lines)
    ]
    return texts, bold + round(max(len(lines) - 1, 0) * size * LINE) + scale.px(10)


class PlacedScales(NamedTuple):
    """The scales of shades in a legend: their samples, words and frames, and the y below them."""

    swatches: tuple[Swatch, ...]
    texts: tuple[Text, ...]
    rules: tuple[Rule, ...]
    y: int


def place_scales(scales: Sequence[ShadeScale], left: int, y: int, width: int, page: Scale) -> PlacedScales:
    """For each ramp its words, the number at its low end, some of its shades, and the number at its high end.

    They stand side by side, or below each other where they are too wide together.
    """
    if not scales:
        return PlacedScales((), (), (), y)
    size, square, beside, gap = page.font(LEGEND), page.px(18), page.px(8), page.px(36)
    swatches: list[Swatch] = []
    texts: list[Text] = []
    rules: list[Rule] = []
    x, base = left, y + page.px(36)
    for scale in scales:
        low, high = scale.ends
        before = f"{scale.words}  {low}" if scale.words else low
        lead = round(text_width(before, size)) + beside
        length = lead + square * len(scale.samples) + beside + round(text_width(high, size))
        if x > left and x + length > left + width:
            x, base = left, base + page.px(31)
        texts.append(Text(before, x, base, size, muted=True))
        top = base - round(size * 0.36) - square // 2
        for number, shade in enumerate(scale.samples):
            swatches.append(
                Swatch(shade, x + lead + number * square, top, square, Text("", x, base, size, muted=True))
            )
        rules += _frame(x + lead, top, square * len(scale.samples), square)
        texts.append(Text(high, x + length, base, size, muted=True, right=True))
        x += length + gap
    return PlacedScales(tuple(swatches), tuple(texts), tuple(rules), base)


def _frame(x: int, y: int, width: int, height: int) -> list[Rule]:
    """Thin lines around a rectangle: the end of a ramp may have the page's colour."""
    level = [Rule(x - 1, edge, width + 2, 1) for edge in (y - 1, y + height)]
    return level + [Rule(edge, y - 1, 1, height + 2) for edge in (x - 1, x + width)]


def place_legend(
    legend: Sequence[Sample], left: int, y: int, width: int, scale: Scale
) -> tuple[tuple[Swatch, ...], int]:
    """A sample and a word for each role, in columns, in as few lines as they fit; and the y below them."""
    if not legend:
        return (), y
    size, square, beside, gap = scale.font(LEGEND), scale.px(22), scale.px(8), scale.px(24)
    widths = [square + beside + round(text_width(words, size)) for _, words, _ in legend]
    for lines in range(1, len(legend) + 1):
        across = -(-len(legend) // lines)
        columns = [max(widths[column::across]) + gap for column in range(across)]
        if sum(columns) - gap <= width:
            break
    swatches = []
    for index, (role, words, first) in enumerate(legend):
        line, column = divmod(index, across)
        x, base = left + sum(columns[:column]), y + scale.px(36 + 31 * line)
        label = Text(words, x + square + beside, base, size, muted=True)
        swatches.append(Swatch(role, x, base - round(size * 0.36) - square // 2, square, label, first))
    return tuple(swatches), swatches[-1].words.y
