"""The command line: words become a recipe, a call and one line of answer; it may work out nothing by itself.

What draws is imported only by the commands that draw, so that help and errors cost no more than starting Python.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

import convanim
from convanim.cli.commands import Commands
from convanim.cli.streams import StdoutError, open_streams, silence_stdout
from convanim.cli.surroundings import explained_by_surroundings, quieten_matplotlib
from convanim.core.errors import ConvanimError, OutputError
from convanim.core.signals import end_on_signals
from convanim.core.text import shortened

WRONG_REQUEST, NOT_DONE = 2, 1


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Turn a convolution layer's numbers into an animated picture.\n\n\b\nExample:\n"
    "  convanim transposed -i 3 -k 3 -p 1 -s 2\n\n"
    "writes transposed_i3_k3_p1_s2.gif: the kernel slides over the input, cell by cell, and makes the output.",
)
@click.version_option(convanim.__version__, prog_name="convanim")
@click.pass_context
def cli(context: click.Context) -> None:
    """Show the help where no command is given."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line. Every failure is one line on stderr and an exit code: 2 the request, 1 the doing."""
    end_on_signals()
    open_streams()
    os.environ.pop("MPLBACKEND", None)  # a notebook's, or nonsense: it stops matplotlib from loading
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy starts a thread a core, and none is ever used
    quieten_matplotlib()
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        code = cli.main(arguments, prog_name="convanim", standalone_mode=False)
        sys.stdout.flush()
    except OutputError as error:
        return _refuse(error, NOT_DONE)
    except ConvanimError as error:
        return _refuse(error, WRONG_REQUEST)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        help_of = f" (see '{context.command_path} -h')" if context else ""
        from convanim.recipe.hints import explained

        return _fail(explained(error) + help_of, WRONG_REQUEST)
    except StdoutError as error:
        silence_stdout()
        return NOT_DONE if error.closed_pipe else _fail(f"cannot write to stdout: {error}", NOT_DONE)
    except MemoryError:
        return _fail("out of memory; use a smaller layer or a smaller --width", NOT_DONE)
    except Exception as error:
        if explanation := explained_by_surroundings(error):
            return _fail(explanation, NOT_DONE)
        raise
    return code if isinstance(code, int) else 0


def _refuse(error: ConvanimError, code: int) -> int:
    from convanim.recipe.wording import command_line_wording

    return _fail(error.worded(command_line_wording), code)


def _fail(message: str, code: int) -> int:
    click.echo(f"convanim: {shortened(message)}", err=True)
    return code
