"""What stands in a fence, the words of a command or TOML: the picture that it asks for, in every place the same."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

from convanim.core.errors import ConvanimError, Wording
from convanim.core.limits import DEFAULTS, Limits
from convanim.core.safe_toml import parse
from convanim.publish.gallery.manifest import PICTURE_NAME, entry_of
from convanim.recipe.from_words import read_words
from convanim.recipe.numbers import below
from convanim.recipe.options import PageOptions
from convanim.recipe.recipe import Recipe
from convanim.recipe.wording import command_line_wording, table_wording

LONGEST_BLOCK = 64 * 1024
"""Characters of the longest fence."""


MOST_WORDS = 500
"""Words of its options."""


SHOWN_KEYS = ("dark_theme", "alt")
"""Keys of TOML in a fence that say how its picture is shown, besides those of a gallery."""


_TOML = re.compile(r"[ \t]*[A-Za-z_][\w-]*[ \t]*=")


_TOML_LINE = re.compile(r" \(at line (\d+), column \d+\)$")


class AskedPicture(NamedTuple):
    """A picture that a text asks for: its name, if it has one, how it is drawn, how it is shown."""

    name: str
    recipe: Recipe
    page: PageOptions


class FenceText(NamedTuple):
    """The text in a fence."""

    text: str
    name: str = ""
    """The picture's name, where that stands beside the text."""
    line: int = 0
    """The line before its first, as whoever wrote it counts; 0 where nobody does."""

    @property
    def in_toml(self) -> bool:
        """Whether it holds TOML, and not the words of a command: its first line tells."""
        return next((bool(_TOML.match(line)) for line in self.text.split("\n") if line.strip(" \t")), False)

    @property
    def wording(self) -> Wording:
        """How options are called in it."""
        return table_wording if self.in_toml else command_line_wording

    def read(self, folder: Path, limits: Limits = DEFAULTS) -> AskedPicture:
        """The picture that it asks for; files of numbers are in the folder or below it.

        Raises ConvanimError for whatever is wrong.
        """
        if len(self.text) > LONGEST_BLOCK:
            raise ConvanimError(
                f"the block has more than {LONGEST_BLOCK:,} characters", way="use fewer, or a file of numbers"
            )
        if self.name and not PICTURE_NAME.fullmatch(self.name):
            way = "use letters, digits, dot, dash and underscore"
            raise ConvanimError(f"the name {self.name!r} is not one for a file", way=way)
        return self._from_toml(folder, limits) if self.in_toml else self._from_words(folder, limits)

    def _from_words(self, folder: Path, limits: Limits) -> AskedPicture:
        try:
            words = shlex.split(self.text.replace("\\\n", " "))
        except ValueError as error:
            raise ConvanimError(
                f"the options cannot be read ({str(error).lower()})", way="close every quote"
            ) from error
        if len(words) > MOST_WORDS:
            raise ConvanimError(
                f"the block has {len(words):,} words, and {MOST_WORDS} are the most", way="use fewer options"
            )
        read = read_words(words).within(limits)
        return AskedPicture(self.name, read.recipe(below(folder)), read.page)

    def _from_toml(self, folder: Path, limits: Limits) -> AskedPicture:
        try:
            row = parse(self.text)
        except ValueError as error:
            at = _TOML_LINE.search(str(error))
            number = f" (line {self.line + int(at[1])})" if at else ""
            raise ConvanimError(f"the block is not TOML: {_TOML_LINE.sub('', str(error))}{number}") from error
        if self.name and "name" in row:
            raise ConvanimError("the name is given twice", way="leave one of them out")
        own = {key: row.pop(key) for key in SHOWN_KEYS if key in row}
        for key, value in own.items():
            if not isinstance(value, str):
                raise ConvanimError(f"{key} = {value!r} is of the wrong type", way="use a text in quotes")
        named = self.name or "name" in row
        try:
            entry = entry_of({"name": self.name or "convanim"} | row, folder, SHOWN_KEYS, limits=limits)
        except TypeError as error:
            raise ConvanimError(str(error)) from error
        return AskedPicture(entry.name if named else "", entry.recipe, PageOptions(**own))
