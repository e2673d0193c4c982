"""Themes on one picture: the same step of the same small layer in each, under its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from convanim.core.cache_folder import cache_folder
from convanim.layers.transposed import TransposedConvolution
from convanim.layout.place import lay_out
from convanim.pipeline.compose import compose
from convanim.pipeline.sheet_file import write_sheet
from convanim.pipeline.write import Report
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.scene.nodes import Heading
from convanim.style.color import rgb
from convanim.style.themes import Theme

if TYPE_CHECKING:
    from convanim.encoder.delta import Indices

COLUMNS = 2


PICTURE_GAP = 12
"""Px between pictures."""


SHEET_EDGE = "#8b949e"
"""A grey that neither a white nor a black picture melts into."""


THEME_WIDTH = 460
"""Most px that one picture is wide."""


SHOWN_STEP = 8
"""The step shown: the window is over input and zeros, some output is done, some is not."""


LONGEST_THEME_NAME = 22


PAGE_COLORS = {" on white": "#ffffff", " on black": "#000000"}
"""Where a transparent theme is shown."""


class ThemePicture(NamedTuple):
    """One theme's picture: indices (height, width), and RGB colours (n, 3)."""

    image: Indices
    colors: Indices


def draw_sheet(themes: Sequence[Theme], target: Path) -> Report:
    """Draw themes side by side into a file, whose suffix picks the format of a still.

    Raises ConvanimError for a suffix or a place that there is not, OutputError where it could not be written.
    """
    return write_sheet(target, lambda: _joined([tile for theme in themes for tile in _tiles(theme)]))


def _tiles(theme: Theme) -> list[ThemePicture]:
    """A theme's picture; of a transparent one, on white and on black."""
    import numpy as np

    from convanim.renderer.raster.rasterizer import Renderer
    from convanim.renderer.raster.sprites import Sprites

    tiles, sprites = [], Sprites(cache_folder())
    pages = PAGE_COLORS if theme.transparent else {"": theme.background}
    for on, page in pages.items():
        picture = compose(Recipe(TransposedConvolution.of(3, 3, 1, 2), Options(still=str(SHOWN_STEP)))).picture
        named = replace(picture, heading=Heading(_shown(theme.name) + on, words=theme.summary))
        renderer = Renderer(named, lay_out(named, THEME_WIDTH), theme, sprites=sprites)
        palette = renderer.palette.astype(float)
        alpha = palette[:, 3:] / 255 if theme.transparent else 1.0
        colors = np.rint(palette[:, :3] * alpha + np.array(rgb(page)) * (1 - alpha)).astype(np.uint8)
        tiles.append(ThemePicture(next(renderer.frames()).image, colors))
    sprites.keep()
    return tiles


def _shown(name: str) -> str:
    """A theme's name in letters that the font has, short enough for its picture."""
    letters = "".join(letter if letter.isascii() and letter.isprintable() else "?" for letter in name)
    return letters if len(letters) <= LONGEST_THEME_NAME else letters[: LONGEST_THEME_NAME - 1] + "…"


def _joined(tiles: Sequence[ThemePicture]) -> Indices:
    """All pictures in rows, in colours: together they have more than one palette holds."""
    import numpy as np

    height = max(tile.image.shape[0] for tile in tiles)
    width = max(tile.image.shape[1] for tile in tiles)
    columns = min(COLUMNS, len(tiles))
    rows = -(-len(tiles) // columns)
    sheet = np.full(
        (rows * (height + PICTURE_GAP) + PICTURE_GAP, columns * (width + PICTURE_GAP) + PICTURE_GAP, 3),
        rgb(SHEET_EDGE),
        np.uint8,
    )
    for number, tile in enumerate(tiles):
        top, left = (
            PICTURE_GAP + number // columns * (height + PICTURE_GAP),
            PICTURE_GAP + number % columns * (width + PICTURE_GAP),
        )
        place = sheet[top : top + height, left : left + width]
        place[:] = tile.colors[0]
        place[: tile.image.shape[0], : tile.image.shape[1]] = tile.colors[tile.image]
    return sheet
