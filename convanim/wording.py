"""A layer in the words of the command line: its file name, and the command that makes it again."""

from __future__ import annotations

from dataclasses import fields

from convanim.layers import PARAMETERS, Layer
from convanim.pipeline import Options


def _given(layer: Layer) -> list[tuple[str, str]]:
    """(parameter name, value as typed) for the numbers that differ from their defaults."""
    given = []
    for name in layer.parameters:
        rows, columns = getattr(layer, name)
        if name == "padding":
            uneven = rows[0] != rows[1] or columns[0] != columns[1]
            rows, columns = ("same", "same") if uneven else (rows[0], columns[0])
        value = str(rows) if rows == columns else f"{rows}x{columns}"
        if value != str(PARAMETERS[name].default):
            given.append((name, value))
    return given


def file_name(layer: Layer, suffix: str = ".gif") -> str:
    """The file that is written when no name is given.

    >>> from convanim.layers import TransposedConvolution
    >>> file_name(TransposedConvolution.of(3, 3, padding=1, stride=2))
    'transposed_i3_k3_p1_s2.gif'
    """
    parts = [f"{PARAMETERS[name].symbol}{value}" for name, value in _given(layer)]
    return "_".join([layer.kind, *parts]) + suffix


def command_line(layer: Layer, options: Options) -> str:
    """The command that makes this picture, without a path.

    >>> from convanim.layers import Convolution
    >>> command_line(Convolution.of((5, 7), 3), Options(theme="dark"))
    'convanim conv -i 5x7 -k 3 --theme dark'
    """
    words = ["convanim", layer.kind]
    for name, value in _given(layer):
        words += [PARAMETERS[name].flag, value]
    for field in fields(options):
        value = getattr(options, field.name)
        if value != field.default:
            words += ["--no-title"] if field.name == "title" else [f"--{field.name}", f"{value}"]
    return " ".join(words)
