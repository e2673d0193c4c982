"""A Markdown post whose blocks become pictures: every other byte stays, and a second run finds the same blocks."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from convanim.core.errors import ConvanimError, OutputError, Setting, Wording
from convanim.core.files import content, inside, replacing
from convanim.core.limits import DEFAULTS, Limits
from convanim.core.safe_toml import parse
from convanim.core.suggest import choose
from convanim.publish.build_cache import BuildCache, source_of
from convanim.publish.drawn import Drawn, draw_file
from convanim.publish.gallery.draw import Outcome
from convanim.publish.gallery.manifest import PICTURE_NAME, entry_of
from convanim.publish.markdown.fences import FENCE, Block, BlockError, blocks_in
from convanim.publish.snippet import TARGETS, Known, PictureFile, dark_theme, picture_files, snippet
from convanim.recipe.from_words import read_words
from convanim.recipe.numbers import below
from convanim.recipe.options import PageOptions
from convanim.recipe.recipe import Recipe
from convanim.recipe.wording import command_line_wording, table_wording

LARGEST_POST_BYTES = 1_000_000
"""Bytes of the longest post."""


LONGEST_BLOCK = 64 * 1024
"""Characters of the longest block."""


MOST_BLOCKS = 500
"""Blocks of one post."""


MOST_WORDS = 500
"""Words of its options."""


POST_CACHE = ".convanim-md.json"
"""What was drawn from what, beside the pictures; without it everything is drawn again."""


SHOWN_KEYS = ("dark_theme", "alt")
"""Keys of a block that say how its picture is shown, besides those of a gallery."""


_TOML = re.compile(r"[ \t]*[A-Za-z_][\w-]*[ \t]*=")


_TOML_LINE = re.compile(r" \(at line (\d+), column \d+\)$")


class PostError(ConvanimError):
    """All that is wrong with a post, a line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems[-1])
        self.problems = tuple(problems)


class Style(NamedTuple):
    """How pictures are shown: the kind of page, and what stands before a file's name in a URL."""

    target: str
    url_prefix: str


class PostPicture(NamedTuple):
    """A file that a post shows."""

    name: str
    shown: PictureFile
    line: int
    wording: Wording
    """The words of its block."""

    @property
    def command(self) -> str:
        """The command that draws it."""
        return self.shown.recipe.command

    def drawn(self, old: Drawn | None = None) -> Drawn:
        """Its file, drawn, or painted anew from an old one of the same pixels."""
        return draw_file(self.shown.recipe, Path(self.shown.file).suffix, old)


class Post(NamedTuple):
    """A post as it is to be: its text, and the files it shows."""

    text: str
    drawings: tuple[PostPicture, ...]


def read_post(data: bytes, where: str) -> str:
    """The text. Raises ConvanimError for what is not Markdown text."""
    if len(data) > LARGEST_POST_BYTES:
        raise ConvanimError(f"{where} has more than {LARGEST_POST_BYTES:,} bytes; name a post of Markdown text")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ConvanimError(
            f"{where} is not Markdown text (byte {error.start} is not UTF-8); save it as UTF-8"
        ) from None
    if "\0" in text:
        raise ConvanimError(f"{where} is not Markdown text (it has a zero byte); name a post of Markdown text")
    return text


def require_style(target: str) -> None:
    """Refuse a kind of page that does not stand in Markdown."""
    pages = {name: row for name, row in TARGETS.items() if row.in_markdown}
    if target in TARGETS and target not in pages:
        way = f"use {' or '.join(pages)}"
        raise ConvanimError(Setting("page", target), " is not for a Markdown post", way=way)
    choose(Setting("page"), target, pages)


def plan_post(
    text: str, where: str, folder: Path, style: Style, limits: Limits = DEFAULTS, known: Known | None = None
) -> Post:
    """What becomes of a post; nothing is drawn, nor planned where it is already `known`. Blocks may lower `limits`.

    Numbers are only read from files in `folder` or below it.

    Raises PostError with a line for everything that is wrong: the file, the line, and why.
    """
    require_style(style.target)
    problems: list[str] = []
    pieces: list[str] = []
    drawings: dict[str, PostPicture] = {}
    done = 0
    for number, block in enumerate(blocks_in(text), 1):
        if number > MOST_BLOCKS:
            problems.append(f"{where}, line {block.line}: a post has at most {MOST_BLOCKS} blocks; use several posts")
            break
        in_toml = not isinstance(block, BlockError) and _is_toml(block)
        wording = table_wording if in_toml else command_line_wording
        try:
            if isinstance(block, BlockError):
                raise block
            name, recipe, page = _picture(block, folder, limits)
            dark = dark_theme(recipe.options, page.dark_theme)
            shown = picture_files(recipe, dark, name, recipe.options.suffix, known)
            for file in shown:
                _add(drawings, PostPicture(name, file, block.line, wording))
            alt = shown[-1].facts.alt if page.alt is None else page.alt
        except ConvanimError as error:
            problems.append(f"{where}, line {block.line}: {error.worded(wording)}")
            continue
        pieces += [text[done : block.start], block.replaced(snippet(style.target, shown, alt, style.url_prefix))]
        done = block.end
    if problems:
        raise PostError(problems)
    return Post("".join([*pieces, text[done:]]), tuple(drawings.values()))


def _add(drawings: dict[str, PostPicture], drawing: PostPicture) -> None:
    """Keep one drawing for each file. Raises ConvanimError where two pictures would take one name."""
    key = drawing.shown.file.casefold()  # some file systems do not tell A.gif from a.gif
    known = drawings.setdefault(key, drawing)
    if (known.command, known.shown.file) != (drawing.command, drawing.shown.file):
        raise ConvanimError(
            f"its picture {drawing.shown.file} would take the name of the one of line {known.line}; "
            f"give it another, as in ```{FENCE} name={drawing.name}_2"
        )


def _picture(block: Block, folder: Path, limits: Limits) -> tuple[str, Recipe, PageOptions]:
    """The picture that a block asks for: its name, how it is drawn, how it is shown."""
    if sum(len(line) + 1 for line in block.recipe) > LONGEST_BLOCK:
        raise ConvanimError(
            f"the block has more than {LONGEST_BLOCK:,} characters", way="use fewer, or a file of numbers"
        )
    name = _name(block.words)
    if _is_toml(block):
        return _from_toml(block, name, folder, limits)
    try:
        words = shlex.split("\n".join(block.recipe).replace("\\\n", " "))
    except ValueError as error:
        raise ConvanimError(f"the options cannot be read ({str(error).lower()})", way="close every quote") from error
    if len(words) > MOST_WORDS:
        raise ConvanimError(
            f"the block has {len(words):,} words, and {MOST_WORDS} are the most", way="use fewer options"
        )
    read = read_words(words).within(limits)
    recipe = read.recipe(below(folder))
    return name or Path(recipe.file_name).stem, recipe, read.page


def _is_toml(block: Block) -> bool:
    """Whether a block holds TOML, and not the words of a command: its first line tells."""
    return next((bool(_TOML.match(line)) for line in block.recipe if line.strip(" \t")), False)


def _name(words: Sequence[str]) -> str:
    """The file's name in the info string, or nothing."""
    names = []
    for word in words:
        key, _, value = word.partition("=")
        choose("word after convanim", key, {"name": 0}, f"'{word}'")
        if not PICTURE_NAME.fullmatch(value):
            raise ConvanimError(
                f"the name {value!r} is not one for a file; use letters, digits, dot, dash and underscore"
            )
        names.append(value)
    if len(names) > 1:
        raise ConvanimError(f"there are {len(names)} names; give one, as in ```{FENCE} name={names[0]}")
    return names[0] if names else ""


def _from_toml(block: Block, name: str, folder: Path, limits: Limits) -> tuple[str, Recipe, PageOptions]:
    try:
        row = parse("\n".join(block.recipe))
    except ValueError as error:
        at = _TOML_LINE.search(str(error))
        number = f" (line {block.line + int(at[1])})" if at else ""
        raise ConvanimError(f"the block is not TOML: {_TOML_LINE.sub('', str(error))}{number}") from error
    if name and "name" in row:
        raise ConvanimError("the name is given twice", way="leave one of them out")
    own = {key: row.pop(key) for key in SHOWN_KEYS if key in row}
    for key, value in own.items():
        if not isinstance(value, str):
            raise ConvanimError(f"{key} = {value!r} is of the wrong type", way="use a text in quotes")
    named = name or "name" in row
    try:
        entry = entry_of({"name": name or FENCE} | row, folder, SHOWN_KEYS, limits=limits)
    except TypeError as error:
        raise ConvanimError(str(error)) from error
    name = entry.name if named else Path(entry.recipe.file_name).stem
    return name, entry.recipe, PageOptions(**own)


def draw_post(post: Post, folder: Path, ledger: BuildCache) -> Iterator[Outcome]:
    """Draw the files that changed into a folder, which is made where it is missing; one that fails stops no other.

    Raises OutputError where that fails.
    """
    if not post.drawings:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {folder}: {error.strerror}") from error
    for drawing in post.drawings:
        name = drawing.shown.file
        try:
            source, found = source_of(drawing.shown.recipe), _found(folder, name)
            if found and ledger.knows(name, source, found):
                yield Outcome(name, "kept", len(found))
                continue
            drawn = drawing.drawn(ledger.same_pixels(name, source, found) if found else None)
            if found != drawn.data:
                with replacing(folder / name) as file:
                    file.write(drawn.data)
        except ConvanimError as error:
            yield Outcome(name, "error", error=error.worded(drawing.wording))
            continue
        ledger.note(name, source, drawn)
        yield Outcome(name, "drawn", len(drawn.data))
    try:
        inside(folder, POST_CACHE, POST_CACHE)
        ledger.save()
    except ConvanimError as error:
        yield Outcome(POST_CACHE, "error", error=str(error))


def _found(folder: Path, name: str) -> bytes | None:
    """What is in a picture's file; no link is followed that leads out of the folder of pictures."""
    inside(folder, name, f"the file of '{name}'")
    return content(folder / name)


def check_post(post: Post, folder: Path) -> Iterator[Outcome]:
    """Draw every picture anew and compare it with its file, byte by byte; write nothing, and trust no ledger."""
    for drawing in post.drawings:
        name = drawing.shown.file
        try:
            found = _found(folder, name)
            if found and found == drawing.drawn().data:
                yield Outcome(name, "same", len(found))
            else:
                yield Outcome(name, "missing" if found is None else "differs")
        except ConvanimError as error:
            yield Outcome(name, "error", error=error.worded(drawing.wording))
