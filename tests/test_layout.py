from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from convanim.core.errors import ConvanimError
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.transposed import TransposedConvolution
from convanim.layout.metrics import width as text_width
from convanim.layout.page import Layout, Said, Text
from convanim.layout.place import lay_out
from convanim.pipeline.compose import compose
from convanim.planner.views import VIEWS
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.pieces import drawn_pieces
from convanim.scene.cells import Cells
from convanim.scene.film import Film
from convanim.scene.frames import Frame, Grid, Link, Region
from convanim.scene.nodes import (
    ARROW,
    Band,
    Column,
    Group,
    Heading,
    Node,
    Panel,
    Row,
    Sign,
    Tiles,
    both_ways,
    groups_in,
    panels_in,
)
from convanim.scene.picture import Picture
from convanim.scene.roles import Role
from tests.cases import LAYER_CASES, picture_of, steps_of

Rectangle = tuple[float, float, float, float]

layers = pytest.mark.parametrize("layer", LAYER_CASES.values(), ids=LAYER_CASES)
widths = pytest.mark.parametrize("width", [240, 360, 800, 1600])


def area_of(text: Text) -> Rectangle:
    wide = text_width(text.text, text.size, text.bold)
    left = text.left
    return left, text.y - 0.76 * text.size, left + wide, text.y + 0.05 * text.size


def things_on(layout: Layout, picture: Picture) -> dict[str, Rectangle]:
    """Everything that may not touch anything else, wherever a word is as long as it gets."""
    half_outline = 2
    things: dict[str, Rectangle] = {
        name: (p.x - half_outline, p.y - half_outline, p.x + p.width + half_outline, p.y + p.height + half_outline)
        for name, p in layout.places.items()
    }
    things |= {f"text {text.text} {text.y} {text.x}": area_of(text) for text in layout.texts}
    things |= {f"swatch {s.role}": (s.x, s.y, s.x + s.size, s.y + s.size) for s in layout.swatches}
    for number, ((x0, y0), (x1, y1)) in enumerate(layout.arrows):
        head = 0.13 * (x1 - x0 + y1 - y0) + 1
        across, upright = (0, head) if x1 > x0 else (head, 0)
        things[f"arrow {number}"] = (x0 - across, y0 - upright, x1 + across, y1 + upright)
    for slot in layout.slots:
        first, last = slot.lines[0], slot.lines[-1]
        longest = max(picture.survey.words[slot.key], key=lambda words: text_width(words, 1))
        wide = min(slot.width, text_width(longest, first.size))
        left = first.x - wide * (0.5 if first.centred else first.right)
        things[f"words {slot.key}"] = (left, first.y - 0.76 * first.size, left + wide, last.y + 0.05 * last.size)
    return things


def require_apart(layout: Layout, picture: Picture) -> None:
    """Nothing touches anything and nothing is cut off."""
    things = things_on(layout, picture)
    for (name, one), (other_name, other) in combinations(things.items(), 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (name, one, other_name, other)
    for name, (left, top, right, bottom) in things.items():
        assert min(left, top) >= 0, name
        assert right <= layout.width, name
        assert bottom <= layout.height, name


@layers
@pytest.mark.parametrize(
    ("width", "said"),
    [(240, Said()), (360, Said()), (1600, Said()), (360, Said(heading=False)), (800, Said(False, False, False))],
    ids=str,
)
def test_nothing_touches_anything_and_nothing_is_cut_off(layer: Layer, width: int, said: Said) -> None:
    picture = picture_of(layer)
    require_apart(lay_out(picture, width, said), picture)


@layers
@widths
def test_the_canvas_is_at_most_as_wide_as_asked(layer: Layer, width: int) -> None:
    layout = lay_out(picture_of(layer), width)
    assert layout.width <= width
    assert layout.width % 2 == layout.height % 2 == 0


@layers
def test_all_panels_have_cells_of_one_size_but_for_steps_in_one_dimension_and_in_pools_without_overlaps(
    layer: Layer,
) -> None:
    places = lay_out(picture_of(layer), 800).places
    apart = not layer.reduction.weighted and all(
        axis.dilation * (axis.kernel - 1) < axis.stride for axis in layer.axes
    )
    alike = layer.stride[0] == layer.stride[1] in (2, 3)
    step = layer.axes[1].stride if layer.one_row or (apart and alike) else 1
    assert places["output"].cell == places["input"].cell * step
    if "kernel" in places:  # a pool has none
        assert places["kernel"].cell <= places["input"].cell


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", ["0", "0x1", "0x2+0"])
def test_in_one_dimension_each_output_stands_opposite_its_window(stride: int, padding: str) -> None:
    layer = Convolution.of((1, 11), (1, 3), padding, (1, stride))
    if layer.input == layer.output:
        return
    picture = picture_of(layer)
    places = lay_out(picture, 800).places
    for output, frame in enumerate(steps_of(picture)):
        window = frame.grids["input"].window
        assert window is not None
        middles = [
            place.x + (column + columns / 2) * place.cell
            for place, column, columns in (
                (places["input"], window.column, window.columns),
                (places["output"], output, 1),
            )
        ]
        assert abs(middles[0] - middles[1]) <= 1


@layers
def test_a_still_is_as_wide_as_its_animation(layer: Layer) -> None:
    film = Film(VIEWS["gather"].course(layer))
    picture = film.of(picture_of(layer))
    widths = {lay_out(film.still(picture, which), 640).width for which in ("first", "last")}
    assert widths == {lay_out(picture, 640).width}


SAME_SIZE = {
    "same": Convolution.of(5, 3, 1), "causal": Convolution.of((1, 8), (1, 3), "0x2+0"),
    "even kernel": Convolution.of(6, 2, "0+1"), "dilated": Convolution.of(6, 3, 2, dilation=2),
    "flat": Convolution.of((1, 7), (1, 5), "0x2"), "transposed": TransposedConvolution.of(5, 3, 1),
}  # fmt: skip


@pytest.mark.parametrize("layer", SAME_SIZE.values(), ids=SAME_SIZE)
def test_in_a_layer_that_keeps_the_size_each_output_stands_opposite_its_input(layer: Layer) -> None:
    places = lay_out(picture_of(layer), 800).places
    source, target = places["input"], places["output"]
    rows, columns = layer.axes
    if target.y >= source.y + source.height:
        assert target.x == source.x + max(columns.before, 0) * source.cell
    else:
        assert target.y == source.y + max(rows.before, 0) * source.cell


@layers
def test_the_middle_of_the_output_stands_opposite_the_middle_of_its_windows(layer: Layer) -> None:
    if layer.input == layer.output:
        return
    places = lay_out(picture_of(layer), 800).places
    source, target = places["input"], places["output"]
    down = target.y >= source.y + source.height
    axis = layer.axes[1 if down else 0]
    if axis.output == axis.input and axis.stride == 1 and not axis.zeros:  # each is opposite its own input
        return
    first, last = axis.window(0), axis.window(axis.output - 1) + axis.span(axis.output - 1)
    middle = (source.x if down else source.y) + source.cell * (first + last) / 2
    assert abs((target.x + target.width / 2 if down else target.y + target.height / 2) - middle) <= 1


DEFAULT = [
    Convolution.of(5, 3, 1, 2), Convolution.of(7, 3), Convolution.of(12, 3), Convolution.of(7, 3, dilation=2),
    Convolution.of(3, 2), TransposedConvolution.of(3, 3, 1, 2), TransposedConvolution.of(4, 2, 0, 3),
]  # fmt: skip


@pytest.mark.parametrize("layer", DEFAULT)
def test_cells_fill_three_tenths_of_the_picture(layer: Layer) -> None:
    layout = lay_out(picture_of(layer), 800)
    assert sum(place.width * place.height for place in layout.places.values()) >= 0.3 * layout.width * layout.height


def panel(name: str, rows: int = 2, columns: int = 3, **more: Any) -> Panel:
    return Panel(name, rows, columns, f"panel {name}", **more)


BODIES: dict[str, Node] = {
    "a row of three, signs between": Row((panel("a"), Sign("="), panel("b"), Sign(ARROW), panel("c"))),
    "a column in a row": Row((panel("a"), Column((panel("b"), panel("c")), linked=False))),
    "cells of other sizes": Row((panel("a"), panel("b", scale=2.0), panel("c", scale=0.5))),
    "opposite": Row((panel("a", 6), panel("b", 2, opposite=(1.0, 0.0)))),
    "beside another than the first": Row((panel("a"), Column((panel("b"), panel("c", 5))), panel("d", beside="c"))),
    "beside one of another line": Row((panel("a"), Column((panel("b"), panel("c", beside="a"), panel("d"))))),
    "whole on whole": Row((Column((panel("a"), panel("b"))), panel("c", 7)), whole=True),
    "names above columns": Row((panel("a", bands=(Band(0, 2, "row 0"),)), panel("b"))),
    "two groups": Row((
        Group(Row((panel("a"), panel("b"))), Heading("One", "1 → 2", "in words"), caption="one"),
        Group(Column((panel("c"), panel("d"))), Heading("Another", "3 → 4", "in other words"), caption="two"),
    ), linked=False),
    "tiles": Tiles(tuple(
        Group(both_ways((Panel(f"{n} a", 2, 3),), (Panel(f"{n} b", 1, 1),)), number=str(n), words="what happens here")
        for n in range(1, 8)
    )),
}  # fmt: skip


def scene(body: Node) -> Picture:
    cells = Cells()
    panels = list(panels_in(body))
    grids = {
        one.name: Grid(np.full((one.rows, one.columns), cells.code(Role.INPUT), np.uint16), cells) for one in panels
    }
    captions = {group.caption: f"what is said of group {group.caption}" for group in groups_in(body) if group.caption}
    first, second = panels[0], panels[1]
    link = Link(Region(first.name, 0, 0, first.rows, first.columns), Region(second.name, 0, 0))
    frame = Frame(grids, "a caption", "step 1 of 1", links=(link,), captions=captions)
    return Picture(Heading("A scene", "2×3", "of any number of panels"), body, lambda: iter((frame,)))


@widths
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_scene_of_any_number_of_panels_has_a_place_for_each(body: Node, width: int) -> None:
    picture = scene(body)
    layout = lay_out(picture, width)
    assert list(layout.places) == [one.name for one in picture.panels]
    sides = {one.name: (one.rows, one.columns, one.scale) for one in picture.panels}
    unit = next(iter(layout.places.values())).cell
    for name, place in layout.places.items():
        assert (place.rows, place.columns) == sides[name][:2]
        assert abs(place.cell - unit * sides[name][2]) <= 1
    require_apart(layout, picture)
    assert {slot.key for slot in layout.slots} == set(picture.survey.words)


def test_flat_wide_layers_are_stacked() -> None:
    flat = lay_out(picture_of(Convolution.of((1, 20), (1, 3))), 800).places
    assert flat["output"].y > flat["input"].y + flat["input"].height
    square = lay_out(picture_of(Convolution.of(5, 3)), 800).places
    assert square["output"].x > square["input"].x + square["input"].width


@pytest.mark.parametrize("width", [0, 239, 4001])
def test_a_width_out_of_range_is_refused(width: int) -> None:
    with pytest.raises(ConvanimError, match=f"width={width} is out of range"):
        lay_out(picture_of(Convolution.of(5, 3)), width)


def test_cells_too_small_to_see_are_refused_with_a_width_that_works() -> None:
    picture = picture_of(Convolution.of((1, 300), (1, 3)))
    with pytest.raises(ConvanimError, match="use width=") as refusal:
        lay_out(picture, 400)
    fitting = dict(refusal.value.ways)["width"]
    assert lay_out(picture, fitting).width <= fitting


def middle(layout: Layout, name: str, down: bool) -> float:
    place = layout.places[name]
    return place.x + place.width / 2 if down else place.y + place.height / 2


def test_a_panel_stands_opposite_the_one_that_it_names_wherever_that_is() -> None:
    inner = Column((panel("b"), panel("c", 5)))
    layout = lay_out(scene(Row((panel("a"), inner, Sign("="), panel("d", beside="c")))), 800)
    assert abs(middle(layout, "d", False) - middle(layout, "c", False)) <= 1
    assert abs(middle(layout, "b", False) - middle(layout, "a", False)) <= 1
    (sign,) = (text for text in layout.texts if text.text == "=")
    assert abs(sign.y - middle(layout, "c", False)) <= sign.size / 2
    through = Column((panel("b"), panel("c", beside="a"), panel("d")))
    layout = lay_out(scene(Row((panel("a"), through))), 800)
    assert abs(middle(layout, "c", False) - middle(layout, "a", False)) <= 1


def test_nodes_may_be_centred_with_all_that_they_hold() -> None:
    layout = lay_out(scene(Row((Column((panel("a"), panel("b")), linked=False), panel("c")), whole=True)), 800)
    first, second, other = (layout.places[name] for name in "abc")
    assert first.y < other.y < second.y
    assert abs((first.y + second.y) / 2 - other.y) <= 1


@pytest.mark.parametrize(
    ("layer", "options"),
    [
        (TransposedConvolution.of(3, 3, 0, 2), Options(view="scatter")),
        (TransposedConvolution.of((1, 4), (1, 3), 0, 2), Options(view="scatter")),
        (TransposedConvolution.of(2, 4, 1, 2), Options(stages=True)),
    ],
)
def test_words_are_next_to_their_panel_and_nothing_moves_over_them(layer: Layer, options: Options) -> None:
    composition = compose(Recipe(layer, options))
    layout = composition.layout
    place, (line, *_) = next(
        (layout.places[slot.key], slot.lines) for slot in layout.slots if slot.key in ("output", "kernel")
    )
    assert line.y - line.size - (place.y + place.height) < line.size
    for frame in composition.picture.frames():
        said = [area_of(text) for slot in layout.slots for text in slot.filled(frame)]
        for cell in (cell for piece in drawn_pieces(frame, layout.places) for cell in piece.cells):
            (x, y), half = cell.middle, cell.size / 2
            assert all(
                x + half <= left or right <= x - half or y + half <= top or bottom <= y - half
                for left, top, right, bottom in said
            )
