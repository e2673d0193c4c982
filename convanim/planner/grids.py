"""The grids of a slide at rest: the input as it is drawn, and the finished output."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from convanim.layers.axis import Axis, Content
from convanim.layers.reduction import MINUS_INFINITY
from convanim.planner.layer_to_show import ZERO, LayerToShow
from convanim.scene.cells import BOTTOM, LEFT, RIGHT, TOP, Cells
from convanim.scene.roles import Role

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convanim.scene.cells import Codes
    from convanim.values.exact import Result

Along = tuple[list[Content], list[bool], list[bool]]


def drawn_input(wanted: LayerToShow, cells: Cells, cropped: bool = True, read: bool = True) -> Codes:
    """The drawn input without a window: each cell the product of its row and its column.

    Cells that are `cropped`, and cells that are never `read`, look so, unless that is not known yet.
    """
    axes = wanted.layer.axes

    def cross(row: Sequence[bool], column: Sequence[bool]) -> Any:
        return np.logical_and.outer(np.array(row), np.array(column))

    (rows, rows_cropped, rows_read), (columns, columns_cropped, columns_read) = (_along(axis) for axis in axes)

    def both(*contents: Content) -> Any:
        return cross([c in contents for c in rows], [c in contents for c in columns])

    data, inside = both(Content.DATA), both(Content.DATA, Content.ZERO)
    held, padded = both(Content.DATA, Content.COPY), both(*(c for c in Content if c is not Content.BEYOND))
    kept = cross([not (cut and cropped) for cut in rows_cropped], [not (cut and cropped) for cut in columns_cropped])
    met = cross(rows_read, columns_read) if read else np.ones(data.shape, bool)
    codes = np.where(data, cells.code(Role.INPUT), cells.code(Role.INSERTED_ZERO, ZERO))
    value = wanted.layer.padding_value
    around = _framed(cells, inside, Role.BEYOND if value is None else Role.PADDING, value or "")
    codes = np.where(inside, codes, np.where(held, _framed(cells, inside, Role.COPY, ""), around))
    codes = np.where(padded, codes, _framed(cells, inside, Role.BEYOND, ""))
    unread = np.where(inside, cells.code(Role.UNREAD), _framed(cells, inside, Role.UNREAD, ""))
    codes = np.where(met, codes, np.where(data, cells.code(Role.UNREAD_INPUT), unread))
    codes = np.where(kept, codes, np.where(data, cells.code(Role.CROPPED_INPUT), cells.code(Role.CROPPED)))
    codes = codes.astype(np.uint16)
    if wanted.numbers or wanted.stages:
        _write(codes, wanted, cells, held)
    return codes


def _write(codes: Codes, wanted: LayerToShow, cells: Cells, held: NDArray[np.bool_]) -> None:
    """Write into cells that hold an input cell what is written there; equal ones are looked up once."""
    rows, columns = ([axis.source(position) or 0 for position in range(axis.drawn)] for axis in wanted.layer.axes)
    known: dict[tuple[int, Any], int] = {}
    for row, column in np.argwhere(held).tolist():
        source, code = (rows[row], columns[column]), int(codes[row, column])
        key = code, wanted.numbers.input[source[0]][source[1]] if wanted.numbers else source
        if key not in known:
            cell = cells[code]
            assert isinstance(cell.role, Role)  # noqa: S101  # nothing is shaded yet
            known[key] = cells.code(wanted.input_paint(cell.role, *source), wanted.input_label(*source), cell.sides)
        codes[row, column] = known[key]


def _framed(cells: Cells, inside: NDArray[np.bool_], role: Role, label: str) -> Codes:
    """Padding everywhere, with a dashed frame along the edges; in one row also along the input."""
    sides = np.zeros(inside.shape, int)
    sides[0] += TOP
    sides[-1] += BOTTOM
    sides[:, 0] += LEFT
    sides[:, -1] += RIGHT
    if len(inside) == 1:
        sides[:, :-1] += RIGHT * (~inside[:, :-1] & inside[:, 1:])
        sides[:, 1:] += LEFT * (~inside[:, 1:] & inside[:, :-1])
    known, places = np.unique(np.where(inside, 0, sides), return_inverse=True)
    table = np.array([cells.code(role, label, side) for side in known.tolist()], np.uint16)
    framed: Codes = table[places.reshape(inside.shape)]
    return framed


def finished_output(wanted: LayerToShow, cells: Cells) -> Codes:
    """The output at the end: done, or a hole where no tap meets an input cell."""
    rows, columns = ([bool(axis.reads(o)) for o in range(axis.output)] for axis in wanted.layer.axes)
    hole = cells.code(Role.OUTPUT_HOLE, ZERO)
    if wanted.layer.reduction.winner:
        hole = cells.code(Role.OUTPUT_HOLE, MINUS_INFINITY)
    numbers = wanted.numbers
    if not numbers:
        fed = np.logical_and.outer(rows, columns)
        return np.where(fed, cells.code(Role.OUTPUT_DONE), hole).astype(np.uint16)
    codes: dict[Result, int] = {}
    for r, c in product(range(len(rows)), range(len(columns))):
        value = numbers.output[r][c]
        if value not in codes and rows[r] and columns[c]:
            codes[value] = cells.code(wanted.output_paint(Role.OUTPUT_DONE, value), wanted.output_label(r, c))
    made = [
        [codes[value] if row and column else hole for value, column in zip(values, columns, strict=True)]
        for values, row in zip(numbers.output, rows, strict=True)
    ]
    return np.array(made, np.uint16)


def _along(axis: Axis) -> Along:
    """Along one axis of the drawn input: contents, whether cropped, whether ever read."""
    read = {position for output in range(axis.output) for position in axis.taps(output)}
    positions = range(axis.drawn)
    return (
        [axis.content(position) for position in positions],
        [axis.cropped(position) for position in positions],
        [position in read for position in positions],
    )
