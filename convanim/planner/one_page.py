"""The handout of a lesson: the convolution and the transposed one with the same numbers on one sheet of paper.

Its small pictures are the stages of both layers and steps of their slides, as their films show them.
A touch shows nothing on it: it is paper, and each small picture has one moment alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convanim.core.errors import ConvanimError
from convanim.core.text import Pair
from convanim.frameworks.frameworks import FRAMEWORKS, framework_lines
from convanim.language.english import both, listing, say
from convanim.language.phrase import capital
from convanim.layers.base import Layer
from convanim.layers.handout import Handout
from convanim.layers.parameters import PARAMETERS
from convanim.layers.words import size_named
from convanim.planner.alt_text import Seen, an
from convanim.planner.gather import slide_over
from convanim.planner.grids import drawn_input
from convanim.planner.layer_to_show import LayerToShow, plain_input
from convanim.scene.cells import Cells
from convanim.scene.film import Film
from convanim.scene.filmstrip import links_between, some_of
from convanim.scene.frames import Frame, Grid, Link
from convanim.scene.nodes import ARROW, Column, Fact, Heading, Node, Panel, Paper, Row, Sign
from convanim.scene.paper_blocks import (
    CodeLines,
    Figure,
    Formula,
    PaperBlock,
    PaperColumn,
    PaperColumns,
    Prose,
    WordTable,
)
from convanim.scene.picture import Picture
from convanim.scene.roles import Role
from convanim.scene.timeline import Course

if TYPE_CHECKING:
    from convanim.scene.cells import Codes

MOST_WINDOWS = 4
"""Places of the window that stand side by side."""

SIZES_LISTED = 9
"""Input sizes in the table of output sizes."""

WRITTEN = ("pytorch", "keras", "jax")
"""The frameworks whose lines there is room for."""


class HandoutToShow(NamedTuple):
    """What is drawn: both layers; it has neither numbers, nor stages, nor a deconvolution."""

    handout: Handout
    numbers: None = None
    stages: bool = False
    deconvolve: bool = False


def one_page(wanted: HandoutToShow) -> Picture:
    """Both layers beside each other, their steps as small pictures; below them tables and code."""
    handout = wanted.handout
    shots = _Shots(down=handout.there.one_row)
    there, back = handout.layers
    blocks = (
        PaperColumns((_there(there, back, shots), _back(back, shots))),
        _side_by_side(handout),
        *_sizes_table(handout),
        PaperColumns(tuple(PaperColumn("", "", (_code(layer),)) for layer in handout.layers), say("sheet.in_code")),
    )
    facts = "   ".join(fact.replace("=", " ") for fact in there.facts())
    frame = Frame(shots.grids, "", "", links=tuple(shots.links), step=0)
    return Picture(Heading(handout.titled(), facts), Paper(blocks, _command(handout)), lambda: iter((frame,)))


def _command(handout: Handout) -> str:
    """The command that makes the sheet."""
    there = handout.there
    words = [f"{PARAMETERS[name].flags[0]} {_typed(there, name)}" for name in handout.asked() if name in PARAMETERS]
    return " ".join(["convanim sheet", *words, *["--1d"] * there.flat])


def _typed(layer: Layer, name: str) -> str:
    named = layer.padding_name if name == "padding" else ""
    return named or layer.given(name).replace("×", "x")


# The small pictures


class _Shots:
    """Small pictures, each of panels of its own: the cells that they hold, and the links between them.

    What follows stands beside what it comes from, or below it, where that is one row.
    """

    def __init__(self, down: bool) -> None:
        self._line = Column if down else Row
        self.cells = Cells()
        self.grids: dict[str, Grid] = {}
        self.links: list[Link] = []

    def panel(self, codes: Codes, cells: Cells | None = None) -> Panel:
        """A panel with these cells."""
        name = f"part {len(self.grids) + 1}"
        self.grids[name] = Grid(codes, cells or self.cells)
        return Panel(name, len(codes), codes.shape[1])

    def change(self, before: Codes, after: Codes) -> Node:
        """What something is made of, an arrow, and what it becomes; alone where nothing changes."""
        if before.shape == after.shape and (before == after).all():
            return self.panel(before)
        return self._line((self.panel(before), Sign(ARROW), self.panel(after)), linked=False)

    def slide(self, frame: Frame, down: bool = False) -> Node:
        """A step of a slide: the input under its window, and the output."""
        prefix = f"part {len(self.grids) + 1} "
        panels = []
        for name in ("input", "output"):
            grid = frame.grids[name]
            self.grids[prefix + name] = grid
            panels.append(Panel(prefix + name, len(grid.codes), grid.codes.shape[1]))
        self.links += [link.renamed(prefix) for link in links_between(frame.links, ("input", "output"))]
        return (Column if down else self._line)(tuple(panels))


def _steps(layer: Layer) -> tuple[list[Frame], int]:
    """Some steps of its slide that show the whole, and how many there are; the first of them is the first of all."""
    film = Film(Course((), (layer.output,), ()))
    count = film.stops
    wanted = some_of(min(MOST_WINDOWS, count), film)
    steps = (frame for frame in slide_over(LayerToShow(layer)).frames() if frame.step is not None)
    return [frame for number, frame in enumerate(islice(steps, wanted[-1]), 1) if number in wanted], count


def _stage_codes(layer: Layer, cells: Cells) -> tuple[Codes, Codes, Codes]:
    """The input as it is given, with its zeros inserted, and as it is slid over."""
    wanted = LayerToShow(layer)
    whole = drawn_input(wanted, cells, cropped=False, read=False)
    (top, height), (left, width) = ((max(axis.before, 0), axis.upsampled) for axis in layer.axes)
    inserted = whole[top : top + height, left : left + width]
    return plain_input(wanted, cells), inserted, drawn_input(wanted, cells)


def _places_left(codes: Codes, cells: Cells) -> Codes:
    """The same cells while zeros are not there yet: nothing between neighbours, a frame around them."""
    blank = {
        code: cells.code(Role.EMPTY) if cell.role is Role.INSERTED_ZERO else cells.code(cell.role, "", cell.sides)
        for code in np.unique(codes).tolist()
        for cell in [cells[code]]
    }
    return np.vectorize(blank.get, otypes=[np.uint16])(codes)  # type: ignore[no-any-return]


# The two layers


def _there(layer: Layer, back: Layer, shots: _Shots) -> PaperColumn:
    """The convolution in two steps, the places of its window, and what the transposed one has to do with it."""
    given, _, padded = _stage_codes(layer, shots.cells)
    frames, count = _steps(layer)
    reads = layer.window_cells(0, 0)
    slide = say("sheet.by_stride", stride=layer.given("stride")), say("sheet.products", count=reads), say("sheet.sum")
    windows = say("sheet.all_windows", number=count)
    if len(frames) < count:
        windows = say("sheet.some_windows", number=len(frames), windows=count)
    windows = {1: say("sheet.only_window"), 2: say("sheet.both_windows")}.get(count, windows)
    blocks: list[PaperBlock] = [
        Formula(_formula(layer)),
        Figure(
            shots.change(given, padded),
            say("sheet.pad"),
            _padded("p", layer, [axis[:2] for axis in layer.padding]),
            "1",
        ),
        Figure(shots.slide(frames[0]), say("sheet.slide"), slide, "2"),
        Figure(
            Row(tuple(shots.slide(frame, down=True) for frame in frames), linked=False),
            above=capital(say("sheet.filling", windows=windows)),
        ),
        Prose(say("sheet.there_and_back"), _there_and_back(layer, back)),
    ]
    return PaperColumn(layer.titled(), _sizes(layer), tuple(blocks))


def _sizes(layer: Layer) -> str:
    """From its input to its output, one number for both axes where they are alike."""
    alike = layer.input[0] == layer.input[1] and layer.output[0] == layer.output[1]
    return f"{layer.input[1]} → {layer.output[1]}" if alike else layer.sizes


def _back(layer: Layer, shots: _Shots) -> PaperColumn:
    """The transposed convolution in four steps."""
    given, inserted, drawn = _stage_codes(layer, shots.cells)
    frames, _ = _steps(layer)
    zeros = [axis.zeros for axis in layer.own_axes]
    z, sides = size_named(zeros), [(axis.before, axis.after) for axis in layer.axes]
    beside = size_named(layer.own(sides)).replace("-", "−")
    inserted_words = say("sheet.zeros_between", count=z), say("sheet.neighbours")
    between = inserted_words if any(zeros) else (say("sheet.no_zeros"), say("sheet.to_insert"))
    act = "crop" if any(axis.crops for axis in layer.axes) else "pad"
    turns = max(layer.kernel) > 1
    slide = (say("sheet.by_one_and"), say("sheet.kernel_turned")) if turns else (say("sheet.by_one"),)
    work = (f"z = s − 1 = {z}", f"p′ = {_beside(layer)} = {beside}")
    blocks: list[PaperBlock] = [
        Formula(_formula(layer)),
        Figure(shots.panel(_places_left(drawn, shots.cells)), say("sheet.work_out"), work, "1"),
        Figure(shots.change(given, inserted), say("sheet.insert"), between, "2"),
        Figure(
            shots.change(inserted, drawn),
            say(f"sheet.{act}"),
            _padded("p′", layer, sides),
            "3",
        ),
        Figure(shots.slide(frames[0]), say("sheet.slide"), slide, "4"),
    ]
    return PaperColumn(layer.titled(), _sizes(layer), tuple(blocks))


def _there_and_back(there: Layer, layer: Layer) -> str:
    one, other = layer.size_of(layer.output), layer.size_of(there.input)
    numbers = ", ".join(fact.replace("=", " ") for fact in there.facts()[1:])
    return say("sheet.sizes_come_back", numbers=numbers, small=other, large=one)


def _formula(layer: Layer) -> tuple[str, ...]:
    """The output size in symbols, and with the numbers put in."""
    lines = layer.formula()
    return (layer.general_formula(), *(lines[1:] or [f"= {layer.worked_out(1)}"]))


def _beside(layer: Layer) -> str:
    return layer.symbols["before"] if layer.dilated else "k − p − 1"


def _padded(symbol: str, layer: Layer, sides: Sequence[Pair]) -> tuple[str, ...]:
    """What is added around, or cut off."""
    own = layer.own(sides)
    numbers = {number for pair in own for number in pair}
    said = f"{symbol} = {size_named(own)}".replace("-", "−")
    if numbers == {0}:
        return (say("sheet.nothing", sum=said), say("sheet.to_add"))
    if len(numbers) > 1:
        uneven = any(one != other for one, other in own)
        return (said, say("sheet.before_after" if uneven else "sheet.rows_columns"))
    (number,) = numbers
    done = say("sheet.zeros", sum=said, count=number) if number > 0 else say("sheet.cut_off", sum=said)
    return (done, say("sheet.all_around"))


# Below them


def _side_by_side(handout: Handout) -> WordTable:
    """What both layers do to their input, in symbols and numbers."""
    names = [say(f"sheet.column_{name}") for name in ("zeros", "padding", "kernel", "stride", "output")]
    rows = [tuple(Fact(word, True) for word in ("", *names))]
    for layer in handout.layers:
        rows_axis, columns = layer.axes
        one_axis = layer.flat or rows_axis == columns
        axes = [columns] if one_axis else [rows_axis, columns]
        values = {
            "zeros": size_named([axis.zeros for axis in axes]),
            "before": size_named([(axis.before, axis.after) for axis in axes]).replace("-", "−"),
            "stride": size_named([axis.stride for axis in axes]),
        }
        symbols = {**layer.symbols, **({"before": _beside(layer)} if layer.stamps else {})}
        words = {
            name: value if symbols[name].isdigit() else f"{symbols[name]} = {value}" for name, value in values.items()
        }
        turned = say("sheet.turned" if columns.flipped and max(layer.kernel) > 1 else "sheet.as_it_is")
        size = layer.size_of(layer.output)
        said = (say(f"sheet.{layer.kind}"), words["zeros"], words["before"], turned, words["stride"], f"o = {size}")
        rows.append(tuple(Fact(word, number == len(said) - 1) for number, word in enumerate(said)))
    return WordTable(say("sheet.side_by_side"), tuple(rows))


def _sizes_table(handout: Handout) -> Iterator[PaperBlock]:
    """The output sizes of both for input sizes around this one, along the columns; and which of them share one."""
    there, back = handout.layers
    i = there.input[1]
    first = max(1, i - 1)
    inputs = range(first, first + SIZES_LISTED)

    def row(name: str, sizes: Sequence[str]) -> tuple[Fact, ...]:
        return (Fact(name, False), *(Fact(size, n == i) for n, size in zip(inputs, sizes, strict=True)))

    rows = [row(say("sheet.input"), [str(n) for n in inputs])]
    rows += [row(say(f"sheet.{layer.kind}_within"), [_output(layer, n) for n in inputs]) for layer in (there, back)]
    form = "sheet.output_sizes" if there.flat or there.square else "sheet.output_columns"
    numbers = ", ".join(fact.replace("=", " ") for fact in there.facts()[1:])
    yield WordTable(say(form, numbers=numbers), tuple(rows), even=True)
    said = _sharing(there)
    if said:
        yield Prose("", said)


def _output(layer: Layer, columns: int) -> str:
    """The output's columns for that many columns of input; a dash where the layer refuses them."""
    try:
        size = layer.own((layer.input[0], columns))
        return str(type(layer).of(**{**layer.asked(), "dims": layer.dims, "input": size}).output[1])
    except ConvanimError:
        return "–"


def _sharing(layer: Layer) -> str:
    """Which inputs become one output, and how output padding tells them apart on the way back."""
    axis = layer.axes[1]
    if not layer.padded_evenly or layer.padding_name:
        return ""
    if axis.stride == 1:
        return say("sheet.own_size")
    least = axis.input - axis.unread
    several = [*range(least, least + axis.stride)]
    inputs = listing([str(size) for size in several])
    if axis.stride > MOST_WINDOWS:
        inputs = say("list.range", before=several[0], last=several[-1])
    form = "sheet.two_share" if axis.stride == 2 else "sheet.many_share"
    return say(form, inputs=inputs, output=axis.output, least=least, other=several[1])


def _code(layer: Layer) -> CodeLines:
    lines = framework_lines(layer)
    return CodeLines(tuple((FRAMEWORKS[name].title, lines[name]) for name in WRITTEN if name in lines))


def alt(handout: Handout, seen: Seen) -> list[str]:
    """What both layers do."""
    said = []
    for layer, steps in zip(handout.layers, ("two", "four"), strict=True):
        source, made = (an(layer.own(size)) for size in (layer.input, layer.output))
        said.append(say(f"alt.in_{steps}_steps", layer=layer.titled_within(), input=source, output=made))
    return [say("alt.page", layers=both(said))]
