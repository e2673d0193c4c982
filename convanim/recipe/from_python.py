"""A layer's arguments in Python: what is taken for them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from convanim.core.errors import ConvanimError
from convanim.recipe.numbers import Given
from convanim.recipe.options import Options
from convanim.values.parse import PYTHON_ROWS

Rows = str | Sequence[Any] | Any
"""A matrix: nested lists, an array with `tolist`, or what the command line takes as text."""


ARGUMENT_TYPES: dict[str, tuple[type, ...]] = {"bool": (bool,), "int": (int,), "float": (int, float), "str": (str,)}
"""What is taken for an option that is annotated so."""


ARRAY_DECIMALS = 9
"""To which the numbers of lists and arrays are rounded: a cell shows four."""


OF_A_FILE = {"still", "filmstrip", "format"}
"""Options that each file has of its own."""


ARGUMENTS = tuple(field.name for kind in (Given, Options) for field in fields(kind) if field.name not in OF_A_FILE)
"""Arguments that are not a layer's numbers."""


def checked(name: str, value: Any) -> Any:
    """An argument that is not a size, of the type that it must have."""
    if name in ("input_values", "kernel_values"):
        return _text_of_rows(name, value)
    (annotation,) = (field.type for kind in (Given, Options) for field in fields(kind) if field.name == name)
    wanted, _, optional = str(annotation).partition(" | ")
    value = plain(value)
    if name == "plays" and type(value) is int:
        value = str(value)
    if wanted in ARGUMENT_TYPES and type(value) not in ARGUMENT_TYPES[wanted] and not (optional and value is None):
        raise ConvanimError(f"{name}={value!r} is of the wrong type; use {'an' if wanted == 'int' else 'a'} {wanted}")
    return value


def plain(value: Any) -> Any:
    """Arrays and their numbers as Python's own."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return tuple(map(plain, value)) if isinstance(value, (list, tuple)) else value


def _text_of_rows(name: str, value: Rows) -> str | None:
    """Rows as the command line takes them. An array of 32 bits has 7 digits that are meant, any other float 15."""
    if value is None:
        return None
    if isinstance(value, str):
        if value.strip() == "-":
            raise ConvanimError(f"{name}='-': there is no stdin to read here; {PYTHON_ROWS}")
        return value
    digits = 7 if "float32" in str(getattr(value, "dtype", "")) else 15
    rows = plain(value)
    if not isinstance(rows, tuple):
        raise ConvanimError(f"{name}={value!r} is not a matrix; {PYTHON_ROWS}, or an array")
    if not any(isinstance(row, tuple) for row in rows):
        rows = (rows,)
    return "; ".join(" ".join(_text_of(name, number, digits) for number in _row(name, row)) for row in rows)


def _row(name: str, row: Any) -> tuple[Any, ...]:
    if isinstance(row, tuple) and not any(isinstance(number, tuple) for number in row):
        return row
    raise ConvanimError(f"{name} is not made of rows of numbers; use two dimensions, as in weight[0, 0]")


def _text_of(name: str, number: Any, digits: int) -> str:
    try:
        if isinstance(number, int):
            return str(int(number))
        if isinstance(number, str) or not math.isfinite(number):
            raise ValueError
        return f"{round(float(number), ARRAY_DECIMALS):.{digits}g}"
    except (TypeError, ValueError):
        raise ConvanimError(f"{name}: {number!r} is not a number; {PYTHON_ROWS}") from None


def short(pair: tuple[Any, Any]) -> Any:
    """Both axes' number as one where they are equal, and uneven padding whole."""
    rows, columns = pair
    if isinstance(rows, tuple):
        if rows[0] != rows[1] or columns[0] != columns[1]:
            return pair
        rows, columns = rows[0], columns[0]
    return rows if rows == columns else (rows, columns)
