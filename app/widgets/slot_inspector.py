"""The slot in focus: its token, its likeliest ids in time, how unsure the model was, its story."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.models.cells import ceiling, unsureness
from app.models.cursor import Cursor
from app.models.pieces import Glyphs
from app.models.slot_story import named, ranked, share_of, story_of, tops_of
from app.theme import CAPTION_PX, Theme, text_font
from app.widgets.labels import Label

ROWS = 8
ROW_PX = 20
SPARK_PX = 28
NAME_PX = 92
FIGURE_PX = 44


class SlotInspector(QWidget):
    """The slot at the cursor. Follows the cursor."""

    def __init__(self, theme: Theme, cursor: Cursor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cursor = cursor
        self._glyphs: Glyphs | None = None
        self._head = Label("label", wrapped=True)
        self._story = Label("caption", wrapped=True)
        self.chart = TopChart(theme, cursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._head)
        column.addWidget(self.chart, 1000)
        column.addWidget(self._story)
        column.addStretch(1)
        for changed in (cursor.opened, cursor.moved, cursor.focused):
            changed.connect(self.follow)

    @property
    def words(self) -> str:
        """What it says, for those who do not see the chart."""
        return f"{self._head.text()}\n{self._story.text()}"

    @Slot()
    def follow(self) -> None:
        """Show the slot at the cursor."""
        canvas = self._cursor.canvas
        if canvas is None or self._cursor.recording is None or not canvas.steps:
            self._head.setText("")
            self._story.setText("Nothing is recorded here yet.")
            self.chart.update()
            return
        if self._glyphs is None or self._glyphs.vocabulary is not canvas.vocabulary:
            self._glyphs = Glyphs(canvas.vocabulary)
        self.chart.glyphs = self._glyphs
        slot, frame = self._cursor.slot, canvas.frames[self._cursor.frame]
        drafted = frame.draft[slot] if frame.draft else None
        self._head.setText(f"Slot {slot} · {self._token(drafted, frame.ids[slot])}")
        self._story.setText(self._told(slot))
        self.chart.setAccessibleDescription(self.words)
        self.chart.update()

    def _token(self, drafted: int | None, held: int) -> str:
        glyphs = self._glyphs
        if glyphs is None:
            return ""
        if drafted is None:
            return f"noise: {named(held, glyphs)} (id {held})"
        told = f"draft: {named(drafted, glyphs)} (id {drafted})"
        return told if held == drafted else f"{told} · on the canvas: {named(held, glyphs)}"

    def _told(self, slot: int) -> str:
        canvas = self._cursor.canvas
        if canvas is None or self._glyphs is None:
            return ""
        story = story_of(canvas, slot)
        parts = [f"Drafts: {story.in_words(self._glyphs)}"]
        step = canvas.step_of(self._cursor.frame)
        if step is not None:
            parts.insert(0, f"{step.entropy_nats[slot]:.4f} nats, end {step.end_probability[slot]:.1%}")
        if story.first_accepted is None:
            parts.append("Never accepted")
        else:
            parts.append(f"First accepted after step {story.first_accepted + 1}")
        if story.unaccepted:
            count = len(story.unaccepted)
            parts.append(f"Given up {'once' if count == 1 else f'{count} times'}")
        if canvas.is_committed:
            parts.append(f"Settled after step {story.settled + 1}")
        return "\n".join(parts)


class TopChart(QWidget):
    """The likeliest ids of the slot at the cursor: a bar now, and a line over all steps.

    Attributes:
        glyphs: How ids are named.
    """

    def __init__(self, theme: Theme, cursor: Cursor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cursor = cursor
        self.glyphs: Glyphs | None = None
        self._font = text_font(CAPTION_PX, tabular=True)
        self._metrics = QFontMetricsF(self._font)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(ROW_PX + SPARK_PX)
        self.setMaximumHeight(ROWS * ROW_PX + SPARK_PX)
        self.setAccessibleName("Likeliest tokens of the slot")
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Wide enough for names and figures."""
        return QSize(280, ROWS * ROW_PX + SPARK_PX)

    @property
    def rows(self) -> int:
        """How many ids there is room for."""
        return max((self.height() - SPARK_PX) // ROW_PX, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a row for each id, and how unsure the model was below."""
        canvas, recording = self._cursor.canvas, self._cursor.recording
        if canvas is None or recording is None or not canvas.steps or self.glyphs is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        tops = tops_of(canvas, self._cursor.slot)
        now = min(self._cursor.frame, len(tops))  # steps taken
        current = tops[now - 1] if now else ()
        for row, token in enumerate(ranked(tops, self.rows)):
            shares = [share_of(top, token) for top in tops]
            self._paint_row(painter, row * ROW_PX, token, shares, share_of(current, token), now)
        unsure = [
            unsureness(step.entropy_nats[self._cursor.slot], ceiling(recording)) for step in canvas.steps
        ]
        self._paint_unsureness(painter, unsure, now)

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
        name = named(token, self.glyphs) if self.glyphs is not None else str(token)
        name = self._metrics.elidedText(name, Qt.TextElideMode.ElideRight, NAME_PX - 8)
        bars = QRectF(NAME_PX, y + 3, (self.width() - NAME_PX - FIGURE_PX) / 2 - 6, ROW_PX - 6)
        line = bars.translated(bars.width() + 12 + FIGURE_PX, 0)
        painter.setPen(QColor(colours.text))
        painter.drawText(QPointF(0, baseline), name)
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
        y = self.rows * ROW_PX
        area = QRectF(NAME_PX, y + 6, self.width() - NAME_PX, SPARK_PX - 8)
        painter.setPen(QColor(self._theme.colours.muted))
        painter.drawText(QRectF(0, y, NAME_PX, SPARK_PX), Qt.AlignmentFlag.AlignVCenter, "How unsure")
        self._paint_line(painter, area, list(unsure), now)
