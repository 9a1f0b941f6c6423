"""Something in the viewer that may be higher than its room, and is scrolled."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QKeyEvent,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.widgets.ring import Ring

_VIEWERS_KEYS = {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
VEIL_PX, VEILED = 20, 5  # high, but no more than one part in so many of what is in sight


class ViewArea(QScrollArea):
    """Scrolls by wheel and arrows; the page keys are the viewer's. What is cut below fades out.

    Attributes:
        veil: What lies over the lower edge.
        ring: What shows that it has the keyboard.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.veil = _Veil(self)
        self.ring = Ring(self)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._veil)
        bar.rangeChanged.connect(self._veil)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the page keys to the viewer."""
        if event.key() in _VIEWERS_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the veil at the lower edge."""
        super().resizeEvent(event)
        room = self.viewport().geometry()
        veil = min(VEIL_PX, room.height() // VEILED)
        self.veil.setGeometry(room.x(), room.bottom() + 1 - veil, room.width(), veil)

    def _veil(self) -> None:
        bar = self.verticalScrollBar()
        self.veil.setVisible(bar.value() < bar.maximum())


class _Veil(QWidget):
    """The ground of an area, from nothing to whole."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it over what is below."""
        ground = self.palette().color(QPalette.ColorRole.Base)
        gradient = QLinearGradient(0, 0, 0, self.height())
        for place, alpha in ((0.0, 0.0), (1.0, 1.0)):
            ground.setAlphaF(alpha)
            gradient.setColorAt(place, ground)
        QPainter(self).fillRect(self.rect(), gradient)
