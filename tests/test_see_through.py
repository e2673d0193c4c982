"""Frames on a page that shows through: every decoder sees what was meant, in boxes no larger than they must be."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from convanim.encoder.base import Playing, Rectangle, Timed
from convanim.encoder.delta import Indices
from convanim.encoder.gif import write_gif
from convanim.encoder.see_through import SeeThroughDelta
from tests.decoders import by_ffmpeg, by_gifsicle, by_pillow

HEIGHT, WIDTH, MS = 40, 60, 100
PALETTE = np.array([[255, 255, 255, 0], *([20 * n, 200 - 9 * n, 5 * n, 255] for n in range(1, 12))], np.uint8)
"""The page, and colours that all differ from it."""


def frames(seed: int, clears: float, count: int = 12) -> tuple[list[Indices], list[list[Rectangle]]]:
    """Random frames, and the boxes that each changes; `clears` is how often a box is wiped, not drawn."""
    dice = np.random.default_rng(seed)
    image = dice.integers(0, len(PALETTE), (HEIGHT, WIDTH)).astype(np.uint8)
    images, boxes = [image.copy()], [[(0, 0, WIDTH, HEIGHT)]]
    for _ in range(count - 1):
        changed = []
        for _ in range(dice.integers(0, 4)):
            left, top = int(dice.integers(0, WIDTH - 1)), int(dice.integers(0, HEIGHT - 1))
            box = (
                left,
                top,
                min(WIDTH, left + int(dice.integers(1, 25))),
                min(HEIGHT, top + int(dice.integers(1, 12))),
            )
            wiped = dice.random() < clears
            image[box[1] : box[3], box[0] : box[2]] = 0 if wiped else dice.integers(1, len(PALETTE))
            changed.append(box)
        images.append(image.copy())
        boxes.append(changed or [(0, 0, 1, 1)])
    return images, boxes


@pytest.mark.parametrize("clears", [0.0, 0.05, 0.5, 1.0], ids=["never", "rarely", "often", "always"])
@pytest.mark.parametrize("seed", range(5))
def test_every_decoder_sees_what_was_meant(seed: int, clears: float, tmp_path: Path) -> None:
    images, boxes = frames(seed, clears)
    path = tmp_path / "a.gif"
    with path.open("wb") as file:
        timed = [Timed(image, MS, box) for image, box in zip(images, boxes, strict=True)]
        write_gif(file, timed, PALETTE, Playing())
    pillow, times = by_pillow(path, "RGBA")
    assert times == [MS] * len(images)
    for decoded in (pillow, by_ffmpeg(path, "rgba")):
        for image, found in zip(images, decoded, strict=True):
            assert np.array_equal(found[..., 3], PALETTE[image][..., 3])
            assert np.array_equal(found[image > 0], PALETTE[image[image > 0]])


@pytest.mark.parametrize("clears", [0.05, 0.5], ids=["rarely", "often"])
def test_gifsicle_sees_the_same_cells(clears: float, tmp_path: Path) -> None:
    images, boxes = frames(7, clears)
    path = tmp_path / "a.gif"
    with path.open("wb") as file:
        write_gif(file, [Timed(image, MS, box) for image, box in zip(images, boxes, strict=True)], PALETTE, Playing())
    for image, found in zip(images, by_gifsicle(path, tmp_path), strict=True):
        assert np.array_equal(found[image > 0], PALETTE[image[image > 0]][..., :3])


def test_where_nothing_is_cleared_only_what_changes_is_written() -> None:
    image = np.zeros((HEIGHT, WIDTH), np.uint8)
    delta = SeeThroughDelta(image, MS)
    for step in range(8):
        image[10:14, 5 * step : 5 * step + 5] = 3
        done = delta.to(image, MS, [(0, 5, WIDTH, 20)])
        assert not done.cleared
        assert delta.held.box == (5 * step, 10, 5 * step + 5, 14)
        assert (delta.held.pixels == 3).all()


def test_one_clearing_costs_two_frames_and_no_more() -> None:
    image = np.zeros((HEIGHT, WIDTH), np.uint8)
    image[20:30] = 2
    delta = SeeThroughDelta(image, MS)
    written = []
    for step in range(6):
        image[4, step] = 5
        if step == 3:
            image[25:30, 50:] = 0
        written.append(delta.to(image, MS, None))
    boxes = [frame.box for frame in (*written, delta.held)]
    assert [frame.cleared for frame in written] == [False, False, False, True, False, False]
    assert boxes[3] == (2, 4, WIDTH, 30), "it is cleared, with what stood there"
    assert boxes[4] == (2, 4, WIDTH, 30), "what stays is drawn again"
    assert boxes[5:] == [(4, 4, 5, 5), (5, 4, 6, 5)]


def test_frames_that_are_equal_are_frames_of_their_own() -> None:
    image = np.ones((HEIGHT, WIDTH), np.uint8)
    file = io.BytesIO()
    write_gif(file, [Timed(image, MS)] * 3, PALETTE, Playing())
    assert file.getvalue().count(b"!\xf9\x04") == 3
