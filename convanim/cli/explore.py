"""The command that writes the explorable page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from convanim.cli.command import HelpWords, command, options_of_groups
from convanim.core.errors import ConvanimError
from convanim.core.text import printable
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import LAYER_OPTIONS
from convanim.recipe.click_options import table_option
from convanim.recipe.option_row import LAYER

EXPLORE_HELP = f"""A page in which a layer is changed and touched: one HTML file that needs no network.

    \b
    Examples:
      convanim explore
      convanim explore transposed -i 4 -k 3 -s 2 -p 1 -o page.html

    KIND is one of {", ".join(LAYERS)}. A link may ask for another layer: page.html#kind=conv&i=7&k=3&d=2"""


def _explore(kind: str | None, output: Path | None, no_clobber: bool, quiet: bool, theme: str, **values: Any) -> None:
    """Write the page and say so."""
    from convanim.pipeline.explore import PAGE_NAME, layer_to_explore, page_text, write_page

    layer = layer_to_explore(kind, values)
    path = output or Path(PAGE_NAME)
    if str(path) == "-":
        if sys.stdout.isatty():
            raise ConvanimError("-o - would write a page to the terminal", way="redirect it, or use -o FILE")
        click.echo(page_text(layer, theme), nl=False)
        return
    size = write_page(layer, theme, path, not no_clobber)
    if not quiet:
        click.echo(printable(f"{path}  {size:,} bytes, {layer.sizes}"))


explore_command = command(
    HelpWords("explore", EXPLORE_HELP),
    _explore,
    click.Argument(["kind"], required=False),
    *options_of_groups(LAYER, leave_out=[name for name in LAYER_OPTIONS if name != "dims"]),
    table_option("output", help="File to write; '-' is stdout.  [default: explore.html]"),
    *map(table_option, ("theme", "no_clobber", "quiet")),
)
