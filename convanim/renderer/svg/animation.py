"""An animated SVG: no script, nothing from outside, so that it plays in an <img>.

What changes for good, or for long, is painted over what was there, from its step to the end of the loop. What changes
for a moment (the window, the current cell, the words of the step) is in a group of that step, above. Without
animation the last step is seen: so it is where the reader wants less motion, and in programs that draw stills.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from convanim.core.escape import escaped
from convanim.renderer.drawn_size import LEAST_BYTES, require_animated_steps, require_size
from convanim.renderer.moments import Moment, Scene
from convanim.renderer.svg.markup import Brush, Placed
from convanim.style.themes import Theme

BRIEF = 3
"""Steps that a change may last to be drawn in each of them anew."""


def write_svg(
    file: BinaryIO, scene: Scene, theme: Theme, durations_ms: Iterator[int], plays: int = 0, comment: str = ""
) -> None:
    """Write it. Raises ConvanimError where it would be too large."""
    require_animated_steps(scene.picture)
    brush = Brush(scene.picture, scene.layout, theme)
    timeline = Timeline(scene, theme, durations_ms)
    parts, size = [], 0
    for part in _markup(scene, brush, timeline, plays, comment):
        parts.append(part)
        size += len(part)
        require_size(size, timeline.count, scene)
    file.write("".join(parts).encode())


class Timeline:
    """Which cells are painted from which step on, and which in one step only."""

    def __init__(self, scene: Scene, theme: Theme, durations_ms: Iterator[int]) -> None:
        self.moments: list[Moment] = []
        runs: list[list[tuple[int, int]]] = [[] for _ in scene.corners]
        size = 0
        for step, moment in enumerate(scene.moments(durations_ms)):
            for place, code in moment.changes:
                runs[place].append((step, code))
            self.moments.append(moment._replace(changes=[]))
            size += LEAST_BYTES * (len(moment.changes) if step else 1)
            require_size(size, len(self.moments), scene)
        self.count = len(self.moments)
        self.total_ms = sum(moment.ms for moment in self.moments)
        self._clear = [theme.shows_page(cell.role) for cell in scene.cells]
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
        long = [end == self.count or end - start > BRIEF or self._clear[code] for start, end, code in runs]
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


def _markup(scene: Scene, brush: Brush, timeline: Timeline, plays: int, comment: str) -> Iterator[str]:
    layout, picture = scene.layout, scene.picture
    size = f'width="{layout.width}" height="{layout.height}"'
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {layout.width} {layout.height}" role="img">'
        f"<title>{escaped(picture.title)}</title><desc>{escaped(description(scene))}</desc>"
    )
    if comment:
        yield f"<metadata>{escaped(comment)}</metadata>"
    yield f"<style>{brush.style(scene.cells)}{_motion(timeline, plays)}</style>"
    yield f'<rect class="B" {size}/>'
    yield f"<g>{brush.page()}</g><g>{brush.cells(_placed(scene, timeline.base))}</g>"
    for step in sorted(timeline.lasting):
        cells = brush.cells(_placed(scene, timeline.lasting[step]))
        yield f'<g class="P" style="animation-name:p{step}">{cells}</g>'
    start = 0
    names = _spans(timeline)
    for step, moment in enumerate(timeline.moments):
        last = step == timeline.count - 1
        shown = ("visibility:visible;" + f"animation-iteration-count:{plays};" * bool(plays)) if last else ""
        delay = f"{(start - timeline.total_ms) / 1000:.10g}s"
        yield f'<g class="F {names[moment.ms]}" style="{shown}animation-delay:{delay}">'
        yield brush.cells(_placed(scene, timeline.brief.get(step, ())), moving=not last)
        for place, window in zip(layout.places.values(), moment.windows, strict=True):
            if window:
                yield brush.window(place, window)
        for below, line in zip(layout.caption, moment.caption, strict=False):
            yield brush.words(below._replace(text=line))
        counter = layout.counter
        yield brush.words(counter._replace(text=moment.counter))
        yield "</g>"
        start += moment.ms
    yield "</svg>\n"


def description(scene: Scene) -> str:
    """What the picture says, for those who do not see it."""
    picture = scene.picture
    facts = " ".join(picture.facts.split())
    panels = ", ".join(panel.caption.replace("\u00a0", " ") for panel in picture.panels)
    return (
        ". ".join((facts, *picture.formula, *picture.notes, f"Panels: {panels}", f"{picture.survey.count} steps"))
        + "."
    )


def _placed(scene: Scene, changes: Iterable[tuple[int, int]]) -> Iterator[Placed]:
    for place, code in changes:
        x, y = scene.corners[place]
        yield x, y, scene.cells[code]


def _spans(timeline: Timeline) -> dict[int, str]:
    """A class for each time, ms, that a step is shown."""
    return {ms: f"f{index}" for index, ms in enumerate(dict.fromkeys(moment.ms for moment in timeline.moments))}


def _motion(timeline: Timeline, plays: int) -> str:
    """CSS of the times: one timeline for steps of one length, and one for each step from which something lasts."""
    total = timeline.total_ms
    period = f"{total / 1000:.10g}s step-end"
    often = f".F,.P{{animation:{period} infinite}}"
    if plays:
        # The steps' own timelines begin before the first play, so that each needs a part of one more to end as many
        # plays; the last step's ends as it comes to be seen for the last time, and what is below stays.
        often = f".P{{animation:{period} {plays}}}.F{{animation:{period} {plays + 1}}}"
    rules = [often + ".F{visibility:hidden}"]
    for ms, name in _spans(timeline).items():
        rules.append(f".{name}{{animation-name:{name}}}")
        rules.append(f"@keyframes {name}{{0%{{visibility:visible}}{_percent(ms, total)}{{visibility:hidden}}}}")
    start = 0
    for step, moment in enumerate(timeline.moments):
        if step in timeline.lasting:
            rules.append(
                f"@keyframes p{step}{{0%{{visibility:hidden}}{_percent(start, total)}{{visibility:visible}}}}"
            )
        start += moment.ms
    rules.append("@media (prefers-reduced-motion:reduce){.F,.P{animation:none}}")
    return "".join(rules)


def _percent(ms: int, total_ms: int) -> str:
    """A part of the whole, exact to a hundredth of a millisecond."""
    digits = len(str(total_ms))
    text = f"{100 * ms / total_ms:.{digits}f}"
    return text.rstrip("0").rstrip(".") + "%"
