"""The way from a layer's input to its output in stages, each with its size, its words and its number of frames."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import NamedTuple

from convanim.core.text import Pair


class Act(enum.Enum):
    """What is done in a stage."""

    INPUT = "input", "input", "input {}", 0
    INSERT = "insert zeros", "spread", "zeros inserted: {}", 4
    PAD = "pad", "padded", "padded: {}", 3
    CROP = "crop", "cropped", "cropped: {}", 1
    TURN = "turn the kernel", "", "", 5
    SLIDE = "slide", "output", "output {}", 0

    def __init__(self, title: str, panel: str, below: str, moving: int) -> None:
        self.title = title
        """Its name in the plan document."""
        self.panel = panel
        """The name of the panel that shows what is there afterwards; empty where the input stays as it is."""
        self.below = below
        """The words below that panel, with a place for the size."""
        self.moving = moving
        """Frames in which it is seen to happen, before the one that shows what came of it."""


class Stage(NamedTuple):
    """One stage."""

    act: Act
    size: Pair
    """Rows and columns of what is there afterwards."""
    words: str
    """That size in words."""
    sentence: str
    """What happens, the numbers put in."""

    @property
    def frames(self) -> int:
        """How many frames it takes."""
        return self.act.moving + 1

    @property
    def caption(self) -> str:
        """The words below the panel that shows it."""
        return self.act.below.format(self.words)


def seen(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """Those in which something happens: the size becomes another, or the kernel turns; and the slide."""
    kept: list[Stage] = []
    size: Pair | None = None
    for stage in stages:
        if stage.size != size or stage.act in (Act.TURN, Act.SLIDE):
            kept.append(stage)
        size = stage.size
    return tuple(kept)
