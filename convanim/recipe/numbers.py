"""From what a user gives, sizes and numbers in any mixture, to a layer and its values."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from convanim.core.errors import ByPlace, ConvanimError, Setting
from convanim.core.limits import DEFAULTS, Limits
from convanim.core.text import with_article
from convanim.layers.base import Layer
from convanim.layers.channels import planes
from convanim.layers.parameters import PARAMETERS, read_axes
from convanim.recipe.within_limits import require_sensible

if TYPE_CHECKING:
    from convanim.layers.compute import Planes
    from convanim.recipe.options import NumberOptions
    from convanim.values.exact import Matrix

    Filters = tuple[tuple[Matrix, ...], ...]
    """Planes of kernels in PyTorch's order: (out, in / groups), or (in, out / groups) in a transposed convolution."""

UPSAMPLING = "bilinear"


INPUT, KERNEL = "--input-values", "--kernel-values"


class UnreachableError(ConvanimError):
    """The request names a file, and none may be read."""


class Reach(NamedTuple):
    """Where numbers may come from besides the request itself."""

    folder: Path | None = None
    """The folder in or below which files are; None for anywhere."""
    files: bool = True
    stdin: bool = True


ANYWHERE = Reach()
"""For a request that the user typed."""

NOWHERE = Reach(files=False, stdin=False)
"""For a request found in a file: it may be from anybody, so nothing that it names is read."""


def below(folder: Path) -> Reach:
    """For a request in a file: numbers are read in that file's folder or below it."""
    return Reach(folder, stdin=False)


def layer_and_numbers(
    kind: type[Layer],
    sizes: Mapping[str, Any],
    given: NumberOptions,
    limits: Limits = DEFAULTS,
    reach: Reach = ANYWHERE,
) -> tuple[Layer, Planes | None]:
    """The layer, its missing sizes taken from the numbers; and the numbers, missing ones made from the seed.

    Raises ConvanimError for sizes or numbers that are missing, wrong, more than `limits` allows, or do not fit each
    other.
    """
    known = {name: value for name, value in sizes.items() if value is not None}
    if not given.wanted(kind.numbered):
        require_sizes(known, kind)
        return kind.of(**known), None
    from convanim.layers.compute import planes_of

    if given.input_values == given.kernel_values == "-":
        x_stdin, w_stdin = Setting("input_values", "-"), Setting("kernel_values", "-")
        way = "give one of them inline or in a file"
        raise ConvanimError(x_stdin, " and ", w_stdin, " would both read stdin", way=way)
    require_reach(given, reach)
    x = input_of(given, known, reach)
    w = kernel_of(kind, given.kernel_values, known, reach)
    require_sizes(known, kind)
    layer = kind.of(**known)
    try:
        require_sensible(layer, limits, numbers=True)
    except ConvanimError:
        if given.wanted(by_default=False):
            raise
        return layer, None  # nobody asked for them
    seed = given.seed or 0
    return layer, planes_of(
        layer, x or seeded_inputs(layer, seed), kernels_of(layer, w) or seeded_kernels(layer, seed)
    )


def input_of(given: NumberOptions, known: dict[str, Any], reach: Reach) -> tuple[Matrix, ...] | None:
    """The planes of the input that are given or drawn, if any; their size and number are then `known`, too."""
    text = given.input_values
    x = _pictured(text, given, known, reach) if text is not None else None
    asked = Setting("levels", given.levels) if given.levels is not None else Setting("channels", given.channels)
    if x is None and asked.value is not None:
        raise ConvanimError(
            asked, " is about a picture, and there is none",
            way=("leave it out, or use ", Setting("input_values", "house")),
        )  # fmt: skip
    if text is None:
        return None
    x = x or _read_input(text, reach)
    known["input"] = _size_of("input_values", x[0], known, "input")
    wanted = known.setdefault("in_channels", len(x))
    if wanted != len(x):
        numbers = f" has {planes(len(x))}, but ", Setting("in_channels", wanted)
        raise ConvanimError(Setting("input_values"), *numbers, way=("leave ", Setting("in_channels"), " out"))
    return x


def _read_input(text: str, reach: Reach) -> tuple[Matrix, ...]:
    """The planes that are typed, or in a file of numbers."""
    from convanim.values.parse import read_filters

    x, *others = read_filters("input_values", text, sys.stdin if reach.stdin else None, reach.folder)
    if others:
        raise ConvanimError(Setting("input_values"), " has filters, which an input has not", way="part planes with |")
    return x


def _pictured(text: str, given: NumberOptions, known: Mapping[str, Any], reach: Reach) -> tuple[Matrix, ...] | None:
    """The pixels of a picture in the size that is wanted, or its own, plane by plane; None where none is named."""
    from convanim.values.images import RGB, is_picture, read_picture
    from convanim.values.pictures import PICTURE_SIDE, built_in, is_built_in

    size = _pair(known, "input")
    if is_built_in(text):
        if given.channels == RGB:
            raise ConvanimError(
                Setting("channels", RGB), f" is for pictures in colour, and '{text}' is grey", way="leave it out"
            )
        size = size or (1 if known.get("dims") == 1 else PICTURE_SIDE, PICTURE_SIDE)
        return (built_in(text, size, given.reading.white),)
    return read_picture("input_values", text, size, given.reading, reach.folder) if is_picture(text) else None


def kernel_of(kind: type[Layer], text: str | None, known: dict[str, Any], reach: Reach) -> Filters | None:
    """The kernels that are given or named, if they are; their size is then `known`, too, and how many planes meet."""
    if text is None:
        return None
    from convanim.values.images import is_picture, read_picture
    from convanim.values.kernels import is_kernel_name, named_kernel
    from convanim.values.parse import read_filters

    if not kind.reduction.weighted:
        raise ConvanimError(
            f"{with_article(kind.summary)} has no weights", way=("leave out ", Setting("kernel_values"))
        )
    size = _pair(known, "kernel")
    w: Filters
    if is_picture(text):
        w = (read_picture("kernel_values", text, size, folder=reach.folder),)
    elif not is_kernel_name(text):
        w = read_filters("kernel_values", text, sys.stdin if reach.stdin else None, reach.folder)
        _learn_channels(kind, w, known)
    elif text == UPSAMPLING and not kind.upsamples:
        sentence = Setting("kernel_values", UPSAMPLING), " is for a transposed convolution"
        raise ConvanimError(*sentence, way="use gaussian or box here")
    else:
        w = ((named_kernel("kernel_values", text, size, _pair(known, "stride") or (1, 1)),),)
    known["kernel"] = _size_of("kernel_values", w[0][0], known, "kernel")
    return w


def _learn_channels(kind: type[Layer], w: Filters, known: dict[str, Any]) -> None:
    """How many planes come in and go out, where only the kernels say so: filters, and planes of each in a group."""
    outer, inner = ("in_channels", "out_channels") if kind.stamps else ("out_channels", "in_channels")
    groups, count = max(known.get("groups", 1), 1), sum(map(len, w))
    if len(w) > 1 or outer in known:
        filters = known.get(outer) or len(w)
    else:
        filters = count // max(known[inner] // groups, 1) if inner in known else 1
    known.setdefault(outer, max(filters, 1))
    known.setdefault(inner, max(count // max(filters, 1), 1) * groups)


def kernels_of(layer: Layer, w: Filters | None) -> Filters | None:
    """The planes of the kernels that are given, filter by filter; one kernel that has a name is in all of them.

    Raises ConvanimError where they are not as many as the layer has.
    """
    if w is None:
        return None
    filters, each = layer.channels.shape
    flat = [slab for filter in w for slab in filter]
    if len(flat) != filters * each or (len(w) > 1 and len(w) != filters):
        if len(flat) == 1:
            return ((flat[0],) * each,) * filters
        wanted = f"{filters} filter{'s' * (filters != 1)} of {planes(each)}"
        has = f"{len(w)} filters of {planes(len(w[0]))}" if len(w) > 1 else planes(len(flat))
        way = f"give {filters * each} planes" if filters * each > 1 else "give one plane"
        raise ConvanimError(Setting("kernel_values"), f" has {has}, and the layer has {wanted}", way=way)
    return tuple(tuple(flat[start : start + each]) for start in range(0, len(flat), each))


def seeded_numbers(layer: Layer, seed: int = 0) -> Planes:
    """Values made from a seed, the same on every machine."""
    from convanim.layers.compute import planes_of

    return planes_of(layer, seeded_inputs(layer, seed), seeded_kernels(layer, seed))


def seeded_inputs(layer: Layer, seed: int) -> tuple[Matrix, ...]:
    """The planes of an input made from a seed."""
    from convanim.values.seeds import seeded_input

    return tuple(seeded_input(seed, *layer.input, plane) for plane in range(layer.channels.inputs))


def seeded_kernels(layer: Layer, seed: int) -> Filters:
    """Kernels made from a seed, in PyTorch's order."""
    from convanim.values.seeds import seeded_kernel

    filters, each = layer.channels.shape
    return tuple(
        tuple(seeded_kernel(seed, *layer.kernel, filter * each + slab) for slab in range(each))
        for filter in range(filters)
    )


def _pair(known: Mapping[str, Any], name: str) -> tuple[int, int] | None:
    return read_axes(name, known[name], known.get("dims", 2)) if name in known else None


def _size_of(option: str, matrix: Matrix, known: Mapping[str, Any], name: str) -> tuple[int, ...]:
    """The size that numbers have, as `of` takes it. Raises ConvanimError for another one than is known."""
    from convanim.values.parse import require_size

    if known.get("dims") == 1 and len(matrix) > 1:
        ways = ("give one row, or leave out ", Setting("dims", 1))
        raise ConvanimError(Setting(option), f" has {len(matrix)} rows, and one dimension has one", way=ways)
    size = require_size(option, matrix, _pair(known, name), name)
    return size[1:] if known.get("dims") == 1 else size


def require_sizes(known: Mapping[str, Any], kind: type[Layer] | None = None) -> None:
    """Refuse a request without an input or kernel size; a kind that may be told its output needs no kernel."""
    adaptive = kind is not None and "output_size" in kind.options
    for name in ("input",) if adaptive else ("input", "kernel"):
        if known.get(name) is None:
            parameter = PARAMETERS[name]
            raise ConvanimError(
                ByPlace(
                    f"missing option {'/'.join(parameter.flags)}", f"missing argument {name}", f"{name} is missing"
                ),
                f": the {parameter.help}",
                way=("use ", Setting(name, 3), ", or ", Setting(f"{name}_values"), " with the numbers themselves"),
            )


def require_reach(given: NumberOptions, reach: Reach) -> None:
    """Refuse a file where none may be read. Raises UnreachableError."""
    if named_files(given) and not reach.files:
        raise UnreachableError("reads a file, which is not done here")


def named_files(given: NumberOptions) -> list[str]:
    """The files that numbers are in: what is neither numbers nor the name of some that are built in."""
    if given.input_values is None and given.kernel_values is None:
        return []
    from convanim.values.kernels import is_kernel_name
    from convanim.values.parse import is_inline
    from convanim.values.pictures import is_built_in

    asked = (given.input_values, is_built_in), (given.kernel_values, is_kernel_name)
    return [text for text, named in asked if text is not None and not (is_inline(text) or named(text))]
