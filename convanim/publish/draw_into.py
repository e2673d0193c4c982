"""A picture's file in a folder: kept where it is what would be drawn, else drawn."""

from __future__ import annotations

from pathlib import Path

from convanim.core.files import content, inside, replacing
from convanim.publish.build_cache import BuildCache, source_of
from convanim.publish.drawn import draw_file
from convanim.publish.page_files import PictureFile


def draw_into(folder: Path, shown: PictureFile, cache: BuildCache) -> tuple[str, int]:
    """Whether a file was `kept` or `drawn`, and its bytes. One of the same pixels is painted anew.

    Raises ConvanimError for what cannot be drawn, or not be written.
    """
    name, source = shown.file, source_of(shown.recipe)
    found = found_in(folder, name)
    if found and cache.knows(name, source, found):
        return "kept", len(found)
    old = cache.same_pixels(name, source, found) if found else None
    drawn = draw_file(shown.recipe, Path(name).suffix, old)
    if found != drawn.data:
        with replacing(folder / name) as file:
            file.write(drawn.data)
    cache.note(name, source, drawn)
    return "drawn", len(drawn.data)


def found_in(folder: Path, name: str) -> bytes | None:
    """What is in a picture's file; no link is followed that leads out of its folder."""
    inside(folder, name, f"the file of '{name}'")
    return content(folder / name)
