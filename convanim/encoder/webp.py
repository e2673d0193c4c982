"""WebP, lossless, written and read by Pillow; libwebp joins frames that are equal, and we take them apart again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from convanim.encoder.base import EXIF_DESCRIPTION, Playing, ShownFrame, Timed

if TYPE_CHECKING:
    from PIL import Image

    from convanim.encoder.base import Pixels
    from convanim.encoder.delta import Indices


def write_webp(file: BinaryIO, frames: Iterable[Timed], palette: Indices, playing: Playing) -> None:
    """Write a WebP: frames are drawn when Pillow asks for them, so that memory does not know how many there are."""
    from PIL import Image

    exif = Image.Exif()
    exif[EXIF_DESCRIPTION] = playing.comment.encode()  # as text, Pillow would write what is not ASCII as a ?
    options: dict[str, Any] = {"exif": exif.tobytes()} if playing.comment else {}
    times: list[int] = []  # Pillow reads a frame's time after its pixels
    picture = _drawn_on_demand(frames, sum(1 for _ in playing.times()), palette, times)
    picture.save(
        file,
        "WEBP",
        save_all=True,
        lossless=True,
        quality=70,
        method=4,
        duration=times,
        loop=playing.plays,
        **options,
    )


def _drawn_on_demand(frames: Iterable[Timed], count: int, palette: Indices, times: list[int]) -> Image.Image:
    """A picture of many frames for Pillow, each drawn when Pillow goes to it; its time is added to `times`."""
    from PIL import Image

    class Drawn(Image.Image):
        def __init__(self) -> None:
            super().__init__()
            self.n_frames = count
            self._stream = iter(frames)
            self._number = -1
            self.seek(0)

        def seek(self, frame: int) -> None:
            while self._number < frame:
                timed = next(self._stream)
                times.append(timed.ms)
                image = Image.fromarray(palette[timed.image])
                self.im, self._mode, self._size = image.im, image.mode, image.size
                self._number += 1

        def tell(self) -> int:
            return max(self._number, 0)

    return Drawn()


def read_webp(file: BinaryIO, palette: Indices, shown: Sequence[ShownFrame]) -> Iterator[tuple[Pixels, int | None]]:
    """Each frame's colours and ms (None for a still), by Pillow. Raises ValueError where the total time is wrong."""
    import numpy as np
    from PIL import Image

    mode = "RGBA" if palette.shape[1] == 4 else "RGB"
    with Image.open(file) as image:
        number, left, last = 0, 0, None
        for wanted in shown:
            if not left:
                if number == getattr(image, "n_frames", 1):
                    raise ValueError("it ends too early")
                image.seek(number)
                last, left, number = np.array(image.convert(mode)), int(image.info.get("duration", 0)), number + 1
                if mode == "RGBA":
                    last[last[..., 3] == 0] = palette[0]  # libwebp does not keep the colour of what cannot be seen
            if last is not None:
                yield last, min(left, wanted.ms) if left else None
            left = max(0, left - wanted.ms)
        if left or number != getattr(image, "n_frames", 1):
            raise ValueError("it lasts longer than it should")
