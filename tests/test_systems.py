"""What differs between Linux, macOS and Windows: signals, replacing a file, and where the cache is."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from convanim.core.cache_folder import FOLDER_VARIABLE
from tests.conftest import ON_POSIX, Run

CTRL_C = signal.SIGINT if ON_POSIX else signal.CTRL_BREAK_EVENT  # type: ignore[attr-defined]
"""What a terminal sends; on Windows only the latter reaches one process."""


def test_a_file_that_is_there_is_replaced_and_nothing_is_left_beside_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"old")
    assert run("conv", "-i", "3", "-k", "2", "-o", "a.gif", "-q").returncode == 0
    assert (tmp_path / "a.gif").read_bytes().startswith(b"GIF89a")
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]


def test_a_refused_or_unfinished_picture_leaves_the_old_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"old")
    assert run("conv", "-i", "3", "-k", "9", "-o", "a.gif").returncode == 2
    assert run("conv", "-i", "3", "-k", "2", "-o", "a.gif", "--no-clobber").returncode == 2
    assert (tmp_path / "a.gif").read_bytes() == b"old"


def test_an_interrupted_run_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"old")
    words = [sys.executable, "-m", "convanim", "conv", "-i", "64", "-k", "3", "--width", "1000", "-o", "a.gif"]
    group = {} if ON_POSIX else {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined]
    process = subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, **group)
    time.sleep(2.5)
    process.send_signal(CTRL_C)
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert (tmp_path / "a.gif").read_bytes() == b"old"
    if ON_POSIX:  # elsewhere the process is ended at once; the next run removes what it left
        assert process.returncode == 130
        assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]


@pytest.mark.parametrize("name", ["cache", "with a space", "ü"])
def test_the_cache_is_where_it_is_said_to_be(
    name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / name
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    assert run("conv", "-i", "3", "-k", "2", "-q").returncode == 0
    said = json.loads(run("cache", "--json").stdout)
    assert (said["folder"], said["used"]) == (str(folder), True)
    assert said["files"] == len([path for path in folder.rglob("*") if path.is_file()]) > 0
    run("cache", "--clear")
    assert json.loads(run("cache", "--json").stdout)["files"] == 0


def test_without_a_word_the_cache_is_in_the_users_own_folder(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    folder = Path(json.loads(run("cache", "--json").stdout)["folder"])
    assert folder.is_absolute()
    assert "convanim" in str(folder)
