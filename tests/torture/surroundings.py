"""Streams that are closed, full or left, and environments that are not as they should be: every case by its name."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import NamedTuple

from tests.torture.aimed import ROOT, SECONDS

DRAW = "conv -i 4 -k 3 --width 360 --plays 1 -o a.gif"
"""A command line that says one line on stdout and nothing on stderr."""

GONE = "mkdir gone; cd gone; rmdir ../gone;"
FOLDERS = "export HOME=$PWD/home MPLCONFIGDIR=; mkdir home;"
SPOILT = r"printf '\377\376'"


class Surroundings(NamedTuple):
    """A script in which CONVANIM is the command, and how it has to end."""

    script: str
    code: int = 0
    said: str = ""
    """What the one line on stderr holds; without it there is none."""

    drawn: bool = True


def _streams() -> dict[str, Surroundings]:
    closed, full = "cannot write to stdout: it is closed", "cannot write to stdout: No space left on device"
    found = {}
    for number, (err, hears) in product(range(5), {"": True, " 2>&-": False, " 2>/dev/full": False}.items()):
        out, said, code = [("", "", 0), (" >&-", closed, 1), (" >/dev/full", full, 1), (" <&-", "", 0),
                           (" <&- >&-", closed, 1)][number]  # fmt: skip
        found[f"picture{out}{err}"] = Surroundings(f"CONVANIM {DRAW}{out}{err}", code, said if hears else "")
        if number in (1, 2):
            words = f"CONVANIM plan conv -i 4 -k 3{out}{err}"
            found[f"plan{out}{err}"] = Surroundings(words, 1, said if hears else "", False)
    return found


SURROUNDINGS = {
    **_streams(),
    "wrong, without stderr": Surroundings("CONVANIM conv -i 2 -k 3 2>&-", 2, "", False),
    "wrong, stderr full": Surroundings("CONVANIM conv -i 2 -k 3 2>/dev/full", 2, "", False),
    "picture to closed stdout": Surroundings("CONVANIM conv -i 4 -k 3 -o - >&-", 1, "stdout: it is closed", False),
    "picture to full stdout": Surroundings("CONVANIM conv -i 4 -k 3 -o - >/dev/full", 1, "stdout: No space", False),
    "values from closed stdin": Surroundings(f"CONVANIM {DRAW} --input-values - <&-", 2, "stdin", False),
    "post from closed stdin": Surroundings("CONVANIM md - -o - --images i <&-", 1, "stdin: it is closed", False),
    "help into a pipe": Surroundings("CONVANIM -h | head -c 5 >&2; exit ${PIPESTATUS[0]}", 0, "Usage", False),
    "picture into a pipe": Surroundings(
        "CONVANIM conv -i 6 -k 3 -o - -q | true; exit ${PIPESTATUS[0]}", 1, "", False
    ),
    "a notebook's backend": Surroundings(f"MPLBACKEND=module://matplotlib_inline.backend_inline CONVANIM {DRAW}"),
    "a backend that is not there": Surroundings(f"MPLBACKEND=nonsense CONVANIM {DRAW}"),
    "an empty backend": Surroundings(f"MPLBACKEND= CONVANIM {DRAW}"),
    "settings with nonsense": Surroundings(f"echo 'nonsense: 1' >matplotlibrc; CONVANIM {DRAW}"),
    "settings of another backend": Surroundings(f"echo 'backend: nonsense' >matplotlibrc; CONVANIM {DRAW}"),
    "a folder for home": Surroundings(f"{FOLDERS} CONVANIM {DRAW}"),
    "no home": Surroundings(f"HOME=/proc/none MPLCONFIGDIR= CONVANIM {DRAW}"),
    "no folder for matplotlib": Surroundings(f"MPLCONFIGDIR=/proc/none CONVANIM {DRAW}"),
    "no folder for what is temporary": Surroundings(f"TMPDIR=/proc/none CONVANIM {DRAW}"),
    "no language": Surroundings(f"LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 CONVANIM {DRAW}"),
    "an encoding that is not there": Surroundings(f"LC_ALL=xx_YY.nonsense CONVANIM {DRAW}"),
    "no environment": Surroundings(f"env -i PYTHONPATH=\"$PYTHONPATH\" CONVANIM {DRAW}"),
    "no working folder": Surroundings(f"{GONE} CONVANIM {DRAW}", 1, "cannot write a.gif", False),
    "no working folder, another for the picture": Surroundings(f"A=$PWD; {GONE} CONVANIM {DRAW[:-5]} $A/a.gif"),
    "no working folder, frames": Surroundings(f"{GONE} CONVANIM conv -i 4 -k 3 --frames d", 1, "write to d", False),
    "no working folder, gallery": Surroundings(f"{GONE} CONVANIM gallery", 2, "gallery/gallery.toml", False),
}  # fmt: skip
"""Every case. A picture that is kept needs no settings of matplotlib's: for those that are no text see `EITHER`."""

EITHER = {
    "settings that are no text": Surroundings(f"{SPOILT} >matplotlibrc; CONVANIM {DRAW}", 1, "in matplotlibrc"),
    "settings of the user that are no text": Surroundings(
        f"{FOLDERS} S=home/.config/matplotlib; mkdir -p $S; {SPOILT} >$S/matplotlibrc; CONVANIM {DRAW}",
        1, "home/.config/matplotlib/matplotlibrc",
    ),
}  # fmt: skip
"""Cases in which there is the picture, or a line that names the file."""

CASES = {**SURROUNDINGS, **EITHER}

PROGRESS = re.compile(r"^frame \d+ of \d+, \d+ s left\n", re.MULTILINE)
"""What is said every ten seconds, on a machine that is busy."""


def surround(name: str) -> tuple[str, str, float]:
    """Run a case: how it ended, what was wrong with that, and how long it took."""
    case = CASES[name]
    script = case.script.replace("CONVANIM", f"'{sys.executable}' -m convanim")
    with tempfile.TemporaryDirectory(prefix="torture-") as place:
        start = time.monotonic()
        done = subprocess.run(
            ["bash", "-c", script], cwd=place,
            env={**os.environ, "PYTHONPATH": str(ROOT), "CONVANIM_NO_CACHE": "1"}, capture_output=True,
            text=True, errors="replace", timeout=SECONDS,
        )  # fmt: skip
        seconds = time.monotonic() - start
        drawn = (Path(place) / "a.gif").exists()
        left = [path.name for path in Path(place).rglob("*.part")]
    wrong = _wrong(name, done, drawn) or (f"part files stay: {left}" if left else "")
    return f"exit {done.returncode}", f"{name}: {wrong}" if wrong else "", seconds


def _wrong(name: str, done: subprocess.CompletedProcess[str], drawn: bool) -> str:
    case, said = CASES[name], PROGRESS.sub("", done.stderr)
    if name in EITHER and done.returncode == 0:
        return "" if drawn and not said else f"it said {said!r}"
    if done.returncode != case.code:
        return f"exit code {done.returncode}: {said}"
    if case.said not in said or said.count("\n") > 1 or bool(said) != bool(case.said):
        return f"it said {said!r}"
    expected = case.drawn and name not in EITHER
    return "" if drawn == expected else "there is a picture" if drawn else "there is no picture"
