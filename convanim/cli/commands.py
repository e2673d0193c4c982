"""Every command by its name, loaded when it is asked for: all their options cost more than help may."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click

from convanim.core.suggest import choose
from convanim.core.text import with_article
from convanim.layers.kinds import LAYERS


class CommandRow(NamedTuple):
    """What the list of commands says of one, and the module of this room that has it."""

    summary: str
    module: str = ""
    """Empty where it has the command's name, and `NAME_command` in it; else `MODULE_command` makes one by name."""
    hidden: bool = False
    """Whether it is another name of a command with an option."""


COMMANDS = {
    **{kind.kind: CommandRow(f"Animate {with_article(kind.summary)}.", "draw") for kind in LAYERS.values()},
    **{f"{kind}1d": CommandRow("", "draw", hidden=True) for kind in LAYERS},
    "stack": CommandRow("Layers one after another, and what one output cell sees.", "draw"),
    "compare": CommandRow("Two to four pictures in one, in step.", "draw"),
    "roundtrip": CommandRow("A convolution, and the transposed one with the same numbers.", "draw"),
    "checkerboard": CommandRow("How often a transposed convolution reaches each output cell.", "draw"),
    "plan": CommandRow("The numbers, without drawing."),
    "embed": CommandRow("Print what to paste into a page to show a picture."),
    "md": CommandRow("Turn the blocks of a Markdown post into pictures."),
    "gallery": CommandRow("Draw many pictures at once."),
    "inspect": CommandRow("What a picture's file holds, and the command that made it."),
    "cache": CommandRow("Where drawn letters and strokes are kept, and how large that is."),
    "limits": CommandRow("How much may be drawn, and what allows more."),
    "themes": CommandRow("List, check and show themes."),
}


class Commands(click.Group):
    """The commands, with a hint for one that is misspelt."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted(name for name, row in COMMANDS.items() if not row.hidden)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of that name. Raises ConvanimError that points to the nearest."""
        row = choose("command", cmd_name, COMMANDS)
        module = import_module(f"convanim.cli.{row.module or cmd_name}")
        made = getattr(module, f"{row.module or cmd_name}_command")
        command = made(cmd_name) if row.module else made
        assert isinstance(command, click.Command)  # noqa: S101  # for the type checker
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].summary) for name in self.list_commands(ctx)])
