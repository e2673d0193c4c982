from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convanim.encoder.base import Playing, Timed
from convanim.encoder.canvas import Canvas
from convanim.encoder.encoders import ENCODERS
from convanim.encoder.parts import parted
from convanim.layers.convolution import Convolution
from convanim.pipeline.compose import compose
from convanim.pipeline.edges import first_change
from convanim.pipeline.likeness import likeness
from convanim.pipeline.write import animate_bytes
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.raster import agg
from convanim.renderer.raster.ink import LEVELS, Lettering, Sprite

LAYER = Convolution.of(4, 3)
RECIPE = Recipe(LAYER, Options(width=500), comment="convanim conv -i 4 -k 3 --width 500")
LAYOUT = compose(RECIPE).layout
PIXELS = [suffix for suffix, encoder in ENCODERS.items() if not encoder.video_only]

Frames = list[tuple[Any, int]]
"""RGB pixels of each frame, and its ms."""


def found(data: bytes, suffix: str = ".gif", recipe: Recipe = RECIPE) -> tuple[str, str]:
    return tuple(likeness(recipe, compose(recipe), suffix, data))  # type: ignore[return-value]


@pytest.fixture
def other_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters whose edges have a level more or less of ink, here and there."""
    draw = agg.Pen.draw

    def otherwise(pen: agg.Pen, wanted: Any) -> Sprite:
        sprite = draw(pen, wanted)
        if not isinstance(wanted, Lettering):
            return sprite
        levels = sprite.levels.copy()
        edges = np.flatnonzero(
            (levels > 1) & (levels < LEVELS)
        )  # level 1 is kept: where ink begins decides its place
        levels.flat[edges[::6]] += 1
        levels.flat[edges[3::6]] -= 1
        return sprite._replace(levels=levels)

    monkeypatch.setattr(agg.Pen, "draw", otherwise)


def drawn_with(recipe: Recipe, suffix: str) -> bytes:
    return animate_bytes(recipe, suffix, cache=False)[0]


@pytest.mark.parametrize("theme", ["light", "transparent"])
@pytest.mark.parametrize("still", [None, "last"])
@pytest.mark.parametrize("suffix", PIXELS)
def test_a_file_that_other_versions_drew_has_the_same_cells(
    suffix: str, still: str | None, theme: str, request: pytest.FixtureRequest
) -> None:
    recipe = Recipe(LAYER, Options(width=400, still=still, theme=theme), comment="a")
    ours = drawn_with(recipe, suffix)
    assert found(ours, suffix, recipe) == ("bytes", "")
    request.getfixturevalue("other_version")
    others = drawn_with(recipe, suffix)
    request.getfixturevalue("monkeypatch").undo()
    assert others != ours
    assert found(others, suffix, recipe) == ("cells", "")


def frames_of(data: bytes) -> Frames:
    with Image.open(io.BytesIO(data)) as image:
        frames = []
        for number in range(image.n_frames):  # type: ignore[attr-defined]
            image.seek(number)
            frames.append((np.array(image.convert("RGB")), int(image.info["duration"])))
    return frames


def written(frames: Frames, suffix: str = ".gif", plays: int = 0) -> bytes:
    """A file of these frames, whose palette is in another order than ours."""
    colors = np.unique(np.concatenate([np.unique(pixels.reshape(-1, 3), axis=0) for pixels, _ in frames]), axis=0)
    known = {tuple(color): number for number, color in enumerate(colors.tolist())}
    numbers = [
        np.array([known[tuple(pixel)] for pixel in pixels.reshape(-1, 3).tolist()], np.uint8).reshape(
            pixels.shape[:2]
        )
        for pixels, _ in frames
    ]

    def timed() -> Iterator[Timed]:
        for (_, ms), image in zip(frames, numbers, strict=True):
            yield Timed(image, ms)

    file = io.BytesIO()
    playing = Playing(RECIPE.said, plays, lambda: [ms for _, ms in frames])
    ENCODERS[suffix].write(file, timed(), colors.astype(np.uint8), playing)
    return file.getvalue()


@pytest.fixture(scope="module")
def ours() -> Frames:
    return frames_of(animate_bytes(RECIPE, ".gif")[0])


@pytest.mark.parametrize("suffix", [".gif", ".png"])
def test_the_same_pixels_packed_otherwise_are_told(suffix: str, ours: Frames) -> None:
    data = written(ours, suffix)
    assert data != animate_bytes(RECIPE, suffix)[0]
    assert found(data, suffix) == ("pixels", "")


def recolored(frames: Frames) -> None:
    place = LAYOUT.places["input"]
    x, y = place.x + 2 * place.cell, place.y + place.cell
    cell = frames[1][0][y : y + place.cell, x : x + place.cell]
    usual = cell[place.cell // 2, place.cell // 2].copy()
    cell[(cell == usual).all(2)] = usual ^ 1  # no eye would see it


def slower(frames: Frames) -> None:
    frames[1] = frames[1][0], 600


def without_caption(frames: Frames) -> None:
    line = LAYOUT.slots[0].lines[0]
    frames[2][0][line.y - line.size : line.y + line.size // 2, line.x : line.x + 200] = frames[2][0][0, 0]


def with_another_digit(frames: Frames) -> None:
    """The counter of the frame before: 2 for 3."""
    counter = LAYOUT.slots[-1].lines[0]
    rows, columns = slice(counter.y - counter.size, counter.y + counter.size // 2), slice(counter.x - 150, counter.x)
    frames[2][0][rows, columns] = frames[1][0][rows, columns]


def with_a_dot(frames: Frames) -> None:
    frames[0][0][2, 3] ^= 40


CHANGES: dict[str, tuple[Callable[[Frames], None], str]] = {
    "a cell": (recolored, "cell 1,2 of input in frame 2 is not as it is drawn"),
    "a time": (slower, "frame 2 is shown 600 ms, not 1000"),
    "no caption": (without_caption, "in frame 3 is not as it is drawn"),
    "another digit": (with_another_digit, "in frame 3 is not as it is drawn"),
    "a dot on the page": (with_a_dot, "the pixel 3,2 in frame 1 is not as it is drawn"),
    "a frame less": (lambda frames: frames.pop(1) and None, "frame 2"),
}


@pytest.mark.parametrize(
    ("change", "words", "suffix"),
    [*((*change, ".gif") for change in CHANGES.values()), (*CHANGES["a cell"], ".png")],
    ids=[*CHANGES, "a cell, APNG"],
)
def test_a_changed_file_is_told_with_what_is_changed_first(
    change: Callable[[Frames], None], words: str, suffix: str, ours: Frames
) -> None:
    frames = [(pixels.copy(), ms) for pixels, ms in ours]
    change(frames)
    same, said = found(written(frames, suffix), suffix)
    assert (same, words in said) == ("", True), said


def test_a_file_that_plays_another_number_of_times_is_changed(ours: Frames) -> None:
    assert found(written(ours, plays=3)) == ("", "it plays another number of times")


def test_more_pixels_than_are_compared_are_not(monkeypatch: pytest.MonkeyPatch, ours: Frames) -> None:
    monkeypatch.setattr("convanim.pipeline.likeness.COMPARED_PIXELS", 1000)
    assert "more than the 1,000 pixels that are compared" in found(written(ours))[1]


@pytest.mark.parametrize(
    ("one", "other", "changed"),
    [
        ([0, 0, 9, 9, 0, 0], [0, 0, 9, 9, 0, 0], False),
        ([0, 0, 90, 90, 0, 0, 0], [0, 0, 0, 90, 90, 0, 0], False),
        ([0, 0, 90, 60, 0, 0, 0], [0, 0, 90, 40, 0, 0, 0], False),
        ([0, 0, 0, 90, 90, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0], True),
        ([0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0], True),
        ([0, 90, 90, 0, 0, 0, 0], [0, 0, 0, 0, 90, 90, 0], True),
        ([5, 5, 5, 5], [6, 6, 6, 6], True),
    ],
    ids=["same", "an edge a pixel on", "a greyer edge", "erased", "a faint dot", "moved far", "another fill"],
)
def test_edges_have_room_and_fills_have_none(one: list[int], other: list[int], changed: bool) -> None:
    found, drawn = (np.array([row] * 5, np.uint32) for row in (one, other))
    assert bool(first_change(found, drawn, (0, 0, len(one), 5), {})) == changed
    assert bool(first_change(drawn, found, (0, 0, len(one), 5), {})) == changed


FOREIGN: dict[str, dict[str, Any]] = {
    "gif": {"disposal": 2}, "gif kept": {"disposal": 1}, "gif restored": {"disposal": 3}, "png": {"blend": 0},
    "png over": {"blend": 1}, "png cleared": {"disposal": 1}, "webp": {"lossless": True},
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_frames_of_another_program_are_laid_down_as_pillow_does(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{name.split()[0]}"
    frames = []
    for number in range(4):
        image = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
        image.paste(((number * 60) % 256, 200, 10, 255), (number * 5, 3, number * 5 + 12, 20 + number))
        frames.append(image)
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[100, 200, 300, 400], **FOREIGN[name])
    file = parted(path.read_bytes())
    assert file is not None
    canvas = Canvas(file.width, file.height)
    with Image.open(path) as image:
        for number, part in enumerate(file.parts):
            canvas.show(part)
            image.seek(number)
            expected = np.array(image.convert("RGBA"))
            expected[expected[..., 3] == 0] = 0
            assert (canvas.colors == expected.view(np.uint32)[..., 0]).all(), number
            assert part.ms == 100 * (number + 1)
        assert number == 3
