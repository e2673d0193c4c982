"""Numbers read from a text: typed inline, from a file, or from stdin."""

from __future__ import annotations

import csv
import re
import string
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TextIO

from convanim.core.errors import ByPlace, ConvanimError, Setting, Words
from convanim.core.files import inside, read_file
from convanim.core.text import Pair
from convanim.values.exact import Matrix, Value, _quoted, simplest
from convanim.values.kernels import SIDE

MOST_NUMBERS = SIDE * SIDE
"""As many as are read: more than `limits.CELLS`, so that a picture's own limit speaks first."""


BYTES = 1_000_000
"""The largest text: room for that many numbers as a person writes them."""


WHOLE_DIGITS, DECIMALS, DIGITS = 9, 9, 15
"""Of one number: below a billion, and what a double holds, so that JSON loses nothing."""


DELIMITERS = {".csv": ",", ".tsv": "\t", ".txt": None}
"""What stands between cells in a file with that suffix of four characters; a .txt holds what may be typed inline."""


SEPARATED = "numbers are separated by commas or tabs (.csv, .tsv); decimals take a dot"


PYTHON_ROWS = "use rows such as [[1, 2], [3, 4]]"


WAYS = ByPlace(
    'use rows such as "1 2; 3 4", a .csv, .tsv or .txt file, or - for stdin',
    f"{PYTHON_ROWS}, an array, or a {', '.join(DELIMITERS)} file",
    'use rows such as "1 2; 3 4", or a .csv, .tsv or .txt file',
)


_NUMBER = re.compile(r"([+−-]?)(\d*)(?:\.(\d*))?(?:[eE]([+−-]?)(\d+))?", re.ASCII)


_INLINE = re.compile(r"\s*(?:[+−-]|\.?\d|(?:nan|inf|infinity)(?![\w.]))", re.ASCII | re.IGNORECASE)


Where = tuple[Words, ...]
"""Where numbers stand: the option that has them, and perhaps the file, the row and the column."""


Filter = tuple[Matrix, ...]
"""Planes of one size: an input, or what meets them."""


def read_values(option: str, text: str, stdin: TextIO | None, folder: Path | None = None) -> Matrix:
    r"""The numbers that an option was given, where that is one plane. Raises ConvanimError for anything else.

    >>> read_values("input_values", "1 2 3; 4 5 −6", None)
    ((1, 2, 3), (4, 5, -6))
    """
    filters = read_filters(option, text, stdin, folder)
    if len(filters) > 1 or len(filters[0]) > 1:
        raise ConvanimError(Setting(option), f" has {sum(map(len, filters))} planes", way="give one")
    return filters[0][0]


def read_filters(option: str, text: str, stdin: TextIO | None, folder: Path | None = None) -> tuple[Filter, ...]:
    r"""The numbers that an option was given: typed inline, in a file (in or below `folder`, if any), or `-`: stdin.

    Rows end with `;` or a line's end, numbers with spaces or a comma. `|` parts planes, `||` filters of several
    planes. Raises ConvanimError, naming the row and the
    column, for what is not a number, for rows of different lengths, and for what cannot be read.

    >>> read_filters("kernel_values", "1 2; 3 −6 | 0.5,1e3; 2,3 || 1 2; 3 4 | 5 6; 7 8", None)[0]
    (((1, 2), (3, -6)), ((Fraction(1, 2), 1000), (2, 3)))
    >>> read_filters("input_values", "1 2 3; 4 5", None)
    Traceback (most recent call last):
    convanim.core.errors.ConvanimError: input_values: row 2 has 2 numbers, row 1 has 3; give every row as many
    """
    where: Where = (Setting(option),)
    delimiter = None
    if text.strip() == "-":
        where = (*where, " (stdin)")
        text = _from_stdin(where, stdin)
    elif not is_inline(text):
        where, delimiter = (*where, f" {_quoted(text)}"), DELIMITERS.get(text.lower()[-4:])
        text = _from_file(where, text, folder)
    _require_short(where, text)
    return _filters(where, text.removeprefix("\ufeff"), delimiter)


def _filters(where: Where, text: str, delimiter: str | None) -> tuple[Filter, ...]:
    """The planes in a text, filter by filter; cells of a file with columns are one plane."""
    texts = [part.split("|") for part in text.split("||")] if delimiter is None else [[text]]
    several, count = sum(map(len, texts)) > 1, 0
    filters: list[Filter] = []
    for number, words in enumerate(texts, 1):
        planes: list[Matrix] = []
        for plane, word in enumerate(words, 1):
            at = f", filter {number}" * (len(texts) > 1) + f", plane {plane}" * (len(words) > 1)
            planes.append(_matrix((*where, at) if several else where, _cells(where, word, delimiter), count))
            count += len(planes[-1]) * len(planes[-1][0])
        filters.append(tuple(planes))
    _require_alike(where, filters)
    return tuple(filters)


def _require_alike(where: Where, filters: Sequence[Filter]) -> None:
    """Filter have one size, and filters as many of them."""
    sizes = {f"{len(plane)}×{len(plane[0])}": None for planes in filters for plane in planes}
    if len(sizes) > 1:
        one, other, *_ = sizes
        raise ConvanimError(*where, f" has a plane of {one} numbers and one of {other}", way="give all one size")
    counts = [*dict.fromkeys(map(len, filters))]
    if len(counts) > 1:
        lengths = f" has a filter of {counts[0]} planes and one of {counts[1]}"
        raise ConvanimError(*where, lengths, way="give every filter as many")


def is_inline(text: str) -> bool:
    """Whether a text holds the numbers themselves, and is neither `-` nor the name of a file."""
    named = text.strip() == "-" or text.lower()[-4:] in DELIMITERS
    return not named and (not text.strip() or ";" in text or "\n" in text or bool(_INLINE.match(text)))


def _require_short(where: Where, text: str | bytes) -> None:
    if len(text) > BYTES:
        way = "use a smaller matrix, or fewer digits"
        raise ConvanimError(*where, f": more than {BYTES:,} bytes are not read", way=way)


def _from_stdin(where: Where, stdin: TextIO | None) -> str:
    if stdin is None:
        raise ConvanimError(*where, ": there is no stdin", way='use rows such as "1 2; 3 4", or a file')
    try:
        return stdin.read(BYTES + 1)
    except (OSError, ValueError) as error:  # a text that cannot be decoded, and a closed stream, are ValueErrors
        raise ConvanimError(*where, f": cannot read stdin ({error})", way="pipe UTF-8 text into it") from error


def _from_file(where: Where, name: str, folder: Path | None) -> str:
    try:
        data = read_file(inside(folder, name, where) if folder else Path(name), BYTES)
    except OSError as error:
        raise ConvanimError(*where, f": cannot read it ({error.strerror})", way=WAYS) from error
    _require_short(where, data)
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ConvanimError(*where, " is not UTF-8 text", way="save it as UTF-8, or use another file") from None


def _cells(where: Where, text: str, delimiter: str | None) -> Iterator[list[str]]:
    """Rows of texts that hold a number each, or several between spaces; one by one, for the first may be wrong."""
    if delimiter is None:
        lines = text.strip().rstrip(f";{string.whitespace}").splitlines()
        yield from (row.split(",") for line in lines for row in line.rstrip().removesuffix(";").split(";"))
        return
    try:
        yield from csv.reader(text.rstrip("\r\n").splitlines(), delimiter=delimiter)
    except csv.Error as error:
        raise ConvanimError(*where, f" cannot be read as rows ({error})", way=WAYS) from error


def _matrix(where: Where, rows: Iterable[list[str]], count: int = 0) -> Matrix:
    words: list[list[str]] = []
    for line in rows:
        words.append([word for cell in line or [""] for word in cell.split() or [""]])
        if (count := count + len(words[-1])) > MOST_NUMBERS:
            raise ConvanimError(
                *where, f" has more than {MOST_NUMBERS:,} numbers, the most", way="use a smaller matrix"
            )
    while words and words[-1] == [""]:  # after a last `;`
        words.pop()
    if not words:
        raise ConvanimError(*where, " has no numbers", way=WAYS)
    if len(words) > 1 and all(map(_is_title, words[0])) and not any(map(_is_title, words[1])):
        raise ConvanimError(*where, ": row 1 is a header, not numbers", way="leave that line out")
    matrix: list[tuple[Value, ...]] = []
    for number, line in enumerate(words, 1):
        values = tuple(
            _number((*where, f", row {number}, column {column}"), word) for column, word in enumerate(line, 1)
        )
        if matrix and len(values) != len(matrix[0]):
            lengths = f"row {number} has {len(values)} number{'s' * (len(values) > 1)}, row 1 has {len(matrix[0])}"
            raise ConvanimError(*where, f": {lengths}", way="give every row as many")
        matrix.append(values)
    return tuple(matrix)


def _is_title(word: str) -> bool:
    """Whether it may stand at the head of a column."""
    return word.strip("\"'")[:1].isalpha() and not _INLINE.match(word)


def _number(where: Where, word: str) -> Value:
    """Worked out on the digits as text, so that 1e999999999 costs nothing."""
    match = _NUMBER.fullmatch(word)
    sign, whole, part, power_sign, power = match.groups(default="") if match else [""] * 5
    if not whole + part:
        way = SEPARATED if {";", ","} & set(word) else "use numbers such as 3, -1.5 or 1e-3"
        raise ConvanimError(*where, f": {_quoted(word)} is not a number", way=way)
    shift = int(power.lstrip("0")[:8] or 0)  # cut, it still outweighs every digit that `BYTES` has room for
    written = (whole + part).lstrip("0")
    digits = written.rstrip("0")
    exponent = (shift if power_sign in ("", "+") else -shift) - len(part) + len(written) - len(digits)
    if not digits:
        return 0
    if len(digits) + exponent > WHOLE_DIGITS:
        raise ConvanimError(*where, f": {_quoted(word)} is too large", way=f"±{10**WHOLE_DIGITS - 1:,} is the most")
    if -exponent > DECIMALS or len(digits) > DIGITS:
        most = f"{DECIMALS} decimals and {DIGITS} digits"
        raise ConvanimError(*where, f": {_quoted(word)} is too fine", way=f"round it to at most {most}")
    size = simplest(int(digits) * Fraction(10) ** exponent)
    return size if sign in ("", "+") else -size


def require_size(option: str, matrix: Matrix, size: Pair | None, name: str) -> Pair:
    """The matrix's (rows, columns). Raises ConvanimError where a size that was also given is another.

    >>> require_size("input_values", ((1, 2, 3), (4, 5, 6)), None, "input")
    (2, 3)
    """
    rows, columns = len(matrix), len(matrix[0])
    if size is not None and size != (rows, columns):
        wanted, numbers = f"{size[0]}×{size[1]}", f"{rows}×{columns} numbers"
        way = ("leave ", Setting(name), f" out, or give {wanted} numbers")
        raise ConvanimError(Setting(option), f" has {numbers}, but ", Setting(name), f" is {wanted}", way=way)
    return rows, columns
