"""Where a message is written: it grows with the text, and never waits for the engine."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QFocusEvent, QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.models.choices import Choices
from app.models.control import Control
from app.models.queue import Queue
from app.models.turn import Turn
from app.settings import SEND_KEY, Settings
from app.theme import Theme, text_font
from app.widgets.buttons import IconButton, TextButton
from app.widgets.labels import ElidedLabel, Label
from engine import Preset

SHARE = 0.4  # of the window's height, at most
_PRESETS = {
    Preset.FAST: ("Fast", "at most 16 steps a block"),
    Preset.BALANCED: ("Balanced", "at most 24 steps a block"),
    Preset.BEST: ("Best", "at most 48 steps a block"),
}


class Composer(QFrame):
    """The text field with its buttons. Follows the queue, the choices and the control.

    While an earlier message is edited, its text stands in the field, and the draft waits.

    Signals:
        sent: A prompt with something in it.
        stopped: The running turn is to end.
        written: What stands in the field now.
    """

    sent = Signal(str)
    written = Signal(str)
    stopped = Signal()

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        queue: Queue,
        choices: Choices,
        control: Control,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self._control = control
        self._edited: Turn | None = None
        self._draft = ""
        self._queue = queue
        self._choices = choices
        self.field = _Field(settings)
        self.field.submitted.connect(self._send)
        self.field.textChanged.connect(self._show_buttons)
        self.field.textChanged.connect(self._tell_draft)
        self.field.focused.connect(self._ring)
        self._presets = self._make_presets(theme)
        self._thinking = TextButton(
            "toggle", "Think first", "The model writes a thought before it answers", checkable=True
        )
        self._thinking.toggled.connect(choices.think)
        self._stop = IconButton(theme, "stop", "Stop")
        self._stop.setObjectName("stopButton")
        self._stop.rename("Stop", "Esc")
        self._stop.clicked.connect(self.stopped)
        self._submit = IconButton(theme, "send", "Send", primary=True)
        self._submit.clicked.connect(self._send)
        self._room = ElidedLabel("caption")
        self._room.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._edit_note = self._make_edit_note()
        self._lay_out()
        control.changed.connect(self._follow_editing)
        queue.changed.connect(self._show_buttons)
        choices.changed.connect(self._show_choices)
        self._show_choices()
        self._show_buttons()

    def limit(self, window_height: int) -> None:
        """Grow no further than a share of the window's height."""
        self.field.limit(int(window_height * SHARE))

    def show_room(self, words: str) -> None:
        """Say how much of what the model can hold is taken up."""
        self._room.say(words)

    def write(self, draft: str) -> None:
        """Show the draft of another conversation."""
        if draft != self.field.toPlainText():
            self.field.setPlainText(draft)
            self.field.moveCursor(QTextCursor.MoveOperation.End)

    def offer(self, prompt: str) -> None:
        """Put a prompt back into the field, before what is written there."""
        written = self.field.toPlainText()
        self.field.setPlainText(f"{prompt}\n{written}" if written else prompt)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        self.field.setFocus()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for widget in (self._presets, self._thinking):
            buttons.addWidget(widget)
        buttons.addWidget(self._room, 1)
        buttons.addSpacing(8)
        buttons.addWidget(self._stop)
        buttons.addWidget(self._submit)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(4)
        column.addWidget(self._edit_note)
        column.addWidget(self.field)
        column.addLayout(buttons)

    def _make_edit_note(self) -> QWidget:
        note = QWidget()
        row = QHBoxLayout(note)
        row.setContentsMargins(4, 0, 0, 0)
        row.addWidget(Label("caption", "Editing an earlier message. Both versions are kept."), 1)
        leave = TextButton("textButton", "Cancel", "Leave the message as it is")
        leave.clicked.connect(self._control.leave_editing)
        row.addWidget(leave)
        note.hide()
        return note

    def _make_presets(self, theme: Theme) -> IconButton:
        button = IconButton(theme, "chevron-down", "Preset", labelled=True)
        button.setObjectName("preset")
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the word
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        group = QActionGroup(menu)
        for preset, (name, meaning) in _PRESETS.items():
            action = QAction(f"{name}: {meaning}", group, checkable=True)
            action.setData(preset)
            menu.addAction(action)
        group.triggered.connect(lambda action: self._choices.choose_preset(Preset(action.data())))
        button.setMenu(menu)
        return button

    @Slot()
    def _send(self) -> None:
        prompt = self.field.toPlainText()
        if prompt.strip():
            self.field.clear()
            self.sent.emit(prompt)

    @Slot()
    def _tell_draft(self) -> None:
        if self._edited is None:
            self.written.emit(self.field.toPlainText())

    @Slot()
    def _follow_editing(self) -> None:
        """Change between the draft and the message that is edited."""
        edited = self._control.editing
        if edited is self._edited:
            return
        if self._edited is None:
            self._draft = self.field.toPlainText()
        self._edited = edited or self._edited  # nothing that is put into the field now is a draft
        self.write(self._draft if edited is None else edited.prompt)
        self._edited = edited
        self._edit_note.setVisible(edited is not None)
        self.field.setFocus()

    @Slot()
    def _show_buttons(self) -> None:
        running = self._queue.running is not None
        written = bool(self.field.toPlainText().strip())
        self._stop.setVisible(running)
        self._submit.setVisible(written or not running)
        self._submit.setEnabled(written)
        self._submit.rename("Send when the answer is done" if running else "Send", "Enter")

    @Slot()
    def _show_choices(self) -> None:
        preset = self._choices.preset
        name, meaning = _PRESETS[preset]
        self._presets.setText(name)
        self._presets.rename(f"Preset {name}: {meaning}")
        for action in self._presets.menu().actions():
            action.setChecked(action.data() == preset)
        self._thinking.setChecked(self._choices.thinking)

    @Slot(bool)
    def _ring(self, focused: bool) -> None:
        self.setProperty("focused", focused)
        self.style().unpolish(self)
        self.style().polish(self)


class _Field(QTextEdit):
    """Plain text; one of Enter and Ctrl+Enter submits, as the settings say, and Shift+Enter begins a line."""

    submitted = Signal()
    focused = Signal(bool)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._limit = 160
        self._composing = False
        self.setObjectName("field")
        self.setAccessibleName("Message")
        self.setPlaceholderText("Write a message")
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
        self._limit = height
        self._fit()

    @Slot()
    def _follow(self) -> None:
        with_control = self._settings.text(SEND_KEY) == "ctrl_enter"
        modifiers = Qt.KeyboardModifier
        self._sending = modifiers.ControlModifier if with_control else modifiers.NoModifier
        key = "Control and Enter send" if with_control else "Enter sends"
        self.setAccessibleDescription(f"{key}, Shift and Enter begin a new line")

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self.textCursor().insertText(source.text())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self._composing = bool(event.preeditString())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or self._composing:
            super().keyPressEvent(event)
            return
        held = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        if held == self._sending:
            self.submitted.emit()
        else:
            self.textCursor().insertBlock()
            self.ensureCursorVisible()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())

    def _fit(self) -> None:
        wanted = int(self.document().size().height()) + 2
        height = max(32, min(wanted, self._limit))
        policy = (
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if wanted > height else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.setVerticalScrollBarPolicy(policy)
        self.setFixedHeight(height)
