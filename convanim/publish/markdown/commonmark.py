"""A line of Markdown as CommonMark reads it, and the kinds of HTML that stand between its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

_EOL = re.compile(r"\r\n|\n|\r")


_TAGS = (
    "address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li "
    "link main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th "
    "thead title tr track ul"
)


_ATTRIBUTE = r"""(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)"""


HTML = (
    (re.compile(r"<(?:script|pre|style|textarea)(?:\s|>|$)", re.I),
     re.compile(r"</(?:script|pre|style|textarea)>", re.I)),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{'|'.join(_TAGS.split())})(?:\s|/?>|$)", re.I), None),
    (re.compile(rf"(?:<[A-Za-z][\w-]*{_ATTRIBUTE}*\s*/?>|</[A-Za-z][\w-]*\s*>)\s*$"), None),
)  # fmt: skip
"""How a block of HTML begins and ends (None: with an empty line); the last cannot interrupt a paragraph."""


class MarkdownLine:
    """A line that is read from left to right; columns count a tab as going on to the next multiple of 4."""

    def __init__(self, start: int, text: str, newline: str) -> None:
        self.start, self.text, self.newline = start, text, newline
        self.at = self._column = self._spare = 0

    def again(self) -> MarkdownLine:
        """The same line, from its beginning."""
        return MarkdownLine(self.start, self.text, self.newline)

    @property
    def end(self) -> int:
        """Where its content ends in the text."""
        return self.start + len(self.text)

    @property
    def rest(self) -> str:
        """What is not yet read."""
        return self.text[self.at :]

    @property
    def blank(self) -> bool:
        """Whether that is white space."""
        return not self.rest.strip(" \t")

    @property
    def words(self) -> str:
        """What is not yet read, without the white space before it."""
        return self.rest.lstrip(" \t")

    @property
    def indent(self) -> int:
        """Columns of white space from here on."""
        column = self._column + self._spare
        for character in self.rest:
            if character not in " \t":
                break
            column += 4 - column % 4 if character == "\t" else 1
        return column - self._column

    def skip(self, columns: int) -> None:
        """Step over white space; of a tab, perhaps over a part."""
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

    def take(self, count: int) -> None:
        """Step over characters that are not white space."""
        self.at += count
        self._column += count

    def unindented(self, columns: int) -> str:
        """What is left, with at most that many columns of indentation taken away."""
        self.skip(min(columns, self.indent))
        return " " * self._spare + self.rest


def lines_of(text: str) -> Iterator[MarkdownLine]:
    """All lines; a mark of the byte order at the start is in none."""
    start = len(text) - len(text.removeprefix("\ufeff"))
    for end in _EOL.finditer(text, start):
        yield MarkdownLine(start, text[start : end.start()], end[0])
        start = end.end()
    if start < len(text):
        yield MarkdownLine(start, text[start:], "")
