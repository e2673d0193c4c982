"""Values as shades: what a colour means is what the value is."""

from __future__ import annotations

import io
import shlex
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convanim.core.errors import ConvanimError
from convanim.layers.comparison import Comparison
from convanim.layers.convolution import Convolution
from convanim.layers.kinds import LAYERS
from convanim.pipeline.compose import compose
from convanim.pipeline.write import animate
from convanim.planner.shading import ShadedValues, Shading, values_in
from convanim.publish.page_files import alternative
from convanim.publish.plan_document import plan_document
from convanim.recipe.from_words import read_words
from convanim.recipe.recipe import Recipe
from convanim.renderer.raster.rasterizer import Renderer
from convanim.scene.film import WATCHED_MS
from convanim.scene.picture import ShadeScale
from convanim.scene.roles import FINEST, RampName, Role, Shade, with_role
from convanim.style.color import rgb
from convanim.style.themes import THEMES

PICTURE = "; ".join(" ".join(f"{(3 * r + 5 * c) % 21 / 20:g}" for c in range(16)) for r in range(14))


def recipe_of(kind: str = "conv", **values: Any) -> Recipe:
    given = {"input_values": PICTURE, "kernel_values": "sobel-x", **values}
    if not LAYERS[kind].reduction.weighted:
        given.pop("kernel_values")
    return Recipe.of(LAYERS[kind], given)


SHADED_CASES: list[tuple[str, dict[str, Any]]] = [
    ("conv", {"kernel_values": "gaussian"}),
    ("maxpool", {"kernel": 2}),
    ("conv", {"cells": "both"}),
    ("transposed", {"view": "scatter"}),
    ("conv", {"view": "roundtrip"}),
    ("conv", {"in_channels": 2, "input_values": f"{PICTURE} | {PICTURE}"}),
]


@pytest.mark.parametrize(
    ("kind", "more", "theme", "suffix"),
    [("conv", {}, theme, suffix) for theme in THEMES for suffix in (".gif", ".png")]
    + [(kind, more, "light", ".gif") for kind, more in SHADED_CASES],
)
def test_a_cell_s_colour_gives_its_value_back_to_within_half_a_step(
    kind: str, more: dict[str, Any], theme: str, suffix: str, tmp_path: Path
) -> None:
    recipe = recipe_of(kind, **{"theme": theme, "cells": "shades", "still": "last", **more})
    document = plan_document(recipe)
    composition = compose(recipe)
    every = Renderer(composition.picture, composition.layout, composition.theme)._ramps.every
    animate(recipe, tmp_path / f"a{suffix}")
    image = np.asarray(Image.open(io.BytesIO((tmp_path / f"a{suffix}").read_bytes())).convert("RGB")).astype(int)
    for scale in document["picture"]["shades"]:
        colors = np.array([rgb(color) for color in scale["colors"]])
        half = (scale["high"] - scale["low"]) / FINEST * every / 2
        for name in scale["of"]:
            place, plane = document["picture"]["panels"][name], name.partition("_")
            if plane[0] not in document["values"]:  # what comes back is no value of the layer
                continue
            values = document["values"][plane[0]]
            values = values[int(plane[2] or 0)] if isinstance(values[0][0], list) else values
            for row, line in enumerate(values):
                for column, value in enumerate(line):
                    x, y, cell = (
                        place["x"] + column * place["cell"], place["y"] + row * place["cell"], place["cell"],
                    )  # fmt: skip
                    pixels = image[y : y + cell, x : x + cell].reshape(-1, 3)
                    known, counts = np.unique(pixels, axis=0, return_counts=True)
                    away = np.abs(colors - known[counts.argmax()]).sum(1)
                    assert away.min() == 0
                    read = scale["low"] + (scale["high"] - scale["low"]) * int(away.argmin()) / FINEST
                    assert abs(read - value) <= half + 1e-9


@pytest.mark.parametrize(
    ("values", "ramp", "low", "high"),
    [
        (((0, 9), (3, 4)), RampName.SEQUENTIAL, 0, 9),
        (((0, 1), (Fraction(1, 2), 1)), RampName.GREY, 0, 1),
        (((0, Fraction(1, 2)),), RampName.GREY, 0, 1),
        (((0, 200), (30, 255)), RampName.GREY, 0, 255),
        (((-3, 2),), RampName.DIVERGING, -3, 3),
        (((0, 0),), RampName.GREY, 0, 1),
        (((500, 2),), RampName.SEQUENTIAL, 0, 500),
    ],
)
def test_the_ramp_follows_from_the_values(values: Any, ramp: RampName, low: int, high: int) -> None:
    scale = Shading.of(ShadedValues(values_in([values]), values_in([values]))).input
    assert (scale.ramp, scale.low, scale.high) == (ramp, low, high)


def test_steps_are_the_nearest_and_zero_is_the_middle_of_a_ramp_with_signs() -> None:
    scale = ShadeScale("output", RampName.DIVERGING, -4, 4)
    assert [scale.step(value) for value in (-4, 0, 4, -9, 9, 2)] == [0, 32, 64, 0, 64, 48]
    assert THEMES["light"].look(Shade(Role.INPUT, RampName.DIVERGING, 32)).fill == THEMES["light"].diverging[4]


@pytest.mark.parametrize("every", [2, 4, 8, 16])
def test_coarser_shades_are_some_of_the_finer_and_keep_both_ends_and_the_middle(every: int) -> None:
    steps = {Shade(Role.INPUT, RampName.GREY, step).coarser(every).step for step in range(FINEST + 1)}
    assert steps == set(range(0, FINEST + 1, every))
    assert all(
        abs(Shade(Role.INPUT, RampName.GREY, step).coarser(every).step - step) <= every / 2
        for step in range(FINEST + 1)
    )


def test_a_role_changes_and_the_value_stays() -> None:
    shade = Shade(Role.INPUT, RampName.GREY, 5)
    assert with_role(shade, Role.WINDOW_INPUT) == Shade(Role.WINDOW_INPUT, RampName.GREY, 5)
    assert with_role(Role.INPUT, Role.WINDOW_INPUT) is Role.WINDOW_INPUT


def labels_in(recipe: Recipe) -> set[str]:
    labels = compose(recipe).picture.survey.labels
    return {name for name in ("input", "output") if set(labels.get(name, ())) - {"0"}}


@pytest.mark.parametrize(
    ("size", "cells", "scales", "written"),
    [
        (5, None, 0, True), (5, "numbers", 0, True), (5, "both", 2, True), (5, "shades", 2, False),
        (5, "plain", 0, False), (40, None, 2, False), (40, "shades", 2, False), (40, "both", 2, True),
    ],
)  # fmt: skip
def test_what_cells_show(size: int, cells: str | None, scales: int, written: bool) -> None:
    recipe = Recipe.of(Convolution, {"input": size, "kernel": 3, "seed": 1, "cells": cells, "every": 200})
    assert len(compose(recipe).picture.scales) == scales
    assert bool(labels_in(recipe)) is written


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"cells": "shade"}, "numbers, shades, both or plain"),
        ({"cells": "shades", "seed": None}, "needs values"),
        ({"cells": "both", "view": "lifted"}, "cells='shades'"),
        ({"cells": "plain", "view": "roundtrip"}, "cells='numbers'"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_way_out(values: dict[str, Any], words: str) -> None:
    with pytest.raises(ConvanimError) as refusal:
        compose(Recipe.of(Convolution, {"input": 5, "kernel": 3, "seed": 1, **values}))
    assert words.split(",")[0] in str(refusal.value)


def test_a_legend_names_the_numbers_at_both_ends() -> None:
    layout = compose(recipe_of(cells="shades")).layout
    said = [text.text for text in layout.texts]
    assert "input  0" in said
    assert any(words.startswith("output  −") for words in said)
    assert len([swatch for swatch in layout.swatches if isinstance(swatch.role, Shade)]) == 18


def test_pools_show_what_survives_in_shades() -> None:
    recipe = Recipe.of(LAYERS["maxpool"], {"input_values": PICTURE, "kernel": 2, "cells": "shades"})
    roles = compose(recipe).picture.survey.roles
    assert any(isinstance(role, Shade) and role.role is Role.WINNER for role in roles)


def test_a_large_picture_goes_on_by_whole_rows_and_is_watched_in_20_s() -> None:
    for kind, more in (("conv", {}), ("maxpool", {"kernel": 3, "stride": 1}), ("conv", {"view": "lifted"})):
        composition = compose(recipe_of(kind, input_values="house", input=32, **more))
        steps = list(dict.fromkeys(step for step in composition.picture.survey.steps if step is not None))
        columns = composition.recipe.subject.size_pairs[0][1][1]
        assert steps[: columns + 1] == list(range(columns + 1))
        assert {after - before for before, after in pairwise(steps[columns:-1])} == {columns + 1}
        assert composition.film.total_ms <= WATCHED_MS + 1
    every = compose(recipe_of(input_values="house", input=32, fps=10))
    assert sum(step is not None for step in every.picture.survey.steps) == 30 * 30


def test_the_last_still_has_the_size_and_the_places_of_the_film() -> None:
    for more in ({}, {"view": "roundtrip"}, {"view": "lifted"}):
        film, still = (compose(recipe_of(cells="shades", still=which, **more)).layout for which in (None, "last"))
        assert (film.width, film.height, film.places) == (still.width, still.height, still.places)


@pytest.mark.parametrize(
    ("words", "said", "unsaid"),
    [
        (
            "conv --input-values house -k 3 --kernel-values sobel-x",
            "input from black (0) to white (1), output from one",
            "hold their numbers",
        ),
        ("conv -i 4 -k 3 --values", "Cells hold their numbers.", "shades"),
        (
            "conv -i 4 -k 3 --values --cells both",
            "Cells hold their numbers. Values are seen as shades: input",
            "white",
        ),
        ("conv -i 4 -k 3 --values --cells plain", "fills a 2×2 output", "numbers"),
        ("stack 'conv -k 3' relu --input-values digit -i 8 --cells shades", "shades: input from black", "hold"),
        (
            "compare 'conv -i 4 -k 3 --values' 'conv -i 4 -k 2 --values' --cells shades",
            "shades: input from faint",
            "hold",
        ),
    ],
)
def test_the_words_for_who_does_not_see_it_say_shades_where_there_are_shades(
    words: str, said: str, unsaid: str
) -> None:
    text = alternative(read_words(shlex.split(words)).recipe())
    assert said in text and unsaid not in text


def test_pictures_side_by_side_have_shades_of_one_scale() -> None:
    kernels = "2 2; 2 2", "1 3 1; 2 2 2; 1 1 1"
    sides = [f"transposed --input-values digit -i 6 -s 2 --kernel-values '{kernel}'" for kernel in kernels]
    recipe = read_words(["compare", *sides]).recipe()
    assert not compose(recipe.drawn(width=2500, cells="numbers")).picture.scales
    composition = compose(recipe.drawn(cells="shades"))
    _, output = composition.picture.scales
    assert isinstance(recipe.subject, Comparison)
    made = [side.numbers.output[0] for side in recipe.subject.sides if side.numbers]
    assert output.high == max(value or 0 for plane in made for row in plane for value in row)
    last = list(composition.picture.frames())[-1]
    for number, plane in enumerate(made, 1):
        grid = last.grids[f"{number} output"]
        for place in np.ndindex(*grid.codes.shape):
            paint = grid[place].role
            assert isinstance(paint, Shade) and paint.step == output.step(plane[place[0]][place[1]] or 0)
    of = [scale["of"] for scale in plan_document(recipe.drawn(cells="shades"))["picture"]["shades"]]
    assert of == [["1 input", "2 input"], ["1 output", "2 output"]]


@pytest.mark.parametrize("kind", ["conv", "transposed", "maxpool"])
@pytest.mark.parametrize("width", [400, 800])
def test_what_is_given_up_early_could_not_have_been_read(
    kind: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Around the size from which on cells show shades; without the early look every frame's numbers are tried."""
    shaded = []
    for size in range(width // 50 - 2, width // 20, 3):
        recipe = Recipe.of(LAYERS[kind], {"input": str(size), "kernel": "2", "values": True, "width": width})
        found = compose(recipe)
        with monkeypatch.context() as patch:
            patch.setattr("convanim.layout.place._is_hopeless", lambda picture, scale: False)
            assert compose(recipe).layout == found.layout
        shaded.append(bool(found.picture.scales))
    assert set(shaded) == {False, True}


def test_numbers_side_by_side_that_do_not_fit_are_shades() -> None:
    sides = [
        "conv --input-values house -i 16 -k 3 --kernel-values sobel-x",
        "conv --input-values house -i 16 -k 3 --kernel-values sobel-y",
    ]
    picture = compose(read_words(["compare", *sides]).recipe()).picture
    assert picture.scales and not picture.legible
    mixed = read_words(["compare", sides[0], "conv -i 5 -k 3", "--cells", "shades"]).recipe()
    with pytest.raises(ConvanimError, match="values in each picture"):
        compose(mixed)
