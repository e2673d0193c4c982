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

    (frame,) = (palette[frame.image] for frame in frames)
    options: Any = {"optimize": True}
    iio.imwrite(file, frame, extension=".png", plugin="pillow", **options)


def read_png(file: BinaryIO, palette: Indices, boxes: Sequence[Rectangle]) -> Iterator[tuple[Indices, None]]:
    """The frame's indices; its box is all of it. Raises ValueError for a colour that the palette has not."""
    import numpy as np
    from PIL import Image

    places = 1 << np.arange(0, 8 * palette.shape[1], 8, dtype=np.uint32)
    with Image.open(file) as image:
        colors = np.asarray(image.convert("RGBA" if palette.shape[1] == 4 else "RGB")) @ places
    known = palette @ places
    order = np.argsort(known)
    found = np.searchsorted(known, colors, sorter=order).clip(max=len(known) - 1)
    if not np.array_equal(known[order[found]], colors):
        raise ValueError("a colour is not in the palette")
    yield order[found].astype(np.min_scalar_type(len(known) - 1)), None
