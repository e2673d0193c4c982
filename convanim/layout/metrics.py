"""How wide text is, without a font engine: the advances of the font that matplotlib brings (DejaVu Sans).

With these a layout is arithmetic: the same on every machine, and `plan` needs no matplotlib.
A test holds the table against the font file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from unicodedata import combining, normalize

UNITS = 2048
"""Font units in one em."""


# Characters by their advance in font units.
REGULAR = {
    465: "′", 569: "ijl", 604: "IJ", 651: " \u00a0,.·", 690: "/:;|", 721: "f", 739: "-", 799: "()[]⌊⌋⌈⌉", 803: "t",
    821: "!₀₁₂₃₄₅₆₇₈₉", 842: "r", 942: '"', 563: "'", 1024: "*_–°", 1067: "s", 1075: "z", 1087: "?", 1126: "c",
    1141: "L", 1178: "F", 1186: "k", 1208: "•", 1212: "vxy", 1235: "P", 1251: "TY", 1253: "o", 1255: "a", 1260: "e",
    1294: "E", 1298: "hnu", 1300: "Sbdgpq", 1303: "0123456789{}", 1343: "K", 1401: "AV", 1403: "XZ", 1405: "B",
    1423: "R", 1430: "C", 1499: "U", 1532: "N", 1540: "H", 1577: "D", 1587: "G", 1597: "&", 1612: "OQ", 1675: "w",
    1716: "#+<=>~×−→←≥≤≠≈∗", 1767: "M", 1946: "%", 1995: "m", 2025: "W", 2048: "@—…", 788: "ᵀ",
}  # fmt: skip


BOLD = {
    540: "′", 702: "ijl", 713: " \u00a0", 748: "/|", 762: "IJ", 778: ",.·", 819: ":;", 850: "-", 891: "f",
    897: "₀₁₂₃₄₅₆₇₈₉", 934: "!", 936: "()[]⌊⌋⌈⌉", 979: "t", 1010: "r", 627: "'", 1024: "_–°", 1067: '"', 1071: "*",
    1188: "?", 1192: "z", 1214: "c", 1219: "s", 1305: "L", 1309: "•", 1321: "x", 1335: "vy", 1362: "k", 1382: "a",
    1389: "e", 1397: "T", 1399: "EF", 1407: "o", 1425: "0123456789", 1458: "hnu{}", 1466: "bdgpq", 1475: "S",
    1483: "Y", 1485: "Z", 1501: "P", 1503: "C", 1561: "B", 1577: "R", 1579: "X", 1585: "AV", 1587: "K",
    1663: "U", 1681: "G", 1700: "D", 1714: "HN", 1716: "#+<=>~×−→←≥≤≠", 1741: "OQ", 1786: "&", 1892: "w", 2038: "M",
    2048: "@—…", 2052: "%", 2134: "m", 2259: "W", 880: "ᵀ",
}  # fmt: skip


def _by_character(table: Mapping[int, str]) -> dict[str, int]:
    """The advance of each character."""
    return {character: units for units, characters in table.items() for character in characters}


USUAL_ADVANCES = {False: _by_character(REGULAR), True: _by_character(BOLD)}
"""What English pictures are written with."""


@cache
def all_advances(bold: bool) -> dict[str, int]:
    """The advance of each character; a letter with an accent that no table has is as wide as without it."""
    from convanim.layout.more_letters import MORE_BOLD, MORE_LETTERS, MORE_REGULAR

    found = USUAL_ADVANCES[bold] | _by_character(MORE_BOLD if bold else MORE_REGULAR)
    for letter in map(chr, chain.from_iterable(MORE_LETTERS)):
        bare = normalize("NFD", letter)[0]
        if letter not in found and bare in found:
            found[letter] = found[bare]
    return found


DRAWABLE = ((0x20, 0x2FF), (0x370, 0x52F), (0x2010, 0x2027), (0x2030, 0x205E), (0x2070, 0x20B5), (0x2190, 0x22FF))
"""Code points, first and last, that the font has, but for a few that Unicode leaves free."""


EAST_ASIAN = (
    (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF01, 0xFF60),
    (0xFFE0, 0xFFE6),
)  # fmt: skip
"""Code points, first and last, of signs of East Asia that are as wide as high."""

FIRST_WIDE = chr(EAST_ASIAN[0][0])

OPENING_SIGNS, CLOSING_SIGNS = "（《「『【〔", "，。：；！？、）》」』】〕"
"""Signs of East Asia after which, and before which, no line ends."""


def is_drawable(sign: str) -> bool:
    """Whether the font has a sign that stands by itself.

    >>> [is_drawable(sign) for sign in "aé→Ж漢"]
    [True, True, True, True, False]
    """
    return any(first <= ord(sign) <= last for first, last in DRAWABLE) and not combining(sign)


def is_wide(sign: str) -> bool:
    """Whether a sign is as wide as high: one of East Asia, which fonts of those scripts draw.

    >>> [is_wide(sign) for sign in "a漢，ハ한é"]
    [False, True, True, True, True, False]
    """
    return any(first <= ord(sign) <= last for first, last in EAST_ASIAN)


def _has_wide(text: str) -> bool:
    return max(text, default="") >= FIRST_WIDE and any(map(is_wide, text))


def is_known(sign: str) -> bool:
    """Whether a sign of a sentence can be drawn and measured, by our font or by one of East Asia.

    >>> [is_known(sign) for sign in "aᵀ漢ع"]
    [True, True, True, False]
    """
    return sign in all_advances(False) or is_drawable(sign) or is_wide(sign)


def in_pieces(text: str, size: float, most: float, bold: bool = False) -> str:
    """The same words, those that are wider than `most` px cut into pieces that are not."""
    words = []
    for word in text.split(" "):
        while width(word, size, bold) > most and len(word) > 1 and not _has_wide(word):
            count = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or width(word[:n], size, bold) <= most)
            words.append(word[:count])
            word = word[count:]
        words.append(word)
    return " ".join(words)


@lru_cache(maxsize=4096)
def width(text: str, size: float, bold: bool = False) -> float:
    """Advance width of one line, px, at a font size in px. Unknown characters count as one em."""
    advances = USUAL_ADVANCES[bold]
    if not advances.keys() >= set(text):
        advances = all_advances(bold)
    return sum(advances.get(character, UNITS) for character in text) * size / UNITS


def wrap(text: str, size: float, most: float, bold: bool = False) -> list[str]:
    """Break at spaces so that each line is at most `most` px wide, where its words allow it.

    Words that are kept together are parted only where they are too wide by themselves.

    >>> wrap("one two three", 10, 45)
    ['one two', 'three']
    """
    return _wrap(_breakable(text, size, most, bold), size, most, bold)


def _breakable(text: str, size: float, most: float, bold: bool) -> str:
    """The text with usual spaces in what is kept together, where that is wider than a line."""
    words = text.split(" ")
    return " ".join(word.replace("\u00a0", " ") if width(word, size, bold) > most else word for word in words)


def _wrap(text: str, size: float, most: float, bold: bool) -> list[str]:
    if width(text, size, bold) <= most:
        return [text]
    lines: list[str] = []
    for space, word in _words_of(text):
        longer = f"{lines[-1]}{space}{word}" if lines else word
        if lines and width(longer, size, bold) <= most:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _words_of(text: str) -> Iterator[tuple[str, str]]:
    """What stays on a line, each with what stands before it on a line: a space, or nothing beside a wide sign.

    >>> list(_words_of("步幅 2，结果"))
    [(' ', '步'), ('', '幅'), (' ', '2，'), ('', '结'), ('', '果')]
    """
    for word in text.split(" "):
        space, start = " ", 0
        ends = range(1, len(word)) if _has_wide(word) else ()
        for end in ends:
            before, after = word[end - 1], word[end]
            if (is_wide(before) or is_wide(after)) and before not in OPENING_SIGNS and after not in CLOSING_SIGNS:
                yield space, word[start:end]
                space, start = "", end
        yield space, word[start:]


def wrap_evenly(text: str, size: float, most: float, bold: bool = False) -> list[str]:
    """The same number of lines as `wrap`, as equal in width as its words allow.

    >>> wrap("one two three four", 10, 80), wrap_evenly("one two three four", 10, 80)
    (['one two three', 'four'], ['one two', 'three four'])
    """
    text = _breakable(text, size, most, bold)
    lines = _wrap(text, size, most, bold)
    while len(lines) > 1:
        narrower = max(width(line, size, bold) for line in lines) - 0.5
        tighter = _wrap(text, size, narrower, bold)
        if len(tighter) > len(lines) or max(width(line, size, bold) for line in tighter) > narrower:
            break
        lines = tighter
    return lines
