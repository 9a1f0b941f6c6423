"""The steps of a recording as a table that can be sorted; its row in focus is the step at the cursor."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.language import tr
from app.models.cursor import Cursor
from app.models.recording import Recording
from app.models.step_table import COLUMNS, StepTable
from app.theme import CAPTION_PX, LABEL_PX, Theme, text_font

ROW_PX = 26
EDGE_PX = 8
FIGURE_PX = 53  # enough for the longest figure
_MOVES = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}


class StepsView(QTableView):
    """A row a step, a column a measure. Follows the cursor. Lives in the GUI thread.

    Signals:
        chosen: The person chose the step that made this moment.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, cursor: Cursor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cursor = cursor
        self._shown: Recording | None = None
        self._steps = StepTable(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._steps)
        self._sorted.setSortRole(Qt.ItemDataRole.UserRole)
        self.setModel(self._sorted)
        self.setItemDelegate(_Figures(theme, self))
        self.setObjectName("stepTable")
        self.setAccessibleName(tr("Steps"))
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setDefaultAlignment(_RIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._choose)
        self.selectionModel().currentRowChanged.connect(self._choose)
        cursor.opened.connect(self._open)
        theme.refaced.connect(self._share_width)
        cursor.moved.connect(self.follow)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the cursor."""
        super().showEvent(event)
        if self._shown is not self._cursor.recording:
            self._open()
        self.follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every column the room of its title, and a share of what is left."""
        super().resizeEvent(event)
        self._share_width()

    @Slot()
    def _share_width(self) -> None:
        metrics = QFontMetricsF(text_font(CAPTION_PX))
        titles = (self._steps.headerData(each, Qt.Orientation.Horizontal) for each in range(len(COLUMNS)))
        wanted = [max(math.ceil(metrics.horizontalAdvance(str(t))) + EDGE_PX + 3, FIGURE_PX) for t in titles]
        spare = max(self.viewport().width() - sum(wanted), 0) // len(wanted)
        for column, width in enumerate(wanted):
            self.horizontalHeader().resizeSection(column, width + spare)

    @Slot()
    def follow(self) -> None:
        """Select the row of the step at the cursor, where anybody can see it."""
        if not self.isVisible():
            return
        row = self._steps.row_at(self._cursor.moment)
        if row < 0:
            self.clearSelection()
            return
        shown = self._sorted.mapFromSource(self._steps.index(row, 0)).row()
        if shown != self.currentIndex().row() or not self.selectionModel().hasSelection():
            self.selectRow(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from step to step, select more than one and copy them; other keys are the viewer's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied())
        elif event.key() in _MOVES or event.matches(QKeySequence.StandardKey.SelectAll):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def copied(self) -> str:
        """The selected steps as they stand, a line each and tabs between, with the titles first."""
        model = self.model()
        columns = range(model.columnCount())
        titles = [str(model.headerData(each, Qt.Orientation.Horizontal)) for each in columns]
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        lines = [[str(model.index(row, each).data()) for each in columns] for row in rows]
        return "\n".join("\t".join(line) for line in (titles, *lines))

    @Slot()
    def _open(self) -> None:
        self._shown = self._cursor.recording if self.isVisible() else None
        self._steps.show(self._shown)
        self.follow()

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        row = self._sorted.mapToSource(index).row()
        if index.isValid() and row != self._steps.row_at(self._cursor.moment):
            self.chosen.emit(self._steps.moment(row))


class _Figures(QStyledItemDelegate):
    """Draws the figures plainly: through the style sheet a cell takes many times as long."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._measure_face()
        theme.refaced.connect(self._measure_face)

    @Slot()
    def _measure_face(self) -> None:
        self._font = text_font(LABEL_PX, tabular=True)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one figure, and its row's ground where that is selected."""
        place = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(self._theme.colours.hover))
        painter.setFont(self._font)
        painter.setPen(QColor(self._theme.colours.text))
        painter.drawText(place.adjusted(0, 0, -EDGE_PX, 0), _RIGHT, index.data())


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
