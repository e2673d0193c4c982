"""What stands on a sheet of paper, in words and small pictures: a handout of a lesson. No sizes in px."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from convanim.scene.nodes import Fact, Node


class Formula(NamedTuple):
    """Lines of a formula, set off from the words around them."""

    lines: tuple[str, ...]


class Prose(NamedTuple):
    """A few sentences, the first words of which may stand out."""

    lead: str
    words: str


class Figure(NamedTuple):
    """A small picture: with a title and lines at its left, and a number where it is a step; or words above it."""

    node: Node
    title: str = ""
    lines: tuple[str, ...] = ()
    number: str = ""
    above: str = ""


class WordTable(NamedTuple):
    """A title, and rows of words below it, the first of which names the columns."""

    title: str
    rows: tuple[tuple[Fact, ...], ...]
    even: bool = False
    """Whether all columns but the first are equally wide, with numbers in their middle."""


class CodeLines(NamedTuple):
    """Lines of code, each below its name."""

    lines: tuple[tuple[str, str], ...]


class PaperColumn(NamedTuple):
    """One of the columns of a sheet: what it is about, the sizes beside that, and what stands below."""

    title: str
    sizes: str
    blocks: tuple[PaperBlock, ...]


class PaperColumns(NamedTuple):
    """Columns beside each other, perhaps below a title."""

    columns: tuple[PaperColumn, ...]
    title: str = ""


PaperBlock = Formula | Prose | Figure | WordTable | CodeLines | PaperColumns


def pictures_on(blocks: Sequence[PaperBlock]) -> Iterator[Node]:
    """The small pictures among blocks, in their order."""
    for block in blocks:
        if isinstance(block, Figure):
            yield block.node
        if isinstance(block, PaperColumns):
            for column in block.columns:
                yield from pictures_on(column.blocks)
