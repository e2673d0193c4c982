"""Reads Markdown line by line, as CommonMark does, and knows the block quotes and list items that each line is in."""

from __future__ import annotations

import re
from collections.abc import Iterator

DEEPEST = 100
"""The most quotes and items in each other: time grows with the depth, and no page can show more."""


QUOTE = -1
"""A container that is a block quote. A list item is the number of columns by which its content is indented."""


_LINE = re.compile(r"(?!\Z)([^\r\n]*)(\r\n?|\n?)")
_BULLET = re.compile(r"([-+*]|\d{1,9}[.)])(?=[ \t]|$)")
_RULE = re.compile(r"([-*_])[ \t]*+(?:\1[ \t]*+){2,}+$")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")


_TAGS = (
    "address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li "
    "link main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th "
    "thead title tr track ul"
)


_ATTRIBUTE = r"""(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)"""


_LONE_TAG = re.compile(rf"(?:<[A-Za-z][\w-]*{_ATTRIBUTE}*\s*/?>|</[A-Za-z][\w-]*\s*>)\s*$")


_BLANK = re.compile(r"^[ \t]*$")


_HTML = (
    (re.compile(r"<(?:script|pre|style|textarea)(?:\s|>|$)", re.I),
     re.compile(r"</(?:script|pre|style|textarea)>", re.I)),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{'|'.join(_TAGS.split())})(?:\s|/?>|$)", re.I), _BLANK),
    (_LONE_TAG, _BLANK),
)  # fmt: skip
"""How a block of HTML begins, and what is in its last line."""


class MarkdownLine:
    """A line that is read from left to right. A tab goes on to the next column that is a multiple of 4."""

    def __init__(self, number: int, start: int, text: str, newline: str) -> None:
        self.number, self.start, self.text, self.newline = number, start, text, newline
        self.at = self._column = 0
        self._spare = 0  # columns that are left of a tab

    @property
    def end(self) -> int:
        """The place in the whole text where the line ends, without its newline."""
        return self.start + len(self.text)

    @property
    def rest(self) -> str:
        """What is not read yet."""
        return self.text[self.at :]

    @property
    def content(self) -> str:
        """What is not read yet, without the white space before it."""
        return self.rest.lstrip(" \t")

    @property
    def finished(self) -> bool:
        """Whether all of the line is read."""
        return self.at == len(self.text) and not self._spare

    @property
    def blank(self) -> bool:
        """Whether only white space is left to read."""
        return not self.content

    @property
    def indent(self) -> int:
        """The columns of white space before the content."""
        column = self._column + self._spare
        for character in self.rest:
            if character not in " \t":
                break
            column += 4 - column % 4 if character == "\t" else 1
        return column - self._column

    def skip(self, columns: int) -> None:
        """Read at most so many columns of white space, perhaps a part of a tab."""
        while columns:
            if self._spare:
                self._spare -= 1
            elif self.text[self.at : self.at + 1] == "\t":
                self._spare = 3 - self._column % 4
                self.at += 1
            elif self.text[self.at : self.at + 1] == " ":
                self.at += 1
            else:
                return
            self._column += 1
            columns -= 1

    def take(self, mark: str) -> None:
        """Read this mark and the white space before it."""
        self.skip(self.indent)
        self.at += len(mark)
        self._column += len(mark)

    def unindented(self, columns: int) -> str:
        """What is not read yet, without at most so many columns of indentation."""
        self.skip(columns)
        return " " * self._spare + self.rest


class MarkdownReader:
    """Reads the lines of a text. It keeps the containers that are open: quotes, and items of lists."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = len(text) - len(text.removeprefix("\ufeff"))
        self._number = 0
        self._open: list[int] = []
        self._kept = 0  # how many of the open containers the line is in
        self._paragraph = False
        self._empty_item = False  # whether the innermost item has only its mark yet

    @property
    def too_deep(self) -> bool:
        """Whether more than `DEEPEST` containers are open."""
        return len(self._open) > DEEPEST

    def line(self) -> MarkdownLine | None:
        """Read the next line up to its content, past the marks of its containers. None is the end of the text."""
        line = self._peek()
        if not line:
            return None
        self._read(line)
        self._kept = self._match(line)
        if line.blank:
            if self._empty_item and self._kept == len(self._open):
                self._kept -= 1  # an item may begin with one empty line, but not with two
            self.end_paragraph()
            return line
        while not self.too_deep and self._enter(line):
            pass
        self._empty_item = line.blank and self._open[-1] != QUOTE
        return line

    def inside(self) -> Iterator[MarkdownLine]:
        """Read on, as long as the lines are in all containers that are open now."""
        while (line := self._peek()) and self._match(line) == len(self._open):
            self._read(line)
            yield line

    def end_paragraph(self) -> None:
        """Close the paragraph, and the containers that the line is not in."""
        del self._open[self._kept :]
        self._paragraph = self._empty_item = False

    def pass_over(self, line: MarkdownLine) -> None:
        """Pass over this line if it is text, and over all of a block of HTML."""
        content, indent = line.content, line.indent
        if not content:
            return
        if indent < 4:
            if end := self._end_of_html(content):
                self.end_paragraph()
                if not end.search(content):
                    any(end.search(following.rest) for following in self.inside())
                return
            if _RULE.match(content) or _HEADING.match(content):
                self.end_paragraph()
                return
        if self._paragraph and self._kept < len(self._open):
            return  # a paragraph may go on without the marks of its containers
        del self._open[self._kept :]
        underline = self._paragraph and indent < 4 and _UNDERLINE.match(content)
        self._paragraph = (self._paragraph or indent < 4) and not underline

    def _peek(self) -> MarkdownLine | None:
        """The next line, which stays unread."""
        found = _LINE.match(self._text, self._at)
        return MarkdownLine(self._number + 1, self._at, found[1], found[2]) if found else None

    def _read(self, line: MarkdownLine) -> None:
        self._at = line.end + len(line.newline)
        self._number = line.number

    def _match(self, line: MarkdownLine) -> int:
        """How many of the open containers the line is in. Reads their marks."""
        for count, container in enumerate(self._open):
            if line.finished:  # it is in each item, and in no quote
                inner = self._open[count:]
                return count + (inner.index(QUOTE) if QUOTE in inner else len(inner))
            if container == QUOTE:
                if line.indent > 3 or not line.content.startswith(">"):
                    return count
                line.take(">")
                line.skip(1)
            elif line.indent >= container or line.blank:
                line.skip(container)
            else:
                return count
        return len(self._open)

    def _enter(self, line: MarkdownLine) -> bool:
        """Open the quote or item that begins here, if one does."""
        content, indent = line.content, line.indent
        if indent > 3:
            return False
        if content.startswith(">"):
            line.take(">")
            line.skip(1)
            container = QUOTE
        elif (bullet := _BULLET.match(content)) and not _RULE.match(content) and self._may_begin(bullet):
            line.take(bullet[1])
            spaces = 1 if line.blank or line.indent > 4 else line.indent
            line.skip(spaces)
            container = indent + len(bullet[1]) + spaces
        else:
            return False
        self.end_paragraph()
        self._open.append(container)
        self._kept = len(self._open)
        return True

    def _may_begin(self, bullet: re.Match[str]) -> bool:
        """Whether an item may begin here. One that is empty, or not the first, does not interrupt a paragraph."""
        if not self._paragraph or self._kept < len(self._open):
            return True
        return not _BLANK.match(bullet.string[bullet.end() :]) and (bullet[1] in "-+*" or int(bullet[1][:-1]) == 1)

    def _end_of_html(self, content: str) -> re.Pattern[str] | None:
        """The end of the HTML that begins here, if some does. A lone tag does not interrupt a paragraph."""
        for start, end in _HTML:
            if start.match(content) and not (self._paragraph and start is _LONE_TAG):
                return end
        return None
