"""What stands before a GIF's first frame: its size, its colours, how often it plays, its comment."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convanim.encoder.delta import Indices

COLORS_AT = 13
"""Where the colours begin: behind the signature and the size."""

REPEATS = b"!\xff\x0bNETSCAPE2.0\x03\x01"
"""What stands before the number of repeats, which two bytes and a zero hold."""

COMMENT = b"!\xfe"


def color_bits(palette: Indices, see_through: bool = False) -> int:
    """Bits of an index: one more colour stands for transparency, unless one of them does."""
    return max(2, (len(palette) - see_through).bit_length())


def gif_head(shape: tuple[int, ...], palette: Indices, bits: int, plays: int, comment: bytes) -> bytes:
    """The head of a GIF: (height, width), RGB colours (n, 3), bits of an index, plays (0 is forever), comment."""
    height, width = shape
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF0 | (bits - 1), 0, 0) + _table(palette, bits)
    if plays != 1:  # the field counts repeats after the first; a file without it plays once
        head += REPEATS + struct.pack("<HB", max(plays - 1, 0), 0)
    return head + _comment(comment)


def repaint_gif(old: bytes, palette: Indices, comment: str) -> bytes | None:
    """One of our GIFs with other colours, RGB (n, 3), and another comment; None where its table has another size."""
    bits = color_bits(palette)
    table = _table(palette, bits)
    if old[10] != 0xF0 | (bits - 1):
        return None
    rest = at = COLORS_AT + len(table)
    if old.startswith(REPEATS, at):
        at = rest = at + len(REPEATS) + 3
    if old.startswith(COMMENT, at):
        rest = at + len(COMMENT)
        while old[rest]:
            rest += 1 + old[rest]
        rest += 1
    return b"".join(
        [old[:COLORS_AT], table, old[COLORS_AT + len(table) : at], _comment(comment.encode()), old[rest:]]
    )


def _table(palette: Indices, bits: int) -> bytes:
    return palette.tobytes().ljust(3 << bits, b"\0")


def _comment(comment: bytes) -> bytes:
    """In pieces of 255 bytes; nothing where there is none."""
    if not comment:
        return b""
    pieces = (comment[start : start + 255] for start in range(0, len(comment), 255))
    return COMMENT + b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\0"
