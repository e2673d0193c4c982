from __future__ import annotations

import numpy as np
import pytest

from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.transposed import TransposedConvolution
from convanim.layout.cell_text import fitted
from convanim.layout.page import LABEL_FREE
from convanim.pipeline.compose import compose
from convanim.recipe.numbers import seeded_numbers
from convanim.recipe.recipe import Recipe
from convanim.renderer.raster.ink import Lettering
from convanim.renderer.raster.sprites import Sprites

LONG = ("7", "10", "−1", "−88", "100", "1.25", "−0.125", "1/9", "1234567")

SPRITES = Sprites()


def assert_free(label: str, cell: int, bold: bool) -> None:
    """What is written has no ink near the border of its cell."""
    size = fitted(label, cell, bold)
    if not size:  # it is left out, as it could not be read
        return
    levels = SPRITES.of(Lettering(label, size, bold)).levels
    rows, columns = np.flatnonzero(levels.any(1)), np.flatnonzero(levels.any(0))
    wide, tall = columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1
    assert (cell - wide) // 2 >= LABEL_FREE, (label, cell, size)
    assert (cell - tall) / 2 >= LABEL_FREE, (label, cell, size)


@pytest.mark.parametrize("bold", [False, True])
def test_a_number_never_touches_the_border_of_its_cell_however_large_that_is(bold: bool) -> None:
    for cell in (*range(8, 40), *range(40, 130, 6)):
        for label in LONG:
            assert_free(label, cell, bold)


@pytest.mark.parametrize(
    "layer",
    [Convolution.of(3, 2), Convolution.of(12, 3, 1), Convolution.of(8, 5), TransposedConvolution.of(4, 4, 1, 2)],
)
def test_numbers_of_a_picture_keep_away_from_borders_in_panels_and_lens(layer: Layer) -> None:
    composition = compose(Recipe(layer, numbers=seeded_numbers(layer)))
    labels = composition.picture.survey.labels
    assert {"input", "output", "window", "kernel", "products", "sum"} <= labels.keys()
    for name, place in composition.layout.places.items():
        for label in labels[name]:
            assert_free(label, place.cell, bold=True)
            assert_free(label, place.cell, bold=False)
