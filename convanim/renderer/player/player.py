"""A player: one HTML file with nothing from outside, the drawing as inline SVG, the steps as JSON, a small script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, BinaryIO, NamedTuple

from convanim.core.escape import escaped
from convanim.encoder.base import Playing
from convanim.language.english import say
from convanim.layout.cell_text import fitted, label_size
from convanim.layout.page import Layout, Lean
from convanim.renderer.geometry import CAP_HEIGHT
from convanim.renderer.markup import Brush, description
from convanim.renderer.over import over_paths
from convanim.renderer.pieces import PlacedCell
from convanim.renderer.size_limit import require_size
from convanim.renderer.squeeze import squeezed
from convanim.renderer.steps import GLIDE_MS, NumberedCells, SizedCell, Step
from convanim.renderer.web_page import as_json, filled, page_colors, part
from convanim.scene.picture import Picture
from convanim.scene.roles import Paint
from convanim.style.cell_marks import mark_of
from convanim.style.themes import Theme


def write_html(file: BinaryIO, picture: Picture, layout: Layout, theme: Theme, playing: Playing) -> None:
    """Write it. Raises ConvanimError where it would be too large."""
    numbered, brush = NumberedCells(picture, layout), Brush(picture, layout, theme)
    met = as_json(met_cells(picture, list(layout.places)))
    steps = _script_steps(numbered, playing.times(), len(met))
    more = "".join(f"<p>{escaped(line)}</p>" for line in picture.heading.formula())
    places = {
        "lang": picture.language.code,
        "title": escaped(picture.heading.title),
        "comment": escaped(playing.comment or "convanim"),
        "description": escaped(description(picture)),
        "width": str(layout.width),
        "height": str(layout.height),
        "count": str(len(steps.as_json)),
        "colors": page_colors(theme),
        "style": filled(part("player.css"), {"width": str(layout.width)}),
        "drawing": brush.style(numbered.cells),
        "page": f'<rect class="B" width="{layout.width}" height="{layout.height}"/>{brush.plates()}',
        "names": brush.page(),
        "still": _first_cells(numbered, brush, steps.first),
        "legend": "".join(
            f'<g data-first="{first}" visibility="{"hidden" if first else "visible"}">{sample}</g>'
            for first, sample in brush.samples().items()
        ),
        "over": "".join(f'<path class="{name}" data-of="{of}"/>' for name, of in brush.layers),
        "words": "".join(map(brush.words, steps.first.words)),
        "more": more,
        "unsaid": "" if more else " hidden",
        "steps": _data(numbered, brush, steps, playing.plays, met),
        "script": squeezed(part("player.js")),
    }
    file.write(filled(part("player.html"), places).encode())


class ScriptSteps(NamedTuple):
    """What the script needs of the steps: JSON of each, ms, widths of lines; and the first step."""

    first: Step
    as_json: list[str]
    times: list[int]
    widths: list[list[int]]
    touched: dict[int, int]
    """By the place of a cell that has an outline of its own in some step, the first such step."""


def _script_steps(numbered: NumberedCells, durations_ms: Iterable[int], size: int) -> ScriptSteps:
    """All steps. Raises ConvanimError where they are too many bytes with the `size` of what else there is."""
    first: Step | None = None
    steps: list[str] = []
    times: list[int] = []
    widths: list[list[int]] = []
    touched: dict[int, int] = {}
    before: Sequence[str] = ("",) * 4
    survey = numbered.picture.survey
    for step in numbered.steps(durations_ms):
        if first is None:
            first = step
            step = step._replace(changes=[])  # the script has them as `first`
        told = _step(numbered, step, before)
        steps.append(as_json(told))
        before = told[1]
        if survey.steps[len(times)] is not None:
            for place in _outlined(numbered, step):
                touched.setdefault(place, len(times))
        times.append(step.ms)
        widths.append([round(line.length) for line in step.words])
        size += len(steps[-1])
        require_size(size, len(steps), survey.frames)
    assert first is not None  # noqa: S101  # a picture has a step
    return ScriptSteps(first, steps, times, widths, touched)


def _outlined(numbered: NumberedCells, step: Step) -> Iterator[int]:
    """The places of the cells that have an outline of their own."""
    start = 0
    for panel, window in zip(numbered.layout.places.values(), step.over.windows, strict=True):
        if window and window.rows == window.columns == 1 < panel.rows * panel.columns:
            yield start + window.row * panel.columns + window.column
        start += panel.rows * panel.columns


def _first_cells(numbered: NumberedCells, brush: Brush, first: Step) -> str:
    """The cells and pieces of the first step, which is seen without a script."""
    cells = brush.cells((*numbered.corners[place], numbered.cells[code]) for place, code in first.changes)
    return cells + brush.pieces(first)


def _step(numbered: NumberedCells, step: Step, before: Sequence[str]) -> list[Any]:
    """What the script needs of one step: place and code of each change, what lies over them, lines, caption, counter.

    Then where it begins to glide, given the paths `before`; for pieces code, corner and turn of each of their cells.
    The caption is left out where the lines are that and the counter.
    """
    over, starts = over_paths(step, tuple(numbered.layout.places.values()))
    lines = [line.text for line in step.words]
    said = " ".join(filter(None, lines)) == f"{step.caption} {step.counter}"
    changes = [number for change in step.changes for number in change]
    pieces = [_piece_cell(numbered, placed) for piece in step.pieces for placed in piece.cells]
    return [
        changes,
        over,
        lines,
        0 if said else step.caption,
        step.counter,
        _gliding(starts, over, before),
        *([pieces] if pieces else []),
    ]


def _gliding(starts: Sequence[str], over: Sequence[str], before: Sequence[str]) -> int | list[int | str]:
    """Where each path begins to glide: at the one before (1), or elsewhere; 0 where nothing glides."""
    if starts == over:
        return 0
    rows = zip(starts, over, before, strict=True)
    told = [1 if start in (path, was) else start for start, path, was in rows]
    return told if any(one != 1 for one in told) else 1


def _piece_cell(numbered: NumberedCells, placed: PlacedCell) -> list[float]:
    """Code and corner of a piece's cell; where it is turned, by how much, and half its side."""
    code = numbered.code(SizedCell(placed.cell, placed.size))
    place = [round(edge, 2) for edge in placed.corner]
    return [code, *place, *([round(placed.turn, 2), placed.size / 2] if placed.turn else [])]


def _data(numbered: NumberedCells, brush: Brush, steps: ScriptSteps, plays: int, met: str) -> str:
    """All that the script draws from."""
    looks: dict[tuple[Paint, int, Lean | None], int] = {}
    places = numbered.layout.places
    for sized in numbered.cells:
        looks.setdefault((sized.cell.role, sized.size, sized.lean), len(looks))
    parts = {
        "plays": plays,
        "glide": GLIDE_MS,
        "passing": numbered.picture.survey.passing,
        "ms": steps.times,
        "first": [code for _, code in steps.first.changes],
        "widths": steps.widths,
        "looks": [_look(brush, *look) for look in looks],
        "cells": [
            [looks[sized.cell.role, sized.size, sized.lean], _label(brush, sized), _frame(brush, sized)]
            for sized in numbered.cells
        ],
        "corners": numbered.corners,
        "panels": [[*one.corner(0, 0), one.cell, *one.pitch, one.rows, one.columns] for one in places.values()],
        "rest": _at_rest(numbered.picture.survey.steps),
        "touched": [number for pair in steps.touched.items() for number in pair],
    }
    return as_json(parts)[:-1] + f',"met":{met},"steps":[{",".join(steps.as_json)}]}}'


def _at_rest(steps: Sequence[int | None]) -> int:
    """The frame in which all is made and nothing is read: the first after the last step, or the last of all."""
    last = max((number for number, step in enumerate(steps) if step is not None), default=len(steps))
    return min(last + 1, len(steps) - 1)


def met_cells(picture: Picture, panels: Sequence[str]) -> dict[str, Any]:
    """What the script needs of cells that meet in panels that are there: their panels by number.

    What meets along an axis, and what weights are called, is told once: several panels and both axes share it.
    """
    shared: dict[Any, int] = {}

    def once(value: Any) -> int:
        return shared.setdefault(value, len(shared))

    say_in = picture.language.say
    meetings = [
        [
            panels.index(one.source),
            panels.index(one.target),
            *map(once, one[2:-1]),
            once(tuple(map(say_in, one.told))),
        ]
        for one in picture.meetings()
        if one.source in panels and one.target in panels
    ]
    comma = say_in(say("list.comma", before="", last=""))
    return {"meetings": meetings, "shared": [_flat(value) for value in shared], "comma": comma}


def _flat(value: Any) -> list[Any]:
    """The parts and weights that one place meets in one list; what is said and what weights are called as it is."""
    return [list(chain.from_iterable(one)) if one and isinstance(one[0], tuple) else one for one in value]


def _look(brush: Brush, role: Paint, size: int, lean: Lean | None) -> dict[str, Any]:
    """A role's cell, drawn from its corner, with its own strokes where its size is not the usual one."""
    border, usual = brush.border(role, size, lean), brush.usual(role, lean)
    look: dict[str, Any] = {"name": brush.name(role, lean), "path": border.path([(0, 0)], border.size)}
    if border.lines:
        look["lines"] = border.hatching(0, 0)
    if border.size != usual.size:
        look |= {"style": border.style(), "thin": border.thin, "frame": border.frame_style()}
    return look


def _frame(brush: Brush, sized: SizedCell) -> str | int:
    """The path of the frame along a cell's sides; 0 for none."""
    return brush.border(sized.cell.role, sized.size, sized.lean).frame(0, 0, sized.cell.sides) or 0


def _label(brush: Brush, sized: SizedCell) -> list[Any] | int:
    """What is written in a cell, where, and its size where that is not the usual one; 0 for nothing."""
    font = fitted(sized.cell.label, sized.size, mark_of(sized.cell.role).bold)
    if not font or sized.lean:
        return 0
    middle = sized.size / 2
    usual = font == label_size(brush.cell)
    return [sized.cell.label, middle, round(middle + CAP_HEIGHT * font), *([] if usual else [font])]
