"""The files with which a page shows a picture: light and dark, moving and still."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.limits import WHOLE
from convanim.core.suggest import choose
from convanim.language.known import language_named
from convanim.pipeline.compose import compose
from convanim.planner.alt_text import FILMSTRIP, Seen
from convanim.planner.views import alt_text
from convanim.recipe.checks import BOTH, PLAIN
from convanim.recipe.formats import require_format
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.shape_formats import SHAPE_FORMATS
from convanim.scene.picture import ShadeScale
from convanim.style.themes import THEMES

if TYPE_CHECKING:
    from convanim.pipeline.write import Report

STILL_MARK = "_still"
"""What stands behind the name of a still, as the theme does where it is another: `name_dark_still.png`."""


LIGHT_THEME, DARK_THEME = "light", "dark"


STILL_SUFFIX = ".png"


REDUCED, DARK_PAGE = "(prefers-reduced-motion: reduce)", "(prefers-color-scheme: dark)"


IMAGES = (".gif", ".png", ".apng", ".webp", ".avif", ".svg")
"""Suffixes of what an <img> shows."""


PLAYER = ".html"
"""The suffix of what an <iframe> shows."""


class PageFacts(NamedTuple):
    """What a page says of a picture's file: its size in px, its frames, the ms of one play, and what is seen."""

    width: int
    height: int
    frames: int
    ms: int
    """0 where it does not move."""
    alt: str

    @classmethod
    def of(cls, recipe: Recipe) -> PageFacts:
        """What is said of it, without drawing it. Raises ConvanimError for what cannot be drawn."""
        composition = compose(recipe)
        scales = composition.picture.scales
        layout, count = composition.layout, composition.picture.survey.frames
        ms = 0 if recipe.options.single else sum(composition.durations_ms())
        return cls(layout.width, layout.height, count, ms, alternative(recipe, scales=scales))

    @classmethod
    def drawn(cls, recipe: Recipe, report: Report) -> PageFacts:
        """The same of a file that was drawn."""
        alt = alternative(recipe, scales=report.scales)
        return cls(report.width, report.height, report.frames, round(report.seconds * 1000), alt)


Known = Callable[[str, Recipe], PageFacts | None]
"""From the name of a file and how it is drawn to what was said of it before."""


class PictureFile(NamedTuple):
    """One of the files of a picture, as in `Variant`, and what is said of it."""

    file: str
    recipe: Recipe
    media: str
    facts: PageFacts
    side: str = ""


def alternative(recipe: Recipe, alt: str | None = None, scales: Sequence[ShadeScale] | None = None) -> str:
    """The alternative text given, else what the arithmetic says; with what its shades mean, if that is known."""
    if alt is not None:
        return alt
    options = recipe.options
    still = options.still or (FILMSTRIP if options.filmstrip else None)
    scales = _scales(recipe) if scales is None else scales
    written = recipe.numbers is not None and options.cells != PLAIN and (not scales or options.cells == BOTH)
    seen = Seen(options.view, options.stages, still, written, options.deconvolve, tuple(scales))
    return language_named(options.lang).say(alt_text(recipe.subject, seen))


def _scales(recipe: Recipe) -> Sequence[ShadeScale]:
    """What its shades mean: whether numbers fit is known from the layout alone."""
    if recipe.numbers is None and not recipe.subject.sides_words:
        return ()
    with contextlib.suppress(ConvanimError):  # what cannot be drawn is refused where it is drawn
        return compose(recipe).picture.scales
    return ()


def dark_theme(options: Options, dark: str | None) -> str:
    """The theme on dark pages: the one given, else `dark` beside `light`, and any other theme on every page."""
    if dark is not None:
        choose(Setting("dark_theme"), dark, THEMES)
        return dark
    return DARK_THEME if options.theme == LIGHT_THEME else options.theme


class Variant(NamedTuple):
    """One of the files of a picture: its name, how it is drawn, when it is shown (`media`; empty: always)."""

    file: str
    recipe: Recipe
    media: str
    side: str = ""
    """`light` or `dark` where a page's own switch picks between two files."""


class Showing(NamedTuple):
    """How a page can show a picture."""

    dark: str
    """The theme on dark pages."""
    sources: bool = True
    """Whether it picks among several files by what the reader's device says."""
    switched: bool = False
    """Whether its own switch picks between a light and a dark file."""


def variants(recipe: Recipe, showing: Showing, name: str, suffix: str) -> list[Variant]:
    """The files of a picture, in the order in which a browser tries them; the last one is always shown.

    A file of shapes is still where less motion is wanted, and turns dark, by itself.
    """
    options = recipe.options
    shapes = suffix in SHAPE_FORMATS and not options.single
    if showing.switched:
        sides = {
            "dark": (showing.dark, f"_{showing.dark}" * (showing.dark != options.theme)),
            "light": (options.theme, ""),
        }
        return [
            Variant(f"{name}{tint}{suffix}", recipe.drawn(theme=theme, keep_theme=shapes), "", side)
            for side, (theme, tint) in sides.items()
        ]
    adapts = shapes and (options.theme, showing.dark) == (LIGHT_THEME, DARK_THEME)
    themes: list[tuple[str, str, list[str]]] = [(options.theme, "", [])]
    if showing.sources and showing.dark != options.theme and not adapts:
        themes.insert(0, (showing.dark, f"_{showing.dark}", [DARK_PAGE]))
    kinds: list[tuple[str, str, Recipe, list[str]]] = [(suffix, "", recipe, [])]
    if showing.sources and not (options.single or shapes):
        kinds.insert(0, (STILL_SUFFIX, STILL_MARK, recipe.drawn(still=WHOLE, plays=None, format=None), [REDUCED]))
    return [
        Variant(f"{name}{tint}{mark}{ending}", drawn.drawn(theme=theme), " and ".join([*motion, *scheme]))
        for ending, mark, drawn, motion in kinds
        for theme, tint, scheme in themes
    ]


def picture_files(
    recipe: Recipe, showing: Showing, name: str, suffix: str, known: Known | None = None
) -> tuple[PictureFile, ...]:
    """The files of a picture, in the order of `variants`, with what is said of them.

    Nothing is drawn: that is known from the layout, or is already `known` of a file's name and recipe. Raises
    ConvanimError for what cannot be drawn.
    """
    found = variants(recipe, showing, name, suffix)
    facts: dict[str | None, PageFacts] = {}
    for file, drawn, *_ in found:
        still = drawn.options.still
        if still not in facts:  # a theme changes no pixel's place
            facts[still] = (known and known(file, drawn)) or PageFacts.of(drawn)
    return tuple(
        PictureFile(one.file, one.recipe, one.media, facts[one.recipe.options.still], one.side) for one in found
    )


def step_files(recipe: Recipe, stem: str) -> tuple[PictureFile, ...]:
    """The files of the steps of a picture, all of one size; nothing is drawn.

    Raises ConvanimError for what has no steps, or cannot be drawn.
    """
    for name in ("still", "filmstrip"):
        if getattr(recipe.options, name):
            raise ConvanimError(Setting(name), " is one picture, and a page of steps shows each", way="leave it out")
    from convanim.pipeline.write import frame_name, held_frames

    facts, count = PageFacts.of(recipe), held_frames(compose(recipe))
    return tuple(PictureFile(frame_name(stem, number, count), recipe, "", facts) for number in range(1, count + 1))


def require_shown(name: str, options: Options) -> str:
    """The suffix. Raises ConvanimError for one that is unknown, or that no page shows."""
    suffix = require_format(Path(name), options.format, options.single, options.plays)
    if suffix not in (*IMAGES, PLAYER):
        way = f"use {', '.join(IMAGES[:2])}"
        raise ConvanimError(Setting("path", name), f": a {suffix} file is not shown by an <img>", way=way)
    return suffix
