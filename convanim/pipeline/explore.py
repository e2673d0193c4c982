"""A layer becomes the explorable page: the layer that it starts at, its text, its file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from convanim.core.errors import ConvanimError, Setting
from convanim.core.files import replacing, require_writable_place
from convanim.core.suggest import choose
from convanim.layers.base import Layer
from convanim.layers.parameters import PARAMETERS
from convanim.recipe.picture_kinds import PICTURE_KINDS
from convanim.renderer.player.explorer import EXPLORED_KINDS, explorer_page
from convanim.renderer.player.presets import PRESETS
from convanim.style.theme_file import theme_named

EXPLORED = {
    name: kind for name, kind in PICTURE_KINDS.items() if kind.viewed and kind.subject in EXPLORED_KINDS.values()
}
"""What can be explored: kinds of layers, by the names of their commands."""

PAGE_NAME = "explore.html"
"""The file that is written when no name is given."""

PAGE_SUFFIXES = (".html", ".htm")


def layer_to_explore(kind: str | None, values: Mapping[str, Any]) -> Layer:
    """The layer that the page starts at: what is not said is as in an example. Raises ConvanimError."""
    named = choose("kind of layer", kind or PRESETS[0].layer.kind, EXPLORED)
    given = {name: value for name, value in named.values(values).items() if value is not None}
    asked = [name for name, one in PARAMETERS.items() if name in given and str(given[name]) != str(one.default)]
    for preset in PRESETS if not asked else ():
        if preset.layer.kind == named.subject.kind and preset.layer.dims == given.get("dims", 2):
            return preset.layer
    return cast("type[Layer]", named.subject).of(**{"input": 5, "kernel": 3, **given})


def page_text(layer: Layer, theme: str, numbers: str = "") -> str:
    """The page; `numbers` are those that a link ends with.

    Raises ConvanimError for a layer that it cannot show, or a theme that is not known.
    """
    return explorer_page(layer, theme_named(theme), numbers)


def write_page(layer: Layer, theme: str, path: Path, clobber: bool = True) -> int:
    """Write the page, and say how many bytes it has. Raises ConvanimError, OutputError; then no file is changed."""
    if path.suffix.lower() not in PAGE_SUFFIXES:
        way = ("use ", Setting("path", f"{path.stem}.html"))
        raise ConvanimError(Setting("path", path.name), ": the page is an .html file", way=way)
    require_writable_place(path, clobber, PAGE_NAME)
    data = page_text(layer, theme).encode()
    with replacing(path, clobber) as file:
        file.write(data)
    return len(data)
