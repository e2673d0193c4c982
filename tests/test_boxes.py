from __future__ import annotations

import random

import pytest

from convanim.renderer.raster.boxes import Box, outermost


@pytest.mark.parametrize("seed", range(30))
def test_the_outermost_boxes_cover_what_all_cover_and_none_is_in_another(seed: int) -> None:
    dice = random.Random(seed)
    corners = [(dice.randrange(9), dice.randrange(9)) for _ in range(8)]
    boxes = [Box(x, y, x + dice.randint(1, 6), y + dice.randint(1, 6)) for x, y in [*corners, corners[0]]]

    def covered(some: list[Box]) -> set[tuple[int, int]]:
        return {(x, y) for box in some for x in range(box.left, box.right) for y in range(box.top, box.bottom)}

    left = outermost(boxes)
    assert covered(left) == covered(boxes)
    assert len({*left}) == len(left)
    assert not [(one, other) for one in left for other in left if one != other and one.holds(other)]
