from __future__ import annotations

import numpy as np
import pytest

from convanim.encoder.delta import Delta, without_gaps

NEAR = 15
"""Px within which changed pixels to both sides join what is between."""


@pytest.mark.parametrize("seed", range(40))
def test_what_is_near_to_changes_on_both_sides_of_its_row_is_written_and_nothing_else(seed: int) -> None:
    chance = np.random.default_rng(seed)
    differs = chance.random(chance.integers(1, 70, 2)) < chance.choice([0.01, 0.05, 0.3])
    wanted = np.zeros_like(differs)
    for row, column in np.ndindex(differs.shape):
        before = differs[row, max(column - NEAR, 0) : column + 1]
        after = differs[row, column : column + NEAR + 1]
        wanted[row, column] = before.any() and after.any()
    assert np.array_equal(without_gaps(differs), wanted)


@pytest.mark.parametrize("seed", range(20))
def test_a_delta_laid_over_the_last_frame_is_the_next_however_its_boxes_overlap(seed: int) -> None:
    chance, clear = np.random.default_rng(seed), 9
    last = chance.integers(0, 9, (40, 60)).astype(np.uint8)
    delta = Delta(last, clear)
    for _ in range(6):
        image, boxes = last.copy(), []
        for _ in range(chance.integers(0, 4)):
            (left, top), (width, height) = chance.integers(0, 30, 2), chance.integers(1, 11, 2)
            boxes.append((int(left), int(top), int(left + width), int(top + height)))
            place = image[top : top + height, left : left + width]
            place[:] = np.where(chance.random(place.shape) < 0.3, chance.integers(0, 9, place.shape), place)
        pixels, left, top = delta.to(image, boxes or [(0, 0, 1, 1)])
        place = last[top : top + pixels.shape[0], left : left + pixels.shape[1]]
        np.copyto(place, pixels, where=pixels != clear)
        assert np.array_equal(last, image)
