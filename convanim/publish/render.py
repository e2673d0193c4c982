"""A fence's text becomes files and their alternative text: the one core of every place where people write.

Files lie in a folder, named after a hash of what they are drawn from: the request, the theme, and what draws, which
is this version. So a name never means two pictures, and one that is there is not drawn again, whatever clocks say.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from convanim.core.errors import ConvanimError, OutputError, Setting
from convanim.core.files import content, inside
from convanim.core.limits import DEFAULTS, WHOLE, Limits
from convanim.core.suggest import choose
from convanim.language.known import LANGUAGE_OR_FILE
from convanim.publish.asked_picture import AskedPicture, FenceText
from convanim.publish.build_cache import BuildCache, digest, drawing_tools, source_of
from convanim.publish.draw_into import draw_into
from convanim.publish.page_files import IMAGES, PictureFile, Showing, dark_theme, picture_files
from convanim.recipe.files_read import files_read
from convanim.recipe.formats import FORMATS, require_format
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.style.theme_file import THEME_OR_FILE

RENDER_CACHE = ".convanim-pictures.json"
"""What was drawn from what, beside the pictures; without it everything is drawn again."""


NAME_DIGITS = 12
"""Of the hash in a file's name."""


class Medium(NamedTuple):
    """Something that is read, and how a picture is there."""

    summary: str
    suffix: str
    """The format where none is asked for."""
    moves: bool


MEDIA = {
    "page": Medium("a page in a browser", ".svg", True),
    "slide": Medium("a program that shows pictures, and no page", ".gif", True),
    "book": Medium("pixels that stand still", ".png", False),
    "paper": Medium("shapes that stand still", ".pdf", False),
}


class RenderOptions(NamedTuple):
    """How the picture of a fence is wanted, besides what stands in the fence."""

    cache: Path
    """The folder that keeps the files."""
    folder: Path
    """Files of numbers that the fence names are in it or below it."""
    medium: str = "page"
    format: str | None = None
    """Where it moves; None for what the fence says, else what suits the medium."""
    theme: str | None = None
    lang: str | None = None
    """The language of the page, where the fence names none and that is there."""
    switch: str = ""
    """The page's own switch to dark; empty where pictures follow the reader's device."""
    alt: str | None = None
    line: int = 0
    """The line before the fence's first, for messages."""
    limits: Limits = DEFAULTS


class Rendered(NamedTuple):
    """The files of a picture, in the order in which a browser tries them; the last one is always shown."""

    folder: Path
    files: tuple[PictureFile, ...]
    alt: str
    read: tuple[Path, ...]
    """Files of numbers that were read."""
    drawn: tuple[str, ...]
    """Names of the files that were not there yet."""

    @property
    def path(self) -> Path:
        """The file that is always shown."""
        return self.folder / self.files[-1].file


def read_fence(text: str, options: RenderOptions) -> AskedPicture:
    """The picture that a fence asks for, as it is wanted; nothing is drawn.

    Raises ConvanimError, worded for the fence, for whatever is wrong with it.
    """
    fence = FenceText(text, line=options.line)
    try:
        asked = fence.read(options.folder, options.limits)
        _medium(options)
        if options.theme is not None:
            THEME_OR_FILE.require_name(Setting("theme"), options.theme)
            asked = asked._replace(recipe=asked.recipe.drawn(theme=options.theme))
        if options.lang is not None:
            LANGUAGE_OR_FILE.require_name(Setting("lang"), options.lang)
            if asked.recipe.options.lang is None:
                asked = asked._replace(recipe=asked.recipe.drawn(lang=options.lang))
        _suffix(asked.recipe.options, options)
    except ConvanimError as error:
        raise _worded(error, fence) from error
    return asked


def render(text: str, options: RenderOptions) -> Rendered:
    """The files of the picture that a fence asks for, drawn as far as they are not there.

    Raises ConvanimError for a fence that is wrong, OutputError where a file could not be written.
    """
    asked = read_fence(text, options)
    try:
        return _rendered(asked, options)
    except ConvanimError as error:
        raise _worded(error, FenceText(text)) from error


def _rendered(asked: AskedPicture, options: RenderOptions) -> Rendered:
    medium, suffix = _medium(options), _suffix(asked.recipe.options, options)
    recipe = asked.recipe.drawn(format=None)
    if not medium.moves and not recipe.options.single:
        recipe = recipe.drawn(still=WHOLE, plays=None)
    dark = dark_theme(recipe.options, asked.page.dark_theme)
    require_format(Path(f"a{suffix}"), None, recipe.options.single, recipe.options.plays)
    read = files_read(recipe, options.folder)
    name = f"{_stem(asked, recipe)}-{_hash(recipe, dark, suffix, read)}"
    cache = BuildCache(options.cache / RENDER_CACHE)
    on_page = options.medium == "page"
    shows = Showing(dark, sources=on_page, switched=on_page and bool(options.switch))
    files = picture_files(recipe, shows, name, suffix, cache.facts)
    alt = next((one for one in (options.alt, asked.page.alt) if one is not None), files[-1].facts.alt)
    drawn = _draw(files, options.cache, cache)
    return Rendered(options.cache, files, alt, read, drawn)


def _draw(files: tuple[PictureFile, ...], folder: Path, cache: BuildCache) -> tuple[str, ...]:
    """Draw what is not there; the names of what was."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {folder}: {error.strerror}") from error
    drawn = tuple(file.file for file in files if draw_into(folder, file, cache)[0] == "drawn")
    if drawn:
        inside(folder, RENDER_CACHE, RENDER_CACHE)
        cache.save()
    return drawn


def _medium(options: RenderOptions) -> Medium:
    return choose("medium", options.medium, MEDIA)


def _suffix(drawing: Options, options: RenderOptions) -> str:
    """The format of the file. Raises ConvanimError for one that is no picture of a page."""
    medium, named = _medium(options), options.format or drawing.format
    if not medium.moves:
        return medium.suffix
    if named is not None:
        choose(Setting("format"), named, FORMATS)
    suffix = FORMATS[named] if named else ".png" if drawing.single and medium.suffix == ".gif" else medium.suffix
    if suffix not in IMAGES:
        way = f"use {', '.join(name for name, ending in FORMATS.items() if ending in IMAGES)}"
        raise ConvanimError(Setting("format", named), " is not shown as a picture", way=way)
    return suffix


def _stem(asked: AskedPicture, recipe: Recipe) -> str:
    return asked.name or recipe.file_name.removesuffix(recipe.options.suffix)


def _hash(recipe: Recipe, dark: str, suffix: str, read: tuple[Path, ...]) -> str:
    """Of all that the files are drawn from."""
    numbers = [digest(content(path) or b"") for path in read]
    return digest("\n".join([drawing_tools(), source_of(recipe).whole, dark, suffix, *numbers]))[:NAME_DIGITS]


def _worded(error: ConvanimError, fence: FenceText) -> ConvanimError:
    """The refusal in the words of the fence."""
    kind = OutputError if isinstance(error, OutputError) else ConvanimError
    return kind(error.worded(fence.wording))
