"""A theme of a user's own, from a TOML file.

base = "dark"              # what is left out is this theme's; light unless given
accent = "#ffd166"         # also background, text, muted, tint
sequential = ["#fff8e8", "#7a3d0a"]    # also diverging: two colours or more

[roles.window_input]       # any role, under its name in the plan document
fill = "#7b4bb3"           # also line, ink
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeGuard

from convanim.core.errors import ConvanimError, Sentence, Setting
from convanim.core.safe_toml import parse
from convanim.core.suggest import Choice, choose
from convanim.core.toml_file import OwnOrFile, is_file
from convanim.scene.roles import Role
from convanim.style.ramps import Ramp
from convanim.style.themes import DERIVED, LIGHT, THEMES, Look, Theme

THEME = Setting("theme")


LARGEST_THEME_BYTES = 64 * 1024
"""Bytes; a file that names every colour there is has a twentieth of that."""


THEME_OR_FILE = OwnOrFile("theme", THEMES, "themes of ours are drawn", LARGEST_THEME_BYTES)


COLORS = ("background", "text", "muted", "accent", "tint")
"""Colours that are no role's."""


RAMPS = ("sequential", "diverging")
"""Lists of colours."""


LONGEST_RAMP = 32


HEX = r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})"


_KEY = re.compile(r"""(?:[\w.\- \t]|"(?:[^"\\]|\\.)*"|'[^']*')*=""")
"""What stands before the first equals sign outside quotes."""


Keys = tuple[str, ...]


def theme_named(name: str, option: Sentence = THEME) -> Theme:
    """One of `THEMES`, or the theme in a .toml file. Raises ConvanimError for an unknown name or a wrong file."""
    return read_theme(Path(name), option) if is_file(name) else choose(option, name, THEMES)


def read_theme(path: Path, option: Sentence = THEME) -> Theme:
    """The theme in a file, named after it.

    Raises ConvanimError with the file, and with the line where there is one, for whatever is wrong.
    """
    text = _text(path, option)
    try:
        document = parse(text)
    except ValueError as error:
        raise ConvanimError(f"{path} is not TOML: {error}") from error
    return _Reader(path, text, document).theme()


def _text(path: Path, option: Sentence) -> str:
    data = THEME_OR_FILE.read(path, option)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConvanimError(f"{path}, line {line}: the file is not UTF-8 text, as TOML must be") from error


class _Reader:
    """From a parsed document to a theme; knows where each key stands, to say so."""

    def __init__(self, path: Path, text: str, document: Mapping[str, Any]) -> None:
        self._path, self._text, self._document = path, text, document

    def theme(self) -> Theme:
        document = self._document
        for key in document:
            self._known("key", dict.fromkeys(("base", *COLORS, *RAMPS, "roles")), key)
        base = self._base()
        colors: dict[str, Any] = {key: self._color(document[key], key) for key in COLORS if key in document}
        colors |= {key: self._ramp(key) for key in RAMPS if key in document}
        background = colors.get("background", base.background)
        # What is filled with the base's background is empty, and stays so on another.
        looks = {
            role: look._replace(fill=background) if look.fill == base.background else look
            for role, look in ((role, base.look(role)) for role in Role)
        }
        transparent = base.transparent and "background" not in colors
        return base._replace(
            **colors,
            name=self._path.name,
            summary=f"Your own, on {base.name}.",
            roles={role: look for role, look in looks.items() if role not in DERIVED} | self._roles(looks),
            transparent=transparent,
            adapts=False,
        )

    def _base(self) -> Theme:
        name = self._document.get("base", LIGHT.name)
        if not isinstance(name, str):
            raise self._wrong("is not the name of a theme", 'use base = "light"', "base")
        return choose(f"{self._where('base')}: base", name, THEMES, f"{name!r:.60}")

    def _roles(self, looks: Mapping[Role, Look]) -> dict[Role, Look]:
        tables = self._document.get("roles", {})
        if not isinstance(tables, dict):
            raise self._wrong(
                "is not a table of roles", "use [roles.input] with fill, line and ink below it", "roles"
            )
        known = {role.key: role for role in Role}
        roles = {}
        for key, table in tables.items():
            role = self._known("role", known, "roles", key)
            if not isinstance(table, dict):
                way = f"use [roles.{key}] with fill, line and ink below it"
                raise self._wrong("is not a table of colours", way, "roles", key)
            for part in table:
                self._known("key", dict.fromkeys(Look._fields), "roles", key, part)
            parts = {part: self._color(value, "roles", key, part) for part, value in table.items()}
            roles[role] = looks[role]._replace(**parts)
        return roles

    def _color(self, value: Any, *keys: str) -> str:
        if not _is_color(value):
            raise self._wrong("is not a colour", f'use {keys[-1]} = "#rrggbb" or "#rgb"', *keys)
        return _with_six_digits(value)

    def _ramp(self, key: str) -> Ramp:
        colors = self._document[key]
        if not isinstance(colors, list) or not 2 <= len(colors) <= LONGEST_RAMP or not all(map(_is_color, colors)):
            way = f'use {key} = ["#rrggbb", "#rrggbb"], and more between them if you like'
            raise self._wrong(f"is not a list of 2 to {LONGEST_RAMP} colours", way, key)
        return tuple(map(_with_six_digits, colors))

    def _known(self, what: str, table: Mapping[str, Choice], *keys: str) -> Choice:
        """The row that the last key names; a key can hold anything, line ends too, so it is shown escaped."""
        return choose(f"{self._where(*keys)}: {what}", keys[-1], table, f"{keys[-1]!r:.60}")

    def _wrong(self, rule: str, way: str, *keys: str) -> ConvanimError:
        value: Any = self._document
        for key in keys:
            value = value[key]
        shown = "a table" if isinstance(value, dict) else f"{value!r:.40}"
        return ConvanimError(f"{self._where(*keys)}: {keys[-1]} = {shown} {rule}; {way}")

    def _where(self, *keys: str) -> str:
        return f"{self._path}, line {line_of(self._text, keys)}"


def _is_color(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and re.fullmatch(HEX, value) is not None


def _with_six_digits(color: str) -> str:
    digits = color[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def line_of(text: str, keys: Keys) -> int:
    r"""The line, from 1, that a key of a valid TOML text stands in, where it is first named.

    The parser tells no places. So every line that is a header or begins with a key is parsed on its own; the line
    wanted is the one that names the most of the keys from the left and no others. An inline table is one line, and
    all its keys stand there.

    >>> line_of('[roles.input]\nfill = "#fff"\nink = "#000"', ("roles", "input", "ink"))
    3
    """
    best, most = 1, 0
    header: Keys = ()
    quotes = ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if quotes:  # inside a string of several lines nothing is a key
            quotes = "" if quotes in line else quotes
            continue
        found = _keys(line)
        if found is None:
            continue
        if line.lstrip().startswith("["):
            header = named = found
        else:
            named = header + found
            quotes = next((mark for mark in ('"""', "'''") if line.count(mark) == 1), "")
        if most < len(named) <= len(keys) and named == keys[: len(named)]:
            best, most = number, len(named)
        elif not most and named[: len(keys)] == keys:  # named only on the way to something below it
            best, most = number, len(keys)
    return best


def _keys(line: str) -> Keys | None:
    """The keys that a line names: those of a header, or those before its first equals sign outside quotes."""
    header = line.lstrip().startswith("[")
    before = _KEY.match(line)
    if not header and not before:
        return None
    try:
        table: Any = parse(line if header or not before else f"{before[0]} 0")
    except ValueError:
        return None
    found = []
    while isinstance(table, dict) and table:
        (key,) = table
        found.append(key)
        table = table[key]
        table = table[0] if isinstance(table, list) else table
    return tuple(found) or None
