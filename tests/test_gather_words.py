"""What the gather view says of padding and of time, and what is seen of it."""

from __future__ import annotations

import pytest

from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.pooling import MaxPooling
from convanim.planner.alt_text import Seen
from convanim.planner.gather_words import alt, input_caption
from convanim.scene.roles import Role
from tests.cases import LAYER_CASES, LAYER_VIEWS, picture_of, steps_of


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (Convolution.of(5, 3, 1), "one ring of zeros"),
        (Convolution.of(6, 3, "same", 2), "padded with zeros: 0 before, 1 after"),
        (Convolution.of(6, 3, "same-lower", 2), "padded with zeros: 1 before, 0 after"),
        (Convolution.of(6, 4, "same", dims=1), "3 zeros: 1 in front, 2 behind"),
        (Convolution.of(9, 3, "causal", dims=1), "2 zeros in front"),
        (MaxPooling.of(6, 3, "same", 2), "padded: 0 before, 1 after"),
        (Convolution.of(5, 4, "same", padding_mode="reflect"), "padded with copies: reflect, 1 before, 2 after"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_padding_says_how_much_is_before_and_after_where_they_differ(layer: Layer, words: str) -> None:
    assert input_caption(layer).replace("\u00a0", " ").endswith(words)


@pytest.mark.parametrize("values", [False, True])
@pytest.mark.parametrize("dilation", [1, 2])
def test_a_causal_layer_pales_just_the_inputs_that_come_after_its_output(dilation: int, values: bool) -> None:
    layer = Convolution.of(7, 3, "causal", dilation=dilation, dims=1)
    before = layer.padding[1][0]
    for now, frame in enumerate(steps_of(picture_of(layer, values=values))):
        grid = frame.grids["input"]
        pale = [column - before for column in range(grid.codes.shape[1]) if grid[0, column].role is Role.RESTING]
        assert pale == list(range(now + 1, 7))
    assert any("comes after" in sentence for sentence in alt(layer, Seen("gather")))


@pytest.mark.parametrize("name", LAYER_VIEWS)
def test_no_view_speaks_of_taps_or_stamps(name: str) -> None:
    view, layer = LAYER_VIEWS[name], LAYER_CASES["transposed"]
    if not view.suits(type(layer)):
        layer = LAYER_CASES["conv"]
    picture = picture_of(layer, name, values=view.needs_numbers)
    said = [frame.words(key) for frame in picture.frames() for key in frame.keys]
    said += [picture.heading.title, picture.heading.words, *view.alt(layer, Seen(name)), view.summary]
    said += [sample.words for sample in picture.legend]
    assert not [words for words in said if "stamp" in words.lower() or "tap" in words.lower().split()]
