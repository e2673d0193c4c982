"""Keeps what the pages and the editors' stub say of the code true: `python -m tests.readme` writes them anew."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

from convanim.encoder.encoders import ENCODERS
from convanim.layers.transposed import TransposedConvolution
from convanim.pipeline.write import animate_bytes
from convanim.recipe.from_python import SPREAD, annotation_of, arguments_of, is_first
from convanim.recipe.picture_kinds import PICTURE_KINDS
from convanim.recipe.recipe import Recipe
from convanim.renderer.shape_formats import SHAPE_FORMATS
from tests.own_cache import own_cache

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = (
    README, ROOT / "convanim" / "cli" / "README.md", ROOT / "convanim" / "publish" / "README.md",
    ROOT / "convanim" / "README.md", ROOT / "tests" / "bench" / "README.md", ROOT / ".github" / "CONTRIBUTING.md",
    ROOT / ".github" / "CHANGELOG.md",
)  # fmt: skip
"""The page that everybody reads first, and those in the rooms."""

OUTPUT = re.compile(r"<!-- output: convanim (?P<words>.*?) -->\n```text\n.*?```\n<!-- end -->", re.DOTALL)
FORMATS = re.compile(r"<!-- formats -->\n(?P<rows>.*?)<!-- end -->", re.DOTALL)
SHELL = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)

EXAMPLE = re.compile(r'^\| <img src="(?P<file>[^"]+)" .*`(?P<line>convanim [^`]+)` \|$', re.MULTILINE)
"""A row that shows a picture beside its command."""

PYTHON = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


POST = re.compile(r"^`````markdown\n(.*?)^`````\n", re.DOTALL | re.MULTILINE)


def output_of(words: str) -> str:
    """What a command prints, at a fixed terminal width."""
    command = [sys.executable, "-m", "convanim", *shlex.split(words)]
    environment = {**os.environ, "COLUMNS": "80"}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def renewed(text: str) -> str:
    """A page with every shown output as it is now."""

    def block(match: re.Match[str]) -> str:
        words = match["words"]
        return f"<!-- output: convanim {words} -->\n```text\n{output_of(words)}```\n<!-- end -->"

    return OUTPUT.sub(block, text)


@cache
def format_rows() -> list[str]:
    """A table of every format: what the README's first layer takes in it, and what it is good for."""
    layer = TransposedConvolution.of(3, 3, 1, 2)
    rows = ["| suffix | format | 25 frames | good for |", "|---|---|---|---|"]
    for suffix, encoder in (ENCODERS | SHAPE_FORMATS).items():
        data, _ = animate_bytes(Recipe(layer), suffix)
        rows.append(f"| `{suffix}` | {encoder.name} | {round(len(data) / 1000)} KB | {encoder.good_for} |")
    return rows


def with_formats(text: str) -> str:
    """A page with the table of formats as it is now."""
    return FORMATS.sub(lambda _: "\n".join(["<!-- formats -->", *format_rows(), "<!-- end -->"]), text)


def shell_lines(text: str) -> list[str]:
    """Every command shown, a line each."""
    lines = [line for block in SHELL.findall(text) for line in block.splitlines() if line]
    return lines + [row["line"] for row in EXAMPLE.finditer(text)]


def example_post(text: str) -> str:
    """The post shown, which commands shown call post.md."""
    (post,) = POST.findall(text)
    return str(post)


STUB = ROOT / "convanim" / "__init__.pyi"

STUB_HEAD = '''"""What editors know of the calls in Python. Made from the table of options by `make docs`."""

from collections.abc import Sequence
from typing import Any

from convanim.api import Animation as Animation
from convanim.api import Exploration as Exploration
from convanim.api import draw as draw
from convanim.api import explore as explore
from convanim.api import from_module as from_module
from convanim.core.errors import ConvanimError as ConvanimError
from convanim.core.errors import OutputError as OutputError

__all__: list[str]
__version__: str

Size = int | Sequence[int]
Paddings = int | Sequence[int] | Sequence[Sequence[int]] | str
'''


def _literal(default: object) -> str:
    return json.dumps(default) if isinstance(default, str) else repr(default)


def stub() -> str:
    """The calls in Python with their arguments, types and defaults."""
    lines = [STUB_HEAD]
    for name, kind in PICTURE_KINDS.items():
        options = arguments_of(kind)
        arguments = [f"    {one.name}: {annotation_of(one)} = {_literal(one.default)}," for one in options]
        if kind.spread:
            arguments[0] = f"    *{options[0].name}: {SPREAD},"
        else:
            arguments.insert(sum(map(is_first, options)), "    *,")
        lines += [
            f"def {name}(",
            *arguments,
            ") -> Animation:",
            f'    """{kind.summary[0].upper()}{kind.summary[1:]}, as a picture that moves."""\n',
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    STUB.write_text(stub(), encoding="utf-8")
    with own_cache():
        for page in PAGES:
            page.write_text(with_formats(renewed(page.read_text(encoding="utf-8"))), encoding="utf-8")
