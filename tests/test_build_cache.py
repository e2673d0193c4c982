"""What did not change answers from the ledger, and what the ledger says wrongly is not believed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from convanim.core.errors import ConvanimError
from convanim.core.limits import WHOLE
from convanim.layers.convolution import Convolution
from convanim.pipeline.write import animate_bytes
from convanim.publish import drawn
from convanim.publish.gallery.draw import GALLERY_CACHE, check_gallery, draw_gallery
from convanim.publish.markdown.post import POST_CACHE
from convanim.publish.page_files import PageFacts
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from tests.conftest import Run

HEAVY = ("numpy", "matplotlib", "PIL", "imageio")

GALLERY = """
[page]
title = "Some"
[defaults]
width = 300
[[picture]]
name = "plain"
kind = "conv"
input = 4
kernel = 3
[[picture]]
name = "values"
kind = "transposed"
input = 2
kernel = 2
values = true
theme = "own.toml"
[[picture]]
name = "trip"
kind = "roundtrip"
input = 3
kernel = 2
width = 500
format = "svg"
[[picture]]
name = "still"
kind = "checkerboard"
width = 400
kernel = 3
stride = 2
"""

POST = """A post.

```convanim name=plain
conv -i 4 -k 3 --width 300
```

- in an item

  ```convanim
  kind = "transposed"
  input = 2
  kernel = 2
  values = true
  width = 300
  ```
"""

COMMANDS = {"a gallery": "gallery gallery.toml", "a post": "md post.md -o out.md --images images"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gallery.toml").write_text(GALLERY)
    (tmp_path / "own.toml").write_text('accent = "#aa0000"')
    (tmp_path / "post.md").write_text(POST)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_what_did_not_change_is_answered_without_what_draws(words: str, folder: Path, run: Run) -> None:
    first = run(*words.split())
    assert first.returncode == 0, first.stderr
    before = files(folder)
    code = (
        "import sys; from convanim.cli import main\n"
        "try: main(sys.argv[1:])\n"
        f"except SystemExit as end: print(end.code, [name for name in {HEAVY} if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, *words.split()]
    second = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert second.stderr == ""
    assert second.stdout == first.stdout.replace("drawn", "kept ") + "0 []\n"
    assert files(folder) == before


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_limit_that_was_lowered_is_heeded_although_nothing_else_changed(words: str, folder: Path, run: Run) -> None:
    assert run(*words.split()).returncode == 0
    result = run(*words.split(), "--max-frames", "3")
    assert (result.returncode, "at most 3" in result.stderr) == (1 if "gallery" in words else 2, True)


def others(row: list[object]) -> list[list[object]]:
    """Rows with one value changed, one of the wrong type, one left out."""
    wrong: list[object] = [None, {"a": 1}, True]
    changed = [
        [*row[:place], other, *row[place + 1 :]]
        for place, value in enumerate(row)
        for other in [f"{value}0" if isinstance(value, str) else int(str(value)) + 1, *wrong]
    ]
    return [*changed, row[:-1], [*row, ""], []]


def test_no_page_says_what_a_changed_ledger_says(folder: Path) -> None:
    list(draw_gallery(folder / "gallery.toml", 1))
    ledger = folder / GALLERY_CACHE
    before, rows = files(folder), json.loads(ledger.read_text())
    for row in others(rows["values.gif"]):
        ledger.write_text(json.dumps({**rows, "values.gif": row}))
        states = {outcome.name: outcome.state for outcome in draw_gallery(folder / "gallery.toml", 1)}
        assert {one for one, state in states.items() if state != "kept"} == {"values"}, row
        assert files(folder) == before
    rows["plain.gif"], rows["values.gif"] = rows["values.gif"], rows["plain.gif"]
    ledger.write_text(json.dumps(rows))
    list(draw_gallery(folder / "gallery.toml", 1))
    assert files(folder) == before


def test_a_post_shows_the_right_sizes_with_any_ledger(folder: Path, run: Run) -> None:
    words = COMMANDS["a post"].split()
    assert run(*words).returncode == 0
    ledger = folder / "images" / POST_CACHE
    before, rows = files(folder), json.loads(ledger.read_text())
    for name, row in rows.items():
        rows[name] = [*row[:3], 7, 7, *row[5:]]
    ledger.write_text(json.dumps(rows))
    assert run(*words).returncode == 0
    assert files(folder) == before


LAYER = Convolution.of(4, 3)

RECIPES = {
    "a GIF": (Options(width=300, fps=3), ".gif"),
    "a WebP": (Options(width=300), ".webp"),
    "an SVG": (Options(width=300, hold=0), ".svg"),
    "a still": (Options(width=300, still="2"), ".png"),
    "a still of shapes": (Options(width=300, still=WHOLE), ".svg"),
    "a filmstrip": (Options(width=500, filmstrip="3"), ".png"),
}


@pytest.mark.parametrize(("options", "suffix"), RECIPES.values(), ids=RECIPES)
def test_a_page_says_the_same_of_a_picture_that_is_planned_and_one_that_is_drawn(
    options: Options, suffix: str
) -> None:
    recipe = Recipe(LAYER, options)
    assert PageFacts.of(recipe) == PageFacts.drawn(recipe, animate_bytes(recipe, suffix)[1])


def test_a_picture_that_cannot_be_planned_has_no_facts() -> None:
    with pytest.raises(ConvanimError, match="at most 3"):
        PageFacts.of(Recipe(LAYER, Options(max_frames=3)))


THEMED = """
[page]
title = "Two"
[defaults]
width = 300
theme = "THEME"
[[picture]]
name = "one"
kind = "conv"
input = 4
kernel = 3
[[picture]]
name = "two"
kind = "conv"
input = 4
kernel = 3
format = "FORMAT"
"""


@pytest.mark.parametrize(
    ("before", "after", "kind", "drawings"),
    [
        ("own.toml", "own.toml", "gif", 0),
        ("own.toml", "dark", "png", 0),
        ("own.toml", "own.toml", "webp", 1),
        ("own.toml", "transparent", "gif", 4),
        ("transparent", "own.toml", "gif", 4),
    ],
)
def test_other_colours_in_a_gallery_are_painted_and_nothing_else_is_drawn(
    before: str, after: str, kind: str, drawings: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, theme, count = tmp_path / "gallery.toml", tmp_path / "own.toml", 0

    def counted(recipe: Recipe, suffix: str) -> object:
        nonlocal count
        count += 1
        return animate_bytes(recipe, suffix)

    theme.write_text('accent = "#aa0000"')
    manifest.write_text(THEMED.replace("THEME", before).replace("FORMAT", kind))
    assert {outcome.state for outcome in draw_gallery(manifest, 1)} == {"drawn"}
    theme.write_text('base = "dark"\naccent = "#00aaaa"')
    manifest.write_text(THEMED.replace("THEME", after).replace("FORMAT", kind))
    monkeypatch.setattr(drawn, "animate_bytes", counted)
    assert {outcome.state for outcome in draw_gallery(manifest, 1)} <= {"drawn", "kept"}
    assert count == drawings
    assert {outcome.state for outcome in check_gallery(manifest, 1)} == {"same"}


def test_a_file_that_is_not_the_one_drawn_is_not_painted(tmp_path: Path) -> None:
    manifest, theme = tmp_path / "gallery.toml", tmp_path / "own.toml"
    theme.write_text('accent = "#aa0000"')
    manifest.write_text(THEMED.replace("THEME", "own.toml").replace("FORMAT", "gif"))
    assert {outcome.state for outcome in draw_gallery(manifest, 1)} == {"drawn"}
    one = bytearray((tmp_path / "one.gif").read_bytes())
    one[-20] ^= 1
    (tmp_path / "one.gif").write_bytes(one)
    theme.write_text('accent = "#00aaaa"')
    assert {outcome.state for outcome in draw_gallery(manifest, 1)} <= {"drawn", "kept"}
    assert {outcome.state for outcome in check_gallery(manifest, 1)} == {"same"}
