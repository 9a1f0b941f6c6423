"""Something in the viewer that may be higher than its room, and is scrolled."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_VIEWERS_KEYS = {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class ViewArea(QScrollArea):
    """Scrolls by wheel and arrows; the page keys are the viewer's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the page keys to the viewer."""
        if event.key() in _VIEWERS_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)
