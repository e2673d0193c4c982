"""PNG: one picture in exact colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from convanim.encoder.base import Rectangle, Timed

if TYPE_CHECKING:
    from convanim.gif import Indices


def write_png(file: BinaryIO, frames: Iterable[Timed], palette: Indices, comment: str = "") -> None:
    """Write the one frame there is, as exact colours."""
    import imageio.v3 as iio
    from PIL.PngImagePlugin import PngInfo

    (frame,) = (palette[frame.image] for frame in frames)
    said = PngInfo()
    if comment:
        said.add_itxt("Comment", comment)
    options: Any = {"optimize": True, "pnginfo": said}
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
