"""A row of the table of options: what every place says and asks of one, and the rows of a layer's own options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields
from functools import cache
from typing import Any, NamedTuple

from convanim.core.limits import LIMITS
from convanim.layers.parameters import LAYER_OPTIONS, PARAMETERS, LayerOption, Parameter

LAYER, NUMBERS, VIEW, LOOK, OUTPUT, PAGE, LIMIT = "Layer", "Numbers", "View", "Look", "Output", "Page", "Limits"

GROUPS = (LAYER, NUMBERS, VIEW, LOOK, OUTPUT, PAGE, LIMIT)
"""In the order in which help shows them."""

SIZE, FILE = "size", "file"
"""Types of options besides Python's own: `N|HxW`, and the path of a file or folder."""


class Option(NamedTuple):
    """One option: all that any place says or asks of it."""

    name: str
    """In Python and TOML."""
    type: str
    """`bool`, `int`, `float`, `str`, or one of the types above."""
    optional: bool
    """Whether it may be None: not given."""
    default: Any
    group: str
    help: str
    flags: tuple[str, ...]
    metavar: str | None = None
    bare: str | None = None
    """Its value on the command line where its flag stands alone."""
    check: Callable[[Any], object] | None = None
    """Raises ConvanimError for a value that is wrong by itself."""
    constant: Any = None
    """Its value on the command line, where its flag takes none."""
    annotation: str = ""
    """Its type in Python, where that is not `type`."""
    of_a_file: bool = False
    """Whether each file has its own, so that it is no argument of a picture in Python."""

    @property
    def explained(self) -> str:
        """The help, with the default where that is a number or a name."""
        named = self.default is not None and self.type != "bool" and self.constant is None
        told = not named or "[default:" in self.help
        return self.help if told else f"{self.help}  [default: {self.default}]"


def row(default: Any, group: str, help: str, **more: Any) -> Any:
    """A field that is an option; `more` are fields of `Option`."""
    return field(default=default, metadata={"group": group, "help": help, **more})


def limit_row(name: str) -> Any:
    """The option that allows more or less of something that is limited."""
    limit = LIMITS[name]
    unit = limit.unit[0].upper() + limit.unit[1:]
    return row(limit.value, LIMIT, f"{unit} at most.", metavar="N")


@cache
def options_of(record: type) -> tuple[Option, ...]:
    """The options that are the fields of a record."""
    return tuple(_option(name, annotation, default, dict(more)) for name, annotation, default, more in _rows(record))


def _rows(record: type) -> list[tuple[str, str, Any, Any]]:
    return [(one.name, str(one.type), one.default, one.metadata) for one in fields(record)]


def _option(name: str, annotation: str, default: Any, more: dict[str, Any]) -> Option:
    plain, _, optional = annotation.partition(" | ")
    flag = f"--{name.replace('_', '-')}"
    parts = {"type": plain, "flags": (flag,), **more}
    return Option(name=name, default=default, optional=bool(optional) or parts["type"] == FILE, **parts)


def layer_rows() -> tuple[Option, ...]:
    """The numbers of a layer, and what else it can be told, from their own tables."""
    return (*map(_size_row, PARAMETERS.values()), *map(_layer_row, LAYER_OPTIONS.values()))


def _size_row(one: Parameter) -> Option:
    names = f" or {'|'.join(one.names)}" if one.names else ""
    usual = f"  [default: {one.usual}]" if one.usual else ""
    help = f"{one.help[0].upper()}{one.help[1:]}{names}.{usual}"
    annotation = "Paddings" if one.names else "Size"
    return Option(
        one.name,
        SIZE,
        one.default is None,
        one.default,
        LAYER,
        help,
        one.flags,
        METAVARS[SIZE],
        annotation=annotation,
    )


METAVARS = {"str": "NAME", SIZE: "N|HxW", "list": "LAYER..."}
"""What help calls the value of a layer's option, by its type."""


def _layer_row(one: LayerOption) -> Option:
    return Option(
        one.name, one.type, one.default is None, one.default, LAYER, one.help, one.flags,
        one.metavar or METAVARS.get(one.type),
        constant=one.constant, annotation={SIZE: "Size", "list": "Sequence[str]"}.get(one.type, ""),
    )  # fmt: skip
