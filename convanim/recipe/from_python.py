"""A recipe from a call in Python: what is taken for an argument, and the signatures that the options give."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convanim.core.errors import ConvanimError
from convanim.layers.parameters import PARAMETERS, read_axes
from convanim.recipe.from_table import KEYS, TYPES
from convanim.recipe.option_row import SIZE, Option
from convanim.recipe.options import OPTIONS
from convanim.recipe.picture_kind import PictureKind
from convanim.values.parse import PYTHON_ROWS

if TYPE_CHECKING:
    from inspect import Signature


ARRAY_DECIMALS = 9
"""To which the numbers of lists and arrays are rounded: a cell shows four."""

SPREAD = "str | Animation"
"""The type of pictures that are arguments of their own."""

COLOURED, COLOURS = 3, (3, 4)
"""Dimensions of an array whose pixels have colours, and how many colours those are."""

ARGUMENTS = tuple(name for name, option in KEYS.items() if not option.of_a_file)
"""Arguments that are not a layer's numbers."""


def arguments_of(kind: PictureKind) -> list[Option]:
    """The options that a call for this kind of picture takes, a layer's numbers first."""
    names = (*kind.subject.parameters, *kind.subject.options, *ARGUMENTS)
    found = [OPTIONS[name] for name in names if name not in kind.options_left_out]
    return sorted(found, key=lambda option: bool(option.flags))


def signature_of(kind: PictureKind) -> Signature:
    """The signature of the call for this kind of picture; sizes may be given by position."""
    from inspect import Parameter, Signature

    made = []
    for option in arguments_of(kind):
        if kind.spread and not option.flags:
            made.append(Parameter(option.name, Parameter.VAR_POSITIONAL, annotation=SPREAD))
            continue
        way = Parameter.POSITIONAL_OR_KEYWORD if is_first(option) else Parameter.KEYWORD_ONLY
        made.append(Parameter(option.name, way, default=option.default, annotation=annotation_of(option)))
    return Signature(made, return_annotation="Animation")


def is_first(option: Option) -> bool:
    """Whether it may be given by position: a size, or what has no name on the command line."""
    return option.name in PARAMETERS or not option.flags


def annotation_of(option: Option) -> str:
    """The type of an argument, as an editor shows it."""
    return (option.annotation or option.type) + " | None" * (option.optional and "None" not in option.annotation)


def values_of(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as a user gave them, as values of options. Raises ConvanimError for one of the wrong type."""
    values = {
        name: as_python(value) if OPTIONS[name].type == SIZE else _checked(name, value)
        for name, value in arguments.items()
        if name != "input_values"
    }
    if "input_values" in arguments:
        values["input_values"], told = _text_of_input(arguments["input_values"], values)
        values |= told
    return values


def _text_of_input(value: Any, others: Mapping[str, Any]) -> tuple[str | None, dict[str, None]]:
    """The input as the command line takes it; of a picture that is read here, options that have done their part.

    An image of Pillow, and an array of bytes with three or four colours, are read here, in the size that is wanted.
    """
    shape: tuple[int, ...] = getattr(value, "shape", ())
    coloured = len(shape) == COLOURED and shape[-1] in COLOURS and str(getattr(value, "dtype", "")) == "uint8"
    if not (coloured or hasattr(value, "getexif")):
        return _text_of_rows("input_values", value), {}
    from convanim.values.exact import plain
    from convanim.values.images import GREY, WHITES, Reading, numbers_of_picture, numbers_of_pixels

    size = read_axes("input", others["input"], others.get("dims") or 2) if others.get("input") else None
    read = numbers_of_pixels if coloured else numbers_of_picture
    planes = read(value, size, Reading(others.get("levels") or WHITES[0], others.get("channels") or GREY))
    rows = [[[plain(number) for number in row] for row in plane] for plane in planes]
    text = _text_of_rows("input_values", rows if len(rows) > 1 else rows[0])
    return text, {"levels": None, "channels": None}


def _checked(name: str, value: Any) -> Any:
    """An argument that is not a size, of the type that it must have."""
    if name == "kernel_values":
        return _text_of_rows(name, value)
    option = OPTIONS[name]
    value = as_python(value)
    if type(value) is int and option.annotation.startswith("int | str"):
        value = str(value)
    if type(value) not in TYPES[option.type] and not (option.optional and value is None):
        article = "an" if option.type == "int" else "a"
        raise ConvanimError(f"{name}={value!r} is of the wrong type", way=f"use {article} {option.type}")
    return value


def as_python(value: Any) -> Any:
    """Arrays and their numbers as Python's own; lists as tuples."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return tuple(map(as_python, value)) if isinstance(value, (list, tuple)) else value


def _text_of_rows(name: str, value: str | Sequence[Any] | Any) -> str | None:
    """Rows as the command line takes them. An array of 32 bits has 7 digits that are meant, any other float 15."""
    if value is None:
        return None
    if isinstance(value, str):
        if value.strip() == "-":
            raise ConvanimError(f"{name}='-': there is no stdin to read here", way=PYTHON_ROWS)
        return value
    digits = 7 if "float32" in str(getattr(value, "dtype", "")) else 15
    rows = as_python(value)
    if not isinstance(rows, tuple):
        raise ConvanimError(f"{name}={value!r} is not a matrix", way=f"{PYTHON_ROWS}, or an array")
    if not any(isinstance(row, tuple) for row in rows):
        rows = (rows,)
    return _nested_text(name, rows, digits)


PARTED = {2: "; ", 3: " | ", 4: " || "}
"""What stands between the parts of numbers so deeply nested: rows, planes, filters."""


def _nested_text(name: str, parts: tuple[Any, ...], digits: int) -> str:
    """Rows as text; where they are nested more deeply, planes, and filters of planes."""
    deep = _depth(parts)
    if deep not in PARTED:
        raise ConvanimError(f"{name} is nested {deep} deep", way="use rows, planes of rows, or filters of planes")
    if deep == 2:
        return "; ".join(" ".join(_text_of(name, number, digits) for number in _row(name, row)) for row in parts)
    if any(_depth(part) != deep - 1 for part in parts):
        raise ConvanimError(f"{name} has parts of different dimensions", way="give every plane its rows")
    return PARTED[deep].join(_nested_text(name, part, digits) for part in parts)


def _depth(parts: Any) -> int:
    return 1 + max(map(_depth, parts), default=0) if isinstance(parts, tuple) else 0


def _row(name: str, row: Any) -> tuple[Any, ...]:
    if isinstance(row, tuple) and not any(isinstance(number, tuple) for number in row):
        return row
    raise ConvanimError(f"{name} is not made of rows of numbers", way="use two dimensions, as in weight[0, 0]")


def _text_of(name: str, number: Any, digits: int) -> str:
    try:
        if isinstance(number, int):
            return str(int(number))
        if isinstance(number, str) or not math.isfinite(number):
            raise ValueError
        return f"{round(float(number), ARRAY_DECIMALS):.{digits}g}"
    except (TypeError, ValueError):
        raise ConvanimError(f"{name}: {number!r} is not a number", way=PYTHON_ROWS) from None


def short(value: Any) -> Any:
    """A size as it is written: one number where all axes have the same, and uneven padding whole."""
    if not isinstance(value, tuple):
        return value
    if isinstance(value[0], tuple):
        if any(before != after for before, after in value):
            return value
        value = tuple(before for before, _ in value)
    return value[0] if len(set(value)) == 1 else value
