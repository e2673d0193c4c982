"""Keeps what the README shows of the command line true: `python -m tests.readme` writes the outputs anew."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from convanim.encoder.encoders import ENCODERS
from convanim.layers.transposed import TransposedConvolution
from convanim.pipeline.write import animate_bytes
from convanim.recipe.options import Options
from convanim.renderer.shape_formats import SHAPE_FORMATS

README = Path(__file__).parent.parent / "README.md"

OUTPUT = re.compile(r"<!-- output: convanim (?P<words>.*?) -->\n```text\n.*?```\n<!-- end -->", re.DOTALL)
FORMATS = re.compile(r"<!-- formats -->\n(?P<rows>.*?)<!-- end -->", re.DOTALL)
SHELL = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)

PYTHON = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


POST = re.compile(r"^`````markdown\n(.*?)^`````\n", re.DOTALL | re.MULTILINE)


def output_of(words: str) -> str:
    """What a command prints, at a fixed terminal width."""
    command = [sys.executable, "-m", "convanim", *shlex.split(words)]
    environment = {**os.environ, "COLUMNS": "80"}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def renewed(text: str) -> str:
    """The README with every shown output as it is now."""

    def block(match: re.Match[str]) -> str:
        words = match["words"]
        return f"<!-- output: convanim {words} -->\n```text\n{output_of(words)}```\n<!-- end -->"

    return OUTPUT.sub(block, text)


def format_rows() -> list[str]:
    """A table of every format: what the README's first layer takes in it, and what it is good for."""
    layer = TransposedConvolution.of(3, 3, 1, 2)
    rows = ["| suffix | format | 25 frames | good for |", "|---|---|---|---|"]
    for suffix, encoder in (ENCODERS | SHAPE_FORMATS).items():
        data, _ = animate_bytes(layer, suffix, Options())
        rows.append(f"| `{suffix}` | {encoder.name} | {round(len(data) / 1000)} KB | {encoder.good_for} |")
    return rows


def with_formats(text: str) -> str:
    """The README with the table of formats as it is now."""
    return FORMATS.sub(lambda _: "\n".join(["<!-- formats -->", *format_rows(), "<!-- end -->"]), text)


def shell_lines(text: str) -> list[str]:
    """Every command shown, a line each."""
    return [line for block in SHELL.findall(text) for line in block.splitlines() if line]


def example_post(text: str) -> str:
    """The post shown, which commands shown call post.md."""
    (post,) = POST.findall(text)
    return str(post)


if __name__ == "__main__":
    README.write_text(with_formats(renewed(README.read_text(encoding="utf-8"))), encoding="utf-8")
