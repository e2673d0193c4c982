"""The command that draws many pictures."""

from __future__ import annotations

from pathlib import Path

import click

from convanim.cli.command import command, limits_of, no_cache_option
from convanim.core.cache_folder import leave_out
from convanim.core.errors import OutputError
from convanim.core.text import shortened
from convanim.recipe.options import LIMIT


def _gallery(manifest: Path, check: bool, jobs: int | None, quiet: bool, no_cache: bool, **values: int) -> None:
    """Print what became of each."""
    from convanim.publish.gallery.draw import check_gallery, draw_gallery

    if no_cache:
        leave_out()
    good = {"same"} if check else {"drawn", "kept"}
    failed = []
    limits = limits_of(values)
    for outcome in (check_gallery if check else draw_gallery)(manifest, jobs, limits):
        fine = outcome.state in good
        if not fine:
            failed.append(outcome.name)
        if not (fine and quiet):
            size = f"{outcome.bytes:>9,} bytes  " if outcome.bytes else ""
            said = f"{outcome.state:<8} {size}{outcome.name}{': ' * bool(outcome.error)}{outcome.error}"
            click.echo(shortened(said), err=not fine)
    if failed:
        raise OutputError(f"{len(failed)} files are not as they should be: {', '.join(failed)}")


gallery_command = command(
    "gallery",
    "Draw the pictures that a TOML file lists, beside it; only those that changed. Without a file it is "
    "gallery/gallery.toml. A [page] table in the file makes index.html and README.md too, which show them all."
    "\n\n\b\nExample:\n  convanim gallery gallery/gallery.toml",
    (LIMIT,),
    _gallery,
    click.Argument(
        ["manifest"], type=click.Path(path_type=Path), default=Path("gallery/gallery.toml"), metavar="[FILE.toml]"
    ),
    click.Option(["--check"], is_flag=True, help="Draw nothing: exit 1 where a file is not what would be drawn."),
    click.Option(["-j", "--jobs"], type=click.IntRange(1), help="Pictures drawn at once.  [default: one a core]"),
    no_cache_option(),
    click.Option(["-q", "--quiet"], is_flag=True, help="Say only what failed."),
)
