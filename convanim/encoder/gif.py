"""GIF, by our own plugin; read by Pillow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from convanim.encoder.base import Playing, ShownFrame, Timed

if TYPE_CHECKING:
    from convanim.encoder.delta import Indices


def write_gif(file: BinaryIO, frames: Iterable[Timed], palette: Indices, playing: Playing) -> None:
    """Write a GIF; a palette with alpha has a see-through colour 0 and opaque others."""
    import imageio.v3 as iio

    from convanim.encoder.gif_plugin import GifPlugin

    options: Any = {"palette": palette[:, :3], "see_through": palette.shape[1] == 4}
    options |= {"plays": playing.plays, "comment": playing.comment.encode()}
    plugin: Any = iio.imopen(file, "w", plugin=GifPlugin, **options)
    with plugin as gif:
        for frame in frames:
            gif.write_frame(frame.image, frame.ms, frame.boxes)
        gif.finish()


def read_gif(file: BinaryIO, palette: Indices, shown: Sequence[ShownFrame] = ()) -> Iterator[tuple[Indices, int]]:
    """Each frame's indices and ms, by Pillow's decoder, which shares nothing with our writer but LZW.

    Outside the part of the file that a frame is in, it equals the last one, so that part and its box are enough.

    Raises ValueError where the file's colour table is not the palette.
    """
    import numpy as np
    from PIL import GifImagePlugin

    before = GifImagePlugin.LOADING_STRATEGY
    try:
        # Indices: comparing them costs a tenth of comparing the RGB that Pillow turns frames into by default.
        GifImagePlugin.LOADING_STRATEGY = GifImagePlugin.LoadingStrategy.RGB_AFTER_DIFFERENT_PALETTE_ONLY
        with GifImagePlugin.GifImageFile(file) as image:
            colors = palette[:, :3].ravel()
            table = np.array(image.getpalette() or [], np.uint8)[: colors.size]
            if image.mode != "P" or not np.array_equal(table, colors):
                raise ValueError("the colour table is not the palette")
            for number in range(image.n_frames):
                image.seek(number)
                extents = image.tile[0].extents if image.tile else None
                left, top, right, bottom = shown[number].box if number < len(shown) else (0, 0, *image.size)
                if extents:
                    left, top = min(left, extents[0]), min(top, extents[1])
                    right, bottom = max(right, extents[2]), max(bottom, extents[3])
                yield np.asarray(image.crop((left, top, right, bottom))), int(image.info["duration"])
    finally:
        GifImagePlugin.LOADING_STRATEGY = before
