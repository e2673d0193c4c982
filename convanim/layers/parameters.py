"""The numbers of a layer: their names, symbols and bounds, and how a person may write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, cast

from convanim.core.errors import ByPlace, ConvanimError, Setting, Shown
from convanim.core.text import Pair
from convanim.layers.axis import PADDING_MODES, ZEROS
from convanim.layers.padding import PADDINGS

MOST_SIZE_DIGITS = 60
"""Of one size: more than any layer needs, few enough that every number worked out from it can be written."""


Padding = tuple[Pair, Pair]


Number = int | Sequence[int]


Paddings = Number | Sequence[Sequence[int]] | str
"""Padding as it may be given: as any size, or before and after each axis; or a name, or the text of one."""


TWO_SIZES = ByPlace("HxW", "(rows, columns)", "[rows, columns]")
"""A size for each axis, as it is written."""


IN_ONE_ROW = {"padding": 0, "output_padding": 0}
"""What nothing done to a single row is, where it is not 1."""


class Parameter(NamedTuple):
    """One number of a layer, as formulas, the command line and the plan document call it."""

    name: str
    symbol: str
    flags: tuple[str, ...]
    least: int
    default: int | None
    help: str
    usual: str = ""
    """The default in words, where it is not one number for every kind of layer."""
    names: tuple[str, ...] = ()
    """What it may be instead of a number."""

    @property
    def flag(self) -> str:
        """The shortest way to give it on the command line."""
        return self.flags[0]


PARAMETERS = {
    parameter.name: parameter
    for parameter in (
        Parameter("input", "i", ("-i", "--input"), 1, None, "input size"),
        Parameter("kernel", "k", ("-k", "--kernel"), 1, None, "kernel size"),
        Parameter("padding", "p", ("-p", "--padding"), 0, 0, "padding on each side", names=tuple(PADDINGS)),
        Parameter("stride", "s", ("-s", "--stride"), 1, None, "stride", "1; in pooling the kernel's size"),
        Parameter("dilation", "d", ("-d", "--dilation"), 1, 1, "dilation: how far the kernel's weights are apart"),
        Parameter(
            "output_padding", "op", ("--output-padding",), 0, 0,
            "output padding: rows and columns added at the output's end",
        ),
    )
}  # fmt: skip


class LayerOption(NamedTuple):
    """What some kinds of layer can be told besides their numbers."""

    name: str
    flags: tuple[str, ...]
    type: str
    """`bool`, `int`, `str` or `size`."""
    default: Any
    help: str
    constant: Any = None
    """Its value on the command line, where the flag stands alone."""
    choices: tuple[str, ...] = ()
    metavar: str | None = None
    """What help calls its value, where its type does not say that."""


FEWEST_SIDES, MOST_SIDES = 2, 4
"""Pictures that are compared in one."""

PLACES = "beside", "above"
"""How the pictures of a comparison may stand."""


LAYER_OPTIONS = {
    option.name: option
    for option in (
        LayerOption("dims", ("--1d",), "int", 2, "One dimension: every size is one number.", 1),
        LayerOption(
            "padding_mode", ("--padding-mode",), "str", ZEROS,
            f"What padding holds: {', '.join(PADDING_MODES)}.", choices=tuple(PADDING_MODES),
        ),
        LayerOption("ceil_mode", ("--ceil-mode",), "bool", False, "A last window may overhang the end."),
        LayerOption(
            "count_include_pad", ("--count-include-pad",), "bool", None,
            "Whether a mean counts padding.  [default: yes, but not under 'same']",
        ),
        LayerOption("in_channels", ("--in-channels",), "int", None, "Planes of the input.  [default: 1]"),
        LayerOption("out_channels", ("--out-channels",), "int", None, "Planes of the output.  [default: 1]"),
        LayerOption("groups", ("--groups",), "int", 1, "Groups of planes that meet each other only."),
        LayerOption("output_size", ("--output-size",), "size", None, "The size wanted, instead of a kernel."),
        LayerOption(
            "layers", (), "list", (), "Layers, each in quotes in the words of its own command, without an input.",
        ),
        LayerOption(
            "at", ("--at",), "size", None, "The output cell whose field is shown.  [default: the middle]",
            metavar="R,C",
        ),
        LayerOption("effective", ("--effective",), "bool", False, "Shade the input by how many paths lead from it."),
        LayerOption("diff", ("--diff",), "bool", False, "Mark the output cells whose values differ."),
        LayerOption(
            "place", ("--place",), "str", None, f"How pictures stand: {', '.join(PLACES)}.  [default: as fits best]",
            choices=PLACES,
        ),
        LayerOption("global_pooling", ("--global",), "bool", False, "One window over the whole input."),
    )
}  # fmt: skip
"""Every option of a layer by its name in Python; kinds of layers say which they take."""


CHANNEL_OPTIONS = "in_channels", "out_channels", "groups"
"""Those that say which planes meet, for layers with weights."""


def read_axes(name: str, value: Paddings, dims: int) -> Pair:
    """A size of a layer of so many dimensions; in one, it is of the columns of a single row that nothing is done to.

    Raises ConvanimError for anything else.

    >>> read_axes("stride", 2, 2), read_axes("stride", 2, 1), read_axes("padding", 2, 1)
    ((2, 2), (1, 2), (0, 2))
    """
    numbers = _numbers_of(name, value)
    if dims == 1:
        _require_one(name, numbers)
        return IN_ONE_ROW.get(name, 1), numbers[0]
    return numbers[0], numbers[-1]


def read_pair(name: str, value: Paddings) -> Pair:
    """One number for both axes, or one for each; `HxW` as text. Raises ConvanimError for anything else.

    >>> read_pair("stride", 2), read_pair("stride", (2, 3)), read_pair("stride", "2x3")
    ((2, 2), (2, 3), (2, 3))
    """
    numbers = _numbers_of(name, value)
    return numbers[0], numbers[-1]


def _numbers_of(name: str, value: Paddings) -> tuple[int, ...]:
    try:
        return _numbers(value)
    except (ValueError, TypeError):
        raise _not_a_size(name, value) from None


def _require_one(name: str, values: Sequence[Any]) -> None:
    if len(values) > 1:
        ways = ("use ", Setting(name, values[-1]), ", or leave out ", Setting("dims", 1))
        raise ConvanimError(Setting(name, tuple(values)), ": in one dimension a size is one number", way=ways)


def read_padding(value: Paddings, dims: int = 2) -> Padding:
    """Padding before and after, of rows and of columns; `B+A` as text. Raises ConvanimError for anything else.

    >>> read_padding(1), read_padding("0+1x2"), read_padding(((0, 1), (2, 2))), read_padding("0+1", 1)
    (((1, 1), (1, 1)), ((0, 1), (2, 2)), ((0, 1), (2, 2)), ((0, 0), (0, 1)))
    """
    sides: Sequence[Any] = ()
    if isinstance(value, str):
        parts = value.lower().replace("×", "x").split("x")
        sides = [part.replace("+", "x") for part in parts] if "+" in value else ()
    elif isinstance(value, Sequence) and any(isinstance(side, Sequence) for side in value):
        sides = value
    if not sides:
        height, width = read_axes("padding", value, dims)
        return (height, height), (width, width)
    try:
        pairs = [_numbers(side) for side in sides]
        if len(pairs) > 2:
            raise ValueError
    except (ValueError, TypeError):
        raise _not_a_size("padding", value) from None
    if dims == 1:
        _require_one("padding", pairs)
        pairs = [(0, 0), *pairs]
    rows, columns = pairs[0], pairs[-1]
    return (rows[0], rows[-1]), (columns[0], columns[-1])


def _numbers(value: Any) -> tuple[int, ...]:
    """One whole number or two. Raises ValueError or TypeError for anything else."""
    numbers = read_size(value) if isinstance(value, str) else (value,) if isinstance(value, int) else tuple(value)
    if not 1 <= len(numbers) <= 2 or not all(type(number) is int for number in numbers):
        raise ValueError
    return numbers


def _slice_of(value: object) -> Pair | None:
    """The rows and columns of a size of three dimensions; None for anything else."""
    try:
        numbers = read_size(value) if isinstance(value, str) else tuple(cast("Iterable[object]", value))
    except (ValueError, TypeError):
        return None
    whole = [number for number in numbers if type(number) is int]
    return (whole[1], whole[2]) if len(numbers) == len(whole) == 3 else None


def _not_a_size(name: str, value: object) -> ConvanimError:
    if (flat := _slice_of(value)) is not None:
        way = ("draw a slice: ", Setting(name, flat))
        return ConvanimError(_refused(name, value), " has three dimensions, a picture two", way=way)
    sentence = (
        f" is not a size: {name.replace('_', ' ')} takes a whole number (",
        Setting(name, 3),
        ") or rows x columns (",
        Setting(name, (3, 5)),
        ")",
    )
    if name == "padding":
        sides = Setting(name, ((0, 1), (0, 1)))
        return ConvanimError(
            _refused(name, value), *sentence, ", before + after (", sides, f"), or one of {', '.join(PADDINGS)}"
        )
    return ConvanimError(_refused(name, value), *sentence)


def read_size(text: str) -> tuple[int, ...]:
    """The numbers in `5` or `5x7`. Raises ValueError where there is anything else."""
    parts = text.lower().replace("×", "x").split("x")
    if not all(part.removeprefix("-").isdecimal() and len(part) <= MOST_SIZE_DIGITS for part in parts):
        raise ValueError(text)
    return tuple(int(part) for part in parts)


def _refused(name: str, value: object) -> Setting:
    """A value as it was given, cut where it is long."""
    text = repr(value)
    return Setting(name, Shown(text if len(text) <= 2 * MOST_SIZE_DIGITS else f"{text[:MOST_SIZE_DIGITS]}…"))
