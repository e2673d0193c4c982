"""Numbers as a person says them, and texts as a terminal can take them."""

from __future__ import annotations

from collections.abc import Sequence

Pair = tuple[int, int]
"""(rows, columns), or (before, after)."""


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


def size_words(size: Sequence[int]) -> str:
    """Rows and columns: `3×5`."""
    return f"{size[0]}×{size[1]}"


def with_article(words: str) -> str:
    """Words with their article.

    >>> with_article("convolution"), with_article("average pooling layer")
    ('a convolution', 'an average pooling layer')
    """
    return f"{'an' if words[:1].lower() in 'aeio' else 'a'} {words}"


def printable(text: str) -> str:
    r"""A text that leaves a terminal as it is: every control character is written as its escape.

    >>> printable("a\x1b[31m")
    'a\\x1b[31m'
    """
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


LONGEST_MESSAGE = 2_000
"""Characters of a message that are shown: what is wrong may hold a file's worth of text."""


def shortened(message: str) -> str:
    """A message on one line that a person can take in: of one that is too long, the beginning and the end."""
    if len(message) > LONGEST_MESSAGE:
        message = f"{message[: LONGEST_MESSAGE // 2]} … {message[-LONGEST_MESSAGE // 2 :]}"
    return printable(message)
