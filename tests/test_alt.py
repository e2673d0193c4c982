from __future__ import annotations

import re

import pytest

from convanim.layers.base import Layer
from convanim.layers.compute import overlaps
from convanim.layers.convolution import Convolution
from convanim.layers.transposed import TransposedConvolution
from convanim.planner.alt_text import Seen, holes_of
from convanim.planner.views import alt_text, views_of
from tests.cases import FRAMEWORK_CASES, LAYER_CASES, LAYER_VIEWS, layer_of

LEGAL = [*LAYER_CASES.values(), *(layer_of(case) for case in FRAMEWORK_CASES if "output" in case)]

SEVERAL = {"rows": "rows", "columns": "columns", "row": "rows", "column": "columns"}


def told(text: str) -> dict[str, str]:
    """What the sentence of the slide says: sizes, step, dilation, the rest in words."""
    patterns = {
        "input": r"(\d+(?:×\d+|-cell)) input",
        "kernel": r"(\d+(?:×\d+|-cell)) kernel",
        "output": r"(\d+(?:×\d+|-cell)) output",
        "slid": r"(\d+(?:×\d+)?) in all",
        "dilation": r"dilation (\d+(?:×\d+)?)",
    }
    return {name: match[1] for name, pattern in patterns.items() if (match := re.search(pattern, text))}


def amounts(text: str) -> list[int]:
    """Padding at top, bottom, left and right as the text has it; a crop is negative."""
    found = re.search(r"(?:padded|cropped) by .*?(?=,? \d+(?:×\d+)? in all|; an? | with copies| and fills)", text)
    if not found:
        return [0] * 4
    if whole := re.fullmatch(r"(padded|cropped) by (\d+)", found[0]):
        return [int(whole[2]) * (1 if whole[1] == "padded" else -1)] * 4
    sides, act = dict.fromkeys(("top", "bottom", "left", "right"), 0), ""
    for part in re.finditer(
        r"(padded by |cropped by )?(\d+) at the ((?:(?:, | and )?(?:top|bottom|left|right))+)", found[0]
    ):
        act = part[1] or act
        for side in re.findall(r"top|bottom|left|right", part[3]):
            sides[side] = int(part[2]) * (1 if act.startswith("padded") else -1)
    return list(sides.values())


@pytest.mark.parametrize("kind", [Convolution, TransposedConvolution])
def test_sizes_and_padding_are_those_of_the_layer(kind: type[Layer]) -> None:
    layers = [layer for layer in LEGAL if isinstance(layer, kind)]
    assert len(layers) > 9
    for layer in layers:
        text = alt_text(layer, Seen("gather"))
        rows, columns = layer.axes
        said = told(text)
        for name in ("input", "kernel", "output"):
            wanted = getattr(layer, name)
            assert said[name] == (f"{wanted[1]}-cell" if layer.flat else f"{wanted[0]}×{wanted[1]}"), text
        assert said.get("dilation", "1") == layer.given("dilation"), text
        assert said.get("slid", layer.size_of(layer.slid_over)) == layer.size_of(layer.slid_over), text
        assert amounts(text) == [rows.before, rows.after, columns.before, columns.after], text


def test_inserted_zeros_are_told_where_there_are_neighbours() -> None:
    for layer in LEGAL:
        text = alt_text(layer, Seen("gather"))
        wanted = [axis.zeros if axis.input > 1 else 0 for axis in layer.own_axes]
        if both := re.search(r"gets (\d+) zeros? between neighbours", text):
            said = [int(both[1])] * layer.dims
        else:
            counts = {axis: int(count) for count, axis in re.findall(r"(\d+) zeros? between (rows|columns)", text)}
            said = [counts.get("rows", 0), counts.get("columns", 0)][2 - layer.dims :]
        assert said == wanted, text


def test_what_is_never_read_is_told() -> None:
    for layer in LEGAL:
        text = alt_text(layer, Seen("gather"))
        said = re.search(r"The last (.*?) (?:is|are) never read", text)
        counts = {
            SEVERAL[name]: int(count or 1)
            for count, name in re.findall(r"(?:(\d+) )?(rows?|columns?)", said[1] if said else "")
        }
        assert [counts.get("rows", 0), counts.get("columns", 0)] == [axis.unread for axis in layer.axes], text


def test_holes_are_counted_as_the_overlaps_count_them() -> None:
    some = 0
    for layer in LEGAL:
        counts = overlaps(layer)
        holes = sum(count == 0 for row in counts for count in row)
        assert holes_of(layer) == holes
        text = alt_text(layer, Seen("gather"))
        assert ("No input reaches" in text) is bool(holes)
        if 0 < holes < len(counts) * len(counts[0]):
            assert f"reaches {holes} of the {len(counts) * len(counts[0])} output cells" in text
            some += 1
    assert some


@pytest.mark.parametrize("view", LAYER_VIEWS)
def test_every_view_has_its_words_and_they_are_short(view: str) -> None:
    for layer in LEGAL:
        if view not in views_of(layer):
            continue
        for seen in (Seen(view), Seen(view, numbers=True), Seen(view, still="last")):
            text = alt_text(layer, seen)
            assert text.endswith(".")
            assert text == " ".join(text.split())
            assert len(text) <= 360
            assert (f"{layer.output[1]}-cell" if layer.flat else f"{layer.output[0]}×{layer.output[1]}") in text
            assert text.startswith("Animated") is (seen.still is None)


def test_a_plain_picture_takes_less_than_three_hundred_characters() -> None:
    assert all(len(alt_text(layer, Seen("gather"))) < 300 for layer in LAYER_CASES.values())


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (Seen("gather", numbers=True), "Cells hold their numbers"),
        (Seen("gather", stages=True), "step by step"),
        (Seen("gather", stages=True, still="whole"), "side by side"),
        (Seen("gather", still="7"), ", frame 7"),
        (Seen("gather", still="filmstrip"), ", frames in a row"),
        (Seen("scatter"), "how many contributions they get"),
        (
            Seen("scatter", numbers=True),
            "where they overlap, they add; padding cuts a 5×5 output out of 7×7",
        ),
        (Seen("matrix"), "25×9 matrix"),
    ],
    ids=str,
)
def test_what_is_shown_besides_is_told(seen: Seen, words: str) -> None:
    assert words in alt_text(LAYER_CASES["transposed"], seen)
