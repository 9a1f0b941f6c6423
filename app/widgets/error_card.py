"""What went wrong, what to do, and one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from engine import EngineError


class ErrorCard(QFrame):
    """An error with its title, its hint and a button to try again.

    Signals:
        retried: The button was pressed.
    """

    retried = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("errorCard")
        self._title = _selectable("errorTitle")
        self._hint = _selectable("errorHint")
        button = QPushButton("Try again")
        button.setAccessibleName("Try again")
        button.clicked.connect(self.retried)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addSpacing(8)
        column.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_error(self, error: EngineError | None) -> None:
        """Show an error, or nothing."""
        if error is not None:
            self._title.setText(error.title)
            self._hint.setText(error.hint)
            self._hint.setVisible(bool(error.hint))
            self.setAccessibleName(f"{error.title} {error.hint}".strip())
        self.setVisible(error is not None)


def _selectable(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
