"""The numbers of a layer: their names, symbols and bounds, and how a person may write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from convanim.errors import ConvanimError

MOST_DIGITS = 60
"""Of one size: more than any layer needs, few enough that every number worked out from it can be written."""

Pair = tuple[int, int]
Padding = tuple[Pair, Pair]
Number = int | Sequence[int]


class Parameter(NamedTuple):
    """One number of a layer, as formulas, the command line and the plan document call it."""

    name: str
    symbol: str
    flags: tuple[str, ...]
    least: int
    default: int | None
    help: str

    @property
    def flag(self) -> str:
        """The shortest way to give it on the command line."""
        return self.flags[0]


PARAMETERS = {
    parameter.name: parameter
    for parameter in (
        Parameter("input", "i", ("-i", "--input"), 1, None, "input size"),
        Parameter("kernel", "k", ("-k", "--kernel"), 1, None, "kernel size"),
        Parameter("padding", "p", ("-p", "--padding"), 0, 0, "padding on each side"),
        Parameter("stride", "s", ("-s", "--stride"), 1, 1, "stride"),
        Parameter("dilation", "d", ("-d", "--dilation"), 1, 1, "dilation: distance between kernel taps"),
        Parameter("output_padding", "op", ("--output-padding",), 0, 0, "rows and columns added at the output's end"),
    )
}

PADDINGS: dict[str, Callable[[int, int], int]] = {
    # name: cells of padding in all, before and after (arXiv:1603.07285, section 2)
    "valid": lambda k, d: 0,
    "same": lambda k, d: d * (k - 1),
    "half": lambda k, d: 2 * ((d * (k - 1) + 1) // 2),
    "full": lambda k, d: 2 * d * (k - 1),
}


def read_pair(name: str, value: Number | str) -> Pair:
    """One number for both axes, or one for each; `HxW` as text. Raises ConvanimError for anything else.

    >>> read_pair("stride", 2), read_pair("stride", (2, 3)), read_pair("stride", "2x3")
    ((2, 2), (2, 3), (2, 3))
    """
    parameter = PARAMETERS[name]
    try:
        numbers = read_size(value) if isinstance(value, str) else (value,) if isinstance(value, int) else tuple(value)
        if not 1 <= len(numbers) <= 2 or not all(type(number) is int for number in numbers):
            raise ValueError
    except (ValueError, TypeError):
        names = f", or one of {', '.join(PADDINGS)}" if name == "padding" else ""
        raise ConvanimError(
            f"{parameter.flag} {_short(value)} is not a size: {name.replace('_', ' ')} takes a whole number "
            f"({parameter.flag} 3) or rows x columns ({parameter.flag} 3x5){names}"
        ) from None
    return numbers[0], numbers[-1]


def read_size(text: str) -> tuple[int, ...]:
    """The numbers in `5` or `5x7`. Raises ValueError where there is anything else."""
    parts = text.lower().replace("×", "x").split("x")
    if not all(part.removeprefix("-").isdecimal() and len(part) <= MOST_DIGITS for part in parts):
        raise ValueError(text)
    return tuple(int(part) for part in parts)


def _short(value: object) -> str:
    """A value as it was typed, cut where it is long."""
    text = repr(value)
    return text if len(text) <= 2 * MOST_DIGITS else f"{text[:MOST_DIGITS]}…"
