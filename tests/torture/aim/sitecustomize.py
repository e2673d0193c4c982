"""Sends this process a signal at a chosen moment: Python loads this file first where its folder is on PYTHONPATH.

AIM says when: `import NAME MS`, `call FUNCTION NUMBER before|after`, `child MS` (a process that was forked).
SIGNAL is the number, SENT how often it is sent.
"""

from __future__ import annotations

import importlib.abc
import os
import signal
import sys
import time
from collections.abc import Callable
from itertools import count
from typing import Any

KIND, *REST = os.environ.pop("AIM", "none").split()
NUMBER, TIMES = int(os.environ.pop("SIGNAL", "15")), int(os.environ.pop("SENT", "1"))


def send() -> None:
    """Now."""
    for _ in range(TIMES):
        os.kill(os.getpid(), NUMBER)


def send_later(ms: float) -> None:
    """From another process: a thread of this one would wait while a C extension loads."""
    target = os.getpid()
    if not os.fork():
        os.closerange(0, 100)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        time.sleep(ms / 1000)
        for _ in range(TIMES):
            if os.getppid() == target:
                os.kill(target, NUMBER)
        os._exit(0)


class Finder(importlib.abc.MetaPathFinder):
    """Told of each module that is about to be imported."""

    def find_spec(self, name: str, *_: object) -> None:
        """Find nothing."""
        if name == REST[0]:
            send_later(float(REST[1]))


def aimed(function: Callable[..., Any], wanted: int, moment: str) -> Callable[..., Any]:
    """The function, with a signal at one of its calls."""
    numbers = count(1)

    def call(*arguments: Any, **options: Any) -> Any:
        hit = next(numbers) == wanted
        if hit and moment == "before":
            send()
        answer = function(*arguments, **options)
        if hit and moment == "after":
            send()
        return answer

    return call


if KIND == "import":
    sys.meta_path.insert(0, Finder())
elif KIND == "call":
    setattr(os, REST[0], aimed(getattr(os, REST[0]), int(REST[1]), REST[2]))
elif KIND == "child":
    parent, delay = os.getpid(), float(REST[0])

    def in_child() -> None:
        """The sender is forked too, but by the child."""
        if os.getppid() == parent:
            if delay:
                send_later(delay)
            else:
                send()

    os.register_at_fork(after_in_child=in_child)
