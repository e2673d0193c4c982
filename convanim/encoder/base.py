"""What an encoder is, what it is given, and how beats become milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from convanim.core.limits import BEAT_MS, LONGEST_MS, SHORTEST_MS, STEP_MS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from convanim.encoder.delta import Indices

    Pixels = NDArray[np.uint8]

EXIF_DESCRIPTION = 0x010E
"""The Exif tag of a picture's description, which holds the comment of a WebP."""

Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom, px, the last two outside."""


class Timed(NamedTuple):
    """One frame for an encoder: indices, ms, and boxes outside which it equals the last one.

    The next frame is drawn into the same array: an encoder copies what it keeps.
    """

    image: Indices
    ms: int
    boxes: Sequence[Rectangle] | None = None


class ShownFrame(NamedTuple):
    """What a reader is told of a frame: how long it is shown, and the box around what it changes."""

    ms: int
    box: Rectangle


class Playing(NamedTuple):
    """How often a file plays, how long its frames are shown, and the comment that is kept in it."""

    comment: str = ""
    plays: int = 0
    """How often it plays; 0 is forever."""
    times: Callable[[], Iterable[int]] = tuple
    """All frames' ms, for formats that must know them before the first frame."""


def nothing_needed() -> None:
    """Refuse nothing: what the format needs comes with convanim."""


class Encoder(NamedTuple):
    """A file format: how it is written, and read back."""

    name: str
    write: Callable[[BinaryIO, Iterable[Timed], Indices, Playing], None]
    read: Callable[[BinaryIO, Indices, Sequence[ShownFrame]], Iterator[tuple[Pixels, int | None]]]
    """Frames and their ms (None where the file has no time): palette indices in the boxes given (a frame that
    reaches out of its box in a larger one) if `indexed`, else the colours of all pixels, as wide as the palette's."""
    good_for: str = ""
    """What it is good for, in the README."""
    indexed: bool = True
    """Whether it keeps palette indices, or colours only."""
    appends: bool = False
    """Whether a file is written from its beginning to its end, so that it can be read while it grows."""
    tolerance: int = 0
    """How far, of 255, the mean colour of a block may be from what was drawn; 0 where every pixel is exact."""
    video_only: bool = False
    """Whether it is for video only: no stills, no see-through page, and the player decides how often it plays."""
    repaint: Callable[[bytes, Indices, str], bytes | None] | None = None
    """From one of our files, another opaque palette of as many colours, and another comment to the file that would be
    written with them; None where there are not as many. Only for formats that keep the palette as it is."""
    require: Callable[[], object] = nothing_needed
    """Raises OutputError, with what to install, where the format cannot be written here."""


class Clock:
    """Beats to milliseconds, frame after frame, in whole units of 10 ms whose sum stays right; the last is held.

    >>> clock = Clock(count=3, hold_ms=500)
    >>> [clock.ms(1 / 15) for _ in range(3)]
    [30, 40, 500]
    """

    def __init__(self, count: int, hold_ms: float) -> None:
        self._left, self._hold_ms = count, hold_ms
        self._exact = self._given = 0.0

    def ms(self, beats: float) -> int:
        """How long the next frame is shown."""
        self._left -= 1
        wanted = beats * BEAT_MS
        if self._left == 0:
            wanted = max(wanted, self._hold_ms)
        self._exact += wanted
        rounded = round((self._exact - self._given) / STEP_MS) * STEP_MS
        given = min(LONGEST_MS, max(SHORTEST_MS, rounded))
        self._given += given
        return given
