"""The list of conversations, with a search and a button for a new one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from app.icons import icon
from app.models.library import CHAT_ROLE, Library
from app.theme import Theme
from app.widgets.buttons import IconButton
from app.widgets.labels import Label

WIDTH_PX = 264


class Sidebar(QFrame):
    """All conversations, newest first, filtered by what is typed. Follows the library.

    Signals:
        chosen: A conversation was opened or begun here.
    """

    chosen = Signal()

    def __init__(self, theme: Theme, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self._theme = theme
        self._library = library
        self._found = _Found(library)
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setPlaceholderText("Search")
        self.search.setAccessibleName("Search conversations")
        self.search.setClearButtonEnabled(True)
        self._lens: QAction = self.search.addAction(
            icon("search", theme.colours.muted), QLineEdit.ActionPosition.LeadingPosition
        )
        self.search.textChanged.connect(self._filter)
        self.new = IconButton(theme, "plus", "New conversation")
        self.new.clicked.connect(library.start)
        self.new.clicked.connect(self.chosen)
        self.list = self._make_list()
        self._hint = Label("hint", wrapped=True, centred=True)
        self._lay_out()
        theme.changed.connect(self._colour)
        library.opened.connect(self._select)
        library.rowsInserted.connect(self._select)
        self._filter()

    def _make_list(self) -> QListView:
        conversations = QListView()
        conversations.setObjectName("conversations")
        conversations.setAccessibleName("Conversations")
        conversations.setModel(self._found)
        conversations.setFrameShape(QFrame.Shape.NoFrame)
        conversations.setUniformItemSizes(True)
        conversations.setTextElideMode(Qt.TextElideMode.ElideRight)
        conversations.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        conversations.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        conversations.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        conversations.clicked.connect(self._open)
        conversations.activated.connect(self._open)
        return conversations

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addWidget(self.new)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 12)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self._hint)
        column.addWidget(self.list, 1)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        chat = index.data(CHAT_ROLE)
        if chat is not None:
            self._library.open(chat)
            self.chosen.emit()

    @Slot()
    def _filter(self) -> None:
        self._found.look_for(self.search.text())
        self._select()

    @Slot()
    def _select(self) -> None:
        """Mark the open conversation, and say where the list is empty."""
        row = self._library.row_of(self._library.open_chat)
        shown = self._found.mapFromSource(self._library.index(row)) if row >= 0 else QModelIndex()
        self.list.setCurrentIndex(shown)
        if not self._found.rowCount():
            words = (
                "Nothing found." if self.search.text().strip() else "Your conversations will be listed here."
            )
            self._hint.setText(words)
        self._hint.setVisible(not self._found.rowCount())

    @Slot()
    def _colour(self) -> None:
        self._lens.setIcon(icon("search", self._theme.colours.muted))


class _Found(QSortFilterProxyModel):
    """The conversations that contain the words."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self._words = ""
        self.setSourceModel(library)

    def look_for(self, words: str) -> None:
        self._words = words
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        chat = self.sourceModel().index(row, 0, parent).data(CHAT_ROLE)
        return not self._words.strip() or bool(chat.contains(self._words))
