"""The page in which a layer is explored, in a frame of another page: what `:explore:` in a fence puts there.

One file serves a whole site: what a frame shows is in its link.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, cast

from convanim.core.errors import ConvanimError, OutputError
from convanim.core.escape import html_attribute
from convanim.layers.base import Layer
from convanim.layers.compute import Planes
from convanim.pipeline.explore import EXPLORED, layer_to_explore, page_text, write_page
from convanim.publish.asked_picture import FenceText
from convanim.publish.build_cache import digest
from convanim.publish.render import NAME_DIGITS, RenderOptions, read_fence
from convanim.recipe.numbers import seeded_numbers
from convanim.recipe.recipe import Recipe
from convanim.renderer.player.explorer import link_of, require_explorable
from convanim.values.exact import Matrix

EXPLORE = ":explore:"
"""The line of a fence that asks for it, where a system has no options of its own for fences."""

FRAME_HEIGHT = 900
"""Px; what is longer can be scrolled."""

MOST_IN_LINK = 144
"""Numbers of one grid that a link holds, as the page itself has it."""


class ExploreFrame(NamedTuple):
    """A frame: the theme of the page in it, the layer and the numbers that it starts at, its name."""

    theme: str
    layer: Layer
    numbers: str
    title: str

    @property
    def file(self) -> str:
        """The name of the page's file: the same for all frames that have the same page."""
        return f"explore-{digest(self._page())[:NAME_DIGITS]}.html"

    def written_into(self, folder: Path) -> Path:
        """The page's file in a folder, written if it is not there. Raises OutputError."""
        path = folder / self.file
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"cannot make the folder {folder}: {error.strerror}") from error
        if not path.exists():
            write_page(layer_to_explore(None, {}), self.theme, path)
        return path

    def linked(self, prefix: str, width: str = "") -> str:
        """HTML of the frame, for a page from which the file is behind a prefix."""
        return self._html(
            f'src="{html_attribute(f"{prefix}{self.file}#{link_of(self.layer)}{self.numbers}")}" loading="lazy"',
            width,
        )

    def carried(self, width: str = "") -> str:
        """HTML of the frame that carries the page in itself."""
        return self._html(f'srcdoc="{html_attribute(page_text(self.layer, self.theme, self.numbers))}"', width)

    def _repr_html_(self) -> str:
        return self.carried()

    def _page(self) -> str:
        return page_text(layer_to_explore(None, {}), self.theme)

    def _html(self, source: str, width: str) -> str:
        length = f"{width}px" if width.replace(".", "").isdigit() else width or "100%"
        return (
            f'<iframe title="{html_attribute(self.title)}" {source} sandbox="allow-scripts" '
            f'style="width:{length};max-width:100%;height:{FRAME_HEIGHT}px;border:0"></iframe>'
        )


def without_explore(text: str) -> tuple[str, bool]:
    r"""The text of a fence without the line that asks for the page, and whether there was one.

    >>> without_explore(":explore:\nconv -i 5 -k 3")
    ('conv -i 5 -k 3', True)
    """
    first, _, rest = text.lstrip("\n").partition("\n")
    return (rest, True) if first.strip() == EXPLORE else (text, False)


def explore_frame(text: str, options: RenderOptions) -> ExploreFrame:
    """The frame for what a fence asks for; nothing is written.

    Raises ConvanimError, worded for the fence, for whatever is wrong with it or cannot be explored.
    """
    recipe = read_fence(text, options).recipe
    if type(recipe.subject) not in [kind.subject for kind in EXPLORED.values()]:
        raise ConvanimError(f"only {', '.join(EXPLORED)} can be explored", way=f"use one, or leave out {EXPLORE}")
    layer = cast("Layer", recipe.subject)
    if options.format is not None:
        raise ConvanimError("a page to explore has no format", way="leave out the format")
    try:
        require_explorable(layer)
    except ConvanimError as error:
        raise ConvanimError(error.worded(FenceText(text).wording)) from error
    return ExploreFrame(recipe.options.theme, layer, _numbers(recipe, layer), options.alt or layer.name)


def _numbers(recipe: Recipe, layer: Layer) -> str:
    """The part of a link that holds the numbers of a recipe, where they are its own."""
    if not isinstance(recipe.numbers, Planes) or recipe.numbers == seeded_numbers(layer):
        return ""
    numbers = recipe.numbers.only
    grids = [("x", numbers.input)] + [("w", numbers.kernel)] * layer.reduction.weighted
    return "".join(f"&{key}={_row_by_row(grid)}" for key, grid in grids if len(grid) * len(grid[0]) <= MOST_IN_LINK)


def _row_by_row(grid: Matrix) -> str:
    return ";".join(",".join(f"{float(number):g}" for number in row) for row in grid)
