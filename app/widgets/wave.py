"""A wavy line under a word: here the words of two texts differ. No state of a slot is drawn so."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

HALF_PX = 2.5  # from a crest to a trough, sideways
HIGH_PX = 2.5


def paint_wave(painter: QPainter, left: float, width: float, bottom: float, colour: str) -> None:
    """Draw a wave from `left`, at least as wide as one can be seen, standing on `bottom`. All in px."""
    count = max(int(width / HALF_PX), 3)
    points = [QPointF(left + n * HALF_PX, bottom - 1 - HIGH_PX * (n % 2)) for n in range(count + 1)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 1.2))
    painter.drawPolyline(points)
