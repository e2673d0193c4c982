"""Values that an option cannot have, whatever else was asked for. Each raises ConvanimError."""

from __future__ import annotations

from unicodedata import combining

from convanim.core.errors import ConvanimError, Setting
from convanim.core.limits import LONGEST_MS, MOST_PLAYS, SHORTEST_MS
from convanim.core.suggest import choose
from convanim.core.toml_file import is_file
from convanim.language.known import language_named
from convanim.layers.parameters import MOST_SIDES
from convanim.layout.metrics import is_drawable, is_known
from convanim.planner.views import VIEWS
from convanim.recipe.formats import FORMATS
from convanim.values.images import GREY, RGB, WHITES

FOREVER, AUTO = "forever", "auto"


def require_view(name: str) -> None:
    """A view that there is."""
    choose(Setting("view"), name, VIEWS)


NUMBERED, SHADED, BOTH, PLAIN = "numbers", "shades", "both", "plain"

SHOWN = (NUMBERED, SHADED, BOTH, PLAIN)
"""What cells can show of their values."""


def require_cells(name: str | None) -> None:
    """What cells can show."""
    if name is not None:
        choose(Setting("cells"), name, dict.fromkeys(SHOWN))


def require_language(name: str | None) -> None:
    """A language that is there, or one of a file that can be drawn."""
    language = language_named(name)
    for key, forms in language.sentences.items() if is_file(name) else ():
        strange = next((sign for sign in "".join(forms.values()) if not is_known(sign)), "")
        if strange:
            shown = strange if strange.isprintable() and not combining(strange) else f"U+{ord(strange):04X}"
            problem = f"{name}: {key} has {shown}, which cannot be drawn"
            raise ConvanimError(problem, way="use Latin, Greek, Cyrillic or East Asian letters, digits and signs")


def require_levels(levels: int | None) -> None:
    """A white that pictures can have."""
    if levels is not None and levels not in WHITES:
        raise ConvanimError(Setting("levels", levels), " is not 1 or 255", way=("use ", Setting("levels", WHITES[1])))


def require_jobs(jobs: int | None) -> None:
    """As many pictures drawn at once as there can be."""
    if jobs is not None and jobs < 1:
        raise ConvanimError(Setting("jobs", jobs), " draws nothing", way=("use ", Setting("jobs", 1), " or more"))


def require_channels(name: str | None) -> None:
    """Planes that a picture can have."""
    if name is not None:
        choose(Setting("channels"), name, dict.fromkeys((GREY, RGB)))


def require_drawn(count: int | None) -> None:
    """As many settings beside each other as one picture shows."""
    if count is not None and not 1 <= count <= MOST_SIDES:
        raise ConvanimError(
            Setting("draw", count), f": 1 to {MOST_SIDES} layers stand beside each other",
            way=("use ", Setting("draw", MOST_SIDES)),
        )  # fmt: skip


def require_format(name: str | None) -> None:
    """A format that there is."""
    if name is not None:
        choose(Setting("format"), name, FORMATS)


def require_fps(fps: float | None) -> None:
    """Steps a second that files and browsers can show."""
    if fps is None:
        return
    slowest, fastest = 1000 / LONGEST_MS, 1000 / SHORTEST_MS
    if not slowest <= fps <= fastest:
        rest = f" from {slowest:.3f} to {fastest:g} (browsers slow down what is faster)"
        raise ConvanimError(Setting("fps", fps), " is out of range", way=("use ", Setting("fps"), rest))


def require_hold(hold: float) -> None:
    """Seconds that a file can hold a frame for."""
    if not 0 <= hold <= LONGEST_MS / 1000:
        rest = f" from 0 to {LONGEST_MS // 1000} seconds"
        raise ConvanimError(Setting("hold", hold), " is out of range", way=("use ", Setting("hold"), rest))


def require_plays(plays: str | None) -> None:
    """`forever`, `auto`, or how often."""
    if plays in (None, FOREVER, AUTO):
        return
    assert plays is not None  # noqa: S101  # for the type checker
    counted = plays.isascii() and plays.isdecimal() and len(plays) < 9
    if not (counted and 1 <= int(plays) <= MOST_PLAYS):
        raise ConvanimError(
            Setting("plays"), f" '{plays}' is not known", way=f"use forever, auto or 1 to {MOST_PLAYS}"
        )


MOST_TITLE = 120
"""Characters of a title."""


def require_title(title: str | None) -> None:
    """A title that can be drawn."""
    if title is None:
        return
    if not title.strip():
        raise ConvanimError(Setting("title"), " is empty", way=("use words, or ", Setting("no_title", True)))
    strange = next((sign for sign in title if not (sign.isprintable() and is_drawable(sign))), "")
    if strange:
        shown = strange if strange.isprintable() and not combining(strange) else f"U+{ord(strange):04X}"
        way = "use Latin, Greek or Cyrillic letters, digits and signs"
        raise ConvanimError(Setting("title"), f" has {shown}, which cannot be drawn", way=way)
    if len(title) > MOST_TITLE:
        raise ConvanimError(
            Setting("title"), f" has {len(title):,} characters", way=f"use at most {MOST_TITLE} of them"
        )
