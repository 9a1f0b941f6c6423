"""The bar that finds words in the open conversation."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import (
    QAction,
    QKeyEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.language import tr
from app.models.library import Library
from app.models.turn import Turn
from app.theme import CAPTION_PX, Theme, text_font
from app.widgets.announce import announce
from app.widgets.buttons import IconButton
from app.widgets.column import EDGE_PX
from app.widgets.finder import Finder
from app.widgets.labels import Label
from app.widgets.search_field import SearchField
from app.widgets.transcript import Transcript

MOST_CHOSEN = 200  # characters that are taken over; nobody looks for more
REFRESH_MS = 200  # between two looks for what is new, while an answer is made


class FindBar(QFrame):
    """A field, how many places were found, and the way from one to the next. Hidden until it is wanted.

    It opens by itself on a message that a search found.

    Attributes:
        action: The wish to open it, with a key; whoever holds the bar opens it.
    """

    def __init__(
        self, theme: Theme, library: Library, transcript: Transcript, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        find = QKeySequence(QKeySequence.StandardKey.Find)
        self.action = QAction(tr("Find in this conversation"), self, shortcut=find)
        self.setObjectName("findBar")
        self._transcript = transcript
        self.finder = Finder(theme, transcript.page, self)
        self.finder.changed.connect(self._count_places)
        self.finder.led.connect(self._lead)
        self.field = SearchField(theme, tr("Find in this conversation"), clears=False)
        self.field.textChanged.connect(self._look)
        self.field.returnPressed.connect(lambda: self.finder.step(1))
        self._count = Label("caption")
        self._count.setFont(text_font(CAPTION_PX, tabular=True))
        self._count.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.previous = IconButton(theme, "chevron-up", tr("Previous place"))
        self.next = IconButton(theme, "chevron-down", tr("Next place"))
        self._close = IconButton(theme, "close", tr("Close"))
        for button, act in ((self.previous, -1), (self.next, 1)):
            button.clicked.connect(lambda _checked, act=act: self.finder.step(act))
        self._close.clicked.connect(self.leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE_PX, 6, EDGE_PX, 6)
        row.addWidget(self.field, 1)
        for part in (self._count, self.previous, self.next, self._close):
            row.addWidget(part)
        for key, act in (("F3", 1), ("Shift+F3", -1)):
            QShortcut(key, self).activated.connect(lambda act=act: self.finder.step(act))
        back = QShortcut("Shift+Return", self.field, context=Qt.ShortcutContext.WidgetShortcut)
        back.activated.connect(lambda: self.finder.step(-1))
        self.field.installEventFilter(self)
        library.opened.connect(self.leave)
        library.sought.connect(self._show_sought)
        self._refreshing = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._refreshing.timeout.connect(self._refresh)
        for cause in (transcript.page.completed, transcript.page.reworded, theme.changed):
            cause.connect(self._refresh_soon)
        self.hide()

    @Slot()
    def open(self) -> None:
        """Show the bar, to be written in; words that are selected, of one line, are looked for at once."""
        self.show()
        chosen = [passage.chosen() for passage in self._transcript.page.selected()]
        if len(chosen) == 1 and len(chosen[0]) <= MOST_CHOSEN and len(chosen[0].splitlines()) == 1:
            self._write(chosen[0])
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave with Escape, before the window takes the key for something else."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
            elif event.type() is QEvent.Type.KeyPress:
                self.leave()
            return True
        return super().eventFilter(watched, event)

    @Slot(object, str)
    def _show_sought(self, message: int, words: str) -> None:
        """Go to the message that a search found, with its words marked; it may be of another version."""
        chat = self._library.open_chat
        holding = [turn for turn in chat.tree if message in (turn.question_id, turn.answer_id)]
        if holding and not set(holding) & set(chat.turns):
            chat.show(holding[-1])
        self.show_found(words, next((turn for turn in holding if turn in chat.turns), None))

    def show_found(self, words: str, turn: Turn | None) -> None:
        """Mark words in the conversation, and go to the first place in a turn."""
        self.show()
        within = self._transcript.show_turn(turn) if turn is not None else []
        self._write(words)
        # Views that were just made are shown with the next turn of the event loop.
        QTimer.singleShot(0, self, lambda: self.finder.look_for(words, within=within))

    def _write(self, words: str) -> None:
        """Have words in the field, and not look for them yet."""
        self.field.blockSignals(True)
        self.field.setText(words)
        self.field.blockSignals(False)

    @Slot()
    def leave(self) -> None:
        """Put the bar away, with the marks."""
        if self.isVisible():
            self._transcript.setFocus()
        self.hide()
        self.finder.clear()

    @Slot()
    def _look(self) -> None:
        self.finder.look_for(self.field.text(), top=self._transcript.verticalScrollBar().value())

    @Slot()
    def _refresh_soon(self) -> None:
        if self.isVisible() and not self._refreshing.isActive():
            self._refreshing.start()

    @Slot()
    def _refresh(self) -> None:
        """Find in what the texts say now; the reader stays where they read."""
        if self.isVisible():
            self.finder.refresh()

    @Slot()
    def _count_places(self) -> None:
        """Say which place is looked at, of how many."""
        number, most = self.finder.current + 1, len(self.finder.places)
        nothing, words = tr("Not found") if self.field.text().strip() else "", _told(number, most)
        self._count.setText(words if most else nothing)
        width = self._count.fontMetrics().horizontalAdvance
        self._count.setMinimumWidth(max(width(tr("Not found")), width(_told(most, most))))  # nothing moves
        for button in (self.previous, self.next):
            button.setEnabled(most > 0)

    @Slot()
    def _lead(self) -> None:
        """Bring the place that is looked at into sight, and tell a screen reader of it."""
        announce(self, self._count.text())
        if (place := self.finder.rect()) is not None:
            self._transcript.show_place(place)


def _told(number: int, most: int) -> str:
    return tr("{number} of {most}", number=number, most=most)
