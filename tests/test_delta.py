from __future__ import annotations

import itertools

import numpy as np
import pytest

from convanim.encoder.delta import Delta, without_gaps

GAP = 18
"""Unchanged px between changed ones that are written, too."""


@pytest.mark.parametrize("seed", range(40))
def test_small_gaps_between_changes_of_a_row_are_written_and_nothing_else(seed: int) -> None:
    chance = np.random.default_rng(seed)
    differs = chance.random(chance.integers(1, 90, 2)) < chance.choice([0.01, 0.05, 0.3])
    wanted = differs.copy()
    for row in wanted:
        for left, right in itertools.pairwise(np.flatnonzero(row)):
            row[left:right] |= right - left - 1 <= GAP
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
