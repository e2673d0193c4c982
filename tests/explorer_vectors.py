"""What Python says of layers, as data: the scripts of the explorable page are held against it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

from convanim.core.errors import ConvanimError
from convanim.frameworks.frameworks import framework_lines
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.layers.kinds import LAYERS
from convanim.recipe.wording import command_line_wording
from convanim.renderer.player.explorer import asked_texts, require_explorable
from tests.cases import FRAMEWORK_CASES, LAYER_CASES, TENSORFLOW_CASES, ZOO_CASES, layer_of

WRITTEN = ("pytorch", "keras", "jax")
"""Frameworks whose lines the page has room for."""

NAMES = {"i": "input", "k": "kernel", "p": "padding", "s": "stride", "d": "dilation", "op": "output_padding"}


def known_layers() -> Iterator[Layer]:
    """Every layer that the tests know from a framework, and our own."""
    yield from LAYER_CASES.values()
    named = [{**case, "padding": "same"} for case in TENSORFLOW_CASES]
    for case in (*FRAMEWORK_CASES, *ZOO_CASES, *named):
        if "error" not in case:
            yield layer_of(case)


def axis_vector(axis: Axis) -> dict[str, Any]:
    """All that is known of an axis, in both directions."""
    reads = [axis.reads(output) for output in range(axis.output)]
    feeds: list[list[list[int]]] = [[] for _ in range(axis.input)]
    for output, pairs in enumerate(reads):
        for index, tap in pairs:
            feeds[index].append([output, tap])
    return {
        "axis": axis._asdict(),
        "size": axis.size,
        "output": axis.output,
        "drawn": axis.drawn,
        "windows": [axis.window(output) for output in range(axis.output)],
        "spans": [axis.span(output) for output in range(axis.output)],
        "sources": [axis.source(position) for position in range(axis.drawn)],
        "cropped": [axis.cropped(position) for position in range(axis.drawn)],
        "reads": [[list(pair) for pair in pairs] for pairs in reads],
        "feeds": feeds,
        "counted": [[axis.counted(output, padding) for padding in (True, False)] for output in range(axis.output)],
    }


def layer_vector(layer: Layer) -> dict[str, Any]:
    """What the page says of a layer."""
    return {
        "output": list(layer.own(layer.output)),
        "formula": layer.formula(),
        "code": {name: line for name, line in framework_lines(layer).items() if name in WRITTEN},
        "axes": [axis._asdict() for axis in layer.axes],
    }


def asked_vector(asked: dict[str, str]) -> dict[str, Any] | None:
    """What the texts of a link ask for: a layer, or a refusal; None where only Python has room for it."""
    dims = int(asked["dims"])
    try:
        layer = LAYERS[asked["kind"]].of(**{NAMES[key]: asked[key] for key in NAMES}, dims=dims)
    except ConvanimError as error:
        return {"asked": asked, "refused": error.worded(command_line_wording)}
    try:
        require_explorable(layer)
    except ConvanimError:
        return None
    return {"asked": asked, **layer_vector(layer)}


def explorable(layer: Layer) -> bool:
    try:
        require_explorable(layer)
    except ConvanimError:
        return False
    return True


def asked_vectors() -> list[dict[str, Any]]:
    """All known layers that the page can show, and many texts that nobody has tried."""
    known = [{"asked": asked_texts(layer), **layer_vector(layer)} for layer in known_layers() if explorable(layer)]
    tried = filter(None, map(asked_vector, itertools.islice(unseen(7), 3000)))
    return [*known, *tried]


def unseen(seed: int) -> Iterator[dict[str, str]]:
    """Texts of a link, most of them of small numbers, some of them wrong."""
    source = random.Random(seed)

    def pick(*choices: Any) -> Any:
        return choices[int(source.random() * len(choices))]

    def size(low: int, high: int, dims: int) -> str:
        first, second = (str(low + int(source.random() * (high - low + 1))) for _ in range(2))
        both = f"{first}x{second}"
        return str(pick(first, first, first, both if dims == 2 or source.random() < 0.1 else first))

    while True:
        kind, dims = pick(*LAYERS), pick(1, 2, 2)
        paddings = [size(0, 3, dims), size(0, 1, dims), "0", "1+0", "0+2", "same", "valid", "half", "full"]
        paddings += ["causal", "same-lower", "nope", "0+1x2", "x"]
        yield {
            "kind": kind,
            "dims": str(dims),
            "i": size(1, 9, dims) if source.random() < 0.97 else pick("0", "a", "3x4x5", ""),
            "k": size(1, 5, dims) if source.random() < 0.97 else pick("0", "-1"),
            "p": pick(*paddings),
            "s": size(1, 4, dims) if source.random() < 0.97 else "0",
            "d": size(1, 3, dims) if kind != "avgpool" or source.random() < 0.1 else "1",
            "op": size(0, 2, dims) if kind == "transposed" or source.random() < 0.03 else "0",
        }
