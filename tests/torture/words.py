"""Argument vectors that nobody would type: every one ends with exit code 0, 1 or 2."""

from __future__ import annotations

import functools
from random import Random
from typing import Any

from tests.torture.runner import Case

THEME = b'base = "dark"\naccent = "#ffd166"\n[roles.window_input]\nfill = "#7b4bb3"\n'
POST = b"# A\n\n```convanim name=b\nconv -i 3 -k 2 --width 300\n```\n\nB\n"
GALLERY = (
    b'[defaults]\nwidth = 300\n[[picture]]\nname = "one"\nkind = "conv"\ninput = 3\nkernel = 2\n'
    b'[[picture]]\nname = "two"\nkind = "transposed"\ninput = 2\nkernel = 2\n'
)
VALUES = b"1,2,3\n4,5.5,-6\n1e2,0,-0.25\n"

FILES = {
    "v.csv": VALUES, "v.txt": b"1 2; 3 4", "bad.csv": b"1,2\n3\n", "t.toml": THEME, "bad.toml": b"= [", "p.md": POST,
    "gallery.toml": GALLERY, "old.gif": b"precious", "binary": bytes(range(256)), "empty": b"",
}  # fmt: skip

HOSTILE = [
    "", " ", "-", "--", "-1", "0", "x", "1x", "x1", "1x2x3", "1e3", "9" * 30, "9" * 5000, "1.5", "nan", "inf", "NaN",
    "٣", "１", "½", "−1", "é", "\n", "a\nb", "\x1b[31m", "\u202egif.a", "\udcff", "../x", "/", ".", "/dev/zero",
    "/dev/null", "/etc/passwd", "a" * 300, "a" * 100_000, "'", '"', "`", "${x}", "%s", "{0}", "*", "~", "=", "1:2",
    ":", "1:", ":1", "9:1", "-1:2", "0:99999999999999999999", "1,2", "1-2", "2-1", "1,,2", "all", "first", "last",
    "auto", "forever", "None", "True",
]  # fmt: skip

SIZES = ["1", "2", "3", "4", "5", "6", "2x3", "3x2", "1x5", "4x4"]

GOOD: dict[str, list[str]] = {
    "padding": ["0", "1", "2", "same", "valid", "half", "full", "1x0"], "stride": ["1", "2", "3", "2x1"],
    "dilation": ["1", "2", "1x2"], "output_padding": ["0", "1"], "seed": ["0", "7", "-3"],
    "input": SIZES, "kernel": ["1", "2", "3", "2x3", "1x3"],
    "input_values": ["1 2; 3 4", "v.csv", "v.txt", "bad.csv", "-", "1,2,3"],
    "kernel_values": ["1 2; 3 4", "box", "gaussian", "sobel-x", "bilinear", "gausian", "v.csv", "-"],
    "fps": ["1", "2.5", "50", "0.01"], "hold": ["0", "1", "600"], "width": ["200", "360", "800", "1", "40"],
    "theme": ["light", "dark", "transparent", "colorblind", "print", "t.toml", "bad.toml", "ligth"],
    "still": ["first", "last", "2", "99"], "filmstrip": ["all", "3", "1,2-3", "9-9"], "every": ["1", "2", "9"],
    "rows": ["0:1", "1:2", "0:9"], "plays": ["1", "3", "auto", "forever"], "view": ["gather", "scatter", "matrix"],
    "format": ["gif", "png", "webp", "svg", "html", "pdf"], "dark_theme": ["dark", "light"], "alt": ["hello", "<b>"],
    "target": ["html", "markdown", "github", "rst"], "url_prefix": ["images/", "https://example.org/?a="],
    "frames": ["slides", ".", "old.gif"], "images": ["images", "."], "jobs": ["1", "2"],
    "max_frames": ["1", "5", "100", "99999"],
    "output": ["a.gif", "a.png", "a.webp", "a.svg", "a.html", "a.pdf", "a.apng", "old.gif", "-", "no/a.gif", "a.bmp",
               "a.gif/b.gif", "sub", "A.GIF", ".gif", "a"],
    "post": ["p.md", "-", "binary", "empty", "no.md"], "manifest": ["gallery.toml", "bad.toml", "empty", "binary"],
    "names": ["light", "t.toml", "bad.toml", "dark"], "path": ["old.gif", "binary", "empty", "p.md"],
    "kind": ["conv", "transposed", "cnv"],
}  # fmt: skip


@functools.cache
def commands() -> dict[tuple[str, ...], list[Any]]:
    """Every command with its parameters."""
    import click

    from convanim.cli import cli

    found: dict[tuple[str, ...], list[Any]] = {}
    everything = click.Context(cli)
    for name in cli.list_commands(everything):
        command = cli.get_command(everything, name)
        assert command is not None
        found[name,] = command.params
        if isinstance(command, click.Group):
            context = click.Context(command)
            for below in command.list_commands(context):
                found[name, below] = command.get_command(context, below).params  # type: ignore[union-attr]
    return found


def case(random: Random) -> Case:
    """A command line: mostly a good one with some of its words made bad."""
    path, parameters = random.choice(list(commands().items()))
    words = list(path)
    for parameter in parameters:
        needed = parameter.name in ("input", "kernel", "post", "manifest", "path", "output")
        if random.random() < (0.85 if needed else 0.12):
            words += _given(random, parameter)
    for _ in range(random.choice([0, 0, 0, 1, 1, 2, 4])):
        _spoil(random, words)
    return Case(words, FILES, random.choice([b"", VALUES, b"1 2; 3 4", bytes(range(256)), POST]))


def _given(random: Random, parameter: Any) -> list[str]:
    name = str(parameter.name)
    option = [random.choice([*parameter.opts, *parameter.secondary_opts])] * (parameter.param_type_name == "option")
    if getattr(parameter, "is_flag", False):
        return option
    value = random.choice(HOSTILE) if random.random() < 0.06 else random.choice(GOOD.get(name, ["1", "1000000"]))
    if option and option[0].startswith("--") and random.random() < 0.3:
        return [f"{option[0]}={value}"]
    return [*option, value]


def _spoil(random: Random, words: list[str]) -> None:
    at = random.randrange(len(words) + 1)
    kind = random.randrange(5)
    if kind == 0:
        words.insert(at, random.choice(HOSTILE))
    elif kind == 1 and words:
        words.pop(min(at, len(words) - 1))
    elif kind == 2 and words:
        words[min(at, len(words) - 1)] = random.choice(HOSTILE)
    elif kind == 3 and words:
        words.insert(at, random.choice(words))
    elif words:
        one = random.choice(words)
        cut = random.randrange(len(one) + 1)
        words[words.index(one)] = one[:cut] + random.choice([*"-=x0 \n", ""]) + one[cut + 1 :]
