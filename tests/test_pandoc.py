"""Pandoc makes pages, slides, paper and documents with the filter, and a browser looks at what it can show."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from convanim.cli.pandoc_filter import FILTER
from tests.browser import Browser
from tests.sites import followed, seen, serving

pytestmark = pytest.mark.skipif(shutil.which("pandoc") is None, reason="not installed: pandoc")

PAGE = """## One

```convanim
conv -i 3 -k 2 --width 320
```

## Two

- In an item

  ``` {.convanim .wide #thing format=gif width="50%" alt="What is seen" caption="A *caption*."}
  kind = "conv"
  input = 3
  kernel = 2
  width = 320
  ```

```python
print(1)
```
"""


def pandoc(folder: Path, *words: str, page: str = PAGE) -> subprocess.CompletedProcess[str]:
    (folder / "page.md").write_text(page)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["pandoc", "-s", "--metadata", "title=T", "-L", str(FILTER), "page.md", *words],
        cwd=folder, capture_output=True, text=True, env={**os.environ, "PATH": path},
    )  # fmt: skip


def test_a_page_elsewhere_shows_it_and_a_second_run_draws_nothing(tmp_path: Path, browser: Browser) -> None:
    (tmp_path / "site").mkdir()
    made = pandoc(tmp_path, "-o", "site/index.html")
    assert (made.returncode, made.stderr) == (0, "")
    with serving(tmp_path / "site") as address:
        for scheme in ("light", "dark"):
            assert seen(browser, f"{address}/", scheme) == [[True, True]] * 2
    page = (tmp_path / "site" / "index.html").read_text()
    assert page.count("<source ") == 3 and 'id="thing"' in page and "<em>caption</em>" in page
    assert 'alt="What is seen"' in page and "Animated convolution: a 2×2 kernel" in page
    files = tmp_path / "site" / "convanim_files"
    before = {path: path.stat().st_mtime_ns for path in files.iterdir()}
    assert len(before) == 1 + 4 + 1
    assert pandoc(tmp_path, "-o", "site/index.html").returncode == 0
    assert {path: path.stat().st_mtime_ns for path in files.iterdir()} == before
    carried = pandoc(tmp_path, "--self-contained", "-o", "site/self.html", page=PAGE.replace("format=gif", ""))
    assert carried.returncode == 0, carried.stderr
    with serving(tmp_path / "site") as address:
        assert seen(browser, f"{address}/self.html", "dark", "data:image/svg") == [[True, True]] * 2


def test_slides_and_paper_and_documents_have_what_they_can_show(tmp_path: Path) -> None:
    slides = pandoc(tmp_path, "-t", "revealjs", "-M", "convanim=", page=PAGE.replace("format=gif", "")).stdout
    shown = re.findall(r'src="(convanim_files/[^"]+)"', slides)
    assert len(shown) == 2 and all(path.endswith(".svg") and (tmp_path / path).is_file() for path in shown)
    paper = pandoc(tmp_path, "-t", "latex").stdout
    shown = re.findall(r"includegraphics(?:\[.*\])?{(convanim_files/[^}]+[.]pdf)}", paper)
    assert len(shown) == 2 and all((tmp_path / path).is_file() for path in shown)
    assert "caption{A \\emph{caption}.}" in paper
    assert pandoc(tmp_path, "-o", "page.docx").returncode == 0
    with zipfile.ZipFile(tmp_path / "page.docx") as document:
        assert any(name.endswith(".png") for name in document.namelist())
    if shutil.which("pdflatex"):
        (tmp_path / "out").mkdir()
        made = pandoc(tmp_path, "-o", "out/page.pdf")
        assert made.returncode == 0, made.stderr
        assert (tmp_path / "out" / "page.pdf").stat().st_size > 20_000


def test_a_wrong_fence_ends_the_run(tmp_path: Path) -> None:
    made = pandoc(tmp_path, "-o", "page.html", page=PAGE.replace("-k 2", "-k 7"))
    assert made.returncode != 0
    assert "convanim: kernel 7 does not fit input 3" in made.stderr
    assert "conv -i 3 -k 7" in made.stderr
    assert not (tmp_path / "page.html").exists()


def test_the_recipe_makes_a_page(tmp_path: Path, browser: Browser) -> None:
    followed("Pandoc", tmp_path)
    with serving(tmp_path / "site") as address:
        assert seen(browser, f"{address}/", "dark", "transposed_i3_k3") == [[True, True]]
