"""The words of the places where a request is written: the command line, and a TOML table. Python's are in core."""

from __future__ import annotations

import shlex
from typing import Any

from convanim.core.errors import ByPlace, Setting, Shown
from convanim.layers.parameters import LAYER_OPTIONS
from convanim.recipe.options import OPTIONS, option_named

CALLED_IN_PYTHON = {"path": "output"}
"""What calls in Python name otherwise than the table of options."""


def command_line_wording(part: Setting | ByPlace) -> str:
    """Words of the command line, as they are typed there.

    >>> command_line_wording(Setting("padding", ((0, 1), (0, 1)))), command_line_wording(Setting("title", False))
    ('-p 0+1', '--no-title')
    """
    if isinstance(part, ByPlace):
        return part.command_line
    if part.value is False:
        return flag_of_no(part.name)
    flag = flag_of(part.name)
    alone = part.value is ... or part.value is True or is_constant(part.name, part.value)
    return flag if alone else f"{flag} {typed(part.value)}"


def is_constant(name: str, value: Any) -> bool:
    """Whether an option's flag alone says this value."""
    return name in LAYER_OPTIONS and LAYER_OPTIONS[name].constant == value and value is not None


def flag_of(name: str) -> str:
    """The shortest option of the command line for an argument in Python."""
    return option_named(CALLED_IN_PYTHON.get(name, name)).flags[0]


def flag_of_no(name: str) -> str:
    """The option of the command line that says no to it."""
    no = f"no_{name}"
    return OPTIONS[no].flags[0] if no in OPTIONS else flag_of(name).replace("--", "--no-", 1)


def typed(value: Any) -> str:
    """A value in a shell: sizes as `5x7`, uneven sides as `0+1`, text quoted where it must be."""
    if isinstance(value, (list, tuple)):
        sides = [_side(side) for side in value]
        return sides[0] if sides and len(set(sides)) == 1 else "x".join(sides)
    if isinstance(value, str) and not isinstance(value, Shown):
        return shlex.quote(value)
    return _number(value) if isinstance(value, float) else str(value)


def _side(side: Any) -> str:
    """One axis of a size: a number, or before and after."""
    if not isinstance(side, (list, tuple)):
        return str(side)
    sides = [str(number) for number in side]
    return sides[0] if len(set(sides)) == 1 else "+".join(sides)


def _number(value: float) -> str:
    """All its digits, but no `.0`."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def table_wording(part: Setting | ByPlace) -> str:
    """Words of a TOML table.

    >>> table_wording(Setting("padding", ((0, 1), (0, 1)))), table_wording(Setting("view", "matrix"))
    ('padding = [[0, 1], [0, 1]]', 'view = "matrix"')
    """
    if isinstance(part, ByPlace):
        return part.table
    return part.name if part.value is ... else f"{part.name} = {_toml(part.value)}"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str) and not isinstance(value, Shown):
        import json

        return json.dumps(value, ensure_ascii=False)
    return _number(value) if isinstance(value, float) else str(value)
