"""matplotlib's Agg as a pen. The only importer of matplotlib, with `pdf`; no figure, no display.

There are two doors to what draws. The short one leads to matplotlib's compiled parts, which are all that is needed;
the usual one, by way of its backend, takes as long again to import and looks for every font of the machine. Where the
short one is shut, in some version of matplotlib or for a letter that our font has not, the usual one is taken.
Both give the same pixels.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

import matplotlib as mpl
import numpy as np
from matplotlib import _version, ft2font
from matplotlib.backends import _backend_agg
from matplotlib.path import Path as Outline

from convanim.layout.metrics import is_wide
from convanim.renderer.raster.ink import LEVELS, Image, Lettering, Sprite, Strokes
from convanim.renderer.raster.other_fonts import OtherFont, other_font

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

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
def face(bold: bool, size: float) -> FontProperties:
    """The font that matplotlib brings, at a size in px, or in points."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=FONTS / FONT_FILES[bold], size=size)


def other_face(text: str, size: float) -> FontProperties:
    """The font of letters that ours has not, at such a size."""
    from matplotlib.font_manager import FontProperties

    other = other_font(text)
    return FontProperties(fname=other.path if other else None, size=size)


class Pen:
    """matplotlib's Agg, drawing coverage: how much ink each pixel gets, in levels.

    What it draws depends on what is asked for alone, not on what was drawn before, nor on the door.
    """

    def __init__(self, doors: Sequence[Callable[[], Door]] | None = None) -> None:
        self._doors = [door() for door in doors or (ShortDoor, UsualDoor)]

    def draw(self, wanted: Lettering | Strokes) -> Sprite:
        """Draw letters or strokes, by the first door that is open."""
        *others, last = self._doors
        for door in others:
            with contextlib.suppress(*SHUT):
                return drawn(wanted, door)
        return drawn(wanted, last)


def drawn(wanted: Lettering | Strokes, door: Door) -> Sprite:
    """Letters or strokes. Raises one of SHUT where the door is."""
    with settings():
        if isinstance(wanted, Lettering):
            return _letters(wanted, door)
        return Sprite(levels_of(door.strokes(wanted)[: wanted.height, : wanted.width]))


def _letters(wanted: Lettering, door: Door) -> Sprite:
    """By the font that draw_text uses: the same pixels, and 12 µs a letter where draw_text takes 47.

    The empty letter before the words, `size` px wide, holds room for ink that reaches out to the left.
    """
    text = EM_SPACE + wanted.text
    font, flags = door.font(wanted.bold, text)
    font.set_size(wanted.size, 72)
    font.set_text(text, 0.0, flags=flags)
    font.draw_glyphs_to_bitmap(antialiased=True)
    _, tall = font.get_width_height()  # these two are in 1/64 px
    return Sprite(levels_of(np.asarray(font.get_image())), wanted.size, (tall - font.get_descent()) // 64 + 1)


class Door(Protocol):
    """A way to what draws."""

    def font(self, bold: bool, text: str) -> tuple[Any, Any]:
        """A font that has all letters of a text, and the flags with which to load them."""

    def strokes(self, wanted: Strokes) -> Image:
        """Ink, 0 to 255, of a canvas that is at least as large as what is wanted."""


SHUT = KeyError, AttributeError, TypeError, ValueError, ImportError
"""What the short door raises where it is shut."""


class ShortDoor:
    """To the compiled parts alone."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[bool, OtherFont | None], Any] = {}
        self._canvases: dict[tuple[int, int], Any] = {}

    def font(self, bold: bool, text: str) -> tuple[Any, Any]:
        """The font; KeyError where it has not all letters: which other font has, the usual door knows."""
        other = other_font(text)
        if (bold, other) not in self._fonts:
            options: dict[str, Any] = {"_kerning_factor": SETTINGS["text.kerning_factor"]}
            if SETTINGS["text.hinting_factor"] is not None:  # before matplotlib 3.11
                options["hinting_factor"] = SETTINGS["text.hinting_factor"]
            ours = os.path.realpath(FONTS / FONT_FILES[bold])
            if other:
                options["_fallback_list"] = [ft2font.FT2Font(other.path, **options)]
            self._fonts[bold, other] = ft2font.FT2Font(ours, **options)
        font = self._fonts[bold, other]
        for letter in text:
            if not font.get_char_index(ord(letter)) and not is_wide(letter):
                raise KeyError(letter)
        flags: Any = getattr(ft2font, "LoadFlags", None)  # from 3.10 on
        return font, flags.NO_HINTING if flags else cast(Any, ft2font).LOAD_NO_HINTING

    def strokes(self, wanted: Strokes) -> Image:
        """Ink by Agg itself."""
        size = room(wanted.width), room(wanted.height)
        if size not in self._canvases:
            self._canvases[size] = cast(Any, _backend_agg).RendererAgg(*size, 72)
        canvas, stroke = self._canvases[size], stroke_of(wanted)
        canvas.clear()
        for outline in outlines(wanted, size[1]):
            canvas.draw_path(stroke, outline, np.eye(3), None)
        return np.asarray(canvas)[..., 3]


class UsualDoor:
    """By way of matplotlib's backend, which is imported for it."""

    def font(self, bold: bool, text: str) -> tuple[Any, Any]:
        """The font, behind which others stand for letters that it has not."""
        from matplotlib.backends.backend_agg import get_hinting_flag
        from matplotlib.font_manager import get_font

        ours, other = FONTS / FONT_FILES[bold], other_font(text)
        return get_font([ours, other.path] if other else ours), get_hinting_flag()

    def strokes(self, wanted: Strokes) -> Image:
        """Ink by the backend's Agg."""
        from matplotlib.backends.backend_agg import RendererAgg
        from matplotlib.transforms import IdentityTransform

        canvas = RendererAgg(room(wanted.width), room(wanted.height), 72)
        gc = canvas.new_gc()
        gc.set_linewidth(wanted.thickness)
        gc.set_capstyle(cap(wanted))
        gc.set_snap(False)
        if wanted.dashes:
            gc.set_dashes(wanted.dashes[0] / 2, wanted.dashes)
            gc.set_antialiased(False)
        for outline in outlines(wanted, room(wanted.height)):
            canvas.draw_path(gc, outline, IdentityTransform())
        return np.asarray(canvas.buffer_rgba())[..., 3]


def outlines(wanted: Strokes, height: int) -> Iterator[Outline]:
    """The lines on a canvas of that height, px, whose y goes up."""
    for points in wanted.lines:
        yield Outline(np.array([(x, height - y) for x, y in points]))


def cap(wanted: Strokes) -> Literal["round", "butt"]:
    """How lines end."""
    return "round" if wanted.round_ends else "butt"


def stroke_of(wanted: Strokes) -> SimpleNamespace:
    """What Agg asks a line for, by the names that it asks for: black, opaque, not filled, nowhere cut off or moved.

    Dashes are of whole pixels: crisp, and rows that repeat make small files.
    """
    black, nothing = (0.0, 0.0, 0.0, 1.0), None
    return SimpleNamespace(
        _linewidth=float(wanted.thickness),
        _capstyle=cap(wanted),
        _joinstyle="round",
        _antialiased=int(not wanted.dashes),
        _alpha=1.0,
        _forced_alpha=False,
        _rgb=black,
        _cliprect=nothing,
        get_dashes=lambda: (wanted.dashes[0] / 2, wanted.dashes) if wanted.dashes else (0, nothing),
        get_clip_path=lambda: (nothing, nothing),
        get_snap=lambda: False,
        get_sketch_params=lambda: nothing,
        get_hatch_path=lambda: nothing,
        get_hatch_color=lambda: black,
        get_hatch_linewidth=lambda: 1.0,
    )


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
