"""The only place where planner, renderer and encoder meet: a layer becomes a file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from convanim.choices import choose
from convanim.encoder import ENCODERS, Encoder, Timed, delays
from convanim.errors import ConvanimError, OutputError
from convanim.files import replacing, require_writable_place
from convanim.frames import Picture
from convanim.layers import Layer
from convanim.layout import Layout, lay_out, require_width
from convanim.limits import LONGEST_MS, SHORTEST_MS, require_sensible
from convanim.themes import THEMES, Theme

if TYPE_CHECKING:
    from convanim.renderer import Renderer

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

    def __post_init__(self) -> None:
        choose("--theme", self.theme, THEMES)
        require_width(self.width)
        slowest, fastest = 1000 / LONGEST_MS, 1000 / SHORTEST_MS
        if not slowest <= self.fps <= fastest:
            raise ConvanimError(
                f"--fps {self.fps:g} is out of range: browsers slow down what is faster than {fastest:g} frames a "
                f"second; use --fps from {slowest:.3f} to {fastest:g}"
            )
        if not 0 <= self.hold <= LONGEST_MS / 1000:
            raise ConvanimError(
                f"--hold {self.hold:g} is out of range; use --hold from 0 to {LONGEST_MS // 1000} seconds"
            )


@dataclass(frozen=True)
class Composition:
    """A picture with its place on the page, its colours and its times: all but the drawing."""

    layer: Layer
    picture: Picture
    layout: Layout
    theme: Theme
    options: Options

    def durations_ms(self) -> Iterator[int]:
        """Milliseconds for each frame."""
        beats = (frame.beats for frame in self.picture.frames())
        return delays(beats, 1000 / self.options.fps, 1000 * self.options.hold)


@dataclass(frozen=True)
class Report:
    """What was written: size in px, frames, seconds of one play, bytes."""

    width: int
    height: int
    frames: int
    seconds: float
    bytes: int


def compose(layer: Layer, options: Options) -> Composition:
    """Plan a layer and lay it out. Raises ConvanimError for what cannot be drawn."""
    require_sensible(layer)  # before anything heavy is loaded
    from convanim.planner import slide_over

    picture = slide_over(layer)
    layout = lay_out(picture, options.width, options.title)
    return Composition(layer, picture, layout, THEMES[options.theme], options)


def encoder_for(path: Path) -> Encoder:
    """The encoder that the suffix asks for. Raises ConvanimError for an unknown one."""
    return choose("the suffix of -o", path.suffix.lower(), ENCODERS, f"'{path.name}'")


def animate(
    layer: Layer, target: Path, options: Options, comment: str = "", progress: Progress | None = None
) -> Report:
    """Draw a layer into a file, whose suffix picks the format.

    The file is written beside its place, read back and compared with what was meant; only then does it take
    its place. Raises ConvanimError for a wrong request, OutputError where it could not be carried out.
    """
    require_writable_place(target)
    encoder = encoder_for(target)
    composition = compose(layer, options)
    with replacing(target) as file:
        return _write(composition, encoder, file, comment, progress)


def animate_bytes(layer: Layer, suffix: str, options: Options, comment: str = "") -> tuple[bytes, Report]:
    """The same, in memory."""
    file = io.BytesIO()
    report = _write(compose(layer, options), ENCODERS[suffix], file, comment, None)
    return file.getvalue(), report


def _write(
    composition: Composition, encoder: Encoder, file: BinaryIO, comment: str, progress: Progress | None
) -> Report:
    from convanim.renderer import Renderer

    renderer = Renderer(composition.picture, composition.layout, composition.theme)
    count = composition.picture.count
    total_ms = 0

    def timed() -> Iterator[Timed]:
        nonlocal total_ms
        for number, (raster, ms) in enumerate(zip(renderer.frames(), composition.durations_ms(), strict=True), 1):
            total_ms += ms
            yield Timed(raster.image, ms, raster.changed)
            if progress:
                progress(number, count)

    encoder.write(file, timed(), renderer.palette, comment)
    size = file.tell()
    file.seek(0)
    _compare(composition, renderer, encoder, file)
    layout = composition.layout
    return Report(layout.width, layout.height, count, total_ms / 1000, size)


def _compare(composition: Composition, renderer: Renderer, encoder: Encoder, file: BinaryIO) -> None:
    """Read the file back and hold every frame and time against what was meant."""
    import numpy as np

    try:
        meant = zip(renderer.frames(), composition.durations_ms(), strict=True)
        for number, (intended, found) in enumerate(zip(meant, encoder.read(file, renderer.palette), strict=True), 1):
            (raster, ms), (image, found_ms) = intended, found
            if ms != found_ms or not np.array_equal(raster.image, image):
                raise ValueError(f"frame {number} differs")
    except (ValueError, EOFError, SyntaxError) as error:  # the last two are how Pillow calls a damaged file
        raise OutputError(
            f"the file written does not decode to what was drawn ({error}); nothing was replaced"
        ) from error
