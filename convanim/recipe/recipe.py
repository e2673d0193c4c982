"""A picture as it was asked for, all of it, checked: what every later stage takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from convanim.layers.parameters import LAYER_OPTIONS, PARAMETERS
from convanim.layers.subject import Subject
from convanim.layers.words import size_named
from convanim.recipe.command_line import command_line
from convanim.recipe.numbers import ANYWHERE, Reach
from convanim.recipe.options import OPTIONS, NumberOptions, Options
from convanim.recipe.subjects import subject_and_numbers
from convanim.recipe.wording import is_constant, typed

if TYPE_CHECKING:
    from convanim.recipe.subjects import AnyNumbers


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
        from convanim.recipe.file_name import file_name

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
    return f"{subject.titled()}: {', '.join(parts)}"


def _described(subject: Subject, name: str, value: Any) -> str:
    words = name.replace("_", " ")
    if not OPTIONS[name].flags:
        return ", then ".join(value)
    if name in PARAMETERS:
        return f"{words} {value if isinstance(value, str) else size_named(value)}"
    if is_constant(name, value):
        return "one dimension"
    return words if value is True else f"no {words}" if value is False else f"{words} {typed(value)}"
