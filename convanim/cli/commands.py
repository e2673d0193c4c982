"""Every command by its name, loaded when it is asked for: all their options cost more than help may."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click

from convanim.core.suggest import choose
from convanim.layers.kinds import LAYERS


class CommandRow(NamedTuple):
    """What the list of commands says of one, and where it is: a command, or a function from a layer's kind to one."""

    summary: str
    module: str
    attribute: str


COMMANDS = {
    **{kind.kind: CommandRow(f"Animate a {kind.summary}.", "draw", "animate_command") for kind in LAYERS.values()},
    "roundtrip": CommandRow(
        "A convolution, and the transposed one with the same numbers.", "roundtrip", "roundtrip_command"
    ),
    "checkerboard": CommandRow(
        "How often a transposed convolution reaches each output cell.", "checkerboard", "checkerboard_command"
    ),
    "plan": CommandRow("The numbers, without drawing.", "plan", "plan_command"),
    "embed": CommandRow("Print what to paste into a page to show a picture.", "embed", "embed_command"),
    "md": CommandRow("Turn the blocks of a Markdown post into pictures.", "md", "md_command"),
    "gallery": CommandRow("Draw many pictures at once.", "gallery", "gallery_command"),
    "inspect": CommandRow("What a picture's file holds, and the command that made it.", "inspect", "inspect_command"),
    "limits": CommandRow("How much may be drawn, and what allows more.", "limits", "limits_command"),
    "themes": CommandRow("List, check and show themes.", "themes", "themes_command"),
}


class Commands(click.Group):
    """The commands, with a hint for one that is misspelt."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of that name. Raises ConvanimError that points to the nearest."""
        row = choose("command", cmd_name, COMMANDS)
        found = getattr(import_module(f"convanim.cli.{row.module}"), row.attribute)
        command = found if isinstance(found, click.Command) else found(LAYERS[cmd_name])
        assert isinstance(command, click.Command)  # noqa: S101  # for the type checker
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].summary) for name in self.list_commands(ctx)])
