"""The round trip: there, a pause, back, the difference, and what a true deconvolution adds."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from convanim.core.errors import ConvanimError
from convanim.layers.compute import gathered, numbers_of
from convanim.layers.convolution import Convolution
from convanim.layers.transposed import TransposedConvolution
from convanim.pipeline.compose import compose
from convanim.pipeline.write import animate
from convanim.planner.layer_to_show import LayerToShow
from convanim.planner.roundtrip import undoing
from convanim.planner.views import VIEWS
from convanim.recipe.numbers import seeded_numbers
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.scene.film import Film
from convanim.scene.frames import Frame
from convanim.scene.picture import Picture
from convanim.scene.roles import DIFFERENCES, Paint, Role
from convanim.scene.timeline import TURN, Part
from convanim.values.exact import Matrix, shown

HALF = Fraction(1, 2)
COUNTING = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 1, 2, 3), (4, 5, 6, 8))


def trip(layer: Convolution, x: Matrix | None = None, w: Matrix | None = None, deconvolve: bool = False) -> Picture:
    numbers = seeded_numbers(layer).only
    wanted = LayerToShow(layer, numbers_of(layer, x or numbers.input, w or numbers.kernel), deconvolve=deconvolve)
    return VIEWS["roundtrip"].draw(wanted)


def labels(frame: Frame, panel: str) -> list[list[str]]:
    grid = frame.grids[panel]
    return [[grid[r, c].label for c in range(grid.codes.shape[1])] for r in range(grid.codes.shape[0])]


def roles(frame: Frame, panel: str) -> list[Paint]:
    grid = frame.grids[panel]
    return [grid[r, c].role for r in range(grid.codes.shape[0]) for c in range(grid.codes.shape[1])]


@pytest.mark.parametrize(
    "layer", [Convolution.of(5, 3, 1, 2), Convolution.of(6, 3, 0, 2), Convolution.of(4, 2)], ids=str
)
def test_it_ends_with_what_came_back_and_what_that_is_away_from_x(layer: Convolution) -> None:
    numbers = seeded_numbers(layer).only
    *_, last = trip(layer).frames()
    again = gathered(undoing(layer), numbers.output, numbers.kernel)  # type: ignore[arg-type]
    assert labels(last, "back") == [[shown(value) for value in row] for row in again]
    pairs = [pair for rows in zip(again, numbers.input, strict=True) for pair in zip(*rows, strict=True)]
    away = [there - here for there, here in pairs]  # type: ignore[operator]
    assert [label for row in labels(last, "difference") for label in row] == [shown(value) for value in away]
    middle = DIFFERENCES[len(DIFFERENCES) // 2]
    for role, value in zip(roles(last, "difference"), away, strict=True):
        at = DIFFERENCES.index(role) - DIFFERENCES.index(middle)
        assert (at > 0, at < 0) == (value > 0, value < 0)
    assert last.caption.startswith(f"same size {layer.size_of(layer.input)}, other values")


@pytest.mark.parametrize(
    ("layer", "w", "words"),
    [
        (Convolution.of(4, 3, 1), ((0, 0, 0), (0, 1, 0), (0, 0, 0)), "same values: CᵀC\u00a0=\u00a0I"),
        (Convolution.of(4, 1), ((-1,),), "same values: CᵀC\u00a0=\u00a0I"),
        (Convolution.of(4, 2, 0, 2), ((HALF, HALF), (HALF, HALF)), "same y: the rows of C are orthonormal"),
        (Convolution.of(4, 2, 0, 2), ((1, 0), (0, 0)), "(12 of 16 differ)"),
        (Convolution.of(4, 1), ((2,),), "other values: all differ"),
    ],
    ids=["identity", "minus one", "orthogonal, stride = kernel", "one weight, stride 2", "twice"],
)
def test_a_kernel_whose_way_back_is_exact_says_so(layer: Convolution, w: Matrix, words: str) -> None:
    *_, last = trip(layer, COUNTING, w).frames()
    assert words in last.caption


def test_values_that_come_back_by_chance_are_not_said_to_do_so_always() -> None:
    same = ((1, 1, 2, 2), (1, 1, 2, 2), (3, 3, 4, 4), (3, 3, 4, 4))
    *_, last = trip(Convolution.of(4, 2, 0, 2), same, ((HALF, HALF), (HALF, HALF))).frames()
    assert last.caption == "same size 4×4, and for these numbers the same values"


def test_the_kernel_is_named_on_both_ways_and_padding_is_drawn() -> None:
    picture = trip(Convolution.of(5, 3, 1, 2))
    captions = {panel.name: panel.caption for panel in picture.panels}
    assert (captions["kernel"], captions["kernel_back"]) == ("convolution: kernel 3×3", "transposed: the same kernel")
    first = next(iter(picture.frames()))
    assert roles(first, "input").count(Role.PADDING) == 49 - 25
    assert labels(first, "kernel") == labels(first, "kernel_back")


@pytest.mark.parametrize("part", [Part(), Part(3), Part(rows=(0, 0)), Part(2, (1, 2))], ids=str)
def test_it_pauses_once_at_the_turn_whatever_part_is_drawn(part: Part) -> None:
    layer = Convolution.of(5, 3, 1, 2)
    course = VIEWS["roundtrip"].course(layer)
    film = Film(course, part)
    frames = list(film.of(trip(layer)).frames())
    assert len(frames) == film.count
    (at,) = (place for place, frame in enumerate(frames) if frame.counter == "half way")
    assert frames[at].beats == TURN
    there, back = frames[at - 1].step, frames[at + 1].step
    assert there is not None and back is not None
    assert there < 9 <= back
    assert Role.OUTPUT_PENDING not in roles(frames[at], "output")


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (Convolution.of(4, 3, 1), "full rank, 16 of 16, so least squares give x itself"),
        (Convolution.of(5, 3, 1, 2), "finds the nearest: C has rank 9 of 25, so many x give this y"),
        (Convolution.of((1, 6), (1, 3), ((0, 0), (2, 2))), "full rank, 6 of 6"),
    ],
    ids=["exact", "nearest", "one row"],
)
def test_a_true_deconvolution_says_whether_it_is_exact(layer: Convolution, words: str) -> None:
    frames = list(trip(layer, deconvolve=True).frames())
    assert len(frames) == VIEWS["roundtrip"].course(layer, deconvolve=True).steps + 4
    *_, result, last = frames
    assert words in last.caption
    assert set(roles(result, "found")) == {Role.OUTPUT_PENDING}
    middle = DIFFERENCES[len(DIFFERENCES) // 2]
    assert (set(roles(last, "error")) == {middle}) is ("full rank" in words)
    assert labels(last, "difference") == labels(result, "difference")


def test_the_same_colours_stand_for_the_same_differences() -> None:
    *_, last = trip(Convolution.of(5, 3, 1, 2), deconvolve=True).frames()
    at: dict[str, set[Paint]] = {}
    for panel in ("difference", "error"):
        for label, role in zip((one for row in labels(last, panel) for one in row), roles(last, panel), strict=True):
            at.setdefault(label, set()).add(role)
    assert all(len(found) == 1 for found in at.values())


def test_a_deconvolution_that_is_too_large_is_refused_with_one_that_is_not() -> None:
    layer = Convolution.of(14, 3)
    with pytest.raises(ConvanimError, match="are solved exactly") as refusal:
        compose(Recipe(layer, Options(view="roundtrip", deconvolve=True)))
    side = dict(refusal.value.ways)["input"]
    compose(Recipe(Convolution.of(side, 3), Options(view="roundtrip", deconvolve=True, width=2000)))
    with pytest.raises(ConvanimError, match="are solved exactly"):
        compose(Recipe(Convolution.of(side + 1, 3), Options(view="roundtrip", deconvolve=True, width=2000)))


@pytest.mark.parametrize("layer", [Convolution.of(5, 3), TransposedConvolution.of(3, 3)], ids=["conv", "transposed"])
def test_another_view_has_no_deconvolution(layer: Convolution) -> None:
    with pytest.raises(ConvanimError, match="is for the way back of a convolution; leave it out"):
        compose(Recipe(layer, Options(deconvolve=True)))


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp", ".svg", ".html", ".pdf"])
def test_it_is_written_in_every_format(suffix: str, tmp_path: Path) -> None:
    still = "last" if suffix in (".png", ".pdf") else None
    options = Options(view="roundtrip", deconvolve=True, still=still, width=600)
    report = animate(Recipe(Convolution.of(3, 2), options), tmp_path / f"a{suffix}")
    assert (tmp_path / f"a{suffix}").stat().st_size > 0
    assert report.frames == (1 if still else 4 + 1 + 9 + 2 + 1)
