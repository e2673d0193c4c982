"""Signals sent while libraries load, in forked processes, between renames, and at any other moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.torture.killing import PRECIOUS, SIZE

AIM = Path(__file__).parent / "aim"
ROOT = AIM.parent.parent.parent

SECONDS = 60
"""Most that one run may take, on a machine that is busy."""

LIBRARIES = ("numpy", "numpy.linalg", "matplotlib", "matplotlib.ft2font", "matplotlib._path", "PIL._imaging", "click")
"""Modules that load C extensions, and one that loads first."""

CALLS = ("replace", "rename", "link", "fsync", "mkdir", "unlink", "rmdir", "chmod", "fork")

FRAMES = 18

PICTURES = 8
"""Enough that a gallery is drawn by several processes."""


class Run(NamedTuple):
    """A command line, the files that it makes, and how they were before."""

    words: tuple[str, ...]
    made: tuple[str, ...]


def _rows(count: int) -> str:
    row = 'kind = "conv"\ninput = 4\nkernel = 3\nwidth = 360\n'
    return "".join(f'[[picture]]\nname = "p{number}"\n{row}seed = {number}\n' for number in range(count))


RUNS = {
    "picture": Run(("conv", *SIZE.split(), "-o", "a.gif"), ("a.gif",)),
    "frames": Run(
        ("conv", *SIZE.split(), "--frames", "d"),
        tuple(f"d/conv_i4_k3_p1_width500_{n:02}.png" for n in range(1, FRAMES + 1)),
    ),
    "new folder": Run(("conv", *SIZE.split(), "--frames", "n"), ()),
    "gallery": Run(("gallery", "g.toml", "-q", "-j", "2"), tuple(f"p{number}.gif" for number in range(PICTURES))),
}


class Shot(NamedTuple):
    """A signal, when it is sent, how often, and at which run."""

    run: str
    aim: str
    number: signal.Signals
    times: int = 1


def shot(random: Random, aimed: bool) -> Shot:
    """A signal aimed at imports, forks and renames, or one at any moment after the first import."""
    number = random.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    times = random.choice([1, 1, 2])
    kind = random.randrange(3) if aimed else -1
    if kind == 0:
        aim = f"import {random.choice(LIBRARIES)} {random.random() * 20:.2f}"
    elif kind == 1:
        return Shot("gallery", f"child {random.choice([0, random.random() * 300]):.2f}", number, times)
    elif kind == 2:
        run = random.choice(list(RUNS))
        return Shot(run, f"call {random.choice(CALLS)} {random.randint(1, 20)} {_moment(random)}", number, times)
    else:
        aim = f"import convanim.cli {random.random() * 1500:.1f}"
    return Shot(random.choice(list(RUNS)), aim, number, times)


def _moment(random: Random) -> str:
    return random.choice(["before", "after"])


class Ended(NamedTuple):
    """The exit code, what was said, what was lost, and how long it took."""

    code: int
    lost: str
    seconds: float


def fire(one: Shot, whole: dict[str, bytes]) -> Ended:
    """Run it in a folder whose files are there already, and hold what is left against the whole files."""
    run = RUNS[one.run]
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        folder = Path(name)
        _prepare(folder, run)
        environment = {**os.environ, "AIM": one.aim, "SIGNAL": str(int(one.number)), "SENT": str(one.times)}
        environment["CONVANIM_NO_CACHE"] = "1"  # so that matplotlib is imported, which some signals wait for
        environment["PYTHONPATH"] = os.pathsep.join([str(AIM), str(ROOT)])
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "convanim", *run.words], cwd=folder, env=environment, capture_output=True,
            text=True, timeout=SECONDS, start_new_session=True,
        )  # fmt: skip
        seconds = time.monotonic() - start
        wrong = _wrong(one, done, folder, whole)
        return Ended(done.returncode, f"{one}: {wrong}" if wrong else "", seconds)


def _prepare(folder: Path, run: Run) -> None:
    (folder / "d").mkdir()
    (folder / "g.toml").write_text(_rows(PICTURES))
    for file in run.made:
        (folder / file).write_bytes(PRECIOUS)


def _wrong(one: Shot, done: subprocess.CompletedProcess[str], folder: Path, whole: dict[str, bytes]) -> str:
    run = RUNS[one.run]
    if done.returncode not in (0, 128 + one.number):
        return f"exit code {done.returncode}: {done.stderr}"
    if done.stderr.strip() or done.stdout.strip():
        return f"it said {done.stdout + done.stderr!r}"
    if left := [path.name for path in folder.rglob("*.part")]:
        return f"part files stay: {left}"
    new = [(folder / file).read_bytes() == whole[file] for file in run.made]
    old = [(folder / file).read_bytes() == PRECIOUS for file in run.made]
    if not all(map(any, zip(old, new, strict=True))):
        return "a file is neither the old nor the new"
    if one.run == "frames" and any(old) and any(new):
        return f"{sum(old)} frames are old and {sum(new)} new"
    frames = len(list((folder / "n").iterdir())) if (folder / "n").is_dir() else 0
    if one.run == "new folder" and frames not in (0, FRAMES):
        return f"the new folder has {frames} of {FRAMES} frames"
    return "it went on to its end, and is not whole" if done.returncode == 0 and not all(new) else ""


def wholes() -> dict[str, bytes]:
    """Each file as it is when nobody disturbs."""
    found: dict[str, bytes] = {}
    for run in RUNS.values():
        with tempfile.TemporaryDirectory(prefix="torture-") as name:
            folder = Path(name)
            _prepare(folder, run)
            subprocess.run([sys.executable, "-m", "convanim", *run.words], cwd=folder, check=True)
            found |= {file: (folder / file).read_bytes() for file in run.made}
    if untouched := [file for file, data in found.items() if data == PRECIOUS]:
        raise RuntimeError(f"not written: {untouched}")
    return found
