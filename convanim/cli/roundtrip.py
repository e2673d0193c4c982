"""The command `roundtrip`."""

from __future__ import annotations

from typing import Any

import click

from convanim.cli.click_options import layer_options, number_options, output_options, picture_options
from convanim.cli.draw import _animate
from convanim.layers.kinds import LAYERS


@click.command(
    "roundtrip",
    help="A convolution, then the transposed one with the same kernel, padding and stride: the size comes back, the "
    "values do not.\n\n\b\nExample:\n  convanim roundtrip -i 5 -k 3 -p 1 -s 2",
)
@layer_options(LAYERS["conv"].parameters)
@number_options
@output_options
@picture_options
def roundtrip_command(**values: Any) -> None:
    """The round trip is a view of a convolution."""
    _animate(LAYERS["conv"], round_trip_values(values))


def round_trip_values(values: dict[str, Any]) -> dict[str, Any]:
    """What `roundtrip` asks of a convolution."""
    return values | {"view": "roundtrip"}
