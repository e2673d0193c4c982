from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from convanim.encoder.base import Playing
from convanim.layout.page import Layout
from convanim.renderer.shape_formats import SHAPE_FORMATS, ShapeFormat
from convanim.scene.picture import Picture
from convanim.style.themes import Theme
from tests.browser import Browser, find_browser
from tests.own_cache import own_cache
from tests.shape_check import check

ON_POSIX = os.name == "posix"

collect_ignore = [] if ON_POSIX else [
    "torture", "test_torture.py", "test_files.py", "test_untrusted.py", "test_inspect.py", "test_sprites.py",
    "test_readme.py", "test_pipeline.py",
]  # fmt: skip
"""What needs links, modes, devices or the shell of POSIX; `test_systems` holds the same promises anywhere."""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `python -m convanim …` in an empty folder."""

    def call(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "convanim", *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, **options)  # type: ignore[call-overload,no-any-return]

    return call


@pytest.fixture(scope="session", autouse=True)
def the_users_cache_is_not_touched() -> Iterator[None]:
    """Sprites go into a folder of the tests' own, also those of the programs that they run."""
    with own_cache():
        yield


@pytest.fixture(scope="session", autouse=True)
def every_file_of_shapes_is_checked() -> Iterator[None]:
    """Whatever a test draws as shapes is read back and held against its frames, step by step."""

    def checked(suffix: str, row: ShapeFormat) -> ShapeFormat:
        def write(file: BinaryIO, picture: Picture, layout: Layout, theme: Theme, playing: Playing) -> None:
            whole = io.BytesIO()
            row.write(whole, picture, layout, theme, playing)
            check(whole.getvalue(), suffix, picture, layout, theme, playing)
            file.write(whole.getvalue())

        return row._replace(write=write)

    with pytest.MonkeyPatch.context() as patch:
        for suffix, row in SHAPE_FORMATS.items():
            patch.setitem(SHAPE_FORMATS, suffix, checked(suffix, row))
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; skips the test where there is none."""
    browser = Browser(find_browser())
    try:
        yield browser
    finally:
        browser.close()
