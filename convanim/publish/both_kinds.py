"""The convolution and the transposed one with the same numbers, in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from convanim.core.errors import ConvanimError
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import Number
from convanim.publish.plan_document import table
from convanim.recipe.wording import command_line_wording


def summary_text(numbers: Mapping[str, Number | str]) -> str:
    """The article's table with the numbers put in: both kinds side by side, or why one refuses them."""
    lines: list[Sequence[str]] = [("operation", "zeros inserted", "padding", "stride", "output size")]
    refusals = []
    for name, kind in LAYERS.items():
        if not kind.reduction.weighted:
            continue
        accepted = {key: value for key, value in numbers.items() if key in kind.parameters}
        try:
            layer = kind.of(**accepted)
        except ConvanimError as error:
            lines.append((kind.summary, "–", "–", "–", "refused"))
            refusals.append(f"{name}: {error.worded(command_line_wording)}")
            continue
        rows, columns = layer.axes
        lines.append(
            (
                kind.summary,
                *(
                    _term(symbol, getattr(rows, field), getattr(columns, field))
                    for field, symbol in kind.symbols.items()
                ),
                f"{_pair(*layer.input)} → {_pair(*layer.output)}",
            )
        )
    return "\n".join([*table(lines), *([""] if refusals else []), *refusals])


def _term(symbol: str, row: int, column: int) -> str:
    return symbol if symbol.isdigit() else f"{symbol} = {_pair(row, column)}"


def _pair(row: int, column: int) -> str:
    return str(row) if row == column else f"{row}×{column}"
