"""Every way of seeing a layer, by name, each loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from convanim.core.errors import ConvanimError, Setting, joined
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.layers.transposed import TransposedConvolution
from convanim.scene.frames import Picture
from convanim.scene.timeline import Course
from convanim.values.exact import Pair

if TYPE_CHECKING:
    from convanim.planner.subject import Subject


def stages_before(layer: Layer) -> int:
    """Frames of the way to the slide."""
    return 3 + max(spreading(layer), 1) if isinstance(layer, TransposedConvolution) else 3


def spreading(layer: Layer) -> int:
    """The most zeros that come between two neighbours of the input."""
    return max(slide.zeros if slide.input > 1 else 0 for slide in layer.axes)


def _gather(subject: Subject) -> Picture:
    from convanim.planner.gather import slide_over

    return slide_over(subject)


def _side_by_side(subject: Subject) -> Picture:
    from convanim.planner.stages import side_by_side

    return side_by_side(subject)


def _scatter(subject: Subject) -> Picture:
    from convanim.planner.scatter import scatter

    return scatter(subject)


def _matrix(subject: Subject) -> Picture:
    from convanim.planner.matrix import as_matrix

    return as_matrix(subject)


def _round_trip(subject: Subject) -> Picture:
    from convanim.planner.roundtrip import round_trip

    return round_trip(subject)


class View(NamedTuple):
    """A way of seeing a layer: what it shows, of which kinds of layer, and what it needs or takes besides."""

    draw: Callable[[Subject], Picture]
    summary: str
    kinds: tuple[str, ...] = tuple(LAYERS)
    needs_numbers: bool = False
    strip: Callable[[Subject], Picture] | None = None
    """Its stages side by side, where it has stages."""
    grids: Callable[[Layer], tuple[Pair, ...]] = lambda layer: (layer.output,)
    """The grids whose cells are a step each, in row order."""
    after: int = 0
    """Frames after the last step."""

    def course(self, layer: Layer, stages: bool = False) -> Course:
        """How its picture of a layer runs, before anything is planned."""
        return Course(stages_before(layer) if stages else 0, self.grids(layer), self.after)


VIEWS = {
    "gather": View(_gather, "the kernel slides over the input", strip=_side_by_side),
    "scatter": View(
        _scatter, "each input cell stamps the kernel onto the output", ("transposed",),
        grids=lambda layer: (layer.input,), after=1,
    ),
    "matrix": View(_matrix, "the layer as a sparse matrix"),
    "roundtrip": View(
        _round_trip, "the convolution, then the transposed one", ("conv",), needs_numbers=True,
        grids=lambda layer: (layer.output, layer.input), after=1,
    ),
}  # fmt: skip
"""Every way of seeing a layer, by name; a row here is offered, tested and documented."""


def views_of(layer: Layer) -> dict[str, View]:
    """The views that a layer has."""
    return {name: view for name, view in VIEWS.items() if layer.kind in view.kinds}


def require_view(layer: Layer, name: str, stages: bool) -> View:
    """The view of that name. Raises ConvanimError, with those there are, where the layer does not have it."""
    view = VIEWS[name]
    if layer.kind not in view.kinds:
        known = ", ".join(views_of(layer))
        way = ("use ", Setting("view"), f" with one of {known}")
        raise ConvanimError(Setting("view", name), f" is not one of a {layer.summary}", way=way)
    if stages and view.strip is None:
        takers = joined((Setting("view", other) for other, row in VIEWS.items() if row.strip), " or ")
        sentence = (Setting("view", name), " has no ", Setting("stages", True))
        raise ConvanimError(*sentence, way=("leave one of them out, or use ", *takers))
    return view
