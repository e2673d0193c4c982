"""Pieces in px: small grids that lie over panels, in pixels and in vectors alike.

A piece that is not turned lies on whole px, so that its cells are as crisp as those of a panel.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from convanim.layout.page import Place
from convanim.renderer.geometry import Position, outline_width
from convanim.scene.cells import Cell
from convanim.scene.frames import Frame, Piece, Region, Window
from convanim.scene.roles import Role

FINENESS = 6
"""Decimals of a turned point, px: so few that what is turned by 90° is on whole px again."""


class PlacedCell(NamedTuple):
    """A cell of a piece: where its middle is, px, how far it is turned about it, and what it is."""

    middle: Position
    size: int
    turn: float
    cell: Cell

    @property
    def corner(self) -> Position:
        """Its top left corner, before it is turned."""
        return self.middle[0] - self.size / 2, self.middle[1] - self.size / 2


class DrawnPiece(NamedTuple):
    """The cells of a piece, and the corners of its outline, if it has one."""

    cells: tuple[PlacedCell, ...]
    outline: tuple[Position, ...]
    turn: float
    outline_width: int


def drawn_pieces(frame: Frame, places: Mapping[str, Place]) -> tuple[DrawnPiece, ...]:
    """All pieces of a frame, on their page."""
    return tuple(_drawn(piece, places) for piece in frame.pieces)


def _drawn(piece: Piece, places: Mapping[str, Place]) -> DrawnPiece:
    place = places[piece.panel]
    corners = _Corners(piece, place, places[piece.origin.panel] if piece.origin else place)
    window = piece.grid.window
    outline = tuple(corners.around(window)) if window else ()
    return DrawnPiece(tuple(_cells(piece, corners)), outline, piece.turn % 360, outline_width(place.cell))


def _cells(piece: Piece, corners: _Corners) -> Iterator[PlacedCell]:
    rows, columns = piece.grid.codes.shape
    for row, column in product(range(rows), range(columns)):
        cell = piece.grid[row, column]
        if cell.role is not Role.EMPTY:
            yield PlacedCell(corners.at(row + 0.5, column + 0.5), corners.size, piece.turn % 360, cell)


class _Corners:
    """From places in a piece, in cells of it, to px."""

    def __init__(self, piece: Piece, place: Place, start: Place) -> None:
        self.size = place.cell
        left, top = place.x + piece.column * self.size, place.y + piece.row * self.size
        if piece.origin:
            dx, dy = self._back(piece, piece.origin, start, (left, top))
            left, top = left + dx, top + dy
        if not piece.turn % 360:
            left, top = round(left), round(top)
        self._left, self._top, self._turned = left, top, bool(piece.turn % 360)
        rows, columns = piece.grid.codes.shape
        self._middle = left + columns * self.size / 2, top + rows * self.size / 2
        angle = math.radians(piece.turn)
        self._cos, self._sin = math.cos(angle), math.sin(angle)

    def _back(self, piece: Piece, origin: Region, start: Place, corner: Position) -> Position:
        """How far it is from its place, as it has not gone all the way from its origin."""
        rows, columns = piece.grid.codes.shape
        middle = start.point(origin.row + origin.rows / 2, origin.column + origin.columns / 2)
        dx, dy = (
            at - cells * self.size / 2 - edge for at, cells, edge in zip(middle, (columns, rows), corner, strict=True)
        )
        return dx * (1 - piece.way), dy * (1 - piece.way)

    def at(self, row: float, column: float) -> Position:
        """Where a point of the piece is on the page."""
        x, y = self._left + column * self.size, self._top + row * self.size
        if not self._turned:
            return x, y
        dx, dy = x - self._middle[0], y - self._middle[1]
        turned = dx * self._cos - dy * self._sin, dx * self._sin + dy * self._cos
        return round(self._middle[0] + turned[0], FINENESS), round(self._middle[1] + turned[1], FINENESS)

    def around(self, window: Window) -> Iterator[Position]:
        """The corners of a window of the piece, clockwise."""
        top, left = window.row, window.column
        bottom, right = top + window.rows, left + window.columns
        for row, column in ((top, left), (top, right), (bottom, right), (bottom, left)):
            yield self.at(row, column)
