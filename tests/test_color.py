from __future__ import annotations

import pytest

from convanim.style.color import VISIONS, ciede2000, color_of, contrast, distance, lab, seen

visions = pytest.mark.parametrize("vision", VISIONS)


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 3.1571, -77.2803), (50, 0, -82.7485), 2.8615),
        ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (58, 24, 15), 19.4535),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
        ((90.9257, -0.5406, -0.9208), (88.6381, -0.8985, -0.7239), 1.5381),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_distances_are_those_that_the_formulas_authors_give(
    one: tuple[float, float, float], other: tuple[float, float, float], known: float
) -> None:
    assert ciede2000(one, other) == pytest.approx(known, abs=1e-4)
    assert ciede2000(other, one) == pytest.approx(known, abs=1e-4)


@pytest.mark.parametrize(
    ("color", "place"),
    [("#ff0000", (53.24, 80.09, 67.20)), ("#00ff00", (87.73, -86.18, 83.18)), ("#0000ff", (32.30, 79.19, -107.86))],
)
def test_places_in_cielab_are_the_known_ones(color: str, place: tuple[float, float, float]) -> None:
    assert lab(color) == pytest.approx(place, abs=0.02)


@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#268d73", "#febf68", "#0a0b0c", "#12171e"])
def test_a_colour_comes_back_from_its_place(color: str) -> None:
    assert color_of(lab(color)) == color


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_the_known_one(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@visions
def test_white_black_and_grey_look_the_same_to_everyone(vision: str) -> None:
    for grey in ("#000000", "#767676", "#ffffff"):
        assert seen(grey, vision) == pytest.approx(seen(grey), abs=1e-4)


def test_what_is_confused_is_what_is_known_to_be() -> None:
    red, green, blue, teal = "#b04000", "#6c6c00", "#5078c8", "#208078"
    for vision in ("protanopia", "deuteranopia"):
        assert distance(red, green, vision) < distance(red, green) / 2
        assert distance(red, blue, vision) > 40
    assert distance(blue, teal, "tritanopia") < distance(blue, teal) / 2
