"""Probability by position: where the text may end, and where else the token in focus is likely."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.models.cursor import Cursor
from app.models.length import length_of
from app.models.slot_story import named, shares_of
from app.theme import CAPTION_PX, Theme, text_font
from app.widgets.labels import ElidedLabel
from engine import StepTaken

LEFT_PX, TOP_PX, RIGHT_PX, BOTTOM_PX = 40, 42, 8, 22
RULE_PX = 16  # as high as what names a line across the curves


class CurveView(QWidget):
    """Two curves over the slots at the cursor's step. Follows the cursor.

    That of the end is exact. That of the token in focus is known only where it is among the likeliest of a
    slot: elsewhere there is a gap, not a zero.
    """

    def __init__(self, theme: Theme, cursor: Cursor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cursor = cursor
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Probability by position"))
        self._line, self._dots = (ElidedLabel("caption") for _ in range(2))
        column = QVBoxLayout(self)
        column.setContentsMargins(LEFT_PX, 0, RIGHT_PX, 0)
        column.setSpacing(0)
        for said in (self._line, self._dots):
            said.setFont(text_font(CAPTION_PX, tabular=True))
            column.addWidget(said)
        column.addStretch(1)
        for changed in (cursor.opened, cursor.moved, cursor.focused, theme.changed):
            changed.connect(self.follow)

    def sizeHint(self) -> QSize:
        """As the other views."""
        return QSize(640, 200)

    def shares(self) -> list[float | None]:
        """The probability of the focused slot's draft in every slot; None where it is not known."""
        step = self._step()
        return [] if step is None else shares_of(step.top, self._token())

    @Slot()
    def follow(self) -> None:
        """Say above the curves what they are, and draw them anew."""
        line = dots = ""
        if (step := self._step()) is not None:
            length = length_of(step.end_probability).in_words()
            line = tr("Line: end of text, {length}", length=length)
            word = tr("“{words}”", words=self._word())
            dots = tr("Dots: {word}, the token in focus", word=word)
        self._line.say(line)
        self._dots.say(dots)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes and curves."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(text_font(CAPTION_PX, tabular=True))
        colours = self._theme.colours
        area = QRectF(self.rect()).adjusted(LEFT_PX, TOP_PX, -RIGHT_PX, -BOTTOM_PX)
        step = self._step()
        painter.setPen(QColor(colours.muted))
        if step is None:
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, tr("Noise says nothing yet. Go on a step."))
            return
        slots = len(step.draft)
        for share in ruled(area.height()):
            y = area.bottom() - area.height() * share
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.muted))
            painter.drawText(
                QRectF(0, y - RULE_PX / 2, LEFT_PX - 6, RULE_PX), _RIGHT, tr("{share:.0%}", share=share)
            )
        painter.drawText(QRectF(area.left(), area.bottom() + 4, 80, 16), _LEFT, tr("slot {slot}", slot=0))
        painter.drawText(
            QRectF(area.right() - 80, area.bottom() + 4, 80, 16), _RIGHT, tr("slot {slot}", slot=slots - 1)
        )
        painter.setPen(QPen(QColor(colours.text), 1.5))
        painter.drawPolyline(QPolygonF(_points(area, step.end_probability)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        for point in _points(area, self.shares()):
            painter.drawEllipse(point, 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the slot under the pointer in focus."""
        step = self._step()
        if step is not None:
            width = max(self.width() - LEFT_PX - RIGHT_PX, 1)
            self._cursor.focus(round((event.position().x() - LEFT_PX) / width * (len(step.draft) - 1)))

    def _token(self) -> int:
        """The token in focus: the draft of the slot at the cursor."""
        canvas = self._cursor.canvas
        return canvas.frames[self._cursor.frame].draft[self._cursor.slot] if canvas is not None else 0

    def _word(self) -> str:
        canvas, token = self._cursor.canvas, self._token()
        return named(token, self._cursor.glyphs_of(canvas)) if canvas is not None else str(token)

    def _step(self) -> StepTaken | None:
        canvas = self._cursor.canvas
        return canvas.step_of(self._cursor.frame) if canvas is not None else None


def ruled(height: float) -> tuple[float, ...]:
    """The shares at which lines with names go across curves of a height in px: as many as have room."""
    most = height // RULE_PX
    return (0.0, 0.5, 1.0) if most >= 2 else (0.0, 1.0) if most >= 1 else (0.0,)


def _points(area: QRectF, shares: Sequence[float | None]) -> list[QPointF]:
    """Where the shares of all slots stand; those that are not known have no point."""
    left, bottom, height = area.left(), area.bottom(), area.height()
    apart = area.width() / max(len(shares) - 1, 1)
    return [
        QPointF(left + apart * slot, bottom - height * min(share, 1.0))
        for slot, share in enumerate(shares)
        if share is not None
    ]


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
