"""The way from a layer's input to its output in stages, each with its size, its words and its number of frames."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import NamedTuple

from convanim.core.text import Pair
from convanim.language.english import say


class Act(enum.Enum):
    """What is done in a stage."""

    INPUT = "input", "input", 0
    INSERT = "insert zeros", "spread", 4
    PAD = "pad", "padded", 3
    CROP = "crop", "cropped", 1
    TURN = "turn the kernel", "", 5
    SLIDE = "slide", "output", 0

    def __init__(self, title: str, panel: str, moving: int) -> None:
        self.title = title
        """Its name in the plan document."""
        self.panel = panel
        """The name of the panel that shows what is there afterwards; empty where the input stays as it is."""
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
        return say(f"panel.{self.act.panel}", size=self.words) if self.act.panel else ""


def seen(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """Those in which something happens: the size becomes another, or the kernel turns; and the slide."""
    kept: list[Stage] = []
    size: Pair | None = None
    for stage in stages:
        if stage.size != size or stage.act in (Act.TURN, Act.SLIDE):
            kept.append(stage)
        size = stage.size
    return tuple(kept)
