"""What matplotlib drew, kept on disk; it is loaded only for what was never drawn before.

Sprites have no colour, so they serve every theme. A file of them belongs to one installation: to this code, and to
the libraries and fonts that drew. It is read once for a picture, and written once when something was new. It may be
missing, damaged, old or another's at any time: what it does not hold is drawn.
"""

from __future__ import annotations

import os
import sys
import zlib
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.core.cache_folder import LARGEST_SPRITE_FILE, forget_oldest, sprite_file
from convanim.core.errors import ConvanimError
from convanim.core.files import read_file, replacing
from convanim.renderer.raster.ink import Lettering, Sprite, Strokes
from convanim.renderer.raster.other_fonts import other_font
from convanim.renderer.raster.sprite_pages import SpritePages, body_of, name_of, packed

if TYPE_CHECKING:
    from convanim.renderer.raster.agg import Pen

OUR_SOURCES = ("agg.py", "ink.py", "other_fonts.py", "sprite_pages.py", "sprites.py")
"""Our code that decides what is drawn and how it is kept."""


def _code() -> int | None:
    """A checksum of that code; None for a package without its sources."""
    try:
        return zlib.crc32(b"".join(Path(__file__).with_name(name).read_bytes() for name in OUR_SOURCES))
    except OSError:
        return None


CODE = _code()
"""When it was loaded: an update may come while a notebook runs."""


class Sprites:
    """Draws letters and strokes, each once. With a folder it looks there first; `keep` adds what was new."""

    def __init__(self, folder: Path | None = None) -> None:
        self._installation = installation() if folder else None
        self._path = None
        if folder and self._installation:
            self._path = sprite_file(folder, zlib.crc32(self._installation))
        self._pages = self._read()
        self._known: dict[bytes, Sprite] = {}
        self._new: set[bytes] = set()
        self._pen: Pen | None = None

    def of(self, wanted: Lettering | Strokes) -> Sprite:
        """Its levels. The array is shared: it cannot be written to."""
        key = key_of(wanted)
        if key not in self._known:
            sprite = self._pages.find(key) if self._pages else None
            if sprite is None:
                sprite = self._draw(wanted)
                self._new.add(key)
            sprite.levels.setflags(write=False)
            self._known[key] = sprite
        return self._known[key]

    def _draw(self, wanted: Lettering | Strokes) -> Sprite:
        if self._pen is None:
            from convanim.renderer.raster.agg import Pen

            self._pen = Pen()
        return self._pen.draw(wanted)

    def keep(self) -> None:
        """Write what was new, and what was used as the newest; without a place to write to, do nothing."""
        if not self._new or self._path is None or self._installation is None:
            return
        from convanim.renderer.raster.agg import drawing_files, versions

        with suppress(OSError, ConvanimError):
            stamp = stamp_of(self._installation, versions(), drawing_files())
            now = self._read()  # again: other runs may have written since
            bodies = dict(now.bodies()) if now and now.stamp == stamp else {}
            for key, sprite in self._known.items():
                bodies.pop(name_of(key), None)
                body = body_of(key, sprite)
                if body:
                    bodies[name_of(key)] = body
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(self._path) as file:
                file.write(packed(stamp, bodies, LARGEST_SPRITE_FILE))
            self._new.clear()
            forget_oldest(self._path.parent, self._path)

    def _read(self) -> SpritePages | None:
        """What is on disk, if what drew it is what would draw now."""
        if self._path is None or self._installation is None:
            return None
        with suppress(OSError, ValueError, IndexError):
            pages = SpritePages(read_file(self._path, LARGEST_SPRITE_FILE))
            return pages if is_current(pages.stamp, self._installation) else None
        return None


def key_of(wanted: Lettering | Strokes) -> bytes:
    """What tells it from all others: what is wanted, and the other font than ours that draws it, where one does."""
    key = repr(wanted)
    if isinstance(wanted, Lettering) and (other := other_font(wanted.text)):
        key += repr(other)
    return key.encode(errors="backslashreplace")


def installation() -> bytes | None:
    """What tells this installation from others, without importing what draws; None where that cannot be known."""
    try:
        found = find_spec("matplotlib")
    except ValueError:  # something else goes by that name
        return None
    if CODE is None or found is None or not found.origin:
        return None
    parts = (CODE, sys.implementation.cache_tag, os.environ.get("FREETYPE_PROPERTIES", ""), found.origin)
    return repr(parts).encode(errors="backslashreplace")


def stamp_of(installation: bytes, versions: list[str], files: list[Path]) -> bytes:
    """What drew: a line for the installation, one for each version, one for each file. Raises OSError."""
    lines = [_file_line(os.fsencode(path)) for path in files]
    return b"\n".join([installation, "; ".join(versions).encode(), *lines])


def is_current(stamp: bytes, installation: bytes) -> bool:
    """Whether a stamp is of this installation, and its files are still as they were.

    Raises OSError for files that are gone, ValueError or IndexError for a stamp of another shape.
    """
    known, _, *lines = stamp.split(b"\n")
    return known == installation and all(line == _file_line(line.split(b" ", 2)[2]) for line in lines)


def _file_line(path: bytes) -> bytes:
    facts = os.stat(path)  # noqa: PTH116  # it is bytes, and asked for each file in each run
    return b"%d %d %s" % (facts.st_size, facts.st_mtime_ns, path)
