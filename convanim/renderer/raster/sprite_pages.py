"""Sprites as bytes: a stamp that says what drew them, an index, and bodies that each carry a checksum.

    magic, sizes, checksum of stamp and index | stamp | index: name, start, length, checksum | bodies, oldest first

Whatever is damaged is not found; what is found is what was written.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping

import numpy as np

from convanim.renderer.raster.ink import Image, Sprite

MAGIC = b"convanim sprites 1\n"


HEAD = struct.Struct("<19sIII")
"""Magic, bytes of the stamp, sprites, checksum of stamp and index."""


INDEX_ROW = np.dtype([("name", "<u8"), ("start", "<u4"), ("length", "<u4"), ("check", "<u4")])
"""Sorted by name; starts are counted from the first body."""


BODY = struct.Struct("<HHhhI")
"""Height, width, column and row of the origin, bytes of the key; then the key, and the levels, compressed."""


LONGEST_SPRITE_SIDE = 20_000
"""Px. What is larger is not kept."""


def name_of(key: bytes) -> int:
    """A number by which a key is found; two keys may share it, so the body repeats the key."""
    return zlib.crc32(key) << 32 | zlib.adler32(key)


def body_of(key: bytes, sprite: Sprite) -> bytes | None:
    """A sprite and its key as bytes; None where it is too large to be kept."""
    height, width = sprite.levels.shape
    if max(height, width, abs(sprite.column), abs(sprite.row)) > LONGEST_SPRITE_SIDE:
        return None
    head = BODY.pack(height, width, sprite.column, sprite.row, len(key))
    return head + key + zlib.compress(sprite.levels.tobytes(), 6)


def sprite_in(body: bytes, key: bytes) -> Sprite | None:
    """The sprite of that key, if the body is its."""
    try:
        height, width, column, row, length = BODY.unpack_from(body)
        if body[BODY.size : BODY.size + length] != key:
            return None
        inflate = zlib.decompressobj()
        levels = inflate.decompress(body[BODY.size + length :], height * width + 1)
    except (struct.error, zlib.error):
        return None
    if len(levels) != height * width:
        return None
    image: Image = np.frombuffer(levels, np.uint8).reshape(height, width)
    return Sprite(image, column, row)


class SpritePages:
    """The content of a file of sprites. Raises ValueError for bytes that are none."""

    def __init__(self, data: bytes) -> None:
        try:
            magic, stamp_bytes, count, check = HEAD.unpack_from(data)
        except struct.error as error:
            raise ValueError("too short") from error
        end = HEAD.size + stamp_bytes + count * INDEX_ROW.itemsize
        about = data[HEAD.size : end]
        if magic != MAGIC or len(data) < end or zlib.crc32(about) != check:
            raise ValueError("not a file of sprites, or damaged")
        self.stamp = about[:stamp_bytes]
        self._index = np.frombuffer(about, INDEX_ROW, count, stamp_bytes)
        self._names = np.ascontiguousarray(self._index["name"])
        self._data, self._first = data, end

    def find(self, key: bytes) -> Sprite | None:
        """The sprite of that key; None where there is none, or it is damaged."""
        name = name_of(key)
        at = int(self._names.searchsorted(np.uint64(name)))
        if at == len(self._names) or int(self._names[at]) != name:
            return None
        body = self._body(at)
        return None if body is None else sprite_in(body, key)

    def bodies(self) -> Iterator[tuple[int, bytes]]:
        """Name and body of every sprite that is not damaged, the oldest first."""
        for at in self._index["start"].argsort(kind="stable").tolist():
            body = self._body(at)
            if body is not None:
                yield int(self._names[at]), body

    def _body(self, at: int) -> bytes | None:
        _, start, length, check = self._index[at].item()
        body = self._data[self._first + start : self._first + start + length]
        return body if zlib.crc32(body) == check else None


def packed(stamp: bytes, bodies: Mapping[int, bytes], most: int) -> bytes:
    """A file of these bodies by their names, the oldest first, of which those are left out that are too many."""
    room, kept = most - HEAD.size - len(stamp), []
    for name, body in reversed(list(bodies.items())):
        room -= len(body) + INDEX_ROW.itemsize
        if room < 0:
            break
        kept.append((name, body))
    rows, start = [], 0
    for name, body in reversed(kept):
        rows.append((name, start, len(body), zlib.crc32(body)))
        start += len(body)
    about = stamp + np.array(sorted(rows), INDEX_ROW).tobytes()
    head = HEAD.pack(MAGIC, len(stamp), len(rows), zlib.crc32(about))
    return b"".join([head, about, *(body for _, body in reversed(kept))])
