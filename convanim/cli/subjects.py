"""What a picture can be of, and how its options are read where it is not drawn by a command of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from convanim.cli.checkerboard import checkerboard_values
from convanim.cli.click_options import (
    Command,
    given_in,
    layer_options,
    number_options,
    options_in,
    output_options,
    picture_options,
    sizes_in,
    view_options,
)
from convanim.cli.hints import explained
from convanim.cli.roundtrip import round_trip_values
from convanim.core.errors import ConvanimError, Setting
from convanim.core.suggest import choose
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.style.theme_file import require_name
from convanim.style.themes import THEMES

if TYPE_CHECKING:
    from convanim.publish.snippet import Asked


class PictureKind(NamedTuple):
    """What a command that draws draws: a kind of layer, and what it makes of its options' values."""

    kind: type[Layer]
    summary: str
    values: Callable[[dict[str, Any]], dict[str, Any]]
    viewed: bool = True
    """Whether its view can be chosen."""


PICTURE_KINDS = {name: PictureKind(kind, kind.summary, dict) for name, kind in LAYERS.items()} | {
    "roundtrip": PictureKind(LAYERS["conv"], "convolution, and the transposed one", round_trip_values, viewed=False),
    "checkerboard": PictureKind(LAYERS["transposed"], "count of overlaps", checkerboard_values, viewed=False),
}
"""Every command that draws one picture."""


def subject_options(subject: PictureKind) -> Callable[[Command], Command]:
    """All options of how its picture is drawn and shown on a page."""

    def add(command: Command) -> Command:
        command = page_options(command)
        if subject.viewed:
            command = view_options(command)
        return layer_options(subject.kind.parameters)(number_options(picture_options(command)))

    return add


def page_options(command: Command) -> Command:
    """The options of how a picture is shown on a page."""
    for option in reversed(
        (
            click.option(
                "--dark-theme", metavar="THEME",
                help=f"Colours on dark pages: {', '.join(THEMES)}.  [default: dark, or what --theme says]",
            ),
            click.option("--alt", metavar="TEXT", help="What the picture shows.  [default: from the arithmetic]"),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def read_words(words: Sequence[str]) -> Asked:
    """What the words of a command line ask for, by the options of the command that they name; nothing is drawn.

    Raises ConvanimError for what that command refuses, and for options of where a picture goes.
    """
    words = words[words[:1] == ["convanim"] :]
    if not words:
        raise ConvanimError(f"there is no picture; name one of {', '.join(PICTURE_KINDS)}, as in {_example()}")
    if any("\0" in word for word in words):
        raise ConvanimError("there is a zero byte in a word, which no command line can have; leave it out")
    subject = choose("picture", words[0], PICTURE_KINDS)
    command = click.Command(words[0])
    for add in (subject_options(subject), output_options):
        add(command)
    try:
        context = command.make_context(words[0], list(words[1:]), help_option_names=[])
    except click.ClickException as error:
        raise ConvanimError(explained(error)) from error
    for option in command.params:
        ours = isinstance(option.type, click.Path) or option.name in ("as_json", "quiet", "no_clobber", "no_comment")
        if ours and context.params[str(option.name)]:
            raise ConvanimError(f"{option.opts[0]} has no place here; the picture's file is named by name=…")
    require_name(Setting("theme"), context.params["theme"])
    return asked(subject, context.params)


def asked(subject: PictureKind, values: dict[str, Any]) -> Asked:
    """What the values of a command's options ask for."""
    from convanim.publish.snippet import Asked

    values = subject.values(values)
    return Asked(
        subject.kind, sizes_in(values), given_in(values), options_in(values), values["dark_theme"], values["alt"]
    )


def _example() -> str:
    return f"'{next(iter(LAYERS.values())).example.removeprefix('convanim ')}'"
