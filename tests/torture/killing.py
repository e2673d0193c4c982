"""Runs that are killed, and runs whose disk is full: the file that was there is intact, or the new one is whole."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
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


class Outcome(NamedTuple):
    """How a run ended, in a word, and what was lost."""

    ended: str
    lost: str


class Process:
    """A command line in a process of its own, forked from this one, which has loaded all that draws."""

    def __init__(self, words: list[str], folder: Path, most: int = -1) -> None:

        self._said, write = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            _become(words, folder, write, most)
        os.close(write)
        self.code: int | None = None

    def ended(self, wait: bool = False) -> bool:
        """Whether it has ended; its exit code is then known, that of a signal as a negative number."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, 0 if wait else os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is not None

    def send(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        if not self.ended():
            os.kill(self.pid, number)

    def said(self) -> str:
        """Wait for its end, and give what it said on stderr."""
        with os.fdopen(self._said, "rb") as file:
            words = file.read().decode(errors="replace")
        self.ended(wait=True)
        return words


def _become(words: list[str], folder: Path, said: int, most: int) -> None:
    """Run the command line, and end this process."""
    code = 70
    try:
        signal.alarm(60)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL if number == signal.SIGTERM else signal.default_int_handler)
        os.chdir(folder)
        os.dup2(said, 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.close(said)
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
        if most >= 0:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        from convanim.cli import main

        main(words)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 71
        sys.stderr.flush()
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def wholes() -> dict[str, bytes]:
    """Each file as it is when nobody disturbs."""
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        folder = Path(name)
        for line in LINES.values():
            _whole_run(line.split(), folder)
        (folder / "g.toml").write_text(GALLERY)
        _whole_run(["gallery", "g.toml", "-q"], folder)
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".gif", *SUFFIXES)}


SUFFIXES = (".png", ".webp", ".svg", ".html", ".pdf")


def _whole_run(words: list[str], folder: Path) -> None:
    process = Process(words, folder)
    if message := process.said():
        raise RuntimeError(message)


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
        process = Process(words, folder)
        _wait(random, folder, process)
        process.send(number)
        message = process.said()
        code = process.code
        ended = f"{number.name} killed" if code else "was faster"
        if wrong := _damage(folder, made, whole, number == signal.SIGKILL and code != 0):
            return Outcome(ended, f"{target}, {number.name}: {wrong}")
        if code not in (0, 128 + number, -number):
            return Outcome(ended, f"{target}, {number.name}: exit code {code}: {message}")
        if message.strip():  # after ^C a new line begins
            return Outcome(ended, f"{target}, {number.name}: it said {message!r}")
        _whole_run(words, folder)
        stale = parts(folder)
        new = all((folder / file).read_bytes() == whole[file] for file in made)
        return Outcome(ended, "" if new and not stale else f"{target}: the next run left {stale or 'another file'}")


def _wait(random: Random, folder: Path, process: Process) -> None:
    """Any moment; or soon after a part file is there."""
    if random.random() < 0.4:
        time.sleep(random.random() * 0.3)
        return
    for _ in range(2000):
        if parts(folder) or process.ended():
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
        process = Process(LINES[target].split(), folder, -1 if small else room)
        message = process.said()
        code = process.code
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
    mounted = (
        bool(mount)
        and not subprocess.run(
            [str(mount), "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True
        ).returncode
    )
    try:
        yield place if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", str(place)], check=True)
        place.rmdir()
