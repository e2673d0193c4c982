"""Our GIF writer, as a plugin of imageio's v3 interface.

    with iio.imopen("picture.gif", "w", plugin=GifPlugin, palette=colors) as file:
        for image, ms in frames:
            file.write_frame(image, ms)

`iio.imwrite(target, stack, plugin=GifPlugin, …)` does not pass options on; open it as above. Pictures of our own are
written by `gif_stream` itself: to load imageio would take a tenth of the time of a whole picture.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from imageio.core.request import InitializationError, IOMode, Request
from imageio.core.v3_plugin_api import PluginV3

from convanim.encoder.base import Rectangle
from convanim.encoder.delta import Indices
from convanim.encoder.gif_stream import GifStream


class GifPlugin(PluginV3):
    """Writes palette-index frames one by one. Its parameters, and what it refuses, are those of `GifStream`."""

    def __init__(
        self, request: Request, *, palette: Indices, plays: int = 0, comment: bytes = b"", see_through: bool = False
    ) -> None:
        super().__init__(request)
        if request.mode.io_mode is not IOMode.write:
            raise InitializationError("this plugin writes; read GIFs with plugin='pillow'")
        self._stream = GifStream(request.get_file(), palette, plays, comment, see_through)

    def write(self, ndimage: Any, *, duration: int | list[int] = 500) -> bytes | None:
        """Write a stack of frames (n, height, width), or one, each shown for `duration` ms (or a list of them)."""
        stack = np.asarray(ndimage)
        stack = stack[np.newaxis] if stack.ndim == 2 else stack
        durations = [duration] * len(stack) if isinstance(duration, int) else list(duration)
        if len(durations) != len(stack):
            raise ValueError(f"{len(stack)} frames need as many durations, not {len(durations)}")
        for image, ms in zip(stack, durations, strict=True):
            self.write_frame(image, ms)
        self.finish()
        file = self.request.get_file()
        return file.getvalue() if isinstance(file, io.BytesIO) and self.request.raw_uri == "<bytes>" else None

    def write_frame(self, image: Indices, ms: int, boxes: Sequence[Rectangle] | None = None) -> None:
        """Write one frame, as `GifStream.write_frame` does."""
        self._stream.write_frame(image, ms, boxes)

    def finish(self) -> None:
        """Write the end of the file; call it after the last frame."""
        self._stream.finish()

    def close(self) -> None:
        """End what compresses, and let go of the file."""
        if hasattr(self, "_stream"):  # imageio closes what it could not open, too
            self._stream.close()
        super().close()
