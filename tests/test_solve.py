from __future__ import annotations

import json
import random
import shlex
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from convanim.cli import cli
from convanim.core.errors import ConvanimError
from convanim.layers.kinds import LAYERS
from convanim.layers.solve import Range, Wish, solve
from convanim.pipeline.compose import compose
from convanim.recipe.drawing_command import drawing_command
from convanim.recipe.from_words import read_words

Setting = tuple[int, int, int, int, int]


def made(kind: str, i: int, k: int, s: int, p: int, d: int, op: int) -> int | None:
    """The output size, from the frameworks' rules alone; None for what they refuse."""
    reach = d * (k - 1) + 1
    if kind == "transposed":
        size = (i - 1) * s - 2 * p + reach + op
        return size if size >= 1 else None
    if reach > i + 2 * p or (kind != "conv" and p > k // 2):
        return None
    return (i + 2 * p - reach) // s + 1


def brute_force(kind: str, sizes: list[tuple[int, int]]) -> set[Setting]:
    """Every setting within the ranges that makes each output of its input."""
    found = set()
    for k, s, p, d in product(range(1, 8), range(1, 5), range(4), (1,) if kind == "avgpool" else (1, 2)):
        for op in range(s if kind == "transposed" else 1):
            if not (k == 1 and d > 1) and all(made(kind, i, k, s, p, d, op) == o for i, o in sizes):
                found.add((k, s, p, d, op))
    return found


NAMES = ("kernel", "stride", "padding", "dilation", "output_padding")


def found(layers: list[Any]) -> set[Setting]:
    numbers = [tuple(getattr(layer, name)[1] for name in NAMES) for layer in layers]
    settings = {(k, s, p[0], d, op) for k, s, p, d, op in numbers}
    assert len(settings) == len(layers)
    return settings


@pytest.mark.parametrize("kind", LAYERS)
def test_what_is_found_is_what_brute_force_finds(kind: str) -> None:
    dice = random.Random(kind)
    fitting = 0
    for _ in range(80):
        dims = dice.choice((1, 2, 2))
        inputs = [dice.randint(1, 40) for _ in range(dims)]
        most = 80 if kind == "transposed" else 40
        ratio = dice.choice((0.25, 0.5, 1, 2, 3))
        outputs = [max(1, min(most, int(i * ratio) + dice.randint(-2, 2))) for i in inputs]
        wish = Wish(LAYERS[kind], (1, inputs[0]) if dims == 1 else (inputs[0], inputs[1]),
                    (1, outputs[0]) if dims == 1 else (outputs[0], outputs[1]), dims)  # fmt: skip
        solution = solve(wish)
        assert found(solution.layers) == brute_force(kind, list(zip(inputs, outputs, strict=True)))
        assert bool(solution.layers) is not bool(solution.nearest)
        fitting += bool(solution.layers)
    assert fitting > 8


def test_where_nothing_fits_no_other_size_is_nearer() -> None:
    for kind, i, o in (("conv", 7, 100), ("transposed", 9, 200), ("maxpool", 5, 20), ("avgpool", 30, 17)):
        solution = solve(Wish(LAYERS[kind], (i, i), (o, o)))
        ranges = product(range(1, 8), range(1, 5), range(4), (1, 2))
        sizes = [made(kind, i, k, s, p, d, op) for k, s, p, d in ranges if kind != "avgpool" or d == 1
                 for op in range(s if kind == "transposed" else 1)]  # fmt: skip
        nearest = sorted({size for size in sizes if size}, key=lambda size: (abs(size - o), size))[:3]
        assert [near.output for near in solution.nearest] == [(size, size) for size in nearest]
        assert all(near.layer.output == near.output for near in solution.nearest)


def run(words: str) -> Any:
    return CliRunner().invoke(cli, shlex.split(words))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("-i 7 --output-size 14", "convanim transposed -i 7 -k 3 -p 1 -s 2 --output-padding 1"),
        ("-i 7 --output-size 4", "convanim conv -i 7 -k 3 -p 1 -s 2"),
        ("-i 7 --output-size 7", "convanim conv -i 7 -k 3 -p 1"),
        ("maxpool -i 8 --output-size 4", "convanim maxpool -i 8 -k 2"),
        ("avgpool -i 9 --output-size 3", "convanim avgpool -i 9 -k 3"),
        ("conv -i 9 --output-size 9 -k 5 --1d", "convanim conv -i 9 -k 5 -p 2 --1d"),
        ("transposed -i 4x5 --output-size 8x10 -k 4 -s 2", "convanim transposed -i 4x5 -k 4 -p 1 -s 2"),
        ("conv -i 7x9 --output-size 7x7 -k 3x5 -s 1 -p 1", "convanim conv -i 7x9 -k 3x5 -p 1"),
        ("conv -i 20 --output-size 12 -k 8-9", "convanim conv -i 20 -k 9"),
    ],
)
def test_the_usual_comes_first(words: str, first: str) -> None:
    settings = json.loads(run(f"solve {words} --json").stdout)["settings"]
    assert settings[0]["command"] == first


def test_json_has_all_and_text_says_how_many_it_leaves_out() -> None:
    words = "solve conv -i 32 --output-size 16"
    document, text = json.loads(run(f"{words} --json").stdout), run(words).stdout
    assert list(document["settings"][0]) == ["kernel", "stride", "padding", "dilation", "output_padding", "command"]
    assert document["settings"][0]["kernel"] == [3, 3] and document["nearest"] == []
    assert document["ranges"] == {
        "kernel": [1, 7], "stride": [1, 4], "padding": [0, 3], "dilation": [1, 2], "output_padding": [0, 0],
    }  # fmt: skip
    assert "k 1–7, s 1–4, p 0–3, d 1–2" in text
    shown = text.count("convanim conv")
    assert f"{len(document['settings'])} settings" in text
    assert shown == len(document["settings"]) or f"and {len(document['settings']) - shown} more" in text


def test_nothing_fits_is_exit_code_1_with_the_nearest() -> None:
    result = run("solve conv -i 7 --output-size 100 --json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["settings"] == [] and document["nearest"] == [[13, 13], [12, 12], [11, 11]]
    text = run("solve conv -i 7 --output-size 100")
    assert text.exit_code == 1
    assert "nothing fits" in text.stderr and "convanim conv -i 7 -k 1 -p 3" in text.stdout


def test_what_is_told_is_taken_as_it_is() -> None:
    document = json.loads(run("solve conv -i 5 --output-size 5 -k 1 -d 2 --json").stdout)
    assert document["settings"][0]["dilation"] == [2, 2]
    document = json.loads(
        run("solve transposed -i 4 --output-size 7 -k 3 -s 1 -d 2 --output-padding 1 --json").stdout
    )
    assert document["settings"][0]["output_padding"] == [1, 1]
    document = json.loads(run("solve conv -i 7 --output-size 4 -k 3x5 --json").stdout)
    assert document["ranges"]["kernel"] == [[3, 5], [3, 5]]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("conv -i 7", "missing option --output-size; use --output-size 7"),
        ("conv --output-size 7", "missing option -i; use -i 7"),
        ("conv -i 0 --output-size 7", "-i 0 is no size"),
        ("cnov -i 7 --output-size 7", "did you mean 'conv'?"),
        ("conv -i 7 --output-size 7 -p same", "-p same is not a number; use -p 1"),
        ("conv -i 7 --output-size 7 -p 0+1", "padding is the same on all sides here"),
        ("conv -i 7 --output-size 7 -k 9-3", "a range goes from"),
        ("conv -i 7 --output-size 7 -k 0", "-k 0 is too small; use -k 1 or more"),
        ("conv -i 7 --output-size 7 --output-padding 1", "has no output padding; leave out --output-padding"),
        ("conv -i 7 --output-size 7 -k 1-999999999", "too many to try"),
        ("conv -i 7x7 --output-size 7 --1d", "in one dimension a size is one number"),
    ],
)
def test_a_wrong_request_is_refused_with_a_way_out(words: str, message: str) -> None:
    from convanim.recipe.wording import command_line_wording

    result = run(f"solve {words}")
    assert isinstance(result.exception, ConvanimError)
    assert message in result.exception.worded(command_line_wording)


@pytest.mark.parametrize("words", ["transposed -i 4 --output-size 7", "maxpool -i 6x4 --output-size 3x2"])
def test_the_commands_draw_what_they_say(words: str, tmp_path: Path) -> None:
    from PIL import Image

    for setting in json.loads(run(f"solve {words} --json").stdout)["settings"][:3]:
        path = tmp_path / "drawn.gif"
        result = run(f"{setting['command'].removeprefix('convanim ')} -o {path}")
        assert result.exit_code == 0
        with Image.open(path) as picture:
            assert getattr(picture, "n_frames", 1) > 1


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("size", [1, 5, 16, 17, 29, 60, 99])
def test_a_command_draws_its_layer_however_large(kind: str, size: int) -> None:
    ranges = {name: Range.between(n, n) for name, n in {"kernel": 3, "padding": 1, "stride": 2}.items()}
    wish = Wish(LAYERS[kind], (size, size), (0, 0), told=ranges)
    for near in solve(wish).nearest[:1]:
        recipe = read_words(shlex.split(drawing_command(near.layer))).recipe()
        assert recipe.subject == near.layer
        compose(recipe)


def test_a_layer_too_large_for_any_picture_has_its_numbers() -> None:
    layer = LAYERS["maxpool"].of(2000, 2)
    words = drawing_command(layer)
    assert words == "convanim plan maxpool -i 2000 -k 2 --no-values"
    assert "= 1000" in run(words.removeprefix("convanim ")).stdout


def test_the_first_settings_are_drawn_beside_each_other(tmp_path: Path) -> None:
    words = "solve -i 3 --output-size 5 -k 3"
    result = run(f"{words} --draw 2 --json -o {tmp_path / 'a.gif'}")
    first, second, *_ = (setting["command"] for setting in json.loads(result.stdout)["settings"])
    drawn = comment_of(tmp_path / "a.gif")
    assert drawn == f"convanim compare '{first.partition(' ')[2]}' '{second.partition(' ')[2]}'"
    run(f"{words} --draw 1 -o {tmp_path / 'b.gif'}")
    assert comment_of(tmp_path / "b.gif").startswith(first)
    for wrong in ("--draw 0", "--draw 5", "-o a.gif", "--draw 2 -o -"):
        assert isinstance(run(f"{words} {wrong}").exception, ConvanimError)


def comment_of(path: Path) -> str:
    with Image.open(path) as image:
        comment = image.info["comment"]
    return str(comment.decode() if isinstance(comment, bytes) else comment)
