"""A player: one HTML file with nothing from outside, the drawing as inline SVG, the steps as JSON, a small script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, BinaryIO, NamedTuple

from convanim.core.escape import escaped
from convanim.encoder.base import Playing
from convanim.layout.metrics import width as text_width
from convanim.layout.page import Layout
from convanim.renderer.geometry import CAP_HEIGHT
from convanim.renderer.markup import Border, Brush, dark_variant, description, window_path
from convanim.renderer.size_limit import require_size
from convanim.renderer.steps import NumberedCells, Step
from convanim.scene.cells import Cell
from convanim.scene.picture import Picture
from convanim.style.contrast import TEXT, contrast
from convanim.style.themes import LIGHT, Theme

HOVER = "2e"
"""How opaque a button's background is under the pointer, in hexadecimal."""


PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


def write_html(file: BinaryIO, picture: Picture, layout: Layout, theme: Theme, playing: Playing) -> None:
    """Write it. Raises ConvanimError where it would be too large."""
    numbered, brush = NumberedCells(picture, layout), Brush(picture, layout, theme)
    steps = _script_steps(numbered, playing.times())
    filled = {
        "title": escaped(picture.title),
        "comment": escaped(playing.comment or "convanim"),
        "description": escaped(description(picture)),
        "width": str(layout.width),
        "height": str(layout.height),
        "count": str(len(steps.as_json)),
        "colors": _palette(theme),
        "style": _filled(_part("player.css"), {"width": str(layout.width)}),
        "drawing": brush.style(numbered.cells),
        "page": f'<rect class="B" width="{layout.width}" height="{layout.height}"/>{brush.page()}',
        "still": _first_cells(numbered, brush, steps.first),
        "words": _first_words(layout, brush, steps.first),
        "steps": _data(numbered, brush, steps, playing.plays),
        "script": _part("player.js"),
    }
    file.write(_filled(_part("player.html"), filled).encode())


class ScriptSteps(NamedTuple):
    """What the script needs of the steps: JSON of each, ms, widths of caption lines; and the first step."""

    first: Step
    as_json: list[str]
    times: list[int]
    caption_widths: list[list[int]]


def _script_steps(numbered: NumberedCells, durations_ms: Iterable[int]) -> ScriptSteps:
    """All steps. Raises ConvanimError where they are too many bytes."""
    first: Step | None = None
    steps: list[str] = []
    times: list[int] = []
    caption_widths: list[list[int]] = []
    size = 0
    for step in numbered.steps(durations_ms):
        if first is None:
            first = step
            step = step._replace(changes=[])  # the script has them as `first`
        steps.append(_json(_step(numbered, step)))
        times.append(step.ms)
        caption_widths.append([round(text_width(line, numbered.layout.caption[0].size)) for line in step.caption])
        size += len(steps[-1])
        require_size(size, len(steps), numbered.picture.survey.count)
    assert first is not None  # noqa: S101  # a picture has a step
    return ScriptSteps(first, steps, times, caption_widths)


def _first_cells(numbered: NumberedCells, brush: Brush, first: Step) -> str:
    """The cells of the first step, which is seen without a script."""
    return brush.cells((*numbered.corners[place], numbered.cells[code]) for place, code in first.changes)


def _first_words(layout: Layout, brush: Brush, first: Step) -> str:
    """The lines of the caption, as many as any step has, and the counter; filled with those of the first step."""
    words = [below._replace(text="") for below in layout.caption]
    for number, line in enumerate(first.caption):
        words[number] = words[number]._replace(text=line)
    words.append(layout.counter._replace(text=first.counter))
    return "".join(map(brush.words, words))


def _part(name: str) -> str:
    from importlib.resources import files

    return (files("convanim.renderer.player") / name).read_text(encoding="utf-8")


def _filled(template: str, values: dict[str, str]) -> str:
    """A template with its places filled; what is put in is not searched for places again."""
    return PLACEHOLDER.sub(lambda match: values[match[1]], template)


def _json(value: Any) -> str:
    """JSON that can stand in a script element: no `<` in it, so no end tag either."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _step(numbered: NumberedCells, step: Step) -> list[Any]:
    """What the script needs of one step: place and code of each change, outline, caption, counter."""
    places = numbered.layout.places.values()
    outline = "".join(
        window_path(place, window) for place, window in zip(places, step.windows, strict=True) if window
    )
    return [[number for change in step.changes for number in change], outline, step.caption, step.counter]


def _data(numbered: NumberedCells, brush: Brush, steps: ScriptSteps, plays: int) -> str:
    """All that the script draws from."""
    index = {role: number for number, role in enumerate(brush.names)}
    parts = {
        "plays": plays,
        "ms": steps.times,
        "first": [code for _, code in steps.first.changes],
        "caption": steps.caption_widths,
        "looks": [_look(brush, brush.borders[role], name) for role, name in brush.names.items()],
        "cells": [
            [index[cell.role], _label(numbered.layout, brush, cell), cell.note * brush.shows_note(cell)]
            for cell in numbered.cells
        ],
        "corners": numbered.corners,
    }
    return _json(parts)[:-1] + f',"steps":[{",".join(steps.as_json)}]}}'


def _look(brush: Brush, border: Border, name: str) -> dict[str, Any]:
    """A role's cell, drawn from its corner."""
    look: dict[str, Any] = {"name": name, "path": border.path([(0, 0)], brush.cell)}
    if border.lines:
        look["lines"] = border.hatching(0, 0)
    return look | {"noteAt": brush.note_edge(brush.cell)}


def _label(layout: Layout, brush: Brush, cell: Cell) -> list[Any] | int:
    """What is written in a cell, where, and its size where that is not the usual one; 0 for nothing."""
    font = brush.label_size(cell)
    if not font:
        return 0
    middle = brush.cell / 2
    usual = font == layout.label_size
    return [cell.label, middle, round(middle + CAP_HEIGHT * font), *([] if usual else [font])]


class ControlColors(NamedTuple):
    """The plate that the controls lie on, and what lies on it: ink, fainter words, what is filled or outlined."""

    plate: str
    ink: str
    faint: str
    control: str


def controls(theme: Theme) -> ControlColors:
    """The controls' colours, which can be read on any page: a see-through picture lends them the light theme's."""
    own = LIGHT if theme.transparent else theme
    legible = contrast(own.accent, own.background) >= TEXT
    return ControlColors(own.background, own.text, own.muted, own.accent if legible else own.text)


def _palette(theme: Theme) -> str:
    """The page's own colours, from the theme."""

    def variables(some: Theme) -> str:
        page = "transparent" if some.transparent else some.background
        plate, ink, faint, control = controls(some)
        return (
            f":root{{--page:{page};--text:{some.text};--plate:{plate};--ink:{ink};--faint:{faint};"
            f"--control:{control};--hover:{faint}{HOVER};--line:{faint}80}}"
        )

    dark = dark_variant(theme)
    return variables(theme) + (f"@media (prefers-color-scheme:dark){{{variables(dark)}}}" if dark else "")
