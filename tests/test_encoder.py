from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import GifImagePlugin

from convanim.encoder import ENCODERS, Clock, Timed

PALETTE = np.array([[0, 0, 0], [255, 128, 0], [1, 2, 3]], np.uint8)
WHOLE = [(0, 0, 6, 4)] * 3
IMAGES = [np.full((4, 6), code, np.uint8) for code in (0, 1, 2)]


def delays(beats: list[float], step_ms: float, hold_ms: float) -> list[int]:
    clock = Clock(len(beats), step_ms, hold_ms)
    return [clock.ms(beat) for beat in beats]


encoders = pytest.mark.parametrize("encoder", ENCODERS.values(), ids=ENCODERS)


@pytest.mark.parametrize("fps", [0.5, 2, 3, 7, 24, 29.97, 30, 33, 50])
def test_the_total_time_is_right_to_one_unit(fps: float) -> None:
    times = delays([1.0] * 101, 1000 / fps, 0)
    assert abs(sum(times[:-1]) - 100 * 1000 / fps) <= 5
    assert all(ms % 10 == 0 and ms >= 20 for ms in times)


def test_the_last_frame_is_held() -> None:
    assert delays([1, 1], 500, 2000) == [500, 2000]
    assert delays([1, 1], 500, 0) == [500, 500]


def test_beats_lengthen_a_frame() -> None:
    assert delays([1, 3, 1], 100, 0) == [100, 300, 100]


@encoders
def test_what_is_written_is_read_back(encoder) -> None:  # type: ignore[no-untyped-def]
    file = io.BytesIO()
    times = [100, 20, 500]
    encoder.write(file, [Timed(image, ms) for image, ms in zip(IMAGES, times, strict=True)], PALETTE, "a comment")
    file.seek(0)
    found = [(image.copy(), ms) for image, ms in encoder.read(file, PALETTE, WHOLE)]
    assert [ms for _, ms in found] == times
    assert all(np.array_equal(image, meant) for (image, _), meant in zip(found, IMAGES, strict=True))


@encoders
def test_other_colors_are_noticed(encoder) -> None:  # type: ignore[no-untyped-def]
    file = io.BytesIO()
    encoder.write(file, [Timed(image, 100) for image in IMAGES], PALETTE, "")
    file.seek(0)
    with pytest.raises(ValueError, match="colour table"):
        list(encoder.read(file, PALETTE[::-1], WHOLE))


def test_reading_leaves_the_global_setting_of_pillow_alone() -> None:
    before = GifImagePlugin.LOADING_STRATEGY
    file = io.BytesIO()
    ENCODERS[".gif"].write(file, [Timed(image, 100) for image in IMAGES], PALETTE, "")
    file.seek(0)
    frames = ENCODERS[".gif"].read(file, PALETTE, WHOLE)
    next(frames)
    frames.close()  # type: ignore[attr-defined]
    assert GifImagePlugin.LOADING_STRATEGY is before


def test_a_frame_that_reaches_out_of_its_box_is_given_in_a_larger_one() -> None:
    file = io.BytesIO()
    ENCODERS[".gif"].write(file, [Timed(image, 100) for image in IMAGES], PALETTE, "")
    file.seek(0)
    shapes = [
        image.shape for image, _ in ENCODERS[".gif"].read(file, PALETTE, [(0, 0, 6, 4), (1, 1, 2, 2), (0, 0, 6, 4)])
    ]
    assert shapes == [(4, 6), (4, 6), (4, 6)]
