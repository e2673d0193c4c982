"""A picture as it was asked for, all of it, checked: what every later stage takes; and the command that makes it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from convanim.core.limits import WHOLE
from convanim.layers.parameters import LAYER_OPTIONS, PARAMETERS
from convanim.layers.subject import Subject
from convanim.layers.words import size_named
from convanim.recipe.numbers import ANYWHERE, Reach
from convanim.recipe.options import OPTIONS, NumberOptions, Options
from convanim.recipe.subjects import subject_and_numbers
from convanim.recipe.wording import flag_of, is_constant, typed
from convanim.style.theme_file import is_file

if TYPE_CHECKING:
    from convanim.recipe.subjects import AnyNumbers
    from convanim.values.exact import Value


Record = TypeVar("Record")

MOST_OF_NAME = 120
"""Letters that layers take in a file's name."""


@dataclass(frozen=True)
class Recipe:
    """What a picture is of, how it is drawn, and the numbers in its cells; `numbers` are None where cells are empty.

    Make one by `Recipe.of`, from the names and values of options.
    """

    subject: Subject
    options: Options = field(default_factory=Options)
    number_options: NumberOptions = field(default_factory=NumberOptions)
    numbers: AnyNumbers | None = None
    comment: str | None = None
    """What is kept in the file; None for the command that makes it."""

    @classmethod
    def of(cls, kind: type[Subject], values: Mapping[str, Any], reach: Reach = ANYWHERE) -> Recipe:
        """The recipe of what is of that kind, from options by their names in Python; others are their default.

        `reach` says where files of numbers may be. Raises ConvanimError for what is missing, wrong, or too much.
        """
        options, number_options = picked(Options, values), picked(NumberOptions, values)
        sizes = {name: values[name] for name in (*PARAMETERS, *LAYER_OPTIONS) if values.get(name) is not None}
        subject, numbers = subject_and_numbers(kind, sizes, number_options, options.limits, reach)
        return cls(subject, options, number_options, numbers)

    @property
    def command(self) -> str:
        """The command line that makes this picture, without a path."""
        return command_line(self)

    @property
    def said(self) -> str:
        """What is kept in the file: the command, unless another comment was asked for."""
        return self.command if self.comment is None else self.comment

    @property
    def file_name(self) -> str:
        """The file that is written when no name is given."""
        return file_name(self)

    @property
    def description(self) -> str:
        """What tells the picture from others, in a few words."""
        return described(self)

    def drawn(self, **changes: Any) -> Recipe:
        """The same drawn with other options."""
        return replace(self, options=replace(self.options, **changes))


def picked(record: type[Record], values: Mapping[str, Any]) -> Record:
    """A record of options made of those values that are its fields."""
    names = [one.name for one in fields(record)]  # type: ignore[arg-type]
    return record(**{name: values[name] for name in names if name in values})


def _words_of(name: str, value: Any) -> tuple[str, ...]:
    """What a layer was asked for on the command line: the flag, and the value where it takes one."""
    if not OPTIONS[name].flags:
        return tuple(map(shlex.quote, value))
    if value is False:
        return (flag_of(name).replace("--", "--no-", 1),)
    if value is True or is_constant(name, value):
        return (flag_of(name),)
    return flag_of(name), typed(value)


def _part_of_name(name: str, value: Any) -> str:
    """The same in a file's name: `k3`, `1d`, `reflect`."""
    words = _words_of(name, value)
    if not OPTIONS[name].flags:
        short = (re.sub(r" -+([a-z])[a-z-]* ?", r"_\1", one) for one in value)
        return re.sub(r"[^\w.]+", "_", "_".join(short))[:MOST_OF_NAME].strip("_.")
    if name in PARAMETERS:
        return f"{PARAMETERS[name].symbol}{words[-1]}"
    return words[-1].removeprefix("--") if name != "output_size" else f"o{words[-1]}"


def file_name(recipe: Recipe) -> str:
    """The file that is written when no name is given.

    >>> from convanim.layers.transposed import TransposedConvolution
    >>> from convanim.recipe.recipe import Recipe
    >>> file_name(Recipe(TransposedConvolution.of(3, 3, padding=1, stride=2)))
    'transposed_i3_k3_p1_s2.gif'
    """
    options = recipe.options
    parts = [_part_of_name(name, value) for name, value in recipe.subject.asked().items()]
    numbered, usual = recipe.numbers is not None, recipe.subject.numbered
    shown = {"values": numbered and not usual, "no-values": usual and not numbered, "stages": options.stages}
    shown["deconvolve"] = options.deconvolve
    shown[options.view] = options.view != recipe.subject.usual_view
    shown[f"every{options.every}"] = options.every != 1
    shown[f"rows{options.rows}".replace(":", "-")] = options.rows is not None
    shown["filmstrip"] = bool(options.filmstrip)
    parts += [word for word, there in shown.items() if there]
    return "_".join([recipe.subject.kind, *parts]) + options.suffix


def command_line(recipe: Recipe) -> str:
    """The command that makes this picture, without a path.

    >>> from convanim.layers.convolution import Convolution
    >>> from convanim.recipe.recipe import Recipe
    >>> command_line(Recipe(Convolution.of((5, 7), 3), Options(theme="dark")))
    'convanim conv -i 5x7 -k 3 --theme dark'
    """
    words = ["convanim", recipe.subject.kind]
    for name, value in recipe.subject.asked().items():
        words += _words_of(name, value)
    words += _number_words(recipe)
    for one in fields(recipe.options):
        value = getattr(recipe.options, one.name)
        flag = OPTIONS[one.name].flags[0]
        if value == (recipe.subject.usual_view if one.name == "view" else one.default):
            continue
        if value is False:
            words.append(flag.replace("--", "--no-", 1))
        elif value is True or value == WHOLE:
            words.append(flag)
        else:
            words += [flag, _bare(value) if one.name == "theme" and is_file(value) else shlex.quote(f"{value}")]
    return " ".join(words)


def _bare(path: str) -> str:
    """A file's name as it is typed in a shell, without its folders, which are the user's own affair."""
    return shlex.quote(Path(path).name.encode("utf-8", "replace").decode())


def _number_words(recipe: Recipe) -> list[str]:
    """The options that give these numbers again, without a file's path."""
    if recipe.numbers is None:
        return ["--no-values"] if recipe.subject.numbered else []
    from convanim.values.kernels import is_kernel_name

    asked, words = recipe.number_options, []
    for name, grid in (("input_values", recipe.numbers.input), ("kernel_values", recipe.numbers.kernel)):
        text = getattr(asked, name)
        if text is None:
            continue
        named = name == "kernel_values" and is_kernel_name(text)
        rows = "; ".join(" ".join(_digits(number) for number in row) for row in grid)
        words += [OPTIONS[name].flags[0], text if named else f"'{rows}'"]
    made = asked.input_values is None or (recipe.subject.weighted and asked.kernel_values is None)
    if made and not (recipe.subject.numbered and asked.seed is None):
        words += ["--seed", str(asked.seed or 0)]
    return words


def _digits(number: Value) -> str:
    """All digits that were read."""
    return str(int(number)) if int(number) == number else f"{float(number):.15g}"


def described(recipe: Recipe) -> str:
    """What tells a picture from others, in a few words.

    >>> from convanim.layers.transposed import TransposedConvolution
    >>> from convanim.recipe.recipe import Recipe
    >>> described(Recipe(TransposedConvolution.of(3, (3, 2), padding=1, stride=2), Options(view="scatter")))
    'Transposed convolution: kernel 3×2, padding 1, stride 2, scatter view'
    """
    subject, options = recipe.subject, recipe.options
    parts = [_described(subject, name, value) for name, value in subject.asked().items() if name != "input"]
    if options.view != recipe.subject.usual_view:
        parts.append(f"{options.view} view")
    numbered = recipe.numbers is not None and not subject.numbered
    more = {"in stages": options.stages, "with numbers": numbered, "with a deconvolution": options.deconvolve}
    parts += [words for words, there in more.items() if there]
    return f"{subject.title}: {', '.join(parts)}"


def _described(subject: Subject, name: str, value: Any) -> str:
    words = name.replace("_", " ")
    if not OPTIONS[name].flags:
        return ", then ".join(value)
    if name in PARAMETERS:
        return f"{words} {value if isinstance(value, str) else size_named(value)}"
    if is_constant(name, value):
        return "one dimension"
    return words if value is True else f"no {words}" if value is False else f"{words} {typed(value)}"
