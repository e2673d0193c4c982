"""Many pictures at once, from a TOML file, and the page that shows them. Only what changed is drawn again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from convanim.core.errors import ByPlace, ConvanimError, OutputError
from convanim.core.files import content, inside, replacing
from convanim.core.limits import DEFAULTS, Limits
from convanim.core.signals import ENDING_SIGNALS, end_on_signals, signals_owner
from convanim.publish.build_cache import BuildCache, Source, source_of
from convanim.publish.drawn import Drawn
from convanim.publish.gallery.manifest import Entry, Gallery, read_gallery
from convanim.publish.gallery.pages import PAGES, is_ours, require_ours
from convanim.publish.page_files import Known, PageFacts
from convanim.recipe.formats import FORMATS
from convanim.recipe.wording import table_wording

GALLERY_CACHE = ".convanim-gallery.json"
"""What was drawn from what, beside the manifest; without it everything is drawn again."""


WORTH_A_PROCESS = 6
"""Pictures from which on another process pays: it takes as long to start as four take to draw."""


ONE_JOB = ByPlace("--jobs 1", "jobs=1", "--jobs 1")


SUFFIXES = tuple(FORMATS.values())


class Outcome(NamedTuple):
    """What became of one picture: `drawn`, `kept`, or an `error`; when checking, `same`, `differs` or `missing`."""

    name: str
    state: str
    bytes: int = 0
    error: str = ""


def draw_gallery(manifest: Path, jobs: int | None = None, limits: Limits = DEFAULTS) -> Iterator[Outcome]:
    """Draw the pictures that changed, each beside the manifest; one that fails does not stop the others.

    `jobs` processes draw at once, by default one a core; neither the order nor a byte depends on it.
    """
    gallery, folder = read_gallery(manifest, limits), manifest.parent
    if gallery.page:
        require_ours(manifest)
    ledger = BuildCache(folder / GALLERY_CACHE)
    sizes: dict[str, int] = {}
    for outcome in _pictures(gallery.drawn(), folder, ledger, jobs):
        if outcome.state != "error":
            sizes[outcome.name] = outcome.bytes
        yield outcome
    try:
        inside(folder, GALLERY_CACHE, GALLERY_CACHE)
        ledger.save()
    except ConvanimError as error:
        yield Outcome(GALLERY_CACHE, "error", error=str(error))
    for name, page in _pages(gallery, sizes, ledger.facts):
        try:
            if page is None:
                raise OutputError("not written, for a picture on it is missing")
            yield Outcome(name, "drawn" if _write(folder, name, page) else "kept", len(page))
        except ConvanimError as error:
            yield Outcome(name, "error", error=str(error))


class Task(NamedTuple):
    """A picture to draw, what from, and its old file where nothing but its colours has changed."""

    entry: Entry
    source: Source | None = None
    old: Drawn | None = None


def _pictures(entries: list[Entry], folder: Path, ledger: BuildCache, jobs: int | None) -> Iterator[Outcome]:
    """Draw those that changed, and note it."""
    kept: dict[str, int] = {}
    tasks = [task for entry in entries if (task := _task(entry, folder, ledger, kept))]
    drawn = _drawn(tasks, jobs)
    sources = {task.entry.name: task.source for task in tasks}
    for entry in entries:
        if entry.name in kept:
            yield Outcome(entry.name, "kept", kept[entry.name])
            continue
        try:
            file = next(drawn)
            if isinstance(file, ConvanimError):
                raise file
            _write(folder, entry.file, file.data)
        except ConvanimError as error:
            yield Outcome(entry.name, "error", error=error.worded(table_wording))
            continue
        if source := sources[entry.name]:
            ledger.note(entry.file, source, file)
        yield Outcome(entry.name, "drawn", len(file.data))


def _task(entry: Entry, folder: Path, ledger: BuildCache, kept: dict[str, int]) -> Task | None:
    """What there is to do for a picture; where the ledger knows its file, nothing, and that is `kept`, in bytes."""
    try:
        source, data = source_of(entry.recipe), _found(folder, entry.file)
    except ConvanimError:
        return Task(entry)  # the attempt to draw it says what is wrong
    if not data:
        return Task(entry, source)
    if ledger.knows(entry.file, source, data):
        kept[entry.name] = len(data)
        return None
    return Task(entry, source, ledger.same_pixels(entry.file, source, data))


def _found(folder: Path, name: str) -> bytes | None:
    """What is in a file of the gallery; no link is followed that leads out of its folder."""
    inside(folder, name, f"the file of '{name}'")
    return content(folder / name)


def _write(folder: Path, name: str, data: bytes) -> bool:
    """Write a file of the gallery, unless it is there already: whether that was needed."""
    if _found(folder, name) == data:
        return False
    with replacing(folder / name) as file:
        file.write(data)
    return True


def check_gallery(manifest: Path, jobs: int | None = None, limits: Limits = DEFAULTS) -> Iterator[Outcome]:
    """Draw every picture anew and compare it with its file, byte by byte; name files that no picture makes."""
    gallery, folder = read_gallery(manifest, limits), manifest.parent
    entries = gallery.drawn()
    sizes: dict[str, int] = {}
    facts: dict[str, PageFacts] = {}
    for entry, file in zip(entries, _drawn([Task(entry) for entry in entries], jobs), strict=True):
        if isinstance(file, ConvanimError):
            yield Outcome(entry.name, "error", error=file.worded(table_wording))
            continue
        sizes[entry.name], facts[entry.file] = len(file.data), file.facts
        yield _compared(entry.name, folder, entry.file, file.data)
    for name, page in _pages(gallery, sizes, lambda file, _: facts.get(file)):
        if page is not None:
            yield _compared(name, folder, name, page)
    files = {entry.file for entry in entries}
    for path in sorted(folder.iterdir()):
        if path.name in PAGES and path.name not in files:
            if not gallery.page and _is_page(folder, path.name):
                yield Outcome(path.name, "in no manifest")
        elif path.suffix in SUFFIXES and path.name not in files:
            yield Outcome(path.stem, "in no manifest")


def _compared(name: str, folder: Path, file: str, data: bytes) -> Outcome:
    try:
        found = _found(folder, file)
    except ConvanimError as error:
        return Outcome(name, "error", error=str(error))
    return Outcome(name, "missing" if found is None else "same" if found == data else "differs", len(data))


def _is_page(folder: Path, name: str) -> bool:
    try:
        return is_ours(_found(folder, name) or b"")
    except ConvanimError:
        return False  # whatever it is, it was not made here


def _pages(gallery: Gallery, sizes: Mapping[str, int], known: Known) -> Iterator[tuple[str, bytes | None]]:
    """Each page's name and content, from the sizes of the files in bytes; None where one of them is missing."""
    if not gallery.page:
        return
    whole = all(entry.name in sizes for entry in gallery.drawn())
    cards = [entry.card(sizes[entry.name], known) for entry in gallery.entries] if whole else []
    for name, write in PAGES.items():
        yield name, write(gallery.page, cards).encode() if whole else None


def _drawn(tasks: list[Task], jobs: int | None) -> Iterator[Drawn | ConvanimError]:
    """The files of some pictures, in order, each drawn in a process that loads all that draws only once."""
    jobs = min(jobs or os.cpu_count() or 1, len(tasks))
    if jobs <= 1 or len(tasks) < WORTH_A_PROCESS:
        yield from map(_draw, tasks)
        return
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

    import convanim.encoder.gif_stream
    import convanim.renderer.raster.rasterizer  # noqa: F401  # before the processes part, so that this is paid once

    with ProcessPoolExecutor(jobs, initializer=_follow, initargs=(signals_owner(),)) as pool:
        drawn = [pool.submit(_draw, task) for task in tasks]
        try:
            for future in drawn:
                try:
                    yield future.result()
                except BrokenExecutor:
                    yield OutputError(
                        "the process that drew it was killed", way=("use ", ONE_JOB, " where memory is short")
                    )
        finally:
            # After Ctrl-C only what is being drawn is waited for. Without waiting, Python's own clean-up at the end
            # may wake a pool that is just closing, and print a traceback.
            pool.shutdown(wait=True, cancel_futures=True)


def _follow(owner: int | None) -> None:
    """Have a process that draws end with the one that it draws for, and pass signals on to it.

    Without an owner of signals, as in a program that calls this as a library, Ctrl-C is left to that program.
    """
    import multiprocessing
    import signal
    import threading

    if owner:
        end_on_signals(owner)
    else:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is sent to all of them
        for number in {*ENDING_SIGNALS} - {signal.SIGINT}:
            signal.signal(number, signal.SIG_DFL)
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _draw(task: Task) -> Drawn | ConvanimError:
    try:
        return task.entry.drawn(task.old)
    except ConvanimError as error:
        return error
    except MemoryError:
        return OutputError("out of memory; use a smaller layer or a smaller width")
