"""What was just deleted, with a button that brings it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.widgets.labels import ElidedLabel

STAY_MS = 12_000


class UndoBar(QFrame):
    """One line that goes by itself; while the pointer or the keyboard is on it, it stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undoBar")
        self._undo: Callable[[], None] | None = None
        self._words = ElidedLabel("undoWords")
        self.button = QPushButton("Undo")
        self.button.setAccessibleName("Undo")
        self.button.clicked.connect(self.undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.addWidget(self._words, 1)
        row.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignRight)
        self._staying = QTimer(self, singleShot=True, interval=STAY_MS)
        self._staying.timeout.connect(self._go)
        self.hide()

    def offer(self, words: str, undo: Callable[[], None]) -> None:
        """Say what was done, and offer to undo it."""
        self._undo = undo
        self.show()
        self._words.say(words)
        self._staying.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, f"{words}. Undo is offered."))

    @Slot()
    def undo(self) -> None:
        """Bring back what was deleted last, if it is still offered."""
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()

    @Slot()
    def _go(self) -> None:
        if self.underMouse() or self.button.hasFocus():
            self._staying.start()
        else:
            self._undo = None
            self.hide()
