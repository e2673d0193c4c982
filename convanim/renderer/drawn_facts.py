"""What our own drawn files say of themselves, read from anybody's bytes: bounded, and without entities."""

from __future__ import annotations

import html
import json
import re
from typing import NamedTuple
from xml.etree import ElementTree

from convanim.core.limits import DRAWN_BYTES
from convanim.renderer.drawn_check import DATA, KEYFRAMES, PERIOD

SVG = "{http://www.w3.org/2000/svg}"


GENERATOR = re.compile(r'<meta name="generator" content="([^"<>]*)">')


PICTURE = re.compile(r'<svg id="picture" [^<>]* width="(\d{1,6})" height="(\d{1,6})"')


class Found(NamedTuple):
    """Of a drawn file: its format, size in px, ms for each step, how often it plays (0 for ever), its command."""

    format: str
    width: int
    height: int
    times: tuple[int, ...]
    plays: int
    comment: str


def found_in(data: bytes) -> Found | None:
    """What an animated SVG or a player of ours says; None for any other file, also for one that is damaged."""
    if len(data) > 2 * DRAWN_BYTES:
        return None
    try:
        text = data.decode()
        return _in_svg(text) if text.startswith("<svg") else _in_html(text)
    except (ValueError, KeyError, TypeError, IndexError, ElementTree.ParseError, RecursionError, OverflowError):
        return None


def _in_svg(text: str) -> Found | None:
    if "<!" in text:  # we write none, and a DOCTYPE may define entities
        return None
    root = ElementTree.fromstring(text)  # noqa: S314  # bounded, and without a DOCTYPE
    css = root.findtext(f"{SVG}style") or ""
    comment, period = root.findtext(f"{SVG}metadata"), PERIOD.search(css)
    if not (comment and period):
        return None
    spans = {name: float(at) * float(period[1]) * 10 for name, _, at, _ in KEYFRAMES.findall(css)}
    steps = [group.get("class", "").split() for group in root.findall(f"{SVG}g")]
    times = tuple(round(spans[kinds[1]]) for kinds in steps if kinds[:1] == ["F"])
    plays = 0 if period[2] == "infinite" else int(period[2])
    return Found("SVG", int(root.attrib["width"]), int(root.attrib["height"]), times, plays, _plain(comment))


def _in_html(text: str) -> Found | None:
    comment, size, steps = GENERATOR.search(text), PICTURE.search(text), DATA.search(text)
    if not (comment and size and steps):
        return None
    told = json.loads(steps[1])
    times = tuple(int(ms) for ms in told["ms"])
    return Found("HTML", int(size[1]), int(size[2]), times, int(told["plays"]), _plain(html.unescape(comment[1])))


def _plain(comment: str) -> str:
    return comment.replace("\u00a0", " ")
