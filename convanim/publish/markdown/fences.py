"""Finds the blocks of a Markdown text: the fences marked `convanim`, and what an earlier run put in their place.

`commonmark` reads the text, and not markdown-it-py, which judges it in the tests. For each quote, markdown-it-py goes
over all lines in it: a text of 1 MB takes it 39 s with 20 quotes in each other and 256 s with 99 (ours: 3 s), or 24 s
with 99 items begun on each line (ours: 2 s). Of 40,000 random texts it finds other blocks in 33, most often since it
takes `>` for a quote after four spaces, and sometimes since it counts the columns of a tab wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convanim.core.errors import ConvanimError
from convanim.publish.markdown.commonmark import DEEPEST, MarkdownLine, MarkdownReader

FENCE = "convanim"
HTML_COMMENT, JSX_COMMENT = ("<!--", "-->"), ("{/*", "*/}")
"""How a comment begins and ends, in Markdown and in MDX."""

ENDS = tuple(f"{start} /{FENCE} {end}" for start, end in (HTML_COMMENT, JSX_COMMENT))
"""What marks the end of what a block became."""


SIMILAR = 0.75
"""The share of equal letters from which on a word is a misspelt `FENCE`: two letters of eight may be swapped."""


_FENCE = re.compile(r"(`{3,}+(?=[^`]*$)|~{3,}+)(.*)$")
_COMMENT = re.compile(rf"(<!--|{{/\*) {FENCE}((?: [^:\s]*)*):(.*)$")


class BlockError(ConvanimError):
    """Something is wrong with a block; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class OtherFence(NamedTuple):
    """A fence that is not marked `convanim`: its line, from 1, and the word that it is marked with."""

    line: int
    word: str


class Block(NamedTuple):
    """A part of a text that asks for a picture: a fence, or what an earlier run put in its place."""

    line: int
    """The number of its first line, from 1."""
    start: int
    end: int
    """Where it begins and ends in the text, without the last newline."""
    prefix: str
    """What stands before it on its first line: marks of quotes and items, indentation."""
    newline: str
    words: tuple[str, ...]
    """The words after `convanim`."""
    recipe: tuple[str, ...]
    """The lines in it."""
    done: bool = False
    """Whether an earlier run has replaced it."""

    def replaced(self, words: Sequence[str], lines: Sequence[str], mark: tuple[str, str] = HTML_COMMENT) -> str:
        """The text that takes its place: the recipe in a comment with these words, the lines, and a mark of the end.

        A second run finds the same block in it. Empty lines keep apart what is HTML and what is Markdown.
        """
        start, close = mark
        head = f"{start} {FENCE}{''.join(f' {word}' for word in words)}:"
        recipe = [_escaped(line) for line in self.recipe]
        comment = [f"{head} {recipe[0].strip()} {close}"] if len(recipe) == 1 else [head, *recipe, close]
        indent = re.sub(r"[^>\t]", " ", self.prefix)
        below = [*comment[1:], *lines, "", f"{start} /{FENCE} {close}"]
        return self.newline.join(
            [self.prefix + comment[0], *(indent + line if line else indent.rstrip() for line in below)]
        )


def blocks_in(text: str) -> Iterator[Block | BlockError]:
    """All blocks of a text, in order. The search stops at a block without an end, and yields its error."""
    return (found for found in _search(text) if not isinstance(found, OtherFence))


def near_miss(text: str) -> OtherFence | None:
    """The first fence whose word is nearly `convanim`, if there is one."""
    from difflib import SequenceMatcher

    for found in _search(text):
        if isinstance(found, OtherFence):
            word = found.word.strip("{}.").casefold()[: 2 * len(FENCE)]
            if word.startswith(FENCE) or SequenceMatcher(None, word, FENCE).ratio() >= SIMILAR:
                return found
    return None


def _search(text: str) -> Iterator[Block | BlockError | OtherFence]:
    reader = MarkdownReader(text)
    try:
        while line := reader.line():
            if reader.too_deep:
                raise BlockError(line.number, f"quotes and lists are nested more than {DEEPEST} deep; use fewer")
            content = line.content if line.indent < 4 else ""
            if fence := _FENCE.match(content):
                reader.end_paragraph()
                word, *words = fence[2].split() or [""]
                block = _fenced(reader, line, fence[1], words if word == FENCE else None)
                if block:
                    yield block
                elif word:
                    yield OtherFence(line.number, word)
            elif comment := _COMMENT.match(content):
                reader.end_paragraph()
                mark = HTML_COMMENT if comment[1] == HTML_COMMENT[0] else JSX_COMMENT
                yield _replaced_before(reader, line, mark, (comment[2].split(), comment[3]))
            else:
                reader.pass_over(line)
    except BlockError as error:
        yield error


def _fenced(reader: MarkdownReader, first: MarkdownLine, fence: str, words: list[str] | None) -> Block | None:
    """Read the rest of a fence. It is a block if it has words, perhaps none."""
    indent = first.indent
    closing = re.compile(rf"{fence[0]}{{{len(fence)},}}[ \t]*$")
    recipe: list[str] = []
    for line in reader.inside():
        if line.indent < 4 and closing.match(line.content):
            return None if words is None else _block(first, line, words, recipe)
        recipe.append(line.unindented(indent))
    if words is None:
        return None
    raise BlockError(first.number, f"this {FENCE} block has no end; close it with a line of {fence}")


def _replaced_before(
    reader: MarkdownReader, first: MarkdownLine, mark: tuple[str, str], head: tuple[list[str], str]
) -> Block:
    """Read the rest of what an earlier run wrote: the comment, of which the head has the words and the first line."""
    (words, text), (start, close) = head, mark
    end = f"{start} /{FENCE} {close}"
    indent = first.indent
    inside = reader.inside()
    comment = [text]
    while close not in comment[-1] and (line := next(inside, None)):
        comment.append(line.unindented(indent))
    last, _, after = comment.pop().partition(close)
    if after.strip() or (close not in text and (text.strip() or last.strip())):
        raise BlockError(
            first.number, f"the comment of this {FENCE} block must stand alone; use '{end}' after the picture"
        )
    recipe = [_unescaped(line) for line in comment[1:]] if comment else [_unescaped(last).strip()]
    for line in inside:
        if line.rest.strip() == end:
            return _block(first, line, words, recipe)._replace(done=True)
        if _COMMENT.match(line.content):
            break
    raise BlockError(first.number, f"this {FENCE} block has no end; put '{end}' after its picture")


def _block(first: MarkdownLine, last: MarkdownLine, words: list[str], recipe: list[str]) -> Block:
    first.skip(first.indent)
    prefix = first.text[: first.at]
    return Block(first.number, first.start, last.end, prefix, first.newline, tuple(words), tuple(recipe))


_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "*/": "&ast;/"}


def _escaped(text: str) -> str:
    """The text without signs that begin or end a comment."""
    for sign, entity in _ENTITIES.items():
        text = text.replace(sign, entity)
    return text


def _unescaped(text: str) -> str:
    for sign, entity in reversed(_ENTITIES.items()):
        text = text.replace(entity, sign)
    return text
