from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from convanim.core.errors import ConvanimError
from convanim.encoder.encoders import VECTORS
from convanim.layers.axis import ZEROS
from convanim.layers.base import Layer
from convanim.layers.compute import full_size, matrix, numbers_of, overlaps
from convanim.layers.convolution import Convolution
from convanim.layers.kinds import LAYERS
from convanim.layers.stages import Act
from convanim.layers.transposed import TransposedConvolution
from convanim.layout.page import CellsTooSmallError, Layout, Place
from convanim.layout.place import lay_out
from convanim.pipeline.compose import compose
from convanim.pipeline.write import animate
from convanim.planner import stamping
from convanim.planner.layer_to_show import LayerToShow
from convanim.planner.matrix import DOT
from convanim.planner.stamping import kept
from convanim.planner.views import VIEWS, views_of
from convanim.publish.plan_document import plan_document
from convanim.recipe.numbers import seeded_numbers
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.pieces import drawn_pieces
from convanim.renderer.raster.ink import Image
from convanim.renderer.raster.overlay import Overlay
from convanim.renderer.raster.rasterizer import Renderer
from convanim.renderer.shape_formats import SHAPE_FORMATS
from convanim.scene.cells import Cell
from convanim.scene.frames import Frame, Piece, Window
from convanim.scene.picture import Picture
from convanim.scene.roles import STAMPS, WEIGHTS, Mix, Paint, Role, mixed
from convanim.style.color import rgb
from convanim.style.themes import THEMES
from convanim.values.exact import Value, shown
from tests.cases import LAYER_CASES, LAYER_VIEWS, WEIGHTED, picture_of, steps_of
from tests.decoders import by_ffmpeg
from tests.test_layout import require_apart

EVEN = {name: layer for name, layer in LAYER_CASES.items() if all(before == after for before, after in layer.padding)}

PICTURES: dict[str, Picture] = {}
for place, (name, layer) in enumerate(EVEN.items()):
    for view in views_of(layer):
        both = place % 2 or not VIEWS[view].numbers  # with numbers there is all that is there without them, and more
        for values in (False, True) if both else (True,):
            if view == "matrix" and max(layer.output[0] * layer.output[1], layer.input[0] * layer.input[1]) > 64:
                continue
            if (VIEWS[view].needs_numbers and not values) or (values and not VIEWS[view].numbers):
                continue
            PICTURES[f"{name}, {view}{', values' * values}"] = picture_of(layer, view, values)
    if place % 2:
        PICTURES[f"{name}, stages"] = picture_of(layer, stages=True)
    PICTURES[f"{name}, stages, values"] = picture_of(layer, values=True, stages=True)

pictures = pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)


def labels_of(frame: Frame, panel: str) -> list[list[str]]:
    grid = frame.grids[panel]
    return [[grid[r, c].label for c in range(grid.codes.shape[1])] for r in range(grid.codes.shape[0])]


def roles_of(frame: Frame, panel: str) -> list[list[Paint]]:
    grid = frame.grids[panel]
    return [[grid[r, c].role for c in range(grid.codes.shape[1])] for r in range(grid.codes.shape[0])]


@pictures
def test_the_survey_finds_what_occurs_in_the_frames_and_nothing_else(picture: Picture) -> None:
    frames = list(picture.frames())
    cells: set[Cell] = set()
    labels: dict[str, set[str]] = {panel.name: set() for panel in picture.panels}
    for frame in frames:
        assert set(frame.grids) == {panel.name for panel in picture.panels}
        for panel in picture.panels:
            grid = frame.grids[panel.name]
            assert grid.codes.shape == (panel.rows, panel.columns)
            here = {grid.cells[code] for code in grid.codes.ravel().tolist()}
            cells |= here
            labels[panel.name] |= {cell.label for cell in here} - {""}
        for piece in frame.pieces:
            here = {piece.grid.cells[code] for code in piece.grid.codes.ravel().tolist()}
            cells |= here
            labels[piece.panel] |= {cell.label for cell in here} - {""}
    found = picture.survey
    assert set(found.roles) == {cell.role for cell in cells}
    assert found.labelled == {cell.role for cell in cells if cell.label}
    assert {name: set(written) for name, written in found.labels.items()} == labels
    slanted = any(piece.turn for frame in frames for piece in frame.pieces)
    assert found.linked == (slanted or any(frame.links for frame in frames))
    assert found.frames == len(frames)
    assert [beats for beats, times in found.beats for _ in range(times)] == [frame.beats for frame in frames]
    for key, patterns in found.words.items():
        assert {re.sub(r"\d", "0", frame.words(key)) for frame in frames} == set(patterns)


@pictures
def test_every_caption_has_room_on_the_page(picture: Picture) -> None:
    layout = lay_out(picture, 1600)
    for frame in picture.frames():
        for slot in layout.slots:
            lines = slot.filled(frame)
            assert " ".join(line.text for line in lines) == frame.words(slot.key)
            assert all(line.length <= slot.width for line in lines)


@pictures
def test_nothing_touches_and_nothing_is_cut_off(picture: Picture) -> None:
    try:
        layout = lay_out(picture, 500)
    except CellsTooSmallError as refusal:
        wider = dict(refusal.ways)["width"]
        layout = lay_out(picture, wider)
    require_apart(layout, picture)


@pictures
def test_links_join_what_lights_up(picture: Picture) -> None:
    """Each end of a link is what has the outline in its panel, or one of the cells in it; of a matrix, weights."""
    for frame in picture.frames():
        for link in frame.links:
            for end in (link.source, link.target):
                grid = frame.grids[end.panel]
                if "matrix" in frame.grids:
                    across = range(end.column, end.column + end.columns)
                    assert all(grid[end.row, column].role in WEIGHTS for column in across)
                    continue
                assert grid.window is not None
                assert Window(*end[1:]) in (Window(*grid.window[:4]), *grid.window.cells())


CELL_WITH_AN_INSIDE = 8
"""Px of the smallest cell of which outlines and links leave most free."""


@pytest.mark.parametrize("theme", ["light", "transparent"])
@pytest.mark.parametrize("picture", list(PICTURES.values())[::7], ids=list(PICTURES)[::7])
def test_what_lies_over_the_cells_is_the_same_drawn_over_itself(
    picture: Picture, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is laid bare only where it changes, so most of it is drawn over itself in each frame."""
    draw, drawn = Overlay.draw, []

    def twice(overlay: Overlay, image: Image, *more: Any) -> None:
        draw(overlay, image, *more)
        once = image.copy()
        draw(overlay, image, *more)
        drawn.append(np.array_equal(image, once))

    monkeypatch.setattr(Overlay, "draw", twice)
    for _ in Renderer(picture, lay_out(picture, 1200), THEMES[theme]).frames():
        pass
    assert all(drawn)
    assert drawn


@pytest.mark.parametrize("picture", list(PICTURES.values())[::3], ids=list(PICTURES)[::3])
def test_most_pixels_of_every_cell_have_the_color_of_its_role(picture: Picture) -> None:
    """Whatever is written in it, and whatever runs over it."""
    theme = THEMES["light"]
    layout = lay_out(picture, 800)
    if min(place.cell for place in layout.places.values()) < CELL_WITH_AN_INSIDE:
        layout = lay_out(picture, 1600)
    renderer = Renderer(picture, layout, theme)
    assert len(renderer.palette) <= 255
    for raster, frame in zip(renderer.frames(), picture.frames(), strict=True):
        for pixels, cell in uncovered(frame, layout):
            most = np.bincount(raster.image[pixels]).argmax()
            assert tuple(renderer.palette[most]) == rgb(theme.look(cell.role).fill), (
                cell,
                pixels[0][0],
                pixels[1][0],
            )


Pixels = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Rows and columns of some pixels."""


@cache
def pixels_of(place: Place, row: int, column: int) -> Pixels:
    """The pixels of a cell, whether it stands or lies."""
    xs, ys = zip(*place.around(row, column), strict=True)
    some = [
        (y, x)
        for y, x in product(range(min(ys), max(ys)), range(min(xs), max(xs)))
        if not place.lean or place.cell_at(x + 0.5, y + 0.5) == (row, column)
    ]
    rows, columns = np.array(some).T
    return rows, columns


def uncovered(frame: Frame, layout: Layout) -> Iterator[tuple[Pixels, Cell]]:
    """Pixels and look of each cell that no piece lies on; of a piece that is turned, of none."""
    free = np.ones((layout.height, layout.width), bool)
    for piece in reversed(drawn_pieces(frame, layout.places)):
        for placed in piece.cells:
            reach = placed.size * (0.75 if placed.turn else 0.5)
            x, y = placed.middle
            box = slice(max(0, int(y - reach)), int(y + reach)), slice(max(0, int(x - reach)), int(x + reach))
            if not placed.turn and free[box].all():
                left, top = (int(edge) for edge in placed.corner)
                yield pixels_of(Place(left, top, placed.size, 1, 1), 0, 0), placed.cell
            free[box] = False
    for name, place in layout.places.items():
        for row, column in np.ndindex(place.rows, place.columns):
            pixels = pixels_of(place, row, column)
            if free[pixels].all():
                yield pixels, frame.grids[name][row, column]


@pytest.mark.parametrize("layer", EVEN.values(), ids=EVEN)
def test_with_values_the_output_fills_with_the_layers_numbers(layer: Layer) -> None:
    numbers = seeded_numbers(layer).only
    expected = [[shown(value) for value in row] for row in numbers.output]
    frames = steps_of(picture_of(layer, values=True))
    for step, frame in enumerate(frames):
        for at, label in enumerate(label for row in labels_of(frame, "output") for label in row):
            row, column = divmod(at, layer.output[1])
            assert label == (expected[row][column] if at <= step else "")


@pytest.mark.parametrize("layer", WEIGHTED.values(), ids=WEIGHTED)
def test_with_values_the_cells_under_the_window_times_the_kernel_add_up_to_the_output(layer: Layer) -> None:
    numbers = seeded_numbers(layer).only
    for frame, at in zip(steps_of(picture_of(layer, values=True)), np.ndindex(*layer.output), strict=True):
        grid, weights = frame.grids["input"], labels_of(frame, "kernel")
        under = [
            grid[position] for position in np.ndindex(*grid.codes.shape)
            if grid[position].role.key.startswith("window")
        ]  # fmt: skip
        flat = [weight for row in weights for weight in row]
        products = [int(cell.label.replace("−", "-")) * int(weight.replace("−", "-"))
                    for cell, weight in zip(under, flat, strict=True)]  # fmt: skip
        assert sum(products) == numbers.output[at[0]][at[1]]


@pytest.mark.parametrize("layer", EVEN.values(), ids=EVEN)
def test_the_sum_in_the_caption_is_right(layer: Layer) -> None:
    numbers = seeded_numbers(layer).only
    for frame, (row, column) in zip(steps_of(picture_of(layer, values=True)), np.ndindex(*layer.output), strict=True):
        if "no input" in frame.caption:
            assert numbers.output[row][column] == layer.reduction.value((), None)
            continue
        sentence, _, counted = frame.caption.partition(": ")
        target, sums, result = re.split(" [=≈] ", sentence)
        divisor, cells = layer.divisor(row, column), layer.window_cells(row, column)
        assert counted == (f"{divisor} of {cells} cells count" if divisor and divisor < cells else "")
        assert target == f"output {column if layer.flat else (row, column)}"
        assert result == shown(numbers.output[row][column])
        sums = sums.removeprefix("row by row ").replace("·", "*").replace("−", "-").replace("\u00a0", " ")
        made = eval(sums, {"max": lambda *values: max(values)})
        assert shown(Fraction(made).limit_denominator(1000)) == result


@pytest.mark.parametrize("layer", [layer for layer in EVEN.values() if layer.axes[0].flipped])
def test_the_kernel_of_a_transposed_layer_is_shown_turned(layer: Layer) -> None:
    numbers = seeded_numbers(layer).only
    frame = next(iter(picture_of(layer, values=True).frames()))
    turned = [[shown(value) for value in reversed(row)] for row in reversed(numbers.kernel)]
    assert labels_of(frame, "kernel") == turned


@pytest.mark.parametrize("values", [False, True])
@pytest.mark.parametrize("layer", [layer for layer in EVEN.values() if layer.kind == "transposed"])
def test_scatter_ends_with_the_overlaps_or_the_output(layer: TransposedConvolution, values: bool) -> None:
    *_, last = picture_of(layer, "scatter", values).frames()
    labels, roles = labels_of(last, "output"), roles_of(last, "output")
    expected = seeded_numbers(layer).only.output if values else overlaps(layer)
    counts = overlaps(layer)
    top, left = layer.padding[0][0], layer.padding[1][0]
    for row, column in np.ndindex(*layer.output):
        assert labels[top + row][left + column] == shown(expected[row][column])
        hole = roles[top + row][left + column] is Role.OUTPUT_HOLE
        assert hole is (counts[row][column] == 0)
    for row, column in np.ndindex(full_size(layer, 0), full_size(layer, 1)):
        assert (roles[row][column] is Role.CROPPED) is not (kept(layer, 0, row) and kept(layer, 1, column))


TRANSPOSED = [layer for layer in EVEN.values() if isinstance(layer, TransposedConvolution)]


@pytest.mark.parametrize("layer", TRANSPOSED)
def test_each_stamp_lies_where_its_input_is_added(layer: TransposedConvolution) -> None:
    """All cells that an input cell is added to, kept or not, have its colour, alone or in a mix."""
    frames = steps_of(picture_of(layer, "scatter"))
    stamped: dict[tuple[int, int], set[Role]] = {}
    rows, columns = layer.axes
    for frame, (a, b) in zip(frames, np.ndindex(*layer.input), strict=True):
        hue = stamping.hue(layer, a, b)
        assert roles_of(frame, "input")[a][b] is hue
        for at in product(stamping.taps(layer, 0, a), stamping.taps(layer, 1, b)):
            stamped.setdefault(at, set()).add(hue)
        for at in np.ndindex(full_size(layer, 0), full_size(layer, 1)):
            assert roles_of(frame, "output")[at[0]][at[1]] == mixed(stamped.get(at, {Role.OUTPUT_PENDING}))
        top, left = layer.padding[0][0], layer.padding[1][0]
        for row, column in np.ndindex(*layer.output):
            fed = a in dict(rows.reads(row)) and b in dict(columns.reads(column))
            window = stamping.window(layer, a, b)
            assert fed is (Window(row + top, column + left, 1, 1) in window.cells())


def random_transposed(seed: int) -> TransposedConvolution:
    """A layer that there is, with axes that differ."""
    chance = random.Random(seed)
    while True:
        sizes = {
            name: (chance.randint(1, most), chance.randint(1, most))
            for name, most in (("input", 4), ("kernel", 4), ("stride", 3), ("dilation", 2))
        }
        padding = tuple((chance.randint(0, 2), chance.randint(0, 2)) for _ in range(2))
        more = chance.randint(0, 1), chance.randint(0, 1)
        with suppress(ConvanimError):
            return TransposedConvolution.of(padding=padding, output_padding=more, **sizes)


@pytest.mark.parametrize("seed", range(300))
def test_the_stamps_that_are_drawn_add_up_to_the_output_exactly(seed: int) -> None:
    layer = random_transposed(seed)
    numbers = seeded_numbers(layer, seed).only
    frames = list(VIEWS["scatter"].draw(LayerToShow(layer, numbers)).frames())
    together = [frame for frame in frames if frame.pieces]
    full: dict[tuple[float, float], Fraction] = defaultdict(Fraction)
    if together:
        pieces = together[-1].pieces
    else:  # a single stamp, or too many to lie side by side
        assert not stamping.glides(layer)
        return
    for piece in pieces:
        assert piece.row == int(piece.row)
        assert piece.column == int(piece.column)
        for r, row in enumerate(piece_labels(piece)):
            for c, label in enumerate(row):
                full[piece.row + r, piece.column + c] += Fraction((label or "0").replace("−", "-"))
    top, left = layer.padding[0][0], layer.padding[1][0]
    drawn = labels_of(frames[-1], "output")
    for r, c in np.ndindex(*layer.output):
        assert full[r + top, c + left] == numbers.output[r][c]
        assert drawn[r + top][c + left] == shown(numbers.output[r][c])
    assert all(0 <= row < full_size(layer, 0) and 0 <= column < full_size(layer, 1) for row, column in full)


def piece_labels(piece: Piece) -> list[list[str]]:
    return [[piece.grid.cells[code].label for code in row] for row in piece.grid.codes.tolist()]


@pytest.mark.parametrize("layer", TRANSPOSED)
def test_the_terms_of_the_fullest_cell_are_written_in_the_colors_of_their_inputs(
    layer: TransposedConvolution,
) -> None:
    frames = list(picture_of(layer, "scatter", values=True).frames())
    shown_terms = [frame for frame in frames if any(label for row in labels_of(frame, "terms") for label in row)] if (
        stamping.written_out(layer)
    ) else []  # fmt: skip
    assert bool(shown_terms) is bool(stamping.written_out(layer))
    for frame in shown_terms:
        (row,), (paints,) = labels_of(frame, "terms"), roles_of(frame, "terms")
        written = [place for place, label in enumerate(row) if label]
        assert written == list(range(written[0], written[-1] + 1))
        labels, roles = [row[place] for place in written], [paints[place] for place in written]
        assert set(labels[1:-2:2]) == {"+"}
        assert labels[-2] == "="
        terms = [Fraction(label.replace("−", "-")) for label in labels[:-2:2]]
        assert sum(terms) == Fraction(labels[-1].replace("−", "-"))
        parts = [part for role in roles[:-2:2] for part in (role.roles if isinstance(role, Mix) else (role,))]
        assert set(parts) <= set(STAMPS)  # a sum so far has the colours of all that is in it
        assert roles[-1] == mixed(part for part in parts if isinstance(part, Role))
        assert frame is not frames[-1] or len(parts) == len(roles[:-2:2])


def test_padding_is_seen_to_cut_at_the_end_only() -> None:
    frames = list(picture_of(LAYER_CASES["transposed"], "scatter", values=True).frames())
    cropped = [any(Role.CROPPED in row for row in roles_of(frame, "output")) for frame in frames]
    assert cropped == [False] * (len(frames) - 1) + [True]
    assert frames[-2].grids["output"].window == Window(1, 1, 5, 5)
    assert "cut" in frames[-2].caption


@pytest.mark.parametrize("layer", [LAYER_CASES["conv"], LAYER_CASES["transposed"], LAYER_CASES["conv one row"]])
def test_the_matrix_shows_its_weights_and_lights_one_row_a_step(layer: Layer) -> None:
    numbers = seeded_numbers(layer).only
    frames = steps_of(picture_of(layer, "matrix", True))
    weights = matrix(layer, numbers.kernel)
    for row, frame in enumerate(frames):
        window = frame.grids["matrix"].window
        assert window is not None
        assert (window.row, window.rows, window.columns) == (row, 1, len(weights[0]))
        lit, met = roles_of(frame, "input")[0], roles_of(frame, "matrix")[row]
        assert [role if role in WEIGHTS else Role.MATRIX_ZERO for role in lit] == list(met)
        assert {role for at, rest in enumerate(roles_of(frame, "matrix")) for role in rest if at != row}.isdisjoint(
            WEIGHTS
        )
    shown_weights = [[label.replace(DOT, "0") for label in row] for row in labels_of(frames[0], "matrix")]
    assert shown_weights == [[shown(weight) for weight in row] for row in weights]


def test_a_matrix_too_large_is_refused_with_the_largest_layer_that_can_be_read() -> None:
    with pytest.raises(ConvanimError, match="use input=") as refusal:
        compose(Recipe(Convolution.of(12, 3), Options(view="matrix")))
    side = dict(refusal.value.ways)["input"]
    compose(Recipe(Convolution.of(side, 3), Options(view="matrix")))
    with pytest.raises(ConvanimError):
        compose(Recipe(Convolution.of(side + 1, 3), Options(view="matrix")))


@pytest.mark.parametrize("layer", EVEN.values(), ids=EVEN)
def test_stages_keep_every_input_cell_and_end_where_the_slide_begins(layer: Layer) -> None:
    plain = list(picture_of(layer).frames())
    staged = list(picture_of(layer, stages=True).frames())
    stages = [frame for frame in staged if frame.counter.startswith("stage")]
    counters = list(dict.fromkeys(frame.counter for frame in stages))
    assert counters == [f"stage {n} of {len(layer.stages())}" for n in range(1, len(counters) + 1)]
    assert len(counters) == len(layer.stages())
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    cells = layer.input[0] * layer.input[1]
    for frame in staged:
        written = [label for row in labels_of(frame, "input") for label in row]
        for piece in frame.pieces:
            if piece.panel == "input":
                written += [piece.grid.cells[code].label for code in piece.grid.codes.ravel().tolist()]
        if cells <= len(letters) and layer.axes[1].mode == ZEROS:  # copies have letters, too
            assert "".join(label for label in written if label not in ("", "0", "−∞")) == letters[:cells]
    undressed = [list(row) for row in roles_of(stages[-1], "input")]
    window: dict[Paint, Paint | None] = {
        Role.WINDOW_INPUT: Role.INPUT, Role.WINDOW_ZERO: None, Role.WINDOW_COPY: Role.COPY,
        Role.WINDOW_BEYOND: Role.BEYOND, Role.SOURCE: Role.INPUT, Role.WINDOW_SOURCE: Role.INPUT,
    }  # fmt: skip
    first = next(frame for frame in plain if frame.step == 0)
    for row, other in zip(undressed, roles_of(first, "input"), strict=True):
        for role, later in zip(row, other, strict=True):
            hatched = later in (Role.UNREAD, Role.UNREAD_INPUT)  # which is not known before the slide
            assert hatched or window.get(later, later) in (role, None)


@pytest.mark.parametrize(
    ("x", "w", "caption"),
    [
        ((1, Fraction(-9, 4)), (2, -1), "output 0 = 1·2 −\u00a0(−2.25)·1 = 4.25"),
        ((Fraction(1, 3), 1), (1, 1), "output 0 ≈ 0.33·1 +\u00a01·1 ≈ 1.33"),
        ((1, 1), (Fraction(1, 3), Fraction(2, 3)), "output 0 ≈ 1·0.33 +\u00a01·0.67 ≈ 1"),
        ((1, 1), (Fraction(1, 8), 0), "output 0 = 1·0.125 +\u00a01·0 = 0.125"),
    ],
)
def test_a_sum_says_whether_its_numbers_are_rounded(
    x: tuple[Value, Value], w: tuple[Value, Value], caption: str
) -> None:
    layer = Convolution.of(2, 2, dims=1)
    frame = steps_of(VIEWS["gather"].draw(LayerToShow(layer, numbers_of(layer, (x,), (w,)))))[0]
    assert frame.caption == caption


TURNED = "the kernel slides over it, turned by 180°, with stride 1"


@pytest.mark.parametrize(
    ("layer", "sentences"),
    [
        (
            TransposedConvolution.of(3, 3, 1, 2),
            [
                "the input, 3×3", "1 zero between neighbours: 5×5", "padded with zeros: 7×7",
                "the kernel turns by 180°", TURNED,
            ],
        ),
        (
            TransposedConvolution.of((1, 4), (1, 3), ((0, 0), (0, 3)), (1, 2)),
            [
                "the input, 1×4", "1 zero between neighbours: 1×7", "padded with zeros: 1×9", "cropped to 1×8",
                "the kernel turns by 180°", TURNED,
            ],
        ),
        (TransposedConvolution.of(3, 1), ["the input, 3×3", "the kernel slides over it with stride 1"]),
        (Convolution.of(5, 3, 0, 2), ["the input, 5×5", "the kernel slides over it with stride 2"]),
        (
            Convolution.of(5, 3, 1),
            ["the input, 5×5", "padded with zeros: 7×7", "the kernel slides over it with stride 1"],
        ),
    ],
    ids=["all but a crop", "crop", "one weight", "nothing padded", "padded"],
)  # fmt: skip
def test_stages_are_said_with_numbers_and_none_does_nothing(layer: Layer, sentences: list[str]) -> None:
    assert [stage.sentence for stage in layer.stages()] == sentences


def test_no_words_tell_a_stage_before_it_comes() -> None:
    """Below the input stands what is there; the kernel is turned when it has turned."""
    layer = TransposedConvolution.of(4, 3, ((0, 3), (0, 3)), 2)
    picture = picture_of(layer, stages=True)
    seen = {}
    for frame in picture.frames():
        seen[frame.counter] = frame.words("input"), frame.words("kernel")
    words = list(seen.values())[:6]
    assert [below for below, _ in words] == [
        "input 4×4", "zeros inserted: 7×7", "padded: 9×9", "cropped: 8×8", "cropped: 8×8", "cropped: 8×8"
    ]  # fmt: skip
    assert [kernel for _, kernel in words] == ["kernel 3×3"] * 4 + ["kernel 3×3, turned by 180°"] * 2


def test_letters_and_places_of_weights_are_followed_to_the_captions() -> None:
    captions = [frame.caption for frame in picture_of(LAYER_CASES["transposed"], stages=True).frames()]
    assert [caption for caption in captions if "·" in caption][:2] == [
        "output (0, 0) = a·5",
        "output (0, 1) = a·6 + b·4",
    ]
    assert captions[-2] == "output (4, 4) = i·5"


@pytest.mark.parametrize("layer", EVEN.values(), ids=EVEN)
def test_cells_glide_apart_the_frame_grows_and_the_kernel_turns_from_frame_to_frame(layer: Layer) -> None:
    frames = list(picture_of(layer, stages=True).frames())
    for number, stage in enumerate(layer.stages(), 1):
        some = [frame for frame in frames if frame.counter == f"stage {number} of {len(layer.stages())}"]
        assert len(some) == stage.frames
        pieces = [frame.pieces for frame in some if frame.pieces]
        if stage.act in (Act.INSERT, Act.PAD):
            assert len(pieces) == stage.act.moving
            moved = [sum(_reach(some, axis) for axis in (0, 1)) for some in pieces]
        else:
            moved = [piece.turn for some in pieces for piece in some if stage.act is Act.TURN]
            assert all(0 < turn < 180 for turn in moved)
            assert len(moved) == (stage.act.moving if stage.act is Act.TURN else 0)
        assert moved == sorted(set(moved))


def _reach(pieces: tuple[Piece, ...], axis: int) -> float:
    """From the first edge to the last, rows or columns."""
    starts = [piece.column if axis else piece.row for piece in pieces]
    sides = [len(piece.grid.codes.T if axis else piece.grid.codes) for piece in pieces]
    return max(start + side for start, side in zip(starts, sides, strict=True)) - min(starts)


@pytest.mark.parametrize("view", LAYER_VIEWS)
@pytest.mark.parametrize("kind", LAYERS)
def test_a_view_that_a_layer_does_not_have_is_refused_with_those_it_has(kind: str, view: str) -> None:
    layer = LAYERS[kind].of(3, 3)
    if kind in VIEWS[view].kinds:
        compose(Recipe(layer, Options(view=view)))
        return
    with pytest.raises(ConvanimError, match=f"view='{view}' is not one") as refusal:
        compose(Recipe(layer, Options(view=view)))
    assert str(refusal.value).endswith(", ".join(views_of(layer)))


@pytest.mark.parametrize("view", ["scatter", "matrix"])
def test_only_a_view_with_stages_takes_them(view: str) -> None:
    with pytest.raises(ConvanimError, match="has no stages=True"):
        compose(Recipe(LAYER_CASES["transposed"], Options(view=view, stages=True)))


@pytest.mark.parametrize(("which", "index"), [("first", 1), ("last", -1), ("3", 3), ("6", 7)])
def test_a_still_is_that_step_or_the_answer(which: str, index: int) -> None:
    layer = LAYER_CASES["transposed"]
    (frame,) = compose(Recipe(layer, Options(still=which))).picture.frames()
    assert frame.caption == list(picture_of(layer).frames())[index].caption


@pytest.mark.parametrize("which", ["0", "26", "middle", "-1", "1.5"])
def test_a_still_that_there_is_not_is_refused(which: str) -> None:
    with pytest.raises(ConvanimError, match="still="):
        compose(Recipe(LAYER_CASES["transposed"], Options(still=which)))


@pytest.mark.parametrize("name", ["conv", "transposed", "transposed crop", "conv one row"])
def test_stages_side_by_side_are_one_picture(name: str) -> None:
    layer = LAYER_CASES[name]
    picture = compose(Recipe(layer, Options(stages=True, still="whole"))).picture
    assert picture.survey.frames == 1
    sizes = {panel.name: (panel.rows, panel.columns) for panel in picture.panels}
    assert sizes["input"] == layer.input
    assert sizes["output"] == layer.output
    drawn = tuple(axis.drawn for axis in layer.axes)
    assert sizes.get("padded", sizes.get("cropped")) == drawn
    assert ("spread" in sizes) is (layer.kind == "transposed")


@pytest.mark.parametrize("suffix", [".png", ".gif", ".svg", ".pdf"])
@pytest.mark.parametrize("options", [Options(still="last", view="scatter"), Options(still="whole", stages=True)])
def test_stills_are_written_in_every_format(suffix: str, options: Options, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    animate(Recipe(LAYER_CASES["transposed"], options), path)
    start = {".png": b"\x89PNG", ".gif": b"GIF89a", ".svg": b"<?xml", ".pdf": b"%PDF"}[suffix]
    data = path.read_bytes()
    assert data.startswith(start)
    animate(Recipe(LAYER_CASES["transposed"], options), path)
    assert path.read_bytes() == data


def test_a_vector_still_has_the_cells_and_the_words(tmp_path: Path) -> None:
    from xml.etree import ElementTree

    layer = LAYER_CASES["transposed"]
    animate(Recipe(layer, Options(still="3")), tmp_path / "a.svg")
    tree = ElementTree.parse(tmp_path / "a.svg")
    fills = re.findall(r"fill: (#[0-9a-f]{6})", (tmp_path / "a.svg").read_text())
    (frame,) = compose(Recipe(layer, Options(still="3"))).picture.frames()
    theme = THEMES["light"]
    for role in (Role.INPUT, Role.WINDOW_INPUT, Role.WINDOW_ZERO, Role.OUTPUT_CURRENT):
        cells = sum(role is found for panel in frame.grids for row in roles_of(frame, panel) for found in row)
        assert fills.count(theme.look(role).fill) == cells
    layout = compose(Recipe(layer, Options(still="3"))).layout
    assert tree.getroot().attrib["viewBox"] == f"0 0 {layout.width} {layout.height}"


def test_an_animation_needs_a_format_that_moves(tmp_path: Path) -> None:
    for suffix in set(VECTORS) - set(SHAPE_FORMATS):
        with pytest.raises(ConvanimError, match="add still or filmstrip"):
            animate(Recipe(LAYER_CASES["conv"]), tmp_path / f"a{suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("view", ["gather", "scatter", "matrix"])
def test_views_decode_in_another_program(view: str, tmp_path: Path) -> None:
    layer = LAYER_CASES["transposed"]
    report = animate(Recipe(layer, Options(view=view), numbers=seeded_numbers(layer)), tmp_path / "a.gif")
    assert len(by_ffmpeg(tmp_path / "a.gif")) == report.frames
    assert report.readable_from > 0


def test_numbers_that_do_not_fit_are_refused_with_a_width_that_works() -> None:
    layer = Convolution.of(28, 3)
    numbers = seeded_numbers(layer)
    with pytest.raises(ConvanimError, match="use width=") as refusal:
        compose(Recipe(layer, Options(width=500, cells="numbers"), numbers=numbers))
    wider = dict(refusal.value.ways)["width"]
    compose(Recipe(layer, Options(width=wider, cells="numbers"), numbers=numbers))


UNEVEN = {
    f"{kind.kind} {padding}": kind.of(5, 3 if kind.reduction.weighted else 8, padding, stride)
    for kind in LAYERS.values()
    for padding, stride in product(["3+2", "2+4", "4+0x3", "1+3x2", "2x4+0", "1+2x2+1"], [1, 2])
}


@pytest.mark.parametrize("layer", UNEVEN.values(), ids=UNEVEN)
def test_padding_that_is_uneven_is_drawn_and_planned(layer: Layer) -> None:
    for view in views_of(layer).keys() - {"matrix", "roundtrip"}:
        for stages in (False, True) if VIEWS[view].strip else (False,):
            options = Options(view=view, stages=stages, width=2000)
            picture = compose(Recipe(layer, options)).picture
            assert len(list(picture.frames())) == picture.survey.frames
            plan_document(Recipe(layer, options))
            if view == "gather":
                caption = picture.panels[0].caption
                sides = [side for axis in layer.axes for side in (axis.before, axis.after)]
                assert ("cropped" in caption) is (min(sides) < 0)
                assert any(word in caption for word in ("padded", "of zeros", "in front", "behind")) is (
                    max(sides) > 0
                )
