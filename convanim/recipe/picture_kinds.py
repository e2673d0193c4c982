"""What a picture can be of, by the name of its command: every kind of layer, and views that have a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from convanim.core.text import with_article
from convanim.encoder.encoders import VECTORS
from convanim.layers.comparison import Comparison
from convanim.layers.elementwise import BETWEEN_LAYERS, WordRow
from convanim.layers.handout import Handout
from convanim.layers.kinds import LAYERS
from convanim.layers.parameters import CHANNEL_OPTIONS, LAYER_OPTIONS, PARAMETERS
from convanim.layers.stack import Stack
from convanim.layers.subject import Subject
from convanim.planner.views import VIEWS
from convanim.recipe.formats import FORMATS

STILL_SUFFIXES = ("", ".png", *VECTORS)
"""Suffixes of files that hold a still where nothing else is asked for."""


CHECKERBOARD_INPUT = "5"
"""Input size of a checkerboard: large enough for an inside."""


class PictureKind(NamedTuple):
    """A kind of picture: what it is of, and what it makes of the options that were given."""

    subject: type[Subject]
    summary: str
    help: str
    values: Callable[[Mapping[str, Any]], dict[str, Any]] = dict
    planned: bool = False
    """Whether it has a plan of its own although its view cannot be chosen."""
    compared: bool = True
    """Whether it may stand in a comparison."""
    spread: bool = False
    """Whether in Python its layers are arguments of their own, and not one list."""
    viewed: bool = True
    """Whether its view can be chosen."""
    on_paper: bool = False
    """Whether it is a sheet of paper."""
    left_out: tuple[str, ...] = ()
    """Options that its name says already."""

    @property
    def options_left_out(self) -> tuple[str, ...]:
        """The options of a layer or a view that it does not have."""
        taken = {*self.subject.parameters, *self.subject.options}
        others = [name for name in (*PARAMETERS, *LAYER_OPTIONS) if name not in taken]
        others += [] if self.on_paper else ["paper"]
        unviewed = () if self.viewed else ("view", "stages", *(() if self.subject.several else CHANNEL_OPTIONS))
        return (*others, *self.subject.lacks(), *self.left_out, *unviewed)


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


def _stack(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "view": Stack.usual_view}


def _compare(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "view": Comparison.usual_view}


def _sheet(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "view": Handout.usual_view, "still": "last"}


def _worded(name: str, row: WordRow) -> str:
    return f"{name} {row.takes}".strip()


def _one_dimension(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "dims": 1}


PICTURE_KINDS = (
    {
        name: PictureKind(
            kind,
            kind.summary,
            f"Animate {with_article(kind.summary)}. A size is one number, or rows x columns.\n\n\b\nExample:\n"
            f"  {kind.example}",
        )
        for name, kind in LAYERS.items()
    }
    | {
        f"{name}1d": PictureKind(
            kind,
            f"{kind.summary} in one dimension",
            f"Animate {with_article(kind.summary)} in one dimension, as '{name} --1d' does. A size is one number.\n\n"
            f"\b\nExample:\n  convanim {name}1d -i 9 -k 3",
            _one_dimension,
            left_out=("dims",),
        )
        for name, kind in LAYERS.items()
    }
    | {
        "stack": PictureKind(
            Stack,
            Stack.summary,
            "Layers one after another, and what one output cell sees of the input. Each LAYER is in quotes, in the "
            "words of its own command; between them may stand "
            f"{', '.join(_worded(*row) for row in BETWEEN_LAYERS.items())}."
            f"\n\n\b\nExample:\n  {Stack.example}",
            _stack,
            planned=True,
            viewed=False,
        ),
        "compare": PictureKind(
            Comparison,
            Comparison.summary,
            "Two to four pictures in one, in step; each LAYER is in quotes, in the words of its own command, with "
            f"its input. What differs in their numbers is bold.\n\n\b\nExample:\n  {Comparison.example}",
            _compare,
            planned=True,
            viewed=False,
            spread=True,
            compared=False,
        ),
        "roundtrip": PictureKind(
            LAYERS["conv"],
            "convolution, and the transposed one",
            "A convolution, then the transposed one with the same kernel, padding and stride: the size comes back, "
            "the values do not; --deconvolve adds what brings them back, or nearly."
            "\n\n\b\nExample:\n  convanim roundtrip -i 5 -k 3 -p 1 -s 2",
            _round_trip,
            viewed=False,
        ),
        "checkerboard": PictureKind(
            LAYERS["transposed"],
            "count of overlaps",
            "Why transposed convolutions make checkerboards: how many contributions each output cell gets, beside "
            "the nearest kernel that does it otherwise. One page; with -o FILE.gif they fall as bricks, one by one."
            "\n\n\b\nExample:\n  convanim checkerboard -k 3 -s 2",
            _checkerboard,
            viewed=False,
            compared=False,
        ),
        "sheet": PictureKind(
            Handout,
            Handout.summary,
            "The handout of a lesson on one page: the convolution and the transposed one with the same numbers, "
            f"their steps, formulas, output sizes, and lines of code.\n\n\b\nExample:\n  {Handout.example}",
            _sheet,
            planned=True,
            viewed=False,
            on_paper=True,
            compared=False,
        ),
    }
)
"""Every command that draws one picture; a row here is offered, tested and documented."""
