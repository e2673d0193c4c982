from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.torture.runner import Case, judged
from tests.torture.tortures import TORTURES, torture

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals, limits and forks are those of Unix")


@pytest.mark.parametrize("name", ["kill", "disk"])
def test_nothing_is_lost_when_a_run_ends_early(name: str) -> None:
    command = [sys.executable, "-m", "tests.torture", name, "--count", "3"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    assert " nothing" in result.stdout


@pytest.mark.parametrize(("name", "count"), [("signals", 6), ("streams", 6)])
def test_no_signal_and_no_stream_costs_a_file_or_a_traceback(name: str, count: int) -> None:
    result = torture(name, seed=1, count=count)
    assert result.lost == []
    assert result.tried == count


@pytest.mark.parametrize(("name", "count"), [("stores", 4), ("bombs", 6)])
def test_no_damaged_store_and_no_bomb_does_harm(name: str, count: int) -> None:
    result = torture(name, seed=1, count=count)
    assert result.lost == []
    assert result.tried == count


def test_there_are_as_many_tortures_as_promised() -> None:
    assert TORTURES["signals"].times == 300
    assert TORTURES["streams"].times >= 40
    assert TORTURES["stores"].times == 60
    assert TORTURES["bombs"].times >= 20


@pytest.mark.parametrize(("name", "count"), [("words", 60), ("texts", 60)])
def test_any_words_and_any_texts_end_well(name: str, count: int) -> None:
    result = torture(name, seed=1, count=count)
    assert result.lost == []
    assert result.tried == count
    assert result.endings["exit 0"] > 0
    assert result.endings["exit 2"] > 0


@pytest.mark.parametrize(
    ("code", "err", "after", "words"),
    [
        (70, "", {"a": b"1"}, "exit code 70"),
        (2, "Traceback (most recent call last)\n", {"a": b"1"}, "a traceback"),
        (2, "", {"a": b"1"}, "not said in a line"),
        (2, "convanim: one\nconvanim: two\n", {"a": b"1"}, "said in 2 lines"),
        (2, "convanim: \x1b[31m\n", {"a": b"1"}, "not said in a line"),
        (2, "convanim: no\n", {"a": b"1", "b": b""}, "changed"),
        (2, "convanim: no\n", {"a": b"2"}, "changed"),
        (0, "", {}, "lost"),
        (0, "", {"a": b"1", ".a.12345678.part": b""}, "part files"),
        (0, "", {"a": b"1", "b": b"x 7717 3\n31337 1"}, "outside"),
    ],
)
def test_what_would_be_wrong_is_found(code: int, err: str, after: dict[str, bytes], words: str) -> None:
    assert words in judged(["conv"], code, "", err, {"a": b"1"}, after)


def test_what_is_well_is_not_found_wrong() -> None:
    assert judged(["conv"], 2, "", "convanim: no\n", {"a": b"1"}, {"a": b"1"}) == ""
    assert judged(["conv"], 0, "a", "", {"a": b"1"}, {"a": b"1", "b": b""}) == ""


def test_a_case_is_the_same_for_the_same_seed() -> None:
    from tests.torture.tortures import MAKERS, random_of

    for name in MAKERS:
        cases: list[Case] = [MAKERS[name](random_of(name, 3, 5)) for _ in range(2)]
        assert cases[0] == cases[1]
        assert cases[0] != MAKERS[name](random_of(name, 4, 5))
    assert set(MAKERS) < set(TORTURES)
