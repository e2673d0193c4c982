"""The commands that draw one picture."""

from __future__ import annotations

import json
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convanim.cli.click_options import (
    given_in,
    layer_options,
    number_options,
    options_in,
    output_options,
    picture_options,
    sizes_in,
    view_options,
)
from convanim.core.errors import ConvanimError
from convanim.layers.base import Layer
from convanim.recipe.numbers import layer_and_numbers, number_words

if TYPE_CHECKING:
    from convanim.pipeline.write import Report

PHONE_WIDTH = 360
"""Px that a picture has on a phone."""


PAIRS_SHOWN = 3
"""Pairs of a theme's colours that a note names."""


def animate_command(kind: type[Layer]) -> click.Command:
    """The command for a kind of layer."""

    @click.command(
        kind.kind,
        help=f"Animate a {kind.summary}. A size is one number, or rows x columns.\n\n\b\nExample:\n  {kind.example}",
    )
    @layer_options(kind.parameters)
    @number_options
    @output_options
    @picture_options
    @view_options
    def animate_layer(**values: Any) -> None:
        _animate(kind, values)

    return animate_layer


def _animate(kind: type[Layer], values: dict[str, Any]) -> None:
    """Draw one picture and say so."""
    given = given_in(values)
    options = options_in(values)
    layer, numbers = layer_and_numbers(kind, sizes_in(values), given, limits=options.limits)
    from convanim.pipeline.write import animate, animate_bytes, animate_frames
    from convanim.recipe.command import command_line, file_name

    comment = command_line(layer, options, number_words(given, numbers)) if not values["no_comment"] else ""
    output, quiet, frames = values["output"], values["quiet"], values["frames"]
    progress = None if quiet else _progress()
    if frames is not None:
        if output is not None:
            raise ConvanimError(f"--frames {frames} and -o {output} are two outputs; use one of them, then the other")
        if values["no_clobber"] and frames.exists():
            raise ConvanimError(f"--frames {frames} is there already, and --no-clobber keeps it; use another folder")
        stem = Path(file_name(layer, options, numbers is not None)).stem
        report = animate_frames(layer, frames, stem, options, comment, progress, numbers)
        output = frames
    elif output is not None and str(output) == "-":
        if sys.stdout.isatty():
            raise ConvanimError("-o - would write a picture to the terminal; redirect it, or use -o FILE")
        data, report = animate_bytes(layer, options.suffix, options, comment, numbers)
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        output = output or Path(file_name(layer, options, numbers is not None))
        report = animate(layer, output, options, comment, progress, numbers, not values["no_clobber"])
    if not quiet:
        _say(output, layer, report, values["as_json"])
        _note_contrast(options.theme)


def _say(path: Path, layer: Layer, report: Report, as_json: bool) -> None:
    """The one line of answer; on stderr when stdout is the picture."""
    if as_json:
        words = json.dumps(
            {
                "path": str(path),
                "size": [report.width, report.height],
                "frames": report.frames,
                "seconds": report.seconds,
                "bytes": report.bytes,
                "readable_from": report.readable_from,
                "input": list(layer.input),
                "output": list(layer.output),
            }
        )
    else:
        (i, j), (m, n) = layer.input, layer.output
        words = (
            f"{path}  {report.width}×{report.height} px, {report.frames} frame{'s' * (report.frames != 1)}, "
            f"{report.seconds:g} s, {report.bytes:,} bytes, {i}×{j} → {m}×{n}"
        )
    click.echo(words, err=str(path) == "-")
    if report.readable_from > PHONE_WIDTH:
        click.echo(
            f"note: the numbers can be read from {report.readable_from} px on; show it at least that wide, or use "
            "fewer cells",
            err=True,
        )
    if report.endless:
        click.echo(
            "note: it moves for ever, which some readers cannot stop (WCAG 2.2.2); --plays auto ends it, --plays "
            "forever says that it is meant",
            err=True,
        )


def _note_contrast(theme: str) -> None:
    """Say where a theme of a user's own is hard to read. It is drawn all the same: the choice is theirs."""
    from convanim.style.theme_file import is_file, theme_named

    if not is_file(theme):
        return
    from convanim.style.contrast import faults

    found = faults(theme_named(theme))
    if found:
        more = f"; and {len(found) - PAIRS_SHOWN} more" if len(found) > PAIRS_SHOWN else ""
        click.echo(
            f"note: {theme} is hard to read: {'; '.join(map(str, found[:PAIRS_SHOWN]))}{more}"
            f" (see 'convanim themes {shlex.quote(theme)}')",
            err=True,
        )


def _progress() -> Callable[[int, int], None] | None:
    """Frames drawn so far, on stderr when it is a terminal and the work takes longer than a second."""
    if not sys.stderr.isatty():
        return None
    start = shown = time.monotonic()

    def tell(done: int, count: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - start > 1 and (now - shown > 0.1 or done == count):
            shown = now
            click.echo(f"\rframe {done} of {count}" if done < count else "\r\x1b[K", nl=False, err=True)

    return tell
