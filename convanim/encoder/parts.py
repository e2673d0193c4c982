"""A picture's file taken apart: each frame as its box and a still of its own. Nothing is decoded here.

To decode a frame then costs what its box costs, however large the page is, and frames are counted before that.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from convanim.encoder.base import Rectangle
from convanim.encoder.png import SIGNATURE

KEPT, CLEARED, RESTORED = 0, 1, 2
"""What becomes of a frame's box before the next frame: it stays, is see-through, or is as it was before the frame."""


LONGEST_COMMENT_READ = 1_000_000
"""Bytes of a GIF's comment that are read; a command of 20,000 numbers takes a fifth."""


class FilePart(NamedTuple):
    """One frame: its box, ms, what becomes of it, whether what is see-through in it shows the last frame."""

    box: Rectangle
    ms: int
    left: int
    over: bool
    still: Callable[[], bytes]
    """The file of a picture that shows the box alone."""


class Parted(NamedTuple):
    """A file's format, its page in px, how often it plays (0: forever), its comment if it is a GIF."""

    format: str
    width: int
    height: int
    plays: int
    comment: bytes
    parts: Iterator[FilePart]
    """To be gone through once. Raises ValueError where the file is damaged."""


class CutError(ValueError):
    """The file ends too early."""

    def __init__(self) -> None:
        super().__init__("it ends too early")


def parted(data: bytes) -> Parted | None:
    """Take a GIF, PNG or WebP apart; None for anything else. Raises ValueError for one that is damaged."""
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return _gif(data)
    if data[:8] == SIGNATURE:
        return _png(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return None


def _gif(data: bytes) -> Parted:
    """Comment and plays stand before the first frame in every file of ours; those of others may stand anywhere."""
    width, height, flags = _unpack("<HHB", data, 6)
    start = 13 + _table_bytes(flags)
    comment, plays, parts = b"", 1, []
    for at, part in _gif_blocks(data, start, data[13:start]):
        if part:
            parts.append(part)
            break
        kind, body = _extension(data, at)
        if kind == 0xFE and not comment:
            comment = body
        elif kind == 0xFF and body[:11] in (b"NETSCAPE2.0", b"ANIMEXTS1.0") and body[11:12] == b"\x01":
            plays = _unpack("<H", body, 12)[0]
            plays += plays > 0  # it counts repeats after the first
    frames = (part for _, part in _gif_blocks(data, start, data[13:start]) if part)
    return Parted("GIF", width, height, plays, comment, frames)


def _table_bytes(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _gif_blocks(data: bytes, at: int, table: bytes) -> Iterator[tuple[int, FilePart | None]]:
    """Where each block begins, and the frame if it is one."""
    control = bytes(4)
    while at < len(data) and data[at] != 0x3B:
        if data[at] == 0x21:
            yield at, None
            if data[at + 1 : at + 3] == b"\xf9\x04":
                control = data[at + 3 : at + 7]
            at = _after_blocks(data, at + 2)
        elif data[at] == 0x2C:
            end = at
            x, y, width, height, flags = _unpack("<HHHHB", data, at + 1)
            pixels = at + 10 + _table_bytes(flags)
            end = _after_blocks(data, pixels + 1)
            own = data[at + 10 : pixels] or table
            box = x, y, x + width, y + height
            yield at, _gif_part(box, control, own, flags & 0x40, data[pixels:end])
            at, control = end, bytes(4)
        elif data[at]:
            raise ValueError("it has a block of no known kind")
        else:
            at += 1


def _after_blocks(data: bytes, at: int) -> int:
    """Where sub-blocks end that begin there."""
    while at < len(data):
        size = data[at]
        at += size + 1
        if not size:
            return at
    raise CutError


def _extension(data: bytes, at: int) -> tuple[int, bytes]:
    """The kind of an extension, and what is in its sub-blocks."""
    kind, start, found, length = data[at + 1], at + 2, [], 0
    while data[start] and length < LONGEST_COMMENT_READ:
        found.append(data[start + 1 : start + 1 + data[start]])
        length += data[start]
        start += data[start] + 1
    return kind, b"".join(found)


def _gif_part(box: Rectangle, control: bytes, table: bytes, interlaced: int, pixels: bytes) -> FilePart:
    width, height = box[2] - box[0], box[3] - box[1]
    flags, ms, clear = struct.unpack("<BHB", control)
    bits = (len(table) // 3).bit_length() - 2

    def still() -> bytes:
        head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80 | bits if table else 0, 0, 0) + table
        seen = b"!\xf9\x04" + struct.pack("<BHBB", flags & 1, 0, clear, 0)
        place = b"," + struct.pack("<HHHHB", 0, 0, width, height, interlaced)
        return head + seen + place + pixels + b";"

    left = {2: CLEARED, 3: RESTORED}.get(flags >> 2 & 7, KEPT)
    return FilePart(box, ms * 10, left, True, still)


def _png(data: bytes) -> Parted:
    width, height = _unpack(">II", data, 16)
    plays = 1
    for name, start, _ in _png_chunks(data):
        if name == b"acTL":
            plays = _unpack(">I", data, start + 4)[0]
            return Parted("PNG", width, height, plays, b"", _png_parts(data))
        if name == b"IDAT":
            break
    return Parted("PNG", width, height, 1, b"", iter([_whole(data, width, height)]))


def _whole(data: bytes, width: int, height: int) -> FilePart:
    return FilePart((0, 0, width, height), 0, KEPT, True, lambda: data)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The name of each chunk, and where its content begins and ends."""
    at = len(SIGNATURE)
    while at < len(data):
        size, name = _unpack(">I4s", data, at)
        start, end = at + 8, at + 8 + size
        (check,) = _unpack(">I", data, end)
        if zlib.crc32(memoryview(data)[at + 4 : end]) != check:
            raise ValueError(f"its checksum of {name!r} is wrong")
        yield name, start, end
        if name == b"IEND":
            return
        at = end + 4
    raise CutError


def _png_parts(data: bytes) -> Iterator[FilePart]:
    header = before = control = b""
    pieces: list[tuple[int, int]] = []
    for name, start, end in _png_chunks(data):
        if name == b"IHDR":
            header = data[start + 8 : end]
        elif name in (b"PLTE", b"tRNS"):
            before += data[start - 8 : end + 4]
        elif name in (b"fcTL", b"IEND"):
            if control and pieces:
                yield _png_part(control, header, before, data, pieces)
            control, pieces = data[start:end], []
        elif name == b"IDAT":
            pieces.append((start, end))
        elif name == b"fdAT":
            pieces.append((start + 4, end))


def _png_part(control: bytes, header: bytes, before: bytes, data: bytes, pieces: list[tuple[int, int]]) -> FilePart:
    _, width, height, x, y, part, whole, left, blend = _unpack(">IIIIIHHBB", control, 0)

    def still() -> bytes:
        pixels = b"".join(data[start:end] for start, end in pieces)
        head = _png_chunk(b"IHDR", struct.pack(">II", width, height) + header)
        return SIGNATURE + head + before + _png_chunk(b"IDAT", pixels) + _png_chunk(b"IEND", b"")

    return FilePart((x, y, x + width, y + height), round(1000 * part / (whole or 100)), left, blend == 1, still)


def _png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _webp(data: bytes) -> Parted:
    if data[12:16] != b"VP8X" or not _unpack("<B", data, 20)[0] & 2:
        width, height = _webp_size(data)
        return Parted("WEBP", width, height, 1, b"", iter([_whole(data, width, height)]))
    width, height = _three(data, 24) + 1, _three(data, 27) + 1
    plays = next((_unpack("<H", data, start + 4)[0] for name, start, _ in _riff(data, 12) if name == b"ANIM"), 1)
    return Parted("WEBP", width, height, plays, b"", _webp_parts(data))


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height of a still, from the head of any of its three kinds."""
    if data[12:16] == b"VP8X":
        return _three(data, 24) + 1, _three(data, 27) + 1
    if data[12:16] == b"VP8L":
        (bits,) = _unpack("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = _unpack("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def _three(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "little")


def _riff(data: bytes, at: int) -> Iterator[tuple[bytes, int, int]]:
    """The name of each chunk, and where its content begins and ends."""
    while at < len(data):
        name, size = _unpack("<4sI", data, at)
        if at + 8 + size > len(data):
            raise CutError
        yield name, at + 8, at + 8 + size
        at += 8 + size + size % 2


def _webp_parts(data: bytes) -> Iterator[FilePart]:
    for name, start, end in _riff(data, 12):
        if name == b"ANMF":
            x, y, width, height, ms = (_three(data, start + 3 * n) for n in range(5))
            (flags,) = _unpack("<B", data, start + 15)
            box = 2 * x, 2 * y, 2 * x + width + 1, 2 * y + height + 1
            yield FilePart(box, ms, flags & 1, not flags & 2, _webp_still(data, start + 16, end, width, height))


def _webp_still(data: bytes, start: int, end: int, width: int, height: int) -> Callable[[], bytes]:
    """`width` and `height` are one less than those of the box, as in the file."""

    def still() -> bytes:
        head = b""
        if data[start : start + 4] == b"ALPH":
            sides = width.to_bytes(3, "little") + height.to_bytes(3, "little")
            head = b"VP8X" + struct.pack("<II", 10, 0x10) + sides
        content = b"WEBP" + head + data[start:end]
        return b"RIFF" + struct.pack("<I", len(content)) + content

    return still


def _unpack(form: str, data: bytes, at: int) -> tuple[Any, ...]:
    try:
        return struct.unpack_from(form, data, at)
    except struct.error:
        raise CutError from None
