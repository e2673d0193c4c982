"""The font of letters that ours has not: of East Asia, found among the fonts of the machine.

All its signs are as wide as high, so that a layout needs no font; a font in which they are not is not taken.
"""

from __future__ import annotations

import os
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from convanim.core.errors import ConvanimError
from convanim.core.files import file_with
from convanim.layout.metrics import is_wide

STEMS = (
    "wqy-zenhei", "wqy-microhei", "droidsansfallbackfull", "droidsansfallback", "msyh", "simhei", "simsun",
    "notosanssc-regular", "notosanscjk-regular", "notosanscjksc-regular", "sourcehansanssc-regular",
    "sourcehansanscn-regular", "hiragino sans gb", "stheiti medium", "stheiti light", "songti", "arial unicode",
    "notosansjp-regular", "notosanskr-regular", "msgothic", "meiryo", "malgun",
)  # fmt: skip
"""Names of files of fonts that have such letters, the first that is there is taken: those with outlines that a PDF
can hold before others."""

FONT_SUFFIXES = (".ttf", ".ttc", ".otf", ".otc")

WIDE_SIGN = "中"
"""A sign that every such font has."""


class OtherFont(NamedTuple):
    """A file of a font, as it is now."""

    path: str
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path) -> OtherFont:
        """The font in a file. Raises OSError where it is gone."""
        facts = path.stat()
        return cls(str(path), facts.st_size, facts.st_mtime_ns)


def other_font(text: str) -> OtherFont | None:
    """The font of the letters of a text that ours has not; None where there are none.

    Raises ConvanimError where there is no such font.
    """
    letters = "".join(letter for letter in text if is_wide(letter))
    found = found_font() if letters else None
    if found is not None:
        lacking = next((letter for letter in letters if not _font(found.path).get_char_index(ord(letter))), "")
        if lacking:
            raise ConvanimError(f"the font {found.path} has no letter {lacking}", way=("use ", file_with(".svg")))
        return found
    if letters:
        named = "install one, such as WenQuanYi Zen Hei (on Debian and Ubuntu the package fonts-wqy-zenhei), or use "
        way = (named, file_with(".svg"), ", for which readers have fonts")
        raise ConvanimError(f"no font that is known here has the letter {letters[0]}", way=way)
    return None


@lru_cache(maxsize=4)
def _font(path: str) -> Any:
    from matplotlib import ft2font

    return ft2font.FT2Font(path)


@lru_cache(maxsize=1)
def found_font() -> OtherFont | None:
    """The first of the well-known fonts that is installed and can be used."""
    from matplotlib.font_manager import findSystemFonts

    places = {stem: len(STEMS) - rank for rank, stem in enumerate(STEMS)}
    files = [Path(name) for name in findSystemFonts()]
    known = [path for path in files if path.stem.lower() in places and path.suffix.lower() in FONT_SUFFIXES]
    for path in sorted(set(known), key=lambda path: (-places[path.stem.lower()], str(path))):
        if _has_wide_signs(path):
            return OtherFont.of(path)
    return None


def _has_wide_signs(path: Path) -> bool:
    """Whether a font can be read, and its signs are as wide as high."""
    try:
        font = _font(os.fspath(path))
        if not font.get_char_index(ord(WIDE_SIGN)):
            return False
        font.set_size(100, 72)
        glyph = font.load_char(ord(WIDE_SIGN))
    except (RuntimeError, OSError, ValueError):
        return False
    return bool(abs(glyph.linearHoriAdvance / 65536 - 100) < 1)


def runs_of(text: str) -> list[tuple[str, bool]]:
    """A text in parts, each with whether its letters are of another font than ours.

    >>> runs_of("步幅 2")
    [('步幅', True), (' 2', False)]
    """
    return [("".join(part), wide) for wide, part in groupby(text, key=is_wide)]
