"""The command that gives the numbers and draws nothing."""

from __future__ import annotations

import json
from typing import Any

import click

from convanim.cli.click_options import (
    given_in,
    layer_options,
    number_options,
    options_in,
    picture_options,
    sizes_in,
    view_options,
)
from convanim.core.errors import ConvanimError
from convanim.core.suggest import choose
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import PARAMETERS
from convanim.recipe.numbers import layer_and_numbers, require_sizes


@click.command(
    "plan",
    help=f"""The numbers, without drawing.

    \b
    Examples:
      convanim plan -i 3 -k 3 -p 1 -s 2                    both kinds of layer in one table
      convanim plan transposed -i 3 -k 3 -p 1 -s 2         what each output cell reads
      convanim plan transposed -i 3 -k 3 -p 1 -s 2 --json  all of it, for other programs

    KIND is one of {", ".join(LAYERS)}.""",
)
@click.argument("kind", required=False)
@layer_options(tuple(PARAMETERS))
@number_options
@picture_options
@view_options
@click.option("--json", "as_json", is_flag=True, help="The plan document: every step, and where it would be drawn.")
def plan_command(kind: str | None, as_json: bool, **values: Any) -> None:
    """Print the plan."""
    if kind is None:
        if as_json:
            raise ConvanimError(f"--json needs a kind of layer; use 'convanim plan {next(iter(LAYERS))} … --json'")
        sizes = sizes_in(values)
        require_sizes(sizes)
        from convanim.publish.plan_document import summary_text

        click.echo(summary_text({name: size for name, size in sizes.items() if size is not None}))
        return
    options = options_in(values)
    kind_of_layer = choose("kind of layer", kind, LAYERS)
    layer, numbers = layer_and_numbers(kind_of_layer, sizes_in(values), given_in(values), limits=options.limits)
    from convanim.publish.plan_document import plan_document, plan_text

    click.echo(json.dumps(plan_document(layer, options, numbers)) if as_json else plan_text(layer))
