"""What was just done, with a button: to bring back what was deleted, or to look where it went."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.language import tr
from app.widgets.labels import ElidedLabel

STAY_MS = 12_000


class NoticeBar(QFrame):
    """One line that goes by itself; while the pointer or the keyboard is on it, it stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self._act: Callable[[], None] | None = None
        self._words = ElidedLabel("noticeWords")
        self.button = QPushButton(tr("Undo"))
        self.button.setAccessibleName(self.button.text())
        self.button.clicked.connect(self.act)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.addWidget(self._words, 1)
        row.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignRight)
        self._staying = QTimer(self, singleShot=True, interval=STAY_MS)
        self._staying.timeout.connect(self._go)
        self.hide()

    def offer(self, words: str, act: Callable[[], None], label: str = "") -> None:
        """Say what was done, with a button for what can be done about it: to undo it, or as labelled."""
        self.say(words)
        self._act = act
        label = label or tr("Undo")
        self.button.setText(label)
        self.button.setAccessibleName(label)
        self.button.show()

    def say(self, words: str) -> None:
        """Say what was done."""
        self._act = None
        self.button.hide()
        self.show()
        self._words.say(words)
        self._staying.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    @Slot()
    def act(self) -> None:
        """Do what the button says, if it is still offered."""
        act, self._act = self._act, None
        self.hide()
        if act is not None:
            act()

    @Slot()
    def _go(self) -> None:
        if self.underMouse() or self.button.hasFocus():
            self._staying.start()
        else:
            self._act = None
            self.hide()
