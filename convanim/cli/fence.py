"""The command for other programs: a fence's text becomes files and their alternative text."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from convanim.core.errors import ConvanimError
from convanim.core.escape import one_line
from convanim.core.text import printable
from convanim.recipe.click_options import click_options
from convanim.recipe.options import OPTIONS

MOST_READ = 100_000
"""Characters that are read from stdin: more than any fence may have."""

MEDIA = "page, slide, book, paper"


@click.command(
    "fence",
    help="Draw what a fence asks for; print its alternative text, then a line for each file: path, width, height "
    "and the readers it is for, a media query, with tabs between. The text comes from stdin: the words of a command, "
    "or TOML. What is there is not drawn again. It is for programs that make pages; for Pandoc there is "
    "'convanim pandoc-filter'.\n\n\b\nExample:\n"
    "  echo 'conv -i 5 -k 3' | convanim fence --for paper --cache pictures",
)
@click.option("--for", "medium", default="page", metavar="MEDIUM", help=f"What for: {MEDIA}.  [default: page]")
@click.option("--cache", type=click.Path(path_type=Path), default=Path(), metavar="DIR",
              help="The folder that keeps the files.  [default: .]")  # fmt: skip
@click.option("--folder", type=click.Path(path_type=Path), default=Path(), metavar="DIR",
              help="Files of numbers are in it or below.  [default: .]")  # fmt: skip
@click.option("--theme", metavar="NAME", help="The theme, whatever the fence says.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def fence_command(medium: str, cache: Path, folder: Path, as_json: bool, **values: str | None) -> None:
    """Print what becomes of the text."""
    from convanim.publish.render import RenderOptions, render

    text = sys.stdin.read(MOST_READ)
    if not text.strip():
        raise ConvanimError("there is no text of a fence on stdin", way="give it there, as in the example of -h")
    wanted = RenderOptions(cache, folder, medium, format=values["format"], theme=values["theme"], alt=values["alt"])
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


fence_command.params += click_options([OPTIONS["format"], OPTIONS["alt"]])
