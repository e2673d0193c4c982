"""What a person meant whose words click refuses: its message, on one line, with a way out."""

from __future__ import annotations

import re

import click

from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import PARAMETERS

SHORTEST = "convanim conv -i 5 -k 3"


_EXTRA = re.compile(r"unexpected extra arguments? \((.+)\)")


_SIZE = re.compile(r"\d+(?:x\d+)?", re.ASCII)


def explained(error: click.ClickException) -> str:
    """The message with a way out where we know one."""
    message = " ".join(error.format_message().split())
    message = (message[:1].lower() + message[1:]).removesuffix(".")
    command = getattr(getattr(error, "ctx", None), "command", None)
    if isinstance(error, click.NoSuchOption):
        owners = [kind for kind in LAYERS.values() if error.option_name in _flags(kind.parameters)]
        if isinstance(command, click.Group):
            return message if error.possibilities else f"{message}; a command comes first, as in '{SHORTEST}'"
        if owners and len(owners) < len(LAYERS):
            kinds = " or ".join(f"a {kind.summary}" for kind in owners)
            return (
                f"no such option '{error.option_name}'; only {kinds} has it, leave it out or use "
                f"'convanim {owners[0].kind}'"
            )
    extra = _EXTRA.search(message)
    if extra and command and all(map(_SIZE.fullmatch, words := extra[1].split())):
        flags = [param.opts[0] for param in command.params if param.name in PARAMETERS]
        if len(words) <= len(flags):
            way = " ".join(f"{flag} {word}" for flag, word in zip(flags, words, strict=False))
            return f"{message}; sizes have names, use {way}"
    return message


def _flags(names: tuple[str, ...]) -> set[str]:
    return {flag for name in names for flag in PARAMETERS[name].flags}
