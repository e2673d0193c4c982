"""What other repositories run of ours: the hooks of pre-commit, and the action."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.sites import followed, recipe

ROOT = Path(__file__).parent.parent

HOOKS: dict[str, Any] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}
ACTION = yaml.safe_load((ROOT / ".github" / "actions" / "check" / "action.yml").read_text(encoding="utf-8"))

WITH_US = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A post and a gallery, both as they should be."""
    (tmp_path / "a.md").write_text("# A\n\n```convanim\nconv -i 2 -k 2 --width 320\n```\n")
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "gallery.toml").write_text(
        '[[picture]]\nname = "b"\nkind = "conv"\ninput = 2\nkernel = 2\nwidth = 320\nformat = "svg"\n'
    )
    (tmp_path / "other").mkdir()
    shutil.copy(tmp_path / "one" / "gallery.toml", tmp_path / "other")
    for words in ("md a.md", "gallery one/gallery.toml other/gallery.toml"):
        made = subprocess.run([sys.executable, "-m", "convanim", *words.split(), "-q"], cwd=tmp_path)
        assert made.returncode == 0
    return tmp_path


@pytest.mark.parametrize(
    ("hook", "files", "picture"),
    [
        ("convanim-md", ["a.md"], "conv_i2_k2_width320.svg"),
        ("convanim-gallery", ["one/gallery.toml", "other/gallery.toml"], "other/b.svg"),
    ],
)
def test_a_hook_fails_for_a_stale_picture_alone(hook: str, files: list[str], picture: str, work: Path) -> None:
    program, *words = shlex.split(HOOKS[hook]["entry"])
    assert program == "convanim"
    command = [sys.executable, "-m", "convanim", *words, *files]
    assert subprocess.run(command, cwd=work).returncode == 0
    (work / picture).write_bytes(b"stale")
    failed = subprocess.run(command, cwd=work, capture_output=True, text=True)
    assert failed.returncode == 1
    assert Path(picture).stem in failed.stderr


def test_the_action_fails_for_what_is_stale_and_runs_no_words_of_its_inputs(work: Path) -> None:
    check = ACTION["runs"]["steps"][-1]
    assert check["env"] == {"POSTS": "${{ inputs.posts }}", "GALLERIES": "${{ inputs.galleries }}"}
    assert not any("inputs." in step.get("run", "") for step in ACTION["runs"]["steps"])

    def code(posts: str, galleries: str) -> int:
        given = {**WITH_US, "POSTS": posts, "GALLERIES": galleries}
        return subprocess.run(["bash", "-e", "-c", check["run"]], cwd=work, env=given).returncode

    assert code("a.md", "one/gallery.toml other/gallery.toml") == code("", "") == 0
    (work / "other" / "b.svg").write_bytes(b"stale")
    assert code("a.md", "one/gallery.toml other/gallery.toml") == 1
    assert code("a.md", "one/gallery.toml") == code("; exit 0; #", "") - 1 == 0


def test_the_recipe_of_the_action_names_its_inputs() -> None:
    (text,) = recipe("GitHub Actions").values()
    step = yaml.safe_load(text)["jobs"]["pictures"]["steps"][-1]
    assert step["with"].keys() <= ACTION["inputs"].keys()
    assert (ROOT / step["uses"].partition("@")[0].removeprefix("OWNER/convanim/") / "action.yml").is_file()


@pytest.mark.skipif(shutil.which("pre-commit", path=WITH_US["PATH"]) is None, reason="not installed: pre-commit")
def test_the_recipe_for_pre_commit_checks_a_repository(work: Path) -> None:
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    if not head:
        pytest.skip("no clone of Git")
    subprocess.run("git init -q && git add -A", shell=True, cwd=work, check=True)
    printed = followed("pre-commit", work, **{"https://github.com/OWNER/convanim": str(ROOT), "v0.1.0": head})
    assert printed.count("Passed") == 2
