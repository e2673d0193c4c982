"""`python -m convanim` and the installed command `convanim`: signals are handled before anything else is loaded."""

import contextlib
import gc
import os
import sys

from convanim.core.signals import end_on_signals, ignore_signals

OBJECTS = 100_000
"""New objects after which Python looks for circles of them: by default it does so 300 times while modules load."""


def main() -> None:
    """Run the command line."""
    end_on_signals()
    gc.set_threshold(OBJECTS)
    from convanim.cli import main as run

    try:
        run()
    except SystemExit as end:
        _end(end.code)
    finally:
        ignore_signals()


def _end(code: object) -> None:
    """End the process, all done: to take down every module first would take as long as to draw five frames."""
    ignore_signals()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code if isinstance(code, int) else bool(code))


if __name__ == "__main__":
    main()
