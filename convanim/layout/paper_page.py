"""A sheet of paper in px: blocks of words and small pictures, filled to its foot.

The pictures are placed as those of any page are; their cells are as large as the sheet has room for, and what is left
goes between the blocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache, singledispatchmethod
from types import MappingProxyType

from convanim.core.errors import Sentence, Setting, Words
from convanim.core.search import largest
from convanim.layout.arrange import Arranged, Ruler, arranged
from convanim.layout.metrics import in_pieces, wrap, wrap_evenly
from convanim.layout.metrics import width as text_width
from convanim.layout.page import (
    LINE,
    SMALLEST_CELL,
    SMALLEST_TEXT,
    WIDEST,
    CellsTooSmallError,
    Layout,
    Rule,
    Scale,
    Text,
)
from convanim.layout.paper_sizes import PAPERS
from convanim.layout.plates import Plates
from convanim.scene.nodes import Heading, Paper
from convanim.scene.paper_blocks import (
    CodeLines,
    Figure,
    Formula,
    PaperBlock,
    PaperColumn,
    PaperColumns,
    Prose,
    WordTable,
)
from convanim.scene.picture import Picture

# Lengths for a sheet 800 px wide.
PAPER_EDGE, PAPER_EDGE_BELOW = 46, 30
"""What stays free at the left, the right and the top; and below the foot."""

PAPER_TITLE, PAPER_SECTION, PAPER_STEP, PAPER_BODY, PAPER_CODE, PAPER_FOOT = 32, 19, 16, 13, 11, 11
"""Font sizes."""

PAPER_BETWEEN, PAPER_BETWEEN_COLUMNS, PAPER_TABLE_ROW, PAPER_MOST_BETWEEN = 8, 36, 8, 36
"""Between blocks at least, between columns, above and below the words of a row; and between blocks at most."""

LARGEST_PAPER_CELL = 30
"""Cells of small pictures are at most so large."""

WORDS_BESIDE = 0.37
"""The part of a column that the words beside a picture take."""


def lay_out_paper(picture: Picture, paper: Paper, width: int) -> Layout:
    """The sheet as a page. Raises CellsTooSmallError where its pictures or words do not fit."""
    found = _fitted(paper, picture.heading, width)
    if found is None:
        raise _too_small(picture, paper, width)
    scale, size = Scale(width), PAPERS[paper.name]
    return Layout(
        width=width, height=_height(paper, width), places=found.places, texts=tuple(found.texts), swatches=(),
        arrows=tuple(found.arrows), rules=tuple(found.rules), slots=(),
        plates=Plates(scale, {}).under(found.texts, (), found.arrows, ()), smallest_label=SMALLEST_TEXT,
        points=size.width / width,
    )  # fmt: skip


def require_paper_room(picture: Picture, paper: Paper, width: int) -> None:
    """Refuse what does not fit the sheet. Raises CellsTooSmallError."""
    if _fitted(paper, picture.heading, width) is None:
        raise _too_small(picture, paper, width)


def paper_pixels(paper: Paper, width: int) -> int:
    """How many pixels the sheet has."""
    return width * _height(paper, width)


def _height(paper: Paper, width: int) -> int:
    size = PAPERS[paper.name]
    return round(width * size.height / size.width)


def _too_small(picture: Picture, paper: Paper, width: int) -> CellsTooSmallError:
    """The refusal, with a width at which all fits, if there is one."""

    def fits(wide: int) -> bool:
        return _Sheet(Scale(wide), SMALLEST_CELL).whole(paper, picture.heading, _height(paper, wide)) is not None

    wider = next((w for w in range(width + 100, WIDEST + 1, 100) if fits(w)), None)
    more: tuple[Words, ...] = (Setting("width", wider), ", or ") if wider else ()
    way: Sentence = ("use ", *more, "a smaller ", Setting("input"))
    asked = Setting("width", width)
    return CellsTooSmallError(f"these layers do not fit a sheet of {paper.name} of ", asked, way=way)


@lru_cache(maxsize=16)
def _fitted(paper: Paper, heading: Heading, width: int) -> Arranged | None:
    """All in place, with the largest cells that fit."""

    @cache
    def whole(most: int) -> Arranged | None:
        return _Sheet(Scale(width), most).whole(paper, heading, _height(paper, width))

    most = largest(SMALLEST_CELL, Scale(width).px(LARGEST_PAPER_CELL), lambda cell: whole(cell) is not None)
    return whole(most) if most >= SMALLEST_CELL else None


class _NoRoomError(Exception):
    """A picture does not fit beside its words."""


class _Sheet:
    """Places blocks, with cells of at most some px."""

    def __init__(self, scale: Scale, most: int) -> None:
        self._scale, self._most = scale, most
        self._free = 0
        """Px of height that are left for the columns to fill."""
        self._alike = most
        """Px of the cells of all steps in a column."""

    def whole(self, paper: Paper, heading: Heading, height: int) -> Arranged | None:
        """The whole sheet; None where it is too high, or a picture too wide."""
        scale = self._scale
        edge, room = scale.px(PAPER_EDGE), scale.width - 2 * scale.px(PAPER_EDGE)
        foot, size = height - scale.px(PAPER_EDGE_BELOW), scale.font(PAPER_FOOT)
        least, bottom = scale.px(PAPER_BETWEEN), foot - round(size * LINE) - scale.px(PAPER_BETWEEN)
        try:
            head = self._head(heading, room)
            used = edge + sum(self.placed(block, room).height + least for block in paper.blocks) + head.height
            self._free = bottom - used
            if self._free < 0:
                return None
            boxes = [head, *(self.placed(block, room) for block in paper.blocks)]
        except _NoRoomError:
            return None
        used = edge + sum(box.height for box in boxes)
        gap = min((bottom - used) // (len(boxes) - 1), scale.px(PAPER_MOST_BETWEEN))
        page, y = Arranged(scale.width, height), edge
        for box in boxes:
            page.take(box, edge, y)
            y += box.height + gap
        page.texts += [
            Text(paper.foot, edge, foot, size, muted=True),
            Text("convanim", edge + room, foot, size, muted=True, right=True),
        ]  # fmt: skip
        return page

    def _head(self, heading: Heading, room: int) -> Arranged:
        """The title, the numbers beside it, and a line below."""
        scale = self._scale
        small = scale.font(PAPER_STEP)
        size = scale.font(PAPER_TITLE)
        beside = text_width(heading.sizes, small) + scale.px(24)
        while size > SMALLEST_TEXT and text_width(heading.title, size, True) + beside > room:
            size -= 1
        base = round(size * 0.8)
        whole = Arranged(room, base + scale.px(22))
        whole.texts += [Text(heading.title, 0, base, size, True), Text(heading.sizes, room, base, small, right=True)]
        whole.rules.append(Rule(0, base + scale.px(16), room, scale.px(3)))
        return whole

    @singledispatchmethod
    def placed(self, block: PaperBlock, width: int) -> Arranged:
        """A block of that width."""
        raise NotImplementedError(type(block).__name__)

    @placed.register
    def _(self, block: Formula, width: int) -> Arranged:
        """Lines with a bar at their left."""
        indent, above = self._scale.px(16), self._scale.px(6)
        sizes = range(PAPER_STEP, PAPER_BODY - 4, -1)
        size = next((size for size in sizes if self._on_one_line(block.lines, size, width - indent)), sizes[-1])
        lines = self._lines(block.lines, size, width - indent)
        whole = Arranged(width, lines.height + 2 * above)
        whole.take(lines, indent, above)
        whole.rules.append(Rule(0, 0, self._scale.px(4), whole.height))
        return whole

    def _on_one_line(self, lines: Sequence[str], size: int, width: int) -> bool:
        font = self._scale.font(size)
        return all(text_width(line, font) <= width for line in lines)

    @placed.register
    def _(self, block: Prose, width: int) -> Arranged:
        """A bold lead on the first line, and words around it."""
        size = self._scale.font(PAPER_BODY)
        indent = text_width(block.lead + "  ", size, True) if block.lead else 0.0
        blank = text_width("\u00a0", size)
        led = "\u00a0" * round(indent / blank)  # what the lead takes of the first line
        lines = wrap(led + block.words, size, width)
        whole = Arranged(width, round(size * LINE) * len(lines))
        if block.lead:
            whole.texts.append(Text(block.lead, 0, size, size, True))
        for number, line in enumerate(lines):
            x, said = (round(indent), line[len(led) :]) if number == 0 else (0, line)
            whole.texts.append(Text(said, x, size + round(size * LINE) * number, size))
        return whole

    @placed.register
    def _(self, block: Figure, width: int) -> Arranged:
        """Words at the left, or above; the picture in the middle of what is left."""
        scale = self._scale
        if block.above:
            words = self._lines((block.above,), PAPER_BODY, width)
            picture = arranged(block.node, self._ruler(self._unit(block, width)))
            whole = Arranged(width, words.height + scale.px(6) + picture.height)
            whole.take(words, 0, 0)
            whole.take(picture, (width - picture.width) // 2, words.height + scale.px(6))
            return whole
        beside = round(width * WORDS_BESIDE)
        words = self._words(block, beside)
        picture = arranged(block.node, self._ruler(min(self._unit(block, width), self._alike)))
        whole = Arranged(width, max(words.height, picture.height))
        whole.take(words, 0, (whole.height - words.height) // 2)
        whole.take(picture, beside + (width - beside - picture.width) // 2, (whole.height - picture.height) // 2)
        return whole

    def _words(self, block: Figure, width: int) -> Arranged:
        """The number and the title beside it, lines below both."""
        size, scale = self._scale.font(PAPER_STEP), self._scale
        indent = round(text_width("0", size, True)) + scale.px(9) if block.number else 0
        lines = self._lines(block.lines, PAPER_BODY, width)
        whole = Arranged(width, round(size * LINE) + lines.height)
        whole.texts += [Text(block.number, 0, size, size, True)] if block.number else []
        whole.texts.append(Text(block.title, indent, size, size, True))
        whole.take(lines, 0, round(size * LINE))
        return whole

    def _ruler(self, unit: int) -> Ruler:
        return Ruler(self._scale, unit, NOTHING_SAID)

    def _unit(self, block: Figure, width: int) -> int:
        """Px of the largest cells with which a picture fits."""
        room = width if block.above else width - round(width * WORDS_BESIDE)
        for unit in range(self._most, SMALLEST_CELL - 1, -1):
            if arranged(block.node, self._ruler(unit)).width <= room:
                return unit
        raise _NoRoomError

    @placed.register
    def _(self, block: WordTable, width: int) -> Arranged:
        """Rows with lines between them."""
        title = self._title(block.title, width)
        size, scale = self._scale.font(PAPER_BODY), self._scale
        high, starts = round(size * LINE) + scale.px(PAPER_TABLE_ROW), self._columns(block, width)
        whole = Arranged(width, title.height + high * len(block.rows))
        whole.take(title, 0, 0)
        for number, row in enumerate(block.rows):
            y = title.height + high * number
            for column, (fact, (x, wide)) in enumerate(zip(row, starts, strict=True)):
                if block.even and column:
                    whole.texts.append(Text(fact.words, x + wide // 2, y + size, size, fact.strong, centred=True))
                else:
                    whole.texts.append(Text(fact.words, x, y + size, size, fact.strong))
            thick = scale.px(1.6) if number == 0 else 1
            whole.rules.append(Rule(0, y + high - scale.px(PAPER_TABLE_ROW) // 2, width, thick))
        return whole

    def _columns(self, block: WordTable, width: int) -> list[tuple[int, int]]:
        """Where each column begins, and how wide it is."""
        size, count = self._scale.font(PAPER_BODY), len(block.rows[0])
        widths = [
            round(max(text_width(row[column].words, size, row[column].strong) for row in block.rows))
            for column in range(count)
        ]
        if block.even:
            each = (width - widths[0] - self._scale.px(16)) // (count - 1)
            widths = [width - each * (count - 1), *[each] * (count - 1)]
        elif sum(widths) > width:
            raise _NoRoomError
        spare = 0 if block.even else (width - sum(widths)) // max(count - 1, 1)
        found, x = [], 0
        for wide in widths:
            found.append((x, wide))
            x += wide + spare
        return found

    @placed.register
    def _(self, block: CodeLines, width: int) -> Arranged:
        """Each name, and its line below it, broken where it is too long."""
        size, name = self._scale.font(PAPER_CODE), self._scale.font(PAPER_CODE + 1)
        indent, step = self._scale.px(14), round(size * LINE)
        whole, y = Arranged(width, 0), 0
        for title, line in block.lines:
            whole.texts.append(Text(title, 0, y + name, name, True))
            y += round(name * LINE)
            for number, part in enumerate(wrap(in_pieces(line, size, width - indent), size, width - indent)):
                whole.texts.append(Text(part, indent * (number > 0), y + size, size))
                y += step
            y += self._scale.px(4)
        whole.height = y
        return whole

    @placed.register
    def _(self, block: PaperColumns, width: int) -> Arranged:
        """Columns of one width, each filled to the height of the highest."""
        scale = self._scale
        gap = scale.px(PAPER_BETWEEN_COLUMNS)
        each = (width - gap * (len(block.columns) - 1)) // len(block.columns)
        title = self._title(block.title, width) if block.title else Arranged(width, 0)
        stacks = [self._stack(column, each) for column in block.columns]
        least = max(sum(box.height for box in boxes) + scale.px(PAPER_BETWEEN) * (len(boxes) - 1) for boxes in stacks)
        whole = Arranged(width, title.height)
        whole.take(title, 0, 0)
        parted = any(column.title for column in block.columns)
        if parted:
            most = max(len(boxes) - 1 for boxes in stacks) * scale.px(PAPER_MOST_BETWEEN - PAPER_BETWEEN)
            least += min(self._free * 2 // 3, most)
        whole.height += least
        for number, boxes in enumerate(stacks):
            x, y = number * (each + gap), title.height
            spare = (least - sum(box.height for box in boxes)) / max(len(boxes) - 1, 1) if parted else 0.0
            for place, box in enumerate(boxes):
                whole.take(box, x, y + round(spare * place))
                y += box.height
            if parted and number:
                whole.rules.append(Rule(x - gap // 2, 0, 1, whole.height))
        return whole

    def _stack(self, column: PaperColumn, width: int) -> list[Arranged]:
        """A column's title and its blocks, not yet placed."""
        steps = [block for block in column.blocks if isinstance(block, Figure) and block.number]
        self._alike = min((self._unit(step, width) for step in steps), default=self._most)
        boxes = [self.placed(block, width) for block in column.blocks]
        if not column.title:
            return boxes
        size, gap = self._scale.font(PAPER_SECTION), self._scale.px(10)
        while size > SMALLEST_TEXT and text_width(column.title + column.sizes, size, True) + gap > width:
            size -= 1
        head = Arranged(width, round(size * 1.1))
        head.texts += [
            Text(column.title, 0, size, size, True), Text(column.sizes, width, size, size, True, right=True),
        ]  # fmt: skip
        return [head, *boxes]

    def _title(self, words: str, width: int) -> Arranged:
        return self._lines((words,), PAPER_STEP, width, bold=True)

    def _lines(self, lines: Sequence[str], size: int, width: int, bold: bool = False) -> Arranged:
        """Lines below each other, broken where they are too long."""
        font = self._scale.font(size)
        parts = [
            part for line in lines for part in wrap_evenly(in_pieces(line, font, width, bold), font, width, bold)
        ]
        leading = round(font * LINE)
        whole = Arranged(width, leading * len(parts))
        whole.texts += [Text(part, 0, leading * number + font, font, bold) for number, part in enumerate(parts)]
        return whole


NOTHING_SAID: Mapping[str, Sequence[str]] = MappingProxyType({})
"""No words of small pictures change."""
