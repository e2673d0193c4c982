"""Stores of sprites that are damaged, or another's, or no files: the picture is the same, and nothing is said."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.torture.aimed import ROOT, SECONDS
from tests.torture.texts import mutated

PICTURE = "conv -i 4 -k 3 --width 360 --values -q -o a.gif"


class Sound:
    """A store as it should be, and the picture that is drawn with it."""

    def __init__(self) -> None:
        with tempfile.TemporaryDirectory(prefix="torture-") as name:
            folder = Path(name)
            draw(folder)
            self.picture = (folder / "a.gif").read_bytes()
            (store,) = (path for path in (folder / "kept").rglob("*") if path.is_file())
            self.place, self.store = store.relative_to(folder), store.read_bytes()


def draw(folder: Path) -> subprocess.CompletedProcess[str]:
    """Draw the picture in a folder, with the store that is there."""
    environment = {**os.environ, "CONVANIM_CACHE_DIR": str(folder / "kept"), "PYTHONPATH": str(ROOT)}
    environment.pop("CONVANIM_NO_CACHE", None)
    return subprocess.run(
        [sys.executable, "-m", "convanim", *PICTURE.split()], cwd=folder, env=environment, capture_output=True,
        text=True, timeout=SECONDS,
    )  # fmt: skip


def _flipped(random: Random, store: bytes) -> bytes:
    """One bit anywhere; half of them in the bodies, most of the others in the index."""
    at = random.choice([random.randrange(len(store)), random.randrange(min(len(store), 4000))])
    return store[:at] + bytes([store[at] ^ 1 << random.randrange(8)]) + store[at + 1 :]


def _spoilt(random: Random, store: bytes) -> bytes:
    for _ in range(random.choice([1, 1, 3, 8])):
        store = mutated(random, store)
    return store


def _of_another(random: Random, store: bytes) -> bytes:
    """Whole, with a right checksum, and drawn by something else."""
    return _with_about(store, lambda stamp, index: (stamp.replace(b"matplotlib", b"matplotlob"), index))


def _mixed_up(random: Random, store: bytes) -> bytes:
    """With a right checksum, and an index whose sprites are another's."""
    from convanim.renderer.raster.sprite_pages import INDEX_ROW

    size = INDEX_ROW.itemsize
    places = [random.randrange(3), random.randrange(3, 6)]

    def swapped(stamp: bytes, index: bytes) -> tuple[bytes, bytes]:
        rows = [index[at : at + size] for at in range(0, len(index), size)]
        one, other = (rows[place] for place in places)
        rows[places[0]], rows[places[1]] = one[:8] + other[8:], other[:8] + one[8:]
        return stamp, b"".join(rows)

    return _with_about(store, swapped)


def _with_about(store: bytes, change: Callable[[bytes, bytes], tuple[bytes, bytes]]) -> bytes:
    from convanim.renderer.raster.sprite_pages import HEAD, INDEX_ROW

    magic, length, count, _ = HEAD.unpack_from(store)
    end = HEAD.size + length + count * INDEX_ROW.itemsize
    stamp, index = change(store[HEAD.size : HEAD.size + length], store[HEAD.size + length : end])
    head = HEAD.pack(magic, len(stamp), count, zlib.crc32(stamp + index))
    return head + stamp + index + store[end:]


def _huge(random: Random, store: bytes) -> bytes:
    """A head that promises more than there is."""
    from convanim.renderer.raster.sprite_pages import HEAD, MAGIC

    return HEAD.pack(MAGIC, *(random.choice([0, 9, 1 << 31, (1 << 32) - 1]) for _ in range(3))) + store[HEAD.size :]


CHANGES: list[Callable[[Random, bytes], bytes]] = [
    _flipped,
    _flipped,
    _spoilt,
    _spoilt,
    _of_another,
    _mixed_up,
    _huge,
]


def _no_file(random: Random, path: Path) -> str:
    """Something else where the store should be; what it is."""
    kind = random.choice(["folder", "link to itself", "link to nowhere", "pipe", "empty", "zeros"])
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind.startswith("link"):
        path.symlink_to(path if kind == "link to itself" else path.with_name("nowhere"))
    else:
        path.write_bytes(bytes(100_000 * (kind == "zeros")))
    return kind


def spoil_store(random: Random, sound: Sound) -> tuple[str, str, float]:
    """Draw with a store that is not as it should be, and once more: how it ended, what was lost, the seconds."""
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        folder = Path(name)
        path = folder / sound.place
        path.parent.mkdir(parents=True)
        if random.random() < 0.2:
            kind = _no_file(random, path)
        else:
            change = random.choice(CHANGES)
            kind = change.__name__.strip("_")
            path.write_bytes(change(random, sound.store))
        start = time.monotonic()
        for turn in ("first", "second"):
            done = draw(folder)
            wrong = _said(done) or ("" if (folder / "a.gif").read_bytes() == sound.picture else "another picture")
            if wrong:
                return "lost", f"{kind}, {turn} run: {wrong}", time.monotonic() - start
        left = [part.name for part in folder.rglob("*.part")]
        return "drawn", f"{kind}: part files stay: {left}" if left else "", (time.monotonic() - start) / 2


def _said(done: subprocess.CompletedProcess[str]) -> str:
    if done.returncode or done.stderr or done.stdout:
        return f"exit code {done.returncode}: {done.stdout}{done.stderr}"
    return ""
