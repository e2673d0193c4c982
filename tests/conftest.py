from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser import Browser, find_browser

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `python -m convanim …` in an empty folder."""

    def call(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "convanim", *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, **options)  # type: ignore[call-overload,no-any-return]

    return call


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; skips the test where there is none."""
    browser = Browser(find_browser())
    try:
        yield browser
    finally:
        browser.close()
