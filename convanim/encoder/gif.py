"""GIF, by our own writer; read by Pillow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO

from convanim.encoder.base import Playing, ShownFrame, Timed

if TYPE_CHECKING:
    from convanim.encoder.delta import Indices


def write_gif(file: BinaryIO, frames: Iterable[Timed], palette: Indices, playing: Playing) -> None:
    """Write a GIF; a palette with alpha has a see-through colour 0 and opaque others."""
    from convanim.encoder.gif_stream import GifStream

    see_through = palette.shape[1] == 4
    stream = GifStream(file, palette[:, :3], playing.plays, playing.comment.encode(), see_through)
    try:
        for frame in frames:
            stream.write_frame(frame.image, frame.ms, frame.boxes)
        stream.finish()
    finally:
        stream.close()


READ_AT_ONCE = 1 << 12
"""Bytes that Pillow asks for at a time: about a frame, so that a file can be read while it grows."""


def read_gif(file: BinaryIO, palette: Indices, shown: Sequence[ShownFrame] = ()) -> Iterator[tuple[Indices, int]]:
    """Each frame's indices and ms, by Pillow's decoder, which shares nothing with our writer but LZW.

    Outside the part of the file that a frame is in, it equals the last one, so that part and its box are enough.

    What reads is loaded when this is called, so that a thread which takes the frames loads nothing.
    Raises ValueError where the file's colour table is not the palette.
    """
    from PIL import GifImagePlugin

    return _frames_in(GifImagePlugin, file, palette, shown)


def _frames_in(
    pillow: Any, file: BinaryIO, palette: Indices, shown: Sequence[ShownFrame]
) -> Iterator[tuple[Indices, int]]:
    import numpy as np

    with _as_indices(), pillow.GifImageFile(file) as image:
        image.decodermaxblock = READ_AT_ONCE
        colors = palette[:, :3].ravel()
        table = np.array(image.getpalette() or [], np.uint8)[: colors.size]
        if image.mode != "P" or not np.array_equal(table, colors):
            raise ValueError("the colour table is not the palette")
        for number in count():
            with suppress(EOFError):
                image.seek(number)
            if image.tell() < number:
                return
            extents = image.tile[0].extents if image.tile else None
            left, top, right, bottom = shown[number].box if number < len(shown) else (0, 0, *image.size)
            if extents:
                left, top = min(left, extents[0]), min(top, extents[1])
                right, bottom = max(right, extents[2]), max(bottom, extents[3])
            yield np.asarray(image.crop((left, top, right, bottom))), int(image.info["duration"])


_strategies: list[Any] = []
_strategies_lock = Lock()


@contextmanager
def _as_indices() -> Iterator[None]:
    """Pillow leaves frames as indices while this lasts, on whatever thread: the last one to end sets it back.

    To compare indices costs a tenth of comparing the RGB that it turns them into by default.
    """
    from PIL import GifImagePlugin

    with _strategies_lock:
        _strategies.append(GifImagePlugin.LOADING_STRATEGY)
        GifImagePlugin.LOADING_STRATEGY = GifImagePlugin.LoadingStrategy.RGB_AFTER_DIFFERENT_PALETTE_ONLY
    try:
        yield
    finally:
        with _strategies_lock:
            before = _strategies.pop()
            if not _strategies:
                GifImagePlugin.LOADING_STRATEGY = before
