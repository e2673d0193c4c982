"""Paths of what lies over the cells in a step, and of where it glides from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from convanim.layout.page import Place
from convanim.renderer.cell_paths import line_path
from convanim.renderer.geometry import number, outlined
from convanim.renderer.lying import corners_of
from convanim.renderer.pieces import DrawnPiece
from convanim.renderer.steps import Over, Step
from convanim.scene.frames import Window


class OverPaths(NamedTuple):
    """Paths of what lies over the cells: tint and lines of links, outlines of boxes, of windows."""

    paths: tuple[str, str, str, str]
    starts: tuple[str, str, str, str]
    """The same lines and outlines in the same order, where they glide from."""


def over_paths(step: Step, places: Sequence[Place]) -> OverPaths:
    """The paths of what lies over the cells in a step."""
    return OverPaths(_paths(step.over, step.pieces, places), _paths(step.before, step.pieces, places))


def _paths(over: Over, pieces: Iterable[DrawnPiece], places: Sequence[Place]) -> tuple[str, str, str, str]:
    tint = "".join(
        "M" + "L".join(f"{number(x)} {number(y)}" for x, y in link.tint) + "z" for link in over.links if link.tint
    )
    lines = "".join(
        f"M{number(x0)} {number(y0)}L{number(x1)} {number(y1)}"
        for link in over.links
        for (x0, y0), (x1, y1) in link.lines
    )
    thin = strong = ""
    for place, window in zip(places, over.windows, strict=True):
        if window is not None:
            thinly, strongly = outlined(window)
            thin += "".join(window_path(place, one) for one in thinly)
            strong += "".join(window_path(place, one) for one in strongly)
    for piece in pieces:
        if piece.outline:
            strong += "M" + "L".join(f"{number(x)} {number(y)}" for x, y in piece.outline) + "z"
    return tint, lines, thin, strong


def window_path(place: Place, window: Window) -> str:
    """The path of a window's outline, along the lines between cells."""
    if place.lean:
        return line_path(corners_of(place, window)) + "z"
    cell = place.cell
    wide, tall = window.columns * cell, window.rows * cell
    return f"M{place.x + window.column * cell} {place.y + window.row * cell}h{wide}v{tall}h-{wide}z"
