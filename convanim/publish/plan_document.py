"""The plan as other programs and people read it: the JSON document, and tables of words. No drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import singledispatch
from itertools import pairwise, product
from typing import Any, cast

from convanim.core.text import listed
from convanim.frameworks.frameworks import FRAMEWORKS, framework_lines
from convanim.frameworks.same_words import counterpart
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.layers.channels import Channels
from convanim.layers.comparison import Comparison
from convanim.layers.compute import Planes, cost, overlaps, winner_of
from convanim.layers.handout import Handout
from convanim.layers.parameters import CHANNEL_OPTIONS, LAYER_OPTIONS, PARAMETERS
from convanim.layers.stack import Stack, StackNumbers
from convanim.layers.subject import Subject
from convanim.layout.page import CellsTooSmallError
from convanim.pipeline.compose import Composition, compose
from convanim.planner.views import VIEWS
from convanim.publish.stack_document import cost_rows, field_words, receptive_document, stack_document, stack_rows
from convanim.recipe.drawing_command import comparing_command
from convanim.recipe.recipe import Recipe
from convanim.recipe.within_limits import require_sensible
from convanim.scene.picture import ShadeScale
from convanim.scene.roles import FINEST, Role, Shade
from convanim.style.themes import Theme
from convanim.values.exact import Results, plain

SCHEMA = 1


MOST_ROWS = 24
"""Lines of a table for people; more are cut in the middle."""


MOST_GROUPS = 8
"""Groups of planes that are listed; of more the first and the last."""


MOST_TAPS = 10_000
"""Taps of a kernel along one axis that are looked through for such a line."""


def plan_document(recipe: Recipe) -> dict[str, Any]:
    """The plan document: layer, output size, equivalent convolution, every step, and where it would be drawn.

    `picture` is None where the layer has too many cells to be drawn at this width. Raises ConvanimError for
    more steps than are sensible.
    """
    require_sensible(recipe.subject, recipe.options.limits)
    return {"schema": SCHEMA, **document_of(recipe.subject, recipe), "picture": _picture(recipe)}


@singledispatch
def document_of(subject: Subject, recipe: Recipe) -> dict[str, Any]:
    """What the document says of a subject of a recipe: each kind of them has its own keys."""
    raise NotImplementedError(subject.kind)


@document_of.register
def _(layer: Layer, recipe: Recipe) -> dict[str, Any]:
    axes, numbers = layer.own_axes, cast("Planes | None", recipe.numbers)
    document = {
        "layer": _layer(layer),
        "output": _own(layer, layer.output),
        "equivalent": {
            "zero_insertion": [axis.zeros for axis in axes],
            "padding": [[axis.before, axis.after] for axis in axes],
            "stride": [axis.stride for axis in axes],
            "size": [axis.size for axis in axes],
        },
        "unread": [axis.unread for axis in axes],
        "steps": _steps(layer, numbers),
        "stages": [{"name": stage.act.title, "size": _own(layer, stage.size)} for stage in layer.stages()],
        "overlaps": _grid(layer, overlaps(layer)),
        "code": framework_lines(layer),
    }
    if not layer.channels.single:
        document["channels"] = _channels(layer)
    if numbers:
        document["values"] = _values(layer, numbers)
    return document


@document_of.register
def _(stack: Stack, recipe: Recipe) -> dict[str, Any]:
    network, numbers = stack.network, cast("StackNumbers | None", recipe.numbers)
    layers = []
    for number, layer in enumerate(network.layers):
        seen = receptive_document(layer.own(network.receptive[number + 1]))
        one = {"layer": _layer(layer), "output": _own(layer, layer.output), "receptive_field": seen}
        if not layer.channels.single:
            one["channels"] = _channels(layer)
        if numbers:
            one["values"] = _values(layer, numbers.parts[number])
        layers.append(one)
    return {"layers": layers, **stack_document(stack)}


@document_of.register
def _(comparison: Comparison, recipe: Recipe) -> dict[str, Any]:
    sides = [
        document_of(side.subject, replace(recipe, subject=side.subject, numbers=side.numbers))
        for side in comparison.sides
    ]
    document: dict[str, Any] = {"compare": sides}
    if comparison.diff:
        several = comparison.sides[0].subject.planes_out > 1  # as values are nested: [plane][row][column]
        document["differs"] = [list(place if several else place[1:]) for place in comparison.differences]
    return document


@document_of.register
def _(handout: Handout, recipe: Recipe) -> dict[str, Any]:
    return {"sheet": [document_of(layer, replace(recipe, subject=layer)) for layer in handout.layers]}


def _channels(layer: Layer) -> dict[str, Any]:
    """Its planes, which of the input each plane of the output reads, and what that costs, beside one group."""
    channels = layer.channels
    found: dict[str, Any] = {
        "in_channels": channels.inputs,
        "out_channels": channels.outputs,
        "groups": channels.groups,
        "reads": [list(channels.reads(output)) for output in range(channels.outputs)],
    }
    if layer.reduction.weighted:
        found |= cost(layer)._asdict() | {"ungrouped": cost(layer, channels.ungrouped)._asdict()}
    return found


def _values(layer: Layer, numbers: Planes) -> dict[str, Any]:
    """Grids of numbers; with channels nested: [channel][row][column], kernels in PyTorch's order."""

    def grid(matrix: Results) -> list[Any]:
        return _grid(layer, [[plain(value) for value in row] for row in matrix])

    found: dict[str, list[Any]] = {
        "input": [grid(plane) for plane in numbers.input],
        "kernel": [[grid(slab) for slab in filter] for filter in numbers.kernel],
        "output": [grid(plane) for plane in numbers.output],
    }
    if layer.channels.single:
        found = {
            "input": found["input"][0],
            "kernel": found["kernel"] and found["kernel"][0][0],
            "output": found["output"][0],
        }
    return {name: value for name, value in found.items() if value}


def _layer(layer: Layer) -> dict[str, Any]:
    """Its kind and its numbers; its options and the name of its padding where they are not as usual."""
    found: dict[str, Any] = {"kind": layer.kind}
    found |= {name: _own(layer, getattr(layer, name)) for name in PARAMETERS}
    if layer.padding_name:
        found["padding_name"] = layer.padding_name
    for name in layer.options:
        if name in CHANNEL_OPTIONS and layer.channels.single:
            continue
        value = layer.resolved(name)
        if value != LAYER_OPTIONS[name].default and value is not None:
            found[name] = _own(layer, value) if isinstance(value, tuple) else value
    return found


def _own(layer: Layer, pair: Sequence[Any]) -> list[Any]:
    """A list of one item for each dimension."""
    return [_listed(item) for item in layer.own(pair)]


def _grid(layer: Layer, grid: Sequence[Sequence[Any]]) -> list[Any]:
    """Rows of a grid; in one dimension its only row."""
    return list(grid[0]) if layer.flat else [list(row) for row in grid]


def _steps(layer: Layer, numbers: Planes | None) -> list[dict[str, Any]]:
    rows, columns = layer.axes
    row_reads = [rows.reads(output) for output in range(rows.output)]
    column_reads = [columns.reads(output) for output in range(columns.output)]
    steps: list[dict[str, Any]] = []
    for row, column in product(range(rows.output), range(columns.output)):
        meetings = product(row_reads[row], column_reads[column])
        step: dict[str, Any] = {
            "output": _own(layer, (row, column)),
            "window": _own(layer, (rows.window(row), columns.window(column))),
            "reads": [[*layer.own((r, c)), *layer.own((u, v))] for (r, u), (c, v) in meetings],
        }
        if rows.varies or columns.varies:
            step["window_size"] = _own(layer, (rows.span(row), columns.span(column)))
        if layer.reduction.winner and numbers:
            won = [winner_of(layer, plane, (row, column)) for plane in numbers.input]
            winners = [_own(layer, winner) if winner else None for winner in won]
            step["winner"] = winners[0] if layer.channels.single else winners
        divisor = layer.divisor(row, column)
        if divisor is not None:
            step["divisor"] = divisor
        steps.append(step)
    return steps


def _picture(recipe: Recipe) -> dict[str, Any] | None:
    try:
        composition = compose(recipe)
    except CellsTooSmallError:
        return None
    layout, theme = composition.layout, composition.theme
    return {
        "size": [layout.width, layout.height],
        "panels": {
            name: {"x": place.x, "y": place.y, "cell": place.cell, "rows": place.rows, "cols": place.columns}
            | ({"corners": _listed(place.around(0, 0, place.rows, place.columns))} if place.lean else {})
            for name, place in layout.places.items()
        },
        "colors": {"background": theme.background, "outline": theme.accent}
        | {role.key: theme.look(role).fill for role in Role},
        "shades": [_scale(scale, theme, layout.places) for scale in composition.picture.scales],
        "transparent": theme.transparent,
        "durations_ms": list(composition.durations_ms()),
        "frame_steps": _frame_steps(composition),
    }


def _scale(scale: ShadeScale, theme: Theme, drawn: Iterable[str]) -> dict[str, Any]:
    """What shades mean: the values at the two ends, and all colours from one to the other.

    A file with a palette may have every second of these colours, or every fourth.
    """
    colors = [theme.look(Shade(Role.INPUT, scale.ramp, step)).fill for step in range(FINEST + 1)]
    names = {name: name.lstrip("0123456789 ") for name in drawn}  # side by side they begin with a number
    panels = [name for name, own in names.items() if own.replace(" ", "_").partition("_")[0] in scale.panels]
    return {"of": panels, "low": plain(scale.low), "high": plain(scale.high), "colors": colors}


def _frame_steps(composition: Composition) -> list[int | None]:
    """For each frame of the file the index of the step that it shows, None where it shows none.

    They are counted in the grid whose cells are a step each: the output, in the scatter view the input. What a round
    trip does on its way back is no step of the layer.
    """
    recipe = composition.recipe
    subject, view = recipe.subject, VIEWS[recipe.options.view]
    grids = view.grids(subject) if view.runs is None else view.runs(subject).grids
    own = sum(rows * columns for rows, columns in grids[: view.own_grids])
    steps = composition.picture.survey.steps
    if subject.several_planes:  # each plane of the output takes the same steps
        return [None if step is None else step % own for step in steps]
    return [step if step is not None and step < own else None for step in steps]


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, tuple) else value


@singledispatch
def plan_text(subject: Subject) -> str:
    """What a person wants to know."""
    raise NotImplementedError(subject.kind)


@plan_text.register
def _(layer: Layer) -> str:
    """What a person wants to know of a layer: sizes, formulas, and what each output row and column reads."""
    axes = layer.own_axes
    lines = [
        f"{layer.name}   {'   '.join(layer.facts())}",
        "",
        *layer.formula(),
        *layer.notes(),
        "",
    ]
    facts: list[tuple[str, Callable[[Axis], object]]] = [
        ("input", lambda axis: axis.input),
        ("zeros inserted between neighbours", lambda axis: axis.zeros),
        ("padding before, after", _sides),
        ("cells slid over", lambda axis: axis.size),
        (layer.window, _kernel),
        ("slides by", lambda axis: "as needed" if axis.adaptive else axis.stride),
        ("never read at the end", lambda axis: axis.unread),
        ("output", lambda axis: axis.output),
    ]
    names = ("cells",) if layer.flat else ("rows", "columns")
    lines += table([("", *names), *((name, *map(fact, axes)) for name, fact in facts)])
    if not layer.channels.single:
        lines += ["", *_channel_lines(layer)]
    halves = {"": axes[0]} if layer.flat else {" rows and columns": axes[0]} if layer.square else {
        f" {name}": axis for name, axis in zip(names, axes, strict=True)
    }  # fmt: skip
    through = f"through {layer.window}"
    for name, axis in halves.items():
        if axis.kernel > MOST_TAPS:
            lines += ["", f"output{name}: each reads too many cells to list them"]
        else:
            lines += ["", *table([(f"output{name}", "reads input", through), *_reads(axis)])]
    code = framework_lines(layer)
    lines += ["", *(f"{FRAMEWORKS[name].title:9}{line}" for name, line in code.items())] if code else []
    other = counterpart(layer)
    lines += ["", other.words, f"  {comparing_command((layer, other.layer))}"] if other else []
    return "\n".join(lines)


@plan_text.register
def _(stack: Stack) -> str:
    lines = [f"{stack.name}   {stack.sizes}", "", *table(stack_rows(stack)), "", field_words(stack)]
    if stack.plural and stack.weighted:
        lines += ["", *table(cost_rows(stack))]
    return "\n".join(lines)


@plan_text.register
def _(comparison: Comparison) -> str:
    return "\n\n\n".join(plan_text(side.subject) for side in comparison.sides)


@plan_text.register
def _(handout: Handout) -> str:
    return "\n\n\n".join(map(plan_text, handout.layers))


def _channel_lines(layer: Layer) -> list[str]:
    """Its planes, which of them meet, and what that costs, beside the layer in one group."""
    channels = layer.channels
    lines = [", ".join(layer.planes_told())]
    if channels.groups > 1 and layer.reduction.weighted:
        lines += ["", *table([("output planes", "read input planes"), *_groups(channels)])]
    if layer.reduction.weighted:
        own, one = cost(layer), cost(layer, channels.ungrouped)
        costs = [("this layer", *own), *([("in one group", *one)] * (channels.groups > 1))]
        words = [(name, *(f"{number:,}" for number in numbers)) for name, *numbers in costs]
        lines += ["", *table([("", "weights", "multiplies"), *words])]
    return lines


def _groups(channels: Channels) -> list[tuple[str, str]]:
    """For each group its planes of the output, and those of the input that they read; of many the first and last."""
    few = channels.groups <= MOST_GROUPS
    groups = [*range(channels.groups)] if few else [*range(MOST_GROUPS - 1), channels.groups - 1]
    starts = [group * channels.outputs_each for group in groups]
    rows = [(listed(range(start, start + channels.outputs_each)), listed(channels.reads(start))) for start in starts]
    return rows if few else [*rows[:-1], ("…", "…"), rows[-1]]


def _sides(axis: Axis) -> str:
    return f"{axis.before}, {axis.after}{f' (overhung by {axis.beyond})' if axis.beyond else ''}"


def _kernel(axis: Axis) -> str:
    spans = f" over {axis.effective_kernel} cells" if axis.dilation > 1 else ""
    return f"{axis.kernel}{spans}{', turned by 180°' if axis.flipped else ''}"


def _reads(axis: Axis) -> list[tuple[str, str, str]]:
    shown: Sequence[int] = range(axis.output)
    if axis.output > MOST_ROWS:
        shown = [*range(MOST_ROWS // 2), -1, *range(axis.output - MOST_ROWS // 2, axis.output)]
    lines = []
    for output in shown:
        if output < 0:
            lines.append(("…", "…", "…"))
            continue
        pairs = axis.reads(output)
        inputs, kernel = (_listed_in_order([pair[side] for pair in pairs]) or "nothing" for side in range(2))
        lines.append((str(output), inputs, kernel if pairs else ""))
    return lines


def _listed_in_order(numbers: Sequence[int]) -> str:
    """Numbers as a person says them: each is named where copies put them out of order."""
    in_order = all(a < b for a, b in pairwise(numbers))
    return listed(numbers) if in_order or numbers == sorted(numbers, reverse=True) else ", ".join(map(str, numbers))


def table(rows: Sequence[Sequence[object]]) -> list[str]:
    r"""Lines of aligned columns, a rule under the first.

    >>> print("\n".join(table([("a", "b"), (1, 22)])))
    a  b
    -  --
    1  22
    """
    words = [[str(word) for word in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*words, strict=True)]
    words.insert(1, ["-" * width for width in widths])
    return ["  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in words]
