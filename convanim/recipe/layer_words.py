"""Layers of a stack from the words of their own commands: `conv -k 3 -p 1`, `maxpool -k 2`, `relu`."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from convanim.core.errors import ConvanimError, Setting
from convanim.core.suggest import choose
from convanim.core.text import Pair
from convanim.layers.base import Layer
from convanim.layers.elementwise import BETWEEN_LAYERS, Word, word_layer
from convanim.layers.kinds import LAYERS
from convanim.layers.network import Network
from convanim.layers.parameters import CHANNEL_OPTIONS
from convanim.layers.stack import Stack, StackNumbers, read_place
from convanim.recipe.click_options import click_options
from convanim.recipe.hints import explained
from convanim.recipe.numbers import Reach, input_of, kernel_of, require_reach, require_sizes
from convanim.recipe.options import OPTIONS, NumberOptions
from convanim.recipe.within_limits import require_sensible
from convanim.recipe.wording import command_line_wording

if TYPE_CHECKING:
    from convanim.core.limits import Limits
    from convanim.values.exact import Matrix

MOST_LAYERS = 100
"""Layers of a stack: more are not told apart."""


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

    def layer(self, input: Pair, dims: int, reach: Reach) -> Layer:
        """The layer, for an input of that size (rows, columns). Raises ConvanimError."""
        if self.kind is None:
            return word_layer(self.words, input, dims)
        size = input if dims == 2 else input[1]
        sizes = {name: value for name, value in self.values.items() if name != "kernel_values" and value is not None}
        if self.kernel_values:
            known = {**sizes, "dims": dims}
            kernels = kernel_of(self.kind, self.kernel_values, known, reach) or ()
            _only("kernel_values", tuple(slab for filter in kernels for slab in filter))
            sizes["kernel"] = known["kernel"]  # which the numbers say, where the words do not
        require_sizes({**sizes, "input": size}, self.kind)
        return self.kind.of(**sizes, input=size, dims=dims)


def read_part(text: str) -> LayerPart:
    """What the words of a layer say. Raises ConvanimError for what they cannot say."""
    try:
        words = tuple(shlex.split(text))
    except ValueError:
        raise ConvanimError("a quote is not closed", way="close it") from None
    if not words:
        raise ConvanimError("there are no words", way="use a layer, as in 'conv -k 3'")
    name = words[0]
    if choose("layer", name, {**dict.fromkeys(LAYERS, True), **dict.fromkeys(BETWEEN_LAYERS, False)}) is False:
        return LayerPart(words)
    kind = LAYERS[name]
    options = [one for one in kind.options if one not in ("dims", *CHANNEL_OPTIONS)]
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
    if len(texts) > MOST_LAYERS:
        raise ConvanimError(f"a stack of {len(texts)} layers", way=f"use at most {MOST_LAYERS}")
    parts = [_said_of(number, text, read_part, text) for number, text in enumerate(texts, 1)]
    own = reach._replace(stdin=False)  # the input may come from there, and no kernel beside it
    for one in (given, *(NumberOptions(kernel_values=part.kernel_values) for part in parts)):
        require_reach(one, reach)
    numbered = given.wanted(False) or any(part.kernel_values for part in parts)
    known = {name: asked[name] for name in ("input", "dims") if name in asked}
    inputs = input_of(given, known, reach) if numbered else None
    x = _only("input_values", inputs) if inputs else None
    require_sizes({"kernel": 1, **known})
    size = _pair(known["input"], dims)
    layers: list[Layer] = []
    for number, part in enumerate(parts, 1):
        layers.append(_said_of(number, part.said, part.layer, size, dims, own))
        size = layers[-1].output
    network = Network(tuple(layers))
    at = read_place(asked["at"], dims) if asked.get("at") is not None else network.middle
    stack = Stack(network, tuple(part.said for part in parts), at, bool(asked.get("effective")))
    if not numbered:
        return stack, None
    require_sensible(stack, limits, numbers=True)
    return stack, _numbers(network, parts, x, given.seed or 0, own)


def _only(option: str, planes: tuple[Matrix, ...]) -> Matrix:
    """The plane of numbers that a layer of a stack has. Raises ConvanimError for several."""
    if len(planes) > 1:
        raise ConvanimError(Setting(option), f" has {len(planes)} planes, and a stack has one", way="give one plane")
    return planes[0]


def _pair(value: Any, dims: int) -> Pair:
    from convanim.layers.parameters import PARAMETERS, read_axes

    rows, columns = read_axes("input", value, dims)
    Layer._check_least(PARAMETERS["input"], (rows, columns), "")
    return rows, columns


def _numbers(network: Network, parts: Sequence[LayerPart], x: Matrix | None, seed: int, reach: Reach) -> StackNumbers:
    """The numbers of each layer, each kernel with a seed of its own where it is not given."""
    from convanim.layers.compute import numbers_of
    from convanim.values.seeds import seeded_input, seeded_kernel

    value: Any = x or seeded_input(seed, *network.input)
    made = []
    for number, (layer, part) in enumerate(zip(network.layers, parts, strict=True), 1):
        kernel: Matrix = layer.fixed_kernel if isinstance(layer, Word) else ()
        if part.kernel_values and part.kind:
            sizes = {"kernel": layer.own(layer.kernel), "stride": layer.own(layer.stride), "dims": network.dims}
            ((kernel,),) = _said_of(number, part.said, kernel_of, part.kind, part.kernel_values, sizes, reach)
        kernel = kernel or seeded_kernel(seed + number - 1, *layer.kernel)
        made.append(numbers_of(layer, value, kernel))
        value = made[-1].output
    return StackNumbers(tuple(made))


def _said_of(number: int, text: str, make: Any, *arguments: Any) -> Any:
    """What is made of a layer; a refusal says which layer, in the words in which layers of a stack are asked for."""
    try:
        return make(*arguments)
    except ConvanimError as error:
        raise ConvanimError(f"layer {number}, '{text}': {error.worded(command_line_wording)}") from error
