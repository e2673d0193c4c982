"""The grids of a slide at rest: the input as it is drawn, and the finished output."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from convanim.layers.axis import Axis, Content
from convanim.planner.subject import ZERO, Subject
from convanim.scene.cells import Cells
from convanim.scene.roles import Role

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

Along = tuple[list[Content], list[bool], list[bool]]


def drawn_input(subject: Subject, cells: Cells) -> Codes:
    """The drawn input without a window: each cell the product of its row and its column."""
    slides = subject.layer.axes

    def product(row: Sequence[bool], column: Sequence[bool]) -> Any:
        return np.logical_and.outer(np.array(row), np.array(column))

    (rows, rows_cropped, rows_read), (columns, columns_cropped, columns_read) = (_axis(slide) for slide in slides)
    data = product([c is Content.DATA for c in rows], [c is Content.DATA for c in columns])
    inside = product([c is not Content.PADDING for c in rows], [c is not Content.PADDING for c in columns])
    kept = product([not cut for cut in rows_cropped], [not cut for cut in columns_cropped])
    read = product(rows_read, columns_read)
    codes = np.where(data, cells.code(Role.INPUT), cells.code(Role.INSERTED_ZERO, ZERO))
    codes = np.where(inside, codes, cells.code(Role.PADDING))
    codes = np.where(read, codes, np.where(data, cells.code(Role.UNREAD_INPUT), cells.code(Role.UNREAD)))
    codes = np.where(kept, codes, np.where(data, cells.code(Role.CROPPED_INPUT), cells.code(Role.CROPPED)))
    codes = codes.astype(np.uint16)
    if subject.numbers or subject.stages:
        for row, column in zip(*np.nonzero(data), strict=True):
            label = subject.input_label(slides[0].data(int(row)) or 0, slides[1].data(int(column)) or 0)
            codes[row, column] = cells.code(cells[int(codes[row, column])].role, label)
    return codes


def finished_output(subject: Subject, cells: Cells) -> Codes:
    """The output at the end: done, or a hole where no tap meets an input cell."""
    rows, columns = ([bool(slide.reads(o)) for o in range(slide.output)] for slide in subject.layer.axes)
    hole = cells.code(Role.OUTPUT_HOLE, ZERO)
    if not subject.numbers:
        fed = np.logical_and.outer(rows, columns)
        return np.where(fed, cells.code(Role.OUTPUT_DONE), hole).astype(np.uint16)
    codes = [
        [cells.code(Role.OUTPUT_DONE, subject.output_label(r, c)) if row and column else hole
         for c, column in enumerate(columns)]
        for r, row in enumerate(rows)
    ]  # fmt: skip
    return np.array(codes, np.uint16)


def _axis(slide: Axis) -> Along:
    """Along one axis of the drawn input: contents, whether cropped, whether ever read."""
    read = {position for output in range(slide.output) for position in slide.taps(output)}
    positions = range(slide.drawn)
    return (
        [slide.content(position) for position in positions],
        [slide.cropped(position) for position in positions],
        [position in read for position in positions],
    )
