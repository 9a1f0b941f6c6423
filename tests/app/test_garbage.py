"""Widgets that are garbage are destroyed in the window's thread, whoever else allocates."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import garbage
from app.garbage import Collector
from engine.preload import collector_at_rest

LIMITS = (700, 10, 10)


@pytest.fixture(autouse=True)
def as_python_starts() -> Iterator[None]:
    """It would collect in any thread."""
    limits = gc.get_threshold()
    gc.collect()
    gc.set_threshold(*LIMITS)
    yield
    gc.set_threshold(*limits)


@pytest.fixture
def collector() -> Iterator[Collector]:
    owner = QObject()
    yield Collector(owner)
    shiboken6.delete(owner)


class Circle(QWidget):
    """A widget that only it itself holds."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def left_behind() -> list[int]:
    """Widgets that nobody holds; the list will have the threads in which they went."""
    gone_in: list[int] = []
    for _ in range(3):
        weakref.finalize(Circle(), lambda: gone_in.append(threading.get_ident()))
    return gone_in


def allocate_elsewhere() -> list[list[int]]:
    """What makes Python collect in another thread, for as long as it is kept."""
    kept: list[list[int]] = []
    thread = threading.Thread(target=lambda: kept.extend([] for _ in range(200_000)))
    thread.start()
    thread.join()
    return kept


@pytest.mark.usefixtures("collector")
def test_widgets_that_are_garbage_go_in_the_thread_of_the_window(qtbot: QtBot) -> None:
    gone_in = left_behind()
    kept = allocate_elsewhere()
    assert kept
    assert gone_in == []
    qtbot.waitUntil(lambda: len(gone_in) == 3)
    assert set(gone_in) == {threading.get_ident()}


def test_another_thread_has_it_collected_in_the_thread_of_the_window(
    collector: Collector, qtbot: QtBot
) -> None:
    collector.collect()
    gone_in = left_behind()
    seen: list[int] = []

    def ask() -> None:
        collector.collect()
        seen.append(len(gone_in))

    thread = threading.Thread(target=ask)
    thread.start()
    qtbot.waitUntil(lambda: bool(seen))
    thread.join()
    assert seen == [3]
    assert set(gone_in) == {threading.get_ident()}


def test_a_window_that_cannot_collect_keeps_nobody_waiting_for_long(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "PATIENCE_S", 0.01)
    thread = threading.Thread(target=collector.collect)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    ("counts", "collected"),
    [((700, 10, 10), []), ((701, 3, 2), [0]), ((701, 11, 3), [1]), ((5, 11, 11), [2]), ((9, 0, 11), [2])],
)
def test_the_oldest_of_which_there_is_enough_is_collected(
    counts: tuple[int, int, int], collected: list[int], collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: counts)
    monkeypatch.setattr(gc, "collect", asked.append)
    collector.collect_due()
    assert asked == collected


def test_nothing_is_collected_while_torch_is_imported_or_a_model_loaded(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gc, "get_count", lambda: (10_000, 11, 11))
    monkeypatch.setattr(gc, "collect", pytest.fail)
    with collector_at_rest():
        collector.collect_due()
