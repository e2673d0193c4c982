"""The only place where planner, renderer and encoder meet: a layer becomes a file."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from convanim.drawn import DRAWN, draw
from convanim.encoder import ENCODERS, VECTORS, Check, Clock, Playing, Timed
from convanim.errors import ConvanimError, OutputError
from convanim.files import filling, replacing, require_folder_place, require_writable_place
from convanim.formats import require_format, require_suffix
from convanim.frames import Picture
from convanim.layers import Layer
from convanim.layout import CellsTooSmallError, Layout, lay_out
from convanim.limits import WHOLE, require_canvas, require_sensible
from convanim.options import AUTO, FOREVER
from convanim.options import Options as Options
from convanim.planner import View, frame_number, require_view, still
from convanim.planner.parts import part_of
from convanim.themefile import theme_named
from convanim.themes import Theme

if TYPE_CHECKING:
    from convanim.arithmetic import Numbers

STOPPABLE_MS = 5_000
"""What moves for longer than this must be stoppable (WCAG 2.2.2)."""

READABLE = 7
"""Px of the smallest font that a reader of a blog can read."""

Progress = Callable[[int, int], None]


class Composition(NamedTuple):
    """A picture with its place on the page, its colours and its times: all but the drawing."""

    layer: Layer
    picture: Picture
    layout: Layout
    theme: Theme
    options: Options

    def clock(self) -> Clock:
        """What turns the frames' beats into milliseconds."""
        return Clock(self.picture.count, 1000 / self.options.fps, 1000 * self.options.hold)

    def durations_ms(self) -> Iterator[int]:
        """Milliseconds for each frame."""
        clock = self.clock()
        return (clock.ms(frame.beats) for frame in self.picture.frames())

    def plays(self) -> int:
        """How often it plays, 0 for ever: `auto` is as often as ends within 5 s, but once."""
        wanted = self.options.plays or FOREVER
        if wanted != AUTO:
            return 0 if wanted == FOREVER else int(wanted)
        times = list(self.durations_ms())
        return max(1, (STOPPABLE_MS + times[-1]) // sum(times))  # the last frame stands still


class Report(NamedTuple):
    """What was written: size in px, frames, seconds of one play, bytes, and how wide it must be shown to be read."""

    width: int
    height: int
    frames: int
    seconds: float
    bytes: int
    readable_from: int = 0
    endless: bool = False
    """Whether it moves for ever though nobody has asked for that."""


def compose(layer: Layer, options: Options, numbers: Numbers | None = None) -> Composition:
    """Plan a layer in a view and lay it out. Raises ConvanimError for what cannot be drawn."""
    view = require_view(layer, options.view, options.stages)
    _require_sensible(layer, view, options, numbers is not None or view.needs_numbers)  # before anything heavy
    from convanim.planner.common import Subject

    if view.needs_numbers and numbers is None:
        from convanim.given import seeded_numbers

        numbers = seeded_numbers(layer)
    subject = Subject(layer, numbers, options.stages)
    if options.still == WHOLE and options.stages and view.strip:
        picture = view.strip(subject)
    else:
        picture = part_of(view.draw(subject), view.course(layer, options.stages), options.part)
        if options.still:
            picture = still(picture, options.still.replace(WHOLE, "last"))
        elif options.filmstrip:
            picture, layout = _strip(picture, options, options.filmstrip)
            require_canvas(layout.width, layout.height, options.most)
            return Composition(layer, picture, layout, theme_named(options.theme), options)
    layout = lay_out(picture, options.width, options.title)
    require_canvas(layout.width, layout.height, options.most)
    return Composition(layer, picture, layout, theme_named(options.theme), options)


def _require_sensible(layer: Layer, view: View, options: Options, numbers: bool) -> None:
    """Refuse what is too much, and rows that there are not, by arithmetic alone."""
    course, part, most = view.course(layer, options.stages), options.part, options.most
    frames = 1 if options.still else course.count(part)
    enough = course.enough(most["frames"], part)
    require_sensible(layer, most, frames=frames, every=enough, numbers=numbers)
    course.require(part)
    if options.still and options.still != WHOLE:
        frame_number(options.still, course.count(part))


def _strip(picture: Picture, options: Options, which: str) -> tuple[Picture, Layout]:
    """The frames asked for on a page; where nobody has said which, as many as fit."""
    from convanim.planner.strips import choices, filmstrip

    *more, fewest = choices(which, picture.count)
    for some in more:
        with contextlib.suppress(CellsTooSmallError):
            strip = filmstrip(picture, some)
            return strip, lay_out(strip, options.width, options.title)
    strip = filmstrip(picture, fewest)
    return strip, lay_out(strip, options.width, options.title)


def animate(
    layer: Layer,
    target: Path,
    options: Options,
    comment: str = "",
    progress: Progress | None = None,
    numbers: Numbers | None = None,
    clobber: bool = True,
) -> Report:
    """Draw a layer into a file, whose suffix picks the format.

    The file is written beside its place, read back and compared with what was meant; only then does it take
    its place, and without `clobber` only where there is none. Raises ConvanimError for a wrong request,
    OutputError where it could not be carried out.
    """
    require_writable_place(target, clobber)
    suffix = require_format(target, options.format, options.single, options.plays)
    composition = compose(layer, options, numbers)
    with replacing(target, clobber) as file:
        return _write(composition, suffix, file, comment, progress)


def animate_bytes(
    layer: Layer, suffix: str, options: Options, comment: str = "", numbers: Numbers | None = None
) -> tuple[bytes, Report]:
    """The same, in memory."""
    require_suffix(suffix, options.single, options.plays)
    file = io.BytesIO()
    report = _write(compose(layer, options, numbers), suffix, file, comment, None)
    return file.getvalue(), report


def animate_frames(
    layer: Layer,
    folder: Path,
    stem: str,
    options: Options,
    comment: str = "",
    progress: Progress | None = None,
    numbers: Numbers | None = None,
) -> Report:
    """Draw each frame into a PNG of its own, `STEM_01.png` and so on in `folder`, which is made if it is missing.

    All are written and compared elsewhere first. Raises ConvanimError, OutputError as `animate`.
    """
    for name, value in (("still", options.still), ("filmstrip", options.filmstrip)):
        if value:
            raise ConvanimError(f"--frames writes every step, --{name} one picture; use one of them")
    for name, value in (("plays", options.plays), ("format", options.format)):
        if value:
            raise ConvanimError(f"--frames writes PNG pictures, which do not move; leave out --{name} {value}")
    require_folder_place(folder)
    composition = compose(layer, options, numbers)
    from convanim.renderer import Renderer

    renderer = Renderer(composition.picture, composition.layout, composition.theme)
    count, size = composition.picture.count, 0
    png = ENCODERS[".png"]
    with filling(folder) as place:
        for number, raster in enumerate(renderer.frames(), 1):
            check = Check(png, renderer.palette)
            check.note(raster.image, 0, raster.around)
            with (place / f"{stem}_{number:0{len(str(count))}}.png").open("w+b") as file:
                png.write(file, [Timed(raster.image, 0)], renderer.palette, Playing(comment))
                size += file.tell()
                _hold(check, file)
            if progress:
                progress(number, count)
    layout = composition.layout
    return Report(layout.width, layout.height, count, 0, size, _readable_from(composition))


def _write(composition: Composition, suffix: str, file: BinaryIO, comment: str, progress: Progress | None) -> Report:
    layout, options, theme = composition.layout, composition.options, composition.theme
    if suffix in DRAWN and not options.single:
        return _write_drawn(composition, suffix, file, comment)
    if suffix in VECTORS:
        from convanim.renderer.vector import write_vector

        write_vector(file, suffix, composition.picture, layout, theme)
        return Report(layout.width, layout.height, 1, 0, file.tell())
    encoder = ENCODERS[suffix]
    if encoder.film and theme.transparent:
        raise ConvanimError(f"--theme {theme.name}: a {suffix} file is opaque; use --theme light, or -o with .webp")
    from convanim.renderer import Box, Renderer

    renderer = Renderer(composition.picture, layout, theme, hard=not encoder.soft)
    whole = Box(0, 0, layout.width, layout.height)
    count = composition.picture.count
    check = Check(encoder, renderer.palette)

    def timed() -> Iterator[Timed]:
        clock = composition.clock()
        for number, raster in enumerate(renderer.frames(), 1):
            ms = clock.ms(raster.beats)
            around = whole if theme.transparent else raster.around  # frames on no background are written whole
            check.note(raster.image, ms, around)
            yield Timed(raster.image, ms, raster.changed)
            if progress:
                progress(number, count)

    plays = composition.plays()
    encoder.write(file, timed(), renderer.palette, Playing(comment, plays, composition.durations_ms))
    size = file.tell()
    _hold(check, file)
    seconds = 0 if options.single else check.total_ms / 1000
    endless = not (plays or options.plays or options.single or encoder.film) and count > 1
    return Report(layout.width, layout.height, count, seconds, size, _readable_from(composition), endless)


def _write_drawn(composition: Composition, suffix: str, file: BinaryIO, comment: str) -> Report:
    picture, layout, options = composition.picture, composition.layout, composition.options
    drawing, plays, times = DRAWN[suffix], composition.plays(), composition.durations_ms
    size = draw(drawing, file, picture, layout, composition.theme, times, plays, comment)
    endless = not (plays or options.plays or drawing.stoppable) and picture.count > 1
    seconds = sum(times()) / 1000
    return Report(layout.width, layout.height, picture.count, seconds, size, _readable_from(composition), endless)


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
