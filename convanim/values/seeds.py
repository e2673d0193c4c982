"""Numbers made from a seed, the same on every machine."""

from __future__ import annotations

import random

from convanim.values.exact import Matrix


def seeded(seed: int, size: tuple[int, int], low: int, high: int, stream: str = "") -> Matrix:
    """Whole numbers from `low` to `high`, the same for the same seed on every machine; `stream` gives others.

    >>> seeded(1, (2, 3), 0, 9)
    ((1, 0, 6), (2, 0, 1))
    """
    # A text keeps -1 apart from 1, and random() is the one method whose numbers no Python may change.
    source = random.Random(f"{stream} {seed:x}")  # noqa: S311  # a picture's numbers are no secret
    rows, columns = size
    return tuple(tuple(low + int(source.random() * (high - low + 1)) for _ in range(columns)) for _ in range(rows))


def seeded_input(seed: int, rows: int, columns: int, plane: int = 0) -> Matrix:
    """Digits, numbers that fit any cell: those of one plane.

    >>> seeded_input(1, 2, 3)
    ((2, 9, 7), (2, 0, 8))
    """
    return seeded(seed, (rows, columns), 0, 9, _stream("input", plane))


def seeded_kernel(seed: int, rows: int, columns: int, slab: int = 0) -> Matrix:
    """Numbers from -1 to 2, so that sums stay short and some are negative: those of one slab.

    >>> seeded_kernel(1, 2, 3)
    ((0, 2, 1), (-1, 0, -1))
    """
    return seeded(seed, (rows, columns), -1, 2, _stream("kernel", slab))


def _stream(name: str, place: int) -> str:
    """Numbers of their own for each plane."""
    return f"{name} {place}" if place else name
