"""A whole model as a stack: its spatial layers in words, activations and norms as words between, repeats folded."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import Any, NamedTuple

from convanim.core.errors import ConvanimError
from convanim.frameworks.frameworks import THREE_DIMENSIONS, in_three_dimensions, is_layer, read_module
from convanim.frameworks.model import NAMED_WHOLE, PASSED_OVER, SPATIAL_FROM, Passed, passed_through
from convanim.layers.base import Layer
from convanim.recipe.command_line import words_of
from convanim.recipe.layer_words import THEN

ACTIVATIONS = re.compile(
    r"(\w*(ReLU|ELU|SiLU|Swish|Mish|GELU|Sigmoid|Tanh|Softmax|Softplus|GLU|Shrink)\w*|Activation)", re.IGNORECASE
)
"""Classes of what is done to each number alone."""

NORMS = re.compile(r"\w*(Norm|Normalization)(\d[dD])?", re.ASCII)
"""Classes of norms."""

KNOWN_WORDS = {"relu": "relu", "sigmoid": "sigmoid"}
"""Those that are words of a stack themselves."""

LONGEST_REPEAT = 6
"""Blocks that are repeated together at most."""

MOST_UNSEEN = 8
"""Names of what has no picture; of more the first."""


class ModelWords(NamedTuple):
    """What a model is drawn as: the input's size and planes, and the words of a stack."""

    input: tuple[int, ...]
    planes: int
    layers: tuple[str, ...]


def read_model(model: object, shape: Sequence[int]) -> ModelWords:
    """A model as a stack, for an input of that whole shape with batch and channels. Raises ConvanimError."""
    passed = passed_through(model, shape)
    line = _Line()
    for one in passed:
        line.add(one)
    if line.input is None:
        names = ", ".join(dict.fromkeys(type(one.module).__name__ for one in passed))
        raise ConvanimError(f"this model has no layer that can be drawn: it has {names or 'none'}",
                            way="use one with convolutions or pooling")  # fmt: skip
    blocks = [list(block) for block in line.blocks]
    blocks[-1] += [f"named {name}" for name in list(dict.fromkeys(line.unseen))[:MOST_UNSEEN]]
    return ModelWords(line.input, line.planes, tuple(_folded([f" {THEN} ".join(block) for block in blocks])))


class _Line:
    """The main line of a model, as far as its modules say it; what is not on it, or has no picture, is named."""

    def __init__(self) -> None:
        self.blocks: list[list[str]] = []
        self.unseen: list[str] = []
        self.input: tuple[int, ...] | None = None
        self.planes = 0
        self._size: tuple[int, ...] = ()
        self._planes = 0
        self._read: set[int] = set()
        self._beside: set[int] = set()
        self._lost = False
        """Whether sizes changed where no module says why: what follows is named alone."""

    def add(self, one: Passed) -> None:
        """The next module that the pass went through. Raises ConvanimError for one of three dimensions."""
        name = type(one.module).__name__
        if THREE_DIMENSIONS.search(name) and len(one.input) == SPATIAL_FROM + 2:
            raise in_three_dimensions(name)
        if PASSED_OVER.search(name):
            self._follow(one)
        elif is_layer(one.module):
            self._layer(one, name)
        elif one.reads in self._beside:
            self._follow(one)
        else:
            self._other(one, name)

    def _follow(self, one: Passed) -> None:
        """What comes of a branch is beside the line, too."""
        if one.reads in self._beside:
            self._beside.add(one.makes)

    def _layer(self, one: Passed, name: str) -> None:
        """A layer that has a picture."""
        layer = read_module(one.module, one.input)
        beside = one.reads in self._beside or one.reads in self._read
        self._read.add(one.reads)
        inputs = layer.channels.inputs if layer.reduction.weighted else self._planes or _planes(one)
        if beside or self._lost or (self._size and layer.own(layer.input) != self._size):
            self._lost = self._lost or not beside
            self._beside.add(one.makes)
            self.unseen.append(f"{'beside-' * beside}{layer.kind}-{layer.size_of(layer.kernel).replace('×', 'x')}")
            return
        if self.input is None:
            self.input, self.planes = layer.own(layer.input), inputs
            self._planes = inputs
        text = _layer_words(layer)
        if inputs > self._planes:
            self.blocks.append([f"join {inputs - self._planes}"])
        self.blocks.append([text])
        self._size, self._planes = (
            layer.own(layer.output),
            layer.channels.outputs if layer.reduction.weighted else inputs,
        )

    def _other(self, one: Passed, name: str) -> None:
        """What is done between layers, or has no picture."""
        sizes = [_spatial(shape, one.module) for shape in (one.input, one.output)]
        on_line = self._size and not self._lost and sizes[0] == self._size
        if on_line and (enlarged := _enlarging(name, one.module, *sizes)):
            self.blocks.append([enlarged])
            self._size = sizes[1]
            if enlarged.startswith("pixelshuffle"):
                self._planes //= int(enlarged.split()[1]) ** 2
        elif on_line and sizes[0] == sizes[1] and not NAMED_WHOLE.search(name):
            known = ACTIVATIONS.fullmatch(name) or NORMS.fullmatch(name)
            word = _said(name, one.module)
            self.blocks[-1].append(KNOWN_WORDS.get(word, f"named {word}"))
            if not known:
                self.unseen.append(word)
        elif not (ACTIVATIONS.fullmatch(name) or NORMS.fullmatch(name)):
            self.unseen.append(_said(name, one.module))
            self._lost = self._lost or bool(on_line and sizes[1])


def _channels_first(module: object) -> bool:
    """Whether a module counts planes before rows: those of Keras, which say their shapes, usually do not."""
    usual = "channels_last" if hasattr(module, "compute_output_shape") else "channels_first"
    return getattr(module, "data_format", usual) != "channels_last"


def _planes(one: Passed) -> int:
    """How many planes came in."""
    return one.input[1] if _channels_first(one.module) else one.input[-1]


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


def _folded(texts: Sequence[str]) -> list[str]:
    """The same with repeats said once, with how many times: of one block, or of several after each other."""
    found: list[str] = []
    start = 0
    while start < len(texts):
        length, times = max(
            ((length, _times(texts, start, length)) for length in range(1, LONGEST_REPEAT + 1)),
            key=lambda one: (one[0] * one[1] if one[1] > 1 else 1, -one[0]),
        )
        block = f" {THEN} ".join(texts[start : start + length])
        found.append(f"{times}x {block}" if times > 1 else texts[start])
        start += length * times if times > 1 else 1
    return found


def _times(texts: Sequence[str], start: int, length: int) -> int:
    """How many times so many texts stand there after each other."""
    part, times = texts[start : start + length], 1
    while len(part) == length and texts[start + times * length : start + (times + 1) * length] == part:
        times += 1
    return times
