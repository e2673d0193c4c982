"""What every page of ours has: templates that are filled, JSON for its script, and the colours of its controls."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any, NamedTuple

from convanim.renderer.markup import dark_variant
from convanim.style.color import contrast
from convanim.style.contrast import TEXT
from convanim.style.themes import LIGHT, Theme

HOVER = "2e"
"""How opaque a button's background is under the pointer, in hexadecimal."""


PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


def part(name: str) -> str:
    """A file that pages are made of."""
    return (files("convanim.renderer.player") / name).read_text(encoding="utf-8")


def filled(template: str, values: dict[str, str]) -> str:
    """A template with its places filled; what is put in is not searched for places again."""
    return PLACEHOLDER.sub(lambda match: values[match[1]], template)


def as_json(value: Any) -> str:
    """JSON that can stand in a script element: no `<` in it, so no end tag either."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


class ControlColors(NamedTuple):
    """The plate that the controls lie on, and what lies on it: ink, fainter words, what is filled or outlined."""

    plate: str
    ink: str
    faint: str
    control: str


def controls(theme: Theme) -> ControlColors:
    """The controls' colours, which can be read on any page: a see-through picture lends them the light theme's."""
    own = LIGHT if theme.transparent else theme
    legible = contrast(own.accent, own.background) >= TEXT
    return ControlColors(own.background, own.text, own.muted, own.accent if legible else own.text)


def page_colors(theme: Theme) -> str:
    """The page's own colours, from the theme."""

    def variables(some: Theme) -> str:
        page = "transparent" if some.transparent else some.background
        plate, ink, faint, control = controls(some)
        return (
            f":root{{--page:{page};--text:{some.text};--plate:{plate};--ink:{ink};--faint:{faint};"
            f"--control:{control};--hover:{faint}{HOVER};--line:{faint}80}}"
        )

    dark = dark_variant(theme)
    return variables(theme) + (f"@media (prefers-color-scheme:dark){{{variables(dark)}}}" if dark else "")
