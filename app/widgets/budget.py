"""The time that may be worked at once, so that the window stays awake."""

from __future__ import annotations

import time
from functools import cache

from PySide6.QtCore import QObject, QTimer, Slot

BUDGET_S = 0.012  # of work in one turn of the event loop
LEAST_S = 0.003  # for a short text that comes when it is spent: it is shown at once


class Budget(QObject):
    """One turn's time, shared by all who work in it. Lives in the GUI thread."""

    def __init__(self) -> None:
        super().__init__()
        self._end_s: float | None = None

    def end_s(self, *, short: bool = False) -> float:
        """Until when may be worked in this turn of the event loop, on `time.perf_counter`.

        Args:
            short: Whether it is for a short text.
        """
        if self._end_s is None:
            self._end_s = time.perf_counter() + BUDGET_S
            QTimer.singleShot(0, self, self._renew)
        return max(self._end_s, time.perf_counter() + LEAST_S) if short else self._end_s

    @Slot()
    def _renew(self) -> None:
        self._end_s = None


@cache
def budget() -> Budget:
    """That of the app."""
    return Budget()
