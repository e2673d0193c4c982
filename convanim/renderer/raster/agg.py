"""matplotlib's Agg as a pen. The only importer of matplotlib; no figure, no display."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import RendererAgg, get_hinting_flag
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.path import Path as Outline
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

Image = NDArray[np.uint8]


LEVELS = 7
"""Steps of ink from none (level 0) to full (level 7)."""


EM_SPACE = "\u2003"


FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"


rc: Any = mpl.rcParams


# What a user's matplotlibrc could change in what is drawn here; these hold while we draw.
SETTINGS: dict[str, Any] = {
    name: cast(Any, mpl.rcParamsDefault)[name]
    for name in (
        "text.hinting_factor",
        "text.kerning_factor",
        "text.antialiased",
        "text.usetex",
        "path.snap",
        "path.simplify",
        "path.sketch",
        "path.effects",
        "agg.path.chunksize",
    )
}


SETTINGS["text.hinting"] = "no_hinting"  # hinted words differ from the advances of metrics.py by up to 2 %


@contextlib.contextmanager
def settings() -> Iterator[None]:
    """Our settings of matplotlib, and the user's again afterwards.

    Only those that differ are touched: rc_context costs 0.8 ms a time, setting all of them 0.1, this 0.02.
    """
    users = {name: rc[name] for name, ours in SETTINGS.items() if rc[name] != ours}
    rc.update({name: SETTINGS[name] for name in users})
    try:
        yield
    finally:
        rc.update(users)


@cache
def face(bold: bool, size: int) -> FontProperties:
    """The font that matplotlib brings, at a size in px."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=FONTS / name, size=size)


class Pen:
    """matplotlib's Agg, drawing coverage: how much ink each pixel gets, in levels."""

    def __init__(self) -> None:
        self._canvas = RendererAgg(64, 64, 72)

    def drawn(self, width: int, height: int, draw: Callable[[RendererAgg], None]) -> Image:
        """Levels (height, width) of what `draw` leaves on an empty canvas."""
        if width > self._canvas.width or height > self._canvas.height:
            self._canvas = RendererAgg(max(width, int(self._canvas.width)), max(height, int(self._canvas.height)), 72)
        self._canvas.clear()
        with settings():
            draw(self._canvas)
        return levels_of(np.asarray(self._canvas.buffer_rgba())[:height, :width, 3])

    def text(self, text: str, size: int, bold: bool = False) -> tuple[Image, int, int]:
        """Levels of a text, and where its origin (left end of the baseline) lies in them: column, row.

        By the font that draw_text uses: the same pixels, and 12 µs a letter where draw_text takes 47. The empty
        letter before the words, `size` px wide, holds room for ink that reaches out to the left.
        """
        with settings():
            font = get_font(FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"))
            font.set_size(size, 72)
            font.set_text(EM_SPACE + text, 0.0, flags=get_hinting_flag())
            font.draw_glyphs_to_bitmap(antialiased=True)
        _, tall = font.get_width_height()  # these two are in 1/64 px
        return levels_of(np.asarray(font.get_image())), size, (tall - font.get_descent()) // 64 + 1

    def strokes(
        self, width: int, height: int, lines: list[list[tuple[float, float]]], thickness: float,
        dashes: tuple[float, float] | None = None, round_ends: bool = False,
    ) -> Image:  # fmt: skip
        """Levels of some polylines; points are (x, y) px from the top left corner."""

        def draw(canvas: RendererAgg) -> None:
            gc = canvas.new_gc()
            gc.set_linewidth(thickness)
            gc.set_capstyle("round" if round_ends else "butt")
            gc.set_snap(False)
            if dashes:
                gc.set_dashes(dashes[0] / 2, dashes)
                gc.set_antialiased(False)  # whole pixels: crisp, and rows that repeat make small files
            for points in lines:
                up = np.array([(x, canvas.height - y) for x, y in points])
                canvas.draw_path(gc, Outline(up), IdentityTransform())

        return self.drawn(width, height, draw)


def levels_of(alpha: Image) -> Image:
    """Ink, 0 to 255, in levels."""
    return ((alpha.astype(np.uint16) * LEVELS + 127) // 255).astype(np.uint8)
