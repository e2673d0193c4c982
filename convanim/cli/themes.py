"""The command that lists, checks and shows themes."""

from __future__ import annotations

from pathlib import Path

import click

from convanim.cli.command import HelpWords, command
from convanim.core.errors import OutputError
from convanim.core.text import printable
from convanim.recipe.click_options import table_option
from convanim.style.themes import THEMES


def _themes(names: tuple[str, ...], output: Path | None, quiet: bool) -> None:
    """Print a line for each theme, and one for each pair of its colours that is too close."""
    from convanim.style.theme_file import theme_named

    themes = {name: theme_named(name, "theme") for name in names} or THEMES
    if output is not None:
        from convanim.pipeline.theme_sheet import draw_sheet

        report = draw_sheet(list(themes.values()), output)
        if not quiet:
            click.echo(f"{printable(str(output))}  {report.width}×{report.height} px, {report.bytes:,} bytes")
    elif not names and not quiet:
        wide = max(map(len, themes))
        for name, theme in themes.items():
            click.echo(f"{name:<{wide}}  {theme.summary}")
    if names:
        _check(names, quiet)


def _check(names: tuple[str, ...], quiet: bool) -> None:
    from convanim.style.contrast import faults
    from convanim.style.theme_file import theme_named

    failed = []
    for name in names:
        found = faults(theme_named(name))
        for fault in found:
            click.echo(f"{printable(name)}: {fault}")
        if found:
            failed.append(name)
        elif not quiet:
            click.echo(f"{printable(name)}: every pair of colours has the contrast it needs")
    if failed:
        raise OutputError(f"colours are too close in {', '.join(failed)}")


themes_command = command(
    HelpWords(
        "themes",
        "List the themes. Those that are named, be it a .toml file of your own, are checked for contrast; exit 1 "
        "where one fails. With -o they are drawn side by side.\n\n\b\nExamples:\n  convanim themes\n"
        "  convanim themes -o themes.png\n  convanim themes my.toml",
    ),
    _themes,
    click.Argument(["names"], nargs=-1, metavar="[THEME|FILE.toml]..."),
    table_option("output", metavar="FILE.png", help="Draw them side by side into a file."),
    table_option("quiet"),
)
