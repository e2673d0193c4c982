from __future__ import annotations

import os
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from convanim.publish.gallery.manifest import read_manifest
from convanim.recipe.from_words import read_words
from tests.readme import (
    EXAMPLE,
    FORMATS,
    PAGES,
    PYTHON,
    README,
    ROOT,
    example_post,
    format_rows,
    renewed,
    shell_lines,
)

TEXT = README.read_text(encoding="utf-8")
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
NAMED_FILES = dict(re.findall(r"^```toml\n# (\S+)\n(.*?)^```", "".join(TEXTS.values()), re.DOTALL | re.MULTILINE))
"""Files shown whose first line is their name: the commands shown may read them."""
LINES = list(dict.fromkeys(line for text in TEXTS.values() for line in shell_lines(text)))
COMMANDS = [line for line in LINES if line.startswith("convanim ")]
TARGETS = [line.removeprefix("make ") for line in LINES if line.startswith("make ")]

LONGEST_README = 250
"""Lines that a lecturer reads to the end."""

WORDS_A_MINUTE = 150
"""Read aloud."""


def test_the_readme_is_read_aloud_in_less_than_ten_minutes() -> None:
    assert len(TEXT.splitlines()) <= LONGEST_README
    read = re.sub(r"<!-- formats -->.*?<!-- end -->|^```.*?^```|<img[^>]*>", "", TEXT, flags=re.DOTALL | re.MULTILINE)
    assert len(read.split()) < 10 * WORDS_A_MINUTE


def test_python_and_the_arithmetic_come_before_formats() -> None:
    places = [TEXT.index(f"## {title}") for title in ("In Python", "The arithmetic", "In a blog", "Formats")]
    assert places == sorted(places)


@pytest.mark.parametrize("page", TEXTS)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", re.sub(r"`[^`]*`", "", TEXTS[page]))
    links += re.findall(
        r'<img src="([^"]+)"', re.sub(r"^```.*?^```", "", TEXTS[page], flags=re.DOTALL | re.MULTILINE)
    )
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


@pytest.mark.parametrize("page", TEXTS)
def test_no_page_says_what_people_do_not(page: str) -> None:
    assert not re.search(r"\bfor ever\b|\bthe slide\b|\bkernel taps?\b", TEXTS[page])


@pytest.mark.parametrize("page", TEXTS)
def test_shown_outputs_are_current(page: str) -> None:
    assert renewed(TEXTS[page]) == TEXTS[page], "run 'make docs'"


def test_ten_commands_stand_beside_the_pictures_that_they_draw() -> None:
    """The same layer, numbers, view and stages: a thumbnail may be smaller, and of another format."""
    entries = {entry.name: entry for entry in read_manifest(ROOT / "gallery" / "gallery.toml")}
    rows = list(EXAMPLE.finditer(TEXT))
    assert len(rows) == 10
    for row in rows:
        drawn = entries[Path(row["file"]).stem].recipe
        words = shlex.split(row["line"])
        words = words[: words.index("-o")] if "-o" in words else words
        asked = read_words(words).recipe()
        assert (asked.subject, asked.numbers) == (drawn.subject, drawn.numbers), row["line"]
        for name in ("view", "stages"):
            assert getattr(asked.options, name) == getattr(drawn.options, name), row["line"]


def test_the_table_of_formats_is_current() -> None:
    """Sizes to a sixth: letters differ between machines."""
    for text in TEXTS.values():
        for table in FORMATS.findall(text):
            _require_current(table)


def _require_current(table: str) -> None:
    shown, current = ([row.split(" | ") for row in rows] for rows in (table.splitlines(), format_rows()))
    assert [(*row[:2], *row[3:]) for row in shown] == [(*row[:2], *row[3:]) for row in current], "run 'make docs'"
    for old, new in zip(shown[2:], current[2:], strict=True):
        assert float(old[2].split()[0]) == pytest.approx(float(new[2].split()[0]), rel=1 / 6), "run 'make docs'"


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_shown_works(line: str, tmp_path: Path) -> None:
    command = tmp_path / "bin" / "convanim"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m convanim "$@"\n')
    command.chmod(0o755)
    (tmp_path / "post.md").write_text(example_post(TEXT), encoding="utf-8")
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    for name, text in NAMED_FILES.items():
        (tmp_path / name).write_text(text)
    before = set(tmp_path.rglob("*"))
    result = subprocess.run(
        line, shell=True, cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    assert result.returncode == 0, result.stderr
    drawn = [path for path in tmp_path.rglob("*") if path.is_file() and path not in before]
    assert bool(drawn) is not any(word in line for word in (" plan ", "themes my.toml", " cache"))


def test_the_example_post_goes_through_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "post.md").write_text(example_post(TEXT), encoding="utf-8")
    command = [sys.executable, "-m", "convanim", "md"]
    for words in (["post.md", "-o", "once.md", "--images", "images"], ["once.md", "-o", "twice.md"]):
        result = subprocess.run([*command, *words], cwd=tmp_path, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
    once = (tmp_path / "once.md").read_text(encoding="utf-8")
    assert once == (tmp_path / "twice.md").read_text(encoding="utf-8")
    assert "drawn" not in result.stdout
    shown = re.findall(r"^!\[.*\]\((.*)\)$", once, re.MULTILINE)
    assert len(shown) == 2
    assert all((tmp_path / name).is_file() for name in shown)


def test_every_line_of_the_shell_is_a_command_that_is_tested() -> None:
    assert len(COMMANDS) + len(TARGETS) == len(LINES)
    assert len(COMMANDS) > 5


def test_a_theme_file_is_shown_drawn_and_checked() -> None:
    assert "[roles." in NAMED_FILES["my.toml"]
    assert any("--theme my.toml" in line for line in COMMANDS)
    assert any("themes my.toml" in line for line in COMMANDS)


@pytest.mark.parametrize("block", PYTHON.findall("".join(TEXTS.values())))
def test_python_shown_works(
    block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(block, {})
    files = {path.name for path in tmp_path.iterdir()}
    out = capsys.readouterr().out
    lines = out.splitlines()
    named = set(re.findall(r'(?:src|srcset)="(.*?)"', out))
    assert len(named) == 4
    assert files == named | set(re.findall(r'save\("(.*?)"\)', block))
    assert lines[:2] == ["nn.Conv2d(1, 1, kernel_size=3, stride=2, padding=1)", "<picture>"]


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_shown_exists(target: str) -> None:
    subprocess.run(["make", "--dry-run", target], cwd=README.parent, check=True, capture_output=True)


def test_bare_make_lists_every_target_with_a_sentence() -> None:
    listed = subprocess.run(["make"], cwd=README.parent, check=True, capture_output=True, text=True).stdout
    makefile = (README.parent / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert targets
    for target in targets[1].split():
        assert re.search(rf"^make {target} +[A-Z].*\.$", listed, re.MULTILINE), target


def test_pictures_shown_are_in_the_gallery() -> None:
    names = {entry.name for entry in read_manifest(README.parent / "gallery" / "gallery.toml")}
    shown = re.findall(r"[(\"]gallery/(.*?)\.(?:gif|png)[)\"]", TEXT)
    assert shown
    assert set(shown) <= names


def test_the_first_picture_is_made_by_the_first_command() -> None:
    first = re.findall(r"\]\(gallery/(.*?)\.gif\)", TEXT)[0]
    entries = {entry.name: entry for entry in read_manifest(README.parent / "gallery" / "gallery.toml")}
    assert entries[first].recipe.command == f"{COMMANDS[0]} --width 640"


def test_on_pypi_every_link_and_picture_has_a_host() -> None:
    hook = runpy.run_path(str(ROOT / ".ci" / "pypi_readme.py"))
    text = hook["absolute"](TEXT, "someone/convanim", "v1.0")
    shown = re.sub(r"`[^`\n]*`", "", re.sub(r"^(`{3,}).*?^\1", "", text, flags=re.DOTALL | re.MULTILINE))
    links = re.findall(r"\]\(([^)]*)\)", shown) + re.findall(r'src="([^"]*)"', shown)
    assert len(links) > 15
    assert [link for link in links if not link.startswith("https://")] == []
    assert "https://raw.githubusercontent.com/someone/convanim/v1.0/gallery/transposed_conv_S2P1.gif" in links
    assert "https://github.com/someone/convanim/blob/v1.0/LICENSE" in links
