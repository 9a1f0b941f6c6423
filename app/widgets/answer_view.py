"""An answer: its thought folded, its text condensing, a caption, and an error where it failed."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.caption import MASK_NOTE, NOISE_NOTE, caption, note_of
from app.models.choices import Choices
from app.models.looks import Look, View, looks_of
from app.models.status import Status
from app.models.turn import Turn, TurnState
from app.theme import CAPTION_PX, Theme, text_font
from app.widgets.buttons import TARGET_PX, IconButton, TextButton
from app.widgets.condensing import Condensing
from app.widgets.error_card import ErrorCard
from app.widgets.labels import ElidedLabel, Label
from app.widgets.text_block import INSET


class AnswerView(QWidget):
    """One answer, from waiting to finished. Follows its turn.

    Signals:
        retried: The person asks for another try.
        withdrawn: The person takes the prompt back while it waits.
    """

    retried = Signal(Turn)
    withdrawn = Signal(Turn)

    def __init__(
        self, theme: Theme, turn: Turn, status: Status, choices: Choices, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._turn = turn
        self._status = status
        self._choices = choices
        self._thought_fold = self._make_fold(theme)
        self._thought = Condensing(theme, "Thought", self, quiet=True)
        self._thought.hide()
        self._answer = Condensing(theme, "Answer", self)
        self._note = Label("note", wrapped=True)
        self._card = ErrorCard(self)
        self._card.retried.connect(lambda: self.retried.emit(turn))
        self._foot = self._make_foot(theme)
        self._view_line = self._make_view_line()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        above = (self._thought_fold, self._thought, self._answer)
        for part in (*above, self._note, self._card, self._foot, self._view_line):
            column.addWidget(part)
        self._was_ended = turn.ended
        for followed in (turn, status, choices, theme):
            followed.changed.connect(self._follow)
        self._follow()

    def copy(self) -> None:
        """Put what is final of the answer on the clipboard."""
        QGuiApplication.clipboard().setText(self._turn.committed_text)

    def _make_fold(self, theme: Theme) -> IconButton:
        fold = IconButton(theme, "chevron-right", "Thought", self, labelled=True)
        fold.setObjectName("fold")
        fold.setCheckable(True)
        fold.toggled.connect(self._unfold)
        return fold

    def _make_foot(self, theme: Theme) -> QWidget:
        self._caption = ElidedLabel("caption")
        self._caption.setFont(text_font(CAPTION_PX, tabular=True))
        self._withdraw = TextButton("textButton", "Take back", "Take this message back")
        self._withdraw.clicked.connect(lambda: self.withdrawn.emit(self._turn))
        self._copy = IconButton(theme, "copy", "Copy the answer")
        self._copy.clicked.connect(self.copy)
        return _row(self._caption, self._withdraw, self._copy)

    def _make_view_line(self) -> QWidget:
        self._mask_note = Label("caption", wrapped=True)
        self._noise = TextButton(
            "textButton", "Show noise", "Show the noise that the model sees", checkable=True
        )
        self._noise.toggled.connect(self._choices.show_noise)
        return _row(self._mask_note, self._noise)

    @Slot(bool)
    def _unfold(self, unfolded: bool) -> None:
        self._thought.setVisible(unfolded)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        turn = self._turn
        self._show_thought(turn)
        self._answer.show_text(turn.committed_text, on_new_line=turn.on_new_line)
        self._answer.show_canvas(self._looks(turn.split.answer), self._choices.view)
        if turn.ended:
            self._answer.settle()
        self._note.setText(note_of(turn))
        self._note.setVisible(bool(self._note.text()))
        self._card.show_error(turn.error)
        self._show_foot(turn)
        if turn.ended and not self._was_ended:
            self._announce(turn)
        self._was_ended = turn.ended

    def _announce(self, turn: Turn) -> None:
        """Tell a screen reader, once and politely, that there is something to read."""
        words = turn.error.title if turn.error is not None else note_of(turn) or "The answer is finished."
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _show_thought(self, turn: Turn) -> None:
        slots = turn.split.thought if turn.frame is not None else ()
        thinking = turn.options.thinking and not turn.ended  # kept in place, so that nothing jumps
        self._thought_fold.setVisible(bool(thinking or turn.thought or slots))
        unfolded = self._thought_fold.isChecked()
        self._thought_fold.show_icon("chevron-down" if unfolded else "chevron-right")
        self._thought_fold.setText("Thought" if turn.ended or turn.text else "Thinking")
        if unfolded:
            self._thought.show_text(turn.thought[: turn.committed_thought], on_new_line=False)
            self._thought.show_canvas(self._looks(slots), self._choices.view)
            if turn.ended:
                self._thought.settle()

    def _show_foot(self, turn: Turn) -> None:
        still = self._theme.reduced_motion
        self._foot.setVisible(turn.state is not TurnState.FAILED)
        self._caption.say(caption(turn, loaded=self._status.model is not None, still=still))
        self._withdraw.setVisible(turn.state is TurnState.WAITING)
        self._copy.setVisible(turn.state is TurnState.FINISHED and bool(turn.text))
        noise = self._choices.view is View.NOISE
        self._noise.setChecked(noise)
        self._mask_note.setText(NOISE_NOTE if noise else MASK_NOTE)
        self._view_line.setVisible(turn.state is TurnState.DENOISING and not still)

    def _looks(self, slots: tuple[int, ...]) -> list[Look]:
        frame, glyphs = self._turn.frame, self._status.glyphs
        if frame is None or glyphs is None or self._theme.reduced_motion:
            return []
        return looks_of(frame, slots, glyphs, self._choices.view)


def _row(words: QWidget, *buttons: QWidget) -> QWidget:
    """A line of words with buttons at its right end; as high with them as without."""
    row = QWidget()
    row.setMinimumHeight(TARGET_PX)
    inside = QHBoxLayout(row)
    inside.setContentsMargins(INSET, 0, 0, 0)
    inside.setSpacing(4)
    inside.addWidget(words, 1)
    for button in buttons:
        inside.addWidget(button)
    return row
