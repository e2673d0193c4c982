"""How the planes of a stack are wired: below the panels a column of planes for each, joined where they meet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from convanim.language.english import say
from convanim.layers.channels import Channels, drawn_planes, planes
from convanim.layers.stack import Stack
from convanim.scene.cells import Cells
from convanim.scene.frames import Grid, Link, Region, Route
from convanim.scene.nodes import Panel, Row
from convanim.scene.roles import CHANNELS, Role

PLANE_SCALE = 0.8
"""Side of a plane in the wiring, in cells of the picture."""


def wired(stack: Stack) -> bool:
    """Whether its wiring is drawn: its planes are, and in a layer they meet in groups only."""
    grouped = (layer.weighted and layer.channels.groups > 1 for layer in stack.network.layers)
    return stack.by_planes and any(grouped)


def _counts(stack: Stack) -> list[int]:
    """How many planes there are: of the input, and of what each layer makes."""
    layers = stack.network.layers
    return [layers[0].channels.inputs, *(layer.channels.outputs for layer in layers)]


def wiring_row(stack: Stack) -> Row:
    """A column of planes for the input and for each layer."""
    return Row(
        tuple(
            Panel(f"planes {number}", len(drawn_planes(count)), 1, _words(count), scale=PLANE_SCALE, aside=True)
            for number, count in enumerate(_counts(stack))
        ),
        whole=True,
    )


def _words(count: int) -> str:
    drawn = len(drawn_planes(count))
    return say("planes.some_drawn", planes=planes(count), drawn=drawn) if drawn < count else planes(count)


def wiring_grids(stack: Stack, cells: Cells) -> dict[str, Grid]:
    """Those of the input in their tints, the others as outputs are."""
    found = {}
    for number, count in enumerate(_counts(stack)):
        roles = CHANNELS if number == 0 else (Role.OUTPUT_DONE,) * len(CHANNELS)
        codes = np.array([[cells.code(role)] for role, _ in zip(roles, drawn_planes(count), strict=False)], np.uint16)
        found[f"planes {number}"] = Grid(codes, cells)
    return found


def wires(stack: Stack) -> tuple[Link, ...]:
    """A line for each two planes that meet: none from one group to another."""
    return tuple(
        link
        for number, layer in enumerate(stack.network.layers)
        for link in wires_between(layer.channels, f"planes {number}", f"planes {number + 1}")
    )


def wires_between(channels: Channels, source: str, target: str) -> Iterator[Link]:
    """From each plane that is drawn in a column to each in another that it meets."""
    ends = [*enumerate(drawn_planes(channels.inputs))], [*enumerate(drawn_planes(channels.outputs))]
    for (row, plane), (other, output) in product(*ends):
        if plane in channels.reads(output):
            yield Link(Region(source, row, 0), Region(target, other, 0), route=Route.WIRE)
