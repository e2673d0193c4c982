"""What a person meant whose words click refuses: its message, on one line, with a way out."""

from __future__ import annotations

import re
from itertools import chain

import click

from convanim.core.text import with_article
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import LAYER_OPTIONS, PARAMETERS

SHORTEST = "convanim conv -i 5 -k 3"


_EXTRA = re.compile(r"unexpected extra arguments? \((.+)\)")


_SIZE = re.compile(r"\d+(?:x\d+)?", re.ASCII)


def explained(error: click.ClickException) -> str:
    """The message with a way out where we know one."""
    message = " ".join(error.format_message().split())
    message = (message[:1].lower() + message[1:]).removesuffix(".")
    command = getattr(getattr(error, "ctx", None), "command", None)
    if isinstance(error, click.NoSuchOption):
        owners = [kind for kind in LAYERS.values() if error.option_name in _flags(kind)]
        if isinstance(command, click.Group):
            return message if error.possibilities else f"{message}; a command comes first, as in '{SHORTEST}'"
        if owners and len(owners) < len(LAYERS):
            kinds = " or ".join(with_article(kind.summary) for kind in owners)
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


def _flags(kind: type[Layer]) -> set[str]:
    flags = [PARAMETERS[name].flags for name in kind.parameters] + [
        LAYER_OPTIONS[name].flags for name in kind.options
    ]
    return set(chain.from_iterable(flags))
