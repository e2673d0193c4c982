"""Layers of a stack from the words of their own commands: `conv -k 3 -p 1`, `maxpool -k 2`, `relu`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from convanim.core.errors import ConvanimError, Setting
from convanim.core.suggest import choose
from convanim.core.text import Pair
from convanim.layers.base import Layer
from convanim.layers.elementwise import BETWEEN_LAYERS, Enlarging, NamedOnly, Word, word_layer
from convanim.layers.kinds import LAYERS, meant
from convanim.layers.network import Network
from convanim.layers.parameters import CHANNEL_OPTIONS
from convanim.layers.stack import Stack, StackNumbers, read_place
from convanim.recipe.click_options import click_options
from convanim.recipe.folding import THEN
from convanim.recipe.hints import explained
from convanim.recipe.numbers import (
    Reach,
    input_of,
    kernel_of,
    kernels_of,
    require_reach,
    require_sizes,
    seeded_inputs,
    seeded_kernels,
)
from convanim.recipe.options import OPTIONS, NumberOptions
from convanim.recipe.within_limits import require_sensible
from convanim.recipe.wording import command_line_wording

if TYPE_CHECKING:
    from convanim.core.limits import Limits
    from convanim.recipe.numbers import Filters
    from convanim.values.exact import Matrix

MOST_DRAWN_LAYERS, MOST_LAYERS = 100, 1000
"""What is drawn of a stack, and layers of it with all repeats: more are not told apart."""

TIMES = re.compile(r"([1-9]\d{0,2})x", re.ASCII)
"""Before them: how many times."""


class LayerPart(NamedTuple):
    """One layer of a stack as it was asked for: its words, and what they say of it."""

    words: tuple[str, ...]
    kind: type[Layer] | None = None
    """None for a word between layers."""
    values: Mapping[str, Any] = {}

    @property
    def said(self) -> str:
        """Its words as they are typed."""
        return shlex.join(self.words)

    @property
    def kernel_values(self) -> str | None:
        """The numbers of its kernel, where they are given."""
        return self.values.get("kernel_values")

    def layer(self, input: Pair, dims: int, planes: int | None, reach: Reach) -> Layer:
        """The layer, for so many planes of that size (rows, columns); None where it may say how many it takes.

        Raises ConvanimError.
        """
        if self.kind is None:
            return word_layer(self.words, input, dims, 1 if planes is None else planes)
        size = input if dims == 2 else input[1]
        sizes = {name: value for name, value in self.values.items() if name != "kernel_values" and value is not None}
        if planes is not None and sizes.setdefault("in_channels", planes) != planes:
            sentence = Setting("in_channels", sizes["in_channels"]), f": what comes before it makes {planes} planes"
            raise ConvanimError(*sentence, way=("leave out ", Setting("in_channels")))
        if self.kernel_values:
            known = {**sizes, "dims": dims}
            kernel_of(self.kind, self.kernel_values, known, reach)
            sizes |= {name: known[name] for name in ("kernel", *CHANNEL_OPTIONS) if name in known}
        require_sizes({**sizes, "input": size}, self.kind)
        return self.kind.of(**sizes, input=size, dims=dims)


class BlockPart(NamedTuple):
    """What is drawn as one: layers after each other, so many times."""

    times: int
    parts: tuple[LayerPart, ...]

    @property
    def said(self) -> str:
        """Its words as they are typed."""
        return f"{self.times}x " * (self.times > 1) + f" {THEN} ".join(part.said for part in self.parts)


def read_block(text: str) -> BlockPart:
    """What the words of a block say: `3x conv -k 3 then relu`. Raises ConvanimError for what they cannot say."""
    try:
        words = shlex.split(text)
    except ValueError:
        raise ConvanimError("a quote is not closed", way="close it") from None
    times = TIMES.fullmatch(words[0]) if words else None
    parts: list[list[str]] = [[]]
    for word in words[1 if times else 0 :]:
        if word == THEN:
            parts.append([])
        else:
            parts[-1].append(word)
    return BlockPart(int(times[1]) if times else 1, tuple(_read_part(tuple(part)) for part in parts))


def _read_part(words: tuple[str, ...]) -> LayerPart:
    """What the words of a layer say. Raises ConvanimError for what they cannot say."""
    if not words:
        raise ConvanimError("there are no words", way="use a layer, as in 'conv -k 3'")
    name = meant(words[0])
    if choose("layer", name, {**dict.fromkeys(LAYERS, True), **dict.fromkeys(BETWEEN_LAYERS, False)}) is False:
        return LayerPart(words)
    kind = LAYERS[name]
    options = [one for one in kind.options if one != "dims"]
    names = [*kind.parameters, *options, "kernel_values"]
    rows = [OPTIONS[one] for one in names if one not in kind.lacks()]
    command = click.Command(name, params=click_options(rows))
    try:
        context = command.make_context(name, list(words[1:]), help_option_names=[])
    except click.ClickException as error:
        raise ConvanimError(explained(error)) from error
    values = dict(context.params)
    if values.pop("input") is not None:
        raise ConvanimError("its input is what comes before it", way="leave out -i, and give it for the whole stack")
    return LayerPart(words, kind, values)


def stack_and_numbers(
    asked: Mapping[str, Any], given: NumberOptions, limits: Limits, reach: Reach
) -> tuple[Stack, StackNumbers | None]:
    """The stack that was asked for; and its numbers, missing ones made from the seed. Raises ConvanimError."""
    texts, dims = asked.get("layers") or (), asked.get("dims", 2)
    if not texts:
        raise ConvanimError("a stack has no layers", way="name one or more, each in quotes, as in 'conv -k 3'")
    if len(texts) > MOST_DRAWN_LAYERS:
        raise ConvanimError(f"a stack of {len(texts)} layers", way=f"use at most {MOST_DRAWN_LAYERS}")
    blocks = [_said_of(number, text, read_block, text) for number, text in enumerate(texts, 1)]
    numbered_parts = [
        (n, part) for n, block in enumerate(blocks, 1) for _ in range(block.times) for part in block.parts
    ]
    if len(numbered_parts) > MOST_LAYERS:
        count = len(numbered_parts)
        raise ConvanimError(f"a stack of {count:,} layers with all repeats", way=f"use at most {MOST_LAYERS:,}")
    own = reach._replace(stdin=False)  # the input may come from there, and no kernel beside it
    for one in (given, *(NumberOptions(kernel_values=part.kernel_values) for _, part in numbered_parts)):
        require_reach(one, reach)
    numbered = given.wanted(False) or any(part.kernel_values for _, part in numbered_parts)
    known = {name: asked[name] for name in ("input", "dims", "in_channels") if name in asked}
    inputs = input_of(given, known, reach) if numbered else None
    require_sizes({"kernel": 1, **known})
    size = _pair(known["input"], dims)
    planes = known.get("in_channels", _first_planes(numbered_parts))
    layers: list[Layer] = []
    for number, part in numbered_parts:
        layers.append(_said_of(number, part.said, part.layer, size, dims, planes, own))
        size, planes = layers[-1].output, layers[-1].channels.outputs
    network = Network(tuple(layers))
    at = read_place(asked["at"], dims) if asked.get("at") is not None else network.middle
    folded = any(len(block.parts) * block.times > 1 for block in blocks)
    counted = tuple((len(block.parts) * block.times, block.times) for block in blocks) if folded else ()
    stack = Stack(network, tuple(block.said for block in blocks), at, bool(asked.get("effective")), counted)
    if not numbered:
        return stack, None
    parts = [part for _, part in numbered_parts]
    _require_numbered(stack, parts)
    require_sensible(stack, limits, numbers=True)
    return stack, _numbers(layers, parts, inputs, given.seed or 0, own)


def _first_planes(parts: Sequence[tuple[int, LayerPart]]) -> int | None:
    """How many planes come in, if the first layer that can say so does."""
    return next((part.values["in_channels"] for _, part in parts if "in_channels" in part.values), None)


def _require_numbered(stack: Stack, parts: Sequence[LayerPart]) -> None:
    """Refuse numbers where they are not known, or not drawn."""
    if stack.plural and stack.counted:
        raise ConvanimError(
            f"the numbers of several planes are for layers with a panel each, without '{THEN}' and '2x'",
            way="name each layer in quotes of its own, or leave the numbers out",
        )
    for part, layer in zip(parts, stack.network.layers, strict=True):
        if isinstance(layer, NamedOnly):
            raise ConvanimError(
                f"'{part.said}' does nothing that is known to numbers", way="leave it or the numbers out"
            )
        if isinstance(layer, Enlarging) and layer.said.startswith("pixelshuffle") and layer.channels.single:
            each = layer.enlarged[0] * layer.enlarged[1]
            raise ConvanimError(
                f"'{part.said}' makes one plane of {each}, and there is one", way=f"make {each} planes before it"
            )


def _pair(value: Any, dims: int) -> Pair:
    from convanim.layers.parameters import PARAMETERS, read_axes

    rows, columns = read_axes("input", value, dims)
    Layer._check_least(PARAMETERS["input"], (rows, columns), "")
    return rows, columns


def _numbers(
    layers: Sequence[Layer], parts: Sequence[LayerPart], x: tuple[Matrix, ...] | None, seed: int, reach: Reach
) -> StackNumbers:
    """The numbers of each layer, each kernel with a seed of its own where it is not given."""
    from convanim.layers.compute import planes_of

    value: Any = x or seeded_inputs(layers[0], seed)
    made = []
    for number, (layer, part) in enumerate(zip(layers, parts, strict=True), 1):
        kernels = _said_of(number, part.said, _kernels_of, layer, part, reach)
        made.append(planes_of(layer, value, kernels or seeded_kernels(layer, seed + number - 1)))
        value = made[-1].output
    return StackNumbers(tuple(made))


def _kernels_of(layer: Layer, part: LayerPart, reach: Reach) -> Filters | None:
    """The kernels that a layer's words give, or that a word has; None where they are made."""
    if isinstance(layer, Word):
        reads = map(layer.channels.reads, range(layer.channels.outputs))
        return tuple(tuple(map(layer.fixed_kernel, sources)) for sources in reads)
    if not part.kernel_values or part.kind is None:
        return None
    asked = layer.asked()
    known = {name: asked[name] for name in ("kernel", "stride", "dims", *CHANNEL_OPTIONS) if name in asked}
    return kernels_of(layer, kernel_of(part.kind, part.kernel_values, known, reach))


def _said_of(number: int, text: str, make: Any, *arguments: Any) -> Any:
    """What is made of a layer; a refusal says which layer, in the words in which layers of a stack are asked for."""
    try:
        return make(*arguments)
    except ConvanimError as error:
        raise ConvanimError(f"layer {number}, '{text}': {error.worded(command_line_wording)}") from error
