"""Panels with their names and the arrows between them: side by side, or one above the other."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from convanim.layout.metrics import width as text_width
from convanim.layout.metrics import wrap_evenly
from convanim.layout.page import (
    LARGEST_CELL,
    LINE,
    MARGIN,
    PANEL_GAP,
    PANEL_NAME,
    SIGN,
    SIGN_GAP,
    SMALLEST_CELL,
    TALLEST,
    Place,
    Point,
    Scale,
    Text,
)
from convanim.scene.frames import ARROW, Panel


class PanelGroup(NamedTuple):
    """Panels with their names and the arrows between them."""

    width: int
    height: int
    places: dict[str, Place]
    names: tuple[Text, ...]
    """The words below panels and the signs between them."""
    arrows: tuple[tuple[Point, Point], ...]

    def moved(self, dx: int, dy: int) -> PanelGroup:
        """The same group elsewhere."""
        return PanelGroup(
            self.width,
            self.height,
            {name: place._replace(x=place.x + dx, y=place.y + dy) for name, place in self.places.items()},
            tuple(text._replace(x=text.x + dx, y=text.y + dy) for text in self.names),
            tuple(((x0 + dx, y0 + dy), (x1 + dx, y1 + dy)) for (x0, y0), (x1, y1) in self.arrows),
        )


@lru_cache(maxsize=64)
def arrange(panels: tuple[Panel, ...], scale: Scale) -> PanelGroup | None:
    """Side by side, or one above the other where that makes the cells much larger (flat, wide layers)."""
    beside = _largest(lambda cell: _beside(panels, cell, scale), scale)
    below = _largest(lambda cell: _below(panels, cell, scale), scale)
    if beside and below:
        return below if cell_of(below) > 1.2 * cell_of(beside) else beside
    return beside or below


def cell_of(group: PanelGroup) -> int:
    """The side of a cell, px, the same in all panels."""
    return next(iter(group.places.values())).cell


def _largest(arranged: Callable[[int], PanelGroup], scale: Scale) -> PanelGroup | None:
    room = scale.width - 2 * scale.px(MARGIN)
    for cell in range(scale.px(LARGEST_CELL), SMALLEST_CELL - 1, -1):
        group = arranged(cell)
        if group.width <= room and group.height <= scale.px(TALLEST):
            return group
    return None


def _broken(panel: Panel, cell: int, scale: Scale) -> tuple[list[str], int, int]:
    """A panel's words broken into lines, their width, and the distance of their baselines."""
    size = scale.font(PANEL_NAME)
    lines = wrap_evenly(panel.caption, size, max(panel.columns * cell, scale.px(150)))
    return lines, round(max(text_width(line, size) for line in lines)), round(size * LINE)


def _named(panel: Panel, place: Place, scale: Scale) -> list[Text]:
    """The words below a placed panel, centred under it."""
    size = scale.font(PANEL_NAME)
    lines, _, leading = _broken(panel, place.cell, scale)
    first = place.y + place.height + scale.px(8) + size
    centre = place.x + place.width / 2
    return [
        Text(line, round(centre - text_width(line, size) / 2), first + leading * index, size)
        for index, line in enumerate(lines)
    ]


def _beside(panels: Sequence[Panel], cell: int, scale: Scale) -> PanelGroup:
    """Panels in a row, centred on one axis, an arrow between neighbours."""
    tall = max(panel.rows for panel in panels) * cell
    places: dict[str, Place] = {}
    texts: list[Text] = []
    x = bottom = gap = 0
    for panel in panels:
        _, wide, _ = _broken(panel, cell, scale)
        column = max(panel.columns * cell, wide)
        y = (tall - panel.rows * cell) // 2
        place = Place(x + (column - panel.columns * cell) // 2, y, cell, panel.rows, panel.columns)
        places[panel.name] = place
        texts += _named(panel, place, scale)
        bottom = max(bottom, texts[-1].y + scale.px(6))
        gap = scale.px(PANEL_GAP if panel.sign == ARROW else SIGN_GAP)
        x += column + gap
    arrows = []
    for panel, (before, after) in zip(panels, itertools.pairwise(places.values()), strict=False):
        middle, half = (before.x + before.width + after.x) // 2, scale.px(30)
        if panel.sign == ARROW:
            arrows.append(((middle - half, tall // 2), (middle + half, tall // 2)))
        else:
            texts.append(_sign(panel.sign, middle, tall // 2, scale))
    return PanelGroup(x - gap, bottom, places, tuple(texts), tuple(arrows))


def _sign(sign: str, x: int, y: int, scale: Scale) -> Text:
    """A sign centred on a point."""
    size = scale.font(SIGN)
    return Text(sign, round(x - text_width(sign, size) / 2), y + round(size * 0.36), size, muted=True)


def _below(panels: Sequence[Panel], cell: int, scale: Scale) -> PanelGroup:
    """Panels in a column, centred on one axis, an arrow between neighbours."""
    wide = max(max(panel.columns * cell, _broken(panel, cell, scale)[1]) for panel in panels)
    places: dict[str, Place] = {}
    texts: list[Text] = []
    arrows = []
    y = 0
    sign = ""
    for panel in panels:
        if places:
            length = scale.px(34)
            if sign == ARROW:
                arrows.append(((wide // 2, y + scale.px(8)), (wide // 2, y + scale.px(8) + length)))
            else:
                texts.append(_sign(sign, wide // 2, y + scale.px(12) + length // 2, scale))
            y += length + scale.px(24)
        place = Place((wide - panel.columns * cell) // 2, y, cell, panel.rows, panel.columns)
        places[panel.name] = place
        texts += _named(panel, place, scale)
        y = texts[-1].y + scale.px(6)
        sign = panel.sign
    return PanelGroup(wide, y, places, tuple(texts), tuple(arrows))
