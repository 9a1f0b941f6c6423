from __future__ import annotations

import time

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from app.widgets.budget import BUDGET_S, LEAST_S, Budget, Work, budget


def test_all_who_work_in_one_turn_of_the_event_loop_share_its_time(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = Budget()
    now_s = [100.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now_s[0])
    assert budget.end_s() == 100 + BUDGET_S
    now_s[0] += BUDGET_S / 2
    assert budget.end_s() == 100 + BUDGET_S
    now_s[0] += BUDGET_S
    assert budget.end_s() < now_s[0]
    assert budget.end_s(short=True) == now_s[0] + LEAST_S
    monkeypatch.undo()
    qtbot.waitUntil(lambda: budget._end_s is None)
    begun_s = time.perf_counter()
    assert budget.end_s() >= begun_s + BUDGET_S


class _Worker(Work):
    """Works for some turns of the event loop, and spends all the time of each."""

    def __init__(self, name: str, turns: int, done: list[str]) -> None:
        super().__init__(budget())
        self._name, self._turns, self._done = name, turns, done
        self.due.connect(self._work)

    def _work(self) -> None:
        while time.perf_counter() < budget().end_s():
            pass
        self._done.append(self._name)
        self._turns -= 1
        if not self._turns:
            self.stop()


def test_those_who_wait_for_time_get_it_one_after_the_other(
    qtbot: QtBot,
) -> None:
    done: list[str] = []
    workers = [_Worker(name, 2, done) for name in "abc"]
    for worker in workers:
        worker.start()
    workers[1].start()  # again, which changes nothing
    workers[2].start(first=True)
    qtbot.waitUntil(lambda: not any(worker.is_waiting for worker in workers))
    assert done == ["c", "c", "a", "a", "b", "b"]


def test_who_is_gone_waits_no_more(qtbot: QtBot) -> None:
    done: list[str] = []
    gone, other = _Worker("gone", 1, done), _Worker("other", 1, done)
    gone.start()
    other.start()
    shiboken6.delete(gone)
    qtbot.waitUntil(lambda: not other.is_waiting)
    assert done == ["other"]
