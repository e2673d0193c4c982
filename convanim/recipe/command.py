"""A recipe in the words of the command line: its file name, and the command that makes it again."""

from __future__ import annotations

import shlex
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.core.limits import WHOLE
from convanim.layers.base import Layer
from convanim.layers.parameters import PARAMETERS
from convanim.recipe.options import OPTIONS, Options
from convanim.style.theme_file import is_file

if TYPE_CHECKING:
    from convanim.recipe.recipe import Recipe
    from convanim.values.exact import Value


def _sizes(layer: Layer) -> list[tuple[str, str]]:
    """(parameter name, value as typed) for the numbers that differ from their defaults."""
    sizes = []
    for name in layer.parameters:
        value = layer.given(name).replace("×", "x")
        if name == "padding" and not layer.padded_evenly and layer.padded_same:
            value = "same"
        if value != str(PARAMETERS[name].default):
            sizes.append((name, value))
    return sizes


def file_name(recipe: Recipe) -> str:
    """The file that is written when no name is given.

    >>> from convanim.layers.transposed import TransposedConvolution
    >>> from convanim.recipe.recipe import Recipe
    >>> file_name(Recipe(TransposedConvolution.of(3, 3, padding=1, stride=2)))
    'transposed_i3_k3_p1_s2.gif'
    """
    options = recipe.options
    parts = [f"{PARAMETERS[name].symbol}{value}" for name, value in _sizes(recipe.layer)]
    shown = {"values": recipe.numbers is not None, "stages": options.stages}
    shown[options.view] = options.view != Options.view
    shown[f"every{options.every}"] = options.every != 1
    shown[f"rows{options.rows}".replace(":", "-")] = options.rows is not None
    shown["filmstrip"] = bool(options.filmstrip)
    parts += [word for word, there in shown.items() if there]
    return "_".join([recipe.layer.kind, *parts]) + options.suffix


def command_line(recipe: Recipe) -> str:
    """The command that makes this picture, without a path.

    >>> from convanim.layers.convolution import Convolution
    >>> from convanim.recipe.recipe import Recipe
    >>> command_line(Recipe(Convolution.of((5, 7), 3), Options(theme="dark")))
    'convanim conv -i 5x7 -k 3 --theme dark'
    """
    words = ["convanim", recipe.layer.kind]
    for name, value in _sizes(recipe.layer):
        words += [PARAMETERS[name].flag, value]
    words += _number_words(recipe)
    for field in fields(recipe.options):
        value = getattr(recipe.options, field.name)
        flag = OPTIONS[field.name].flags[0]
        if value == field.default:
            continue
        if value is False:
            words.append(flag.replace("--", "--no-", 1))
        elif value is True or value == WHOLE:
            words.append(flag)
        else:
            words += [flag, _bare(value) if field.name == "theme" and is_file(value) else f"{value}"]
    return " ".join(words)


def _bare(path: str) -> str:
    """A file's name without its folders, which nobody else needs to know, as it is typed in a shell."""
    return shlex.quote(Path(path).name.encode("utf-8", "replace").decode())


def _number_words(recipe: Recipe) -> list[str]:
    """The options that give these numbers again, without a file's path."""
    if recipe.numbers is None:
        return []
    from convanim.values.kernels import is_kernel_name

    asked, words = recipe.number_options, []
    for name, grid in (("input_values", recipe.numbers.input), ("kernel_values", recipe.numbers.kernel)):
        text = getattr(asked, name)
        if text is None:
            continue
        named = name == "kernel_values" and is_kernel_name(text)
        rows = "; ".join(" ".join(_digits(number) for number in row) for row in grid)
        words += [OPTIONS[name].flags[0], text if named else f"'{rows}'"]
    if None in (asked.input_values, asked.kernel_values):
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
    layer, options = recipe.layer, recipe.options
    parts = [f"{name.replace('_', ' ')} {layer.given(name)}" for name, _ in _sizes(layer) if name != "input"]
    if options.view != Options.view:
        parts.append(f"{options.view} view")
    numbered = recipe.numbers is not None
    parts += [words for words, there in {"in stages": options.stages, "with numbers": numbered}.items() if there]
    return f"{layer.title}: {', '.join(parts)}"
