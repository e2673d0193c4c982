"""A post goes through site generators as they are after installing, and a browser shows its pictures.

Each is skipped where it is not installed: convanim needs none of them.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Browser
from tests.conftest import Run
from tests.sites import build, needs, seen, serving

POST = """# Downsampling

Before *it*:

```convanim
conv -i 3 -k 2
```

After **it**.
"""

needs_hugo = pytest.mark.skipif(shutil.which("hugo") is None, reason="not installed: hugo")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address of a server of what is built into `site`."""
    (tmp_path / "site").mkdir()
    with serving(tmp_path / "site") as address:
        yield address


def post(folder: Path, name: str, run: Run, *options: str) -> None:
    """A post of that name in a folder, run through `md`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(POST)
    result = run("md", str(folder / name), "-q", *options)
    assert result.returncode == 0, result.stderr


@needs_hugo
@pytest.mark.parametrize("target", ["commonmark", "hugo"])
def test_a_hugo_site_of_default_settings_shows_it(
    target: str, tmp_path: Path, run: Run, browser: Browser, served: str
) -> None:
    (tmp_path / "hugo.toml").write_text('baseURL = "/"\n')
    (tmp_path / "config.toml").write_text('baseURL = "/"\n')  # its name before version 0.110
    (tmp_path / "layouts" / "_default").mkdir(parents=True)
    (tmp_path / "layouts" / "_default" / "single.html").write_text("<!doctype html><body>{{ .Content }}</body>")
    post(tmp_path / "content" / "posts" / "down", "index.md", run, "--for", target, "--images", "images")
    build("hugo", "--destination", "site", cwd=tmp_path)
    assert seen(browser, f"{served}/posts/down/") == [[True, True]]


@needs("mkdocs")
def test_an_mkdocs_site_with_directory_urls_shows_it(tmp_path: Path, run: Run, browser: Browser, served: str) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: A\nsite_dir: site\nuse_directory_urls: true\n")
    post(tmp_path / "docs", "down.md", run, "--images", "images")
    (tmp_path / "docs" / "index.md").write_text("# Home\n")
    build(sys.executable, "-m", "mkdocs", "build", "-q", "--strict", cwd=tmp_path)
    assert seen(browser, f"{served}/down/") == [[True, True]]


@needs("mkdocs", "material")
@pytest.mark.parametrize(("scheme", "shown"), [("default", [False, True]), ("slate", [True, False])])
def test_the_switch_of_material_for_mkdocs_is_followed_and_not_the_device(
    scheme: str, shown: list[bool], tmp_path: Path, run: Run, browser: Browser, served: str
) -> None:
    theme = f"theme:\n  name: material\n  font: false\n  palette:\n    scheme: {scheme}\n"
    (tmp_path / "mkdocs.yml").write_text(f"site_name: A\nsite_dir: site\n{theme}")
    post(tmp_path / "docs", "index.md", run, "--dark-switch", "material")
    build(sys.executable, "-m", "mkdocs", "build", "-q", cwd=tmp_path)
    for device in ("light", "dark"):
        assert [visible for _, visible in seen(browser, f"{served}/", device)] == shown


@needs("sphinx", "myst_parser")
@pytest.mark.parametrize("theme", ["alabaster", "furo", "pydata_sphinx_theme"])
def test_a_sphinx_site_with_myst_shows_it(
    theme: str, tmp_path: Path, run: Run, browser: Browser, served: str
) -> None:
    if importlib.util.find_spec(theme) is None:
        pytest.skip(f"not installed: {theme}")
    switch = {"furo": "furo", "pydata_sphinx_theme": "pydata"}.get(theme)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "conf.py").write_text(f"extensions = ['myst_parser']\nhtml_theme = {theme!r}\n")
    post(tmp_path / "src", "index.md", run, "--images", "images", *(["--dark-switch", switch] if switch else []))
    build(sys.executable, "-m", "sphinx", "-q", "-W", "src", "site", cwd=tmp_path)
    found = seen(browser, f"{served}/")
    assert [visible for _, visible in found] == ([False, True] if switch else [True])
    assert all(loaded for loaded, visible in found if visible)


@pytest.mark.parametrize(("dark", "shown"), [("", [False, True]), ("dark", [True, False])], ids=["light", "dark"])
def test_any_other_switch_is_followed_by_its_selector(
    dark: str, shown: list[bool], tmp_path: Path, run: Run, browser: Browser, served: str
) -> None:
    result = run("embed", "conv", "-i", "3", "-k", "2", "--for", "html", "--dark-switch", ".dark", "--write",
                 "-o", "site/conv_i3_k2.svg")  # fmt: skip
    assert result.returncode == 0, result.stderr
    (tmp_path / "site" / "index.html").write_text(f'<!doctype html><html class="{dark}"><body>{result.stdout}</body>')
    assert [visible for _, visible in seen(browser, f"{served}/", "dark")] == shown


def test_the_player_fits_its_frame(tmp_path: Path, run: Run, browser: Browser, served: str) -> None:
    result = run("embed", "conv", "-i", "3", "-k", "2", "--for", "iframe", "--write", "-o", "site/conv_i3_k2.html")
    assert result.returncode == 0, result.stderr
    (tmp_path / "site" / "index.html").write_text(f"<!doctype html><body>{result.stdout}</body>")
    page = browser.page()
    page.open(f"{served}/")
    inside = "document.querySelector('iframe').contentDocument.documentElement"
    assert page.evaluate(f"{inside}.scrollHeight <= {inside}.clientHeight")
    page.close()
