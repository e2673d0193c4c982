"""The command that says where the filter for Pandoc and Quarto is."""

from __future__ import annotations

from pathlib import Path

import click

FILTER = Path(__file__).parent.parent / "publish" / "pandoc.lua"


@click.command(
    "pandoc-filter",
    help="Print the path of a Lua filter for Pandoc and Quarto. It makes pictures of ```convanim fences: SVG or GIF "
    "in HTML and reveal.js, PDF in LaTeX, PNG in all other formats.\n\n\b\nExample:\n"
    '  pandoc -s -L "$(convanim pandoc-filter)" page.md -o page.html',
)
def pandoc_filter_command() -> None:
    """Print it."""
    click.echo(str(FILTER))
