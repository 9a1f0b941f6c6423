"""The list of conversations as a Qt model: rows under headings, or what a search found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.history import StoredConversation
from app.models.order import Entry, Heading, Row
from app.plain import plain_tip

Index = QModelIndex | QPersistentModelIndex
ID_ROLE = Qt.ItemDataRole.UserRole + 1  # of the conversation; None for a heading
EXCERPT_ROLE = Qt.ItemDataRole.UserRole + 2  # where a search found something


class Shelf(QAbstractListModel):
    """Rows of conversations. Lives in the GUI thread.

    Args:
        records: The conversations by their ids, as they are at any time.

    Signals:
        retitled: A conversation, by its id, is to have another title.
        leaving: Other rows are to come: what is being written in these is to be taken first.
    """

    retitled = Signal(object, str)  # an id has more bits than a C int
    leaving = Signal()

    def __init__(self, records: Mapping[int, StoredConversation], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records = records
        self._rows: Sequence[Row] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """List these rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows are listed, headings among them."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a row, and under `ID_ROLE` and `EXCERPT_ROLE` what they say."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, Heading):
            return row.words if role == Qt.ItemDataRole.DisplayRole else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._records[row.id].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._records[row.id].title)
        return {ID_ROLE: row.id, EXCERPT_ROLE: row.excerpt}.get(role)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for another title where a conversation was renamed in the list."""
        id = index.data(ID_ROLE)
        if role != Qt.ItemDataRole.EditRole or id is None:
            return False
        self.retitled.emit(id, str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Conversations can be chosen and renamed, headings cannot."""
        if not index.isValid() or isinstance(self._rows[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def place_of(self, id: int) -> QModelIndex:
        """Where a conversation is listed; an invalid index where it is not."""
        rows = (n for n, row in enumerate(self._rows) if isinstance(row, Entry) and row.id == id)
        row = next(rows, None)
        return QModelIndex() if row is None else self.index(row)
