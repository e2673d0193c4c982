"""Every way of seeing a layer or several, by name, each loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from convanim.core.errors import ConvanimError, Sentence, Setting, joined
from convanim.core.late import late
from convanim.core.limits import WHOLE
from convanim.core.text import Pair, with_article
from convanim.language.english import say
from convanim.language.phrase import Phrase, capital, joined_by, together
from convanim.layers.base import Layer
from convanim.layers.channels import drawn_planes
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import CHANNEL_OPTIONS
from convanim.layers.subject import Subject
from convanim.planner.alt_text import FILMSTRIP, Seen, about_shades
from convanim.scene.timeline import MOVING, OPENING, READING, RESULT, TURN, Course, Held

if TYPE_CHECKING:
    from convanim.layers.comparison import Comparison
    from convanim.planner.shading import ShadedValues
    from convanim.scene.picture import Picture


def alt_text(subject: Subject, seen: Seen) -> Phrase:
    """What is seen, in words, for who does not see it.

    >>> from convanim.layers.convolution import Convolution
    >>> alt_text(Convolution.of(5, 3, padding=1, stride=2), Seen("gather"))
    'Animated convolution: a 3×3 kernel slides in steps of 2 over a 5×5 input padded by 1 and fills a 3×3 output.'
    """
    name = subject.name_within
    sentence, *remarks = VIEWS[seen.view].alt(subject, seen)
    if not seen.still:
        said = say("alt.animated", name=name, sentence=sentence)
    elif seen.still == WHOLE:
        said = say("alt.still", name=capital(name), sentence=sentence)
    else:
        ends = {end: say(f"alt.{end}_frame") for end in ("first", "last", FILMSTRIP)}
        frame = ends.get(seen.still) or say("alt.numbered_frame", number=seen.still)
        said = say("alt.still_of", name=capital(name), frame=frame, sentence=sentence)
    return joined_by(" ", [said, *remarks, *about_shades(seen)])


def by_planes(one: Callable[..., Any], several: Callable[..., Any]) -> Callable[..., Any]:
    """What is done with a layer of one plane, and with one of several; the layer may be within what shows it."""

    def chosen(asked: Any, *more: Any) -> Any:
        return (several if asked.several_planes else one)(asked, *more)

    return chosen


class View(NamedTuple):
    """A way of seeing a layer: how it is planned and described, which kinds it suits, what it needs or takes."""

    draw: Callable[[Any], Picture]
    alt: Callable[[Any, Seen], list[str]]
    """Its alternative text: what is seen, without a full stop, and sentences on what must not be overlooked."""
    summary: str
    suits: Callable[[type[Subject]], bool] = lambda kind: not kind.several
    """Whether it can show a kind of layer."""
    needs_numbers: bool = False
    numbers: bool = True
    """Whether it can write them."""
    strip: Callable[[Any], Picture] | None = None
    """Its stages side by side, where it has stages."""
    grids: Callable[[Any], tuple[Pair, ...]] = lambda layer: (layer.output,)
    """The grids whose cells are a step each, in row order."""
    own_grids: int | None = 1
    """Of how many of them the cells are steps of the subject itself; None for all."""
    concludes: bool = False
    """Whether its last frame, the result, says something of its own."""
    leads_back: bool = False
    """Whether a frame at a row's end leads the eye to the next row."""
    flies: Callable[[Any], bool] = lambda subject: False
    """Whether with numbers the result of a step comes to its cell from elsewhere, in a picture of a subject."""
    before: Callable[[Any], tuple[Held, ...]] = lambda subject: (Held(OPENING),)
    """The frames before the first step, without stages."""
    after: Callable[[Any], tuple[Held, ...]] = lambda subject: (Held(RESULT),)
    """The frames after the last step."""
    between: float = 0
    """Beats of the frame between one grid and the next, where there is one."""
    deconvolves: bool = False
    """Whether a last frame can add a true deconvolution."""
    shades: bool = False
    """Whether its cells can show values as shades."""
    values: Callable[[Any], ShadedValues] = late("convanim.planner.shading", "values_of_layer")
    """Those that its shades are of, of what is drawn."""
    lies: Callable[[Any, Pair], Pair] = lambda subject, place: place
    """Where a cell of the output (row, column) is in the panel `output` of the last frame; above it if not drawn."""
    planes: bool = False
    """Whether it shows layers of several planes, too."""
    runs: Callable[[Any], Course] | None = None
    """How its picture runs, where that follows from other pictures."""
    page: str | None = None
    """The still that is all of it on one page, where there is one: a name for it need not say which."""
    shows: Callable[[Any, Any, bool, bool], Any] = late("convanim.planner.layer_to_show", "layer_to_show")
    """Of a subject, its numbers, and whether stages and a deconvolution are wanted, what is drawn."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of layer that it can show."""
        return tuple(name for name, kind in LAYERS.items() if self.suits(kind))

    def course(self, subject: Any, stages: bool = False, deconvolve: bool = False, numbers: bool = False) -> Course:
        """How its picture of a subject runs, before anything is planned."""
        if self.runs:
            return self.runs(subject)
        return self._course(subject, stages, deconvolve)._replace(flies=numbers and self.flies(subject))

    def _course(self, subject: Any, stages: bool, deconvolve: bool) -> Course:
        grids, after = self.grids(subject), (*self.after(subject), *([Held(RESULT)] if deconvolve else []))
        if not stages:
            leads_back = self.leads_back and subject.channels.single
            return Course(self.before(subject), grids, after, (), self.concludes, leads_back, self.between)
        frames = [stage.frames for stage in subject.stages()]  # which begin with the input alone
        before = tuple(held for count in frames for held in (Held(MOVING, count - 1), Held(READING)))
        stops = tuple(end - 1 for end in accumulate(frames))
        return Course(before, grids, after, stops, self.concludes, self.leads_back)


def _layers(suits: Callable[[type[Layer]], bool]) -> Callable[[type[Subject]], bool]:
    """Whether a kind is one of those layers."""
    return lambda kind: not kind.several and suits(cast("type[Layer]", kind))


def joint_course(comparison: Comparison) -> Course:
    """All sides together: as many steps as the one that has most, and as many frames before and after them."""
    courses = [VIEWS[side.view].course(side.subject, side.stages, side.deconvolve) for side in comparison.sides]
    first = max(courses, key=lambda course: course.opening)
    leader = max(courses, key=lambda course: course.steps)
    last = max(courses, key=lambda course: sum(held.frames for held in course.after))
    return Course(first.before, leader.grids, last.after, first.stops, concludes=True)


def _alt_of_sides(comparison: Comparison, seen: Seen) -> list[str]:
    """What each side shows."""
    said = [
        VIEWS[side.view].alt(side.subject, Seen(side.view, side.stages, seen.still, side.numbers is not None))[0]
        for side in comparison.sides
    ]
    count = len(comparison.differences)
    marked = [say("compare.marked", count=count)] if comparison.diff else []
    sides = [together(f"({number}) ", words) for number, words in enumerate(said, 1)]
    return [joined_by("; ", sides), *marked]


VIEWS: dict[str, View] = {
    "gather": View(
        by_planes(late("convanim.planner.gather", "slide_over"), late("convanim.planner.planes", "over_planes")),
        by_planes(late("convanim.planner.gather_words", "alt"), late("convanim.planner.planes", "alt")),
        "the kernel slides over the input", strip=late("convanim.planner.staging", "side_by_side"),
        grids=lambda layer: (layer.output,) * len(drawn_planes(layer.channels.outputs)), leads_back=True, planes=True,
        flies=lambda layer: layer.channels.single, shades=True,
    ),
    "scatter": View(
        late("convanim.planner.scatter", "scatter"), late("convanim.planner.scatter", "alt"),
        "each input cell adds the kernel, times its number, to the output", _layers(lambda kind: kind.stamps),
        grids=lambda layer: (layer.input,), concludes=True,
        before=late("convanim.planner.stamping", "before"), after=late("convanim.planner.stamping", "after"),
        shades=True, lies=late("convanim.planner.scatter", "place_of"),
    ),
    "matrix": View(
        late("convanim.planner.matrix", "as_matrix"), late("convanim.planner.matrix", "alt"),
        "the layer as a sparse matrix", _layers(lambda kind: bool(kind.matrix_name)), shades=True,
        lies=late("convanim.planner.matrix", "place_of"),
    ),
    "lifted": View(
        late("convanim.planner.lifted", "lifted"), late("convanim.planner.lifted", "alt"),
        "the output floats above the input, seen from above", numbers=False, leads_back=True, shades=True,
    ),
    "checkerboard": View(
        late("convanim.planner.checkerboard", "checkerboard"), late("convanim.planner.checkerboard", "alt"),
        "how many contributions each cell gets, and when that is even", _layers(lambda kind: kind.stamps),
        numbers=False, grids=late("convanim.planner.checkerboard", "steps_of"), own_grids=0, concludes=True,
        page="last",
    ),
    "roundtrip": View(
        late("convanim.planner.roundtrip", "round_trip"), late("convanim.planner.roundtrip", "alt"),
        "there by the convolution, back by the transposed one", _layers(lambda kind: kind.undone_by is not None),
        needs_numbers=True, grids=lambda layer: (layer.output, layer.input), concludes=True, between=TURN,
        deconvolves=True, shades=True, values=late("convanim.planner.roundtrip", "values_of"),
    ),
    "stack": View(
        late("convanim.planner.walk_through_stack", "walk_through"),
        late("convanim.planner.walk_through_stack", "alt"),
        "layers one after another, and what one output cell sees", lambda kind: kind.usual_view == "stack",
        grids=late("convanim.planner.stack_course", "stack_grids"), own_grids=None,
        after=late("convanim.planner.stack_course", "stack_after"), concludes=True, shades=True,
        values=late("convanim.planner.shading", "values_of_stack"),
        shows=late("convanim.planner.stack_to_show", "StackToShow"),
    ),
    "compare": View(
        late("convanim.planner.compare", "side_by_side"), _alt_of_sides,
        "pictures side by side, in step", lambda kind: kind.usual_view == "compare", own_grids=None, concludes=True,
        runs=joint_course, shades=True, shows=late("convanim.planner.compare", "comparison_to_show"),
        values=late("convanim.planner.compare", "values_of"),
    ),
    "sheet": View(
        late("convanim.planner.one_page", "one_page"), late("convanim.planner.one_page", "alt"),
        "both layers, their steps, formulas, sizes and code on one sheet of paper",
        lambda kind: kind.usual_view == "sheet", numbers=False, own_grids=None,
        runs=lambda handout: Course((), ((1, 1),), ()),
        shows=late("convanim.planner.one_page", "HandoutToShow"),
    ),
}  # fmt: skip
"""Every way of seeing a layer, by name; a row here is offered, tested and documented."""


def views_of(subject: Subject) -> dict[str, View]:
    """The views that it has."""
    return {name: view for name, view in VIEWS.items() if view.suits(type(subject))}


class ViewRequest(NamedTuple):
    """What is asked of a view that not every one has."""

    stages: bool = False
    numbers: bool = False
    deconvolve: bool = False


def require_view(subject: Subject, name: str, asked: ViewRequest) -> View:
    """The view of that name. Raises ConvanimError, with those there are, where the subject does not have it."""
    view = VIEWS[name]
    if not view.suits(type(subject)):
        known = ", ".join(views_of(subject))
        way = ("use ", Setting("view"), f" with one of {known}")
        raise ConvanimError(Setting("view", name), f" is not one of {with_article(subject.summary)}", way=way)
    if subject.several_planes and (asked.stages or not view.planes):
        shown = Setting("stages", True) if view.planes else Setting("view", name)
        several = [Setting("view", other) for other, row in VIEWS.items() if row.planes and not view.planes]
        out: Sentence = ("use ", *several, ", or leave out ", *joined(map(Setting, CHANNEL_OPTIONS[:2]), " and "))
        raise ConvanimError(shown, " shows one plane", way=out if several else "leave it out")
    if asked.stages and view.strip is None:
        takers = joined((Setting("view", other) for other, row in VIEWS.items() if row.strip), " or ")
        sentence = (Setting("view", name), " has no ", Setting("stages", True))
        raise ConvanimError(*sentence, way=("leave one of them out, or use ", *takers))
    if asked.numbers and not (view.numbers or view.shades):
        other = "leave the numbers out, or use ", Setting("view", "gather")
        raise ConvanimError(Setting("view", name), " shows cells without numbers", way=other)
    if asked.deconvolve and not view.deconvolves:
        able = [Setting("view", other) for other, row in views_of(subject).items() if row.deconvolves]
        others: Sentence = ("leave it out, or use ", *able) if able else "leave it out"
        raise ConvanimError(Setting("deconvolve", True), " is for the way back of a convolution", way=others)
    return view
