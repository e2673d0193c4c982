"""A composition becomes a file: drawn, encoded, read back and compared."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from convanim.core.cache_folder import cache_folder
from convanim.core.errors import ConvanimError, OutputError, Setting
from convanim.core.files import file_with, replacing, require_writable_place
from convanim.core.frame_folder import filling, require_folder_place
from convanim.encoder.base import Playing, Timed
from convanim.encoder.encoders import ENCODERS, VECTORS
from convanim.encoder.verify import Check
from convanim.pipeline.compose import Composition, compose
from convanim.recipe.formats import require_format, require_suffix
from convanim.recipe.recipe import Recipe
from convanim.renderer.shape_formats import SHAPE_FORMATS
from convanim.scene.film import WATCHED_MS
from convanim.scene.picture import ShadeScale

if TYPE_CHECKING:
    from convanim.renderer.raster.sprites import Sprites

READABLE = 7
"""Px of the smallest font that a reader of a blog can read."""


PAGED = ".pdf"
"""The suffix of what has pages."""


Progress = Callable[[int, int], None]


class Report(NamedTuple):
    """What was written: size in px, frames, seconds of one play, bytes, and how wide it must be shown to be read."""

    width: int
    height: int
    frames: int
    seconds: float
    bytes: int
    readable_from: int = 0
    endless: bool = False
    """Whether it moves forever although the request does not ask for that."""
    every: int = 1
    """Each how manyth step was drawn: more than was asked for where that would show only some columns."""
    shorter: int | None = None
    """The N of --every with which it is watched in 20 s; None where there is none, or no need."""
    joined: str = ""
    """Which colours are one index, as `Renderer` says; empty where there are no indices."""
    scales: tuple[ShadeScale, ...] = ()
    """What its shades mean, where cells show values so."""


def animate(
    recipe: Recipe, target: Path, progress: Progress | None = None, clobber: bool = True, cache: bool = True
) -> Report:
    """Draw a recipe into a file, whose suffix picks the format.

    The file is written beside its place, read back and compared with what was meant; only then does it take
    its place, and without `clobber` only where there is none. Without `cache`, letters that
    earlier runs have drawn are neither read nor added to. Raises ConvanimError for a wrong request, OutputError where
    it could not be carried out.
    """
    require_writable_place(target, clobber)
    options = recipe.options
    suffix = require_format(target, options.format, options.single, options.plays)
    composition = compose(recipe)
    with replacing(target, clobber) as file:
        return _write(composition, suffix, file, progress, cache)


def animate_bytes(
    recipe: Recipe,
    suffix: str,
    cache: bool = True,
    progress: Progress | None = None,
    file: io.BytesIO | None = None,
) -> tuple[bytes, Report]:
    """The same, in memory: in a `file` of the caller's, if that watches what is written."""
    require_suffix(suffix, recipe.options.single, recipe.options.plays)
    file = file or io.BytesIO()
    report = _write(compose(recipe), suffix, file, progress, cache)
    return file.getvalue(), report


def animate_frames(
    recipe: Recipe, folder: Path, progress: Progress | None = None, cache: bool = True, stem: str = ""
) -> Report:
    """Draw each frame that is held into a PNG of its own, `STEM_01.png` and so on in `folder`, made if it is missing.

    The stem is by default that of the picture's own name.

    All are written and compared elsewhere first. Raises ConvanimError, OutputError as `animate`.
    """
    _require_steps(recipe, Setting("frames"), "PNG pictures")
    require_folder_place(folder)
    composition = compose(recipe)
    from convanim.renderer.raster.rasterizer import Renderer

    stem, sprites = stem or Path(recipe.file_name).stem, _sprites(cache)
    renderer = Renderer(composition.picture, composition.layout, composition.theme, sprites=sprites)
    survey, palette, size, number = composition.picture.survey, renderer.palette, 0, 0
    png, passing = ENCODERS[".png"], set(survey.passing)
    count = held_frames(composition)
    with filling(folder) as place:
        for frame, raster in enumerate(renderer.frames()):
            if frame in passing:  # on a slide nothing moves on
                continue
            number += 1
            check = Check(png, palette)
            check.note(raster.image, 0, raster.around)
            with (place / frame_name(stem, number, count)).open("w+b") as file:
                png.write(file, [Timed(raster.image, 0)], palette, Playing(recipe.said))
                size += file.tell()
                _hold(check, file)
            if progress:
                progress(number, count)
    sprites.keep()
    return _report(composition, 0, size)._replace(frames=count)


def frame_name(stem: str, number: int, count: int) -> str:
    """The name of a frame's file, so that all of them are in order.

    >>> frame_name("a", 3, 12)
    'a_03.png'
    """
    return f"{stem}_{number:0{len(str(count))}}.png"


def held_frames(composition: Composition) -> int:
    """How many frames are written one by one: all but those that lead from one to the next."""
    survey = composition.picture.survey
    return survey.frames - len(survey.passing)


def animate_pages(recipe: Recipe, target: Path, clobber: bool = True) -> Report:
    """Draw each step into a page of its own of a PDF. Raises ConvanimError, OutputError as `animate`."""
    _require_steps(recipe, Setting("pages"), "pages")
    if target.suffix.lower() != PAGED:
        raise ConvanimError(Setting("pages"), f" writes a {PAGED} file", way=("use ", file_with(PAGED)))
    require_writable_place(target, clobber)
    composition = compose(recipe)
    from convanim.renderer.pdf import write_pages

    film, picture = composition.film, composition.picture
    with replacing(target, clobber) as file:
        write_pages(file, film.stop_frames(picture.frames()), composition.layout, composition.theme)
        seconds = sum(composition.durations_ms()) / 1000
        return _report(composition, seconds, file.tell())._replace(frames=film.stops)


def animated_in_latex(path: Path, report: Report, hold: float) -> str:
    """The line of LaTeX's package animate that plays such a PDF, in as long as the picture itself takes."""
    steps = max(report.frames - 1, 1)
    rate = round(steps / max(report.seconds - hold, 0.1), 2)
    return (
        rf"\animategraphics[controls,loop,width=\linewidth]{{{rate:g}}}{{{path.with_suffix('').as_posix()}}}{{}}{{}}"
    )


def _require_steps(recipe: Recipe, asked: Setting, written: str) -> None:
    """Refuse what asks for one picture, or for one that moves, where every step is written. Raises ConvanimError."""
    options = recipe.options
    for name, value in (("still", options.still), ("filmstrip", options.filmstrip)):
        if value:
            raise ConvanimError(asked, " writes every step, ", Setting(name), " one picture", way="use one of them")
    for name, value in (("plays", options.plays), ("format", options.format)):
        if value:
            way = ("leave out ", Setting(name, value))
            raise ConvanimError(asked, f" writes {written}, which do not move", way=way)


def _write(composition: Composition, suffix: str, file: BinaryIO, progress: Progress | None, cache: bool) -> Report:
    recipe, picture, layout, theme, _ = composition
    if suffix in SHAPE_FORMATS and not recipe.options.single:
        return _write_shapes(composition, suffix, file, progress)
    if suffix in VECTORS:
        from convanim.renderer.pdf import write_vector

        write_vector(file, suffix, picture, layout, theme)
        return _report(composition, 0, file.tell())._replace(readable_from=0)
    return _write_pixels(composition, suffix, file, progress, cache)


def _write_pixels(
    composition: Composition, suffix: str, file: BinaryIO, progress: Progress | None, cache: bool
) -> Report:
    recipe, picture, layout, theme, _ = composition
    options, encoder = recipe.options, ENCODERS[suffix]
    if encoder.video_only and theme.transparent:
        way = ("use ", Setting("theme", "light"), ", or ", file_with(".webp"))
        raise ConvanimError(Setting("theme", theme.name), f": a {suffix} file is opaque", way=way)
    from convanim.renderer.raster.boxes import Box
    from convanim.renderer.raster.rasterizer import Renderer

    sprites = _sprites(cache)
    renderer = Renderer(picture, layout, theme, sprites)
    whole, count = Box(0, 0, layout.width, layout.height), picture.survey.frames
    check = Check(encoder, renderer.palette)

    def timed() -> Iterator[Timed]:
        clock = composition.clock()
        for number, raster in enumerate(renderer.frames(), 1):
            ms = clock.ms(raster.beats)
            around = whole if theme.transparent else raster.around  # frames on no background are written whole
            check.note(raster.image, ms, around)
            yield Timed(raster.image, ms, raster.changed)
            if progress and number < count:  # not every encoder asks whether there is one more
                progress(number, count)

    plays = composition.plays()
    with check.following(file, count) as growing:
        encoder.write(growing, timed(), renderer.palette, Playing(recipe.said, plays, composition.durations_ms))
    if progress:
        progress(count, count)
    size = file.tell()
    _hold(check, file)
    sprites.keep()
    seconds = 0 if options.single else check.total_ms / 1000
    endless = not (plays or options.plays or options.single or encoder.video_only) and count > 1
    report = _report(composition, seconds, size)
    return report._replace(endless=endless, joined=renderer.joined)


def _write_shapes(composition: Composition, suffix: str, file: BinaryIO, progress: Progress | None) -> Report:
    recipe, picture, layout = composition.recipe, composition.picture, composition.layout
    shapes, count = SHAPE_FORMATS[suffix], picture.survey.frames

    def times() -> Iterator[int]:
        """Each time is asked for when its step is taken: nearly all of the work is done then."""
        for number, ms in enumerate(composition.durations_ms(), 1):
            yield ms
            if progress and number < count:
                progress(number, count)

    playing = Playing(recipe.said, composition.plays(), times)
    shapes.write(file, picture, layout, composition.theme, playing)
    if progress:
        progress(count, count)
    size, seconds = file.tell(), sum(composition.durations_ms()) / 1000
    endless = not (playing.plays or recipe.options.plays or shapes.stoppable) and count > 1
    return _report(composition, seconds, size)._replace(endless=endless)


def _report(composition: Composition, seconds: float, size: int) -> Report:
    """What is known of any file of a composition."""
    layout, film, options = composition.layout, composition.film, composition.recipe.options
    long = seconds * 1000 > WATCHED_MS and not options.single
    every = options.every if film.part.leap else film.part.every  # by rows, nothing was asked for
    return Report(
        layout.width, layout.height, composition.picture.survey.frames, seconds, size, _readable_from(composition),
        every=every, shorter=film.every_within(WATCHED_MS) if long else None,
        scales=composition.picture.scales,
    )  # fmt: skip


def _sprites(cache: bool) -> Sprites:
    """What was drawn, in the user's folder or in memory alone."""
    from convanim.renderer.raster.sprites import Sprites

    return Sprites(cache_folder() if cache else None)


def _readable_from(composition: Composition) -> int:
    """The width, px, from which on the numbers in cells can be read; 0 where there are none."""
    if not composition.picture.labels:
        return 0
    return -(-composition.layout.width * READABLE // composition.layout.smallest_label)


def _hold(check: Check, file: BinaryIO) -> None:
    """Hold what was written against what was meant. Raises OutputError where they differ."""
    try:
        check.hold(file)
    except (ValueError, EOFError, SyntaxError) as error:  # the last two are how Pillow calls a damaged file
        raise OutputError(
            f"the file written does not decode to what was drawn ({error}); nothing was replaced"
        ) from error
