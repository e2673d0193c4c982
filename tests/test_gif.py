from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from convanim.encoder.gif_plugin import GifPlugin
from convanim.encoder.lzw import Compressor
from tests.decoders import by_ffmpeg, by_gifsicle, by_pillow

Stack = NDArray[np.uint8]


def random_stack(seed: int, frames: int, colors: int) -> tuple[Stack, Stack]:
    """Frames that differ in random boxes, now and then in nothing, and a palette without repeats."""
    rng = np.random.default_rng(seed)
    height, width = (int(side) for side in rng.integers(1, 60, 2))
    image = rng.integers(0, colors, (height, width)).astype(np.uint8)
    stack = []
    for _ in range(frames):
        if rng.random() < 0.8:
            top, left = int(rng.integers(0, height)), int(rng.integers(0, width))
            box = np.s_[top : top + int(rng.integers(1, 20)), left : left + int(rng.integers(1, 20))]
            image[box] = rng.integers(0, colors, image[box].shape)
        stack.append(image.copy())
    numbers = rng.permutation(1 << 24)[:colors]
    palette = np.stack([numbers >> 16, numbers >> 8 & 255, numbers & 255], axis=1).astype(np.uint8)
    return np.stack(stack), palette


def write(path: Path, stack: Stack, palette: Stack, ms: list[int], **options: Any) -> None:
    plugin: Any = iio.imopen(path, "w", plugin=GifPlugin, palette=palette, **options)
    with plugin as gif:
        for image, duration in zip(stack, ms, strict=True):
            gif.write_frame(image, duration)
        gif.finish()


CASES = [
    (seed, frames, colors)
    for seed, (frames, colors) in enumerate([(1, 1), (2, 2), (9, 3), (9, 4), (20, 127), (9, 255)])
]


@pytest.mark.parametrize(("seed", "frames", "colors"), CASES)
def test_decoded_is_intended(seed: int, frames: int, colors: int, tmp_path: Path) -> None:
    stack, palette = random_stack(seed, frames, colors)
    ms = [20 + 10 * number for number in range(frames)]
    path = tmp_path / "a.gif"
    write(path, stack, palette, ms)
    intended = list(palette[stack])
    by_one, times = by_pillow(path)
    assert times == ms
    for found in (by_one, by_ffmpeg(path)):
        assert len(found) == frames
        assert all(np.array_equal(one, other) for one, other in zip(found, intended, strict=True))


@pytest.mark.parametrize(("seed", "frames", "colors"), CASES)
def test_gifsicle_sees_the_same(seed: int, frames: int, colors: int, tmp_path: Path) -> None:
    stack, palette = random_stack(seed, frames, colors)
    path = tmp_path / "a.gif"
    write(path, stack, palette, [100] * frames)
    found = by_gifsicle(path, tmp_path)
    assert len(found) == frames
    assert all(np.array_equal(one, other) for one, other in zip(found, palette[stack], strict=True))


def test_a_box_that_holds_all_changes_gives_the_same_file(tmp_path: Path) -> None:
    stack, palette = random_stack(7, 9, 20)
    files = []
    for hinted in (False, True):
        file = io.BytesIO()
        plugin: Any = iio.imopen(file, "w", plugin=GifPlugin, palette=palette)
        with plugin as gif:
            for number, image in enumerate(stack):
                boxes = None
                if hinted and number and (image != stack[number - 1]).any():
                    rows, columns = np.nonzero(image != stack[number - 1])
                    left, top, right, bottom = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
                    boxes = [(left, top, right, bottom), (0, top, right, top + 1)]
                gif.write_frame(image, 100, boxes)
            gif.finish()
        files.append(file.getvalue())
    assert files[0] == files[1]


def test_a_stack_can_be_written_at_once() -> None:
    stack, palette = random_stack(3, 5, 9)
    plugin: Any = iio.imopen("<bytes>", "w", extension=".gif", plugin=GifPlugin, palette=palette)
    with plugin as gif:
        data = gif.write(stack, duration=70)
    assert np.array_equal(iio.imread(data, extension=".gif", plugin="pillow", mode="RGB"), palette[stack])


@pytest.mark.parametrize(("plays", "loop"), [(0, 0), (1, None), (2, 1), (5, 4)])
def test_it_plays_as_often_as_asked(plays: int, loop: int | None, tmp_path: Path) -> None:
    stack, palette = random_stack(1, 3, 5)
    write(tmp_path / "a.gif", stack, palette, [50] * 3, plays=plays)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.info.get("loop") == loop


def test_a_comment_of_any_length_is_kept(tmp_path: Path) -> None:
    stack, palette = random_stack(1, 2, 5)
    comment = b"convanim conv -i 5 -k 3 " * 40
    write(tmp_path / "a.gif", stack, palette, [50] * 2, comment=comment)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.info["comment"] == comment


def test_there_is_one_color_table_fitted_to_the_palette(tmp_path: Path) -> None:
    stack, palette = random_stack(2, 4, 20)
    write(tmp_path / "a.gif", stack, palette, [50] * 4)
    data = (tmp_path / "a.gif").read_bytes()
    assert data[10] == 0xF0 | 4  # a global table of 2 ** (4 + 1) = 32 colours
    with Image.open(tmp_path / "a.gif") as image:
        for number in range(4):
            image.seek(number)
            tile: Any = image.tile
            assert not tile or tile[0].args[0] == 5  # the code size


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"palette": np.zeros((256, 3), np.uint8)}, "palette"),
        ({"palette": np.zeros((4, 3))}, "palette"),
        ({"palette": np.zeros((4, 3), np.uint8), "plays": -1}, "plays"),
        ({"palette": np.zeros((4, 3), np.uint8), "comment": b"x" * 70_000}, "comment"),
    ],
)
def test_what_a_gif_cannot_hold_is_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(OSError) as refusal:  # imageio turns every error of a plugin's start into this
        iio.imopen("<bytes>", "w", extension=".gif", plugin=GifPlugin, **options)
    assert words in str(refusal.value.__cause__)


@pytest.mark.parametrize("ms", [0, 10, 25, 655_360])
def test_a_time_that_a_gif_cannot_hold_is_refused(ms: int) -> None:
    palette = np.zeros((2, 3), np.uint8)
    plugin: Any = iio.imopen("<bytes>", "w", extension=".gif", plugin=GifPlugin, palette=palette)
    with plugin as gif, pytest.raises(ValueError, match="ms"):
        gif.write_frame(np.zeros((2, 2), np.uint8), ms)


@pytest.mark.parametrize(("seed", "frames", "colors"), CASES)
def test_a_see_through_background_comes_back_where_it_was_covered(
    seed: int, frames: int, colors: int, tmp_path: Path
) -> None:
    stack, palette = random_stack(seed, frames, colors)
    path = tmp_path / "a.gif"
    write(path, stack, palette, [100] * frames, see_through=True)
    for found in (by_ffmpeg(path, "rgba"), by_pillow(path, "RGBA")[0]):
        assert len(found) == frames
        for image, intended in zip(found, stack, strict=True):
            assert np.array_equal(image[..., 3], np.where(intended == 0, 0, 255))
            opaque = intended > 0
            assert np.array_equal(image[opaque][:, :3], palette[intended[opaque]])


class OnlyInMemory:
    """Pillow's encoder as it would be without its call that writes to a file."""

    def __init__(self, *arguments: Any) -> None:
        encoder = core_encoder(*arguments)
        self.setimage, self.encode, self.cleanup = encoder.setimage, encoder.encode, encoder.cleanup


class FullDisk(OnlyInMemory):
    """The same, where there is no room for the file."""

    def encode_to_file(self, *_: Any) -> int:
        return -10


core_encoder: Any = Image._getencoder


@pytest.mark.parametrize("encoder", [core_encoder, OnlyInMemory, FullDisk], ids=["to a file", "in memory", "full"])
def test_large_frames_are_compressed_beside_the_drawing_to_the_same_bytes(
    encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(3)
    pictures = [Image.fromarray(rng.integers(0, 7, (150, 200), np.uint8)) for _ in range(6)]
    expected = [picture.tobytes("gif", "L", 3, 0) for picture in pictures]
    monkeypatch.setattr(Image, "_getencoder", encoder)
    compressor = Compressor()
    begun = [compressor.compress(picture, 3) for picture in pictures]
    assert [data() for data in begun] == expected
    compressor.close()
