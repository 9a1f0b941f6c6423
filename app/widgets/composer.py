"""Where a message is written: it grows with the text, and never waits for the engine."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import (
    QMouseEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.models.attachments import Attachments
from app.models.choices import Choices
from app.models.control import Control
from app.models.queue import Queue
from app.settings import SEND_KEY, Settings
from app.theme import Theme
from app.widgets.announce import announce
from app.widgets.attachment_row import AttachmentRow
from app.widgets.buttons import IconButton, SwitchButton, TextButton
from app.widgets.files import ask_what_to_attach
from app.widgets.labels import ElidedLabel, Label
from app.widgets.message_field import MessageField
from app.widgets.preset_button import PresetButton

SHARE = 0.4  # of the window's height, at most
GAP_PX, BEFORE_STOP_PX = 4, 6  # between buttons, and before those that begin and end an answer


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
        attachments: Attachments,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self._settings, self._control, self._attachments = settings, control, attachments
        self._queue = queue
        self._choices = choices
        self.files = AttachmentRow(theme, attachments)
        self.field = MessageField(settings)
        self.files.emptied.connect(self.field.setFocus)
        self.field.files_given.connect(attachments.add_files)
        self.field.picture_given.connect(attachments.add_picture)
        self.field.text_given.connect(attachments.add_text)
        self.field.submitted.connect(self._send)
        self.field.textChanged.connect(self._show_buttons)
        self.field.textChanged.connect(lambda: self.written.emit(self.field.toPlainText()))
        self.field.focused.connect(self._ring)
        self.attach = IconButton(theme, "attach", tr("Attach files"))
        self.attach.clicked.connect(lambda: ask_what_to_attach(self, attachments.add_files))
        self._presets = PresetButton(theme, choices)
        self._thinking = SwitchButton(
            theme, "think", tr("Think first"), tr("The model writes a thought before it answers")
        )
        self._thinking.toggled.connect(choices.think)
        self._slow = SwitchButton(
            theme, "slow", tr("Slow motion"), tr("Make answers step by step; slots can be pinned")
        )
        self._slow.toggled.connect(control.slow.switch)
        self._stop = IconButton(theme, "stop", tr("Stop"), shortcut=tr("Esc"))
        self._stop.setObjectName("stopButton")
        self._stop.clicked.connect(self.stopped)
        self._submit = IconButton(theme, "send", tr("Send"), primary=True)
        self._submit.clicked.connect(self._send)
        self._room = ElidedLabel("caption")
        self._room.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._warning = Label("warning", wrapped=True)
        self._warning.hide()
        self._edit_note = self._make_edit_note()
        self._lay_out()
        control.edited.connect(self._follow_editing)
        queue.changed.connect(self._show_buttons)
        attachments.changed.connect(self._show_buttons)
        settings.changed.connect(self._show_buttons)
        choices.changed.connect(self._show_choices)
        self._show_choices()
        self._show_buttons()

    def limit(self, window_height: int) -> None:
        """Grow no further than a share of the window's height."""
        self.field.limit(int(window_height * SHARE))

    def show_room(self, words: str, share: str, warning: str) -> None:
        """Say how much of what the model can hold is taken up, and what will be left out.

        Args:
            words: How much.
            share: The same where there is no room for the words.
            warning: What will be left out; empty for nothing.
        """
        self._room.say(words, share, "")
        if warning != self._warning.text():
            self._warning.setText(warning)
            self._warning.setVisible(bool(warning))
            announce(self, warning)

    def write(self, draft: str) -> None:
        """Show what is written elsewhere."""
        if draft != self.field.toPlainText():
            self.field.setPlainText(draft)
            self.field.moveCursor(QTextCursor.MoveOperation.End)

    def event(self, event: QEvent) -> bool:
        """Share the width anew where what stands on a button changes."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._share_width()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the keyboard to the field, also where a press is beside it and the buttons."""
        super().mousePressEvent(event)
        self.field.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the buttons."""
        super().resizeEvent(event)
        self._share_width()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_PX)
        for widget in (self.attach, self._presets, self._thinking, self._slow):
            buttons.addWidget(widget)
        buttons.addWidget(self._room, 1)
        buttons.addSpacing(BEFORE_STOP_PX)
        buttons.addWidget(self._stop)
        buttons.addWidget(self._submit)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(4)
        column.addWidget(self._edit_note)
        column.addWidget(self._warning)
        column.addWidget(self.files)
        column.addWidget(self.field)
        column.addLayout(buttons)

    def _share_width(self) -> None:
        """Leave the words of the switches away where the name of the preset would have no room beside them.

        Stop counts whether it is shown or not: nothing changes when an answer begins.
        """
        switches = (self._thinking, self._slow)
        others = (self.attach, self._presets, self._stop, self._submit)
        words_px = sum(each.unfolded_px() for each in switches)
        others_px = sum(each.sizeHint().width() for each in others)
        gaps_px = GAP_PX * (len(switches) + len(others)) + BEFORE_STOP_PX
        room = self.contentsRect().marginsRemoved(self._column.contentsMargins())
        for each in switches:
            each.fold(folded=words_px + others_px + gaps_px > room.width())

    def _make_edit_note(self) -> QWidget:
        note = QWidget()
        row = QHBoxLayout(note)
        row.setContentsMargins(4, 0, 0, 0)
        told = tr("Editing an earlier message. Both versions are kept.")
        row.addWidget(Label("caption", told, wrapped=True), 1)
        leave = TextButton("textButton", tr("Cancel"), tr("Leave the message as it is"))
        leave.clicked.connect(self._control.leave_editing)
        row.addWidget(leave)
        note.hide()
        return note

    @Slot()
    def _send(self) -> None:
        if self._can_send():
            prompt = self.field.toPlainText()
            self.field.clear()
            self.files.forget()
            self.sent.emit(prompt)

    def _can_send(self) -> bool:
        written = bool(self.field.toPlainText().strip() or self._attachments.entries)
        return written and not self._attachments.is_reading

    @Slot()
    def _follow_editing(self) -> None:
        """Change between the draft and the message that is edited."""
        self.write(self._control.draft)
        self._edit_note.setVisible(self._control.editing is not None)
        self.field.setFocus()

    @Slot()
    def _show_buttons(self) -> None:
        running = self._queue.running is not None
        ready, reading = self._can_send(), self._attachments.is_reading
        self._stop.setVisible(running)
        self._submit.setVisible(ready or reading or not running)
        self._submit.setEnabled(ready)
        if reading:
            self._submit.rename(tr("Send once the files are read"))
        else:
            name = tr("Send when the answer is done") if running else tr("Send")
            self._submit.rename(name, tr(SEND_KEY.options[self._settings.text(SEND_KEY)]))

    @Slot()
    def _show_choices(self) -> None:
        self._thinking.setChecked(self._choices.thinking)

    @Slot(bool)
    def _ring(self, focused: bool) -> None:
        self.setProperty("focused", focused)
        self.style().unpolish(self)
        self.style().polish(self)
