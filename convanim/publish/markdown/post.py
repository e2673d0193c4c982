"""A Markdown post whose blocks become pictures: every other byte stays, and a second run finds the same blocks."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from convanim.core.errors import ByPlace, ConvanimError, OutputError, Setting, Wording
from convanim.core.files import inside
from convanim.core.limits import DEFAULTS, Limits
from convanim.publish.asked_picture import FenceText
from convanim.publish.build_cache import BuildCache
from convanim.publish.draw_into import draw_into, found_in
from convanim.publish.drawn import Drawn, draw_file
from convanim.publish.gallery.draw import Outcome
from convanim.publish.markdown.fences import FENCE, HTML_COMMENT, JSX_COMMENT, Block, BlockError, blocks_in
from convanim.publish.markdown.style import (
    OF_THE_PAGE,
    Style,
    block_wording,
    read_block_words,
    require_near,
    require_style,
)
from convanim.publish.page_files import Known, PictureFile, dark_theme, picture_files, require_shown
from convanim.publish.snippet import require_on_page, require_switch, showing, snippet, suffix_for
from convanim.recipe.wording import command_line_wording

LARGEST_POST_BYTES = 1_000_000
"""Bytes of the longest post."""


MOST_BLOCKS = 500
"""Blocks of one post."""


POST_CACHE = ".convanim-md.json"
"""What was drawn from what, beside the pictures; without it everything is drawn again."""


class PostError(ConvanimError):
    """All that is wrong with a post, a line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems[-1])
        self.problems = tuple(problems)


class PostPicture(NamedTuple):
    """A file that a post shows."""

    name: str
    shown: PictureFile
    images: str
    """The folder that it goes into, seen from the post that is written."""
    line: int
    wording: Wording
    """The words of its block."""

    @property
    def command(self) -> str:
        """The command that draws it."""
        return self.shown.recipe.command

    def drawn(self) -> Drawn:
        """Its file, drawn."""
        return draw_file(self.shown.recipe, Path(self.shown.file).suffix)


class Post(NamedTuple):
    """A post as it is to be: its text, and the files it shows."""

    text: str
    drawings: tuple[PostPicture, ...]
    shortcode: bool = False
    """Whether it needs the shortcode of a Hugo site."""


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


class BlockPlace(NamedTuple):
    """Where a post is, and where what is made of it goes."""

    where: str
    """What messages call the post."""
    folder: Path
    """The post's own folder: files that it names are in it or below."""
    beside: Path
    """The folder that the post is written into."""


class Asked(NamedTuple):
    """What is asked of all blocks of a post."""

    given: Mapping[str, str] = {}
    """Fields of a `Style` that override what blocks remember."""
    limits: Limits = DEFAULTS
    """Blocks may lower them."""
    known: Callable[[str], Known] | None = None
    """From a folder of pictures to what was said of its files before."""


def plan_post(text: str, place: BlockPlace, asked: Asked | None = None) -> Post:
    """What becomes of a post; nothing is drawn, nor planned where it is already known.

    A new block is shown as the first one that was replaced before, if there is one.

    Raises PostError with a line for everything that is wrong: the file, the line, and why.
    """
    asked = asked or Asked()
    require_style(Style(**asked.given))
    problems: list[str] = []
    pieces: list[str] = []
    drawings: dict[str, PostPicture] = {}
    done, shortcode = 0, False
    blocks = list(islice(blocks_in(text), MOST_BLOCKS + 1))
    usual = _style_of_the_first(blocks)
    for number, block in enumerate(blocks, 1):
        if number > MOST_BLOCKS:
            problems.append(
                f"{place.where}, line {block.line}: a post has at most {MOST_BLOCKS} blocks; use several posts"
            )
            break
        try:
            if isinstance(block, BlockError):
                raise block
            own = read_block_words(block.words)[1]
            if "images" in own and "images" not in asked.given:
                require_near(own, place.beside, POST_CACHE)
            style = {**({} if block.done else usual), **own, **asked.given}
            lines = _shown(block, place, asked._replace(given=style), drawings)
            shortcode |= style.get("page") == "hugo"
        except ConvanimError as error:
            problems.append(f"{place.where}, line {block.line}: {error.worded(_wording(block, asked.given))}")
            continue
        pieces += [text[done : block.start], lines]
        done = block.end
    if problems:
        raise PostError(problems)
    return Post("".join([*pieces, text[done:]]), tuple(drawings.values()), shortcode)


def _wording(block: Block | BlockError, given: Container[str]) -> Wording:
    """How what is asked in a block is worded: as its recipe, and of the page as the line behind `convanim`.

    What was `given` on the command line is worded as there.
    """
    own = command_line_wording if isinstance(block, BlockError) else _text_of(block).wording

    def worded(part: Setting | ByPlace) -> str:
        if isinstance(part, Setting) and part.name in OF_THE_PAGE:
            return (command_line_wording if part.name in given else block_wording)(part)
        return own(part)

    return worded


def _style_of_the_first(blocks: Sequence[Block | BlockError]) -> dict[str, str]:
    """What the first block that was replaced before remembers."""
    first = next((block for block in blocks if isinstance(block, Block) and block.done), None)
    try:
        return read_block_words(first.words)[1] if first else {}
    except ConvanimError:  # which is said when its turn comes
        return {}


def _shown(block: Block, place: BlockPlace, asked: Asked, drawings: dict[str, PostPicture]) -> str:
    """The text that takes a block's place; its files are added to the drawings."""
    style = Style(**asked.given)
    require_style(style)
    require_switch(style.page, style.dark_switch)
    text = _text_of(block, read_block_words(block.words)[0])
    name, recipe, page = text.read(place.folder, asked.limits)
    if style.format and recipe.options.format is None and not recipe.options.single:
        recipe = recipe.drawn(format=style.format)
    suffix = suffix_for(style.page, recipe.options, style.dark_switch)
    require_on_page(style.page, suffix)
    name = name or recipe.file_name.removesuffix(recipe.options.suffix)
    shows = showing(style.page, dark_theme(recipe.options, page.dark_theme), style.dark_switch)
    known = asked.known(style.images) if asked.known else None
    require_shown(name + suffix, recipe.options)
    files = picture_files(recipe, shows, name, suffix, known)
    for file in files:
        _add(drawings, PostPicture(name, file, style.images, block.line, text.wording))
    alt = files[-1].facts.alt if page.alt is None else page.alt
    lines = snippet(style.page, files, alt, style.prefix(place.beside), style.dark_switch)
    mark = JSX_COMMENT if style.page == "mdx" else HTML_COMMENT
    return block.replaced(style.words(text.name), lines, mark)


def _add(drawings: dict[str, PostPicture], drawing: PostPicture) -> None:
    """Keep one drawing for each file. Raises ConvanimError where two pictures would take one name."""
    key = f"{drawing.images}/{drawing.shown.file}".casefold()  # some file systems do not tell A.gif from a.gif
    known = drawings.setdefault(key, drawing)
    if (known.command, known.shown.file) != (drawing.command, drawing.shown.file):
        raise ConvanimError(
            f"its picture {drawing.shown.file} would take the name of the one of line {known.line}; "
            f"give it another, as in ```{FENCE} name={drawing.name}_2"
        )


def _text_of(block: Block, name: str = "") -> FenceText:
    """What stands in a block."""
    return FenceText("\n".join(block.recipe), name, block.line)


class Caches:
    """What was drawn from what, for each folder of pictures, seen from the post that is written."""

    def __init__(self, beside: Path) -> None:
        self._beside = beside
        self._caches: dict[str, BuildCache] = {}

    def of(self, images: str) -> BuildCache:
        """That of a folder."""
        return self._caches.setdefault(images, BuildCache(self._beside / images / POST_CACHE))

    def known(self, images: str) -> Known:
        """What was said before of the files in a folder."""
        return self.of(images).facts


def draw_post(post: Post, beside: Path, caches: Caches) -> Iterator[tuple[Path, Outcome]]:
    """Draw the files that changed, each into its folder, which is made where it is missing; give folder and outcome.

    One that fails stops no other. Raises OutputError where a folder cannot be made.
    """
    for images in dict.fromkeys(drawing.images for drawing in post.drawings):
        folder = beside / images
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"cannot make the folder {folder}: {error.strerror}") from error
        for drawing in post.drawings:
            if drawing.images == images:
                yield folder, _drawn(drawing, folder, caches.of(images))
        try:
            inside(folder, POST_CACHE, POST_CACHE)
            caches.of(images).save()
        except ConvanimError as error:
            yield folder, Outcome(POST_CACHE, "error", error=str(error))


def _drawn(drawing: PostPicture, folder: Path, cache: BuildCache) -> Outcome:
    """What became of a file."""
    name = drawing.shown.file
    try:
        state, size = draw_into(folder, drawing.shown, cache)
    except ConvanimError as error:
        return Outcome(name, "error", error=error.worded(drawing.wording))
    return Outcome(name, state, size)


def check_post(post: Post, beside: Path) -> Iterator[tuple[Path, Outcome]]:
    """Draw every picture anew and compare it with its file, byte by byte; write nothing, and trust no ledger."""
    for drawing in post.drawings:
        name, folder = drawing.shown.file, beside / drawing.images
        try:
            found = found_in(folder, name)
            if found and found == drawing.drawn().data:
                yield folder, Outcome(name, "same", len(found))
            else:
                yield folder, Outcome(name, "missing" if found is None else "differs")
        except ConvanimError as error:
            yield folder, Outcome(name, "error", error=error.worded(drawing.wording))
