"""Every step by itself: pages of a PDF for LaTeX, fragments of a slide."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser import Browser
from tests.conftest import Run
from tests.sites import followed, recipe, seen, serving

PAGES = re.compile(rb"/Type /Page\b")


def test_a_pdf_has_a_page_for_each_step_and_the_line_for_latex_is_printed(tmp_path: Path, run: Run) -> None:
    made = run("conv", "-i", "3", "-k", "2", "-o", "frames.pdf", "--pages")
    assert (made.returncode, made.stderr) == (0, "")
    assert "4 frames" in made.stdout
    rate = re.search(r"animategraphics\[controls,loop,width=.linewidth\]{([\d.]+)}{frames}{}{}\n", made.stdout)
    assert rate and 0.5 < float(rate[1]) < 10
    data = (tmp_path / "frames.pdf").read_bytes()
    assert len(PAGES.findall(data)) == 4
    run("conv", "-i", "3", "-k", "2", "-o", "again.pdf", "--pages", "-q")
    assert (tmp_path / "again.pdf").read_bytes() == data


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("-o a.gif", "--pages writes a .pdf file; use -o with .pdf"),
        ("-o a.pdf --still", "--pages writes every step, --still one picture; use one of them"),
        ("-o a.pdf --plays 2", "--pages writes pages, which do not move; leave out --plays 2"),
        ("--frames a", "--frames a and --pages are two outputs; use one of them"),
    ],
)
def test_what_has_no_pages_is_refused(words: str, said: str, tmp_path: Path, run: Run) -> None:
    made = run("conv", "-i", "3", "-k", "2", "--pages", *words.split())
    assert (made.returncode, made.stderr) == (2, f"convanim: {said}\n")
    assert not [*tmp_path.iterdir()]


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="not installed: pdflatex")
def test_the_recipe_for_latex_makes_a_paper(tmp_path: Path) -> None:
    style = subprocess.run(["kpsewhich", "animate.sty"], capture_output=True)
    if style.returncode:
        pytest.skip("not installed: LaTeX's package animate")
    printed = followed("LaTeX", tmp_path)
    assert recipe("LaTeX")["talk.tex"].splitlines()[3] in printed
    assert (tmp_path / "talk.pdf").stat().st_size > 50_000


def test_each_step_is_a_fragment_of_a_slide(tmp_path: Path, browser: Browser) -> None:
    followed("reveal.js", tmp_path)
    page = (tmp_path / "site" / "index.html").read_text()
    indices = [int(index) for index in re.findall(r'data-fragment-index="(\d+)"', page)]
    assert indices == [0, *range(len(indices) - 1)] and len(indices) > 3
    assert page.count('alt=""') == len(indices) - 1
    with serving(tmp_path / "site") as address:
        assert seen(browser, address) == [[True, True]] * len(indices)
