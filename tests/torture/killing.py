"""Runs that are killed, and runs whose disk is full: the file that was there is intact, or the new one is whole."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

PRECIOUS = b"precious " * 1000

SIZE = "-i 4 -k 3 -p 1 -s 1 --width 500 -q"

LINES = {
    "a.gif": f"conv {SIZE} -o a.gif",
    "a.png": f"conv {SIZE} --values -o a.png",
    "a.webp": f"transposed {SIZE} -o a.webp",
    "a.svg": f"conv {SIZE} -o a.svg",
    "a.html": f"conv {SIZE} -o a.html",
    "a.pdf": f"conv {SIZE} --still -o a.pdf",
}
"""By the file it makes: a command line without quotes."""

GALLERY = "".join(f'[[picture]]\nname = "{name}"\nkind = "conv"\ninput = 4\nkernel = 3\n' for name in "bcd")

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["convanim.cli", "convanim.renderer", "convanim.renderer.vector", "convanim.gif"])


class Outcome(NamedTuple):
    """How a run ended, in a word, and what was lost."""

    ended: str
    lost: str


def _child(words: list[str], folder: str, said: int, most: int) -> None:
    """A command line in a process that has loaded all that draws."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(folder)
    os.dup2(said, 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if most >= 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    from convanim.cli import main

    main(words)


@contextlib.contextmanager
def running(words: list[str], folder: Path, most: int = -1) -> Iterator[tuple[multiprocessing.Process, int]]:
    """A process that runs a command line in a folder, and where to read what it says."""
    read, write = os.pipe()
    process = CONTEXT.Process(target=_child, args=(words, str(folder), _Handle(write), most))
    process.start()
    os.close(write)
    try:
        yield process, read  # type: ignore[misc]
    finally:
        process.join(60)
        if process.is_alive():
            process.kill()
            process.join()
        os.close(read)


class _Handle(int):
    """A file descriptor that goes along to another process."""

    def __reduce__(self) -> tuple[object, tuple[object]]:
        from multiprocessing.reduction import DupFd

        return _taken, (DupFd(int(self)),)


def _taken(duplicate: object) -> int:
    return duplicate.detach()  # type: ignore[attr-defined,no-any-return]


def wholes() -> dict[str, bytes]:
    """Each file as it is when nobody disturbs."""
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        folder = Path(name)
        for line in LINES.values():
            with running(line.split(), folder):
                pass
        (folder / "g.toml").write_text(GALLERY)
        with running(["gallery", "g.toml", "-q"], folder):
            pass
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".gif", *SUFFIXES)}


SUFFIXES = (".png", ".webp", ".svg", ".html", ".pdf")


def parts(folder: Path) -> list[str]:
    """Part files that are there."""
    return [path.name for path in folder.iterdir() if path.name.endswith(".part")]


def kill(random: Random, whole: dict[str, bytes]) -> Outcome:
    """Kill a run over a file that is there, at a random moment; then run it to its end."""
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        folder = Path(name)
        target = random.choice([*LINES, "gallery"])
        made = ["b.gif", "c.gif", "d.gif"] if target == "gallery" else [target]
        words = ["gallery", "g.toml", "-q", "-j", "1"] if target == "gallery" else LINES[target].split()
        (folder / "g.toml").write_text(GALLERY)
        for file in made:
            (folder / file).write_bytes(PRECIOUS)
        number = random.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
        with running(words, folder) as (process, said):
            _wait(random, folder, process)
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid or 0, number)
            process.join(60)
            code, words_said = process.exitcode, os.read(said, 10_000).decode(errors="replace")
        ended = f"{number.name} killed" if code else "was faster"
        if wrong := _damage(folder, made, whole, number == signal.SIGKILL and code != 0):
            return Outcome(ended, f"{target}, {number.name}: {wrong}")
        if code not in (0, 128 + number, -number):
            return Outcome(ended, f"{target}, {number.name}: exit code {code}: {words_said}")
        if words_said:
            return Outcome(ended, f"{target}, {number.name}: it said {words_said!r}")
        with running(words, folder) as (process, _):
            process.join(60)
        stale = parts(folder)
        new = all((folder / file).read_bytes() == whole[file] for file in made)
        return Outcome(ended, "" if new and not stale else f"{target}: the next run left {stale or 'another file'}")


def _wait(random: Random, folder: Path, process: multiprocessing.Process) -> None:
    """Any moment; or soon after a part file is there."""
    if random.random() < 0.4:
        time.sleep(random.random() * 0.3)
        return
    for _ in range(2000):
        if parts(folder) or not process.is_alive():
            break
        time.sleep(0.001)
    time.sleep(random.choice([0.0, 0.001, random.random() * 0.1]))


def _damage(folder: Path, made: list[str], whole: dict[str, bytes], killed: bool) -> str:
    for file in made:
        if (folder / file).read_bytes() not in (PRECIOUS, whole[file]):
            return f"{file} is neither the old nor the new"
    left = parts(folder)
    return f"part files stay: {left}" if len(left) > killed else ""


def fill(random: Random, whole: dict[str, bytes], disk: Path | None) -> Outcome:
    """Let the disk be full at a random point while a file is replaced."""
    target = random.choice(list(LINES))
    size = len(whole[target])
    room = random.randrange(size + size // 4)
    small = disk if random.random() < 0.5 else None
    with tempfile.TemporaryDirectory(prefix="torture-", dir=small) as name:
        folder = Path(name)
        (folder / target).write_bytes(PRECIOUS)
        if small:
            free = os.statvfs(small).f_bavail * os.statvfs(small).f_frsize
            (folder / "ballast").write_bytes(bytes(max(0, free - room)))
        with running(LINES[target].split(), folder, -1 if small else room) as (process, said):
            process.join(60)
            code, message = process.exitcode, os.read(said, 10_000).decode(errors="replace")
        now = (folder / target).read_bytes()
        left = sorted({path.name for path in folder.iterdir()} - {target, "ballast"})
        where = f"{target}, {room} of {size} bytes, {'a small disk' if small else 'a limit'}"
        if left:
            return Outcome("", f"{where}: it left {left}")
        if code == 0:
            return Outcome("fitted", "" if now == whole[target] else f"{where}: exit code 0, and not the file")
        if code != 1 or not message.startswith("convanim: cannot write") or message.count("\n") != 1:
            return Outcome("", f"{where}: exit code {code}: {message}")
        return Outcome("did not fit", "" if now == PRECIOUS else f"{where}: the old file is lost")


@contextlib.contextmanager
def small_disk() -> Iterator[Path | None]:
    """A file system of one megabyte, where one may be mounted."""
    place = Path(tempfile.mkdtemp(prefix="torture-"))
    mount = shutil.which("mount")
    mounted = bool(mount) and not subprocess.run(
        [str(mount), "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True
    ).returncode
    try:
        yield place if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", str(place)], check=True)
        place.rmdir()
