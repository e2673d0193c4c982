"""The command that draws many pictures."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import click

from convanim.cli.command import HelpWords, command, limits_of, options_of_groups
from convanim.core.cache_folder import leave_out
from convanim.core.errors import OutputError
from convanim.core.text import shortened
from convanim.recipe.click_options import table_option
from convanim.recipe.command_options import RunOptions
from convanim.recipe.option_row import LIMIT
from convanim.recipe.recipe import picked

USUAL_GALLERY = Path("gallery") / "gallery.toml"


def _gallery(manifests: tuple[Path, ...], quiet: bool, no_cache: bool, **values: Any) -> None:
    """Print what became of each picture of each gallery."""
    run = picked(RunOptions, values)
    from convanim.publish.gallery.draw import check_gallery, draw_gallery

    if no_cache:
        leave_out()
    good = {"same"} if run.check else {"drawn", "kept"}
    failed = []
    limits = limits_of(values)
    made = check_gallery if run.check else draw_gallery
    for outcome in chain.from_iterable(
        made(manifest, run.jobs, limits) for manifest in manifests or (USUAL_GALLERY,)
    ):
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
    HelpWords(
        "gallery",
        "Draw the pictures that TOML files list, beside each; only those that changed. Without a file it is "
        f"{USUAL_GALLERY.as_posix()}. A [page] table in the file makes index.html and README.md too, which show "
        "them all.\n\n\b\nExample:\n  convanim gallery gallery/gallery.toml",
    ),
    _gallery,
    click.Argument(["manifests"], type=click.Path(path_type=Path), nargs=-1, metavar="[FILE.toml...]"),
    *map(table_option, ("check", "jobs", "no_cache", "quiet")),
    *options_of_groups(LIMIT),
)
