"""What a widget shows, painted ahead: its paint event copies what is exposed and draws nothing anew."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap


class Backing:
    """A pixmap as large as a widget, in the density of its screen. Lives in the GUI thread."""

    def __init__(self) -> None:
        self._pixmap = QPixmap()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is painted yet."""
        return self._pixmap.isNull()

    def fit(self, size: QSize, ratio: float, ground: QColor | Qt.GlobalColor) -> None:
        """Make it as large as a widget of `size` px, keeping what is painted; what is new is `ground`."""
        wanted = QSize(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio))
        if wanted.isEmpty() or (wanted == self._pixmap.size() and ratio == self._pixmap.devicePixelRatio()):
            return
        grown = QPixmap(wanted)
        grown.setDevicePixelRatio(ratio)
        grown.fill(ground)
        if not self._pixmap.isNull():
            with QPainter(grown) as painter:
                painter.drawPixmap(0, 0, self._pixmap)
        self._pixmap = grown

    def painter(self) -> QPainter:
        """A painter on it."""
        return QPainter(self._pixmap)

    def copy(self, painter: QPainter, exposed: QRect) -> None:
        """Copy a part of it to where the widget is painted."""
        if self._pixmap.isNull():
            return
        ratio = self._pixmap.devicePixelRatio()
        part = QRectF(exposed)
        source = QRectF(part.x() * ratio, part.y() * ratio, part.width() * ratio, part.height() * ratio)
        painter.drawPixmap(part, self._pixmap, source)

    def picture(self) -> QPixmap:
        """What is painted, for good."""
        return self._pixmap.copy()

    def forget(self) -> None:
        """Begin anew."""
        self._pixmap = QPixmap()
