"""On a page that shows through, words stand on plates and the legend names only what has been seen."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.transposed import TransposedConvolution
from convanim.layout.page import Layout, Text
from convanim.layout.place import lay_out
from convanim.pipeline.compose import Composition, compose
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.markup import Brush
from convanim.renderer.pdf import artists_of
from convanim.renderer.raster.rasterizer import Renderer
from convanim.renderer.shape_formats import SHAPE_FORMATS
from convanim.scene.frames import Frame
from convanim.scene.picture import Picture
from convanim.scene.roles import Role
from convanim.style.color import rgb
from convanim.style.themes import THEMES
from tests.cases import LAYER_CASES, picture_of

TRANSPARENT = THEMES["transparent"]

CROPPED = TransposedConvolution.of(4, 2, 2, 2)

some_layers = pytest.mark.parametrize(
    "layer", [LAYER_CASES[name] for name in ("conv", "conv dilated", "conv one row", "transposed crop")]
)


def said_in(layout: Layout, frame: Frame) -> list[Text]:
    """All words on a page in a frame, but those of the legend."""
    return [*layout.texts, *(text for slot in layout.slots for text in slot.filled(frame))]


@some_layers
@pytest.mark.parametrize("width", [360, 800])
@pytest.mark.parametrize("values", [False, True], ids=["", "values"])
def test_all_words_stand_on_a_plate_in_every_frame(layer: Layer, width: int, values: bool) -> None:
    picture = picture_of(layer, values=values, stages=not values)
    layout = lay_out(picture, max(width, 800 if values else width))
    for frame in picture.frames():
        for text in said_in(layout, frame):
            left = text.left
            assert any(
                plate.x <= left + 1
                and plate.y <= text.y - 0.73 * text.size
                and left + text.length <= plate.x + plate.width + 1
                and text.y <= plate.y + plate.height
                for plate in layout.plates
            ), text


@some_layers
def test_plates_that_stand_still_do_not_touch(layer: Layer) -> None:
    plates = [plate for plate in lay_out(picture_of(layer, values=True), 800).plates if not plate.first]
    for number, one in enumerate(plates):
        for other in plates[:number]:
            apart = one.x > other.x + other.width or other.x > one.x + one.width
            assert apart or one.y > other.y + other.height or other.y > one.y + one.height


@some_layers
def test_no_ink_of_words_is_on_the_page_itself(layer: Layer) -> None:
    """Around every word the plate is opaque, so that it is read on white, on black and on grey alike."""
    picture = picture_of(layer)
    layout = lay_out(picture, 640)
    renderer = Renderer(picture, layout, TRANSPARENT)
    alpha = renderer.palette[:, 3]
    for raster, frame in zip(renderer.frames(), picture.frames(), strict=True):
        for text in said_in(layout, frame):
            left = round(text.left)
            words = raster.image[text.y - round(0.7 * text.size) : text.y + 1, left : left + round(text.length)]
            assert (alpha[words] == 255).all()


def test_plates_have_round_corners_and_are_drawn_in_a_see_through_theme_alone() -> None:
    picture = picture_of(LAYER_CASES["conv"])
    layout = lay_out(picture, 640)
    image = next(Renderer(picture, layout, TRANSPARENT).frames()).image
    plate = layout.plates[0]
    assert image[plate.y, plate.x] == 0 != image[plate.y, plate.x + plate.radius]
    assert plate.radius > 1
    light, seen = (Brush(picture, layout, theme).plates() for theme in (THEMES["light"], TRANSPARENT))
    assert (light, seen.count("<rect")) == ("", len(layout.plates))
    frame = next(picture.frames())
    drawn = [sum(type(one).__name__ == "FancyBboxPatch" for one in artists_of(frame, layout, theme))
             for theme in (THEMES["light"], TRANSPARENT)]  # fmt: skip
    assert drawn == [0, len(layout.plates)]


@pytest.mark.parametrize("suffix", SHAPE_FORMATS)
def test_lines_over_cells_have_a_casing_where_the_page_shows_through(suffix: str) -> None:
    texts = []
    for theme in ("light", "transparent"):
        file = io.BytesIO()
        write_shapes(compose(Recipe(Convolution.of(4, 3), Options(theme=theme))), suffix, file)
        texts.append(file.getvalue().decode())
    assert ['class="KC"' in text for text in texts] == [False, True]
    assert f".KC,.VC,.WC{{stroke:{TRANSPARENT.background}}}" in texts[1]


def test_beside_a_link_is_its_casing() -> None:
    """Where a line leaves the cells, plate colour is outside it, whatever the page's colour."""
    picture = picture_of(Convolution.of(5, 3))
    layout = lay_out(picture, 800)
    renderer = Renderer(picture, layout, TRANSPARENT)
    source, target = layout.places["input"], layout.places["output"]
    column = (source.x + source.width + target.x) // 2
    accent = [
        number for number, color in enumerate(renderer.palette.tolist()) if color[:3] == [*rgb(TRANSPARENT.accent)]
    ]
    linked = 0
    for raster, frame in zip(renderer.frames(), picture.frames(), strict=True):
        along = raster.image[:, column]
        rows = np.flatnonzero(np.isin(along, accent))
        assert len(rows) > 0 or not frame.links
        if frame.links:
            outside = renderer.palette[along[[rows[0] - 2, rows[0] - 1]]]
            assert [255, 255, 255, 255] in outside.tolist()
            linked += 1
    assert linked == 9


def write_shapes(composition: Composition, suffix: str, file: io.BytesIO) -> None:
    from convanim.encoder.base import Playing

    playing = Playing("", 0, composition.durations_ms)
    SHAPE_FORMATS[suffix].write(file, composition.picture, composition.layout, composition.theme, playing)


@pytest.mark.parametrize(
    ("make", "role"),
    [
        (lambda: picture_of(CROPPED, stages=True), Role.CROPPED),
        (lambda: picture_of(TransposedConvolution.of(3, 3, 1, 2), view="scatter", values=True), Role.CROPPED),
    ],
    ids=["cropped", "stamps"],
)
def test_the_legend_names_nothing_before_it_is_seen(make: Callable[[], Picture], role: Role) -> None:
    picture = make()
    layout = lay_out(picture, 640)
    (swatch,) = (one for one in layout.swatches if one.role is role)
    assert swatch.first > 0
    roles = [
        {grid.cells[code].role for grid in frame.grids.values() for code in np.unique(grid.codes).tolist()}
        for frame in picture.frames()
    ]
    assert swatch.first == next(number for number, seen in enumerate(roles) if role in seen)
    renderer = Renderer(picture, layout, THEMES["light"])
    box = slice(swatch.y, swatch.y + swatch.size), slice(swatch.x, swatch.x + swatch.size)
    for number, raster in enumerate(renderer.frames()):
        assert raster.image[box].any() == (number >= swatch.first)


def test_every_moving_format_has_the_legends_sample_from_its_step_on(tmp_path: Path) -> None:
    composition = compose(Recipe(CROPPED, Options(stages=True)))
    (swatch,) = composition.layout.swatches
    texts = {}
    for suffix in SHAPE_FORMATS:
        file = io.BytesIO()
        write_shapes(composition, suffix, file)
        texts[suffix] = file.getvalue().decode()
    group = texts[".svg"].split(f'style="animation-name:p{swatch.first}"')[-1]
    assert ">cropped</text></g>" in group
    assert f'data-first="{swatch.first}" visibility="hidden"' in texts[".html"]


@pytest.mark.parametrize(("still", "named"), [("1", []), ("last", ["cropped"])])
def test_a_still_names_what_is_in_it(still: str, named: list[str]) -> None:
    composition = compose(Recipe(CROPPED, Options(stages=True, still=still)))
    assert [swatch.words.text for swatch in composition.layout.swatches] == named
    assert all(swatch.first == 0 for swatch in composition.layout.swatches)
