"""From what a user gives, sizes and numbers in any mixture, to a layer and its values."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.core.errors import ByPlace, ConvanimError, Setting
from convanim.core.limits import DEFAULTS, Limits
from convanim.layers.base import Layer
from convanim.layers.parameters import PARAMETERS, read_pair
from convanim.layers.transposed import TransposedConvolution
from convanim.recipe.within_limits import require_sensible

if TYPE_CHECKING:
    from convanim.layers.compute import Numbers
    from convanim.values.exact import Value

UPSAMPLING = "bilinear"


INPUT, KERNEL = "--input-values", "--kernel-values"


@dataclass(frozen=True)
class Given:
    """How the numbers in the cells are asked for; by default there are none."""

    values: bool = False
    seed: int | None = None
    input_values: str | None = None
    kernel_values: str | None = None

    @property
    def wanted(self) -> bool:
        """Whether there are numbers at all."""
        return self.values or self != Given()


def layer_and_numbers(
    kind: type[Layer], sizes: Mapping[str, Any], given: Given, folder: Path | None = None, limits: Limits = DEFAULTS
) -> tuple[Layer, Numbers | None]:
    """The layer, its missing sizes taken from the numbers; and the numbers, missing ones made from the seed.

    With a `folder`, what is asked for was written by somebody else: files are only read there, and stdin is not.

    Raises ConvanimError for sizes or numbers that are missing, wrong, more than `most` allows, or do not fit each
    other.
    """
    known = {name: value for name, value in sizes.items() if value is not None}
    if not given.wanted:
        require_sizes(known)
        return kind.of(**known), None
    from convanim.layers.compute import numbers_of
    from convanim.values.kernels import is_kernel_name, named_kernel
    from convanim.values.parse import read_values, require_size
    from convanim.values.seeds import seeded_input, seeded_kernel

    if given.input_values == given.kernel_values == "-":
        x_stdin, w_stdin = Setting("input_values", "-"), Setting("kernel_values", "-")
        way = "give one of them inline or in a file"
        raise ConvanimError(x_stdin, " and ", w_stdin, " would both read stdin", way=way)
    x = w = None
    stdin = None if folder else sys.stdin
    if given.input_values is not None:
        x = read_values("input_values", given.input_values, stdin, folder)
        known["input"] = require_size("input_values", x, _pair(known, "input"), "input")
    if given.kernel_values is not None:
        size = _pair(known, "kernel")
        if is_kernel_name(given.kernel_values):
            if given.kernel_values == UPSAMPLING and not issubclass(kind, TransposedConvolution):
                raise ConvanimError(
                    Setting("kernel_values", UPSAMPLING),
                    " is for a transposed convolution",
                    way="use gaussian or box here",
                )
            w = named_kernel("kernel_values", given.kernel_values, size, _pair(known, "stride") or (1, 1))
        else:
            w = read_values("kernel_values", given.kernel_values, stdin, folder)
        known["kernel"] = require_size("kernel_values", w, size, "kernel")
    require_sizes(known)
    layer = kind.of(**known)
    require_sensible(layer, limits, numbers=True)
    seed = given.seed or 0
    x = x or seeded_input(seed, *layer.input)
    w = w or seeded_kernel(seed, *layer.kernel)
    return layer, numbers_of(layer, x, w)


def seeded_numbers(layer: Layer, seed: int = 0) -> Numbers:
    """Values made from a seed, the same on every machine."""
    from convanim.layers.compute import numbers_of
    from convanim.values.seeds import seeded_input, seeded_kernel

    return numbers_of(layer, seeded_input(seed, *layer.input), seeded_kernel(seed, *layer.kernel))


def _pair(known: Mapping[str, Any], name: str) -> tuple[int, int] | None:
    return read_pair(name, known[name]) if name in known else None


def require_sizes(known: Mapping[str, Any]) -> None:
    """Refuse a request without an input or kernel size."""
    for name in ("input", "kernel"):
        if known.get(name) is None:
            parameter = PARAMETERS[name]
            raise ConvanimError(
                ByPlace(
                    f"missing option {'/'.join(parameter.flags)}", f"missing argument {name}", f"{name} is missing"
                ),
                f": the {parameter.help}",
                way=("use ", Setting(name, 3), ", or ", Setting(f"{name}_values"), " with the numbers themselves"),
            )


def _digits(number: Value) -> str:
    """All digits that were read."""
    return str(int(number)) if int(number) == number else f"{float(number):.15g}"


def number_words(given: Given, numbers: Numbers | None) -> list[str]:
    """The options that give these numbers again, without a file's path."""
    if numbers is None:
        return []
    from convanim.values.kernels import is_kernel_name

    words: list[str] = []
    for option, text, grid in (
        (INPUT, given.input_values, numbers.input),
        (KERNEL, given.kernel_values, numbers.kernel),
    ):
        if option == KERNEL and text and is_kernel_name(text):
            words += [option, text]
        elif text is not None:
            rows = "; ".join(" ".join(_digits(number) for number in row) for row in grid)
            words += [option, f"'{rows}'"]
    if None in (given.input_values, given.kernel_values):
        words += ["--seed", str(given.seed or 0)]
    return words
