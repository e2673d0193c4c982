"""The command that goes the way back: from the sizes that are wanted to the layers that give them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from convanim.cli.command import HelpWords, command
from convanim.cli.draw import written
from convanim.core.errors import ConvanimError, Setting
from convanim.core.suggest import choose
from convanim.core.text import Pair, printable, with_article
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import PARAMETERS, read_axes, read_padding
from convanim.layers.solve import RANGES, Range, Solution, Wish, kind_for, own_of, solve
from convanim.recipe.checks import require_drawn
from convanim.recipe.click_options import TableOption, table_option
from convanim.recipe.drawing_command import drawing_beside, drawing_command
from convanim.recipe.options import OutputOptions
from convanim.recipe.wording import typed

SOLVE_HELP = f"""From sizes to settings: every kernel, stride and padding that makes the output of the input.

    \b
    Examples:
      convanim solve -i 7 --output-size 14              the usual ones first
      convanim solve conv -i 28 --output-size 14 -k 3   those with a kernel of 3
      convanim solve maxpool -i 32x48 --output-size 16x24 --json
      convanim solve -i 7 --output-size 14 --draw 3     the first three, beside each other

    KIND is one of {", ".join(LAYERS)}; without it, transposed where the size grows, else conv. Settings are the same
    on both axes, unless one is fixed as HxW, and padding is the same on all sides. Exit code 1 where nothing fits."""

MOST_LISTED = 12
"""Settings that are printed: JSON has all."""


def _solve(kind: str | None, as_json: bool, draw: int | None, output: Path | None, **values: Any) -> None:
    """Print what was found, and draw some of it if that is asked for."""
    _require_drawn(draw, output)
    wish = _wish(kind, values)
    solution = solve(wish)
    if text := json.dumps(_document(wish, solution)) if as_json else "\n".join(_lines(wish, solution)):
        click.echo(text)
    if not solution.layers:
        click.echo(f"convanim: {_head(wish)}: nothing fits within {_ranges(wish)}", err=True)
        click.get_current_context().exit(1)
    if draw:
        path, report = written(drawing_beside(solution.layers[:draw]), OutputOptions(output=output, quiet=as_json))
        drawn = f"{path}  {report.width}×{report.height} px, {report.frames} frames, {report.bytes:,} bytes"
        click.echo(printable(drawn), err=as_json)


def _require_drawn(draw: int | None, output: Path | None) -> None:
    """Refuse a number of pictures that none shows beside each other, and a file without one."""
    require_drawn(draw)
    if output is not None and draw is None:
        out = Setting("output", str(output))
        raise ConvanimError(
            out, " is a picture's file, and none is drawn", way=("use ", Setting("draw", 3), " with it")
        )
    if str(output) == "-":
        raise ConvanimError(
            Setting("output", "-"), " would mix a picture with what is printed",
            way=("use ", Setting("output", "beside.gif")),
        )  # fmt: skip


def _wish(kind: str | None, values: dict[str, Any]) -> Wish:
    dims = values["dims"]
    for name in ("input", "output_size"):
        if values[name] is None:
            raise ConvanimError("missing option ", Setting(name), way=("use ", Setting(name, 7)))
    sizes = read_axes("input", values["input"], dims), read_axes("output_size", values["output_size"], dims)
    for name, size in zip(("input", "output_size"), sizes, strict=True):
        if min(size) < 1:
            raise ConvanimError(Setting(name, min(size)), " is no size", way=("use ", Setting(name, 1), " or more"))
    chosen = choose("kind of layer", kind, LAYERS) if kind else kind_for(sizes)
    told = {name: _range(name, values[name], dims) for name in RANGES if values[name] is not None}
    for name in told:
        if name not in chosen.parameters:
            what = with_article(chosen.summary)
            raise ConvanimError(f"{what} has no {name.replace('_', ' ')}", way=("leave out ", Setting(name)))
    return Wish(chosen, *sizes, dims, told)


def _range(name: str, text: str, dims: int) -> Range:
    """`3`, `3x5`, or a range `1-9`. Raises ConvanimError for anything else."""
    least, dash, most = text.partition("-")
    if least.isdecimal() and dash and most.isdecimal() and len(text) < 20:
        if not PARAMETERS[name].least <= int(least) <= int(most):
            rule = f": a range goes from {PARAMETERS[name].least} or more to as much or more"
            raise ConvanimError(Setting(name, text), rule, way=("use ", Setting(name, "1-9")))
        return Range(read_axes(name, int(least), dims), read_axes(name, int(most), dims))
    if name == "padding" and "+" in text:
        read_padding(text, dims)
        raise ConvanimError(Setting(name, text), ": padding is the same on all sides here", way="use one number")
    if text[:1].isalpha():
        raise ConvanimError(
            Setting(name, text), " is not a number", way=("use ", Setting(name, 1), ", or leave it out")
        )
    size = read_axes(name, text, dims)
    if min(size) < PARAMETERS[name].least:
        least_one = Setting(name, PARAMETERS[name].least)
        raise ConvanimError(Setting(name, min(size)), " is too small", way=("use ", least_one, " or more"))
    return Range(size, size)


def _document(wish: Wish, solution: Solution) -> dict[str, Any]:
    """All of it, as other programs read it."""
    return {
        "kind": wish.kind.kind,
        "input": list(own_of(wish.input, wish.dims)),
        "output": list(own_of(wish.output, wish.dims)),
        "settings": [_setting(layer) for layer in solution.layers],
        "nearest": [list(own_of(near.output, wish.dims)) for near in solution.nearest],
        "ranges": {
            name: [_value(own_of(size, wish.dims)) for size in (range_.least, range_.most)]
            for name, range_ in wish.ranges.items()
        },
    }


def _value(size: tuple[int, ...]) -> int | list[int]:
    """One number, or both where a fixed size has two."""
    return size[0] if len(set(size)) == 1 else list(size)


def _setting(layer: Layer) -> dict[str, Any]:
    numbers = {name: list(layer.own(getattr(layer, name))) for name in RANGES}
    numbers["padding"] = [before for before, _ in numbers["padding"]]
    return {**numbers, "command": drawing_command(layer)}


def _lines(wish: Wish, solution: Solution) -> list[str]:
    """The settings with their commands, or the nearest sizes with theirs."""
    if not solution.layers:
        rows = [(_size(near.output, wish.dims), drawing_command(near.layer)) for near in solution.nearest]
        return [*(["the nearest sizes that fit:"] if rows else []), *_columns(rows)]
    count = len(solution.layers)
    lines = [f"{_head(wish)}: {count} setting{'s' * (count != 1)} within {_ranges(wish)}"]
    lines += _columns([(_facts(layer), drawing_command(layer)) for layer in solution.layers[:MOST_LISTED]])
    if count > MOST_LISTED:
        lines.append(f"and {count - MOST_LISTED} more: --json lists all; fix one, as in -k 3, to see fewer")
    return lines


def _head(wish: Wish) -> str:
    """`Convolution, 7×7 → 14×14`."""
    before, after = (_size(size, wish.dims) for size in (wish.input, wish.output))
    return f"{wish.kind.titled()}, {before} → {after}"


def _size(size: Pair, dims: int) -> str:
    return "×".join(map(str, own_of(size, dims)))


def _facts(layer: Layer) -> str:
    """`k=3 p=1 s=2`: all but the input."""
    return " ".join(layer.facts()[1:])


def _ranges(wish: Wish) -> str:
    """`k 1–7, s 1–4, …`."""
    parts = []
    for name, range_ in wish.ranges.items():
        if name in wish.kind.parameters:
            words = typed(own_of(range_.least, wish.dims)) if range_.fixed else f"{range_.least[1]}–{range_.most[1]}"
            below = name == "output_padding" and name not in wish.told
            parts.append(f"{PARAMETERS[name].symbol} {'< s' if below else words}")
    return ", ".join(parts)


def _columns(rows: list[tuple[str, str]]) -> list[str]:
    width = max((len(first) for first, _ in rows), default=0)
    return [f"  {first:<{width}}  {second}" for first, second in rows]


def _number_option(name: str) -> TableOption:
    range_, told = RANGES[name], PARAMETERS[name].help
    default = "below the stride" if name == "output_padding" else f"{range_.least[1]}-{range_.most[1]}"
    help = f"{told[0].upper()}{told[1:]}: a number fixes it, A-B is a range.  [default: {default}]"
    return table_option(name, metavar="N|HxW|A-B", help=help, default=None)


solve_command = command(
    HelpWords("solve", SOLVE_HELP),
    _solve,
    click.Argument(["kind"], required=False),
    table_option("input"),
    table_option("output_size", help="The output's size."),
    *map(_number_option, RANGES),
    table_option("dims"),
    table_option("draw"),
    table_option("output", help="The picture's file.  [default: named after the layers]"),
    table_option("as_json", help="All settings, for other programs."),
)
