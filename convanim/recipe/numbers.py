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
from convanim.layers.parameters import PARAMETERS, read_axes
from convanim.recipe.within_limits import require_sensible

if TYPE_CHECKING:
    from convanim.layers.compute import Numbers
    from convanim.recipe.options import NumberOptions
    from convanim.values.exact import Matrix

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
) -> tuple[Layer, Numbers | None]:
    """The layer, its missing sizes taken from the numbers; and the numbers, missing ones made from the seed.

    Raises ConvanimError for sizes or numbers that are missing, wrong, more than `limits` allows, or do not fit each
    other.
    """
    known = {name: value for name, value in sizes.items() if value is not None}
    if not given.wanted(kind.numbered):
        require_sizes(known, kind)
        return kind.of(**known), None
    from convanim.layers.compute import numbers_of
    from convanim.values.seeds import seeded_input, seeded_kernel

    if given.input_values == given.kernel_values == "-":
        x_stdin, w_stdin = Setting("input_values", "-"), Setting("kernel_values", "-")
        way = "give one of them inline or in a file"
        raise ConvanimError(x_stdin, " and ", w_stdin, " would both read stdin", way=way)
    require_reach(given, reach)
    x = input_of(given.input_values, known, reach)
    w = kernel_of(kind, given.kernel_values, known, reach)
    require_sizes(known, kind)
    layer = kind.of(**known)
    require_sensible(layer, limits, numbers=True)
    seed = given.seed or 0
    x = x or seeded_input(seed, *layer.input)
    w = w or seeded_kernel(seed, *layer.kernel)
    return layer, numbers_of(layer, x, w)


def input_of(text: str | None, known: dict[str, Any], reach: Reach) -> Matrix | None:
    """The input that is given, if one is; its size is then `known`, too."""
    if text is None:
        return None
    from convanim.values.parse import read_values

    x = read_values("input_values", text, sys.stdin if reach.stdin else None, reach.folder)
    known["input"] = _size_of("input_values", x, known, "input")
    return x


def kernel_of(kind: type[Layer], text: str | None, known: dict[str, Any], reach: Reach) -> Matrix | None:
    """The kernel that is given or named, if one is; its size is then `known`, too."""
    if text is None:
        return None
    from convanim.values.kernels import is_kernel_name, named_kernel
    from convanim.values.parse import read_values

    if not kind.reduction.weighted:
        raise ConvanimError(
            f"{with_article(kind.summary)} has no weights", way=("leave out ", Setting("kernel_values"))
        )
    size = _pair(known, "kernel")
    if not is_kernel_name(text):
        w = read_values("kernel_values", text, sys.stdin if reach.stdin else None, reach.folder)
    elif text == UPSAMPLING and not kind.upsamples:
        sentence = Setting("kernel_values", UPSAMPLING), " is for a transposed convolution"
        raise ConvanimError(*sentence, way="use gaussian or box here")
    else:
        w = named_kernel("kernel_values", text, size, _pair(known, "stride") or (1, 1))
    known["kernel"] = _size_of("kernel_values", w, known, "kernel")
    return w


def seeded_numbers(layer: Layer, seed: int = 0) -> Numbers:
    """Values made from a seed, the same on every machine."""
    from convanim.layers.compute import numbers_of
    from convanim.values.seeds import seeded_input, seeded_kernel

    return numbers_of(layer, seeded_input(seed, *layer.input), seeded_kernel(seed, *layer.kernel))


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
    from convanim.values.kernels import is_kernel_name
    from convanim.values.parse import is_inline

    for text in (given.input_values, given.kernel_values):
        if text is not None and not (reach.files or is_inline(text) or is_kernel_name(text)):
            raise UnreachableError("reads a file, which is not done here")
