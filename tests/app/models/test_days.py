from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from app.models import catalogue, days
from app.models.days import Days
from tests.app.conftest import OpenWindow

NOW = datetime(2026, 3, 28, 23, 59)


def test_another_day_is_told_once_and_a_clock_that_was_set_back_as_well(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    dates = iter([NOW, NOW, NOW + timedelta(minutes=2), NOW + timedelta(hours=5), NOW])
    monkeypatch.setattr(days, "date", type("date", (), {"today": lambda: next(dates).date()}))
    made, told = Days(), []
    made.changed.connect(lambda: told.append(True))
    counts = []
    for _ in range(4):
        made.look()
        counts.append(len(told))
    assert counts == [0, 1, 1, 2]
    shiboken6.delete(made)


def test_what_was_said_today_is_listed_under_yesterday_after_midnight(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_window()
    opened.answered("One")
    shelf = opened.parts.library.catalogue.shelf
    assert shelf.index(0).data() == "Today"
    tomorrow = datetime.now() + timedelta(days=1)
    monkeypatch.setattr(catalogue, "datetime", type("datetime", (), {"now": lambda: tomorrow}))
    (looking,) = opened.parts.library.findChildren(Days)
    looking._today = (tomorrow - timedelta(days=1)).date()
    monkeypatch.setattr(days, "date", type("date", (), {"today": lambda: tomorrow.date()}))
    looking.look()
    assert shelf.index(0).data() == "Yesterday"
