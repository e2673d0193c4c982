from __future__ import annotations

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont

from convanim.layout.metrics import UNITS, all_advances, width, wrap, wrap_evenly


@pytest.mark.parametrize(("bold", "name"), [(False, "DejaVuSans.ttf"), (True, "DejaVuSans-Bold.ttf")])
def test_the_table_holds_the_advances_of_the_font(bold: bool, name: str) -> None:
    font = TTFont(f"{mpl.get_data_path()}/fonts/ttf/{name}")
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    assert font["head"].unitsPerEm == UNITS
    for character, units in all_advances(bold).items():
        assert advances[glyphs[ord(character)]][0] == units, character


def test_digits_have_one_width_so_that_counters_stand_still() -> None:
    assert len({all_advances(bold)[digit] for digit in "0123456789" for bold in (False,)}) == 1


def test_wrapping_keeps_every_word_in_order() -> None:
    text = "stride 2 does not divide 8 − 3 = 5; never read: the last row and column (padding)"
    for most in (50, 100, 200, 400, 1000):
        for lines in (wrap(text, 16, most), wrap_evenly(text, 16, most)):
            assert " ".join(lines) == text
            assert all(width(line, 16) <= most or " " not in line for line in lines)


def test_even_wrapping_takes_no_more_lines() -> None:
    text = "input 3×3, spread to 5×5, padded to 7×7"
    for most in range(80, 400, 20):
        assert len(wrap_evenly(text, 17, most)) == len(wrap(text, 17, most))
