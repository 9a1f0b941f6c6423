from __future__ import annotations

import time

import pytest
from pytestqt.qtbot import QtBot

from app.widgets.budget import BUDGET_S, LEAST_S, Budget


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
