"""The steps of a recording as a table that can be sorted; its row in focus is the step at the cursor."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QResizeEvent, QShowEvent
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
from app.models.step_table import COLUMNS, StepTable
from app.theme import CAPTION_PX, LABEL_PX, Theme, text_font

ROW_PX = 26
EDGE_PX = 8
FIGURE_PX = 53  # enough for the longest figure


class StepsView(QTableView):
    """A row a step, a column a measure. Follows the cursor. Lives in the GUI thread.

    Signals:
        chosen: The person chose the step that made this moment.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, cursor: Cursor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cursor = cursor
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
        cursor.opened.connect(self._open)
        theme.refaced.connect(self._share_width)
        cursor.moved.connect(self.follow)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the cursor."""
        super().showEvent(event)
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
        else:
            self.selectRow(self._sorted.mapFromSource(self._steps.index(row, 0)).row())

    @Slot()
    def _open(self) -> None:
        self._steps.show(self._cursor.recording)
        self.follow()

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self._steps.moment(self._sorted.mapToSource(index).row()))


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
