"""What a picture's frames hold, found in one pass over them before anything is laid out or drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convanim.scene.cells import MOST_CODES, Cell, Cells
from convanim.scene.roles import Paint, in_order

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from convanim.scene.frames import Frame, Grid

ALIKE = str.maketrans("123456789", "0" * 9)
"""Digits are equally wide, so that words which differ in digits only take the same place."""


@dataclass(frozen=True)
class Survey:
    """What occurs in a picture's frames, each thing once; frames themselves are not kept."""

    count: int
    """How many frames there are."""
    beats: tuple[tuple[float, int], ...]
    """How long they are held: so many beats for so many frames, one after another."""
    steps: tuple[int | None, ...]
    """The step that each frame shows; None for those that show none."""
    under_way: frozenset[int]
    """The numbers of frames that lead to a step's, in which what it makes is on its way."""
    roles: tuple[Paint, ...]
    """The roles of all cells, in the order of the legend."""
    first: Mapping[Paint, int]
    """The number of the frame, from 0, in which each of them is first seen."""
    labelled: frozenset[Paint]
    """Those in whose cells something is written."""
    labels: Mapping[str, tuple[str, ...]]
    """By panel what is written in its cells."""
    words: Mapping[str, tuple[str, ...]]
    """By key of the place what is said there, with every digit as 0: as wide as what is shown, and fewer."""
    linked: bool
    """Whether a frame has a link, or the outline of a piece that is turned."""

    @property
    def passing(self) -> list[int]:
        """The frames between steps, which lead from one to the next, or to the first: nobody stops there."""
        shown = [frame for frame, step in enumerate(self.steps) if step is not None]
        between = {frame for frame in range(shown[0], shown[-1]) if self.steps[frame] is None} if shown else set()
        return sorted(between | self.under_way)


def survey(frames: Iterable[Frame]) -> Survey:
    """Go through frames once, and keep of each only what is new in it."""
    seen = _SeenCells()
    words: dict[str, dict[str, None]] = {}
    linked = False
    beats: list[tuple[float, int]] = []
    steps: list[int | None] = []
    under_way: set[int] = set()
    for number, frame in enumerate(frames):
        seen.add(frame, number)
        for key in frame.keys:
            words.setdefault(key, {})[frame.words(key).translate(ALIKE)] = None
        linked = linked or bool(frame.links) or any(piece.turn and piece.grid.window for piece in frame.pieces)
        times = beats.pop()[1] if beats and beats[-1][0] == frame.beats else 0
        beats.append((frame.beats, times + 1))
        steps.append(frame.step)
        under_way |= {number} if frame.under_way else set()
    cells = seen.cells()
    return Survey(
        count=sum(times for _, times in beats),
        beats=tuple(beats),
        steps=tuple(steps),
        under_way=frozenset(under_way),
        roles=in_order(seen.first),
        first=seen.first,
        labelled=frozenset(cell.role for cell in cells if cell.label),
        labels=seen.labels(),
        words={key: tuple(said) for key, said in words.items()},
        linked=linked,
    )


class _SeenCells:
    """Which cells occur in the grids of some frames: for each panel and its cells which codes do not."""

    def __init__(self) -> None:
        self._unseen: dict[tuple[str, Cells], NDArray[np.bool_]] = {}
        self._last: dict[int, Grid] = {}
        self.first: dict[Paint, int] = {}
        """By role the number of the frame in which it was first seen."""

    def add(self, frame: Frame, number: int) -> None:
        """Mark the cells of all panels and pieces; one that is as it was in the last frame has nothing new."""
        import numpy as np  # here, because the table of views loads this module for help, too

        grids = (*frame.grids.items(), *((piece.panel, piece.grid) for piece in frame.pieces))
        for place, (name, grid) in enumerate(grids):
            last = self._last.get(place)
            if last is not None and last.codes is grid.codes and last.cells is grid.cells:
                continue
            key = name, grid.cells
            if key not in self._unseen:
                self._unseen[key] = np.ones(MOST_CODES + 1, bool)
            unseen = self._unseen[key]
            for code in set(grid.codes[unseen[grid.codes]].tolist()):
                unseen[code] = False
                self.first.setdefault(grid.cells[code].role, number)
            self._last[place] = grid

    def cells(self) -> set[Cell]:
        """All cells that were seen."""
        return {cell for key in self._unseen for cell in self._of(key)}

    def labels(self) -> dict[str, tuple[str, ...]]:
        """By panel what is written in its cells, each once."""
        found: dict[str, dict[str, None]] = {}
        for key in self._unseen:
            found.setdefault(key[0], {}).update((cell.label, None) for cell in self._of(key) if cell.label)
        return {name: tuple(labels) for name, labels in found.items()}

    def _of(self, key: tuple[str, Cells]) -> Iterator[Cell]:
        return (key[1][code] for code in (~self._unseen[key]).nonzero()[0].tolist())
