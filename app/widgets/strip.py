"""Positions by steps: a column a step, a row a slot, and the way to any moment: it is the scrubber."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import tr
from app.models.cells import ceiling, column_of
from app.models.cursor import Cursor
from app.models.recording import Recording
from app.theme import Theme, scale_colour
from engine import StepTaken, StopRule

HEIGHT_PX, LOW_STRIP_PX = 84, 44
TICKS_PX = 10  # below the map: how many slots each step gave up again
RULE_PX = 5.0  # the sign below the end of a block
LARGEST_TICK = 8  # slots given up for a tick of full height
_CLEAR = b"\xff"  # of the image's colours the last shows the ground
Columns = dict[int, tuple[StepTaken, bytes]]  # by the identity of the step


class Strip(QWidget):
    """The whole recording at a glance, with the cursor in it. Lives in the GUI thread.

    Signals:
        scrubbed: The person moves through it.
        stepped: The person went a step by key, and is there.
        entered: The person went to another slot by key.
    """

    scrubbed = Signal()
    stepped = Signal()
    entered = Signal()

    def __init__(self, theme: Theme, cursor: Cursor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cursor = cursor
        self._map = QImage()
        self._columns: Columns = {}
        self._given_up: list[tuple[int, int]] = []
        self._backing = QPixmap()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(False)
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Positions by steps"))
        self.setToolTip(
            tr(
                "Drag to move through the steps. Dark is sure, light is unsure. Ticks: slots given up. At the"
                " end of a block: a dot where it was stable and sure, a square where its steps ran out, a"
                " cross where it was stopped."
            )
        )
        cursor.opened.connect(self._draw_map)
        cursor.moved.connect(self.update)
        cursor.focused.connect(self.update)
        theme.changed.connect(self._forget)
        self._draw_map()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(320, HEIGHT_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew at another size."""
        super().resizeEvent(event)
        self._forget()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the map as it was drawn once, and the cursor over it."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        if self._backing.isNull() or self._backing.devicePixelRatio() != ratio:
            self._backing = self._drawn(ratio)
        painter.drawPixmap(0, 0, self._backing)
        if not self._map.isNull():
            self._paint_cursor(painter, self._area())
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.colours.accent), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the moment and the slot under the pointer."""
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        self._go(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go a step; up and down a slot."""
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self.scrubbed.emit()
                self._cursor.step(1 if event.key() == Qt.Key.Key_Right else -1)
                self.stepped.emit()
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self._cursor.focus(self._cursor.slot + (1 if event.key() == Qt.Key.Key_Down else -1))
                self.entered.emit()
            case _:
                super().keyPressEvent(event)

    def _area(self) -> QRect:
        return self.rect().adjusted(2, 2, -2, -2 - TICKS_PX)

    def _go(self, point: QPointF) -> None:
        recording = self._cursor.recording
        if recording is None or not recording.length:
            return
        area = self._area()
        part = (point.x() - area.x()) / max(area.width(), 1)
        self.scrubbed.emit()
        self._cursor.go(int(part * recording.length))
        canvas = self._cursor.canvas
        if canvas is not None and area.top() <= point.y() <= area.bottom():
            self._cursor.focus(int((point.y() - area.y()) / area.height() * canvas.slots))

    @Slot()
    def _draw_map(self) -> None:
        """Paint the recording into an image of one pixel a slot and frame."""
        recording = self._cursor.recording
        self._map = QImage()
        self._given_up = []
        if recording is not None and recording.canvases:
            self._columns = columns_of(recording, self._columns)
            self._map = map_of(recording, self._columns)
            steps = recording.steps()
            given_up = ((taken.moment, len(taken.canvas.unaccepted(taken.number))) for taken in steps)
            self._given_up = [(moment, count) for moment, count in given_up if count]
        else:
            self._columns = {}
        self._forget()

    @Slot()
    def _forget(self) -> None:
        """Draw anew what does not move."""
        self._backing = QPixmap()
        self.update()

    def _drawn(self, ratio: float) -> QPixmap:
        """The map, the ticks and the blocks as a picture of the whole widget."""
        picture = QPixmap(math.ceil(self.width() * ratio), math.ceil(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(self._theme.colours.surface))
        area = self._area()
        with QPainter(picture) as painter:
            painter.fillRect(area, QColor(self._theme.colours.hover))
            recording = self._cursor.recording
            if recording is not None and not self._map.isNull():
                painter.drawImage(area, self._map)
                self._paint_ticks(painter, area)
                self._paint_blocks(painter, area, recording)
                self._paint_rules(painter, area, recording)
        return picture

    def _x(self, area: QRect, moment: float) -> float:
        recording = self._cursor.recording
        length = recording.length if recording is not None else 1
        return area.x() + area.width() * moment / max(length, 1)

    def _paint_ticks(self, painter: QPainter, area: QRect) -> None:
        painter.setPen(QPen(QColor(self._theme.colours.mark_renoised), 1.5))
        for moment, count in self._given_up:
            x = self._x(area, moment + 0.5)
            height = (TICKS_PX - 2) * min(count / LARGEST_TICK, 1.0)
            painter.drawLine(QPointF(x, area.bottom() + 2), QPointF(x, area.bottom() + 2 + max(height, 2)))

    def _paint_blocks(self, painter: QPainter, area: QRect, recording: Recording) -> None:
        painter.setPen(QPen(QColor(self._theme.colours.surface), 2))
        for start in recording.starts[1:]:
            x = self._x(area, start)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom() + 1))

    def _paint_rules(self, painter: QPainter, area: QRect, recording: Recording) -> None:
        """Draw below each block why it was committed."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(self._theme.colours.muted)
        painter.setPen(QPen(ink, 1.5))
        for start, canvas in zip(recording.starts, recording.canvases, strict=True):
            centre = QPointF(self._x(area, start + canvas.length - 0.5), area.bottom() + 1 + TICKS_PX / 2)
            sign = QRectF(centre.x() - RULE_PX / 2, centre.y() - RULE_PX / 2, RULE_PX, RULE_PX)
            match canvas.trace.rule:
                case StopRule.STABLE:
                    painter.setBrush(ink)
                    painter.drawEllipse(sign)
                case StopRule.STEPS:
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRect(sign)
                case StopRule.CANCELLED:
                    painter.drawLine(sign.topLeft(), sign.bottomRight())
                    painter.drawLine(sign.topRight(), sign.bottomLeft())
                case None:
                    pass

    def _paint_cursor(self, painter: QPainter, area: QRect) -> None:
        left, right = (self._x(area, self._cursor.moment + edge) for edge in (0, 1))
        canvas = self._cursor.canvas
        y = area.y() + area.height() * (self._cursor.slot + 0.5) / max(canvas.slots if canvas else 1, 1)
        frame = QRectF(left, area.y(), max(right - left, 3.0), area.height())
        for colour, width in ((self._theme.colours.surface, 4), (self._theme.colours.accent, 2)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawRect(frame)
        painter.setPen(QPen(QColor(self._theme.colours.accent), 1))
        painter.drawLine(QPointF(area.left(), y), QPointF(left, y))


def columns_of(recording: Recording, known: Columns) -> Columns:
    """The column of every step; those that are known are not worked out again."""
    top = ceiling(recording)
    steps = (taken.step for taken in recording.steps())
    return {id(step): known.get(id(step)) or (step, column_of(step, top)) for step in steps}


def map_of(recording: Recording, columns: Columns) -> QImage:
    """Every slot at every frame as one pixel of the continuous scale; clear where there is no belief."""
    rows = max(canvas.slots for canvas in recording.canvases)
    frames: list[bytes] = []
    for canvas in recording.canvases:
        frames.append(_CLEAR * rows)
        frames += [columns[id(step)][1].ljust(rows, _CLEAR) for step in canvas.steps]
        if canvas.is_committed:
            frames.append(frames[-1])
    width = -(-len(frames) // 4) * 4  # rows of an image begin at multiples of four bytes
    whole = b"".join(frames)
    pixels = b"".join(whole[slot::rows].ljust(width, _CLEAR) for slot in range(rows))
    image = QImage(pixels, width, rows, width, QImage.Format.Format_Indexed8)
    image.setColorTable([*(scale_colour(place / 254).rgb() for place in range(255)), 0])
    return image.copy(0, 0, len(frames), rows)
