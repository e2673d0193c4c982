"""Animated SVGs and players read back, by the standard library's parsers, and held against the frames drawn.

Every such file that a test writes in its own process goes through here (`conftest.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree

from convanim.encoder.base import Playing
from convanim.layout.cell_text import fitted
from convanim.layout.page import Layout, Place
from convanim.renderer.cell_paths import Border
from convanim.renderer.markup import LYING, Brush
from convanim.renderer.over import over_paths
from convanim.renderer.steps import NumberedCells, SizedCell
from convanim.scene.picture import Picture
from convanim.scene.roles import Paint
from convanim.style.cell_marks import mark_of
from convanim.style.themes import Theme

Corner = tuple[int, int]


SeenCell = tuple[Paint, str, int]
"""What can be seen of a cell: its role, what is written in it, and along how many sides a frame runs."""


SUBPATH = re.compile(r"([Mm])(-?[\d.]+) (-?[\d.]+)h(-?[\d.]+)")


START = re.compile(r"M(-?[\d.]+) (-?[\d.]+)")


SIDE = re.compile(r"M(-?[\d.]+) (-?[\d.]+)([hv])")


KEYFRAMES = re.compile(r"@keyframes (\w+)\{0%\{visibility:(\w+)\}([\d.]+)%\{visibility:(\w+)\}\}")


PERIOD = re.compile(r"P\{animation:([\d.]+)s step-end (\w+)\}")


STYLED = re.compile(r"animation-(name|delay|iteration-count):([^;]+)")


DATA = re.compile(r'<script id="steps" type="application/json">(.*?)</script>', re.DOTALL)


class FoundStep(NamedTuple):
    """One step of a file: its ms, the cells that may be others than before, what is over them, the words.

    Of the cells of pieces what is written in them, and their roles, each once.
    """

    ms: float
    cells: dict[Corner, SeenCell | None]
    over: list[str]
    words: list[str]
    pieces: list[str]
    piece_roles: set[Paint]


def check(data: bytes, suffix: str, picture: Picture, layout: Layout, theme: Theme, playing: Playing) -> None:
    """Hold a file against its picture, step by step. Raises ValueError that names what differs first."""
    numbered, brush = NumberedCells(picture, layout), Brush(picture, layout, theme)
    plays, found = READERS[suffix](data, numbered, brush)
    if plays != playing.plays:
        raise ValueError(f"it plays {plays} times, not {playing.plays}")
    seen: dict[Corner, SeenCell | None] = {}
    meant: dict[Corner, SeenCell] = {}
    places = tuple(layout.places.values())
    for number, (one, step) in enumerate(zip(found, numbered.steps(playing.times()), strict=True), 1):
        seen |= one.cells
        changed = {numbered.corners[place]: shown(numbered.cells[code]) for place, code in step.changes}
        meant |= changed
        over = [path for path in over_paths(step, places).paths if path]
        different = [corner for corner in (*one.cells, *changed) if seen.get(corner) != meant.get(corner)]
        if different or abs(one.ms - step.ms) > 1 or one.over != over:
            raise ValueError(f"step {number} differs")
        placed = [shown(SizedCell(one.cell, one.size)) for piece in step.pieces for one in piece.cells]
        written, roles = [label for _, label, _ in placed if label], {role for role, _, _ in placed}
        if sorted(one.pieces) != sorted(written) or one.piece_roles != roles:
            raise ValueError(f"the pieces of step {number} differ")
        if one.words != [_spaced(line.text) for line in step.words if line.text]:
            raise ValueError(f"the words of step {number} differ")


def shown(sized: SizedCell) -> SeenCell:
    """What can be seen of a cell."""
    label = sized.cell.label if fitted(sized.cell.label, sized.size, mark_of(sized.cell.role).bold) else ""
    return sized.cell.role, _spaced(label), sized.cell.sides.bit_count()


def _spaced(words: str) -> str:
    """With all spaces alike, as they look."""
    return words.replace("\u00a0", " ")


def read_svg(data: bytes, numbered: NumberedCells, brush: Brush) -> tuple[int, Iterator[FoundStep]]:
    """How often an animated SVG plays, 0 forever, and its steps. Raises ValueError where it is not one of ours."""
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise ValueError(f"it is not XML: {error}") from error
    tag = "{http://www.w3.org/2000/svg}"
    css = root.findtext(f"{tag}style") or ""
    period = PERIOD.search(css)
    if not period:
        raise ValueError("it has no period")
    plays = 0 if period[2] == "infinite" else int(period[2])
    return plays, _svg_steps(root, css, float(period[1]) * 1000, _LayerReader(numbered, brush, tag))


def _svg_steps(root: ElementTree.Element, css: str, total: float, reader: _LayerReader) -> Iterator[FoundStep]:
    spans = {name: (before, float(at) * total / 100) for name, before, at, _ in KEYFRAMES.findall(css)}
    base, *groups, _ = root.findall(f"{reader.tag}g")
    now = reader.layer(base).cells
    lasting: list[tuple[float, _Layer]] = []
    steps: list[tuple[float, float, _Layer]] = []
    for group in groups:
        styled = dict(STYLED.findall(group.get("style", "")))
        kind, *span = group.get("class", "").split()
        if kind == "P":
            lasting.append((spans[styled["name"]][1], reader.layer(group)))
        else:
            before, ms = spans[span[0]]
            if before != "visible":
                raise ValueError("a step is hidden while it should be seen")
            steps.append((float(styled["delay"].removesuffix("s")) * 1000 + total, ms, reader.layer(group)))
    ends = [start + ms for start, ms, _ in steps]
    if any(
        abs(end - after) > 1 for end, after in zip(ends, [*(start for start, _, _ in steps[1:]), total], strict=True)
    ):
        raise ValueError("a step does not end where the next begins")
    above: dict[Corner, SeenCell] = {}
    touched: dict[Corner, SeenCell | None] = dict(now)
    for start, ms, layer in steps:
        while lasting and abs(lasting[0][0] - start) < 1:
            now |= lasting[0][1].cells
            touched |= lasting.pop(0)[1].cells
        back: dict[Corner, SeenCell | None] = {
            corner: now.get(corner) for corner in above
        }  # nothing, where nothing is below
        above = layer.cells
        yield FoundStep(ms, touched | back | dict(above), layer.over, layer.words, layer.pieces, layer.piece_roles)
        touched = {}
    if lasting:
        raise ValueError("something begins to be seen at no step")


class _Layer(NamedTuple):
    cells: dict[Corner, SeenCell]
    over: list[str]
    words: list[str]
    pieces: list[str]
    piece_roles: set[Paint]


class _LayerReader:
    """Reads what one group of an SVG paints."""

    def __init__(self, numbered: NumberedCells, brush: Brush, tag: str) -> None:
        self._numbered, self._brush, self.tag = numbered, brush, tag
        self._roles = {name: role for role, name in brush.names.items()}
        self._corners = set(numbered.corners)

    def layer(self, group: ElementTree.Element) -> _Layer:
        layer = _Layer({}, [], [], [], set())
        for element in group:
            kind = element.get("class", "")
            if self._in_legend(element):
                continue
            if element.tag == f"{self.tag}text":
                layer.words.append(_spaced(element.text or ""))
            elif kind == "G":
                layer.pieces.extend(_spaced(text.text or "") for text in element.iter(f"{self.tag}text"))
                kinds = {path.get("class", "") for path in element.iter(f"{self.tag}path")}
                layer.piece_roles.update(self._roles[kind] for kind in kinds & self._roles.keys())
            elif element.tag == f"{self.tag}g":
                for text in element:
                    self._write(layer, text)
            elif kind in ("Q", "K", "V", "W"):
                layer.over.append(element.get("d", ""))
            elif kind in self._roles:
                for corner in self._cells(element.get("d", ""), self._roles[kind]):
                    layer.cells[corner] = self._roles[kind], "", 0
            elif kind.endswith("s") and kind[:-1] in self._roles:
                for x, y, _ in SIDE.findall(element.get("d", "")):
                    self._frame(layer, float(x), float(y), _)
        return layer

    def _in_legend(self, element: ElementTree.Element) -> bool:
        """Whether it is a sample of the legend: one is drawn in a group of the step from which on it is seen."""
        start = START.match(element.get("d", ""))
        return start is not None and any(
            swatch.x <= float(start[1]) <= swatch.x + swatch.size
            and swatch.y <= float(start[2]) <= swatch.y + swatch.size
            for swatch in self._numbered.layout.swatches
        )

    def _frame(self, layer: _Layer, x: float, y: float, way: str) -> None:
        """Count one side of a cell's frame: it begins at a corner, just inside."""
        corner = self._corner_at(x + 0.1, y + 0.1) if way == "h" else self._corner_at(x, y + 0.1)
        role, label, sides = layer.cells[corner]
        layer.cells[corner] = role, label, sides + 1

    def _cells(self, path: str, role: Paint) -> Iterator[Corner]:
        """The corners of the cells that a path paints."""
        x = y = 0.0
        for kind, dx, dy, length in SUBPATH.findall(path):
            x, y = (float(dx), float(dy)) if kind == "M" else (x + float(dx), y + float(dy))
            pitch = self._place_at(x, y).cell
            border = Border(role, pitch)
            left, top = round(x - border.start), round(y - border.start - border.side / 2 * border.solid)
            count = round((float(length) + border.gap) / pitch) if border.solid else 1
            for index in range(count):
                corner = left + index * pitch, top
                if corner not in self._corners:
                    raise ValueError(f"there is a cell at {corner}, where none belongs")
                yield corner
            x += float(length) * border.solid

    def _write(self, layer: _Layer, text: ElementTree.Element) -> None:
        """Add what is written to the cells it is written in."""
        xs, ys = (list(map(float, text.get(axis, "").split())) for axis in "xy")
        words = text.text or ""
        for x, y, word in zip(xs, ys, list(words) if len(xs) > 1 else [words], strict=True):
            corner = self._corner_at(x, y)
            role, _, sides = layer.cells[corner]
            layer.cells[corner] = role, _spaced(word), sides

    def _corner_at(self, x: float, y: float) -> Corner:
        place = self._place_at(x, y)
        column, row = (x - place.x) // place.cell, (y - place.y) // place.cell
        return place.x + int(column) * place.cell, place.y + int(row) * place.cell

    def _place_at(self, x: float, y: float) -> Place:
        for place in self._numbered.layout.places.values():
            if place.x <= x < place.x + place.width and place.y <= y < place.y + place.height:
                return place
        raise ValueError(f"something is drawn at {x}, {y}, in no cell")


def read_html(data: bytes, numbered: NumberedCells, brush: Brush) -> tuple[int, Iterator[FoundStep]]:
    """How often a player plays, 0 forever, and its steps. Raises ValueError where it is not one of ours."""
    found = DATA.findall(data.decode())
    if len(found) != 1:
        raise ValueError("it has no steps")
    known: dict[str, Any] = json.loads(found[0])
    return known["plays"], _html_steps(known, brush)


def _html_steps(known: dict[str, Any], brush: Brush) -> Iterator[FoundStep]:
    roles = {name + lying: role for role, name in brush.names.items() for lying in ("", LYING)}
    cells = [
        (roles[known["looks"][look]["name"]], _spaced(label[0] if label else ""), frame.count("M") if frame else 0)
        for look, label, frame in known["cells"]
    ]
    corners = [(x, y) for x, y in known["corners"]]
    for number, (ms, (flat, over, lines, _, _, _, *pieces)) in enumerate(
        zip(known["ms"], known["steps"], strict=True)
    ):
        changes = enumerate(known["first"]) if number == 0 else zip(flat[::2], flat[1::2], strict=True)
        words = [_spaced(line) for line in lines if line]
        over = [path for path in over if path]
        placed = [cells[code] for piece in pieces for code, *_ in piece]
        written, seen = [label for _, label, _ in placed if label], {role for role, _, _ in placed}
        yield FoundStep(ms, {corners[place]: cells[code] for place, code in changes}, over, words, written, seen)


READERS = {".svg": read_svg, ".html": read_html}
"""How a file of each format is read."""
