"""Whether a layer and a canvas stay within the limits, decided in closed form before anything is allocated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from convanim.core.errors import ByPlace, ConvanimError, Setting, Words, joined
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


def _raised(name: str, amount: int) -> ByPlace:
    """The option that allows so much of what is limited: not in a file, which cannot raise a limit."""
    limit = LIMITS[name]
    flag = f"{limit.option} {amount}"
    return ByPlace(flag, f"{limit.key}={amount}", f"{flag} on the command line")


def require_sensible(
    subject: Subject, limits: Limits = DEFAULTS, *, frames: int = 0, every: int | None = None, numbers: bool = False
) -> None:
    """Refuse a layer with more steps or cells than anyone can watch, or more `numbers` than fit.

    `frames` is how many would be drawn, `every` the N of --every with which there are few enough.
    Raises ConvanimError with the numbers and ways out.
    """
    cells, taps, labels = subject.amounts
    wanted = {"frames": frames, "cells": cells, "taps": taps, "labels": labels * numbers}
    over = {name: amount for name, amount in wanted.items() if amount > limits[name]}
    if not over:
        return
    amounts = ", ".join(f"{amount:,} {LIMITS[name].unit} (at most {limits[name]:,})" for name, amount in over.items())
    enough: tuple[Words, ...] = (Setting("every", every), " or ") if "frames" in over and every else ()
    more = joined((_raised(name, amount) for name, amount in over.items()), " and ")
    raise ConvanimError(
        f"{subject.sizes} takes {amounts}",
        way=("use a smaller layer, ", *enough, *more, ", or 'convanim plan'", IN_WORDS, " for the numbers"),
    )


def require_planned(frames: int, cells: int, limits: Limits) -> None:
    """Refuse to go through more frames of so many cells than is sensible, drawn or not. Raises ConvanimError."""
    if frames * cells > limits["work"]:
        raise ConvanimError(
            f"{frames:,} frames of {cells:,} cells are {frames * cells:,} to plan (at most {limits['work']:,})",
            way=("use a smaller layer, or ", _raised("work", frames * cells)),
        )


def require_work(frames: int, pixels: int, limits: Limits, every_with: Callable[[int], int | None]) -> None:
    """Refuse to draw more pixels in all frames than is sensible.

    `every_with` gives the N of --every with which frames are at most so many. Raises ConvanimError with ways out.
    """
    if frames * pixels > limits["work"]:
        every = every_with(limits["work"] // pixels)
        enough: tuple[Words, ...] = (Setting("every", every), ", ") if every else ()
        more = _raised("work", frames * pixels)
        raise ConvanimError(
            f"{frames:,} frames of {pixels:,} pixels are {frames * pixels:,} (at most {limits['work']:,})",
            way=("use ", *enough, "a smaller ", Setting("width"), ", or ", more),
        )


def require_canvas(width: int, height: int, limits: Limits) -> None:
    """Refuse a picture of more px than are allowed, or that no file can hold. Raises ConvanimError."""
    if width * height > limits["pixels"]:
        raise ConvanimError(
            f"{width}×{height} = {width * height:,} px, and {limits['pixels']:,} are the most",
            way=(
                "use a smaller ", Setting("width"), ", a smaller layer, or ",
                _raised("pixels", width * height),
            ),
        )  # fmt: skip
    if max(width, height) > LONGEST_SIDE:
        raise ConvanimError(
            f"{width}×{height} px: a side has at most {LONGEST_SIDE:,} px",
            way=("use a smaller ", Setting("width"), " or a smaller layer"),
        )
