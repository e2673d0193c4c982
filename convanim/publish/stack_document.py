"""The plan of a stack: what each layer makes, what one cell of it sees, and the field of one output cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from convanim.layers.compute import cost
from convanim.layers.network import Receptive
from convanim.layers.stack import Stack, place_words
from convanim.planner.stack_course import layer_words
from convanim.values.exact import plain, shown, simplest


def stack_document(stack: Stack) -> dict[str, Any]:
    """The keys of a plan document that are a stack's own: those of its layers are filled in by the caller."""
    network = stack.network
    field = network.field(stack.at)
    own = network.layers[0].own
    return {
        "input": list(own(network.input)),
        "output": list(own(network.output)),
        "receptive_field": receptive_document(own(network.receptive[-1])),
        "at": list(own(stack.at)),
        "field": {"rows": list(field.rows), "columns": list(field.columns)},
        "fields": [{"rows": list(one.rows), "columns": list(one.columns)} for one in network.fields(stack.at)],
    }


def receptive_document(axes: Sequence[Receptive]) -> dict[str, list[Any]]:
    """What one cell sees along each axis."""
    return {
        "size": [axis.size for axis in axes],
        "jump": [plain(simplest(axis.jump)) for axis in axes],
        "start": [plain(simplest(axis.start)) for axis in axes],
    }


def stack_rows(stack: Stack) -> list[Sequence[str]]:
    """The table of a stack: a line for the input and for each layer."""
    network = stack.network
    grown = [_extents(stack, number) for number in range(len(network.layers) + 1)]
    lines: list[Sequence[str]] = [
        ("layer", "output", "receptive field", "jump", "first centre", f"seen by output {_at(stack)}")
    ]
    names = ["input", *map(layer_words, network.layers)]
    sizes = [network.input, *(layer.output for layer in network.layers)]
    for number, (name, size, axes) in enumerate(zip(names, sizes, network.receptive, strict=True)):
        own = network.layers[0].own(axes)
        lines.append(
            (
                name,
                stack.of_one(size),
                stack.of_one((axes[0].size, axes[1].size)),
                _both([shown(axis.jump) for axis in own]),
                _both([shown(axis.start) for axis in own]),
                grown[number],
            )
        )
    return lines


def cost_rows(stack: Stack) -> list[Sequence[str]]:
    """What each layer with weights costs, beside the same with its planes in one group, and all of them together."""
    layers = [layer for layer in stack.network.layers if layer.weighted]
    costs = [(*cost(layer), *cost(layer, layer.channels.ungrouped)) for layer in layers]
    rows = [
        (layer_words(layer), f"{layer.channels.inputs} → {layer.channels.outputs}", *map("{:,}".format, one))
        for layer, one in zip(layers, costs, strict=True)
    ]
    heads = ("layer", "planes", "weights", "multiplies", "weights in one group", "multiplies in one group")
    total = [f"{sum(column):,}" for column in zip(*costs, strict=True)]
    return [heads, *rows, ("all", "", *total)]


def field_words(stack: Stack) -> str:
    """The very positions, in words."""
    field = stack.network.field(stack.at)
    if not field.rows:
        return f"output {_at(stack)} depends on no input"
    columns = ", ".join(map(str, field.columns))
    if stack.network.dims == 1:
        return f"output {_at(stack)} depends on input {columns}"
    return f"output {_at(stack)} depends on rows {', '.join(map(str, field.rows))} and columns {columns}"


def _at(stack: Stack) -> str:
    return place_words(stack.at, stack.network.dims)


def _extents(stack: Stack, number: int) -> str:
    field = stack.network.fields(stack.at)[number]
    rows, columns = ((line[-1] - line[0] + 1 if line else 0) for line in field)
    return stack.of_one((rows, columns))


def _both(words: Sequence[str]) -> str:
    return words[0] if len(set(words)) == 1 else "×".join(words)
