"""What a picture can be of: one layer, or several of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from convanim.core.text import Pair
from convanim.language.english import say
from convanim.language.phrase import Phrase

if TYPE_CHECKING:
    from convanim.layers.base import Layer


class Amounts(NamedTuple):
    """How much of what is limited there is in a picture: cells of the largest panel, taps, and numbers."""

    cells: int
    taps: int
    numbered_taps: int
    """Taps where each is worked out: in every plane, not once for all of them."""
    labels: int


class Subject(ABC):
    """What a picture is of: it was asked for by numbers and options, and has sizes."""

    kind: ClassVar[str]
    """The name of its command."""
    summary: ClassVar[str]
    example: ClassVar[str]
    parameters: ClassVar[tuple[str, ...]]
    """What it takes of `PARAMETERS`."""
    options: ClassVar[tuple[str, ...]] = ("dims",)
    """What it takes of `LAYER_OPTIONS`."""
    numbered: ClassVar[bool] = False
    """Whether it is shown with numbers unless asked otherwise."""
    several: ClassVar[bool] = False
    """Whether it is more than one layer."""
    usual_view: ClassVar[str] = "gather"
    """How it is seen unless asked otherwise."""

    @classmethod
    def titled(cls) -> Phrase:
        """What people call its kind."""
        return say(f"name.{cls.kind}")

    @classmethod
    def titled_within(cls) -> Phrase:
        """The same within a sentence."""
        return say(f"within.{cls.kind}")

    @property
    def name(self) -> Phrase:
        """What people call it."""
        return self.titled()

    @property
    def name_within(self) -> Phrase:
        """The same within a sentence."""
        return self.titled_within()

    @property
    def only(self) -> Layer | None:
        """The layer that it is; None where it is several."""
        return None

    @property
    def several_planes(self) -> bool:
        """Whether it is a layer of more than one plane."""
        return self.only is not None and not self.only.channels.single

    @property
    def planes_out(self) -> int:
        """How many planes its output has."""
        return self.only.channels.outputs if self.only else 1

    @property
    def sides_words(self) -> tuple[str, ...]:
        """The words of the pictures that it compares; none where it compares nothing."""
        return ()

    @classmethod
    @abstractmethod
    def lacks(cls) -> tuple[str, ...]:
        """Options of numbers and of drawing that it does not take."""

    @property
    @abstractmethod
    def weighted(self) -> bool:
        """Whether it has weights, which numbers may be made for."""

    @property
    @abstractmethod
    def sizes(self) -> str:
        """From its input to its output: `5×5 → 3×3`."""

    @property
    @abstractmethod
    def size_pairs(self) -> tuple[tuple[Pair, Pair], ...]:
        """Input and output of each of its parts, (rows, columns)."""

    @property
    @abstractmethod
    def own_sizes(self) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
        """The same with one number for each dimension."""

    @property
    @abstractmethod
    def amounts(self) -> Amounts:
        """How much it takes, by arithmetic alone."""

    @abstractmethod
    def asked(self) -> dict[str, Any]:
        """What it was made from, but for what is as usual: sizes as tuples of one number an axis."""
