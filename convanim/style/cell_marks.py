"""How each role is drawn, besides its colours: border, dashes, hatching, strike. The same in every theme."""

from __future__ import annotations

from typing import NamedTuple

from convanim.scene.roles import CHANNELS, DIFFERENCES, FADED, STAMPS, WEIGHTS, Mix, Paint, Role, Shade


class Mark(NamedTuple):
    """How a role is drawn, besides its colours: no two roles that meet differ by hue alone."""

    border: float = 1.0
    """Border width as a multiple of the thin line; 0 for none."""
    dashed: bool = False
    whole: bool = False
    """Whether it fills its cell to the edge, so that neighbours are one area; its frame is dashed, and runs along
    those sides that the cell says."""
    zero: bool = False
    """Whether a 0 is always written in it."""
    bold: bool = False
    """Whether what is written in it is bold."""
    hatched: bool = False
    struck: bool = False

    @property
    def patterned(self) -> bool:
        """Whether it has lines that need more than one shade."""
        return self.hatched or self.struck


CELL_MARKS: dict[Role, Mark] = (
    {
        Role.INPUT: Mark(0),
        Role.INSERTED_ZERO: Mark(0, zero=True),
        Role.PADDING: Mark(0, whole=True, zero=True),
        Role.CROPPED: Mark(0, whole=True, struck=True),
        Role.CROPPED_INPUT: Mark(1, struck=True),
        Role.UNREAD: Mark(1, hatched=True),
        Role.UNREAD_INPUT: Mark(1.6, hatched=True),
        Role.COPY: Mark(0, whole=True),
        Role.BEYOND: Mark(0, whole=True, hatched=True),
        Role.SOURCE: Mark(3),
        Role.WINNER: Mark(2),
        Role.WINDOW_INPUT: Mark(0),
        Role.WINDOW_ZERO: Mark(0, zero=True),
        Role.WINDOW_COPY: Mark(0, dashed=True),
        Role.WINDOW_SOURCE: Mark(3),
        Role.WINDOW_BEYOND: Mark(0, hatched=True),
        Role.WINDOW_WINNER: Mark(2),
        Role.OUTPUT_PENDING: Mark(1),
        Role.OUTPUT_CURRENT: Mark(0),
        Role.OUTPUT_DONE: Mark(0),
        Role.OUTPUT_HOLE: Mark(1, zero=True),
        Role.KERNEL: Mark(1),
        Role.PRODUCT: Mark(0),
        Role.OVERLAP_1: Mark(0),
        Role.OVERLAP_2: Mark(0),
        Role.OVERLAP_3: Mark(0),
        Role.OVERLAP_4: Mark(0),
        Role.COUNT: Mark(0, bold=True),
        Role.BORDER_COUNT: Mark(0),
        Role.MATRIX_ZERO: Mark(1),
        Role.RESTING: Mark(0),
        Role.EMPTY: Mark(0),
    }
    | dict.fromkeys((*WEIGHTS, *STAMPS, *CHANNELS), Mark(0))
    | dict.fromkeys((*FADED, *DIFFERENCES), Mark(1))
)


def mark_of(paint: Paint) -> Mark:
    """How it is drawn: a mix as the first of what it is made of, and what is written in it is bold.

    Shades have no gaps between them, so that they are seen as one picture.
    """
    if isinstance(paint, Shade):
        return CELL_MARKS[paint.role]._replace(whole=True, zero=False)
    return CELL_MARKS[paint.roles[0]]._replace(bold=True) if isinstance(paint, Mix) else CELL_MARKS[paint]
