"""Every command by its name, loaded when it is asked for: all their options cost more than help may."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click

from convanim.core.suggest import choose
from convanim.core.text import with_article
from convanim.layers.kinds import LAYERS, meant

DRAW, UNDERSTAND, PUBLISH, LOOK_UP = "Draw", "Understand", "Publish", "Look up"


class CommandRow(NamedTuple):
    """What the list of commands says of one, and the module of this room that has it."""

    summary: str
    module: str = ""
    """Empty where it has the command's name, and `NAME_command` in it; else `MODULE_command` makes one by name."""
    group: str = DRAW
    """Under which help lists it."""
    hidden: bool = False
    """Whether it is another name of a command with an option."""


COMMANDS = {
    **{kind.kind: CommandRow(f"Animate {with_article(kind.summary)}.", "draw") for kind in LAYERS.values()},
    **{f"{kind}1d": CommandRow("", "draw", hidden=True) for kind in LAYERS},
    "stack": CommandRow("Layers one after another, and what one output cell sees.", "draw"),
    "compare": CommandRow("Two to four pictures in one, in step.", "draw"),
    "roundtrip": CommandRow("A convolution, and the transposed one with the same numbers.", "draw"),
    "checkerboard": CommandRow("How often a transposed convolution reaches each output cell.", "draw"),
    "sheet": CommandRow("The handout of a lesson: both layers on one page.", "draw"),
    "explore": CommandRow("A page in which a layer is changed and touched."),
    "plan": CommandRow("The numbers, without drawing.", group=UNDERSTAND),
    "solve": CommandRow("From sizes to every setting that gives them.", group=UNDERSTAND),
    "explain": CommandRow("From a framework's error to its cause, and the layer to draw.", group=UNDERSTAND),
    "embed": CommandRow("Print what to paste into a page to show a picture.", group=PUBLISH),
    "md": CommandRow("Turn the blocks of Markdown posts into pictures.", group=PUBLISH),
    "gallery": CommandRow("Draw many pictures at once.", group=PUBLISH),
    "fence": CommandRow("For other programs: the files of one fence.", group=PUBLISH),
    "pandoc-filter": CommandRow("Where the filter for Pandoc and Quarto is.", group=PUBLISH),
    "inspect": CommandRow("What a picture's file holds, and the command that made it.", group=UNDERSTAND),
    "cache": CommandRow("What is kept to draw the next picture faster.", group=LOOK_UP),
    "kernels": CommandRow("List and show the kernels that have a name.", group=LOOK_UP),
    "languages": CommandRow("List the languages of pictures, and print the words of one.", group=LOOK_UP),
    "limits": CommandRow("How much may be drawn, and what allows more.", group=LOOK_UP),
    "themes": CommandRow("List, check and show themes.", group=LOOK_UP),
}


class Commands(click.Group):
    """The commands, with a hint for one that is misspelt."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted(name for name, row in COMMANDS.items() if not row.hidden)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of that name. Raises ConvanimError that points to the nearest."""
        name = meant(cmd_name)
        row = choose("command", name, COMMANDS)
        place = (row.module or name).replace("-", "_")
        made = getattr(import_module(f"convanim.cli.{place}"), f"{place}_command")
        command = made(name) if row.module else made
        assert isinstance(command, click.Command)  # noqa: S101  # for the type checker
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without loading any."""
        for group in dict.fromkeys(row.group for row in COMMANDS.values()):
            with formatter.section(group):
                shown = [
                    (name, row.summary) for name, row in COMMANDS.items() if row.group == group and not row.hidden
                ]
                formatter.write_dl(shown)
