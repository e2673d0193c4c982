"""The matrix view: the layer as y = C·x, input and output unrolled; a transposed layer multiplies by a transpose.

x lies as a row above the matrix, in its columns, so that each weight is met by the x above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from convanim.core.errors import ConvanimError, Setting
from convanim.core.text import Pair, size_words
from convanim.language.english import say
from convanim.layers.base import Layer
from convanim.layers.compute import kernel_places
from convanim.planner.alt_text import Seen, a_window, about_holes, about_numbers, an
from convanim.planner.layer_to_show import LETTERS, SUBSCRIPTS, ZERO, LayerToShow
from convanim.planner.matrix_touched import in_matrix
from convanim.planner.smaller import largest_input
from convanim.scene.cells import Cells
from convanim.scene.frames import Frame, Grid, Link, Region, Window
from convanim.scene.met_cells import Meetings
from convanim.scene.nodes import Band, Column, Node, Panel, Row, Sign
from convanim.scene.picture import Picture
from convanim.scene.roles import FADED, WEIGHTS, Paint, Role
from convanim.scene.timeline import OPENING, RESULT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convanim.scene.cells import Codes

LARGEST_MATRIX = 64
"""Rows and columns of the largest matrix that is drawn."""


LARGEST_WHOLE = 25
"""Rows and columns of the largest matrix whose cells are large; of a larger one there are the rows around the current
one, and all of it small."""


ROWS_AROUND = 2
"""Rows on each side of the current one."""


SMALL, SMALL_WITH_NUMBERS = 0.62, 0.8
"""Side of the cells of small panels, in those of the matrix."""


MOST_NAMED, FIRST_TERMS = 12, 4
"""Terms of a sum that are written out; of more the first few and the last."""


DOT = "•"
"""What is written where the matrix is zero."""


def as_matrix(wanted: LayerToShow) -> Picture:
    """One frame for each output cell: its row of the matrix is framed, and joined to the x that it meets.

    Weights have a hue for each row of the kernel and a tint for each column. Raises ConvanimError for a matrix too
    large to be read.
    """
    layer = wanted.layer
    _require_readable(layer)
    name = layer.matrix_name
    words = say("matrix.words", name=name)
    return Picture(
        heading=wanted.heading._replace(title=say("matrix.title", layer=layer.titled()), words=words, arithmetic=()),
        body=_body(wanted),
        frames=lambda: _Multiplication(wanted).frames(),
        legible=wanted.legible,
        legend_words=layer.legend,
        scales=wanted.scales,
        meetings=lambda: _Multiplication(wanted).meetings(),
    )


def _body(wanted: LayerToShow) -> Node:
    """The input above the matrix and y beside it; around them it is a picture, and the kernel, and whole matrices."""
    layer, name = wanted.layer, wanted.layer.matrix_name
    outputs, inputs = _cells_of(layer)
    shown, windowed = _rows_shown(layer), _rows_shown(layer) < outputs
    rows, columns = layer.input
    bands = (
        tuple(Band(row * columns, columns, say("matrix.row_of_x", row=row)) for row in range(rows))
        if rows > 1
        else ()
    )
    whole_name = f"{name} {size_words((outputs, inputs))}"
    matrix = say("matrix.part", matrix=whole_name, rows=shown) if windowed else whole_name
    product = Row((
        Column((
            Panel("input", 1, inputs, say("matrix.x_in_a_row", count=inputs), bands=bands),
            Panel("matrix", shown, inputs, matrix),
        )),
        Sign("="),
        Panel("output", shown, 1, "y", beside="matrix"),
    ), linked=False)  # fmt: skip
    scale = _beside(wanted, windowed)
    picture = Panel("picture", *layer.input, f"x {layer.size_of(layer.input)}", scale, aside=True)
    kernel = Panel("kernel", *layer.kernel, say("panel.kernel", size=layer.size_of(layer.kernel)), scale, aside=True)
    whole = (
        [Panel("whole", outputs, inputs, say("matrix.all_of", name=name), _thumbnail(layer), aside=True)]
        if windowed
        else []
    )
    if _shows_other(layer):
        turned = say("matrix.turned", matrix=f"C {size_words((inputs, outputs))}", name=name)
        whole.append(Panel("other", inputs, outputs, turned, _thumbnail(layer) if windowed else SMALL, aside=True))
    if windowed:
        made = Panel("made", *layer.output, f"y {layer.size_of(layer.output)}", scale, aside=True)
        small = Row((picture, kernel, *whole, made), linked=False, whole=True)
        return Column((product, small), linked=False, whole=True)
    beside = Column((picture, kernel), linked=False)
    return Row((beside, product, *whole), linked=False, whole=True)


def _beside(wanted: LayerToShow, windowed: bool) -> float:
    """Side of the cells of the pictures and the kernel: as large as there is room for."""
    layer = wanted.layer
    outputs, inputs = _cells_of(layer)
    if windowed:
        return max(SMALL_WITH_NUMBERS, min(2.5, round(0.22 * inputs / max(*layer.input, *layer.output), 2)))
    if outputs >= 2 * inputs:
        return 1.0
    return SMALL_WITH_NUMBERS if wanted.numbers else SMALL


def _rows_shown(layer: Layer) -> int:
    """Rows of the matrix whose cells are large."""
    size = _cells_of(layer)
    return min(size[0], 2 * ROWS_AROUND + 1) if max(size) > LARGEST_WHOLE else size[0]


def place_of(layer: Layer, place: Pair) -> Pair:
    """Where a cell of the output is in the column y of the last frame, which may have the last rows alone."""
    outputs, _ = _cells_of(layer)
    return place[0] * layer.output[1] + place[1] - (outputs - _rows_shown(layer)), 0


def _thumbnail(layer: Layer) -> float:
    """Side of the cells of a whole matrix that is shown small: about a third as wide as the page."""
    size = _cells_of(layer)
    return round(0.4 * max(size[1] + 1, 20) / max(size), 2)


def _shows_other(layer: Layer) -> bool:
    """Whether the matrix is the transpose of another, which stands beside it."""
    return layer.matrix_name.endswith("ᵀ")


class _Multiplication:
    """The frames: one for each row of the matrix."""

    def __init__(self, wanted: LayerToShow) -> None:
        self._wanted, self._layer, self._cells = wanted, wanted.layer, Cells()
        self._places = kernel_places(wanted.layer)
        self._size = _cells_of(wanted.layer)
        self._result = np.array([[self._made(Role.OUTPUT_PENDING, row)] for row in range(self._size[0])], np.uint16)

    def frames(self) -> Iterator[Frame]:
        name, (outputs, _) = self._layer.matrix_name, self._size
        opening = say("matrix.opening", name=name)
        yield Frame(self._grids(None), opening, say("film.steps", count=outputs), OPENING)
        for row in range(outputs):
            self._result[row] = self._made(Role.OUTPUT_CURRENT, row)
            counter, links = say("film.step", number=row + 1, count=outputs), self._links(row, row - self._first(row))
            yield Frame(self._grids(row), self._caption(row), counter, links=links, step=row)
            self._result[row] = self._made(Role.OUTPUT_DONE if any(self._places[row]) else Role.OUTPUT_HOLE, row)
        made = say("matrix.made", name=name, count=outputs)
        yield Frame(self._grids(None, outputs - 1), made, say("film.result"), RESULT)

    def meetings(self) -> tuple[Meetings, ...]:
        """What a cell of x feeds, and what a cell of the matrix joins."""
        rows, columns = map(range, self._layer.kernel)
        letters = tuple(tuple(self._letter([(u, v)]) for v in columns) for u in rows)
        return tuple(in_matrix(self._layer, letters, _rows_shown(self._layer)))

    def _first(self, row: int) -> int:
        """The first row of the matrix whose cells are large."""
        return max(0, min(row - ROWS_AROUND, self._size[0] - _rows_shown(self._layer)))

    def _grids(self, row: int | None, near: int = 0) -> dict[str, Grid]:
        """All panels while a row of the matrix is the current one; with None, the rows around `near`, all alike."""
        inputs, first = self._size[1], self._first(near if row is None else row)
        shown = slice(first, first + _rows_shown(self._layer))
        read = self._read(row)
        framed = made = around = None
        if row is not None:
            framed, made = Window(row - first, 0, 1, inputs), Window(row - first, 0, 1, 1)
            around = self._window(row)
        return {
            "picture": Grid(read.reshape(self._layer.input), self._cells, around),
            "kernel": self._kernel,
            "input": Grid(read, self._cells),
            "matrix": Grid(self._lit(row)[shown], self._cells, framed),
            "output": Grid(self._result[shown].copy(), self._cells, made),
            **self._small(row),
        }

    def _small(self, row: int | None) -> dict[str, Grid]:
        """The whole matrices and the output as a picture, where there are such panels."""
        (outputs, inputs), cells = self._size, self._cells
        windowed = _rows_shown(self._layer) < outputs
        across = down = one = None
        if row is not None:
            across, down = Window(row, 0, 1, inputs), Window(0, row, inputs, 1)
            r, c = divmod(row, self._layer.output[1])
            one = Window(r, c, 1, 1)
        grids = {}
        if windowed:
            made = self._result.reshape(self._layer.output).copy()
            grids = {"whole": Grid(self._unlabelled, cells, across), "made": Grid(made, cells, one)}
        if _shows_other(self._layer):
            codes = self._unlabelled if windowed or self._wanted.numbers else self._lit(row)
            grids["other"] = Grid(codes.T, cells, down)
        return grids

    def _lit(self, row: int | None) -> Codes:
        """The whole matrix, all rows but one faded; with None, none is."""
        if row is None:
            return self._full
        codes = self._faded.copy()
        codes[row] = self._full[row]
        return codes

    @cached_property
    def _full(self) -> Codes:
        return self._matrix(WEIGHTS)

    @cached_property
    def _faded(self) -> Codes:
        return self._matrix(FADED)

    @cached_property
    def _unlabelled(self) -> Codes:
        return self._matrix(WEIGHTS, labelled=False)

    def _matrix(self, roles: Sequence[Role], labelled: bool = True) -> Codes:
        zero = Role.MATRIX_ZERO if labelled else Role.RESTING

        def code(places: list[Pair]) -> int:
            label = self._letter(places) if labelled else ""
            return self._cells.code(roles[_color(*places[0])] if places else zero, label)

        return np.array([[code(places) for places in row] for row in self._places], np.uint16)

    @cached_property
    def _kernel(self) -> Grid:
        rows, columns = self._layer.kernel
        codes = [
            [self._cells.code(WEIGHTS[_color(u, v)], self._letter([(u, v)])) for v in range(columns)]
            for u in range(rows)
        ]
        return Grid(np.array(codes, np.uint16), self._cells)

    def _letter(self, places: list[Pair]) -> str:
        """What is written in a cell of the matrix: the weight, or a letter for it; a dot for a zero."""
        rows, columns = self._layer.kernel
        if not places:
            return DOT
        if self._wanted.numbers:
            return self._wanted.weight_label(places)
        return "+".join(LETTERS[u * columns + v] for u, v in places) if rows * columns <= len(LETTERS) else ""

    def _read(self, row: int | None) -> Codes:
        """The input as a row: what is read has the colour of the weight that it meets."""
        met_by = self._places[row] if row is not None else [[]] * self._size[1]
        codes = []
        for index, (place, met) in enumerate(zip(np.ndindex(*self._layer.input), met_by, strict=True)):
            label = self._wanted.input_label(*place) if self._wanted.numbers else str(index)
            paint: Paint = WEIGHTS[_color(*met[0])] if met else Role.RESTING
            if self._wanted.shading:
                paint = self._wanted.input_paint(Role.WINDOW_INPUT if met else Role.INPUT, *place)
            codes.append(self._cells.code(paint, label))
        return np.array([codes], np.uint16)

    def _made(self, role: Role, row: int) -> int:
        """A cell of y: its number once it is known, or its place."""
        if self._wanted.numbers is None:
            return self._cells.code(role, str(row))
        known, (r, c) = role is not Role.OUTPUT_PENDING, divmod(row, self._layer.output[1])
        label = self._wanted.output_label(r, c) if known else ""
        made = any(self._places[row])
        paint = self._wanted.output_paint(role, self._wanted.numbers.output[r][c]) if known and made else role
        return self._cells.code(paint, label if made else ZERO * known)

    def _window(self, row: int) -> Window | None:
        """The rectangle around the cells of x that are read; None where there is none."""
        place = divmod(row, self._layer.output[1])
        pairs = zip(self._layer.axes, place, strict=True)
        read = [sorted({index for index, _ in axis.reads(at)}) for axis, at in pairs]
        if not all(read):
            return None
        steps = [min((b - a for a, b in pairwise(indices)), default=1) for indices in read]
        (top, *_, bottom), (left, *_, right) = ([*indices, indices[-1]] for indices in read)
        return Window(top, left, bottom - top + 1, right - left + 1, *steps)

    def _links(self, row: int, shown: int) -> tuple[Link, ...]:
        """From each run of neighbours in x to the weights that they meet."""
        columns = self._layer.input[1]
        met = [index for index, places in enumerate(self._places[row]) if places]
        links, start = [], 0
        for end in range(1, len(met) + 1):
            if end == len(met) or met[end] != met[end - 1] + 1 or met[end] % columns == 0:
                across = met[start], 1, end - start
                links.append(Link(Region("input", 0, *across), Region("matrix", shown, *across)))
                start = end
        return tuple(links)

    def _caption(self, row: int) -> str:
        """`y₂ = a·x₄ + b·x₅ + …`, or the sum in numbers."""
        target = f"y{row}".translate(SUBSCRIPTS)
        met = [(index, places) for index, places in enumerate(self._places[row]) if places]
        if not met:
            return say("matrix.only_zeros", target=target, name=self._layer.matrix_name)
        if self._wanted.numbers:
            return self._wanted.equation(target, *divmod(row, self._layer.output[1]))
        if not self._letter(met[0][1]):
            return say("matrix.sum_of", target=target, number=len(met))
        terms = [self._letter(places) + "·x" + str(index).translate(SUBSCRIPTS) for index, places in met]
        if len(terms) > MOST_NAMED:
            terms = [*terms[:FIRST_TERMS], "…", terms[-1]]
        return f"{target} =\u00a0" + " +\u00a0".join(terms)


def _color(u: int, v: int) -> int:
    """Which of the colours of weights the kernel's place (u, v) has: a hue for its row, a tint for its column."""
    return (u + v // 3) % 3 * 3 + v % 3


def _cells_of(layer: Layer) -> tuple[int, int]:
    """Output cells and input cells."""
    return layer.output[0] * layer.output[1], layer.input[0] * layer.input[1]


def _require_readable(layer: Layer) -> None:
    outputs, inputs = _cells_of(layer)
    if max(outputs, inputs) <= LARGEST_MATRIX:
        return
    raise ConvanimError(
        Setting("view", "matrix"),
        f": the matrix of this layer is {outputs}×{inputs}, and {LARGEST_MATRIX}×{LARGEST_MATRIX} is the largest "
        "that can be read",
        way=largest_input(layer, lambda smaller: max(_cells_of(smaller)) <= LARGEST_MATRIX),
    )


def alt(layer: Layer, seen: Seen) -> list[str]:
    """That a layer is one matrix, whose rows are the kernel with gaps."""
    outputs, inputs = _cells_of(layer)
    name = layer.matrix_name
    source, made = an(layer.own(layer.input)), an(layer.own(layer.output))
    sentence = say(
        "alt.matrix", matrix=an((outputs, inputs)), name=name, inputs=inputs, input=source, outputs=outputs,
        output=made, window=a_window(layer),
    )  # fmt: skip
    turned = [say("alt.matrix_beside", name=name)] * _shows_other(layer)
    return [sentence, *turned, *about_holes(layer), *about_numbers(seen)]
