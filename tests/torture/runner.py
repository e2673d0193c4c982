"""Runs command lines inside of one process, each in a fresh folder, and says what was wrong with how they ended."""

from __future__ import annotations

import contextlib
import io
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

SECONDS = 30
"""Most processor time that one command line may take: how busy the machine is with others is no matter."""

HUNG = 20 * SECONDS
"""Seconds by any clock after which it waits for what never comes."""

MEMORY = 4 << 30
"""Bytes that a process may address."""

SECRET = b"7717 3\n31337 1\n"
"""What stands in a file beside the folder, which nobody has named."""

MANY = ("gallery", "md", "embed", "themes")
"""Commands that make several files, or speak of several: with exit code 1 some may be there, and told of."""


class Case(NamedTuple):
    """A command line, the files that it finds, and what it is sent."""

    words: list[str]
    files: Mapping[str, bytes] = {}
    stdin: bytes = b""


class Ending(NamedTuple):
    """How a case ended: its exit code, what it said, what was wrong."""

    code: int
    said: str
    wrong: str
    seconds: float
    """Of a processor."""


class TookTooLong(BaseException):
    """Nothing that handles errors catches it."""


def run(case: Case) -> Ending:
    """Run a case in a folder of its own."""
    home, here = Path(tempfile.mkdtemp(prefix="torture-")), Path.cwd()
    try:
        return _run(case, home)
    finally:
        os.chdir(here)
        shutil.rmtree(home, ignore_errors=True)


def _run(case: Case, home: Path) -> Ending:
    work = home / "a" / "work"
    work.mkdir(parents=True)
    (work.parent / "secret.csv").write_bytes(SECRET)
    (work.parent / "secret.toml").write_bytes(b'background = "#731337"\n')
    for name, data in case.files.items():
        (work / name).write_bytes(data)
    os.chdir(work)
    before = snapshot(home)
    start = used()
    code, out, err, fault = call(case.words, case.stdin)
    seconds = used() - start
    after = snapshot(home)
    wrong = fault or judged(case.words, code, out, err, before, after)
    return Ending(code, err, wrong, seconds)


def used() -> float:
    """Processor time of this process and of all that it has waited for."""
    return sum(os.times()[:4])


def call(words: list[str], stdin: bytes = b"") -> tuple[int, str, str, str]:
    """The exit code of a command line, its output, its messages, and what broke."""
    from convanim.cli import main

    streams = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    sys.stdout, sys.stderr = out, err
    fault, code = "", -1

    def alarm(*_: object) -> None:
        raise TookTooLong

    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, alarm)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.alarm(HUNG)
    try:
        main(words)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else -1
    except TookTooLong:
        fault = f"it took more than {SECONDS} s of a processor, or hung for {HUNG} s"
    except BaseException:
        fault = traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        sys.stdin, sys.stdout, sys.stderr = streams
    texts = [stream.buffer.getvalue().decode(errors="replace") for stream in (out, err)]
    return code, texts[0], texts[1], fault


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Every file below a folder with its content; None for what is none."""
    found: dict[str, bytes | None] = {}
    for path in sorted(folder.rglob("*")):
        found[str(path.relative_to(folder))] = path.read_bytes() if path.is_file() else None
    return found


def judged(
    words: list[str], code: int, out: str, err: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> str:
    """What is wrong with how a command line ended; nothing, if it ended well."""
    command = words[0] if words else ""
    if code not in (0, 1, 2):
        return f"exit code {code}"
    if "Traceback" in err:
        return f"a traceback: {err}"
    lost = [name for name in before if name not in after]
    if lost:
        return f"lost: {lost}"
    if parts := [name for name in after if name.endswith(".part")]:
        return f"part files stay: {parts}"
    if any(SECRET.strip() in (data or b"") for name, data in after.items() if not name.endswith("secret.csv")):
        return "a file outside the folder was read"
    if code:
        lines = err.split("\n")[:-1]
        if not lines or not lines[-1].startswith("convanim: ") or any(not line.isprintable() for line in lines):
            return f"not said in a line: {err!r}"
        if len(lines) != 1 and command not in MANY:
            return f"said in {len(lines)} lines: {err!r}"
        if re.search(r"0x[0-9a-f]{8}|<class|object at|NoneType|not iterable|subscriptable", lines[-1]):
            return f"said in words of Python: {err!r}"
        if after != before and not (code == 1 and command in MANY):
            changed = [name for name in after if after[name] != before.get(name, b"-")]
            return f"it failed ({err.strip()}) and changed {changed}"
    return ""


def prepare() -> None:
    """Make a process ready to run cases: bounded, and with all that draws loaded."""

    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))


def run_numbered(pair: tuple[int, Case]) -> tuple[int, Ending]:
    """For a pool of processes: a case and its number."""
    return pair[0], run(pair[1])


def run_all(cases: Iterator[tuple[int, Case]], workers: int) -> Iterator[tuple[int, Ending]]:
    """Run many cases in some processes, in order."""
    import multiprocessing

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["convanim.renderer.raster.rasterizer", "convanim.cli"])
    with context.Pool(workers, prepare) as pool:
        yield from pool.imap(run_numbered, cases, chunksize=4)
