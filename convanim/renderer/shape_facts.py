"""Facts of an animated SVG or a player that convanim wrote, for `inspect`.

The file may come from anywhere: its size is bounded, and XML entities are never expanded.
"""

from __future__ import annotations

import html
import json
import re
from typing import NamedTuple
from xml.etree import ElementTree

from convanim.core.limits import DRAWN_BYTES

SVG = "{http://www.w3.org/2000/svg}"


PERIOD = re.compile(r"P\{animation:([\d.]+)s step-end (\w+)\}")
"""In the CSS of an SVG: the seconds of one play, and how often it plays."""


SPAN = re.compile(r"@keyframes (f\w+)\{0%\{visibility:visible\}([\d.]+)%")
"""In the CSS of an SVG: a class of steps, and for which part of a play they are shown."""


STEPS_DATA = re.compile(r'<script id="steps" type="application/json">(.*?)</script>', re.DOTALL)


GENERATOR = re.compile(r'<meta name="generator" content="([^"<>]*)">')


PICTURE = re.compile(r'<svg id="picture" [^<>]* width="(\d{1,6})" height="(\d{1,6})"')


class ShapeFacts(NamedTuple):
    """Of a file of shapes: its format, size in px, ms for each step, how often it plays (0: forever), its command."""

    format: str
    width: int
    height: int
    times: tuple[int, ...]
    plays: int
    comment: str


def read_shape_facts(data: bytes) -> ShapeFacts | None:
    """The facts of an animated SVG or a player of ours; None for any other file, also for one that is damaged."""
    if len(data) > 2 * DRAWN_BYTES:
        return None
    try:
        text = data.decode()
        return _in_svg(text) if text.startswith("<svg") else _in_html(text)
    except (ValueError, KeyError, TypeError, IndexError, ElementTree.ParseError, RecursionError, OverflowError):
        return None


def _in_svg(text: str) -> ShapeFacts | None:
    if "<!" in text:  # we write none, and a DOCTYPE may define entities
        return None
    root = ElementTree.fromstring(text)  # noqa: S314  # bounded, and without a DOCTYPE
    css = root.findtext(f"{SVG}style") or ""
    comment, period = root.findtext(f"{SVG}metadata"), PERIOD.search(css)
    if not (comment and period):
        return None
    spans = {name: float(at) * float(period[1]) * 10 for name, at in SPAN.findall(css)}
    steps = [group.get("class", "").split() for group in root.findall(f"{SVG}g")]
    times = tuple(round(spans[kinds[1]]) for kinds in steps if kinds[:1] == ["F"])
    plays = 0 if period[2] == "infinite" else int(period[2])
    return ShapeFacts("SVG", int(root.attrib["width"]), int(root.attrib["height"]), times, plays, _plain(comment))


def _in_html(text: str) -> ShapeFacts | None:
    comment, size, steps = GENERATOR.search(text), PICTURE.search(text), STEPS_DATA.search(text)
    if not (comment and size and steps):
        return None
    told = json.loads(steps[1])
    times = tuple(int(ms) for ms in told["ms"])
    command = _plain(html.unescape(comment[1]))
    return ShapeFacts("HTML", int(size[1]), int(size[2]), times, int(told["plays"]), command)


def _plain(comment: str) -> str:
    return comment.replace("\u00a0", " ")
