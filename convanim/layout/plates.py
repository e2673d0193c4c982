"""Plates: what words stand on where the page shows through, as large as the widest of the words that come there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from convanim.layout.metrics import width as text_width
from convanim.layout.metrics import wrap_evenly
from convanim.layout.page import Plate, Point, Scale, Slot, Swatch, Text

ABOVE, BELOW = 0.78, 0.24
"""Of letters above and below their baseline, in font sizes."""


ROOM, RADIUS = 6, 7
"""Between words and the edge of their plate, and radius of its corners, in a picture 800 px wide."""


class Plates(NamedTuple):
    """Lays plates: the scale of the page, and all that is said at each place for words."""

    scale: Scale
    said: Mapping[str, Sequence[str]]

    def under(
        self,
        texts: Iterable[Text],
        slots: Iterable[Slot],
        arrows: Iterable[tuple[Point, Point]],
        swatches: Iterable[Swatch],
    ) -> tuple[Plate, ...]:
        """The plates of a page; those that touch are one, but what comes into the legend has its own."""
        lines = [*texts, *(line for slot in slots for line in self._widest(slot))]
        still = [self._around(line) for line in lines if line.text] + [self._reaching(*ends) for ends in arrows]
        appearing = [_around_both(self._around(one.words), self._sample(one)) for one in swatches]
        return (*_joined(still), *appearing)

    def _widest(self, slot: Slot) -> Iterator[Text]:
        """For each line of a place for words the widest that it will hold."""
        size = slot.lines[0].size
        filled = [wrap_evenly(words, size, slot.width) for words in self.said[slot.key]]
        for number, line in enumerate(slot.lines):
            words = (lines[number] for lines in filled if len(lines) > number)
            yield line._replace(text=max(words, key=lambda one: text_width(one, size), default=""))

    def _around(self, text: Text) -> Plate:
        left = round(text.left)
        top, bottom = text.y - round(ABOVE * text.size), text.y + round(BELOW * text.size)
        return self._plate(left, top, left + round(text.length), bottom)

    def _reaching(self, start: Point, end: Point) -> Plate:
        """That of an arrow: as wide across as its head."""
        head = max(3, round(0.16 * max(end[0] - start[0], end[1] - start[1])))
        across, along = (head, 0) if end[0] == start[0] else (0, head)
        return self._plate(start[0] - across, start[1] - along, end[0] + across, end[1] + along)

    def _sample(self, swatch: Swatch) -> Plate:
        plate = self._plate(swatch.x, swatch.y, swatch.x + swatch.size, swatch.y + swatch.size)
        return plate._replace(first=swatch.first)

    def _plate(self, left: int, top: int, right: int, bottom: int) -> Plate:
        room = self.scale.px(ROOM)
        x, y = max(0, left - room), max(0, top - room)
        return Plate(x, y, right + room - x, bottom + room - y, self.scale.px(RADIUS))


def _joined(plates: Sequence[Plate]) -> list[Plate]:
    """One plate for those that touch."""
    apart: list[Plate] = []
    for plate in plates:
        whole = plate
        while touching := [other for other in apart if _touch(whole, other)]:
            apart = [other for other in apart if other not in touching]
            for other in touching:
                whole = _around_both(whole, other)
        apart.append(whole)
    return apart


def _touch(one: Plate, other: Plate) -> bool:
    return (
        one.x <= other.x + other.width
        and other.x <= one.x + one.width
        and one.y <= other.y + other.height
        and other.y <= one.y + one.height
    )


def _around_both(one: Plate, other: Plate) -> Plate:
    x, y = min(one.x, other.x), min(one.y, other.y)
    right = max(one.x + one.width, other.x + other.width)
    bottom = max(one.y + one.height, other.y + other.height)
    return Plate(x, y, right - x, bottom - y, one.radius, max(one.first, other.first))
