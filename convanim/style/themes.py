"""Role to colour. A theme is only a palette: every theme shows the same index images.

Each role has a fill, the colour of its lines (border, hatching) and that of its ink (text). A role that a
theme leaves out takes the look of the role it falls back to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from convanim.scene.roles import CHANNELS, DIFFERENCES, FADED, STAMPS, WEIGHTS, Mix, Paint, RampName, Role, Shade
from convanim.style.color import mean
from convanim.style.palettes import (
    ARTICLE_CHANNELS,
    DARK_CHANNELS,
    DARK_SIGNED,
    DARK_STAMPS,
    DARK_WEIGHTS,
    GREY_STAMPS,
    GREY_WEIGHTS,
    LIGHT_AMOUNTS,
    LIGHT_CHANNELS,
    LIGHT_SIGNED,
    LIGHT_STAMPS,
    LIGHT_WEIGHTS,
)
from convanim.style.ramps import HARD_INKS, SOFT_INKS, Ramp, ink_on, shade


class Look(NamedTuple):
    """Colours of one role, as #rrggbb."""

    fill: str
    line: str
    ink: str


FALLBACKS = {
    Role.CROPPED_INPUT: Role.CROPPED,
    Role.UNREAD_INPUT: Role.UNREAD,
    Role.INSERTED_ZERO: Role.PADDING,
    Role.CROPPED: Role.PADDING,
    Role.UNREAD: Role.PADDING,
    Role.WINDOW_ZERO: Role.WINDOW_INPUT,
    Role.COPY: Role.PADDING,
    Role.BEYOND: Role.UNREAD,
    Role.SOURCE: Role.INPUT,
    Role.WINNER: Role.OUTPUT_DONE,
    Role.WINDOW_COPY: Role.WINDOW_ZERO,
    Role.WINDOW_SOURCE: Role.WINDOW_INPUT,
    Role.WINDOW_BEYOND: Role.WINDOW_ZERO,
    Role.WINDOW_WINNER: Role.OUTPUT_CURRENT,
    Role.OUTPUT_HOLE: Role.OUTPUT_DONE,
    Role.PRODUCT: Role.KERNEL,
    Role.COUNT: Role.EMPTY,
    Role.BORDER_COUNT: Role.EMPTY,
    Role.RESTING: Role.INSERTED_ZERO,
    **dict.fromkeys(CHANNELS, Role.INPUT),
}
"""Which role stands in where a theme does not know one."""


DERIVED = (*FADED, *DIFFERENCES)
"""Roles whose colours follow from others of the theme, where it does not say them itself."""


FADING = 0.62
"""How much of the background is in a faded colour."""


class Theme(NamedTuple):
    """All colours of a picture."""

    name: str
    background: str
    text: str
    muted: str
    accent: str
    """Window, link and the outline of the current cell."""
    tint: str
    """The inside of a link, between panels."""
    roles: Mapping[Role, Look]
    sequential: Ramp
    """From little to much: shades of cells that hold amounts."""
    diverging: Ramp
    """From much below zero by way of zero, its middle, to much above."""
    fills: Mapping[Role, str] = {}
    """Roles of one colour each: their ink is what is read on it, found when it is asked for."""
    summary: str = ""
    """What it is for, in a few words."""
    inks: Ramp = SOFT_INKS
    """What is written on shades with, where one of these can be read."""
    transparent: bool = False
    """Whether the page shows where nothing is; `background` is then the colour of the plates that words stand on, of
    the casing of links, and of the page in formats that cannot be see-through."""

    adapts: bool = False
    """Whether shapes turn to the dark theme where the reader's device is dark."""

    def look(self, role: Paint) -> Look:
        """The role's own colours, or those of the role it falls back to; of a mix those that its roles make."""
        if isinstance(role, Mix):
            fill = mean([*[mean([self.look(one).fill for one in role.roles])] * MIXED, self.text])
            return Look(fill, fill, self.ink_on(fill))
        if isinstance(role, Shade):
            fill = self.shaded(role)
            return Look(fill, self.look(role.role).line, self.ink_on(fill))
        while role not in self.roles:
            if role in self.fills:
                return Look(self.fills[role], self.fills[role], self.ink_on(self.fills[role]))
            if role in DERIVED:
                return self._derived(role)
            role = FALLBACKS[role]
        return self.roles[role]

    def shaded(self, paint: Shade) -> str:
        """The fill of a shade, in a tenth of the time that its look takes."""
        return shade(self.ramp(paint.ramp), paint.part)

    def ramp(self, name: RampName) -> Ramp:
        """Its colours of that ramp; black to white is the same in all themes, for so pictures are seen."""
        own = {RampName.SEQUENTIAL: self.sequential, RampName.DIVERGING: self.diverging}
        return own.get(name, HARD_INKS)

    def _derived(self, role: Role) -> Look:
        """A weight's colour nearer to the background, or a shade of the diverging ramp."""
        if role in FADED:
            full = self.look(WEIGHTS[FADED.index(role)]).fill
            fill = shade((full, self.background), FADING)
            return Look(fill, full, self.ink_on(fill))
        fill = shade(self.diverging, DIFFERENCES.index(role) / (len(DIFFERENCES) - 1))
        return Look(fill, self.look(Role.OUTPUT_PENDING).line, self.ink_on(fill))

    @property
    def weights(self) -> tuple[str, ...]:
        """The fills of the nine places of a 3×3 kernel, row by row: each row has a hue."""
        return tuple(self.look(role).fill for role in WEIGHTS)

    def ink_on(self, fill: str) -> str:
        """The ink for what is written on a shade."""
        return ink_on(fill, self.inks)

    def shows_page(self, role: Paint) -> bool:
        """Whether a role's cells are see-through: in a transparent theme those of nothing."""
        return self.transparent and role is Role.EMPTY


def filled(weights: Sequence[str], channels: Sequence[str], stamps: Sequence[str]) -> dict[Role, str]:
    """The fills of the places of a kernel, of planes and of stamps; planes may have none of their own."""
    rows = ((WEIGHTS, weights), (CHANNELS[: len(channels)], channels), (STAMPS, stamps))
    return {role: fill for roles, fills in rows for role, fill in zip(roles, fills, strict=True)}


MIXED = 5
"""Parts of a mix that are its roles; one part is the colour of text: where more lies, it is denser."""


LIGHT = Theme(
    name="light",
    adapts=True,
    summary="Blue, orange and green on white, for most pages.",
    background="#ffffff",
    text="#17212b",
    muted="#52606d",
    accent="#641803",
    tint="#ffe4c0",
    sequential=LIGHT_AMOUNTS,
    diverging=LIGHT_SIGNED,
    fills=filled(LIGHT_WEIGHTS, LIGHT_CHANNELS, LIGHT_STAMPS),
    roles={
        Role.INPUT: Look("#64a3dd", "#64a3dd", "#17212b"),
        Role.INSERTED_ZERO: Look("#dfe5ea", "#dfe5ea", "#52606d"),
        Role.PADDING: Look("#f5f7f9", "#74818e", "#52606d"),
        Role.CROPPED: Look("#ffffff", "#9a6a6a", "#66727f"),
        Role.CROPPED_INPUT: Look("#ffffff", "#2f6ea5", "#12304a"),
        Role.UNREAD: Look("#f5f7f9", "#74818e", "#52606d"),
        Role.UNREAD_INPUT: Look("#eef3f8", "#6b8cab", "#17212b"),
        Role.WINDOW_INPUT: Look("#febf68", "#febf68", "#17212b"),
        Role.WINDOW_ZERO: Look("#ffe8c8", "#ffe8c8", "#7a4512"),
        Role.COPY: Look("#dcebf8", "#5f7f9d", "#12304a"),
        Role.SOURCE: Look("#64a3dd", "#641803", "#17212b"),
        Role.WINNER: Look("#98d5c3", "#268d73", "#17212b"),
        Role.WINDOW_COPY: Look("#ffe8c8", "#9a6a3a", "#7a4512"),
        Role.WINDOW_SOURCE: Look("#febf68", "#641803", "#17212b"),
        Role.WINDOW_BEYOND: Look("#ffe8c8", "#9a6a3a", "#7a4512"),
        Role.OUTPUT_PENDING: Look("#ffffff", "#87939f", "#52606d"),
        Role.OUTPUT_CURRENT: Look("#268d73", "#268d73", "#000000"),
        Role.OUTPUT_DONE: Look("#98d5c3", "#98d5c3", "#17212b"),
        Role.OUTPUT_HOLE: Look("#ffffff", "#268d73", "#17212b"),
        Role.KERNEL: Look("#fbd19d", "#fbd19d", "#17212b"),
        Role.PRODUCT: Look("#e6ebf0", "#e6ebf0", "#17212b"),
        Role.OVERLAP_1: Look("#98d5c3", "#98d5c3", "#17212b"),
        Role.OVERLAP_2: Look("#42ac8f", "#42ac8f", "#04120f"),
        Role.OVERLAP_3: Look("#007e62", "#007e62", "#fbfefd"),
        Role.OVERLAP_4: Look("#005743", "#005743", "#fbfefd"),
        Role.COUNT: Look("#ffffff", "#ffffff", "#17212b"),
        Role.MATRIX_ZERO: Look("#ffffff", "#e3e8ed", "#66727f"),
        Role.EMPTY: Look("#ffffff", "#ffffff", "#52606d"),
    },
)


DARK = Theme(
    name="dark",
    summary="The same hues on near-black, for dark pages and slides.",
    background="#12171e",
    text="#eef2f6",
    muted="#a3b0bd",
    accent="#fff3d6",
    tint="#3f2e1f",
    sequential=("#233242", "#2c496a", "#33608f", "#3e76af", "#4e8fcc", "#72afe4", "#aad4f6"),
    diverging=DARK_SIGNED,
    fills=filled(DARK_WEIGHTS, DARK_CHANNELS, DARK_STAMPS),
    roles={
        Role.INPUT: Look("#2f639a", "#2f639a", "#eef2f6"),
        Role.INSERTED_ZERO: Look("#272e36", "#272e36", "#a3b0bd"),
        Role.PADDING: Look("#1a2129", "#7d8b99", "#a3b0bd"),
        Role.CROPPED: Look("#12171e", "#c08a8a", "#a3b0bd"),
        Role.CROPPED_INPUT: Look("#12171e", "#6aaae0", "#f2f8fd"),
        Role.UNREAD: Look("#1a2129", "#7d8b99", "#a3b0bd"),
        Role.UNREAD_INPUT: Look("#18222d", "#52779a", "#eef2f6"),
        Role.WINDOW_INPUT: Look("#cf7721", "#cf7721", "#060a0e"),
        Role.WINDOW_ZERO: Look("#5f3f26", "#5f3f26", "#ffdcb4"),
        Role.COPY: Look("#1c2f43", "#7f9dba", "#cfe3f5"),
        Role.SOURCE: Look("#2f639a", "#fff3d6", "#eef2f6"),
        Role.WINNER: Look("#13463e", "#12967f", "#eef2f6"),
        Role.WINDOW_COPY: Look("#5f3f26", "#d6a878", "#ffdcb4"),
        Role.WINDOW_SOURCE: Look("#cf7721", "#060a0e", "#060a0e"),
        Role.WINDOW_BEYOND: Look("#5f3f26", "#d6a878", "#ffdcb4"),
        Role.OUTPUT_PENDING: Look("#12171e", "#5c6976", "#a3b0bd"),
        Role.OUTPUT_CURRENT: Look("#12967f", "#12967f", "#04120f"),
        Role.OUTPUT_DONE: Look("#13463e", "#13463e", "#eef2f6"),
        Role.OUTPUT_HOLE: Look("#12171e", "#12967f", "#eef2f6"),
        Role.KERNEL: Look("#d9a97a", "#d9a97a", "#17212b"),
        Role.PRODUCT: Look("#2a333d", "#2a333d", "#eef2f6"),
        Role.OVERLAP_1: Look("#13463e", "#13463e", "#eef2f6"),
        Role.OVERLAP_2: Look("#1e705b", "#1e705b", "#f4fbf8"),
        Role.OVERLAP_3: Look("#1a977a", "#1a977a", "#04120f"),
        Role.OVERLAP_4: Look("#5ac2a5", "#5ac2a5", "#04120f"),
        Role.COUNT: Look("#12171e", "#12171e", "#eef2f6"),
        Role.MATRIX_ZERO: Look("#12171e", "#2a333d", "#a3b0bd"),
        Role.EMPTY: Look("#12171e", "#12171e", "#a3b0bd"),
    },
)


ARTICLE = Theme(
    name="article",
    summary="Flat blue, orange and olive, as in the article on transposed convolutions.",
    background="#ffffff",
    text="#1c1c1c",
    muted="#5a5a5a",
    accent="#7a2c00",
    tint="#fde6cc",
    sequential=LIGHT_AMOUNTS,
    diverging=LIGHT_SIGNED,
    fills=filled(LIGHT_WEIGHTS, ARTICLE_CHANNELS, LIGHT_STAMPS),
    roles={
        Role.INPUT: Look("#5b9bd5", "#3f7db6", "#04182b"),
        Role.INSERTED_ZERO: Look("#e6e6e6", "#bdbdbd", "#555555"),
        Role.PADDING: Look("#f7f7f7", "#8a8a8a", "#666666"),
        Role.CROPPED: Look("#f7f7f7", "#a06a5a", "#666666"),
        Role.CROPPED_INPUT: Look("#ffffff", "#3474ae", "#04182b"),
        Role.UNREAD: Look("#f7f7f7", "#8a8a8a", "#666666"),
        Role.UNREAD_INPUT: Look("#ffffff", "#3474ae", "#04182b"),
        Role.WINDOW_INPUT: Look("#fcb25c", "#c96f0c", "#2b1300"),
        Role.WINDOW_ZERO: Look("#fee2c0", "#e0ae7f", "#7a3d0a"),
        Role.COPY: Look("#deeaf6", "#4d7fae", "#04182b"),
        Role.SOURCE: Look("#5b9bd5", "#5a2000", "#04182b"),
        Role.WINDOW_COPY: Look("#fee2c0", "#a8602a", "#7a3d0a"),
        Role.WINDOW_SOURCE: Look("#fcb25c", "#7a2c00", "#2b1300"),
        Role.WINDOW_BEYOND: Look("#fee2c0", "#a8602a", "#7a3d0a"),
        Role.OUTPUT_PENDING: Look("#ffffff", "#8f8f8f", "#666666"),
        Role.OUTPUT_CURRENT: Look("#8c9618", "#3f450a", "#0d0f00"),
        Role.OUTPUT_DONE: Look("#c3ca74", "#a3ad2b", "#262a04"),
        Role.OUTPUT_HOLE: Look("#ffffff", "#7f8722", "#545a12"),
        Role.KERNEL: Look("#fbd3a0", "#c96f0c", "#5a2b04"),
        Role.PRODUCT: Look("#ececec", "#ececec", "#1c1c1c"),
        Role.OVERLAP_1: Look("#c3ca74", "#a3ad2b", "#262a04"),
        Role.OVERLAP_2: Look("#939d1e", "#6d750f", "#0d0f00"),
        Role.OVERLAP_3: Look("#6e7800", "#4b5200", "#ffffff"),
        Role.OVERLAP_4: Look("#4b5200", "#323900", "#ffffff"),
        Role.COUNT: Look("#ffffff", "#ffffff", "#1c1c1c"),
        Role.MATRIX_ZERO: Look("#ffffff", "#e2e2e2", "#666666"),
        Role.EMPTY: Look("#ffffff", "#ffffff", "#5a5a5a"),
    },
)


PRINT = Theme(
    name="print",
    summary="Greys alone, told apart by lightness and marks, for a black-and-white printer.",
    background="#ffffff",
    text="#000000",
    muted="#444444",
    accent="#000000",
    tint="#ededed",
    sequential=("#f5f5f5", "#d6d6d6", "#b8b8b8", "#9b9b9b", "#7f7f7f", "#646464", "#4a4a4a"),
    diverging=(
        "#fcfcfc",
        "#e3e3e3",
        "#cacaca",
        "#b2b2b2",
        "#9b9b9b",
        "#858585",
        "#6f6f6f",
        "#595959",
        "#454545",
    ),
    inks=HARD_INKS,
    fills=filled(GREY_WEIGHTS, (), GREY_STAMPS),
    roles={
        Role.INPUT: Look("#929292", "#707070", "#000000"),
        Role.INSERTED_ZERO: Look("#f2f2f2", "#b4b4b4", "#555555"),
        Role.PADDING: Look("#ffffff", "#707070", "#555555"),
        Role.CROPPED_INPUT: Look("#ffffff", "#444444", "#000000"),
        Role.UNREAD_INPUT: Look("#ffffff", "#444444", "#000000"),
        Role.WINDOW_INPUT: Look("#595959", "#333333", "#ffffff"),
        Role.WINDOW_ZERO: Look("#bcbcbc", "#707070", "#000000"),
        Role.COPY: Look("#e2e2e2", "#707070", "#000000"),
        Role.SOURCE: Look("#929292", "#000000", "#000000"),
        Role.WINDOW_COPY: Look("#bcbcbc", "#444444", "#000000"),
        Role.WINDOW_SOURCE: Look("#595959", "#ffffff", "#ffffff"),
        Role.WINDOW_WINNER: Look("#ffffff", "#000000", "#000000"),
        Role.WINDOW_BEYOND: Look("#bcbcbc", "#444444", "#000000"),
        Role.OUTPUT_PENDING: Look("#ffffff", "#8a8a8a", "#555555"),
        Role.OUTPUT_CURRENT: Look("#767676", "#000000", "#000000"),
        Role.OUTPUT_DONE: Look("#c2c2c2", "#a0a0a0", "#000000"),
        Role.OUTPUT_HOLE: Look("#ffffff", "#555555", "#333333"),
        Role.KERNEL: Look("#bcbcbc", "#333333", "#000000"),
        Role.PRODUCT: Look("#f2f2f2", "#707070", "#000000"),
        Role.OVERLAP_1: Look("#c4c4c4", "#a0a0a0", "#000000"),
        Role.OVERLAP_2: Look("#989898", "#7a7a7a", "#000000"),
        Role.OVERLAP_3: Look("#737373", "#555555", "#ffffff"),
        Role.OVERLAP_4: Look("#505050", "#333333", "#ffffff"),
        Role.COUNT: Look("#ffffff", "#ffffff", "#000000"),
        Role.MATRIX_ZERO: Look("#ffffff", "#dcdcdc", "#555555"),
        Role.EMPTY: Look("#ffffff", "#ffffff", "#555555"),
    },
)


TRANSPARENT = LIGHT._replace(
    name="transparent",
    summary="No background: it can be read on white, on black and on all between.",
    transparent=True,
    adapts=False,
)
"""No one colour of words is read on white, black and grey. So words stand on plates and links have a casing, both
of the background's colour, and cells are opaque: only where nothing is, the page shows."""


THEMES = {theme.name: theme for theme in (LIGHT, DARK, ARTICLE, PRINT, TRANSPARENT)}
"""Every theme by name; a row here is offered, tested and documented."""
