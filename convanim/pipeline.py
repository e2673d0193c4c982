"""The only place where planner, renderer and encoder meet: a layer becomes a file."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from convanim.choices import choose
from convanim.encoder import ENCODERS, STILLS, VECTORS, Clock, Encoder, Timed
from convanim.errors import ConvanimError, OutputError
from convanim.files import replacing, require_writable_place
from convanim.frames import Picture
from convanim.layers import Layer
from convanim.layout import Layout, lay_out, require_width
from convanim.limits import (
    CELLS,
    FRAMES,
    LABELS,
    LIMITS,
    LONGEST_MS,
    PIXELS,
    SHORTEST_MS,
    TAPS,
    WHOLE,
    Most,
    require_canvas,
    require_most,
    require_sensible,
)
from convanim.planner import VIEWS, View, frame_number, require_view, still
from convanim.planner.parts import ALL, Part, part_of, read_part
from convanim.themes import THEMES, Theme

if TYPE_CHECKING:
    from convanim.arithmetic import Numbers
    from convanim.gif import Indices

READABLE = 7
"""Px of the smallest font that a reader of a blog can read."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Options:
    """How a picture is drawn: at most `width` px wide, `fps` steps a second, `hold` seconds on the last one.

    Raises ConvanimError for a width or a theme that there is not, and a time that a file cannot hold.
    """

    width: int = 800
    theme: str = "light"
    fps: float = 2.0
    hold: float = 2.0
    title: bool = True
    view: str = "gather"
    stages: bool = False
    still: str | None = None
    every: int = 1
    rows: str | None = None
    max_frames: int = FRAMES
    max_cells: int = CELLS
    max_taps: int = TAPS
    max_labels: int = LABELS
    max_pixels: int = PIXELS

    def __post_init__(self) -> None:
        choose("--theme", self.theme, THEMES)
        choose("--view", self.view, VIEWS)
        require_width(self.width)
        slowest, fastest = 1000 / LONGEST_MS, 1000 / SHORTEST_MS
        if not slowest <= self.fps <= fastest:
            raise ConvanimError(
                f"--fps {self.fps:g} is out of range; use --fps from {slowest:.3f} to {fastest:g} "
                "(browsers slow down what is faster)"
            )
        if not 0 <= self.hold <= LONGEST_MS / 1000:
            raise ConvanimError(
                f"--hold {self.hold:g} is out of range; use --hold from 0 to {LONGEST_MS // 1000} seconds"
            )
        if self.part != ALL and self.still:
            raise ConvanimError("--every and --rows choose steps of an animation, --still is one picture; use one")
        require_most(self.most)

    @property
    def part(self) -> Part:
        """The steps that are drawn."""
        return read_part(self.every, self.rows)

    @property
    def most(self) -> Most:
        """The limits, by name."""
        return {name: getattr(self, limit.key) for name, limit in LIMITS.items()}


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


class Report(NamedTuple):
    """What was written: size in px, frames, seconds of one play, bytes, and how wide it must be shown to be read."""

    width: int
    height: int
    frames: int
    seconds: float
    bytes: int
    readable_from: int = 0


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
    layout = lay_out(picture, options.width, options.title)
    require_canvas(layout.width, layout.height, options.most)
    return Composition(layer, picture, layout, THEMES[options.theme], options)


def _require_sensible(layer: Layer, view: View, options: Options, numbers: bool) -> None:
    """Refuse what is too much, and rows that there are not, by arithmetic alone."""
    course, part, most = view.course(layer, options.stages), options.part, options.most
    frames = 1 if options.still else course.count(part)
    enough = course.enough(most["frames"], part)
    require_sensible(layer, most, frames=frames, every=enough, numbers=numbers)
    course.require(part)
    if options.still and options.still != WHOLE:
        frame_number(options.still, course.count())


def require_format(path: Path, options: Options) -> str:
    """The suffix. Raises ConvanimError for one that is unknown, or does not hold what is wanted."""
    suffix = path.suffix.lower()
    choose("the suffix of -o", suffix, dict.fromkeys((*ENCODERS, *STILLS, *VECTORS)), f"'{path.name}'")
    if suffix not in ENCODERS and not options.still:
        raise ConvanimError(
            f"-o {path.name}: a {suffix} file holds one picture; add --still, or use {', '.join(ENCODERS)}"
        )
    return suffix


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
    suffix = require_format(target, options)
    composition = compose(layer, options, numbers)
    with replacing(target, clobber) as file:
        return _write(composition, suffix, file, comment, progress)


def animate_bytes(
    layer: Layer, suffix: str, options: Options, comment: str = "", numbers: Numbers | None = None
) -> tuple[bytes, Report]:
    """The same, in memory."""
    file = io.BytesIO()
    report = _write(compose(layer, options, numbers), suffix, file, comment, None)
    return file.getvalue(), report


def _write(composition: Composition, suffix: str, file: BinaryIO, comment: str, progress: Progress | None) -> Report:
    if suffix in VECTORS:
        return _write_vector(composition, suffix, file)
    encoder = (ENCODERS | STILLS)[suffix]
    from convanim.renderer import Renderer

    renderer = Renderer(composition.picture, composition.layout, composition.theme)
    count = composition.picture.count
    meant: list[Meant] = []

    def timed() -> Iterator[Timed]:
        clock = composition.clock()
        for number, raster in enumerate(renderer.frames(), 1):
            ms = clock.ms(raster.beats)
            around = raster.around
            meant.append(Meant(ms, around, _checksum(encoder, raster.image[around.slices], renderer.palette)))
            yield Timed(raster.image, ms, raster.changed)
            if progress:
                progress(number, count)

    encoder.write(file, timed(), renderer.palette, comment)
    size = file.tell()
    file.seek(0)
    _compare(encoder, file, renderer.palette, meant)
    total_ms = sum(frame.ms for frame in meant) if suffix in ENCODERS else 0
    layout = composition.layout
    return Report(layout.width, layout.height, count, total_ms / 1000, size, _readable_from(composition))


def _write_vector(composition: Composition, suffix: str, file: BinaryIO) -> Report:
    from convanim.renderer.vector import write_vector

    layout = composition.layout
    write_vector(file, suffix, composition.picture, layout, composition.theme)
    return Report(layout.width, layout.height, 1, 0, file.tell())


def _readable_from(composition: Composition) -> int:
    """The width, px, from which on the numbers in cells can be read; 0 where there are none."""
    if not composition.picture.labels:
        return 0
    return -(-composition.layout.width * READABLE // composition.layout.smallest_label)


class Meant(NamedTuple):
    """What a frame of the file must be: its time, and all pixels in the box around what it changes."""

    ms: int
    box: tuple[int, int, int, int]
    checksum: int


def _compare(encoder: Encoder, file: BinaryIO, palette: Indices, meant: list[Meant]) -> None:
    """Read the file back and hold every frame and time against what was meant."""
    try:
        found = encoder.read(file, palette, [frame.box for frame in meant])
        for number, (wanted, (image, ms)) in enumerate(zip(meant, found, strict=True), 1):
            if wanted.checksum != _checksum(encoder, image, palette) or ms not in (wanted.ms, None):
                raise ValueError(f"frame {number} differs")
    except (ValueError, EOFError, SyntaxError) as error:  # the last two are how Pillow calls a damaged file
        raise OutputError(
            f"the file written does not decode to what was drawn ({error}); nothing was replaced"
        ) from error


def _checksum(encoder: Encoder, image: Indices, palette: Indices) -> int:
    """All pixels in one number: drawing every frame again to compare it would cost five times as much."""
    return zlib.crc32((image if encoder.indexed else palette[image]).tobytes())
