"""A picture as it was asked for, all of it, checked: what every later stage takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from convanim.layers.base import Layer
from convanim.layers.parameters import LAYER_OPTIONS, PARAMETERS
from convanim.recipe.command_line import command_line
from convanim.recipe.file_name import file_name
from convanim.recipe.numbers import ANYWHERE, Reach, layer_and_numbers
from convanim.recipe.options import NumberOptions, Options
from convanim.recipe.wording import is_constant, typed

if TYPE_CHECKING:
    from convanim.layers.compute import Planes


Record = TypeVar("Record")


@dataclass(frozen=True)
class Recipe:
    """A layer, how it is drawn, and the numbers in its cells; `numbers` are None where cells are empty.

    Make one by `Recipe.of`, from the names and values of options.
    """

    layer: Layer
    options: Options = field(default_factory=Options)
    number_options: NumberOptions = field(default_factory=NumberOptions)
    numbers: Planes | None = None
    comment: str | None = None
    """What is kept in the file; None for the command that makes it."""

    @classmethod
    def of(cls, kind: type[Layer], values: Mapping[str, Any], reach: Reach = ANYWHERE) -> Recipe:
        """The recipe of a layer of that kind, from options by their names in Python; others are their default.

        `reach` says where files of numbers may be. Raises ConvanimError for what is missing, wrong, or too much.
        """
        options, number_options = picked(Options, values), picked(NumberOptions, values)
        sizes = {name: values[name] for name in (*PARAMETERS, *LAYER_OPTIONS) if values.get(name) is not None}
        layer, numbers = layer_and_numbers(kind, sizes, number_options, options.limits, reach)
        return cls(layer, options, number_options, numbers)

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
        """The same layer drawn with other options."""
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
    layer, options = recipe.layer, recipe.options
    parts = [_described(layer, name, value) for name, value in layer.asked().items() if name != "input"]
    if options.view != Options.view:
        parts.append(f"{options.view} view")
    numbered = recipe.numbers is not None and not layer.numbered
    more = {"in stages": options.stages, "with numbers": numbered, "with a deconvolution": options.deconvolve}
    parts += [words for words, there in more.items() if there]
    return f"{layer.title}: {', '.join(parts)}"


def _described(layer: Layer, name: str, value: Any) -> str:
    words = name.replace("_", " ")
    if name in PARAMETERS:
        return f"{words} {value if isinstance(value, str) else layer.given(name)}"
    if is_constant(name, value):
        return "one dimension"
    return words if value is True else f"no {words}" if value is False else f"{words} {typed(value)}"
