"""A table of figures that can be sorted and copied, in the look of the window."""

from __future__ import annotations

import math

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
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

from app.models.figure_table import FigureTable
from app.theme import CAPTION_PX, LABEL_PX, Theme, text_font

ROW_PX = 26
EDGE_PX = 8
FIGURE_PX, WORD_PX = 53, 80  # enough for the longest figure, and for most words
_MOVES = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}


class FiguresView(QTableView):
    """A row in focus, which whoever derives from this brings about and follows. Lives in the GUI thread.

    Args:
        theme: The colours and faces.
        table: What is shown.
        name: What a screen reader calls it.
    """

    def __init__(self, theme: Theme, table: FigureTable, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(table)
        self._sorted.setSortRole(Qt.ItemDataRole.UserRole)
        self.setModel(self._sorted)
        self.setItemDelegate(_Figures(theme, self))
        self.setObjectName("figures")
        self.setAccessibleName(name)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._choose)
        self.selectionModel().currentRowChanged.connect(self._choose)
        theme.refaced.connect(self._share_width)

    def take(self, row: int) -> None:
        """The person chose a row, counted as in the table before it is sorted."""
        raise NotImplementedError

    def focus_row(self, row: int) -> None:
        """Select the row, counted as in the table before it is sorted; -1 selects none."""
        if row < 0:
            self.clearSelection()
            return
        shown = self._sorted.mapFromSource(self._table.index(row, 0))
        selection = self.selectionModel()
        if shown.row() != self.currentIndex().row() or not selection.hasSelection():
            flag = QItemSelectionModel.SelectionFlag  # not `selectRow`, which heeds Shift and Ctrl
            selection.setCurrentIndex(shown, flag.ClearAndSelect | flag.Rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every column the room of its title, and a share of what is left; keep the row in sight."""
        super().resizeEvent(event)
        self._share_width()
        self.scrollTo(self.currentIndex())

    @Slot()
    def _share_width(self) -> None:
        wanted = [self._least_width(column) for column in range(self._table.columnCount())]
        spare, left = divmod(max(self.viewport().width() - sum(wanted), 0), len(wanted))
        for column, width in enumerate(wanted):
            self.horizontalHeader().resizeSection(column, width + spare + (column < left))

    def _least_width(self, column: int) -> int:
        title = str(self._table.headerData(column, Qt.Orientation.Horizontal))
        room = QFontMetricsF(text_font(CAPTION_PX)).horizontalAdvance(title)
        return max(math.ceil(room) + EDGE_PX + 3, WORD_PX if self._table.is_words(column) else FIGURE_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from row to row, select more than one and copy them; other keys are the viewer's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied())
        elif event.key() in _MOVES or event.matches(QKeySequence.StandardKey.SelectAll):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def copied(self) -> str:
        """The selected rows as they stand, a line each and tabs between, with the titles first."""
        model = self.model()
        columns = range(model.columnCount())
        titles = [str(model.headerData(each, Qt.Orientation.Horizontal)) for each in columns]
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        lines = [[str(model.index(row, each).data()) for each in columns] for row in rows]
        return "\n".join("\t".join(line) for line in (titles, *lines))

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.take(self._sorted.mapToSource(index).row())


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
        self._metrics = QFontMetricsF(self._font)

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
        room = place.adjusted(EDGE_PX // 2, 0, -EDGE_PX, 0)
        words = self._metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), words)
