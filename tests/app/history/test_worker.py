from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from app.history.errors import HistoryBusy, HistoryError, HistoryFault
from app.history.worker import Worker


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker("test-worker")
    yield made
    made.close(30.0)
    shiboken6.delete(made)


class _Flaky:
    """Fails as often as it was told to."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.done = 0

    def __call__(self) -> int:
        if self.failures:
            self.failures -= 1
            raise HistoryBusy("Busy.")
        self.done += 1
        return self.done


def test_jobs_are_done_in_order_in_one_thread_and_told_in_this_one(worker: Worker, qtbot: QtBot) -> None:
    told: list[tuple[int, str, str]] = []
    for number in range(20):
        worker.post(
            lambda number=number: (number, threading.current_thread().name),  # type: ignore[misc]  # bound early
            lambda result: told.append((*result, threading.current_thread().name)),
        )
    qtbot.waitUntil(lambda: len(told) == 20)
    assert told == [(number, "test-worker", "MainThread") for number in range(20)]


def test_closing_waits_for_each_job_that_is_left_and_for_none_without_end(worker: Worker) -> None:
    done: list[int] = []

    def work() -> None:
        time.sleep(0.2)
        done.append(len(done))

    for _ in range(4):
        worker.post(work)
    assert worker.close(0.5)
    assert done == [0, 1, 2, 3]
    other, hangs = Worker("test-other"), threading.Event()
    other.post(hangs.wait)
    assert not other.close(0.05)
    hangs.set()
    assert other.close(30.0)
    shiboken6.delete(other)


def test_a_job_that_cannot_be_done_yet_is_kept_and_nothing_overtakes_it(worker: Worker, qtbot: QtBot) -> None:
    flaky = _Flaky(2)
    order: list[str] = []
    errors: list[HistoryError] = []
    worker.failed.connect(errors.append)
    with qtbot.waitSignal(worker.recovered):
        worker.post(flaky, lambda _done: order.append("first"))
        worker.post(lambda: None, lambda _done: order.append("second"))
        qtbot.waitUntil(lambda: len(errors) == 1)
        worker.retry()
        qtbot.waitUntil(lambda: len(errors) == 2)
        worker.retry()
    qtbot.waitUntil(lambda: order == ["first", "second"])
    assert flaky.done == 1
    assert [str(error) for error in errors] == ["Busy.", "Busy."]


def test_a_defect_is_told_and_logged_and_the_next_job_is_done(
    worker: Worker, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    errors: list[HistoryError] = []
    done: list[None] = []
    worker.failed.connect(errors.append)
    worker.post(lambda: 1 // 0)
    worker.post(lambda: None, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert isinstance(errors[0], HistoryFault)
    assert "A job of test-worker failed." in caplog.text
    caplog.clear()


def test_closing_does_what_is_left_and_tells_whether_it_could(qtbot: QtBot) -> None:
    for failures, whole in ((0, True), (5, False)):
        worker = Worker("test-worker")
        flaky = _Flaky(failures)
        worker.post(flaky)
        worker.post(flaky)
        assert worker.close(30.0) is whole
        assert flaky.done == (2 if whole else 0)


def test_closing_can_drop_what_is_left(qtbot: QtBot) -> None:
    worker = Worker("test-worker")
    go_on = threading.Event()
    done: list[None] = []
    worker.post(go_on.wait)
    worker.post(lambda: done.append(None))
    threading.Timer(0.05, go_on.set).start()
    assert worker.close(30.0, finish=False)
    assert done == []
