"""All conversations, newest first, and which one is open."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot

from app.models.chat import Chat

Index = QModelIndex | QPersistentModelIndex
CHAT_ROLE = Qt.ItemDataRole.UserRole + 1


class Library(QAbstractListModel):
    """The conversations that hold something, in memory. Lives in the GUI thread.

    Attributes:
        open_chat: The conversation on show; it is listed once something was asked in it.

    Signals:
        opened: Another conversation is on show.
    """

    opened = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chats: list[Chat] = []
        self.open_chat = self._fresh()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many conversations are listed."""
        return 0 if parent is not None and parent.isValid() else len(self._chats)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title of a row, or under `CHAT_ROLE` its `Chat`."""
        if not index.isValid():
            return None
        chat = self._chats[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return chat.title
        return chat if role == CHAT_ROLE else None

    def row_of(self, chat: Chat) -> int:
        """The row of a conversation, or -1 where it is not listed."""
        return self._chats.index(chat) if chat in self._chats else -1

    def open(self, chat: Chat) -> None:
        """Put a conversation on show."""
        if chat is not self.open_chat:
            self.open_chat = chat
            self.opened.emit()

    @Slot()
    def start(self) -> None:
        """Put an empty conversation on show."""
        if self.open_chat.turns:
            self.open(self._fresh())

    def _fresh(self) -> Chat:
        chat = Chat(self)
        chat.added.connect(lambda _turn: self._list(chat))
        chat.renamed.connect(lambda: self._rename(chat))
        return chat

    def _list(self, chat: Chat) -> None:
        if chat not in self._chats:
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._chats.insert(0, chat)
            self.endInsertRows()

    def _rename(self, chat: Chat) -> None:
        if (row := self.row_of(chat)) >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))
