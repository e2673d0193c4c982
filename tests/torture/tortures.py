"""Every torture with its usual count, and how it is run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import NamedTuple

import click

from tests.torture import aimed, bombs, killing, stores, surroundings, texts, words
from tests.torture.runner import Case, prepare, run, run_all

LAWS = Path(__file__).parent.parent / "test_properties.py"

Ends = Iterator[tuple[int, str, str, float]]
"""The number of a case, how it ended, what was lost, and the seconds that it took."""


class Torture(NamedTuple):
    """What is tried, and how often."""

    times: int
    run: Callable[[Callable[[int], Random], range], Ends]


class Result(NamedTuple):
    """What was tried and lost."""

    tried: int
    seconds: float
    endings: Counter[str]
    slowest: float
    """Seconds of the answer that took longest."""

    slowest_case: int
    """Its number."""

    lost: list[tuple[int, str]]


def _killed(random: Callable[[int], Random], numbers: range) -> Ends:
    whole = killing.wholes()
    for number in numbers:
        start = time.monotonic()
        yield number, *killing.kill(random(number), whole), time.monotonic() - start


def _filled(random: Callable[[int], Random], numbers: range) -> Ends:
    whole = killing.wholes()
    with killing.small_disk() as disk:
        for number in numbers:
            start = time.monotonic()
            yield number, *killing.fill(random(number), whole, disk), time.monotonic() - start


def _cases(make: Callable[[Random], Case]) -> Callable[[Callable[[int], Random], range], Ends]:
    def run_cases(random: Callable[[int], Random], numbers: range) -> Ends:
        cases = ((number, make(random(number))) for number in numbers)
        for number, ending in run_all(cases, min(os.cpu_count() or 1, len(numbers))):
            yield number, f"exit {ending.code}", ending.wrong, ending.seconds

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
        yield number, "held", result.stdout if result.returncode and number == 0 else "", 0


def _shot_at(random: Callable[[int], Random], numbers: range) -> Ends:
    """Every third signal is aimed at an import, a fork or a rename."""
    whole = aimed.wholes()

    def fire(number: int) -> tuple[int, str, str, float]:
        ended = aimed.fire(aimed.shot(random(number), number % 3 == 0), whole)
        return number, f"exit {ended.code}", ended.lost, ended.seconds

    yield from _in_threads(fire, numbers)


def _surrounded(random: Callable[[int], Random], numbers: range) -> Ends:
    """Each case once; of fewer, those that chance picks."""
    names = sorted(surroundings.CASES)
    random(0).shuffle(names)

    def run_one(number: int) -> tuple[int, str, str, float]:
        return number, *surroundings.surround(names[number % len(names)])

    yield from _in_threads(run_one, numbers)


def _spoilt_stores(random: Callable[[int], Random], numbers: range) -> Ends:
    sound = stores.Sound()

    def run_one(number: int) -> tuple[int, str, str, float]:
        return number, *stores.spoil_store(random(number), sound)

    yield from _in_threads(run_one, numbers)


def _bombed(random: Callable[[int], Random], numbers: range) -> Ends:
    """Each bomb once; of fewer, those that chance picks of the ones that can be smaller, and a 500th as large."""
    names = sorted(bombs.BOMBS)
    random(0).shuffle(names)
    share = 1 if len(numbers) >= len(names) or len(numbers) == 1 else 500
    if share > 1:
        names = [name for name in names if bombs.BOMBS[name].files(share)]
    some = [names[number % len(names)] for number in numbers]
    cases = ((number, bombs.bomb_case(name, share)) for number, name in zip(numbers, some, strict=True))
    for (number, ending), name in zip(run_all(cases, min(os.cpu_count() or 1, len(numbers))), some, strict=True):
        wrong, code = ending.wrong, bombs.BOMBS[name].code
        if not wrong and ending.code != code:
            wrong = f"exit code {ending.code}, not {code}: {ending.said}"
        if not wrong and ending.seconds > bombs.SECONDS_FOR_A_BOMB:
            wrong = f"it took {ending.seconds:.0f} s"
        yield number, f"exit {ending.code}", f"{name}: {wrong}" if wrong else "", ending.seconds


def _in_threads(run_one: Callable[[int], tuple[int, str, str, float]], numbers: range) -> Ends:
    """Each starts a process of its own, and waits for it."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(run_one, numbers)


MAKERS: dict[str, Callable[[Random], Case]] = {"words": words.case, "texts": texts.case}

TORTURES = {
    "kill": Torture(200, _killed),
    "disk": Torture(100, _filled),
    "signals": Torture(300, _shot_at),
    "streams": Torture(len(surroundings.CASES), _surrounded),
    "stores": Torture(60, _spoilt_stores),
    "bombs": Torture(len(bombs.BOMBS), _bombed),
    "words": Torture(10_000, _cases(words.case)),
    "texts": Torture(2_000, _cases(texts.case)),
    "laws": Torture(300, _laws),
}
"""Every torture by its name: killed at random moments, full disks, aimed signals, streams and environments, damaged
stores of sprites, bombs, argument vectors, mutated texts, laws."""


def torture(name: str, seed: int, count: int) -> Result:
    """Try something so many times; the same for the same seed, but for moments of time."""
    start = time.monotonic()
    endings: Counter[str] = Counter()
    lost, slowest = [], (0.0, 0)
    for number, ended, why, seconds in TORTURES[name].run(lambda number: random_of(name, seed, number), range(count)):
        endings[ended] += 1
        slowest = max(slowest, (seconds, number))
        if why:
            lost.append((number, why))
    return Result(sum(endings.values()), time.monotonic() - start, endings, *slowest, lost)


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
    numbers = range(TORTURES[name].times) if name == "laws" else range(number, number + 1)
    ends = list(TORTURES[name].run(lambda number: random_of(name, seed, number), numbers))
    click.echo(ends)
    return int(any(why for _, _, why, _ in ends))
