"""A stack of layers: each is walked through, then what one output cell sees is grown back to the input."""

from __future__ import annotations

from convanim.core.errors import ConvanimError, Setting
from convanim.language.english import in_turn, say, series
from convanim.language.phrase import together
from convanim.layers.channels import DRAWN_PLANES
from convanim.layers.elementwise import NamedOnly
from convanim.layers.stack import Stack
from convanim.planner.alt_text import Seen, about_numbers, an
from convanim.planner.stack_course import coarseness, layer_words, most_side
from convanim.planner.stack_panels import level_words, levels_of, stack_body
from convanim.planner.stack_to_show import StackToShow
from convanim.planner.stack_touched import between_layers
from convanim.planner.stack_walk import PATH_SHADES, StackWalk
from convanim.planner.stack_words import field_sizes
from convanim.scene.nodes import Heading
from convanim.scene.picture import Picture

SHADE_WORDS = ("few", "more", "many", "most")


def walk_through(wanted: StackToShow) -> Picture:
    """A frame for each row or cell that a layer makes; then the field of one output cell, layer by layer back.

    Cells are as large as what they stand for, so that the field runs straight through layers that keep its place.
    """
    stack = wanted.stack
    if wanted.numbers and max(coarseness(stack)) > 1:
        raise ConvanimError("so many cells have no room for values", way=("use ", Setting("input", most_side(stack))))
    captions = [
        max((level_words(stack, level, seen) for seen in ("", size)), key=len)
        for level, size in zip(levels_of(stack), field_sizes(stack), strict=True)
    ]
    return Picture(
        heading=_heading(stack),
        body=stack_body(stack, captions),
        frames=StackWalk(wanted).frames,
        legible=wanted.numbers is not None and wanted.shading is None,
        scales=wanted.scales,
        legend_words={
            role.key: say(f"legend.{word}_paths") for role, word in zip(PATH_SHADES, SHADE_WORDS, strict=True)
        },
        meetings=lambda: tuple(between_layers(wanted)),
    )


def _heading(stack: Stack) -> Heading:
    layers = stack.network.layers
    more = tuple(together(f"{number}: ", series([layer.name, layer.sizes])) for number, layer in enumerate(layers, 1))
    words = in_turn([layer_words(layer) for layer in layers])
    if stack.counted:
        names = ", ".join(dict.fromkeys(layer.name for layer in layers if isinstance(layer, NamedOnly)))
        words = say("stack.not_drawn", names=names) if names else ""
    if _leaves_out(stack):
        words = say("list.semicolon", before=words, last=say("stack.planes_drawn"))
    sees = say("stack.sees", sizes=" ← ".join(field_sizes(stack)[::-1]))
    return Heading(stack.name, stack.sizes, words, (sees,), lambda: more)


def _leaves_out(stack: Stack) -> bool:
    """Whether some planes have no panel."""
    return stack.by_planes and max(stack.plane_counts) > DRAWN_PLANES


def alt(stack: Stack, seen: Seen) -> list[str]:
    """The layers, the sizes, and the field."""
    network = stack.network
    layer = network.layers[0]
    names = in_turn([layer_words(layer) for layer in network.layers])
    source, made = (an(layer.own(size)) for size in (network.input, network.output))
    at = layer.own(stack.at)[0] if layer.flat else stack.at
    planes = [say("alt.stack_planes", counts=" → ".join(map(str, stack.plane_counts)))] * stack.by_planes
    drawn = [say("alt.planes_drawn")] * _leaves_out(stack)
    return [
        say("alt.stack", layers=names, input=source, output=made, at=at, size=field_sizes(stack)[0]),
        *planes,
        *drawn,
        *about_numbers(seen),
    ]
