"""An attached image as a button that opens it; it has its place before it is read."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from app.pictures import PictureReading
from app.theme import Theme

RADIUS_PX = 6


class Picture(QToolButton):
    """An image of a fixed size with round corners; what does not have this shape is cut on two sides.

    Args:
        theme: Gives the colours of what is not read yet, and of focus.
        content: The image file's bytes.
        size: In logical pixels.
    """

    def __init__(self, theme: Theme, content: bytes, size: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pixmap = QPixmap()
        self.setFixedSize(size)
        reading = PictureReading(content, size * self.devicePixelRatioF(), self, covers=True)
        reading.read.connect(self._take)

    def sizeHint(self) -> QSize:
        """The size that was given."""
        return self.minimumSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the image, or its place."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        colours, inside = self._theme.colours, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        frame = QPainterPath()
        frame.addRoundedRect(inside, RADIUS_PX, RADIUS_PX)
        painter.fillPath(frame, QColor(colours.line))
        if not self._pixmap.isNull():
            painter.setClipPath(frame)
            painter.drawPixmap(self.rect(), self._pixmap)
            painter.setClipping(False)
        if self.hasFocus():
            painter.strokePath(frame, QPen(QColor(colours.accent), 2))
        painter.end()

    @Slot(QImage)
    def _take(self, image: QImage) -> None:
        self._pixmap = QPixmap(image)
        self.update()
