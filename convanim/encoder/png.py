"""PNG: one picture; or an APNG, streamed: palette indices, and of each frame only the box that changes.

Pillow would keep every frame until the last one, and write colours instead of indices, twice as large.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from convanim.core.limits import STEP_MS
from convanim.encoder.base import Playing, ShownFrame, Timed

if TYPE_CHECKING:
    from convanim.encoder.base import Pixels
    from convanim.encoder.delta import Indices

SIGNATURE = b"\x89PNG\r\n\x1a\n"


PALETTE_COLORS, SOURCE, OVER = 3, 0, 1


SMALLEST = 9
"""zlib's level: frames are small, and time goes elsewhere."""


def write_png(file: BinaryIO, frames: Iterable[Timed], palette: Indices, playing: Playing) -> None:
    """Write one frame as a PNG, more as an APNG, to a file in which one can go back.

    A palette with alpha has a see-through colour: what is drawn over a pixel cannot make it see-through again, so
    the box that changes then replaces what was there.
    """
    from convanim.encoder.delta import Delta

    stream = iter(frames)
    first = next(stream)
    height, width = first.image.shape
    delta, data = Delta(first.image, len(palette)), _compressed(first.image)
    second = next(stream, None)
    file.write(SIGNATURE)
    _chunk(file, b"IHDR", struct.pack(">IIBBBBB", width, height, 8, PALETTE_COLORS, 0, 0, 0))
    see_through = palette.shape[1] == 4
    unchanged = second is not None and not see_through  # a colour for pixels that stay
    alphas = palette[:, 3].tobytes() if see_through else b"\xff" * len(palette)
    _chunk(file, b"PLTE", palette[:, :3].tobytes() + b"\0\0\0" * unchanged)
    if see_through or unchanged:
        _chunk(file, b"tRNS", alphas + b"\0" * unchanged)
    if playing.comment:
        _chunk(file, b"iTXt", b"Comment\0\0\0\0\0" + playing.comment.encode())
    if second is None:
        _chunk(file, b"IDAT", data)
        _chunk(file, b"IEND", b"")
        return
    counted = file.tell()
    _chunk(file, b"acTL", struct.pack(">II", 0, playing.plays))
    number = count = 0
    left = top = 0
    frame: Timed | None = first
    while frame is not None:
        if count:
            box, left, top = delta.to(frame.image, frame.boxes)
            height, width = box.shape
            if see_through:
                box = frame.image[top : top + height, left : left + width]
            data = _compressed(box)
        place = struct.pack(">IIIII", number, width, height, left, top)
        time = struct.pack(">HHBB", frame.ms // STEP_MS, 1000 // STEP_MS, 0, OVER if count and unchanged else SOURCE)
        _chunk(file, b"fcTL", place + time)
        if count:
            number += 1
            _chunk(file, b"fdAT", struct.pack(">I", number) + data)
        else:
            _chunk(file, b"IDAT", data)
        number, count = number + 1, count + 1
        frame, second = second or next(stream, None), None
    _chunk(file, b"IEND", b"")
    end = file.tell()
    file.seek(counted)
    _chunk(file, b"acTL", struct.pack(">II", count, playing.plays))
    file.seek(end)


def _compressed(indices: Indices) -> bytes:
    """The image's rows, unfiltered: neighbours in a palette have nothing in common."""
    import numpy as np

    return zlib.compress(np.pad(indices, ((0, 0), (1, 0))).tobytes(), SMALLEST)


def _chunk(file: BinaryIO, name: bytes, data: bytes) -> None:
    file.write(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)))


def read_png(file: BinaryIO, palette: Indices, shown: Sequence[ShownFrame]) -> Iterator[tuple[Pixels, int | None]]:
    """Each frame's colours and ms (None for a still), by Pillow."""
    import numpy as np
    from PIL import Image

    mode = "RGBA" if palette.shape[1] == 4 else "RGB"
    with Image.open(file) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            ms = image.info.get("duration")
            yield np.asarray(image.convert(mode)), None if ms is None else round(ms)


def write_colors(file: BinaryIO, colors: Pixels) -> None:
    """Write one picture of more colours than a palette holds, uint8 (height, width, 3)."""
    import imageio.v3 as iio

    options: Any = {"optimize": True}
    iio.imwrite(file, colors, extension=".png", plugin="pillow", **options)


def read_colors(file: BinaryIO) -> Pixels:
    """Its colours, by Pillow."""
    import numpy as np
    from PIL import Image

    with Image.open(file) as image:
        return np.asarray(image.convert("RGB"))
