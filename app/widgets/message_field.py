"""The text field of a message: it grows with the text, and takes files and pictures as well."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QDropEvent,
    QFocusEvent,
    QImage,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QTextDocumentFragment,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from app.language import tr
from app.settings import SEND_KEY, Settings
from app.theme import text_font
from app.widgets.formula_painter import OBJECT

_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier  # as Windows tells of it
_COMMANDS = _ALT_GR | Qt.KeyboardModifier.MetaModifier
LONGEST = 50_000  # characters that are pasted as text; to lay out more would hold up the window


def local_files(source: QMimeData) -> list[Path]:
    """The files that are pasted or dropped; none where anything among them is no file of this PC."""
    urls = source.urls() if source.hasUrls() else []
    return [Path(url.toLocalFile()) for url in urls] if all(url.isLocalFile() for url in urls) else []


class MessageField(QTextEdit):
    """Plain text; one of Enter and Ctrl+Enter submits, as the settings say, and Shift+Enter begins a line.

    Signals:
        submitted: The text is to be sent.
        focused: The keyboard came, or went.
        files_given: The paths of files that were pasted or dropped.
        picture_given: A picture that was pasted or dropped.
        text_given: A text that was pasted or dropped, too long for the field.
    """

    submitted = Signal()
    focused = Signal(bool)
    files_given = Signal(list)
    picture_given = Signal(QImage)
    text_given = Signal(str)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._limit = 160
        self._composing = False
        self.setObjectName("field")
        self.setAccessibleName(tr("Message"))
        self.setPlaceholderText(tr("Write a message"))
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(text_font())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(4)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()
        settings.changed.connect(self._follow)
        self._follow()

    def limit(self, height: int) -> None:
        """Grow no higher than so many px."""
        self._limit = height
        self._fit()

    @Slot()
    def _follow(self) -> None:
        with_control = self._settings.text(SEND_KEY) == "ctrl_enter"
        modifiers = Qt.KeyboardModifier
        self._sending = modifiers.ControlModifier if with_control else modifiers.NoModifier
        self.setAccessibleDescription(
            tr("Control and Enter send, Shift and Enter begin a new line")
            if with_control
            else tr("Enter sends, Shift and Enter begin a new line")
        )

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text, files and pictures can be put in."""
        return bool(source.hasText() or source.hasUrls() or source.hasImage() or source.hasHtml())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Put text in as text; hand on files, pictures, and what is longer than a message."""
        if files := local_files(source):
            self.files_given.emit(files)
        elif source.hasText():
            self._take_text(source.text())
        elif source.hasImage():
            self.picture_given.emit(QImage(source.imageData()))
        elif source.hasHtml():  # some programs copy nothing else
            words = QTextDocumentFragment.fromHtml(source.html()).toPlainText()
            self._take_text(words.replace(OBJECT, ""))

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what is dropped, and the keyboard."""
        super().dropEvent(event)
        self.setFocus()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Know whether a character is being composed."""
        super().inputMethodEvent(event)
        self._composing = bool(event.preeditString())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Submit, or begin a line."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or self._composing:
            super().keyPressEvent(event)
            return
        held = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        if held == self._sending:
            self.submitted.emit()
        else:
            self.textCursor().insertBlock()
            self.ensureCursorVisible()

    def take(self, event: QKeyEvent) -> bool:
        """Whether a key that nothing took is text, or pastes some; then the field has it, and the keyboard.

        Called outright, for a key that is sent to the field and left there goes back to where it came from.
        """
        plain = event.modifiers() & _COMMANDS in (Qt.KeyboardModifier.NoModifier, _ALT_GR)
        typed = plain and event.text().isprintable() and bool(event.text().strip())
        if taken := typed or event.matches(QKeySequence.StandardKey.Paste):
            self.setFocus()
            self.keyPressEvent(event)
        return taken

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard came."""
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that it went."""
        super().focusOutEvent(event)
        self.focused.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        """Fit another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def sizeHint(self) -> QSize:
        """As high as the text, up to the limit."""
        return QSize(200, self.minimumHeight())

    def _take_text(self, pasted: str) -> None:
        text = pasted.replace("\0", "")  # some programs put it behind; nobody sees it to remove it
        self.text_given.emit(text) if len(text) > LONGEST else self.textCursor().insertText(text)

    def _fit(self) -> None:
        wanted = int(self.document().size().height()) + 2
        height = max(32, min(wanted, self._limit))
        policy = (
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if wanted > height else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.setVerticalScrollBarPolicy(policy)
        self.setFixedHeight(height)
