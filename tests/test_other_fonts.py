from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from convanim.core.errors import ConvanimError
from convanim.layers.convolution import Convolution
from convanim.layout.metrics import width
from convanim.pipeline.write import animate, animate_bytes
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.raster import other_fonts
from convanim.renderer.raster.agg import Pen
from convanim.renderer.raster.ink import Lettering
from convanim.renderer.raster.other_fonts import found_font, other_font, runs_of
from convanim.renderer.raster.sprites import key_of

CHINESE = Recipe(Convolution.of(3, 2), Options(lang="zh", width=360))

STILL = Recipe(Convolution.of(3, 2), Options(lang="zh", width=360, still="last"))


@pytest.fixture
def font() -> str:
    found = found_font()
    if found is None:
        pytest.skip("no font of East Asia is installed, such as fonts-wqy-zenhei")
    return found.path


@pytest.fixture
def without_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_fonts, "found_font", lambda: None)


@pytest.mark.usefixtures("without_fonts")
def test_without_a_font_a_picture_of_pixels_is_refused_with_one_to_install_and_no_file_made(tmp_path: Path) -> None:
    with pytest.raises(ConvanimError, match=r"no font .* has the letter .; install one, .* fonts-wqy-zenhei"):
        animate(CHINESE, tmp_path / "a.gif", cache=False)
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("without_fonts")
def test_readers_of_shapes_bring_their_own_fonts(tmp_path: Path) -> None:
    svg, html = (animate_bytes(CHINESE, suffix)[0].decode() for suffix in (".svg", ".html"))
    assert '<svg xmlns="http://www.w3.org/2000/svg" lang="zh"' in svg
    assert '<html lang="zh">' in html
    assert all('"Microsoft YaHei"' in text and "卷积" in text for text in (svg, html))
    english = animate_bytes(Recipe(Convolution.of(3, 2)), ".svg")[0].decode()
    assert "YaHei" not in english and "lang=" not in english


def test_our_own_font_draws_all_that_it_has() -> None:
    assert other_font("Übergröße ¿cuántas? y = Cᵀ·x — Шаг") is None


def test_letters_are_drawn_as_wide_as_they_are_measured(font: str) -> None:
    def end_of(text: str) -> int:
        sprite = Pen().draw(Lettering(text, 40))
        return int(np.nonzero(sprite.levels)[1].max()) - sprite.column

    for letters in ("步", "步幅", "步幅 2 "):
        assert abs(end_of(f"{letters}2") - end_of("2") - width(letters, 40)) <= 1


def test_what_is_kept_of_a_font_belongs_to_its_file(font: str) -> None:
    assert font.encode() in key_of(Lettering("步", 12))
    assert font.encode() not in key_of(Lettering("step", 12))


def test_a_picture_is_drawn_and_read_back(font: str, tmp_path: Path) -> None:
    assert animate(CHINESE, tmp_path / "a.gif", cache=False).frames > 4


def test_a_pdf_holds_the_font_and_its_words_can_be_searched(font: str, tmp_path: Path) -> None:
    animate(STILL, tmp_path / "a.pdf", cache=False)
    data = (tmp_path / "a.pdf").read_bytes()
    assert data.count(b"/FontFile2") >= 2
    assert b"/Subtype /Type3" not in data


def test_a_text_is_parted_where_its_font_changes() -> None:
    assert runs_of("步幅 2，结果") == [("步幅", True), (" 2", False), ("，结果", True)]
