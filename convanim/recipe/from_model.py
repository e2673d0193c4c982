"""A whole model as a stack: its spatial layers in words, activations and norms as words between, repeats folded."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from convanim.core.errors import ConvanimError
from convanim.core.text import Pair
from convanim.frameworks.frameworks import THREE_DIMENSIONS, in_three_dimensions, is_layer, read_module
from convanim.frameworks.model import NAMED_WHOLE, PASSED_OVER, SPATIAL_FROM, Passed, passed_through
from convanim.layers.base import Layer
from convanim.layers.elementwise import PLAIN_NAME
from convanim.recipe.command_line import words_of
from convanim.recipe.folding import THEN, folded

ACTIVATIONS = re.compile(
    r"(\w*(ReLU|ELU|SiLU|Swish|Mish|GELU|Sigmoid|Tanh|Softmax|Softplus|GLU|Shrink)\w*|Activation)", re.IGNORECASE
)
"""Classes of what is done to each number alone."""

NORMS = re.compile(r"\w*(Norm|Normalization)(\d[dD])?", re.ASCII)
"""Classes of norms."""

JOINS = re.compile(r"Add|Subtract|Multiply|Average|Maximum|Minimum", re.ASCII)
"""Classes of what joins two branches number by number."""

CHANNELS_JOIN = "Concatenate"
"""The class of what puts the planes of branches together."""

BORDERS = re.compile(r"ZeroPad(ding)?[12][dD]", re.ASCII)
"""Classes of what only adds zeros around."""

KNOWN_WORDS = {"relu": "relu", "sigmoid": "sigmoid"}
"""Those that are words of a stack themselves."""

MOST_UNSEEN = 8
"""Names of what has no picture; of more the first."""


NAMED_BY_KERAS = re.compile(r"(functional|sequential|model)(_\d+)?", re.ASCII)
"""Names that Keras gives models itself."""


class ModelWords(NamedTuple):
    """What a model is drawn as: the input's size and planes, the words of a stack, and what it is called."""

    input: tuple[int, ...]
    planes: int
    layers: tuple[str, ...]
    title: str | None = None


def read_model(model: object, shape: Sequence[int]) -> ModelWords:
    """A model as a stack, for an input of that whole shape with batch and channels. Raises ConvanimError."""
    passed = passed_through(model, shape)
    line = _Line(_last_large(passed))
    for one in passed:
        line.add(one)
    if line.input is None:
        names = ", ".join(dict.fromkeys(type(one.module).__name__ for one in passed))
        raise ConvanimError(f"this model has no layer that can be drawn: it has {names or 'none'}",
                            way="use one with convolutions or pooling")  # fmt: skip
    blocks = [list(block) for block in line.blocks]
    blocks[-1] += [f"named {name}" for name in list(dict.fromkeys(line.unseen))[:MOST_UNSEEN]]
    words = tuple(folded([f" {THEN} ".join(block) for block in blocks], line.sizes))
    return ModelWords(line.input, line.planes, words, _called(model))


def _called(model: object) -> str | None:
    """What a model is called: a Keras model by the name that it was given, others by their class."""
    own = getattr(model, "name", None) if hasattr(model, "compute_output_shape") else None
    if isinstance(own, str) and re.fullmatch(PLAIN_NAME, own, re.ASCII) and not NAMED_BY_KERAS.fullmatch(own):
        return own
    name = type(model).__name__
    return name if re.fullmatch(PLAIN_NAME, name, re.ASCII) else None


class _Line:
    """The main line of a model, as far as its modules say it; what is not on it, or has no picture, is named."""

    def __init__(self, last_large: Passed | None) -> None:
        self._last_large = last_large
        """The last module that reads more than one cell: what is one cell before it is beside the line."""
        self.blocks: list[list[str]] = []
        self.sizes: list[tuple[int, ...]] = []
        """What each of them makes."""
        self.unseen: list[str] = []
        self.input: tuple[int, ...] | None = None
        self.planes = 0
        self._size: tuple[int, ...] = ()
        self._planes = 0
        self._around: tuple[Pair, ...] = ()
        """Zeros that were put around the rows and columns, for the next layer."""
        self._read: set[int] = set()
        self._beside: set[int] = set()
        self._lost = False
        """Whether sizes changed where no module says why: what follows is named alone."""

    def add(self, one: Passed) -> None:
        """The next module that the pass went through. Raises ConvanimError for one of three dimensions."""
        name = type(one.module).__name__
        if one is self._last_large:
            self._last_large = None
        if THREE_DIMENSIONS.search(name) and len(one.input) == SPATIAL_FROM + 2:
            raise in_three_dimensions(name)
        if PASSED_OVER.search(name):
            self._follow(one)
        elif is_layer(one.module):
            self._layer(one)
        elif self._is_beside(one):
            self._follow(one)
        else:
            self._other(one, name)

    def _is_beside(self, one: Passed) -> bool:
        """Whether all that it reads is beside the line."""
        return self._beside.issuperset(one.reads)

    def _follow(self, one: Passed) -> None:
        """What comes of a branch is beside the line, too."""
        if self._is_beside(one):
            self._beside.add(one.makes)

    def _layer(self, one: Passed) -> None:
        """A module that is a layer which has a picture, or two of them."""
        layers = _layers_of(one, self._around)
        sized = _spatial(one.input, one.module)
        squeezed = self._last_large is not None and {*layers[-1].own(layers[-1].output)} == {1} != {*sized}
        beside = squeezed or self._is_beside(one) or not self._read.isdisjoint(one.reads)
        if not squeezed:
            self._read.update(one.reads)
        if beside or self._lost or (self._size and sized != self._size):
            self._lost = self._lost or not beside
            self._beside.add(one.makes)
            for layer in layers:
                kernel = layer.size_of(layer.kernel).replace("×", "x")
                self.unseen.append(f"{'beside-' * beside}{layer.kind}-{kernel}")
            return
        self._around = ()
        for layer in layers:
            self._add_layer(layer, one)
        if word := _fused(one.module):
            self.blocks[-1].append(word)

    def _add_layer(self, layer: Layer, one: Passed) -> None:
        inputs = layer.channels.inputs if layer.reduction.weighted else self._planes or _planes(one.input, one.module)
        if self.input is None:
            self.input, self.planes = layer.own(layer.input), inputs
            self._planes = inputs
        self._join(inputs)
        self._begin(_layer_words(layer), layer.own(layer.output))
        self._planes = layer.channels.outputs if layer.reduction.weighted else inputs

    def _begin(self, words: str, size: tuple[int, ...]) -> None:
        """A block more, that makes such a size."""
        self.blocks.append([words])
        self.sizes.append(size)
        self._size = size

    def _join(self, planes: int) -> None:
        """Where more planes go on than were made, those of another branch come in."""
        if planes > self._planes:
            self._begin(f"join {planes - self._planes}", self._size)
            self._planes = planes

    def _other(self, one: Passed, name: str) -> None:
        """What is done between layers, or has no picture."""
        sizes = [_spatial(shape, one.module) for shape in (one.input, one.output)]
        on_line = bool(self.blocks) and not self._lost and sizes[0] == self._size
        if on_line and (enlarged := _enlarging(name, one.module, *sizes)):
            self._begin(enlarged, sizes[1])
            if enlarged.startswith("pixelshuffle"):
                self._planes //= int(enlarged.split()[1]) ** 2
        elif (on_line or not self.blocks) and BORDERS.fullmatch(name):
            self._around, self._size = _borders(one.module), sizes[1]
        elif on_line and sizes[0] == sizes[1] and name == CHANNELS_JOIN:
            self._join(_planes(one.output, one.module))
        elif on_line and sizes[0] == sizes[1] and not NAMED_WHOLE.search(name):
            word = _said(name, one.module)
            self.blocks[-1].append(KNOWN_WORDS.get(word, f"named {word}"))
            if not _is_word(name):
                self.unseen.append(word)
        elif not _is_word(name):
            self.unseen.append(_said(name, one.module))
            self._lost = self._lost or bool(on_line and sizes[1])


def _last_large(passed: Sequence[Passed]) -> Passed | None:
    """The last module that reads more than one cell of a plane."""
    large = (one for one in reversed(passed) if max(_spatial(one.input, one.module), default=0) > 1)
    return next(large, None)


def _is_word(name: str) -> bool:
    """Whether modules of that class are words between layers."""
    return any(words.fullmatch(name) for words in (ACTIVATIONS, NORMS, JOINS))


def _layers_of(one: Passed, around: tuple[Pair, ...]) -> list[Layer]:
    """The layer that a module is, padded with the zeros that were put around its input; a separable one is two."""
    layer = read_module(one.module, one.input)
    if around:
        rows, columns = ((0, 0), *around)[-2:]
        down, across = layer.padding
        layer = replace(
            layer,
            input=(layer.input[0] - sum(rows), layer.input[1] - sum(columns)),
            padding=((down[0] + rows[0], down[1] + rows[1]), (across[0] + columns[0], across[1] + columns[1])),
            padding_name="",
        )
    if not type(one.module).__name__.startswith("Separable"):
        return [layer]
    planes, filters = _planes(one.input, one.module), _planes(one.output, one.module)
    made = planes * getattr(one.module, "depth_multiplier", 1)
    depthwise = replace(layer, in_channels=planes, out_channels=made, groups=planes)
    sizes = {"in_channels": made, "out_channels": filters, "dims": layer.dims}
    return [depthwise, type(layer).of(layer.own(layer.output), 1, **sizes)]


def _borders(module: object) -> tuple[Pair, ...]:
    """How many zeros a module puts before and after rows and columns: PyTorch counts from the last axis."""
    given: Any = getattr(module, "padding", 0)
    flat = [number for pair in given for number in (pair if isinstance(pair, list | tuple) else [pair])]
    pairs = tuple(zip(flat[::2], flat[1::2], strict=True))
    return pairs[::-1] if _channels_first(module) and not hasattr(module, "compute_output_shape") else pairs


def _fused(module: object) -> str:
    """The word for the activation that a layer has in it; empty for none."""
    activation = getattr(module, "activation", None)
    name = getattr(activation, "__name__", type(activation).__name__).lower()
    return "" if activation is None or name == "linear" else KNOWN_WORDS.get(name, f"named {name}")


def _channels_first(module: object) -> bool:
    """Whether a module counts planes before rows: those of Keras, which say their shapes, usually do not."""
    usual = "channels_last" if hasattr(module, "compute_output_shape") else "channels_first"
    return getattr(module, "data_format", usual) != "channels_last"


def _planes(shape: Sequence[int], module: object) -> int:
    """How many planes a shape has."""
    return shape[1] if _channels_first(module) else shape[-1]


def _spatial(shape: Sequence[int], module: object) -> tuple[int, ...]:
    """The rows and columns of a shape, or its columns; empty where it has none."""
    if len(shape) < SPATIAL_FROM:
        return ()
    return tuple(shape[2:] if _channels_first(module) else shape[1:-1])


def _said(name: str, module: object) -> str:
    """What a module is called, in small letters: an Activation by its function."""
    function = getattr(getattr(module, "activation", None), "__name__", None) if name == "Activation" else None
    return re.sub(r"\d[dD]$", "", function or name).lower()


def _enlarging(name: str, module: object, before: Sequence[int], after: Sequence[int]) -> str:
    """The word for what enlarges without learning; empty for what does not, or in no way that has a word."""
    times = {made // given for given, made in zip(before, after, strict=False)}
    exact = all(made % given == 0 for given, made in zip(before, after, strict=False))
    if len(times) != 1 or not exact or len(before) != len(after):
        return ""
    (factor,) = times
    if name == "PixelShuffle":
        return f"pixelshuffle {factor}"
    if not name.lower().startswith("upsampl"):
        return ""
    way = str(getattr(module, "mode", getattr(module, "interpolation", "nearest")))
    return f"upsample {way} {factor}" if way in ("nearest", "bilinear") and factor > 1 else ""


def _layer_words(layer: Layer) -> str:
    """A layer in the words of its command, without its input and the planes that come in."""
    asked: dict[str, Any] = layer.asked()
    words = [
        word
        for name, value in asked.items()
        if name not in ("input", "in_channels", "dims")
        for word in words_of(name, value)
    ]
    return shlex.join([layer.kind, *words])
