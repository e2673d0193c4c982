"""Options that commands share, read from the tables, and what a command reads back from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from convanim.core.limits import LIMITS, WHOLE
from convanim.encoder.encoders import VECTORS
from convanim.layers.parameters import PADDINGS, PARAMETERS
from convanim.planner.views import VIEWS
from convanim.recipe.formats import FORMATS
from convanim.recipe.numbers import Given
from convanim.style.themes import THEMES

if TYPE_CHECKING:
    from convanim.recipe.options import Options

Command = TypeVar("Command", bound=Callable[..., Any])


def layer_options(names: Sequence[str]) -> Callable[[Command], Command]:
    """The options of a layer with these parameters."""

    def add(command: Command) -> Command:
        for name in reversed(names):
            parameter = PARAMETERS[name]
            words = parameter.help[0].upper() + parameter.help[1:]
            default = "" if parameter.default is None else f" [default: {parameter.default}]"
            named = f" or {'|'.join(PADDINGS)}" if name == "padding" else ""
            optional: dict[str, Any] = {} if parameter.default is None else {"default": str(parameter.default)}
            command = click.option(
                *parameter.flags,
                name,
                metavar="N|HxW",
                help=f"{words}{named}.{default}",
                **optional,
            )(command)
        return command

    return add


def number_options(command: Command) -> Command:
    """The options of what is written in the cells."""
    matrix = "'1 2; 3 4', a .csv, .tsv or .txt file, or - for stdin"
    for option in reversed(
        (
            click.option("--values", is_flag=True, help="Numbers in the cells, and the sum of each step."),
            click.option("--seed", type=int, help="Makes the numbers that are not given.  [default: 0]"),
            click.option("--input-values", metavar="ROWS", help=f"The input's numbers: {matrix}."),
            click.option("--kernel-values", metavar="ROWS", help="The kernel's numbers, likewise, or its name."),
        )
    ):
        command = option(command)
    return command


def picture_options(command: Command) -> Command:
    """The options of how a picture is drawn."""
    command = limit_options(command)
    for option in reversed(
        (
            click.option("--fps", type=float, default=2.0, show_default=True, help="Steps a second."),
            click.option("--hold", type=float, default=2.0, show_default=True, help="Seconds the last step stays."),
            click.option(
                "--theme", default="light", show_default=True, help=f"Colours: {', '.join(THEMES)}, or a .toml file."
            ),
            click.option("--width", type=int, default=800, show_default=True, help="Width in pixels, at most."),
            click.option("--title/--no-title", default=True, help="Title, numbers and formula above the picture."),
            click.option(
                "--still",
                is_flag=False,
                flag_value=WHOLE,
                metavar="[first|last|N]",
                help=f"One picture, also as {' or '.join(VECTORS)}: a frame, or the stages side by side.",
            ),
            click.option(
                "--filmstrip",
                is_flag=False,
                flag_value=WHOLE,
                metavar="[all|N|A,B-C]",
                help="One page of frames, for print: all, N of them evenly apart, or those named.",
            ),
            click.option("--every", type=int, default=1, metavar="N", help="Draw every Nth step, and the last."),
            click.option(
                "--rows",
                metavar="A:B",
                help="Draw only the steps of rows A to B, both included, counted from 0; A alone is one row.",
            ),
        )
    ):
        command = option(command)
    return command


def limit_options(command: Command) -> Command:
    """An option for each limit."""
    for limit in reversed(LIMITS.values()):
        words = f"{limit.unit[0].upper()}{limit.unit[1:]} at most.  [default: {limit.value}]"
        option = click.option(limit.option, limit.key, type=int, default=limit.value, metavar="N", help=words)
        command = option(command)
    return command


def playing_options(command: Command) -> Command:
    """The options of what kind of file it is and how it plays."""
    formats = ", ".join(FORMATS)
    for option in reversed(
        (
            click.option("--format", help=f"The format where no suffix tells: {formats}."),
            click.option(
                "--plays", metavar="N|forever|auto",
                help="How often it plays; auto stops within 5 s if it can.  [default: forever]",
            ),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def output_options(command: Command) -> Command:
    """The options of where the picture goes and what is said of it."""
    suffixes = ", ".join(FORMATS.values())
    command = playing_options(command)
    for option in reversed(
        (
            click.option(
                "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
                help=f"File to write; its suffix picks the format: {suffixes}. '-' is stdout. "
                "[default: named after the layer]",
            ),
            click.option(
                "--frames", type=click.Path(path_type=Path), metavar="DIR",
                help="Instead of one file, a numbered .png of each frame, for slides, in a folder.",
            ),
            click.option("--no-clobber", is_flag=True, help="Keep a file that is there, and exit with code 2."),
            click.option("--no-comment", is_flag=True, help="Leave the command out of the file."),
            click.option("--json", "as_json", is_flag=True, help="Say what was written as JSON."),
            click.option("-q", "--quiet", is_flag=True, help="Say nothing."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def view_options(command: Command) -> Command:
    """The options of what is seen."""
    for option in reversed(
        (
            click.option("--view", default="gather", show_default=True, help=f"What is seen: {', '.join(VIEWS)}."),
            click.option("--stages", is_flag=True, help="The way to the slide first: insert zeros, pad, slide."),
        )
    ):
        command = option(command)
    return command


def sizes_in(values: dict[str, Any]) -> dict[str, Any]:
    """The layer's numbers among a command's values."""
    return {name: values[name] for name in PARAMETERS if name in values}


def given_in(values: dict[str, Any]) -> Given:
    """How its cells' numbers are asked for."""
    return Given(**{name: values[name] for name in ("values", "seed", "input_values", "kernel_values")})


def options_in(values: dict[str, Any]) -> Options:
    """How its picture is drawn."""
    from convanim.recipe.options import Options

    names = ["fps", "hold", "theme", "width", "title", "view", "stages", "still", "filmstrip", "plays", "format"]
    names += ["every", "rows", *(limit.key for limit in LIMITS.values())]
    return Options(**{name: values[name] for name in names if name in values})
