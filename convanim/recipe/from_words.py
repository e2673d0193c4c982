"""A recipe from the words of a command line, be they typed in a shell, in a post, or found in a file.

Typed are read by click, which the command line uses too: an option is made of its row in the table once, here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import click

from convanim.core.errors import ConvanimError, Setting
from convanim.core.limits import Limits
from convanim.core.suggest import choose
from convanim.layers.kinds import LAYERS, meant
from convanim.recipe.click_options import click_options
from convanim.recipe.hints import explained, require_form
from convanim.recipe.named_or_file import NAMED_OR_FILE
from convanim.recipe.numbers import ANYWHERE, Reach
from convanim.recipe.option_row import OUTPUT, options_of
from convanim.recipe.options import OPTIONS, OutputOptions, PageOptions
from convanim.recipe.picture_kind import PictureKind
from convanim.recipe.picture_kinds import PICTURE_KINDS
from convanim.recipe.recipe import Recipe, picked
from convanim.recipe.within_limits import within_file


class Typed(NamedTuple):
    """What the words of a command line say: a kind of picture, and the values of its options."""

    kind: PictureKind
    values: dict[str, Any]

    def within(self, limits: Limits) -> Typed:
        """The same words in a file, which may lower `limits`. Raises ConvanimError where they raise one."""
        return self._replace(values=within_file(self.values, limits))

    def recipe(self, reach: Reach = ANYWHERE) -> Recipe:
        """What they ask for. Raises ConvanimError for what is wrong, missing, or too much."""
        return Recipe.of(self.kind.subject, self.values, reach)

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
        if row.group == OUTPUT and context.params.get(row.name):
            raise ConvanimError(f"{row.flags[0]} has no place here", way="the picture's file is named by name=…")
    for name, known in NAMED_OR_FILE.items():
        if context.params[name] is not None:
            known.require_name(Setting(name), context.params[name])
    return Typed(kind, kind.values(context.params))
