"""A file in other colours: its pixels are indices, which no opaque theme changes, so its palette is enough."""

from __future__ import annotations

from convanim.core.toml_file import is_file
from convanim.encoder.encoders import ENCODERS
from convanim.pipeline.compose import compose
from convanim.recipe.recipe import Recipe
from convanim.style.theme_file import theme_named
from convanim.style.themes import LIGHT


def pixels_of(recipe: Recipe) -> str:
    """All that decides a picture's indices: the command without its theme; empty where a file decides them, too.

    On a see-through page what is empty has the page's index, and ramps are of other lengths.
    """
    if theme_named(recipe.options.theme).transparent or is_file(recipe.options.lang):
        return ""
    return recipe.drawn(theme=LIGHT.name).command


def repainted(recipe: Recipe, suffix: str, old: bytes, joined: str) -> bytes | None:
    """The file that drawing would make, from one that was drawn by the same code of the same pixels.

    `joined` says which of its colours are one index, as `Renderer` does. None where that format or this file
    needs drawing. Raises ConvanimError for what cannot be drawn.
    """
    encoder = ENCODERS.get(suffix)
    if encoder is None or encoder.repaint is None or not pixels_of(recipe):
        return None
    composition = compose(recipe)
    from convanim.renderer.raster.rasterizer import Renderer

    renderer = Renderer(composition.picture, composition.layout, composition.theme)
    return encoder.repaint(old, renderer.palette, recipe.said) if renderer.joined == joined else None
