"""The explorable page as a widget of a notebook, whose layer can be read as it is changed; needs anywidget."""

from __future__ import annotations

from contextlib import suppress
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from convanim.core.errors import ConvanimError
from convanim.layers.base import Layer
from convanim.renderer.player.explorer import asked_texts, layer_asked


def has_widgets() -> bool:
    """Whether anywidget is installed."""
    return find_spec("anywidget") is not None


def explore_widget(layer: Layer, page: str) -> Any:
    """A widget that shows the page, and says what it asks for (`asked`) or why that is refused (`refused`)."""
    import anywidget
    import traitlets

    class ExploreWidget(anywidget.AnyWidget):
        """The page in a frame."""

        _esm = (files("convanim.publish") / "widget.js").read_text(encoding="utf-8")
        page = traitlets.Unicode().tag(sync=True)
        asked = traitlets.Dict().tag(sync=True)
        refused = traitlets.Unicode().tag(sync=True)

    return ExploreWidget(page=page, asked=asked_texts(layer))


def layer_shown(widget: Any, before: Layer) -> Layer:
    """The layer that a widget shows now, or the one `before` where what is asked for cannot be."""
    with suppress(ConvanimError):
        return layer_asked(widget.asked)
    return before
