"""The command that shows the limits."""

from __future__ import annotations

import json

import click

from convanim.cli.command import HelpWords, command
from convanim.core.limits import LIMITS
from convanim.recipe.click_options import table_option


def _limits(as_json: bool) -> None:
    """Print the table of limits."""
    if as_json:
        rows = [
            {"name": row.name, "value": row.value, "unit": row.unit, "option": row.option, "help": row.help}
            for row in LIMITS.values()
        ]
        click.echo(json.dumps({"limits": rows}))
        return
    from convanim.publish.plan_document import table

    lines = [(row.name, f"{row.value:,}", row.option, row.help) for row in LIMITS.values()]
    click.echo("\n".join(table([("limit", "at most", "option", "of what"), *lines])))


limits_command = command(
    HelpWords(
        "limits",
        "How much one picture may hold, and the option that allows another amount. A request beyond a limit is "
        "answered at once, before anything is drawn.\n\n\b\nExample:\n  convanim limits",
    ),
    _limits,
    table_option("as_json"),
)
