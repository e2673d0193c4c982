"""A stack of layers: each is walked through, then what one output cell sees is grown back to the input."""

from __future__ import annotations

from convanim.core.errors import ConvanimError, Setting
from convanim.layers.channels import DRAWN_PLANES
from convanim.layers.elementwise import NamedOnly
from convanim.layers.stack import Stack
from convanim.planner.alt_text import Seen, about_numbers, an
from convanim.planner.stack_course import coarseness, layer_words
from convanim.planner.stack_panels import captions_of, stack_body
from convanim.planner.stack_to_show import StackToShow
from convanim.planner.stack_walk import PATH_SHADES, StackWalk
from convanim.planner.stack_words import field_sizes
from convanim.scene.nodes import Heading
from convanim.scene.picture import Picture

SHADE_WORDS = ("few paths", "more", "many", "most paths")

LEFT_OUT = "of more than four planes the first three and the last are drawn"


def walk_through(wanted: StackToShow) -> Picture:
    """A frame for each row or cell that a layer makes; then the field of one output cell, layer by layer back.

    Cells are as large as what they stand for, so that the field runs straight through layers that keep its place.
    """
    stack = wanted.stack
    if wanted.numbers and max(coarseness(stack)) > 1:
        raise ConvanimError("so many cells have no room for values", way=("use a smaller ", Setting("input")))
    captions = [
        max((captions_of(stack, number, seen) for seen in ("", size)), key=len)
        for number, size in enumerate(field_sizes(stack))
    ]
    return Picture(
        heading=_heading(stack),
        body=stack_body(stack, captions),
        frames=StackWalk(wanted).frames,
        legible=wanted.numbers is not None and wanted.shading is None,
        scales=wanted.scales,
        legend_words={role.key: words for role, words in zip(PATH_SHADES, SHADE_WORDS, strict=True)},
    )


def _heading(stack: Stack) -> Heading:
    layers = stack.network.layers
    more = tuple(f"{number}: {layer.name}, {layer.sizes}" for number, layer in enumerate(layers, 1))
    names = ", ".join(dict.fromkeys(layer.name for layer in layers if isinstance(layer, NamedOnly)))
    words = (
        ", then ".join(map(layer_words, layers)) if not stack.counted else f"named, not drawn: {names}" * bool(names)
    )
    if _leaves_out(stack):
        words = f"{words}; {LEFT_OUT}"
    sees = f"one output cell sees {' ← '.join(field_sizes(stack)[::-1])}"
    return Heading(stack.name, stack.sizes, words, (sees,), lambda: more)


def _leaves_out(stack: Stack) -> bool:
    """Whether some planes have no panel."""
    return stack.by_planes and max(stack.plane_counts) > DRAWN_PLANES


def alt(stack: Stack, seen: Seen) -> list[str]:
    """The layers, the sizes, and the field."""
    network = stack.network
    layer = network.layers[0]
    names = ", then ".join(map(layer_words, network.layers))
    source, made = (an(layer.own(size)) for size in (network.input, network.output))
    at = layer.own(stack.at)[0] if layer.flat else stack.at
    planes = [f"Planes: {' → '.join(map(str, stack.plane_counts))}."] * stack.by_planes
    drawn = [f"{LEFT_OUT[0].upper()}{LEFT_OUT[1:]}."] * _leaves_out(stack)
    return [
        f"{names} take {source} input to {made} output; output cell {at} sees {field_sizes(stack)[0]} cells of the "
        "input",
        *planes,
        *drawn,
        *about_numbers(seen),
    ]
