"""A recipe from the words of a command line, be they typed in a shell, in a post, or found in a file.

Typed are read by click, which the command line uses too: an option is made of its row in the table once, here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from convanim.core.errors import ConvanimError, Setting
from convanim.core.limits import Limits
from convanim.core.suggest import choose
from convanim.layers.kinds import LAYERS, meant
from convanim.recipe.file_parameter import FileParameter
from convanim.recipe.hints import explained, require_form
from convanim.recipe.numbers import ANYWHERE, Reach
from convanim.recipe.options import FILE, OPTIONS, OUTPUT, OutputOptions, PageOptions, options_of
from convanim.recipe.options import Option as Row
from convanim.recipe.picture_kinds import PICTURE_KINDS, PictureKind
from convanim.recipe.recipe import Recipe, picked
from convanim.recipe.within_limits import within_file
from convanim.style.theme_file import require_name


class TableOption(click.Option):
    """An option of the table, which knows its group."""

    def __init__(self, row: Row, **changes: Any) -> None:
        settings: dict[str, Any] = {"help": row.explained, "metavar": row.metavar, "default": row.default}
        flags = list(row.flags)
        if row.constant is not None:
            settings |= {"is_flag": True, "flag_value": row.constant, "metavar": None}
        elif row.type == "bool":
            settings |= {"is_flag": True, "metavar": None}
            if row.default is not False:
                flags = [f"{flags[0]}/{flags[0].replace('--', '--no-', 1)}"]
        elif row.type in ("int", "float"):
            settings["type"] = {"int": int, "float": float}[row.type]
        elif row.type == FILE:
            settings["type"] = FileParameter() if row.metavar == "FILE" else click.Path(path_type=Path)
        elif row.default is not None:
            settings["default"] = str(row.default)
        if row.bare:
            settings |= {"is_flag": False, "flag_value": row.bare}
        super().__init__([*flags, row.name], **{**settings, **changes})
        self.group = row.group


def click_options(rows: Iterable[Row]) -> list[click.Parameter]:
    """Rows of the table as click takes them."""
    return [TableOption(row) for row in rows]


class Typed(NamedTuple):
    """What the words of a command line say: a kind of picture, and the values of its options."""

    kind: PictureKind
    values: dict[str, Any]

    def within(self, limits: Limits) -> Typed:
        """The same words in a file, which may lower `limits`. Raises ConvanimError where they raise one."""
        return self._replace(values=within_file(self.values, limits))

    def recipe(self, reach: Reach = ANYWHERE) -> Recipe:
        """What they ask for. Raises ConvanimError for what is wrong, missing, or too much."""
        return Recipe.of(self.kind.layer, self.values, reach)

    @property
    def page(self) -> PageOptions:
        """How the picture is shown on a page."""
        return picked(PageOptions, self.values)


def read_words(words: Sequence[str]) -> Typed:
    """What the words of a command line say, by the options of the command that they name; nothing is drawn.

    Raises ConvanimError for what that command refuses, and for options of where a picture goes.
    """
    words = words[words[:1] == ["convanim"] :]
    if not words:
        example = next(iter(LAYERS.values())).example.removeprefix("convanim ")
        raise ConvanimError("there is no picture", way=f"name one of {', '.join(PICTURE_KINDS)}, as in '{example}'")
    if any("\0" in word for word in words):
        raise ConvanimError("there is a zero byte in a word, which no command line can have", way="leave it out")
    kind = choose("picture", meant(words[0]), PICTURE_KINDS)
    require_form(words)
    rows = [row for row in OPTIONS.values() if row.name not in kind.options_left_out]
    command = click.Command(words[0], params=click_options(rows))
    try:
        context = command.make_context(words[0], list(words[1:]), help_option_names=[])
    except click.ClickException as error:
        raise ConvanimError(explained(error)) from error
    for row in options_of(OutputOptions):
        if row.group == OUTPUT and context.params[row.name]:
            raise ConvanimError(f"{row.flags[0]} has no place here", way="the picture's file is named by name=…")
    require_name(Setting("theme"), context.params["theme"])
    return Typed(kind, kind.values(context.params))
