"""How a picture is drawn, as it is asked for; each wish is checked when it is made."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.core.errors import ConvanimError, Sentence, Setting
from convanim.core.limits import (
    CELLS,
    FRAMES,
    LABELS,
    LIMITS,
    LONGEST_MS,
    MOST_PLAYS,
    PIXELS,
    SHORTEST_MS,
    TAPS,
    Limits,
    require_most,
)
from convanim.core.suggest import choose
from convanim.layout.place import require_width
from convanim.planner.views import VIEWS
from convanim.recipe.formats import FORMATS
from convanim.scene.timeline import Part, read_part
from convanim.style.theme_file import theme_named

FOREVER, AUTO = "forever", "auto"


@dataclass(frozen=True)
class Options:
    """How a picture is drawn: at most `width` px wide, `fps` steps a second, `hold` seconds on the last one.

    `theme` is the name of one, or the path of a .toml file. Raises ConvanimError for a width, a theme or a format
    that there is not, and a time that a file cannot hold.
    """

    width: int = 800
    theme: str = "light"
    fps: float = 2.0
    hold: float = 2.0
    title: bool = True
    view: str = "gather"
    stages: bool = False
    still: str | None = None
    filmstrip: str | None = None
    plays: str | None = None
    """How often it plays: a number, `forever` or `auto`; for ever if nobody has said."""
    format: str | None = None
    """What is written where there is no suffix to tell."""
    every: int = 1
    rows: str | None = None
    max_frames: int = FRAMES
    max_cells: int = CELLS
    max_taps: int = TAPS
    max_labels: int = LABELS
    max_pixels: int = PIXELS

    def __post_init__(self) -> None:
        theme_named(self.theme)
        choose(Setting("view"), self.view, VIEWS)
        require_width(self.width)
        slowest, fastest = 1000 / LONGEST_MS, 1000 / SHORTEST_MS
        if not slowest <= self.fps <= fastest:
            raise ConvanimError(
                Setting("fps", self.fps),
                " is out of range",
                way=(
                    "use ",
                    Setting("fps"),
                    f" from {slowest:.3f} to {fastest:g} (browsers slow down what is faster)",
                ),
            )
        if not 0 <= self.hold <= LONGEST_MS / 1000:
            raise ConvanimError(
                Setting("hold", self.hold),
                " is out of range",
                way=("use ", Setting("hold"), f" from 0 to {LONGEST_MS // 1000} seconds"),
            )
        read_part(self.every, self.rows)
        require_most(self.limits)

        if self.format is not None:
            choose(Setting("format"), self.format, FORMATS)
        if self.still and self.filmstrip:
            raise ConvanimError(
                Setting("still"), " is one step and ", Setting("filmstrip"), " many", way="use one of them"
            )
        self._require_plays()

    def _require_plays(self) -> None:
        if self.plays is None:
            return
        counted = self.plays.isascii() and self.plays.isdecimal() and len(self.plays) < 9
        if self.plays not in (FOREVER, AUTO) and not (counted and 1 <= int(self.plays) <= MOST_PLAYS):
            way: Sentence = f"use forever, auto or 1 to {MOST_PLAYS}"
            raise ConvanimError(Setting("plays"), f" '{self.plays}' is not known", way=way)
        if self.single:
            asked = Setting("still" if self.still else "filmstrip")
            way = ("leave out ", Setting("plays"), " or ", asked)
            raise ConvanimError(Setting("plays", self.plays), ": one picture does not play", way=way)

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
    def limits(self) -> Limits:
        """The limits, by name."""
        return {name: getattr(self, limit.key) for name, limit in LIMITS.items()}
