"""What a person meant whose words click refuses: its message, on one line, with a way out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

import click

from convanim.core.errors import ConvanimError
from convanim.core.suggest import nearest
from convanim.core.text import with_article
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import LAYER_OPTIONS, PARAMETERS

SHORTEST = "convanim conv -i 5 -k 3"


ELSEWHERE = {
    "-op": "--output-padding", "--color": "--theme", "--colors": "--theme", "--colour": "--theme",
    "--colours": "--theme", "--duration": "--hold", "--input-size": "-i", "--kernel-size": "-k", "--loop": "--plays",
    "--out": "-o", "--out-file": "-o", "--repeat": "--plays", "--size": "-i", "--speed": "--fps",
    "--weights": "--kernel-values",
}  # fmt: skip
"""Options of other programs, and what does that here."""


_EXTRA = re.compile(r"unexpected extra arguments? \((.+)\)")


_SIZE = re.compile(r"\d+(?:x\d+)?", re.ASCII)


def require_form(words: Sequence[str]) -> None:
    """Refuse `-op 1`, which click reads as `-o p` and a word too many. Raises ConvanimError."""
    at = next((number for number, word in enumerate(words) if word.partition("=")[0] == "-op"), None)
    if at is not None:
        value = next((word for word in [words[at].partition("=")[2], *words[at + 1 : at + 2]] if word), "1")
        amount = value if _SIZE.fullmatch(value) else "1"
        raise ConvanimError("-op is read as -o p, a file's name", way=f"use --output-padding {amount}")


def explained(error: click.ClickException) -> str:
    """The message with a way out where we know one."""
    command = getattr(getattr(error, "ctx", None), "command", None)
    if isinstance(error, click.NoSuchOption):
        return f"no such option '{error.option_name}'{_instead(error.option_name, command)}"
    message = " ".join(error.format_message().split())
    message = (message[:1].lower() + message[1:]).removesuffix(".")
    extra = _EXTRA.search(message)
    words = re.split(r"[,;\s]+", extra[1].strip(",; ")) if extra else []
    if command and words and all(map(_SIZE.fullmatch, words)):
        flags = [param.opts[0] for param in command.params if param.name in PARAMETERS]
        if len(words) <= len(flags):
            way = " ".join(f"{flag} {word}" for flag, word in zip(flags, words, strict=False))
            return f"{message}; sizes have names, use {way}"
    return message


def _instead(flag: str, command: click.Command | None) -> str:
    """What to use instead of an option that there is not, after a semicolon; empty where nothing is close."""
    flags = {one for param in command.params for one in param.opts + param.secondary_opts} if command else set()
    owners = [kind for kind in LAYERS.values() if flag in _flags(kind)]
    if owners and not isinstance(command, click.Group) and len(owners) < len(LAYERS):
        kinds = " or ".join(with_article(kind.summary) for kind in owners)
        return f"; only {kinds} has it, leave it out or use 'convanim {owners[0].kind}'"
    if meant := ELSEWHERE.get(flag, "") if ELSEWHERE.get(flag) in flags else nearest(flag, sorted(flags)):
        return f"; did you mean {meant}?"
    if isinstance(command, click.Group):
        return f"; a command comes first, as in '{SHORTEST}'"
    return ""


def _flags(kind: type[Layer]) -> set[str]:
    flags = [PARAMETERS[name].flags for name in kind.parameters] + [
        LAYER_OPTIONS[name].flags for name in kind.options
    ]
    return set(chain.from_iterable(flags))
