"""One thread that does works in their order, without the modules that a pool of threads loads."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

Done = TypeVar("Done")


class Worker:
    """Does works one after another, while the caller goes on; its thread starts with the first."""

    def __init__(self) -> None:
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: Thread | None = None

    def begin(self, work: Callable[[], Done]) -> Callable[[], Done]:
        """Have a work done; the call returned waits for what it gives, or raises what it raised."""
        answers: SimpleQueue[tuple[Done | None, Exception | None]] = SimpleQueue()

        def task() -> None:
            try:
                answers.put((work(), None))
            except Exception as error:
                answers.put((None, error))

        def answer() -> Done:
            done, error = answers.get()
            if error is not None:
                raise error
            return done  # type: ignore[return-value]  # only an error comes without it

        if self._thread is None:
            self._thread = Thread(target=self._do, daemon=True)
            self._thread.start()
        self._tasks.put(task)
        return answer

    def _do(self) -> None:
        while task := self._tasks.get():
            task()

    def close(self) -> None:
        """End the thread; what it has not begun is dropped."""
        if self._thread is None:
            return
        try:
            while True:
                self._tasks.get_nowait()
        except Empty:
            self._tasks.put(None)
        self._thread.join()
        self._thread = None
