"""Kernels that have a name on one sheet: the weights of each, and what it makes of the same small picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from convanim.core.cache_folder import cache_folder
from convanim.layers.compute import numbers_of
from convanim.layers.convolution import Convolution
from convanim.layout.place import lay_out
from convanim.pipeline.sheet_file import write_sheet
from convanim.pipeline.write import Report
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid
from convanim.scene.nodes import Group, Heading, Panel, Row, Tiles
from convanim.scene.picture import Picture, ShadeScale
from convanim.scene.roles import RampName, Role, Shade
from convanim.style.themes import Theme
from convanim.values.exact import Matrix, Results, Value, shown, simplest
from convanim.values.kernels import KERNELS, named_kernel
from convanim.values.pictures import built_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convanim.encoder.delta import Indices
    from convanim.scene.cells import Codes

SHEET_SIDE = 24
"""Rows and columns of the picture: small enough for all on one sheet."""


MOST_LABELLED = 5
"""Rows of a kernel whose weights are written."""


KERNEL_SIDE = 13.0
"""Of a kernel, in cells of the pictures."""


class Applied(NamedTuple):
    """A kernel, and what it makes of a picture."""

    name: str
    matrix: Matrix
    output: Results

    @property
    def total(self) -> Value:
        """What the weights come to: 1 keeps brightness, 0 makes nothing of what is even."""
        return simplest(sum(weight for row in self.matrix for weight in row))


def applied(name: str, picture: Matrix) -> Applied:
    """A kernel in its usual size, slid over a picture; what lies outside that is read as zeros."""
    matrix = named_kernel("kernel_values", name, None, (1, 1))
    size = len(matrix), len(matrix[0])
    layer = Convolution.of((len(picture), len(picture[0])), size, padding="valid")
    return Applied(name, matrix, numbers_of(layer, picture, matrix).output)


def sheet_picture(input_name: str) -> Picture:
    """All kernels, and the picture itself first: a tile for each, and one scale for all that has a sign."""
    picture = built_in(input_name, (SHEET_SIDE, SHEET_SIDE))
    tiles = [applied(name, picture) for name in KERNELS if name != "bilinear"]
    most: Value = 1
    for value in (value for tile in tiles if not tile.total for value in _flat(tile)):
        most = max(most, value, -value)
    grey = ShadeScale("sum 1", RampName.GREY, 0, 1)
    signed = ShadeScale("sum 0", RampName.DIVERGING, -most, most)
    cells = Cells()
    grids: dict[str, Grid] = {}
    groups: list[Group] = []
    for tile in tiles:
        rows, columns = len(tile.matrix), len(tile.matrix[0])
        weights, made = f"{tile.name} weights", f"{tile.name} output"
        scale = grey if tile.total else signed
        grids[weights] = Grid(_codes(cells, [[_weight(w, rows, signed) for w in row] for row in tile.matrix]), cells)
        shades = [[(Shade(Role.OUTPUT_DONE, scale.ramp, scale.step(v or 0)), "") for v in row] for row in tile.output]
        grids[made] = Grid(_codes(cells, shades), cells)
        panels = (
            Panel(weights, rows, columns, scale=KERNEL_SIDE / rows),
            Panel(made, len(tile.output), len(tile.output[0])),
        )
        words = f"{tile.name}, sum {shown(tile.total)}: {KERNELS[tile.name].summary}"
        groups.append(Group(Row(panels, linked=False), words=words))
    heading = Heading("Kernels", f"{input_name} {SHEET_SIDE}×{SHEET_SIDE}")
    frame = Frame(grids, "", "")
    return Picture(heading, Tiles(tuple(groups)), lambda: iter((frame,)), scales=(grey, signed))


def _flat(tile: Applied) -> list[Value]:
    return [value for row in tile.output for value in row if value is not None]


def _weight(weight: Value, rows: int, scale: ShadeScale) -> tuple[Role | Shade, str]:
    """A weight's cell, as a fraction where that is short; a shade where cells are too small for numbers."""
    if rows > MOST_LABELLED:
        return Shade(Role.KERNEL, scale.ramp, scale.step(weight)), ""
    fraction = f"{weight.numerator}/{weight.denominator}".replace("-", "−")
    return Role.KERNEL, min(fraction, shown(weight), key=len) if weight.denominator > 1 else shown(weight)


def _codes(cells: Cells, rows: Sequence[Sequence[tuple[Role | Shade, str]]]) -> Codes:
    import numpy as np

    return np.array([[cells.code(paint, label) for paint, label in row] for row in rows], np.uint16)


def draw_kernels(input_name: str, theme: Theme, width: int, target: Path) -> Report:
    """Draw the sheet into a .png. Raises ConvanimError, OutputError where it could not be written."""

    def drawn() -> Indices:
        from convanim.renderer.raster.rasterizer import Renderer
        from convanim.renderer.raster.sprites import Sprites

        picture, sprites = sheet_picture(input_name), Sprites(cache_folder())
        renderer = Renderer(picture, lay_out(picture, width), theme, sprites)
        image: Indices = renderer.palette[:, :3][next(renderer.frames()).image]
        sprites.keep()
        return image

    return write_sheet(target, drawn)
