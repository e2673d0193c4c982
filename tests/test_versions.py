from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from tests import versions
from tests.versions import PROOFS, ROOT, TESTS, Failed, call, lowest_pins, project, require_all_files, require_silence


def test_every_dependency_has_a_lowest_version() -> None:
    table = project()["project"]
    names = {entry.split(">=")[0] for entry in table["dependencies"]}
    pins = [pin.split("==") for pin in lowest_pins(table)]
    assert names < {name for name, _ in pins}
    assert "imageio-ffmpeg" in {name for name, _ in pins}
    assert all(version[0].isdigit() for _, version in pins)


@pytest.mark.parametrize(
    "entry", ["click", "click==8.1", "click>=8.1,<9", "click>8", "click>=8.1; python_version<'3.12'"]
)
def test_a_dependency_without_a_lowest_version_is_refused(entry: str) -> None:
    with pytest.raises(Failed, match="no lowest version"):
        lowest_pins({"dependencies": [entry]})


def test_what_the_tests_bring_does_not_contradict_the_lowest_versions() -> None:
    pins = dict(pin.split("==") for pin in lowest_pins(project()["project"]))
    for entry in project()["dependency-groups"]["test"]:
        name, _, version = entry.partition(">=")
        assert pins.get(name, version) == version, name


@pytest.mark.parametrize("name", TESTS)
def test_the_tests_that_are_run_exist(name: str) -> None:
    assert (ROOT / "tests" / f"{name}.py").is_file()


@pytest.mark.parametrize("name", PROOFS)
def test_every_proof_has_a_target(name: str) -> None:
    assert f"python -m tests.versions {name}\n" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_a_file_that_is_not_in_the_wheel_is_noticed(tmp_path: Path) -> None:
    names = [path.relative_to(ROOT).as_posix() for path in (ROOT / "convanim").rglob("*") if path.is_file()]
    for left_out in ("", "convanim/py.typed", "convanim/renderer/player/player.css"):
        wheel = tmp_path / "a.whl"
        with zipfile.ZipFile(wheel, "w") as file:
            for name in names:
                if name != left_out:
                    file.writestr(name, "")
        if left_out:
            with pytest.raises(Failed, match=left_out):
                require_all_files(wheel)
        else:
            require_all_files(wheel)


def test_a_program_that_fails_is_shown_with_what_it_said() -> None:
    with pytest.raises(Failed, match=r"ended with 3:\nso it is"):
        call([sys.executable, "-c", "print('so it is'); raise SystemExit(3)"])


@pytest.mark.parametrize(
    "script",
    ["import warnings; warnings.warn('old')", "open('/dev/null')", "class A:\n def __del__(self): 1 / 0\nA()"],
    ids=["a warning", "a file left open", "an exception in a destructor"],
)
def test_a_program_that_warns_is_noticed(script: str, tmp_path: Path) -> None:
    with pytest.raises(Failed):
        require_silence([sys.executable, *versions.STRICT, "-c", script], tmp_path)
    require_silence([sys.executable, *versions.STRICT, "-c", "print('Warning')"], tmp_path)


def test_another_python_does_not_pass_for_the_lowest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "project", lambda: {"project": {"requires-python": ">=2.7", "dependencies": []}})
    with pytest.raises(Failed, match=r"for Python 2\.7"):
        versions.prove_lowest(tmp_path)
