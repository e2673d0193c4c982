"""A file that a page shows: its bytes, and what the page says of it."""

from __future__ import annotations

from typing import NamedTuple

from convanim.pipeline.repaint import repainted
from convanim.pipeline.write import animate_bytes
from convanim.publish.page_files import PageFacts
from convanim.recipe.recipe import Recipe


class Drawn(NamedTuple):
    """The bytes of a picture's file, and what a page says of it."""

    data: bytes
    facts: PageFacts
    joined: str = ""
    """Which of its colours are one index."""


def draw_file(recipe: Recipe, suffix: str, old: Drawn | None = None) -> Drawn:
    """Draw a picture, or paint its `old` file anew, which differs from it in nothing but colours.

    Raises ConvanimError for what cannot be drawn.
    """
    data = repainted(recipe, suffix, old.data, old.joined) if old else None
    if old and data:
        return old._replace(data=data)
    data, report = animate_bytes(recipe, suffix)
    return Drawn(data, PageFacts.drawn(recipe, report), report.joined)
