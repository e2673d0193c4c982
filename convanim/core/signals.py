"""Signals that end the program: what is half made is undone, then the process ends.

Nothing is raised for a signal. An exception from a handler would abort the process while a C extension is imported,
and would be lost where a library catches everything. So the handler undoes what is registered here and ends the
process.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator

ENDING_SIGNALS = tuple(
    number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None
)
"""Those of Ctrl-C, of `kill`, and of a terminal that closes; Windows has no SIGHUP."""

SIGNALLED = 128
"""The exit code of a run that a signal ended is this plus the signal's number."""

Undo = Callable[[], None]
"""Takes away something half made. It may interrupt any line, so it takes no locks and closes no files."""


class _State:
    """What the handler must know. There is one, for signals are the whole process's."""

    def __init__(self) -> None:
        self.owner = 0  # the process that undoes things; one that draws for it passes its signals on
        self.undos: list[Undo] = []
        self.held = 0
        self.waiting = 0


_state = _State()


def end_on_signals(owner: int | None = None) -> None:
    """From now on signals end this process. One that draws for another (`owner`) passes them on to that first.

    Signals that are ignored stay so, as under nohup.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # only there can handlers be set
    _state.owner = owner or os.getpid()
    for number in ENDING_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _handle)


def ignore_signals() -> None:
    """The work is done and the exit code known: Python takes a moment to end, and handles no signals any more."""
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def signals_owner() -> int | None:
    """The process that `end_on_signals` was called for; None where signals are handled by somebody else."""
    return _state.owner if any(signal.getsignal(number) is _handle for number in ENDING_SIGNALS) else None


def register_undo(undo: Undo) -> None:
    """Have something undone if a signal ends the process."""
    _state.undos.append(undo)


def forget_undo(undo: Undo) -> None:
    """It is done, or undone already."""
    with contextlib.suppress(ValueError):
        _state.undos.remove(undo)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Signals that would end the program wait until the block's end: it makes, names or removes a file."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    masks = hasattr(signal, "pthread_sigmask")
    # The mask serves programs with handlers of their own. Ours may still be called: another thread can take a signal.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING_SIGNALS) if masks else set()
    _state.held += 1
    try:
        yield
    finally:
        _state.held -= 1
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if _state.waiting and not _state.held:
            _end(_state.waiting)


def _handle(number: int, _: object) -> None:
    if os.getpid() != _state.owner:
        with contextlib.suppress(OSError):  # it may have ended already: Ctrl-C is sent to all
            os.kill(_state.owner, number)
        os._exit(SIGNALLED + number)
    if _state.held:
        _state.waiting = _state.waiting or number
    else:
        _end(number)


def _end(number: int) -> None:
    """Undo what is half made, and end. Further signals are ignored for the few milliseconds that this takes."""
    try:
        ignore_signals()
        for undo in reversed(_state.undos):
            with contextlib.suppress(Exception):
                undo()
        if os.isatty(2):
            os.write(2, b"\n")  # the prompt does not stand behind ^C or a half line of progress
    finally:
        os._exit(SIGNALLED + number)
