"""How much is sensible, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from convanim.core.errors import ConvanimError, Setting


class Limit(NamedTuple):
    """How much of something there may be, and the option that allows another amount."""

    name: str
    value: int
    unit: str
    help: str

    @property
    def key(self) -> str:
        """Its name among the options of a picture."""
        return f"max_{self.name}"

    @property
    def option(self) -> str:
        """The option of the command line."""
        return f"--max-{self.name}"


FRAMES, CELLS, TAPS, LABELS, PIXELS, WORK = 5_000, 250_000, 2_000_000, 20_000, 20_000_000, 10_000_000_000


LIMITS = {
    limit.name: limit
    for limit in (
        Limit("frames", FRAMES, "frames", "frames of one picture: 8 minutes at ten a second"),
        Limit("cells", CELLS, "cells", "cells of one panel, 500×500: more cannot be told apart"),
        Limit("taps", TAPS, "taps", "weights that all steps read together: 30 MB of a plan document"),
        Limit("labels", LABELS, "numbers", "numbers in cells: those of the input, the kernel and the output"),
        Limit("pixels", PIXELS, "pixels", "width × height of one frame"),
        Limit("work", WORK, "pixels of all frames", "frames × pixels, or × cells where more of them are planned"),
    )
}
"""Every limit by its name; a row here is an option, a line of `convanim limits`, and tested."""


Limits = Mapping[str, int]
"""How much of what there may be, by the names of `LIMITS`."""


DEFAULTS: Limits = {name: limit.value for name, limit in LIMITS.items()}


LONGEST_SIDE = 65_535
"""Px of the widest and tallest picture that a GIF can hold."""


DRAWN_BYTES = 4_000_000
"""Most that a file drawn from shapes may take: a browser builds all of it at once."""


ANIMATED_STEPS = 1_200
"""Steps of an animated SVG: a browser keeps time for each. 25 take 7 % of a core, 600 nearly all of it."""


WHOLE = "whole"
"""The still that says it all: the stages side by side, or the last frame."""


STEP_MS = 10
"""GIF's unit of time."""


BEAT_MS = 500
"""How long a step is shown that is neither one of the first, which are slow, nor one of too many."""


SHORTEST_MS, LONGEST_MS = 20, 655_350
"""Browsers show a GIF's delay of 10 ms or less as 100 ms; its field holds 16 bits of 10 ms."""


MOST_PLAYS = 65_535
"""GIF and WebP count in 16 bits."""


def require_limits(limits: Limits) -> None:
    """Refuse a limit that lets nothing through. Raises ConvanimError."""
    for name, value in limits.items():
        if value < 1:
            raise ConvanimError(Setting(LIMITS[name].key, value), " lets nothing through", way="use 1 or more")
