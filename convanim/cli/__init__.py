"""The command line: options become a layer, a pipeline call and one line of answer. The only importer of click.

What draws is imported only by the commands that draw, so that help and errors cost no more than starting Python.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

import convanim
from convanim.choices import choose
from convanim.cli.options import layer_options, number_options, output_options, picture_options, view_options
from convanim.errors import ConvanimError, OutputError
from convanim.given import Given, layer_and_numbers, number_words, require_sizes
from convanim.layers import LAYERS, PARAMETERS, Layer

if TYPE_CHECKING:
    from convanim.pipeline import Options, Report

PHONE_WIDTH = 360
"""Px that a picture has on a phone."""

CHECKERBOARD_INPUT = "6"
"""Input size of a checkerboard: large enough for an inside."""

WRONG_REQUEST, NOT_DONE, INTERRUPTED, TERMINATED = 2, 1, 130, 143


class Group(click.Group):
    """Commands, with a hint for one that is misspelt."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of that name. Raises ConvanimError that points to the nearest."""
        if args and not args[0].startswith("-"):
            choose("command", args[0], self.commands)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Turn a convolution layer's numbers into an animated picture.\n\n\b\nExample:\n"
    "  convanim transposed -i 3 -k 3 -p 1 -s 2\n\n"
    "writes transposed_i3_k3_p1_s2.gif: the kernel sliding over the input, cell by cell, and the output it makes.",
)
@click.version_option(convanim.__version__, prog_name="convanim")
@click.pass_context
def cli(context: click.Context) -> None:
    """Show the help where no command is given."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def add_animate_command(kind: type[Layer]) -> None:
    """One command for each kind of layer."""

    @cli.command(
        kind.kind,
        short_help=f"Animate a {kind.summary}.",
        help=f"Animate a {kind.summary}. A size is one number, or rows x columns.\n\n\b\nExample:\n  {kind.example}",
    )
    @layer_options(kind.parameters)
    @number_options
    @output_options
    @picture_options
    @view_options
    def animate_layer(**values: Any) -> None:
        _animate(kind, values)


def _animate(kind: type[Layer], values: dict[str, Any]) -> None:
    """Draw one picture and say so."""
    given = _given(values)
    options = _options(values)
    layer, numbers = layer_and_numbers(kind, _sizes(values), given)
    from convanim.pipeline import animate, animate_bytes
    from convanim.wording import command_line, file_name

    comment = command_line(layer, options, number_words(given, numbers))
    output, quiet = values["output"], values["quiet"]
    if output is not None and str(output) == "-":
        if sys.stdout.isatty():
            raise ConvanimError("-o - would write a picture to the terminal; redirect it, or use -o FILE")
        data, report = animate_bytes(layer, ".png" if options.still else ".gif", options, comment, numbers)
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        output = output or Path(file_name(layer, options, numbers is not None))
        report = animate(layer, output, options, comment, None if quiet else _progress(), numbers)
    if not quiet:
        _say(output, layer, report, values["as_json"])


@cli.command(
    "roundtrip",
    short_help="A convolution, and the transposed one with the same numbers.",
    help="A convolution, then the transposed one with the same kernel, padding and stride: the size comes back, the "
    "values do not.\n\n\b\nExample:\n  convanim roundtrip -i 5 -k 3 -p 1 -s 2",
)
@layer_options(LAYERS["conv"].parameters)
@number_options
@output_options
@picture_options
def roundtrip_command(**values: Any) -> None:
    """The round trip is a view of a convolution."""
    _animate(LAYERS["conv"], values | {"view": "roundtrip"})


@cli.command(
    "checkerboard",
    short_help="How often a transposed convolution reaches each output cell.",
    help="How often a transposed convolution reaches each output cell, and whether that is even.\n\n\b\nExample:\n"
    "  convanim checkerboard -k 3 -s 2",
)
@layer_options(LAYERS["transposed"].parameters)
@number_options
@output_options
@picture_options
def checkerboard_command(**values: Any) -> None:
    """The checkerboard is the end of the scatter view of a transposed convolution."""
    chosen = {"view": "scatter", "still": values["still"] or "last", "input": values["input"] or CHECKERBOARD_INPUT}
    _animate(LAYERS["transposed"], values | chosen)


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


@cli.command(
    "plan",
    short_help="The numbers, without drawing.",
    help=f"""The numbers, without drawing.

    \b
    Examples:
      convanim plan -i 3 -k 3 -p 1 -s 2                    both kinds of layer in one table
      convanim plan transposed -i 3 -k 3 -p 1 -s 2         what each output cell reads
      convanim plan transposed -i 3 -k 3 -p 1 -s 2 --json  all of it, for other programs

    KIND is one of {", ".join(LAYERS)}.""",
)
@click.argument("kind", required=False)
@layer_options(tuple(PARAMETERS))
@number_options
@picture_options
@view_options
@click.option("--json", "as_json", is_flag=True, help="The plan document: every step, and where it would be drawn.")
def plan_command(kind: str | None, as_json: bool, **values: Any) -> None:
    """Print the plan."""
    if kind is None:
        if as_json:
            raise ConvanimError(f"--json needs a kind of layer; use 'convanim plan {next(iter(LAYERS))} … --json'")
        sizes = _sizes(values)
        require_sizes(sizes)
        from convanim.document import summary_text

        click.echo(summary_text({name: size for name, size in sizes.items() if size is not None}))
        return
    options = _options(values)
    layer, numbers = layer_and_numbers(choose("kind of layer", kind, LAYERS), _sizes(values), _given(values))
    from convanim.document import plan_document, plan_text

    click.echo(json.dumps(plan_document(layer, options, numbers)) if as_json else plan_text(layer))


@cli.command(
    "gallery",
    short_help="Draw many pictures at once.",
    help="Draw the pictures that a TOML file lists, beside it; only those that changed.\n\n\b\nExample:\n"
    "  convanim gallery gallery/gallery.toml",
)
@click.argument(
    "manifest", type=click.Path(path_type=Path), default=Path("gallery/gallery.toml"), metavar="[FILE.toml]"
)
@click.option("--check", is_flag=True, help="Draw nothing: exit 1 where a file is not what would be drawn.")
@click.option("-j", "--jobs", type=click.IntRange(1), help="Pictures drawn at once.  [default: one a core]")
@click.option("-q", "--quiet", is_flag=True, help="Say only what failed.")
def gallery_command(manifest: Path, check: bool, jobs: int | None, quiet: bool) -> None:
    """Print what became of each."""
    from convanim.gallery import check_gallery, draw_gallery

    good = {"same"} if check else {"drawn", "kept"}
    failed = []
    for outcome in check_gallery(manifest, jobs) if check else draw_gallery(manifest, jobs):
        fine = outcome.state in good
        if not fine:
            failed.append(outcome.name)
        if not (fine and quiet):
            size = f"{outcome.bytes:>9,} bytes  " if outcome.bytes else ""
            click.echo(
                f"{outcome.state:<8} {size}{outcome.name}{': ' * bool(outcome.error)}{outcome.error}",
                err=not fine,
            )
    if failed:
        raise OutputError(f"{len(failed)} of the pictures are not as they should be: {', '.join(failed)}")


def _sizes(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in PARAMETERS if name in values}


def _given(values: dict[str, Any]) -> Given:
    return Given(**{name: values[name] for name in ("values", "seed", "input_values", "kernel_values")})


def _options(values: dict[str, Any]) -> Options:
    from convanim.pipeline import Options

    names = ("fps", "hold", "theme", "width", "title", "view", "stages", "still")
    return Options(**{name: values[name] for name in names if name in values})


for _kind in LAYERS.values():
    add_animate_command(_kind)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line. Every failure is one line on stderr and an exit code: 2 the request, 1 the doing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks × still gets its line
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # so that nothing half written stays
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        code = cli.main(arguments, prog_name="convanim", standalone_mode=False)
    except OutputError as error:
        return _fail(str(error), NOT_DONE)
    except ConvanimError as error:
        return _fail(str(error), WRONG_REQUEST)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        help_of = f" (see '{context.command_path} -h')" if context else ""
        message = " ".join(error.format_message().split())
        return _fail(message[:1].lower() + message[1:] + help_of, WRONG_REQUEST)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has left: nothing to say, nobody to say it to
        return NOT_DONE
    except OSError as error:  # files say so where they are read and written; what is left is our own output
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115  # what is still to be written has no place to go
        return _fail(f"cannot write to stdout: {error.strerror or error}", NOT_DONE)
    except MemoryError:
        return _fail("out of memory; use a smaller layer or a smaller --width", NOT_DONE)
    return code if isinstance(code, int) else 0


def _fail(message: str, code: int) -> int:
    click.echo(f"convanim: {message}", err=True)
    return code
