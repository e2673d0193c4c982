"""How the options of a picture are read where it is not drawn by a command of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from convanim.choices import choose
from convanim.cli.options import (
    given_in,
    layer_options,
    number_options,
    options_in,
    output_options,
    picture_options,
    sizes_in,
    view_options,
)
from convanim.errors import ConvanimError
from convanim.given import Given
from convanim.layers import LAYERS, Layer
from convanim.themefile import is_file

if TYPE_CHECKING:
    from convanim.pipeline import Options


class Asked(NamedTuple):
    """A picture as it is asked for, its numbers not read yet."""

    kind: type[Layer]
    sizes: Mapping[str, Any]
    given: Given
    options: Options


def read_words(words: Sequence[str]) -> Asked:
    """What the words of a command line ask for, by the options of the command that they name; nothing is drawn.

    Raises ConvanimError for what that command refuses, and for options of where a picture goes.
    """
    words = words[words[:1] == ["convanim"] :]
    if not words:
        raise ConvanimError(f"there is no picture; name one of {', '.join(LAYERS)}")
    kind = choose("picture", words[0], LAYERS)
    command = click.Command(words[0])
    for add in (view_options, picture_options, output_options, number_options, layer_options(kind.parameters)):
        add(command)
    try:
        context = command.make_context(words[0], list(words[1:]), help_option_names=[])
    except click.ClickException as error:
        message = " ".join(error.format_message().split())
        raise ConvanimError(message[:1].lower() + message[1:]) from error
    for name in ("output", "frames", "as_json", "quiet", "no_clobber", "no_comment"):
        if context.params[name]:
            raise ConvanimError("it says where a picture goes, and not only what it is")
    if is_file(context.params["theme"]):
        raise ConvanimError("its theme is in a file, which is not read here")
    return Asked(kind, sizes_in(context.params), given_in(context.params), options_in(context.params))
