"""The way from a layer's input to its output in stages, each with its size, its words and its number of frames."""

from __future__ import annotations

import enum
from typing import NamedTuple

from convanim.core.text import Pair, size_words

READING_BEATS = 3.0
"""A stage is held longer than a step: there is a sentence to read."""


class Act(enum.Enum):
    """What is done in a stage."""

    INPUT = "input", "input", "input {}"
    INSERT = "insert zeros", "spread", "zeros inserted: {}"
    PAD = "pad", "padded", "padded: {}"
    CROP = "crop", "padded", "cropped: {}"
    SLIDE = "slide", "output", "output {}"

    def __init__(self, title: str, panel: str, below: str) -> None:
        self.title = title
        """Its name in the plan document."""
        self.panel = panel
        """The name of the panel that shows what is there afterwards."""
        self.below = below
        """The words below that panel, with a place for the size."""


class Stage(NamedTuple):
    """One stage. Stages of one number are counted as one."""

    act: Act
    size: Pair
    """Rows and columns of what is there afterwards."""
    number: int
    sentence: str
    """What happens, the numbers put in."""
    frames: int = 1
    """How many frames it takes: zeros are inserted one at a time between neighbours."""

    @property
    def beats(self) -> tuple[float, ...]:
        """How long each of its frames is held, the last one to be read."""
        return (*(1.0,) * (self.frames - 1), READING_BEATS)

    @property
    def caption(self) -> str:
        """The words below the panel that shows it."""
        return self.act.below.format(size_words(self.size))
