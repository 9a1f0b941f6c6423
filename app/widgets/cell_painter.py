"""How a cell of the grid is drawn: its value as a ground, its token as text, its state as a shape.

NOISE      a dotted line below        ACCEPTED   a line below
RE-NOISED  a dashed border, a hook    SETTLED    a line below with a tick
DRAFT      an open corner             STABLE     a filled corner
TAIL       hatched                    FROZEN     no mark
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from app.models.canvas import SlotState
from app.theme import Theme, ink_on, scale_colour, text_font

BINS = 32  # of the scale; a cell is drawn anew when its value moves to another one
TEXT_PX = 12
EDGE_PX = 4
CORNER_PX = 7


class Cell(NamedTuple):
    """What a cell shows, comparable: equal cells look the same.

    Attributes:
        bin: Which of the `BINS` colours of the scale; -1 for none.
        text: The token.
        state: The state of the slot.
        differs: Whether the token that is carried on is another one than the draft.
    """

    bin: int
    text: str
    state: SlotState
    differs: bool = False


class CellPainter:
    """Draws cells in the colours of a theme."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._font = text_font(TEXT_PX)
        self._metrics = QFontMetricsF(self._font)
        self._elided: dict[tuple[str, int], str] = {}
        self.restyle()

    def restyle(self) -> None:
        """Take up the theme's colours."""
        self._empty = QColor(self._theme.colours.hover)
        scale = [scale_colour(place / (BINS - 1)) for place in range(BINS)]
        self._grounds = [*scale, self._empty]  # the last is that of -1
        self._inks = [ink_on(ground) for ground in scale] + [QColor(self._theme.colours.text)]

    def paint(self, painter: QPainter, place: QRectF, cell: Cell) -> None:
        """Draw a cell anew, within its place."""
        ink = self._inks[cell.bin]
        painter.fillRect(place, self._grounds[cell.bin])
        if cell.state is SlotState.TAIL:
            painter.fillRect(place, QBrush(_faded(ink, 0.35), Qt.BrushStyle.BDiagPattern))
        if cell.text:
            painter.setFont(self._font)
            painter.setPen(ink if cell.state is not SlotState.NOISE else _faded(ink, 0.75))
            y = place.y() + (place.height() - self._metrics.height()) / 2 + self._metrics.ascent() - 1
            painter.drawText(QPointF(place.x() + EDGE_PX, y), self._fitted(cell.text, int(place.width())))
        self._paint_mark(painter, place, cell, ink)

    def _fitted(self, text: str, width: int) -> str:
        key = (text, width)
        if key not in self._elided:
            room = width - 2 * EDGE_PX
            self._elided[key] = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        return self._elided[key]

    def _paint_mark(self, painter: QPainter, place: QRectF, cell: Cell, ink: QColor) -> None:
        left, right, y = place.x() + EDGE_PX, place.right() - EDGE_PX, place.bottom() - 2.5
        match cell.state:
            case SlotState.NOISE:
                painter.setPen(QPen(ink, 1.5, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(left, y), QPointF(right, y))
            case SlotState.ACCEPTED | SlotState.SETTLED:
                painter.setPen(QPen(ink, 1.5))
                painter.drawLine(QPointF(left, y), QPointF(right, y))
                if cell.state is SlotState.SETTLED:
                    tick = [QPointF(right - 6, y - 5), QPointF(right - 4, y - 2.5), QPointF(right, y - 8)]
                    painter.drawPolyline(QPolygonF(tick))
                if cell.differs:
                    painter.drawEllipse(QPointF(right - 2, place.y() + 5), 1.5, 1.5)
            case SlotState.RENOISED:
                painter.setPen(QPen(ink, 1, Qt.PenStyle.DashLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(place.adjusted(1.5, 1.5, -1.5, -1.5))
            case SlotState.DRAFT | SlotState.STABLE:
                corner = place.topRight()
                shape = QPolygonF([corner - QPointF(CORNER_PX, 0), corner, corner + QPointF(0, CORNER_PX)])
                painter.setPen(QPen(ink, 1))
                painter.setBrush(ink if cell.state is SlotState.STABLE else Qt.BrushStyle.NoBrush)
                painter.drawPolygon(shape)
            case SlotState.TAIL | SlotState.FROZEN:
                pass


def _faded(colour: QColor, opacity: float) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(opacity)
    return faded
