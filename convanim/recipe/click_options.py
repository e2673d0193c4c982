"""Options and arguments of click, each made of its row in the table."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import click

from convanim.recipe.file_parameter import FileParameter
from convanim.recipe.option_row import FILE
from convanim.recipe.option_row import Option as Row
from convanim.recipe.options import option_named


def _or_usual(usual: object, ctx: click.Context, param: click.Parameter, value: object) -> object:
    return usual if value is None else value


class TableOption(click.Option):
    """An option of the table, which knows its group."""

    def __init__(self, row: Row, **changes: Any) -> None:
        settings: dict[str, Any] = {"help": row.explained, "metavar": row.metavar, "default": row.default}
        flags = list(row.flags)
        if row.constant is not None:
            # Before click 8.2 a flag of a value was on wherever it had a default: the callback gives it instead.
            settings |= {"is_flag": True, "flag_value": row.constant, "metavar": None, "default": None}
            settings["callback"] = partial(_or_usual, row.default)
        elif row.type == "bool":
            settings |= {"is_flag": True, "metavar": None}
            if row.default is not False:
                flags = [f"{flags[0]}/{flags[0].replace('--', '--no-', 1)}"]
        elif row.type in ("int", "float"):
            settings["type"] = {"int": int, "float": float}[row.type]
        elif row.type == FILE:
            settings["type"] = FileParameter() if row.metavar == "FILE" else click.Path(path_type=Path)
        elif row.default is not None:
            settings["default"] = str(row.default)
        if row.bare:
            settings |= {"is_flag": False, "flag_value": row.bare}
        super().__init__([*flags, row.name], **{**settings, **changes})
        self.group = row.group


def table_option(name: str, **changes: Any) -> TableOption:
    """The option of that name, with what one command says otherwise of it, such as its help."""
    return TableOption(option_named(name), **changes)


def click_options(rows: Iterable[Row]) -> list[click.Parameter]:
    """Rows of the table as click takes them."""
    return [
        TableOption(row) if row.flags else click.Argument([row.name], nargs=-1, metavar=row.metavar) for row in rows
    ]
