"""The one table of options: a field of a record here is an option everywhere.

The command line, Python's signatures, the keys of TOML and the help are read from these rows: the name and the
default are the field's, the type is its annotation, and `row` says the rest. `OPTIONS` lists those of pictures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from convanim.core.errors import ConvanimError, Setting
from convanim.core.limits import LIMITS, WHOLE, Limits, require_limits
from convanim.encoder.encoders import VECTORS
from convanim.language.known import ENGLISH, LANGUAGES
from convanim.layout.page import require_width
from convanim.layout.paper_sizes import PAPERS, require_paper
from convanim.planner.views import VIEWS
from convanim.recipe.checks import (
    SHOWN,
    require_cells,
    require_channels,
    require_format,
    require_fps,
    require_hold,
    require_language,
    require_levels,
    require_plays,
    require_title,
    require_view,
)
from convanim.recipe.formats import FORMATS
from convanim.recipe.option_row import (
    FILE,
    GROUPS,
    LOOK,
    NUMBERS,
    OUTPUT,
    PAGE,
    VIEW,
    Option,
    layer_rows,
    limit_row,
    options_of,
    row,
)
from convanim.scene.film import Pace
from convanim.scene.timeline import Part, read_part
from convanim.style.theme_file import theme_named
from convanim.style.themes import THEMES
from convanim.values.images import GREY, WHITES, Reading
from convanim.values.pictures import BUILT_IN

ROWS = "'1 2; 3 4', a .csv, .tsv or .txt file, or - for stdin"


@dataclass(frozen=True)
class NumberOptions:
    """How the numbers in the cells are asked for; by default there are none."""

    values: bool | None = row(
        None, NUMBERS, "Write numbers into the cells, and the sum of each step.  [default: in pooling alone]",
    )  # fmt: skip
    seed: int | None = row(None, NUMBERS, "Which random numbers, where none are given.  [default: 0]")
    input_values: str | None = row(
        None, NUMBERS, f"Your input: {ROWS}; a picture's file; or a drawn one: {', '.join(BUILT_IN)}.",
        metavar="ROWS|FILE|NAME", annotation="str | Sequence[Any] | Any",
    )  # fmt: skip
    levels: int | None = row(
        None, NUMBERS, "White in a picture: 1, or 255.  [default: 1]", metavar="1|255", check=require_levels,
    )  # fmt: skip
    channels: str | None = row(
        None, NUMBERS, "Planes of a picture: grey, or rgb for red, green and blue.  [default: grey]",
        metavar="grey|rgb", check=require_channels,
    )  # fmt: skip
    kernel_values: str | None = row(
        None, NUMBERS, "Your kernel: rows as for --input-values, or a name such as sobel-x.", metavar="ROWS",
        annotation="str | Sequence[Any] | Any",
    )  # fmt: skip

    def __post_init__(self) -> None:
        require_levels(self.levels)
        require_channels(self.channels)

    @property
    def reading(self) -> Reading:
        """How the pixels of a picture become numbers."""
        return Reading(self.levels or WHITES[0], self.channels or GREY)

    def wanted(self, by_default: bool) -> bool:
        """Whether there are numbers at all: they are asked for, or some are given, or it is a kind that has them."""
        return (
            bool(self.values) or replace(self, values=None) != NumberOptions() or (self.values is None and by_default)
        )


@dataclass(frozen=True)
class Options:
    """How a picture is drawn. Raises ConvanimError for a value that no picture can have.

    The order of the fields is that of a picture's command.
    """

    width: int = row(
        800, LOOK, "The picture's width in pixels, at most.", check=require_width,
    )  # fmt: skip
    theme: str = row(
        "light", LOOK, f"Colours: {', '.join(THEMES)}, or a .toml file.", check=theme_named,
    )  # fmt: skip
    fps: float | None = row(
        None, LOOK, "Steps a second, all alike.  [default: 1 at first, then 2, and up to 10 where they are many]",
        check=require_fps,
    )  # fmt: skip
    hold: float = row(2.0, LOOK, "Seconds to stay on the last frame.", check=require_hold)
    title: str | None = row(
        None, LOOK, "Your own title.  [default: the layer's name]", metavar="TEXT", check=require_title,
    )  # fmt: skip
    no_title: bool = row(False, LOOK, "No title and nothing below it.")
    lang: str | None = row(
        None, LOOK,
        f"The language of a picture's words: {', '.join(LANGUAGES)}, or a .toml file; see 'convanim languages'. What "
        f"the program itself says, and code, stay English.  [default: {ENGLISH}]",
        check=require_language,
    )  # fmt: skip
    no_legend: bool = row(False, LOOK, "No legend.")
    no_caption: bool = row(False, LOOK, "No sentence about each step.")
    formula: bool = row(False, LOOK, "Add the formula, the procedure, and the layer in PyTorch, Keras and JAX.")
    view: str = row(
        "gather", VIEW, f"What to show: {', '.join(name for name, one in VIEWS.items() if one.kinds)}.",
        check=require_view,
    )  # fmt: skip
    cells: str | None = row(
        None, VIEW, f"What cells show: {', '.join(SHOWN)}.  [default: numbers where they can be read, else shades]",
        metavar="NAME", check=require_cells,
    )  # fmt: skip
    stages: bool = row(False, VIEW, "Show first how zeros are inserted and the input is padded.")
    deconvolve: bool = row(
        False, VIEW, "Of a round trip: add what a true deconvolution gives back, by least squares.",
    )  # fmt: skip
    still: str | None = row(
        None, VIEW, f"One picture that does not move, also as {' or '.join(VECTORS)}.",
        metavar="[first|last|N]", bare=WHOLE, annotation="int | str | None",
    )  # fmt: skip
    filmstrip: str | None = row(
        None, VIEW, "Many steps on one page, for print: all, N of them, or those you name.",
        metavar="[all|N|A,B-C]", bare=WHOLE, of_a_file=True,
    )  # fmt: skip
    plays: str | None = row(
        None, LOOK,
        "How often it plays. Some readers cannot bear what moves forever (WCAG 2.2.2); auto stops within 5 s.  "
        "[default: forever]",
        metavar="N|forever|auto", check=require_plays, annotation="int | str | None",
    )  # fmt: skip
    format: str | None = row(
        None, OUTPUT, f"The format, where -o does not say it: {', '.join(FORMATS)}.",
        check=require_format, of_a_file=True,
    )  # fmt: skip
    every: int = row(1, VIEW, "Only every Nth step, and the last.", metavar="N")
    rows: str | None = row(
        None, VIEW, "Only the steps of rows A to B, counted from 0.",
        metavar="A:B",
    )  # fmt: skip
    paper: str = row("a4", LOOK, f"Of a sheet: {', '.join(PAPERS)}.", check=require_paper)
    keep_theme: bool = row(False, LOOK, "Keep the theme of an .svg or .html on devices that are set to dark.")
    max_frames: int = limit_row("frames")
    max_cells: int = limit_row("cells")
    max_taps: int = limit_row("taps")
    max_labels: int = limit_row("labels")
    max_pixels: int = limit_row("pixels")
    max_work: int = limit_row("work")

    def __post_init__(self) -> None:
        for option in options_of(Options):
            if option.check:
                option.check(getattr(self, option.name))
        read_part(self.every, self.rows)
        require_limits(self.limits)
        for more in ("title", "formula"):
            if self.no_title and getattr(self, more):
                gone = Setting("no_title", True), " leaves that out"
                raise ConvanimError(Setting(more), " stands in the heading, and ", *gone, way="use one of them")
        if self.still and self.filmstrip:
            raise ConvanimError(
                Setting("still"), " is one step and ", Setting("filmstrip"), " many", way="use one of them"
            )
        if self.plays and self.single:
            raise ConvanimError(
                Setting("plays", self.plays), ": one picture does not play",
                way=("leave out ", Setting("plays"), " or ", Setting("still" if self.still else "filmstrip")),
            )  # fmt: skip

    @property
    def single(self) -> bool:
        """Whether it is one picture that does not move."""
        return bool(self.still or self.filmstrip)

    @property
    def suffix(self) -> str:
        """That of a file without a name."""
        return FORMATS[self.format] if self.format else ".png" if self.single else ".gif"

    @property
    def part(self) -> Part:
        """The steps that are drawn."""
        return read_part(self.every, self.rows)

    @property
    def pace(self) -> Pace:
        """How fast it is."""
        return Pace(self.fps, self.hold)

    @property
    def limits(self) -> Limits:
        """How much there may be, by the names of `LIMITS`."""
        return {name: getattr(self, limit.key) for name, limit in LIMITS.items()}


@dataclass(frozen=True)
class PageOptions:
    """How a picture is shown on a page."""

    dark_theme: str | None = row(
        None, PAGE, f"The theme on dark pages: {', '.join(THEMES)}.  [default: dark, or --theme]",
        metavar="THEME",
    )  # fmt: skip
    alt: str | None = row(None, PAGE, "The alternative text.  [default: from the arithmetic]", metavar="TEXT")


@dataclass(frozen=True)
class OutputOptions:
    """Where a picture goes and what is said of it; for the command line alone."""

    output: Path | None = row(
        None, OUTPUT,
        f"The file; its suffix is the format: {', '.join(FORMATS.values())}. '-' is stdout.  "
        "[default: named after the numbers]",
        flags=("-o", "--output"), metavar="FILE", type=FILE,
    )  # fmt: skip
    frames: Path | None = row(
        None, OUTPUT, "Write a numbered .png of each step into a folder, for slides.",
        metavar="DIR", type=FILE,
    )  # fmt: skip
    pages: bool = row(False, OUTPUT, "Write a .pdf with a page for each step, for LaTeX's package animate.")
    no_clobber: bool = row(False, OUTPUT, "Never replace a file; exit with code 2.")
    no_comment: bool = row(False, OUTPUT, "Do not write the command into the file.")
    no_cache: bool = row(False, OUTPUT, "Keep no drawn letters for later (see 'convanim cache').")
    as_json: bool = row(False, OUTPUT, "Answer as JSON.", flags=("--json",))
    quiet: bool = row(False, OUTPUT, "Say only what failed.", flags=("-q", "--quiet"))


RECORDS = (NumberOptions, Options, PageOptions, OutputOptions)

OPTIONS: dict[str, Option] = {
    option.name: option
    for option in (*layer_rows(), *(option for record in RECORDS for option in options_of(record)))
}
"""Every option of a picture by its name in Python; a row in a record above is offered, checked and documented."""


def option_named(name: str) -> Option:
    """Any option by its name in Python; those of other commands are loaded when one is asked for."""
    if name in OPTIONS:
        return OPTIONS[name]
    from convanim.recipe.command_options import COMMAND_OPTIONS

    return COMMAND_OPTIONS[name]


BY_USE = (
    "input", "kernel", "padding", "stride", "output_padding", "dilation",
    "values", "kernel_values", "input_values", "seed",
    "view", "stages", "still", "filmstrip", "rows", "every",
    "theme", "title", "width", "fps", "hold", "plays",
    "output", "format", "frames", "pages", "quiet", "as_json",
)  # fmt: skip
"""Options that help shows first in their groups, the most used ones before the others."""


def options_in(groups: tuple[str, ...], leave_out: tuple[str, ...] = ()) -> list[Option]:
    """The options of some groups, as help shows them."""
    found = [option for option in OPTIONS.values() if option.group in groups and option.name not in leave_out]
    return sorted(found, key=lambda option: (GROUPS.index(option.group), _place_by_use(option.name)))


def _place_by_use(name: str) -> int:
    return BY_USE.index(name) if name in BY_USE else len(BY_USE)
