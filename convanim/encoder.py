"""Index images and milliseconds to bytes, and back. The only importer of imageio, when it has work to do.

An encoder writes to an open binary file through imageio, frame by frame; a decoder gives index images and times
back, so that what was written can be compared with what was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from convanim.limits import LONGEST_MS, SHORTEST_MS, STEP_MS

if TYPE_CHECKING:
    from convanim.gif import Indices


class Timed(NamedTuple):
    """One frame for an encoder: indices, ms, and a box outside which it equals the last one."""

    image: Indices
    ms: int
    box: tuple[int, int, int, int] | None = None


class Encoder(NamedTuple):
    """A file format: how it is written, and read back."""

    name: str
    write: Callable[[BinaryIO, Iterable[Timed], Indices, str], None]
    read: Callable[[BinaryIO, Indices], Iterator[tuple[Indices, int]]]


def write_gif(file: BinaryIO, frames: Iterable[Timed], palette: Indices, comment: str = "") -> None:
    """Write a GIF that loops for ever."""
    import imageio.v3 as iio

    from convanim.gif import GifPlugin

    plugin: Any = iio.imopen(file, "w", plugin=GifPlugin, palette=palette, comment=comment.encode())
    with plugin as gif:
        for frame in frames:
            gif.write_frame(frame.image, frame.ms, frame.box)
        gif.finish()


def read_gif(file: BinaryIO, palette: Indices) -> Iterator[tuple[Indices, int]]:
    """Each frame's indices and ms, by Pillow's decoder, which shares nothing with our writer but LZW.

    Raises ValueError where the file's colour table is not the palette.
    """
    import numpy as np
    from PIL import GifImagePlugin

    before = GifImagePlugin.LOADING_STRATEGY
    try:
        # Indices: comparing them costs a tenth of comparing the RGB that Pillow turns frames into by default.
        GifImagePlugin.LOADING_STRATEGY = GifImagePlugin.LoadingStrategy.RGB_AFTER_DIFFERENT_PALETTE_ONLY
        with GifImagePlugin.GifImageFile(file) as image:
            table = np.array(image.getpalette() or [], np.uint8)[: palette.size]
            if image.mode != "P" or not np.array_equal(table, palette.ravel()):
                raise ValueError("the colour table is not the palette")
            for number in range(image.n_frames):
                image.seek(number)
                yield np.asarray(image), int(image.info["duration"])
    finally:
        GifImagePlugin.LOADING_STRATEGY = before


def delays(beats: Iterable[float], step_ms: float, hold_ms: float) -> Iterator[int]:
    """Milliseconds for each frame, in whole units of 10 ms whose sum stays right; the last is held.

    >>> list(delays([1, 1, 1], step_ms=1000 / 30, hold_ms=500))
    [30, 40, 500]
    """
    exact = written = 0.0
    waiting: float | None = None
    for beat in beats:
        if waiting is not None:
            exact += waiting * step_ms
            ms = max(SHORTEST_MS, round((exact - written) / STEP_MS) * STEP_MS)
            written += ms
            yield ms
        waiting = beat
    if waiting is not None:
        yield max(SHORTEST_MS, min(LONGEST_MS, round(max(waiting * step_ms, hold_ms) / STEP_MS) * STEP_MS))


ENCODERS = {".gif": Encoder("GIF", write_gif, read_gif)}
"""Every file format by its suffix; a row here is offered, tested and documented."""
