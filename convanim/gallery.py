"""Many pictures at once, from a TOML file, and the page that shows them. Only what changed is drawn again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from convanim.errors import ConvanimError
from convanim.files import content, replacing
from convanim.formats import FORMATS
from convanim.ledger import Ledger
from convanim.manifest import Entry, Gallery, read_gallery
from convanim.page import PAGES, is_ours, require_ours

LEDGER = ".convanim-gallery.json"
"""What was drawn from what, beside the manifest; without it everything is drawn again."""

WORTH_A_PROCESS = 6
"""Pictures from which on another process pays: it takes as long to start as four take to draw."""

SUFFIXES = tuple(FORMATS.values())


class Outcome(NamedTuple):
    """What became of one picture: `drawn`, `kept`, or an `error`; when checking, `same`, `differs` or `missing`."""

    name: str
    state: str
    bytes: int = 0
    error: str = ""


def draw_gallery(manifest: Path, jobs: int | None = None) -> Iterator[Outcome]:
    """Draw the pictures that changed, each beside the manifest; one that fails does not stop the others.

    `jobs` processes draw at once, by default one a core; neither the order nor a byte depends on it.
    """
    gallery = read_gallery(manifest)
    if gallery.page:
        require_ours(manifest)
    entries = gallery.drawn()
    sizes: dict[str, int] = {}
    ledger = Ledger(manifest.parent / LEDGER)
    kept = {entry.name for entry in entries if ledger.knows(entry.name, entry.source, manifest.parent / entry.file)}
    drawn = _drawn([entry for entry in entries if entry.name not in kept], jobs)
    for entry in entries:
        path = manifest.parent / entry.file
        if entry.name in kept:
            sizes[entry.name] = path.stat().st_size
            yield Outcome(entry.name, "kept", sizes[entry.name])
            continue
        try:
            data = next(drawn)
            if isinstance(data, ConvanimError):
                raise data
            if content(path) != data:
                with replacing(path) as file:
                    file.write(data)
        except ConvanimError as error:
            yield Outcome(entry.name, "error", error=str(error))
            continue
        sizes[entry.name] = len(data)
        ledger.note(entry.name, entry.source, path)
        yield Outcome(entry.name, "drawn", len(data))
    ledger.save(entry.name for entry in entries)
    for name, page in _pages(gallery, sizes):
        if page is None:
            yield Outcome(name, "error", error="not written, for a picture on it is missing")
            continue
        path = manifest.parent / name
        same = content(path) == page
        if not same:
            with replacing(path) as file:
                file.write(page)
        yield Outcome(name, "kept" if same else "drawn", len(page))


def check_gallery(manifest: Path, jobs: int | None = None) -> Iterator[Outcome]:
    """Draw every picture anew and compare it with its file, byte by byte; name files that no picture makes."""
    gallery = read_gallery(manifest)
    entries = gallery.drawn()
    sizes: dict[str, int] = {}
    for entry, data in zip(entries, _drawn(entries, jobs), strict=True):
        if isinstance(data, ConvanimError):
            yield Outcome(entry.name, "error", error=str(data))
            continue
        sizes[entry.name] = len(data)
        yield Outcome(entry.name, _compared(manifest.parent / entry.file, data), len(data))
    for name, page in _pages(gallery, sizes):
        if page is not None:
            yield Outcome(name, _compared(manifest.parent / name, page), len(page))
    files = {entry.file for entry in entries}
    for path in sorted(manifest.parent.iterdir()):
        if path.name in PAGES and path.name not in files:
            if not gallery.page and is_ours(path.read_bytes()):
                yield Outcome(path.name, "in no manifest")
        elif path.suffix in SUFFIXES and path.name not in files:
            yield Outcome(path.stem, "in no manifest")


def _compared(path: Path, data: bytes) -> str:
    found = content(path)
    return "missing" if found is None else "same" if found == data else "differs"


def _pages(gallery: Gallery, sizes: Mapping[str, int]) -> Iterator[tuple[str, bytes | None]]:
    """Each page's name and content, from the sizes of the files in bytes; None where one of them is missing."""
    if not gallery.page:
        return
    whole = all(entry.name in sizes for entry in gallery.drawn())
    cards = [entry.card(sizes[entry.name]) for entry in gallery.entries] if whole else []
    for name, write in PAGES.items():
        yield name, write(gallery.page, cards).encode() if whole else None


def _drawn(entries: list[Entry], jobs: int | None) -> Iterator[bytes | ConvanimError]:
    """The files of some pictures, in order, each drawn in a process that loads all that draws only once."""
    jobs = min(jobs or os.cpu_count() or 1, len(entries))
    if jobs <= 1 or len(entries) < WORTH_A_PROCESS:
        yield from map(_draw, entries)
        return
    from concurrent.futures import ProcessPoolExecutor

    import convanim.gif
    import convanim.renderer  # noqa: F401  # before the processes part, so that this is paid once

    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_draw, entries)


def _draw(entry: Entry) -> bytes | ConvanimError:
    try:
        return entry.drawn()
    except ConvanimError as error:
        return error
