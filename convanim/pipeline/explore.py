"""A layer becomes the explorable page: the layer that it starts at, its text, its file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from convanim.core.errors import ConvanimError, Setting
from convanim.core.files import replacing, require_writable_place
from convanim.core.suggest import choose
from convanim.layers.base import Layer
from convanim.layers.parameters import PARAMETERS
from convanim.recipe.picture_kinds import PICTURE_KINDS
from convanim.renderer.player.explorer import explorer_page
from convanim.renderer.player.presets import PRESETS
from convanim.style.theme_file import theme_named

KINDS = {name: kind for name, kind in PICTURE_KINDS.items() if kind.viewed}
"""What can be explored: every kind of layer, by the names of its commands."""

FILE_NAME = "explore.html"
"""The file that is written when no name is given."""

SUFFIXES = (".html", ".htm")


def layer_to_explore(kind: str | None, values: Mapping[str, Any]) -> Layer:
    """The layer that the page starts at: what is not said is as in an example. Raises ConvanimError."""
    named = KINDS[choose("kind of layer", kind, KINDS)] if kind else KINDS[PRESETS[0].layer.kind]
    given = {name: value for name, value in named.values(values).items() if value is not None}
    asked = {
        name: value for name, value in given.items() if name not in PARAMETERS or value != PARAMETERS[name].default
    }
    if not asked.keys() & set(PARAMETERS):
        dims = given.get("dims", 2)
        for preset in PRESETS:
            if preset.layer.kind == named.layer.kind and preset.layer.dims == dims:
                return preset.layer
    usual = {"input": 5, **({"kernel": 3} if "output_size" not in asked and not asked.get("global_pooling") else {})}
    return named.layer.of(**{**usual, **asked})


def page_text(layer: Layer, theme: str) -> str:
    """The page. Raises ConvanimError for a layer that it cannot show, or a theme that is not known."""
    return explorer_page(layer, theme_named(theme))


def write_page(layer: Layer, theme: str, path: Path, clobber: bool = True) -> int:
    """Write the page, and say how many bytes it has. Raises ConvanimError, OutputError; then no file is changed."""
    if path.suffix.lower() not in SUFFIXES:
        way = ("use ", Setting("path", f"{path.stem}.html"))
        raise ConvanimError(Setting("path", path.name), ": the page is an .html file", way=way)
    require_writable_place(path, clobber, FILE_NAME)
    data = page_text(layer, theme).encode()
    with replacing(path, clobber) as file:
        file.write(data)
    return len(data)
