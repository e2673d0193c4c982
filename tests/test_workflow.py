"""The workflow of the public host calls what is here, and may do no more than it must."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import pytest
import yaml

from tests.versions import ROOT, project

PATHS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEXT = "".join(path.read_text(encoding="utf-8") for path in PATHS)
(FLOW,) = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in PATHS]
JOBS: dict[str, dict[str, Any]] = FLOW["jobs"]
RUN = [step["run"] for job in JOBS.values() for step in job["steps"] if "run" in step]
PROJECT = project()["project"]
NAMED = [line.rsplit(" ", 1)[1] for line in PROJECT["classifiers"] if re.search(r"Python :: 3\.\d+$", line)]


def when() -> dict[str, Any]:
    """What starts it; YAML reads the bare word `on` as true."""
    found: dict[str, Any] = FLOW[True]
    return found


def pythons(job: str) -> list[str]:
    """The versions that a job runs on."""
    if "strategy" in JOBS[job]:
        found: list[str] = JOBS[job]["strategy"]["matrix"]["python-version"]
        return found
    given = (step.get("with", {}) for step in JOBS[job]["steps"])
    return [options["python-version"] for options in given if "python-version" in options]


def after(job: str) -> set[str]:
    """The jobs that must have passed before a job starts."""
    needs = JOBS[job].get("needs", [])
    direct = {needs} if isinstance(needs, str) else set(needs)
    return direct.union(*(after(name) for name in direct))


@pytest.mark.parametrize("line", RUN)
def test_what_it_runs_is_a_target_of_the_makefile(line: str) -> None:
    target = re.fullmatch(r'make ([a-z-]+)( TAG="\$GITHUB_REF_NAME")?', line)
    assert target
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target[1]}:.* ## ", makefile, re.MULTILINE)


def test_it_runs_what_the_gate_runs() -> None:
    gate = re.findall(r"^make .*", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert gate
    targets = {word for line in gate for word in line.split()[1:] if not word.startswith("-")}
    assert targets <= {line.split()[1] for line in RUN}


def test_linux_macos_and_windows_are_tested_with_the_same_target() -> None:
    matrix = JOBS["test"]["strategy"]["matrix"]
    assert [name.split("-")[0] for name in matrix["os"]] == ["ubuntu", "macos", "windows"]
    assert JOBS["test"]["runs-on"] == "${{ matrix.os }}"
    assert {"run": "make test"} in JOBS["test"]["steps"]


def test_every_python_that_is_named_is_tested_and_no_other() -> None:
    assert pythons("test") == NAMED


def test_the_readme_names_the_same_pythons() -> None:
    (shown,) = re.findall(
        r"\bPython (3[^a-z]*)and ([\d.]+) are\s+tested\.", (ROOT / "README.md").read_text(encoding="utf-8")
    )
    assert re.findall(r"3\.\d+", " ".join(shown)) == NAMED


def test_the_lowest_versions_are_tested_on_the_lowest_python() -> None:
    (lowest,) = [name for name, job in JOBS.items() if {"run": "make lowest"} in job["steps"]]
    assert pythons(lowest) == [PROJECT["requires-python"].removeprefix(">=")] == NAMED[:1]


def test_it_starts_on_pushes_pull_requests_and_tags() -> None:
    assert set(when()) == {"push", "pull_request"}
    assert when()["push"] == {"branches": ["**"], "tags": ["v*"]}


def test_a_tag_is_published_after_all_checks_and_nothing_else_is() -> None:
    (publishing,) = [name for name, job in JOBS.items() if "gh-action-pypi-publish" in str(job)]
    assert after(publishing) == set(JOBS) - {publishing}
    built = JOBS["build"]
    assert built["if"] == "startsWith(github.ref, 'refs/tags/v')"
    assert {"gate", "test"} == set(built["needs"])
    assert {"run": 'make tagged TAG="$GITHUB_REF_NAME"'} in built["steps"]


def test_only_the_job_that_publishes_may_ask_for_an_identity_and_it_runs_nothing_of_ours() -> None:
    assert FLOW["permissions"] == {"contents": "read"}
    allowed = {name: job["permissions"] for name, job in JOBS.items() if "permissions" in job}
    assert allowed == {"publish": {"id-token": "write"}}
    assert JOBS["publish"]["environment"] == "pypi"
    assert not [step for step in JOBS["publish"]["steps"] if "run" in step or "checkout" in step["uses"]]


def test_there_are_no_secrets() -> None:
    assert not re.search(r"secrets|password|token:(?! write)", TEXT, re.IGNORECASE)


def test_every_action_is_pinned_by_its_commit_with_the_release_beside_it() -> None:
    used = re.findall(r"uses: *(.*)", TEXT)
    assert len(used) == sum("uses" in step for job in JOBS.values() for step in job["steps"]) > 0
    pinned = re.compile(r"(actions|pypa)/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [line for line in used if not pinned.fullmatch(line)] == []


def test_an_action_is_of_one_commit_wherever_it_is_used() -> None:
    pins = {tuple(line.split("@")) for line in re.findall(r"uses: *(\S+)", TEXT)}
    assert len({name for name, _ in pins}) == len(pins)


def test_every_job_ends() -> None:
    assert all(job["timeout-minutes"] <= 20 for job in JOBS.values())


@pytest.mark.parametrize(
    ("tag", "code"), [("v" + PROJECT["version"], 0), (PROJECT["version"], 2), ("v99.0", 2), ("", 2), ("v.*", 2)]
)
def test_a_tag_that_is_not_the_version_stops_it(tag: str, code: int) -> None:
    done = subprocess.run(["make", "tagged", f"TAG={tag}"], cwd=ROOT, capture_output=True)
    assert done.returncode == code
