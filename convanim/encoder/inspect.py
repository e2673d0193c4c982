"""What any picture's file holds: frames, times, colours, plays, comment. Decoded by Pillow."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.limits import LIMITS, Limits
from convanim.encoder.base import EXIF_DESCRIPTION, Rectangle
from convanim.encoder.parts import FilePart, Parted, parted

if TYPE_CHECKING:
    from PIL import Image

PILLOW_FORMATS = ("GIF", "PNG", "WEBP")


LARGEST_COLOR = 0xFFFFFF


DECODED_PIXELS = 200_000_000
"""Pixels of frames' boxes that are decoded to count colours, a second or two; 25 frames of ours have 4,000,000."""


DAMAGES = (
    OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, OverflowError, struct.error,
    zlib.error,
)  # fmt: skip
"""What Pillow raises for files that are damaged."""


class Facts(NamedTuple):
    """What was found in a file; `times` in ms, one for each frame of an animation; `plays` 0 is forever."""

    format: str
    width: int
    height: int
    frames: int
    times: tuple[int, ...]
    colors: int
    plays: int
    comment: str
    decoded: int
    """Frames whose colours were counted."""


def read_facts(data: bytes, limits: Limits) -> Facts:
    """What is in a file's content: frames are counted before one is decoded, and of each only its box is decoded.

    Raises ConvanimError, whose words follow the file's name, for what is no picture, is damaged or too large.
    """
    with sound():
        file = parted(data)
        if file is None:
            raise ConvanimError(f"is not a picture; use a file of {', '.join(PILLOW_FORMATS)}")
        page = file.width * file.height
        _require(page, "pixels", limits)
        parts: list[FilePart] = []
        for part in file.parts:
            parts.append(part)
            _require_part(part, file, limits)
            _require_frames(len(parts), page, limits)
        if not parts:
            raise ValueError("it has no frame")
        colors, decoded = _colors(parts)
        times = tuple(part.ms for part in parts) if len(parts) > 1 else ()
        plays = file.plays if times else 1
        return Facts(
            file.format, file.width, file.height, len(parts), times, colors, plays, _comment(data, file), decoded
        )


@contextmanager
def sound() -> Iterator[None]:
    """Say of what a file turns out to be that it is damaged, or too large. Raises ConvanimError."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit on pixels is lower than Pillow's
            yield
    except Image.DecompressionBombError:
        raise ConvanimError("has more pixels than are decoded; use a smaller picture") from None
    except ConvanimError:
        raise
    except DAMAGES as error:
        raise ConvanimError(f"is damaged ({' '.join(str(error).split()) or type(error).__name__})") from error


def decoded_part(part: FilePart, mode: str | None = None) -> Image.Image:
    """A frame's box, alone. Raises one of `DAMAGES`."""
    from PIL import Image

    left, top, right, bottom = part.box
    with Image.open(io.BytesIO(part.still()), formats=PILLOW_FORMATS) as image:
        if image.size != (right - left, bottom - top):
            raise ValueError("a frame is not as large as it says")
        image.load()
        return image.convert(mode) if mode else image


def _colors(parts: list[FilePart]) -> tuple[int, int]:
    """How many colours the frames hold, and how many frames were looked at for that."""
    import numpy as np

    seen = np.zeros(1 << 24, bool)
    left = DECODED_PIXELS
    for number, part in enumerate(parts):
        left -= area(part.box)
        if left < 0 and number:
            return int(seen.sum()), number
        image = decoded_part(part)
        if image.mode == "P" and not isinstance(image.info.get("transparency"), bytes):
            used = np.flatnonzero(image.histogram()[:256])
            table = np.array(image.getpalette("RGB"), np.uint32).reshape(-1, 3)
            used = used[(used != image.info.get("transparency", -1)) & (used < len(table))]
            seen[table[used] @ np.array([1, 1 << 8, 1 << 16], np.uint32)] = True
        else:
            pixels = np.asarray(image.convert("RGBA")).view(np.uint32)[..., 0]
            seen[pixels[pixels > LARGEST_COLOR] & LARGEST_COLOR] = True
    return int(seen.sum()), len(parts)


def area(box: Rectangle) -> int:
    """Pixels of a box."""
    left, top, right, bottom = box
    return (right - left) * (bottom - top)


def _comment(data: bytes, file: Parted) -> str:
    """The comment: a GIF's, a PNG's text of that name, or the description in a WebP's Exif data."""
    from PIL import Image

    comment: Any = file.comment
    if file.format != "GIF":
        with Image.open(io.BytesIO(data), formats=PILLOW_FORMATS) as image:  # only what stands before the pixels
            described = image.getexif().get(EXIF_DESCRIPTION) if file.format == "WEBP" else None
            if isinstance(described, str):  # read as Latin-1, whatever it is
                described = described.encode("latin-1", "replace")
            comment = image.info.get("comment") or image.info.get("Comment") or described
    return comment.decode("utf-8", "replace") if isinstance(comment, bytes) else str(comment or "")


def _require_part(part: FilePart, file: Parted, limits: Limits) -> None:
    """Refuse a frame that reaches out of its page: it would be larger than what was counted."""
    left, top, right, bottom = part.box
    if not (left < right <= file.width and top < bottom <= file.height):
        raise ValueError("a frame reaches out of the page")
    _require(area(part.box), "pixels", limits)


def _require_frames(frames: int, pixels: int, limits: Limits) -> None:
    _require(frames, "frames", limits)
    _require(frames * pixels, "work", limits)


def _require(amount: int, name: str, limits: Limits) -> None:
    if amount > limits[name]:
        limit = LIMITS[name]
        raise ConvanimError(
            f"has more {limit.unit} than the {limits[name]:,} that are decoded",
            way=("use ", Setting(limit.key), " with a larger number"),
        )
