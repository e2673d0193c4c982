"""What a picture can be of, by the name of its command: every kind of layer, and views that have a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from convanim.core.late import LateTable, late
from convanim.core.text import with_article
from convanim.encoder.encoders import VECTORS
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import CHANNEL_OPTIONS
from convanim.planner.views import VIEWS
from convanim.recipe.formats import FORMATS
from convanim.recipe.picture_kind import PictureKind

STILL_SUFFIXES = ("", ".png", *VECTORS)
"""Suffixes of files that hold a still where nothing else is asked for."""


CHECKERBOARD_INPUT = "5"
"""Input size of a checkerboard: large enough for an inside."""


def _round_trip(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "view": "roundtrip"}


def _moves(values: Mapping[str, Any]) -> bool:
    """Whether more than one frame is asked for: all, or by a file whose format is for what moves."""
    suffix = Path(values.get("output") or "").suffix.lower() or FORMATS.get(values.get("format") or "", "")
    several = any(values.get(name) for name in ("filmstrip", "frames", "pages"))
    return several or suffix not in STILL_SUFFIXES


def _checkerboard(values: Mapping[str, Any]) -> dict[str, Any]:
    still = values.get("still") or (None if _moves(values) else VIEWS["checkerboard"].page)
    return {**values, "view": "checkerboard", "still": still, "input": values.get("input") or CHECKERBOARD_INPUT}


def _one_dimension(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "dims": 1}


def _layer_kind(kind: type[Layer]) -> PictureKind:
    return PictureKind(
        kind,
        kind.summary,
        f"Animate {with_article(kind.summary)}. A size is one number, or rows x columns.\n\n\b\nExample:\n"
        f"  {kind.example}",
    )


def _flat_kind(name: str, kind: type[Layer]) -> PictureKind:
    return PictureKind(
        kind,
        f"{kind.summary} in one dimension",
        f"Animate {with_article(kind.summary)} in one dimension, as '{name} --1d' does. A size is one number.\n\n"
        f"\b\nExample:\n  convanim {name}1d -i 9 -k 3",
        _one_dimension,
        left_out=("dims",),
    )


def _round_trip_kind() -> PictureKind:
    return PictureKind(
        LAYERS["conv"],
        "convolution, and the transposed one",
        "A convolution, then the transposed one with the same kernel, padding and stride: the size comes back, "
        "the values do not; --deconvolve adds what brings them back, or nearly."
        "\n\n\b\nExample:\n  convanim roundtrip -i 5 -k 3 -p 1 -s 2",
        _round_trip,
        viewed=False,
        left_out=CHANNEL_OPTIONS,
    )


def _checkerboard_kind() -> PictureKind:
    return PictureKind(
        LAYERS["transposed"],
        "count of overlaps",
        "Why transposed convolutions make checkerboards: how many contributions each output cell gets, beside "
        "the nearest kernel that does it otherwise. One page; with -o FILE.gif they fall as bricks, one by one."
        "\n\n\b\nExample:\n  convanim checkerboard -k 3 -s 2",
        _checkerboard,
        viewed=False,
        left_out=CHANNEL_OPTIONS,
        compared=False,
    )


_MAKERS: dict[str, Callable[[], PictureKind]] = {
    **{name: partial(_layer_kind, kind) for name, kind in LAYERS.items()},
    **{f"{name}1d": partial(_flat_kind, name, kind) for name, kind in LAYERS.items()},
    "stack": late("convanim.recipe.several_layers", "stack_kind"),
    "compare": late("convanim.recipe.several_layers", "comparison_kind"),
    "roundtrip": _round_trip_kind,
    "checkerboard": _checkerboard_kind,
    "sheet": late("convanim.recipe.several_layers", "sheet_kind"),
}

PICTURE_KINDS = LateTable(_MAKERS)
"""Every command that draws one picture; a row here is offered, tested and documented."""
