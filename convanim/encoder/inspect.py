"""What any picture's file holds: frames, times, colours, plays, comment. Read by Pillow."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from typing import Any, NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.limits import LIMITS, Limits
from convanim.encoder.base import EXIF_DESCRIPTION

PILLOW_FORMATS = ("GIF", "PNG", "WEBP")


LARGEST_COLOR, NO_COLOR = 0xFFFFFF, 0xFFFFFFFF


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


def read_facts(data: bytes, limits: Limits) -> Facts:
    """Decode all frames of a file's content.

    Raises ConvanimError, whose words follow the file's name, for what is no picture, is damaged or too large.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit on pixels is lower than Pillow's
            with Image.open(io.BytesIO(data), formats=PILLOW_FORMATS) as image:
                return _facts(image, limits)
    except UnidentifiedImageError:
        raise ConvanimError(f"is not a picture; use a file of {', '.join(PILLOW_FORMATS)}") from None
    except Image.DecompressionBombError:
        raise ConvanimError("has more pixels than are decoded; use a smaller picture") from None
    except ConvanimError:
        raise
    except DAMAGES as error:
        raise ConvanimError(f"is damaged ({' '.join(str(error).split()) or type(error).__name__})") from error


def _facts(image: Any, limits: Limits) -> Facts:
    import numpy as np

    width, height = image.size
    _require(width * height, "pixels", limits)
    _require_frames(getattr(image, "n_frames", 1), width * height, limits)  # counted, and none decoded for that
    seen = np.zeros(1 << 24, bool)
    before = np.full((height, width), NO_COLOR, np.uint32)
    times: list[int] = []
    animated = getattr(image, "is_animated", False)
    comment = plays = None
    while True:
        try:
            image.seek(len(times))
        except EOFError:
            break
        pixels = np.asarray(image.convert("RGB").convert("RGBX")).view(np.uint32)[..., 0] & LARGEST_COLOR
        seen[pixels[pixels != before]] = True  # most of a frame is as it was
        before = pixels
        times.append(round(image.info.get("duration", 0)))
        comment = comment or image.info.get("comment") or image.info.get("Comment") or _described(image)
        plays = _plays(image) if plays is None else plays
        _require_frames(len(times), width * height, limits)  # a header may say less than there is
    text = comment.decode("utf-8", "replace") if isinstance(comment, bytes) else str(comment or "")
    return Facts(
        image.format, width, height, len(times), tuple(times) if animated else (), int(seen.sum()), plays or 0, text
    )


def _described(image: Any) -> str | None:
    """The description in a WebP's Exif data."""
    return image.getexif().get(EXIF_DESCRIPTION) if image.format == "WEBP" else None


def _plays(image: Any) -> int:
    """How often it plays: a GIF counts repeats after the first, others count all; without a count it plays once."""
    loop = image.info.get("loop")
    if loop is None or not getattr(image, "is_animated", False):
        return 1
    return int(loop) + int(image.format == "GIF" and loop > 0)


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
