"""The plan as other programs and people read it: the JSON document, and tables of words. No drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from convanim.core.errors import ConvanimError
from convanim.core.text import listed
from convanim.frameworks.frameworks import FRAMEWORKS, framework_lines
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.layers.compute import overlaps
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import PARAMETERS, Number
from convanim.layout.page import CellsTooSmallError
from convanim.pipeline.compose import Composition, compose
from convanim.planner.views import VIEWS
from convanim.recipe.recipe import Recipe
from convanim.recipe.within_limits import require_sensible
from convanim.recipe.wording import command_line_wording
from convanim.scene.roles import Role
from convanim.values.exact import plain

SCHEMA = 1


MOST_ROWS = 24
"""Lines of a table for people; more are cut in the middle."""


MOST_TAPS = 10_000
"""Taps of a kernel along one axis that are looked through for such a line."""


def plan_document(recipe: Recipe) -> dict[str, Any]:
    """The plan document: layer, output size, equivalent convolution, every step, and where it would be drawn.

    `picture` is None where the layer has too many cells to be drawn at this width. Raises ConvanimError for
    more steps than are sensible.
    """
    layer, numbers = recipe.layer, recipe.numbers
    require_sensible(layer, recipe.options.limits)
    rows, columns = layer.axes
    document = {
        "schema": SCHEMA,
        "layer": {"kind": layer.kind} | {name: _listed(getattr(layer, name)) for name in PARAMETERS},
        "output": list(layer.output),
        "equivalent": {
            "zero_insertion": [rows.zeros, columns.zeros],
            "padding": [[rows.before, rows.after], [columns.before, columns.after]],
            "stride": [rows.stride, columns.stride],
            "size": [rows.size, columns.size],
        },
        "unread": [rows.unread, columns.unread],
        "steps": _steps(rows, columns),
        "stages": [{"name": stage.act.title, "size": list(stage.size)} for stage in layer.stages()],
        "overlaps": overlaps(layer),
        "code": framework_lines(layer),
        "picture": _picture(recipe),
    }
    if numbers:
        grids = {"input": numbers.input, "kernel": numbers.kernel, "output": numbers.output}
        document["values"] = {
            name: [[plain(value) for value in row] for row in grid] for name, grid in grids.items() if grid
        }
    return document


def _steps(rows: Axis, columns: Axis) -> list[dict[str, Any]]:
    row_reads = [rows.reads(output) for output in range(rows.output)]
    column_reads = [columns.reads(output) for output in range(columns.output)]
    return [
        {
            "output": [row, column],
            "window": [rows.window(row), columns.window(column)],
            "reads": [[r, c, u, v] for r, u in row_reads[row] for c, v in column_reads[column]],
        }
        for row in range(rows.output)
        for column in range(columns.output)
    ]


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
        "transparent": theme.transparent,
        "durations_ms": list(composition.durations_ms()),
        "frame_steps": _frame_steps(composition),
    }


def _frame_steps(composition: Composition) -> list[int | None]:
    """For each frame of the file the index of the step that it shows, None where it shows none.

    They are counted in the grid whose cells are a step each: the output, in the scatter view the input. What a round
    trip does on its way back is no step of the layer.
    """
    recipe = composition.recipe
    rows, columns = VIEWS[recipe.options.view].grids(recipe.layer)[0]
    steps = composition.picture.survey.steps
    return [step if step is not None and step < rows * columns else None for step in steps]


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, tuple) else value


def plan_text(layer: Layer) -> str:
    """What a person wants to know of a layer: sizes, formulas, and what each output row and column reads."""
    rows, columns = layer.axes
    lines = [
        f"{layer.title}   {'   '.join(layer.facts())}",
        "",
        *layer.formula(),
        *layer.notes(),
        "",
    ]
    lines += table(
        [
            ("", "rows", "columns"),
            ("input", rows.input, columns.input),
            ("zeros inserted between neighbours", rows.zeros, columns.zeros),
            ("padding before, after", *(_sides(axis) for axis in layer.axes)),
            ("cells slid over", rows.size, columns.size),
            ("kernel", *(_kernel(axis) for axis in layer.axes)),
            ("slides by", rows.stride, columns.stride),
            ("never read at the end", rows.unread, columns.unread),
            ("output", rows.output, columns.output),
        ]
    )
    halves = {"rows and columns": rows} if layer.square else {"rows": rows, "columns": columns}
    for name, axis in halves.items():
        if axis.kernel > MOST_TAPS:
            lines += ["", f"output {name}: each reads too many cells to list them"]
        else:
            lines += ["", *table([(f"output {name}", "reads input", "through kernel"), *_reads(axis)])]
    code = framework_lines(layer)
    lines += ["", *(f"{FRAMEWORKS[name].title:9}{line}" for name, line in code.items())] if code else []
    return "\n".join(lines)


def _sides(axis: Axis) -> str:
    return f"{axis.before}, {axis.after}"


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
        inputs, kernel = (listed([pair[side] for pair in pairs]) or "nothing" for side in range(2))
        lines.append((str(output), inputs, kernel if pairs else ""))
    return lines


def summary_text(numbers: Mapping[str, Number | str]) -> str:
    """The article's table with the numbers put in: both kinds side by side, or why one refuses them."""
    lines: list[Sequence[str]] = [("operation", "zeros inserted", "padding", "stride", "output size")]
    refusals = []
    for name, kind in LAYERS.items():
        accepted = {key: value for key, value in numbers.items() if key in kind.parameters}
        try:
            layer = kind.of(**accepted)
        except ConvanimError as error:
            lines.append((kind.summary, "–", "–", "–", "refused"))
            refusals.append(f"{name}: {error.worded(command_line_wording)}")
            continue
        rows, columns = layer.axes
        lines.append(
            (
                kind.summary,
                *(
                    _term(symbol, getattr(rows, field), getattr(columns, field))
                    for field, symbol in kind.symbols.items()
                ),
                f"{_pair(*layer.input)} → {_pair(*layer.output)}",
            )
        )
    return "\n".join([*table(lines), *([""] if refusals else []), *refusals])


def _term(symbol: str, row: int, column: int) -> str:
    return symbol if symbol.isdigit() else f"{symbol} = {_pair(row, column)}"


def _pair(row: int, column: int) -> str:
    return str(row) if row == column else f"{row}×{column}"


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
