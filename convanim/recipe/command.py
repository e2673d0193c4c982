"""A layer in the words of the command line: its file name, and the command that makes it again."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from convanim.core.limits import WHOLE
from convanim.layers.base import Layer
from convanim.layers.parameters import PARAMETERS
from convanim.recipe.options import Options
from convanim.style.theme_file import is_file


def _given(layer: Layer) -> list[tuple[str, str]]:
    """(parameter name, value as typed) for the numbers that differ from their defaults."""
    given = []
    for name in layer.parameters:
        value = layer.given(name).replace("×", "x")
        if name == "padding" and not layer.padded_evenly and layer.padded_same:
            value = "same"
        if value != str(PARAMETERS[name].default):
            given.append((name, value))
    return given


def file_name(layer: Layer, options: Options, numbers: bool = False) -> str:
    """The file that is written when no name is given.

    >>> from convanim.layers.transposed import TransposedConvolution
    >>> file_name(TransposedConvolution.of(3, 3, padding=1, stride=2), Options())
    'transposed_i3_k3_p1_s2.gif'
    """
    parts = [f"{PARAMETERS[name].symbol}{value}" for name, value in _given(layer)]
    shown = {"values": numbers, "stages": options.stages, options.view: options.view != Options.view}
    shown[f"every{options.every}"] = options.every != 1
    shown[f"rows{options.rows}".replace(":", "-")] = options.rows is not None
    shown["filmstrip"] = bool(options.filmstrip)
    parts += [word for word, there in shown.items() if there]
    return "_".join([layer.kind, *parts]) + options.suffix


def command_line(layer: Layer, options: Options, number_words: Sequence[str] = ()) -> str:
    """The command that makes this picture, without a path.

    >>> from convanim.layers.convolution import Convolution
    >>> command_line(Convolution.of((5, 7), 3), Options(theme="dark"), ["--seed", "1"])
    'convanim conv -i 5x7 -k 3 --seed 1 --theme dark'
    """
    words = ["convanim", layer.kind]
    for name, value in _given(layer):
        words += [PARAMETERS[name].flag, value]
    words += number_words
    for field in fields(options):
        value = getattr(options, field.name)
        if value == field.default:
            continue
        name = field.name.replace("_", "-")
        if value is False:
            words.append(f"--no-{name}")
        elif value is True or value == WHOLE:
            words.append(f"--{name}")
        elif field.name == "theme" and is_file(value):
            words += ["--theme", _bare(value)]
        else:
            words += [f"--{name}", f"{value}"]
    return " ".join(words)


def _bare(path: str) -> str:
    """A file's name without its folders, which are nobody's business, as it is typed in a shell."""
    return shlex.quote(Path(path).name.encode("utf-8", "replace").decode())


def described(layer: Layer, options: Options, numbers: bool = False) -> str:
    """What tells a picture from others, in a few words.

    >>> from convanim.layers.transposed import TransposedConvolution
    >>> described(TransposedConvolution.of(3, (3, 2), padding=1, stride=2), Options(view="scatter"))
    'Transposed convolution: kernel 3×2, padding 1, stride 2, scatter view'
    """
    parts = [f"{name.replace('_', ' ')} {layer.given(name)}" for name, _ in _given(layer) if name != "input"]
    if options.view != Options.view:
        parts.append(f"{options.view} view")
    parts += [words for words, there in {"in stages": options.stages, "with numbers": numbers}.items() if there]
    return f"{layer.title}: {', '.join(parts)}"
