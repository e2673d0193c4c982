"""The commands that draw one picture: a kind of layer, the round trip, the checkerboard."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convanim.cli.command import HelpWords, command, options_of_groups
from convanim.core.errors import ConvanimError, Setting
from convanim.core.text import printable
from convanim.recipe.option_row import LAYER, LIMIT, LOOK, NUMBERS, OUTPUT, VIEW
from convanim.recipe.options import OutputOptions
from convanim.recipe.picture_kind import PictureKind
from convanim.recipe.picture_kinds import PICTURE_KINDS
from convanim.recipe.recipe import Recipe, picked
from convanim.scene.film import WATCHED_MS

if TYPE_CHECKING:
    from convanim.pipeline.write import Report

PHONE_WIDTH = 360
"""Px that a picture has on a phone."""

LONG_S, LARGE_BYTES = 30, 2_000_000
"""Seconds of one play, and bytes, from which on the result line says how it gets shorter."""

BAR, PAUSE_IN_LOG = 24, 10.0
"""Letters of a bar of progress; seconds between lines of it where there is no terminal."""

FILM_SUFFIXES = (".gif", ".webp")
"""Suffixes that readers take for a film."""

PAIRS_SHOWN = 3
"""Pairs of a theme's colours that a note names."""


def draw_command(name: str) -> click.Command:
    """The command for a kind of picture."""
    kind = PICTURE_KINDS[name]

    def draw(**values: Any) -> None:
        _draw(kind, values)

    groups = (LAYER, NUMBERS, VIEW, LOOK, OUTPUT, LIMIT)
    return command(HelpWords(name, kind.help), draw, *options_of_groups(*groups, leave_out=kind.options_left_out))


def _draw(kind: PictureKind, values: Mapping[str, Any]) -> None:
    """Draw one picture and say so."""
    recipe, output = Recipe.of(kind.subject, kind.values(values)), picked(OutputOptions, values)
    if output.no_comment:
        recipe = replace(recipe, comment="")
    path, report = written(recipe, output)
    if not output.quiet:
        _say(path, recipe, report, output.as_json)
        _note_still(path, report)
        if output.pages and not output.as_json:
            from convanim.pipeline.write import animated_in_latex

            click.echo(animated_in_latex(path, report, recipe.options.hold))
        _note_steps(recipe, report)
        _note_contrast(recipe.options.theme)


def written(recipe: Recipe, output: OutputOptions) -> tuple[Path, Report]:
    """The file or folder that was written, and what is in it."""
    from convanim.pipeline.write import PAGED, animate, animate_bytes, animate_frames, animate_pages

    path, folder, cache = output.output, output.frames, not output.no_cache
    progress = None if output.quiet else _progress()
    if folder is not None:
        frames = Setting("frames", str(folder))
        if path is not None:
            raise ConvanimError(
                frames, " and ", Setting("path", str(path)), " are two outputs", way="use one of them, then the other"
            )
        if output.no_clobber and folder.exists():
            raise ConvanimError(frames, " is there already, and --no-clobber keeps it", way="use another folder")
        if output.pages:
            raise ConvanimError(frames, " and ", Setting("pages"), " are two outputs", way="use one of them")
        return folder, animate_frames(recipe, folder, progress, cache)
    if output.pages:
        path = path or Path(recipe.file_name).with_suffix(PAGED)
        return path, animate_pages(recipe, path, not output.no_clobber)
    if path is not None and str(path) == "-":
        if sys.stdout.isatty():
            raise ConvanimError("-o - would write a picture to the terminal", way="redirect it, or use -o FILE")
        data, report = animate_bytes(recipe, recipe.options.suffix, cache, progress)
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return path, report
    path = path or Path(recipe.file_name)
    return path, animate(recipe, path, progress, not output.no_clobber, cache)


def _say(path: Path, recipe: Recipe, report: Report, as_json: bool) -> None:
    """The one line of answer; on stderr when stdout is the picture."""
    subject = recipe.subject
    if as_json:
        import json

        inputs, outputs = ([list(pair[side]) for pair in subject.own_sizes] for side in range(2))
        words = json.dumps(
            {
                "path": str(path),
                "size": [report.width, report.height],
                "frames": report.frames,
                "seconds": report.seconds,
                "bytes": report.bytes,
                "readable_from": report.readable_from,
                "endless": report.endless,
                "every": report.every,
                "shorter": report.shorter if _too_much(recipe, report) else None,
                "input": inputs if len(inputs) > 1 else inputs[0],
                "output": outputs if len(outputs) > 1 else outputs[0],
            }
        )
    else:
        words = (
            f"{path}  {report.width}×{report.height} px, {report.frames} frame{'s' * (report.frames != 1)}, "
            f"{report.seconds:g} s, {report.bytes:,} bytes, {subject.sizes}{_too_much(recipe, report)}"
        )
    click.echo(printable(words), err=str(path) == "-")
    if report.readable_from > PHONE_WIDTH:
        click.echo(
            f"note: the numbers can be read from {report.readable_from} px on; show it at least that wide, or use "
            "fewer cells",
            err=True,
        )


def _note_still(path: Path, report: Report) -> None:
    """Say that a file for films holds one picture."""
    if path.suffix in FILM_SUFFIXES and report.frames == 1:
        name = printable(str(path.with_suffix(".png")))
        click.echo(f"note: this is one picture, which does not move; -o {name} suits it better", err=True)


def _note_steps(recipe: Recipe, report: Report) -> None:
    """Say which steps were drawn, if not those asked for."""
    asked = recipe.options.every
    if report.every != asked:
        note = f"note: --every {asked} would show only some columns of the output; drawn with {report.every}"
        click.echo(note, err=True)


def _too_much(recipe: Recipe, report: Report) -> str:
    """That it is long or large, and what shortens it, as the end of a line; nothing where it is neither."""
    options, watched = recipe.options, WATCHED_MS // 1000
    found = {"long": report.seconds > LONG_S, "large": report.bytes > LARGE_BYTES}
    if not any(found.values()) or options.single or not report.seconds:
        return ""
    what = " and ".join(word for word, is_so in found.items() if is_so)
    if report.shorter is not None:
        return f"; {what}: --every {report.shorter} makes it {watched} s or less"
    if options.hold >= watched:
        return f"; {what}: use a smaller --hold"
    return f"; {what}: use a smaller --width or layer"


def _note_contrast(theme: str) -> None:
    """Say where a theme of a user's own is hard to read. It is drawn all the same: the choice is theirs."""
    from convanim.core.toml_file import is_file
    from convanim.style.theme_file import theme_named

    if not is_file(theme):
        return
    from convanim.style.contrast import faults

    found = faults(theme_named(theme))
    if found:
        more = f"; and {len(found) - PAIRS_SHOWN} more" if len(found) > PAIRS_SHOWN else ""
        click.echo(
            f"note: {printable(theme)} is hard to read: {'; '.join(map(str, found[:PAIRS_SHOWN]))}{more}"
            f" (see 'convanim themes {shlex.quote(theme)}')",
            err=True,
        )


def _progress() -> Callable[[int, int], None]:
    """Frames drawn and the time left, on stderr, where the work takes longer than a second.

    On a terminal it is a bar, which goes when all is drawn; elsewhere a line every 10 s.
    """
    terminal = sys.stderr.isatty()
    first, pause = (1.0, 0.1) if terminal else (PAUSE_IN_LOG, PAUSE_IN_LOG)
    start = shown = time.monotonic()

    def tell(done: int, count: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - start < first or (now - shown < pause and not (terminal and done == count)):
            return
        shown = now
        if terminal and done == count:
            click.echo("\r\x1b[K", nl=False, err=True)
            return
        left = f"frame {done:,} of {count:,}, {(now - start) * (count - done) / done:.0f} s left"
        filled = BAR * done // count
        bar = f"\r\x1b[K[{'#' * filled}{'.' * (BAR - filled)}] {left}"
        click.echo(bar if terminal else left, nl=not terminal, err=True)

    return tell
