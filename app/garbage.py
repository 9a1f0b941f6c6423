"""Collecting Python's garbage in the window's thread alone.

Python collects in whichever thread happens to allocate. What it finds may own widgets, and Qt lets no other
thread destroy them: the process would end there and then.
"""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject, QTimer, Signal, Slot

EVERY_MS = 200
PATIENCE_S = 2.0  # with a thread of the window that is about to wait for whoever asks


class Collector(QObject):
    """From now on collects in its own thread, where Python would in any, and by Python's own thresholds."""

    _wanted = Signal(threading.Event)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._limits = gc.get_threshold()
        gc.set_threshold(0)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()
        self._wanted.connect(self._collect_for)

    def collect(self) -> None:
        """Collect everything, from any thread, and wait until it is done."""
        done = threading.Event()
        self._wanted.emit(done)
        done.wait(PATIENCE_S)

    @Slot()
    def collect_due(self) -> None:
        """Collect the oldest generation for which there is enough, unless the collector is at rest."""
        due = zip(gc.get_count(), self._limits, strict=True)
        oldest = max((age for age, (count, limit) in enumerate(due) if count > limit > 0), default=None)
        if oldest is not None and gc.isenabled():
            gc.collect(oldest)

    @Slot(threading.Event)
    def _collect_for(self, done: threading.Event) -> None:
        gc.collect()
        done.set()
