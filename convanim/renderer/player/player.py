"""A player: one HTML file with nothing from outside, the drawing as inline SVG, the steps as JSON, a small script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, BinaryIO

from convanim.core.escape import escaped
from convanim.layout.metrics import width as text_width
from convanim.renderer.drawn_size import require_size
from convanim.renderer.geometry import CAP_HEIGHT
from convanim.renderer.moments import Moment, Scene
from convanim.renderer.svg.animation import description
from convanim.renderer.svg.markup import Border, Brush, night_of, window_path
from convanim.scene.cells import Cell
from convanim.style.themes import Theme

PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


def write_html(
    file: BinaryIO, scene: Scene, theme: Theme, durations_ms: Iterator[int], plays: int = 0, comment: str = ""
) -> None:
    """Write it. Raises ConvanimError where it would be too large."""
    brush = Brush(scene.picture, scene.layout, theme)
    layout, picture = scene.layout, scene.picture
    steps: list[str] = []
    size = 0
    times: list[int] = []
    lengths: list[list[int]] = []
    first: list[int] = []
    opening: Moment | None = None
    for moment in scene.moments(durations_ms):
        if opening is None:
            opening = moment
            first = [code for _, code in moment.changes]
            moment = moment._replace(changes=[])  # they are where all begins
        steps.append(_dumped(_step(scene, moment)))
        times.append(moment.ms)
        lengths.append([round(text_width(line, layout.caption[0].size)) for line in moment.caption])
        size += len(steps[-1])
        require_size(size, len(steps), scene)
    assert opening is not None  # noqa: S101  # a picture has a step
    still = brush.cells((*scene.corners[place], scene.cells[code]) for place, code in enumerate(first))
    words = [below._replace(text="") for below in layout.caption]
    for place, line in enumerate(opening.caption):
        words[place] = words[place]._replace(text=line)
    words.append(layout.counter._replace(text=opening.counter))
    filled = {
        "title": escaped(picture.title),
        "comment": escaped(comment or "convanim"),
        "description": escaped(description(scene)),
        "width": str(layout.width),
        "height": str(layout.height),
        "count": str(len(steps)),
        "colors": _palette(theme),
        "style": _filled(_part("player.css"), {"width": str(layout.width)}),
        "drawing": brush.style(scene.cells),
        "page": f'<rect class="B" width="{layout.width}" height="{layout.height}"/>{brush.page()}',
        "still": still,
        "words": "".join(map(brush.words, words)),
        "steps": _steps(scene, brush, steps, {"plays": plays, "ms": times, "first": first, "caption": lengths}),
        "script": _part("player.js"),
    }
    file.write(_filled(_part("player.html"), filled).encode())


def _part(name: str) -> str:
    return (files("convanim.renderer.player") / name).read_text(encoding="utf-8")


def _filled(template: str, values: dict[str, str]) -> str:
    """A template with its places filled, once: what is put in is not looked through."""
    return PLACEHOLDER.sub(lambda match: values[match[1]], template)


def _dumped(value: Any) -> str:
    """JSON that can stand in a script element: no `<` in it, so no end tag either."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _step(scene: Scene, moment: Moment) -> list[Any]:
    """What the script needs of one step: place and code of each change, outline, caption, counter."""
    places = scene.layout.places.values()
    outline = "".join(
        window_path(place, window) for place, window in zip(places, moment.windows, strict=True) if window
    )
    return [[number for change in moment.changes for number in change], outline, moment.caption, moment.counter]


def _steps(scene: Scene, brush: Brush, steps: list[str], parts: dict[str, Any]) -> str:
    """All that the script draws from."""
    looks = [_look(brush, border, name) for name, border in _borders(brush)]
    index = {role: number for number, role in enumerate(brush.names)}
    cells = [
        [index[cell.role], _label(scene, brush, cell), cell.note * brush.shows_note(cell)] for cell in scene.cells
    ]
    parts |= {"looks": looks, "cells": cells, "corners": scene.corners}
    return _dumped(parts)[:-1] + f',"steps":[{",".join(steps)}]}}'


def _borders(brush: Brush) -> Iterator[tuple[str, Border]]:
    for role, name in brush.names.items():
        yield name, brush.borders[role]


def _look(brush: Brush, border: Border, name: str) -> dict[str, Any]:
    """A role's cell, drawn from its corner."""
    look: dict[str, Any] = {"name": name, "path": border.path([(0, 0)], brush.cell)}
    if border.lines:
        look["lines"] = border.hatching(0, 0)
    return look | {"noteAt": brush.note_edge(brush.cell)}


def _label(scene: Scene, brush: Brush, cell: Cell) -> list[Any] | int:
    """What is written in a cell, where, and its size where that is not the usual one; 0 for nothing."""
    font = brush.label_size(cell)
    if not font:
        return 0
    middle = brush.cell / 2
    usual = font == scene.layout.label_size
    return [cell.label, middle, round(middle + CAP_HEIGHT * font), *([] if usual else [font])]


def _palette(theme: Theme) -> str:
    """The page's own colours, from the theme."""

    def variables(some: Theme) -> str:
        paper, text = some.background, some.text
        page = "transparent" if some.transparent else paper
        return (
            f":root{{--page:{page};--paper:{paper};--text:{text};--muted:{some.muted};--accent:{some.accent};"
            f"--hover:{some.muted}2e;--line:{some.muted}80}}"
        )

    night = night_of(theme)
    return variables(theme) + (f"@media (prefers-color-scheme:dark){{{variables(night)}}}" if night else "")
