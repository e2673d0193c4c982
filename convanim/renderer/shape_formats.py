"""Moving pictures drawn as shapes and words, without pixels: neither matplotlib nor Pillow is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, NamedTuple

from convanim.core.late import late
from convanim.encoder.base import Playing
from convanim.layout.page import Layout
from convanim.scene.picture import Picture
from convanim.style.themes import Theme


class ShapeFormat(NamedTuple):
    """A format of moving shapes and how it is written."""

    name: str
    write: Callable[[BinaryIO, Picture, Layout, Theme, Playing], None]
    """Raises ConvanimError where the file would be too large."""
    good_for: str
    """What it is good for, as the README says it."""
    stoppable: bool = False
    """Whether the reader can stop it."""


# Late: what draws shapes is not loaded for a GIF, nor for help.
WRITE_SVG = late("convanim.renderer.svg.animation", "write_svg")
WRITE_HTML = late("convanim.renderer.player.player", "write_html")

SHAPE_FORMATS = {
    ".svg": ShapeFormat("SVG", WRITE_SVG, "web pages: sharp at any size, light and dark in one file"),
    ".html": ShapeFormat("HTML player", WRITE_HTML, "lessons: to stop and to step through", stoppable=True),
}
"""Every format of moving shapes by its suffix; a row here is offered, tested and documented."""
