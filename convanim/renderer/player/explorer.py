"""The explorable page: one HTML file in which a layer is changed and touched; its geometry is in JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convanim.core.errors import ConvanimError, Setting
from convanim.core.escape import escaped
from convanim.core.suggest import choose
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.layers.padding import PADDINGS
from convanim.layers.parameters import LAYER_OPTIONS, PARAMETERS
from convanim.layers.reduction import MAXIMUM, MEAN, WEIGHTED_SUM
from convanim.renderer.markup import dark_variant
from convanim.renderer.player.presets import PRESETS
from convanim.renderer.squeeze import squeezed
from convanim.renderer.web_page import as_json, filled, page_colors, part
from convanim.scene.roles import Role
from convanim.style.themes import Theme
from convanim.values.exact import Matrix
from convanim.values.seeds import seeded_input, seeded_kernel

EXPLORED_KINDS = {name: kind for name, kind in LAYERS.items() if kind.reduction in (WEIGHTED_SUM, MAXIMUM, MEAN)}
"""Kinds of layers that the page can show: its own arithmetic, in JavaScript, knows how their values become one."""

SCRIPTS = ("axes.js", "layer.js", "code.js", "numbers.js", "picture.js", "page.js")
"""In the order in which they need each other; the first three know nothing of the page."""

MOST_EXPLORED = {"input": 64, "kernel": 32, "padding": 64, "stride": 32, "dilation": 32, "output_padding": 31}
"""Of each number, the most that the page takes."""

MOST_CELLS = 320
"""Cells along one axis, padded and with zeros inserted: what is still drawn at once, at a px or two for each."""

SIGNS, SIGNS_TOGETHER = "".join(map(chr, (*range(35, 60), *range(61, 92), *range(93, 122)))), 5
"""85 signs that JSON in a script leaves as they are, and how many of them hold some numbers together."""

MOST_SHOWN_CELLS = (
    Role.INPUT, Role.INSERTED_ZERO, Role.PADDING, Role.CROPPED, Role.CROPPED_INPUT, Role.UNREAD_INPUT,
    Role.WINDOW_INPUT, Role.WINDOW_ZERO, Role.WINDOW_WINNER, Role.OUTPUT_DONE, Role.OUTPUT_HOLE, Role.OUTPUT_CURRENT,
    Role.KERNEL,
)  # fmt: skip
"""Roles that the page draws."""


LINED = Role.PADDING, Role.CROPPED, Role.CROPPED_INPUT, Role.UNREAD_INPUT
"""Those of them that have lines of their own."""


def explorer_page(layer: Layer, theme: Theme, numbers: str = "") -> str:
    """The page, which starts at a layer, and at the numbers that a link ends with.

    Raises ConvanimError for a layer that it cannot show.
    """
    require_explorable(layer)
    return filled(
        part("explorer.html").replace(">\n<", "><"),
        {
            "title": escaped(f"{layer.name}: {layer.sizes}"),
            "colors": page_colors(theme) + _role_colors(theme),
            "style": part("explorer.css").replace("\n", ""),
            "data": as_json(explorer_data(layer, numbers)),
            "script": squeezed("\n".join(map(part, SCRIPTS))),
        },
    )


def require_explorable(layer: Layer) -> None:
    """Refuse a layer that has options without a place on the page, or more cells than it draws."""
    for name, value in layer.asked().items():
        if name != "dims" and name in LAYER_OPTIONS:
            way = "leave out ", Setting(name, value), ", or draw it"
            raise ConvanimError(Setting(name, value), " cannot be explored", way=way)
    for name in layer.parameters:
        largest = max(max(value) if isinstance(value, tuple) else value for value in getattr(layer, name))
        if largest > MOST_EXPLORED[name] and not (name == "padding" and layer.padding_name):
            way = "use ", Setting(name, MOST_EXPLORED[name]), " or less"
            raise ConvanimError(Setting(name, largest), " is more than the page shows", way=way)
    size = max(axis.drawn for axis in layer.axes)
    if size > MOST_CELLS:
        raise ConvanimError(
            f"the padded input has {size} cells along one axis, and the page shows {MOST_CELLS}",
            way=("use a smaller ", Setting("input"), " or ", Setting("padding")),
        )


def explorer_data(layer: Layer, numbers: str = "") -> dict[str, Any]:
    """What the page's scripts know of Python's tables, and the layer that they start at."""
    return {
        "kinds": {
            name: {
                "title": kind.titled(),
                "summary": kind.summary,
                "window": kind.window,
                "without": [one for one in PARAMETERS if one not in kind.parameters],
                "unnamed": [name for name in PADDINGS if name not in kind.paddings],
                "weighted": kind.reduction.weighted,
                "stamps": kind.stamps,
                "reduction": kind.reduction.name,
            }
            for name, kind in EXPLORED_KINDS.items()
        },
        "parameters": [
            {"name": one.name, "symbol": one.symbol, "flag": one.flag, "least": one.least, "default": one.default}
            for one in PARAMETERS.values()
        ],
        "paddings": list(PADDINGS),
        "most": MOST_EXPLORED,
        "cells": MOST_CELLS,
        "roles": [role.key for role in MOST_SHOWN_CELLS],
        "presets": [{"title": one.title, "says": one.says, "asked": link_of(one.layer)} for one in PRESETS],
        "asked": link_of(layer) + numbers,
        "input": _packed(seeded_input(0, MOST_EXPLORED["input"], MOST_EXPLORED["input"]), 0, 10, 9),
        "kernel": _packed(seeded_kernel(0, MOST_EXPLORED["kernel"], MOST_EXPLORED["kernel"]), -1, 4, 16),
    }


def _packed(grid: Matrix, least: int, base: int, together: int) -> str:
    """The numbers that a seed makes, row by row, whatever the grid's shape; so many of them in five signs.

    >>> _packed(((1, 2, 3), (4, 5, 6)), 0, 10, 3)
    '###$J###(C'
    """
    numbers = [int(number) - least for row in grid for number in row]
    parts = [numbers[start : start + together] for start in range(0, len(numbers), together)]
    values = [sum(number * base ** (together - 1 - at) for at, number in enumerate(some)) for some in parts]
    places = [len(SIGNS) ** place for place in reversed(range(SIGNS_TOGETHER))]
    return "".join(SIGNS[value // place % len(SIGNS)] for value in values for place in places)


def asked_texts(layer: Layer) -> dict[str, str]:
    """The texts that a layer is asked for by on the page and in its links."""
    texts = {"kind": layer.kind, "dims": str(layer.dims)}
    for name, parameter in PARAMETERS.items():
        texts[parameter.symbol] = layer.given(name).replace("×", "x")
    return texts | ({"p": layer.padding_name, "op": "0"} if layer.padding_name else {})


def layer_asked(texts: Mapping[str, str]) -> Layer:
    """The layer that such texts ask for. Raises ConvanimError for one that no framework accepts.

    >>> layer_asked({"kind": "conv", "i": "5", "k": "3", "p": "same"}).output
    (5, 5)
    """
    sizes = {name: texts[one.symbol] for name, one in PARAMETERS.items() if one.symbol in texts}
    return choose("kind", texts["kind"], EXPLORED_KINDS).of(**sizes, dims=int(texts.get("dims", 2)))


def link_of(layer: Layer) -> str:
    """The part of a link that asks for a layer; what is as usual is left out."""
    usual = {"dims": "2", "p": "0", "s": "1", "d": "1", "op": "0"}
    if not layer.reduction.weighted:
        usual["s"] = layer.given("kernel").replace("×", "x")
    return "&".join(f"{key}={text}" for key, text in asked_texts(layer).items() if usual.get(key) != text)


def _role_colors(theme: Theme) -> str:
    """The colours of the cells, and of what joins them, from the theme."""

    def variables(some: Theme) -> str:
        looks = [(role.key, some.look(role)) for role in MOST_SHOWN_CELLS]
        own = "".join(f"--{key}:{look.fill};--{key}-ink:{look.ink};" for key, look in looks)
        own += "".join(f"--{role.key}-line:{some.look(role).line};" for role in LINED)
        own += f"--soft:{some.look(Role.PADDING).fill};"
        return f":root{{{own}--accent:{some.accent};--tint:{some.tint}}}"

    dark = dark_variant(theme)
    return variables(theme) + (f"@media (prefers-color-scheme:dark){{{variables(dark)}}}" if dark else "")
