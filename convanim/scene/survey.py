"""What a picture's frames hold, found in one pass over them before anything is laid out or drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from convanim.scene.cells import MOST_CODES, Cell, Cells
from convanim.scene.roles import Paint, in_order
from convanim.scene.timeline import Shot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from convanim.scene.cells import Codes
    from convanim.scene.frames import Frame, Grid

ALIKE = str.maketrans("123456789", "0" * 9)
"""Digits are equally wide, so that words which differ in digits only take the same place."""


class Survey(NamedTuple):
    """What occurs in a picture's frames, each thing once; frames themselves are not kept."""

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
    def frames(self) -> int:
        """How many frames there are."""
        return len(self.steps)

    @property
    def passing(self) -> list[int]:
        """The frames between steps, which lead from one to the next, or to the first: nobody stops there."""
        shown = [frame for frame, step in enumerate(self.steps) if step is not None]
        between = {frame for frame in range(shown[0], shown[-1]) if self.steps[frame] is None} if shown else set()
        return sorted(between | self.under_way)


def survey(frames: Iterable[Frame]) -> Survey:
    """Go through frames once, and keep of each only what is new in it."""
    finds, shots = Finds(), []
    for number, frame in enumerate(frames):
        finds.add(frame, number)
        shots.append(Shot(frame.beats, frame.step, frame.under_way))
    return finds.survey(shots)


@dataclass(frozen=True)
class Foreseen:
    """Frames of which it is known what occurs in them, once it is known which are drawn: none is planned for that."""

    frames: Callable[[], Iterator[Frame]]
    foresee: Callable[[Sequence[Shot]], Survey]
    shots: Sequence[Shot] | None = None
    """Those that are drawn; None for all that there are, which are gone through."""

    def __call__(self) -> Iterator[Frame]:
        """Start anew."""
        return self.frames()

    def survey(self) -> Survey:
        """What occurs in them."""
        return survey(self.frames()) if self.shots is None else self.foresee(self.shots)


class Finds:
    """What was found so far."""

    def __init__(self) -> None:
        self.cells = SeenCells()
        self._words: dict[str, dict[str, None]] = {}
        self.linked = False
        """Whether a frame has a link, or the outline of a piece that is turned."""

    def add(self, frame: Frame, number: int) -> None:
        """Find what is in the frame of that number."""
        self.cells.add(frame, number)
        for key in frame.keys:
            self.say(key, frame.words(key))
        turned = any(piece.turn and piece.grid.window for piece in frame.pieces)
        self.linked = self.linked or bool(frame.links) or turned

    def say(self, key: str, words: str) -> None:
        """Something is said at a place for words."""
        self._words.setdefault(key, {})[words.translate(ALIKE)] = None

    def survey(self, shots: Sequence[Shot]) -> Survey:
        """All that was found in these frames."""
        beats: list[tuple[float, int]] = []
        for shot in shots:
            times = beats.pop()[1] if beats and beats[-1][0] == shot.beats else 0
            beats.append((shot.beats, times + 1))
        cells = self.cells.all()
        return Survey(
            beats=tuple(beats),
            steps=tuple(shot.step for shot in shots),
            under_way=frozenset(number for number, shot in enumerate(shots) if shot.under_way),
            roles=in_order(self.cells.first),
            first=self.cells.first,
            labelled=frozenset(cell.role for cell in cells if cell.label),
            labels=self.cells.labels(),
            words={key: tuple(said) for key, said in self._words.items()},
            linked=self.linked,
        )


class SeenCells:
    """Which cells occur in the grids of some frames: for each panel and its cells which codes do not."""

    def __init__(self) -> None:
        self._unseen: dict[tuple[str, Cells], NDArray[np.bool_]] = {}
        self._last: dict[int, Grid] = {}
        self.first: dict[Paint, int] = {}
        """By role the number of the frame in which it was first seen."""

    def add(self, frame: Frame, number: int) -> None:
        """Mark the cells of all panels and pieces; one that is as it was in the last frame has nothing new."""
        grids = (*frame.grids.items(), *((piece.panel, piece.grid) for piece in frame.pieces))
        for place, (name, grid) in enumerate(grids):
            last = self._last.get(place)
            if last is not None and last.codes is grid.codes and last.cells is grid.cells:
                continue
            unseen = self._table(name, grid.cells)
            for code in set(grid.codes[unseen[grid.codes]].tolist()):
                self._mark(unseen, grid.cells, code, number)
            self._last[place] = grid

    def mark(self, name: str, cells: Cells, codes: Codes, numbers: NDArray[np.intp]) -> None:
        """Mark the cells of a panel in some frames, a row of codes for each of these, in their order."""
        unseen = self._table(name, cells)
        new = unseen[codes]
        if not new.any():
            return
        rows, _ = new.nonzero()
        for code, row in zip(codes[new].tolist(), rows.tolist(), strict=True):
            if unseen[code]:
                self._mark(unseen, cells, code, int(numbers[row]))

    def _table(self, name: str, cells: Cells) -> NDArray[np.bool_]:
        import numpy as np  # here, because the table of views loads this module for help, too

        if (name, cells) not in self._unseen:
            self._unseen[name, cells] = np.ones(MOST_CODES + 1, bool)
        return self._unseen[name, cells]

    def _mark(self, unseen: NDArray[np.bool_], cells: Cells, code: int, number: int) -> None:
        unseen[code] = False
        role = cells[code].role
        self.first[role] = min(number, self.first.get(role, number))

    def all(self) -> set[Cell]:
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
