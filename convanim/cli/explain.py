"""The command that says what an error of a framework means, what mends it, and what to draw."""

from __future__ import annotations

import json
import sys

import click

from convanim.cli.command import HelpWords, command
from convanim.core.errors import ConvanimError, OutputError
from convanim.frameworks.explain import Explanation, explain
from convanim.recipe.click_options import table_option
from convanim.recipe.drawing_command import drawing_command

MOST_READ = 1_000_000
"""Characters that are read from stdin."""


def _explain(error: tuple[str, ...], as_json: bool) -> None:
    """Print what is known of a text."""
    text = sys.stdin.read(MOST_READ) if error == ("-",) else " ".join(error)
    if not text.strip():
        raise ConvanimError("there is no error text", way="give it in quotes, or - for stdin")
    found = explain(text)
    if as_json:
        click.echo(json.dumps(_document(found)))
    if found is None:
        raise OutputError(
            "this text is not one that is known here; nothing is guessed",
            way="'convanim plan KIND …' checks a layer's numbers, and 'convanim solve' finds some",
        )
    if not as_json:
        click.echo("\n".join(_lines(found)))


def _document(found: Explanation | None) -> dict[str, object]:
    if found is None:
        return {"framework": None, "cause": [], "changes": [], "commands": []}
    cause = found.cause
    commands = [drawing_command(layer) for layer in cause.layers]
    return {
        "framework": found.framework, "cause": list(cause.sentences), "changes": cause.changes, "commands": commands,
    }  # fmt: skip


def _lines(found: Explanation) -> list[str]:
    cause = found.cause
    lines = [*cause.sentences, "", f"Any one of these mends it (the text is that of {found.framework}):"]
    lines += [f"  - {change}" for change in cause.changes]
    if cause.layers:
        lines += ["", "Draw it:", *(f"  {drawing_command(layer)}" for layer in cause.layers)]
    return lines


explain_command = command(
    HelpWords(
        "explain",
        "What a framework's error about sizes means: the cause with its numbers, the smallest changes that mend it, "
        "and the command that draws the layer. ERROR is the text, or - for stdin, where a whole log may be. It knows "
        "errors of PyTorch, Keras and ONNX Runtime. Exit code 1 for a text that it does not know.\n\n\b\nExamples:\n"
        '  convanim explain "RuntimeError: Sizes of tensors must match except in dimension 1. '
        'Expected size 15 but got size 14"\n  python train.py 2>&1 | convanim explain -',
    ),
    _explain,
    click.Argument(["error"], nargs=-1, required=True),
    table_option("as_json"),
)
