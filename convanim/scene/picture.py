"""A picture: all that is said and shown, before its size and its colours are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from convanim.language.english import english
from convanim.language.table import Language
from convanim.scene.frames import Frame
from convanim.scene.nodes import Heading, Node, Panel, panels_in
from convanim.scene.roles import FINEST, Paint, RampName, Role, Shade, in_order
from convanim.scene.survey import Foreseen, Survey, survey
from convanim.values.exact import Value, shown

if TYPE_CHECKING:
    from convanim.scene.met_cells import Meetings

MOST_SWATCHES = 4
"""Samples in a legend: more are not read."""


class Sample(NamedTuple):
    """A line of the legend: a role, words, and the number of the frame from which on it is there."""

    role: Paint
    words: str
    first: int = 0


SCALE_SAMPLES = 9
"""Shades of a ramp that the legend shows."""


class ShadeScale(NamedTuple):
    """What shades mean: the values at the two ends of a ramp."""

    words: str
    """Which values they are."""
    ramp: RampName
    low: Value
    high: Value
    panels: tuple[str, ...] = ()
    """The panels whose cells have them, by their names without the number of a plane."""

    def step(self, value: Value) -> int:
        """The nearest step to a value, from 0 to FINEST; of one beyond the ends that of the end."""
        part = Fraction(value - self.low) / Fraction(self.high - self.low)
        return min(FINEST, max(0, int(part * FINEST + Fraction(1, 2))))

    @property
    def samples(self) -> tuple[Shade, ...]:
        """Some of its shades, from low to high."""
        return tuple(
            Shade(Role.INPUT, self.ramp, number * FINEST // (SCALE_SAMPLES - 1)) for number in range(SCALE_SAMPLES)
        )

    @property
    def ends(self) -> tuple[str, str]:
        """The numbers at its ends."""
        return shown(self.low), shown(self.high)


@dataclass(frozen=True)
class Picture:
    """All that is said and shown, before its size and its colours are chosen.

    `frames` starts the animation anew at each call; what occurs in them is found by `survey`, once. Frames of which
    that is known without planning them are `Foreseen`.
    """

    heading: Heading
    body: Node
    frames: Callable[[], Iterator[Frame]] = field(compare=False)
    legible: bool = False
    """Whether what is written in cells must be large enough to be read, as numbers must."""
    legend_words: Mapping[str, str] = field(default_factory=dict)
    """Words of the legend that differ from the usual ones, by the key of their role."""
    scales: tuple[ShadeScale, ...] = ()
    """What shades mean, where cells carry values."""
    meetings: Callable[[], tuple[Meetings, ...]] = field(default=tuple, compare=False)
    """What a touch shows of the cells of some panels, besides the steps."""
    language: Language = field(default_factory=english, compare=False)
    """In which all of it is said."""

    @cached_property
    def survey(self) -> Survey:
        """What occurs in its frames, and in the scales of the legend."""
        frames = self.frames
        found = frames.survey() if isinstance(frames, Foreseen) else survey(frames())
        samples = [sample for scale in self.scales for sample in scale.samples]
        first: dict[Paint, int] = dict.fromkeys(samples, 0) | dict(found.first)
        return found._replace(roles=in_order(first), first=first) if samples else found

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All panels, in the order of the body."""
        return tuple(panels_in(self.body))

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """By panel what is written in its cells and must be read."""
        return self.numbers if self.legible else {}

    @property
    def numbers(self) -> Mapping[str, tuple[str, ...]]:
        """By panel the numbers in its cells, all that are not shades; but no sums whose terms are written out."""
        if not self.legible and not self.scales:
            return {}
        return {
            name: tuple(label for label in labels if " " not in label) for name, labels in self.survey.labels.items()
        }

    @property
    def legend(self) -> list[Sample]:
        """What the legend explains, each word once, and from when on: none before it is seen."""
        samples: dict[str, Sample] = {}
        for role in self.survey.roles:
            words, first = self.legend_words.get(role.key, role.legend), self.survey.first[role]
            known = samples.setdefault(words, Sample(role, words, first))
            samples[words] = known._replace(first=min(known.first, first))
        return [sample for words, sample in samples.items() if words][:MOST_SWATCHES]
