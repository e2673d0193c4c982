"""A picture as it was asked for, all of it, checked: what every later stage takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from convanim.layers.base import Layer
from convanim.layers.parameters import PARAMETERS
from convanim.recipe.command_line import command_line, sizes
from convanim.recipe.file_name import file_name
from convanim.recipe.numbers import ANYWHERE, Reach, layer_and_numbers
from convanim.recipe.options import NumberOptions, Options

if TYPE_CHECKING:
    from convanim.layers.compute import Numbers


Record = TypeVar("Record")


@dataclass(frozen=True)
class Recipe:
    """A layer, how it is drawn, and the numbers in its cells; `numbers` are None where cells are empty.

    Make one by `Recipe.of`, from the names and values of options.
    """

    layer: Layer
    options: Options = field(default_factory=Options)
    number_options: NumberOptions = field(default_factory=NumberOptions)
    numbers: Numbers | None = None
    comment: str | None = None
    """What is kept in the file; None for the command that makes it."""

    @classmethod
    def of(cls, kind: type[Layer], values: Mapping[str, Any], reach: Reach = ANYWHERE) -> Recipe:
        """The recipe of a layer of that kind, from options by their names in Python; others are their default.

        `reach` says where files of numbers may be. Raises ConvanimError for what is missing, wrong, or too much.
        """
        options, number_options = picked(Options, values), picked(NumberOptions, values)
        sizes = {name: values[name] for name in PARAMETERS if values.get(name) is not None}
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
    parts = [f"{name.replace('_', ' ')} {layer.given(name)}" for name, _ in sizes(layer) if name != "input"]
    if options.view != Options.view:
        parts.append(f"{options.view} view")
    numbered = recipe.numbers is not None
    parts += [words for words, there in {"in stages": options.stages, "with numbers": numbered}.items() if there]
    return f"{layer.title}: {', '.join(parts)}"
