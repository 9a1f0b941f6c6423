"""The list of conversations, with a search and a button for a new one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.models.library import Library
from app.theme import Theme
from app.widgets.buttons import IconButton
from app.widgets.labels import Label
from app.widgets.search_field import SearchField
from app.widgets.shelf_view import ShelfView

WIDTH_PX = 264


class Sidebar(QFrame):
    """All conversations under their headings, or what the search finds. Follows the library.

    Signals:
        chosen: A conversation was opened or begun here.
    """

    chosen = Signal()

    def __init__(self, theme: Theme, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self._catalogue = library.catalogue
        self.search = SearchField(theme, tr("Search"), name=tr("Search conversations"))
        self.search.textChanged.connect(self._catalogue.search.look_for)
        self.search.installEventFilter(self)
        self.new = IconButton(theme, "plus", tr("New conversation"))
        self.new.clicked.connect(library.start)
        self.new.clicked.connect(self.chosen)
        self.list = ShelfView(theme, library)
        self.list.chosen.connect(self.chosen)
        self._hint = Label("hint", wrapped=True, centred=True)
        self._lay_out()
        self._catalogue.shelf.modelReset.connect(self._show_hint)
        self._show_hint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search, Escape empties it before the window takes it; Down and Enter go to what is found."""
        if watched is not self.search or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        is_press = event.type() is QEvent.Type.KeyPress
        match event.key():
            case Qt.Key.Key_Escape if self.search.text():
                event.accept()
                if is_press:
                    self.search.clear()
                return True
            case Qt.Key.Key_Down if is_press:
                self.list.go_to_first()
                return True
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if is_press and self.search.text():
                self.list.open_first()
                return True
            case _:
                return super().eventFilter(watched, event)

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

    @Slot()
    def _show_hint(self) -> None:
        """Say why the list is empty, where it is."""
        empty = tr("Your conversations will be listed here.")
        self._hint.setText(tr("Nothing found.") if self._catalogue.search.words else empty)
        self._hint.setVisible(not self._catalogue.shelf.rowCount())
