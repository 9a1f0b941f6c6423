"""The conversations as a list to click, to rename in place, and with a menu for each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QInputDialog,
    QLineEdit,
    QListView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.history import FileKind
from app.language import mark, tr
from app.models.library import Library
from app.models.shelf import EXCERPT_ROLE, ID_ROLE
from app.plain import runs_left
from app.theme import CAPTION_PX, Theme, text_font
from app.widgets.files import ask_where_to_save
from app.widgets.menu_action import menu_action

ROW_PX = 36
FOUND_PX = 52  # with an excerpt
SIDE_PX = 15
NAME_PX = 8  # within the field for it, so that a name stays where it is
_TO_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute  # whichever way the words run

_EXPORTS = {
    FileKind.MARKDOWN: mark("Markdown…"),
    FileKind.HTML: mark("Web page…"),
    FileKind.JSON: mark("JSON, to import it again…"),
}

Index = QModelIndex | QPersistentModelIndex


class ShelfView(QListView):
    """The rows of the library's shelf.

    Signals:
        chosen: A conversation was opened here.
    """

    chosen = Signal()

    def __init__(self, theme: Theme, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library, self._catalogue = library, library.catalogue
        self.setObjectName("conversations")
        self.setAccessibleName(tr("Conversations"))
        self.setModel(self._catalogue.shelf)
        self.setItemDelegate(_RowPainter(theme, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)
        self._catalogue.shelf.leaving.connect(self._end_renaming)
        self._catalogue.shelf.modelAboutToBeReset.connect(self._keep_place)
        self._catalogue.shelf.modelReset.connect(self._take_place)
        library.opened.connect(self.mark_open)
        self._place = 0
        self._words = ""  # of the search by which the rows are listed
        self._held: tuple[int | None, int] = (None, -1)  # where the keyboard is: a conversation and its row
        self._take_keyboard()

    def mark_open(self) -> None:
        """Mark the open conversation."""
        self.setCurrentIndex(self._catalogue.shelf.place_of(self._library.open_chat.record.id))

    def go_to_first(self) -> None:
        """Take the keyboard to the first conversation that is listed."""
        if (first := self._near(0)).isValid():
            self.setCurrentIndex(first)
            self.setFocus(Qt.FocusReason.TabFocusReason)

    def open_first(self) -> None:
        """Open the first conversation that is listed."""
        self._open(self._near(0))

    def rename(self, index: QModelIndex) -> None:
        """Let a conversation be renamed in its place, and in sight."""
        self.scrollTo(index)
        self.edit(index)

    def _still_held(self) -> QModelIndex:
        """Where the keyboard was: on the same conversation, or on the one that took its place."""
        id, row = self._held
        place = self._catalogue.shelf.place_of(id) if id is not None else QModelIndex()
        return place if place.isValid() or row < 0 else self._near(row)

    def _near(self, row: int) -> QModelIndex:
        """The conversation in a row, or the next below, or above; an invalid index where none is listed."""
        shelf = self._catalogue.shelf
        rows = sorted(range(shelf.rowCount()), key=lambda other: (other < row, abs(other - row)))
        places = map(shelf.index, rows)
        return next((each for each in places if each.data(ID_ROLE) is not None), QModelIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rename and delete with the keys for it, and stay in the list."""
        id, row = self.currentIndex().data(ID_ROLE), self.currentIndex().row()
        if event.matches(QKeySequence.StandardKey.Delete) and id is not None:
            self._library.delete(id)
            self.setFocus()  # a new conversation is begun where the open one was deleted
            self.setCurrentIndex(self._near(row))
        elif event.key() == Qt.Key.Key_F2 and id is not None:
            self.rename(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def menu_for(self, index: QModelIndex) -> QMenu:
        """What can be done with a conversation."""
        id = index.data(ID_ROLE)
        library, catalogue = self._library, self._catalogue
        record = catalogue.record(id)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(menu_action(menu, tr("Rename"), lambda: self.rename(index), QKeySequence("F2")))
        pin = tr("Unpin") if record.is_pinned else tr("Pin")
        menu.addAction(menu_action(menu, pin, lambda: catalogue.pin(id, not record.is_pinned)))
        folders = menu.addMenu(tr("Move to folder"))
        folders.addAction(menu_action(folders, tr("New folder…"), lambda: self._name_folder(id)))
        if record.folder:
            folders.addAction(menu_action(folders, tr("No folder"), lambda: catalogue.move(id, "")))
            words = tr("Rename “{folder}”…", folder=record.folder)
            folders.addAction(menu_action(folders, words, lambda: self._rename_folder(record.folder)))
        folders.addSeparator()  # there may be many
        for folder in catalogue.folders:
            action = menu_action(folders, folder, partial(catalogue.move, id, folder))
            action.setCheckable(True)
            action.setChecked(folder == record.folder)
            folders.addAction(action)
        menu.addAction(menu_action(menu, tr("Duplicate"), lambda: library.duplicate(id)))
        export = menu.addMenu(tr("Export"))
        for kind, words in _EXPORTS.items():
            export.addAction(menu_action(export, tr(words), partial(self._export, id, kind)))
        menu.addSeparator()
        menu.addAction(menu_action(menu, tr("Delete"), lambda: library.delete(id), QKeySequence("Del")))
        return menu

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.data(ID_ROLE) is not None:
            self.menu_for(index).popup(self.viewport().mapToGlobal(place))

    def _export(self, id: int, kind: FileKind) -> None:
        title = self._catalogue.record(id).title
        ask_where_to_save(self, title, kind, lambda path: self._library.export([id], kind, path))

    def _name_folder(self, id: int) -> None:
        folder, is_named = QInputDialog.getText(self, tr("New folder"), tr("Name of the folder"))
        if is_named:
            self._catalogue.move(id, folder)

    def _rename_folder(self, folder: str) -> None:
        title, words = tr("Rename the folder"), tr("Name of the folder")
        name, is_named = QInputDialog.getText(self, title, words, text=folder)
        if is_named:
            self._catalogue.rename_folder(folder, name)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        id = index.data(ID_ROLE)
        if id is not None:
            self._library.open_found(id)
            self.chosen.emit()

    @Slot()
    def _end_renaming(self) -> None:
        if self.isAncestorOf(self.window().focusWidget()):
            self.setFocus()  # what is renamed has no field in the rows to come

    def _take_keyboard(self) -> None:
        """Stop the keyboard here only where there is a row to show that."""
        is_empty = not self.model().rowCount()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if is_empty else Qt.FocusPolicy.StrongFocus)

    @Slot()
    def _keep_place(self) -> None:
        self._place = self.verticalScrollBar().value()
        self._held = self.currentIndex().data(ID_ROLE), self.currentIndex().row()

    @Slot()
    def _take_place(self) -> None:
        if self.hasFocus():
            self.setCurrentIndex(self._still_held())
        else:
            self.mark_open()
        self.doItemsLayout()
        self._take_keyboard()
        if (words := self._catalogue.search.words) == self._words:
            self.verticalScrollBar().setValue(self._place)
        else:
            self._words = words
            self.scrollToTop() if words else self.scrollTo(self.currentIndex())


class _RowPainter(QStyledItemDelegate):
    """Draws headings small and quiet, and below a found conversation where the words were."""

    def __init__(self, theme: Theme, view: ShelfView) -> None:
        super().__init__(view)
        self._theme = theme
        self._search = view._catalogue.search

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, FOUND_PX if self._search.words else ROW_PX)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = QLineEdit(parent)
        field.setObjectName("line")
        field.setAccessibleName(tr("Name of the conversation"))
        field.setTextMargins(NAME_PX, 0, NAME_PX, 0)
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        excerpt = index.data(EXCERPT_ROLE)
        if index.data(ID_ROLE) is None:
            self._write(painter, option, str(index.data()), bottom=6)
            return
        super().paint(painter, option, index)
        if excerpt:
            self._write(painter, option, excerpt, bottom=6)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        top = Qt.AlignmentFlag.AlignTop if index.data(EXCERPT_ROLE) else Qt.AlignmentFlag.AlignVCenter
        option.displayAlignment = top | _TO_LEFT
        if runs_left(option.text):  # else what ends it, an ellipsis as well, stood before its beginning
            option.direction = Qt.LayoutDirection.RightToLeft

    def _write(self, painter: QPainter, option: QStyleOptionViewItem, words: str, *, bottom: int) -> None:
        painter.save()
        painter.setFont(text_font(CAPTION_PX))
        painter.setPen(QColor(self._theme.colours.muted))
        room = option.rect.adjusted(SIDE_PX, 0, -SIDE_PX, -bottom)
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawText(room, Qt.AlignmentFlag.AlignBottom | _TO_LEFT, shown)
        painter.restore()
