"""Rows of colours that several themes share or that belong together: fills of places, stamps, planes and amounts."""

from __future__ import annotations

LIGHT_STAMPS = (
    "#9a96cc", "#ec7371", "#efee98",
    "#ffb4ba", "#99ddff", "#00c192",
    "#bbcc33", "#b9931b", "#ddedef",
)  # fmt: skip


DARK_STAMPS = (
    "#0063b6", "#443800", "#6f6612",
    "#8e1c4d", "#442d66", "#144035",
    "#545930", "#685480", "#546768",
)  # fmt: skip


GREY_STAMPS = (
    "#ececec", "#c4c4c4", "#dcdcdc",
    "#acacac", "#949494", "#ececec",
    "#dcdcdc", "#c4c4c4", "#acacac",
)  # fmt: skip
"""Greys cannot be nine: neighbours differ, also where only the first four are taken, and the place says the rest."""


GREY_WEIGHTS = (
    "#8a8a8a", "#e6e6e6", "#b0b0b0",
    "#d4d4d4", "#9c9c9c", "#f0f0f0",
    "#bebebe", "#dddddd", "#a6a6a6",
)  # fmt: skip
"""Neighbouring places of a kernel are far apart in lightness; the number in a cell says which it is."""


LIGHT_WEIGHTS = (
    "#c6e1fd", "#86c1f9", "#458ed6",
    "#f3dabf", "#dea86c", "#ba7a22",
    "#d3c8d0", "#c698c4", "#ad67a6",
)  # fmt: skip


DARK_WEIGHTS = (
    "#11385f", "#33679e", "#579bdb",
    "#543614", "#8c591a", "#c18539",
    "#423140", "#764c70", "#b073ab",
)  # fmt: skip


LIGHT_AMOUNTS = "#e8f6ff", "#b9dbf9", "#8dc1ef", "#66a6e0", "#478dcf", "#3874b3", "#2c588d"


LIGHT_SIGNED = (
    "#3065a0", "#468bcb", "#78b3e7", "#b9dbf9", "#f4f6f8", "#fecf9c", "#ed9b59", "#cb6d3d", "#9d4c32",
)  # fmt: skip


LIGHT_CHANNELS = "#e5786d", "#5da05c", "#64a3dd", "#cf7fc4"


DARK_CHANNELS = "#bf2b32", "#3f6e38", "#2f639a", "#8f4794"


ARTICLE_CHANNELS = "#dd6f70", "#529a58", "#5b9bd5", "#c97dc0"
"""The first three planes are red, green and blue, as those of a picture are."""


DARK_SIGNED = (
    "#9acbf2", "#579ad8", "#3971aa", "#2e4e71", "#292e33", "#694325", "#9e5e2d", "#d28231", "#f3bc6d",
)  # fmt: skip
