"""The likeliest tokens of a slot over all steps, one of them in question."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import tr
from app.models.cells import ceiling, unsureness
from app.models.cursor import Cursor
from app.models.slot_story import named, ranked, share_of, tops_of
from app.theme import CAPTION_PX, Theme, text_font
from app.widgets.slot_painter import draw_tray
from engine import Grip

ROWS = 8
ROW_PX = 20
SPARK_PX = 28
NAME_PX = 92
EDGE_PX = 6
FIGURE_PX = 44


class TopChart(QWidget):
    """The likeliest ids of the slot at the cursor: a bar now, and a line over all steps.

    What is forbidden is struck through, what is pinned stands in a tray.

    Attributes:
        token: The id in question: the one that was chosen for this slot, or the one that it shows.

    Signals:
        chosen: Another id is in question.
    """

    chosen = Signal()

    def __init__(self, theme: Theme, cursor: Cursor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cursor = cursor
        self.token = 0
        self._choice: int | None = None
        self._place: tuple[tuple[int, ...], int] = (), 0  # the noise of a canvas tells it from the others
        self._grip = Grip()
        self._measure_face()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(ROWS * ROW_PX + SPARK_PX)
        self.setAccessibleName(tr("Likeliest tokens of the slot"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.update)
        theme.refaced.connect(self._measure_face)

    def sizeHint(self) -> QSize:
        """Wide enough for names and figures."""
        return QSize(280, self.height())

    @property
    def middle_px(self) -> int:
        """The middle of the row of the id in question, or where that has none, of the first."""
        tokens = self.tokens
        row = tokens.index(self.token) if self.token in tokens else 0
        return row * ROW_PX + ROW_PX // 2

    @property
    def tokens(self) -> tuple[int, ...]:
        """The ids in its rows, from the top."""
        canvas = self._cursor.canvas
        return ranked(tops_of(canvas, self._cursor.slot), ROWS) if canvas is not None else ()

    def show_slot(self, shown: int, grip: Grip) -> None:
        """Show the slot at the cursor, which holds this id, and what a person did to it."""
        canvas = self._cursor.canvas
        place = canvas.trace.noise if canvas is not None else (), self._cursor.slot
        if self._place != place:
            self._place, self._choice = place, None
        self._grip = grip
        self.token = shown if self._choice is None else self._choice
        self.update()

    def choose(self, token: int) -> None:
        """Put another id in question."""
        self._choice = self.token = token
        self.update()
        self.chosen.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the id under the pointer in question."""
        row = int(event.position().y()) // ROW_PX
        if row < len(self.tokens):
            self.choose(self.tokens[row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from id to id."""
        moved = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        tokens = self.tokens
        if moved is None or not tokens:
            super().keyPressEvent(event)
            return
        place = tokens.index(self.token) + moved if self.token in tokens else 0
        self.choose(tokens[min(max(place, 0), len(tokens) - 1)])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a row for each id, and how unsure the model was below."""
        canvas, recording = self._cursor.canvas, self._cursor.recording
        if canvas is None or recording is None or not canvas.steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        tops = tops_of(canvas, self._cursor.slot)
        now = min(self._cursor.frame, len(tops))  # steps taken
        current = tops[now - 1] if now else ()
        for row, token in enumerate(ranked(tops, ROWS)):
            shares = [share_of(top, token) for top in tops]
            self._paint_row(painter, row * ROW_PX, token, shares, share_of(current, token), now)
        unsure = [
            unsureness(step.entropy_nats[self._cursor.slot], ceiling(recording)) for step in canvas.steps
        ]
        self._paint_unsureness(painter, unsure, now)

    @Slot()
    def _measure_face(self) -> None:
        self._font = text_font(CAPTION_PX, tabular=True)
        self._metrics = QFontMetricsF(self._font)

    def _paint_row(
        self,
        painter: QPainter,
        y: float,
        token: int,
        shares: list[float | None],
        share: float | None,
        now: int,
    ) -> None:
        colours = self._theme.colours
        baseline = y + (ROW_PX - self._metrics.height()) / 2 + self._metrics.ascent()
        name = self._metrics.elidedText(
            self._name_of(token), Qt.TextElideMode.ElideRight, NAME_PX - EDGE_PX - 6
        )
        bars = QRectF(NAME_PX, y + 3, (self.width() - NAME_PX - FIGURE_PX) / 2 - 6, ROW_PX - 6)
        line = bars.translated(bars.width() + 12 + FIGURE_PX, 0)
        if token == self.token:
            painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.control_line), 1))
            painter.drawRoundedRect(QRectF(0.5, y + 0.5, self.width() - 1, ROW_PX - 1), 3, 3)
        struck = QFont(self._font)
        struck.setStrikeOut((self._cursor.slot, token) in self._grip.forbidden)
        painter.setFont(struck)
        painter.setPen(QColor(colours.text))
        painter.drawText(QPointF(EDGE_PX, baseline), name)
        painter.setFont(self._font)
        if self._grip.pinned.get(self._cursor.slot) == token:
            painter.setPen(QPen(QColor(colours.text), 2))
            width = self._metrics.horizontalAdvance(name) + 4
            draw_tray(painter, QRectF(EDGE_PX - 2, y + 4, width, ROW_PX - 7))
        painter.fillRect(bars, QColor(colours.hover))
        if share is not None:
            painter.fillRect(
                QRectF(bars.x(), bars.y(), bars.width() * share, bars.height()), QColor(colours.muted)
            )
        told = "" if share is None else f"{share:.0%}" if share >= 0.005 else "<1%"
        painter.setPen(QColor(colours.muted))
        painter.drawText(
            QRectF(bars.right() + 4, y, FIGURE_PX - 4, ROW_PX), Qt.AlignmentFlag.AlignVCenter, told
        )
        self._paint_line(painter, line, shares, now)

    def _name_of(self, token: int) -> str:
        canvas = self._cursor.canvas
        return named(token, self._cursor.glyphs_of(canvas)) if canvas is not None else str(token)

    def _paint_line(self, painter: QPainter, area: QRectF, shares: list[float | None], now: int) -> None:
        """Draw a line over the steps; a gap where an id was not among the likeliest."""
        count = max(len(shares) - 1, 1)
        painter.setPen(QPen(QColor(self._theme.colours.muted), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        run: list[QPointF] = []
        for step, share in enumerate([*shares, None]):
            if share is not None:
                run.append(
                    QPointF(area.x() + area.width() * step / count, area.bottom() - area.height() * share)
                )
                continue
            if len(run) > 1:
                painter.drawPolyline(QPolygonF(run))
            elif run:
                painter.drawPoint(run[0])
            run = []
        if now:
            x = area.x() + area.width() * (now - 1) / count
            painter.setPen(QPen(QColor(self._theme.colours.accent), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _paint_unsureness(self, painter: QPainter, unsure: list[float], now: int) -> None:
        y = ROWS * ROW_PX
        area = QRectF(NAME_PX, y + 6, self.width() - NAME_PX, SPARK_PX - 8)
        painter.setPen(QColor(self._theme.colours.muted))
        painter.drawText(QRectF(0, y, NAME_PX, SPARK_PX), Qt.AlignmentFlag.AlignVCenter, tr("How unsure"))
        self._paint_line(painter, area, list(unsure), now)
