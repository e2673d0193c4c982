from __future__ import annotations

import json
import random
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from convanim.cli import cli
from convanim.core.errors import OutputError
from convanim.frameworks.explain import RULES, explain
from convanim.pipeline.compose import compose
from convanim.recipe.drawing_command import drawing_command
from convanim.recipe.from_words import read_words
from tests import record_errors

RECORDED: list[dict[str, str]] = json.loads(
    (Path(__file__).parent / "data" / "framework_errors.json").read_text(encoding="utf-8")
)
"""What versions of frameworks said to calls that they refuse."""


def test_each_recorded_call_is_one_that_is_run() -> None:
    calls = [call for calls in record_errors.CALLS.values() for call in calls]
    assert [row["call"] for row in RECORDED] == calls
    assert len(RECORDED) > 40


@pytest.mark.parametrize("row", RECORDED, ids=lambda row: row["call"])
def test_what_a_framework_said_is_explained(row: dict[str, str]) -> None:
    found = explain(row["text"])
    assert found is not None
    assert found.framework == row["framework"]
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in found.cause.sentences)
    assert len(found.cause.changes) >= 2
    assert found.cause.layers
    for layer in found.cause.layers:
        recipe = read_words(shlex.split(drawing_command(layer))).recipe()
        assert recipe.subject == layer
        compose(recipe)


def test_every_rule_has_a_text_that_was_said() -> None:
    for rule in RULES:
        texts = [re.sub(r"\s+", " ", re.sub(r"\x1b\[[0-9;]*m", "", row["text"])) for row in RECORDED]
        assert any(re.search(rule.pattern, text) for text in texts), rule.pattern


def said(call: str) -> str:
    return next(row["text"] for row in RECORDED if row["call"] == call)


@pytest.mark.parametrize(
    ("call", "numbers", "change", "command"),
    [
        (
            "nn.Conv2d(1, 1, 5)(torch.zeros(1, 1, 2, 2))",
            ["5×5", "2×2"], "padding larger by 2 on each side", "convanim conv -i 2 -k 5 -p 2",
        ),
        (
            "nn.MaxPool2d(3, stride=2)(torch.zeros(1, 64, 2, 5))",
            ["2×5", "0×2"], "a window of at most 2", "convanim maxpool -i 3x5 -k 3 -s 2",
        ),
        (
            "nn.ConvTranspose2d(1, 1, 3, stride=2, output_padding=2)(torch.zeros(1, 1, 4, 4))",
            ["padding 2", "stride 2"], "output_padding=1",
            "convanim transposed -i 3 -k 3 -p 1 -s 2 --output-padding 1",
        ),
        (
            "nn.MaxPool2d(3, padding=2)(torch.zeros(1, 1, 8, 8))",
            ["2 > ⌊3/2⌋ = 1"], "padding=1", "convanim maxpool -i 5 -k 3 -p 1",
        ),
        (
            "keras.layers.Conv2D(4, 3, groups=3)",
            ["4 output channels", "3 groups"], "groups=2, which divides 4, or groups=1", "convanim conv -i 5 -k 3",
        ),
        (
            "keras.layers.Conv2D(1, 3, dilation_rate=4)(keras.Input((7, 7, 1)))",
            ["9×9", "7×7"], "padding='same'", "convanim conv -i 7 -k 3 -p same -d 4",
        ),
    ],
)  # fmt: skip
def test_the_cause_has_the_numbers_of_the_error(call: str, numbers: list[str], change: str, command: str) -> None:
    found = explain(said(call))
    assert found is not None
    assert all(number in " ".join(found.cause.sentences) for number in numbers)
    assert found.cause.changes[0] == change
    assert drawing_command(found.cause.layers[0]) == command


def test_a_mismatch_of_a_unet_is_followed_to_the_pool_that_lost_a_cell() -> None:
    found = explain(said("unet(torch.zeros(1, 1, 30, 30))"))
    assert found is not None
    pool, up = found.cause.layers
    assert (pool.kind, pool.input, pool.output) == ("maxpool", (15, 15), (7, 7))
    assert pool.axes[0].unread == 1
    assert (up.kind, up.input, up.output) == ("transposed", (7, 7), (15, 15))
    assert "15 and 14" in found.cause.sentences[0] and "⌊15/2⌋ = 7" in found.cause.sentences[1]


def test_a_change_that_is_named_mends_it() -> None:
    from convanim.layers.convolution import Convolution

    for size, kernel in ((2, 5), (3, 4), (1, 7), (6, 9)):
        text = f"Calculated padded input size per channel: ({size} x {size}). Kernel size: ({kernel} x {kernel})"
        found = explain(text)
        assert found is not None
        padding = int(re.findall(r"padding larger by (\d+)", found.cause.changes[0])[0])
        most = int(re.findall(r"at most (\d+)", found.cause.changes[1])[0])
        more = int(re.findall(r"larger by (\d+)", found.cause.changes[2])[0])
        assert min(Convolution.of(size, kernel, padding).output) >= 1
        assert Convolution.of(size, most).output == Convolution.of(size + more, kernel).output == (1, 1)
        with pytest.raises(ValueError):
            Convolution.of(size, kernel, padding - 1)
        with pytest.raises(ValueError):
            Convolution.of(size + more - 1, kernel)


SPOILERS = (
    lambda text, dice: text[: dice.randrange(len(text))],
    lambda text, dice: text[dice.randrange(len(text)) :],
    lambda text, dice: re.sub(r"\d+", lambda _: str(dice.choice((0, -1, 1, 7, 10**5, 10**30))), text),
    lambda text, dice: re.sub(r"\d", "", text),
    lambda text, dice: re.sub(r"[()\[\]{}]", "", text),
    lambda text, dice: text.replace(" ", "\n"),
    lambda text, dice: re.sub(r"\d+", lambda number: f"{number[0]}, 3, 4", text),
    lambda text, dice: "".join(dice.sample(text, len(text))),
    lambda text, dice: text.replace(", ", " x ").replace("x", "×"),
    lambda text, dice: text.upper(),
)


def test_a_hundred_spoilt_texts_are_explained_or_not_but_never_break_anything() -> None:
    dice, known = random.Random(7), 0
    for number in range(len(RECORDED) * len(SPOILERS)):
        text = SPOILERS[number % len(SPOILERS)](RECORDED[number // len(SPOILERS)]["text"], dice)
        found = explain(text)
        if found is not None:
            known += 1
            assert all(drawing_command(layer) for layer in found.cause.layers)
    assert 20 < known < len(RECORDED) * len(SPOILERS) / 2


def test_numbers_that_contradict_nothing_are_not_explained() -> None:
    for text in (
        "Calculated padded input size per channel: (7 x 7). Kernel size: (3 x 3)",
        "Expected size 5 but got size 5",
        "The size of tensor a (5) must match the size of tensor b (5)",
        "Given input size: (8x4x4). Calculated output size: (8x2x2). Output size is too small",
    ):
        assert explain(text) is None


def run(*words: str, stdin: str = "") -> Any:
    return CliRunner().invoke(cli, ["explain", *words], input=stdin)


def test_the_command_prints_cause_changes_and_command() -> None:
    text = said("nn.Conv2d(1, 1, 5)(torch.zeros(1, 1, 2, 2))")
    for result in (
        run(text),
        run("-", stdin=f"Traceback (most recent call last):\n  …\n{text}\n"),
        run(*text.split()),
    ):
        assert result.exit_code == 0
        assert "The kernel reaches over 5×5 cells" in result.stdout and "PyTorch 2.13.0" in result.stdout
        assert "  convanim conv -i 2 -k 5 -p 2" in result.stdout
    document = json.loads(run(text, "--json").stdout)
    assert set(document) == {"framework", "cause", "changes", "commands"}
    assert len(document["cause"]) == 2 and document["commands"] == ["convanim conv -i 2 -k 5 -p 2"]


def test_an_unknown_text_is_answered_honestly() -> None:
    result = run("RuntimeError: CUDA out of memory")
    assert isinstance(result.exception, OutputError)
    assert "not one that is known here" in str(result.exception)
    asked = run("RuntimeError: CUDA out of memory", "--json")
    assert isinstance(asked.exception, OutputError) and json.loads(asked.stdout)["commands"] == []
    assert "there is no error text" in str(run("-", stdin=" \n").exception)


@pytest.mark.parametrize("title", record_errors.FRAMEWORKS)
def test_a_framework_that_is_installed_still_says_it(title: str) -> None:
    try:
        version, names = record_errors.FRAMEWORKS[title]()
    except ImportError:
        pytest.skip(f"{title} is not installed: its recorded texts are read")
    for row in RECORDED:
        if row["framework"] == f"{title} {version}":
            assert record_errors.said(row["call"], names) == row["text"]
