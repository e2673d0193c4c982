from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import GifImagePlugin

from convanim.core.limits import BEAT_MS
from convanim.encoder.base import Clock, Encoder, Playing, ShownFrame, Timed
from convanim.encoder.encoders import ENCODERS
from convanim.encoder.verify import MANY, Check

PALETTE = np.array([[0, 0, 0], [255, 128, 0], [1, 2, 3]], np.uint8)
BOX = (0, 0, 96, 64)
IMAGES = [np.full((64, 96), code, np.uint8) for code in (0, 1, 2)]
TIMES = [100, 20, 500]
PLAYING = Playing("a comment", 0, lambda: TIMES)
FRAMES = [Timed(image, ms) for image, ms in zip(IMAGES, TIMES, strict=True)]


def written(encoder: Encoder, frames: list[Timed] = FRAMES, palette: Any = PALETTE) -> io.BytesIO:
    file = io.BytesIO()
    encoder.write(file, frames, palette, PLAYING._replace(times=lambda: [frame.ms for frame in frames]))
    return file


def checked(encoder: Encoder, frames: list[Timed], file: io.BytesIO) -> None:
    check = Check(encoder, PALETTE)
    for frame in frames:
        check.note(frame.image, frame.ms, BOX)
    check.hold(file)


def delays(wanted_ms: list[float], hold_ms: float) -> list[int]:
    clock = Clock(len(wanted_ms), hold_ms)
    return [clock.ms(ms / BEAT_MS) for ms in wanted_ms]


encoders = pytest.mark.parametrize("encoder", ENCODERS.values(), ids=ENCODERS)


@pytest.mark.parametrize("fps", [0.5, 2, 3, 7, 24, 29.97, 30, 33, 50])
def test_the_total_time_is_right_to_one_unit(fps: float) -> None:
    times = delays([1000 / fps] * 101, 0)
    assert abs(sum(times[:-1]) - 100 * 1000 / fps) <= 5
    assert all(ms % 10 == 0 and ms >= 20 for ms in times)


def test_the_last_frame_is_held() -> None:
    assert delays([500, 500], 2000) == [500, 2000]
    assert delays([500, 500], 0) == [500, 500]


def test_beats_lengthen_a_frame() -> None:
    assert delays([100, 300, 100], 0) == [100, 300, 100]


@encoders
def test_what_is_written_is_read_back(encoder: Encoder) -> None:
    checked(encoder, FRAMES, written(encoder))


@encoders
def test_equal_neighbours_are_frames_of_their_own(encoder: Encoder) -> None:
    frames = [FRAMES[0], FRAMES[1], FRAMES[1], FRAMES[1], FRAMES[2]]
    checked(encoder, frames, written(encoder, frames))


@encoders
def test_other_colors_are_noticed(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match=r"colour table|frame 1 differs"):
        checked(encoder, FRAMES, written(encoder, palette=PALETTE[[1, 0, 2]]))


@encoders
def test_another_order_is_noticed(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="differs"):
        checked(encoder, FRAMES[::-1], written(encoder))


@encoders
def test_a_missing_frame_is_noticed(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match=r"differs|shorter|too early"):
        checked(encoder, FRAMES, written(encoder, FRAMES[:2]))


@encoders
def test_a_frame_too_many_is_noticed(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match=r"differs|longer"):
        checked(encoder, FRAMES[:2], written(encoder))


@encoders
def test_the_command_is_kept_in_the_file(encoder: Encoder) -> None:
    assert b"a comment" in written(encoder).getvalue()


@encoders
def test_the_same_frames_give_the_same_bytes(encoder: Encoder) -> None:
    assert written(encoder).getvalue() == written(encoder).getvalue()


@encoders
def test_frames_are_drawn_when_they_are_written(encoder: Encoder) -> None:
    image = IMAGES[0].copy()

    def redrawn() -> Iterator[Timed]:
        for frame in FRAMES:  # the renderer draws every frame into one array
            image[:] = frame.image
            yield frame._replace(image=image)

    file = io.BytesIO()
    encoder.write(file, redrawn(), PALETTE, PLAYING)
    checked(encoder, FRAMES, file)


def test_reading_leaves_the_global_setting_of_pillow_alone() -> None:
    before = GifImagePlugin.LOADING_STRATEGY
    file = written(ENCODERS[".gif"])
    file.seek(0)
    frames = ENCODERS[".gif"].read(file, PALETTE, [ShownFrame(ms, BOX) for ms in TIMES])
    next(frames)
    frames.close()  # type: ignore[attr-defined]
    assert GifImagePlugin.LOADING_STRATEGY is before


def test_a_frame_that_reaches_out_of_its_box_is_given_in_a_larger_one() -> None:
    shown = [ShownFrame(100, BOX), ShownFrame(20, (1, 1, 2, 2)), ShownFrame(500, BOX)]
    file = written(ENCODERS[".gif"])
    file.seek(0)
    assert [image.shape for image, _ in ENCODERS[".gif"].read(file, PALETTE, shown)] == [(64, 96)] * 3


APPENDING = ENCODERS[".gif"]
FAULTS = {
    "another frame": lambda frames: [frames[0], frames[2], frames[1]],
    "another time": lambda frames: [*frames[:2], frames[2]._replace(ms=510)],
    "a frame less": lambda frames: frames[:2],
    "a frame more": lambda frames: [*frames, frames[0]],
}


@pytest.mark.parametrize("spoil", FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_is_noticed_in_a_file_that_is_read_while_it_grows(spoil: Any) -> None:
    for frames, meant in ((FRAMES, FRAMES), (spoil(FRAMES), FRAMES)):
        check, file = Check(APPENDING, PALETTE), io.BytesIO()
        for frame in meant:
            check.note(frame.image, frame.ms, BOX)
        with check.following(file, MANY) as growing:
            APPENDING.write(growing, frames, PALETTE, PLAYING)
        if frames is meant:
            check.hold(file)
    with pytest.raises(ValueError, match=r"differs|shorter|longer"):
        check.hold(file)


def test_a_writer_that_fails_is_not_waited_for() -> None:
    file, check, before = io.BytesIO(), Check(APPENDING, PALETTE), threading.active_count()

    def failing() -> Iterator[Timed]:
        yield FRAMES[0]
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"), check.following(file, MANY) as growing:
        APPENDING.write(growing, failing(), PALETTE, PLAYING)
    assert threading.active_count() == before
    with pytest.raises((ValueError, OSError, SyntaxError)):
        check.hold(file)
