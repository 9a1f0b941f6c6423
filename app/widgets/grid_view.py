"""A canvas as a grid: a cell a slot, painted over a backing pixmap, changed cells only."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import tr
from app.theme import Theme
from app.widgets.backing import Backing
from app.widgets.canvas_view import NOISE_MS
from app.widgets.cell_painter import Cell, CellPainter

COLUMNS = 16
COLUMN_PX = 12  # at least
GAP_PX = 1
ROW_PX = 24
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class GridView(QWidget):
    """Cells in rows, one in focus. Lives in the GUI thread.

    Args:
        theme: The colours.
        columns: How many cells a row has.

    Signals:
        chosen: A slot is to be in focus.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, columns: int = COLUMNS) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Grid of slots"))
        self.setToolTip(tr("Arrow keys move from slot to slot"))
        self._theme = theme
        self._columns = columns
        self._cells = CellPainter(theme)
        self._wanted: Sequence[Cell] = ()
        self._painted: list[Cell | None] = []
        self._focused = 0
        self._places: list[QRect] = []
        self._backing = Backing()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(NOISE_MS)
        self._pause.timeout.connect(self._paint_changes)
        theme.changed.connect(self._restyle)

    def show_cells(self, cells: Sequence[Cell], *, calmly: bool = False) -> int:
        """Show these cells, where `calmly` at most ten times a second; returns how many were painted anew."""
        if len(cells) != len(self._wanted):
            self._forget()
            self.updateGeometry()
        self._wanted = cells
        return 0 if calmly and self._pause.isActive() else self._paint_changes()

    def focus_slot(self, slot: int) -> None:
        """Draw the ring around another slot."""
        before, self._focused = self._focused, slot
        for each in (before, slot):
            self.update(self.edges(each).adjusted(-2, -2, 2, 2))

    def minimumSizeHint(self) -> QSize:
        """Room for the words of every row; columns small enough for a narrow window."""
        return QSize(self._columns * COLUMN_PX, self._rows * (self._cells.least_px + GAP_PX))

    def sizeHint(self) -> QSize:
        """Rows high enough to read."""
        return QSize(self._columns * 44, 8 * ROW_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew at another size."""
        super().resizeEvent(event)
        self._forget()
        self._paint_changes()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew on a screen of another density."""
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._forget()
            self._paint_changes()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the exposed part of the backing pixmap, and draw the ring; it tells where the keys go."""
        painter = QPainter(self)
        self._backing.copy(painter, event.rect())
        if self._focused < len(self._wanted):
            place = self.edges(self._focused).adjusted(0, 0, -1, -1)
            colours = self._theme.colours
            painter.setPen(QPen(QColor(colours.surface), 4))
            painter.drawRect(place)
            painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.text), 2))
            painter.drawRect(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the slot under the pointer."""
        self._choose(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose the slot that the pointer is dragged to."""
        self._choose(event.position().toPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move from slot to slot."""
        if event.key() not in _STEPS or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        across, down = _STEPS[Qt.Key(event.key())]
        slot = self._focused + across + down * self._columns
        if 0 <= slot < len(self._wanted):
            self.chosen.emit(slot)

    @property
    def _rows(self) -> int:
        return max(math.ceil(len(self._wanted) / self._columns), 1)

    def _choose(self, point: QPoint) -> None:
        column = point.x() * self._columns // max(self.width(), 1)
        slot = point.y() * self._rows // max(self.height(), 1) * self._columns + column
        if 0 <= column < self._columns and 0 <= slot < len(self._wanted):
            self.chosen.emit(slot)

    def edges(self, slot: int) -> QRect:
        """Where the cell of a slot is."""
        row, column = divmod(slot, self._columns)
        left, right = (self.width() * edge // self._columns for edge in (column, column + 1))
        top, bottom = (self.height() * edge // self._rows for edge in (row, row + 1))
        return QRect(left, top, right - left - GAP_PX, bottom - top - GAP_PX)

    @Slot()
    def _paint_changes(self) -> int:
        if self.size().isEmpty() or not self._wanted:
            return 0
        if self._backing.is_empty:
            self._backing.fit(self.size(), self.devicePixelRatioF(), QColor(self._theme.colours.surface))
            self._painted = [None] * len(self._wanted)
            self._places = [self.edges(slot) for slot in range(len(self._wanted))]
        changed = [
            slot
            for slot, (old, new) in enumerate(zip(self._painted, self._wanted, strict=True))
            if old != new
        ]
        if changed:
            with self._backing.painter() as painter:
                for slot in changed:
                    self._cells.paint(painter, self._places[slot], self._wanted[slot])
            self._painted = list(self._wanted)
            self._pause.start()
            self.update()
        return len(changed)

    def _forget(self) -> None:
        """Begin the backing anew."""
        self._backing.forget()
        self._painted = []

    @Slot()
    def _restyle(self) -> None:
        self._cells.restyle()
        self.updateGeometry()
        self._forget()
        self._paint_changes()
        self.update()
