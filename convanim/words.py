"""Numbers as a person says them."""

from __future__ import annotations

from collections.abc import Sequence


def listed(numbers: Sequence[int]) -> str:
    """Numbers in increasing order as a person says them.

    >>> listed([1, 2, 3]), listed([0, 2]), listed([0, 2, 4, 6, 8]), listed([7])
    ('1–3', '0, 2', '0, 2, … 8', '7')
    """
    if len(numbers) > 1 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}–{numbers[-1]}"
    if len(numbers) > 4:
        return f"{numbers[0]}, {numbers[1]}, … {numbers[-1]}"
    return ", ".join(map(str, numbers))
