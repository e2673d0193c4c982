"""What a recipe asks for is planned and laid out: all but the drawing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple, cast

from convanim.core.errors import ConvanimError, Setting, joined
from convanim.core.limits import WHOLE
from convanim.encoder.base import Clock
from convanim.language.known import language_named
from convanim.layers.base import Layer
from convanim.layers.subject import Subject
from convanim.layout.page import CellsTooSmallError, Layout, Said
from convanim.layout.place import lay_out, page_pixels, require_room
from convanim.planner.views import VIEWS, View, ViewRequest, require_view
from convanim.recipe.checks import AUTO, BOTH, FOREVER, NUMBERED, PLAIN, SHADED
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.recipe.within_limits import require_canvas, require_planned, require_sensible, require_work
from convanim.scene.film import Film
from convanim.scene.nodes import Paper
from convanim.scene.picture import Picture
from convanim.scene.timeline import ALL
from convanim.style.theme_file import theme_named
from convanim.style.themes import Theme

STOPPABLE_MS = 5_000
"""What moves for longer than this must be stoppable (WCAG 2.2.2)."""


class Composition(NamedTuple):
    """A picture with its place on the page, its colours and its times: all but the drawing."""

    recipe: Recipe
    picture: Picture
    layout: Layout
    theme: Theme
    film: Film
    """What is drawn of all its frames."""

    def clock(self) -> Clock:
        """What turns the frames' beats into milliseconds."""
        options = self.recipe.options
        return Clock(self.picture.survey.frames, 1000 * options.hold)

    def durations_ms(self) -> Iterator[int]:
        """Milliseconds for each frame."""
        clock = self.clock()
        return (clock.ms(held) for held, times in self.picture.survey.beats for _ in range(times))

    def plays(self) -> int:
        """How often it plays, 0 is forever: `auto` is as often as ends within 5 s, at least once."""
        wanted = self.recipe.options.plays or FOREVER
        if wanted != AUTO:
            return 0 if wanted == FOREVER else int(wanted)
        times = list(self.durations_ms())
        return max(1, (STOPPABLE_MS + times[-1]) // sum(times))  # the last frame stands still


def compose(recipe: Recipe) -> Composition:
    """Plan what is asked for in a view and lay it out.

    Raises ConvanimError for what cannot be drawn, with ways that work.
    """
    try:
        return _composed(recipe)
    except ConvanimError as error:
        from convanim.pipeline.way_out import with_ways_that_work

        raise with_ways_that_work(recipe, error, _tried) from error


def _tried(recipe: Recipe) -> None:
    """Refuse what `compose` does: without numbers and on one page, no frame has to be planned for that."""
    subject, options = recipe.subject, recipe.options
    view = require_view(subject, options.view, _asked(recipe))
    if recipe.numbers or view.needs_numbers or options.filmstrip:
        _composed(recipe)
        return
    _require_sensible(recipe, view, numbers=False)
    whole = _spoken(view.draw(view.shows(subject, None, options.stages, False)), options)
    _require_effort(whole, film_of(subject, view, options, numbers=False), options)
    if page_pixels(whole, options.width, _said(options), options.limits["pixels"]) > options.limits["pixels"]:
        raise ConvanimError("too many pixels")


def _asked(recipe: Recipe) -> ViewRequest:
    """What is asked of the view that not every one has."""
    options = recipe.options
    return ViewRequest(options.stages, recipe.number_options.wanted(by_default=False), options.deconvolve)


def _composed(recipe: Recipe) -> Composition:
    subject, options, numbers = recipe.subject, recipe.options, recipe.numbers
    view = require_view(subject, options.view, _asked(recipe))
    _require_sensible(recipe, view, numbers is not None or view.needs_numbers)  # before anything heavy
    if view.needs_numbers and numbers is None:
        from convanim.recipe.numbers import seeded_numbers

        numbers = seeded_numbers(cast("Layer", subject))  # no view of several layers needs them
    wanted = view.shows(subject, numbers, options.stages, options.deconvolve)
    picture, layout, film = _shown(wanted, view, recipe)
    require_canvas(layout.width, layout.height, options.limits)
    theme = theme_named(options.theme)
    theme = theme._replace(adapts=theme.adapts and not options.keep_theme)
    return Composition(recipe, picture, layout, theme, film)


class _Shown(NamedTuple):
    """A picture, its layout, and which of its frames those are."""

    picture: Picture
    layout: Layout
    film: Film


def _shown(wanted: Any, view: View, recipe: Recipe) -> _Shown:
    """What is drawn, with numbers in cells; with shades where that is asked for, or numbers do not fit."""
    options = recipe.options
    film = film_of(recipe.subject, view, options, wanted.numbers is not None)
    asked = options.cells or (SHADED if not view.numbers and _asked(recipe).numbers else None)
    if asked in (SHADED, BOTH):
        return _in_shades(wanted, view, recipe, asked)
    if asked == PLAIN:
        if view.needs_numbers:
            raise ConvanimError(
                Setting("cells", PLAIN), " leaves out the numbers that ", Setting("view", options.view), " is about",
                way=("use ", Setting("cells", NUMBERED)),
            )  # fmt: skip
        return _laid_out(wanted.plain(), view, film, options)
    if asked == NUMBERED and not view.numbers and view.shades:
        raise _unwritten(options, asked)
    shadable = not asked and wanted.numbers is not None and view.shades and not wanted.unshadable
    try:
        return _laid_out(wanted, view, film, options, advise=not shadable)
    except CellsTooSmallError:
        if not shadable:
            raise
    return _in_shades(wanted, view, recipe, SHADED)


def _in_shades(wanted: Any, view: View, recipe: Recipe, asked: str) -> _Shown:
    """What is drawn, with values as shades. Raises ConvanimError where there are none, or the view has no shades."""
    options = recipe.options
    film = film_of(recipe.subject, view, options, numbers=True).by_rows()
    if not view.shades:
        able = joined((Setting("view", name) for name, row in VIEWS.items() if row.shades), " or ")
        raise ConvanimError(Setting("cells", asked), " is not for this view", way=("leave it out, or use ", *able))
    if wanted.unshadable:
        raise ConvanimError(Setting("cells", asked), f" {wanted.unshadable}", way="leave it out")
    if wanted.numbers is None:
        raise ConvanimError(
            Setting("cells", asked),
            " needs values",
            way=("use ", Setting("values"), " or ", Setting("seed")),
        )
    if asked == BOTH and not view.numbers:
        raise _unwritten(options, asked)
    from convanim.planner.shading import Shading

    shading = Shading.of(view.values(wanted), written=asked == BOTH)
    return _laid_out(wanted.in_shades(shading, film.drawn), view, film, options)


def _unwritten(options: Options, asked: str) -> ConvanimError:
    return ConvanimError(
        Setting("cells", asked), ": nothing is written in the cells of ", Setting("view", options.view),
        way=("use ", Setting("cells", SHADED)),
    )  # fmt: skip


def _laid_out(wanted: Any, view: View, film: Film, options: Options, advise: bool = True) -> _Shown:
    """The picture of the frames that are drawn, and its layout; where there is no room, with advice or without."""
    if options.still == WHOLE and options.stages and view.strip:
        picture = _spoken(view.strip(wanted), options)
    else:
        whole = _on_paper(_spoken(view.draw(wanted), options), options)
        _require_effort(whole, film, options, advise)
        picture = film.of(whole)
        if options.still:
            which = options.still.replace(WHOLE, "last")
            still = film.still(picture, which)
            if which == "last" and (picture.scales or picture.legible):  # then numbers decide where panels stand
                if picture.legible:
                    lay_out(still, options.width, _said(options), advise)  # ends at once where they cannot be read
                page = lay_out(picture, options.width, _said(options), advise)
                return _Shown(still, page.at_the_end(still.survey.roles), film)
            picture = still
        elif options.filmstrip:
            return _Shown(*_strip(picture, film, options), film)
    return _Shown(picture, lay_out(picture, options.width, _said(options), advise), film)


def film_of(subject: Subject, view: View, options: Options, numbers: bool) -> Film:
    """What is drawn of a subject, known before it is planned."""
    course = view.course(subject, options.stages, options.deconvolve, numbers and options.cells != PLAIN)
    return Film(course, course.varied(options.part), options.pace)


def _spoken(picture: Picture, options: Options) -> Picture:
    """The picture in the language that is asked for, with a title of the user's own, if there is one."""
    language = language_named(options.lang)
    if language is not picture.language:
        from convanim.scene.spoken import spoken

        picture = spoken(picture, language)
    if options.title is None:
        return picture
    return replace(picture, heading=picture.heading._replace(title=options.title.strip()))


def _on_paper(picture: Picture, options: Options) -> Picture:
    """The picture on the paper that is asked for, if it is a sheet."""
    body = picture.body
    return replace(picture, body=body._replace(name=options.paper)) if isinstance(body, Paper) else picture


def _said(options: Options) -> Said:
    return Said(not options.no_title, not options.no_legend, not options.no_caption, options.formula)


def _require_sensible(recipe: Recipe, view: View, numbers: bool) -> None:
    """Refuse what is too much, and rows that there are not, by arithmetic alone."""
    subject, options, most = recipe.subject, recipe.options, recipe.options.limits
    film = film_of(subject, view, options, numbers)
    if numbers and view.shades and options.cells not in (NUMBERED, PLAIN):
        film = film.by_rows()
    frames = 1 if options.still else film.count
    enough = film.every_with(most["frames"]) if frames > most["frames"] else None
    require_sensible(subject, most, frames=frames, every=enough, numbers=numbers)
    film.course.require(options.part)
    if options.still and options.still != WHOLE:
        film.stop_number(options.still)


def _require_effort(whole: Picture, film: Film, options: Options, advise: bool = True) -> None:
    """Refuse cells that are too small, and frames that are too many for their size, before one of them is planned."""
    most, which = options.limits, options.still
    early = which and which not in (WHOLE, "last") and film.part == ALL
    planned = film.stop_number(which) if which and early else film.planned
    if not options.filmstrip:  # whose cells are smaller
        require_room(whole, options.width, advise)
    require_planned(planned, sum(panel.rows * panel.columns for panel in whole.panels), most)
    if not options.single:
        pixels = page_pixels(whole, options.width, _said(options), most["work"] // film.count)
        require_work(film.count, pixels, most, film.every_with)


def _strip(picture: Picture, film: Film, options: Options) -> tuple[Picture, Layout]:
    """The steps asked for on a page; where it is not said which, as many of all as fit."""
    from convanim.scene.filmstrip import choices, filmstrip

    *more, fewest = choices(options.filmstrip or WHOLE, film.stops)
    for some in more:
        with contextlib.suppress(CellsTooSmallError):
            strip = filmstrip(picture, some, film)
            return strip, lay_out(strip, options.width, _said(options))
    strip = filmstrip(picture, fewest, film)
    return strip, lay_out(strip, options.width, _said(options))
