"""Both doors to matplotlib's Agg: the same pixels, and the usual one wherever the short one is shut."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from convanim.renderer.raster.agg import SHUT, Door, Pen, ShortDoor, UsualDoor, drawn
from convanim.renderer.raster.ink import Image, Lettering, Strokes

TEXTS = ["Transposed", "−1/2", "⌊x⌋ · 5×5 → 3×3", "jfW", "AVAT fi ffl", "e\u0301", "x\u200dy", "0123456789"]
SIZES = (7, 9, 13, 31)


def strokes(seed: int) -> Strokes:
    """Lines of few points and of so many that matplotlib would simplify them, in and out of a canvas."""
    dice = random.Random(seed)
    width, height = dice.randrange(4, 150), dice.randrange(4, 150)
    lines = [
        [(dice.uniform(-5, width), dice.uniform(-5, height)) for _ in range(dice.choice([2, 3, 200]))]
        for _ in range(dice.randrange(1, 5))
    ]
    dashes = dice.choice([None, (2.0, 1.0), (3.5, 2.5)])
    return Strokes(width, height, lines, dice.choice([1, 1.5, 3.3]), dashes, dice.random() < 0.5)


@pytest.mark.parametrize("text", TEXTS)
def test_both_doors_give_the_same_letters(text: str) -> None:
    short, usual = ShortDoor(), UsualDoor()
    for wanted in (Lettering(text, size, bold) for size in SIZES for bold in (False, True)):
        one, other = drawn(wanted, short), drawn(wanted, usual)
        assert one.levels.any()
        assert np.array_equal(one.levels, other.levels)
        assert one[1:] == other[1:]


def test_both_doors_give_the_same_strokes() -> None:
    short, usual = ShortDoor(), UsualDoor()
    for seed in range(60):
        wanted = strokes(seed)
        assert np.array_equal(drawn(wanted, short).levels, drawn(wanted, usual).levels), seed


@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_letter_that_our_font_has_not_is_for_the_usual_door() -> None:
    wanted = Lettering("ไทย", 20)
    with pytest.raises(SHUT):
        drawn(wanted, ShortDoor())
    assert np.array_equal(Pen().draw(wanted).levels, drawn(wanted, UsualDoor()).levels)


class Shut:
    """A door that leads nowhere, as in a version of matplotlib that has other names."""

    def font(self, bold: bool, text: str) -> tuple[Any, Any]:
        raise AttributeError("set_text")

    def strokes(self, wanted: Strokes) -> Image:
        raise TypeError("draw_path")


@pytest.mark.parametrize("wanted", [Lettering("abc", 20), strokes(3)], ids=["letters", "strokes"])
def test_where_a_door_is_shut_the_next_one_is_taken(wanted: Lettering | Strokes) -> None:
    doors: list[type[Door]] = [Shut, UsualDoor]
    assert np.array_equal(Pen(doors).draw(wanted).levels, Pen().draw(wanted).levels)
    with pytest.raises(SHUT):
        Pen([Shut]).draw(wanted)


def test_the_short_door_loads_no_backend_and_looks_for_no_fonts() -> None:
    script = (
        "import sys\nfrom convanim.renderer.raster.agg import Pen\nfrom convanim.renderer.raster.ink import *\n"
        "pen = Pen()\npen.draw(Lettering('abc', 20))\npen.draw(Strokes(9, 9, [[(1.0, 1.0), (8.0, 8.0)]], 2))\n"
        "print([name for name in ('backend_bases', 'font_manager') if f'matplotlib.{name}' in sys.modules])\n"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said == "[]\n"
