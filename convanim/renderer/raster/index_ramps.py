"""How each role looks in pixels: its place in the palette, and its marks as levels of ink."""

from __future__ import annotations

from collections.abc import Container, Sequence
from contextlib import suppress
from zlib import adler32, crc32

import numpy as np
from numpy.typing import NDArray

from convanim.core.errors import ConvanimError
from convanim.renderer.geometry import border_dashes, mark_lines, thin_line
from convanim.renderer.raster.ink import LEVELS, Image, Strokes
from convanim.renderer.raster.sprites import Sprites
from convanim.scene.roles import Paint, RampName, Role, Shade
from convanim.style.cell_marks import Mark, mark_of
from convanim.style.color import rgb
from convanim.style.themes import Look, Theme

Rgba = tuple[int, int, int, int]

OPAQUE = 255


CROSSING_STEPS = 2
"""Steps in which a link's line covers what it runs over, the last all of it."""


LARGEST_PALETTE = 255
"""Colours of a palette at most: one index is kept for what has not changed."""


FINENESSES = ((LEVELS, 1), (4, 1), (4, 2), (3, 2), (3, 4), (2, 4), (2, 8), (1, 8), (1, 16))
"""Colours of ink on one fill, with many fills fewer; and of how many shades each is told apart, more ever fewer."""


INK_EVERY = 8
"""Of how many shades one has ink of its own, which its neighbours take."""


def fitting(theme: Theme, paints: Sequence[Paint], labelled: Container[Paint], crossed: bool) -> tuple[Ramps, Image]:
    """The finest ramps for these paints that are not too many colours, and how lines cross them, where they do."""
    for fineness, every in FINENESSES:
        ramps = Ramps(theme, fineness, every)
        with suppress(OverflowError):  # of an index that is past a palette's last
            for paint in paints:
                ramps.add(paint, paint in labelled)
            crossings = ramps.crossings() if crossed else np.empty((0, 0), np.uint8)
            if len(ramps.palette) <= LARGEST_PALETTE:
                return ramps, ramps.join(crossings)
    raise ConvanimError(f"{len(paints)} kinds of cells have more colours than a palette", way="use a smaller layer")


class Ramps:
    """The palette: which index stands for how much of which colour.

    On a see-through page there is no colour for ink to be mixed with, so all ink lies on cells and on plates.
    """

    def __init__(self, theme: Theme, fineness: int = LEVELS, every: int = 1) -> None:
        self._colors: list[Rgba] = [(*rgb(theme.background), 0 if theme.transparent else OPAQUE)]
        self._theme, self._fineness = theme, fineness
        self.every = every
        """Of how many shades each is told apart."""
        self.shown, self.joined = np.arange(256, dtype=np.uint8), ""
        """The index that is drawn for each, and a checksum of them: themes that differ in it differ in pixels."""
        self._shades: dict[tuple[RampName, int], int] = {}
        self._inks: dict[tuple[RampName, int], Image] = {}
        self._lines: dict[Role, int] = {}
        self._roles: dict[Paint, tuple[Image, Image]] = {}
        self.plate = self._new(theme.background) if theme.transparent else 0
        """What words are written on."""
        self.text = self._ramp(self.plate, theme.background, theme.text)
        self.muted = self._ramp(self.plate, theme.background, theme.muted)
        self.text[0] = self.muted[0] = 0  # where there is no ink, what is there stays
        self.accent = self._new(theme.accent)
        self.tint = self._new(theme.tint)
        self._fills = {self.plate: theme.background, self.tint: theme.tint}

    def _new(self, color: str) -> int:
        self._colors.append((*rgb(color), OPAQUE))
        return len(self._colors) - 1

    def _ramp(self, first: int, start: str, end: str, levels: int = LEVELS) -> Image:
        """Indices by level; with one level only the ramp's two ends are told apart."""
        indices = np.full(LEVELS + 1, first, np.uint8)
        low, high = np.array(rgb(start)), np.array(rgb(end))
        for level in range(LEVELS - levels + 1, LEVELS + 1):
            indices[level] = self._mixed(low, high, level / LEVELS)
        return indices

    def _coarse(self, fill: int, look: Look) -> Image:
        """From fill to ink in as many colours as there is room for."""
        low, high = np.array(rgb(look.fill)), np.array(rgb(look.ink))
        colors = [fill, *(self._mixed(low, high, step / self._fineness) for step in range(1, self._fineness + 1))]
        return np.array([colors[round(level * self._fineness / LEVELS)] for level in range(LEVELS + 1)], np.uint8)

    def _mixed(self, low: NDArray[np.int_], high: NDArray[np.int_], part: float) -> int:
        """The index of a new colour between two."""
        red, green, blue = np.rint(low + (high - low) * part).astype(int).tolist()
        self._colors.append((red, green, blue, OPAQUE))
        return len(self._colors) - 1

    def add(self, role: Paint, labelled: bool) -> None:
        """Make room for a role: few colours make small files, so a ramp is only as long as its use needs."""
        if isinstance(role, Shade):
            self._roles[role] = self._of_shade(role.coarser(self.every), labelled)
            return
        look, mark = self._theme.look(role), mark_of(role)
        fill = 0 if self._theme.shows_page(role) else self._new(look.fill)
        self._fills.setdefault(fill, look.fill)
        line = self._ramp(fill, look.fill, look.line, LEVELS if mark.patterned else bool(mark.border or mark.whole))
        ink = self._coarse(fill, look) if labelled else self._ramp(fill, look.fill, look.ink, 0)
        self._roles[role] = line, ink

    def _of_shade(self, shade: Shade, labelled: bool) -> tuple[Image, Image]:
        """The same of a shade: roles share a ramp's fills, and neighbours on it the colours of their ink."""
        key, mark = (shade.ramp, shade.step), mark_of(shade)
        if key not in self._shades:
            self._shades[key] = self._new(self._theme.shaded(shade))
        line = np.full(LEVELS + 1, self._shades[key], np.uint8)
        if mark.patterned or mark.border:
            if shade.role not in self._lines:
                self._lines[shade.role] = self._new(self._theme.look(shade.role).line)
            line[LEVELS // 2 :] = self._lines[shade.role]
        return line, self._shared_ink(shade) if labelled else line

    def _shared_ink(self, shade: Shade) -> Image:
        """From a shade to its ink by way of the colours of the nearest shade that has ink of its own."""
        near = shade.coarser(max(INK_EVERY, self.every))
        key = near.ramp, near.step
        if key not in self._inks:
            self._inks[key] = self._coarse(self._shades[shade.ramp, shade.step], self._theme.look(near))
        ink = self._inks[key].copy()
        ink[ink == self._inks[key][0]] = self._shades[shade.ramp, shade.step]
        return ink

    def join(self, crossings: Image) -> Image:
        """Of colours that are equal the first stands for all from now on; the same of what lines make of each.

        A theme gives some roles one fill, and ramps may end in it. As one index they make a GIF 2 % smaller, because
        rows then repeat that else only look alike. Ramps of words stay apart: there more ink has a higher index.
        """
        places, words = dict[Rgba, int](), {*self.text.tolist(), *self.muted.tolist()}
        first = [places.setdefault(color, number) for number, color in enumerate(self._colors)]
        first = [number if number in words else one for number, one in enumerate(first)]
        kept = sorted(set(first))
        lookup = [kept.index(number) for number in first]
        self.shown[: len(lookup)] = lookup
        self.joined = f"{crc32(bytes(lookup)):08x}{adler32(bytes(lookup)):08x}"
        table = np.tile(np.arange(256, dtype=np.uint8), (len(crossings), 1))
        if len(crossings):  # fills last: a line is mixed with what is a fill, too
            for number in sorted(range(len(lookup)), key=self._fills.__contains__):
                table[:, lookup[number]] = self.shown[crossings[:, number]]
        self._colors = [self._colors[number] for number in kept]
        self.text, self.muted = self.shown[self.text], self.shown[self.muted]
        self.plate, self.accent, self.tint = (lookup[one] for one in (self.plate, self.accent, self.tint))
        return table

    def of(self, role: Paint) -> tuple[Image, Image]:
        """Indices by level, before they are joined: fill to line, fill to ink."""
        return self._roles[role]

    def crossings(self) -> Image:
        """What a thin line makes of each index: (CROSSING_STEPS + 1, 256) indices by how much of the pixel it covers.

        On a fill it is mixed with that; on ink it is seen where it covers half or more.
        """
        table = np.tile(np.arange(256, dtype=np.uint8), (CROSSING_STEPS + 1, 1))
        table[(CROSSING_STEPS + 1) // 2 :] = self.accent
        for fill, color in list(self._fills.items()):
            if fill == 0 and self._theme.transparent:
                continue  # there a line has a casing
            ramp = [fill, *(self._over(color, level) for level in range(1, CROSSING_STEPS)), self.accent]
            for below in range(CROSSING_STEPS):
                table[:, ramp[below]] = [ramp[max(level, below)] for level in range(CROSSING_STEPS + 1)]
        return table

    def _over(self, color: str, level: int) -> int:
        """The index of a fill under so much of a line."""
        return self._mixed(np.array(rgb(color)), np.array(rgb(self._theme.accent)), level / CROSSING_STEPS)

    def casing(self) -> Image:
        """What a casing makes of each index, as `crossings` says."""
        table = np.full((CROSSING_STEPS + 1, 256), self.plate, np.uint8)
        table[0] = np.arange(256)
        return table

    @property
    def palette(self) -> Image:
        """All colours, (n, 3); of a transparent theme with their alpha, (n, 4), and colour 0 is see-through."""
        return np.array(self._colors, np.uint8)[:, : 4 if self._theme.transparent else 3]


def mark_levels(sprites: Sprites, mark: Mark, side: int) -> Image:
    """Border, hatching and strike of a cell whose inside is `side` px."""
    thin = thin_line(side)
    levels = np.zeros((side, side), np.uint8)
    lines = mark_lines(mark, side)
    if lines:
        levels = sprites.of(Strokes(side, side, lines, thin)).levels.copy()
    if mark.border:
        thick = max(1, round(thin * mark.border))
        if mark.dashed and side >= 10:
            edge = border_dashes(side)
            half = thick / 2
            corners = [
                [(0.0, half), (float(side), half)], [(side - half, 0.0), (side - half, float(side))],
                [(float(side), side - half), (0.0, side - half)], [(half, float(side)), (half, 0.0)],
            ]  # fmt: skip
            levels = np.maximum(levels, sprites.of(Strokes(side, side, corners, thick, dashes=edge)).levels)
        else:
            levels[:thick] = levels[-thick:] = LEVELS
            levels[:, :thick] = levels[:, -thick:] = LEVELS
    return levels
