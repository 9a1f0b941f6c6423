"""When another day begins."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal, Slot

LOOK_MS = 60_000  # between two looks at the clock: it may be set, and a PC may sleep


class Days(QObject):
    """Looks at the date now and then. Lives in the GUI thread.

    Signals:
        changed: It is another day.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = date.today()
        looking = QTimer(self, interval=LOOK_MS)
        looking.timeout.connect(self.look)
        looking.start()

    @Slot()
    def look(self) -> None:
        """Look at the date."""
        if (today := date.today()) != self._today:
            self._today = today
            self.changed.emit()
