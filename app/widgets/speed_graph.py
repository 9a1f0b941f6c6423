"""The speed of a download over the last seconds, as one quiet line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import tr
from app.models.amounts import size_words
from app.models.files_job import SPEEDS_KEPT
from app.theme import Theme

HEIGHT_PX = 48
_FILL = 0.18
_LINE_PX = 1.75


class SpeedGraph(QWidget):
    """Draws speeds, the newest at the right edge; the highest reaches the top."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._speeds: tuple[float, ...] = ()
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Speed of the download"))
        theme.changed.connect(self.update)

    def show_speeds(self, speeds: Sequence[float]) -> None:
        """Draw these, in bytes per second."""
        self._speeds = tuple(speeds)
        latest = size_words(self._speeds[-1]) if self._speeds else ""
        self.setAccessibleDescription(tr("{size} per second", size=latest) if latest else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line and a tint below it."""
        colour = QColor(self._theme.colours.accent)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.colours.line), 1))
            base = self.height() - 0.5
            painter.drawLine(QPointF(0, base), QPointF(self.width(), base))
            points = self._points()
            if len(points) < 2:
                return
            painter.setPen(QPen(colour, _LINE_PX))
            painter.drawPolyline(QPolygonF(points))
            colour.setAlphaF(_FILL)
            below = [QPointF(points[-1].x(), base), QPointF(points[0].x(), base)]
            painter.setPen(QColor(0, 0, 0, 0))
            painter.setBrush(colour)
            painter.drawPolygon(QPolygonF([*points, *below]))

    def _points(self) -> list[QPointF]:
        highest = max(self._speeds, default=0.0) or 1.0
        step = self.width() / (SPEEDS_KEPT - 1)
        first = self.width() - step * (len(self._speeds) - 1)
        room = self.height() - 4
        return [
            QPointF(first + step * index, 2 + room * (1 - speed / highest))
            for index, speed in enumerate(self._speeds)
        ]
