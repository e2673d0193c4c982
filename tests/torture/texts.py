"""Texts that somebody, or a broken disk, has spoilt: each ends in a result or in one line."""

from __future__ import annotations

from random import Random

from convanim.recipe.recipe import Recipe
from tests.torture.runner import Case
from tests.torture.words import GALLERY, POST, THEME, VALUES

PAGE = (
    b'[page]\ntitle = "T </script> ]]> -- `b` \\u202e"\ntext = "a|b"\n[groups]\n"A & B" = "<b>"\n'
    b'[[picture]]\nname = "p"\nkind = "conv"\ninput = 2\nkernel = 1\nwidth = 300\nstill = "last"\n'
    b'group = "A & B"\ncaption = "<img src=x>"\n'
)
TOML_POST = (
    b'> ~~~ convanim name=x\n> kind = "conv"\n> input = 2\n> kernel = 1\n> width = 300\n> alt = "a -->"\n> ~~~\n'
    b"\n<!-- convanim: conv -i 2 -k 1 --width 300 -->\nold\n<!-- /convanim -->\n"
)

BOM, ROWS = b"\xef\xbb\xbf1", b"1 2; 3 4"

SOURCES: dict[str, tuple[str, str, list[bytes]]] = {
    "gallery": ("gallery f.toml -j 1", "f.toml", [GALLERY, PAGE]),
    "theme": ("conv -i 3 -k 2 --width 300 --still --theme f.toml", "f.toml", [THEME]),
    "values": ("conv -k 1 --still --input-values f.csv", "f.csv", [VALUES, BOM]),
    "rows": ("conv -k 1 --still --input-values f.txt", "f.txt", [ROWS, b"1,2;\n3,4;"]),
    "post": ("md f.md -o out.md", "f.md", [POST, TOML_POST, POST + TOML_POST]),
    "picture": ("inspect f.gif", "f.gif", []),
}  # fmt: skip
"""By the kind of text: the command that reads it, the file's name, and good ones."""

PIECES = [
    b"\0", b"\n", b"\r", b"\t", b'"', b"'", b"`", b"```", b"~~~", b"=", b"[", b"]", b"{", b"}", b"#", b"<", b">",
    b"&",
    b"-->", b"<!--", b"]]>", b"</script>", b"\\", b"\\u0000", b"\\ud800", b"\\U00110000", b"..", b"../secret.csv",
    b"../secret.toml", b"/etc/passwd", b"9" * 30, b"9" * 5000, b"1e999999999", b"-0", b"nan", b"inf", b"0x1F", b"1_0",
    b"2021-02-30", b"true", b"[[picture]]\n", b"[page]\n", b"convanim", b"name=", b"\xff", b"\xc0\xaf",
    b"\xed\xa0\x80",
    "\u202e".encode(), "\u2028".encode(), "é".encode(), "１".encode(), b"\xef\xbb\xbf", b"a.b.c.d" * 9, b"> ", b"- ",
    b"    ", b"[" * 3000, b"{a=" * 2000, b"> " * 300, b"x" * 70_000, b"1 " * 30_000, b"a." * 5000, b"\n" * 20_000,
    b'\ninput_values = "../secret.csv"\n', b'\ntheme = "../secret.toml"\n', b"\nkernel_values = '-'\n",
    b" --input-values ../secret.csv ", b" -o ../x.gif ", b'\nname = "../x"\n', b"\nwidth = 99999999999\n",
    b"\nseed = -9999999999999999999999\n", b"\npadding = [[1, 2], [0, 1]]\n", b'\nrows = "0:1"\n', b"\nfps = nan\n",
    b"\nstill = ''\n", b"\nplays = '0'\n", b"\nkernel = 'same'\n", b"\ninput = [1, [2]]\n", b"\ninput = 1979-05-27\n",
]  # fmt: skip


def case(random: Random) -> Case:
    """A spoilt text, and the command that reads it."""
    line, name, good = SOURCES[random.choice(list(SOURCES))]
    data = random.choice(good or [_picture()])
    for _ in range(random.choice([1, 1, 2, 3, 8])):
        data = mutated(random, data)
    return Case(line.split(), {name: data, "old.gif": b"precious"})


def mutated(random: Random, data: bytes) -> bytes:
    """A text with one thing changed."""
    start, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
    lines = data.splitlines(keepends=True)
    match random.randrange(9):
        case 0:
            return data[:start] + bytes([random.randrange(256)]) + data[start + 1 :]
        case 1:
            return data[:start] + data[min(end, start + 20) :]
        case 2:
            return data[:end] + data[start:end] * random.choice([1, 2, 50]) + data[end:]
        case 3 if lines:
            lines.insert(random.randrange(len(lines) + 1), random.choice(lines))
            return b"".join(lines)
        case 4 if lines:
            lines.pop(random.randrange(len(lines)))
            return b"".join(lines)
        case 5:
            return data[:start]
        case 6 if start < len(data):
            return data[:start] + bytes([data[start] ^ 1 << random.randrange(8)]) + data[start + 1 :]
    return data[:start] + random.choice(PIECES) + data[start:]


def _picture() -> bytes:
    """One of ours, with its command."""
    from convanim.layers.convolution import Convolution
    from convanim.pipeline.write import animate_bytes
    from convanim.recipe.options import Options

    return animate_bytes(
        Recipe(Convolution.of(3, 2), Options(width=300), comment="convanim conv -i 3 -k 2 --width 300"), ".gif"
    )[0]
