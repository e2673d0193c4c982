from __future__ import annotations

from functools import partial
from threading import Event, Timer, active_count, current_thread

import pytest

from convanim.core.worker import Worker


def test_works_are_done_in_order_on_one_other_thread() -> None:
    worker, done = Worker(), []

    def work(number: int) -> tuple[int, str]:
        done.append(number)
        return number * number, current_thread().name

    answers = [worker.begin(partial(work, number)) for number in range(50)]
    squares, threads = zip(*(answer() for answer in answers), strict=True)
    worker.close()
    assert (list(squares), done) == ([number**2 for number in range(50)], list(range(50)))
    assert len({*threads}) == 1
    assert current_thread().name not in threads


def test_an_error_is_raised_where_the_answer_is_asked_for_and_the_next_work_is_done() -> None:
    worker = Worker()
    wrong, right = worker.begin(lambda: 1 // 0), worker.begin(lambda: 1)
    with pytest.raises(ZeroDivisionError):
        wrong()
    assert right() == 1
    worker.close()


def test_what_a_closed_worker_has_not_begun_is_dropped() -> None:
    worker, begun, go = Worker(), Event(), Event()
    late: list[int] = []

    def first() -> None:
        begun.set()
        go.wait(10)

    worker.begin(first)
    worker.begin(lambda: late.append(1))
    assert begun.wait(10)
    Timer(0.05, go.set).start()  # by then what waits has been dropped
    worker.close()
    assert late == []


def test_a_worker_without_work_starts_no_thread() -> None:
    before = active_count()
    worker = Worker()
    assert active_count() == before
    worker.close()
