"""The command line that makes a picture, from its recipe."""

from __future__ import annotations

import shlex
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.core.limits import WHOLE
from convanim.core.toml_file import is_file
from convanim.recipe.named_or_file import NAMED_OR_FILE
from convanim.recipe.options import OPTIONS
from convanim.recipe.wording import flag_of, flag_of_no, is_constant, typed

if TYPE_CHECKING:
    from convanim.recipe.recipe import Recipe
    from convanim.values.exact import Matrix, Value


def words_of(name: str, value: Any) -> tuple[str, ...]:
    """What was asked for on the command line: the flag, and the value where it takes one; words without a flag."""
    if not OPTIONS[name].flags:
        return tuple(map(shlex.quote, value))
    if value is False:
        return (flag_of_no(name),)
    if value is True or is_constant(name, value):
        return (flag_of(name),)
    return flag_of(name), typed(value)


def command_line(recipe: Recipe) -> str:
    """The command that makes this picture, without a path.

    >>> from convanim.layers.convolution import Convolution
    >>> from convanim.recipe.options import Options
    >>> from convanim.recipe.recipe import Recipe
    >>> command_line(Recipe(Convolution.of((5, 7), 3), Options(theme="dark")))
    'convanim conv -i 5x7 -k 3 --theme dark'
    """
    words = ["convanim", recipe.subject.kind]
    for name, value in recipe.subject.asked().items():
        words += words_of(name, value)
    words += number_words(recipe)
    for one in fields(recipe.options):
        value = getattr(recipe.options, one.name)
        flag = OPTIONS[one.name].flags[0]
        if value == (recipe.subject.usual_view if one.name == "view" else one.default):
            continue
        if one.name in recipe.subject.lacks():
            continue
        if value is False:
            words.append(flag.replace("--", "--no-", 1))
        elif value is True or value == WHOLE:
            words.append(flag)
        else:
            words += [flag, _bare(value) if one.name in NAMED_OR_FILE and is_file(value) else shlex.quote(f"{value}")]
    return " ".join(words)


def _bare(path: str) -> str:
    """A file's name as it is typed in a shell, without its folders, which are the user's own affair."""
    return shlex.quote(Path(path).name.encode("utf-8", "replace").decode())


def number_words(recipe: Recipe) -> list[str]:
    """The options that give these numbers again, without a file's path."""
    if recipe.numbers is None:
        return ["--no-values"] if recipe.subject.numbered else []
    asked, words = recipe.number_options, []
    filters = {"input_values": (recipe.numbers.input,), "kernel_values": recipe.numbers.kernel}
    for name, given in filters.items():
        if getattr(asked, name) is None:
            continue
        named = kernel_name(recipe) if name == "kernel_values" else picture_name(recipe)
        text = " || ".join(" | ".join(map(_rows, planes)) for planes in given)
        words += [OPTIONS[name].flags[0], named or f"'{text}'"]
    if asked.levels is not None and picture_name(recipe):
        words += ["--levels", str(asked.levels)]
    made = asked.input_values is None or (recipe.subject.weighted and asked.kernel_values is None)
    if made and not (recipe.subject.numbered and asked.seed is None):
        words += ["--seed", str(asked.seed or 0)]
    return words


def _rows(matrix: Matrix) -> str:
    return "; ".join(" ".join(_digits(number) for number in row) for row in matrix)


def _digits(number: Value) -> str:
    """All digits that were read."""
    return str(int(number)) if int(number) == number else f"{float(number):.15g}"


def picture_name(recipe: Recipe) -> str:
    """The name of the drawn picture that was asked for as the input; empty for any other input."""
    from convanim.values.pictures import is_built_in

    text = recipe.number_options.input_values
    return text.lower() if text is not None and is_built_in(text) else ""


def kernel_name(recipe: Recipe) -> str:
    """The name of the kernel that was asked for by its name; empty for any other."""
    from convanim.values.kernels import is_kernel_name, kernel_meant

    text = recipe.number_options.kernel_values
    return kernel_meant(text) if text is not None and is_kernel_name(text) else ""
