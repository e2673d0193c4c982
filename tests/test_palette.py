from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convanim.encoder.palette import MergedPalette
from convanim.layers.convolution import Convolution
from convanim.pipeline.compose import compose
from convanim.pipeline.write import animate_bytes
from convanim.recipe.recipe import Recipe
from convanim.renderer.raster.rasterizer import Renderer

PALETTES = {
    "all differ": [[0, 0, 0], [1, 2, 3], [9, 9, 9]],
    "two are equal": [[0, 0, 0], [1, 2, 3], [0, 0, 0], [9, 9, 9], [1, 2, 3]],
    "all are equal": [[7, 7, 7]] * 4,
    "see-through and opaque": [[0, 0, 0, 0], [0, 0, 0, 255], [5, 5, 5, 255], [0, 0, 0, 255]],
}


@pytest.mark.parametrize("colors", PALETTES.values(), ids=PALETTES)
def test_every_pixel_keeps_its_colour_and_no_colour_stands_twice(colors: Any) -> None:
    dice, palette = np.random.default_rng(1), np.array(colors, np.uint8)
    merged = MergedPalette(palette)
    assert len(np.unique(merged.colors, axis=0)) == len(merged.colors)
    assert merged.colors[0].tolist() == colors[0], "the first stays the first: it may be the see-through one"
    image = dice.integers(0, len(palette), (20, 30)).astype(np.uint8)
    boxes = [(0, 0, 1, 1), (3, 4, 13, 9), (10, 5, 30, 20)]
    for _ in range(3):
        assert np.array_equal(merged.colors[merged.image(image, boxes)], palette[image])
        for left, top, right, bottom in boxes:
            image[top:bottom, left:right] = dice.integers(0, len(palette), (bottom - top, right - left))


@pytest.mark.parametrize("suffix", [".gif", ".png"])
def test_a_file_has_each_colour_once(suffix: str) -> None:
    layer = Convolution.of(4, 3, 1)
    composition = compose(Recipe(layer))
    drawn = Renderer(composition.picture, composition.layout, composition.theme).palette
    assert len(np.unique(drawn, axis=0)) < len(drawn), "there is something to merge"
    with Image.open(io.BytesIO(animate_bytes(Recipe(layer), suffix)[0])) as image:
        table = np.array(image.getpalette()).reshape(-1, 3)[: len(drawn)]
        used = np.unique(np.asarray(image))
    assert len(np.unique(table[used], axis=0)) == len(used)
