"""Where a Markdown text has blocks for us: fenced ones, and those that were replaced before. By CommonMark's rules.

Only what decides where a fence begins and ends is read: block quotes, list items, fences, HTML, indented code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from convanim.core.errors import ConvanimError
from convanim.publish.markdown.commonmark import HTML, MarkdownLine, lines_of

FENCE = "convanim"


END = f"<!-- /{FENCE} -->"


QUOTE = -1
"""A container that is a block quote; a list item is the columns that its content is indented by."""


DEEPEST = 100
"""Quotes and lists in each other."""


LIKE = 0.75
"""How much of a word is alike in one that was perhaps meant: two letters of eight may be swapped."""


_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")


_BULLET = re.compile(r"([-+*]|\d{1,9}[.)])(?=[ \t]|$)")


_RULE = re.compile(r"([-*_])[ \t]*(?:\1[ \t]*){2,}$")


_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")


_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")


_MARK = re.compile(rf"<!-- {FENCE}((?: [^:\s]*)*):(.*)$")


class BlockError(ConvanimError):
    """Something is wrong with a block; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Block(NamedTuple):
    """A part of a text that asks for a picture: a fenced block, or what one was replaced by."""

    line: int
    """The number of its first line, from 1."""
    start: int
    end: int
    """Where it begins and ends in the text; the last line's end is not part of it."""
    prefix: str
    """What stands before it on its first line: quote and list marks, indentation."""
    newline: str
    words: tuple[str, ...]
    """What else the info string says."""
    recipe: tuple[str, ...]
    """Its lines."""

    def replaced(self, lines: list[str]) -> str:
        """What takes its place: the recipe as a comment, these lines, and a mark of the end.

        A second look at that finds the same block. The empty line keeps a Markdown line that follows out of the
        HTML.
        """
        head = f"<!-- {FENCE}{''.join(f' {word}' for word in self.words)}:"
        recipe = [_escaped(line) for line in self.recipe]
        comment = [f"{head} {recipe[0].strip()} -->"] if len(recipe) == 1 else [head, *recipe, "-->"]
        further = re.sub(r"[^>\t]", " ", self.prefix)
        below = [*comment[1:], *lines, "", END]
        return self.newline.join(
            [self.prefix + comment[0], *(further + line if line else further.rstrip() for line in below)]
        )


def blocks_in(text: str) -> Iterator[Block | BlockError]:
    """All blocks of a text, in order; an error in place of one that has no end, with which the search stops."""
    scanner = _Scanner(text)
    while scanner.more():
        try:
            block = scanner.step()
        except BlockError as error:
            yield error
            return
        if block:
            yield block


def near_miss(text: str) -> tuple[int, str] | None:
    """The line, from 1, and the first word of a fence that was perhaps meant for us; None where none is."""
    from difflib import SequenceMatcher

    scanner = _Scanner(text)
    while scanner.more():
        try:
            scanner.step()
        except BlockError:
            break
    for line, word in scanner.others:
        plain = word.strip("{}.").casefold()[: 2 * len(FENCE)]
        if plain.startswith(FENCE) or SequenceMatcher(None, plain, FENCE).ratio() >= LIKE:
            return line, word
    return None


class _Scanner:
    """Reads lines, and knows the containers that are open."""

    def __init__(self, text: str) -> None:
        self._lines = lines_of(text)
        self._following = next(self._lines, None)
        self._number = 0
        """Of the line that was read last, from 1."""
        self.others: list[tuple[int, str]] = []
        """Lines of the fences that are not ours, and their first words."""
        self._open: list[int] = []
        self._fresh = False
        """Whether the innermost list item has nothing in it yet."""
        self._paragraph = False

    def more(self) -> bool:
        return self._following is not None

    def step(self) -> Block | None:
        """Read a line, or all of a fence or of some HTML."""
        line = self._line()
        matched = self._match(line)
        while True:
            indent = line.indent
            if line.blank:
                # An empty line ends what it is not in, and an item that begins with two of them.
                if self._fresh and matched == len(self._open):
                    matched -= 1
                self._open = self._open[:matched]
                self._fresh = self._paragraph = False
                return None
            if indent >= 4:
                break
            rest = line.words
            if rest.startswith(">"):
                self._enter(line, matched, QUOTE, indent)
                matched += 1
                continue
            if fence := _FENCE.match(rest):
                self._close(matched)
                return self._fence(line, indent, fence[1] or fence[3], (fence[2] or fence[4] or "").split())
            if mark := _MARK.match(rest):
                self._close(matched)
                return self._marked(line, indent, mark[1].split(), mark[2])
            if (html := self._html_start(rest, matched)) >= 0:
                self._close(matched)
                self._html(rest, HTML[html][1])
                return None
            if _RULE.match(rest) or _HEADING.match(rest):
                self._close(matched)
                return None
            if (bullet := _BULLET.match(rest)) and self._may_begin_item(bullet[1], rest[bullet.end() :], matched):
                self._item(line, matched, indent, bullet[1])
                matched += 1
                if line.blank:
                    self._fresh, self._paragraph = True, False
                    return None
                continue
            break
        self._text(matched, indent, line.words)
        return None

    def _text(self, matched: int, indent: int, words: str) -> None:
        """A line of a paragraph, which goes on where its containers are left out; or of indented code."""
        lazy = matched < len(self._open) and self._paragraph
        if not lazy:
            self._open = self._open[:matched]
            underlined = self._paragraph and indent < 4 and _UNDERLINE.match(words)
            self._paragraph = (self._paragraph or indent < 4) and not underlined
        self._fresh = False

    def _line(self) -> MarkdownLine:
        line = self._peek()
        self._step()
        return line

    def _peek(self) -> MarkdownLine:
        """The next line, from its beginning, without reading it."""
        assert self._following  # noqa: S101  # asked for only where there is more
        return self._following.again()

    def _step(self) -> None:
        self._following = next(self._lines, None)
        self._number += 1

    def _match(self, line: MarkdownLine) -> int:
        """How many of the open containers the line is in; steps over their marks."""
        for count, container in enumerate(self._open):
            if container == QUOTE:
                if line.indent > 3 or not line.words.startswith(">"):
                    return count
                line.skip(line.indent)
                line.take(1)
                line.skip(min(1, line.indent))
            elif line.indent < container and not line.blank:
                return count
            else:
                line.skip(container)
        return len(self._open)

    def _close(self, matched: int) -> None:
        self._open = self._open[:matched]
        self._paragraph = self._fresh = False

    def _enter(self, line: MarkdownLine, matched: int, container: int, indent: int) -> None:
        self._close(matched)
        self._require_shallow()
        line.skip(indent)
        line.take(1)
        line.skip(min(1, line.indent))
        self._open.append(container)

    def _require_shallow(self) -> None:
        """Time grows with the square of the depth, and no page can show it."""
        if len(self._open) >= DEEPEST:
            raise BlockError(self._number, f"quotes and lists are nested more than {DEEPEST} deep; use fewer")

    def _may_begin_item(self, bullet: str, rest: str, matched: int) -> bool:
        """A paragraph is interrupted only by an item that is not empty, and numbered 1 if at all."""
        if not self._paragraph or matched < len(self._open):
            return True
        return bool(rest.strip(" \t")) and (bullet in "-+*" or int(bullet[:-1]) == 1)

    def _item(self, line: MarkdownLine, matched: int, indent: int, bullet: str) -> None:
        self._close(matched)
        self._require_shallow()
        line.skip(indent)
        line.take(len(bullet))
        spaces = line.indent
        width = 1 if line.blank or spaces > 4 else spaces
        line.skip(min(width, spaces))
        self._open.append(indent + len(bullet) + width)

    def _html_start(self, rest: str, matched: int) -> int:
        for number, (start, _) in enumerate(HTML):
            if start.match(rest):
                inside = self._paragraph and number == len(HTML) - 1
                return -1 if inside else number
        return -1

    def _html(self, first: str, end: re.Pattern[str] | None) -> None:
        """Read on to where it ends."""
        if end and end.search(first):
            return
        while self.more():
            line = self._peek()
            if self._match(line) < len(self._open) or (end is None and line.blank):
                return
            self._step()
            if end and end.search(line.rest):
                return

    def _fence(self, line: MarkdownLine, indent: int, fence: str, info: list[str]) -> Block | None:
        """Read on to where it is closed."""
        number = self._number
        ours = info[:1] == [FENCE]
        if info and not ours:
            self.others.append((number, info[0]))
        line.skip(indent)
        closing = re.compile(rf"{fence[0]}{{{len(fence)},}}[ \t]*$")
        recipe: list[str] = []
        while self.more():
            following = self._peek()
            if self._match(following) < len(self._open):
                break
            self._step()
            if following.indent < 4 and closing.match(following.words):
                return self._block(line, following, number, info[1:], recipe) if ours else None
            recipe.append(following.unindented(indent))
        if ours:
            raise BlockError(number, f"this {FENCE} block has no end; close it with a line of {fence}")
        return None

    def _marked(self, line: MarkdownLine, indent: int, words: list[str], first: str) -> Block:
        """Read on to the end of what we wrote."""
        number = self._number
        line.skip(indent)
        recipe: list[str] = []
        text, whole = first, "-->" in first
        while "-->" not in text and self.more():
            following = self._peek()
            if self._match(following) < len(self._open):
                break
            self._step()
            text = following.unindented(indent)
            if "-->" not in text:
                recipe.append(_unescaped(text))
        before, _, after = text.partition("-->")
        if whole:
            recipe = [_unescaped(before).strip()]
        if after.strip() or (not whole and (before.strip() or first.strip())):
            raise BlockError(
                number, f"the comment of this {FENCE} block must stand alone; use '{END}' after the picture"
            )
        while self.more():
            following = self._peek()
            if self._match(following) < len(self._open) or _MARK.match(following.words):
                break
            self._step()
            if following.rest.strip() == END:
                return self._block(line, following, number, words, recipe)
        raise BlockError(number, f"this {FENCE} block has no end; put '{END}' after its picture")

    @staticmethod
    def _block(line: MarkdownLine, last: MarkdownLine, number: int, words: list[str], recipe: list[str]) -> Block:
        return Block(number, line.start, last.end, line.text[: line.at], line.newline, tuple(words), tuple(recipe))


def _escaped(text: str) -> str:
    """Nothing in it can begin or end a comment."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unescaped(text: str) -> str:
    return text.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
