"""The continuous scale with words at its ends."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.theme import CAPTION_PX, Theme, scale_colour, text_font

BAR_PX = 64
HEIGHT_PX = 18
GAP_PX = 8


class Legend(QWidget):
    """What the colours of the scale stand for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = text_font(CAPTION_PX)
        self._ends = ("", "")
        theme.changed.connect(self.update)
        theme.refaced.connect(self._measure)

    def tell(self, low: str, high: str) -> None:
        """Name the dark and the light end."""
        self._ends = (low, high)
        self.setAccessibleName(tr("Colours from {low}, dark, to {high}, light", low=low, high=high))
        self.setFixedSize(self.sizeHint())
        self.update()

    @Slot()
    def _measure(self) -> None:
        self._font = text_font(CAPTION_PX)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Room for the bar and both words."""
        return QSize(sum(map(self._width, self._ends)) + 2 * GAP_PX + BAR_PX, HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words and the bar between them."""
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setPen(QColor(self._theme.colours.muted))
        left = self._width(self._ends[0]) + GAP_PX
        bar = QRectF(left, 5, BAR_PX, HEIGHT_PX - 10)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for stop in range(11):
            gradient.setColorAt(stop / 10, scale_colour(stop / 10))
        painter.fillRect(bar, gradient)
        painter.drawText(
            self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._ends[0]
        )
        painter.drawText(
            self.rect(), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._ends[1]
        )

    def _width(self, words: str) -> int:
        return round(QFontMetricsF(self._font).horizontalAdvance(words)) + 1
