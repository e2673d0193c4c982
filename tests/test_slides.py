"""Slides in reveal.js itself: pictures are there, and each step is seen in the place of the one before it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path

import pytest

from convanim.cli.pandoc_filter import FILTER
from tests.browser import Browser
from tests.sites import build, followed, needs, seen, serving

pytestmark = needs("sphinx_revealjs")

SLIDES = """<!doctype html><link rel="stylesheet" href="revealjs/dist/reveal.css">
<div class="reveal"><div class="slides">{sections}</div></div>
<script src="revealjs/dist/reveal.js"></script><script>Reveal.initialize({{ transition: "none" }});</script>
"""

SHOWN = """[...document.querySelectorAll(".r-stack img")].map(image => getComputedStyle(image).visibility == "visible"
  && getComputedStyle(image).opacity > 0)"""
"""Which pictures of a stack are seen, when no fade is on its way."""


def carry_reveal(folder: Path) -> None:
    spec = importlib.util.find_spec("sphinx_revealjs")
    assert spec and spec.origin
    shutil.copytree(Path(spec.origin).parent / "_static" / "revealjs", folder / "revealjs")


def test_each_fragment_takes_the_place_of_the_one_before(tmp_path: Path, browser: Browser) -> None:
    followed("reveal.js", tmp_path)
    page = tmp_path / "site" / "index.html"
    still = "<style>.reveal .slides section .fragment { transition: none }</style>"
    page.write_text(still + SLIDES.format(sections=page.read_text()))
    carry_reveal(tmp_path / "site")
    with serving(tmp_path / "site") as address:
        slide = browser.page()
        try:
            slide.open(f"{address}/")
            steps = slide.evaluate(SHOWN)
            for number in range(len(steps)):
                assert slide.evaluate(SHOWN) == [at == number for at in range(len(steps))]
                slide.evaluate("Reveal.nextFragment()")
            assert len(steps) > 3
        finally:
            slide.close()


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="not installed: pandoc")
def test_slides_of_pandoc_show_their_pictures(
    tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    carry_reveal(tmp_path / "site")
    (tmp_path / "talk.md").write_text("# One\n\n```convanim\nconv -i 3 -k 2 --width 320\n```\n")
    words = ("-s", "-t", "revealjs", "-V", "revealjs-url=revealjs", "--metadata", "title=T")
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)  # the filter calls convanim
    build("pandoc", *words, "-L", str(FILTER), "talk.md", "-o", "site/index.html", cwd=tmp_path)
    with serving(tmp_path / "site") as address:
        (found,) = seen(browser, f"{address}/#/one")
    assert found == [True, True]
