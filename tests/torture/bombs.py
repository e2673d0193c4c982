"""Small things that ask for much: each is answered in seconds, by a picture or by a line."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from tests.torture.runner import Case

SECONDS_FOR_A_BOMB = 25
"""Most processor time that an answer may take."""

WIDE, TALL = 2000, 1000
MOST_FRAMES = 5000
COMMAND = b"convanim conv -i 3 -k 2 --width 300"


class Bomb(NamedTuple):
    """A command line, the exit code it ends with, and the files that it finds, made for a part of their full size."""

    line: str
    code: int
    files: Callable[[int], Mapping[str, bytes]] = lambda share: {}


def bomb_case(name: str, share: int = 1) -> Case:
    """A bomb, `share` times smaller than it could be."""
    bomb = BOMBS[name]
    return Case(bomb.line.split(), bomb.files(share))


def gif(frames: Iterable[bytes], wide: int = WIDE, tall: int = TALL, comment: bytes = b"") -> bytes:
    """A GIF of black and white."""
    head = b"GIF89a" + struct.pack("<HHBBB", wide, tall, 0xF0, 0, 0) + b"\0\0\0\xff\xff\xff"
    pieces = [comment[at : at + 255] for at in range(0, len(comment), 255)]
    said = b"!\xfe" + b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\0"
    return head + said + b"".join(frames) + b";"


def gif_frame(data: bytes, x: int = 0, y: int = 0, wide: int = 1, tall: int = 1, table: bytes = b"") -> bytes:
    """A frame of its compressed pixels; with two colours of its own, if there is a `table`."""
    control = b"!\xf9\x04\x04" + struct.pack("<H", 10) + b"\0\0"
    return control + b"," + struct.pack("<HHHHB", x, y, wide, tall, 0x80 * bool(table)) + table + data


def lzw(wide: int, tall: int, color: int) -> bytes:
    """Compressed pixels of one colour."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("L", (wide, tall), color).save(file, "GIF", optimize=False)
    data = file.getvalue()
    at = data.index(b",", 13 + (3 << (data[10] & 7) + 1))
    table = 3 << (data[at + 9] & 7) + 1 if data[at + 9] & 0x80 else 0
    return data[at + 10 + table : -1]


def _tiny_gif(share: int) -> dict[str, bytes]:
    dots = [lzw(1, 1, color) for color in (0, 1)]
    return {"f": gif(gif_frame(dots[n % 2], n % WIDE, n % TALL) for n in range(MOST_FRAMES // share))}


def _full_gif(share: int) -> dict[str, bytes]:
    pages = [lzw(WIDE, TALL, color) for color in (0, 1)]
    return {"f": gif(gif_frame(pages[n % 2], 0, 0, WIDE, TALL) for n in range(MOST_FRAMES // share))}


def _palette_gif(share: int) -> dict[str, bytes]:
    page, count = lzw(WIDE, TALL, 1), MOST_FRAMES // share
    return {"f": gif(gif_frame(page, 0, 0, WIDE, TALL, bytes([0, 0, 0, n % 256, n >> 8, 7])) for n in range(count))}


def _many_gif(share: int) -> dict[str, bytes]:
    return {"f": gif([gif_frame(lzw(1, 1, 0))] * (3_000_000 // share), 1, 1)}


def _said_gif(comment: bytes, times: int = 1) -> Callable[[int], dict[str, bytes]]:
    return lambda share: {"f": gif([gif_frame(lzw(1, 1, 0))], 9, 9, COMMAND + b" " + comment * (times // share or 1))}


def _asking_gif(share: int) -> dict[str, bytes]:
    """As large, and of as many frames, as the layer that its comment asks for, but with one black pixel in each."""
    from convanim.layers.convolution import Convolution
    from convanim.pipeline.compose import compose
    from convanim.recipe.options import Options
    from convanim.recipe.recipe import Recipe

    size = max(8, 64 // share)
    composed = compose(Recipe(Convolution.of(size, 3), Options(width=1000)))
    count, page = composed.picture.survey.frames, composed.layout
    asked = f"convanim conv -i {size} -k 3 --width 1000".encode()
    return {"f": gif([gif_frame(lzw(1, 1, 0))] * count, page.width, page.height, asked)}


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(boxes: Iterable[tuple[int, int, int, int, bytes]], count: int, texts: bytes = b"") -> bytes:
    """An APNG of black and white; boxes are x, y, width, height, compressed pixels."""
    head = struct.pack(">IIBBBBB", WIDE, TALL, 8, 3, 0, 0, 0)
    pieces = [b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", head), _chunk(b"PLTE", b"\0\0\0\xff\xff\xff"), texts]
    pieces.append(_chunk(b"acTL", struct.pack(">II", count, 0)))
    number = 0
    for x, y, wide, tall, data in boxes:
        pieces.append(_chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, wide, tall, x, y, 1, 100, 0, 0)))
        first = not number
        pieces.append(_chunk(b"IDAT", data) if first else _chunk(b"fdAT", struct.pack(">I", number + 1) + data))
        number += 1 if first else 2
    return b"".join(pieces) + _chunk(b"IEND", b"")


def _pages() -> list[bytes]:
    return [zlib.compress(bytes([0] + [color] * WIDE) * TALL, 9) for color in (0, 1)]


def _tiny_png(share: int) -> dict[str, bytes]:
    dots, count = [zlib.compress(bytes([0, color])) for color in (0, 1)], MOST_FRAMES // share
    small = [(n % WIDE, n % TALL, 1, 1, dots[n % 2]) for n in range(1, count)]
    return {"f": png([(0, 0, WIDE, TALL, _pages()[0]), *small], count)}


def _full_png(share: int) -> dict[str, bytes]:
    pages, count = _pages(), MOST_FRAMES // share
    return {"f": png(((0, 0, WIDE, TALL, pages[n % 2]) for n in range(count)), count)}


def _texts_png(share: int) -> dict[str, bytes]:
    text = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 1_000_000)) * 100  # 70 are too many
    return {"f": png([(0, 0, WIDE, TALL, _pages()[0])], 1, text)}


def _webp(wide: int, tall: int, count: int) -> dict[str, bytes]:
    from PIL import Image

    stills = []
    for color in ("black", "white"):
        file = io.BytesIO()
        Image.new("RGB", (wide, tall), color).save(file, "WEBP", lossless=True)
        stills.append(file.getvalue()[12:])

    def three(*numbers: int) -> bytes:
        return b"".join(number.to_bytes(3, "little") for number in numbers)

    body = b"WEBPVP8X" + struct.pack("<II", 10, 2) + three(WIDE - 1, TALL - 1) + b"ANIM" + struct.pack("<I", 6)
    pieces = [body + bytes(6)]
    for n in range(count):
        corner = (0, 0) if wide == WIDE else (n % (WIDE // 2), n % (TALL // 2))
        frame = three(*corner, wide - 1, tall - 1, 10) + b"\0" + stills[n % 2]
        pieces.append(b"ANMF" + struct.pack("<I", len(frame)) + frame + b"\0" * (len(frame) % 2))
    content = b"".join(pieces)
    return {"f": b"RIFF" + struct.pack("<I", len(content)) + content}


def _nested_svg(share: int) -> dict[str, bytes]:
    depth = 1_000_000 // share
    return {"f.svg": b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * depth + b"</g>" * depth + b"</svg>"}


def _repeated_html(share: int) -> dict[str, bytes]:
    return {"f.html": b'<svg id="picture" ' * (300_000 // share) + b'<meta name="generator" content="' * 50_000}


def _player(steps: bytes) -> Callable[[int], dict[str, bytes]]:
    """A player's file whose data are repeated."""
    head = b'<meta name="generator" content="' + COMMAND + b'"><svg id="picture" a width="9" height="9">'
    head += b'<script id="steps" type="application/json">'
    return lambda share: {"f.html": head + steps.replace(b"*", b"1," * (1_500_000 // share)) + b"</script>"}


def _raising(text: bytes) -> Callable[[int], dict[str, bytes]]:
    return lambda share: {"f": text}


def _repeating(name: str, head: bytes, text: bytes, times: int) -> Callable[[int], dict[str, bytes]]:
    """A text many times; a %d in it is its number."""

    def made(share: int) -> dict[str, bytes]:
        count = times // share
        return {name: head + (b"".join(text % n for n in range(count)) if b"%d" in text else text * count)}

    return made


ASKS = "-i 3000 -k 3 --max-frames 99999999 --max-cells 99999999 --max-taps 999999999 --max-work 999999999999999999"
TABLE = ASKS.replace(" --max-", "\nmax_").replace("-i ", "input=").replace(" -k ", "\nkernel=")
TABLE = "\n".join(line.replace(" ", "=") for line in TABLE.splitlines())

THEMED, VALUED = "conv -i 3 -k 2 --theme f.toml -o a.gif", "conv -k 1 --input-values f.csv -o a.gif"

BOMBS = {
    "scatter": Bomb("transposed -i 16 -k 3 -s 16 --view scatter --width 1000 -o a.gif", 2),
    "scatter, wide": Bomb("transposed -i 10 -k 3 -s 16 --view scatter --width 4000 -q -o a.gif", 0),
    "a large still": Bomb("conv -i 380 -k 3 --still last --width 4000 -o a.png", 2),
    "a still that is not too large": Bomb("conv -i 240 -k 3 --still last --width 4000 -q -o a.png", 0),
    "a large layer": Bomb("conv -i 1000000 -k 999999 -o a.gif", 2),
    "a GIF of dots": Bomb("inspect f", 0, _tiny_gif),
    "a GIF of pages": Bomb("inspect f", 0, _full_gif),
    "a GIF of palettes": Bomb("inspect f", 0, _palette_gif),
    "a GIF of frames": Bomb("inspect f", 2, _many_gif),
    "a GIF that asks for what it is": Bomb("inspect f", 0, _asking_gif),
    "a GIF that asks for more": Bomb("inspect f", 0, _said_gif(ASKS.encode())),
    "a long comment": Bomb("inspect f", 0, _said_gif(b"x", 60_000_000)),
    "a comment of quotes": Bomb("inspect f", 0, _said_gif(b"''", 120_000)),
    "a comment of options": Bomb("inspect f", 0, _said_gif(b"--hold 1 ", 25_000)),
    "a comment of a decimal": Bomb("inspect f", 0, _said_gif(b"--fps 1e999999999 --hold 0." + b"9" * 200_000)),
    "an APNG of dots": Bomb("inspect f", 0, _tiny_png),
    "an APNG of pages": Bomb("inspect f", 0, _full_png),
    "texts that swell": Bomb("inspect f", 2, _texts_png),
    "a WebP of dots": Bomb("inspect f", 0, lambda share: _webp(1, 1, MOST_FRAMES // share)),
    "a WebP of pages": Bomb("inspect f", 0, lambda share: _webp(WIDE, TALL, MOST_FRAMES // share)),
    "a nested SVG": Bomb("inspect f.svg", 2, _nested_svg),
    "a page that repeats itself": Bomb("inspect f.html", 2, _repeated_html),
    "a player of steps": Bomb("inspect f.html", 0, _player(b'{"plays":1,"ms":[*1]}')),
    "a player of brackets": Bomb("inspect f.html", 2, _player(b"[" * 1_000_000)),
    "a post that raises limits": Bomb(
        "md f -o out.md", 2, _raising(b"```convanim name=a\nconv " + ASKS.encode() + b"\n```\n")
    ),
    "a manifest that raises limits": Bomb(
        "gallery f", 2, _raising(b'[[picture]]\nname="a"\nkind="conv"\n' + TABLE.encode() + b"\n")
    ),
    "a theme of roles": Bomb(
        THEMED, 2,
        _repeating("f.toml", b"", b"[roles.a%d]\nfill = '#fff'\n", 2000),
    ),
    "a theme in a theme": Bomb(THEMED, 2, _repeating("f.toml", b"a = ", b"[", 60_000)),
    "a long theme": Bomb(THEMED, 2, _repeating("f.toml", b"", b"#\n", 40_000_000)),
    "a table of numbers": Bomb(VALUED, 2, _repeating("f.csv", b"", b"1,2\n", 240_000)),
    "a row of numbers": Bomb(VALUED, 2, _repeating("f.csv", b"1", b",1", 490_000)),
    "a long table": Bomb(VALUED, 2, _repeating("f.csv", b"", b"1,2\n", 9_000_000)),
    "a long decimal": Bomb(VALUED, 2, _repeating("f.csv", b"0.", b"3", 900_000)),
    "a large exponent": Bomb(
        VALUED, 2, lambda share: {"f.csv": b"1e999999999,1e-999999999\n"}
    ),
    "one too many for the work": Bomb("conv -i 64 -k 3 --width 1000 --max-work 1000000000 -o a.gif", 2),
    "work without an end": Bomb(f"conv {ASKS} --width 4000 -o a.gif", 2),
}  # fmt: skip
"""Every bomb by its name."""
