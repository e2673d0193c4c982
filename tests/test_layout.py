from __future__ import annotations

from itertools import combinations

import pytest

from convanim.core.errors import ConvanimError
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layout.metrics import width as text_width
from convanim.layout.page import Layout, Text
from convanim.layout.place import lay_out
from tests.cases import LAYER_CASES, picture_of

Rectangle = tuple[float, float, float, float]

layers = pytest.mark.parametrize("layer", LAYER_CASES.values(), ids=LAYER_CASES)
widths = pytest.mark.parametrize("width", [240, 360, 800, 1600])


def area_of(text: Text) -> Rectangle:
    wide = text_width(text.text, text.size, text.bold)
    left = text.x - wide if text.right else text.x
    return left, text.y - 0.76 * text.size, left + wide, text.y + 0.05 * text.size


def things_on(layout: Layout, words: str) -> dict[str, Rectangle]:
    """Everything that may not touch anything else."""
    half_outline = 2
    things: dict[str, Rectangle] = {
        name: (p.x - half_outline, p.y - half_outline, p.x + p.width + half_outline, p.y + p.height + half_outline)
        for name, p in layout.places.items()
    }
    things |= {f"text {text.text} {text.y}": area_of(text) for text in layout.texts}
    things |= {f"swatch {s.role}": (s.x, s.y, s.x + s.size, s.y + s.size) for s in layout.swatches}
    for number, ((x0, y0), (x1, y1)) in enumerate(layout.arrows):
        head = 0.13 * (x1 - x0 + y1 - y0) + 1
        across, upright = (0, head) if x1 > x0 else (head, 0)
        things[f"arrow {number}"] = (x0 - across, y0 - upright, x1 + across, y1 + upright)
    first, last = layout.caption[0], layout.caption[-1]
    things["caption"] = (
        first.x,
        first.y - 0.76 * first.size,
        first.x + layout.caption_width,
        last.y + 0.05 * last.size,
    )
    counter = layout.counter
    wide = text_width(words, counter.size)
    things["counter"] = (counter.x - wide, counter.y - 0.76 * counter.size, counter.x, counter.y)
    return things


@layers
@widths
@pytest.mark.parametrize("title", [True, False], ids=["title", "no title"])
def test_nothing_touches_anything_and_nothing_is_cut_off(layer: Layer, width: int, title: bool) -> None:
    picture = picture_of(layer)
    layout = lay_out(picture, width, title)
    things = things_on(layout, max(picture.survey.counters, key=len))
    for (name, one), (other_name, other) in combinations(things.items(), 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (name, one, other_name, other)
    for name, (left, top, right, bottom) in things.items():
        assert left >= 0, name
        assert top >= 0, name
        assert right <= layout.width, name
        assert bottom <= layout.height, name


@layers
@widths
def test_the_canvas_is_at_most_as_wide_as_asked(layer: Layer, width: int) -> None:
    layout = lay_out(picture_of(layer), width)
    assert layout.width <= width
    assert layout.width % 2 == layout.height % 2 == 0


@layers
def test_all_panels_have_cells_of_one_size(layer: Layer) -> None:
    layout = lay_out(picture_of(layer))
    assert len({place.cell for place in layout.places.values()}) == 1


@layers
def test_panels_are_centred_on_one_axis(layer: Layer) -> None:
    one, other = lay_out(picture_of(layer)).places.values()
    across = abs((2 * one.x + one.width) - (2 * other.x + other.width))
    upright = abs((2 * one.y + one.height) - (2 * other.y + other.height))
    assert min(across, upright) <= 2


def test_flat_wide_layers_are_stacked() -> None:
    flat = lay_out(picture_of(Convolution.of((1, 20), (1, 3)))).places
    assert flat["output"].y > flat["input"].y + flat["input"].height
    square = lay_out(picture_of(Convolution.of(5, 3))).places
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
