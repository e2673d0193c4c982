"""The command that says what a picture's file holds, and whether its command still draws it."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from convanim.cli.command import HelpWords, command, limits_of, options_of_groups
from convanim.core.errors import ConvanimError
from convanim.core.files import LARGEST_FILE_BYTES, read_file
from convanim.core.limits import LIMITS, Limits
from convanim.core.text import printable, shortened
from convanim.recipe.click_options import table_option
from convanim.recipe.numbers import NOWHERE, UnreachableError
from convanim.recipe.option_row import LIMIT
from convanim.recipe.wording import command_line_wording

if TYPE_CHECKING:
    from convanim.encoder.inspect import Facts
    from convanim.recipe.from_words import Typed

MOST_COMMENT = 2_000
"""Characters of a comment that are printed."""


LONGEST_COMMAND = 250_000
"""Characters of a comment that is read as a command; the 20,000 numbers of a large layer take most of them."""


class Verdict(NamedTuple):
    """Whether a file is what the command in its comment draws (None: it has none of ours), and what is to be said."""

    matches: bool | None
    reason: str = ""
    same: str = ""
    """What is the same: bytes, pixels or cells."""


CHANGED = "the file was changed, or another version of convanim drew it"


SILENT = (".mp4", ".pdf", ".svg", ".html")
"""Suffixes of formats of which not every file holds a command that can be read."""


INSPECT_HELP = (
    "What a picture's file holds: the command that made it, frames, times, colours, and whether that command "
    "still draws it: the same bytes, or the same cells and times where other versions of the libraries draw letters "
    "otherwise. It is drawn in memory; no file that the comment names is read or written.\n\n\b\n"
    "Example:\n  convanim inspect picture.gif"
)


def _inspect(path: Path, as_json: bool, **values: int) -> None:
    """Print what was found."""
    limits = limits_of(values)
    data = _content(path)
    try:
        facts = _facts(path, data, limits)
    except ConvanimError as error:
        raise error.prefixed(f"{path} ") from error
    verdict = _verdict(facts, data, limits)
    click.echo(json.dumps(_document(path, facts, verdict)) if as_json else "\n".join(_lines(path, facts, verdict)))


def _facts(path: Path, data: bytes, limits: Limits) -> Facts:
    """What is in a file of pixels, or in a drawing of ours."""
    from convanim.encoder.inspect import Facts, read_facts
    from convanim.renderer.shape_facts import read_shape_facts

    drawing = read_shape_facts(data) if data[:1] == b"<" else None
    if drawing:
        kind, width, height, times, plays, comment = drawing
        return Facts(kind, width, height, len(times), times, 0, plays, comment, 0)
    try:
        return read_facts(data, limits)
    except ConvanimError as error:
        if "is not a picture" in str(error) and path.suffix.lower() in SILENT:
            raise ConvanimError(
                "holds no command that inspect reads; use a .gif, .png, .webp, or an animated .svg or .html of ours"
            ) from error
        raise


def _content(path: Path) -> bytes:
    try:
        data = read_file(path, LARGEST_FILE_BYTES)
    except OSError as error:
        raise ConvanimError(f"cannot read {path}: {error.strerror}; name the file of a picture") from error
    if len(data) > LARGEST_FILE_BYTES:
        raise ConvanimError(f"{path} has more than {LARGEST_FILE_BYTES:,} bytes; use a smaller file")
    return data


def _verdict(facts: Facts, data: bytes, limits: Limits) -> Verdict:
    """Draw what the comment asks for, in memory, and compare. The comment may be anybody's: nothing else is done."""
    if not facts.comment.startswith("convanim "):
        return Verdict(None, "no command of convanim in it")
    from convanim.recipe.from_words import read_words

    if len(facts.comment) > LONGEST_COMMAND:
        return Verdict(False, f"its comment has more than the {LONGEST_COMMAND:,} characters of a command")
    try:
        words = shlex.split(facts.comment)
    except ValueError:
        return Verdict(False, "its comment is not a command: a quote is not closed")
    try:
        return _redraw(read_words(words), facts, data, limits)
    except ConvanimError as error:
        return Verdict(False, shortened(f"its command does not draw: {error.worded(command_line_wording)}"))


def _redraw(words: Typed, facts: Facts, data: bytes, limits: Limits) -> Verdict:
    from convanim.pipeline.compose import compose
    from convanim.pipeline.likeness import SAME, likeness
    from convanim.recipe.formats import FORMATS, require_suffix

    ours = {LIMITS[name].key: value for name, value in limits.items()}  # its own limits do not count
    try:
        recipe = replace(words._replace(values=words.values | ours).recipe(NOWHERE), comment=facts.comment)
    except UnreachableError as error:
        return Verdict(False, f"its command {error}")
    suffix = require_suffix(FORMATS[facts.format.lower()], recipe.options.single, recipe.options.plays)
    composition = compose(recipe)
    layout, count = composition.layout, composition.picture.survey.frames
    frames = min(count, facts.frames) if facts.format == "WEBP" else count  # libwebp joins frames that are equal
    if (layout.width, layout.height, frames) != (facts.width, facts.height, facts.frames):
        return Verdict(False, f"its command draws {layout.width}×{layout.height} px, {count} frames: {CHANGED}")
    same, change = likeness(recipe, composition, suffix, data)
    return Verdict(True, SAME[same], same) if same else Verdict(False, f"{change}: {CHANGED}")


def _document(path: Path, facts: Facts, verdict: Verdict) -> dict[str, object]:
    return {
        "path": str(path),
        "format": facts.format,
        "size": [facts.width, facts.height],
        "frames": facts.frames,
        "durations_ms": facts.times,
        "seconds": sum(facts.times) / 1000,
        "colors": facts.colors,
        "plays": facts.plays,
        "comment": facts.comment,
        "matches": verdict.matches,
        "same": verdict.same or None,
        "reason": verdict.reason,
    }


def _lines(path: Path, facts: Facts, verdict: Verdict) -> list[str]:
    runs = [(ms, len(list(run))) for ms, run in groupby(facts.times)]
    times = ", ".join(f"{ms} ms × {count}" if count > 1 else f"{ms} ms" for ms, count in runs[:8])
    word = {True: "yes", False: "no", None: "not ours"}[verdict.matches]
    counted = f" in the first {facts.decoded:,} frames" * (facts.decoded < facts.frames)
    rows = {
        "file": f"{path}: {facts.format}, {facts.width}×{facts.height} px",
        "comment": facts.comment[:MOST_COMMENT] + "…" * (len(facts.comment) > MOST_COMMENT),
        "frames": f"{facts.frames}",
        "times": f"{times}{', …' * (len(runs) > 8)}; {sum(facts.times) / 1000:g} s" if facts.times else "",
        "colours": f"{facts.colors}{counted}" if facts.colors else "",
        "plays": ("forever" if facts.plays == 0 else f"{facts.plays}×") if facts.times else "",
        "redraw": f"{word}{': ' * bool(verdict.reason)}{verdict.reason}",
    }
    names = {"redraw": "matches a redraw"}
    return [f"{names.get(name, name):<16}  {printable(text)}" for name, text in rows.items() if text]


inspect_command = command(
    HelpWords("inspect", INSPECT_HELP), _inspect,
    click.Argument(["path"], type=click.Path(path_type=Path), metavar="FILE"),
    table_option("as_json"), *options_of_groups(LIMIT),
)  # fmt: skip
