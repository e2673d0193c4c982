"""PNG: one picture; or an APNG, streamed: palette indices, and of each frame only the box that changes.

Pillow would keep every frame until the last one, and write colours instead of indices, twice as large.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

from convanim.core.limits import STEP_MS
from convanim.encoder.base import Playing, ShownFrame, Timed

if TYPE_CHECKING:
    from convanim.encoder.base import Pixels
    from convanim.encoder.delta import Indices

SIGNATURE = b"\x89PNG\r\n\x1a\n"


PALETTE_COLORS, SOURCE, OVER = 3, 0, 1


COMMENT_HEAD = b"Comment\0\0\0\0\0"
"""What stands before a comment in its chunk: its keyword, and that it is plain text of no language."""


SMALLEST = 9
"""zlib's level of the smallest files; frames are small, so that it costs little time."""


def write_png(file: BinaryIO, frames: Iterable[Timed], palette: Indices, playing: Playing) -> None:
    """Write one frame as a PNG, more as an APNG, to a file that can seek.

    A palette with alpha has a see-through colour: what is drawn over a pixel cannot make it see-through again, so
    the box that changes then replaces what was there.
    """
    from convanim.encoder.delta import Delta

    stream = iter(frames)
    first = next(stream)
    data, delta = _compressed(first.image), Delta(first.image, len(palette))  # the next frame is drawn over it
    second = next(stream, None)
    _write_head(file, first.image.shape, palette, playing.comment, animated=second is not None)
    if second is None:
        _chunk(file, b"IDAT", data)
        _chunk(file, b"IEND", b"")
        return
    see_through = palette.shape[1] == 4
    animation = AnimationChunks(file, playing.plays, blend=SOURCE if see_through else OVER)
    animation.add(data, (0, 0), first.image.shape, first.ms)
    for frame in chain([second], stream):
        box, left, top = delta.to(frame.image, frame.boxes)
        if see_through:
            box = frame.image[top : top + box.shape[0], left : left + box.shape[1]]
        animation.add(_compressed(box), (left, top), box.shape, frame.ms)
    _chunk(file, b"IEND", b"")
    animation.write_count()


def _write_head(file: BinaryIO, shape: tuple[int, ...], palette: Indices, comment: str, animated: bool) -> None:
    """Size, palette and comment; an animation on an opaque page has one more colour, for pixels that stay."""
    height, width = shape
    see_through = palette.shape[1] == 4
    unchanged = animated and not see_through
    file.write(SIGNATURE)
    _chunk(file, b"IHDR", struct.pack(">IIBBBBB", width, height, 8, PALETTE_COLORS, 0, 0, 0))
    alphas = palette[:, 3].tobytes() if see_through else b"\xff" * len(palette)
    _chunk(file, b"PLTE", palette[:, :3].tobytes() + b"\0\0\0" * unchanged)
    if see_through or unchanged:
        _chunk(file, b"tRNS", alphas + b"\0" * unchanged)
    if comment:
        _chunk(file, b"iTXt", COMMENT_HEAD + comment.encode())


def repaint_png(old: bytes, palette: Indices, comment: str) -> bytes | None:
    """One of our opaque files with other colours, RGB (n, 3), and another comment; None where there are not as many.

    An animation has one more colour, for pixels that stay.
    """
    file, at, colors = io.BytesIO(), len(SIGNATURE), palette.tobytes()
    file.write(SIGNATURE)
    while at < len(old):
        length, name = struct.unpack_from(">I4s", old, at)
        data = old[at + 8 : at + 8 + length]
        at += length + 12
        if name == b"PLTE":
            if data[len(colors) :] not in (b"", b"\0\0\0") or len(data) < len(colors):
                return None
            data = colors + data[len(colors) :]
        elif name == b"iTXt":
            data = COMMENT_HEAD + comment.encode()
        _chunk(file, name, data)
    return file.getvalue()


class AnimationChunks:
    """The chunks of an APNG's frames. Their number stands before them, and is written when it is known."""

    def __init__(self, file: BinaryIO, plays: int, blend: int) -> None:
        self._file, self._plays, self._blend = file, plays, blend
        self._count = self._sequence = 0
        self._counted_at = file.tell()
        self._write_control()

    def add(self, data: bytes, corner: tuple[int, int], shape: tuple[int, ...], ms: int) -> None:
        """Add a frame: its compressed pixels, left and top, height and width, and how long it is shown."""
        place = struct.pack(">IIIII", self._next(), shape[1], shape[0], *corner)
        blend = self._blend if self._count else SOURCE
        _chunk(self._file, b"fcTL", place + struct.pack(">HHBB", ms // STEP_MS, 1000 // STEP_MS, 0, blend))
        if self._count:
            _chunk(self._file, b"fdAT", struct.pack(">I", self._next()) + data)
        else:
            _chunk(self._file, b"IDAT", data)
        self._count += 1

    def write_count(self) -> None:
        """Write how many frames there are; call it after the last one."""
        end = self._file.tell()
        self._file.seek(self._counted_at)
        self._write_control()
        self._file.seek(end)

    def _write_control(self) -> None:
        _chunk(self._file, b"acTL", struct.pack(">II", self._count, self._plays))

    def _next(self) -> int:
        """The next number of the one sequence in which all chunks of frames are."""
        self._sequence += 1
        return self._sequence - 1


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
    """Read the colours of one picture, by Pillow."""
    import numpy as np
    from PIL import Image

    with Image.open(file) as image:
        return np.asarray(image.convert("RGB"))
