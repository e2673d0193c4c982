"""Layers in Python: a call that looks like the framework's gives a picture that shows and saves itself."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.core.errors import ConvanimError, OutputError
from convanim.core.limits import CELLS, FRAMES, LABELS, PIXELS, TAPS, WHOLE
from convanim.core.suggest import choose
from convanim.encoder.encoders import VECTORS
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import PARAMETERS, Paddings
from convanim.layout.place import CellsTooSmallError
from convanim.pipeline.compose import compose
from convanim.pipeline.write import Report, animate, animate_bytes
from convanim.recipe.command import command_line, file_name
from convanim.recipe.formats import FORMATS
from convanim.recipe.from_python import ARGUMENTS, Rows, checked, plain, short
from convanim.recipe.numbers import Given, layer_and_numbers, number_words
from convanim.recipe.options import Options
from convanim.renderer.drawn import DRAWN

if TYPE_CHECKING:
    from convanim.layers.compute import Numbers

__all__ = ["Animation", "ConvanimError", "OutputError", "conv", "from_module", "transposed"]


Size = int | Sequence[int]


Bytes = bytes


@dataclass(frozen=True, repr=False)
class Animation:
    """A layer as a picture. It shows itself in a notebook; it is drawn when that is needed, and only once.

    Make one by `convanim.conv`, `convanim.transposed` or `convanim.from_module`; `replace` makes another one.
    """

    layer: Layer
    given: Given
    options: Options
    numbers: Numbers | None

    def save(self, path: str | Path, still: str | int | None = None) -> Report:
        """Write a file, whose suffix picks the format; say its size in px, frames, seconds and bytes.

        `still` picks a frame (`first`, `last` or its number). A .pdf, which does not move, needs none: it shows the
        stages side by side, or the last frame. Raises ConvanimError for a wrong request, OutputError where the file
        could not be written; then no file is created or changed.
        """
        options = self._options(Path(path).suffix.lower(), still)
        return animate(self.layer, Path(path), options, self._command(options), None, self.numbers)

    def bytes(self, format: str = "gif", still: str | int | None = None) -> Bytes:
        """The content of such a file, in memory."""
        return self._file(format, still)[0]

    def plan(self) -> dict[str, Any]:
        """The plan document: sizes, every step, the frameworks' lines, and where it would be drawn."""
        from convanim.publish.plan_document import plan_document

        return plan_document(self.layer, self.options, self.numbers)

    def embed(
        self,
        page: str = "html",
        path: str | Path | None = None,
        url_prefix: str | None = None,
        write: bool = False,
        dark_theme: str | None = None,
        alt: str | None = None,
    ) -> str:
        """What to paste into a page (`html`, `markdown`, `github`, `rst`) to show the picture there.

        `path` is the picture's file; the others are named after it, and `write` makes them all. `url_prefix` stands
        before each name, by default the folder of `path`. `alt` is the alternative text, else the arithmetic's.
        """
        from convanim.publish.snippet import alternative, shown_files, snippet
        from convanim.publish.snippet import dark_theme as theme_on_dark_pages

        file = Path(path or file_name(self.layer, self.options, self.numbers is not None))
        dark = theme_on_dark_pages(self.options, dark_theme)
        shown = shown_files(self.layer, self.options, self.numbers, dark, file.stem, file.suffix.lower())
        folder = "" if file.parent == Path() else f"{file.parent.as_posix().rstrip('/')}/"
        prefix = folder if url_prefix is None else url_prefix
        lines = snippet(page, shown, alternative(self.layer, self.options, self.numbers, alt), prefix)
        if write:
            for one in shown:
                target = file.parent / one.file
                animate(self.layer, target, one.options, self._command(one.options), None, self.numbers)
        return "\n".join(lines)

    def replace(self, **changes: Any) -> Animation:
        """The same with other arguments, as in `replace(theme="dark", stride=1)`."""
        sizes = {name: getattr(self.layer, name) for name in PARAMETERS}
        for size in ("input", "kernel"):
            if changes.get(f"{size}_values") is not None:  # which bring their size with them
                del sizes[size]
        others = {
            field.name: getattr(kind, field.name) for kind in (self.given, self.options) for field in fields(kind)
        }
        for name in changes:
            choose("argument", name, dict.fromkeys((*self.layer.parameters, *ARGUMENTS)))
        return _animation(self.layer.kind, {**sizes, **others, **changes})

    def __repr__(self) -> str:
        """The call that makes it."""
        words = [repr(short(getattr(self.layer, name))) for name in ("input", "kernel")]
        for name in self.layer.parameters[2:]:
            value = short(getattr(self.layer, name))
            if value != PARAMETERS[name].default:
                words.append(f"{name}={value!r}")
        for kind in (self.given, self.options):
            for field in fields(kind):
                value = getattr(kind, field.name)
                if value != field.default:
                    words.append(f"{field.name}={value!r}")
        return f"convanim.{self.layer.kind}({', '.join(words)})"

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
        """What a notebook shows: HTML that carries the GIF (exports drop a bare one), and a PNG for paper."""
        data: dict[str, str] = {}
        metadata: dict[str, dict[str, int]] = {}
        makers: dict[str, Callable[[], str]] = {
            "text/html": self._html,
            "image/gif": lambda: self._base64("gif"),
            "image/png": lambda: self._base64("png", WHOLE),
            "text/plain": lambda: repr(self),
        }
        for kind, make in makers.items():
            if (include is None or kind in include) and kind not in (exclude or ()):
                data[kind] = make()
                if kind.startswith("image/"):
                    report = self._file(kind.removeprefix("image/"), WHOLE if kind == "image/png" else None)[1]
                    metadata[kind] = {"width": report.width, "height": report.height}
        return data, metadata

    def _html(self) -> str:
        """The animation, or its still for readers who want less motion; never wider than the page."""
        from convanim.core.escape import html_attribute
        from convanim.publish.snippet import REDUCED, alternative

        report, still = self._file("gif")[1], self._file("png", WHOLE)[1]
        alt = html_attribute(alternative(self.layer, self.options, self.numbers, None))
        return (
            f'<picture><source media="{REDUCED}" srcset="data:image/png;base64,{self._base64("png", WHOLE)}" '
            f'width="{still.width}" height="{still.height}">'
            f'<img src="data:image/gif;base64,{self._base64("gif")}" width="{report.width}" height="{report.height}" '
            f'style="max-width: 100%; height: auto" alt="{alt}"></picture>'
        )

    def _base64(self, format: str, still: str | None = None) -> str:
        return b64encode(self.bytes(format, still)).decode()

    @cached_property
    def _drawn(self) -> dict[tuple[str, str | None], tuple[Bytes, Report]]:
        return {}

    def _file(self, format: str, still: str | int | None = None) -> tuple[Bytes, Report]:
        choose("format", format, FORMATS)
        options = self._options(f".{format}", still)
        key = format, options.still
        if key not in self._drawn:
            command = self._command(options)
            self._drawn[key] = animate_bytes(self.layer, f".{format}", options, command, self.numbers)
        return self._drawn[key]

    def _options(self, suffix: str, still: str | int | None) -> Options:
        if still is None and suffix in VECTORS and suffix not in DRAWN:
            still = WHOLE
        return replace(self.options, still=str(still), plays=None) if still is not None else self.options

    def _command(self, options: Options) -> str:
        return command_line(self.layer, options, number_words(self.given, self.numbers))


def conv(
    input: Size | None = None,
    kernel: Size | None = None,
    padding: Paddings = 0,
    stride: Size = 1,
    dilation: Size = 1,
    *,
    values: bool = False,
    seed: int | None = None,
    input_values: Rows = None,
    kernel_values: Rows = None,
    view: str = "gather",
    stages: bool = False,
    theme: str = "light",
    width: int = 800,
    fps: float = 2.0,
    hold: float = 2.0,
    title: bool = True,
    plays: int | str | None = None,
    every: int = 1,
    rows: str | None = None,
    max_frames: int = FRAMES,
    max_cells: int = CELLS,
    max_taps: int = TAPS,
    max_labels: int = LABELS,
    max_pixels: int = PIXELS,
) -> Animation:
    """A convolution as a picture that moves.

    A size is one number, or (rows, columns). `padding` may also be a name (`same`, `valid`, `half`, `full`), or
    before and after for each axis: ((0, 1), (0, 1)). `values` puts numbers into the cells, made from `seed` or given
    as rows (nested lists, an array, text such as "1 2; 3 4", a kernel's name); sizes that they imply may be left
    out. The rest is how it is drawn: at most `width` px, `fps` steps a second, `hold` seconds on the last one,
    `plays` times (a number, `forever` or `auto`); each `every`-th step, or those of `rows` ("2:4"). The `max_…` are
    limits.

    Raises ConvanimError, a ValueError, for what no framework accepts or nobody could watch.

    >>> conv(5, 3, padding=1, stride=2).layer.output
    (3, 3)
    """
    arguments = dict(locals())
    return _animation("conv", arguments)


def transposed(
    input: Size | None = None,
    kernel: Size | None = None,
    padding: Paddings = 0,
    stride: Size = 1,
    dilation: Size = 1,
    output_padding: Size = 0,
    *,
    values: bool = False,
    seed: int | None = None,
    input_values: Rows = None,
    kernel_values: Rows = None,
    view: str = "gather",
    stages: bool = False,
    theme: str = "light",
    width: int = 800,
    fps: float = 2.0,
    hold: float = 2.0,
    title: bool = True,
    plays: int | str | None = None,
    every: int = 1,
    rows: str | None = None,
    max_frames: int = FRAMES,
    max_cells: int = CELLS,
    max_taps: int = TAPS,
    max_labels: int = LABELS,
    max_pixels: int = PIXELS,
) -> Animation:
    """A transposed convolution as a picture that moves; arguments as those of `conv`.

    >>> transposed(3, 3, padding=1, stride=2)
    convanim.transposed(3, 3, padding=1, stride=2)
    """
    arguments = dict(locals())
    return _animation("transposed", arguments)


def from_module(layer: object, input_size: int | Sequence[int | None], **drawing: Any) -> Animation:
    """The picture of a PyTorch or Keras layer for an input of that size; it is read by its attributes.

    `input_size` is one number, one for each dimension, or the input's whole shape with batch and channels.
    `drawing` are the arguments of `conv` from `values` on. Raises ConvanimError for a layer of another kind.
    """
    from convanim.frameworks.reading import read_module

    read = read_module(layer, plain(input_size))
    for name in drawing:
        choose("argument", name, dict.fromkeys(ARGUMENTS))
    return _animation(read.kind, {**{name: getattr(read, name) for name in PARAMETERS}, **drawing})


def _animation(kind: str, arguments: Mapping[str, Any]) -> Animation:
    """From arguments as a user gave them. Raises ConvanimError for what is wrong with them."""
    sizes = {name: plain(arguments[name]) for name in PARAMETERS if name in arguments}
    others = {name: checked(name, value) for name, value in arguments.items() if name not in PARAMETERS}
    given, options = (
        record(**{field.name: others[field.name] for field in fields(record) if field.name in others})
        for record in (Given, Options)
    )
    assert isinstance(given, Given) and isinstance(options, Options)  # noqa: S101  # for the type checker
    layer, numbers = layer_and_numbers(LAYERS[kind], sizes, given, limits=options.limits)
    with suppress(CellsTooSmallError):  # which still has a plan
        compose(layer, options, numbers)
    return Animation(layer, given, options, numbers)
