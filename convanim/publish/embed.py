"""One picture for a page: what to paste there, and the files that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from convanim.core.errors import ConvanimError
from convanim.pipeline.write import Report, animate, animate_frames
from convanim.publish.page_files import (
    PLAYER,
    PictureFile,
    alternative,
    dark_theme,
    picture_files,
    require_shown,
    step_files,
)
from convanim.publish.snippet import require_on_page, require_switch, showing, snippet, suffix_for, target_named
from convanim.recipe.recipe import Recipe


class Embedding(NamedTuple):
    """How a page shows a picture, as it was asked for."""

    page: str
    dark_switch: str = ""
    """The page's own switch to dark: `material`, `furo`, `pydata`, or a selector; empty where it has none."""
    dark_theme: str | None = None
    alt: str | None = None


def page_of(page: str | None, path: Path | None) -> str:
    """The kind of page that is meant where none is named: the player's for its file."""
    return page or ("iframe" if path and path.suffix.lower() == PLAYER else "commonmark")


class Embedded(NamedTuple):
    """What to paste, and what it shows."""

    text: str
    folder: Path
    files: tuple[PictureFile, ...]
    stem: str = ""
    """What the files of steps are named after; empty where the files are pictures by themselves."""

    def write(self, recipe: Recipe, cache: bool = True) -> Iterator[tuple[Path, Report]]:
        """Make the files: each path, or the folder of the steps, and what is in it."""
        if self.stem:
            yield self.folder, animate_frames(recipe, self.folder, cache=cache, stem=self.stem)
            return
        for file in self.files:
            yield self.folder / file.file, animate(file.recipe, self.folder / file.file, cache=cache)


def embedded(recipe: Recipe, wanted: Embedding, path: Path | None, url_prefix: str | None) -> Embedded:
    """What to paste into a page; nothing is drawn. Raises ConvanimError for what no such page shows."""
    options, target = recipe.options, wanted.page
    require_switch(target, wanted.dark_switch)
    path = path or Path(_default_name(recipe, wanted))
    if str(path) == "-":
        raise ConvanimError("-o - has no name to link to", way="use -o with a file name")
    suffix = path.suffix.lower() or suffix_for(target, options, wanted.dark_switch)
    shows = showing(target, dark_theme(options, wanted.dark_theme), wanted.dark_switch)
    name = path.stem if path.suffix else path.name
    steps = target_named(target).steps
    if steps:
        require_on_page(target, suffix)
        files = step_files(recipe, name)
    else:
        require_shown(name + suffix, options)
        files = picture_files(recipe, shows, name, suffix)
    require_on_page(target, suffix)
    folder = "" if path.parent == Path() else f"{path.parent.as_posix().rstrip('/')}/"
    prefix = folder if url_prefix is None else url_prefix
    text = "\n".join(snippet(target, files, alternative(recipe, wanted.alt), prefix, wanted.dark_switch)).strip("\n")
    return Embedded(text, path.parent, files, name if steps else "")


def _default_name(recipe: Recipe, wanted: Embedding) -> str:
    return recipe.file_name.removesuffix(recipe.options.suffix) + suffix_for(
        wanted.page, recipe.options, wanted.dark_switch
    )
