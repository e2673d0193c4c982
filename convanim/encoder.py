"""Index images and milliseconds to bytes, and back. The only importer of imageio, when it has work to do.

An encoder writes to an open binary file through imageio, frame by frame; a decoder gives index images and times
back, so that what was written can be compared with what was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from convanim.limits import LONGEST_MS, SHORTEST_MS, STEP_MS

if TYPE_CHECKING:
    from convanim.gif import Indices


Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom, px, the last two outside."""


class Timed(NamedTuple):
    """One frame for an encoder: indices, ms, and boxes outside which it equals the last one."""

    image: Indices
    ms: int
    boxes: Sequence[Rectangle] | None = None


class Encoder(NamedTuple):
    """A file format: how it is written, and read back."""

    name: str
    write: Callable[[BinaryIO, Iterable[Timed], Indices, str], None]
    read: Callable[[BinaryIO, Indices, Sequence[Rectangle]], Iterator[tuple[Indices, int | None]]]
    """Frames in the boxes given, and their ms (None where the format has no time). A frame that reaches out of its
    box is given in a larger one."""
    indexed: bool = True
    """Whether it keeps palette indices, or colours only."""


def write_gif(file: BinaryIO, frames: Iterable[Timed], palette: Indices, comment: str = "") -> None:
    """Write a GIF that loops for ever."""
    import imageio.v3 as iio

    from convanim.gif import GifPlugin

    plugin: Any = iio.imopen(file, "w", plugin=GifPlugin, palette=palette, comment=comment.encode())
    with plugin as gif:
        for frame in frames:
            gif.write_frame(frame.image, frame.ms, frame.boxes)
        gif.finish()


def read_gif(file: BinaryIO, palette: Indices, boxes: Sequence[Rectangle] = ()) -> Iterator[tuple[Indices, int]]:
    """Each frame's indices and ms, by Pillow's decoder, which shares nothing with our writer but LZW.

    Outside the part of the file that a frame is in, it equals the last one, so that part and its box are enough.

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
                extents = image.tile[0].extents if image.tile else None
                left, top, right, bottom = boxes[number] if number < len(boxes) else (0, 0, *image.size)
                if extents:
                    left, top = min(left, extents[0]), min(top, extents[1])
                    right, bottom = max(right, extents[2]), max(bottom, extents[3])
                yield np.asarray(image.crop((left, top, right, bottom))), int(image.info["duration"])
    finally:
        GifImagePlugin.LOADING_STRATEGY = before


def write_png(file: BinaryIO, frames: Iterable[Timed], palette: Indices, comment: str = "") -> None:
    """Write the one frame there is, as exact colours."""
    import imageio.v3 as iio

    (frame,) = (palette[frame.image] for frame in frames)
    options: Any = {"optimize": True}
    iio.imwrite(file, frame, extension=".png", plugin="pillow", **options)


def read_png(file: BinaryIO, palette: Indices, boxes: Sequence[Rectangle]) -> Iterator[tuple[Indices, None]]:
    """The frame's indices; its box is all of it. Raises ValueError for a colour that the palette has not."""
    import numpy as np
    from PIL import Image

    with Image.open(file) as image:
        colors = np.asarray(image.convert("RGB")).astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1])
    known = palette.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1])
    order = np.argsort(known)
    places = np.searchsorted(known, colors, sorter=order).clip(max=len(known) - 1)
    if not np.array_equal(known[order[places]], colors):
        raise ValueError("a colour is not in the palette")
    yield order[places].astype(np.uint8), None


class Clock:
    """Beats to milliseconds, frame after frame, in whole units of 10 ms whose sum stays right; the last is held.

    >>> clock = Clock(count=3, step_ms=1000 / 30, hold_ms=500)
    >>> [clock.ms(1) for _ in range(3)]
    [30, 40, 500]
    """

    def __init__(self, count: int, step_ms: float, hold_ms: float) -> None:
        self._left, self._step_ms, self._hold_ms = count, step_ms, hold_ms
        self._exact = self._given = 0.0

    def ms(self, beats: float) -> int:
        """How long the next frame is shown."""
        self._left -= 1
        wanted = beats * self._step_ms
        if self._left == 0:
            wanted = max(wanted, self._hold_ms)
        self._exact += wanted
        rounded = round((self._exact - self._given) / STEP_MS) * STEP_MS
        given = min(LONGEST_MS, max(SHORTEST_MS, rounded))
        self._given += given
        return given


ENCODERS = {".gif": Encoder("GIF", write_gif, read_gif)}
"""Every format of an animation by its suffix; a row here is offered, tested and documented."""

VECTORS = (".svg", ".pdf")
"""Suffixes of stills that matplotlib writes as vectors."""

STILLS = {".png": Encoder("PNG", write_png, read_png, indexed=False)}
"""Every format of a single picture, in pixels, by its suffix."""
