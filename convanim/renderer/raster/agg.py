"""matplotlib's Agg as a pen. The only importer of matplotlib; no figure, no display."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import matplotlib as mpl
import numpy as np
from matplotlib import _version, ft2font
from matplotlib.backends import _backend_agg
from matplotlib.backends.backend_agg import RendererAgg, get_hinting_flag
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.path import Path as Outline
from matplotlib.transforms import IdentityTransform

from convanim.renderer.raster.ink import LEVELS, Image, Lettering, Sprite, Strokes

EM_SPACE = "\u2003"


FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"


FONT_FILES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
"""By whether it is bold."""


TEXT_LIBRARY = re.compile(r"(lib)?(freetype|harfbuzz|raqm|fribidi|ft2font|_backend_agg)", re.IGNORECASE)


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
    return FontProperties(fname=FONTS / FONT_FILES[bold], size=size)


class Pen:
    """matplotlib's Agg, drawing coverage: how much ink each pixel gets, in levels.

    What it draws depends on what is asked for alone, not on what was drawn before.
    """

    def __init__(self) -> None:
        self._canvases: dict[tuple[int, int], RendererAgg] = {}

    def draw(self, wanted: Lettering | Strokes) -> Sprite:
        """Draw letters or strokes."""
        return self._letters(wanted) if isinstance(wanted, Lettering) else self._strokes(wanted)

    def _letters(self, wanted: Lettering) -> Sprite:
        """By the font that draw_text uses: the same pixels, and 12 µs a letter where draw_text takes 47.

        The empty letter before the words, `size` px wide, holds room for ink that reaches out to the left.
        """
        with settings():
            font = get_font(FONTS / FONT_FILES[wanted.bold])
            font.set_size(wanted.size, 72)
            font.set_text(EM_SPACE + wanted.text, 0.0, flags=get_hinting_flag())
            font.draw_glyphs_to_bitmap(antialiased=True)
        _, tall = font.get_width_height()  # these two are in 1/64 px
        return Sprite(levels_of(np.asarray(font.get_image())), wanted.size, (tall - font.get_descent()) // 64 + 1)

    def _strokes(self, wanted: Strokes) -> Sprite:
        canvas = self._canvas(room(wanted.width), room(wanted.height))
        with settings():
            gc = canvas.new_gc()
            gc.set_linewidth(wanted.thickness)
            gc.set_capstyle("round" if wanted.round_ends else "butt")
            gc.set_snap(False)
            if wanted.dashes:
                gc.set_dashes(wanted.dashes[0] / 2, wanted.dashes)
                gc.set_antialiased(False)  # whole pixels: crisp, and rows that repeat make small files
            for points in wanted.lines:
                up = np.array([(x, canvas.height - y) for x, y in points])
                canvas.draw_path(gc, Outline(up), IdentityTransform())
        return Sprite(levels_of(np.asarray(canvas.buffer_rgba())[: wanted.height, : wanted.width, 3]))

    def _canvas(self, width: int, height: int) -> RendererAgg:
        """An empty canvas of that size, px."""
        if (width, height) not in self._canvases:
            self._canvases[width, height] = RendererAgg(width, height, 72)
        canvas = self._canvases[width, height]
        canvas.clear()
        return canvas


def room(length: int) -> int:
    """The side of the canvas, px, for a drawing of that side: a power of two, so that there are few canvases."""
    return max(64, 1 << (length - 1).bit_length())


def levels_of(alpha: Image) -> Image:
    """Ink, 0 to 255, in levels."""
    return ((alpha.astype(np.uint16) * LEVELS + 127) // 255).astype(np.uint8)


def versions() -> list[str]:
    """What draws, by name and version."""
    return [f"matplotlib {mpl.__version__}", f"FreeType {ft2font.__freetype_version__}"]


@cache
def drawing_files() -> list[Path]:
    """The files that decide the pixels: what draws them, the fonts, and libraries of letters outside matplotlib.

    Raises OSError where they are no longer those that this process has loaded: an update came between.
    """
    version = Path(str(_version.__file__))
    if repr(mpl.__version__) not in version.read_text(encoding="utf-8").replace('"', "'"):
        raise OSError("matplotlib was updated")
    modules = [Path(str(part.__file__)) for part in (mpl, _version, ft2font, _backend_agg)]
    return list(dict.fromkeys([*modules, *(FONTS / name for name in FONT_FILES.values()), *text_libraries()]))


def text_libraries() -> list[Path]:
    """Shared libraries of letters: a wheel of matplotlib holds its own, that of a distribution uses the system's."""
    maps = Path("/proc/self/maps")
    if maps.exists():
        lines = maps.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        loaded = {Path(line[line.index("/") :]) for line in lines if "/" in line}
    else:  # not Linux: any that stand where this Python's libraries are
        folders = (Path(sys.prefix) / "lib", Path(sys.prefix) / "Library" / "bin")
        loaded = {path for folder in folders if folder.is_dir() for path in folder.iterdir()}
    found = sorted(path for path in loaded if TEXT_LIBRARY.match(path.name))
    if any(path.name.endswith("(deleted)") for path in found):
        raise OSError("a library was updated")
    return found
