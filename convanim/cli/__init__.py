"""The command line: options become a layer, a pipeline call and one line of answer. The only importer of click.

What draws is imported only by the commands that draw, so that help and errors cost no more than starting Python.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

import convanim
from convanim.cli.commands import Commands
from convanim.core.errors import ConvanimError, OutputError
from convanim.core.text import shortened

WRONG_REQUEST, NOT_DONE, INTERRUPTED, SIGNALLED = 2, 1, 130, 128


@click.group(
    cls=Commands,
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


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line. Every failure is one line on stderr and an exit code: 2 the request, 1 the doing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks × still gets its line
    stoppable()
    sys.exit(_run(arguments))


def stoppable() -> None:
    """Have signals that would end the program raise instead, once, so that nothing half written stays."""
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    stoppers = [number for name in names if (number := getattr(signal, name, None))]

    def stop(number: int, _: object) -> None:
        for other in stoppers:
            signal.signal(other, signal.SIG_IGN)  # a second one would come while the first cleans up
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        sys.exit(SIGNALLED + number)

    for number in stoppers:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, stop)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        code = cli.main(arguments, prog_name="convanim", standalone_mode=False)
    except OutputError as error:
        return _refuse(error, NOT_DONE)
    except ConvanimError as error:
        return _refuse(error, WRONG_REQUEST)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        help_of = f" (see '{context.command_path} -h')" if context else ""
        from convanim.recipe.hints import explained

        return _fail(explained(error) + help_of, WRONG_REQUEST)
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


def _refuse(error: ConvanimError, code: int) -> int:

    from convanim.recipe.wording import command_line_wording

    return _fail(error.worded(command_line_wording), code)


def _fail(message: str, code: int) -> int:
    click.echo(f"convanim: {shortened(message)}", err=True)
    return code
