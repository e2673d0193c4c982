"""Bytes that links cost: each picture of the gallery, and some that cost most, with links and without, as GIFs.

python -m tests.bench.links [NAME ...]
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import replace

from convanim.encoder.base import Playing, Timed
from convanim.encoder.encoders import ENCODERS
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.pipeline.compose import Composition, compose
from convanim.publish.gallery.manifest import read_manifest
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.raster.rasterizer import Renderer
from convanim.scene.frames import Frame
from tests.bench.measure import ROOT

MOST = 1.2
"""Bytes with links, in bytes of the same layout without them."""


DEAR: dict[str, Layer] = {
    "one dimension, dilation 2": Convolution.of((1, 12), (1, 3), 0, 1, (1, 2)),
    "one dimension, dilation 3": Convolution.of((1, 16), (1, 3), 0, 1, (1, 3)),
    "causal, dilation 2": Convolution.of((1, 9), (1, 3), "0x4+0", 1, (1, 2)),
    "dilation 2": Convolution.of(7, 3, 0, 1, 2),
    "dilation 3": Convolution.of(10, 3, 0, 1, 3),
    "dilation 3, one output": Convolution.of(9, 3, 1, 1, 3),
    "12×12": Convolution.of(12, 3, 1),
    "28×28, every frame": Convolution.of(28, 3),
    "28×28 padded, every frame": Convolution.of(28, 3, 1),
    "28×28, 5×5 kernel, every frame": Convolution.of(28, 5),
    "28×28, dilation 2, every frame": Convolution.of(28, 3, 0, 1, 2),
    "one dimension, 5 weights, dilation 2": Convolution.of((1, 14), (1, 5), 0, 1, (1, 2)),
    "one dimension, 28": Convolution.of((1, 28), (1, 3)),
}


def recipes() -> dict[str, Recipe]:
    """By name what is measured."""
    gallery = {entry.name: entry.recipe for entry in read_manifest(ROOT / "gallery" / "gallery.toml")}
    return gallery | {name: Recipe(layer, Options()) for name, layer in DEAR.items()}


def gif_bytes(composition: Composition) -> int:
    """How many bytes a picture takes."""
    renderer = Renderer(composition.picture, composition.layout, composition.theme)

    def timed() -> Iterator[Timed]:
        clock = composition.clock()
        for raster in renderer.frames():
            yield Timed(raster.image, clock.ms(raster.beats), raster.changed)

    file = io.BytesIO()
    ENCODERS[".gif"].write(file, timed(), renderer.palette, Playing())
    return len(file.getvalue())


def without_links(composition: Composition) -> Composition:
    """The same layout, and frames that join nothing."""
    picture = composition.picture

    def frames() -> Iterator[Frame]:
        return (frame._replace(links=()) for frame in picture.frames())

    return composition._replace(picture=replace(picture, frames=frames))


def main(names: list[str]) -> int:
    """Print a table; 1 where something costs too much."""
    dear = 0
    sys.stdout.write(f"{'picture':40} {'with':>9} {'without':>9}  costs\n")
    for name, recipe in recipes().items():
        if names and name not in names:
            continue
        composition = compose(recipe)
        # Outlines that slant, as in panels that lie, are drawn in the links' colours: without links there are none.
        slant = any(panel.lying for panel in composition.picture.panels)
        if not composition.picture.survey.linked or recipe.options.single or slant:
            continue
        linked, bare = gif_bytes(composition), gif_bytes(without_links(composition))
        verdict = "" if linked <= MOST * bare else "  too much"
        dear += bool(verdict)
        sys.stdout.write(f"{name:40} {linked:9,} {bare:9,} {100 * (linked / bare - 1):5.1f} %{verdict}\n")
    return int(dear > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
