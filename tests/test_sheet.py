from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from convanim.core.errors import ConvanimError
from convanim.pipeline.theme_sheet import draw_sheet
from convanim.style.color import rgb
from convanim.style.themes import THEMES, Theme
from tests.conftest import Run
from tests.decoders import by_pillow


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_sheet_shows_the_colors_of_a_theme(theme: Theme, tmp_path: Path) -> None:
    draw_sheet([theme], tmp_path / "a.png")
    colors = {
        tuple(color) for color in np.unique(by_pillow(tmp_path / "a.png")[0][0].reshape(-1, 3), axis=0).tolist()
    }
    used = ("input", "inserted_zero", "window_input", "window_zero", "output_current", "output_done")
    assert {rgb(theme.look(role).fill) for role in theme.roles if role.key in used} <= colors
    assert rgb(theme.accent) in colors
    pages = ("#ffffff", "#000000") if theme.transparent else (theme.background,)
    assert {rgb(page) for page in pages} <= colors


def test_the_themes_are_listed_and_shown_on_one_picture(run: Run, tmp_path: Path) -> None:
    listed = run("themes").stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(THEMES)
    assert all(theme.summary in line for theme, line in zip(THEMES.values(), listed, strict=True))
    report = run("themes", "-o", "all.png")
    assert report.stdout.startswith("all.png  ")
    height, width, _ = by_pillow(tmp_path / "all.png")[0][0].shape
    assert f"{width}×{height} px" in report.stdout


def test_any_name_of_a_file_can_be_shown(tmp_path: Path) -> None:
    """Letters that the font lacks would be warned of, and a long name would make the picture wider."""
    short = draw_sheet([THEMES["light"]], tmp_path / "a.png")
    odd = THEMES["light"]._replace(name="$x_2$ é漢\n" + "m" * 99 + ".toml")
    assert draw_sheet([odd], tmp_path / "b.png")[:2] == short[:2]


def test_a_sheet_that_is_refused_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"precious")
    with pytest.raises(ConvanimError, match="choose from"):
        draw_sheet(list(THEMES.values()), tmp_path / "a.gif")
    assert (tmp_path / "a.gif").read_bytes() == b"precious"


def test_a_theme_that_is_named_is_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pale.toml").write_text('text = "#cccccc"')
    result = run("themes", "pale.toml", "dark")
    assert result.returncode == 1
    assert result.stdout.splitlines() == [
        "pale.toml: text on background: 1.6:1, needs 4.5:1",
        "dark: every pair of colours has the contrast it needs",
    ]
    assert result.stderr == "convanim: colours are too close in pale.toml\n"
    (tmp_path / "pale.toml").write_text("")
    assert run("themes", "pale.toml").returncode == 0
    assert run("themes", "pale.toml", "-q").stdout == ""
