"""Cells, words and colours as SVG markup and CSS: what the animated SVG and the player share.

Colours are in style sheets only, a class for each role, so that one file can hold a light and a dark look. Lengths
are px; cells and their borders lie on whole ones. Nothing asks for crisp edges: at the size that was
asked for all edges are crisp, and shrunk to a phone snapped ones would make gaps of uneven width.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from string import ascii_lowercase

from convanim.core.escape import escaped
from convanim.language.english import say
from convanim.layout.cell_text import fitted, label_size
from convanim.layout.page import Layout, Lean, Plate, Text
from convanim.renderer.cell_paths import Border, LyingBorder
from convanim.renderer.geometry import (
    CAP_HEIGHT,
    CASING,
    arrow_lines,
    link_width,
    number,
    outline_width,
    thin_outline_width,
)
from convanim.renderer.over import over_paths
from convanim.renderer.pieces import DrawnPiece
from convanim.renderer.steps import SizedCell, Step
from convanim.scene.cells import Cell
from convanim.scene.picture import Picture
from convanim.scene.roles import Paint
from convanim.style.cell_marks import mark_of
from convanim.style.themes import DARK, Theme

FONT_FAMILIES = '"DejaVu Sans",Verdana,'
"""The font that lengths are computed for, and one as wide; a third keeps the lengths by being stretched."""


MORE_FAMILIES = {
    "zh": '"Noto Sans CJK SC","PingFang SC","Microsoft YaHei","WenQuanYi Zen Hei",',
    "ja": '"Noto Sans CJK JP","Hiragino Sans","Yu Gothic",',
    "ko": '"Noto Sans CJK KR","Apple SD Gothic Neo","Malgun Gothic",',
}
"""By language those of letters that these have not, as browsers on Linux, macOS and Windows have them."""


def font_families(code: str) -> str:
    """The fonts that a browser may take, for a language by its code, the first that it has for each letter."""
    return f"{FONT_FAMILIES}{MORE_FAMILIES.get(code.partition('-')[0], '')}sans-serif"


LYING = "l"
"""What the class of cells that lie flat has after its role's."""


def dark_variant(theme: Theme) -> Theme | None:
    """The theme for readers whose device is set to dark; only one that adapts has one."""
    return DARK if theme.adapts else None


Placed = tuple[float, float, SizedCell]
"""The top left corner of a cell, px, and what it is."""


class Brush:
    """Draws what a picture is made of, on one layout."""

    def __init__(self, picture: Picture, layout: Layout, theme: Theme) -> None:
        self._layout, self._theme, self._code = layout, theme, picture.language.code
        self._cased = theme.transparent or layout.cased
        first = next(iter(layout.places.values()))
        self.cell = first.cell
        """Side of the usual cells, px: what differs says so."""
        flat = [place.short for place in layout.places.values() if place.lean]
        self._short = min(flat, default=self.cell)
        """That for which lines over cells are as thick as most are."""
        self._flat = next((place for place in layout.places.values() if place.lean), None)
        roles = picture.survey.roles
        self.names = {role: _name(index) for index, role in enumerate(roles)}
        """The class of each role's cells; with `i` after it that of its ink, with `h` that of its hatching, with `s`
        that of the frame along its sides."""
        self._borders: dict[tuple[Paint, int, Lean | None], Border | LyingBorder] = {}
        words = (*layout.texts, *(slot.lines[0] for slot in layout.slots), *(one.words for one in layout.swatches))
        self._fonts = sorted({(text.size, text.bold, text.muted) for text in words}, reverse=True)

    def border(self, role: Paint, size: int, lean: Lean | None = None) -> Border | LyingBorder:
        """How a role's cells of that side are drawn, where they stand or lie."""
        key = role, size, lean
        if key not in self._borders:
            self._borders[key] = LyingBorder(role, size, lean) if lean else Border(role, size)
        return self._borders[key]

    def name(self, role: Paint, lean: Lean | None) -> str:
        """The class of a role's cells, where they stand or lie."""
        return self.names[role] + LYING * bool(lean)

    def usual(self, role: Paint, lean: Lean | None) -> Border | LyingBorder:
        """How most of a role's cells are drawn, where they stand or lie: what its class says."""
        flat = self._flat if lean else None
        return self.border(role, flat.cell, flat.lean) if flat else self.border(role, self.cell)

    def _kinds(self) -> Iterator[tuple[str, Paint, Border | LyingBorder]]:
        """Every class of cells, its role, and how most of them are drawn."""
        for role in self.names:
            for lean in (None, self._flat.lean) if self._flat else (None,):
                yield self.name(role, lean), role, self.usual(role, lean)

    def page(self) -> str:
        """What every step shows: title, names, arrows."""
        layout = self._layout
        arrows = []
        thickness = 1.0
        for start, end in layout.arrows:
            lines, thickness = arrow_lines(start, end)
            arrows += ["M" + "L".join(f"{number(x)} {number(y)}" for x, y in line) for line in lines]
        parts = [self.words(text) for text in layout.texts]
        if arrows:
            parts.append(f'<path class="R" stroke-width="{number(thickness)}" d="{"".join(arrows)}"/>')
        for rule in layout.rules:
            y = rule.y + rule.thickness / 2
            line = f"M{rule.x} {number(y)}h{rule.width}"
            parts.append(f'<path class="R" style="stroke-linecap:butt" stroke-width="{rule.thickness}" d="{line}"/>')
        return "".join(parts)

    def plates(self) -> str:
        """What the words stand on that are there from the beginning, where the page shows through."""
        return "".join(self._plate(plate) for plate in self._layout.plates if not plate.first)

    def _plate(self, plate: Plate) -> str:
        if not self._theme.transparent:
            return ""
        x, y, wide, tall, radius, _ = plate
        return f'<rect class="Y" x="{x}" y="{y}" width="{wide}" height="{tall}" rx="{radius}"/>'

    def samples(self) -> dict[int, str]:
        """The legend: what comes into it, by the number of the step from which on it is seen."""
        parts: dict[int, str] = defaultdict(str)
        for plate in self._layout.plates:
            if plate.first:
                parts[plate.first] += self._plate(plate)
        for one in self._layout.swatches:
            cell = self.cells([(one.x, one.y, SizedCell(Cell(one.role), one.size))])
            parts[one.first] += cell + (self.words(one.words) if one.words.text else "")
        return parts

    def words(self, text: Text) -> str:
        """One line, which keeps its width in any font."""
        length = f' textLength="{round(text.length)}"' if text.text else ""
        end = " E" if text.right else " D" if text.centred else ""
        return f'<text class="T{self.font(text)}{end}" x="{text.x}" y="{text.y}"{length}>{escaped(text.text)}</text>'

    def font(self, text: Text) -> int:
        """The number in the class of a line's size, weight and colour."""
        return self._fonts.index((text.size, text.bold, text.muted))

    def cells(self, placed: Iterable[Placed], moving: bool = False) -> str:
        """Cells, those of a role in one path, and what is written in them above.

        What is `moving` is seen by browsers only, which know more of SVG than programs that draw stills.
        """
        alike: dict[tuple[Paint, int, Lean | None], list[Placed]] = {}
        for one in placed:
            alike.setdefault((one[2].cell.role, *one[2][1:]), []).append(one)
        return "".join(self._alike(some, moving) for some in alike.values())

    def _alike(self, placed: Sequence[Placed], moving: bool) -> str:
        """Cells of one role, size and way of lying."""
        _, _, ((role, *_), size, lean) = placed[0]
        name, border, usual = self.name(role, lean), self.border(role, size, lean), self.usual(role, lean)
        style = _other(border.style(), usual.style())
        parts = [f'<path class="{name}"{style} d="{border.path(((x, y) for x, y, _ in placed), size)}"/>']
        if border.lines:
            lines = "".join(border.hatching(x, y) for x, y, _ in placed)
            width = _other(f"stroke-width:{border.thin}", f"stroke-width:{usual.thin}")
            parts.append(f'<path class="{name}h"{width} d="{lines}"/>')
        frames = "".join(border.frame(x, y, sized.cell.sides) for x, y, sized in placed)
        if frames:
            parts.append(f'<path class="{name}s"{_other(border.frame_style(), usual.frame_style())} d="{frames}"/>')
        if not lean:  # in lying ones nothing is written
            parts += self._written(placed, size, moving)
        return "".join(parts)

    def _written(self, placed: Sequence[Placed], size: int, moving: bool) -> Iterator[str]:
        """What is written in cells of one size."""
        groups: dict[str, list[tuple[float, float, str]]] = {}
        for x, y, sized in placed:
            name = self.names[sized.cell.role]
            if font := fitted(sized.cell.label, size, mark_of(sized.cell.role).bold):
                other = _other(f"font-size:{font}px", f"font-size:{label_size(self.cell)}px")
                text = x + size / 2, round(y + size / 2 + CAP_HEIGHT * font), sized.cell.label
                groups.setdefault(f'class="L {name}i"{other}', []).append(text)
        for group, texts in groups.items():
            yield f"<g {group}>{_texts(texts, moving)}</g>"

    def over(self, step: Step) -> str:
        """What lies over the cells in a step: pieces, links, and the outlines of windows."""
        paths = over_paths(step, tuple(self._layout.places.values())).paths
        lines = "".join(f'<path class="{name}" d="{paths[of]}"/>' for name, of in self.layers if paths[of])
        return self.pieces(step) + lines

    @property
    def layers(self) -> tuple[tuple[str, int], ...]:
        """What lies over the cells, from below: the class of each path, and which of `over_paths` it is."""
        tint, *lines = (("Q", 0), ("K", 1), ("V", 2), ("W", 3))
        casing = [(name + "C", of) for name, of in lines] if self._cased else []
        return (tint, *casing, *lines)

    def pieces(self, step: Step) -> str:
        """The pieces of a step, without their outlines."""
        return "".join(f'<g class="G">{self._piece(piece)}</g>' for piece in step.pieces)

    def _piece(self, piece: DrawnPiece) -> str:
        """The cells of a piece; in one that is turned, what is written stays upright."""
        if not piece.turn:
            return self.cells((*placed.corner, SizedCell(placed.cell, placed.size)) for placed in piece.cells)
        parts = []
        for placed in piece.cells:
            (left, top), (x, y), size = placed.corner, placed.middle, placed.size
            blank = self.cells([(left, top, SizedCell(placed.cell._replace(label=""), size))])
            parts.append(f'<g transform="rotate({number(placed.turn)} {number(x)} {number(y)})">{blank}</g>')
            parts += self._written([(left, top, SizedCell(placed.cell, size))], size, False)
        return "".join(parts)

    def _lines_and_fonts(self) -> list[tuple[str, str]]:
        """What no cell and no colour changes, by selector."""
        rules = [
            ("text", f"font-family:{font_families(self._code)}"),
            (".L", f"font-size:{label_size(self.cell)}px;text-anchor:middle"),
            (".E", "text-anchor:end"),
            (".D", "text-anchor:middle"),
            (".W", f"fill:none;stroke-width:{outline_width(self._short)}"),
            (".V", f"fill:none;stroke-width:{thin_outline_width(self._short)}"),
            (".K", f"fill:none;stroke-linecap:round;stroke-width:{number(link_width(self._short))}"),
            (".R", "fill:none;stroke-linecap:round;stroke-linejoin:round"),
        ]
        if self._cased:
            widths = link_width(self._short), thin_outline_width(self._short), outline_width(self._short)
            rules += [
                (f".{name}C", f"fill:none;stroke-width:{number(width + 2 * CASING)}")
                for name, width in zip("KVW", widths, strict=True)
            ]
        for index, (size, bold, _) in enumerate(self._fonts):
            rules.append((f".T{index}", f"font-size:{size}px" + ";font-weight:700" * bold))
        return rules

    def style(self, cells: Iterable[SizedCell]) -> str:
        """CSS for these cells: fonts and strokes, then the colours, in dark ones too where the theme has a night."""
        rules = self._lines_and_fonts()
        known = list(cells)
        framed = {sized.cell.role for sized in known if sized.cell.sides}
        for name, role, border in self._kinds():
            rules.append((f".{name}", border.style()))
            if border.lines:
                rules.append((f".{name}h", f"fill:none;stroke-width:{border.thin}"))
            if role in framed:
                rules.append((f".{name}s", border.frame_style()))
        written = {
            sized.cell.role for sized in known if fitted(sized.cell.label, sized.size, mark_of(sized.cell.role).bold)
        }
        rules += [
            (f".{self.names[role]}i", "font-weight:700")
            for role in self.names
            if role in written and mark_of(role).bold
        ]
        colors = self._colors(self._theme, written, framed)
        css = _css(rules + colors)
        if dark := dark_variant(self._theme):
            other = [rule for rule in self._colors(dark, written, framed) if rule not in colors]
            css += f"@media (prefers-color-scheme:dark){{{_css(other)}}}"
        return css

    def _colors(self, theme: Theme, written: Container[Paint], framed: Container[Paint]) -> list[tuple[str, str]]:
        """All colours, by selector."""
        rules = [
            (".B", f"fill:{'none' if theme.transparent else theme.background}"),
            (".W,.V,.K", f"stroke:{theme.accent}"),
            (".Q", f"fill:{theme.tint}"),
            (".R", f"stroke:{theme.muted}"),
        ]
        if self._cased:
            rules.append((".KC,.VC,.WC", f"stroke:{theme.background}"))
        if theme.transparent:
            rules.append((".Y", f"fill:{theme.background}"))
        for index, (_, _, muted) in enumerate(self._fonts):
            rules.append((f".T{index}", f"fill:{theme.muted if muted else theme.text}"))
        for name, role, border in self._kinds():
            look = theme.look(role)
            fill = "none" if theme.shows_page(role) else look.fill
            if border.solid:
                rules.append((f".{name}", f"stroke:{fill}"))
            else:
                rules.append((f".{name}", f"fill:{fill}" + f";stroke:{look.line}" * bool(border.width)))
            if role in written:
                rules.append((f".{name}i", f"fill:{look.ink}"))
            if border.lines:
                rules.append((f".{name}h", f"stroke:{look.line}"))
            if role in framed:
                rules.append((f".{name}s", f"stroke:{look.line}"))
        return rules


def _other(style: str, usual: str) -> str:
    """The attribute for a style that is not the usual one."""
    return f' style="{style}"' if style != usual else ""


def _css(rules: Iterable[tuple[str, str]]) -> str:
    """CSS in which rules with the same declarations are one."""
    selectors: dict[str, list[str]] = {}
    for selector, declarations in rules:
        selectors.setdefault(declarations, []).append(selector)
    return "".join(f"{','.join(some)}{{{declarations}}}" for declarations, some in selectors.items() if declarations)


def _texts(texts: Sequence[tuple[float, float, str]], moving: bool) -> str:
    """Short texts, each at its place; single characters as one text with a list of places, where they are moving."""
    single = [text for text in texts if moving and len(text[2]) == 1]
    parts = [
        f'<text x="{number(x)}" y="{number(y)}">{escaped(words)}</text>'
        for x, y, words in texts
        if not single or len(words) > 1
    ]
    if single:
        xs, ys = (
            " ".join(number(place) for place in places) for places in zip(*(text[:2] for text in single), strict=True)
        )
        parts.append(f'<text x="{xs}" y="{ys}">{escaped("".join(words for _, _, words in single))}</text>')
    return "".join(parts)


def description(picture: Picture) -> str:
    """What the picture says, for those who do not see it."""
    heading = picture.heading
    panels = ", ".join(panel.caption.replace("\u00a0", " ") for panel in picture.panels if panel.caption)
    parts = (heading.sizes, heading.words, *heading.arithmetic, *heading.formula())
    named = [say("alt.panels", names=panels)] if panels else []
    steps = say("alt.step_count", count=len(set(picture.survey.steps) - {None}))
    return ". ".join(picture.language.say(part) for part in (*parts, *named, steps) if part) + "."


def _name(index: int) -> str:
    """A class for a role: one small letter, or `z` and a number."""
    return ascii_lowercase[index] if index < 25 else f"z{index}"
