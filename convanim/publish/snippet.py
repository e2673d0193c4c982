"""What to paste into a page to show a picture there: light or dark, still where less motion is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.escape import _markdown_url, html_attribute, markdown_attribute, one_line, url_of
from convanim.core.limits import WHOLE
from convanim.core.suggest import choose
from convanim.pipeline.compose import compose
from convanim.planner.alt_text import FILMSTRIP, Seen
from convanim.planner.views import alt_text
from convanim.recipe.formats import require_format
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.style.themes import THEMES

if TYPE_CHECKING:
    from convanim.pipeline.write import Report

DARK_SUFFIX, STILL_MARK = "_dark", "_still"
"""What stands behind the name in the files' names: `name_dark.gif`, `name_still.png`, `name_dark_still.png`."""


LIGHT_THEME, DARK_THEME = "light", "dark"


STILL_SUFFIX = ".png"


REDUCED, DARK_PAGE = "(prefers-reduced-motion: reduce)", "(prefers-color-scheme: dark)"


IMAGES = (".gif", ".png", ".apng", ".webp", ".avif", ".svg")
"""Suffixes of what an <img> shows."""


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
        layout, count = composition.layout, composition.picture.survey.count
        ms = 0 if recipe.options.single else sum(composition.durations_ms())
        return cls(layout.width, layout.height, count, ms, alternative(recipe))

    @classmethod
    def drawn(cls, recipe: Recipe, report: Report) -> PageFacts:
        """The same of a file that was drawn."""
        return cls(report.width, report.height, report.frames, round(report.seconds * 1000), alternative(recipe))


Known = Callable[[str, Recipe], PageFacts | None]
"""From the name of a file and how it is drawn to what was said of it before."""


class PictureFile(NamedTuple):
    """One of the files of a picture: how it is drawn, when it is shown (`media`; empty: always), what is said."""

    file: str
    recipe: Recipe
    media: str
    facts: PageFacts


def alternative(recipe: Recipe, alt: str | None = None) -> str:
    """The alternative text given, else what the arithmetic says."""
    if alt is not None:
        return alt
    options = recipe.options
    still = options.still or (FILMSTRIP if options.filmstrip else None)
    seen = Seen(options.view, options.stages, still, recipe.numbers is not None, options.deconvolve)
    return alt_text(recipe.subject, seen)


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


def variants(recipe: Recipe, dark: str, name: str, suffix: str) -> list[Variant]:
    """The files of a picture, in the order in which a browser tries them; the last one is always shown."""
    options = recipe.options
    themes = [(dark, DARK_SUFFIX, [DARK_PAGE])] * (dark != options.theme) + [(options.theme, "", [])]
    kinds: list[tuple[str, str, Recipe, list[str]]] = [(suffix, "", recipe, [])]
    if not options.single:
        kinds.insert(0, (STILL_SUFFIX, STILL_MARK, recipe.drawn(still=WHOLE, plays=None, format=None), [REDUCED]))
    return [
        Variant(f"{name}{tint}{mark}{ending}", drawn.drawn(theme=theme), " and ".join([*motion, *scheme]))
        for ending, mark, drawn, motion in kinds
        for theme, tint, scheme in themes
    ]


def picture_files(
    recipe: Recipe, dark: str, name: str, suffix: str, known: Known | None = None
) -> tuple[PictureFile, ...]:
    """The files of a picture, in the order of `variants`, with what is said of them.

    Nothing is drawn: that is known from the layout, or is already `known` of a file's name and recipe. Raises
    ConvanimError for what cannot be drawn.
    """
    found = variants(recipe, dark, name, require_image(name + suffix, recipe.options))
    facts: dict[str | None, PageFacts] = {}
    for file, drawn, _ in found:
        still = drawn.options.still
        if still not in facts:  # a theme changes no pixel's place
            facts[still] = (known and known(file, drawn)) or PageFacts.of(drawn)
    return tuple(PictureFile(*variant, facts[variant.recipe.options.still]) for variant in found)


def require_image(name: str, options: Options) -> str:
    """The suffix. Raises ConvanimError for one that is unknown, or that no <img> shows."""
    suffix = require_format(Path(name), options.format, options.single, options.plays)
    if suffix not in IMAGES:
        way = f"use {', '.join(IMAGES[:2])}"
        raise ConvanimError(Setting("path", name), f": a {suffix} file is not shown by an <img>", way=way)
    return suffix


class Target(NamedTuple):
    """A kind of page: how a picture is written there."""

    summary: str
    write: Callable[[Sequence[PictureFile], Sequence[str], str], list[str]]
    """From files, their URLs and the alternative text to lines."""
    in_markdown: bool = True


def snippet(target: str, shown: Sequence[PictureFile], alt: str, prefix: str) -> list[str]:
    """Lines to paste; a file's URL is its name behind the prefix.

    Raises ConvanimError for a target that there is not.
    """
    return choose(Setting("page"), target, TARGETS).write(shown, [url_of(file.file, prefix) for file in shown], alt)


LAZY = ' loading="lazy" style="max-width:100%;height:auto"'
"""Attributes where they are kept: loaded when it is near, never wider than the page, also in one without CSS."""


def _html(shown: Sequence[PictureFile], urls: Sequence[str], alt: str) -> list[str]:
    return _picture(shown, urls, html_attribute(alt), html_attribute, LAZY)


def _markdown(shown: Sequence[PictureFile], urls: Sequence[str], alt: str) -> list[str]:
    return _picture(shown, urls, markdown_attribute(alt), _markdown_url, LAZY)


def _github(shown: Sequence[PictureFile], urls: Sequence[str], alt: str) -> list[str]:
    return _picture(shown, urls, markdown_attribute(alt), _markdown_url, "")


def _picture(
    shown: Sequence[PictureFile], urls: Sequence[str], alt: str, escaped: Callable[[str], str], more: str
) -> list[str]:
    """The sources, each of its own size so that nothing moves when it is loaded, and the image."""
    *sources, image = [
        (file.media, f'"{escaped(url)}"', f'width="{file.facts.width}" height="{file.facts.height}"')
        for file, url in zip(shown, urls, strict=True)
    ]
    lines = [f'  <source media="{media}" srcset={url} {size}>' for media, url, size in sources]
    _, url, size = image
    return ["<picture>", *lines, f'  <img src={url} {size}{more} alt="{alt}">', "</picture>"]


def _rst(shown: Sequence[PictureFile], urls: Sequence[str], alt: str) -> list[str]:
    """RST has no sources: the image alone. An option's text is taken as it is, but for its line ends."""
    image = shown[-1]
    return [
        f".. image:: {_rst_url(urls[-1])}",
        f"   :alt: {one_line(alt)}",
        f"   :width: {image.facts.width}px",
        f"   :height: {image.facts.height}px",
    ]


def _rst_url(url: str) -> str:
    """A trailing `_` would be a reference; a backslash cannot be there."""
    return url.removesuffix("_") + "%5F" * url.endswith("_")


TARGETS = {
    "html": Target("a <picture> for a page", _html, in_markdown=False),
    "markdown": Target("the same, safe between Markdown", _markdown),
    "github": Target("what GitHub keeps of it", _github),
    "rst": Target("an image directive, without sources", _rst, in_markdown=False),
}
"""Where a picture can be pasted into; a row here is offered, tested and documented."""
