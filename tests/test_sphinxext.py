"""Sphinx's own programs build a small site with pictures, and a browser looks at it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import Browser
from tests.sites import followed, needs, seen, serving

pytestmark = needs("sphinx", "myst_parser")

INDEX = """A site
======

.. convanim:: conv -i 3 -k 2 --width 320
   :alt: What is seen
   :width: 50%
   :align: center
   :class: mine
   :name: thing
   :caption: A *caption*.

.. convanim::
   :format: gif
   :theme: light

   kind = "conv"
   input = 3
   kernel = 2
   width = 320

See :ref:`thing`.

.. toctree::

   below/other
"""

OTHER = """# Other

```{convanim} conv -i 3 -k 2 --width 320
```

```{convanim}
conv -k 1 --input-values a.csv --width 320
```
"""

ALT = "Animated convolution: a 2×2 kernel slides over a 3×3 input and fills a 2×2 output."


def sphinx(folder: Path, builder: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, "-d", "trees", *options, "src", builder]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def write(folder: Path, more: str = "") -> None:
    (folder / "src" / "below").mkdir(parents=True)
    (folder / "src" / "conf.py").write_text(
        f"project = 'T'\ncopyright = version = '1'\nextensions = ['convanim.sphinxext', 'myst_parser']\n{more}"
    )
    (folder / "src" / "index.rst").write_text(INDEX)
    (folder / "src" / "below" / "other.md").write_text(OTHER)
    (folder / "src" / "below" / "a.csv").write_text("1,2\n3,4\n")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in which pages are read and written by several processes, and each warning is an error."""
    folder = tmp_path_factory.mktemp("sphinx")
    write(folder)
    built = sphinx(folder, "html", "-W", "-j", "2")
    assert (built.returncode, built.stderr) == (0, "")
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_shows_every_picture(scheme: str, site: Path, browser: Browser) -> None:
    with serving(site / "html") as address:
        assert seen(browser, f"{address}/index.html", scheme) == [[True, True]] * 2
        assert seen(browser, f"{address}/below/other.html", scheme) == [[True, True]]
        assert seen(browser, f"{address}/below/other.html", scheme, "conv_i2_k1") == [[True, True]]


def test_every_option_is_in_the_page(site: Path) -> None:
    page = (site / "html" / "index.html").read_text()
    assert 'alt="What is seen"' in page
    assert f'alt="{ALT}"' in page
    assert 'style="width: 50%;"' in page
    assert '<figure class="mine align-center" id="thing">' in page
    assert '<span class="caption-text">A <em>caption</em>.</span>' in page
    assert 'href="#thing"' in page
    assert page.count("<source ") == 3


def test_a_second_build_draws_nothing_and_a_changed_file_of_numbers_is_seen(site: Path) -> None:
    kept = site / "trees" / "convanim"
    before = {path: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert len(before) == 4 + 1 + 1 + 1  # for the GIF; the SVG; that with numbers; what was drawn from what
    assert sphinx(site, "html", "-W", "-E").stderr == ""
    assert {path: path.stat().st_mtime_ns for path in kept.iterdir()} == before
    (site / "src" / "below" / "a.csv").write_text("5,6\n7,8\n")
    assert sphinx(site, "html", "-W").stderr == ""
    assert len({*kept.iterdir()} - {*before}) == 1


def test_other_builders_have_what_they_can_show(site: Path) -> None:
    for builder in ("latex", "epub", "text"):
        built = sphinx(site, builder, "-W")
        assert (built.returncode, built.stderr) == (0, "")
    tex = (site / "latex" / "t.tex").read_text()
    assert tex.count(".pdf}") == tex.count("\\sphinxincludegraphics") == 4
    assert len([*(site / "latex").glob("conv*.pdf")]) == 2
    page = (site / "epub" / "index.xhtml").read_text()
    assert 'alt="What is seen"' in page and "_still-" in page and "<picture>" not in page
    text = (site / "text" / "index.txt").read_text()
    assert "What is seen" in text and " ".join(ALT.split()[:5]) in text
    if shutil.which("latexmk") and shutil.which("pdflatex"):
        made = subprocess.run(["make", "-s"], cwd=site / "latex", capture_output=True, text=True)
        assert (site / "latex" / "t.pdf").is_file(), made.stdout[-2000:]


EXPLORE = """
```{convanim} transposed -i 3 -k 3 -s 2 -p 1
:explore:
:width: 700px
```
"""

FRAME = "document.querySelector('iframe')"


def test_a_layer_is_explored_in_a_frame_and_is_a_picture_elsewhere(tmp_path: Path, browser: Browser) -> None:
    write(tmp_path)
    (tmp_path / "src" / "below" / "other.md").write_text("# Other\n" + EXPLORE)
    assert sphinx(tmp_path, "html", "-W").stderr == ""
    with serving(tmp_path / "html") as address:
        page = browser.page()
        page.open(f"{address}/below/other.html")
        source, width = page.evaluate(f"[{FRAME}.src, {FRAME}.style.width]")
        page.open(source)
        page.wait_for("document.documentElement.dataset.output === '5x5'")
        page.close()
    assert source.endswith(".html#kind=transposed&i=3&k=3&p=1&s=2")
    assert width == "700px"
    assert sphinx(tmp_path, "epub", "-W").stderr == ""
    assert "<iframe" not in (tmp_path / "epub" / "below" / "other.xhtml").read_text()
    other = tmp_path / "src" / "below" / "other.md"
    for old, new, message in (
        ("-i 3", "-i 300", "-i 300 is more than the page shows"),
        (":explore:", ":explore:\n:format: gif", "has no format"),
    ):
        other.write_text("# Other\n" + EXPLORE.replace(old, new))
        built = sphinx(tmp_path, "html", "-W")
        assert built.returncode != 0
        assert message in built.stderr


def test_a_theme_with_a_switch_has_both_sides(tmp_path: Path, browser: Browser) -> None:
    pytest.importorskip("furo", reason="not installed: furo")
    write(tmp_path, "html_theme = 'furo'\nconvanim_cache = 'kept'\n")
    assert sphinx(tmp_path, "html", "-W").stderr == ""
    assert (tmp_path / "src" / "kept").is_dir()
    with serving(tmp_path / "html") as address:
        found = seen(browser, f"{address}/below/other.html", "light")
    assert [visible for _, visible in found] == [False, True]


def test_an_error_has_file_and_line(tmp_path: Path) -> None:
    write(tmp_path)
    index = tmp_path / "src" / "index.rst"
    index.write_text(index.read_text() + "\n.. convanim:: conv -i 5 -k 7\n")
    built = sphinx(tmp_path, "html", "-W", "--keep-going")
    assert built.returncode != 0
    assert "src/index.rst:27: ERROR: convanim: kernel 7 does not fit input 5" in built.stderr


@pytest.mark.parametrize("name", ["Sphinx", "MyST"])
def test_the_recipe_makes_a_site(name: str, tmp_path: Path, browser: Browser) -> None:
    followed(name, tmp_path)
    with serving(tmp_path / "site") as address:
        assert seen(browser, address, "dark", "transposed_i3_k3") == [[True, True]]


def test_pictures_speak_the_language_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "conf.py").write_text("project = 'T'\nextensions = ['convanim.sphinxext']\nlanguage = 'de'\n")
    fence = ".. convanim:: conv -i 3 -k 2\n"
    (tmp_path / "src" / "index.rst").write_text(f"T\n=\n\n{fence}\n{fence}   :lang: es\n")
    built = sphinx(tmp_path, "html")
    assert built.returncode == 0, built.stderr
    html = (tmp_path / "html" / "index.html").read_text("utf-8")
    assert "Animation, Faltung" in html and "Animación, convolución" in html
