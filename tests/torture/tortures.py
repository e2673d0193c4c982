"""Every torture with its usual count, and how it is run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import click

from tests.torture import killing, texts, words
from tests.torture.runner import Case, prepare, run, run_all

LAWS = Path(__file__).parent.parent / "test_properties.py"

Ends = Iterator[tuple[int, str, str]]
"""The number of a case, how it ended, and what was lost."""


class Torture(NamedTuple):
    """What is tried, and how often."""

    times: int
    run: Callable[[Callable[[int], Random], range], Ends]


class Result(NamedTuple):
    """What was tried and lost."""

    tried: int
    seconds: float
    endings: Counter[str]
    lost: list[tuple[int, str]]


def _killed(random: Callable[[int], Random], numbers: range) -> Ends:
    whole = killing.wholes()
    for number in numbers:
        yield number, *killing.kill(random(number), whole)


def _filled(random: Callable[[int], Random], numbers: range) -> Ends:
    whole = killing.wholes()
    with killing.small_disk() as disk:
        for number in numbers:
            yield number, *killing.fill(random(number), whole, disk)


def _cases(make: Callable[[Random], Case]) -> Callable[[Callable[[int], Random], range], Ends]:
    def run_cases(random: Callable[[int], Random], numbers: range) -> Ends:
        cases = ((number, make(random(number))) for number in numbers)
        for number, ending in run_all(cases, min(os.cpu_count() or 1, len(numbers))):
            yield number, f"exit {ending.code}", ending.wrong

    return run_cases


def _laws(random: Callable[[int], Random], numbers: range) -> Ends:
    """Hypothesis finds its own cases, so many for each law, and says itself how one is run again."""
    seed = f"--hypothesis-seed={random(0).getrandbits(32)}"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", seed, str(LAWS)]
    result = subprocess.run(
        command, cwd=LAWS.parent.parent, env={**os.environ, "CONVANIM_EXAMPLES": str(len(numbers))},
        capture_output=True, text=True,
    )  # fmt: skip
    for number in numbers:
        yield number, "held", result.stdout if result.returncode and number == 0 else ""


MAKERS: dict[str, Callable[[Random], Case]] = {"words": words.case, "texts": texts.case}

TORTURES = {
    "kill": Torture(200, _killed),
    "disk": Torture(100, _filled),
    "words": Torture(10_000, _cases(words.case)),
    "texts": Torture(2_000, _cases(texts.case)),
    "laws": Torture(300, _laws),
}
"""Every torture by its name: killed at random moments, full disks, argument vectors, mutated texts, laws."""


def torture(name: str, seed: int, count: int) -> Result:
    """Try something so many times; the same for the same seed, but for moments of time."""
    start = time.monotonic()
    endings: Counter[str] = Counter()
    lost = []
    for number, ended, why in TORTURES[name].run(lambda number: random_of(name, seed, number), range(count)):
        endings[ended] += 1
        if why:
            lost.append((number, why))
    return Result(sum(endings.values()), time.monotonic() - start, endings, lost)


def random_of(name: str, seed: int, number: int) -> Random:
    """Where a case takes its chances from."""
    return Random(f"{name} {seed} {number}")


def replay(name: str, seed: int, number: int) -> int:
    """Run one case, and show it."""
    if name in MAKERS:
        case = MAKERS[name](random_of(name, seed, number))
        click.echo(f"words {[word[:200] for word in case.words]!r}")
        click.echo(f"files { {file: data[:500] for file, data in case.files.items()}!r}")
        prepare()
        ending = run(case)
        click.echo(ending)
        return int(bool(ending.wrong))
    random = random_of(name, seed, number)
    ends = list(TORTURES[name].run(lambda _: random, range(1 if name != "laws" else TORTURES[name].times)))
    click.echo(ends)
    return int(any(why for _, _, why in ends))
