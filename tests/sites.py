"""What tests of sites share: a build, a server, and a browser's word on whether the pictures are there."""

from __future__ import annotations

import functools
import http.server
import importlib.util
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser import Browser

LOADED = """Promise.all([...document.images].map(image => {
    image.loading = "eager";
    return image.decode().catch(() => 0);
  }))
  .then(() => [...document.images].filter(image => image.currentSrc.includes("NAME"))
  .map(image => [image.naturalWidth > 0, image.checkVisibility() && image.getBoundingClientRect().width > 0]))"""


def needs(*modules: str) -> pytest.MarkDecorator:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server of a folder."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def build(*words: str, cwd: Path) -> None:
    result = subprocess.run(words, cwd=cwd, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def seen(browser: Browser, address: str, scheme: str = "light", name: str = "conv_i3_k2") -> list[list[bool]]:
    """For each picture whose file has that name, whether it was loaded and whether it is visible."""
    page = browser.page(scheme=scheme)
    page.open(address)
    try:
        found: list[list[bool]] = page.evaluate(LOADED.replace("NAME", name))
        return found
    finally:
        page.close()


RECIPES = Path(__file__).parent.parent / "convanim" / "publish" / "README.md"

LONGEST_RECIPE = 10
"""Lines that a reader has to copy."""

_SHOWN = re.compile(r"^(`{3,})(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^\1$", re.DOTALL | re.MULTILINE)


def recipe(name: str) -> dict[str, str]:
    """The files of a recipe of the page, and the lines for a shell under an empty name."""
    sections = re.split(r"^##+ ", RECIPES.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (section,) = (one for one in sections if one.startswith(f"{name}\n"))
    found = {title: text for _, _, title, text in _SHOWN.findall(section)}
    assert sum(len(text.splitlines()) for text in found.values()) <= LONGEST_RECIPE
    return found


def followed(name: str, folder: Path, **instead: str) -> str:
    """Do what a recipe says in an empty folder, with some words replaced by others; what its commands print."""
    files = recipe(name)
    commands = files.pop("")
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        for old, new in instead.items():
            text = text.replace(old, new)
        (folder / path).write_text(text)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PYTHONWARNINGS", None)
    result = subprocess.run(["bash", "-euc", commands], cwd=folder, capture_output=True, text=True, env=environment)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
