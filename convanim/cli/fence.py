"""The command for other programs: a fence's text becomes files and their alternative text."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from convanim.cli.command import HelpWords, command
from convanim.core.errors import ConvanimError
from convanim.core.escape import one_line
from convanim.core.text import printable
from convanim.recipe.click_options import table_option

LONGEST_STDIN = 100_000
"""Characters that are read from stdin: more than any fence may have."""


def _fence(medium: str, kept: Path | None, folder: Path | None, as_json: bool, **values: str | None) -> None:
    """Print what becomes of the text."""
    from convanim.publish.render import RenderOptions, render

    text = sys.stdin.read(LONGEST_STDIN)
    if not text.strip():
        raise ConvanimError("there is no text of a fence on stdin", way="give it there, as in the example of -h")
    look = {name: values[name] for name in ("format", "theme", "lang", "alt")}
    wanted = RenderOptions(kept or Path(), folder or Path(), medium)._replace(**look)  # type: ignore[arg-type]
    found = render(text, wanted)
    files = [
        {
            "path": str(found.folder / one.file), "width": one.facts.width, "height": one.facts.height,
            "media": one.media,
        }
        for one in found.files
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps({"alt": found.alt, "files": files, "drawn": list(found.drawn)}))
        return
    click.echo(one_line(found.alt))
    for file in files:
        click.echo("\t".join(printable(str(value)) for value in file.values()))


fence_command = command(
    HelpWords(
        "fence",
        "Draw what a fence asks for; print its alternative text, then a line for each file: path, width, height and "
        "the readers it is for, a media query, with tabs between. The text comes from stdin: the words of a command, "
        "or TOML. What is there is not drawn again. It is for programs that make pages; for Pandoc there is "
        "'convanim pandoc-filter'.\n\n\b\nExample:\n"
        "  echo 'conv -i 5 -k 3' | convanim fence --for paper --cache pictures",
    ),
    _fence,
    *map(table_option, ("medium", "kept", "folder")),
    table_option("theme", default=None, help="The theme, whatever the fence says."),
    table_option("lang", help="The language, where the fence names none.  [default: en]"),
    table_option("format", help="The format where it moves.  [default: what the fence says, or svg]"),
    *map(table_option, ("alt", "as_json")),
)
