from __future__ import annotations

import io
import shlex

import numpy as np
import pytest
from PIL import Image

from convanim.layers.convolution import Convolution
from convanim.pipeline.compose import compose
from convanim.pipeline.write import animate_bytes
from convanim.recipe.from_words import read_words
from convanim.recipe.recipe import Recipe
from convanim.renderer.raster.index_ramps import Ramps
from convanim.renderer.raster.ink import Image as Indices
from convanim.renderer.raster.rasterizer import Renderer

PICTURES = (
    "conv -i 4 -k 3 -p 1",
    "conv -i 4 -k 3 -p 1 --theme dark --values",
    "conv -i 4 -k 3 --theme transparent",
    "transposed -i 3 -k 2 -s 2 --theme print --view scatter",
    "maxpool -i 4 -k 2 --cells both --seed 1",
    "checkerboard -k 3 -s 2",
    "conv -i 4 -k 3 --view lifted",
)


@pytest.mark.parametrize("words", PICTURES)
def test_colours_that_are_equal_are_one_index_and_every_pixel_keeps_its_colour(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    composition = compose(read_words(shlex.split(words)).recipe())

    def drawn() -> tuple[Renderer, list[Indices]]:
        renderer = Renderer(composition.picture, composition.layout, composition.theme)
        return renderer, [renderer.palette[raster.image] for raster in renderer.frames()]

    joined, frames = drawn()
    monkeypatch.setattr(Ramps, "join", lambda ramps, crossings: crossings)
    apart, expected = drawn()
    assert len(np.unique(joined.palette, axis=0)) == len(joined.palette) < len(apart.palette)
    assert joined.palette[0].tolist() == apart.palette[0].tolist(), "the first may be the see-through one"
    assert all(np.array_equal(one, other) for one, other in zip(frames, expected, strict=True))


@pytest.mark.parametrize("suffix", [".gif", ".png"])
def test_a_file_has_each_colour_once(suffix: str) -> None:
    layer = Convolution.of(4, 3, 1)
    composition = compose(Recipe(layer))
    drawn = Renderer(composition.picture, composition.layout, composition.theme).palette
    with Image.open(io.BytesIO(animate_bytes(Recipe(layer), suffix)[0])) as image:
        table = np.array(image.getpalette()).reshape(-1, 3)[: len(drawn)]
        used = np.unique(np.asarray(image))
    assert len(np.unique(table[used], axis=0)) == len(used)
