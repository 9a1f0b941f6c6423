"""The time that may be worked at once, so that the window stays awake."""

from __future__ import annotations

import time
from collections import OrderedDict
from functools import cache

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

BUDGET_S = 0.012  # of work in one turn of the event loop
LEAST_S = 0.003  # for a short text that comes when it is spent: it is shown at once


class Budget(QObject):
    """One turn's time, shared by all who work in it. Lives in the GUI thread.

    Those who wait for time get it one after the other: where hundreds do, none is asked before there is some.
    """

    def __init__(self) -> None:
        super().__init__()
        self._end_s: float | None = None
        self._waiting: OrderedDict[Work, None] = OrderedDict()
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._share)

    def end_s(self, *, short: bool = False) -> float:
        """Until when may be worked in this turn of the event loop, on `time.perf_counter`.

        Args:
            short: Whether it is for a short text.
        """
        if self._end_s is None:
            self._end_s = time.perf_counter() + BUDGET_S
            QTimer.singleShot(0, self, self._renew)
        return max(self._end_s, time.perf_counter() + LEAST_S) if short else self._end_s

    def wait(self, work: Work, *, first: bool) -> None:
        """Let somebody have time when those are done who wait already, or before them."""
        self._waiting.setdefault(work)
        if first:
            self._waiting.move_to_end(work, last=False)
        self._turn.start()

    def leave(self, work: Work) -> None:
        """Let somebody wait no more."""
        self._waiting.pop(work, None)
        if not self._waiting and isValid(self._turn):  # at the end of the process it may go before others
            self._turn.stop()

    def has(self, work: Work) -> bool:
        """Whether somebody waits."""
        return work in self._waiting

    @Slot()
    def _renew(self) -> None:
        self._end_s = None

    @Slot()
    def _share(self) -> None:
        end_s = self.end_s()
        for work in list(self._waiting):
            if time.perf_counter() >= end_s:
                return
            if self.has(work):
                work.due.emit()


class Work(QObject):
    """What somebody does a little at a time, whenever there is time.

    Signals:
        due: There is some, until `Budget.end_s`. It comes again in every turn until the work is stopped.
    """

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.destroyed.connect(lambda: budget().leave(self))

    def start(self, *, first: bool = False) -> None:
        """Wait for time; `first` before all others who wait."""
        budget().wait(self, first=first)

    def stop(self) -> None:
        """All is done."""
        budget().leave(self)

    @property
    def is_waiting(self) -> bool:
        """Whether anything is left to do."""
        return budget().has(self)


@cache
def budget() -> Budget:
    """That of the app."""
    return Budget()
