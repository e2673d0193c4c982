from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest

from convanim.core.errors import ConvanimError, OutputError
from convanim.encoder.base import Encoder, Playing, Timed
from convanim.encoder.encoders import ENCODERS
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layout.page import Layout
from convanim.layout.place import lay_out
from convanim.pipeline.compose import compose
from convanim.pipeline.write import animate, animate_bytes
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.raster.rasterizer import Renderer
from convanim.renderer.shape_formats import SHAPE_FORMATS
from convanim.scene.picture import Picture
from convanim.style.color import rgb
from convanim.style.themes import THEMES, Theme
from tests.cases import LAYER_CASES
from tests.decoders import by_ffmpeg, by_gifsicle, by_pillow

LAYER = Convolution.of(4, 3)

WINDOW_KINDS = {
    name: LAYER_CASES[name]
    for name in (
        "conv leftover in padding", "conv dilated", "conv rectangular", "transposed", "transposed crop",
        "transposed dilated", "transposed rectangular", "transposed one row",
    )
}  # fmt: skip


@pytest.mark.parametrize("decoder", ["ffmpeg", "gifsicle"])
@pytest.mark.parametrize("layer", WINDOW_KINDS.values(), ids=WINDOW_KINDS)
def test_cells_under_the_window_and_no_others_show_window_colors(layer: Layer, decoder: str, tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    animate(Recipe(layer, Options(width=500)), path)
    frames = by_ffmpeg(path) if decoder == "ffmpeg" else by_gifsicle(path, tmp_path)
    picture = compose(Recipe(layer, Options(width=500))).picture
    assert len(frames) == picture.survey.frames
    steps = [frame for frame, step in zip(frames, picture.survey.steps, strict=True) if step is not None]
    place = lay_out(picture, 500).places["input"]
    theme = THEMES["light"]
    window_colors = {rgb(theme.look(role).fill) for role in theme.roles if role.key.startswith("window")}
    rows, columns = layer.axes
    for frame, (row, column) in zip(steps, np.ndindex(*layer.output), strict=True):
        found = set()
        for r, c in np.ndindex(place.rows, place.columns):
            x, y = place.x + c * place.cell + place.cell // 2, place.y + r * place.cell + place.cell // 2
            if tuple(frame[y, x].tolist()) in window_colors:
                found.add((r, c))
        assert found == {(r, c) for r in rows.taps(row) for c in columns.taps(column)}


def test_the_file_plays_at_the_pace_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    report = animate(Recipe(LAYER, Options(fps=3, hold=1.5)), path)
    _, times = by_pillow(path)
    assert sum(times) / 1000 == report.seconds == pytest.approx(1.2 + 4 / 3 + 0.18 + 1.5, abs=0.01)
    assert times[-1] == 1500


def test_the_same_request_gives_the_same_bytes(tmp_path: Path) -> None:
    one, report = animate_bytes(Recipe(LAYER, comment="a comment"), ".gif")
    animate(Recipe(LAYER, comment="a comment"), tmp_path / "a.gif")
    assert (tmp_path / "a.gif").read_bytes() == one
    assert report.bytes == len(one)


@pytest.mark.parametrize("suffix", [*ENCODERS, *SHAPE_FORMATS])
def test_progress_counts_every_frame(suffix: str, tmp_path: Path) -> None:
    told: dict[tuple[int, int], None] = {}  # shapes are read back in the tests, which asks for all times again
    animate(Recipe(LAYER), tmp_path / f"a{suffix}", progress=lambda *one: told.setdefault(one))
    assert list(told) == [(number, 7) for number in range(1, 8)]


def test_progress_of_shapes_is_told_while_steps_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(file: BinaryIO, picture: Picture, layout: Layout, theme: Theme, playing: Playing) -> None:
        times = iter(playing.times())
        for number in range(7):
            assert len(told) == max(0, number - 1)  # the step before this one is done
            next(times)
        assert next(times, None) is None

    told: list[tuple[int, int]] = []
    monkeypatch.setitem(SHAPE_FORMATS, ".svg", SHAPE_FORMATS[".svg"]._replace(write=write))
    animate(Recipe(LAYER), tmp_path / "a.svg", progress=lambda *one: told.append(one))
    assert told == [(number, 7) for number in range(1, 8)]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"fps": 51}, "fps=51"),
        ({"fps": 0}, "fps=0"),
        ({"fps": float("nan")}, "fps=nan"),
        ({"hold": -1}, "hold=-1"),
        ({"hold": 1000}, "hold=1000"),
    ],
)
def test_times_that_a_file_cannot_hold_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ConvanimError, match=words):
        Options(**options)


def damaged(kind: str, honest: Encoder) -> Encoder:
    """An encoder that does not write what it is given."""

    def write(file: Any, frames: Any, palette: Any, playing: Playing) -> None:
        def wrong() -> Iterator[Timed]:
            for number, frame in enumerate(frames):
                image, ms = frame.image.copy(), frame.ms
                if number == 2 and kind == "pixel":
                    image[5 : 6 if honest.indexed else 25, 5:25] = 1
                if number == 2 and kind == "time":
                    ms += 10
                if number == 2 and kind == "frame":
                    continue
                yield Timed(image, ms)

        if kind == "error":
            next(iter(frames))
            raise OSError(28, "No space left on device")
        meant = list(playing.times())
        if kind == "time":
            playing = playing._replace(times=lambda: [*meant[:2], meant[2] + 100, *meant[3:]])
        if kind == "frame":
            playing = playing._replace(times=lambda: [*meant[:2], *meant[3:]])
        honest.write(file, wrong(), palette[::-1].copy() if kind == "palette" else palette, playing)
        if kind == "cut":
            file.truncate(file.tell() - 200)

    return honest._replace(write=write)


@pytest.mark.parametrize("suffix", ENCODERS)
@pytest.mark.parametrize("kind", ["pixel", "time", "frame", "palette", "error", "cut"])
@pytest.mark.parametrize("existing", [True, False], ids=["over a file", "new"])
def test_a_file_that_is_not_what_was_meant_replaces_nothing(
    kind: str, existing: bool, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENCODERS, suffix, damaged(kind, ENCODERS[suffix]))
    path = tmp_path / f"a{suffix}"
    if existing:
        path.write_bytes(b"precious")
    with pytest.raises(OutputError):
        animate(Recipe(LAYER), path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name] * existing
    assert not existing or path.read_bytes() == b"precious"


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, ZeroDivisionError])
def test_an_interruption_leaves_nothing_behind(
    error: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(file: Any, *_: Any) -> None:
        file.write(b"half")
        raise error

    monkeypatch.setitem(ENCODERS, ".gif", Encoder("GIF", write, ENCODERS[".gif"].read))
    with pytest.raises(error):
        animate(Recipe(LAYER), tmp_path / "a.gif")
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_a_link_and_a_file_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "real.gif").write_bytes(b"old")
    (tmp_path / "real.gif").chmod(0o640)
    (tmp_path / "link.gif").symlink_to("real.gif")
    animate(Recipe(LAYER), tmp_path / "link.gif")
    assert (tmp_path / "link.gif").is_symlink()
    assert (tmp_path / "real.gif").read_bytes().startswith(b"GIF89a")
    assert stat.S_IMODE((tmp_path / "real.gif").stat().st_mode) == 0o640


def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        animate(Recipe(LAYER), tmp_path / "a.gif")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.gif").stat().st_mode) == 0o640


@pytest.mark.parametrize("still", [None, "2"], ids=["film", "still"])
@pytest.mark.parametrize("suffix", [suffix for suffix, encoder in ENCODERS.items() if not encoder.video_only])
def test_a_transparent_picture_has_no_background_and_opaque_cells(
    suffix: str, still: str | None, tmp_path: Path
) -> None:
    """What one frame covers and the next does not, as the words of a step, is see-through again."""
    path = tmp_path / f"a{suffix}"
    layer, theme = LAYER_CASES["transposed"], THEMES["transparent"]
    options = Options(width=480, theme="transparent", still=still, every=1 if still else 6)
    animate(Recipe(layer, options), path)
    composition = compose(Recipe(layer, options))
    picture, layout = composition.picture, composition.layout
    renderer = Renderer(picture, layout, theme)
    seen_by = [by_pillow(path, "RGBA")[0]]
    if suffix != ".webp" and not still:  # ffmpeg reads no WebP that moves
        seen_by.append(by_ffmpeg(path, "rgba"))
    for found in seen_by:
        for image, raster, frame in zip(found, renderer.frames(), picture.frames(), strict=True):
            meant = renderer.palette[raster.image]
            shown = meant[..., 3] > 0
            assert np.array_equal(image[..., 3], meant[..., 3])
            assert np.array_equal(image[shown], meant[shown])
            for name, place in layout.places.items():
                for row, column in np.ndindex(place.rows, place.columns):
                    y, x = place.y + row * place.cell, place.x + column * place.cell
                    pixels = image[y : y + place.cell, x : x + place.cell].reshape(-1, 4)
                    colors, counts = np.unique(pixels, axis=0, return_counts=True)
                    most = tuple(colors[counts.argmax()].tolist())  # a link may run over its centre
                    role = frame.grids[name][row, column].role
                    opaque = (*rgb(theme.look(role).fill), 255)
                    assert most[3] == 0 if theme.shows_page(role) else most == opaque


@pytest.mark.parametrize("theme", THEMES)
def test_a_vector_still_has_the_background_of_its_theme(theme: str) -> None:
    data, _ = animate_bytes(Recipe(LAYER, Options(theme=theme, still="first")), ".svg")
    page = re.search(r'<g id="patch_1">\s*<path d="[^"]*" style="fill: ([^;"]*)', data.decode())
    assert page
    assert page[1] == ("none" if THEMES[theme].transparent else THEMES[theme].background)


def test_a_film_is_opaque(tmp_path: Path) -> None:
    with pytest.raises(ConvanimError, match="opaque; use theme='light'"):
        animate(Recipe(LAYER, Options(theme="transparent")), tmp_path / "a.mp4")
    assert not list(tmp_path.iterdir())
