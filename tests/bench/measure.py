"""What every measure needs: clocks, pairs, bars and tables."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

Work = Callable[[], object]


class Bench(NamedTuple):
    """How often to measure, and where files may be left."""

    runs: int
    folder: Path

    @property
    def few(self) -> int:
        """Runs of what takes long."""
        return min(self.runs, 2)


class Bar(NamedTuple):
    """What the median must keep to."""

    sign: str
    limit: float

    def holds(self, value: float) -> bool:
        return value <= self.limit if self.sign == "≤" else value >= self.limit


@dataclass(frozen=True)
class Row:
    """One measure and all that was measured of it."""

    measure: str
    values: Sequence[float]
    bar: Bar | None = None
    unit: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        median = statistics.median(self.values)
        bar = f"{self.bar.sign} {self.bar.limit:g}{self.unit}" if self.bar else "–"
        verdict = ("pass" if self.bar.holds(median) else "FAIL") if self.bar else "–"
        spread = f"{min(self.values):.4g}–{max(self.values):.4g}"
        return self.measure, f"{median:.4g}{self.unit}", bar, verdict, spread, str(len(self.values))


HEADER = "measure", "median", "bar", "pass/FAIL", "min–max", "runs"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A markdown table."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, ["---"] * len(header), *rows))


def seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratios(first: Work, second: Work, runs: int, times: int = 1) -> list[float]:
    """Seconds of the first over those of the second, pair by pair: a slow spell of the machine meets both.

    A second that is far shorter would be luck: it is run so many `times`, half of them before the first, and is the
    median of them.
    """
    found = []
    for _ in range(runs):
        before = [seconds(second) for _ in range(times // 2)]
        longer = seconds(first)
        after = [seconds(second) for _ in range(times - times // 2)]
        found.append(longer / statistics.median([*before, *after]))
    return found


def process(*command: str | Path) -> Work:
    """A whole process, as work."""
    return partial(subprocess.run, command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def python(*arguments: str | Path) -> Work:
    return process(sys.executable, *arguments)


# A process of its own, because a child's peak starts at that of the process that forked it.
WATCH = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


def watched(*command: str | Path) -> tuple[float, float]:
    """Seconds and peak MB of a whole process."""
    words = subprocess.run([sys.executable, "-c", WATCH, *command], check=True, capture_output=True, cwd=ROOT)
    taken, peak = words.stdout.split()
    return float(taken), int(peak) * PEAK_UNIT / 1e6
