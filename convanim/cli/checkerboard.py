"""The command `checkerboard`."""

from __future__ import annotations

from typing import Any

import click

from convanim.cli.click_options import layer_options, number_options, output_options, picture_options
from convanim.cli.draw import _animate
from convanim.layers.kinds import LAYERS

CHECKERBOARD_INPUT = "6"
"""Input size of a checkerboard: large enough for an inside."""


@click.command(
    "checkerboard",
    help="How often a transposed convolution reaches each output cell, and whether that is even.\n\n\b\nExample:\n"
    "  convanim checkerboard -k 3 -s 2",
)
@layer_options(LAYERS["transposed"].parameters)
@number_options
@output_options
@picture_options
def checkerboard_command(**values: Any) -> None:
    """The checkerboard is the end of the scatter view of a transposed convolution."""
    _animate(LAYERS["transposed"], checkerboard_values(values))


def checkerboard_values(values: dict[str, Any]) -> dict[str, Any]:
    """What `checkerboard` asks of a transposed convolution."""
    whole = values["filmstrip"] or values.get("frames")
    still = values["still"] or (None if whole else "last")
    chosen = {"view": "scatter", "still": still, "input": values["input"] or CHECKERBOARD_INPUT}
    return values | chosen
