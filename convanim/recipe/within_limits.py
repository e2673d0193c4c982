"""Whether a layer and a canvas stay within the limits, decided in closed form before anything is allocated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from convanim.core.errors import ByPlace, ConvanimError, Setting, Words
from convanim.core.limits import DEFAULTS, LIMITS, LONGEST_SIDE, Limits
from convanim.layers.subject import Subject

IN_WORDS = ByPlace(" without --json", " on the command line", " on the command line")


def within_file(values: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """The values of a request in a file: it may lower the limits it is run with, and never raise them.

    Raises ConvanimError.
    """
    own: dict[str, int] = {}
    for name, limit in LIMITS.items():
        asked = values.get(limit.key, limit.value)
        if asked > max(limit.value, limits[name]):
            raise ConvanimError(
                Setting(limit.key, asked),
                f" is more than the {limit.value:,} that a file may ask for",
                way=f"leave it out, and run the command with {limit.option} {asked} if you trust the file",
            )
        own[limit.key] = limits[name] if asked >= limit.value else min(asked, limits[name])
    return {**values, **own}


def _at_most(name: str, limits: Limits) -> tuple[Words, ...]:
    """The most there may be, and the option that says so: in a file it is that of the command line."""
    limit = LIMITS[name]
    return (f" (at most {limits[name]:,}: ", ByPlace(limit.option, limit.key, limit.option), ")")


def require_sensible(
    subject: Subject, limits: Limits = DEFAULTS, *, frames: int = 0, every: int | None = None, numbers: bool = False
) -> None:
    """Refuse a layer with more steps or cells than anyone can watch, or more `numbers` than fit.

    `frames` is how many would be drawn, `every` the N of --every with which there are few enough.
    Raises ConvanimError with the numbers and ways out.
    """
    amounts = subject.amounts
    wanted = {
        "frames": frames,
        "cells": amounts.cells,
        "taps": amounts.numbered_taps if numbers else amounts.taps,
        "labels": amounts.labels * numbers,
    }
    over = {name: amount for name, amount in wanted.items() if amount > limits[name]}
    if not over:
        return
    told: list[Words] = []
    for name, amount in over.items():
        told += [f"{', ' * bool(told)}{amount:,} {LIMITS[name].unit}", *_at_most(name, limits)]
    first: tuple[Words, ...] = (Setting("every", every), ", ") if list(over) == ["frames"] and every else ()
    raise ConvanimError(
        f"{subject.sizes} takes ", *told,
        way=("use ", *first, "a smaller layer, or 'convanim plan'", IN_WORDS, " for the numbers"),
    )  # fmt: skip


def require_planned(frames: int, cells: int, limits: Limits) -> None:
    """Refuse to go through more frames of so many cells than is sensible, drawn or not. Raises ConvanimError."""
    if frames * cells > limits["work"]:
        raise ConvanimError(
            f"{frames:,} frames of {cells:,} cells are {frames * cells:,} to plan",
            *_at_most("work", limits),
            way="use a smaller layer",
        )


def require_work(frames: int, pixels: int, limits: Limits, every_with: Callable[[int], int | None]) -> None:
    """Refuse to draw more pixels in all frames than is sensible.

    `every_with` gives the N of --every with which frames are at most so many. Raises ConvanimError with ways out.
    """
    if frames * pixels > limits["work"]:
        every = every_with(limits["work"] // pixels)
        enough: tuple[Words, ...] = (Setting("every", every), ", or ") if every else ()
        raise ConvanimError(
            f"{frames:,} frames of {pixels:,} pixels are {frames * pixels:,}",
            *_at_most("work", limits),
            way=("use ", *enough, "a smaller ", Setting("width")),
        )


def require_canvas(width: int, height: int, limits: Limits) -> None:
    """Refuse a picture of more px than are allowed, or that no file can hold. Raises ConvanimError."""
    if width * height > limits["pixels"]:
        raise ConvanimError(
            f"{width}×{height} = {width * height:,} px",
            *_at_most("pixels", limits),
            way=("use a smaller ", Setting("width"), ", or a smaller layer"),
        )
    if max(width, height) > LONGEST_SIDE:
        raise ConvanimError(
            f"{width}×{height} px: a side has at most {LONGEST_SIDE:,} px",
            way=("use a smaller ", Setting("width"), " or a smaller layer"),
        )
