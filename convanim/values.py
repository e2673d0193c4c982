"""The numbers in the cells of a picture: made from a seed, read from a text, or taken from a kernel's name.

A number is exact: an `int`, or a `Fraction` where it is not whole.
"""

from __future__ import annotations

import csv
import math
import random
import re
import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple, TextIO

from convanim.choices import choose
from convanim.errors import ConvanimError
from convanim.files import inside, read_file

Value = int | Fraction
Matrix = tuple[tuple[Value, ...], ...]
Pair = tuple[int, int]

SIDE = 512
"""Rows and columns of the largest kernel that has a name."""
NUMBERS = SIDE * SIDE
"""As many as are read: more than `limits.CELLS`, so that a picture's own limit speaks first."""
BYTES = 1_000_000
"""The largest text: room for that many numbers as a person writes them."""
WHOLE_DIGITS, DECIMALS, DIGITS = 9, 9, 15
"""Of one number: below a billion, and what a double holds, so that JSON loses nothing."""
DELIMITERS = {".csv": ",", ".tsv": "\t", ".txt": None}
"""What stands between cells in a file with that suffix of four characters; a .txt holds what may be typed inline."""
SEPARATED = "numbers are separated by commas or tabs (.csv, .tsv); decimals take a dot"
WAYS = 'use rows such as "1 2; 3 4", a .csv, .tsv or .txt file, or - for stdin'
_NUMBER = re.compile(r"([+−-]?)(\d*)(?:\.(\d*))?(?:[eE]([+−-]?)(\d+))?", re.ASCII)
_INLINE = re.compile(r"\s*(?:[+−-]|\.?\d|(?:nan|inf|infinity)(?![\w.]))", re.ASCII | re.IGNORECASE)
_NAME = re.compile(r"[a-z][a-z_-]*", re.ASCII | re.IGNORECASE)


def seeded(seed: int, rows: int, columns: int, low: int, high: int, stream: str = "") -> Matrix:
    """Whole numbers from `low` to `high`, the same for the same seed on every machine; `stream` gives others.

    >>> seeded(1, 2, 3, 0, 9)
    ((1, 0, 6), (2, 0, 1))
    """
    # A text keeps -1 apart from 1, and random() is the one method whose numbers no Python may change.
    source = random.Random(f"{stream} {seed:x}")  # noqa: S311  # a picture's numbers are no secret
    return tuple(tuple(low + int(source.random() * (high - low + 1)) for _ in range(columns)) for _ in range(rows))


def seeded_input(seed: int, rows: int, columns: int) -> Matrix:
    """Digits: numbers that fit any cell.

    >>> seeded_input(1, 2, 3)
    ((2, 9, 7), (2, 0, 8))
    """
    return seeded(seed, rows, columns, 0, 9, "input")


def seeded_kernel(seed: int, rows: int, columns: int) -> Matrix:
    """Numbers from -1 to 2, so that sums stay short and some are negative.

    >>> seeded_kernel(1, 2, 3)
    ((0, 2, 1), (-1, 0, -1))
    """
    return seeded(seed, rows, columns, -1, 2, "kernel")


def read_values(option: str, text: str, stdin: TextIO | None, folder: Path | None = None) -> Matrix:
    r"""The numbers that an option was given: typed inline, in a file (in or below `folder`, if any), or `-`: stdin.

    Rows end with `;` or a line's end, numbers with spaces or a comma. Raises ConvanimError, naming the row and the
    column, for what is not a number, for rows of different lengths, and for what cannot be read.

    >>> read_values("--input-values", "1 2 3; 4 5 −6", None)
    ((1, 2, 3), (4, 5, -6))
    >>> read_values("--input-values", "0.5,1e3; 2,3", None)
    ((Fraction(1, 2), 1000), (2, 3))
    >>> read_values("--input-values", "1 2 3; 4 5", None)
    Traceback (most recent call last):
    convanim.errors.ConvanimError: --input-values: row 2 has 2 numbers, row 1 has 3; give every row as many
    """
    where, delimiter = option, None
    if text.strip() == "-":
        text = _from_stdin(where := f"{option} (stdin)", stdin)
    elif not is_inline(text):
        where, delimiter = f"{option} {_quoted(text)}", DELIMITERS.get(text.lower()[-4:])
        text = _from_file(where, text, folder)
    _require_short(where, text)
    return _matrix(where, _cells(where, text.removeprefix("\ufeff"), delimiter))


def is_inline(text: str) -> bool:
    """Whether a text holds the numbers themselves, and is neither `-` nor the name of a file."""
    named = text.strip() == "-" or text.lower()[-4:] in DELIMITERS
    return not named and (not text.strip() or ";" in text or "\n" in text or bool(_INLINE.match(text)))


def _require_short(where: str, text: str | bytes) -> None:
    if len(text) > BYTES:
        raise ConvanimError(f"{where}: more than {BYTES:,} bytes are not read; use a smaller matrix, or fewer digits")


def _from_stdin(where: str, stdin: TextIO | None) -> str:
    if stdin is None:
        raise ConvanimError(f'{where}: there is no stdin; use rows such as "1 2; 3 4", or a file')
    try:
        return stdin.read(BYTES + 1)
    except (OSError, ValueError) as error:  # a text that cannot be decoded, and a closed stream, are ValueErrors
        raise ConvanimError(f"{where}: cannot read stdin ({error}); pipe UTF-8 text into it") from error


def _from_file(where: str, name: str, folder: Path | None) -> str:
    try:
        data = read_file(inside(folder, name, where) if folder else Path(name), BYTES)
    except OSError as error:
        raise ConvanimError(f"{where}: cannot read it ({error.strerror}); {WAYS}") from error
    _require_short(where, data)
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ConvanimError(f"{where} is not UTF-8 text; save it as UTF-8, or use another file") from None


def _cells(where: str, text: str, delimiter: str | None) -> Iterator[list[str]]:
    """Rows of texts that hold a number each, or several between spaces; one by one, for the first may be wrong."""
    if delimiter is None:
        lines = text.strip().rstrip(f";{string.whitespace}").splitlines()
        yield from (row.split(",") for line in lines for row in line.rstrip().removesuffix(";").split(";"))
        return
    try:
        yield from csv.reader(text.rstrip("\r\n").splitlines(), delimiter=delimiter)
    except csv.Error as error:
        raise ConvanimError(f"{where} cannot be read as rows ({error}); {WAYS}") from error


def _matrix(where: str, rows: Iterable[list[str]], count: int = 0) -> Matrix:
    words: list[list[str]] = []
    for line in rows:
        words.append([word for cell in line or [""] for word in cell.split() or [""]])
        if (count := count + len(words[-1])) > NUMBERS:
            raise ConvanimError(f"{where} has more than {NUMBERS:,} numbers, the most; use a smaller matrix")
    while words and words[-1] == [""]:  # after a last `;`
        words.pop()
    if not words:
        raise ConvanimError(f"{where} has no numbers; {WAYS}")
    matrix: list[tuple[Value, ...]] = []
    for number, line in enumerate(words, 1):
        values = tuple(
            _number(f"{where}, row {number}, column {column}", word) for column, word in enumerate(line, 1)
        )
        if matrix and len(values) != len(matrix[0]):
            lengths = f"row {number} has {len(values)} number{'s' * (len(values) > 1)}, row 1 has {len(matrix[0])}"
            raise ConvanimError(f"{where}: {lengths}; give every row as many")
        matrix.append(values)
    return tuple(matrix)


def _number(where: str, word: str) -> Value:
    """Worked out on the digits as text, so that 1e999999999 costs nothing."""
    match = _NUMBER.fullmatch(word)
    sign, whole, part, power_sign, power = match.groups(default="") if match else [""] * 5
    if not whole + part:
        way = SEPARATED if {";", ","} & set(word) else "use numbers such as 3, -1.5 or 1e-3"
        raise ConvanimError(f"{where}: {_quoted(word)} is not a number; {way}")
    shift = int(power.lstrip("0")[:8] or 0)  # cut, it still outweighs every digit that `BYTES` has room for
    written = (whole + part).lstrip("0")
    digits = written.rstrip("0")
    exponent = (shift if power_sign in ("", "+") else -shift) - len(part) + len(written) - len(digits)
    if not digits:
        return 0
    if len(digits) + exponent > WHOLE_DIGITS:
        raise ConvanimError(f"{where}: {_quoted(word)} is too large; ±{10**WHOLE_DIGITS - 1:,} is the most")
    if -exponent > DECIMALS or len(digits) > DIGITS:
        most = f"{DECIMALS} decimals and {DIGITS} digits"
        raise ConvanimError(f"{where}: {_quoted(word)} is too fine; round it to at most {most}")
    size = simplest(int(digits) * Fraction(10) ** exponent)
    return size if sign in ("", "+") else -size


def _quoted(text: str) -> str:
    """On one line, and not all of it where it is long."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


class Kernel(NamedTuple):
    """A kernel that has a name."""

    summary: str
    weights: Callable[[int, int], Matrix]
    """Its numbers, in a size that it has."""
    needs: str = f"a size from 1 to {SIDE}"
    """The sizes that it has, in words."""
    nearest: Callable[[int], int] = lambda size: min(max(size, 1), SIDE)
    """Along one axis, the size that it has nearest to a wanted one."""
    size: Callable[[int], int] = lambda stride: 3
    """Along one axis, the size that it takes for a stride when none is wanted."""


def _outer(axis: Callable[[int], Sequence[Value]]) -> Callable[[int, int], Matrix]:
    """A column of weights times a row of them."""

    def weights(rows: int, columns: int) -> Matrix:
        row = axis(columns)
        return tuple(tuple(simplest(u * v) for v in row) for u in axis(rows))

    return weights


def _binomial(size: int) -> list[Fraction]:
    return [Fraction(math.comb(size - 1, tap), 2 ** (size - 1)) for tap in range(size)]


def _tent(size: int) -> list[Fraction]:
    """Weights 1 - |tap - centre| / factor: those of linear interpolation between inputs `factor` apart."""
    factor, centre = (size + 1) // 2, Fraction(size - 1, 2)
    return [1 - abs(tap - centre) / factor for tap in range(size)]


def _fixed(summary: str, matrix: Matrix) -> Kernel:
    return Kernel(summary, lambda rows, columns: matrix, "a 3×3 kernel", lambda size: 3)


KERNELS = {
    "identity": Kernel(
        "the input itself",
        _outer(lambda k: [int(tap == k // 2) for tap in range(k)]),
        f"an odd size below {SIDE}",
        lambda k: min(max(k, 1) | 1, SIDE - 1),
    ),
    "box": Kernel("the mean", _outer(lambda k: [Fraction(1, k)] * k)),
    "gaussian": Kernel("a soft blur, of binomial coefficients", _outer(_binomial)),
    "sobel-x": _fixed("edges between left and right", ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))),
    "sobel-y": _fixed("edges between above and below", ((-1, -2, -1), (0, 0, 0), (1, 2, 1))),
    "laplacian": _fixed("edges of every direction", ((0, 1, 0), (1, -4, 1), (0, 1, 0))),
    "sharpen": _fixed("the input with stronger edges", ((0, -1, 0), (-1, 5, -1), (0, -1, 0))),
    "bilinear": Kernel("interpolation, for a transposed convolution", _outer(_tent), size=lambda s: 2 * s - s % 2),
}
"""Every kernel by its name on the command line; a row here is offered, tested and documented."""


def is_kernel_name(text: str) -> bool:
    """Whether it looks like a word, so that a misspelt name is told from numbers and files.

    >>> is_kernel_name("sobel-x"), is_kernel_name("box.csv"), is_kernel_name("1 2"), is_kernel_name("-")
    (True, False, False, False)
    """
    return _NAME.fullmatch(text) is not None


def named_kernel(option: str, name: str, size: Pair | None, stride: Pair) -> Matrix:
    """A kernel of `KERNELS`, in the size wanted or its own. Raises ConvanimError for a size that it does not have.

    >>> named_kernel("--kernel-values", "bilinear", None, (1, 2))
    ((Fraction(1, 4), Fraction(3, 4), Fraction(3, 4), Fraction(1, 4)),)
    >>> named_kernel("--kernel-values", "sobel-x", (5, 5), (1, 1))
    Traceback (most recent call last):
    convanim.errors.ConvanimError: --kernel-values sobel-x needs a 3×3 kernel, but -k is 5×5; use -k 3
    """
    kernel = choose(option, name, KERNELS, _quoted(name))
    wanted = size or tuple(max(kernel.size(s), 1) for s in stride)  # a stride below 1 is the layer's to refuse
    rows, columns = (kernel.nearest(k) for k in wanted)
    if (rows, columns) != wanted:
        given = f"{'-k is' if size else '-s makes it'} {wanted[0]}×{wanted[1]}"
        way = str(rows) if rows == columns else f"{rows}x{columns}"
        raise ConvanimError(f"{option} {name} needs {kernel.needs}, but {given}; use -k {way}")
    return kernel.weights(rows, columns)


def require_size(option: str, matrix: Matrix, size: Pair | None, flag: str) -> Pair:
    """The matrix's (rows, columns). Raises ConvanimError where a size that was also given is another.

    >>> require_size("--input-values", ((1, 2, 3), (4, 5, 6)), None, "-i")
    (2, 3)
    >>> require_size("--input-values", ((1, 2, 3), (4, 5, 6)), (4, 4), "-i")
    Traceback (most recent call last):
    convanim.errors.ConvanimError: --input-values has 2×3 numbers, but -i is 4×4; leave -i out, or give 4×4 numbers
    """
    rows, columns = len(matrix), len(matrix[0])
    if size is not None and size != (rows, columns):
        wanted, numbers = f"{size[0]}×{size[1]}", f"{rows}×{columns} numbers"
        way = f"leave {flag} out, or give {wanted} numbers"
        raise ConvanimError(f"{option} has {numbers}, but {flag} is {wanted}; {way}")
    return rows, columns


def simplest(value: Value) -> Value:
    """The same number, as an int where it is whole.

    >>> simplest(Fraction(4, 2)), simplest(Fraction(1, 2))
    (2, Fraction(1, 2))
    """
    return value if value.denominator > 1 else value.numerator


def plain(value: Value) -> int | float:
    """The number for JSON.

    >>> plain(2), plain(Fraction(2)), plain(Fraction(1, 4))
    (2, 2, 0.25)
    """
    return float(value) if value.denominator > 1 else value.numerator


def shown(value: Value) -> str:
    """How a person reads it: all of up to 4 decimals, else 2, or 3 significant digits below 0.1.

    >>> shown(-12), shown(Fraction(1, 2)), shown(Fraction(-2, 3)), shown(Fraction(1, 16)), shown(Fraction(1, 3**20))
    ('−12', '0.5', '−0.67', '0.0625', '2.87e−10')
    """
    size, decimals = abs(Fraction(value)), 2
    if (size * 10**4).denominator == 1:  # short enough to be shown as it is
        decimals = 4
    while 0 < size < Fraction(1, 10) and size * 10**decimals < 100:
        decimals += 1
    whole, part = divmod(round(size * 10**decimals), 10**decimals)
    text = f"{whole}.{part:0{decimals}}".rstrip("0").rstrip(".")
    if text.startswith("0.0000"):  # a cell has no room for the zeros, and nobody counts them
        digits = text[2:].lstrip("0")
        text = f"{digits[0]}.{digits[1:]}".rstrip(".") + f"e−{len(text) - 1 - len(digits)}"
    return f"−{text}" if value < 0 else text


def shown_exactly(value: Value) -> bool:
    """Whether what is shown is the number itself, and not rounded."""
    text = shown(value).replace("−", "-")
    return Fraction(text) == value
