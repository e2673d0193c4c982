"""The files that a recipe's numbers were read from."""

from __future__ import annotations

import shlex
from pathlib import Path

from convanim.recipe.from_words import read_words
from convanim.recipe.numbers import named_files
from convanim.recipe.options import NumberOptions
from convanim.recipe.recipe import Recipe, picked


def files_read(recipe: Recipe, folder: Path) -> tuple[Path, ...]:
    """The files of numbers that a recipe names, as seen from a folder; those of a comparison are in its sides."""
    asked = [recipe.number_options]
    asked += [picked(NumberOptions, read_words(shlex.split(one)).values) for one in recipe.subject.sides_words]
    return tuple(dict.fromkeys(folder / name for given in asked for name in named_files(given)))
