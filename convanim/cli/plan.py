"""The command that gives the numbers and draws nothing."""

from __future__ import annotations

import json
from typing import Any

import click

from convanim.cli.command import HelpWords, command, options_of_groups
from convanim.core.errors import ConvanimError
from convanim.core.suggest import choose
from convanim.layers.kinds import LAYERS, meant
from convanim.layers.parameters import PARAMETERS
from convanim.recipe.click_options import table_option
from convanim.recipe.numbers import require_sizes
from convanim.recipe.option_row import LAYER, LIMIT, LOOK, NUMBERS, VIEW
from convanim.recipe.picture_kinds import PICTURE_KINDS
from convanim.recipe.recipe import Recipe

PLAN_HELP = f"""The numbers, without drawing.

    \b
    Examples:
      convanim plan -i 3 -k 3 -p 1 -s 2                    both kinds of layer in one table
      convanim plan transposed -i 3 -k 3 -p 1 -s 2         what each output cell reads
      convanim plan transposed -i 3 -k 3 -p 1 -s 2 --json  all of it, for other programs

    KIND is one of {", ".join(LAYERS)}."""


def _plan(kind: str | None, as_json: bool, **values: Any) -> None:
    """Print the plan."""
    if kind is None:
        if as_json:
            raise ConvanimError(
                "--json needs a kind of layer", way=f"use 'convanim plan {next(iter(LAYERS))} … --json'"
            )
        sizes = {name: values[name] for name in PARAMETERS if values[name] is not None}
        require_sizes(sizes)
        from convanim.publish.both_kinds import summary_text

        click.echo(summary_text(sizes))
        return
    planned = {name: row for name, row in PICTURE_KINDS.items() if row.viewed or row.planned}
    named = choose("kind of layer", meant(kind), planned)
    if values["layers"] and "layers" not in named.subject.options:
        extra = " ".join(values["layers"])
        raise click.UsageError(f"Got unexpected extra argument ({extra})", click.get_current_context())
    recipe = Recipe.of(named.subject, named.values(values))
    from convanim.publish.plan_document import plan_document, plan_text

    click.echo(json.dumps(plan_document(recipe)) if as_json else plan_text(recipe.subject))


plan_command = command(
    HelpWords("plan", PLAN_HELP), _plan,
    click.Argument(["kind"], required=False),
    table_option("as_json", help="The plan document: every step, and where it would be drawn."),
    *options_of_groups(LAYER, NUMBERS, VIEW, LOOK, LIMIT, leave_out=("plays",)),
)  # fmt: skip
