"""A picture's body: a tree of panels, and of signs and words beside them. No sizes in px."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from convanim.scene.paper_blocks import PaperBlock

ARROW = "→"
"""The sign that is drawn as an arrow; any other is written."""


MORE = "⋮"
"""Between planes of which some are not drawn."""


class Band(NamedTuple):
    """Words above some columns of a panel, which a line joins."""

    column: int
    columns: int
    words: str


class Digits(NamedTuple):
    """How large numbers are written in a panel, whatever the size of other cells."""

    size: int
    """Px, in a picture 800 px wide."""
    panels: tuple[str, ...]
    """The panels whose numbers all would have room in its cells: those that have cells of one size."""


class Panel(NamedTuple):
    """A place for a grid, (rows, columns), and the words beside it."""

    name: str
    rows: int
    columns: int
    caption: str = ""
    scale: float = 1.0
    """Side of its cells, in those of the picture: a panel may have larger or smaller ones."""
    opposite: tuple[float, float] | None = None
    """Where its middle stands: (row, column) along the edges of the cells of the panel `beside` it, which are counted
    from 0. Without it the two are centred on each other."""
    beside: str = ""
    """The panel that it stands opposite, by name; without one the first of its line."""
    bands: tuple[Band, ...] = ()
    """What groups of its columns are called, above them."""
    lying: int = 0
    """Of a panel that lies flat, seen from above: how deep its cells are; nothing is written in them."""
    said: str = ""
    """The key of its words in the frames, where they change; `caption` is then what they come to."""
    words_width: int = 170
    """Px that its words may take, in a picture 800 px wide, where the panel is narrower."""
    words_left: bool = False
    """Whether its words stand at its left, and not above or below it, where they would stand in the way of links."""
    room: tuple[float, float] = (0.0, 0.0)
    """Cells that stay free above and below it, and left and right, for what moves out over its edges. Its words are
    there, too, next to the cells: frames in which something moves over them leave them out."""
    aside: bool = False
    """Whether small copies of the picture, as on a filmstrip, leave it out."""
    digits: Digits | None = None
    """What its cells are as large for, once its numbers are known, instead of what `scale` says."""
    flush: bool = False
    """Whether it begins where the panel does that it stands opposite, instead of being centred on it."""


class Sign(NamedTuple):
    """A sign between two neighbours, such as `=`."""

    text: str


class Row(NamedTuple):
    """Nodes side by side."""

    nodes: tuple[Node, ...]
    linked: bool = True
    """Whether neighbours have room between them for links."""
    down: bool = False
    """What tells it from a column, which is another way of placing the same nodes."""
    whole: bool = False
    """Whether nodes are centred on each other with all that they hold, and not panel on panel."""


class Column(NamedTuple):
    """Nodes one above the other; where they are linked, the words of the first stand above it."""

    nodes: tuple[Node, ...]
    linked: bool = True
    down: bool = True
    whole: bool = False
    tall: bool = False
    """Whether it may be higher than a page is, as where numbers are read in no other way."""


class Best(NamedTuple):
    """The same in several ways: the first, unless another has much larger cells."""

    ways: tuple[Node, ...]


class Heading(NamedTuple):
    """What stands above a picture or a part of it: title and sizes on one line, words and arithmetic below them."""

    title: str
    sizes: str = ""
    words: str = ""
    arithmetic: tuple[str, ...] = ()
    """One line, or one for rows and one for columns."""
    formula: Callable[[], tuple[str, ...]] = tuple
    """Lines of `--formula`, made when they are asked for: the general formula, the procedure, the frameworks'."""
    of_a_part: bool = False
    """Whether it stands above a part of a picture, so that its title is smaller."""


class Fact(NamedTuple):
    """A few words in a line of them, and whether they stand out."""

    words: str
    strong: bool


class Group(NamedTuple):
    """A part of a picture with words of its own: a heading, or a number and a sentence, above it; a caption below."""

    node: Node
    heading: Heading | None = None
    number: str = ""
    words: str = ""
    caption: str = ""
    """The key of its caption in the frames; empty where it has none."""
    facts: tuple[Fact, ...] = ()
    """Words on one line above it, some of which stand out."""


class Tiles(NamedTuple):
    """Groups of one shape in rows of so many; with 0, of as many as give the largest cells."""

    groups: tuple[Group, ...]
    columns: int = 0


class Paper(NamedTuple):
    """A sheet of paper: blocks below each other, and a line of words at its foot."""

    blocks: tuple[PaperBlock, ...]
    foot: str
    name: str = "a4"
    """Which paper."""


Node = Panel | Sign | Row | Column | Best | Group | Tiles | Paper


def both_ways(*groups: tuple[Panel, ...]) -> Best:
    """Linked groups in a row, or in a column; the panels of each group are only stacked, across the way."""

    def stacked(group: tuple[Panel, ...], way: type[Row | Column]) -> Node:
        return way(group, linked=False) if len(group) > 1 else group[0]

    row, column = (tuple(stacked(group, way) for group in groups) for way in (Column, Row))
    return Best((Row(row), Column(column)))


def nodes_in(node: Node) -> Sequence[Node]:
    """The nodes directly in one; of several ways those of the first, for all ways have the same panels."""
    if isinstance(node, Row | Column):
        return node.nodes
    if isinstance(node, Best):
        return node.ways[:1]
    if isinstance(node, Group):
        return (node.node,)
    if isinstance(node, Paper):
        from convanim.scene.paper_blocks import pictures_on

        return tuple(pictures_on(node.blocks))
    return node.groups if isinstance(node, Tiles) else ()


def panels_in(node: Node) -> Iterator[Panel]:
    """All panels, in the order of the tree."""
    if isinstance(node, Panel):
        yield node
    for inner in nodes_in(node):
        yield from panels_in(inner)


def groups_in(node: Node) -> Iterator[Group]:
    """All groups, in the order of the tree."""
    if isinstance(node, Group):
        yield node
    for inner in nodes_in(node):
        yield from groups_in(inner)


def numbered_column(nodes: Sequence[Node], numbers: Sequence[int]) -> Node:
    """Planes of these numbers one below the other, with a sign before the last where some are left out."""
    if len(nodes) == 1:
        return nodes[0]
    *first, last = nodes
    signs = [Sign(MORE)] * (numbers[-1] - numbers[-2] > 1)
    return Column((*first, *signs, last), linked=False)


def renamed(node: Node, prefix: str, words_width: int) -> Node:
    """The same under names and keys that begin with `prefix`, without panels aside, to stand beside others.

    The words of its panels are at most so wide, or as wide as the panel.
    """
    if isinstance(node, Panel):
        said, beside = (prefix + key if key else "" for key in (node.said, node.beside))
        width = min(words_width, node.words_width)
        named = node._replace(name=prefix + node.name, said=said, beside=beside)
        return named._replace(words_width=width, digits=None)
    if isinstance(node, Row | Column):
        nodes = tuple(renamed(inner, prefix, words_width) for inner in node.nodes if _is_kept(inner))
        return nodes[0] if len(nodes) == 1 else node._replace(nodes=nodes)
    if isinstance(node, Best):
        return _best_of(renamed(way, prefix, words_width) for way in node.ways)
    if isinstance(node, Group):
        caption = prefix + node.caption if node.caption else ""
        return node._replace(node=renamed(node.node, prefix, words_width), caption=caption)
    return node


def small_copy(node: Node, prefix: str) -> Node:
    """The same panels, but those aside, under names that begin with `prefix`, without words."""
    if isinstance(node, Panel):
        beside = prefix + node.beside if node.beside else ""
        plain = node._replace(caption="", said="", room=(0.0, 0.0), digits=None, bands=())
        return plain._replace(name=prefix + node.name, beside=beside)
    if isinstance(node, Row | Column):
        nodes = tuple(small_copy(inner, prefix) for inner in node.nodes if _is_kept(inner))
        return nodes[0] if len(nodes) == 1 else node._replace(nodes=nodes)
    if isinstance(node, Best):
        return _best_of(small_copy(way, prefix) for way in node.ways)
    if isinstance(node, Group):
        return small_copy(node.node, prefix)
    return node


def _best_of(ways: Iterable[Node]) -> Best:
    """Several ways, each once: those that differed in what is aside are one."""
    return Best(tuple(dict.fromkeys(ways)))


def _is_kept(node: Node) -> bool:
    """Whether small copies have it: a sign, or what has panels that are not aside."""
    return isinstance(node, Sign) or not all(panel.aside for panel in panels_in(node))
