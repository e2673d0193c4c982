from __future__ import annotations

import os
import signal

import pytest

from tests.torture.aimed import Shot, fire, wholes

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and forks are those of Unix")

INT, TERM, HUP = signal.SIGINT, signal.SIGTERM, signal.SIGHUP

SHOTS = [
    *(Shot("picture", f"import matplotlib.ft2font {ms}", number) for ms, number in [(0, INT), (1, TERM), (2, INT)]),
    Shot("picture", "import numpy 1", HUP),
    Shot("picture", "call replace 1 before", INT, 2),
    Shot("picture", "call replace 1 after", TERM),
    Shot("frames", "call replace 1 before", INT),
    Shot("frames", "call replace 9 after", TERM, 2),
    Shot("new folder", "call rename 1 before", HUP),
    Shot("new folder", "call rename 1 after", INT),
    Shot("gallery", "call fork 1 before", TERM),
    Shot("gallery", "child 0", INT),
    Shot("gallery", "child 100", TERM),
    Shot("gallery", "call replace 3 after", INT),
]


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    return wholes()


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: f"{shot.run}, {shot.aim}, {shot.number.name} {shot.times}")
def test_a_signal_ends_the_run_and_leaves_nothing_half_made(shot: Shot, whole: dict[str, bytes]) -> None:
    ended = fire(shot, whole)
    assert (ended.lost, ended.code) == ("", 128 + shot.number)
