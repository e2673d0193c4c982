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

from convanim.cli.options import (
    given_in,
    layer_options,
    number_options,
    options_in,
    output_options,
    picture_options,
    sizes_in,
    view_options,
)
from convanim.errors import ConvanimError
from convanim.given import layer_and_numbers, number_words
from convanim.layers import LAYERS, Layer

if TYPE_CHECKING:
    from convanim.pipeline import Report

PHONE_WIDTH = 360
"""Px that a picture has on a phone."""

PAIRS_SHOWN = 3
"""Pairs of a theme's colours that a note names."""

CHECKERBOARD_INPUT = "6"
"""Input size of a checkerboard: large enough for an inside."""


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
    layer, numbers = layer_and_numbers(kind, sizes_in(values), given, most=options.most)
    from convanim.pipeline import animate, animate_bytes, animate_frames
    from convanim.wording import command_line, file_name

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


@click.command(
    "roundtrip",
    help="A convolution, then the transposed one with the same kernel, padding and stride: the size comes back, the "
    "values do not.\n\n\b\nExample:\n  convanim roundtrip -i 5 -k 3 -p 1 -s 2",
)
@layer_options(LAYERS["conv"].parameters)
@number_options
@output_options
@picture_options
def roundtrip_command(**values: Any) -> None:
    """The round trip is a view of a convolution."""
    _animate(LAYERS["conv"], round_trip_values(values))


def round_trip_values(values: dict[str, Any]) -> dict[str, Any]:
    """What `roundtrip` asks of a convolution."""
    return values | {"view": "roundtrip"}


@click.command(
    "checkerboard",
    help="How often a transposed convolution reaches each output cell, and whether that is even.\n\n\b\nExample:\n"
    "  convanim checkerboard -k 3 -s 2",
)
@layer_options(LAYERS["transposed"].parameters)
@number_options
@output_options
@picture_options
def checkerboard_command(**values: Any) -> None:
    """The checkerboard is the end of the scatter view of a transposed convolution."""
    _animate(LAYERS["transposed"], checkerboard_values(values))


def checkerboard_values(values: dict[str, Any]) -> dict[str, Any]:
    """What `checkerboard` asks of a transposed convolution."""
    whole = values["filmstrip"] or values.get("frames")
    still = values["still"] or (None if whole else "last")
    chosen = {"view": "scatter", "still": still, "input": values["input"] or CHECKERBOARD_INPUT}
    return values | chosen


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
    from convanim.themefile import is_file, theme_named

    if not is_file(theme):
        return
    from convanim.contrast import faults

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
