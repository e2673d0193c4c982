from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layout.cell_text import fitted
from convanim.layout.metrics import width as text_width
from convanim.layout.page import Layout
from convanim.layout.place import lay_out
from convanim.pipeline.compose import compose
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.geometry import outline_width
from convanim.renderer.links import drawn_link
from convanim.renderer.raster.index_ramps import Ramps
from convanim.renderer.raster.rasterizer import Renderer
from convanim.style.color import rgb
from convanim.style.themes import THEMES, Theme
from tests.cases import LAYER_CASES, picture_of, steps_of

layers = pytest.mark.parametrize("layer", LAYER_CASES.values(), ids=LAYER_CASES)
SOME = list(LAYER_CASES)[::3]
some_layers = pytest.mark.parametrize("layer", [LAYER_CASES[name] for name in SOME], ids=SOME)


def renderer_of(layer: Layer, theme: Theme = THEMES["light"], width: int = 480) -> tuple[Renderer, Layout]:
    picture = picture_of(layer)
    layout = lay_out(picture, width)
    return Renderer(picture, layout, theme), layout


IN_THEMES = [(name, theme) for theme in THEMES for name in list(LAYER_CASES)[:: 1 if theme == "light" else 9]]
"""Every layer in one theme and some in the others, for a theme changes no pixel's place."""


@pytest.mark.parametrize(("name", "theme_name"), IN_THEMES)
def test_most_pixels_of_every_cell_have_the_color_of_its_role(name: str, theme_name: str) -> None:
    layer, theme = LAYER_CASES[name], THEMES[theme_name]
    renderer, layout = renderer_of(layer, theme, 800)
    for raster, frame in zip(renderer.frames(), picture_of(layer).frames(), strict=True):
        for name, place in layout.places.items():
            for row, column in np.ndindex(place.rows, place.columns):
                x, y = place.x + column * place.cell, place.y + row * place.cell
                most = np.bincount(raster.image[y : y + place.cell, x : x + place.cell].ravel()).argmax()
                role = frame.grids[name][row, column].role
                seen = () if not theme.transparent else (0,) if theme.shows_page(role) else (255,)
                assert tuple(renderer.palette[most]) == rgb(theme.look(role).fill) + seen, (name, row, column)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each colour of a role has an index of its own, also where another has the same colour."""
    monkeypatch.setattr(Ramps, "join", lambda ramps, crossings: crossings)


@pytest.mark.usefixtures("apart")
@layers
def test_window_link_and_current_cell_have_the_accent_and_nothing_else_has(layer: Layer) -> None:
    theme = THEMES["light"]
    renderer, layout = renderer_of(layer)
    accent = [tuple(color) for color in renderer.palette.tolist()].index(rgb(theme.accent))
    for raster, frame in zip(renderer.frames(), picture_of(layer).frames(), strict=True):
        seen = raster.image == accent
        allowed = np.zeros(raster.image.shape, bool)
        for name, place in layout.places.items():
            window = frame.grids[name].window
            if window is None:  # the kernel has none, and before and after the steps nothing has
                assert name == "kernel" or frame.step is None
                continue
            half = outline_width(place.cell) - outline_width(place.cell) // 2
            top, left = place.y + window.row * place.cell, place.x + window.column * place.cell
            bottom, right = top + window.rows * place.cell, left + window.columns * place.cell
            edges = seen[top:bottom, left - half : left + half], seen[top - half : top + half, left:right]
            assert all(edge.any(axis).all() for edge, axis in zip(edges, (1, 0), strict=True))
            allowed[top - half : bottom + half, left - half : right + half] = True
        for link in frame.links:
            for (x0, y0), (x1, y1) in drawn_link(link, layout, frame.grids).lines:
                steps = np.linspace(0, 1, 2000)
                xs, ys = x0 + (x1 - x0) * steps, y0 + (y1 - y0) * steps
                for dx in range(-2, 3):
                    for dy in range(-2, 3):
                        allowed[(ys + dy).astype(int), (xs + dx).astype(int)] = True
        assert not (seen & ~allowed).any()


@layers
def test_links_begin_at_the_window_end_at_the_current_cell_and_leave_what_is_written(layer: Layer) -> None:
    picture = picture_of(layer, values=True)
    layout = lay_out(picture, 1200)
    for frame in islice(picture.frames(), 0, None, 3):
        for link in frame.links:
            lines = drawn_link(link, layout, frame.grids).lines
            ends = {point for line in lines for point in line}
            for region, place in ((end, layout.places[end.panel]) for end in (link.source, link.target)):
                left, top = place.x + region.column * place.cell, place.y + region.row * place.cell
                right, bottom = left + region.columns * place.cell, top + region.rows * place.cell
                on_edge = {(x, y) for x, y in ends if left <= x <= right and top <= y <= bottom}
                single = len(drawn_link(link, layout, frame.grids).sides) == 1
                assert len(on_edge) >= (1 if single else 2)
            for name, place in layout.places.items():
                for row, column in np.ndindex(place.rows, place.columns):
                    label = frame.grids[name][row, column].label
                    size = fitted(label, place.cell)
                    x, y = place.x + (column + 0.5) * place.cell, place.y + (row + 0.5) * place.cell
                    for (x0, y0), (x1, y1) in lines if size else ():
                        steps = np.linspace(0, 1, 400)
                        xs, ys = x0 + (x1 - x0) * steps, y0 + (y1 - y0) * steps
                        inside = (abs(xs - x) < 0.4 * text_width(label, size)) & (abs(ys - y) < 0.3 * size)
                        assert not inside.any(), (name, row, column, label)


@pytest.mark.parametrize(
    "layer",
    [Convolution.of((1, 9), (1, 3), 0, 1, (1, 2)), Convolution.of(3, 2, in_channels=3, out_channels=2)],
    ids=["taps that are apart", "planes"],
)
def test_links_that_merge_are_level_and_end_as_one_line(layer: Layer) -> None:
    picture = compose(Recipe(layer, Options())).picture
    layout = lay_out(picture, 800)
    for frame in steps_of(picture):
        merging = [drawn_link(link, layout, frame.grids) for link in frame.links if link.merging]
        assert len(merging) == 3
        assert len({link.ways[0][-2:] for link in merging}) == 1
        assert all(x0 == x1 or y0 == y1 for link in merging for (x0, y0), (x1, y1) in link.lines)
        assert not any(link.tint for link in merging)


@some_layers
def test_frames_drawn_one_after_another_equal_frames_drawn_alone(layer: Layer) -> None:
    """What a frame leaves behind is gone in the next."""
    renderer, layout = renderer_of(layer)
    picture = picture_of(layer)
    frames = list(picture.frames())
    drawn = [raster.image.copy() for raster in renderer.frames()]
    for number in {0, len(frames) // 2, len(frames) - 1}:
        there = tuple(sample._replace(first=0) for sample in layout.swatches if sample.first <= number)
        alone = Renderer(picture, layout._replace(swatches=there), THEMES["light"])
        alone._picture = replace(picture, frames=partial(iter, (frames[number],)))
        (raster,) = alone.frames()
        assert np.array_equal(raster.image, drawn[number])


@layers
def test_nothing_changes_outside_the_box_that_is_handed_on(layer: Layer) -> None:
    renderer, _ = renderer_of(layer)
    last = None
    for raster in renderer.frames():
        if last is not None:
            outside = np.ones(raster.image.shape, bool)
            for box in raster.changed:
                outside[box.slices] = False
            assert np.array_equal(raster.image[outside], last[outside])
        last = raster.image.copy()


@pytest.mark.usefixtures("apart")
@some_layers
def test_a_theme_changes_the_palette_and_no_pixel(layer: Layer) -> None:
    light = renderer_of(layer)[0]
    for theme in (theme for name, theme in THEMES.items() if name != "light" and not theme.transparent):
        other = renderer_of(layer, theme)[0]
        for one, same in zip(light.frames(), other.frames(), strict=True):
            assert np.array_equal(one.image, same.image)
        assert not np.array_equal(light.palette, other.palette)


@some_layers
def test_on_a_see_through_page_every_pixel_is_see_through_or_opaque(layer: Layer) -> None:
    renderer, _ = renderer_of(layer, THEMES["transparent"])
    assert set(renderer.palette[:, 3].tolist()) == {0, 255}
    assert np.flatnonzero(renderer.palette[:, 3] == 0).tolist() == [0]


@layers
def test_the_palette_is_small_and_every_index_is_in_it(layer: Layer) -> None:
    renderer, _ = renderer_of(layer)
    assert len(renderer.palette) <= 255
    assert all(raster.image.max() < len(renderer.palette) for raster in renderer.frames())


def test_captions_do_not_leave_their_place() -> None:
    for layer in LAYER_CASES.values():
        renderer, layout = renderer_of(layer, width=800)
        (caption, counter) = (slot.lines for slot in layout.slots)
        first = next(renderer.frames()).image.copy()
        # A sample comes into the legend with its role.
        legend = max((sample.y + sample.size for sample in layout.swatches if sample.first), default=0)
        panels = max(legend, *(place.y + place.height for place in layout.places.values())) + 4
        for raster in renderer.frames():
            rows, columns = np.nonzero(raster.image[panels:] != first[panels:])
            if len(rows):
                assert rows.min() + panels > caption[0].y - caption[0].size
                assert rows.max() + panels < caption[-1].y + 0.3 * caption[-1].size
                assert columns.min() >= caption[0].x - 2
                assert columns.max() <= counter[0].x + 2


def test_a_matplotlibrc_changes_nothing_and_is_not_changed(tmp_path: Path) -> None:
    script = (
        "import hashlib, sys, matplotlib as mpl\n"
        "from convanim.renderer.raster.agg import SETTINGS\n"
        "before = {name: mpl.rcParams[name] for name in SETTINGS}\n"
        "from pathlib import Path\n"
        "from convanim.layers.convolution import Convolution\n"
        "from convanim.pipeline.write import animate\n"
        "from convanim.recipe.recipe import Recipe\n"
        "animate(Recipe(Convolution.of(6, 3, 1, 2)), Path(sys.argv[1]))\n"
        "assert {name: mpl.rcParams[name] for name in SETTINGS} == before\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
        "print(mpl.rcParams['text.hinting'], hashlib.sha256(Path(sys.argv[1]).read_bytes()).hexdigest())\n"
    )
    settings = "text.hinting: native\ntext.antialiased: False\npath.snap: False\nfont.size: 40\nfont.family: serif\n"
    (tmp_path / "matplotlibrc").write_text(
        settings + "path.sketch: 3, 10, 2\nfigure.dpi: 20\nlines.antialiased: False\n"
    )
    (tmp_path / "empty").mkdir()
    answers = []
    for folder in (tmp_path, tmp_path / "empty"):
        command = [sys.executable, "-c", script, str(tmp_path / "a.gif")]
        answers.append(subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.split())
    assert answers[0][0] == "native"
    assert answers[0][0] != answers[1][0]
    assert answers[0][1] == answers[1][1]
