"""An animated SVG: no script, nothing from outside, so that it plays in an <img>.

What changes for good, or for long, is painted over what was there, from its step to the end of the loop. What changes
for a moment (the window, the current cell, the words of the step) is in a group of that step, above. Without
animation the last step is seen: so it is where the reader wants less motion, and in programs that draw stills.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from convanim.core.errors import ConvanimError, Setting
from convanim.core.escape import escaped
from convanim.core.files import file_with
from convanim.core.limits import ANIMATED_STEPS
from convanim.encoder.base import Playing
from convanim.language.known import ENGLISH
from convanim.layout.page import Layout
from convanim.renderer.markup import Brush, Placed, description
from convanim.renderer.over import over_paths
from convanim.renderer.size_limit import FEWER_STEPS, require_size
from convanim.renderer.steps import GLIDE_MS, NumberedCells, Step
from convanim.scene.picture import Picture
from convanim.style.themes import Theme

BRIEF = 3
"""Steps that a change may last to be drawn in each of them anew; but 1 from a frame that leads to a step's, which
changes many cells at once."""


LEAST_BYTES = 12
"""Less than one change of a cell takes."""


def write_svg(file: BinaryIO, picture: Picture, layout: Layout, theme: Theme, playing: Playing) -> None:
    """Write it. Raises ConvanimError where it would be too large."""
    _require_few_steps(picture)
    numbered = NumberedCells(picture, layout)
    plan = PaintPlan(numbered, theme, playing.times())
    parts, size = [], 0
    for part in _markup(numbered, Brush(picture, layout, theme), plan, playing):
        parts.append(part)
        size += len(part)
        require_size(size, plan.count, picture.survey.frames)
    file.write("".join(parts).encode())


def _require_few_steps(picture: Picture) -> None:
    """Refuse more steps than an animated SVG can keep time for. Raises ConvanimError."""
    if picture.survey.frames > ANIMATED_STEPS:
        raise ConvanimError(
            f"an animated SVG of {picture.survey.frames:,} frames would keep a browser busy all the time, and "
            f"{ANIMATED_STEPS:,} are the most",
            way=(
                "use ", file_with(".html", ".gif"), *FEWER_STEPS, "a smaller ", Setting("input"), ", or a larger ",
                Setting("stride"),
            ),
        )  # fmt: skip


class PaintPlan:
    """Which cells are painted from which step on, and which in one step only."""

    def __init__(self, numbered: NumberedCells, theme: Theme, durations_ms: Iterable[int]) -> None:
        self.steps: list[Step] = []
        """All steps, without their changes."""
        runs: list[list[tuple[int, int]]] = [[] for _ in numbered.corners]
        size = 0
        for number, step in enumerate(numbered.steps(durations_ms)):
            for place, code in step.changes:
                runs[place].append((number, code))
            self.steps.append(step._replace(changes=[]))
            size += LEAST_BYTES * (len(step.changes) if number else 1)
            require_size(size, len(self.steps), numbered.picture.survey.frames)
        self.count = len(self.steps)
        self.total_ms = sum(step.ms for step in self.steps)
        self._leading = numbered.picture.survey.under_way
        self._clear = [theme.shows_page(sized.cell.role) for sized in numbered.cells]
        self.base: list[tuple[int, int]] = []
        """(place, code) of what is below all that moves."""
        self.lasting: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.brief: dict[int, list[tuple[int, int]]] = defaultdict(list)
        """By step: (place, code) of what is painted from it on, and in it alone."""
        for place, starts in enumerate(runs):
            self._part(place, starts)

    def _part(self, place: int, starts: list[tuple[int, int]]) -> None:
        """Part the runs of one place, each (its first step, its code), into lasting and brief ones."""
        ends = [step for step, _ in starts[1:]] + [self.count]
        runs = [(start, end, code) for (start, code), end in zip(starts, ends, strict=True)]
        # A see-through cell cannot hide another: it goes below.
        long = [
            end == self.count or end - start > (1 if start in self._leading else BRIEF) or self._clear[code]
            for start, end, code in runs
        ]
        base = painted = runs[long.index(True)][2]  # the last one is
        lasting, brief = [], []
        for (start, end, code), lasts in zip(runs, long, strict=True):
            if code == painted:
                continue
            if self._clear[code]:  # nor can it go above: such a place is drawn anew in each step
                for begin, after, shown in runs:
                    self._in_each(range(begin, after), place, shown)
                return
            if lasts:
                lasting.append((start, code))
                painted = code
            else:
                brief.append((range(start, end), code))
        self.base.append((place, base))
        for start, code in lasting:
            self.lasting[start].append((place, code))
        for steps, code in brief:
            self._in_each(steps, place, code)

    def _in_each(self, steps: range, place: int, code: int) -> None:
        for step in steps:
            self.brief[step].append((place, code))


def _markup(numbered: NumberedCells, brush: Brush, plan: PaintPlan, playing: Playing) -> Iterator[str]:
    layout, picture = numbered.layout, numbered.picture
    size, code = f'width="{layout.width}" height="{layout.height}"', picture.language.code
    begin = '<svg xmlns="http://www.w3.org/2000/svg"' + f' lang="{code}"' * (code != ENGLISH)
    yield (
        f'{begin} {size} viewBox="0 0 {layout.width} {layout.height}" role="img">'
        f"<title>{escaped(picture.heading.title)}</title><desc>{escaped(description(picture))}</desc>"
    )
    if playing.comment:
        yield f"<metadata>{escaped(playing.comment)}</metadata>"
    yield f"<style>{brush.style(numbered.cells)}{_motion(plan, brush, playing.plays, layout)}</style>"
    yield f'<rect class="B" {size}/>{brush.plates()}'
    yield f"<g>{brush.cells(_placed(numbered, plan.base))}</g>"
    for number in sorted(plan.lasting):
        yield _from_step(number, brush.cells(_placed(numbered, plan.lasting[number])))
    yield from _step_groups(numbered, brush, plan, playing.plays)
    legend = "".join(_from_step(number, sample) for number, sample in brush.samples().items())
    yield f"<g>{brush.page()}{legend}</g></svg>\n"


def _from_step(number: int, markup: str) -> str:
    """What is seen from a step on to the end."""
    return f'<g class="P" style="animation-name:p{number}">{markup}</g>' if number else markup


def _step_groups(numbered: NumberedCells, brush: Brush, plan: PaintPlan, plays: int) -> Iterator[str]:
    """A group for each step with what is seen in it alone; that of the last step is seen without animation too."""
    classes, places = _classes(plan), tuple(numbered.layout.places.values())
    start = 0
    for number, step in enumerate(plan.steps):
        last = number == plan.count - 1
        shown = ("visibility:visible;" + f"animation-iteration-count:{plays};" * bool(plays)) if last else ""
        delay = f"{(start - plan.total_ms) / 1000:.10g}s"
        paths, starts = over_paths(step, places)
        glides = _starts(starts) if starts != paths else ""
        yield f'<g class="F {classes[step.ms]}{" M" * bool(glides)}" style="{shown}animation-delay:{delay}{glides}">'
        yield brush.cells(_placed(numbered, plan.brief.get(number, ())), moving=not last)
        yield brush.over(step)
        for line in step.words:
            if line.text:
                yield brush.words(line)
        yield "</g>"
        start += step.ms


def _starts(paths: Iterable[str]) -> str:
    """CSS of where the paths over the cells begin to glide."""
    return "".join(f";--{of}:path('{path}')" for of, path in enumerate(paths) if path)


def _placed(numbered: NumberedCells, changes: Iterable[tuple[int, int]]) -> Iterator[Placed]:
    for place, code in changes:
        x, y = numbered.corners[place]
        yield x, y, numbered.cells[code]


def _classes(plan: PaintPlan) -> dict[int, str]:
    """A class for each time, ms, that a step is shown."""
    return {ms: f"f{index}" for index, ms in enumerate(dict.fromkeys(step.ms for step in plan.steps))}


def _motion(plan: PaintPlan, brush: Brush, plays: int, layout: Layout) -> str:
    """CSS of the times: one timeline for steps of one length, and one for each step from which something lasts."""
    total = plan.total_ms
    period = f"{total / 1000:.10g}s step-end"
    often, times = f".F,.P{{animation:{period} infinite}}", "infinite"
    if plays:
        # The steps' own timelines begin before the first play, so that each needs a part of one more to end as many
        # plays; the last step's ends as it comes to be seen for the last time, and what is below stays.
        often, times = f".P{{animation:{period} {plays}}}.F{{animation:{period} {plays + 1}}}", f"{plays + 1}"
    rules = [often + ".F{visibility:hidden}", _gliding(plan, brush, times)]
    for ms, name in _classes(plan).items():
        rules.append(f".{name}{{animation-name:{name}}}")
        rules.append(f"@keyframes {name}{{0%{{visibility:visible}}{_percent(ms, total)}{{visibility:hidden}}}}")
    start = 0
    for number, step in enumerate(plan.steps):
        if number in plan.lasting or any(swatch.first == number > 0 for swatch in layout.swatches):
            part = _percent(start, total)
            rules.append(f"@keyframes p{number}{{0%{{visibility:hidden}}{part}{{visibility:visible}}}}")
        start += step.ms
    rules.append("@media (prefers-reduced-motion:reduce){.F,.P,.M>path{animation:none}}")
    return "".join(rules)


def _gliding(plan: PaintPlan, brush: Brush, times: str) -> str:
    """CSS of what glides from where it was in the last step: it is there soon, and stays for the rest of the period.

    A browser that does not know `d` or `linear()` in CSS shows it where it is at once.
    """
    glide = min([GLIDE_MS, *(step.ms for step in plan.steps if step.before != step.over)])
    half, end = _percent(glide / 2, plan.total_ms), _percent(glide, plan.total_ms)
    motion = f"{plan.total_ms / 1000:.10g}s linear(0,.75 {half},1 {end},1) {times}"
    layers: dict[int, list[str]] = {}
    for name, of in brush.layers:
        layers.setdefault(of, []).append(f".M>.{name}")
    rules = [f".M>path{{animation:{motion};animation-delay:inherit}}"]
    for of, selectors in layers.items():
        rules.append(f"{','.join(selectors)}{{animation-name:d{of}}}@keyframes d{of}{{0%{{d:var(--{of})}}}}")
    return "".join(rules)


def _percent(ms: float, total_ms: int) -> str:
    """A part of the whole, exact to a hundredth of a millisecond."""
    digits = len(str(total_ms))
    text = f"{100 * ms / total_ms:.{digits}f}"
    return text.rstrip("0").rstrip(".") + "%"
