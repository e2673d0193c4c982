"""A picture in another language: all that it says is said anew, once, before it is laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from convanim.language.table import Language
from convanim.scene.frames import Frame
from convanim.scene.met_cells import Meetings, Told
from convanim.scene.nodes import Best, Column, Group, Heading, Node, Panel, Paper, Row, Tiles
from convanim.scene.paper_blocks import (
    Figure,
    PaperBlock,
    PaperColumn,
    PaperColumns,
    Prose,
    WordTable,
)
from convanim.scene.picture import Picture
from convanim.scene.roles import Role


def spoken(picture: Picture, language: Language) -> Picture:
    """The same picture in that language."""
    voice = _Voice(language)
    legend = {role.key: picture.legend_words.get(role.key, role.legend) for role in Role}
    return replace(
        picture,
        heading=voice.heading(picture.heading),
        body=voice.node(picture.body),
        frames=lambda: voice.frames(picture.frames),
        legend_words={key: language.say(words) for key, words in legend.items()},
        scales=tuple(scale._replace(words=language.say(scale.words)) for scale in picture.scales),
        meetings=lambda: tuple(map(voice.meetings, picture.meetings())),
        language=language,
    )


class _Voice:
    """Says each part of a picture in a language."""

    def __init__(self, language: Language) -> None:
        self._say = language.say

    def heading(self, heading: Heading) -> Heading:
        """What stands above a picture or a part of it."""
        return heading._replace(
            title=self._say(heading.title),
            sizes=self._say(heading.sizes),
            words=self._say(heading.words),
            arithmetic=tuple(map(self._say, heading.arithmetic)),
            formula=lambda: tuple(map(self._say, heading.formula())),
        )

    def node(self, node: Node) -> Node:
        """A node with all that is in it; signs are no words."""
        if isinstance(node, Panel):
            bands = tuple(band._replace(words=self._say(band.words)) for band in node.bands)
            return node._replace(caption=self._say(node.caption), bands=bands)
        if isinstance(node, Row | Column):
            return node._replace(nodes=tuple(map(self.node, node.nodes)))
        if isinstance(node, Best):
            return Best(tuple(map(self.node, node.ways)))
        if isinstance(node, Group):
            return self._group(node)
        if isinstance(node, Tiles):
            return node._replace(groups=tuple(map(self._group, node.groups)))
        if isinstance(node, Paper):
            return node._replace(blocks=tuple(map(self._block, node.blocks)))
        return node

    def _group(self, group: Group) -> Group:
        return group._replace(
            node=self.node(group.node),
            heading=self.heading(group.heading) if group.heading else None,
            words=self._say(group.words),
            facts=tuple(fact._replace(words=self._say(fact.words)) for fact in group.facts),
        )

    def _block(self, block: PaperBlock) -> PaperBlock:
        """A part of a sheet of paper; formulas are the same everywhere."""
        if isinstance(block, Prose):
            return Prose(self._say(block.lead), self._say(block.words))
        if isinstance(block, Figure):
            lines = tuple(map(self._say, block.lines))
            words = {"title": self._say(block.title), "above": self._say(block.above)}
            return block._replace(node=self.node(block.node), lines=lines, **words)
        if isinstance(block, WordTable):
            rows = tuple(tuple(fact._replace(words=self._say(fact.words)) for fact in row) for row in block.rows)
            return block._replace(title=self._say(block.title), rows=rows)
        if isinstance(block, PaperColumns):
            return PaperColumns(tuple(map(self._column, block.columns)), self._say(block.title))
        return block

    def _column(self, column: PaperColumn) -> PaperColumn:
        blocks = tuple(map(self._block, column.blocks))
        return PaperColumn(self._say(column.title), self._say(column.sizes), blocks)

    def frames(self, frames: Callable[[], Iterator[Frame]]) -> Iterator[Frame]:
        """All frames with their words."""
        for frame in frames():
            captions = {key: self._say(words) for key, words in frame.captions.items()}
            caption, counter = self._say(frame.caption), self._say(frame.counter)
            yield frame._replace(caption=caption, counter=counter, captions=captions)

    def meetings(self, met: Meetings) -> Meetings:
        """What a touch says."""
        return met._replace(told=Told(*map(self._say, met.told)))
