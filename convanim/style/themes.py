"""Role to colour. A theme is only a palette: every theme shows the same index images.

Each role has a fill, the colour of its lines (border, hatching) and that of its ink (text). A role that a
theme leaves out takes the look of the role it falls back to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from convanim.scene.roles import WEIGHTS, Role


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
    Role.OUTPUT_HOLE: Role.OUTPUT_DONE,
    Role.STAMP: Role.WINDOW_INPUT,
}
"""Which role stands in where a theme does not know one."""


@dataclass(frozen=True)
class Theme:
    """All colours of a picture."""

    name: str
    background: str
    text: str
    muted: str
    accent: str
    """The outline of the window."""
    roles: Mapping[Role, Look]
    summary: str = ""
    """What it is for, in a few words."""
    transparent: bool = False
    """Whether empty parts are see-through; `background` is then used by formats that cannot be."""

    def look(self, role: Role) -> Look:
        """The role's own colours, or those of the role it falls back to."""
        while role not in self.roles:
            role = FALLBACKS[role]
        return self.roles[role]

    def shows_page(self, role: Role) -> bool:
        """Whether a role's cells are see-through: in a transparent theme those filled with the background."""
        return self.transparent and self.look(role).fill == self.background


LIGHT = Theme(
    name="light",
    summary="Blue, orange and green on white, for most pages.",
    background="#ffffff",
    text="#1b2430",
    muted="#52606d",
    accent="#b93a0a",
    roles={
        Role.INPUT: Look("#a9cdec", "#6f9dc4", "#12304a"),
        Role.INSERTED_ZERO: Look("#eef1f4", "#cdd5dd", "#5a6672"),
        Role.PADDING: Look("#ffffff", "#8794a2", "#66727f"),
        Role.CROPPED: Look("#ffffff", "#9a6a6a", "#66727f"),
        Role.CROPPED_INPUT: Look("#ffffff", "#2f6ea5", "#12304a"),
        Role.UNREAD: Look("#ffffff", "#8794a2", "#66727f"),
        Role.UNREAD_INPUT: Look("#ffffff", "#3f7fb8", "#12304a"),
        Role.WINDOW_INPUT: Look("#f5a45d", "#c96f22", "#4a2203"),
        Role.WINDOW_ZERO: Look("#fde2c8", "#e0ae7f", "#8a4b17"),
        Role.OUTPUT_PENDING: Look("#ffffff", "#b4bfca", "#66727f"),
        Role.OUTPUT_CURRENT: Look("#4fb477", "#0f4f2c", "#06230f"),
        Role.OUTPUT_DONE: Look("#bfe5ca", "#86bf98", "#123d22"),
        Role.OUTPUT_HOLE: Look("#ffffff", "#5d9f74", "#2c6b45"),
        Role.KERNEL: Look("#fde2c8", "#c96f22", "#4a2203"),
        Role.OVERLAP_1: Look("#dff2e4", "#b5dcc0", "#123d22"),
        Role.OVERLAP_2: Look("#aedcbb", "#86bf98", "#123d22"),
        Role.OVERLAP_3: Look("#7cc492", "#5aa874", "#0b2a16"),
        Role.OVERLAP_4: Look("#52ad72", "#3f9a5f", "#06190c"),
        Role.WEIGHT_1: Look("#f4b6a6", "#f4b6a6", "#1b2430"),
        Role.WEIGHT_2: Look("#f7cf9b", "#f7cf9b", "#1b2430"),
        Role.WEIGHT_3: Look("#f2e394", "#f2e394", "#1b2430"),
        Role.WEIGHT_4: Look("#cfe3a1", "#cfe3a1", "#1b2430"),
        Role.WEIGHT_5: Look("#a8dcb5", "#a8dcb5", "#1b2430"),
        Role.WEIGHT_6: Look("#a3d9dc", "#a3d9dc", "#1b2430"),
        Role.WEIGHT_7: Look("#a9c6ec", "#a9c6ec", "#1b2430"),
        Role.WEIGHT_8: Look("#c3b8ea", "#c3b8ea", "#1b2430"),
        Role.WEIGHT_9: Look("#e6b3d9", "#e6b3d9", "#1b2430"),
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
    accent="#ff9a4d",
    roles={
        Role.INPUT: Look("#2f6fa8", "#5a97cc", "#f2f8fd"),
        Role.INSERTED_ZERO: Look("#232b35", "#3a4653", "#a3b0bd"),
        Role.PADDING: Look("#12171e", "#7d8b99", "#a3b0bd"),
        Role.CROPPED: Look("#12171e", "#c08a8a", "#a3b0bd"),
        Role.CROPPED_INPUT: Look("#12171e", "#6aaae0", "#f2f8fd"),
        Role.UNREAD: Look("#12171e", "#7d8b99", "#a3b0bd"),
        Role.UNREAD_INPUT: Look("#12171e", "#5a9bd4", "#f2f8fd"),
        Role.WINDOW_INPUT: Look("#d97a25", "#ffb675", "#1c0d00"),
        Role.WINDOW_ZERO: Look("#5c3a1b", "#9a6a3c", "#ffd9b3"),
        Role.OUTPUT_PENDING: Look("#12171e", "#4d5a67", "#a3b0bd"),
        Role.OUTPUT_CURRENT: Look("#34995d", "#e2ffec", "#04160b"),
        Role.OUTPUT_DONE: Look("#1f4d33", "#377a54", "#dff5e6"),
        Role.OUTPUT_HOLE: Look("#12171e", "#4f9a6e", "#9bd8b3"),
        Role.KERNEL: Look("#5c3a1b", "#ffb675", "#ffd9b3"),
        Role.OVERLAP_1: Look("#183527", "#28553c", "#dff5e6"),
        Role.OVERLAP_2: Look("#1f4d33", "#377a54", "#dff5e6"),
        Role.OVERLAP_3: Look("#286b45", "#3f9364", "#ffffff"),
        Role.OVERLAP_4: Look("#5bbd83", "#8ad9a8", "#04160b"),
        Role.WEIGHT_1: Look("#8a3b2a", "#8a3b2a", "#ffffff"),
        Role.WEIGHT_2: Look("#84561d", "#84561d", "#ffffff"),
        Role.WEIGHT_3: Look("#6f6218", "#6f6218", "#ffffff"),
        Role.WEIGHT_4: Look("#4f6b22", "#4f6b22", "#ffffff"),
        Role.WEIGHT_5: Look("#23663b", "#23663b", "#ffffff"),
        Role.WEIGHT_6: Look("#1f6468", "#1f6468", "#ffffff"),
        Role.WEIGHT_7: Look("#2a548a", "#2a548a", "#ffffff"),
        Role.WEIGHT_8: Look("#4c3f8f", "#4c3f8f", "#ffffff"),
        Role.WEIGHT_9: Look("#7c3569", "#7c3569", "#ffffff"),
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
    roles={
        Role.INPUT: Look("#5b9bd5", "#3f7db6", "#04182b"),
        Role.INSERTED_ZERO: Look("#e6e6e6", "#bdbdbd", "#555555"),
        Role.PADDING: Look("#f7f7f7", "#8a8a8a", "#666666"),
        Role.CROPPED: Look("#f7f7f7", "#a06a5a", "#666666"),
        Role.CROPPED_INPUT: Look("#ffffff", "#3474ae", "#04182b"),
        Role.UNREAD: Look("#f7f7f7", "#8a8a8a", "#666666"),
        Role.UNREAD_INPUT: Look("#ffffff", "#3474ae", "#04182b"),
        Role.WINDOW_INPUT: Look("#f79321", "#c96f0c", "#2b1300"),
        Role.WINDOW_ZERO: Look("#fdd9ac", "#e0ae7f", "#7a3d0a"),
        Role.OUTPUT_PENDING: Look("#ffffff", "#b8b8b8", "#666666"),
        Role.OUTPUT_CURRENT: Look("#a3ad2b", "#3f450a", "#141600"),
        Role.OUTPUT_DONE: Look("#c3ca74", "#a3ad2b", "#262a04"),
        Role.OUTPUT_HOLE: Look("#ffffff", "#7f8722", "#545a12"),
        Role.KERNEL: Look("#fdd9ac", "#c96f0c", "#5a2b04"),
        Role.OVERLAP_1: Look("#e6e9be", "#c3ca74", "#262a04"),
        Role.OVERLAP_2: Look("#ccd286", "#a3ad2b", "#262a04"),
        Role.OVERLAP_3: Look("#b1ba45", "#8b941f", "#1d2003"),
        Role.OVERLAP_4: Look("#929c1e", "#6d750f", "#0d0f00"),
        Role.WEIGHT_1: Look("#f79321", "#f79321", "#2b1300"),
        Role.WEIGHT_2: Look("#fbc079", "#fbc079", "#2b1300"),
        Role.WEIGHT_3: Look("#f2dc6b", "#f2dc6b", "#262a04"),
        Role.WEIGHT_4: Look("#c3ca74", "#c3ca74", "#262a04"),
        Role.WEIGHT_5: Look("#a3ad2b", "#a3ad2b", "#141600"),
        Role.WEIGHT_6: Look("#9fd0c4", "#9fd0c4", "#04182b"),
        Role.WEIGHT_7: Look("#a9cbec", "#a9cbec", "#04182b"),
        Role.WEIGHT_8: Look("#5b9bd5", "#5b9bd5", "#04182b"),
        Role.WEIGHT_9: Look("#c9b7d8", "#c9b7d8", "#1c1c1c"),
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
    roles={
        Role.INPUT: Look("#c4c4c4", "#8c8c8c", "#000000"),
        Role.INSERTED_ZERO: Look("#f0f0f0", "#b4b4b4", "#555555"),
        Role.PADDING: Look("#ffffff", "#707070", "#555555"),
        Role.CROPPED_INPUT: Look("#ffffff", "#444444", "#000000"),
        Role.UNREAD_INPUT: Look("#ffffff", "#444444", "#000000"),
        Role.WINDOW_INPUT: Look("#666666", "#333333", "#ffffff"),
        Role.WINDOW_ZERO: Look("#a2a2a2", "#707070", "#000000"),
        Role.OUTPUT_PENDING: Look("#ffffff", "#a8a8a8", "#555555"),
        Role.OUTPUT_CURRENT: Look("#a2a2a2", "#000000", "#000000"),
        Role.OUTPUT_DONE: Look("#d6d6d6", "#a8a8a8", "#000000"),
        Role.OUTPUT_HOLE: Look("#ffffff", "#555555", "#333333"),
        Role.KERNEL: Look("#e4e4e4", "#333333", "#000000"),
        Role.OVERLAP_1: Look("#ebebeb", "#c8c8c8", "#000000"),
        Role.OVERLAP_2: Look("#d0d0d0", "#b0b0b0", "#000000"),
        Role.OVERLAP_3: Look("#b2b2b2", "#949494", "#000000"),
        Role.OVERLAP_4: Look("#929292", "#747474", "#000000"),
        Role.MATRIX_ZERO: Look("#ffffff", "#dcdcdc", "#555555"),
        Role.EMPTY: Look("#ffffff", "#ffffff", "#555555"),
    }
    | {
        role: Look(fill, fill, "#000000")
        for role, fill in zip(
            WEIGHTS,
            ("#8a8a8a", "#e6e6e6", "#b0b0b0", "#d4d4d4", "#9c9c9c", "#f0f0f0", "#bebebe", "#dddddd", "#a6a6a6"),
            strict=True,
        )
    },
)
"""Neighbouring places of a kernel are far apart in lightness; the number in a cell says which it is."""


TRANSPARENT = Theme(
    name="transparent",
    summary="No background: it can be read on white, on black and on all between.",
    background="#ffffff",
    text="#767676",
    muted="#767676",
    accent="#d4550f",
    roles={
        **LIGHT.roles,
        Role.INPUT: Look("#7fb2e0", "#4f8cc2", "#0d2438"),
        Role.INSERTED_ZERO: Look("#d3d9df", "#aab4be", "#47515b"),
        Role.PADDING: Look("#ffffff", "#808890", "#767676"),
        Role.CROPPED: Look("#ffffff", "#a87474", "#767676"),
        Role.CROPPED_INPUT: Look("#ffffff", "#3f86c2", "#767676"),
        Role.UNREAD: Look("#ffffff", "#808890", "#767676"),
        Role.UNREAD_INPUT: Look("#ffffff", "#3f86c2", "#767676"),
        Role.OUTPUT_PENDING: Look("#ffffff", "#858d95", "#767676"),
        Role.OUTPUT_CURRENT: Look("#177a43", "#a8eec0", "#ffffff"),
        Role.OUTPUT_DONE: Look("#98d3aa", "#6cb384", "#0e331c"),
        Role.OUTPUT_HOLE: Look("#ffffff", "#4c9468", "#767676"),
        Role.OVERLAP_1: Look("#c9ebd3", "#98d3aa", "#123d22"),
        Role.OVERLAP_2: Look("#98d3aa", "#6cb384", "#0e331c"),
        Role.MATRIX_ZERO: Look("#ffffff", "#858d95", "#767676"),
        Role.EMPTY: Look("#ffffff", "#ffffff", "#767676"),
    },
    transparent=True,
)
"""Cells that are empty, those filled with the background, are see-through; all others are opaque."""


THEMES = {theme.name: theme for theme in (LIGHT, DARK, ARTICLE, PRINT, TRANSPARENT)}
"""Every theme by name; a row here is offered, tested and documented."""


def rgb(color: str) -> tuple[int, int, int]:
    """A #rrggbb colour as three numbers.

    >>> rgb("#ff8000")
    (255, 128, 0)
    """
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
