"""MkDocs builds small sites with pictures, with and without Material and superfences, and a browser looks at them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import Browser
from tests.sites import followed, needs, seen, serving

pytestmark = needs("mkdocs")

INDEX = """---
title: A
---
# A

- In an item

  ```convanim width="50%" alt="What is seen"
  conv -i 3 -k 2 --width 320
  ```
"""

NESTED = """
!!! note
    ```convanim
    kind = "conv"
    input = 3
    kernel = 2
    width = 320
    ```
"""

SUPERFENCES = "markdown_extensions: [admonition, pymdownx.superfences]\n"

CUSTOM = """markdown_extensions:
  admonition:
  pymdownx.superfences:
    custom_fences:
    - name: convanim
      class: convanim
      format: !!python/name:convanim.superfences.formatter ''
      validator: !!python/name:convanim.superfences.validator ''
"""


def mkdocs(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "--strict"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def write(folder: Path, settings: str, text: str = INDEX) -> None:
    (folder / "docs" / "below").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(f"site_name: A\n{settings}")
    for name in ("index.md", "below/page.md"):
        (folder / "docs" / name).write_text(text)


def test_a_plain_site_shows_it_and_a_second_build_draws_nothing(tmp_path: Path, browser: Browser) -> None:
    write(tmp_path, "plugins: [convanim]\n")
    built = mkdocs(tmp_path)
    assert (built.returncode, built.stderr) == (0, "")
    with serving(tmp_path / "site") as address:
        for page in ("", "below/page/"):
            for scheme in ("light", "dark"):
                assert seen(browser, f"{address}/{page}", scheme) == [[True, True]]
    page = (tmp_path / "site" / "index.html").read_text()
    assert 'style="width:50%;max-width:100%' in page and 'alt="What is seen"' in page
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / ".cache" / "convanim").iterdir()}
    assert len(kept) == 2
    assert mkdocs(tmp_path).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / ".cache" / "convanim").iterdir()} == kept
    assert len([*(tmp_path / "site" / "assets" / "convanim").iterdir()]) == 1


@needs("material", "pymdownx")
@pytest.mark.parametrize(("scheme", "shown"), [("default", [False, True]), ("slate", [True, False])])
def test_material_shows_its_side_also_in_admonitions(
    scheme: str, shown: list[bool], tmp_path: Path, browser: Browser
) -> None:
    theme = f"theme: {{name: material, font: false, palette: {{scheme: {scheme}}}}}\n"
    write(
        tmp_path,
        f"plugins: [convanim]\n{theme}{SUPERFENCES}",
        INDEX.replace("- In", "In").replace("\n  ", "\n") + NESTED,
    )
    built = mkdocs(tmp_path)
    assert built.returncode == 0, built.stderr
    with serving(tmp_path / "site") as address:
        found = seen(browser, f"{address}/below/page/")
    assert [visible for _, visible in found] == shown * 2
    assert all(loaded for loaded, visible in found if visible)


@needs("pymdownx")
def test_superfences_alone_carry_the_pictures(tmp_path: Path, browser: Browser) -> None:
    write(tmp_path, CUSTOM, INDEX.replace("- In", "In").replace("\n  ", "\n") + NESTED)
    built = mkdocs(tmp_path)
    assert (built.returncode, built.stderr) == (0, "")
    with serving(tmp_path / "site") as address:
        assert seen(browser, f"{address}/", "dark", "data:image/svg+xml") == [[True, True]] * 2


EXPLORED = """# A

```convanim width="80%"
:explore:
conv -k 1 --input-values '1 2; 3 4'
```
"""


@pytest.mark.parametrize("settings", ["plugins: [convanim]\n", f"plugins: [convanim]\n{SUPERFENCES}", CUSTOM])
def test_a_layer_is_explored_in_a_frame(settings: str, tmp_path: Path, browser: Browser) -> None:
    if "pymdownx" in settings:
        pytest.importorskip("pymdownx", reason="not installed: pymdown-extensions")
    write(tmp_path, settings, EXPLORED)
    built = mkdocs(tmp_path)
    assert (built.returncode, built.stderr) == (0, "")
    with serving(tmp_path / "site") as address:
        page = browser.page()
        page.open(f"{address}/below/page/")
        assert page.evaluate("[document.querySelector('iframe').style.width, document.images.length]") == ["80%", 0]
        if settings != CUSTOM:
            assert len([*(tmp_path / "site" / "assets" / "convanim").iterdir()]) == 1
            page.open(page.evaluate("document.querySelector('iframe').src"))
            page.wait_for("document.documentElement.dataset.output === '2x2'")
            assert page.evaluate("location.hash").startswith("#kind=conv&i=2&k=1")
        else:
            (tmp_path / "page.html").write_text(page.evaluate("document.querySelector('iframe').srcdoc"))
            page.open(tmp_path / "page.html")
        assert "--input-values '1 2; 3 4'" in page.evaluate("document.getElementById('code').textContent")
        page.close()


@pytest.mark.parametrize("settings", ["plugins: [convanim]\n", f"plugins: [convanim]\n{SUPERFENCES}", CUSTOM])
@pytest.mark.parametrize(("old", "new", "said"), [
    ("-k 2", "-k 7", "kernel 7 does not fit input 3"), ("width=", "widt=", "'widt"), ("50%", "wide", "is no width"),
])  # fmt: skip
def test_a_wrong_fence_ends_the_build(settings: str, old: str, new: str, said: str, tmp_path: Path) -> None:
    if "pymdownx" in settings:
        pytest.importorskip("pymdownx", reason="not installed: pymdown-extensions")
    write(tmp_path, settings, INDEX.replace("- In", "In").replace("\n  ", "\n").replace(old, new, 1))
    built = mkdocs(tmp_path)
    assert built.returncode == 1
    assert said in built.stderr
    if settings != CUSTOM:
        assert "index.md, line 8: " in built.stderr
        assert "Traceback" not in built.stderr


@needs("pymdownx")
@pytest.mark.parametrize("name", ["MkDocs", "Python-Markdown"])
def test_the_recipe_makes_a_site(name: str, tmp_path: Path, browser: Browser) -> None:
    followed(name, tmp_path)
    file = "data:image" if name == "Python-Markdown" else "transposed_i3_k3"
    with serving(tmp_path / "site") as address:
        assert seen(browser, address, "dark", file) == [[True, True]]


@needs("zensical")
def test_zensical_shows_it(tmp_path: Path, browser: Browser) -> None:
    write(tmp_path, "")
    (tmp_path / "mkdocs.yml").unlink()
    (tmp_path / "zensical.toml").write_text(
        '[project]\nsite_name = "A"\n[project.markdown_extensions.pymdownx.superfences]\n'
        'custom_fences = [{name = "convanim", class = "convanim", format = "convanim.superfences.formatter"}]\n'
    )
    (tmp_path / "docs" / "index.md").write_text("# A\n\n```convanim\nconv -i 3 -k 2 --width 320\n```\n")
    program = shutil.which("zensical", path=str(Path(sys.executable).parent))
    assert program
    built = subprocess.run([program, "build"], cwd=tmp_path, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    with serving(tmp_path / "site") as address:
        assert seen(browser, address, "dark", "data:image") == [[True, True]]


@pytest.mark.parametrize(
    "settings", ["theme: {name: material, font: false, language: de}\n", "theme: {name: mkdocs, locale: de}\n"],
    ids=["Material", "plain"],
)  # fmt: skip
def test_pictures_speak_the_language_of_the_theme(settings: str, tmp_path: Path) -> None:
    write(tmp_path, f"{settings}plugins: [convanim]\n", "```convanim\nconv -i 3 -k 2\n```\n")
    built = mkdocs(tmp_path)
    assert built.returncode == 0, built.stderr
    assert "Animation, Faltung" in (tmp_path / "site" / "index.html").read_text("utf-8")
