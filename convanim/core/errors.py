"""What convanim refuses, as data: a sentence and a way out, in which options are values.

The layer that refuses does not know where the request was written. So it says `Setting("padding", 2)`, and the
place that shows the refusal words that: `-p 2` on the command line, `padding=2` in Python, `padding = 2` in TOML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple


class Setting(NamedTuple):
    """An option by its name in Python, and perhaps a value: numbers, pairs, text or truth, as Python has them."""

    name: str
    value: Any = ...


class Shown(str):
    """A setting's value that is already words, perhaps cut: it stands in a sentence as it is, in every place.

    >>> python_wording(Setting("still", Shown("007")))
    'still=007'
    """

    __slots__ = ()
    __repr__ = str.__str__


class ByPlace(NamedTuple):
    """Words that differ by where a request was written."""

    command_line: str
    python: str
    table: str


Words = str | Setting | ByPlace
"""A piece of a sentence."""

Sentence = Words | Sequence[Words]
"""One piece or several."""


Wording = Callable[[Setting | ByPlace], str]
"""From what differs by place to the words of one place."""


def python_wording(part: Setting | ByPlace) -> str:
    """Words of a call in Python.

    >>> python_wording(Setting("padding", ((0, 1), (0, 1)))), python_wording(Setting("view", "matrix"))
    ('padding=((0, 1), (0, 1))', "view='matrix'")
    """
    if isinstance(part, ByPlace):
        return part.python
    return part.name if part.value is ... else f"{part.name}={part.value!r}"


def pieces(sentence: Sentence) -> tuple[Words, ...]:
    """A sentence's pieces; a single piece may stand alone."""
    return (sentence,) if isinstance(sentence, (str, Setting, ByPlace)) else tuple(sentence)


def joined(words: Iterable[Words], between: str) -> tuple[Words, ...]:
    """Pieces with words between them.

    >>> joined([Setting("width", 900), Setting("still")], " or ")
    (Setting(name='width', value=900), ' or ', Setting(name='still', value=Ellipsis))
    """
    return tuple(part for word in words for part in (between, word))[1:]


class ConvanimError(ValueError):
    """A request that is wrong (exit code 2): what is wrong with it, and a way out if there is one.

    `str()` words it as Python; `worded` as any other place.

    >>> error = ConvanimError("kernel 7 does not fit input 5", way=("use ", Setting("padding", 1)))
    >>> str(error)
    'kernel 7 does not fit input 5; use padding=1'
    >>> error.ways
    (Setting(name='padding', value=1),)
    """

    def __init__(self, *sentence: Words, way: Sentence = ()) -> None:
        self.sentence = sentence
        self.way = pieces(way)
        super().__init__(self.worded(python_wording))

    @property
    def ways(self) -> tuple[Setting, ...]:
        """The options that lead out."""
        return tuple(part for part in self.way if isinstance(part, Setting))

    def worded(self, wording: Wording) -> str:
        """The whole refusal on one line."""
        said, way = (
            "".join(part if isinstance(part, str) else wording(part) for part in parts)
            for parts in (self.sentence, self.way)
        )
        return f"{said}; {way}" if way else said

    def prefixed(self, *parts: Words) -> ConvanimError:
        """The same refusal with words before it that say where it was met."""
        kind = OutputError if isinstance(self, OutputError) else ConvanimError
        return kind(*parts, *self.sentence, way=self.way)


class OutputError(ConvanimError):
    """A right request that could not be carried out: a file not written, a check not passed (exit code 1)."""
