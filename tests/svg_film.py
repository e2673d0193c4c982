"""An animated SVG read as a browser would, by its style sheet and its shapes alone: what colour is where, and when.

It knows nothing of how we write: classes are looked up in the CSS, visibility in the keyframes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
Style = dict[str, str]
Point = tuple[float, float]

PATH = re.compile(r"([MmHhVvLlZz])([^MmHhVvLlZz]*)")


class Film:
    """One SVG."""

    def __init__(self, text: str, dark: bool = False) -> None:
        self.root = ElementTree.fromstring(text)
        css = self.root.findtext(f"{SVG}style") or ""
        media = dict(re.findall(r"@media \((.*?)\)\{((?:[^{}]*\{[^{}]*\})*)\}", css))
        plain = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\}", "", css)
        self.keyframes = {
            name: sorted((float(at) / 100, value) for at, value in re.findall(r"([\d.]+)%\{visibility:(\w+)\}", body))
            for name, body in re.findall(r"@keyframes (\w+)\{((?:[^{}]*\{[^{}]*\})*)\}", plain)
        }
        plain = re.sub(r"@keyframes \w+\{(?:[^{}]*\{[^{}]*\})*\}", "", plain)
        self.rules: dict[str, Style] = {}
        for sheet in (plain, media.get("prefers-color-scheme:dark", "") if dark else ""):
            for selectors, declarations in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
                for selector in selectors.split(","):
                    self.rules.setdefault(selector.strip(), {}).update(_declared(declarations))
        self.media = media

    def style(self, element: ElementTree.Element) -> Style:
        """What applies to an element, without what it inherits."""
        style: Style = {}
        for name in element.get("class", "").split():
            style |= self.rules.get(f".{name}", {})
        return style | _declared(element.get("style", ""))

    def visible(self, element: ElementTree.Element, ms: float | None) -> bool:
        """Whether a group is seen at a time; None is without animation."""
        style = self.style(element)
        shown = style.get("visibility", "visible") == "visible"
        if ms is None or "animation" not in style:
            return shown
        period = float(style["animation"].split("s ")[0]) * 1000
        count = style.get("animation-iteration-count", style["animation"].split()[-1])
        delay = float(style.get("animation-delay", "0s").removesuffix("s")) * 1000
        assert delay <= 0, "before a delay is over, what is below would be seen"
        if count.isdecimal() and ms - delay >= int(count) * period:
            return shown
        part = ((ms - delay) % period) / period
        past = [value for at, value in self.keyframes[style["animation-name"]] if at <= part + 1e-9]
        return bool(past[-1] == "visible")

    def elements(self, ms: float | None, pieces: bool = True) -> Iterator[ElementTree.Element]:
        """All that is seen at a time, in the order of painting, with the pieces that lie over panels or without."""

        def walk(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
            for child in element:
                if child.tag != f"{SVG}g":
                    yield child
                elif self.visible(child, ms) and (pieces or child.get("class") != "G"):
                    yield child
                    yield from walk(child)

        yield from walk(self.root)

    def cells(self, centres: Iterable[Point], ms: float | None) -> dict[Point, tuple[str, str]]:
        """The colour around each centre of a cell, and what is written there that is not painted over."""
        seen: dict[Point, tuple[str, str]] = dict.fromkeys(centres, ("", ""))
        for element in self.elements(ms, pieces=False):
            for corners, color in self._painted(element):
                for point in seen:
                    if _inside(point, corners):
                        seen[point] = color, ""
            if element.get("class", "").startswith("L "):
                for x, y, word in _words(element):
                    centre = min((at for at in seen if at[0] == x and y > at[1]), key=lambda at: y - at[1])
                    seen[centre] = seen[centre][0], word
        return seen

    def _painted(self, element: ElementTree.Element) -> Iterator[tuple[list[Point], str]]:
        style = self.style(element)
        if element.tag == f"{SVG}rect":
            if style["fill"] == "none":
                return
            x, y, wide, tall = (float(element.get(name, "0")) for name in ("x", "y", "width", "height"))
            yield _corners(x, y, x + wide, y + tall), style["fill"]
        if element.tag != f"{SVG}path" or style.get("fill") == "none":
            return
        for points, closed in _subpaths(element.get("d", "")):
            xs, ys = [x for x, _ in points], [y for _, y in points]
            if closed:
                yield points, style["fill"]
            elif "stroke-dasharray" in style:
                on, off = map(float, style["stroke-dasharray"].split())
                if style["stroke"] == "none":
                    return
                half, x = float(style["stroke-width"]) / 2, xs[0]
                while x < xs[-1]:
                    yield _corners(x, ys[0] - half, min(x + on, xs[-1]), ys[0] + half), style["stroke"]
                    x += on + off


def _corners(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _inside(point: Point, corners: list[Point]) -> bool:
    """Whether a point is inside a polygon: a ray from it to the left crosses the sides an odd number of times."""
    x, y = point
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    crossed = (x0 + (y - y0) * (x1 - x0) / (y1 - y0) for (x0, y0), (x1, y1) in sides if (y0 > y) != (y1 > y))
    return sum(at < x for at in crossed) % 2 == 1


def _words(group: ElementTree.Element) -> Iterator[tuple[float, float, str]]:
    """What a group writes: x, y, and the characters, which may have a place each."""
    for text in group.findall(f"{SVG}text"):
        xs, ys = (list(map(float, text.get(axis, "").split())) for axis in "xy")
        words = text.text or ""
        yield from zip(xs, ys, words if len(xs) > 1 else [words], strict=True)


def _declared(text: str) -> Style:
    return dict(part.split(":", 1) for part in text.split(";") if part)


def _subpaths(path: str) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    points: list[tuple[float, float]] = []
    x = y = 0.0
    for command, words in PATH.findall(path):
        numbers = [float(word) for word in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", words)]
        start = (x, y) if command.islower() else (0.0, 0.0)
        if command in "Mm":
            if len(points) > 1:
                yield points, False
            x, y = start[0] + numbers[0], start[1] + numbers[1]
            points = [(x, y)]
        elif command in "Zz":
            yield points, True
            x, y = points[0]
            points = [(x, y)]
        else:
            if command in "Hh":
                x = start[0] + numbers[0]
            elif command in "Vv":
                y = start[1] + numbers[0]
            else:
                x, y = start[0] + numbers[0], start[1] + numbers[1]
            points.append((x, y))
    if len(points) > 1:
        yield points, False
