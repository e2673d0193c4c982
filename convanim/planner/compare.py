"""Pictures side by side, in step: each keeps its own panels and words, and all go on together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from convanim.language.english import beside, say, series
from convanim.language.phrase import capital
from convanim.layers.comparison import Comparison, Side
from convanim.layers.parameters import PARAMETERS
from convanim.planner.shading import ShadedValues, Shading
from convanim.planner.views import VIEWS, joint_course
from convanim.scene.filmstrip import links_between
from convanim.scene.frames import Frame, Grid
from convanim.scene.nodes import Best, Column, Fact, Group, Heading, Node, Row, renamed
from convanim.scene.picture import Picture
from convanim.scene.roles import Role
from convanim.scene.timeline import Course

if TYPE_CHECKING:
    from convanim.layers.compute import Planes
    from convanim.layers.stack import StackNumbers

    AnyNumbers = Planes | StackNumbers

WORDS_WIDTH = 240
"""Px that the words of panels may take on all sides together, where the panels are narrower."""

LINES: dict[str | None, tuple[type[Row | Column], ...]] = {
    None: (Row, Column), "beside": (Row,), "above": (Column,),
}  # fmt: skip
"""In what they may stand."""

DIFFERS = Role.DIFFERENCE_9
"""The look of an output cell whose values differ."""


class ComparisonToShow(NamedTuple):
    """What is drawn: a comparison, and what is drawn of each side, with its own numbers and stages."""

    comparison: Comparison
    sides: tuple[Any, ...]
    drawn: frozenset[int] | None = None
    """The steps that are drawn; None for all."""

    @property
    def numbers(self) -> tuple[AnyNumbers, ...] | None:
        """Those of the sides that have some; None where none has."""
        return tuple(side.numbers for side in self.comparison.sides if side.numbers) or None

    @property
    def unshadable(self) -> str:
        """Why its values cannot be shades of one scale; nothing where they can."""
        if not all(side.numbers for side in self.comparison.sides):
            return "needs values in each picture, as in 'conv -i 5 -k 3 --values'"
        plain = next((side.view for side in self.comparison.sides if not VIEWS[side.view].shades), "")
        return f"is not for the {plain} view" * bool(plain)

    def in_shades(self, shading: Shading, drawn: frozenset[int]) -> ComparisonToShow:
        """The same with values as shades, of one scale on all sides."""
        sides = []
        for side, wanted in zip(self.comparison.sides, self.sides, strict=True):
            last = _course(side).steps - 1
            sides.append(wanted.in_shades(shading, frozenset(min(step, last) for step in drawn)))
        return self._replace(sides=tuple(sides), drawn=drawn)

    def plain(self) -> ComparisonToShow:
        """The same without numbers, but where a view is about them."""
        able = (VIEWS[side.view].needs_numbers for side in self.comparison.sides)
        sides = (wanted if needed else wanted.plain() for wanted, needed in zip(self.sides, able, strict=True))
        return self._replace(sides=tuple(sides))


def values_of(wanted: ComparisonToShow) -> ShadedValues:
    """Those of all sides, each as its view shows them."""
    pairs = zip(wanted.comparison.sides, wanted.sides, strict=True)
    return ShadedValues.together([VIEWS[side.view].values(one) for side, one in pairs])


def comparison_to_show(
    comparison: Comparison, numbers: None, stages: bool = False, deconvolve: bool = False
) -> ComparisonToShow:
    """What is drawn of a comparison; numbers, stages and deconvolutions are its sides' own."""
    sides = (
        VIEWS[side.view].shows(side.subject, side.numbers, side.stages, side.deconvolve) for side in comparison.sides
    )
    return ComparisonToShow(comparison, tuple(sides))


def side_by_side(wanted: ComparisonToShow) -> Picture:
    """A group for each side, with its numbers above it, what differs in bold, and its caption below."""
    comparison = wanted.comparison
    pictures = [VIEWS[side.view].draw(one) for side, one in zip(comparison.sides, wanted.sides, strict=True)]
    words = {key: said for picture in pictures for key, said in picture.legend_words.items()}
    return Picture(
        heading=Heading(_title(comparison), "", say("compare.bold"), formula=lambda: _more(pictures)),
        body=_body(comparison, pictures),
        frames=lambda: _frames(wanted, pictures),
        legible=any(picture.legible for picture in pictures),
        legend_words={**words, DIFFERS.key: say("legend.differs")},
        scales=tuple(dict.fromkeys(scale for picture in pictures for scale in picture.scales)),
        meetings=lambda: tuple(
            one.renamed(f"{place} ") for place, picture in enumerate(pictures, 1) for one in picture.meetings()
        ),
    )


def _body(comparison: Comparison, pictures: Sequence[Picture]) -> Node:
    """The groups in a row or one below the other, all placed the same way inside where they have several."""
    count = len(pictures)
    ways = [picture.body.ways if isinstance(picture.body, Best) else (picture.body,) for picture in pictures]
    found: list[Node] = []
    for line in LINES[comparison.place]:
        for number in range(max(map(len, ways))):
            groups = (
                Group(
                    renamed(own[min(number, len(own) - 1)], f"{place} ", WORDS_WIDTH // count),
                    facts=tuple(Fact(fact.words, fact.differs) for fact in facts),
                    caption=f"{place} caption",
                )
                for place, (own, facts) in enumerate(zip(ways, comparison.facts, strict=True), 1)
            )
            found.append(line(tuple(groups), linked=False))
    return Best(tuple(found))


def _course(side: Side) -> Course:
    return VIEWS[side.view].course(side.subject, side.stages, side.deconvolve)


def _more(pictures: Sequence[Picture]) -> tuple[str, ...]:
    """Of each side the general formula, which comes first."""
    return tuple(line for picture in pictures for line in picture.heading.formula()[:1])


def _title(comparison: Comparison) -> str:
    """What is compared where that is one number: `Stride 1 beside stride 2`; else what both are."""
    differing = [[fact for fact in facts if fact.differs] for facts in comparison.facts]
    if all(len(facts) == 1 and facts[0].name in PARAMETERS for facts in differing):
        said = [say(f"named.{fact.name}", value=fact.words.partition(" ")[2]) for (fact,) in differing]
        return capital(beside(said))
    names = list(dict.fromkeys(side.subject.name for side in comparison.sides))
    return beside(names) if len(names) > 1 else comparison.titled()


class _Player:
    """One side's frames, gone through once: those before its steps, its steps, those after them."""

    def __init__(self, side: Side, picture: Picture) -> None:
        self._frames = picture.frames()
        self.kept = [panel.name for panel in picture.panels if not panel.aside]
        course = _course(side)
        self.steps = course.steps
        self.before = list(islice(self._frames, course.opening))
        self._now = self.before[-1]
        self._after: list[Frame] = []

    def at_step(self, step: int) -> Frame:
        """The frame of that step, or of its last one where it has fewer."""
        while self._now.step != min(step, self.steps - 1):
            self._now = next(self._frames)
        return self._now

    def after(self, number: int) -> Frame:
        """One of the frames after the steps, or the last."""
        self._after = self._after or list(self._frames) or [self._now]
        return self._after[min(number, len(self._after) - 1)]


def _frames(wanted: ComparisonToShow, pictures: Sequence[Picture]) -> Iterator[Frame]:
    comparison = wanted.comparison
    course: Course = joint_course(comparison)
    players = [_Player(side, picture) for side, picture in zip(comparison.sides, pictures, strict=True)]
    kept = [player.kept for player in players]
    beats = [held.beats for held in course.before for _ in range(held.frames)]
    for number, held in enumerate(beats):
        frames = [player.before[min(number, len(player.before) - 1)] for player in players]
        yield _joined(frames, kept, say("compare.opening"), say("compare.in_step"), held)
    for step in range(course.steps) if wanted.drawn is None else sorted(wanted.drawn):
        frames = [player.at_step(step) for player in players]
        done = series(
            [say("compare.done", number=min(step + 1, player.steps), count=player.steps) for player in players]
        )
        yield _joined(frames, kept, done, say("compare.in_step"))._replace(step=step)
    last = [held.beats for held in course.after for _ in range(held.frames)]
    for number, held in enumerate(last):
        frame = _joined(
            [player.after(number) for player in players], kept, _verdict(comparison), say("film.result"), held
        )
        yield _marked(frame, comparison)


def _joined(
    frames: Sequence[Frame], kept: Sequence[Sequence[str]], caption: str, counter: str, beats: float = 1.0
) -> Frame:
    """One frame of several, those panels of each that are kept, and its words, under names of its own."""
    grids: dict[str, Grid] = {}
    captions: dict[str, str] = {}
    links, pieces = [], []
    for number, (frame, names) in enumerate(zip(frames, kept, strict=True), 1):
        prefix = f"{number} "
        grids |= {prefix + name: grid for name, grid in frame.grids.items() if name in names}
        captions |= {prefix + key: words for key, words in frame.captions.items()}
        captions[f"{prefix}caption"] = frame.caption
        links += [link.renamed(prefix) for link in links_between(frame.links, names)]
        pieces += [piece._replace(panel=prefix + piece.panel) for piece in frame.pieces if piece.panel in names]
    return Frame(grids, caption, counter, beats, tuple(links), captions, tuple(pieces))


def _verdict(comparison: Comparison) -> str:
    """What comes out: the sizes, or how many values differ."""
    if not comparison.diff:
        return say(
            "panel.output", size=", ".join(side.subject.sizes.rpartition("→ ")[2] for side in comparison.sides)
        )
    rows, columns = comparison.size_pairs[0][1]
    count, cells = len(comparison.differences), rows * columns * comparison.sides[0].subject.planes_out
    return say("compare.differ" if count else "compare.none_differ", count=count, cells=cells)


def _marked(frame: Frame, comparison: Comparison) -> Frame:
    """The frame with the output cells marked whose values differ, if that is wanted."""
    if not comparison.diff:
        return frame
    grids: dict[str, Grid] = dict(frame.grids)
    for name, grid in frame.grids.items():
        number, _, own = name.partition(" ")
        panel, _, plane = own.partition("_")
        if panel == "output":
            side, codes = comparison.sides[int(number) - 1], grid.codes.copy()
            cells = [cell for cell in comparison.differences if cell.plane == int(plane or 0)]
            for row, column in (VIEWS[side.view].lies(side.subject, (cell.row, cell.column)) for cell in cells):
                if row >= 0:  # in a matrix the last rows alone may be drawn
                    codes[row, column] = grid.cells.code(DIFFERS, grid[row, column].label)
            grids[name] = Grid(codes, grid.cells, grid.window)
    return frame._replace(grids=grids)
